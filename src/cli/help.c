/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* What the program says of itself, from the tables. */

static void
put_option(const ReferatOption *option)
{
    g_autofree char *left = option->argument != NULL
                                ? g_strdup_printf("--%s %s", option->key, option->argument)
                                : g_strdup_printf("--%s", option->key);

    printf("  %-24s %s\n", left, option->help);
}

void
cli_help(void)
{
    ReferatFormat format;

    printf(
        "Usage: referat INPUT -o OUTPUT [-o OUTPUT...]\n"
        "       referat INPUT... --to FORMATS [--out DIR]\n"
        "       referat formats\n\n"
        "Turns minutes of meetings into documents that everyone can read.\n\n"
        "  -o, --output FILE        write FILE; its ending tells the format; - is standard output\n"
        "      --to FORMATS         write these formats beside each input: html,rxml\n"
        "      --out DIR            write them into DIR\n"
        "  -f, --from FORMAT        format of the input (found by content otherwise)\n"
        "  -t, --format FORMAT      format of the output when its name does not tell\n"
        "  -v, --verbose            show notes, not only warnings\n"
        "  -q, --quiet              show errors only\n"
        "  -Wno-NAME -Werror[=NAME] switch a message off, or make it an error\n"
        "  -h, --help  -V, --version\n\n");
    for (const ReferatOption *o = referat_options(NULL); o->key != NULL; o++)
        put_option(o);
    for (size_t i = 0; referat_format_at(i, &format); i++)
        for (const ReferatOption *o = referat_options(format.name); o != NULL && o->key != NULL;
             o++)
            put_option(o);
    printf("\nExit status: 0 done, 1 -Werror, 64 usage, 65 bad input, 66 no input, 69 encrypted,\n"
           "70 our bug, 73 cannot create, 74 I/O, 77 permission.\n");
}

void
cli_formats(void)
{
    ReferatFormat format;

    printf("%-8s %-5s %-6s %s\n", "format", "read", "write", "what");
    for (size_t i = 0; referat_format_at(i, &format); i++) {
        g_autofree char *endings = g_strjoinv(" .", (char **)format.extensions);
        printf("%-8s %-5s %-6s %s (.%s)\n", format.name, format.readable ? "yes" : "-",
               format.writable ? "yes" : "-", format.description, endings);
    }
}

void
cli_version(void)
{
    printf("referat %s\n", referat_version_string());
}
