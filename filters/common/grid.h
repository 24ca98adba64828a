/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

/**
 * GridCell: where a cell of a table lies. Spans are cut where they would leave the table, cover
 * another cell, or reach from the header rows into the others.
 */
typedef struct {
    const ReferatNode *node;
    uint32_t row;
    uint32_t column;
    uint32_t rows;
    uint32_t columns;
} GridCell;

/** GridRow: a row and its cells, which are cells[first] to cells[first + n - 1]. */
typedef struct {
    const ReferatNode *node;
    uint32_t first;
    uint32_t n;
    bool header;
} GridRow;

typedef struct {
    GArray *cells; /* of GridCell, in reading order */
    GArray *rows;  /* of GridRow */
    uint32_t n_columns;
    uint32_t n_header_rows; /* at the top */
} Grid;

/** grid_new: lays the cells of @table out. Returns: (transfer full). */
Grid *grid_new(const ReferatNode *table);
void grid_free(Grid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

/**
 * grid_amounts: Returns: (transfer full): for each column whether its cells below the header hold
 * amounts and nothing else; the first column, which says what they are of, never does.
 */
bool *grid_amounts(const Grid *grid);

static inline const GridRow *
grid_row(const Grid *grid, uint32_t row)
{
    return &g_array_index(grid->rows, GridRow, row);
}

static inline const GridCell *
grid_cell(const Grid *grid, uint32_t index)
{
    return &g_array_index(grid->cells, GridCell, index);
}
