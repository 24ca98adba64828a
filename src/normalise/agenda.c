/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Minutes in the form of a table: a narrow column of numbers, and beside each number all that was
 * said on the item, paragraphs and lists. For a reader these are numbered parts, not data: the
 * table is taken away, and each number becomes the label of what stands beside it.
 */

enum { LEAST_ROWS = 3, LONGEST_NUMBER = 8, MOST_NUMBERS = 4, MOST_NAME_WORDS = 14 };

typedef struct {
    guint rows;
    guint numbers; /* rows that begin with one */
    guint empty;   /* rows that begin with nothing */
    guint blocks;  /* in the second cells */
    guint words;
} Shape;

static ReferatNode *
first_row_of(const ReferatNode *table)
{
    ReferatNode *row = table->first;

    while (row != NULL && row->type != REFERAT_NODE_ROW)
        row = row->next;
    return row;
}

/* "1", "2.", "3a", "4.1": Returns: the numbers in it, 0 = it is none. */
static uint32_t
parse_number(const char *text, uint32_t *path)
{
    uint32_t n = 0;
    const char *p = text;

    while (g_ascii_isdigit(*p) && n < MOST_NUMBERS) {
        char *end = NULL;
        path[n++] = (uint32_t)g_ascii_strtoull(p, &end, 10);
        p = end;
        if (*p == '.' && g_ascii_isdigit(p[1]))
            p++;
    }
    if (n > 0 && g_ascii_isalpha(*p))
        p++;
    if (n > 0 && (*p == '.' || *p == ')'))
        p++;
    return *p == '\0' && strlen(text) <= LONGEST_NUMBER ? n : 0;
}

/* The number of a row may have become its label already. */
static char *
number_of(const ReferatNode *cell)
{
    const ReferatNode *block = cell->first;
    const ReferatLabel *label = block != NULL ? referat_node_get_label(block) : NULL;
    g_autofree char *text = rft_plain_text(cell);

    if (label != NULL && *text == '\0')
        return g_strdup(label->text);
    return g_steal_pointer(&text);
}

/* Adds what @table looks like to @shape. Returns: false when it cannot be part of an agenda. */
static bool
measure(const ReferatNode *table, Shape *shape)
{
    uint32_t path[MOST_NUMBERS];

    for (const ReferatNode *row = first_row_of(table); row != NULL; row = row->next) {
        const ReferatNode *cell = row->first;
        if (cell == NULL || cell->next == NULL || cell->next->next != NULL)
            return false;
        g_autofree char *number = number_of(cell);
        g_autofree char *words = rft_plain_text(cell->next);
        if (*number != '\0' && parse_number(number, path) == 0)
            return false;
        shape->rows++;
        shape->numbers += *number != '\0' ? 1 : 0;
        shape->empty += *number == '\0' ? 1 : 0;
        shape->words += rft_count_words(words, 200);
        for (const ReferatNode *block = cell->next->first; block != NULL; block = block->next)
            shape->blocks++;
    }
    return true;
}

static bool
is_table(const ReferatNode *node)
{
    return node != NULL && node->type == REFERAT_NODE_TABLE;
}

/* Several blocks to a number: nobody calls that a table of data. It may have come in pieces, one a
 * page. Returns: the node behind the last piece; @first itself when they are no agenda. */
static ReferatNode *
end_of_agenda(ReferatNode *first)
{
    Shape shape = {0};
    ReferatNode *end = first;

    while (is_table(end) && end->as.table.n_columns <= 2 && measure(end, &shape))
        end = end->next;
    const bool agenda = end != first && shape.numbers >= LEAST_ROWS &&
                        shape.numbers * 2 >= shape.empty && shape.blocks * 2 >= shape.rows * 5 &&
                        shape.words > shape.rows * 8;
    return agenda ? end : first;
}

static void
give_number(RftPass *pass, ReferatNode *paragraph, const char *number)
{
    uint32_t path[MOST_NUMBERS];
    const ReferatLabel label = {
        .text = number,
        .separator = "\t",
        .path = path,
        .n_path = parse_number(number, path),
        .scheme = REFERAT_SCHEME_DECIMAL,
        .origin = rft_is_read(paragraph) ? REFERAT_ORIGIN_READ : REFERAT_ORIGIN_TYPED,
    };

    referat_builder_set_label(pass->builder, paragraph, &label);
    /* the numbers of one table are one series: what most of them are, all are */
    referat_builder_get_hints(pass->builder, paragraph)->list_id = G_MAXUINT32 >> 5;
}

