/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"

/** RftProgress: what is told while a run goes on. Times are monotonic microseconds. */
typedef struct {
    uint64_t done, failed, total; /* documents */
    uint64_t bytes_done, bytes_total;
    gint64 begun;
    gint64 shown;    /* when something was told last */
    gint64 measured; /* the same of @rate */
    uint64_t measured_done;
    double rate; /* documents a second, of late */
} RftProgress;

/** rft_progress_begin: the clock starts. */
void rft_progress_begin(RftProgress *progress);

/** rft_progress_is_due: Returns: whether it is time to tell again. */
bool rft_progress_is_due(const RftProgress *progress, const RftBulkVoice *voice);

/** rft_progress_show: tells how far it is: a line that stands on a terminal, or one every half a
 * minute. @oldest (nullable) is what takes longest, for @seconds so far. */
void rft_progress_show(RftProgress *progress, const RftBulkVoice *voice, const char *oldest,
                       double seconds);
