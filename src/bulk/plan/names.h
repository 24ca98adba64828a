/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"
#include "bulk/plan/plan.h"

/** RFT_LAYOUT_TREE, RFT_LAYOUT_HASHED: layouts of outputs. In a hashed tree no folder gets more
 * than a 65536th of the files. */
#define RFT_LAYOUT_TREE "{dir}/{stem}.{ext}"
#define RFT_LAYOUT_HASHED "{h1}/{h2}/{stem}-{hash}.{ext}"

/** rft_layout_check: Returns: false with @error set when @layout is none: it holds {stem} or
 * {hash}, ends in ".{ext}" and leads nowhere else. */
bool rft_layout_check(const char *layout, GError **error);

/**
 * rft_give_names:
 *
 * Gives each entry that is to be converted the name of its output and looks for those that two
 * would get, on file systems too that take capitals or composed letters for the same. Returns:
 * false with %REFERAT_ERROR_OPTION: the text says which.
 */
bool rft_give_names(RftPlan *plan, const RftBulkOptions *options, GError **error);
