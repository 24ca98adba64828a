/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/amount.h"
#include "html/html.h"

/* Data tables with captions, heads and scopes; tables that only place things become boxes. */

static bool
is_layout(const ReferatNode *table)
{
    return referat_node_get_table(table)->kind == REFERAT_TABLE_LAYOUT;
}

/* Per mille as the number of a class of the style sheet: steps of five per cent. */
static uint32_t
width_class(uint32_t width)
{
    return CLAMP((width + 25U) / 50U, 1U, 19U) * 5U;
}

static const ReferatNode *
table_of_row(const ReferatNode *row)
{
    return referat_node_get_parent(row);
}

static bool
is_row(const ReferatNode *node)
{
    return node != NULL && referat_node_get_type(node) == REFERAT_NODE_ROW;
}

static unsigned
count_columns(const ReferatNode *table)
{
    const ReferatNode *row = referat_node_get_first(table);
    unsigned n = 0;

    while (row != NULL && !is_row(row))
        row = referat_node_get_next(row);
    for (const ReferatNode *cell = row != NULL ? referat_node_get_first(row) : NULL; cell != NULL;
         cell = referat_node_get_next(cell))
        n += referat_node_get_cell(cell)->column_span;
    return n;
}

/* Columns of clearly different width keep it; the browser knows better for the others. */
static void
put_columns(Html *html, const ReferatTable *table)
{
    uint16_t least = UINT16_MAX;
    uint16_t most = 0;

    for (uint32_t i = 0; i < table->n_columns; i++) {
        least = MIN(least, table->widths[i]);
        most = MAX(most, table->widths[i]);
    }
    if (table->n_columns < 2 || least == 0 || most < least + least / 4)
        return;
    html_puts(html, "<colgroup>");
    for (uint32_t i = 0; i < table->n_columns; i++)
        referat_sink_printf(html->sink, "<col class=\"w%u\">", width_class(table->widths[i]));
    html_puts(html, "</colgroup>\n");
}

static bool
scrolls(const ReferatNode *table)
{
    return count_columns(table) > 2;
}

/* A table that scrolls is reached with the keyboard, so it needs a name: its caption, or the
 * heading that it stands under. */
static void
open_scroller(Html *html, const ReferatNode *table)
{
    const ReferatNode *first = referat_node_get_first(table);
    g_autoptr(GString) name = g_string_new(NULL);

    if (referat_node_get_type(first) == REFERAT_NODE_CAPTION)
        referat_node_append_plain_text(first, name);
    html_puts(html, "<div class=\"table\" role=\"group\" tabindex=\"0\"");
    if (name->len == 0 && html->heading != NULL)
        html_attribute(html, "aria-labelledby", html_id(html, html->heading));
    else
        html_attribute(html, "aria-label", name->len > 0 ? name->str : html_phrase(html, "table"));
    html_puts(html, ">");
}

void
html_enter_table(Html *html, ReferatIter *it)
{
    const ReferatNode *node = it->node;

    if (is_layout(node)) {
        html_puts(html, "<div class=\"layout\">\n");
        return;
    }
    if (scrolls(node))
        open_scroller(html, node);
    html_puts(html, "<table");
    html_common(html, node);
    html_puts(html, ">\n");
    const ReferatNode *first = referat_node_get_first(node);
    if (referat_node_get_type(first) == REFERAT_NODE_CAPTION) {
        html_puts(html, "<caption>");
        html_write_children(html, first);
        html_puts(html, "</caption>\n");
    }
    put_columns(html, referat_node_get_table(node));
}

void
html_leave_table(Html *html, const ReferatNode *node)
{
    if (is_layout(node))
        html_puts(html, "</div>\n");
    else
        html_puts(html, scrolls(node) ? "</table></div>\n" : "</table>\n");
}

void
html_enter_row(Html *html, const ReferatNode *node)
{
    const ReferatNode *before = referat_node_get_previous(node);
    const bool header = referat_node_get_row(node)->header;

    if (is_layout(table_of_row(node))) {
        html_puts(html, "<div class=\"row\">\n");
        return;
    }
    if (!is_row(before))
        html_puts(html, header ? "<thead>\n" : "<tbody>\n");
    else if (!header && referat_node_get_row(before)->header)
        html_puts(html, "<tbody>\n");
    html_puts(html, "<tr>\n");
}

void
html_leave_row(Html *html, const ReferatNode *node)
{
    const ReferatNode *next = referat_node_get_next(node);
    const bool header = referat_node_get_row(node)->header;

    if (is_layout(table_of_row(node))) {
        html_puts(html, "</div>\n");
        return;
    }
    html_puts(html, "</tr>\n");
    if (next == NULL)
        html_puts(html, header ? "</thead>\n" : "</tbody>\n");
    else if (header && !referat_node_get_row(next)->header)
        html_puts(html, "</thead>\n");
}

static void
enter_box(Html *html, const ReferatNode *node)
{
    const ReferatTable *table = referat_node_get_table(table_of_row(referat_node_get_parent(node)));
    uint32_t column = 0;
    uint32_t width = 0;

    for (const ReferatNode *before = referat_node_get_first(referat_node_get_parent(node));
         before != node && column < table->n_columns; before = referat_node_get_next(before))
        column += referat_node_get_cell(before)->column_span;
    for (uint32_t i = 0; i < referat_node_get_cell(node)->column_span; i++)
        if (column + i < table->n_columns)
            width += table->widths[column + i];
    if (width > 0)
        referat_sink_printf(html->sink, "<div class=\"w%u\">\n", width_class(width));
    else
        html_puts(html, "<div>\n");
}

static bool
has_column_scope(const ReferatNode *node)
{
    const ReferatScope scope = referat_node_get_cell(node)->scope;

    return scope == REFERAT_SCOPE_COLUMN || scope == REFERAT_SCOPE_BOTH;
}

void
html_enter_cell(Html *html, const ReferatNode *node)
{
    const ReferatCell *cell = referat_node_get_cell(node);

    if (is_layout(table_of_row(referat_node_get_parent(node)))) {
        enter_box(html, node);
        return;
    }
    html_puts(html, cell->scope == REFERAT_SCOPE_NONE ? "<td" : "<th");
    if (cell->scope != REFERAT_SCOPE_NONE) {
        /* a header of several columns names each of them: there are no column groups */
        html_attribute(html, "scope", has_column_scope(node) ? "col" : "row");
    } else if (referat_node_get_previous(node) != NULL && amount_is_cell(node)) {
        html_attribute(html, "class", "amount");
    }
    if (cell->column_span > 1)
        referat_sink_printf(html->sink, " colspan=\"%u\"", cell->column_span);
    if (cell->row_span > 1)
        referat_sink_printf(html->sink, " rowspan=\"%u\"", cell->row_span);
    html_puts(html, ">");
}

void
html_leave_cell(Html *html, const ReferatNode *node)
{
    if (is_layout(table_of_row(referat_node_get_parent(node))))
        html_puts(html, "</div>\n");
    else
        html_puts(html,
                  referat_node_get_cell(node)->scope == REFERAT_SCOPE_NONE ? "</td>\n" : "</th>\n");
}
