/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hint.h"

typedef struct {
    const CliJob *job;
    GHashTable *inputs;  /* what stands under the names of the inputs and of what options read */
    GHashTable *outputs; /* the same of outputs, to the inputs that they come from */
} Planner;

/* The same for every way to write a file's name, whether the file is there or not. */
static char *
file_key(const char *path)
{
    struct stat st;

    if (stat(path, &st) == 0)
        return g_strdup_printf("%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    char *resolved = realpath(folder, NULL);
    char *key = g_build_filename(resolved != NULL ? resolved : folder, base, NULL);
    free(resolved);
    return key;
}

/* Devices may be written to more than once. */
static bool
is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

static bool
find_format(const char *name, const char *what, ReferatFormat *format, GError **error)
{
    if (!referat_format_for_name(name, format)) {
        g_autofree char *hint = cli_hint_format(name);
        return referat_set_error(error, REFERAT_ERROR_OPTION, "%s: %s is no format%s", what, name,
                                 *hint != '\0' ? hint : referat_translate("; see referat formats"));
    }
    if (!format->writable)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "%s: %s can be read, not written",
                                 what, format->name);
    return true;
}

/* The format that the name's ending tells, or that of -t. */
static bool
choose_format(const CliJob *job, const char *path, ReferatFormat *format, GError **error)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    ReferatFormat told;

    if (job->to != NULL) {
        if (!find_format(job->to, "-t", format, error))
            return false;
        if (dot != NULL && referat_format_for_name(dot + 1, &told) && told.writable &&
            !g_str_equal(told.name, format->name))
            return referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "%s: its ending says %s, -t says %s", path, told.name,
                                     format->name);
        return true;
    }
    if (g_str_equal(path, "-"))
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "standard output: say its format with -t, such as -t text");
    if (dot == NULL || dot[1] == '\0')
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "%s: the name has no ending that tells a format; say it with -t",
                                 path);
    return find_format(dot + 1, path, format, error);
}

static bool
is_binary(const char *format)
{
    return g_str_equal(format, "odt");
}

static bool
check_target(Planner *planner, const char *input, const char *path, const char *format,
             GError **error)
{
    if (g_str_equal(path, "-")) {
        if (is_binary(format) && isatty(STDOUT_FILENO))
            return referat_set_error(error, REFERAT_ERROR_OPTION,
                                     "standard output: a terminal cannot show %s; use -o FILE",
                                     format);
        path = "/dev/stdout";
    }
    g_autofree char *key = file_key(path);
    const char *other = g_hash_table_lookup(planner->outputs, key);
    if (is_file(path) && g_hash_table_contains(planner->inputs, key))
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "%s: this is an input: it is not overwritten", path);
    if (is_file(path) && other != NULL && g_str_equal(other, input))
        return referat_set_error(error, REFERAT_ERROR_OPTION, "%s: two outputs of one name", path);
    if (is_file(path) && other != NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "%s: both %s and %s would be written to it", path, other, input);
    g_hash_table_insert(planner->outputs, g_steal_pointer(&key), g_strdup(input));
    return true;
}

static bool
add_target(Planner *planner, CliPlan *plan, const char *path, const char *format, GError **error)
{
    const CliTarget target = {g_strdup(path), format};

    g_array_append_val(plan->targets, target);
    return check_target(planner, plan->input, path, format, error);
}

/* --to html,odt: beside the input, or in --out. */
static bool
add_named(Planner *planner, CliPlan *plan, GError **error)
{
    const CliJob *job = planner->job;
    const bool standard = g_str_equal(plan->input, "-");
    g_auto(GStrv) formats = g_strsplit(job->to_list, ",", -1);
    g_autofree char *base = standard ? g_strdup("stdin") : g_path_get_basename(plan->input);
    g_autofree char *folder =
        job->out != NULL ? g_strdup(job->out) : g_path_get_dirname(plan->input);
    char *dot = strrchr(base, '.');

    if (dot != NULL && dot != base)
        *dot = '\0';
    if (formats[0] == NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "--to: no format is named");
    for (size_t i = 0; formats[i] != NULL; i++) {
        ReferatFormat format;
        if (!find_format(formats[i], "--to", &format, error))
            return false;
        g_autofree char *name = g_strdup_printf("%s.%s", base, format.extensions[0]);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!add_target(planner, plan, path, format.name, error))
            return false;
    }
    return true;
}

