/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/people.h"

/**
 * rft_read_roll:
 * @index: the first passage of a table
 * @how: (nullable): what the label over it says of the people in it
 * Returns: whether it is a table of people with a row each; they are in the record then.
 */
bool rft_read_roll(RftReading *reading, uint32_t index, const RftPeople *how);
