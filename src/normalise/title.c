/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/headings.h"

/* The title: styled as one, the only heading of its level, or the line at the top that names
 * minutes. */

enum { TITLE_REACH = 14 }; /* blocks from the top in which a title is looked for */

static unsigned
distance_from_top(const ReferatNode *node)
{
    unsigned n = 0;

    for (; node->previous != NULL && n <= TITLE_REACH; node = node->previous)
        n++;
    return n;
}

static bool
names_minutes(const RftPass *pass, const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);
    const char *p = text;

    while (*p != '\0') {
        while (*p != '\0' && !g_unichar_isalpha(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        const char *start = p;
        while (*p != '\0' && g_unichar_isalpha(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        if (rft_vocabulary_is_minutes_word(pass->vocabulary, start, (size_t)(p - start)))
            return true;
    }
    return false;
}

/* "Approval of minutes" below the first paragraphs is a section. */
static bool
follows_text(const ReferatNode *node)
{
    enum { LONG = 120 };

    for (node = node->previous; node != NULL; node = node->previous) {
        g_autofree char *text = rft_plain_text(node);
        if (node->type == REFERAT_NODE_PARAGRAPH && strlen(text) > LONG)
            return true;
    }
    return false;
}

static guint
count_level(const GArray *list, uint8_t level)
{
    guint n = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        n += heading->explicit && !heading->title && heading->level == level ? 1 : 0;
    }
    return n;
}

/* Of the lines at the top that stand out, the one that names minutes, or the most prominent. */
static Heading *
best_title(const RftPass *pass, GArray *list)
{
    Heading *best = NULL;
    bool best_named = false;

    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->explicit || heading->node->parent != pass->document->body ||
            distance_from_top(heading->node) > TITLE_REACH)
            break;
        if (referat_node_get_label(heading->node) != NULL ||
            rft_line_ends_with_colon(heading->node))
            continue;
        const bool named = names_minutes(pass, heading->node) && !follows_text(heading->node);
        if (best == NULL || (named && !best_named) ||
            (named == best_named && heading->look < best->look)) {
            best = heading;
            best_named = named;
        }
    }
    if (best == NULL || best_named)
        return best;
    /* a line that looks like many others is no title, unless it opens the document */
    guint alike = 0;
    for (guint i = 0; i < list->len; i++)
        alike += g_array_index(list, Heading, i).look == best->look ? 1 : 0;
    return alike == 1 || distance_from_top(best->node) == 0 ? best : NULL;
}

/* A paragraph in the style of a title that comes after headings is one of them. */
static bool
has_styled_title(GArray *list)
{
    bool after_heading = false;
    bool found = false;

    for (guint i = 0; i < list->len; i++) {
        Heading *heading = &g_array_index(list, Heading, i);
        if (heading->title && (after_heading || found)) {
            heading->title = false;
            heading->level = 1;
        }
        found = found || heading->title;
        after_heading = after_heading || (heading->explicit && !heading->title);
    }
    return found;
}

void
rft_headings_filter(GArray *list, guint from, guint to)
{
    guint kept = from;

    for (guint i = from; i < list->len; i++)
        if (i >= to || g_array_index(list, Heading, i).explicit)
            g_array_index(list, Heading, kept++) = g_array_index(list, Heading, i);
    g_array_set_size(list, kept);
}

/* What stands out above the title (a letterhead) opens nothing: it stays as it is. */
void
rft_drop_above_title(GArray *list)
{
    guint at = 0;

    while (at < list->len && !g_array_index(list, Heading, at).title)
        at++;
    if (at == list->len)
        return;
    rft_headings_filter(list, 0, at);
}

/* A plain line at the top that says what the document is: "Kort referat af mødet i udvalget". */
enum { FIRST_LINES = 3 };

static void
title_from_words(const RftPass *pass, GArray *list)
{
    ReferatNode *node = pass->document->body->first;

    for (unsigned n = 0; node != NULL && n < FIRST_LINES; node = node->next, n++) {
        const ReferatHints *hints = rft_node_hints(node);
        if (!rft_line_is_plain(node) || hints->outline > 0 || hints->caption ||
            !rft_line_is_short(node) || rft_line_ends_with_colon(node) ||
            !names_minutes(pass, node))
            continue;
        const Heading heading = {.node = node, .look = rft_line_look(node), .title = true};
        g_array_prepend_val(list, heading);
        return;
    }
}

