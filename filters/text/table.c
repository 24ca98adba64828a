/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/grid.h"
#include "text/text.h"

/*
 * A table that fits is aligned in columns, its cells broken into lines. One that does not, any
 * table for a screen reader, and any table in a cell is said row by row: "Header: value".
 */

enum { GAP = 2, NARROW = 10, TALL = 8 };

typedef struct {
    char **lines;
    unsigned n_lines;
    unsigned least; /* its longest word */
    unsigned most;  /* its longest line when none is broken */
} Box;

typedef struct {
    Flow *flow;
    Grid *grid;
    Box *boxes; /* one for each cell of the grid */
    unsigned *least;
    unsigned *most;
    unsigned *widths;
    bool *amounts; /* columns that are set flush right */
    char **heads;  /* of the columns, for records */
    GPtrArray *links;
} Layout;

/* ---- cells as lines ---- */

static char *
write_cell(Layout *layout, const ReferatNode *cell, unsigned width, GPtrArray *links, bool again)
{
    Flow inner;

    flow_init(&inner, layout->flow->text, width);
    inner.in_cell = true;
    inner.again = again || layout->flow->again;
    inner.links = links;
    inner.gap = 0;
    text_write_children(&inner, cell);
    flow_put_label(&inner);
    char *lines = g_strchomp(g_strdup(inner.out->str));
    flow_clear(&inner);
    return lines;
}

static void
measure_line(Box *box, const char *line, size_t length)
{
    box->most = MAX(box->most, text_columns(line, length));
    for (size_t at = 0; at < length;) {
        size_t word = 0;
        while (at + word < length && line[at + word] != ' ')
            word++;
        box->least = MAX(box->least, text_columns(line + at, word));
        at += word + 1;
    }
}

static void
measure_box(Box *box)
{
    box->n_lines = g_strv_length(box->lines);
    for (unsigned i = 0; i < box->n_lines; i++)
        measure_line(box, box->lines[i], strlen(box->lines[i]));
}

static void
make_boxes(Layout *layout)
{
    const Grid *grid = layout->grid;

    layout->boxes = g_new0(Box, grid->cells->len + 1);
    for (guint i = 0; i < grid->cells->len; i++) {
        g_autofree char *text =
            write_cell(layout, grid_cell(grid, i)->node, 0, layout->links, false);
        layout->boxes[i].lines = g_strsplit(text, "\n", -1);
        measure_box(&layout->boxes[i]);
    }
}

/* The links were listed with the first writing. */
static void
break_box(Layout *layout, guint index)
{
    Box *box = &layout->boxes[index];
    const GridCell *cell = grid_cell(layout->grid, index);
    g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func(g_free);
    unsigned width = (cell->columns - 1) * GAP;

    for (uint32_t i = 0; i < cell->columns; i++)
        width += layout->widths[cell->column + i];
    if (box->most <= width)
        return;
    g_autofree char *text = write_cell(layout, cell->node, width, again, true);
    g_strfreev(box->lines);
    box->lines = g_strsplit(text, "\n", -1);
    box->n_lines = g_strv_length(box->lines);
}

/* ---- columns ---- */

static void
measure_columns(Layout *layout)
{
    const Grid *grid = layout->grid;

    for (guint i = 0; i < grid->cells->len; i++) {
        const GridCell *cell = grid_cell(grid, i);
        if (cell->columns > 1)
            continue;
        layout->least[cell->column] = MAX(layout->least[cell->column], layout->boxes[i].least);
        layout->most[cell->column] = MAX(layout->most[cell->column], layout->boxes[i].most);
    }
    /* what spans several columns makes the last of them wider when it must */
    for (guint i = 0; i < grid->cells->len; i++) {
        const GridCell *cell = grid_cell(grid, i);
        const uint32_t last = cell->column + cell->columns - 1;
        unsigned least = (cell->columns - 1) * GAP;
        unsigned most = least;
        for (uint32_t k = 0; cell->columns > 1 && k < cell->columns; k++) {
            least += layout->least[cell->column + k];
            most += layout->most[cell->column + k];
        }
        if (cell->columns > 1 && layout->boxes[i].least > least)
            layout->least[last] += layout->boxes[i].least - least;
        if (cell->columns > 1 && layout->boxes[i].most > most)
            layout->most[last] += layout->boxes[i].most - most;
    }
    for (uint32_t i = 0; i < grid->n_columns; i++)
        layout->most[i] = MAX(layout->most[i], layout->least[i]);
}

