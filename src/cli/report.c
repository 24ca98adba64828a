/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/progress.h"

/* One line a message, in one write, so that lines of parallel runs do not mix. */

static void
put_line(const char *line)
{
    const size_t length = strlen(line);

    cli_progress_clear();
    if (write(STDERR_FILENO, line, length) != (ssize_t)length)
        return; /* nobody listens */
}

char *
cli_printable(const char *name)
{
    char *valid = g_utf8_make_valid(name, -1);

    for (char *p = valid; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    return valid;
}

void
cli_diagnostic(const ReferatDiagnostic *diagnostic, gpointer data)
{
    static const char *const levels[] = {"note", "warning", "error"};
    CliJob *job = data;
    const uint32_t place =
        diagnostic->position.page > 0 ? diagnostic->position.page : diagnostic->position.line;

    if (job->quiet || (diagnostic->level == REFERAT_LEVEL_NOTE && !job->verbose))
        return;
    /* the first few of a kind say where to look; the rest is a number at the end */
    if (referat_context_count(job->context, diagnostic->message) > CLI_MOST_ALIKE && !job->verbose)
        return;
    g_autofree char *name = cli_printable(job->input_name);
    g_autofree char *line =
        g_strdup_printf("%s:%u:1: %s: %s [-W%s]\n", name, MAX(place, 1), levels[diagnostic->level],
                        diagnostic->text, diagnostic->name);
    put_line(line);
}

void
cli_summary(const CliJob *job)
{
    for (int i = 0; i < REFERAT_N_MESSAGES && !job->quiet && !job->verbose; i++) {
        const uint32_t n = referat_context_count(job->context, (ReferatMessage)i);
        if (n <= CLI_MOST_ALIKE || referat_message_level((ReferatMessage)i) == REFERAT_LEVEL_NOTE)
            continue;
        g_autofree char *name = cli_printable(job->input_name);
        g_autofree char *line = g_strdup_printf(
            "%s: %u more: %s [-W%s]\n", name, n - CLI_MOST_ALIKE,
            referat_message_text((ReferatMessage)i), referat_message_name((ReferatMessage)i));
        put_line(line);
    }
}

void
cli_error(const char *name, const char *text)
{
    g_autofree char *safe = cli_printable(name != NULL ? name : "referat");
    g_autofree char *words = cli_printable(text);
    g_autofree char *line = g_strdup_printf("%s: error: %s\n", safe, words);

    put_line(line);
}

void
cli_note(const CliJob *job, const char *text)
{
    g_autofree char *safe = cli_printable(job->input_name);
    g_autofree char *words = cli_printable(text);
    g_autofree char *line = g_strdup_printf("%s: note: %s\n", safe, words);

    put_line(line);
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

void
cli_say(ReferatLevel level, const char *line, gpointer data)
{
    static const char *const levels[] = {"note", "warning", "error"};
    g_autofree char *safe = cli_printable(line);
    g_autofree char *text = level == REFERAT_LEVEL_NOTE
                                ? g_strdup_printf("%s\n", safe)
                                : g_strdup_printf("referat: %s: %s\n", levels[level], safe);

    (void)data;
    cli_progress_clear();
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* nobody listens */
}
