/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "bulk/verdict.h"
#include "integration/generate.h"
#include "watch/ignore.h"

/* Sections of the manual pages, in the man macros of roff. */

/* A hyphen that is typed is \-; a line must not begin with a point. */
static void
put(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '-')
            printf("\\-");
        else if (*p == '\\')
            printf("\\e");
        else if (*p == '.' && p == text)
            printf("\\&.");
        else
            putchar(*p);
    }
}

static void
put_item(const char *name, const char *argument)
{
    printf(".TP\n.B ");
    put(name);
    if (argument != NULL)
        printf(" \\fI%s\\fP", argument);
    printf("\n");
}

static void
put_line(const char *text)
{
    put(text);
    printf("\n");
}

void
man_commands(void)
{
    for (const CliCommand *row = cli_commands; row->name != NULL; row++) {
        put_item(row->name, *row->usage != '\0' ? row->usage : NULL);
        put_line(row->help);
    }
}

static void
put_args(unsigned shown)
{
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++) {
        if ((arg->shown & shown) == 0)
            continue;
        if (arg->name == NULL) {
            g_autofree char *word = g_strdup_printf("-%c%s", arg->letter, arg->argument);
            put_item(word, NULL);
            put_line(arg->help);
            continue;
        }
        g_autofree char *name = arg->letter != '\0'
                                    ? g_strdup_printf("-%c, --%s", arg->letter, arg->name)
                                    : g_strdup_printf("--%s", arg->name);
        if (arg->argument != NULL && *arg->argument == '[') {
            g_autofree char *value = g_strndup(arg->argument + 1, strlen(arg->argument) - 2);
            printf(".TP\n.B ");
            put(name);
            printf("[=\\fI%s\\fP]\n", value);
        } else {
            put_item(name, arg->argument);
        }
        put_line(arg->help);
    }
}

void
man_options(void)
{
    put_args(CLI_SHOWN_ALWAYS | CLI_SHOWN_CONVERT | CLI_SHOWN_CHECK);
}

void
man_bulk(void)
{
    put_args(CLI_SHOWN_BULK);
}

void
man_watch(void)
{
    put_args(CLI_SHOWN_WATCH);
}

void
man_ignored(void)
{
    for (size_t i = 0; rft_ignored[i] != NULL; i++) {
        printf("%s", i > 0 ? ",\n" : "");
        put(rft_ignored[i]);
    }
    printf(".\n");
}

void
man_verdicts(void)
{
    for (unsigned i = RFT_VERDICT_OK; i < RFT_N_VERDICTS; i++) {
        put_item(rft_verdict_name((RftVerdict)i), NULL);
        put_line(rft_verdict_text((RftVerdict)i));
    }
}

static void
put_option(const ReferatOption *option)
{
    g_autofree char *name = g_strdup_printf("--%s", option->key);

    put_item(name, option->argument);
    put_line(option->help);
    if (option->choices != NULL) {
        g_autofree char *choices = g_strjoinv(", ", (char **)option->choices);
        printf("(%s: ", option->argument);
        put(choices);
        printf(")\n");
    }
    if (option->argument != NULL && option->initial != NULL && *option->initial != '\0')
        printf(".br\nUnless said otherwise: %s\n", option->initial);
}

void
man_conversion(void)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    while ((option = cli_next_option(&at, &format)) != NULL)
        put_option(option);
}

void
man_messages(void)
{
    static const char *const levels[] = {"note", "warning", "error"};

    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        put_item(referat_message_name((ReferatMessage)i), NULL);
        put(referat_message_text((ReferatMessage)i));
        printf(" (%s)\n", levels[referat_message_level((ReferatMessage)i)]);
    }
}

void
man_statuses(void)
{
    for (const CliStatusText *row = cli_statuses; row->text != NULL; row++) {
        printf(".TP\n.B %d\n", row->status);
        put_line(row->text);
    }
}

void
man_formats(void)
{
    ReferatFormat format;

    for (size_t i = 0; referat_format_at(i, &format); i++) {
        g_autofree char *endings = g_strjoinv(", .", (char **)format.extensions);
        g_autofree char *types = g_strjoinv(", ", (char **)format.mime_types);
        printf(".SH %s\n", format.name);
        put(format.description);
        printf(".\nIt is %s%s%s.\n", format.readable ? "read" : "",
               format.readable && format.writable ? " and " : "", format.writable ? "written" : "");
        printf(".br\nNames end in .%s; the media type is ", endings);
        put(types);
        printf(".\n");
        for (const ReferatOption *o = referat_options(format.name); o != NULL && o->key != NULL;
             o++)
            put_option(o);
    }
}

void
man_limits(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();

    for (int i = 0; i < REFERAT_N_LIMITS; i++) {
        put_item(referat_limit_name((ReferatLimit)i), NULL);
        printf("%" G_GUINT64_FORMAT "\n", referat_context_get_limit(context, (ReferatLimit)i));
    }
}
