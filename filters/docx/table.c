/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "docx/story.h"

/* Tables (ECMA-376 part 1, 17.4). Vertical merges become row spans of the cell they begin in. */

typedef enum { MERGE_NONE, MERGE_BEGIN, MERGE_GO_ON } Merge;

struct DocxTable {
    DocxTable *outer;
    ReferatNode *node;
    GArray *grid;     /* double: widths of w:gridCol */
    GPtrArray *above; /* by column: the cell of the row above that covers it */
    GPtrArray *here;  /* the same for the row that is read */
    GPtrArray *grown; /* cells that this row made longer */
    ReferatNode *row;
    ReferatNode *last_cell;
    uint32_t column;
    /* of the row */
    uint32_t before;
    uint32_t after;
    bool header;
    bool row_gone;
    /* of the cell */
    ReferatNode *cell;
    uint32_t span;
    Merge vertical;
    Merge horizontal;
    bool cell_gone;
    bool borders;
    bool first_row;
    bool styled_header;
    bool first_column;
};

void
docx_table_free(DocxTable *table)
{
    g_array_unref(table->grid);
    g_ptr_array_unref(table->above);
    g_ptr_array_unref(table->here);
    g_ptr_array_unref(table->grown);
    g_free(table);
}

void
docx_table_start(DocxStory *story)
{
    DocxReader *reader = story->reader;

    if (story->flow == NULL)
        return;
    docx_paragraph_end(story);
    docx_pending_flush(story);
    if (story->tables_beyond > 0 ||
        story->table_depth >=
            referat_context_get_limit(reader->context, REFERAT_LIMIT_TABLE_NESTING)) {
        const ReferatPosition position = docx_position(story);
        if (story->tables_beyond++ == 0)
            referat_context_diagnose(reader->context, REFERAT_MSG_LIMIT_CLAMPED, &position,
                                     "tables inside tables: the text of the innermost flows on");
        return;
    }
    story->table_depth++;
    DocxTable *table = g_new0(DocxTable, 1);
    table->outer = story->flow->table;
    table->node = referat_builder_add(reader->builder, story->flow->container, REFERAT_NODE_TABLE);
    table->grid = g_array_new(FALSE, TRUE, sizeof(double));
    table->above = g_ptr_array_new();
    table->here = g_ptr_array_new();
    table->grown = g_ptr_array_new();
    const ReferatPosition position = {.part = story->part, .line = story->paragraphs + 1};
    referat_builder_add_position(reader->builder, table->node, &position);
    story->flow->table = table;
}

void
docx_table_end(DocxStory *story)
{
    DocxTable *table = story->flow != NULL ? story->flow->table : NULL;

    if (story->tables_beyond > 0) {
        story->tables_beyond--;
        return;
    }
    if (table == NULL)
        return;
    if (table->cell != NULL)
        docx_cell_end(story);
    if (table->row != NULL)
        docx_row_end(story);
    referat_builder_set_table_widths(story->reader->builder, table->node,
                                     (const double *)(gpointer)table->grid->data, table->grid->len);
    ReferatHints *hints = referat_builder_get_hints(story->reader->builder, table->node);
    hints->header_row = table->first_row;
    hints->styled_header = table->styled_header;
    hints->header_column = table->first_column;
    hints->borders = table->borders;
    if (referat_node_get_first(table->node) == NULL)
        referat_node_remove(table->node);
    story->flow->table = table->outer;
    story->table_depth--;
    docx_table_free(table);
}

void
docx_table_drop(DocxStory *story)
{
    DocxTable *table = story->flow->table;

    story->flow->table = table->outer;
    story->table_depth--;
    if (referat_node_get_first(table->node) == NULL)
        referat_node_remove(table->node);
    docx_table_free(table);
}

static DocxTable *
open_table(DocxStory *story)
{
    return story->tables_beyond == 0 && story->flow != NULL ? story->flow->table : NULL;
}

void
docx_row_start(DocxStory *story)
{
    DocxTable *table = open_table(story);

    if (table == NULL)
        return;
    if (table->row != NULL)
        docx_row_end(story);
    table->row = referat_builder_add(story->reader->builder, NULL, REFERAT_NODE_ROW);
    table->column = 0;
    table->before = table->after = 0;
    table->header = table->row_gone = false;
    table->last_cell = NULL;
    g_ptr_array_set_size(table->grown, 0);
    g_ptr_array_set_size(table->here, 0);
}

static void
cover(DocxTable *table, ReferatNode *owner, uint32_t n)
{
    const uint32_t limit = 4096; /* columns of a row; each span is bounded by itself */

    for (uint32_t i = 0; i < n && table->here->len < limit; i++)
        g_ptr_array_add(table->here, owner);
    table->column += n;
}

