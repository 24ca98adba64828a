/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/** RFT_VERDICTS: what becomes of a document: id, name, text for people. The order is that of
 * reports. */
#define RFT_VERDICTS(V)                                                                            \
    V(OK, "ok", "converted")                                                                       \
    V(LOSS, "ok-with-loss", "converted, with warnings")                                            \
    V(SKIPPED, "skipped", "left alone: nothing was to be done")                                    \
    V(DUPLICATE, "duplicate", "the same as another one")                                           \
    V(UNSUPPORTED, "unsupported", "of a format that is not read")                                  \
    V(DAMAGED, "damaged", "damaged")                                                               \
    V(ENCRYPTED, "encrypted", "needs a password")                                                  \
    V(LIMIT, "limit", "larger than a limit")                                                       \
    V(TIMEOUT, "timeout", "took too long")                                                         \
    V(MEMORY, "memory", "needs too much memory")                                                   \
    V(CRASH, "crash", "crashed the worker, or was an attack")                                      \
    V(IO, "io", "could not be read or written")

/** RftVerdict: RFT_VERDICT_NONE: not known yet. */
typedef enum {
    RFT_VERDICT_NONE,
#define RFT_VERDICT_ID(id, name, text) RFT_VERDICT_##id,
    RFT_VERDICTS(RFT_VERDICT_ID)
#undef RFT_VERDICT_ID
        RFT_N_VERDICTS
} RftVerdict;

/** rft_verdict_name: Returns: (transfer none): such as "ok-with-loss"; "none" before there is one.
 */
const char *rft_verdict_name(RftVerdict verdict);
/** rft_verdict_text: Returns: (transfer none): what people are told. */
const char *rft_verdict_text(RftVerdict verdict);
/** rft_verdict_from_name: Returns: %RFT_VERDICT_NONE when there is none called @name. */
RftVerdict rft_verdict_from_name(const char *name);
/** rft_verdict_is_done: Returns: whether there are outputs. */
bool rft_verdict_is_done(RftVerdict verdict);
/** rft_verdict_is_failure: Returns: whether a document that should have been converted was not. */
bool rft_verdict_is_failure(RftVerdict verdict);
/** rft_verdict_of_error: Returns: what @error makes of a document. */
RftVerdict rft_verdict_of_error(const GError *error);
