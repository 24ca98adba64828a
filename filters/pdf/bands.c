/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/layout.h"

/*
 * Tables of which only every other row is shaded, and nothing is drawn: each shaded row was found
 * as a table of its own; what stands between them, in the same columns, are the other rows.
 */

static const float SAME_EDGE = 4.0F; /* points */
enum { TALLEST_ROW = 130, HEADER_REACH = 42 };

static bool
have_same_columns(const PdfTable *a, const PdfTable *b)
{
    if (a->n_columns != b->n_columns || a->n_columns < 2)
        return false;
    for (uint32_t c = 0; c <= a->n_columns; c++)
        if (fabsf(a->xs[c] - b->xs[c]) > SAME_EDGE)
            return false;
    return true;
}

/* The column that holds all of @segment, or -1. */
static int
column_of(const PdfTable *table, const PdfSegment *segment)
{
    for (uint32_t c = 0; c < table->n_columns; c++)
        if (segment->x0 >= table->xs[c] - SAME_EDGE && segment->x1 <= table->xs[c + 1] + SAME_EDGE)
            return (int)c;
    return -1;
}

/* The words between @top and @bottom, when they fit the columns. Returns: (transfer full)
 * (nullable): NULL when one does not, or nothing is there. */
static GPtrArray *
words_between(const PdfLayout *layout, const PdfTable *table, float top, float bottom)
{
    GPtrArray *found = g_ptr_array_new();
    guint8 filled[64] = {0};
    guint columns = 0;

    for (guint i = 0; i < layout->segments->len; i++) {
        PdfSegment *segment = &g_array_index(layout->segments, PdfSegment, i);
        if (segment->taken || segment->base <= top || segment->base >= bottom ||
            segment->x1 < table->x0 || segment->x0 > table->x1)
            continue;
        const int c = column_of(table, segment);
        if (c < 0) {
            g_ptr_array_unref(found);
            return NULL;
        }
        if (c < 64 && filled[c]++ == 0)
            columns++;
        g_ptr_array_add(found, segment);
    }
    if (columns * 2 >= table->n_columns && columns >= 2)
        return found;
    g_ptr_array_unref(found);
    return NULL;
}

static void
shift_rows(PdfTable *table, uint32_t by)
{
    for (guint i = 0; i < table->cells->len; i++)
        g_array_index(table->cells, PdfTableCell, i).row += by;
    table->n_rows += by;
}

/* The words of one row, each column's lines in its cell. */
static void
add_row(const PdfLayout *layout, PdfTable *table, uint32_t row, GPtrArray *words, float top,
        float bottom)
{
    for (uint32_t c = 0; c < table->n_columns; c++) {
        g_autoptr(GPtrArray) own = g_ptr_array_new();
        PdfTableCell cell = {
            .row = row,
            .column = c,
            .rows = 1,
            .columns = 1,
            .x0 = table->xs[c],
            .x1 = table->xs[c + 1],
            .y0 = top,
            .y1 = bottom,
            .lines = g_ptr_array_new_with_free_func(pdf_line_free),
        };
        for (guint i = 0; i < words->len; i++) {
            PdfSegment *segment = g_ptr_array_index(words, i);
            if (column_of(table, segment) != (int)c)
                continue;
            segment->taken = true;
            g_ptr_array_add(own, segment);
        }
        g_autoptr(GPtrArray) rows = pdf_make_rows(own);
        for (guint i = 0; i < rows->len; i++) {
            const GPtrArray *line = g_ptr_array_index(rows, i);
            g_ptr_array_add(cell.lines,
                            pdf_make_line(layout, (PdfSegment *const *)line->pdata, line->len));
        }
        g_array_append_val(table->cells, cell);
    }
}

static void
append_table(PdfTable *table, PdfTable *other)
{
    for (guint i = 0; i < other->cells->len; i++) {
        PdfTableCell cell = g_array_index(other->cells, PdfTableCell, i);
        cell.row += table->n_rows;
        g_array_append_val(table->cells, cell);
    }
    table->n_rows += other->n_rows;
    table->y1 = other->y1;
    g_array_set_size(other->cells, 0);
}

/* A row over the first that is shaded, or below the last. */
static void
add_outer_rows(const PdfLayout *layout, PdfTable *table)
{
    g_autoptr(GPtrArray) above =
        words_between(layout, table, table->y0 - HEADER_REACH, table->y0 + 1);
    g_autoptr(GPtrArray) below =
        words_between(layout, table, table->y1 - 1, table->y1 + HEADER_REACH);

    if (above != NULL) {
        shift_rows(table, 1);
        add_row(layout, table, 0, above, table->y0 - HEADER_REACH, table->y0);
        table->y0 -= HEADER_REACH;
    }
    if (below != NULL) {
        add_row(layout, table, table->n_rows, below, table->y1, table->y1 + HEADER_REACH);
        table->n_rows++;
        table->y1 += HEADER_REACH;
    }
}

static int
by_top(gconstpointer a, gconstpointer b)
{
    const PdfTable *p = *(const PdfTable *const *)a;
    const PdfTable *q = *(const PdfTable *const *)b;

    return p->y0 < q->y0 ? -1 : p->y0 > q->y0;
}

void
pdf_join_bands(PdfLayout *layout, GPtrArray *tables)
{
    guint kept = 0;

    g_ptr_array_sort(tables, by_top);
    for (guint i = 0; i < tables->len; i++) {
        PdfTable *table = g_ptr_array_index(tables, i);
        PdfTable *last = kept > 0 ? g_ptr_array_index(tables, kept - 1) : NULL;
        const float gap = last != NULL ? table->y0 - last->y1 : -1;
        g_autoptr(GPtrArray) words = NULL;
        if (last != NULL && gap > 2 && gap < TALLEST_ROW && last->bands && table->bands &&
            have_same_columns(last, table))
            words = words_between(layout, last, last->y1, table->y0);
        if (words == NULL) {
            tables->pdata[kept++] = table;
            continue;
        }
        add_row(layout, last, last->n_rows, words, last->y1, table->y0);
        last->n_rows++;
        append_table(last, table);
        pdf_table_free(table);
    }
    g_ptr_array_set_size(tables, (gint)kept);
    for (guint i = 0; i < kept; i++) {
        PdfTable *table = g_ptr_array_index(tables, i);
        if (table->bands)
            add_outer_rows(layout, table);
    }
}
