/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/layout.h"

/* Tables that were drawn: the text of a page sorted into the slots of a grid. */

PdfTable *
pdf_table_new(uint32_t n_columns)
{
    PdfTable *table = g_new0(PdfTable, 1);

    table->n_columns = n_columns;
    table->xs = g_new0(float, n_columns + 1);
    table->cells = g_array_new(FALSE, TRUE, sizeof(PdfTableCell));
    return table;
}

void
pdf_table_free(PdfTable *table)
{
    if (table == NULL)
        return;
    for (guint i = 0; i < table->cells->len; i++)
        g_ptr_array_unref(g_array_index(table->cells, PdfTableCell, i).lines);
    g_array_unref(table->cells);
    g_free(table->xs);
    g_free(table);
}

GPtrArray *
pdf_table_lines(const PdfTable *table)
{
    GPtrArray *all = g_ptr_array_new();

    for (guint c = 0; table != NULL && c < table->cells->len; c++) {
        const GPtrArray *lines = g_array_index(table->cells, PdfTableCell, c).lines;
        for (guint i = 0; i < lines->len; i++)
            g_ptr_array_add(all, g_ptr_array_index(lines, i));
    }
    return all;
}

bool
pdf_item_is_owned(const PdfItem *item)
{
    g_autoptr(GPtrArray) lines = NULL;
    guint owned = 0;

    if (item->kind == PDF_ITEM_LINE)
        return item->line->owned;
    lines = pdf_table_lines(item->table);
    for (guint i = 0; i < lines->len; i++)
        owned += ((const PdfLine *)g_ptr_array_index(lines, i))->owned ? 1 : 0;
    return owned * 2 > lines->len;
}

/* The slot that holds the middle of @segment, or -1. */
static gint64
slot_of(const PdfGrid *grid, const PdfSegment *segment)
{
    const float x = MIN((segment->x0 + segment->x1) / 2, segment->x0 + segment->size);
    const float y = segment->base - segment->size * 0.3F;

    if (x < grid->x0 - 1 || x > grid->x1 + 1 || y < grid->y0 - 1 || y > grid->y1 + 1)
        return -1;
    uint32_t c = 0;
    uint32_t r = 0;
    while (c + 1 < grid->n_columns && x > grid->xs[c + 1])
        c++;
    while (r + 1 < grid->n_rows && y > grid->ys[r + 1])
        r++;
    return (gint64)r * grid->n_columns + c;
}

/* A line that only holds a table. */
static PdfLine *
line_of_table(const PdfLayout *layout, PdfTable *table)
{
    PdfLine *line = g_new0(PdfLine, 1);

    line->text = "";
    line->page = layout->page->number;
    line->x0 = line->text_x = table->x0;
    line->x1 = table->x1;
    line->top = table->y0;
    line->bottom = line->base = table->y1;
    line->table = table;
    return line;
}

GPtrArray *
pdf_lines_of_box(PdfLayout *layout, GPtrArray *segments)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(pdf_line_free);
    g_autoptr(GPtrArray) rows = pdf_make_rows(segments);
    g_autoptr(GPtrArray) tables = g_ptr_array_new();
    enum { LEAST_ROWS = 3 };

    if (rows->len >= LEAST_ROWS)
        pdf_aligned_tables(layout, rows, tables);
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *row = g_ptr_array_index(rows, i);
        PdfTable *table = i < tables->len ? g_ptr_array_index(tables, i) : NULL;
        if (table != NULL)
            g_ptr_array_add(lines, line_of_table(layout, table));
        else if (row->len > 0)
            g_ptr_array_add(lines,
                            pdf_make_line(layout, (PdfSegment *const *)row->pdata, row->len));
    }
    return lines;
}

/* Columns and rows in which no cell begins are only lines that stand close together. */
static void
number_edges(const PdfGrid *grid, const guint8 *used, uint32_t n, bool columns, uint32_t *number,
             uint32_t *count)
{
    *count = 0;
    for (uint32_t i = 0; i < n; i++) {
        const float width = columns ? grid->xs[i + 1] - grid->xs[i] : grid->ys[i + 1] - grid->ys[i];
        number[i] = *count;
        *count += used[i] != 0 || width > 8 ? 1 : 0;
    }
    number[n] = *count;
}

