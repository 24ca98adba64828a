/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "odt/odt.h"

/*
 * Lists. One named style for a list with all that is nested in it; an item whose label its level
 * does not print has a style of its own (text:style-override, 19.880). A list item holds
 * paragraphs, headings and lists (5.3.3): for anything else the lists are closed and opened again.
 */

#define UNKNOWN UINT64_MAX

static OdtList *
top_list(const Odt *odt)
{
    return odt->lists->len > odt->list_base
               ? &g_array_index(odt->lists, OdtList, odt->lists->len - 1)
               : NULL;
}

/* The labels of the items around @item, the outermost first. */
static void
labels_above(const ReferatNode *item, unsigned depth, const ReferatLabel **above)
{
    for (unsigned i = depth; i > 0; i--) {
        item = referat_node_get_parent(referat_node_get_parent(item));
        if (i <= ODT_LEVELS)
            above[i - 1] = referat_node_get_label(item);
    }
}

static OdtShape
shape_of_item(Odt *odt, const ReferatNode *item, unsigned depth)
{
    const ReferatLabel *above[ODT_LEVELS] = {NULL};

    labels_above(item, MIN(depth, (unsigned)ODT_LEVELS - 1), above);
    return odt_shape_of(odt, referat_node_get_label(item), depth, above);
}

/* The shape of a list is that of its first item with a label; its width is that of the widest. */
static OdtShape
shape_of_list(Odt *odt, const ReferatNode *list, unsigned depth)
{
    OdtShape shape = {.kind = SHAPE_NONE, .levels = 1, .prefix = "", .suffix = "", .width = 6};
    bool found = false;

    for (const ReferatNode *item = referat_node_get_first(list); item != NULL;
         item = referat_node_get_next(item)) {
        const ReferatLabel *label = referat_node_get_label(item);
        if (label == NULL || *label->text == '\0')
            continue;
        OdtShape own = shape_of_item(odt, item, depth);
        const unsigned width = MAX(shape.width, own.width);
        if (own.kind == SHAPE_NUMBER && item == referat_node_get_first(list))
            own.start = MAX(label->path[label->n_path - 1], 1U); /* 0 is for items alone */
        shape = found ? shape : own;
        shape.width = width;
        found = true;
    }
    /* steps of half a centimetre, so that lists that look alike share a style */
    shape.width = (shape.width + 4) / 5 * 5;
    return shape;
}

/* The first list at each depth speaks for the others there. */
static void
shapes_of_tree(Odt *odt, const ReferatNode *list, OdtList *open)
{
    bool found[ODT_LEVELS] = {false};
    unsigned depth = 0; /* of the lists that are entered */
    ReferatIter it;

    referat_iter_init(&it, list);
    while (referat_iter_next(&it)) {
        const ReferatNodeType type = referat_node_get_type(it.node);
        if (type != REFERAT_NODE_LIST) {
            if (it.event == REFERAT_ENTER && type != REFERAT_NODE_ITEM)
                referat_iter_skip(&it);
            continue;
        }
        if (it.event == REFERAT_LEAVE) {
            depth--;
            continue;
        }
        if (depth < ODT_LEVELS && !found[depth]) {
            open->shapes[depth] = shape_of_list(odt, it.node, depth);
            found[depth] = true;
        }
        depth++;
    }
}

/* ---- styles ---- */

static const char *
register_style(Odt *odt, const char *key, const char *levels, const char *display_name)
{
    g_autofree char *name = odt_style_name(display_name);
    g_autofree char *shown = g_markup_escape_text(display_name, -1);
    const char *interned = odt_intern(odt, name);
    g_string_append_printf(odt->list_xml,
                           "<text:list-style style:name=\"%s\" style:display-name=\"%s\">\n%s"
                           "</text:list-style>\n",
                           interned, shown, levels);
    g_hash_table_insert(odt->list_styles, g_strdup(key), (gpointer)interned);
    return interned;
}

