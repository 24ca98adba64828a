/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/grid.h"
#include "odt/odt.h"

/*
 * Data tables with header rows and covered cells (9.1). Tables that only place things on the page
 * are no tables: their cells are paragraphs, beside each other where they are short.
 */

typedef struct {
    Odt *odt;
    Grid *grid;
    unsigned *widths;  /* of the columns, in tenths of a millimetre */
    uint32_t *covered; /* the first row in which a column is free again */
    bool *amounts;     /* columns that are set flush right */
} Table;

/* ---- automatic styles: ODF has no others for tables ---- */

void
odt_need_automatic(Odt *odt, const char *name, const char *definition)
{
    if (g_hash_table_contains(odt->table_styles, name))
        return;
    g_hash_table_add(odt->table_styles, g_strdup(name));
    g_string_append(odt->table_xml, definition);
}

static void
put_tenths(GString *out, const char *name, unsigned tenths)
{
    g_string_append_printf(out, " %s=\"%u.%umm\"", name, tenths / 10, tenths % 10);
}

static void
need_table_style(Odt *odt, const char *name)
{
    g_autoptr(GString) style = g_string_new(NULL);

    g_string_append_printf(style, "<style:style style:name=\"%s\" style:family=\"table\">", name);
    g_string_append(style, "<style:table-properties table:align=\"margins\" "
                           "fo:margin-top=\"1mm\" fo:margin-bottom=\"3mm\"");
    put_tenths(style, "style:width", odt->room);
    g_string_append(style, " style:rel-width=\"100%\"/></style:style>\n");
    odt_need_automatic(odt, name, style->str);
}

static void
put_columns(Table *table)
{
    Odt *odt = table->odt;

    for (uint32_t i = 0; i < table->grid->n_columns;) {
        uint32_t n = 1;
        while (i + n < table->grid->n_columns && table->widths[i + n] == table->widths[i])
            n++;
        g_autofree char *name = g_strdup_printf("Column_20_%u", table->widths[i]);
        g_autoptr(GString) style = g_string_new(NULL);
        g_string_append_printf(
            style, "<style:style style:name=\"%s\" style:family=\"table-column\">", name);
        g_string_append(style, "<style:table-column-properties");
        put_tenths(style, "style:column-width", table->widths[i]);
        g_string_append_printf(style, " style:rel-column-width=\"%u*\"/></style:style>\n",
                               table->widths[i]);
        odt_need_automatic(odt, name, style->str);
        referat_sink_printf(odt->out, "<table:table-column table:style-name=\"%s\"", name);
        if (n > 1)
            referat_sink_printf(odt->out, " table:number-columns-repeated=\"%u\"", n);
        odt_puts(odt, "/>\n");
        i += n;
    }
}

#define CELL_STYLE(name, more)                                                                     \
    "<style:style style:name=\"" name "\" style:family=\"table-cell\">"                            \
    "<style:table-cell-properties fo:padding=\"1mm\" fo:border=\"0.5pt solid #8c8c8c\"" more       \
    "/></style:style>\n"

static const char *
cell_style(Odt *odt, bool head)
{
    if (head)
        odt_need_automatic(odt, "Head", CELL_STYLE("Head", " fo:background-color=\"#eeeeee\""));
    else
        odt_need_automatic(odt, "Cell", CELL_STYLE("Cell", ""));
    return head ? "Head" : "Cell";
}

/* ---- data ---- */

static void
find_widths(Table *table, const ReferatTable *payload)
{
    const uint32_t n = table->grid->n_columns;
    uint32_t sum = 0;

    for (uint32_t i = 0; i < n && i < payload->n_columns; i++)
        sum += payload->widths[i];
    for (uint32_t i = 0; i < n; i++) {
        const bool known = payload->n_columns == n && sum > 0 && payload->widths[i] > 0;
        const uint64_t share =
            known ? (uint64_t)table->odt->room * payload->widths[i] / sum : table->odt->room / n;
        table->widths[i] = (unsigned)MAX(share, 10U);
    }
}

