/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/story.h"

/*
 * Tables that go on over pages: the last thing of one page and the first of the next, with the same
 * columns. A header row that is repeated goes, and a row that the page cut is put together.
 */

static const float SAME_WIDTH = 5.0F; /* points */

static PdfItem *
item_at(const PdfStory *story, guint i)
{
    return &g_array_index(story->items, PdfItem, i);
}

/* The next item of the flow after @i, heads and stamps left out. Returns: its index, or the number
 * of items. */
static guint
next_in_flow(const PdfStory *story, guint i)
{
    for (i++; i < story->items->len; i++)
        if (story->heads[i] == 0 && item_at(story, i)->kind != PDF_ITEM_ASIDE)
            return i;
    return i;
}

static bool
fits(const PdfTable *a, const PdfTable *b)
{
    if (a->n_columns != b->n_columns || a->ruled != b->ruled)
        return false;
    for (uint32_t c = 0; c < a->n_columns; c++)
        if (fabsf((a->xs[c + 1] - a->xs[c]) - (b->xs[c + 1] - b->xs[c])) > SAME_WIDTH)
            return false;
    return true;
}

static void
add_text_of_row(const PdfTable *table, uint32_t row, GString *text)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const PdfTableCell *cell = &g_array_index(table->cells, PdfTableCell, i);
        for (guint k = 0; cell->row == row && k < cell->lines->len; k++)
            g_string_append(text, ((const PdfLine *)g_ptr_array_index(cell->lines, k))->text);
        if (cell->row == row)
            g_string_append_c(text, '\t');
    }
}

static bool
repeats_header(const PdfTable *a, const PdfTable *b)
{
    g_autoptr(GString) first = g_string_new(NULL);
    g_autoptr(GString) again = g_string_new(NULL);

    add_text_of_row(a, 0, first);
    add_text_of_row(b, 0, again);
    return a->n_rows > 1 && b->n_rows > 1 && first->len > a->n_columns &&
           g_string_equal(first, again);
}

static PdfTableCell *
cell_at(const PdfTable *table, uint32_t row, uint32_t column)
{
    for (guint i = 0; i < table->cells->len; i++) {
        PdfTableCell *cell = &g_array_index(table->cells, PdfTableCell, i);
        if (cell->row == row && cell->column == column)
            return cell;
    }
    return NULL;
}

static const PdfLine *
edge_line(const PdfTableCell *cell, bool first)
{
    if (cell == NULL || cell->lines->len == 0)
        return NULL;
    return g_ptr_array_index(cell->lines, first ? 0 : cell->lines->len - 1);
}

/* Whether row @row of @b is the rest of the last row of @a: sentences run on in all of its cells,
 * or its first cell is empty where others are not. */
static bool
is_rest(const PdfTable *a, const PdfTable *b, uint32_t row)
{
    guint words = 0;
    guint running = 0;
    guint empty = 0;

    for (uint32_t r = 0; r < a->n_rows; r++)
        empty += edge_line(cell_at(a, r, 0), true) == NULL ? 1 : 0;
    const bool lacks_first = edge_line(cell_at(b, row, 0), true) == NULL && empty * 5 < a->n_rows;
    for (uint32_t c = 0; c < a->n_columns; c++) {
        const PdfLine *above = edge_line(cell_at(a, a->n_rows - 1, c), false);
        const PdfLine *below = edge_line(cell_at(b, row, c), true);
        words += below != NULL ? 1 : 0;
        if (above == NULL || below == NULL || above->length == 0)
            continue;
        const bool open = strchr(".!?:;", above->text[above->length - 1]) == NULL;
        running += open && g_unichar_islower(g_utf8_get_char(below->text)) ? 1 : 0;
    }
    return lacks_first || (words > 0 && running == words);
}

static void
move_lines(PdfTableCell *to, PdfTableCell *from)
{
    for (guint i = 0; i < from->lines->len; i++)
        g_ptr_array_add(to->lines, g_ptr_array_index(from->lines, i));
    g_ptr_array_set_free_func(from->lines, NULL);
    g_ptr_array_set_size(from->lines, 0);
    g_ptr_array_set_free_func(from->lines, pdf_line_free);
}

static void
append(PdfTable *a, PdfTable *b)
{
    const uint32_t dropped = repeats_header(a, b) ? 1 : 0;
    const bool rest = is_rest(a, b, dropped);
    const uint32_t last = a->n_rows - 1;
    const uint32_t base = a->n_rows - (rest ? 1 : 0);

    for (guint i = 0; i < b->cells->len; i++) {
        PdfTableCell *cell = &g_array_index(b->cells, PdfTableCell, i);
        PdfTableCell *above = rest && cell->row == dropped ? cell_at(a, last, cell->column) : NULL;
        if (cell->row < dropped) {
            g_ptr_array_set_size(cell->lines, 0);
        } else if (above != NULL && cell->rows == 1) {
            move_lines(above, cell);
        } else if (above == NULL || cell->lines->len > 0) {
            PdfTableCell moved = *cell;
            moved.row = base + cell->row - dropped;
            moved.lines = g_ptr_array_ref(cell->lines);
            g_array_append_val(a->cells, moved);
        }
    }
    a->n_rows = base + b->n_rows - dropped;
}

void
pdf_join_tables(PdfStory *story)
{
    for (guint i = 0; i < story->items->len; i++) {
        PdfItem *item = item_at(story, i);
        if (item->kind != PDF_ITEM_TABLE || story->heads[i] != 0)
            continue;
        uint32_t page = item->page;
        for (guint k = next_in_flow(story, i); k < story->items->len; k = next_in_flow(story, k)) {
            const PdfItem *next = item_at(story, k);
            if (next->kind != PDF_ITEM_TABLE || next->page != page + 1 ||
                item->table->n_rows == 0 || !fits(item->table, next->table))
                break;
            append(item->table, next->table);
            story->heads[k] = 'j'; /* it is part of another item now */
            page++;
        }
    }
}
