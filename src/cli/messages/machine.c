/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/json.h>
#include <string.h>

#include "cli/messages/messages.h"

/* Messages for programs: JSON, a line of JSON each, SARIF 2.1.0 (for code hosts and editors). */

static void
put_file(ReferatJson *json, const CliMessage *message)
{
    if (message->file == NULL)
        return;
    g_autofree char *file = g_utf8_make_valid(message->file, -1);
    referat_json_string(json, "file", file);
}

static void
put_message(ReferatJson *json, const CliMessage *message)
{
    referat_json_open(json, NULL, '{');
    put_file(json, message);
    if (message->part != NULL)
        referat_json_string(json, "part", message->part);
    if (message->page > 0)
        referat_json_number(json, "page", message->page);
    else if (message->line > 0)
        referat_json_number(json, "paragraph", message->line);
    referat_json_string(json, "level", cli_level_name(message->level));
    if (*message->name != '\0')
        referat_json_string(json, "name", message->name);
    referat_json_string(json, "text", message->text);
    if (!g_str_equal(message->text, message->localised))
        referat_json_string(json, "textLocalised", message->localised);
    if (message->count > 1)
        referat_json_number(json, "count", message->count);
    referat_json_close(json, '}');
}

static void
put_json(ReferatJson *json, const GArray *list)
{
    referat_json_open(json, NULL, '[');
    for (guint i = 0; i < list->len; i++)
        put_message(json, &g_array_index(list, CliMessage, i));
    referat_json_close(json, ']');
    referat_sink_puts(json->sink, "\n");
}

char *
cli_machine_line(const CliMessage *message)
{
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    ReferatJson json = {.sink = sink, .first = true, .plain = true, .in_line = true};
    gsize length = 0;

    put_message(&json, message);
    referat_sink_puts(sink, "\n");
    g_autoptr(GBytes) bytes = referat_sink_steal_bytes(sink);
    const char *text = g_bytes_get_data(bytes, &length);
    return g_strndup(text, length);
}

static void
put_lines(const GArray *list, ReferatSink *sink)
{
    for (guint i = 0; i < list->len; i++) {
        g_autofree char *line = cli_machine_line(&g_array_index(list, CliMessage, i));
        referat_sink_puts(sink, line);
    }
}

/* ---- SARIF ---- */

static void
put_text(ReferatJson *json, const char *name, const char *text)
{
    referat_json_open(json, name, '{');
    referat_json_string(json, "text", text);
    referat_json_close(json, '}');
}

/* What words of documents hold are no places for arguments (SARIF 2.1.0, 3.11.5). */
static void
put_message_text(ReferatJson *json, const CliMessage *message)
{
    g_autoptr(GString) text = g_string_new(message->text);

    (void)g_string_replace(text, "{", "{{", 0);
    (void)g_string_replace(text, "}", "}}", 0);
    put_text(json, "message", text->str);
    if (g_str_equal(message->text, message->localised))
        return;
    referat_json_open(json, "properties", '{');
    referat_json_string(json, "textLocalised", message->localised);
    referat_json_close(json, '}');
}

static void
put_tool(ReferatJson *json)
{
    referat_json_open(json, "tool", '{');
    referat_json_open(json, "driver", '{');
    referat_json_string(json, "name", "referat");
    referat_json_string(json, "version", referat_version_string());
    referat_json_open(json, "rules", '[');
    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "id", referat_message_name((ReferatMessage)i));
        put_text(json, "shortDescription", referat_message_text((ReferatMessage)i));
        referat_json_open(json, "defaultConfiguration", '{');
        referat_json_string(json, "level",
                            cli_level_name(referat_message_level((ReferatMessage)i)));
        referat_json_close(json, '}');
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
    referat_json_close(json, '}');
    referat_json_close(json, '}');
}