/* Room for the longest word: two millimetres a character, more for capitals, and the padding. */
static unsigned
longest_word(const ReferatNode *cell)
{
    enum { SMALL = 20, CAPITAL = 27, PADDING = 25, LONGEST_WORD = 800 };
    g_autoptr(GString) text = g_string_new(NULL);
    unsigned longest = 0;
    unsigned length = 0;

    referat_node_append_plain_text(cell, text);
    for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char(p)) {
        const unsigned width = g_unichar_isupper(g_utf8_get_char(p)) ? CAPITAL : SMALL;
        length = strchr(" \n\t-", *p) != NULL ? 0 : length + width;
        longest = MAX(longest, length);
    }
    return MIN(longest, (unsigned)LONGEST_WORD) + PADDING;
}

/* A column that would break a word takes room from those that have some to spare. */
static void
make_room_for_words(Table *table)
{
    const Grid *grid = table->grid;
    g_autofree unsigned *least = g_new0(unsigned, grid->n_columns);
    uint64_t missing = 0;
    uint64_t spare = 0;

    for (guint i = 0; i < grid->cells->len; i++) {
        const GridCell *cell = grid_cell(grid, i);
        if (cell->columns == 1)
            least[cell->column] = MAX(least[cell->column], longest_word(cell->node));
    }
    for (uint32_t i = 0; i < grid->n_columns; i++) {
        missing += least[i] > table->widths[i] ? least[i] - table->widths[i] : 0;
        spare += table->widths[i] > least[i] ? table->widths[i] - least[i] : 0;
    }
    if (missing == 0 || spare < missing)
        return;
    for (uint32_t i = 0; i < grid->n_columns; i++) {
        if (table->widths[i] > least[i])
            table->widths[i] -= (unsigned)((table->widths[i] - least[i]) * missing / spare);
        else
            table->widths[i] = least[i];
    }
}

static void
put_empty(Table *table, bool covered, uint32_t n)
{
    Odt *odt = table->odt;

    if (n == 0)
        return;
    odt_puts(odt, covered ? "<table:covered-table-cell" : "<table:table-cell");
    if (!covered)
        odt_attribute(odt, "table:style-name", cell_style(odt, false));
    if (n > 1)
        referat_sink_printf(odt->out, " table:number-columns-repeated=\"%u\"", n);
    odt_puts(odt, covered
                      ? "/>\n"
                      : "><text:p text:style-name=\"Table_20_Contents\"/></table:table-cell>\n");
}

static void
put_blocks(Table *table, const GridCell *cell, bool head)
{
    Odt *odt = table->odt;
    const char *outer_style = odt->cell_style;
    const unsigned room = odt->room;
    unsigned width = 0;

    for (uint32_t i = 0; i < cell->columns; i++)
        width += table->widths[cell->column + i];
    odt->room = MAX(width, 40U) - 20;
    const bool amount = cell->columns == 1 && table->amounts[cell->column];
    odt->cell_style = head ? (amount ? "Table_20_Amount_20_Heading" : "Table_20_Heading")
                           : (amount ? "Table_20_Amount" : "Table_20_Contents");
    if (referat_node_get_first(cell->node) == NULL)
        odt_puts(odt, "<text:p text:style-name=\"Table_20_Contents\"/>");
    odt_write_children(odt, cell->node);
    odt->cell_style = outer_style;
    odt->room = room;
}

