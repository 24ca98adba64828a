/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"

/** RftPace: how fast tasks may be given. */
typedef struct {
    double rate, bytes_rate, most_load;
    gint64 next;   /* not before; monotonic microseconds */
    gint64 looked; /* at the load */
    bool loaded;
} RftPace;

void rft_pace_begin(RftPace *pace, const RftBulkOptions *options);
/** rft_pace_allows: Returns: whether a task may be given now. */
bool rft_pace_allows(RftPace *pace);
/** rft_pace_given: a task of @bytes was given. */
void rft_pace_given(RftPace *pace, uint64_t bytes);
