/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Titles that are compared with each other: those of the agenda with those of the sections. Each is
 * cut into words once.
 */

enum {
    RFT_TITLE_WORDS_MAX = 64,
    /* An agenda of 10,000 entries in another order than its sections is not worth a minute: what
     * lies behind so many comparisons stays without a counterpart. */
    RFT_TITLE_COMPARISONS_MAX = 2000000
};

typedef struct {
    GArray *words;  /* hashes, those of one title behind those of the one before */
    GArray *starts; /* of each title in words, and the end of the last */
    unsigned compared;
} RftTitles;

/** rft_titles_init: see rft_titles_clear(). */
void rft_titles_init(RftTitles *titles);
void rft_titles_clear(RftTitles *titles);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RftTitles, rft_titles_clear)

/** rft_titles_add: adds a title, the empty one when @text is NULL, at the place behind the last. */
void rft_titles_add(RftTitles *titles, const char *text);

/** rft_titles_same: whether the title @i of @some and the title @k of @others say nearly the same;
 * counted in @some, and false once RFT_TITLE_COMPARISONS_MAX were asked. */
bool rft_titles_same(RftTitles *some, guint i, const RftTitles *others, guint k);
