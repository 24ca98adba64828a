/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/beat.h"
#include "bulk/plan/plan.h"

/** rft_find_duplicates: gives files whose content another one has the verdict that says so; only
 * files of one size are read. Of those alike the first by name is converted. Returns: false with
 * @error set when it was stopped. */
bool rft_find_duplicates(RftPlan *plan, const RftBeat *beat, GError **error);

/** rft_file_sum: Returns: (transfer full) (nullable): the SHA-256 of the file at @path. */
char *rft_file_sum(const char *path);
