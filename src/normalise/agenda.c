/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Minutes in the form of a table: a narrow column of numbers, and beside each number all that was
 * said on the item, paragraphs and lists. For a reader these are numbered parts, not data: the
 * table is taken away, and each number becomes the label of what stands beside it.
 */

enum { LEAST_ROWS = 3, LONGEST_NUMBER = 8, MOST_NUMBERS = 4 };

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

static bool
measure(const ReferatNode *table, Shape *shape)
{
    uint32_t path[MOST_NUMBERS];

    *shape = (Shape){0};
    for (const ReferatNode *row = first_row_of(table); row != NULL; row = row->next) {
        const ReferatNode *cell = row->first;
        if (row->as.row.header || cell == NULL || cell->next == NULL || cell->next->next != NULL)
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

/* Several blocks to a number: nobody calls that a table of data. */
static bool
is_agenda(const ReferatNode *table)
{
    Shape shape;

    return table->as.table.n_columns <= 2 && measure(table, &shape) && shape.rows >= LEAST_ROWS &&
           shape.numbers >= LEAST_ROWS && shape.numbers >= shape.empty &&
           shape.blocks >= shape.rows * 5 / 2 && shape.words > shape.rows * 8;
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

static void
unfold(RftPass *pass, ReferatNode *table)
{
    for (ReferatNode *row = first_row_of(table); row != NULL; row = row->next) {
        g_autofree char *number = number_of(row->first);
        ReferatNode *content = row->first->next;
        ReferatNode *first = content->first;
        while (content->first != NULL)
            referat_node_insert_before(table, content->first);
        if (*number != '\0' && first != NULL && first->type == REFERAT_NODE_PARAGRAPH &&
            referat_node_get_label(first) == NULL)
            give_number(pass, first, number);
    }
    referat_node_remove(table);
}

void
rft_pass_agenda(RftPass *pass)
{
    ReferatNode *next = NULL;

    for (ReferatNode *node = pass->document->body->first; node != NULL; node = next) {
        next = node->next;
        if (node->type == REFERAT_NODE_TABLE && is_agenda(node))
            unfold(pass, node);
    }
}
