/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/plan/plan.h"

/* The plan, written once and never changed: one line an entry, in the order of work. An entry's id
 * is its place in it. */

/** rft_manifest_write: writes @plan, sorted, to @path, whole or not at all; @hash is that of the
 * options of conversion, @asked that of what sources were asked for. Returns: false with @error
 * set. */
bool rft_manifest_write(const RftPlan *plan, const char *path, const char *hash, const char *asked,
                        GError **error);

typedef struct RftManifest RftManifest;

/** rft_manifest_open: Returns: (transfer full) (nullable): NULL with @error set when @path is no
 * manifest, or not whole. */
RftManifest *rft_manifest_open(const char *path, GError **error);
void rft_manifest_free(RftManifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftManifest, rft_manifest_free)

uint32_t rft_manifest_count(const RftManifest *manifest);
/** rft_manifest_bytes: Returns: the size of all that is to be converted. */
uint64_t rft_manifest_bytes(const RftManifest *manifest);
/** rft_manifest_hash: Returns: (transfer none): of the options that it was made for. */
const char *rft_manifest_hash(const RftManifest *manifest);
/** rft_manifest_asked: Returns: (transfer none): of the sources that were asked for. */
const char *rft_manifest_asked(const RftManifest *manifest);
/** rft_manifest_sum: Returns: (transfer none): what tells it from all others. */
const char *rft_manifest_sum(const RftManifest *manifest);
uint64_t rft_manifest_size_of(const RftManifest *manifest, uint32_t id);
/** rft_manifest_unit_of: Returns: a number; entries of one number are members of one archive. */
uint32_t rft_manifest_unit_of(const RftManifest *manifest, uint32_t id);
/** rft_manifest_verdict_of: Returns: what was decided in planning. */
RftVerdict rft_manifest_verdict_of(const RftManifest *manifest, uint32_t id);

/** rft_manifest_get: fills @entry and @stem (nullable); the strings stay until the next call.
 * Returns: false when the line is damaged. */
bool rft_manifest_get(RftManifest *manifest, uint32_t id, RftEntry *entry, const char **stem);

/** rft_manifest_match: both are in order, so one walk through both finds what is in both with path
 * and weight the same. Returns: (transfer full) (array): for each id of @manifest that of @older,
 * or %UINT32_MAX. */
uint32_t *rft_manifest_match(RftManifest *manifest, RftManifest *older);