static void
put_logical(ReferatJson *json, const CliMessage *message)
{
    if (message->part == NULL && message->page == 0)
        return;
    g_autofree char *paragraph =
        message->page > 0   ? g_strdup_printf("page %u", message->page)
        : message->line > 0 ? g_strdup_printf("%s, paragraph %u", message->part, message->line)
                            : g_strdup(message->part);
    referat_json_open(json, "logicalLocations", '[');
    referat_json_open(json, NULL, '{');
    referat_json_string(json, "fullyQualifiedName", paragraph);
    referat_json_string(json, "kind", message->page > 0 ? "page" : "element");
    referat_json_close(json, '}');
    referat_json_close(json, ']');
}

/* A reference to the file, with what URIs reserve escaped (RFC 3986). */
static void
put_location(ReferatJson *json, const CliMessage *message)
{
    const uint32_t place = message->page > 0 ? message->page : message->line;

    if (message->file == NULL)
        return;
    g_autofree char *path = g_uri_escape_string(message->file, "/", FALSE);
    g_autofree char *uri =
        g_path_is_absolute(message->file) ? g_strconcat("file://", path, NULL) : g_strdup(path);
    referat_json_open(json, "locations", '[');
    referat_json_open(json, NULL, '{');
    referat_json_open(json, "physicalLocation", '{');
    referat_json_open(json, "artifactLocation", '{');
    referat_json_string(json, "uri", uri);
    referat_json_close(json, '}');
    if (!message->outside) {
        referat_json_open(json, "region", '{');
        referat_json_number(json, "startLine", MAX(place, 1));
        referat_json_close(json, '}');
    }
    referat_json_close(json, '}');
    put_logical(json, message);
    referat_json_close(json, '}');
    referat_json_close(json, ']');
}

static void
put_result(ReferatJson *json, const CliMessage *message)
{
    referat_json_open(json, NULL, '{');
    referat_json_string(json, "ruleId", message->name);
    referat_json_number(json, "ruleIndex", message->message);
    referat_json_string(json, "level", cli_level_name(message->level));
    put_message_text(json, message);
    put_location(json, message);
    if (message->count > 1)
        referat_json_number(json, "occurrenceCount", message->count);
    referat_json_close(json, '}');
}

/* What made a conversion fail is no finding in the document: it is told of the run. */
static void
put_invocation(ReferatJson *json, const GArray *list, int status)
{
    referat_json_open(json, "invocations", '[');
    referat_json_open(json, NULL, '{');
    referat_json_bool(json, "executionSuccessful", status == 0);
    referat_json_number(json, "exitCode", status);
    referat_json_open(json, "toolExecutionNotifications", '[');
    for (guint i = 0; i < list->len; i++) {
        const CliMessage *message = &g_array_index(list, CliMessage, i);
        if (message->message >= 0)
            continue;
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "level", cli_level_name(message->level));
        put_message_text(json, message);
        put_location(json, message);
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
    referat_json_close(json, '}');
    referat_json_close(json, ']');
}

static void
put_sarif(ReferatJson *json, const GArray *list, int status)
{
    referat_json_open(json, NULL, '{');
    referat_json_string(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    referat_json_string(json, "version", "2.1.0");
    referat_json_open(json, "runs", '[');
    referat_json_open(json, NULL, '{');
    put_tool(json);
    put_invocation(json, list, status);
    referat_json_open(json, "results", '[');
    for (guint i = 0; i < list->len; i++) {
        const CliMessage *message = &g_array_index(list, CliMessage, i);
        if (message->message >= 0)
            put_result(json, message);
    }
    referat_json_close(json, ']');
    referat_json_close(json, '}');
    referat_json_close(json, ']');
    referat_json_close(json, '}');
    referat_sink_puts(json->sink, "\n");
}

void
cli_machine_put(const GArray *list, CliFormat format, int status, ReferatSink *sink)
{
    ReferatJson json = {.sink = sink, .first = true, .plain = true};

    if (format == CLI_FORMAT_SARIF)
        put_sarif(&json, list, status);
    else if (format == CLI_FORMAT_JSONL)
        put_lines(list, sink);
    else
        put_json(&json, list);
}
