/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

/* `referat convert`: inputs to outputs, each input by itself. */

static bool
usage(GError **error, const char *name, const char *text)
{
    g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_OPTION, "%s: %s", name, text);
    return false;
}

/* The format that a name's ending tells; NULL when it tells none. */
static const char *
format_of_name(const char *path)
{
    const char *dot = strrchr(path, '.');
    ReferatFormat format;

    if (dot == NULL || !referat_format_for_name(dot + 1, &format) || !format.writable)
        return NULL;
    return format.name;
}

static bool
same_file(const char *a, const char *b)
{
    struct stat x;
    struct stat y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

typedef struct {
    GPtrArray *sinks;
    GArray *outputs; /* of ReferatOutput */
} Targets;

static bool
add_target(Targets *targets, const char *input, const char *path, const char *format,
           GError **error)
{
    const bool standard = g_str_equal(path, "-");

    if (format == NULL)
        return usage(error, standard ? "standard output" : path,
                     standard ? "say its format with -t"
                              : "the ending names no format; say it with -t");
    if (!standard && !g_str_equal(input, "-") && same_file(input, path))
        return usage(error, path, "the output is the input itself");
    for (guint i = 0; i < targets->sinks->len; i++)
        if (g_str_equal(referat_sink_get_name(g_ptr_array_index(targets->sinks, i)), path))
            return usage(error, path, "two outputs of one name");
    const ReferatOutput output = {
        .format = format,
        .sink = standard ? referat_sink_new_fd(STDOUT_FILENO, "-") : referat_sink_new_path(path),
    };
    g_ptr_array_add(targets->sinks, output.sink);
    g_array_append_val(targets->outputs, output);
    return true;
}

/* --to html,odt: beside the input, or in --out. */
static bool
add_named(const CliJob *job, Targets *targets, const char *input, GError **error)
{
    g_auto(GStrv) formats = g_strsplit(job->to_list, ",", -1);
    g_autofree char *base = g_path_get_basename(input);
    g_autofree char *folder = job->out != NULL ? g_strdup(job->out) : g_path_get_dirname(input);
    char *dot = strrchr(base, '.');

    if (dot != NULL && dot != base)
        *dot = '\0';
    for (size_t i = 0; formats[i] != NULL; i++) {
        ReferatFormat format;
        if (!referat_format_for_name(formats[i], &format) || !format.writable)
            return usage(error, formats[i],
                         "not a format that can be written; see referat formats");
        g_autofree char *name = g_strdup_printf("%s.%s", base, format.extensions[0]);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!add_target(targets, input, path, format.name, error))
            return false;
    }
    return true;
}

static bool
find_targets(const CliJob *job, Targets *targets, const char *input, GError **error)
{
    if (job->to_list != NULL)
        return add_named(job, targets, input, error);
    for (guint i = 0; i < job->outputs->len; i++) {
        const char *path = g_ptr_array_index(job->outputs, i);
        if (!add_target(targets, input, path, job->to != NULL ? job->to : format_of_name(path),
                        error))
            return false;
    }
    if (job->outputs->len == 0)
        return add_target(targets, input, "-", job->to, error);
    return true;
}

static CliStatus
convert_one(CliJob *job, const char *input)
{
    g_autoptr(GError) error = NULL;
    const bool standard = g_str_equal(input, "-");
    g_autoptr(ReferatSource) source =
        standard ? referat_source_new_fd(STDIN_FILENO, "-") : referat_source_new_path(input);
    g_autoptr(GPtrArray) sinks = g_ptr_array_new_with_free_func((GDestroyNotify)referat_sink_free);
    g_autoptr(GArray) outputs = g_array_new(FALSE, FALSE, sizeof(ReferatOutput));
    Targets targets = {sinks, outputs};

    job->input_name = standard ? "(standard input)" : input;
    referat_context_set_diagnostic_func(job->context, cli_diagnostic, job);
    if (find_targets(job, &targets, input, &error))
        (void)referat_convert(job->context, source, job->from,
                              (const ReferatOutput *)(gpointer)outputs->data, outputs->len, &error);
    cli_summary(job);
    if (error != NULL)
        cli_error(job, job->input_name, error->message);
    return cli_status(error);
}

CliStatus
cli_convert(CliJob *job)
{
    CliStatus worst = CLI_OK;

    if (job->inputs->len == 0) {
        cli_error(job, NULL, "no input; try referat --help");
        return CLI_USAGE;
    }
    if (job->outputs->len > 0 && job->inputs->len > 1) {
        cli_error(job, NULL, "-o takes one input; use --to FORMATS for several");
        return CLI_USAGE;
    }
    if (job->outputs->len > 0 && job->to_list != NULL) {
        cli_error(job, NULL, "-o and --to contradict each other");
        return CLI_USAGE;
    }
    for (guint i = 0; i < job->inputs->len; i++) {
        const CliStatus status = convert_one(job, g_ptr_array_index(job->inputs, i));
        if (worst == CLI_OK)
            worst = status;
    }
    return worst;
}