static void
add_gap(DocxStory *story, DocxTable *table, uint32_t n)
{
    if (n == 0)
        return;
    ReferatNode *gap = referat_builder_add(story->reader->builder, table->row, REFERAT_NODE_CELL);
    referat_node_edit_cell(gap)->column_span = (uint16_t)n;
    cover(table, NULL, n);
}

void
docx_row_end(DocxStory *story)
{
    DocxTable *table = open_table(story);

    if (table == NULL || table->row == NULL)
        return;
    if (table->cell != NULL)
        docx_cell_end(story);
    if (table->row_gone) {
        /* the rows around it close up; what it made longer is short again */
        for (guint i = 0; i < table->grown->len; i++)
            referat_node_edit_cell(g_ptr_array_index(table->grown, i))->row_span--;
        table->row = NULL;
        return;
    }
    add_gap(story, table, table->after);
    referat_node_edit_row(table->row)->header = table->header;
    if (referat_node_get_first(table->row) != NULL) {
        referat_node_append(table->node, table->row);
    } else {
        for (guint i = 0; i < table->grown->len; i++)
            referat_node_edit_cell(g_ptr_array_index(table->grown, i))->row_span--;
    }
    GPtrArray *swap = table->above;
    table->above = table->here;
    table->here = swap;
    table->row = NULL;
}

void
docx_cell_start(DocxStory *story)
{
    DocxTable *table = open_table(story);
    DocxReader *reader = story->reader;

    if (table == NULL)
        return;
    if (table->row == NULL)
        docx_row_start(story);
    if (table->cell != NULL)
        docx_cell_end(story);
    if (++reader->cells > referat_context_get_limit(reader->context, REFERAT_LIMIT_TABLE_CELLS))
        xml_parser_fail_limit(story->parser, REFERAT_LIMIT_TABLE_CELLS);
    if (table->before > 0) {
        add_gap(story, table, table->before);
        table->before = 0;
    }
    table->cell = referat_builder_add(reader->builder, NULL, REFERAT_NODE_CELL);
    table->span = 1;
    table->vertical = table->horizontal = MERGE_NONE;
    table->cell_gone = false;
    docx_flow_push(story, table->cell);
}

/* The cell above that a merged cell belongs to; it must begin in the same column. */
static ReferatNode *
owner_above(const DocxTable *table)
{
    const uint32_t at = table->column;

    if (at >= table->above->len)
        return NULL;
    ReferatNode *owner = g_ptr_array_index(table->above, at);
    if (owner == NULL || (at > 0 && g_ptr_array_index(table->above, at - 1) == owner))
        return NULL;
    return owner;
}

static void
place_cell(DocxTable *table)
{
    ReferatNode *owner = table->vertical == MERGE_GO_ON ? owner_above(table) : NULL;
    ReferatCell *payload = referat_node_edit_cell(table->cell);

    if (owner != NULL) {
        ReferatCell *merged = referat_node_edit_cell(owner);
        if (merged->row_span < UINT16_MAX) {
            merged->row_span++;
            g_ptr_array_add(table->grown, owner);
        }
        cover(table, owner, merged->column_span);
        table->last_cell = NULL;
        return;
    }
    if (table->horizontal == MERGE_GO_ON && table->last_cell != NULL) {
        ReferatCell *merged = referat_node_edit_cell(table->last_cell);
        merged->column_span = (uint16_t)MIN(merged->column_span + table->span, 1024);
        while (referat_node_get_first(table->cell) != NULL)
            referat_node_append(table->last_cell,
                                (ReferatNode *)referat_node_get_first(table->cell));
        cover(table, table->last_cell, table->span);
        return;
    }
    payload->column_span = (uint16_t)table->span;
    referat_node_append(table->row, table->cell);
    cover(table, table->cell, table->span);
    table->last_cell = table->cell;
}

/* The cell's own flow is on top of the flow that holds its table. */
bool
docx_flow_is_cell(const DocxStory *story)
{
    const DocxFlow *flow = story->flow;
    const DocxTable *table = flow != NULL && flow->outer != NULL ? flow->outer->table : NULL;

    return table != NULL && table->cell != NULL && flow->container == table->cell;
}

void
docx_cell_end(DocxStory *story)
{
    if (story->tables_beyond > 0 || !docx_flow_is_cell(story))
        return;
    DocxTable *table = story->flow->outer->table;
    docx_flow_pop(story);
    if (!table->cell_gone)
        place_cell(table);
    table->cell = NULL;
}

