/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/headings.h"

/*
 * Headings: those that the format names, and those that only look like headings (bold or large
 * lines of their own that open something). Levels leave no gaps; a title stands above all.
 */

/* ---- gathering ---- */

static void
add_heading(GArray *list, ReferatNode *node, bool explicit, uint8_t level, bool title)
{
    const Heading heading = {
        .node = node,
        .look = rft_line_look(node),
        .series = explicit ? 0 : rft_series_key(node),
        .explicit = explicit,
        .level = level,
        .title = title,
    };

    g_array_append_val(list, heading);
}

static bool
is_implied(GHashTable *series, const ReferatNode *node)
{
    if (rft_series_is_heading(series, node))
        return true;
    return rft_line_may_be_heading(node) && rft_line_opens_something(node) &&
           !rft_line_in_bold_list(node);
}

static void
gather(ReferatNode *container, GHashTable *series, GArray *list)
{
    for (ReferatNode *node = container->first; node != NULL; node = node->next) {
        const ReferatHints *hints = rft_node_hints(node);
        if (node->type == REFERAT_NODE_TABLE || node->type == REFERAT_NODE_ASIDE) {
            for (ReferatNode *kid = node->first; kid != NULL; kid = kid->next)
                gather(kid, NULL, list);
            continue;
        }
        if (node->type == REFERAT_NODE_ROW || node->type == REFERAT_NODE_CELL) {
            gather(node, NULL, list);
            continue;
        }
        if (!rft_line_is_text(node) || hints == NULL)
            continue;
        const bool named = hints->title || hints->outline > 0;
        if ((!named && (series == NULL || !is_implied(series, node))) || !rft_line_has_words(node))
            continue;
        if (hints->title)
            add_heading(list, node, true, 0, true);
        else if (hints->outline == 0)
            add_heading(list, node, false, 0, false);
        else if (!rft_line_is_prose(node))
            add_heading(list, node, true, hints->outline, false);
    }
}

/* ---- headings of two lines, each a paragraph ---- */

static bool
goes_on(const RftPass *pass, const ReferatNode *above, const ReferatNode *below)
{
    g_autofree char *first = rft_plain_text(above);
    g_autofree char *second = rft_plain_text(below);
    const char *language = pass->document->metadata[REFERAT_META_LANGUAGE];
    const char *last = strrchr(first, ' ');

    if (last == NULL || rft_count_words(second, RFT_MOST_HEADING_WORDS) +
                                rft_count_words(first, RFT_MOST_HEADING_WORDS) >
                            RFT_MOST_HEADING_WORDS)
        return false;
    return g_unichar_islower(g_utf8_get_char(second)) ||
           rft_vocabulary_is_function_word(pass->vocabulary, language, last + 1, strlen(last + 1));
}

/* "Committee Meeting" and "Agenda" below it, large, in the middle, at the very top: a title of two
 * lines. */
static bool
are_title_lines(const RftPass *pass, const ReferatNode *above, const ReferatNode *below)
{
    enum { REACH = 3 /* blocks from the top */ };
    static const float LARGE = 1.3F;
    const ReferatHints *a = rft_node_hints(above);
    const ReferatHints *b = rft_node_hints(below);
    const ReferatNode *node = pass->document->body->first;

    for (int n = 0; n < REACH && node != NULL && node != above; n++)
        node = node->next;
    return node == above && referat_node_get_label(above) == NULL && a->relative_size > LARGE &&
           b->relative_size > LARGE && a->alignment == REFERAT_ALIGN_CENTER &&
           b->alignment == REFERAT_ALIGN_CENTER;
}

static bool
are_one(const RftPass *pass, const Heading *a, const Heading *b)
{
    if (a->node->next != b->node || a->explicit != b->explicit || a->title != b->title ||
        (a->explicit ? a->level != b->level : a->look != b->look))
        return false;
    return referat_node_get_label(b->node) == NULL &&
           (goes_on(pass, a->node, b->node) || are_title_lines(pass, a->node, b->node));
}

