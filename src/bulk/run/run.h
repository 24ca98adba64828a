/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"
#include "bulk/lease.h"
#include "bulk/state.h"

/**
 * rft_run_shard:
 *
 * Converts what is not done of the shard that @options name, and writes its journal. Returns:
 * %RFT_BULK_DONE when everything has a verdict; else the reason was told.
 */
RftBulkStatus rft_run_shard(const RftBulkOptions *options, const RftBulkVoice *voice,
                            RftState *state, RftLease *lease);
