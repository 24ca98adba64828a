/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/beat.h"
#include "bulk/bulk.h"
#include "bulk/plan/plan.h"

/**
 * rft_find_sources:
 *
 * Adds what the sources of @options hold to @plan: files of folders, members of archives, the names
 * of a list. Nothing is opened that is no regular file or folder. Returns: false with @error set
 * when a source cannot be looked at.
 */
bool rft_find_sources(RftPlan *plan, const RftBulkOptions *options, const RftBeat *beat,
                      GError **error);
