/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

typedef enum { COMMAND_CONVERT, COMMAND_FORMATS, COMMAND_HELP } Command;

/* A word that is a command; a file of that name is written ./formats. */
static Command
take_command(int *argc, char ***argv)
{
    static const struct {
        const char *name;
        Command command;
    } commands[] = {
        {"convert", COMMAND_CONVERT},
        {"formats", COMMAND_FORMATS},
        {"help", COMMAND_HELP},
    };

    for (size_t i = 0; *argc > 0 && i < G_N_ELEMENTS(commands); i++) {
        if (g_str_equal((*argv)[0], commands[i].name)) {
            (*argc)--;
            (*argv)++;
            return commands[i].command;
        }
    }
    return COMMAND_CONVERT;
}

static CliStatus
run(CliJob *job, Command command)
{
    if (job->version) {
        cli_version();
    } else if (job->help || command == COMMAND_HELP) {
        cli_help();
    } else if (command == COMMAND_FORMATS) {
        cli_formats();
    } else {
        return cli_convert(job);
    }
    return fflush(stdout) == 0 ? CLI_OK : CLI_IO;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    CliJob job = {0};
    CliStatus status = CLI_USAGE;

    argc--;
    argv++;
    const Command command = take_command(&argc, &argv);
    if (cli_parse(&job, argc, argv, &error))
        status = run(&job, command);
    else
        cli_error(&job, NULL, error->message);
    cli_job_clear(&job);
    return (int)status;
}
