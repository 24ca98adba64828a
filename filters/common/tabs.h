/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

/** TABS_MOST: columns of a group; more are left as they are. */
enum { TABS_MOST = 12 };

/**
 * TabGroup: paragraphs under each other whose words are set in columns with tabs: "Til stede:<tab>N
 * N", "Sum<tab>658<tab>558".
 * @widths: the longest words before each tab, in characters
 * @pairs: no line has more than one tab: a name and what it is the name of
 */
typedef struct {
    const ReferatNode *first;
    const ReferatNode *last;
    unsigned n_columns;
    unsigned widths[TABS_MOST];
    bool pairs;
} TabGroup;

/** tabs_find: whether @paragraph begins such a group, of two lines at least. */
bool tabs_find(const ReferatNode *paragraph, TabGroup *group);

/**
 * tabs_follow: for writers that come to one paragraph after the other: keeps @group while it holds
 * @paragraph, and looks for the next. Returns: whether @paragraph is in a group.
 */
bool tabs_follow(const ReferatNode *paragraph, TabGroup *group);
