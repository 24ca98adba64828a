/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "po/i18n.h"
#include "worker/worker.h"

/* `referat convert`: inputs to outputs, each input by itself. */

static void
add_output(GArray *outputs, const char *format, ReferatSink *sink)
{
    const ReferatOutput output = {format, sink};

    g_array_append_val(outputs, output);
}

/* ---- dependencies ---- */

/* What is built from what; the strings are those of @plan and @job. */
static void
fill_rule(CliRule *rule, const CliJob *job, const CliPlan *plan)
{
    cli_rule_init(rule, &job->depend);
    for (guint i = 0; i < plan->targets->len; i++) {
        const char *path = g_array_index(plan->targets, CliTarget, i).path;
        /* -MT names others */
        if (!g_str_equal(path, "-") && job->depend.targets->len == 0)
            cli_rule_add_target(rule, path);
    }
    if (!g_str_equal(plan->input, "-"))
        cli_rule_add_input(rule, plan->input);
    for (guint i = 0; i < job->files->len; i++)
        cli_rule_add_file(rule, g_ptr_array_index(job->files, i));
}

/* Before anything is read: what cannot be told to make and ninja is refused, or left out. */
static CliStatus
check_rule(CliJob *job, const CliPlan *plan)
{
    const bool fails = cli_warnings_fail(&job->warnings, REFERAT_MSG_DEPFILE_NAME);
    const bool shows =
        fails || cli_warnings_show(&job->warnings, REFERAT_MSG_DEPFILE_NAME, REFERAT_LEVEL_WARNING);
    CliRule rule;

    fill_rule(&rule, job, plan);
    const bool bad = rule.left_out->len > 0;
    for (guint i = 0; shows && i < rule.left_out->len; i++)
        cli_messages_name(job->messages, g_ptr_array_index(rule.left_out, i),
                          REFERAT_MSG_DEPFILE_NAME, fails);
    const bool targets = rule.targets->len > 0 || job->depend.targets->len > 0;
    cli_rule_clear(&rule);
    if (!targets && !bad) {
        cli_error(NULL, N_("-M and -MD need an output with a name, or -MT"));
        return CLI_USAGE;
    }
    return bad && fails ? CLI_USAGE : CLI_OK;
}

static void
put_rule(const CliJob *job, const CliPlan *plan, ReferatSink *sink)
{
    CliRule rule;

    fill_rule(&rule, job, plan);
    cli_rule_put(&rule, sink);
    cli_rule_clear(&rule);
}

static ReferatSink *
open_sink(const char *path)
{
    return g_str_equal(path, "-") ? referat_sink_new_fd(STDOUT_FILENO, "standard output")
                                  : referat_sink_new_path(path);
}

/* -M: what would be read must be there. */
static CliStatus
print_rules(CliJob *job, const GPtrArray *plans)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatSink) sink = open_sink(job->depend.file != NULL ? job->depend.file : "-");

    for (guint i = 0; i < plans->len; i++) {
        const CliPlan *plan = g_ptr_array_index(plans, i);
        g_autoptr(ReferatSource) source = referat_source_new_path(plan->input);
        const uint64_t most = referat_context_get_limit(job->context, REFERAT_LIMIT_INPUT_BYTES);
        if (!g_str_equal(plan->input, "-") &&
            referat_source_get_bytes(source, most, &error) == NULL) {
            cli_messages_fail(job->messages, plan->input, error, NULL);
            return cli_status(error);
        }
        put_rule(job, plan, sink);
    }
    if (!referat_sink_finish(sink, &error) || !referat_sinks_commit(&sink, 1, &error))
        cli_fail(NULL, error);
    return cli_status(error);
}

/* ---- one input ---- */

static GArray *
open_outputs(const CliJob *job, const CliPlan *plan)
{
    GArray *outputs = g_array_new(FALSE, FALSE, sizeof(ReferatOutput));

    for (guint i = 0; i < plan->targets->len; i++) {
        const CliTarget *target = &g_array_index(plan->targets, CliTarget, i);
        ReferatSink *sink = open_sink(target->path);
        referat_sink_set_if_changed(sink, job->if_changed);
        add_output(outputs, target->format, sink);
    }
    if (plan->depfile != NULL) {
        /* it is short, and stays in memory until the outputs are there */
        ReferatSink *sink = open_sink(plan->depfile);
        put_rule(job, plan, sink);
        add_output(outputs, NULL, sink);
    }
    return outputs;
}

