/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/run/tally.h"
#include "bulk/state.h"

/* What a finished generation comes to, for reports. */

enum { RFT_SLOWEST = 20, RFT_SPANS = 60, RFT_TIME_CLASSES = 16 };

/** RftCount: how often something was met. */
typedef struct {
    char *name;
    uint64_t count;
} RftCount;

/**
 * RftTotals:
 * @documents: entries of the manifest
 * @verdicts: by verdict; those that were kept from before and are done count as skipped;
 *   %RFT_VERDICT_NONE are those that have none
 * @kept: of these, how many hold from an earlier generation
 * @repeats: conversions whose verdict was there already: work done twice
 * @began: seconds since 1970
 * @seconds: from the first run's beginning to the last verdict
 * @median, @p95, @longest: microseconds of one conversion
 * @slowest: ids, the slowest first; as many as @n_slowest
 * @span: seconds of each of @spans: how many documents were concluded in it
 * @times: documents by their time: below 1 ms, 2 ms, 4 ms, …; the last is all above
 * @lost, @unsupported: names of messages, and endings of names, the most frequent first
 */
typedef struct {
    uint64_t documents;
    uint64_t verdicts[RFT_N_VERDICTS];
    uint64_t kept;
    uint64_t repeats;
    uint64_t bytes_in, bytes_out;
    uint64_t warnings;
    int64_t began;
    double seconds;
    int64_t median, p95, longest;
    uint32_t slowest[RFT_SLOWEST];
    int64_t slowest_times[RFT_SLOWEST];
    unsigned n_slowest;
    double span;
    uint64_t spans[RFT_SPANS];
    uint64_t times[RFT_TIME_CLASSES];
    GArray *lost;        /* of RftCount */
    GArray *unsupported; /* of RftCount */
    uint64_t peak_worker, peak_parent;
} RftTotals;

/** rft_totals_new: Returns: (transfer full): adds up what @manifest and @tally say. */
RftTotals *rft_totals_new(RftManifest *manifest, RftTally *tally);
void rft_totals_free(RftTotals *totals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftTotals, rft_totals_free)

/** rft_totals_failures: Returns: how many documents failed. */
uint64_t rft_totals_failures(const RftTotals *totals);

/**
 * rft_verdict_of_entry:
 * @result: (out): what the journals say of it; its strings stay until the next call
 *
 * Returns: the verdict of entry @id, by the manifest or by the journals; %RFT_VERDICT_SKIPPED for
 * what was up to date.
 */
RftVerdict rft_verdict_of_entry(RftManifest *manifest, RftTally *tally, uint32_t id,
                                RftResult *result);