/* Properties of a cell come while its flow is open; those of rows and tables before. */
static DocxTable *
table_of_property(const DocxStory *story)
{
    if (story->flow == NULL || story->tables_beyond > 0)
        return NULL;
    const uint16_t parent = docx_parent(story, 0);
    if (parent == W_tcPr || parent == W_tcBorders)
        return story->flow->outer != NULL ? story->flow->outer->table : NULL;
    return story->flow->table;
}

static uint32_t
span_value(DocxStory *story, const XmlAttributes *attributes)
{
    const int32_t value = xml_attribute_int(attributes, W_val, 1);
    const int32_t limit =
        (int32_t)referat_context_get_limit(story->reader->context, REFERAT_LIMIT_SPAN);

    if (value > limit) {
        const ReferatPosition position = docx_position(story);
        referat_context_diagnose(story->reader->context, REFERAT_MSG_LIMIT_CLAMPED, &position,
                                 "a cell that spans %d columns", value);
        return 1;
    }
    return (uint32_t)MAX(value, 0);
}

static Merge
merge_value(const XmlAttributes *attributes)
{
    return xml_attribute_is(attributes, W_val, "restart") ? MERGE_BEGIN : MERGE_GO_ON;
}

static bool
look_flag(const XmlAttributes *attributes, uint16_t token, int32_t bit)
{
    size_t length = 0;
    g_autofree char *mask = xml_attribute_dup(attributes, W_val);

    if (xml_attribute(attributes, token, &length) != NULL)
        return docx_on_off(attributes, token);
    return mask != NULL && (g_ascii_strtoull(mask, NULL, 16) & (guint64)bit) != 0;
}

static void
style_property(DocxStory *story, DocxTable *table, const XmlAttributes *attributes)
{
    g_autofree char *id = xml_attribute_dup(attributes, W_val);
    const DocxStyle *style = docx_styles_get(story->reader->styles, id, DOCX_STYLE_TABLE);

    table->borders = table->borders || (style != NULL && style->borders);
    table->styled_header = style != NULL && style->first_row;
}

static void
row_change(DocxStory *story, DocxTable *table, uint16_t token)
{
    const DocxChanges changes = story->reader->changes;

    story->reader->tracked++;
    if (token == W_del || token == W_moveFrom)
        table->row_gone = table->row_gone || changes == DOCX_ACCEPT;
    else
        table->row_gone = table->row_gone || changes == DOCX_REJECT;
}

static void
cell_property(DocxStory *story, DocxTable *table, uint16_t token, const XmlAttributes *attributes)
{
    const DocxChanges changes = story->reader->changes;

    switch (token) {
    case W_gridSpan:
        table->span = MAX(span_value(story, attributes), 1);
        break;
    case W_vMerge:
        table->vertical = merge_value(attributes);
        break;
    case W_hMerge:
        table->horizontal = merge_value(attributes);
        break;
    case W_cellIns:
        table->cell_gone = changes == DOCX_REJECT;
        break;
    case W_cellDel:
        table->cell_gone = changes == DOCX_ACCEPT;
        break;
    default:
        break;
    }
}

static bool
draws_lines(const XmlAttributes *attributes)
{
    return !(xml_attribute_is(attributes, W_val, "nil") ||
             xml_attribute_is(attributes, W_val, "none"));
}

void
docx_table_property(DocxStory *story, uint16_t token, const XmlAttributes *attributes)
{
    DocxTable *table = table_of_property(story);

    if (table == NULL)
        return;
    switch (token) {
    case W_gridCol: {
        const double width = MAX(xml_attribute_int(attributes, W_w, 0), 0);
        if (docx_parent(story, 0) == W_tblGrid && table->grid->len < 1024)
            g_array_append_val(table->grid, width);
        break;
    }
    case W_gridBefore:
        table->before = span_value(story, attributes);
        break;
    case W_gridAfter:
        table->after = span_value(story, attributes);
        break;
    case W_tblHeader:
        table->header = docx_on_off(attributes, W_val);
        break;
    case W_tblLook:
        table->first_row = look_flag(attributes, W_firstRow, 0x20);
        table->first_column = look_flag(attributes, W_firstColumn, 0x80);
        break;
    case W_tblStyle:
        style_property(story, table, attributes);
        break;
    case W_bidiVisual:
        if (docx_on_off(attributes, W_val))
            referat_node_set_direction(table->node, REFERAT_DIRECTION_RTL);
        break;
    case W_ins:
    case W_del:
    case W_moveFrom:
    case W_moveTo:
        row_change(story, table, token);
        break;
    case W_insideH:
    case W_insideV:
    case W_top:
        table->borders = table->borders || draws_lines(attributes);
        break;
    default:
        cell_property(story, table, token, attributes);
        break;
    }
}
