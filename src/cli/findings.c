/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/findings.h"

#include <referat/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* What `referat check` found: as lines, as JSON, as SARIF 2.1.0 (for code hosts and editors). */

static const char *const level_names[] = {"note", "warning", "error"};

void
cli_finding_line(const CliFinding *finding)
{
    const uint32_t place = finding->page > 0 ? finding->page : finding->line;
    g_autofree char *name = cli_printable(finding->file);

    (void)printf("%s:%u:1: %s: %s [-W%s]\n", name, MAX(place, 1), level_names[finding->level],
                 finding->text, referat_message_name(finding->message));
}

static void
put_json(ReferatJson *json, const GArray *findings)
{
    referat_json_open(json, NULL, '[');
    for (guint i = 0; i < findings->len; i++) {
        const CliFinding *finding = &g_array_index(findings, CliFinding, i);
        g_autofree char *file = g_utf8_make_valid(finding->file, -1);
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "file", file);
        if (finding->page > 0)
            referat_json_number(json, "page", finding->page);
        else if (finding->line > 0)
            referat_json_number(json, "paragraph", finding->line);
        referat_json_string(json, "level", level_names[finding->level]);
        referat_json_string(json, "name", referat_message_name(finding->message));
        referat_json_string(json, "text", finding->text);
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
}

/* ---- SARIF ---- */

static void
put_text(ReferatJson *json, const char *name, const char *text)
{
    referat_json_open(json, name, '{');
    referat_json_string(json, "text", text);
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
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
    referat_json_close(json, '}');
    referat_json_close(json, '}');
}

/* A relative reference to the file, with what URIs reserve escaped (RFC 3986). */
static void
put_location(ReferatJson *json, const CliFinding *finding)
{
    g_autofree char *uri = g_uri_escape_string(finding->file, "/", FALSE);
    const uint32_t place = finding->page > 0 ? finding->page : finding->line;

    referat_json_open(json, "locations", '[');
    referat_json_open(json, NULL, '{');
    referat_json_open(json, "physicalLocation", '{');
    referat_json_open(json, "artifactLocation", '{');
    referat_json_string(json, "uri", uri);
    referat_json_close(json, '}');
    referat_json_open(json, "region", '{');
    referat_json_number(json, "startLine", MAX(place, 1));
    referat_json_close(json, '}');
    referat_json_close(json, '}');
    referat_json_close(json, '}');
    referat_json_close(json, ']');
}

static void
put_sarif(ReferatJson *json, const GArray *findings)
{
    referat_json_open(json, NULL, '{');
    referat_json_string(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    referat_json_string(json, "version", "2.1.0");
    referat_json_open(json, "runs", '[');
    referat_json_open(json, NULL, '{');
    put_tool(json);
    referat_json_open(json, "results", '[');
    for (guint i = 0; i < findings->len; i++) {
        const CliFinding *finding = &g_array_index(findings, CliFinding, i);
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "ruleId", referat_message_name(finding->message));
        referat_json_number(json, "ruleIndex", finding->message);
        referat_json_string(json, "level", level_names[finding->level]);
        put_text(json, "message", finding->text);
        put_location(json, finding);
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
    referat_json_close(json, '}');
    referat_json_close(json, ']');
    referat_json_close(json, '}');
}

bool
cli_findings_write(const GArray *findings, const char *format)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatSink) sink = referat_sink_new_fd(STDOUT_FILENO, "standard output");
    ReferatJson json = {.sink = sink, .first = true};

    if (g_str_equal(format, "sarif"))
        put_sarif(&json, findings);
    else
        put_json(&json, findings);
    referat_sink_puts(sink, "\n");
    if (referat_sink_finish(sink, &error) && referat_sinks_commit(&sink, 1, &error))
        return true;
    cli_error("standard output", error->message);
    return false;
}
