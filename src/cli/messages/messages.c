/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/messages/messages.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/messages/escape.h"
#include "cli/progress.h"
#include "po/i18n.h"

struct CliMessages {
    CliMessagesOptions options;
    GArray *list;      /* of CliMessage; of text: those of this input, to be told apart */
    GHashTable *alike; /* of this input: what it says and where, to its place in the list */
    GString *lines;    /* text that goes to a file */
    uint32_t heard[REFERAT_N_MESSAGES];       /* of this input, as far as wanted */
    uint32_t shown[REFERAT_N_MESSAGES];       /* of them as text */
    ReferatLevel levels[REFERAT_N_MESSAGES];  /* as they came */
    uint32_t first_place[REFERAT_N_MESSAGES]; /* that was not shown */
    unsigned errors;
};

static void
clear_message(gpointer data)
{
    CliMessage *message = data;

    g_free(message->file);
    g_free(message->text);
    g_free(message->localised);
    g_free(message->part);
}

CliMessages *
cli_messages_new(const CliMessagesOptions *options)
{
    CliMessages *messages = g_new0(CliMessages, 1);

    messages->options = *options;
    if (options->file != NULL && g_str_equal(options->file, "-")) {
        messages->options.file = NULL;
        messages->options.fd = STDOUT_FILENO;
    }
    messages->list = g_array_new(FALSE, FALSE, sizeof(CliMessage));
    g_array_set_clear_func(messages->list, clear_message);
    messages->alike = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                            NULL); /* a worker tells few of a kind */
    messages->lines = g_string_new(NULL);
    return messages;
}

void
cli_messages_free(CliMessages *messages)
{
    if (messages == NULL)
        return;
    g_array_unref(messages->list);
    g_hash_table_unref(messages->alike);
    (void)g_string_free(messages->lines, TRUE);
    g_free(messages);
}

bool
cli_messages_are_text(const CliMessages *messages)
{
    return messages->options.format == CLI_FORMAT_TEXT || messages->options.file != NULL;
}

void
cli_messages_keep(CliMessages *messages)
{
    messages->options.file = NULL;
    messages->options.fd = STDERR_FILENO;
}

bool
cli_messages_enough(const CliMessages *messages)
{
    return messages->options.most_errors > 0 && messages->errors >= messages->options.most_errors;
}

/* ---- text ---- */

typedef struct {
    const char *name;
    const char *colour; /* SGR, as compilers have them */
} LevelLook;

static const LevelLook looks[] = {
    [REFERAT_LEVEL_NOTE] = {"note", "\033[01;36m"},
    [REFERAT_LEVEL_WARNING] = {"warning", "\033[01;35m"},
    [REFERAT_LEVEL_ERROR] = {"error", "\033[01;31m"},
};

/* One write, unless a pipe takes less at once. Returns: false when nobody listens, or errno says
 * why. */
static bool
write_whole(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t done = write(fd, bytes, length);
        if (done < 0 && errno != EINTR)
            return false;
        bytes += MAX(done, 0);
        length -= (size_t)MAX(done, 0);
    }
    return true;
}

const char *
cli_level_name(ReferatLevel level)
{
    return looks[level].name;
}

static void
put_line(CliMessages *messages, int fd, const char *line)
{
    const size_t length = strlen(line);

    if (messages->options.file != NULL) {
        g_string_append_len(messages->lines, line, (gssize)length);
        return;
    }
    cli_progress_clear();
    (void)write_whole(fd, line, length);
}

static uint32_t
place_of(const CliMessage *message)
{
    const uint32_t place = message->page > 0 ? message->page : message->line;

    return MAX(place, 1);
}

/* The main part goes without saying. */
static bool
names_part(const CliMessage *message)
{
    return message->part != NULL && message->line > 0 &&
           !g_str_has_suffix(message->part, "document.xml");
}

/* "FILE:LINE:COLUMN: level: text [-Wname]", which editors know from compilers; words that they look
 * for are not translated. */
static void
put_message(CliMessages *messages, const CliMessage *message)
{
    const LevelLook *look = &looks[message->level];
    const bool colour =
        messages->options.file == NULL &&
        (message->message >= 0 ? messages->options.colour : messages->options.fail_colour);
    const char *bold = colour ? "\033[01m" : "";
    const char *end = colour ? "\033[m" : "";
    g_autofree char *file = cli_printable(message->file);
    g_autofree char *text = cli_printable(message->localised);
    g_autofree char *part = names_part(message) ? cli_printable(message->part) : NULL;
    g_autoptr(GString) line = g_string_new(NULL);

    g_string_append_printf(line, "%s%s:", bold, file);
    if (!message->outside)
        g_string_append_printf(line, "%u:1:", place_of(message));
    g_string_append_printf(line, "%s %s%s:%s %s", end, colour ? look->colour : "", look->name, end,
                           text);
    if (part != NULL)
        g_string_append_printf(line, " (%s)", part);
    if (*message->name != '\0')
        g_string_append_printf(line, " [%s-W%s%s]", colour ? look->colour : "", message->name, end);
    g_string_append_c(line, '\n');
    /* a failure is no result */
    put_line(messages, message->message >= 0 ? messages->options.fd : STDERR_FILENO, line->str);
}

