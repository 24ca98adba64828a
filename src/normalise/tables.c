/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Tables that hold data are told from tables that only place things on the page; the grid is made
 * regular; header rows and columns are found. A frame around everything is taken away.
 */

enum { MOST_COLUMNS = 1024 };

/* The grid: which cell covers each place. Rows are short, so a plain array does. */
typedef struct {
    uint32_t n_rows;
    uint32_t n_columns;
    uint32_t left[MOST_COLUMNS]; /* rows that the cell above still covers */
    bool begins[MOST_COLUMNS + 1];
} Grid;

static uint32_t
next_free(const Grid *grid, uint32_t column)
{
    while (column < MOST_COLUMNS && grid->left[column] > 0)
        column++;
    return column;
}

static void
walk_row(Grid *grid, ReferatNode *row)
{
    uint32_t column = 0;
    uint32_t fresh[MOST_COLUMNS] = {0};

    for (ReferatNode *cell = row->first; cell != NULL; cell = cell->next) {
        column = next_free(grid, column);
        if (column >= MOST_COLUMNS)
            break;
        grid->begins[column] = true;
        const uint32_t span = MIN(cell->as.cell.column_span, MOST_COLUMNS - column);
        for (uint32_t i = 0; i < span; i++)
            fresh[column + i] = cell->as.cell.row_span;
        column += span;
    }
    for (uint32_t i = 0; i < MOST_COLUMNS; i++) {
        if (fresh[i] > 0 || grid->left[i] > 0)
            grid->n_columns = MAX(grid->n_columns, i + 1);
        if (fresh[i] > 0)
            grid->left[i] = fresh[i] - 1;
        else if (grid->left[i] > 0)
            grid->left[i]--;
    }
}

static ReferatNode *
first_row(const ReferatNode *table)
{
    ReferatNode *row = table->first;

    while (row != NULL && row->type != REFERAT_NODE_ROW)
        row = row->next;
    return row;
}

static void
measure(Grid *grid, const ReferatNode *table)
{
    memset(grid, 0, sizeof(*grid));
    for (ReferatNode *row = first_row(table); row != NULL; row = row->next) {
        grid->n_rows++;
        walk_row(grid, row);
    }
}

/* ---- a regular grid ---- */

/* Word's grid has a line for each edge anywhere in the table: columns in which no cell begins go.
 */
static void
shrink_spans(const Grid *grid, ReferatNode *table)
{
    Grid again = {0};

    for (ReferatNode *row = first_row(table); row != NULL; row = row->next) {
        uint32_t column = 0;
        uint32_t fresh[MOST_COLUMNS] = {0};
        for (ReferatNode *cell = row->first; cell != NULL; cell = cell->next) {
            column = next_free(&again, column);
            uint32_t kept = 0;
            const uint32_t span = cell->as.cell.column_span;
            for (uint32_t i = 0; i < span && column + i < MOST_COLUMNS; i++) {
                kept += grid->begins[column + i] ? 1 : 0;
                fresh[column + i] = cell->as.cell.row_span;
            }
            column = MIN(column + span, (uint32_t)MOST_COLUMNS);
            cell->as.cell.column_span = (uint16_t)MAX(kept, 1);
        }
        for (uint32_t i = 0; i < MOST_COLUMNS; i++)
            again.left[i] = fresh[i] > 0 ? fresh[i] - 1 : again.left[i] - (again.left[i] > 0);
    }
}

static void
shrink_widths(RftPass *pass, const Grid *grid, ReferatNode *table)
{
    const ReferatTable *payload = &table->as.table;
    double widths[MOST_COLUMNS] = {0};
    uint32_t n = 0;

    if (payload->n_columns == 0)
        return;
    for (uint32_t i = 0; i < MIN(grid->n_columns, (uint32_t)MOST_COLUMNS); i++) {
        if (grid->begins[i])
            n++;
        if (n > 0 && i < payload->n_columns)
            widths[n - 1] += payload->widths[i];
    }
    referat_builder_set_table_widths(pass->builder, table, widths, n);
}