/* Every column has room for its longest word; what is left is shared by those that want more. */
static void
share_rest(Layout *layout, uint64_t rest)
{
    const uint32_t n = layout->grid->n_columns;
    bool changed = true;
    uint32_t open = 0;

    for (uint32_t i = 0; i < n; i++)
        open += layout->most[i] > layout->widths[i] ? 1 : 0;
    while (changed && open > 0) {
        const uint64_t share = rest / open;
        changed = false;
        for (uint32_t i = 0; i < n; i++) {
            const unsigned want = layout->most[i] - layout->widths[i];
            if (want == 0 || want > share)
                continue;
            layout->widths[i] += want;
            rest -= want;
            open--;
            changed = true;
        }
    }
    for (uint32_t i = 0; i < n && open > 0; i++) {
        if (layout->most[i] <= layout->widths[i])
            continue;
        layout->widths[i] += (unsigned)(rest / open);
        rest -= rest / open;
        open--;
    }
}

static bool
share_width(Layout *layout, unsigned room)
{
    const uint32_t n = layout->grid->n_columns;
    uint64_t least = (uint64_t)(n - 1) * GAP;

    for (uint32_t i = 0; i < n; i++) {
        layout->widths[i] = MAX(layout->least[i], 1U);
        layout->most[i] = MAX(layout->most[i], layout->widths[i]);
        least += layout->widths[i];
    }
    if (least > room)
        return false;
    share_rest(layout, room - least);
    return true;
}

/* Whether the columns chosen can be read: none that is a thin strip of many lines. */
static bool
is_readable(const Layout *layout)
{
    for (guint i = 0; i < layout->grid->cells->len; i++) {
        const GridCell *cell = grid_cell(layout->grid, i);
        if (cell->columns == 1 && layout->widths[cell->column] < NARROW &&
            layout->boxes[i].n_lines > TALL)
            return false;
    }
    return true;
}

/* ---- aligned ---- */

static unsigned
row_height(const Layout *layout, const GridRow *row)
{
    unsigned height = 1;

    for (uint32_t i = 0; i < row->n; i++)
        height = MAX(height, layout->boxes[row->first + i].n_lines);
    return height;
}

static void
put_blanks(GString *out, unsigned from, unsigned to)
{
    for (; from < to; from++)
        g_string_append_c(out, ' ');
}

