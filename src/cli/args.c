/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/table.h"

/* The command line, parsed over the tables of table.c. */

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

/* A password comes by a descriptor, so that it stands in no list of processes and no history. */
static void
read_password(CliJob *job, const char *value)
{
    enum { LONGEST = 1024 };
    char text[LONGEST + 1];
    char *end = NULL;
    const unsigned long fd = value != NULL ? strtoul(value, &end, 10) : 0;
    size_t length = 0;
    ssize_t got = 0;

    if (value == NULL || *value == '\0' || *end != '\0' || fd > 65535)
        return;
    while (length < LONGEST && (got = read((int)fd, text + length, LONGEST - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    referat_context_set_password(job->context, text);
    explicit_bzero(text, sizeof(text));
}

static void
set_value(CliJob *job, const CliArg *arg, const char *value)
{
    char **slot = NULL;

    switch (arg->kind) {
    case CLI_ARG_FROM:
        slot = &job->from;
        break;
    case CLI_ARG_TO:
        slot = &job->to;
        break;
    case CLI_ARG_TO_LIST:
        slot = &job->to_list;
        break;
    case CLI_ARG_OUT:
        slot = &job->out;
        break;
    case CLI_ARG_EXPLAIN:
        slot = &job->explain;
        break;
    case CLI_ARG_DIAGNOSTICS:
        slot = &job->diagnostics_format;
        break;
    case CLI_ARG_OUTPUT:
        g_ptr_array_add(job->outputs, g_strdup(value));
        return;
    case CLI_ARG_VOCABULARY:
        g_ptr_array_add(job->vocabularies, g_strdup(value));
        return;
    case CLI_ARG_PASSWORD_FD:
        read_password(job, value);
        return;
    case CLI_ARG_SETTING: {
        const CliSetting setting = {arg->name, g_strdup(value != NULL ? value : "")};
        g_array_append_val(job->settings, setting);
        return;
    }
    case CLI_ARG_WARNING:
    case CLI_ARG_FLAG:
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
    const bool as_error = g_str_equal(text, "error") || g_str_has_prefix(text, "error=");
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
    if (message == REFERAT_N_MESSAGES) {
        g_autofree char *before = g_strdup_printf("-W%.*s", (int)(name - text), text);
        g_autofree char *hint = cli_hint_message(name, before);
        return usage(error, "-W%s: there is no message called %s%s", text, name, hint);
    }
    referat_context_set_message_level(job->context, message, !off, as_error);
    return true;
}

static const CliArg *
find_letter(char letter)
{
    for (const CliArg *arg = cli_args; arg->help != NULL; arg++)
        if (arg->letter == letter)
            return arg;
    return NULL;
}

/* What was said after "=", or the next word. */
static bool
take_value(const char *name, const char **value, int argc, char **argv, int *at, GError **error)
{
    if (*value != NULL)
        return true;
    if (*at + 1 >= argc)
        return usage(error, "%s needs a value; see referat help convert", name);
    *value = argv[++*at];
    return true;
}

static bool
parse_long(CliJob *job, const char *text, int argc, char **argv, int *at, GError **error)
{
    const char *equals = strchr(text, '=');
    g_autofree char *name =
        equals != NULL ? g_strndup(text, (gsize)(equals - text)) : g_strdup(text);
    g_autofree char *shown = g_strdup_printf("--%s", name);
    const CliArg *arg = cli_find_arg(name);
    const ReferatOption *option = arg == NULL ? cli_find_option(name) : NULL;
    const char *value = equals != NULL ? equals + 1 : NULL;

    if (arg == NULL && option == NULL) {
        g_autofree char *hint = cli_hint_option(name);
        return usage(error, "there is no option %s%s", shown,
                     *hint != '\0' ? hint : "; try --help");
    }
    const bool maybe = arg != NULL && arg->argument != NULL && *arg->argument == '[';
    const bool flag = arg != NULL ? arg->argument == NULL : option->type == REFERAT_OPTION_FLAG;
    if (arg != NULL && flag && value != NULL)
        return usage(error, "%s takes no value", shown);
    if (!flag && !maybe && !take_value(shown, &value, argc, argv, at, error))
        return false;
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
        const CliArg *arg = find_letter(*text);
        const char shown[] = {'-', *text, '\0'};
        if (arg == NULL)
            return usage(error, "there is no option -%c; try --help", *text);
        if (arg->argument == NULL) {
            set_value(job, arg, NULL);
            continue;
        }
        const char *value = text[1] != '\0' ? text + 1 : NULL;
        if (!take_value(shown, &value, argc, argv, at, error))
            return false;
        set_value(job, arg, value);
        return true;
    }
    return true;
}

/* What cannot be meant together. */
static bool
check_together(const CliJob *job, GError **error)
{
    if (job->help || job->version)
        return true;
    if (job->quiet && job->verbose)
        return usage(error, "-q and -v contradict each other");
    if (job->outputs->len > 0 && job->to_list != NULL)
        return usage(error, "-o and --to contradict each other");
    if (job->to != NULL && job->to_list != NULL)
        return usage(error, "-t and --to contradict each other");
    if (job->out != NULL && job->to_list == NULL)
        return usage(error, "--out needs --to FORMATS");
    if (job->outputs->len > 0 && job->inputs->len > 1)
        return usage(error, "-o takes one input; use --to FORMATS for several");
    return true;
}

/* Before there is a worker, which opens no files. */
static bool
read_vocabularies(CliJob *job, GError **error)
{
    for (guint i = 0; i < job->vocabularies->len; i++) {
        const char *path = g_ptr_array_index(job->vocabularies, i);
        g_autoptr(GError) bad = NULL;
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(path, &text, &length, &bad) ||
            !referat_context_add_vocabulary(job->context, text, (gssize)length, &bad))
            return usage(error, "--vocabulary %s: %s", path, bad->message);
        g_string_append_len(job->words, text, (gssize)length);
    }
    return true;
}

static char **
copy_words(char **words, int n)
{
    char **copy = g_new0(char *, n + 1);

    for (int i = 0; i < n; i++)
        copy[i] = g_strdup(words[i]);
    return copy;
}

static void
clear_setting(gpointer data)
{
    g_free(((CliSetting *)data)->value);
}

bool
cli_parse(CliJob *job, int argc, char **argv, GError **error)
{
    bool options = true;

    job->context = referat_context_new();
    job->inputs = g_ptr_array_new_with_free_func(g_free);
    job->outputs = g_ptr_array_new_with_free_func(g_free);
    job->vocabularies = g_ptr_array_new_with_free_func(g_free);
    job->settings = g_array_new(FALSE, FALSE, sizeof(CliSetting));
    g_array_set_clear_func(job->settings, clear_setting);
    job->words = g_string_new(NULL);
    job->given = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (int at = 0; at < argc; at++) {
        const char *text = argv[at];
        const int first = at;
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
        g_ptr_array_add(job->given, copy_words(argv + first, at - first + 1));
    }
    return check_together(job, error) && read_vocabularies(job, error);
}

void
cli_job_clear(CliJob *job)
{
    referat_context_free(job->context);
    if (job->inputs != NULL)
        g_ptr_array_unref(job->inputs);
    if (job->outputs != NULL)
        g_ptr_array_unref(job->outputs);
    if (job->vocabularies != NULL)
        g_ptr_array_unref(job->vocabularies);
    if (job->settings != NULL)
        g_array_unref(job->settings);
    if (job->given != NULL)
        g_ptr_array_unref(job->given);
    if (job->words != NULL)
        (void)g_string_free(job->words, TRUE);
    g_free(job->from);
    g_free(job->to);
    g_free(job->to_list);
    g_free(job->out);
    g_free(job->explain);
    g_free(job->diagnostics_format);
}
