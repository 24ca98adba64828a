/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/reading.h"

/*
 * The recognisers, in the order in which they run: each reads what those before it found. Every one
 * is explained where it is defined.
 */

void rft_recognise_title(RftReading *reading);
void rft_recognise_fields(RftReading *reading);
void rft_recognise_sets(RftReading *reading);
void rft_recognise_agenda(RftReading *reading);
void rft_recognise_items(RftReading *reading);
void rft_tie_to_agenda(RftReading *reading);
void rft_recognise_attendance(RftReading *reading);
void rft_recognise_preamble(RftReading *reading);
void rft_recognise_facts(RftReading *reading);
void rft_recognise_body(RftReading *reading);
void rft_recognise_decisions(RftReading *reading);
void rft_recognise_votes(RftReading *reading);
void rft_recognise_actions(RftReading *reading);
void rft_recognise_signatures(RftReading *reading);
void rft_recognise_kind(RftReading *reading);

/** rft_begins_other_minutes: whether the heading at @index begins another set of minutes. */
bool rft_begins_other_minutes(const RftReading *reading, uint32_t index);

/** rft_is_numbered_meeting: whether the passage at @index is the title of a meeting whose label
 * counts meetings ("412. fundur 11. maí 2023"). */
bool rft_is_numbered_meeting(const RftReading *reading, uint32_t index);

/** rft_heads_people: whether the line at @index is an office over the names of those who hold it.
 */
bool rft_heads_people(RftReading *reading, uint32_t index);

/** rft_is_officer_line: whether the line at @index is somebody and an office, and no sentence. */
bool rft_is_officer_line(RftReading *reading, uint32_t index);

/** rft_is_under_people: whether the line at @index stands below a heading that has only people
 * below it. */
bool rft_is_under_people(RftReading *reading, uint32_t index);

/** rft_is_row_label: whether the cell at @index has nothing in it but the number of an item. */
bool rft_is_row_label(const RftReading *reading, uint32_t index);

/** rft_label_key: Returns: (transfer none): @label without item word, brackets, dots and dashes, in
 * the arena; NULL when nothing is left. */
const char *rft_label_key(RftReading *reading, const char *label);
