/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/context.h"
#include "worker/nursery.h"
#include "worker/wire.h"

/* The helper programs (page extractors) of one worker, which may start nothing itself. */

enum { RFT_MOST_HELPERS = 8 };

/** RftHelpers: @pids are 0 where there is none; those of @nursery (nullable) have a descriptor
 * instead, +1, so that 0 is none too. @starts counts those of this document. */
typedef struct {
    RftNursery *nursery;
    pid_t pids[RFT_MOST_HELPERS];
    int handles[RFT_MOST_HELPERS];
    uint32_t starts;
} RftHelpers;

/** rft_helpers_start: does what @packet asks for, with @input as the helper's standard input, and
 * answers over @socket; @packet is used for the answer. A worker may have been taken over: it gets
 * programs of ours with harmless arguments, and not without end. Returns: false when it does not
 * read the answer. */
bool rft_helpers_start(RftHelpers *helpers, int socket, RftPacket *packet, int input,
                       const char *password);

/** rft_helpers_end: stops the helper in @slot; one that is not there is none. */
void rft_helpers_end(RftHelpers *helpers, uint32_t slot);

/** rft_helpers_end_all: stops all and counts the starts anew. */
void rft_helpers_end_all(RftHelpers *helpers);