static unsigned
indent_at(const OdtList *list, unsigned depth)
{
    unsigned indent = 0;

    for (unsigned i = 0; i < depth; i++)
        indent += list->shapes[i].width;
    return indent;
}

static const char *
style_of(Odt *odt, const OdtList *list)
{
    g_autoptr(GString) levels = g_string_new(NULL);
    unsigned deepest = list->depth;

    for (unsigned i = 0; i < ODT_LEVELS; i++)
        deepest = list->shapes[i].width > 0 ? MAX(deepest, i) : deepest;
    for (unsigned i = 0; i <= deepest && i < ODT_LEVELS; i++)
        odt_put_level(levels, &list->shapes[i], i + 1, indent_at(list, i));
    if (g_hash_table_contains(odt->list_styles, levels->str))
        return g_hash_table_lookup(odt->list_styles, levels->str);
    const bool bullets = list->shapes[list->depth].kind == SHAPE_BULLET;
    g_autofree char *name =
        g_strdup_printf(bullets ? "Bulleted %u" : "Numbered %u", ++odt->n_numbered);
    return register_style(odt, levels->str, levels->str, name);
}

/* One style for each label that no level prints. */
static const char *
style_of_label(Odt *odt, const OdtList *list, const OdtShape *own)
{
    const bool none = own->kind == SHAPE_NONE;
    const char *text = none ? "" : own->prefix;
    const unsigned width = list->shapes[list->depth].width;
    const unsigned indent = indent_at(list, list->depth);
    g_autofree char *key = g_strdup_printf("%u %u %u %s", list->depth, indent, width, text);
    const char *known = g_hash_table_lookup(odt->list_styles, key);

    if (known != NULL)
        return known;
    OdtShape shape = odt_shape_literal(odt, text);
    g_autoptr(GString) levels = g_string_new(NULL);
    shape.width = none ? 0 : width;
    odt_put_level(levels, &shape, list->depth + 1, none ? indent + width : indent);
    g_autofree char *name = none ? g_strdup_printf("No label %u", ++odt->n_numbered)
                                 : g_strdup_printf("Label %s %u", text, ++odt->n_numbered);
    return register_style(odt, key, levels->str, name);
}

/* ---- opening and closing ---- */

static void
open_element(Odt *odt, OdtList *list, bool again)
{
    odt_puts(odt, "<text:list");
    if (list->depth == 0 || list->own_style)
        odt_attribute(odt, "text:style-name", list->style);
    if (again && list->depth == 0)
        odt_puts(odt, " text:continue-numbering=\"true\"");
    odt_puts(odt, ">\n");
    list->open = true;
    if (again)
        list->next = UNKNOWN;
}

/* The label of an item stands before a paragraph of its own, or nowhere. */
static void
fill_item(Odt *odt, OdtList *list)
{
    if (list->item == ITEM_OPEN && !list->filled)
        odt_puts(odt, "<text:p text:style-name=\"List\"/>\n");
    list->filled = true;
}

static void
close_item(Odt *odt, OdtList *list)
{
    fill_item(odt, list);
    if (list->item == ITEM_OPEN)
        odt_puts(odt, "</text:list-item>\n");
    else if (list->item == ITEM_HEADER)
        odt_puts(odt, "</text:list-header>\n");
    list->item = ITEM_CLOSED;
}

void
odt_need_lists(Odt *odt, bool item)
{
    for (guint i = odt->list_base; i < odt->lists->len; i++) {
        OdtList *list = &g_array_index(odt->lists, OdtList, i);
        if (list->flat)
            continue;
        if (!list->open)
            open_element(odt, list, true);
        /* what goes on with an item that was closed has no label of its own */
        if (list->item == ITEM_CLOSED && (item || i + 1 < odt->lists->len)) {
            odt_puts(odt, "<text:list-header>\n");
            list->item = ITEM_HEADER;
        }
        list->filled = list->filled || item;
    }
}

