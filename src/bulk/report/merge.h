/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"
#include "bulk/state.h"

/** rft_merge: @ended: all of it should be done; else what is missing is no news. Puts together what
 * the parts of the last generation wrote, and reports. May be done again at any time, with the same
 * result. Returns: %RFT_BULK_AGAIN while a document has no verdict; %RFT_BULK_FAILURES when more
 * failed than may. */
RftBulkStatus rft_merge(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice,
                        bool ended);