static void
close_outputs(GArray *outputs)
{
    for (guint i = 0; i < outputs->len; i++)
        referat_sink_free(g_array_index(outputs, ReferatOutput, i).sink);
    g_array_unref(outputs);
}

static void
say_written(CliJob *job, GArray *outputs)
{
    for (guint i = 0; job->verbose && i < outputs->len; i++) {
        const ReferatSink *sink = g_array_index(outputs, ReferatOutput, i).sink;
        g_autofree char *bytes =
            g_strdup_printf("%" G_GUINT64_FORMAT, referat_sink_get_written(sink));
        const char *pattern = referat_sink_is_unchanged(sink) ? _("{file} stays as it is")
                                                              : _("{file} written, {number} bytes");
        g_autofree char *text =
            rft_fill(pattern, "file", referat_sink_get_name(sink), "number", bytes, NULL);
        cli_note(job->input_name, text);
    }
}

/* A name that is no file may be a command that was mistyped. */
static void
say_error(CliJob *job, const CliPlan *plan, const GError *error)
{
    const bool missing = g_error_matches(error, REFERAT_ERROR, REFERAT_ERROR_NO_INPUT) &&
                         strpbrk(plan->input, "./") == NULL;
    g_autofree char *hint = missing ? cli_hint_command(plan->input) : NULL;

    cli_messages_fail(job->messages, job->input_name, error, hint);
}

static void
on_diagnostic(const ReferatDiagnostic *diagnostic, gpointer data)
{
    const CliJob *job = data;

    cli_messages_add(job->messages, job->input_name, diagnostic);
}

bool
cli_read(CliJob *job, const char *input, const ReferatOutput *outputs, size_t n, GError **error)
{
    const bool standard = g_str_equal(input, "-");
    g_autoptr(ReferatSource) source =
        standard ? referat_source_new_fd(STDIN_FILENO, job->name != NULL ? job->name : "-")
                 : referat_source_new_path(input);

    job->input_name = !standard           ? input
                      : job->name != NULL ? job->name
                                          : "<stdin>"; /* as compilers call it */
    referat_context_set_diagnostic_func(job->context, on_diagnostic, job);
    cli_progress_begin(job);
    const bool good = rft_worker_convert(job->context, source, job->from, outputs, n, error);
    cli_progress_end(job);
    return good;
}

static CliStatus
convert_one(CliJob *job, const CliPlan *plan)
{
    g_autoptr(GError) error = NULL;
    GArray *outputs = open_outputs(job, plan);

    if (cli_read(job, plan->input, (const ReferatOutput *)(gpointer)outputs->data, outputs->len,
                 &error))
        say_written(job, outputs);
    else
        say_error(job, plan, error);
    cli_messages_next(job->messages, job->input_name, job->context);
    close_outputs(outputs);
    return cli_status(error);
}

/* ---- all of them ---- */

static CliStatus
convert_all(CliJob *job, const GPtrArray *plans)
{
    CliStatus worst = CLI_OK;

    for (guint i = 0; i < plans->len && (job->depend.wanted || job->depend.only); i++) {
        const CliStatus status = check_rule(job, g_ptr_array_index(plans, i));
        if (status != CLI_OK)
            return status;
    }
    if (job->depend.only)
        return print_rules(job, plans);
    for (guint i = 0; i < plans->len && !cli_interrupted(); i++) {
        if (cli_messages_enough(job->messages)) {
            cli_error(NULL, N_("too many errors (--max-errors); the rest is left alone"));
            break;
        }
        const CliStatus status = convert_one(job, g_ptr_array_index(plans, i));
        if (worst == CLI_OK)
            worst = status;
    }
    return worst;
}

CliStatus
cli_convert(CliJob *job)
{
    g_autoptr(GError) error = NULL;

    if (job->inputs->len == 0) {
        cli_error(NULL, N_("no input; try referat --help"));
        return CLI_USAGE;
    }
    if (!cli_plan_messages(job, &error)) {
        cli_fail(NULL, error);
        return CLI_USAGE;
    }
    job->messages = cli_messages_begin(job, STDERR_FILENO, NULL);
    if (job->messages == NULL)
        return CLI_USAGE;
    g_autoptr(GPtrArray) plans = cli_plan(job, &error);
    if (plans == NULL) {
        /* it may be one of the outputs that --to means */
        if (!job->messages_free && job->to_list != NULL)
            cli_messages_keep(job->messages);
        cli_fail(NULL, error);
        return cli_messages_end(job->messages, cli_status(error));
    }
    return cli_messages_end(job->messages, convert_all(job, plans));
}
