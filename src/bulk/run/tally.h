/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/plan/manifest.h"
#include "bulk/run/journal.h"

/* What all journals of a plan say together: for each entry what holds now. */

/**
 * RftStanding: of one entry:
 * @verdict: %RFT_VERDICT_NONE: it is still to be done
 * @attempt: how often it was tried to the end
 * @starts: how often it was begun and never ended
 * @alone: how often of these nothing else ran
 * @kept: the verdict is that of an earlier generation
 * @file, @offset: where it stands
 */
typedef struct {
    uint64_t offset;
    uint32_t file;
    uint8_t verdict;
    uint8_t attempt;
    uint8_t starts;
    uint8_t alone;
    bool kept;
    bool begun; /* within the file that is being read */
} RftStanding;

typedef struct {
    RftStanding *standings; /* as many as the manifest has entries */
    uint32_t n;
    GPtrArray *files;
    int *open;        /* descriptors of @files */
    int64_t *begins;  /* of the runs of @files: seconds since 1970 */
    uint64_t repeats; /* verdicts that had been given before: work done twice */
    uint64_t peak_worker, peak_parent;
    int64_t began; /* of the first run: seconds since 1970 */
    int64_t busy;  /* microseconds of all conversions */
    GString *buffer;
    unsigned n_open;
    /* for reading */
    unsigned last_file;
    GArray *started; /* ids that its file began, of uint32_t */
} RftTally;

/** rft_tally_read: reads the journals below @folder; @shard as of rft_journal_list(). Returns:
 * (transfer full) (nullable): NULL with
 * @error set when one does not fit. */
RftTally *rft_tally_read(const char *folder, unsigned shard, const RftManifest *manifest,
                         const RftJournalHead *head, GError **error);
void rft_tally_free(RftTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftTally, rft_tally_free)

/** rft_tally_get: fills @result for entry @id; its strings stay until the next call. Returns: false
 * when nothing is known but what the manifest says. */
bool rft_tally_get(RftTally *tally, uint32_t id, RftResult *result);
