/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/headings.h"

/*
 * Which heading stands below which: what the format says, then what the numbers say, then what the
 * looks say; and no level is left out.
 */

/* The level of a heading that the format names and that looks the same, labels aside; 0 = none. */
static uint8_t
level_of_same_look(const GArray *list, uint32_t look)
{
    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit && !heading->title && (heading->look & ~3U) == (look & ~3U))
            return heading->level;
    }
    return 0;
}

typedef struct {
    uint32_t look;
    uint8_t level; /* of an explicit heading of this look; 0 = none */
} Look;

static int
compare_looks(gconstpointer a, gconstpointer b)
{
    const uint32_t x = ((const Look *)a)->look;
    const uint32_t y = ((const Look *)b)->look;

    return x < y ? -1 : x > y;
}

/* The looks of implied headings, the most prominent first. */
static GArray *
collect_looks(const GArray *list)
{
    GArray *looks = g_array_new(FALSE, FALSE, sizeof(Look));

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        bool known = heading->explicit || heading->title;
        for (guint k = 0; k < looks->len && !known; k++)
            known = g_array_index(looks, Look, k).look == heading->look;
        if (known)
            continue;
        const Look fresh = {heading->look, level_of_same_look(list, heading->look)};
        g_array_append_val(looks, fresh);
    }
    g_array_sort(looks, compare_looks);
    return looks;
}

/* The headings of a series have one level, that of its first, however each is set. */
static void
level_series(GArray *list)
{
    g_autoptr(GHashTable) levels = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        gpointer key = GUINT_TO_POINTER(heading->series);
        if (heading->explicit || heading->title || heading->series == 0)
            continue;
        if (!g_hash_table_contains(levels, key))
            g_hash_table_insert(levels, key, GUINT_TO_POINTER(heading->level));
        heading->level = (uint8_t)GPOINTER_TO_UINT(g_hash_table_lookup(levels, key));
    }
}

/* The heading that @i is a part of by its number: "5." of "5.1" and of "5A"; NULL = none. */
static const Heading *
numbered_above(const GArray *list, guint i)
{
    const Heading *heading = &g_array_index(list, Heading, i);
    const ReferatLabel *own = referat_node_get_label(heading->node);

    if (own == NULL || own->n_path < 2)
        return NULL;
    for (guint k = i; k > 0; k--) {
        const Heading *other = &g_array_index(list, Heading, k - 1);
        const ReferatLabel *label = referat_node_get_label(other->node);
        if (label == NULL || label->n_path != own->n_path - 1)
            continue;
        const bool same = memcmp(label->path, own->path, label->n_path * sizeof(uint32_t)) == 0;
        return same && !other->title ? other : NULL;
    }
    return NULL;
}

/* What is numbered below another heading stands below it, however each is set. */
static void
level_numbers(GArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        const Heading *above = numbered_above(list, i);
        if (above != NULL && !heading->explicit && !heading->title)
            heading->level = (uint8_t)(above->level + 1);
    }
}

/* Implied headings get the level of those that look the same; the others go by how prominent they
 * are, below the deepest that the format names. */
static void
level_looks(GArray *list)
{
    g_autoptr(GArray) looks = collect_looks(list);
    uint8_t above = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit && !heading->title)
            above = MAX(above, heading->level);
    }
    uint8_t next = above;
    for (guint k = 0; k < looks->len; k++) {
        Look *look = &g_array_index(looks, Look, k);
        if (look->level != 0)
            continue;
        next = (uint8_t)MIN(next + 1, MIN(above + 5, 9));
        look->level = next;
    }
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        for (guint k = 0; k < looks->len && !heading->explicit && !heading->title; k++)
            if (g_array_index(looks, Look, k).look == heading->look)
                heading->level = g_array_index(looks, Look, k).level;
    }
}

/* Each level is one below the nearest higher one before it, whatever numbers the file has. */
static void
close_gaps(RftPass *pass, GArray *list)
{
    uint8_t stack[16];
    unsigned depth = 0;
    bool title_seen = false;
    bool adapted = false;

    for (guint i = 0; i < list->len; i++)
        title_seen = title_seen || g_array_index(list, Heading, i).title;
    const uint8_t top = title_seen ? 2 : 1;
    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->title)
            continue;
        while (depth > 0 && stack[depth - 1] >= heading->level)
            depth--;
        const uint8_t level = (uint8_t)MIN(top + depth, 9U);
        if (depth < G_N_ELEMENTS(stack))
            stack[depth++] = heading->level;
        adapted = adapted ||
                  (heading->explicit && level != heading->level && level != heading->level + 1);
        heading->level = level;
    }
    if (adapted)
        referat_context_diagnose(pass->context, REFERAT_MSG_HEADING_LEVEL, NULL, NULL);
}

void
rft_level_headings(RftPass *pass, GArray *list)
{
    level_looks(list);
    level_series(list);
    level_numbers(list);
    close_gaps(pass, list);
}
