/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Where outputs are written before they get their names: a folder of the run's own in the output,
 * on the same file system, so that the name is given at once and whole. What a run that was killed
 * leaves is in its folder, and goes with it.
 */

typedef struct RftStage RftStage;

/** rft_stage_new: makes the folder; those that dead runs of the same shard left are taken away.
 * @formats must stay. Returns: (nullable): NULL with errno set. */
RftStage *rft_stage_new(const char *out, unsigned shard, const char *const *formats);

/** rft_stage_clear: takes away what dead runs of @shard left; of all parts: %RFT_ALL_SHARDS. */
void rft_stage_clear(const char *out, unsigned shard);
#define RFT_ALL_SHARDS G_MAXUINT

/** rft_stage_free: takes the folder away. NULL is fine. */
void rft_stage_free(RftStage *stage);

/** rft_stage_is_full: Returns: whether there is no room for @bytes more. */
bool rft_stage_is_full(const RftStage *stage, uint64_t bytes);

/** rft_stage_open: opens a file for each format in @files, for the place @slot. Returns: false
 * with errno set; nothing is open then. */
bool rft_stage_open(RftStage *stage, unsigned slot, int *files);

/**
 * rft_stage_give_names:
 * @stem: below the output, without ending
 * @sync: whether each is on the disk before
 * @bytes: (out): of all
 *
 * Returns: false with errno set; none of them is there then.
 */
bool rft_stage_give_names(RftStage *stage, unsigned slot, const char *stem, bool sync,
                          uint64_t *bytes);
