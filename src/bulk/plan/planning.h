/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/beat.h"
#include "bulk/state.h"

/** rft_plan_all: finds all sources and gives them names and an order. Returns: (transfer full)
 * (nullable): NULL with @error set. */
RftPlan *rft_plan_all(const RftBulkOptions *options, const RftBeat *beat, GError **error);

/** rft_plan_generation: sees to it that @state has a generation to be done: the one that was begun,
 * where it fits, or a new one. @changed (out): whether it is new. Returns: false with @error set.
 */
bool rft_plan_generation(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice,
                         const RftBeat *beat, bool *changed, GError **error);

/** rft_plan_dry: prints what would be done, and does nothing. */
RftBulkStatus rft_plan_dry(RftState *state, const RftBulkOptions *options,
                           const RftBulkVoice *voice, GError **error);