guint
odt_interrupt_lists(Odt *odt)
{
    const guint base = odt->list_base;

    for (guint i = odt->lists->len; i > base; i--) {
        OdtList *list = &g_array_index(odt->lists, OdtList, i - 1);
        if (list->flat || !list->open)
            continue;
        close_item(odt, list);
        odt_puts(odt, "</text:list>\n");
        list->open = false;
    }
    odt->list_base = odt->lists->len;
    return base;
}

void
odt_resume_lists(Odt *odt, guint base)
{
    odt->list_base = base;
}

void
odt_enter_list(Odt *odt, const ReferatNode *node)
{
    const OdtList *outer = top_list(odt);
    OdtList list = {0};

    if (outer != NULL) {
        odt_need_lists(odt, false);
        fill_item(odt, top_list(odt));
        memcpy(list.shapes, outer->shapes, sizeof(list.shapes));
        list.depth = outer->depth + 1;
        list.style = outer->style;
        list.flat = list.depth >= ODT_LEVELS;
        list.depth = MIN(list.depth, (unsigned)ODT_LEVELS - 1);
    } else {
        shapes_of_tree(odt, node, &list);
        list.style = style_of(odt, &list);
    }
    if (outer != NULL && !list.flat) {
        const OdtShape own = shape_of_list(odt, node, list.depth);
        list.own_style = !odt_shape_prints(&own, &list.shapes[list.depth]) ||
                         own.start != list.shapes[list.depth].start;
        if (list.own_style) {
            list.shapes[list.depth] = own;
            list.style = style_of(odt, &list);
        }
    }
    list.next = list.shapes[list.depth].start;
    if (!list.flat)
        open_element(odt, &list, false);
    g_array_append_val(odt->lists, list);
}

void
odt_leave_list(Odt *odt, const ReferatNode *node)
{
    const OdtList *list = top_list(odt);

    (void)node;
    if (!list->flat && list->open)
        odt_puts(odt, "</text:list>\n");
    g_array_set_size(odt->lists, odt->lists->len - 1);
}

/* Deeper than LibreOffice has levels, items follow each other. */
static void
enter_flat_item(Odt *odt, const ReferatLabel *label)
{
    for (guint i = odt->lists->len; i > odt->list_base; i--) {
        OdtList *list = &g_array_index(odt->lists, OdtList, i - 1);
        if (list->flat)
            continue;
        const OdtShape literal = odt_shape_literal(odt, label != NULL ? label->text : "");
        close_item(odt, list);
        odt_puts(odt, "<text:list-item");
        odt_attribute(odt, "text:style-override", style_of_label(odt, list, &literal));
        odt_puts(odt, ">\n");
        list->item = ITEM_OPEN;
        list->filled = false;
        list->next = UNKNOWN;
        return;
    }
}

void
odt_enter_item(Odt *odt, const ReferatNode *node)
{
    OdtList *list = top_list(odt);

    odt_need_lists(odt, false);
    if (list->flat) {
        enter_flat_item(odt, referat_node_get_label(node));
        return;
    }
    const OdtShape own = shape_of_item(odt, node, list->depth);
    const ReferatLabel *label = referat_node_get_label(node);
    odt_puts(odt, "<text:list-item");
    if (!odt_shape_prints(&own, &list->shapes[list->depth])) {
        const OdtShape literal = odt_shape_literal(odt, label != NULL ? label->text : "");
        odt_attribute(odt, "text:style-override", style_of_label(odt, list, &literal));
        list->next = UNKNOWN;
    } else if (own.kind == SHAPE_NUMBER) {
        const uint32_t value = label->path[label->n_path - 1];
        if (value != list->next)
            referat_sink_printf(odt->out, " text:start-value=\"%u\"", value);
        list->next = (uint64_t)value + 1;
    }
    odt_puts(odt, ">\n");
    list->item = ITEM_OPEN;
    list->filled = false;
}

void
odt_leave_item(Odt *odt, const ReferatNode *node)
{
    OdtList *list = top_list(odt);

    if (list->flat)
        return;
    (void)node;
    close_item(odt, list);
}
