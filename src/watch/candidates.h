/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * The files of an inbox and what is known of each. Times are monotonic microseconds: the clocks of
 * a share and ours need not agree, and neither need be right.
 */

/** RftCandidateState: what is to be done with a file. */
typedef enum {
    RFT_CANDIDATE_WAITING, /* it is looked at again when it is due */
    RFT_CANDIDATE_READY,   /* it is next when a worker is free */
    RFT_CANDIDATE_TAKEN,   /* it is being converted */
    RFT_CANDIDATE_LEFT     /* nothing, until it changes */
} RftCandidateState;

/**
 * RftCandidate:
 * @path: below the inbox
 * @sample: how it was when it was looked at last
 * @since: it has been like that
 * @seen: it was met first
 * @due: it is to be looked at again
 * @troubles: how often in a row it met what may pass
 * @trouble: (nullable): what that was, for people
 * @slow: whether it was told that it is waited for
 * @archive: whether it is one
 * @pass: of the last look around that met it
 */
typedef struct {
    char *path;
    char *trouble;
    struct stat sample;
    gint64 since, seen, due;
    GSequenceIter *place; /* among those that are due, or among those that are ready */
    RftCandidateState state;
    unsigned troubles;
    uint32_t pass;
    bool slow;
    bool archive;
} RftCandidate;

typedef struct RftCandidates RftCandidates;

RftCandidates *rft_candidates_new(void);
void rft_candidates_free(RftCandidates *candidates);

/** rft_candidates_find: Returns: (transfer none) (nullable): the file @path. */
RftCandidate *rft_candidates_find(const RftCandidates *candidates, const char *path);

/**
 * rft_candidates_see:
 * @rest: for how long a file has to stay as it is
 *
 * There is a file @path that looks like @st. A new one, or one that has changed, is due when it
 * would have been at rest; one that is known is due at once if it has been at rest for long
 * enough: what was told may be that its writer has closed it. Returns: (transfer none): it; @news
 * (out) whether it is new or has changed.
 */
RftCandidate *rft_candidates_see(RftCandidates *candidates, const char *path, const struct stat *st,
                                 gint64 rest, bool *news);

/** rft_candidates_wait: looks at it again at @due. */
void rft_candidates_wait(RftCandidates *candidates, RftCandidate *candidate, gint64 due);
/** rft_candidates_make: gives it a state other than waiting. */
void rft_candidates_make(RftCandidates *candidates, RftCandidate *candidate,
                         RftCandidateState state);
/** rft_candidates_drop: it is not there any more; @candidate is freed. */
void rft_candidates_drop(RftCandidates *candidates, RftCandidate *candidate);

/** rft_candidates_due: Returns: (transfer none) (nullable): the first that waits. */
RftCandidate *rft_candidates_due(const RftCandidates *candidates);
/** rft_candidates_ready: Returns: (transfer none) (nullable): the first that is ready. */
RftCandidate *rft_candidates_ready(const RftCandidates *candidates);

/** rft_candidates_count: Returns: how many are in @state. */
guint rft_candidates_count(const RftCandidates *candidates, RftCandidateState state);

/** rft_candidates_sweep: drops those below the folder @path that the look around @pass did not
 * meet; those that are taken stay. */
void rft_candidates_sweep(RftCandidates *candidates, const char *path, uint32_t pass);

/** rft_candidates_each: calls @func with all, in no order; it may not drop any. */
void rft_candidates_each(const RftCandidates *candidates,
                         void (*func)(RftCandidate *candidate, gpointer data), gpointer data);
