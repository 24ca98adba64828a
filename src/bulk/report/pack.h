/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/report/report.h"

/** rft_pack: puts all outputs, and index.html where there is one, into the tar file of the state,
 * in the order of their names, and writes "NAME.index.tsv" beside it: name, offset of the bytes,
 * length. The same outputs make the same bytes. Returns: false with @error set; the old file is
 * there then.
 */
bool rft_pack(const RftReport *report, GError **error);