static void
add_cell(PdfLayout *layout, const PdfGrid *grid, PdfTable *table, uint32_t slot,
         const uint32_t *columns, const uint32_t *rows, GPtrArray *segments)
{
    const uint32_t c = slot % grid->n_columns;
    const uint32_t r = slot / grid->n_columns;
    uint32_t c1 = c;
    uint32_t r1 = r;

    while (c1 + 1 < grid->n_columns && grid->owner[r * grid->n_columns + c1 + 1] == slot)
        c1++;
    while (r1 + 1 < grid->n_rows && grid->owner[(r1 + 1) * grid->n_columns + c] == slot)
        r1++;
    PdfTableCell cell = {
        .row = rows[r],
        .column = columns[c],
        .rows = rows[r1 + 1] - rows[r],
        .columns = columns[c1 + 1] - columns[c],
        .x0 = grid->xs[c],
        .y0 = grid->ys[r],
        .x1 = grid->xs[c1 + 1],
        .y1 = grid->ys[r1 + 1],
    };
    if (cell.rows == 0 || cell.columns == 0)
        return;
    cell.lines = pdf_lines_of_box(layout, segments);
    g_array_append_val(table->cells, cell);
}

/* One box with words in it is no table, whatever stands around it. */
static guint
count_filled(const PdfGrid *grid, GPtrArray *const *slots)
{
    guint filled = 0;

    for (uint32_t i = 0; i < grid->n_columns * grid->n_rows; i++)
        filled += slots[i] != NULL && slots[i]->len > 0 ? 1 : 0;
    return filled;
}

static PdfTable *
build(PdfLayout *layout, const PdfGrid *grid, GPtrArray *const *slots)
{
    g_return_val_if_fail(grid->n_columns > 0, NULL);
    const uint32_t n = grid->n_columns * grid->n_rows;
    g_autofree guint8 *used_c = g_new0(guint8, grid->n_columns + 1);
    g_autofree guint8 *used_r = g_new0(guint8, grid->n_rows + 1);
    g_autofree uint32_t *columns = g_new0(uint32_t, grid->n_columns + 2);
    g_autofree uint32_t *rows = g_new0(uint32_t, grid->n_rows + 2);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    uint32_t n_columns = 0;
    uint32_t n_rows = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (slots[i] == NULL || slots[i]->len == 0)
            continue;
        used_c[i % grid->n_columns] = 1;
        used_r[i / grid->n_columns] = 1;
    }
    number_edges(grid, used_c, grid->n_columns, true, columns, &n_columns);
    number_edges(grid, used_r, grid->n_rows, false, rows, &n_rows);
    PdfTable *table = pdf_table_new(n_columns);
    table->n_rows = n_rows;
    table->ruled = true;
    table->bands = grid->bands;
    for (uint32_t c = 0; c <= grid->n_columns; c++)
        table->xs[columns[c]] = grid->xs[c];
    table->x0 = grid->x0;
    table->y0 = grid->y0;
    table->x1 = grid->x1;
    table->y1 = grid->y1;
    for (uint32_t i = 0; i < n; i++)
        if (grid->owner[i] == i)
            add_cell(layout, grid, table, i, columns, rows, slots[i] != NULL ? slots[i] : none);
    return table;
}

PdfTable *
pdf_table_of_grid(PdfLayout *layout, const PdfGrid *grid)
{
    const uint32_t n = grid->n_columns * grid->n_rows;
    GPtrArray **slots = g_new0(GPtrArray *, n + 1);
    g_autoptr(GPtrArray) taken = g_ptr_array_new();
    PdfTable *table = NULL;

    for (guint i = 0; i < layout->segments->len; i++) {
        PdfSegment *segment = &g_array_index(layout->segments, PdfSegment, i);
        const gint64 slot = segment->taken ? -1 : slot_of(grid, segment);
        if (slot < 0)
            continue;
        const uint32_t owner = grid->owner[slot];
        if (slots[owner] == NULL)
            slots[owner] = g_ptr_array_new();
        g_ptr_array_add(slots[owner], segment);
        g_ptr_array_add(taken, segment);
    }
    if (count_filled(grid, slots) > 1) {
        table = build(layout, grid, slots);
        for (guint i = 0; i < taken->len; i++)
            ((PdfSegment *)g_ptr_array_index(taken, i))->taken = true;
    }
    for (uint32_t i = 0; i < n; i++)
        if (slots[i] != NULL)
            g_ptr_array_unref(slots[i]);
    g_free(slots);
    return table;
}
