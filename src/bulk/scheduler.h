/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/**
 * rft_shard_from_environment:
 * @shard: (out): from 0
 * @source: (out): which scheduler said so; a static string
 *
 * What Slurm, Kubernetes (indexed jobs), AWS Batch, Grid Engine, PBS or LSF say of this task:
 * SLURM_ARRAY_TASK_ID and the like. REFERAT_SHARDS says how many there are where the scheduler does
 * not, or where an array is a part of all; REFERAT_SHARD_OFFSET is then added. Returns: false with
 * @error set when none says anything, or two contradict each other.
 */
bool rft_shard_from_environment(unsigned *shard, unsigned *shards, const char **source,
                                GError **error);

/** rft_shard_parse: "3/16": part 3 of 16, counted from 1. Returns: false with @error set. */
bool rft_shard_parse(const char *text, unsigned *shard, unsigned *shards, GError **error);
