/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/people.h"

/** rft_read_offices: "NN was elected Chair", "under the chairmanship of NN" in the passage @index.
 */
void rft_read_offices(RftReading *reading, uint32_t index);

/** rft_read_opening: whoever opens the meeting in the passage @index has the chair. */
void rft_read_opening(RftReading *reading, uint32_t index);

/** rft_function_of_role: the only one present whose office is a word of @use has @function. */
void rft_function_of_role(RftReading *reading, RftUse use, ReferatFunction function);