void
rft_find_title(const RftPass *pass, GArray *list)
{
    if (has_styled_title(list))
        return;
    /* the one heading of the highest level, when it comes first */
    if (list->len > 0) {
        Heading *first = &g_array_index(list, Heading, 0);
        if (first->explicit && first->level == 1 && first->node->parent == pass->document->body &&
            (count_level(list, 1) == 1 || names_minutes(pass, first->node))) {
            first->title = true;
            return;
        }
    }
    Heading *title = best_title(pass, list);
    if (title != NULL)
        title->title = true;
    else
        title_from_words(pass, list);
}

/* ---- titles of several lines ---- */

enum { MOST_TITLE_LINES = 5, MOST_TITLE_WORDS = 50 };

static bool
is_centred(const ReferatNode *node)
{
    return rft_node_hints(node)->alignment == REFERAT_ALIGN_CENTER;
}

/* Whether @a and @b below it are set alike, as the lines of one title are: in the middle, or close
 * together. */
static bool
are_of_one_title(const ReferatNode *a, const ReferatNode *b)
{
    static const float CLOSE = 3.0F; /* points */

    if (!rft_line_is_plain(a) || !rft_line_is_plain(b) || rft_node_hints(a)->outline > 0 ||
        rft_node_hints(b)->outline > 0 || !rft_line_has_words(a) || !rft_line_has_words(b))
        return false;
    /* "Minutes of the" may stand over "LIBRARY BOARD" */
    const uint32_t capitals = is_centred(a) && is_centred(b) ? RFT_LOOK_LOWER_CASE : 0;
    if (((rft_line_look(a) ^ rft_line_look(b)) & ~capitals) != 0 || rft_line_ends_with_colon(b) ||
        rft_line_ends_with_colon(a) || is_centred(a) != is_centred(b))
        return false;
    g_autofree char *text = rft_plain_text(b);
    return rft_count_words(text, RFT_MOST_HEADING_WORDS + 1) <= RFT_MOST_HEADING_WORDS &&
           (is_centred(a) || rft_node_hints(b)->space_before < CLOSE);
}

static void
forget(GArray *list, const ReferatNode *node)
{
    for (guint i = 0; i < list->len; i++) {
        if (g_array_index(list, Heading, i).node == node) {
            g_array_remove_index(list, i);
            return;
        }
    }
}

void
rft_extend_title(const RftPass *pass, GArray *list)
{
    Heading title = {0};
    unsigned lines = 1;

    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, Heading, i).title)
            title = g_array_index(list, Heading, i);
    if (title.node == NULL || title.explicit || !rft_line_stands_out(title.node))
        return;
    ReferatNode *node = title.node;
    while (lines < MOST_TITLE_LINES && node->next != NULL && are_of_one_title(node, node->next)) {
        g_autofree char *text = rft_plain_text(node);
        if (rft_count_words(text, MOST_TITLE_WORDS) >= MOST_TITLE_WORDS)
            break;
        forget(list, node->next);
        rft_join_two(pass, node, node->next);
        lines++;
    }
    while (lines < MOST_TITLE_LINES && node->previous != NULL &&
           are_of_one_title(node->previous, node)) {
        ReferatNode *above = node->previous;
        forget(list, above);
        rft_join_two(pass, above, node);
        for (guint i = 0; i < list->len; i++)
            if (g_array_index(list, Heading, i).node == node)
                g_array_index(list, Heading, i).node = above;
        node = above;
        lines++;
    }
}

/* A line right below the title that no other heading looks like says more of the document; it opens
 * no part of it. */
void
rft_drop_subtitle(GArray *list)
{
    guint at = 0;

    while (at < list->len && !g_array_index(list, Heading, at).title)
        at++;
    if (at + 2 >= list->len)
        return;
    const Heading *title = &g_array_index(list, Heading, at);
    const Heading *below = &g_array_index(list, Heading, at + 1);
    if (below->explicit || title->node->next != below->node ||
        referat_node_get_label(below->node) != NULL || rft_line_ends_with_colon(below->node))
        return;
    /* a list right below it is what it opens: an agenda, those present */
    if (below->node->next != NULL && referat_node_get_label(below->node->next) != NULL &&
        (below + 1)->node != below->node->next)
        return;
    for (guint i = at + 2; i < list->len; i++)
        if (g_array_index(list, Heading, i).look <= below->look)
            return;
    g_array_remove_index(list, at + 1);
}
