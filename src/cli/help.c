/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/table.h"
#include "worker/worker.h"

/* What the program says of itself, from the tables. */

enum { LEFT = 26, WIDTH = 79 };

/* Two columns, the right one broken into lines. */
static void
put_row(const char *left, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    size_t column = LEFT;

    printf("  %-*s", LEFT - 2, left);
    /* a long name has a line to itself */
    if (strlen(left) + 2 >= LEFT)
        printf("\n%*s", LEFT, "");
    for (size_t i = 0; words[i] != NULL; i++) {
        const size_t length = strlen(words[i]);
        if (column > LEFT && column + 1 + length > WIDTH) {
            printf("\n%*s", LEFT, "");
            column = LEFT;
        }
        printf("%s%s", column > LEFT ? " " : "", words[i]);
        column += length + (column > LEFT ? 1 : 0);
    }
    printf("\n");
}

static void
put_arg(const CliArg *arg)
{
    g_autoptr(GString) left = g_string_new(NULL);

    if (arg->letter != '\0')
        g_string_append_printf(left, "-%c%s", arg->letter,
                               arg->name != NULL ? ", " : arg->argument);
    else
        g_string_append(left, "    ");
    if (arg->name != NULL && arg->argument != NULL && *arg->argument == '[')
        g_string_append_printf(left, "--%s[=%s", arg->name, arg->argument + 1);
    else if (arg->name != NULL)
        g_string_append_printf(left, "--%s%s%s", arg->name, arg->argument != NULL ? " " : "",
                               arg->argument != NULL ? arg->argument : "");
    put_row(left->str, arg->help);
}

static void
put_option(const ReferatOption *option)
{
    g_autofree char *left = option->argument != NULL
                                ? g_strdup_printf("    --%s %s", option->key, option->argument)
                                : g_strdup_printf("    --%s", option->key);

    put_row(left, option->help);
}

/* The names of all conversion options, in lines that fit. */
static void
put_names(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;
    size_t column = 80;

    while ((option = cli_next_option(&at, &format)) != NULL) {
        const size_t length = strlen(option->key) + 3;
        if (column + length > 78) {
            printf("%s ", column < 80 ? "\n" : "");
            column = 1;
        }
        printf(" --%s", option->key);
        column += length;
    }
    printf("\n");
}

void
cli_help(void)
{
    printf("Turns minutes of meetings into documents that everyone can read.\n\n"
           "Usage: referat INPUT -o OUTPUT [-o OUTPUT...]\n"
           "       referat INPUT... --to FORMATS [--out DIR]\n");
    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        if (g_str_equal(command->name, "formats"))
            printf("       referat formats | "); /* a screen has 24 lines */
        else if (g_str_equal(command->name, "help"))
            printf("help %s\n", command->usage);
        else if (!g_str_equal(command->name, "convert"))
            printf("       referat %s%s%s\n", command->name, *command->usage != '\0' ? " " : "",
                   command->usage);
    printf("\n");
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & CLI_SHOWN_ALWAYS) != 0)
            put_arg(arg);
    printf("\nMore options (referat help convert):\n");
    put_names();
}

static void
put_statuses(void)
{
    printf("\nExit status:\n");
    for (const CliStatusText *row = cli_statuses; row->text != NULL; row++)
        printf("  %2d  %s\n", row->status, row->text);
}

static void
help_convert(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    printf("Usage: referat [convert] INPUT -o OUTPUT [-o OUTPUT...]\n"
           "       referat [convert] INPUT... --to FORMATS [--out DIR]\n\n"
           "One input is read once and written to each output: all of them appear, or none.\n"
           "- is standard input or output; -- ends the options; ./convert is a file.\n\n");
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & (CLI_SHOWN_ALWAYS | CLI_SHOWN_CONVERT)) != 0)
            put_arg(arg);
    printf("\nConversion:\n");
    while ((option = cli_next_option(&at, &format)) != NULL)
        put_option(option);
    put_statuses();
}

