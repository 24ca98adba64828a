/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/plan/manifest.h"

/**
 * rft_deal:
 * @shard: from 0
 *
 * The entries of one part of @shards, in the order of work. Whole archives go to one part; each
 * goes to the part that has least to do so far. It depends on the manifest alone, so the parts
 * together are all of it and none has what another one has. Returns: (transfer full): an array of
 * uint32_t.
 */
GArray *rft_deal(const RftManifest *manifest, unsigned shard, unsigned shards);
