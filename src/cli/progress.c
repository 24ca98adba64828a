/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/progress.h"

#include "cli/messages/escape.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Nobody wants to see what takes no time: microseconds before the first line, and between lines. */
enum { PATIENCE = 500000, REST = 100000 };

/* Of this process, which has one terminal. */
static volatile sig_atomic_t caught;
static bool shown;

static void
put(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* nobody listens */
}

void
cli_progress_clear(void)
{
    if (shown)
        put("\r\033[K");
    shown = false;
}

static bool
on_progress(uint64_t done, uint64_t total, gpointer data)
{
    CliJob *job = data;
    const gint64 now = g_get_monotonic_time();

    if (caught != 0)
        return false;
    if (!job->terminal || now - job->begun < PATIENCE || now - job->last_shown < REST)
        return true;
    job->last_shown = now;
    g_autofree char *base = g_path_get_basename(job->input_name);
    g_autofree char *name = cli_printable(base);
    g_autofree char *line =
        total > 0 ? g_strdup_printf("\r\033[K%.40s: %u %%", name,
                                    (unsigned)(MIN(done, total) * 100 / total))
                  : g_strdup_printf("\r\033[K%.40s: %u MB", name, (unsigned)(done >> 20));
    put(line);
    shown = true;
    return true;
}

bool
cli_progress_possible(const CliJob *job)
{
    const char *terminal = g_getenv("TERM");

    return !job->quiet && isatty(STDERR_FILENO) && terminal != NULL &&
           !g_str_equal(terminal, "dumb");
}

void
cli_progress_put(const char *line)
{
    if (line == NULL) {
        cli_progress_clear();
        return;
    }
    g_autofree char *text = g_strconcat("\r\033[K", line, NULL);
    put(text);
    shown = true;
}

void
cli_progress_begin(CliJob *job)
{
    job->terminal = cli_progress_possible(job) &&
                    (job->messages == NULL || cli_messages_are_text(job->messages));
    job->begun = g_get_monotonic_time();
    job->last_shown = 0;
    referat_context_set_progress_func(job->context, on_progress, job);
}

void
cli_progress_end(CliJob *job)
{
    cli_progress_clear();
    referat_context_set_progress_func(job->context, NULL, NULL);
}

/* ---- signals ---- */

/* Seconds to put things away in. */
enum { GRACE = 1 };

static void
on_signal(int number)
{
    caught = number;
    (void)signal(number, SIG_DFL); /* the second one does what it always does */
    (void)alarm(GRACE);
}

/* Whoever waits for input does not look up: there is nothing half done then. */
static void
on_alarm(int number)
{
    (void)number;
    (void)raise(caught);
}

void
cli_catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        struct sigaction old;
        /* nohup and the like stay in force */
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            (void)signal(numbers[i], on_signal);
    }
    (void)signal(SIGALRM, on_alarm);
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error like others */
}

int
cli_interrupted(void)
{
    return caught;
}

void
cli_die_of_signal(void)
{
    (void)signal(caught, SIG_DFL);
    (void)raise(caught);
}
