/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "po/i18n.h"

/* `referat check`: reads each input as conversion does, and says what should be looked at. */

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

static CliStatus
check_one(CliJob *job, const char *input)
{
    g_autoptr(GError) error = NULL;

    if (!cli_read(job, input, NULL, 0, &error))
        cli_messages_fail(job->messages, job->input_name, error, NULL);
    cli_messages_next(job->messages, job->input_name, job->context);
    return cli_status(error);
}

CliStatus
cli_check(CliJob *job)
{
    g_autoptr(GError) error = NULL;
    CliStatus worst = CLI_OK;

    if (!cli_plan_messages(job, &error)) {
        cli_fail(NULL, error);
        return CLI_USAGE;
    }
    if (job->inputs->len == 0) {
        cli_error(NULL, N_("no input; try referat check --help"));
        return CLI_USAGE;
    }
    job->messages = cli_messages_begin(job, STDOUT_FILENO, matters);
    if (job->messages == NULL)
        return CLI_USAGE;
    (void)referat_context_set_option(job->context, "check", "true", NULL);
    for (guint i = 0; i < job->inputs->len && !cli_interrupted(); i++) {
        if (cli_messages_enough(job->messages)) {
            cli_error(NULL, N_("too many errors (--max-errors); the rest is left alone"));
            break;
        }
        const CliStatus status = check_one(job, g_ptr_array_index(job->inputs, i));
        if (worst == CLI_OK)
            worst = status;
    }
    return cli_messages_end(job->messages, worst);
}
