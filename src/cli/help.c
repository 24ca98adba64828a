/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/table.h"
#include "cli/wrap.h"
#include "po/i18n.h"
#include "worker/worker.h"

/* What the program says of itself, from the tables. */

enum { LEFT = 26 };

/* Two columns, the right one broken into lines. */
static void
put_row(const char *left, const char *text)
{
    printf("  %s%*s", left, (int)MAX(LEFT - 2 - g_utf8_strlen(left, -1), 0), "");
    /* a long name has a line to itself */
    if (g_utf8_strlen(left, -1) + 2 >= LEFT)
        printf("\n%*s", LEFT, "");
    cli_wrap(text, LEFT);
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
    put_row(left->str, _(arg->help));
}

static void
put_option(const ReferatOption *option)
{
    g_autofree char *left = option->argument != NULL
                                ? g_strdup_printf("    --%s %s", option->key, option->argument)
                                : g_strdup_printf("    --%s", option->key);

    put_row(left, referat_translate(option->help));
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

static void
put_usage(const char *words)
{
    printf("%s referat %s", _("Usage:"), words);
}

/* Below the first, whatever the word before it is. */
static void
put_more_usage(const char *words)
{
    printf("\n%*s referat %s", (int)g_utf8_strlen(_("Usage:"), -1), "", words);
}

/* Returns: (transfer full): how a command is called. */
static char *
call_of(const CliCommand *command)
{
    return g_strdup_printf("%s%s%s", command->name, *command->usage != '\0' ? " " : "",
                           command->usage);
}

void
cli_help(void)
{
    printf("%s\n\n", _("Turns minutes of meetings into documents that everyone can read."));
    put_usage("INPUT -o OUTPUT [-o OUTPUT...]");
    put_more_usage("INPUT... --to FORMATS [--out DIR]");
    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        if (g_str_equal(command->name, "formats"))
            put_more_usage("formats | "); /* a screen has 24 lines */
        else if (g_str_equal(command->name, "help"))
            printf("help %s\n", command->usage);
        else if (!g_str_equal(command->name, "convert")) {
            g_autofree char *words = call_of(command);
            put_more_usage(words);
        }
    printf("\n");
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & CLI_SHOWN_ALWAYS) != 0)
            put_arg(arg);
    printf("\n%s\n", _("More options (referat help convert):"));
    put_names();
}

static void
put_statuses(void)
{
    printf("\n%s\n", _("Exit status:"));
    for (const CliStatusText *row = cli_statuses; row->text != NULL; row++) {
        printf("  %2d  ", row->status);
        cli_wrap(_(row->text), 6);
    }
}

static void
help_convert(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    put_usage("[convert] INPUT -o OUTPUT [-o OUTPUT...]");
    put_more_usage("[convert] INPUT... --to FORMATS [--out DIR]");
    printf("\n\n");
    cli_wrap(
        _("One input is read once and written to each output: all of them appear, or none. - is "
          "standard input or output; -- ends the options; ./convert is a file; @FILE stands for "
          "the arguments in FILE."),
        0);
    printf("\n");
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if ((arg->shown & (CLI_SHOWN_ALWAYS | CLI_SHOWN_CONVERT)) != 0)
            put_arg(arg);
    printf("\n%s\n", _("Conversion:"));
    while ((option = cli_next_option(&at, &format)) != NULL)
        put_option(option);
    put_statuses();
}

static void
put_usage_of(const CliCommand *row)
{
    g_autofree char *words = call_of(row);

    put_usage(words);
    printf("\n\n");
}

static void
put_paragraph(const char *text)
{
    cli_wrap(text, 0);
    printf("\n");
}

static void
help_check(const CliCommand *row)
{
    put_usage_of(row);
    put_paragraph(_(
        "Reads minutes as conversion does, writes no document, and says what should be looked at "
        "before they are published. Exit status 0 also when there is something, 1 under -Werror."));
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
    put_usage_of(row);
    put_paragraph(
        _("Converts all documents in folders, archives (tar, zip) and lists, each in isolation, "
          "each with a verdict. Run the same again to go on after an interruption, or to convert "
          "what is new or changed since. man referat-bulk tells more."));
    put_paragraph(_("The options of conversion (referat help convert) hold for all documents."));
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
    put_usage_of(row);
    put_paragraph(
        _("Converts what is dropped into DIR/Inbox: results come into DIR/Converted, originals go "
          "to DIR/Done, and what cannot be converted to DIR/Failed, with a note that says why. A "
          "DIR that is called Inbox is the inbox. man referat-watch tells more."));
    put_paragraph(_("The options of conversion (referat help convert) hold for all documents."));
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
        put_usage_of(row);
        cli_wrap(_(row->help), 0);
        return true;
    }
    g_autofree char *hint = cli_hint_command(command);
    cli_errorf(NULL, "there is no command %s%s", command, hint);
    return false;
}

static void
put_padded(const char *text, int width)
{
    printf("%s%*s ", text, (int)MAX(width - g_utf8_strlen(text, -1), 0), "");
}

static void
put_columns(const char *first, int first_width, const char *second, int second_width,
            const char *last)
{
    put_padded(first, first_width);
    put_padded(second, second_width);
    printf("%s\n", last);
}

/* Which languages the record of the minutes is made from, and what that is tested on. */
static void
print_languages(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    ReferatLanguage language;

    printf("\n");
    /* TRANSLATORS: head of a column that holds "published" or "invented": of minutes */
    const char *tested = _("minutes it is tested on");
    put_columns(_("language"), 8, _("name"), 18, tested);
    for (size_t i = 0; referat_language_at(context, i, &language); i++) {
        put_columns(language.tag, 8, language.name, 18,
                    language.published ? _("published") : _("invented"));
    }
}

void
cli_formats(bool verbose)
{
    ReferatFormat format;

    /* TRANSLATORS: heads of columns: is it read (5 letters at best), is it written (6), what is it
     */
    const char *const heads[] = {_("format"), _("read"), _("write"), _("what")};
    put_padded(heads[0], 8);
    put_columns(heads[1], 5, heads[2], 6, heads[3]);
    for (size_t i = 0; referat_format_at(i, &format); i++) {
        g_autofree char *endings = g_strjoinv(" .", (char **)format.extensions);
        g_autofree char *types = g_strjoinv(", ", (char **)format.mime_types);
        g_autofree char *what =
            g_strdup_printf("%s (.%s)", referat_translate(format.description), endings);
        put_padded(format.name, 8);
        put_columns(format.readable ? _("yes") : "-", 5, format.writable ? _("yes") : "-", 6, what);
        if (verbose)
            printf("%-21s %s\n", "", types);
    }
    print_languages();
}

void
cli_version(void)
{
    g_autofree char *layers = rft_worker_layers();

    printf("referat %s\n%s %s\n", referat_version_string(), _("isolation of workers:"), layers);
}