void
rft_join_two(const RftPass *pass, ReferatNode *above, ReferatNode *below)
{
    (void)referat_builder_add_text(pass->builder, above, " ", 1, 0, NULL, REFERAT_DIRECTION_UNSET);
    rft_take_in(pass, above, below);
}

void
rft_take_in(const RftPass *pass, ReferatNode *above, ReferatNode *below)
{
    const RftBlock *block = below->block;

    rft_node_move_children(below, above);
    for (uint32_t k = 0; block != NULL && k < block->n_positions; k++)
        referat_builder_add_position(pass->builder, above, &block->positions[k]);
    referat_node_remove(below);
}

/* "REPORT OF THE" and "EXECUTIVE POLICY COMMITTEE" below it are one heading. */
static void
join_lines(RftPass *pass, GArray *list)
{
    guint kept = 0;

    for (guint i = 1; i < list->len; i++) {
        const Heading *above = &g_array_index(list, Heading, kept);
        const Heading *below = &g_array_index(list, Heading, i);
        if (are_one(pass, above, below))
            rft_join_two(pass, above->node, below->node);
        else
            g_array_index(list, Heading, ++kept) = *below;
    }
    g_array_set_size(list, MIN(kept + 1, list->len));
}

/* ---- making them ---- */

static void
make_heading(ReferatNode *node, const Heading *heading, bool title)
{
    const uint32_t bits = rft_common_style(node) & (REFERAT_TEXT_BOLD | REFERAT_TEXT_UNDERLINE);

    node->type = REFERAT_NODE_HEADING;
    node->as.heading.level = title ? 1 : heading->level;
    node->as.heading.title = title;
    /* what made the line a heading need not be said again; on a page all of a heading's look is
     * drawn, whoever named it */
    if (!heading->explicit || rft_is_read(node))
        rft_clear_style(node, bits);
}

/* Points: a picture of a line's height may be part of the line. */
enum { LINE_HEIGHT = 30 };

static bool
is_large_picture(const ReferatNode *node)
{
    return node != NULL && node->type == REFERAT_NODE_IMAGE && node->as.image.height > LINE_HEIGHT;
}

/* A picture that is anchored at a heading floats above it or below: it is no part of its words. */
static void
lift_pictures(RftPass *pass, ReferatNode *heading)
{
    g_autofree char *words = rft_plain_text(heading);

    while (*words != '\0' && is_large_picture(heading->first)) {
        ReferatNode *paragraph = referat_builder_add(pass->builder, NULL, REFERAT_NODE_PARAGRAPH);
        referat_node_append(paragraph, heading->first);
        referat_node_insert_before(heading, paragraph);
    }
    while (*words != '\0' && is_large_picture(heading->last)) {
        ReferatNode *paragraph = referat_builder_add(pass->builder, NULL, REFERAT_NODE_PARAGRAPH);
        referat_node_append(paragraph, heading->last);
        if (heading->next != NULL)
            referat_node_insert_before(heading->next, paragraph);
        else
            referat_node_append(heading->parent, paragraph);
    }
}

void
rft_pass_headings(RftPass *pass)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Heading));
    const bool implied =
        g_strcmp0(referat_context_get_option(pass->context, "headings"), "implied") == 0;
    bool titled = false;

    g_autoptr(GHashTable) series = implied ? rft_series_count(pass->document->body) : NULL;
    gather(pass->document->body, series, list);
    rft_drop_lookalikes(pass->document->body, list);
    join_lines(pass, list);
    rft_find_title(pass, list);
    rft_extend_title(pass, list);
    rft_drop_above_title(list);
    rft_drop_subtitle(list);
    rft_drop_title_page(pass->document->body, list);
    rft_drop_facts(pass, list);
    rft_level_headings(pass, list);
    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        titled = titled || heading->title;
        make_heading(heading->node, heading, heading->title);
        lift_pictures(pass, heading->node);
    }
    if (!titled)
        referat_context_diagnose(pass->context, REFERAT_MSG_TITLE_MISSING, NULL, NULL);
}
