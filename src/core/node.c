/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/node.h"

#include <string.h>

/* One row for each node type: its .rxml name, whether it is an inline, and what it holds. */
typedef struct {
    const char *name;
    bool is_inline;
    bool holds_blocks;
    bool holds_inlines;
} NodeFacts;

static const NodeFacts node_facts[] = {
    [REFERAT_NODE_DOCUMENT] = {"document", false, false, false},
    [REFERAT_NODE_PAGE_HEADER] = {"page-header", false, true, false},
    [REFERAT_NODE_BODY] = {"body", false, true, false},
    [REFERAT_NODE_PAGE_FOOTER] = {"page-footer", false, true, false},
    [REFERAT_NODE_NOTE] = {"note", false, true, false},
    [REFERAT_NODE_COMMENT] = {"comment", false, true, false},
    [REFERAT_NODE_SECTION] = {"section", false, true, false},
    [REFERAT_NODE_HEADING] = {"heading", false, false, true},
    [REFERAT_NODE_PARAGRAPH] = {"paragraph", false, false, true},
    [REFERAT_NODE_LIST] = {"list", false, false, false},
    [REFERAT_NODE_ITEM] = {"item", false, true, false},
    [REFERAT_NODE_DEFINITION_LIST] = {"definition-list", false, false, false},
    [REFERAT_NODE_TERM] = {"term", false, false, true},
    [REFERAT_NODE_DEFINITION] = {"definition", false, true, false},
    [REFERAT_NODE_TABLE] = {"table", false, false, false},
    [REFERAT_NODE_ROW] = {"row", false, false, false},
    [REFERAT_NODE_CELL] = {"cell", false, true, false},
    [REFERAT_NODE_FIGURE] = {"figure", false, true, false},
    [REFERAT_NODE_CAPTION] = {"caption", false, false, true},
    [REFERAT_NODE_ASIDE] = {"aside", false, true, false},
    [REFERAT_NODE_QUOTE] = {"quote", false, true, false},
    [REFERAT_NODE_PREFORMATTED] = {"preformatted", false, false, true},
    [REFERAT_NODE_RULE] = {"rule", false, false, false},
    [REFERAT_NODE_TEXT] = {"text", true, false, false},
    [REFERAT_NODE_LINK] = {"link", true, false, true},
    [REFERAT_NODE_ANCHOR] = {"anchor", true, false, false},
    [REFERAT_NODE_IMAGE] = {"image", true, false, false},
    [REFERAT_NODE_BREAK] = {"break", true, false, false},
    [REFERAT_NODE_NOTE_REF] = {"note-ref", true, false, false},
    [REFERAT_NODE_COMMENT_REF] = {"comment-ref", true, false, false},
    [REFERAT_NODE_MATH] = {"math", true, false, false},
    [REFERAT_NODE_MATH_ELEMENT] = {"math-element", true, false, false},
    [REFERAT_NODE_RUBY] = {"ruby", true, false, true},
    [REFERAT_NODE_FORM] = {"form", true, false, false},
    [REFERAT_NODE_INSERTION] = {"insertion", true, false, true},
    [REFERAT_NODE_DELETION] = {"deletion", true, false, true},
    [REFERAT_NODE_PAGE_MARK] = {"page-mark", true, false, false},
};
G_STATIC_ASSERT(G_N_ELEMENTS(node_facts) == REFERAT_N_NODE_TYPES);

const char *
referat_node_type_name(ReferatNodeType type)
{
    g_return_val_if_fail((unsigned)type < REFERAT_N_NODE_TYPES, NULL);
    return node_facts[type].name;
}

bool
referat_node_type_is_inline(ReferatNodeType type)
{
    g_return_val_if_fail((unsigned)type < REFERAT_N_NODE_TYPES, false);
    return node_facts[type].is_inline;
}

bool
rft_type_holds_blocks(ReferatNodeType type)
{
    return node_facts[type].holds_blocks;
}

bool
rft_type_holds_inlines(ReferatNodeType type)
{
    return node_facts[type].holds_inlines;
}

ReferatNode *
rft_node_new(RftArena *arena, ReferatNodeType type)
{
    ReferatNode *node = rft_arena_new(arena, ReferatNode);

    node->type = (uint8_t)type;
    if (type == REFERAT_NODE_CELL) {
        node->as.cell.column_span = 1;
        node->as.cell.row_span = 1;
    } else if (type == REFERAT_NODE_HEADING) {
        node->as.heading.level = 1;
    }
    return node;
}

RftBlock *
rft_node_block(RftArena *arena, ReferatNode *node)
{
    if (node->block == NULL)
        node->block = rft_arena_new(arena, RftBlock);
    return node->block;
}

/* ---- links ---- */