/* ---- collecting ---- */

/* What is alike is said once, and counted. Returns: whether it is new. */
static bool
is_new(CliMessages *messages, const CliMessage *message)
{
    g_autofree char *key = g_strdup_printf(
        "%s\n%s\n%u\n%u\n%s\n%s", message->file != NULL ? message->file : "", message->name,
        message->line, message->page, message->part != NULL ? message->part : "", message->text);
    gpointer at = NULL;

    if (g_hash_table_lookup_extended(messages->alike, key, NULL, &at)) {
        g_array_index(messages->list, CliMessage, GPOINTER_TO_UINT(at)).count++;
        return false;
    }
    g_hash_table_insert(messages->alike, g_steal_pointer(&key),
                        GUINT_TO_POINTER(messages->list->len));
    return true;
}

static bool
is_wanted(const CliMessages *messages, const ReferatDiagnostic *diagnostic)
{
    const CliMessagesOptions *options = &messages->options;
    const ReferatMessage message = diagnostic->message;

    if (options->quiet)
        return diagnostic->level == REFERAT_LEVEL_ERROR;
    if (options->everything || diagnostic->level == REFERAT_LEVEL_ERROR ||
        options->warnings->shown[message] > 0)
        return true;
    return options->only != NULL ? options->only(message)
                                 : cli_warnings_show(options->warnings, message, diagnostic->level);
}

static void
hide(CliMessages *messages, const CliMessage *message)
{
    if (message->message >= 0 && messages->first_place[message->message] == 0)
        messages->first_place[message->message] = place_of(message);
}

static void
show(CliMessages *messages, const CliMessage *message, bool always)
{
    const int kind = message->message;

    if (always || kind < 0 || messages->shown[kind] < CLI_MOST_ALIKE) {
        put_message(messages, message);
        if (kind >= 0)
            messages->shown[kind]++;
    } else {
        hide(messages, message);
    }
}

/* Names of files, and what a worker says, may be any bytes. */
static void
make_valid(char **text)
{
    if (*text == NULL || g_utf8_validate(*text, -1, NULL))
        return;
    char *valid = g_utf8_make_valid(*text, -1);
    g_free(*text);
    *text = valid;
}

/* Of text only the first few of a kind are shown. Takes what @message holds. */
static void
add(CliMessages *messages, CliMessage *message, bool always)
{
    const bool error = message->level == REFERAT_LEVEL_ERROR;
    const bool of_run = message->message < 0 && message->file == NULL;

    make_valid(&message->text);
    make_valid(&message->localised);
    make_valid(&message->part);
    if (message->message >= 0) {
        messages->heard[message->message]++;
        messages->levels[message->message] = message->level;
    }
    if ((error && !of_run && cli_messages_enough(messages)) || !is_new(messages, message)) {
        hide(messages, message);
        clear_message(message);
        return;
    }
    messages->errors += error ? 1 : 0;
    message->count = 1;
    g_array_append_val(messages->list, *message);
    if (messages->options.format == CLI_FORMAT_TEXT)
        show(messages, message, always);
}

void
cli_messages_add(CliMessages *messages, const char *file, const ReferatDiagnostic *diagnostic)
{
    if (!is_wanted(messages, diagnostic))
        return;
    CliMessage message = {
        .file = g_strdup(file),
        .name = diagnostic->name,
        .level = diagnostic->level,
        .message = (int)diagnostic->message,
        .text = g_strdup(diagnostic->text),
        .localised = g_strdup(diagnostic->localised),
        .part = g_strdup(diagnostic->position.part),
        .line = diagnostic->position.page > 0 ? 0 : diagnostic->position.line,
        .page = diagnostic->position.page,
    };
    add(messages, &message, messages->options.everything);
}

void
cli_messages_name(CliMessages *messages, const char *file, ReferatMessage message, bool fails)
{
    CliMessage said = {
        .file = g_strdup(file),
        .name = referat_message_name(message),
        .level = fails ? REFERAT_LEVEL_ERROR : referat_message_level(message),
        .message = (int)message,
        .text = g_strdup(referat_message_text(message)),
        .localised = g_strdup(_(referat_message_text(message))),
        .outside = true,
    };
    add(messages, &said, true);
}

/* Whether the trouble is in the document, so that there is something to be opened in an editor. */
static bool
is_inside(const GError *error)
{
    switch (error->domain == REFERAT_ERROR ? error->code : -1) {
    case REFERAT_ERROR_FORMAT:
    case REFERAT_ERROR_DAMAGED:
    case REFERAT_ERROR_ENCRYPTED:
    case REFERAT_ERROR_LIMIT:
    case REFERAT_ERROR_DIAGNOSTIC:
    case REFERAT_ERROR_TIMEOUT:
    case REFERAT_ERROR_MEMORY:
    case REFERAT_ERROR_CRASH:
        return true;
    default:
        return false;
    }
}

