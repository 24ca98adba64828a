/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/**
 * pack_folder:
 * @folder: unpacked parts of a package
 * @defaults: (nullable): a folder whose parts stand in for those that @folder lacks
 *
 * Zips them in a fixed order with a fixed time. Returns: (transfer full) (nullable): the bytes.
 */
GBytes *pack_folder(const char *folder, const char *defaults, GError **error);

/**
 * pack_extract:
 * Returns: (transfer full) (nullable): the part @name of the zip package @bytes as text; NULL when
 * there is none.
 */
char *pack_extract(GBytes *bytes, const char *name);