/* "Any other business", a line break, and what was said: the name of the item is a paragraph. */
static void
part_name(RftPass *pass, ReferatNode *first)
{
    ReferatNode *end = first->first;

    while (end != NULL && end->type != REFERAT_NODE_BREAK)
        end = end->next;
    if (end == NULL || end->previous == NULL || end->next == NULL)
        return;
    ReferatNode *rest = referat_builder_add(pass->builder, NULL, REFERAT_NODE_PARAGRAPH);
    const RftBlock *block = first->block;
    while (end->next != NULL)
        referat_node_append(rest, end->next);
    referat_node_remove(end);
    for (uint32_t i = 0; block != NULL && i < block->n_positions; i++)
        referat_builder_add_position(pass->builder, rest, &block->positions[i]);
    const ReferatHints *hints = rft_node_hints(first);
    if (hints != NULL)
        *referat_builder_get_hints(pass->builder, rest) = *hints;
    if (first->next != NULL)
        referat_node_insert_before(first->next, rest);
    else
        referat_node_append(first->parent, rest);
}

/* Whether the numbers stand before names, not before whole statements. */
static bool
names_items(const ReferatNode *first, const ReferatNode *end)
{
    guint names = 0;
    guint all = 0;

    for (const ReferatNode *table = first; table != end; table = table->next) {
        for (const ReferatNode *row = first_row_of(table); row != NULL; row = row->next) {
            g_autofree char *number = number_of(row->first);
            const ReferatNode *name = row->first->next->first;
            if (*number == '\0' || name == NULL || name->type != REFERAT_NODE_PARAGRAPH)
                continue;
            g_autofree char *text = rft_plain_text(name);
            const size_t n = strlen(text);
            all++;
            names += n > 0 && text[n - 1] != '.' && text[n - 1] != ':' &&
                             rft_count_words(text, MOST_NAME_WORDS + 1) <= MOST_NAME_WORDS
                         ? 1
                         : 0;
        }
    }
    return names * 3 >= all * 2;
}

static void
part_names(RftPass *pass, ReferatNode *table)
{
    for (ReferatNode *row = first_row_of(table); row != NULL; row = row->next) {
        g_autofree char *number = number_of(row->first);
        ReferatNode *name = row->first->next->first;
        if (*number != '\0' && name != NULL && name->type == REFERAT_NODE_PARAGRAPH)
            part_name(pass, name);
    }
}

static void
unfold(RftPass *pass, ReferatNode *table, bool names)
{
    ReferatNode *caption = table->first;

    if (caption != NULL && caption->type == REFERAT_NODE_CAPTION) {
        caption->type = REFERAT_NODE_PARAGRAPH;
        referat_node_insert_before(table, caption);
    }
    for (ReferatNode *row = first_row_of(table); row != NULL; row = row->next) {
        g_autofree char *number = number_of(row->first);
        ReferatNode *content = row->first->next;
        ReferatNode *first = content->first;
        while (content->first != NULL)
            referat_node_insert_before(table, content->first);
        if (*number != '\0' && first != NULL && first->type == REFERAT_NODE_PARAGRAPH &&
            referat_node_get_label(first) == NULL)
            give_number(pass, first, number);
        if (*number != '\0' && names && first != NULL && first->type == REFERAT_NODE_PARAGRAPH)
            referat_builder_get_hints(pass->builder, first)->outline = 1;
    }
    referat_node_remove(table);
}

void
rft_pass_agenda(RftPass *pass)
{
    ReferatNode *node = pass->document->body->first;

    while (node != NULL) {
        ReferatNode *end = is_table(node) ? end_of_agenda(node) : node;
        if (end == node) {
            node = node->next;
            continue;
        }
        for (ReferatNode *table = node; table != end; table = table->next)
            part_names(pass, table);
        const bool names = names_items(node, end);
        while (node != end) {
            ReferatNode *next = node->next;
            unfold(pass, node, names);
            node = next;
        }
    }
}
