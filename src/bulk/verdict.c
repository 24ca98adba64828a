/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/verdict.h"

#include <referat/referat.h>

static const struct {
    const char *name;
    const char *text;
} verdicts[] = {{"none", "not looked at yet"},
#define VERDICT_ROW(id, name, text) {name, text},
                RFT_VERDICTS(VERDICT_ROW)
#undef VERDICT_ROW
};

const char *
rft_verdict_name(RftVerdict verdict)
{
    return verdicts[verdict].name;
}

const char *
rft_verdict_text(RftVerdict verdict)
{
    return verdicts[verdict].text;
}

RftVerdict
rft_verdict_from_name(const char *name)
{
    for (unsigned i = RFT_VERDICT_OK; i < RFT_N_VERDICTS; i++)
        if (g_str_equal(verdicts[i].name, name))
            return (RftVerdict)i;
    return RFT_VERDICT_NONE;
}

bool
rft_verdict_is_done(RftVerdict verdict)
{
    return verdict == RFT_VERDICT_OK || verdict == RFT_VERDICT_LOSS;
}

bool
rft_verdict_is_failure(RftVerdict verdict)
{
    return verdict >= RFT_VERDICT_DAMAGED && verdict < RFT_N_VERDICTS;
}

RftVerdict
rft_verdict_of_error(const GError *error)
{
    if (error->domain != REFERAT_ERROR)
        return RFT_VERDICT_IO;
    switch ((ReferatError)error->code) {
    case REFERAT_ERROR_FORMAT:
        return RFT_VERDICT_UNSUPPORTED;
    case REFERAT_ERROR_ENCRYPTED:
        return RFT_VERDICT_ENCRYPTED;
    case REFERAT_ERROR_LIMIT:
        return RFT_VERDICT_LIMIT;
    case REFERAT_ERROR_TIMEOUT:
        return RFT_VERDICT_TIMEOUT;
    case REFERAT_ERROR_MEMORY:
        return RFT_VERDICT_MEMORY;
    case REFERAT_ERROR_CRASH:
        return RFT_VERDICT_CRASH;
    case REFERAT_ERROR_DAMAGED:
    case REFERAT_ERROR_DIAGNOSTIC: /* under -Werror: it is not to be published as it is */
        return RFT_VERDICT_DAMAGED;
    default:
        return RFT_VERDICT_IO;
    }
}
