/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/story.h"

/* Items to blocks. */

/* ---- tables ---- */

/* How far text keeps off the left edges of the cells. */
static float
padding_of(const PdfTable *table)
{
    enum { USUAL = 5 }; /* points: what word processors have when nothing is said */
    float least = 1e9F;

    for (guint c = 0; c < table->cells->len; c++) {
        const PdfTableCell *cell = &g_array_index(table->cells, PdfTableCell, c);
        for (guint i = 0; i < cell->lines->len; i++)
            least = MIN(least, ((const PdfLine *)g_ptr_array_index(cell->lines, i))->x0 - cell->x0);
    }
    return table->ruled ? CLAMP(least, USUAL, 9) : 1;
}

static PdfFrame
frame_of_cell(const PdfTableCell *cell, float padding)
{
    PdfFrame frame = {.left = 1e9F, .right = cell->x1 - padding, .cell = true};

    for (guint i = 0; i < cell->lines->len; i++)
        frame.left = MIN(frame.left, ((const PdfLine *)g_ptr_array_index(cell->lines, i))->x0);
    /* centred and right-aligned lines do not tell where the text begins */
    const PdfLine *first = cell->lines->len > 0 ? g_ptr_array_index(cell->lines, 0) : NULL;
    if (first == NULL || first->x0 > frame.left + 3 || cell->lines->len == 1)
        frame.left = cell->x0 + padding;
    return frame;
}

static int
by_place(gconstpointer a, gconstpointer b)
{
    const PdfTableCell *p = a;
    const PdfTableCell *q = b;

    if (p->row != q->row)
        return p->row < q->row ? -1 : 1;
    return p->column < q->column ? -1 : p->column > q->column;
}

/* Rows in which no cell begins are only lines that stand close together: @number gets the place of
 * each row among the others. */
static void
number_rows(const PdfTable *table, uint32_t *number)
{
    uint32_t n = 0;

    for (guint i = 0; i < table->cells->len; i++) {
        const PdfTableCell *cell = &g_array_index(table->cells, PdfTableCell, i);
        if (cell->row < table->n_rows)
            number[cell->row] = 1;
    }
    for (uint32_t r = 0; r <= table->n_rows; r++) {
        const uint32_t begins = number[r];
        number[r] = n;
        n += begins;
    }
}

void
pdf_put_table(PdfStory *story, ReferatNode *parent, const PdfTable *table)
{
    ReferatNode *node = referat_builder_add(story->builder, parent, REFERAT_NODE_TABLE);
    g_autofree double *widths = g_new0(double, table->n_columns + 1);
    g_autofree uint32_t *number = g_new0(uint32_t, table->n_rows + 2);
    ReferatNode *row = NULL;
    uint32_t at = G_MAXUINT32;

    number_rows(table, number);
    for (uint32_t c = 0; c < table->n_columns; c++)
        widths[c] = MAX(table->xs[c + 1] - table->xs[c], 1);
    referat_builder_set_table_widths(story->builder, node, widths, table->n_columns);
    ReferatHints *hints = referat_builder_get_hints(story->builder, node);
    hints->borders = table->ruled;
    const float padding = padding_of(table);
    g_array_sort(table->cells, by_place);
    for (guint i = 0; i < table->cells->len; i++) {
        const PdfTableCell *cell = &g_array_index(table->cells, PdfTableCell, i);
        if (cell->row >= table->n_rows)
            continue;
        if (row == NULL || at != cell->row)
            row = referat_builder_add(story->builder, node, REFERAT_NODE_ROW);
        at = cell->row;
        const uint32_t end = MIN(cell->row + cell->rows, table->n_rows);
        const uint32_t rows = MAX(number[end], number[at] + 1) - number[at];
        ReferatNode *kid = referat_builder_add(story->builder, row, REFERAT_NODE_CELL);
        referat_node_edit_cell(kid)->column_span = (uint16_t)CLAMP(cell->columns, 1U, 1000U);
        referat_node_edit_cell(kid)->row_span = (uint16_t)CLAMP(rows, 1U, 1000U);
        const PdfFrame frame = frame_of_cell(cell, padding);
        pdf_put_lines(story, &frame, kid, cell->lines);
    }
}

/* ---- the flow ---- */

static bool
is_flow(const PdfStory *story, guint i)
{
    return story->heads[i] == 0;
}

static void
put_aside(PdfStory *story, const PdfItem *item)
{
    const PdfFrame frame = pdf_page_frame(story, item->page);
    ReferatNode *aside = referat_builder_add(
        story->builder, referat_builder_get_body(story->builder), REFERAT_NODE_ASIDE);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();

    referat_node_edit_aside(aside)->kind = REFERAT_ASIDE_STAMP;
    g_ptr_array_add(lines, item->line);
    const uint32_t page = story->page;
    story->page = item->page;
    (void)pdf_put_paragraph(story, &frame, aside, lines, 0);
    story->page = page;
}

/* All lines of a column that follow one another; returns where they end. */
static guint
put_column(PdfStory *story, guint from)
{
    const PdfItem *head = &g_array_index(story->items, PdfItem, from);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    const PdfFrame frame = pdf_frame_of(story, from);
    guint i = from;

    for (; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (!is_flow(story, i))
            continue;
        if (item->kind != PDF_ITEM_LINE || item->page != head->page || item->region != head->region)
            break;
        g_ptr_array_add(lines, item->line);
    }
    pdf_put_lines(story, &frame, referat_builder_get_body(story->builder), lines);
    return i;
}

/* The same stamp on every page is told once. */
void
pdf_put_stamps(PdfStory *story)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(referat_string_hash, g_str_equal);

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_ASIDE && g_hash_table_add(seen, (gpointer)item->line->text))
            put_aside(story, item);
    }
}

void
pdf_story_build(PdfStory *story)
{
    ReferatNode *body = referat_builder_get_body(story->builder);
    guint i = 0;

    pdf_join_tables(story);

    while (i < story->items->len) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (!is_flow(story, i) || item->kind == PDF_ITEM_ASIDE) {
            i++;
        } else if (item->kind == PDF_ITEM_TABLE) {
            pdf_put_table(story, body, item->table);
            i++;
        } else if (item->kind == PDF_ITEM_PICTURE) {
            pdf_put_picture(story, body, item);
            i++;
        } else {
            i = put_column(story, i);
        }
    }
    pdf_put_notes(story);
    pdf_tie_notes(story);
    pdf_put_stamps(story);
}
