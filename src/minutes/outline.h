/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/reading.h"

/* What agenda and items share. */

/** rft_block_end: Returns: the passage behind the lines of the block that begins at @index. */
uint32_t rft_block_end(const RftReading *reading, uint32_t index);

/** rft_block_title: Returns: the text of the block at @index without final colon or dash. */
ReferatValue rft_block_title(RftReading *reading, uint32_t index, double confidence);

/** rft_label_value: Returns: the key of @label, which is printed before the passage @index. */
ReferatValue rft_label_value(RftReading *reading, const ReferatLabel *label, uint32_t index);

/** rft_add_item: adds an entry to @list that begins at the passage @index. */
uint32_t rft_add_item(RftReading *reading, GArray *list, uint32_t index, uint32_t depth,
                      ReferatValue label, ReferatValue title);

/** rft_run_in_title: Returns: the title of the entry at @index when its text goes on in the same
 * block: what is bold at its front, or its first sentence; all of it when it is short. */
ReferatValue rft_run_in_title(RftReading *reading, uint32_t index, double confidence);

/** rft_is_attendance_line: whether the passage is a label over people and nothing else. */
bool rft_is_attendance_line(const RftReading *reading, uint32_t index);
