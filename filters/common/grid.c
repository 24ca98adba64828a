/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/grid.h"

#include "common/amount.h"

/* As wide as a table may be. */
enum { MOST_COLUMNS = 1024 };

/* Rows still covered by a cell above, for each column; grows with the widest row. */
typedef struct {
    Grid *grid;
    GArray *covered; /* of uint32_t: the first row that is free again */
    uint32_t last;   /* no column is covered in this row or after it */
} Layout;

static uint32_t
covered_until(const Layout *layout, uint32_t column)
{
    return column < layout->covered->len ? g_array_index(layout->covered, uint32_t, column) : 0;
}

static void
place_cell(Layout *layout, const ReferatNode *node, uint32_t row, uint32_t column)
{
    const ReferatCell *cell = referat_node_get_cell(node);
    GridCell placed = {node, row, column, 1, 1};

    while (placed.columns < cell->column_span && column + placed.columns < MOST_COLUMNS &&
           covered_until(layout, column + placed.columns) <= row)
        placed.columns++;
    placed.rows = cell->row_span;
    if (layout->covered->len < column + placed.columns)
        g_array_set_size(layout->covered, column + placed.columns);
    for (uint32_t i = 0; placed.rows > 1 && i < placed.columns; i++)
        g_array_index(layout->covered, uint32_t, column + i) = row + placed.rows;
    if (placed.rows > 1)
        layout->last = MAX(layout->last, row + placed.rows);
    g_array_append_val(layout->grid->cells, placed);
}

/* The rows below the header begin anew. */
static uint32_t
forget(Layout *layout)
{
    for (guint i = 0; i < layout->covered->len; i++)
        g_array_index(layout->covered, uint32_t, i) = 0;
    return 0;
}

static uint32_t
next_free(const Layout *layout, uint32_t row, uint32_t column)
{
    while (row < layout->last && column < MOST_COLUMNS && covered_until(layout, column) > row)
        column++;
    return column;
}

static void
end_row(Grid *grid, GridRow *row)
{
    const GridRow next = {row->node, grid->cells->len, 0, row->header};

    row->n = grid->cells->len - row->first;
    g_array_append_val(grid->rows, *row);
    *row = next;
}

static void
place_row(Layout *layout, const ReferatNode *node)
{
    Grid *grid = layout->grid;
    GridRow row = {node, grid->cells->len, 0, referat_node_get_row(node)->header};
    const uint32_t at = grid->rows->len;
    uint32_t column = 0;

    if (!row.header && grid->n_header_rows == at && at > 0)
        layout->last = forget(layout);
    for (const ReferatNode *cell = referat_node_get_first(node); cell != NULL;
         cell = referat_node_get_next(cell)) {
        column = next_free(layout, grid->rows->len, column);
        /* a row that is wider than a table may be goes on in the next */
        if (column >= MOST_COLUMNS) {
            end_row(grid, &row);
            layout->last = forget(layout);
            column = 0;
        }
        place_cell(layout, cell, grid->rows->len, column);
        column += grid_cell(grid, grid->cells->len - 1)->columns;
    }
    end_row(grid, &row);
    if (row.header && grid->n_header_rows == at)
        grid->n_header_rows = grid->rows->len;
}

static void
cut_spans(const Grid *grid)
{
    for (guint i = 0; i < grid->cells->len; i++) {
        GridCell *cell = &g_array_index(grid->cells, GridCell, i);
        const uint32_t end =
            cell->row < grid->n_header_rows ? grid->n_header_rows : grid->rows->len;
        cell->rows = MIN(cell->rows, end - cell->row);
    }
}

Grid *
grid_new(const ReferatNode *table)
{
    Grid *grid = g_new0(Grid, 1);
    Layout layout = {grid, g_array_new(FALSE, TRUE, sizeof(uint32_t)), 0};

    grid->cells = g_array_new(FALSE, FALSE, sizeof(GridCell));
    grid->rows = g_array_new(FALSE, FALSE, sizeof(GridRow));
    for (const ReferatNode *row = referat_node_get_first(table); row != NULL;
         row = referat_node_get_next(row))
        if (referat_node_get_type(row) == REFERAT_NODE_ROW)
            place_row(&layout, row);
    grid->n_columns = layout.covered->len;
    g_array_unref(layout.covered);
    cut_spans(grid);
    return grid;
}

void
grid_free(Grid *grid)
{
    if (grid == NULL)
        return;
    g_array_unref(grid->cells);
    g_array_unref(grid->rows);
    g_free(grid);
}

bool *
grid_amounts(const Grid *grid)
{
    bool *amounts = g_new0(bool, grid->n_columns + 1);
    g_autofree bool *others = g_new0(bool, grid->n_columns + 1);

    for (guint i = 0; i < grid->cells->len; i++) {
        const GridCell *cell = grid_cell(grid, i);
        if (cell->row < grid->n_header_rows || cell->columns > 1 ||
            referat_node_get_first(cell->node) == NULL)
            continue;
        if (cell->column > 0 && amount_is_cell(cell->node))
            amounts[cell->column] = true;
        else
            others[cell->column] = true;
    }
    for (uint32_t i = 0; i < grid->n_columns; i++)
        amounts[i] = amounts[i] && !others[i];
    return amounts;
}