static void
put_row_line(const Layout *layout, const GridRow *row, unsigned line, GString *out)
{
    const size_t from = out->len;
    unsigned at = 0;
    uint32_t column = 0;

    for (uint32_t i = 0; i < row->n; i++) {
        const GridCell *cell = grid_cell(layout->grid, row->first + i);
        const Box *box = &layout->boxes[row->first + i];
        unsigned begin = 0;
        for (column = 0; column < cell->column; column++)
            begin += layout->widths[column] + GAP;
        if (line >= box->n_lines)
            continue;
        const char *text = box->lines[line];
        const unsigned columns = text_columns(text, strlen(text));
        if (layout->amounts[cell->column] && cell->columns == 1)
            begin += layout->widths[cell->column] - MIN(columns, layout->widths[cell->column]);
        put_blanks(out, at, begin);
        g_string_append(out, text);
        at = MAX(at, begin) + columns;
    }
    while (out->len > from && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static void
put_head_line(const Layout *layout, GString *out)
{
    for (uint32_t i = 0; i < layout->grid->n_columns; i++) {
        put_blanks(out, 0, i > 0 ? GAP : 0);
        for (unsigned k = 0; k < layout->widths[i]; k++)
            g_string_append_c(out, '-');
    }
    g_string_append_c(out, '\n');
}

static bool
is_blank(const Layout *layout, const GridRow *row)
{
    for (uint32_t i = 0; i < row->n; i++)
        if (layout->boxes[row->first + i].most > 0)
            return false;
    return true;
}

/* Blank lines tell rows apart where many of them have several lines. */
static bool
is_airy(const Layout *layout)
{
    const Grid *grid = layout->grid;
    guint tall = 0;

    for (guint i = grid->n_header_rows; i < grid->rows->len; i++)
        tall += row_height(layout, grid_row(grid, i)) > 1 ? 1 : 0;
    return tall * 3 > grid->rows->len - grid->n_header_rows;
}

static void
put_aligned(Layout *layout)
{
    const Grid *grid = layout->grid;
    g_autoptr(GString) out = g_string_new(NULL);
    const bool airy = is_airy(layout);

    for (guint i = 0; i < grid->rows->len; i++) {
        const GridRow *row = grid_row(grid, i);
        const unsigned height = row_height(layout, row);
        if (is_blank(layout, row))
            continue;
        if (airy && i > grid->n_header_rows)
            g_string_append_c(out, '\n');
        for (unsigned line = 0; line < height; line++)
            put_row_line(layout, row, line, out);
        if (i + 1 == grid->n_header_rows)
            put_head_line(layout, out);
    }
    flow_put_raw(layout->flow, out->str);
}

/* ---- said row by row ---- */

/* A header that is longer is said in full once, and in short with every value. */
enum { LONGEST_HEAD = 60 };

/* The words of a cell in one line. */
static char *
words_of_cell(const ReferatNode *cell)
{
    g_autoptr(GString) raw = g_string_new(NULL);
    GString *words = g_string_new(NULL);

    referat_node_append_plain_text(cell, raw);
    text_append_clean(words, raw->str, raw->len);
    g_strdelimit(words->str, "\n\t", ' ');
    text_compose(words);
    return g_strstrip(g_string_free(words, FALSE));
}

static void
add_head(GString *head, const char *words, bool *shortened)
{
    if (*words == '\0' || *shortened)
        return;
    if (head->len > 0)
        g_string_append(head, ", ");
    g_string_append_len(head, words, (gssize)MIN(strlen(words), (size_t)LONGEST_HEAD * 6));
    if (g_utf8_strlen(head->str, (gssize)head->len) <= LONGEST_HEAD)
        return;
    g_string_truncate(head, (gsize)(g_utf8_offset_to_pointer(head->str, LONGEST_HEAD) - head->str));
    g_string_append(head, "…");
    *shortened = true;
}

/* The words above each column in the header rows, the outermost first. Returns: whether one of them
 * was shortened. */
static bool
find_heads(Layout *layout)
{
    const Grid *grid = layout->grid;
    g_autofree bool *shortened = g_new0(bool, grid->n_columns + 1);
    g_autoptr(GPtrArray) heads = g_ptr_array_new();
    bool any = false;

    for (uint32_t i = 0; i < grid->n_columns; i++)
        g_ptr_array_add(heads, g_string_new(NULL));
    for (uint32_t r = 0; r < grid->n_header_rows; r++) {
        const GridRow *row = grid_row(grid, r);
        for (uint32_t i = 0; i < row->n; i++) {
            const GridCell *cell = grid_cell(grid, row->first + i);
            g_autofree char *words = words_of_cell(cell->node);
            for (uint32_t k = cell->column; k < cell->column + cell->columns; k++)
                add_head(g_ptr_array_index(heads, k), words, &shortened[k]);
        }
    }
    layout->heads = g_new0(char *, grid->n_columns + 1);
    for (uint32_t i = 0; i < grid->n_columns; i++) {
        layout->heads[i] = g_string_free(g_ptr_array_index(heads, i), FALSE);
        any = any || shortened[i];
    }
    return any;
}

static void
put_value(Layout *layout, const char *name, const ReferatNode *cell)
{
    Flow *flow = layout->flow;

    if (*name != '\0') {
        g_autofree char *label = g_strdup_printf(g_str_has_suffix(name, ":") ? "%s" : "%s:", name);
        flow_wait(flow, label);
    }
    flow->indent += GAP;
    text_write_children(flow, cell);
    flow_put_label(flow);
    flow->indent -= GAP;
}

/* "Chair: N N": what the first cell of a row is the name of. */
static bool
names_the_row(const ReferatNode *cell)
{
    const ReferatScope scope = referat_node_get_cell(cell)->scope;

    return scope == REFERAT_SCOPE_ROW || scope == REFERAT_SCOPE_BOTH;
}

static void
put_record(Layout *layout, const GridRow *row)
{
    const Grid *grid = layout->grid;
    g_autofree char *name = NULL;

    if (grid->n_header_rows == 0 && row->n == 2 && names_the_row(grid_cell(grid, row->first)->node))
        name = words_of_cell(grid_cell(grid, row->first)->node);
    for (uint32_t i = name != NULL ? 1 : 0; i < row->n; i++) {
        const GridCell *cell = grid_cell(grid, row->first + i);
        if (referat_node_get_first(cell->node) == NULL && name == NULL)
            continue;
        put_value(layout, name != NULL ? name : layout->heads[cell->column], cell->node);
        layout->flow->gap = 0;
    }
}

/* The one paragraph of a cell; NULL when it is empty. @simple: there is nothing else. */
static const ReferatNode *
only_paragraph(const ReferatNode *cell, bool *simple)
{
    const ReferatNode *first = referat_node_get_first(cell);

    *simple = first == NULL || (referat_node_get_next(first) == NULL &&
                                referat_node_get_type(first) == REFERAT_NODE_PARAGRAPH &&
                                referat_node_get_label(first) == NULL);
    return first;
}

/* Rows without headers and with a paragraph in each cell are lines. */
static bool
put_line_record(Layout *layout, const GridRow *row)
{
    g_autoptr(GString) line = g_string_new(NULL);
    bool simple = true;

    for (uint32_t i = 0; i < row->n && simple; i++)
        (void)only_paragraph(grid_cell(layout->grid, row->first + i)->node, &simple);
    if (!simple)
        return false;
    for (uint32_t i = 0; i < row->n; i++) {
        const ReferatNode *paragraph =
            only_paragraph(grid_cell(layout->grid, row->first + i)->node, &simple);
        g_autofree char *words =
            paragraph != NULL ? text_words(layout->flow, paragraph) : g_strdup("");
        if (*words == '\0')
            continue;
        g_string_append(line, line->len > 0 ? "; " : "");
        g_string_append(line, g_strdelimit(words, "\n", ' '));
    }
    if (line->len > 0)
        flow_put(layout->flow, line->str);
    layout->flow->gap = 0;
    return true;
}

static void
put_records(Layout *layout)
{
    const Grid *grid = layout->grid;
    const bool shortened = find_heads(layout);
    const bool headers_only = grid->rows->len == grid->n_header_rows;

    flow_put_label(layout->flow);
    for (guint i = 0; i < grid->n_header_rows && (shortened || headers_only); i++)
        if (!put_line_record(layout, grid_row(grid, i)))
            for (uint32_t k = 0; k < grid_row(grid, i)->n; k++)
                put_value(layout, "", grid_cell(grid, grid_row(grid, i)->first + k)->node);
    for (guint i = grid->n_header_rows; i < grid->rows->len; i++) {
        const GridRow *row = grid_row(grid, i);
        if (grid->n_header_rows > 0 || !put_line_record(layout, row)) {
            layout->flow->gap = i > grid->n_header_rows || shortened ? 1 : layout->flow->gap;
            put_record(layout, row);
        }
    }
    layout->flow->gap = 1;
}

/* ---- tables that only place things ---- */

/* Short cells stay beside each other; otherwise one cell is read after the other. */
static bool
is_one_line_each(const Layout *layout)
{
    for (guint i = 0; i < layout->grid->cells->len; i++)
        if (layout->boxes[i].n_lines > 1)
            return false;
    return true;
}

/* An address, a name under a line: a few lines that belong together. */
static bool
is_box(const ReferatNode *cell)
{
    enum { MOST_LINES = 6 };
    unsigned n = 0;

    for (const ReferatNode *kid = referat_node_get_first(cell); kid != NULL;
         kid = referat_node_get_next(kid), n++)
        if (referat_node_get_type(kid) != REFERAT_NODE_PARAGRAPH)
            return false;
    return n <= MOST_LINES;
}

static void
put_in_order(Layout *layout)
{
    Flow *flow = layout->flow;
    const bool compact = flow->compact;

    for (guint i = 0; i < layout->grid->cells->len; i++) {
        const ReferatNode *cell = grid_cell(layout->grid, i)->node;
        flow->compact = is_box(cell);
        text_write_children(flow, cell);
        flow->gap = 1;
    }
    flow->compact = compact;
}

/* ---- all tables ---- */

/* Blanks that fill lines up must not become the bulk of the text. */
static bool
is_reasonable(const Layout *layout)
{
    enum { MOST_CHARACTERS = 32 << 20 };
    uint64_t width = 0;
    uint64_t lines = 0;

    for (uint32_t i = 0; i < layout->grid->n_columns; i++)
        width += layout->widths[i] + GAP;
    for (guint i = 0; i < layout->grid->cells->len; i++)
        lines += layout->boxes[i].n_lines;
    return width * lines <= MOST_CHARACTERS;
}

static bool
fits(Layout *layout)
{
    const Grid *grid = layout->grid;

    /* in a cell a table is said row by row, so that no cell is written for every table around it */
    if (layout->flow->in_cell || layout->flow->text->reader || grid->n_columns == 0)
        return false;
    make_boxes(layout);
    measure_columns(layout);
    if (!share_width(layout, flow_room(layout->flow)))
        return false;
    for (guint i = 0; i < grid->cells->len; i++)
        break_box(layout, i);
    layout->amounts = grid_amounts(grid);
    return is_readable(layout) && is_reasonable(layout);
}

static void
put_links(Layout *layout)
{
    for (guint i = 0; i < layout->links->len; i++) {
        flow_put(layout->flow, g_ptr_array_index(layout->links, i));
        layout->flow->gap = 0;
    }
    layout->flow->gap = 1;
}

static void
put_table(Layout *layout, const ReferatNode *table)
{
    const bool places = referat_node_get_table(table)->kind == REFERAT_TABLE_LAYOUT;
    const bool again = layout->flow->again;
    const bool aligned = fits(layout);

    /* messages came with the boxes */
    layout->flow->again = again || layout->boxes != NULL;
    if (places && !(aligned && is_one_line_each(layout)))
        put_in_order(layout);
    else if (aligned)
        put_aligned(layout);
    else
        put_records(layout);
    layout->flow->again = again;
}

static void
clear(Layout *layout)
{
    for (guint i = 0; layout->boxes != NULL && i < layout->grid->cells->len; i++)
        g_strfreev(layout->boxes[i].lines);
    for (uint32_t i = 0; layout->heads != NULL && i < layout->grid->n_columns; i++)
        g_free(layout->heads[i]);
    g_free(layout->heads);
    g_free(layout->boxes);
    g_free(layout->least);
    g_free(layout->most);
    g_free(layout->widths);
    g_free(layout->amounts);
    g_ptr_array_unref(layout->links);
}

void
text_table(Flow *flow, const ReferatNode *table)
{
    const ReferatNode *first = referat_node_get_first(table);
    g_autoptr(Grid) grid = grid_new(table);
    const uint32_t n = grid->n_columns + 1;
    Layout layout = {.flow = flow, .grid = grid};

    layout.least = g_new0(unsigned, n);
    layout.most = g_new0(unsigned, n);
    layout.widths = g_new0(unsigned, n);
    layout.links = g_ptr_array_new_with_free_func(g_free);
    if (first != NULL && referat_node_get_type(first) == REFERAT_NODE_CAPTION) {
        g_autofree char *words = text_words(flow, first);
        if (*words != '\0')
            flow_put(flow, words);
    }
    put_table(&layout, table);
    if (layout.links->len > 0)
        put_links(&layout);
    clear(&layout);
}
