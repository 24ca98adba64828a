/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/*
 * A zip package read from memory. Sizes are counted while inflating, never believed; names of
 * entries are looked up, never used as paths. The only place that sees libzip.
 */

typedef struct Package Package;
typedef struct PackagePart PackagePart;

/** package_open: Returns: (transfer full) (nullable): NULL with _DAMAGED, _FORMAT or _LIMIT set. */
Package *package_open(ReferatContext *context, GBytes *bytes, GError **error);
void package_free(Package *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Package, package_free)

/**
 * package_find:
 * @name: a part name, with or without a leading slash; backslashes and odd case are forgiven
 *
 * Returns: the index of the entry, or -1.
 */
int64_t package_find(const Package *package, const char *name);

/** package_entry_name: Returns: (transfer none): the normalised name of entry @index. */
const char *package_entry_name(const Package *package, int64_t index);

/** package_entry_size: Returns: what the package says of the inflated size of entry @index: for
 * progress, never for memory; 0 = it does not say. */
uint64_t package_entry_size(const Package *package, int64_t index);

/** package_is_encrypted: whether entry @index needs a password. */
bool package_is_encrypted(const Package *package, int64_t index);

/**
 * package_part_open:
 * @limit: which limit bounds its inflated size
 *
 * Returns: (transfer full) (nullable): a stream; NULL with @error set.
 */
PackagePart *package_part_open(Package *package, int64_t index, ReferatLimit limit, GError **error);
void package_part_close(PackagePart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PackagePart, package_part_close)

/**
 * package_part_read:
 * Returns: bytes read, 0 at the end, -1 with @error: _LIMIT, or _DAMAGED when the stream is broken
 * (what came before it is good).
 */
int64_t package_part_read(PackagePart *part, char *buffer, size_t size, GError **error);

/** package_part_load: Returns: (transfer full) (nullable): the whole part. */
GBytes *package_part_load(Package *package, int64_t index, ReferatLimit limit, GError **error);

/** package_looks_cut: whether the bytes begin as a zip but have no table of contents at the end. */
bool package_looks_cut(GBytes *bytes);