/* Rows that end early are filled up, so that each row has all columns. */
static void
pad_rows(RftPass *pass, ReferatNode *table, uint32_t columns)
{
    Grid grid = {0};

    for (ReferatNode *row = first_row(table); row != NULL; row = row->next) {
        uint32_t covered = 0;
        for (uint32_t i = 0; i < columns; i++)
            covered += grid.left[i] > 0 ? 1 : 0;
        for (ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
            covered += cell->as.cell.column_span;
        if (covered < columns) {
            ReferatNode *pad = referat_builder_add(pass->builder, row, REFERAT_NODE_CELL);
            pad->as.cell.column_span = (uint16_t)(columns - covered);
        }
        walk_row(&grid, row);
    }
}

/* A span past the last row would promise rows that are not there. */
static void
clip_row_spans(ReferatNode *table, uint32_t n_rows)
{
    uint32_t at = 0;

    for (ReferatNode *row = first_row(table); row != NULL; row = row->next, at++)
        for (ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
            if (cell->as.cell.row_span > n_rows - at)
                cell->as.cell.row_span = (uint16_t)(n_rows - at);
}

static void
regulate(RftPass *pass, ReferatNode *table, Grid *grid)
{
    measure(grid, table);
    clip_row_spans(table, grid->n_rows);
    shrink_spans(grid, table);
    shrink_widths(pass, grid, table);
    measure(grid, table);
    pad_rows(pass, table, grid->n_columns);
    if (table->as.table.n_columns != grid->n_columns)
        table->as.table.n_columns = 0; /* widths that fit nothing */
}

/* ---- data or layout ---- */

static bool
has_block(const ReferatNode *root, ReferatNodeType type)
{
    for (const ReferatNode *node = root->first; node != NULL;
         node = rft_next_in_preorder(node, root))
        if (node->type == type)
            return true;
    return false;
}

static bool
has_outline(const ReferatNode *root)
{
    for (const ReferatNode *node = root->first; node != NULL;
         node = rft_next_in_preorder(node, root)) {
        const ReferatHints *hints = rft_node_hints(node);
        if (hints != NULL && (hints->outline > 0 || hints->title))
            return true;
    }
    return false;
}

static bool
in_page_head(const ReferatNode *node)
{
    for (; node != NULL; node = node->parent)
        if (node->type == REFERAT_NODE_PAGE_HEADER || node->type == REFERAT_NODE_PAGE_FOOTER)
            return true;
    return false;
}

static bool
has_header_row(const ReferatNode *table)
{
    const ReferatNode *row = first_row(table);

    return row != NULL && row->as.row.header;
}

/* "____": something to write on; a table of these is the foot of a letter. */
static bool
has_line_to_sign(const ReferatNode *root)
{
    for (const ReferatNode *node = root->first; node != NULL;
         node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_TEXT &&
            (memmem(node->as.text.text, node->as.text.length, "________", 8) != NULL ||
             memmem(node->as.text.text, node->as.text.length, "…………", 12) != NULL ||
             memmem(node->as.text.text, node->as.text.length, "........", 8) != NULL))
            return true;
    return false;
}

/* A cell that says itself what its value is: a bold line, and below it others that are not. */
static bool
names_itself(const ReferatNode *cell)
{
    const ReferatNode *first = cell->first;

    return first != NULL && first->next != NULL && first->type == REFERAT_NODE_PARAGRAPH &&
           (rft_common_style(first) & REFERAT_TEXT_BOLD) != 0 &&
           (rft_common_style(first->next) & REFERAT_TEXT_BOLD) == 0;
}

/* The boxes of a form: each names itself, and none is under a header. */
static bool
is_form(const ReferatNode *table)
{
    unsigned filled = 0;
    unsigned named = 0;

    for (const ReferatNode *row = first_row(table); row != NULL; row = row->next) {
        for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next) {
            filled += rft_has_content(cell) ? 1 : 0;
            named += names_itself(cell) ? 1 : 0;
        }
    }
    return named >= 3 && named * 4 >= filled * 3;
}

/* Columns of prose that merely stand side by side: many paragraphs in a cell, headings, tables. */
static bool
is_layout(const ReferatNode *table, const Grid *grid)
{
    const ReferatHints *hints = rft_node_hints(table);
    const bool lines = hints != NULL && hints->borders;

    if (has_header_row(table))
        return false;
    if (grid->n_columns <= 1)
        return true;
    if (grid->n_rows == 1)
        return !lines || has_block(table, REFERAT_NODE_TABLE) || has_outline(table) ||
               has_block(table, REFERAT_NODE_IMAGE) || in_page_head(table);
    if (in_page_head(table) && !lines)
        return true;
    if (!lines && (has_block(table, REFERAT_NODE_TABLE) || has_line_to_sign(table)))
        return true;
    if (is_form(table))
        return true;
    return grid->n_rows <= 3 && !lines && has_block(table, REFERAT_NODE_IMAGE);
}

/* One column of cells places nothing side by side: its content stands in the flow as well. */
static void
take_out_of_frame(ReferatNode *table)
{
    while (table->first != NULL) {
        ReferatNode *row = table->first;
        while (row->first != NULL) {
            ReferatNode *cell = row->first;
            while (cell->first != NULL)
                referat_node_insert_before(table, cell->first);
            referat_node_remove(cell);
        }
        referat_node_remove(row);
    }
    referat_node_remove(table);
}

/* ---- headers ---- */

typedef struct {
    unsigned cells;
    unsigned filled;
    unsigned bold;
    unsigned shorts;  /* few words */
    unsigned numbers; /* digits, and no letters */
} Look;

static bool
is_number(const char *text)
{
    bool digit = false;

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        digit = digit || g_ascii_isdigit(*p);
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return false;
    }
    return digit;
}

