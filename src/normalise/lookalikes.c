/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/headings.h"

/*
 * What is set like a heading and is none: results, lines of data, agendas, the lines of a title
 * page, labels of short facts. Only what looks like a heading is judged here, never what the format
 * names.
 */

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
    guint behind =
        0; /* the last "1." with text below it is the one before this; 0 = there is none */

    for (guint k = 0; k + 1 < list->len; k++)
        if (first_number(&g_array_index(list, Heading, k)) == 1 && end_of_count(list, k) == k + 1)
            behind = k + 1;
    for (guint i = 0; i < list->len; i++) {
        if (first_number(&g_array_index(list, Heading, i)) != 1)
            continue;
        const guint end = end_of_count(list, i);
        if (end - i < LEAST_ITEMS || behind <= end)
            continue;
        rft_headings_filter(list, i, end);
        behind -= end - i;
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

/* ---- a title page ---- */

static uint32_t
page_of(const ReferatNode *node)
{
    const RftBlock *block = node->block;

    return block != NULL && block->n_positions > 0 ? block->positions[0].page : 0;
}

/* A first page of a few short lines: names, places, the date. */
static bool
is_title_page(const ReferatNode *body)
{
    enum { MOST_WORDS = 60, LONGEST_LINE = 10, LEAST_LINES = 4 };
    unsigned words = 0;
    unsigned lines = 0;
    const ReferatNode *node = body->first;

    for (; node != NULL && page_of(node) <= 1; node = node->next) {
        if (node->type != REFERAT_NODE_PARAGRAPH || referat_node_get_label(node) != NULL)
            return false;
        g_autofree char *text = rft_plain_text(node);
        const unsigned n = rft_count_words(text, MOST_WORDS);
        if (n > LONGEST_LINE)
            return false;
        words += n;
        lines += n > 0 ? 1 : 0;
    }
    return node != NULL && lines >= LEAST_LINES && words <= MOST_WORDS;
}

void
rft_drop_title_page(const ReferatNode *body, GArray *list)
{
    guint from = 0;

    if (!is_title_page(body))
        return;
    while (from < list->len) {
        const Heading *heading = &g_array_index(list, Heading, from);
        if (page_of(heading->node) != 1)
            break;
        if (heading->title || heading->explicit)
            from++;
        else
            g_array_remove_index(list, from);
    }
}

/* ---- labels of facts ---- */

/* "Place" above "Town hall": one short line below, which is no sentence, and then the next. */
static bool
is_fact(const GArray *list, guint i)
{
    enum { MOST_WORDS = 6 };
    const Heading *heading = &g_array_index(list, Heading, i);
    const ReferatNode *value = heading->node->next;

    if (!may_be_result(heading) || value == NULL || value->type != REFERAT_NODE_PARAGRAPH ||
        referat_node_get_label(value) != NULL || !rft_line_has_words(value) ||
        rft_line_stands_out(value))
        return false;
    g_autofree char *text = rft_plain_text(value);
    const size_t n = strlen(text);
    return n > 0 && strchr(".:;", text[n - 1]) == NULL &&
           rft_count_words(text, MOST_WORDS + 1) <= MOST_WORDS;
}

/* Where the facts end that begin at @from, each right below the other. The last may have more below
 * it, which nobody can tell from its value. */
static guint
end_of_facts(const GArray *list, guint from)
{
    guint end = from;

    while (end < list->len && is_fact(list, end)) {
        const Heading *heading = &g_array_index(list, Heading, end);
        if (end > from && (heading->look != (heading - 1)->look ||
                           (heading - 1)->node->next->next != heading->node))
            break;
        end++;
    }
    return end;
}

/* Whether others that stand out more part the document. */
static bool
has_others_above(const GArray *list, uint32_t look)
{
    enum { LEAST = 3 };
    guint others = 0;

    for (guint i = 0; i < list->len; i++) {
        const Heading *heading = &g_array_index(list, Heading, i);
        others += !heading->title && (heading->explicit || heading->look < look) ? 1 : 0;
    }
    return others >= LEAST;
}

/* Puts the value below its label into one paragraph with it. */
static void
join_fact(RftPass *pass, ReferatNode *label)
{
    (void)referat_builder_add(pass->builder, label, REFERAT_NODE_BREAK);
    rft_take_in(pass, label, label->next);
}

void
rft_drop_facts(RftPass *pass, GArray *list)
{
    enum { LEAST_FACTS = 3 };

    for (guint i = 0; i < list->len;) {
        const guint end = end_of_facts(list, i);
        if (end < i + LEAST_FACTS ||
            !has_others_above(list, g_array_index(list, Heading, i).look)) {
            i = MAX(end, i + 1);
            continue;
        }
        for (guint k = i; k < end; k++)
            join_fact(pass, g_array_index(list, Heading, k).node);
        g_array_remove_range(list, i, end - i);
    }
}

/* ---- all that needs no title ---- */

void
rft_drop_lookalikes(const ReferatNode *body, GArray *list)
{
    drop_blocks(list);
    drop_agendas(list);
    drop_common_looks(body, list);
    drop_results(list);
}
