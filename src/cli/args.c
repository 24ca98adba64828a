/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/table.h"

/* The command line, parsed over the tables of table.c. */

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
    case CLI_ARG_DIAGNOSTICS_OUTPUT:
        slot = &job->diagnostics_output;
        break;
    case CLI_ARG_COLOUR:
        slot = &job->colour;
        break;
    case CLI_ARG_NAME:
        slot = &job->name;
        break;
    case CLI_ARG_PRINT_CONFIG:
        slot = &job->print_config;
        break;
    case CLI_ARG_IF_CHANGED:
        job->if_changed = true;
        return;
    case CLI_ARG_MAX_ERRORS:
        slot = &job->most_errors;
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
    case CLI_ARG_DEPEND:
    case CLI_ARG_WARNING:
    case CLI_ARG_FLAG:
        set_flag(job, arg->letter);
        return;
    }
    g_free(*slot);
    *slot = g_strdup(value != NULL ? value : "");
}

/* What was said after "=", or the next word. */
static bool
take_value(const char *name, const char **value, int argc, char **argv, int *at, GError **error)
{
    if (*value != NULL)
        return true;
    if (*at + 1 >= argc)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "%s needs a value; see referat help convert", name);
    *value = argv[++*at];
    return true;
}

/* -M, -MD, -MF FILE …, as compilers have them; -MMD is -MD: nothing of the system is read. */
static bool
take_depend(CliJob *job, const char *text, int argc, char **argv, int *at, GError **error)
{
    CliDepend *depend = &job->depend;
    const char letter = *text;
    const char *value = letter != '\0' && text[1] != '\0' ? text + 1 : NULL;
    const char shown[] = {'-', 'M', letter, '\0'};

    if (letter == '\0' || g_str_equal(text, "M")) {
        depend->only = true;
    } else if (g_str_equal(text, "D") || g_str_equal(text, "MD")) {
        depend->wanted = true;
    } else if (g_str_equal(text, "P")) {
        depend->phony = true;
    } else if (strchr("FTQ", letter) == NULL) {
        return referat_set_error(error, REFERAT_ERROR_OPTION, "there is no option -M%s; try --help",
                                 text);
    } else if (!take_value(shown, &value, argc, argv, at, error)) {
        return false;
    } else if (letter == 'F') {
        g_free(depend->file);
        depend->file = g_strdup(value);
    } else {
        char *target = letter == 'T' ? g_strdup(value) : cli_depend_escape(value, true);
        if (target == NULL || strpbrk(target, "\r\n") != NULL) {
            g_free(target);
            return referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "-M%c %s: make or ninja would misread this name", letter,
                                     value);
        }
        g_ptr_array_add(depend->targets, target);
    }
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
        return referat_set_error(error, REFERAT_ERROR_OPTION, "there is no option %s%s", shown,
                                 *hint != '\0' ? hint : referat_translate("; try --help"));
    }
    const bool maybe = arg != NULL && arg->argument != NULL && *arg->argument == '[';
    const bool flag = arg != NULL ? arg->argument == NULL : option->type == REFERAT_OPTION_FLAG;
    if (arg != NULL && flag && value != NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "%s takes no value", shown);
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
        return cli_warnings_take(&job->warnings, text + 1, error);
    if (*text == 'M')
        return take_depend(job, text + 1, argc, argv, at, error);
    if (g_str_equal(text, "w")) {
        job->warnings.none = true;
        return true;
    }
    for (; *text != '\0'; text++) {
        const CliArg *arg = find_letter(*text);
        const char shown[] = {'-', *text, '\0'};
        if (arg == NULL)
            return referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "there is no option -%c; try --help", *text);
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
        return referat_set_error(error, REFERAT_ERROR_OPTION, "-q and -v contradict each other");
    if (job->outputs->len > 0 && job->to_list != NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "-o and --to contradict each other");
    if (job->to != NULL && job->to_list != NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "-t and --to contradict each other");
    if (job->out != NULL && job->to_list == NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "--out needs --to FORMATS");
    if (job->depend.file != NULL && !job->depend.wanted && !job->depend.only)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "-MF needs -MD or -M");
    if (job->depend.file != NULL && job->inputs->len > 1 && !job->depend.only)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "-MF takes one input; without it each has a file of its own");
    if (job->outputs->len > 0 && job->inputs->len > 1)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "-o takes one input; use --to FORMATS for several");
    return true;
}

static bool
read_vocabulary(CliJob *job, const char *path, GError **error)
{
    g_autoptr(ReferatSource) source = referat_source_new_path(path);
    const uint64_t most = referat_context_get_limit(job->context, REFERAT_LIMIT_TEMPLATE_BYTES);
    GBytes *bytes = referat_source_get_bytes(source, most, error);
    gsize length = 0;

    if (bytes == NULL)
        return false;
    const char *text = g_bytes_get_data(bytes, &length);
    g_autofree char *copy = g_strndup(text != NULL ? text : "", length);
    if (!referat_context_add_vocabulary(job->context, copy, (gssize)length, error))
        return false;
    g_string_append_len(job->words, copy, (gssize)length);
    return true;
}

/* Before there is a worker, which opens no files. */
static bool
read_vocabularies(CliJob *job, GError **error)
{
    for (guint i = 0; i < job->vocabularies->len; i++) {
        const char *path = g_ptr_array_index(job->vocabularies, i);
        g_autofree char *where = g_strdup_printf("--vocabulary %s", path);
        g_autoptr(GError) bad = NULL;
        if (!read_vocabulary(job, path, &bad))
            return referat_set_error_behind(error, REFERAT_ERROR_OPTION, where, bad);
        g_ptr_array_add(job->files, g_strdup(path));
    }
    return true;
}

/* What options read is read for every output; and outputs are others when it is. */
static void
note_files(CliJob *job)
{
    const ReferatOption *option = NULL;
    const char *format = NULL;
    size_t at = 0;

    while ((option = cli_next_option(&at, &format)) != NULL) {
        GBytes *bytes = referat_context_get_file(job->context, option->key);
        if (bytes == NULL)
            continue;
        g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
        g_string_append_printf(job->words, "\n%s=%s", option->key, sum);
        g_ptr_array_add(job->files,
                        g_strdup(referat_context_get_option(job->context, option->key)));
    }
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
    job->files = g_ptr_array_new_with_free_func(g_free);
    job->depend.targets = g_ptr_array_new_with_free_func(g_free);
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
    cli_warnings_apply(&job->warnings, job->context);
    if (!check_together(job, error) || !read_vocabularies(job, error))
        return false;
    note_files(job);
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
    g_free(job->diagnostics_output);
    g_free(job->colour);
    g_free(job->most_errors);
    g_free(job->name);
    g_free(job->print_config);
    g_free(job->depend.file);
    if (job->files != NULL)
        g_ptr_array_unref(job->files);
    if (job->depend.targets != NULL)
        g_ptr_array_unref(job->depend.targets);
}
