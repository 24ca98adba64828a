/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/minutes.h"
#include "core/node.h"

#include <string.h>

/*
 * The tree checker. It finds our own bugs, so it says which rule a node breaks, and writers may
 * rely on every rule that is checked here.
 */

static const char *
check_links(const ReferatNode *node)
{
    if (node->first == NULL && node->last != NULL)
        return "has a last child but no first";
    for (const ReferatNode *child = node->first; child != NULL; child = child->next) {
        if (child->parent != node)
            return "has a child with another parent";
        if (child->next != NULL && child->next->previous != child)
            return "has children whose links disagree";
        if (child->next == NULL && node->last != child)
            return "has a wrong last child";
    }
    return NULL;
}

/* Parents that take exactly some types of children. */
static bool
is_special_child(ReferatNodeType parent, ReferatNodeType child, bool *special)
{
    *special = true;
    switch (parent) {
    case REFERAT_NODE_DOCUMENT:
        return child >= REFERAT_NODE_PAGE_HEADER && child <= REFERAT_NODE_COMMENT;
    case REFERAT_NODE_LIST:
        return child == REFERAT_NODE_ITEM;
    case REFERAT_NODE_DEFINITION_LIST:
        return child == REFERAT_NODE_TERM || child == REFERAT_NODE_DEFINITION;
    case REFERAT_NODE_TABLE:
        return child == REFERAT_NODE_CAPTION || child == REFERAT_NODE_ROW;
    case REFERAT_NODE_ROW:
        return child == REFERAT_NODE_CELL;
    case REFERAT_NODE_MATH:
        return child == REFERAT_NODE_MATH_ELEMENT;
    case REFERAT_NODE_MATH_ELEMENT:
        return child == REFERAT_NODE_MATH_ELEMENT || child == REFERAT_NODE_TEXT;
    default:
        *special = false;
        return false;
    }
}

static bool
is_ordinary_block(ReferatNodeType type)
{
    switch (type) {
    case REFERAT_NODE_SECTION:
    case REFERAT_NODE_HEADING:
    case REFERAT_NODE_PARAGRAPH:
    case REFERAT_NODE_LIST:
    case REFERAT_NODE_DEFINITION_LIST:
    case REFERAT_NODE_TABLE:
    case REFERAT_NODE_FIGURE:
    case REFERAT_NODE_ASIDE:
    case REFERAT_NODE_QUOTE:
    case REFERAT_NODE_PREFORMATTED:
    case REFERAT_NODE_RULE:
        return true;
    default:
        return false;
    }
}

static const char *
check_parent(const ReferatNode *node)
{
    const ReferatNodeType type = (ReferatNodeType)node->type;
    const ReferatNodeType parent = (ReferatNodeType)node->parent->type;
    bool special = false;
    const bool fits = is_special_child(parent, type, &special);

    if (special)
        return fits ? NULL : "stands in a parent that does not take it";
    if (type == REFERAT_NODE_CAPTION)
        return parent == REFERAT_NODE_FIGURE ? NULL : "is a caption of nothing";
    if (type == REFERAT_NODE_MATH_ELEMENT)
        return "is a math element outside a formula";
    if (referat_node_type_is_inline(type))
        return rft_type_holds_inlines(parent) ? NULL : "is an inline where blocks stand";
    if (!is_ordinary_block(type))
        return "stands in a parent that does not take it";
    return rft_type_holds_blocks(parent) ? NULL : "is a block where inlines stand";
}

static const char *
check_nesting(const ReferatNode *node)
{
    for (const ReferatNode *p = node->parent; p != NULL; p = p->parent)
        if (p->type == REFERAT_NODE_LINK && node->type == REFERAT_NODE_LINK)
            return "is a link inside a link";
    return NULL;
}

/* What every writer takes for granted. */
static const char *
check_presence(const ReferatNode *node)
{
    switch ((ReferatNodeType)node->type) {
    case REFERAT_NODE_LIST:
    case REFERAT_NODE_TABLE:
        return node->first != NULL ? NULL : "is empty";
    case REFERAT_NODE_ANCHOR:
        return node->as.anchor.name != NULL ? NULL : "has no name";
    case REFERAT_NODE_RUBY:
        return node->as.ruby.text != NULL ? NULL : "has no text";
    case REFERAT_NODE_COMMENT:
    case REFERAT_NODE_COMMENT_REF:
        return node->as.change.key != NULL ? NULL : "has no key";
    case REFERAT_NODE_NOTE:
    case REFERAT_NODE_NOTE_REF:
        return node->as.note.key != NULL ? NULL : "has no key";
    default:
        return NULL;
    }
}

static const char *
check_payload(const ReferatDocument *document, const ReferatNode *node)
{
    switch ((ReferatNodeType)node->type) {
    case REFERAT_NODE_TEXT:
        if (node->first != NULL)
            return "is text with children";
        return g_utf8_validate(node->as.text.text, node->as.text.length, NULL) ? NULL
                                                                               : "is not UTF-8";
    case REFERAT_NODE_HEADING:
        return node->as.heading.level >= 1 && node->as.heading.level <= 9 ? NULL : "has no level";
    case REFERAT_NODE_CELL:
        return node->as.cell.column_span >= 1 && node->as.cell.row_span >= 1 ? NULL : "has no span";
    case REFERAT_NODE_LINK:
        if ((node->as.link.uri == NULL) == (node->as.link.anchor == NULL))
            return "needs exactly one target";
        return check_nesting(node);
    case REFERAT_NODE_IMAGE:
        return node->as.image.resource < document->resources->len &&
                       node->as.image.raster <= document->resources->len
                   ? NULL
                   : "has no resource";
    case REFERAT_NODE_NOTE_REF:
        return !document->sealed || referat_document_find_note(document, node->as.note.kind,
                                                               node->as.note.key) != NULL
                   ? NULL
                   : "refers to a note that is missing";
    case REFERAT_NODE_MATH_ELEMENT:
        return node->as.math_element.attribute == NULL ||
                       referat_math_attribute_ok(node->as.math_element.attribute)
                   ? NULL
                   : "has an attribute that is not allowed";
    default:
        return NULL;
    }
}

static const char *
check_node(const ReferatDocument *document, const ReferatNode *node)
{
    const char *wrong = NULL;

    if (node->type >= REFERAT_N_NODE_TYPES)
        return "has no type";
    wrong = check_links(node);
    if (wrong == NULL && node->parent != NULL)
        wrong = check_parent(node);
    if (wrong == NULL)
        wrong = check_presence(node);
    if (wrong == NULL)
        wrong = check_payload(document, node);
    return wrong;
}

bool
referat_document_check(const ReferatDocument *document, GError **error)
{
    for (const ReferatNode *node = document->root; node != NULL;
         node = rft_next_in_preorder(node, document->root)) {
        const char *wrong = check_node(document, node);
        if (wrong != NULL) {
            referat_set_error(error, REFERAT_ERROR_DAMAGED, "node %u (%s) %s", node->id,
                              node->type < REFERAT_N_NODE_TYPES
                                  ? referat_node_type_name((ReferatNodeType)node->type)
                                  : "?",
                              wrong);
            return false;
        }
    }
    const char *wrong = document->minutes != NULL && document->sealed
                            ? rft_minutes_check(document, document->minutes)
                            : NULL;
    if (wrong != NULL)
        referat_set_error(error, REFERAT_ERROR_DAMAGED, "the record %s", wrong);
    return wrong == NULL;
}
