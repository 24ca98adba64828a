/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/hint.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "worker/worker.h"

/* `referat convert`: inputs to outputs, each input by itself. */

static GArray *
open_outputs(const CliPlan *plan)
{
    GArray *outputs = g_array_new(FALSE, FALSE, sizeof(ReferatOutput));

    for (guint i = 0; i < plan->targets->len; i++) {
        const CliTarget *target = &g_array_index(plan->targets, CliTarget, i);
        const bool standard = g_str_equal(target->path, "-");
        const ReferatOutput output = {
            .format = target->format,
            .sink = standard ? referat_sink_new_fd(STDOUT_FILENO, "standard output")
                             : referat_sink_new_path(target->path),
        };
        g_array_append_val(outputs, output);
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
        g_autofree char *text =
            g_strdup_printf("%s written, %" G_GUINT64_FORMAT " bytes", referat_sink_get_name(sink),
                            referat_sink_get_written(sink));
        cli_note(job, text);
    }
}

/* A name that is no file may be a command that was mistyped. */
static void
say_error(CliJob *job, const CliPlan *plan, const GError *error)
{
    const bool missing = g_error_matches(error, REFERAT_ERROR, REFERAT_ERROR_NO_INPUT) &&
                         strpbrk(plan->input, "./") == NULL;
    g_autofree char *hint = missing ? cli_hint_command(plan->input) : g_strdup("");
    g_autofree char *text = g_strdup_printf("%s%s", error->message, hint);

    cli_error(job->input_name, text);
}

static CliStatus
convert_one(CliJob *job, const CliPlan *plan)
{
    g_autoptr(GError) error = NULL;
    const bool standard = g_str_equal(plan->input, "-");
    g_autoptr(ReferatSource) source =
        standard ? referat_source_new_fd(STDIN_FILENO, "-") : referat_source_new_path(plan->input);
    GArray *outputs = open_outputs(plan);

    job->input_name = standard ? "(standard input)" : plan->input;
    cli_progress_begin(job);
    (void)rft_worker_convert(job->context, source, job->from,
                             (const ReferatOutput *)(gpointer)outputs->data, outputs->len, &error);
    cli_progress_end(job);
    cli_summary(job);
    if (error != NULL)
        say_error(job, plan, error);
    else
        say_written(job, outputs);
    close_outputs(outputs);
    return cli_status(error);
}

CliStatus
cli_convert(CliJob *job)
{
    g_autoptr(GError) error = NULL;
    CliStatus worst = CLI_OK;

    if (job->inputs->len == 0) {
        cli_error(NULL, "no input; try referat --help");
        return CLI_USAGE;
    }
    g_autoptr(GPtrArray) plans = cli_plan(job, &error);
    if (plans == NULL) {
        cli_error(NULL, error->message);
        return cli_status(error);
    }
    referat_context_set_diagnostic_func(job->context, cli_diagnostic, job);
    for (guint i = 0; i < plans->len && !cli_interrupted(); i++) {
        const CliStatus status = convert_one(job, g_ptr_array_index(plans, i));
        if (worst == CLI_OK)
            worst = status;
    }
    return worst;
}
