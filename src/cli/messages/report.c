/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/messages/escape.h"
#include "cli/progress.h"
#include "po/i18n.h"

/* What the program says of the run itself, and its exit statuses. One line in one write, so that
 * lines of parallel runs do not mix. */

/* Of this run: where messages are for programs, nothing is said beside them. */
static CliMessages *machine;

void
cli_report_to(CliMessages *messages)
{
    machine = messages;
}

static void
put(const char *name, ReferatLevel level, const char *text, const char *localised)
{
    if (machine != NULL && cli_messages_run(machine, name, level, text, localised))
        return;
    g_autofree char *safe = cli_printable(name != NULL ? name : "referat");
    g_autofree char *words = cli_printable(localised);
    g_autofree char *line = g_strdup_printf("%s: %s: %s\n", safe, cli_level_name(level), words);

    cli_progress_clear();
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return; /* nobody listens */
}

void
cli_error(const char *name, const char *text)
{
    put(name, REFERAT_LEVEL_ERROR, text, _(text));
}

void
cli_errorf(const char *name, const char *format, ...)
{
    g_autoptr(GError) error = NULL;
    va_list arguments;

    va_start(arguments, format);
    (void)referat_set_error_valist(&error, REFERAT_ERROR_OPTION, format, arguments);
    va_end(arguments);
    cli_fail(name, error);
}

void
cli_fail(const char *name, const GError *error)
{
    put(name, REFERAT_LEVEL_ERROR, error->message, referat_error_get_localised(error));
}

void
cli_note(const char *name, const char *text)
{
    put(name, REFERAT_LEVEL_NOTE, text, _(text));
}

void
cli_say(ReferatLevel level, const char *line, gpointer data)
{
    (void)data;
    if (level != REFERAT_LEVEL_NOTE) {
        put(NULL, level, line, line);
        return;
    }
    g_autofree char *safe = cli_printable(line);
    g_autofree char *text = g_strconcat(safe, "\n", NULL);

    cli_progress_clear();
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* nobody listens */
}

CliStatus
cli_status(const GError *error)
{
    if (error == NULL)
        return CLI_OK;
    if (error->domain != REFERAT_ERROR)
        return CLI_SOFTWARE;
    switch ((ReferatError)error->code) {
    case REFERAT_ERROR_FORMAT:
    case REFERAT_ERROR_DAMAGED:
    case REFERAT_ERROR_LIMIT:
    case REFERAT_ERROR_TIMEOUT:
    case REFERAT_ERROR_MEMORY:
        return CLI_DATA;
    case REFERAT_ERROR_ENCRYPTED:
        return CLI_UNAVAILABLE;
    case REFERAT_ERROR_NO_INPUT:
        return CLI_NO_INPUT;
    case REFERAT_ERROR_CANNOT_CREATE:
        return CLI_CANNOT_CREATE;
    case REFERAT_ERROR_IO:
        return CLI_IO;
    case REFERAT_ERROR_PERMISSION:
        return CLI_PERMISSION;
    case REFERAT_ERROR_OPTION:
        return CLI_USAGE;
    case REFERAT_ERROR_DIAGNOSTIC:
        return CLI_DIAGNOSTIC;
    case REFERAT_ERROR_CANCELLED:
        return CLI_TRY_AGAIN;
    case REFERAT_ERROR_CRASH:
        return CLI_SOFTWARE;
    }
    return CLI_SOFTWARE;
}

/* ---- messages of documents ---- */

static bool
find_format(const char *name, CliFormat *format)
{
    static const char *const names[] = {"text", "json", "jsonl", "sarif"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (name == NULL || g_str_equal(names[i], name)) {
            *format = (CliFormat)i;
            return true;
        }
    }
    cli_error(NULL, N_("--diagnostics-format is text, json, jsonl or sarif"));
    return false;
}

static bool
find_most(const char *value, unsigned *most)
{
    guint64 number = 0;

    if (value != NULL && !g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT, &number, NULL)) {
        cli_error(NULL, N_("--max-errors wants a number; 0 is no limit"));
        return false;
    }
    *most = (unsigned)number;
    return true;
}

/* NO_COLOR: see no-color.org. */
static bool
find_colour(const char *wanted, int fd, bool *colour)
{
    const char *no = g_getenv("NO_COLOR");
    const char *terminal = g_getenv("TERM");

    if (wanted == NULL || g_str_equal(wanted, "auto"))
        *colour = isatty(fd) && (no == NULL || *no == '\0') && terminal != NULL &&
                  !g_str_equal(terminal, "dumb");
    else if (g_str_equal(wanted, "always") || g_str_equal(wanted, "never"))
        *colour = g_str_equal(wanted, "always");
    else {
        cli_error(NULL, N_("--color is auto, always or never"));
        return false;
    }
    return true;
}

CliMessages *
cli_messages_begin(const CliJob *job, int fd, bool (*only)(ReferatMessage message))
{
    CliMessagesOptions options = {
        .fd = fd,
        .file = job->diagnostics_output,
        .warnings = &job->warnings,
        .only = only,
        .everything = job->verbose,
        .quiet = job->quiet,
    };

    if (!find_most(job->most_errors, &options.most_errors) ||
        !find_format(job->diagnostics_format, &options.format) ||
        !find_colour(job->colour, fd, &options.colour) ||
        !find_colour(job->colour, STDERR_FILENO, &options.fail_colour))
        return NULL;
    CliMessages *messages = cli_messages_new(&options);
    cli_report_to(messages);
    return messages;
}

CliStatus
cli_messages_end(CliMessages *messages, CliStatus status)
{
    g_autoptr(GError) error = NULL;
    const bool good = cli_messages_finish(messages, (int)status, &error);

    cli_report_to(NULL);
    cli_messages_free(messages);
    if (good)
        return status;
    cli_fail(NULL, error);
    return status != CLI_OK ? status : CLI_IO;
}
