/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "normalise/normalise.h"

/* What the files of the headings pass share: lines.c, series.c,
 * lookalikes.c, title.c, levels.c and headings.c.
 */

/* What a reader sees of a line: lines of the same look are of the same level. */
typedef struct {
    ReferatNode *node;
    uint32_t look; /* smaller is more prominent */
    guint series;  /* numbered headings of one list and level share it; 0 = none */
    bool explicit; /* the format says that it is one */
    uint8_t level; /* as the format says, or as the look gives */
    int rank;      /* smaller is above; only the order counts */
    bool title;
} Heading;

enum { RFT_MOST_HEADING_WORDS = 18 };

/* ---- lines.c: what a line looks like ---- */
bool rft_line_is_text(const ReferatNode *node);
/** rft_line_has_words: whether there is text to say; a picture in a heading's style has none. */
bool rft_line_has_words(const ReferatNode *node);
/** rft_line_may_be_heading: whether it stands out as a heading does, by its hints and words. */
bool rft_line_may_be_heading(const ReferatNode *node);
/** rft_line_stands_out: whether it is bold, underlined, in capitals or large. */
bool rft_line_stands_out(const ReferatNode *node);
enum { RFT_LOOK_LOWER_CASE = 1 << 5 }; /* bit of a look: not in capitals */
/** rft_line_look: Returns: a number for how it is set; smaller is more prominent. */
uint32_t rft_line_look(const ReferatNode *node);
/** rft_line_is_prose: whether it is text, though the format calls it a heading. */
bool rft_line_is_prose(const ReferatNode *node);
bool rft_line_opens_something(const ReferatNode *node);
/** rft_line_in_bold_list: whether its neighbours are numbered and stand out as it does. */
bool rft_line_in_bold_list(const ReferatNode *node);
/** rft_line_is_plain: whether it is a paragraph without label that belongs to no item. NULL is
 * fine. */
bool rft_line_is_plain(const ReferatNode *node);
/** rft_line_is_counted: whether the format numbers it in a list. NULL is fine. */
bool rft_line_is_counted(const ReferatNode *node);
/** rft_line_is_short: a few words, no sentence. */
bool rft_line_is_short(const ReferatNode *node);
/** rft_line_ends_with_colon: "Present:" opens a list; it names nothing. */
bool rft_line_ends_with_colon(const ReferatNode *node);

/* ---- series.c: what is numbered alike is of one kind ---- */
/** rft_series_key: Returns: the same for lines of one list and level; 0 = in none. */
guint rft_series_key(const ReferatNode *node);
/** rft_series_count: Returns: (transfer full): what the series below @body are like. */
GHashTable *rft_series_count(const ReferatNode *body);
/** rft_series_is_heading: whether @node belongs to a series of headings. */
bool rft_series_is_heading(GHashTable *all, const ReferatNode *node);

/* ---- headings.c ---- */
/** rft_join_two: puts the words of @below behind those of @above, and takes @below away. */
void rft_join_two(const RftPass *pass, ReferatNode *above, ReferatNode *below);
/** rft_take_in: the same without a blank between. */
void rft_take_in(const RftPass *pass, ReferatNode *above, ReferatNode *below);

/* ---- lookalikes.c: what is set like a heading and is none ---- */
/** rft_drop_lookalikes: takes results, lines of data and agendas out of @list, of Heading. */
void rft_drop_lookalikes(const ReferatNode *body, GArray *list);
/** rft_drop_title_page: of a page of a few short lines, only the title stays in @list. */
void rft_drop_title_page(const ReferatNode *body, GArray *list);
/** rft_drop_facts: "Place" above "Town hall", again and again, become paragraphs of two lines. */
void rft_drop_facts(RftPass *pass, GArray *list);

/* ---- levels.c ---- */
/** rft_level_headings: gives each of @list, of Heading, its level; the title keeps none. */
void rft_level_headings(RftPass *pass, GArray *list);

/* ---- title.c: the one that names the document ---- */
/** rft_find_title: marks at most one of @list, of Heading, as the title; it may add one. */
void rft_find_title(const RftPass *pass, GArray *list);
/** rft_extend_title: makes one of the lines that a title is printed on. */
void rft_extend_title(const RftPass *pass, GArray *list);
/** rft_drop_subtitle: takes a line out of @list that only says more of what the title says. */
void rft_drop_subtitle(GArray *list);
/** rft_headings_filter: takes those that only look like headings out of @list, from @from to @to.
 */
void rft_headings_filter(GArray *list, guint from, guint to);
/** rft_drop_above_title: takes what only looks like a heading above the title out of @list. */
void rft_drop_above_title(GArray *list);
