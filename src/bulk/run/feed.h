/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/run/tally.h"
#include "bulk/state.h"

/*
 * What comes next. First all that has not been tried, the largest first; then, with more patience,
 * what took too long or too much; at last, one by one with nothing beside it, what was being
 * converted more than once when a run died.
 */

/**
 * RftJob: one try.
 * @attempt: from 1
 * @patience: how many times the usual time and memory it may take
 * @fresh: in a worker that has seen nothing else
 * @alone: with nothing beside it
 * @troubles: how often this try met what may pass by itself
 * @due: not before; monotonic microseconds
 */
typedef struct {
    uint32_t id;
    unsigned attempt;
    unsigned patience;
    unsigned troubles;
    gint64 due;
    bool fresh;
    bool alone;
} RftJob;

typedef struct RftFeed RftFeed;

/** rft_feed_new: @ids (array of uint32_t) is taken; @tally says which are done. What is to be done
 * again is marked in @tally. */
RftFeed *rft_feed_new(const RftBulkOptions *options, RftManifest *manifest, RftTally *tally,
                      GArray *ids);
void rft_feed_free(RftFeed *feed);

/** rft_feed_next: Returns: false when there is nothing now; with @busy tasks running there may be
 * later. */
bool rft_feed_next(RftFeed *feed, unsigned busy, RftJob *job);

/** rft_feed_has_now: Returns: whether rft_feed_next() would hand one out. */
bool rft_feed_has_now(RftFeed *feed, unsigned busy);

/** rft_feed_again: the same once more, in a fresh worker. */
void rft_feed_again(RftFeed *feed, const RftJob *job);
/** rft_feed_later: the same after a while. */
void rft_feed_later(RftFeed *feed, const RftJob *job);
/** rft_feed_slowly: another attempt, after all others. Returns: false when there is none left for
 * it. */
bool rft_feed_slowly(RftFeed *feed, const RftJob *job);

/** rft_feed_left: Returns: how many are not done and not given; @bytes (out) are theirs. */
uint32_t rft_feed_left(const RftFeed *feed, uint64_t *bytes);

/** rft_feed_peek: Returns: false when the next that has not been tried is not known. @id gets it.
 */
bool rft_feed_peek(RftFeed *feed, uint32_t *id);
