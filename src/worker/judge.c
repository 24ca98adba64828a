/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "worker/judge.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/wait.h>

#include "worker/wire.h"

/* What the way in which a worker died says. */
void
rft_judge_death(int status, uint64_t seconds, GError **error)
{
    const int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    if (number == SIGXCPU || number == SIGALRM)
        referat_set_error(error, REFERAT_ERROR_TIMEOUT,
                          "more than %" PRIu64 " seconds of processor time: given up (limit %s)",
                          seconds, referat_limit_name(REFERAT_LIMIT_WORKER_SECONDS));
    else if (number == SIGXFSZ)
        referat_set_error(error, REFERAT_ERROR_LIMIT, "an output grew too large (limit %s)",
                          referat_limit_name(REFERAT_LIMIT_WORKER_FILE_BYTES));
    else if (number == SIGSYS)
        referat_set_error(error, REFERAT_ERROR_CRASH,
                          "the worker asked for what it may not have and was stopped (SIGSYS); "
                          "the document may be an attack, or this is a bug");
    else if (number != 0)
        referat_set_error(error, REFERAT_ERROR_CRASH, "the worker crashed (%s); please report it",
                          g_strsignal(number));
    else
        referat_set_error(error, REFERAT_ERROR_CRASH,
                          "the worker ended without a result; please report it");
}

void
rft_judge_result(uint32_t code, const char *text, const char *localised, GError **error)
{
    if (code == RFT_OUT_OF_MEMORY)
        referat_set_error(error, REFERAT_ERROR_MEMORY,
                          "the document needs more memory than a worker has (limit %s)",
                          referat_limit_name(REFERAT_LIMIT_WORKER_BYTES));
    else
        (void)referat_set_error_text(error, (ReferatError)MIN(code, (uint32_t)REFERAT_ERROR_CRASH),
                                     text != NULL ? text : "",
                                     localised != NULL && *localised != '\0' ? localised : NULL);
}

void
rft_judge_silence(unsigned seconds, GError **error)
{
    referat_set_error(error, REFERAT_ERROR_TIMEOUT,
                      "no progress for %u seconds: given up (limit %s)", seconds,
                      referat_limit_name(REFERAT_LIMIT_WORKER_SILENCE));
}

void
rft_judge_lateness(uint64_t seconds, GError **error)
{
    referat_set_error(error, REFERAT_ERROR_TIMEOUT,
                      "more than %" PRIu64 " seconds: given up (limit %s)", seconds,
                      referat_limit_name(REFERAT_LIMIT_WORKER_SECONDS));
}

uint64_t
rft_total_seconds(const ReferatContext *context, uint64_t size)
{
    enum { SECONDS_A_MEBIBYTE = 10 };

    return referat_context_get_limit(context, REFERAT_LIMIT_WORKER_SECONDS) +
           (size >> 20) * SECONDS_A_MEBIBYTE;
}
