/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/beat.h"
#include "bulk/bulk.h"
#include "bulk/plan/manifest.h"
#include "bulk/run/tally.h"

/*
 * The folder beside an output that remembers: generations, each with a manifest and its journals.
 *
 *     out/.referat-lock-0001 …            who is at it
 *     out.referat/lock.plan               who plans
 *     out.referat/3/manifest              the plan of the third generation
 *     out.referat/3/shards                in how many parts it is done
 *     out.referat/3/journal/00001.000002.journal
 *     out.referat/3/finished              everything has its verdict
 *     out.referat/report.json …           of the last that was finished
 */

typedef struct {
    char *folder;
    char *out;        /* the folder that outputs go to */
    char *archive;    /* (nullable): the tar file that they are packed into */
    char *hash;       /* of options and version */
    char *asked;      /* of what sources are asked for */
    char *generation; /* (nullable): its folder */
    unsigned number;
    bool finished;
    RftManifest *manifest;
} RftState;

/** rft_state_open: makes the folder where it is missing and looks at what is there. Returns:
 * (transfer full) (nullable): NULL with @error set. */
RftState *rft_state_open(const RftBulkOptions *options, GError **error);
void rft_state_free(RftState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftState, rft_state_free)

/** rft_state_look: looks again which generation is the last, and opens its manifest. A damaged one
 * is as good as none. */
void rft_state_look(RftState *state);

/** rft_state_fits: Returns: whether the generation was planned with the same options
 * for the same sources. */
bool rft_state_fits(const RftState *state);

/** rft_state_path: Returns: (transfer full): a name in the folder. */
char *rft_state_path(const RftState *state, const char *name);

/** rft_state_journals: Returns: (transfer full): where the generation's journals are. */
char *rft_state_journals(const RftState *state);

/** rft_state_head: Returns: what its journals begin with; its strings are those of @state. */
RftJournalHead rft_state_head(const RftState *state, unsigned shard, unsigned shards);

/**
 * rft_state_prepare: writes the manifest of @plan, and what @options let stand of the last
 * generation, to @folder, as "manifest.new" and "journal". Returns: false with @error set.
 */
bool rft_state_prepare(const RftState *state, const RftPlan *plan, const RftBulkOptions *options,
                       const char *folder, const RftBeat *beat, GError **error);

/**
 * rft_state_begin: makes @plan the next generation. What @options let stand of the one before is
 * kept. Returns: false with @error set.
 */
bool rft_state_begin(RftState *state, const RftPlan *plan, const RftBulkOptions *options,
                     const RftBeat *beat, GError **error);

/** rft_state_lock: Returns: (transfer full): the name of the lock of a part; it stands in the
 * output, which two must not share, whatever folders they remember in. */
char *rft_state_lock(const RftState *state, unsigned shard);

/** rft_state_is_held: Returns: whether somebody works on a part other than the first. @holder (out)
 * says who. */
bool rft_state_is_held(const RftState *state, unsigned lease, char **holder);

/** rft_state_claim: notes that the generation is done in @shards parts. Returns: false with
 * %REFERAT_ERROR_OPTION when it is being done in another number. */
bool rft_state_claim(const RftState *state, unsigned shards, GError **error);

/** rft_state_shards: Returns: in how many parts the generation is done; 0 when nobody said so. */
unsigned rft_state_shards(const RftState *state);

/** rft_state_finish: notes that it is finished; generations before it are taken away. */
bool rft_state_finish(RftState *state, GError **error);

/** rft_state_has_outputs: Returns: whether all outputs of the entry are there. */
bool rft_state_has_outputs(const RftState *state, const char *const *formats, const char *stem);

/** rft_output_path: Returns: (transfer full): of the output of @stem in @format. */
char *rft_output_path(const char *out, const char *stem, const char *format);

/** rft_is_retried: Returns: whether @retry, as of RftBulkOptions, asks for @verdict. */
bool rft_is_retried(const char *retry, RftVerdict verdict);

/** rft_remove_tree: takes away the folder at @path with all that is in it. */
void rft_remove_tree(const char *path);
