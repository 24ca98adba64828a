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

/* ---- results that are set like headings ---- */

typedef struct {
    guint times;
    guint empty; /* with nothing below but the next heading */
} Repeated;

/* What stands below a heading; lines that are only drawn with signs are no text. */
static const ReferatNode *
text_below(const ReferatNode *node)
{
    for (node = node->next; node != NULL && node->type == REFERAT_NODE_PARAGRAPH;
         node = node->next) {
        g_autofree char *text = rft_plain_text(node);
        if (referat_node_get_label(node) != NULL || strspn(text, "_-=*. ") != strlen(text))
            break;
    }
    return node;
}

static bool
opens_nothing(const GArray *list, guint i)
{
    const ReferatNode *below = text_below(g_array_index(list, Heading, i).node);

    if (below == NULL || referat_node_get_label(below) != NULL)
        return true;
    for (guint k = i + 1; k < list->len && k <= i + 2; k++)
        if (g_array_index(list, Heading, k).node == below)
            return true;
    return false;
}

/* The next of the items, but not the first: what stands above it belongs to the item before. */
static bool
stands_above_next_item(const ReferatNode *node)
{
    const ReferatNode *below = text_below(node);
    const ReferatLabel *label = below != NULL ? referat_node_get_label(below) : NULL;

    return label != NULL && label->scheme != REFERAT_SCHEME_BULLET && label->n_path == 1 &&
           label->path[0] > 1 && rft_line_may_be_heading(below);
}

static bool
may_be_result(const Heading *heading)
{
    return !heading->explicit && !heading->title && heading->series == 0 &&
           referat_node_get_label(heading->node) == NULL;
}

/* "Granted", below each item and above the next: a heading heads something, so what comes again and
 * again in the same words and opens nothing is a result. */
static void
drop_results(GArray *list)
{
    g_autoptr(GHashTable) all =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, g_free);
    guint kept = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        if (!may_be_result(heading))
            continue;
        char *text = rft_plain_text(heading->node);
        Repeated *repeated = g_hash_table_lookup(all, text);
        if (repeated == NULL) {
            repeated = g_new0(Repeated, 1);
            g_hash_table_insert(all, text, repeated);
        } else {
            g_free(text);
        }
        repeated->times++;
        repeated->empty += opens_nothing(list, i) ? 1 : 0;
    }
    for (guint i = 0; i < list->len; i++) {
        const Heading heading = g_array_index(list, Heading, i);
        g_autofree char *text = may_be_result(&heading) ? rft_plain_text(heading.node) : NULL;
        const Repeated *repeated = text != NULL ? g_hash_table_lookup(all, text) : NULL;
        const bool again = repeated != NULL && repeated->times >= 2;
        const bool result =
            repeated != NULL && ((again && repeated->empty * 2 >= repeated->times) ||
                                 stands_above_next_item(heading.node));
        if (!result)
            g_array_index(list, Heading, kept++) = heading;
    }
    g_array_set_size(list, kept);
}

/* ---- blocks of lines ---- */

static bool
has_digits(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);

    return strpbrk(text, "0123456789") != NULL;
}

/* Whether heading @i, without a number, stands right below the one before it and looks the same. */
static bool
goes_with_above(const GArray *list, guint i)
{
    const Heading *heading = &g_array_index(list, Heading, i);
    const Heading *above = heading - 1;

    return i > 0 && may_be_result(heading) && !above->explicit && !above->title &&
           above->look == heading->look && above->node->next == heading->node;
}

/* Where the block that begins at @from ends; @from + 1 when it is none: a heading that is printed
 * on three lines has no number above, nor one in each line. */
static guint
end_of_block(const GArray *list, guint from)
{
    enum { LEAST_LINES = 3 };
    const ReferatNode *first = g_array_index(list, Heading, from).node;
    guint end = from + 1;
    bool digits = has_digits(first);

    for (; end < list->len && goes_with_above(list, end); end++)
        digits = digits && has_digits(g_array_index(list, Heading, end).node);
    const bool numbered = referat_node_get_label(first) != NULL && end - from >= LEAST_LINES;
    return numbered || (end - from >= 2 && digits) ? end : from + 1;
}