void
cli_messages_fail(CliMessages *messages, const char *file, const GError *error, const char *hint)
{
    /* the hint is for people, in their language */
    const bool text = messages->options.format == CLI_FORMAT_TEXT;
    const char *more = hint != NULL && text ? hint : "";
    CliMessage message = {
        .file = g_strdup(file),
        .name = "",
        .level = REFERAT_LEVEL_ERROR,
        .message = -1,
        .text = g_strconcat(error->message, more, NULL),
        .localised = g_strconcat(referat_error_get_localised(error), more, NULL),
        .outside = !is_inside(error),
    };
    add(messages, &message, true);
}

bool
cli_messages_run(CliMessages *messages, const char *file, ReferatLevel level, const char *text,
                 const char *localised)
{
    if (messages->options.format == CLI_FORMAT_TEXT)
        return false;
    CliMessage message = {
        .file = g_strdup(file),
        .name = "",
        .level = level,
        .message = -1,
        .text = g_strdup(text),
        .localised = g_strdup(localised),
        .outside = true,
    };
    if (level == REFERAT_LEVEL_ERROR)
        add(messages, &message, true);
    else
        clear_message(&message);
    return true;
}

/* As text: how often it came besides what is shown. */
static void
put_rest(CliMessages *messages, const char *file, ReferatMessage kind, uint32_t more)
{
    const char *pattern =
        rft_plural("{number} more like it: {text}", "{number} more like it: {text}", more);
    g_autofree char *number = g_strdup_printf("%u", more);
    g_autofree char *text =
        rft_fill(pattern, "number", number, "text", _(referat_message_text(kind)), NULL);
    const CliMessage message = {
        .file = (char *)file,
        .name = referat_message_name(kind),
        .level = REFERAT_LEVEL_NOTE,
        .message = (int)kind,
        .localised = text,
        .line = messages->first_place[kind],
    };

    put_message(messages, &message);
}

/* For programs: what a worker only counted, since there was too much of it. */
static void
add_rest(CliMessages *messages, const char *file, ReferatMessage kind, uint32_t more)
{
    const CliMessage message = {
        .file = g_strdup(file),
        .name = referat_message_name(kind),
        .level = messages->levels[kind],
        .message = (int)kind,
        .text = g_strdup(referat_message_text(kind)),
        .localised = g_strdup(_(referat_message_text(kind))),
        .count = more,
        .outside = true,
    };

    g_array_append_val(messages->list, message);
}

static void
tell_rest(CliMessages *messages, const char *file, const ReferatContext *context)
{
    const bool text = messages->options.format == CLI_FORMAT_TEXT;

    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        const uint32_t all = referat_context_count(context, (ReferatMessage)i);
        const uint32_t told = text ? messages->shown[i] : messages->heard[i];
        if (messages->heard[i] == 0 || all <= told || cli_messages_enough(messages))
            continue;
        if (text)
            put_rest(messages, file, (ReferatMessage)i, all - told);
        else
            add_rest(messages, file, (ReferatMessage)i, all - told);
    }
}

static void write_lines(CliMessages *messages);

void
cli_messages_next(CliMessages *messages, const char *file, const ReferatContext *context)
{
    tell_rest(messages, file, context);
    memset(messages->heard, 0, sizeof(messages->heard));
    memset(messages->shown, 0, sizeof(messages->shown));
    memset(messages->first_place, 0, sizeof(messages->first_place));
    g_hash_table_remove_all(messages->alike);
    if (messages->options.format == CLI_FORMAT_TEXT)
        g_array_set_size(messages->list, 0);
    /* those who read lines want them as they come */
    if (messages->options.format == CLI_FORMAT_JSONL && messages->options.file == NULL) {
        write_lines(messages);
        g_array_set_size(messages->list, 0);
    }
}

/* ---- the end ---- */

/* Each in one write, as text is. */
static void
write_lines(CliMessages *messages)
{
    for (guint i = 0; i < messages->list->len; i++) {
        g_autofree char *line = cli_machine_line(&g_array_index(messages->list, CliMessage, i));
        if (!write_whole(messages->options.fd, line, strlen(line)))
            return;
    }
}

static bool
write_out(CliMessages *messages, int status, GError **error)
{
    const CliMessagesOptions *options = &messages->options;
    g_autoptr(ReferatSink) sink = options->file != NULL
                                      ? referat_sink_new_path(options->file)
                                      : referat_sink_new_fd(options->fd, "messages");

    if (options->format == CLI_FORMAT_TEXT)
        referat_sink_put(sink, messages->lines->str, messages->lines->len);
    else
        cli_machine_put(messages->list, options->format, status, sink);
    return referat_sink_finish(sink, error) && referat_sinks_commit(&sink, 1, error);
}

bool
cli_messages_finish(CliMessages *messages, int status, GError **error)
{
    if (messages->options.format == CLI_FORMAT_TEXT && messages->options.file == NULL)
        return true;
    if (messages->options.format == CLI_FORMAT_JSONL && messages->options.file == NULL) {
        write_lines(messages);
        return true;
    }
    return write_out(messages, status, error);
}
