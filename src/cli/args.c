/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/cli.h"

/* The command line, parsed over the same tables that make the help. */

typedef enum { ARG_FROM, ARG_TO, ARG_TO_LIST, ARG_OUT, ARG_OUTPUT, ARG_FLAG } ArgKind;

typedef struct {
    const char *name;
    ArgKind kind;
    char letter;
} Arg;

static const Arg args[] = {
    {"output", ARG_OUTPUT, 'o'}, {"from", ARG_FROM, 'f'}, {"format", ARG_TO, 't'},
    {"to", ARG_TO_LIST, 0},      {"out", ARG_OUT, 0},     {"quiet", ARG_FLAG, 'q'},
    {"verbose", ARG_FLAG, 'v'},  {"help", ARG_FLAG, 'h'}, {"version", ARG_FLAG, 'V'},
};

static bool usage(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool
usage(GError **error, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    g_set_error_literal(error, REFERAT_ERROR, REFERAT_ERROR_OPTION, text);
    return false;
}

static void
set_flag(CliJob *job, char letter)
{
    job->quiet = job->quiet || letter == 'q';
    job->verbose = job->verbose || letter == 'v';
    job->help = job->help || letter == 'h';
    job->version = job->version || letter == 'V';
}

static void
set_value(CliJob *job, const Arg *arg, const char *value)
{
    char **slot = NULL;

    switch (arg->kind) {
    case ARG_FROM:
        slot = &job->from;
        break;
    case ARG_TO:
        slot = &job->to;
        break;
    case ARG_TO_LIST:
        slot = &job->to_list;
        break;
    case ARG_OUT:
        slot = &job->out;
        break;
    case ARG_OUTPUT:
        g_ptr_array_add(job->outputs, g_strdup(value));
        return;
    case ARG_FLAG:
        set_flag(job, arg->letter);
        return;
    }
    g_free(*slot);
    *slot = g_strdup(value);
}

/* -Wname, -Wno-name, -Werror, -Werror=name, -Wall */
static bool
set_warning(CliJob *job, const char *text, GError **error)
{
    const bool off = g_str_has_prefix(text, "no-");
    const bool as_error = g_str_has_prefix(text, "error");
    const char *name = off ? text + 3 : text;

    if (g_str_equal(text, "all") || g_str_equal(text, "extra"))
        return true;
    if (as_error && text[5] == '=')
        name = text + 6;
    if (g_str_equal(text, "error")) {
        for (int i = 0; i < REFERAT_N_MESSAGES; i++)
            referat_context_set_message_level(job->context, (ReferatMessage)i, true, true);
        return true;
    }
    const ReferatMessage message = referat_message_from_name(name);
    if (message == REFERAT_N_MESSAGES)
        return usage(error, "there is no message called %s", name);
    referat_context_set_message_level(job->context, message, !off, as_error);
    return true;
}

static const Arg *
find_long(const char *name, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(args); i++)
        if (strlen(args[i].name) == length && strncmp(args[i].name, name, length) == 0)
            return &args[i];
    return NULL;
}

static const Arg *
find_letter(char letter)
{
    for (size_t i = 0; i < G_N_ELEMENTS(args); i++)
        if (args[i].letter == letter)
            return &args[i];
    return NULL;
}

/* The conversion option of this name, in any table. */
static const ReferatOption *
find_option(const char *name)
{
    ReferatFormat format;

    for (const ReferatOption *o = referat_options(NULL); o->key != NULL; o++)
        if (g_str_equal(o->key, name))
            return o;
    for (size_t i = 0; referat_format_at(i, &format); i++)
        for (const ReferatOption *o = referat_options(format.name); o != NULL && o->key != NULL;
             o++)
            if (g_str_equal(o->key, name))
                return o;
    return NULL;
}

static bool
parse_long(CliJob *job, const char *text, int argc, char **argv, int *at, GError **error)
{
    const char *equals = strchr(text, '=');
    const size_t length = equals != NULL ? (size_t)(equals - text) : strlen(text);
    g_autofree char *name = g_strndup(text, length);
    const Arg *arg = find_long(text, length);
    const ReferatOption *option = arg == NULL ? find_option(name) : NULL;
    const char *value = equals != NULL ? equals + 1 : NULL;

    if (arg == NULL && option == NULL)
        return usage(error, "there is no option --%s; try --help", name);
    const bool flag = arg != NULL ? arg->kind == ARG_FLAG : option->type == REFERAT_OPTION_FLAG;
    if (!flag && value == NULL) {
        if (*at + 1 >= argc)
            return usage(error, "--%s needs a value", name);
        value = argv[++*at];
    }
    if (option != NULL)
        return referat_context_set_option(job->context, name, value, error);
    set_value(job, arg, value);
    return true;
}

static bool
parse_short(CliJob *job, const char *text, int argc, char **argv, int *at, GError **error)
{
    if (*text == 'W')
        return set_warning(job, text + 1, error);
    if (g_str_equal(text, "w")) {
        for (int i = 0; i < REFERAT_N_MESSAGES; i++)
            referat_context_set_message_level(job->context, (ReferatMessage)i, false, false);
        return true;
    }
    for (; *text != '\0'; text++) {
        const Arg *arg = find_letter(*text);
        if (arg == NULL)
            return usage(error, "there is no option -%c; try --help", *text);
        if (arg->kind == ARG_FLAG) {
            set_flag(job, *text);
            continue;
        }
        if (text[1] != '\0') {
            set_value(job, arg, text + 1);
        } else {
            if (*at + 1 >= argc)
                return usage(error, "-%c needs a value", *text);
            set_value(job, arg, argv[++*at]);
        }
        return true;
    }
    return true;
}

bool
cli_parse(CliJob *job, int argc, char **argv, GError **error)
{
    bool options = true;

    job->context = referat_context_new();
    job->inputs = g_ptr_array_new_with_free_func(g_free);
    job->outputs = g_ptr_array_new_with_free_func(g_free);
    for (int at = 0; at < argc; at++) {
        const char *text = argv[at];
        bool good = true;
        if (options && g_str_equal(text, "--"))
            options = false;
        else if (options && g_str_has_prefix(text, "--"))
            good = parse_long(job, text + 2, argc, argv, &at, error);
        else if (options && text[0] == '-' && text[1] != '\0')
            good = parse_short(job, text + 1, argc, argv, &at, error);
        else
            g_ptr_array_add(job->inputs, g_strdup(text));
        if (!good)
            return false;
    }
    return true;
}

void
cli_job_clear(CliJob *job)
{
    referat_context_free(job->context);
    if (job->inputs != NULL)
        g_ptr_array_unref(job->inputs);
    if (job->outputs != NULL)
        g_ptr_array_unref(job->outputs);
    g_free(job->from);
    g_free(job->to);
    g_free(job->to_list);
    g_free(job->out);
}
