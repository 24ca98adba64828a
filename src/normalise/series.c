/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "normalise/headings.h"

/*
 * Numbered lines of one list and level are of one kind: when most of them look like headings, or
 * each opens a stretch of text, all of them are headings, also the one that is not bold.
 */

/* The paragraphs of one list and level. */
typedef struct {
    guint members;  /* short lines */
    guint headings; /* of these found to be headings by their look */
    guint openings; /* of these alone, with ordinary text below */
    guint prose;    /* long lines: the series is a list of statements */
} Series;

guint
rft_series_key(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    return rft_line_is_counted(node) ? hints->list_id << 4 | hints->list_level : 0;
}

static Series *
series_of(GHashTable *all, const ReferatNode *node)
{
    gpointer key = GUINT_TO_POINTER(rft_series_key(node));
    Series *series = g_hash_table_lookup(all, key);

    if (series == NULL) {
        series = g_new0(Series, 1);
        g_hash_table_insert(all, key, series);
    }
    return series;
}

GHashTable *
rft_series_count(const ReferatNode *body)
{
    GHashTable *all = g_hash_table_new_full(NULL, NULL, NULL, g_free);

    for (const ReferatNode *node = body->first; node != NULL; node = node->next) {
        if (!rft_line_is_counted(node))
            continue;
        Series *series = series_of(all, node);
        if (!rft_line_is_short(node)) {
            series->prose++;
            continue;
        }
        series->members++;
        series->headings += rft_line_may_be_heading(node) && !rft_line_in_bold_list(node) ? 1 : 0;
        series->openings +=
            rft_line_is_plain(node->next) && !rft_line_is_counted(node->previous) ? 1 : 0;
    }
    return all;
}

/* Most of a series look like headings, or each opens a stretch of ordinary text. */
static bool
are_headings(const Series *series)
{
    if (series->prose * 4 > series->members)
        return false;
    if (series->members >= 2 && series->headings * 2 >= series->members)
        return true;
    return series->members >= 3 && series->openings * 10 >= series->members * 6;
}

bool
rft_series_is_heading(GHashTable *all, const ReferatNode *node)
{
    return rft_line_is_counted(node) && are_headings(series_of(all, node)) &&
           rft_line_is_short(node);
}
