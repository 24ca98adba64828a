/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/json.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/findings.h"
#include "cli/progress.h"
#include "worker/worker.h"

/* `referat check`: reads each input as conversion does, and says what should be looked at. */

typedef struct {
    CliJob *job;
    GArray *findings; /* of CliFinding */
    bool text;        /* findings are lines on standard output, as they come */
} Check;

/* What of the messages of conversion matters before publishing too. */
static bool
matters(ReferatMessage message)
{
    switch (message) {
    case REFERAT_MSG_TRACKED_CHANGES:
    case REFERAT_MSG_COMMENTS_DROPPED:
    case REFERAT_MSG_HIDDEN_TEXT:
    case REFERAT_MSG_HEADING_LEVEL:
    case REFERAT_MSG_LANGUAGE_UNKNOWN:
    case REFERAT_MSG_PDF_NO_TEXT:
    case REFERAT_MSG_PDF_NONSENSE:
    case REFERAT_MSG_PLACE_MISSING:
    case REFERAT_MSG_SIGNATURE_MISSING:
        return true;
    default:
        return referat_message_level(message) != REFERAT_LEVEL_NOTE;
    }
}

static void
on_diagnostic(const ReferatDiagnostic *diagnostic, gpointer data)
{
    Check *check = data;
    const CliFinding finding = {
        .file = check->job->input_name,
        .message = diagnostic->message,
        .level = diagnostic->level,
        .text = g_strdup(diagnostic->text),
        .line = diagnostic->position.page > 0 ? 0 : diagnostic->position.line,
        .page = diagnostic->position.page,
    };

    if ((!matters(diagnostic->message) && !check->job->verbose) ||
        (check->job->quiet && diagnostic->level != REFERAT_LEVEL_ERROR)) {
        g_free(finding.text);
        return;
    }
    g_array_append_val(check->findings, finding);
    if (check->text)
        cli_finding_line(&finding);
}

static CliStatus
check_one(Check *check, const char *input)
{
    g_autoptr(GError) error = NULL;
    const bool standard = g_str_equal(input, "-");
    g_autoptr(ReferatSource) source =
        standard ? referat_source_new_fd(STDIN_FILENO, "-") : referat_source_new_path(input);

    check->job->input_name = standard ? "(standard input)" : input;
    cli_progress_begin(check->job);
    (void)rft_worker_convert(check->job->context, source, check->job->from, NULL, 0, &error);
    cli_progress_end(check->job);
    if (error != NULL)
        cli_error(check->job->input_name, error->message);
    return cli_status(error);
}

static void
clear_finding(gpointer data)
{
    g_free(((CliFinding *)data)->text);
}

CliStatus
cli_check(CliJob *job)
{
    const char *format = job->diagnostics_format != NULL ? job->diagnostics_format : "text";
    Check check = {job, g_array_new(FALSE, FALSE, sizeof(CliFinding)), g_str_equal(format, "text")};
    CliStatus worst = CLI_OK;

    g_array_set_clear_func(check.findings, clear_finding);
    if (!check.text && !g_str_equal(format, "json") && !g_str_equal(format, "sarif")) {
        cli_error(NULL, "--diagnostics-format is text, json or sarif");
        worst = CLI_USAGE;
    } else if (job->explain != NULL) {
        worst = cli_explain(job->explain) ? CLI_OK : CLI_USAGE;
    } else if (job->inputs->len == 0) {
        cli_error(NULL, "no input; try referat check --help");
        worst = CLI_USAGE;
    }
    (void)referat_context_set_option(job->context, "check", "true", NULL);
    referat_context_set_diagnostic_func(job->context, on_diagnostic, &check);
    for (guint i = 0; i < job->inputs->len && worst != CLI_USAGE && !cli_interrupted(); i++) {
        const CliStatus status = check_one(&check, g_ptr_array_index(job->inputs, i));
        if (worst == CLI_OK)
            worst = status;
    }
    if (!check.text && worst != CLI_USAGE && job->explain == NULL &&
        !cli_findings_write(check.findings, format))
        worst = CLI_IO;
    g_array_unref(check.findings);
    return worst;
}