static bool
find_targets(Planner *planner, CliPlan *plan, GError **error)
{
    const CliJob *job = planner->job;
    ReferatFormat format = {.name = ""};

    if (job->to_list != NULL)
        return add_named(planner, plan, error);
    for (guint i = 0; i < job->outputs->len; i++) {
        const char *path = g_ptr_array_index(job->outputs, i);
        if (!choose_format(job, path, &format, error) ||
            !add_target(planner, plan, path, format.name, error))
            return false;
    }
    if (job->outputs->len > 0)
        return true;
    if (job->to == NULL && access(plan->input, F_OK) != 0 && !g_str_equal(plan->input, "-")) {
        g_autofree char *hint = cli_hint_command(plan->input);
        referat_set_error(error, REFERAT_ERROR_NO_INPUT, "%s: there is no such file%s", plan->input,
                          hint);
        return false;
    }
    if (job->to == NULL)
        return referat_set_error(
            error, REFERAT_ERROR_OPTION,
            "%s: say where to: -o FILE, --to FORMATS, or -t FORMAT for standard output",
            plan->input);
    return choose_format(job, "-", &format, error) &&
           add_target(planner, plan, "-", format.name, error);
}

/* -MD: beside the first output, or as -MF says. */
static bool
add_depfile(Planner *planner, CliPlan *plan, GError **error)
{
    const CliDepend *depend = &planner->job->depend;

    if (!depend->wanted || depend->only)
        return true;
    const char *first = g_array_index(plan->targets, CliTarget, 0).path;
    plan->depfile = depend->file != NULL
                        ? g_strdup(depend->file)
                        : g_strconcat(g_str_equal(first, "-") ? "stdout" : first, ".d", NULL);
    return check_target(planner, plan->input, plan->depfile, "", error);
}

/* What is not of one input. */
static bool
check_common(CliJob *job, Planner *planner, GError **error)
{
    const char *rules = job->depend.only ? job->depend.file : NULL;

    if (rules != NULL && !g_str_equal(rules, "-") &&
        !check_target(planner, rules, rules, "", error))
        return false;
    job->messages_free =
        job->diagnostics_output == NULL ||
        check_target(planner, job->diagnostics_output, job->diagnostics_output, "", error);
    return job->messages_free;
}

static void
plan_free(gpointer data)
{
    CliPlan *plan = data;

    g_free(plan->depfile);
    for (guint i = 0; i < plan->targets->len; i++)
        g_free(g_array_index(plan->targets, CliTarget, i).path);
    g_array_unref(plan->targets);
    g_free(plan);
}

/* A folder of --out is made; it is empty until something is done. */
static bool
make_folder(const char *folder, GError **error)
{
    if (g_mkdir_with_parents(folder, 0777) == 0)
        return true;
    referat_set_error(error,
                      errno == EACCES || errno == EPERM ? REFERAT_ERROR_PERMISSION
                                                        : REFERAT_ERROR_CANNOT_CREATE,
                      "%s: cannot create the folder: %s", folder, g_strerror(errno));
    return false;
}

static void
add_keys(GHashTable *keys, const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++)
        if (!g_str_equal(g_ptr_array_index(names, i), "-"))
            g_hash_table_add(keys, file_key(g_ptr_array_index(names, i)));
}

bool
cli_plan_messages(CliJob *job, GError **error)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *name = job->diagnostics_output;

    if (name == NULL || g_str_equal(name, "-"))
        return true;
    add_keys(keys, job->inputs);
    add_keys(keys, job->files);
    add_keys(keys, job->outputs);
    g_autofree char *key = file_key(name);
    if (!is_file(name) || !g_hash_table_contains(keys, key))
        return true;
    return referat_set_error(error, REFERAT_ERROR_OPTION,
                             "--diagnostics-output %s: this is an input or an output", name);
}

GPtrArray *
cli_plan(CliJob *job, GError **error)
{
    g_autoptr(GPtrArray) plans = g_ptr_array_new_with_free_func(plan_free);
    g_autoptr(GHashTable) inputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) outputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Planner planner = {job, inputs, outputs};

    add_keys(inputs, job->inputs);
    add_keys(inputs, job->files);
    for (guint i = 0; i < job->inputs->len; i++) {
        CliPlan *plan = g_new0(CliPlan, 1);
        plan->input = g_ptr_array_index(job->inputs, i);
        plan->targets = g_array_new(FALSE, FALSE, sizeof(CliTarget));
        g_ptr_array_add(plans, plan);
        if (!find_targets(&planner, plan, error) || !add_depfile(&planner, plan, error))
            return NULL;
    }
    if (!check_common(job, &planner, error))
        return NULL;
    if (job->out != NULL && !make_folder(job->out, error))
        return NULL;
    return g_steal_pointer(&plans);
}
