/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/reading.h"

/* The walk through the document that opens its sections: shared by what opens them. */

enum { RFT_WALK_LEVELS = 10, RFT_WALK_LISTS = 100, RFT_WALK_OPEN_MAX = 24 };

typedef struct RftWalk {
    RftReading *reading;
    unsigned labelled[RFT_WALK_LEVELS]; /* headings by level */
    unsigned plain[RFT_WALK_LEVELS];
    unsigned top;  /* the highest level of a heading, 0 = there are none */
    unsigned base; /* the highest level of headings with labels, 0 = there are none */
    bool numbered; /* sections without labels have numbered entries, as a rule */
    uint32_t
        levels[RFT_WALK_OPEN_MAX]; /* of the sections that are open; those of lists come after */
    unsigned n_open;
    uint32_t stop;    /* passage where the minutes end */
    uint32_t section; /* the item last opened by a heading */
    bool section_labelled;
    const char *last_label;        /* of the last numbered item that a heading opened */
    const ReferatNode *last_entry; /* the list item that last went on with them */
    bool references;               /* paragraphs begin with references: "(08-149)" */
    bool labels_above;             /* labels stand in lines of their own above headings */
    const char *shape;             /* of the labels of sections: "§ #", "#/#-#"; NULL = none */
    uint32_t shape_level;          /* of the section last opened by such a label */
} RftWalk;

/** rft_walk_open: Returns: the item that the passage at @index opens at @depth. */
uint32_t rft_walk_open(RftWalk *walk, uint32_t index, uint32_t depth, ReferatValue label,
                       ReferatValue title);

/** rft_walk_depth: closes what is open at @level and below. Returns: the depth of what opens there.
 */
uint32_t rft_walk_depth(RftWalk *walk, uint32_t level);

/** rft_walk_depth_in_section: Returns: the depth of what stands in the section directly, in no
 * list. */
uint32_t rft_walk_depth_in_section(RftWalk *walk);

/** rft_walk_table: opens the items of the table that begins at @index, when its rows are items.
 * Returns: its last passage. */
uint32_t rft_walk_table(RftWalk *walk, uint32_t index);

/** rft_is_label_of_item: whether @label counts, and is no bullet. */
bool rft_is_label_of_item(const ReferatLabel *label);

/** rft_names_part: whether the heading at @index only names a part of a section ("Vote"). */
bool rft_names_part(const RftReading *reading, uint32_t index);

/** rft_is_heading_of_item: whether the passage at @index is a heading that may open a section. */
bool rft_is_heading_of_item(RftReading *reading, uint32_t index);