static void
help_check(const CliCommand *row)
{
    printf("Usage: referat %s %s\n\n"
           "Reads minutes as conversion does, writes no document, and says what should be\n"
           "looked at before they are published. Exit status 0 also when there is something,\n"
           "1 under -Werror.\n\n",
           row->name, row->usage);
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & CLI_SHOWN_CHECK) != 0 || arg->kind == CLI_ARG_FLAG ||
            arg->kind == CLI_ARG_WARNING || arg->kind == CLI_ARG_FROM ||
            arg->kind == CLI_ARG_PASSWORD_FD || arg->kind == CLI_ARG_VOCABULARY)
            put_arg(arg);
    put_statuses();
}

static void
help_bulk(const CliCommand *row)
{
    printf("Usage: referat %s %s\n\n"
           "Converts all documents in folders, archives (tar, zip) and lists, each in isolation,\n"
           "each with a verdict. Run the same again to go on after an interruption, or to convert\n"
           "what is new or changed since. man referat-bulk tells more.\n\n"
           "The options of conversion (referat help convert) hold for all documents.\n\n",
           row->name, row->usage);
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & CLI_SHOWN_BULK) != 0 || arg->kind == CLI_ARG_FLAG ||
            arg->kind == CLI_ARG_WARNING || arg->kind == CLI_ARG_FROM ||
            arg->kind == CLI_ARG_TO_LIST || arg->kind == CLI_ARG_OUT)
            put_arg(arg);
    put_statuses();
}

static void
help_watch(const CliCommand *row)
{
    printf("Usage: referat %s %s\n\n"
           "Converts what is dropped into DIR/Inbox: results come into DIR/Converted,\n"
           "originals go to DIR/Done, and what cannot be converted to DIR/Failed, with a\n"
           "note that says why. A DIR that is called Inbox is the inbox.\n"
           "man referat-watch tells more.\n\n"
           "The options of conversion (referat help convert) hold for all documents.\n\n",
           row->name, row->usage);
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & CLI_SHOWN_WATCH) != 0 || arg->kind == CLI_ARG_FLAG ||
            arg->kind == CLI_ARG_TO_LIST)
            put_arg(arg);
    put_statuses();
}

bool
cli_help_on(const char *command)
{
    if (g_str_equal(command, "convert")) {
        help_convert();
        return true;
    }
    for (const CliCommand *row = cli_commands; row->name != NULL; row++) {
        if (!g_str_equal(row->name, command))
            continue;
        if (g_str_equal(command, "check")) {
            help_check(row);
            return true;
        }
        if (g_str_equal(command, "bulk")) {
            help_bulk(row);
            return true;
        }
        if (g_str_equal(command, "watch")) {
            help_watch(row);
            return true;
        }
        printf("Usage: referat %s%s%s\n\n%s\n", row->name, *row->usage != '\0' ? " " : "",
               row->usage, row->help);
        return true;
    }
    g_autofree char *hint = cli_hint_command(command);
    g_autofree char *text = g_strdup_printf("there is no command %s%s", command, hint);
    cli_error(NULL, text);
    return false;
}

/* Which languages the record of the minutes is made from, and what that is tested on. */
static void
print_languages(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    ReferatLanguage language;

    printf("\n%-8s %-18s %s\n", "language", "name", "minutes it is tested on");
    for (size_t i = 0; referat_language_at(context, i, &language); i++) {
        const glong width = g_utf8_strlen(language.name, -1);
        printf("%-8s %s%*s %s\n", language.tag, language.name, (int)MAX(18 - width, 0), "",
               language.published ? "published" : "invented");
    }
}

void
cli_formats(bool verbose)
{
    ReferatFormat format;

    printf("%-8s %-5s %-6s %s\n", "format", "read", "write", "what");
    for (size_t i = 0; referat_format_at(i, &format); i++) {
        g_autofree char *endings = g_strjoinv(" .", (char **)format.extensions);
        g_autofree char *types = g_strjoinv(", ", (char **)format.mime_types);
        printf("%-8s %-5s %-6s %s (.%s)\n", format.name, format.readable ? "yes" : "-",
               format.writable ? "yes" : "-", format.description, endings);
        if (verbose)
            printf("%-21s %s\n", "", types);
    }
    print_languages();
}

void
cli_version(void)
{
    g_autofree char *layers = rft_worker_layers();

    printf("referat %s\nisolation of workers: %s\n", referat_version_string(), layers);
}
