/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "po/i18n.h"

/* A first word that is a command; a file of that name is written ./formats. */
static const char *
take_command(int *argc, char ***argv)
{
    for (const CliCommand *row = cli_commands; *argc > 0 && row->name != NULL; row++) {
        if (g_str_equal((*argv)[0], row->name)) {
            (*argc)--;
            (*argv)++;
            return row->name;
        }
    }
    return "convert";
}

/* `referat help CMD` and `referat CMD --help`. */
static CliStatus
show_help(const CliJob *job, const char *command)
{
    if (!g_str_equal(command, "help") || job->inputs->len == 0) {
        cli_help();
        return CLI_OK;
    }
    for (guint i = 0; i < job->inputs->len; i++)
        if (!cli_help_on(g_ptr_array_index(job->inputs, i)))
            return CLI_USAGE;
    return CLI_OK;
}

/* An option of another command is a slip. */
static bool
check_settings(const CliJob *job, const char *command)
{
    const unsigned own = g_str_equal(command, "bulk")    ? CLI_SHOWN_BULK
                         : g_str_equal(command, "watch") ? CLI_SHOWN_WATCH
                                                         : 0;

    for (guint i = 0; i < job->settings->len; i++) {
        const char *name = g_array_index(job->settings, CliSetting, i).name;
        const unsigned shown = cli_find_arg(name)->shown;
        if ((shown & own) != 0)
            continue;
        cli_errorf(NULL, "--%s belongs to referat %s", name,
                   (shown & CLI_SHOWN_BULK) != 0 ? "bulk" : "watch");
        return false;
    }
    return true;
}

static CliStatus
run(CliJob *job, const char *command)
{
    CliStatus status = CLI_OK;

    if (job->print_config != NULL) {
        status = cli_print_config(job->print_config) ? CLI_OK : CLI_USAGE;
    } else if (job->explain != NULL) {
        status = cli_explain(job->explain) ? CLI_OK : CLI_USAGE;
    } else if (job->version) {
        cli_version();
    } else if (job->help || g_str_equal(command, "help")) {
        status = show_help(job, command);
    } else if (g_str_equal(command, "formats")) {
        if (job->inputs->len > 0) {
            cli_error(NULL, N_("formats takes no input; a file of that name is ./formats"));
            return CLI_USAGE;
        }
        cli_formats(job->verbose);
    } else if (!check_settings(job, command)) {
        return CLI_USAGE;
    } else if (g_str_equal(command, "bulk")) {
        status = cli_bulk(job);
    } else if (g_str_equal(command, "watch")) {
        status = cli_watch(job);
    } else if (g_str_equal(command, "check")) {
        status = cli_check(job);
    } else {
        return cli_convert(job);
    }
    if (fflush(stdout) == 0)
        return status;
    cli_error(NULL, N_("standard output: cannot write it"));
    return CLI_IO;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    CliJob job = {0};
    CliStatus status = CLI_USAGE;

    cli_catch_signals();
    rft_speak(NULL);
    g_auto(GStrv) words = argc > 0 ? cli_expand(argv + 1, &error) : g_new0(char *, 1);
    if (words != NULL) {
        char **rest = words;
        int n = (int)g_strv_length(words);
        const char *command = take_command(&n, &rest);
        if (cli_parse(&job, n, rest, &error))
            status = run(&job, command);
        cli_job_clear(&job);
    }
    if (error != NULL)
        cli_fail(NULL, error);
    if (cli_interrupted() != 0)
        cli_die_of_signal();
    return (int)status;
}