static void
put_cell(Table *table, const GridCell *cell)
{
    Odt *odt = table->odt;
    const bool head = cell->row < table->grid->n_header_rows ||
                      referat_node_get_cell(cell->node)->scope != REFERAT_SCOPE_NONE;

    odt_puts(odt, "<table:table-cell");
    odt_attribute(odt, "table:style-name", cell_style(odt, head));
    odt_puts(odt, " office:value-type=\"string\"");
    if (cell->columns > 1)
        referat_sink_printf(odt->out, " table:number-columns-spanned=\"%u\"", cell->columns);
    if (cell->rows > 1)
        referat_sink_printf(odt->out, " table:number-rows-spanned=\"%u\"", cell->rows);
    else if (cell->columns > 1)
        odt_puts(odt, " table:number-rows-spanned=\"1\"");
    odt_puts(odt, ">\n");
    put_blocks(table, cell, head);
    odt_puts(odt, "</table:table-cell>\n");
    put_empty(table, true, cell->columns - 1);
    for (uint32_t i = 0; cell->rows > 1 && i < cell->columns; i++)
        table->covered[cell->column + i] = cell->row + cell->rows;
}

/* What no cell of the row fills: covered from above, or missing. */
static void
put_rest(Table *table, uint32_t row, uint32_t column)
{
    const uint32_t end = table->grid->n_columns;

    while (column < end) {
        const bool covered = table->covered[column] > row;
        uint32_t n = 1;
        while (column + n < end && (table->covered[column + n] > row) == covered)
            n++;
        put_empty(table, covered, n);
        column += n;
    }
}

static void
put_row(Table *table, uint32_t index)
{
    const GridRow *row = grid_row(table->grid, index);
    uint32_t column = 0;

    odt_puts(table->odt, "<table:table-row>\n");
    for (uint32_t i = 0; i < row->n; i++) {
        const GridCell *cell = grid_cell(table->grid, row->first + i);
        put_empty(table, true, cell->column - column);
        put_cell(table, cell);
        column = cell->column + cell->columns;
    }
    put_rest(table, index, column);
    odt_puts(table->odt, "</table:table-row>\n");
}

static void
put_rows(Table *table)
{
    const Grid *grid = table->grid;

    for (uint32_t i = 0; i < grid->rows->len; i++) {
        if (i == 0 && grid->n_header_rows > 0)
            odt_puts(table->odt, "<table:table-header-rows>\n");
        put_row(table, i);
        if (i + 1 == grid->n_header_rows)
            odt_puts(table->odt, "</table:table-header-rows>\n");
    }
}

static void
write_data(Table *table)
{
    Odt *odt = table->odt;
    g_autofree char *style = g_strdup_printf("Table_20_%u", odt->room);

    make_room_for_words(table);
    need_table_style(odt, style);
    odt_puts(odt, "<table:table");
    referat_sink_printf(odt->out,
                        " table:name=\"Table %u\" table:style-name=\"%s\" "
                        "table:template-name=\"Minutes\">\n",
                        ++odt->n_tables, style);
    put_columns(table);
    put_rows(table);
    odt_puts(odt, "</table:table>\n");
}

/* ---- places ---- */

static bool
is_short(const Table *table, const GridCell *cell)
{
    const ReferatNode *first = referat_node_get_first(cell->node);
    g_autoptr(GString) text = g_string_new(NULL);
    float width = 0;
    ReferatIter it;

    if (first == NULL)
        return true;
    if (referat_node_get_type(first) != REFERAT_NODE_PARAGRAPH ||
        referat_node_get_next(first) != NULL || referat_node_get_label(first) != NULL)
        return false;
    referat_iter_init(&it, first);
    while (referat_iter_next(&it)) {
        if (referat_node_get_type(it.node) == REFERAT_NODE_BREAK)
            return false;
        if (it.event == REFERAT_ENTER && referat_node_get_type(it.node) == REFERAT_NODE_IMAGE)
            width += referat_node_get_image(it.node)->width * 254 / 72;
    }
    referat_node_append_plain_text(first, text);
    /* two millimetres a character */
    width += (float)MIN(g_utf8_strlen(text->str, -1), 1000) * 20;
    for (uint32_t i = 0; i < cell->columns; i++)
        width -= (float)table->widths[cell->column + i];
    return width <= 0;
}

static bool
is_short_row(const Table *table, const GridRow *row)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (!is_short(table, grid_cell(table->grid, row->first + i)))
            return false;
    return row->n > 1;
}