static void
look_at(const ReferatNode *cell, Look *look)
{
    g_autofree char *text = rft_plain_text(cell);

    look->cells++;
    if (*text == '\0')
        return;
    look->filled++;
    look->bold += (rft_common_style(cell) & REFERAT_TEXT_BOLD) != 0 ? 1 : 0;
    look->shorts += rft_count_words(text, 9) <= 8 ? 1 : 0;
    look->numbers += is_number(text) ? 1 : 0;
}

static void
look_at_row(const ReferatNode *row, Look *look)
{
    memset(look, 0, sizeof(*look));
    for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
        look_at(cell, look);
}

static void
make_header_row(ReferatNode *row)
{
    row->as.row.header = true;
    for (ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
        if (rft_has_content(cell))
            cell->as.cell.scope = REFERAT_SCOPE_COLUMN;
}

/* "Sport", over all columns: the name of the rows below it, no row of data. */
static bool
is_section(const ReferatNode *row, uint32_t columns)
{
    const ReferatNode *cell = row->first;

    return columns > 1 && cell != NULL && cell->next == NULL &&
           cell->as.cell.column_span >= columns && rft_has_content(cell);
}

/* The row after those that the cells of the first row reach into. */
static const ReferatNode *
row_below(const ReferatNode *row)
{
    unsigned reach = 1;

    for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
        if (cell->as.cell.row_span < 4)
            reach = MAX(reach, cell->as.cell.row_span);
    for (; row != NULL && reach > 0; reach--)
        row = row->next;
    return row;
}

/* Numbers under words: most of what stands below, first column aside. */
static bool
names_numbers(const ReferatNode *row)
{
    Look all = {0};

    for (; row != NULL; row = row->next) {
        for (const ReferatNode *cell = row->first != NULL ? row->first->next : NULL; cell != NULL;
             cell = cell->next)
            look_at(cell, &all);
    }
    return all.filled > 0 && all.numbers * 10 >= all.filled * 6;
}

/* A value that comes again in its column is a value: "present", "yes". */
static bool
repeats_below(const ReferatNode *row)
{
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);

    for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
        g_hash_table_add(seen, rft_plain_text(cell));
    g_hash_table_remove(seen, "");
    for (row = row->next; row != NULL; row = row->next) {
        for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next) {
            g_autofree char *text = rft_plain_text(cell);
            if (g_hash_table_contains(seen, text))
                return true;
        }
    }
    return false;
}

enum { LEAST_NUMBERED = 3 }; /* rows */

static unsigned
counts_rows(const ReferatNode *first)
{
    unsigned n = 0;

    for (const ReferatNode *row = first->next; row != NULL; row = row->next)
        n++;
    return n;
}

static bool
was_read(const ReferatNode *row)
{
    for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
        if (cell->first != NULL && cell->first->type == REFERAT_NODE_PARAGRAPH)
            return rft_is_read(cell->first);
    return false;
}

/*
 * The first row is a header when it alone is bold, when it is marked as special and names numbers,
 * or when the table's style sets it off. The mark alone is Word's default and says little: in an
 * attendance grid it would make a header of the first person.
 */
static bool
first_is_header(const ReferatNode *row, const ReferatHints *hints, uint32_t columns)
{
    Look head;
    Look below;
    const ReferatNode *next = row_below(row);

    while (next != NULL && is_section(next, columns))
        next = next->next;
    if (next == NULL)
        return false;
    look_at_row(row, &head);
    look_at_row(next, &below);
    if (head.filled == 0 || head.shorts < head.filled || head.numbers * 2 > head.filled)
        return false;
    const bool below_bold = below.filled > 0 && below.bold == below.filled;
    if (below_bold)
        return false;
    if (head.bold == head.filled && head.filled * 2 >= head.cells)
        return true;
    /* a page marks nothing: there, words over columns of numbers name them */
    if (was_read(row) && head.numbers == 0 && head.filled >= 2 && head.filled + 1 >= head.cells &&
        counts_rows(row) >= LEAST_NUMBERED && names_numbers(next))
        return true;
    if (hints == NULL || !hints->header_row)
        return false;
    if (hints->styled_header || (head.numbers == 0 && names_numbers(next)))
        return true;
    /* in two columns it would as often be "Chair: N. N.": facts, not a header */
    return head.numbers == 0 && columns > 2 && head.filled * 2 > head.cells && !repeats_below(row);
}