void
referat_node_remove(ReferatNode *node)
{
    g_return_if_fail(node != NULL);
    ReferatNode *parent = node->parent;

    if (node->previous != NULL)
        node->previous->next = node->next;
    else if (parent != NULL)
        parent->first = node->next;
    if (node->next != NULL)
        node->next->previous = node->previous;
    else if (parent != NULL)
        parent->last = node->previous;
    node->parent = node->previous = node->next = NULL;
}

void
referat_node_append(ReferatNode *parent, ReferatNode *node)
{
    g_return_if_fail(parent != NULL && node != NULL && parent != node);
    if (node->parent != NULL)
        referat_node_remove(node);
    node->parent = parent;
    node->previous = parent->last;
    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

void
referat_node_insert_before(ReferatNode *sibling, ReferatNode *node)
{
    g_return_if_fail(sibling != NULL && sibling->parent != NULL && node != NULL);
    if (node == sibling)
        return;
    if (node->parent != NULL)
        referat_node_remove(node);
    node->parent = sibling->parent;
    node->next = sibling;
    node->previous = sibling->previous;
    if (sibling->previous != NULL)
        sibling->previous->next = node;
    else
        sibling->parent->first = node;
    sibling->previous = node;
}

void
rft_node_replace(ReferatNode *node, ReferatNode *replacement)
{
    referat_node_insert_before(node, replacement);
    referat_node_remove(node);
}

void
rft_node_move_children(ReferatNode *from, ReferatNode *to)
{
    while (from->first != NULL)
        referat_node_append(to, from->first);
}

void
rft_node_unwrap(ReferatNode *node)
{
    while (node->first != NULL)
        referat_node_insert_before(node, node->first);
    referat_node_remove(node);
}

ReferatNode *
rft_next_skipping(const ReferatNode *node, const ReferatNode *root)
{
    while (node != root) {
        if (node->next != NULL)
            return node->next;
        node = node->parent;
        if (node == NULL)
            return NULL;
    }
    return NULL;
}

/* ---- reading ---- */

ReferatNodeType
referat_node_get_type(const ReferatNode *node)
{
    return (ReferatNodeType)node->type;
}

uint32_t
referat_node_get_id(const ReferatNode *node)
{
    return node->id;
}

const ReferatNode *
referat_node_get_parent(const ReferatNode *node)
{
    return node->parent;
}

const ReferatNode *
referat_node_get_previous(const ReferatNode *node)
{
    return node->previous;
}

const ReferatNode *
referat_node_get_next(const ReferatNode *node)
{
    return node->next;
}

const ReferatNode *
referat_node_get_first(const ReferatNode *node)
{
    return node->first;
}

const ReferatNode *
referat_node_get_last(const ReferatNode *node)
{
    return node->last;
}

const char *
referat_node_get_language(const ReferatNode *node)
{
    return node->language;
}

ReferatDirection
referat_node_get_direction(const ReferatNode *node)
{
    return (ReferatDirection)node->direction;
}

const char *
referat_node_get_style(const ReferatNode *node)
{
    return node->block != NULL ? node->block->style : NULL;
}

const ReferatLabel *
referat_node_get_label(const ReferatNode *node)
{
    return node->block != NULL ? node->block->label : NULL;
}

const ReferatPosition *
referat_node_get_positions(const ReferatNode *node, uint32_t *n)
{
    *n = node->block != NULL ? node->block->n_positions : 0;
    return *n > 0 ? node->block->positions : NULL;
}

/* The pair of a payload: constant for writers, writable for readers. Both check the type. */
/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses */
#define PAYLOAD(Type, field, condition)                                                            \
    const Type *referat_node_get_##field(const ReferatNode *node)                                  \
    {                                                                                              \
        g_return_val_if_fail(node != NULL, NULL);                                                  \
        const ReferatNodeType type = (ReferatNodeType)node->type;                                  \
        g_return_val_if_fail(condition, NULL);                                                     \
        return &node->as.field;                                                                    \
    }                                                                                              \
    Type *referat_node_edit_##field(ReferatNode *node)                                             \
    {                                                                                              \
        g_return_val_if_fail(node != NULL, NULL);                                                  \
        const ReferatNodeType type = (ReferatNodeType)node->type;                                  \
        g_return_val_if_fail(condition, NULL);                                                     \
        return &node->as.field;                                                                    \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

const ReferatText *
referat_node_get_text(const ReferatNode *node)
{
    g_return_val_if_fail(node != NULL && node->type == REFERAT_NODE_TEXT, NULL);
    return &node->as.text;
}

/* clang-format off */
PAYLOAD(ReferatHeading, heading, type == REFERAT_NODE_HEADING)
PAYLOAD(ReferatList, list, type == REFERAT_NODE_LIST)
PAYLOAD(ReferatTable, table, type == REFERAT_NODE_TABLE)
PAYLOAD(ReferatRow, row, type == REFERAT_NODE_ROW)
PAYLOAD(ReferatCell, cell, type == REFERAT_NODE_CELL)
PAYLOAD(ReferatAside, aside, type == REFERAT_NODE_ASIDE)
PAYLOAD(ReferatPages, pages,
        type == REFERAT_NODE_PAGE_HEADER || type == REFERAT_NODE_PAGE_FOOTER)
PAYLOAD(ReferatNote, note, type == REFERAT_NODE_NOTE || type == REFERAT_NODE_NOTE_REF)
PAYLOAD(ReferatChange, change,
        type == REFERAT_NODE_COMMENT || type == REFERAT_NODE_COMMENT_REF ||
        type == REFERAT_NODE_INSERTION || type == REFERAT_NODE_DELETION)
PAYLOAD(ReferatLink, link, type == REFERAT_NODE_LINK)
PAYLOAD(ReferatAnchor, anchor, type == REFERAT_NODE_ANCHOR)
PAYLOAD(ReferatImage, image, type == REFERAT_NODE_IMAGE)
PAYLOAD(ReferatMath, math, type == REFERAT_NODE_MATH)
PAYLOAD(ReferatMathNode, math_element, type == REFERAT_NODE_MATH_ELEMENT)
PAYLOAD(ReferatRuby, ruby, type == REFERAT_NODE_RUBY)
PAYLOAD(ReferatForm, form, type == REFERAT_NODE_FORM)
PAYLOAD(ReferatPageMark, page_mark, type == REFERAT_NODE_PAGE_MARK)
/* clang-format on */

static const char *const math_names[] = {
    "mrow",          "mi",          "mn",     "mo",    "mtext",
    "mspace",        "mfrac",       "msqrt",  "mroot", "msub",
    "msup",          "msubsup",     "munder", "mover", "munderover",
    "mmultiscripts", "mprescripts", "mtable", "mtr",   "mtd",
    "mphantom",      "menclose",
};
G_STATIC_ASSERT(G_N_ELEMENTS(math_names) == REFERAT_N_MATH_ELEMENTS);

const char *
referat_math_element_name(ReferatMathElement element)
{
    g_return_val_if_fail((unsigned)element < REFERAT_N_MATH_ELEMENTS, NULL);
    return math_names[element];
}

bool
referat_math_attribute_ok(const char *attribute)
{
    static const char *const allowed[] = {
        "mathvariant=normal",
        "stretchy=false",
        "stretchy=true",
        "fence=true",
        "accent=true",
        "accentunder=true",
        "largeop=true",
        "linethickness=0",
        "notation=box",
        "notation=radical",
        "width=1em",
        "bevelled=true",
        "columnalign=left",
        "columnalign=right",
        "movablelimits=false",
        "separator=true",
        NULL,
    };

    return attribute != NULL && g_strv_contains(allowed, attribute);
}

void
referat_node_append_plain_text(const ReferatNode *node, GString *text)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE)
            continue;
        switch ((ReferatNodeType)it.node->type) {
        case REFERAT_NODE_TEXT:
            g_string_append_len(text, it.node->as.text.text, it.node->as.text.length);
            break;
        case REFERAT_NODE_BREAK:
            g_string_append_c(text, ' ');
            break;
        case REFERAT_NODE_FORM:
            if (it.node->as.form.value != NULL)
                g_string_append(text, it.node->as.form.value);
            break;
        case REFERAT_NODE_ASIDE:
        case REFERAT_NODE_DELETION:
            if (it.node != node)
                referat_iter_skip(&it);
            break;
        default:
            /* words of neighbouring blocks stay apart */
            if (!node_facts[it.node->type].is_inline && text->len > 0 &&
                text->str[text->len - 1] != ' ' && it.node != node)
                g_string_append_c(text, ' ');
            break;
        }
    }
}

/* ---- iterator ---- */

void
referat_iter_init(ReferatIter *iter, const ReferatNode *root)
{
    iter->event = REFERAT_ENTER;
    iter->node = NULL;
    iter->root = root;
    iter->skip = false;
}

bool
referat_iter_next(ReferatIter *iter)
{
    const ReferatNode *node = iter->node;

    if (node == NULL) {
        iter->node = iter->root;
        iter->event = REFERAT_ENTER;
        return iter->root != NULL;
    }
    if (iter->event == REFERAT_ENTER) {
        if (node->first != NULL && !iter->skip) {
            iter->node = node->first;
        } else {
            iter->event = REFERAT_LEAVE;
            iter->skip = false;
        }
        return true;
    }
    if (node == iter->root)
        return false;
    if (node->next != NULL) {
        iter->node = node->next;
        iter->event = REFERAT_ENTER;
    } else {
        iter->node = node->parent;
    }
    return true;
}

void
referat_iter_skip(ReferatIter *iter)
{
    iter->skip = true;
}