static const char *
tabbed_style(const Table *table)
{
    Odt *odt = table->odt;
    g_autoptr(GString) name = g_string_new("Row");
    g_autoptr(GString) style = g_string_new(NULL);
    unsigned at = 0;

    for (uint32_t i = 0; i + 1 < table->grid->n_columns; i++) {
        at += table->widths[i];
        g_string_append_printf(name, ".%u", at);
        g_string_append(style, "<style:tab-stop");
        put_tenths(style, "style:position", at);
        g_string_append(style, "/>");
    }
    g_autofree char *definition = g_strdup_printf(
        "<style:style style:name=\"%s\" style:family=\"paragraph\" "
        "style:parent-style-name=\"Text_20_body\"><style:paragraph-properties><style:tab-stops>"
        "%s</style:tab-stops></style:paragraph-properties></style:style>\n",
        name->str, style->str);
    odt_need_automatic(odt, name->str, definition);
    return odt_intern(odt, name->str);
}

static void
put_tabbed(Table *table, const GridRow *row)
{
    Odt *odt = table->odt;
    uint32_t column = 0;

    odt_puts(odt, "<text:p");
    odt_attribute(odt, "text:style-name", tabbed_style(table));
    odt_puts(odt, ">");
    odt->after_space = true;
    for (uint32_t i = 0; i < row->n; i++) {
        const GridCell *cell = grid_cell(table->grid, row->first + i);
        const ReferatNode *paragraph = referat_node_get_first(cell->node);
        if (paragraph == NULL)
            continue;
        for (; column < cell->column; column++)
            odt_puts(odt, "<text:tab/>");
        odt->after_space = true;
        odt_write_inlines(odt, paragraph);
    }
    odt_close_paragraph(odt);
}

static bool
is_empty_row(const Table *table, const GridRow *row)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (referat_node_get_first(grid_cell(table->grid, row->first + i)->node) != NULL)
            return false;
    return true;
}

static void
write_places(Table *table)
{
    const char *outer_style = table->odt->cell_style;

    table->odt->cell_style = table->odt->in_head ? "Header" : "Text_20_body";
    for (uint32_t i = 0; i < table->grid->rows->len; i++) {
        const GridRow *row = grid_row(table->grid, i);
        if (is_empty_row(table, row))
            continue;
        if (is_short_row(table, row) && table->odt->in_note == 0) {
            put_tabbed(table, row);
            continue;
        }
        for (uint32_t k = 0; k < row->n; k++)
            odt_write_children(table->odt, grid_cell(table->grid, row->first + k)->node);
    }
    table->odt->cell_style = outer_style;
}

/* ---- all tables ---- */

static void
put_caption(Odt *odt, const ReferatNode *table)
{
    const ReferatNode *first = referat_node_get_first(table);

    if (first == NULL || referat_node_get_type(first) != REFERAT_NODE_CAPTION)
        return;
    odt_open_paragraph(odt, "Table", first);
    odt_write_inlines(odt, first);
    odt_close_paragraph(odt);
}

void
odt_table(Odt *odt, const ReferatNode *node)
{
    const guint base = odt_interrupt_lists(odt);
    const ReferatTable *payload = referat_node_get_table(node);
    g_autoptr(Grid) grid = grid_new(node);
    Table table = {.odt = odt, .grid = grid};

    put_caption(odt, node);
    if (grid->n_columns > 0) {
        table.widths = g_new0(unsigned, grid->n_columns);
        table.covered = g_new0(uint32_t, grid->n_columns);
        table.amounts = grid_amounts(grid);
        find_widths(&table, payload);
        /* LibreOffice has no tables in notes */
        if (payload->kind == REFERAT_TABLE_LAYOUT || odt->in_note > 0)
            write_places(&table);
        else
            write_data(&table);
        g_free(table.widths);
        g_free(table.covered);
        g_free(table.amounts);
    }
    odt_resume_lists(odt, base);
}