/* "D/B/A: BARTACO", "25 THOMSON PL", "BOSTON, MA 02210", below each item: lines of one look on top
 * of one another, again and again, are data. Only the first may be a heading, by its number. */
static void
drop_blocks(GArray *list)
{
    enum { LEAST_BLOCKS = 3 };
    g_autofree bool *gone = g_new0(bool, list->len + 1);
    guint blocks = 0;
    guint kept = 0;

    for (guint i = 0; i < list->len;) {
        const guint end = end_of_block(list, i);
        blocks += end > i + 1 ? 1 : 0;
        for (guint k = i; k < end && end > i + 1; k++)
            gone[k] = may_be_result(&g_array_index(list, Heading, k));
        i = end;
    }
    if (blocks < LEAST_BLOCKS)
        return;
    for (guint i = 0; i < list->len; i++)
        if (!gone[i])
            g_array_index(list, Heading, kept++) = g_array_index(list, Heading, i);
    g_array_set_size(list, kept);
}

/* ---- an agenda ---- */

static uint32_t
first_number(const Heading *heading)
{
    const ReferatLabel *label = referat_node_get_label(heading->node);

    return heading->explicit || heading->title || label == NULL ||
                   label->scheme == REFERAT_SCHEME_BULLET || label->n_path != 1
               ? 0
               : label->path[0];
}

/* Where the lines end that count on from @from, each right below the other. */
static guint
end_of_count(const GArray *list, guint from)
{
    guint end = from + 1;

    while (end < list->len) {
        const Heading *heading = &g_array_index(list, Heading, end);
        const Heading *above = heading - 1;
        if (first_number(heading) != first_number(above) + 1 || above->node->next != heading->node)
            break;
        end++;
    }
    return end;
}

/* Numbers from 1 on, line on line, that come once more with text below each: the first time they
 * are the agenda, which is a list. */
static void
drop_agendas(GArray *list)
{
    enum { LEAST_ITEMS = 3 };

    for (guint i = 0; i < list->len; i++) {
        if (first_number(&g_array_index(list, Heading, i)) != 1)
            continue;
        const guint end = end_of_count(list, i);
        bool again = false;
        for (guint k = end; k + 1 < list->len && !again; k++)
            again = first_number(&g_array_index(list, Heading, k)) == 1 &&
                    end_of_count(list, k) == k + 1;
        if (end - i >= LEAST_ITEMS && again)
            rft_headings_filter(list, i, end);
    }
}

/* ---- where everything stands out ---- */

/* How many of those that only look like headings have text below, and not the next of them. */
static guint
count_openers(const GArray *list)
{
    guint openers = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        const ReferatNode *below = heading->node->next;
        const bool another = below == NULL || (i + 1 < list->len && (heading + 1)->node == below);
        openers += !heading->explicit && !another ? 1 : 0;
    }
    return openers;
}

/* Where most lines stand out, and most of these over one another, standing out makes no heading.
 * One line of text below each is what the minutes of short meetings look like. */
static void
drop_common_looks(const ReferatNode *body, GArray *list)
{
    guint implied = 0;
    guint plain = 0;

    for (const ReferatNode *node = body->first; node != NULL; node = node->next)
        plain += node->type != REFERAT_NODE_PARAGRAPH || rft_has_content(node) ? 1 : 0;
    for (guint i = 0; i < list->len; i++)
        implied += g_array_index(list, Heading, i).explicit ? 0 : 1;
    plain -= MIN(plain, implied);
    if (implied <= 4 || implied <= plain || count_openers(list) * 2 >= implied)
        return;
    rft_headings_filter(list, 0, list->len);
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
    const RftBlock *block = below->block;

    (void)referat_builder_add_text(pass->builder, above, " ", 1, 0, NULL, REFERAT_DIRECTION_UNSET);
    rft_node_move_children(below, above);
    for (uint32_t k = 0; k < block->n_positions; k++)
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
    drop_blocks(list);
    drop_agendas(list);
    drop_common_looks(pass->document->body, list);
    drop_results(list);
    join_lines(pass, list);
    rft_find_title(pass, list);
    rft_extend_title(pass, list);
    rft_drop_above_title(list);
    rft_drop_subtitle(list);
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
