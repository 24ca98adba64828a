/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/depend.h"

#include <string.h>

/*
 * GNU make and ninja read dependency files by rules of their own, which agree on less than one
 * would think. What stands here was tried on both with every printable character at the beginning,
 * in the middle and at the end of names, and is tried again by the tests.
 */

/* Words that begin another kind of line. */
static bool
is_directive(const char *name)
{
    static const char *const words[] = {"define",   "endef",    "else",     "endif",    "export",
                                        "ifdef",    "ifeq",     "ifndef",   "ifneq",    "include",
                                        "-include", "load",     "-load",    "override", "private",
                                        "sinclude", "undefine", "unexport", "vpath",    NULL};

    return g_strv_contains(words, name);
}

/* ".PHONY", ".SUFFIXES" and the like. */
static bool
is_special(const char *name)
{
    return name[0] == '.' && name[1] != '\0' &&
           strspn(name + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(name + 1);
}

/* "lib(member)" is a member of an archive, "[ab]" a pattern. */
static bool
is_pattern(const char *name)
{
    const char *open = strchr(name, '[');

    return (strchr(name, '(') != NULL && g_str_has_suffix(name, ")")) ||
           (open != NULL && strchr(open, ']') != NULL);
}

/* A backslash before these is read by one of the two as belonging to them. */
static bool
has_bad_backslash(const char *name)
{
    for (const char *p = strchr(name, '\\'); p != NULL; p = strchr(p + 1, '\\'))
        if (p[1] == '\0' || strchr("#:$%", p[1]) != NULL)
            return true;
    return false;
}

static bool
can_be_written(const char *name, bool as_target)
{
    const size_t length = strlen(name);

    if (length == 0 || strpbrk(name, "\"&'*;<=>?^`|\x7f") != NULL)
        return false;
    for (const char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20)
            return false;
    if (strchr(" :", name[length - 1]) != NULL || name[0] == '~')
        return false;
    if (as_target && strchr(name, '%') != NULL)
        return false;
    return !is_directive(name) && !is_special(name) && !is_pattern(name) &&
           !has_bad_backslash(name);
}

char *
cli_depend_escape(const char *name, bool as_target)
{
    if (!can_be_written(name, as_target))
        return NULL;
    GString *text = g_string_new(NULL);

    for (const char *p = name; *p != '\0'; p++) {
        if (*p == '\\')
            /* only before a blank are they read in pairs */
            g_string_append(text, p[strspn(p, "\\")] == ' ' ? "\\\\" : "\\");
        else if (strchr(" #:", *p) != NULL)
            g_string_append_printf(text, "\\%c", *p);
        else if (*p == '$')
            g_string_append(text, "$$");
        else
            g_string_append_c(text, *p);
    }
    return g_string_free(text, FALSE);
}

void
cli_rule_init(CliRule *rule, const CliDepend *depend)
{
    *rule = (CliRule){
        .depend = depend,
        .targets = g_ptr_array_new(),
        .files = g_ptr_array_new(),
        .left_out = g_ptr_array_new(),
    };
}

void
cli_rule_clear(CliRule *rule)
{
    g_ptr_array_unref(rule->targets);
    g_ptr_array_unref(rule->files);
    g_ptr_array_unref(rule->left_out);
}

static void
add_name(CliRule *rule, GPtrArray *names, const char *name, bool as_target)
{
    if (!can_be_written(name, as_target))
        g_ptr_array_add(rule->left_out, (gpointer)name);
    else if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, (gpointer)name);
}

void
cli_rule_add_target(CliRule *rule, const char *name)
{
    add_name(rule, rule->targets, name, true);
}

void
cli_rule_add_input(CliRule *rule, const char *name)
{
    rule->input = name;
    add_name(rule, rule->files, name, false);
}

void
cli_rule_add_file(CliRule *rule, const char *name)
{
    add_name(rule, rule->files, name, false);
}

void
cli_rule_put(const CliRule *rule, ReferatSink *sink)
{
    const CliDepend *depend = rule->depend;
    const guint n = depend->targets->len;

    if (n == 0 && rule->targets->len == 0)
        return;
    for (guint i = 0; i < n; i++)
        referat_sink_printf(sink, "%s%s", i > 0 ? " " : "",
                            (const char *)g_ptr_array_index(depend->targets, i));
    for (guint i = 0; n == 0 && i < rule->targets->len; i++) {
        g_autofree char *name = cli_depend_escape(g_ptr_array_index(rule->targets, i), true);
        referat_sink_printf(sink, "%s%s", i > 0 ? " " : "", name);
    }
    referat_sink_puts(sink, ":");
    for (guint i = 0; i < rule->files->len; i++) {
        g_autofree char *name = cli_depend_escape(g_ptr_array_index(rule->files, i), false);
        referat_sink_printf(sink, " %s%s", i > 0 ? "\\\n  " : "", name);
    }
    referat_sink_puts(sink, "\n");
    for (guint i = 0; depend->phony && i < rule->files->len; i++) {
        const char *file = g_ptr_array_index(rule->files, i);
        g_autofree char *name = cli_depend_escape(file, true);
        if (name != NULL && file != rule->input)
            referat_sink_printf(sink, "\n%s:\n", name);
    }
}