static void
find_header_rows(ReferatNode *table, uint32_t columns)
{
    const ReferatHints *hints = rft_node_hints(table);
    ReferatNode *row = first_row(table);

    if (row == NULL)
        return;
    if (!row->as.row.header) {
        if (first_is_header(row, hints, columns))
            make_header_row(row);
        else
            return;
    }
    /* a header goes on while it says so, and for as long as its cells reach down */
    uint32_t reach = 1;
    uint32_t at = 0;
    for (; row != NULL && row->next != NULL && (row->as.row.header || at < reach);
         row = row->next, at++) {
        make_header_row(row);
        for (const ReferatNode *cell = row->first; cell != NULL; cell = cell->next)
            if (cell->as.cell.row_span < 4)
                reach = MAX(reach, at + cell->as.cell.row_span);
    }
    for (; row != NULL; row = row->next)
        row->as.row.header = false; /* only rows at the top repeat */
}

static void
find_header_column(ReferatNode *table, uint32_t n_rows)
{
    unsigned rows = 0;
    unsigned bold = 0;
    unsigned other_bold = 0;

    for (const ReferatNode *row = first_row(table); row != NULL; row = row->next) {
        if (row->as.row.header || row->first == NULL || row->first->next == NULL)
            continue;
        Look first = {0};
        Look rest = {0};
        look_at(row->first, &first);
        for (const ReferatNode *cell = row->first->next; cell != NULL; cell = cell->next)
            look_at(cell, &rest);
        if (first.filled == 0 || first.shorts == 0)
            return;
        rows++;
        bold += first.bold;
        other_bold += rest.filled > 0 && rest.bold == rest.filled ? 1 : 0;
    }
    if (rows == 0 || n_rows < 2 || bold < rows || other_bold * 2 > rows)
        return;
    for (ReferatNode *row = first_row(table); row != NULL; row = row->next)
        if (!row->as.row.header && row->first != NULL && row->first->next != NULL)
            row->first->as.cell.scope = REFERAT_SCOPE_ROW;
}

/* A style of headings in a cell of data is a look, not a heading: bold, where it is bold. */
static void
flatten_headings(ReferatNode *table)
{
    for (ReferatNode *node = table->first; node != NULL; node = rft_next_in_preorder(node, table)) {
        ReferatHints *hints = rft_node_hints(node);
        if (hints == NULL || (hints->outline == 0 && !hints->title && !hints->subtitle))
            continue;
        hints->outline = 0;
        hints->title = hints->subtitle = false;
        if (hints->bold_share < 0.5F)
            continue;
        for (ReferatNode *kid = node->first; kid != NULL; kid = rft_next_in_preorder(kid, node))
            if (kid->type == REFERAT_NODE_TEXT)
                kid->as.text.style |= REFERAT_TEXT_BOLD;
    }
}

/* A bold first row of one cell over all columns says what the table is: its caption. */
static void
lift_caption(RftPass *pass, ReferatNode *table, const Grid *grid)
{
    ReferatNode *row = first_row(table);
    ReferatNode *cell = row != NULL ? row->first : NULL;

    if (grid->n_columns < 2 || grid->n_rows < 3 || row != table->first || cell == NULL ||
        cell->next != NULL || cell->as.cell.row_span > 1 || cell->first == NULL ||
        cell->first != cell->last || cell->first->type != REFERAT_NODE_PARAGRAPH ||
        (rft_common_style(cell) & REFERAT_TEXT_BOLD) == 0)
        return;
    ReferatNode *caption = referat_builder_add(pass->builder, NULL, REFERAT_NODE_CAPTION);
    caption->block = cell->first->block;
    caption->language = cell->first->language;
    rft_node_move_children(cell->first, caption);
    rft_clear_style(caption, REFERAT_TEXT_BOLD);
    rft_node_replace(row, caption);
}

static void
normalise_table(RftPass *pass, ReferatNode *table)
{
    g_autofree Grid *grid = g_new0(Grid, 1);

    regulate(pass, table, grid);
    if (grid->n_rows == 0) {
        referat_node_remove(table);
        return;
    }
    if (is_layout(table, grid)) {
        table->as.table.kind = REFERAT_TABLE_LAYOUT;
        for (ReferatNode *row = first_row(table); row != NULL; row = row->next)
            row->as.row.header = false;
        if (grid->n_columns <= 1)
            take_out_of_frame(table);
        return;
    }
    flatten_headings(table);
    lift_caption(pass, table, grid);
    find_header_rows(table, grid->n_columns);
    find_header_column(table, grid->n_rows);
}

void
rft_pass_tables(RftPass *pass)
{
    g_autoptr(GPtrArray) tables = g_ptr_array_new();
    ReferatNode *root = pass->document->root;

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_TABLE)
            g_ptr_array_add(tables, node);
    /* the innermost first: an outer one may be a frame only */
    for (guint i = tables->len; i > 0; i--)
        normalise_table(pass, g_ptr_array_index(tables, i - 1));
}
