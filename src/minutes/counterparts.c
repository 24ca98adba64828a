/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/recognisers.h"
#include "minutes/titles.h"

/* Which entry of the agenda leads to which section: by their titles, then by their labels. */

typedef struct {
    ReferatMinutesItem *entries;
    guint n_entries;
    ReferatMinutesItem *items;
    guint n_items;
} Lists;

static bool
tie(const Lists *lists, guint entry, guint item)
{
    if (lists->entries[entry].counterpart != REFERAT_NO_ITEM ||
        lists->items[item].counterpart != REFERAT_NO_ITEM)
        return false;
    lists->entries[entry].counterpart = item;
    lists->items[item].counterpart = entry;
    return true;
}

static bool
is_open_top(const ReferatMinutesItem *item)
{
    return item->depth == 0 && item->counterpart == REFERAT_NO_ITEM;
}

static void
tie_by_title(const Lists *lists)
{
    g_auto(RftTitles) sought;
    g_auto(RftTitles) given;
    guint first = 0; /* item that has no counterpart yet */

    rft_titles_init(&sought);
    rft_titles_init(&given);
    for (guint i = 0; i < lists->n_entries; i++)
        rft_titles_add(&sought, lists->entries[i].title.text);
    for (guint k = 0; k < lists->n_items; k++)
        rft_titles_add(&given, lists->items[k].title.text);
    for (guint i = 0; i < lists->n_entries; i++) {
        if (lists->entries[i].depth > 0)
            continue;
        while (first < lists->n_items && !is_open_top(&lists->items[first]))
            first++;
        for (guint k = first; k < lists->n_items; k++)
            if (is_open_top(&lists->items[k]) && rft_titles_same(&sought, i, &given, k)) {
                (void)tie(lists, i, k);
                break;
            }
    }
}

typedef struct {
    guint from;
    guint to;
} Range;

/* Ties what has the same label, in the order in which it comes. @below: what is at the top, or what
 * is not. */
static void
tie_labels(const Lists *lists, Range entries, Range items, bool below)
{
    g_autoptr(GHashTable) first = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree guint *next = g_new(guint, items.to - items.from + 1); /* with the same label */

    for (guint k = items.to; k-- > items.from;) {
        const ReferatMinutesItem *item = &lists->items[k];
        if ((item->depth > 0) != below || item->counterpart != REFERAT_NO_ITEM ||
            item->label.text == NULL)
            continue;
        void *behind = g_hash_table_lookup(first, item->label.text);
        next[k - items.from] = GPOINTER_TO_UINT(behind);
        g_hash_table_insert(first, (void *)item->label.text, GUINT_TO_POINTER(k + 1));
    }
    for (guint i = entries.from; i < entries.to; i++) {
        const ReferatMinutesItem *entry = &lists->entries[i];
        if ((entry->depth > 0) != below || entry->label.text == NULL)
            continue;
        const guint found = GPOINTER_TO_UINT(g_hash_table_lookup(first, entry->label.text));
        if (found > 0 && tie(lists, i, found - 1))
            g_hash_table_insert(first, (void *)entry->label.text,
                                GUINT_TO_POINTER(next[found - 1 - items.from]));
    }
}

/* "10. Evt." and "10. Eventuelt": the same number, when the numbers of the others agree. */
static void
tie_by_label(const Lists *lists)
{
    for (guint i = 0; i < lists->n_entries; i++) {
        const ReferatMinutesItem *entry = &lists->entries[i];
        if (entry->depth == 0 && entry->counterpart != REFERAT_NO_ITEM &&
            g_strcmp0(entry->label.text, lists->items[entry->counterpart].label.text) != 0)
            return;
    }
    tie_labels(lists, (Range){0, lists->n_entries}, (Range){0, lists->n_items}, false);
}

static guint
end_below(const ReferatMinutesItem *items, guint n, guint index)
{
    do
        index++;
    while (index < n && items[index].depth > 0);
    return index;
}

/* "a)" on the agenda and "a)" in the section that the entry above leads to. */
static void
tie_below(const Lists *lists, guint entry)
{
    const guint item = lists->entries[entry].counterpart;

    if (item != REFERAT_NO_ITEM)
        tie_labels(lists, (Range){entry + 1, end_below(lists->entries, lists->n_entries, entry)},
                   (Range){item + 1, end_below(lists->items, lists->n_items, item)}, true);
}

void
rft_tie_to_agenda(RftReading *reading)
{
    const Lists lists = {(ReferatMinutesItem *)(void *)reading->agenda->data, reading->agenda->len,
                         (ReferatMinutesItem *)(void *)reading->items->data, reading->items->len};

    tie_by_title(&lists);
    tie_by_label(&lists);
    for (guint i = 0; i < lists.n_entries; i++)
        if (lists.entries[i].depth == 0)
            tie_below(&lists, i);
}
