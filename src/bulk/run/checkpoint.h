/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/run/journal.h"

/*
 * Outputs are not synced one by one: that would be the slowest thing of all. Every half a minute a
 * child syncs the file system of the output and the journal; when it is done, the journal says up
 * to where all is on the disk. After the machine went down, what stands behind that is done again.
 */

typedef struct RftCheckpoint RftCheckpoint;

/** rft_checkpoint_new: @journal must stay; @out is the output's folder. Without
 * @sync the last line is written all the same: it is to be believed then. */
RftCheckpoint *rft_checkpoint_new(RftJournal *journal, const char *out, bool sync);

/** rft_checkpoint_look: begins one when it is time, notes one that is done. Returns: false with
 * errno set when the journal cannot be written. */
bool rft_checkpoint_look(RftCheckpoint *checkpoint);

/** rft_checkpoint_end: makes the last one and frees @checkpoint. Returns: as above. */
bool rft_checkpoint_end(RftCheckpoint *checkpoint);
