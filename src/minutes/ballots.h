/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/reading.h"

/** rft_read_ballots: adds to @vote, which is counted in @span, the names of those who voted for and
 * against and of those who abstained, as far as they are printed there or in the lines below. */
void rft_read_ballots(RftReading *reading, RftSpan span, ReferatVote *vote);
