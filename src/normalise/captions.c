/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Captions join what they stand at, and runs of paragraphs that a style marks become quotations,
 * preformatted text and definition lists.
 */

static bool
is_caption(const ReferatNode *node)
{
    const ReferatHints *hints = node != NULL ? rft_node_hints(node) : NULL;

    return node != NULL && node->type == REFERAT_NODE_PARAGRAPH && hints != NULL && hints->caption;
}

static bool
is_picture(const ReferatNode *node)
{
    bool image = false;

    if (node == NULL || node->type != REFERAT_NODE_PARAGRAPH ||
        referat_node_get_label(node) != NULL)
        return false;
    for (const ReferatNode *kid = node->first; kid != NULL; kid = kid->next) {
        if (kid->type == REFERAT_NODE_IMAGE)
            image = true;
        else if (kid->type != REFERAT_NODE_ANCHOR && kid->type != REFERAT_NODE_BREAK)
            return false;
    }
    return image;
}

/* "Table 1. Fees from January", "Figure 2: The stairs": read off a page, where nothing says what it
 * is. "Item 1. Fees" opens a part. */
static bool
names_exhibit(const RftPass *pass, const ReferatNode *node)
{
    enum { MOST_WORDS = 30, LEAST_LETTERS = 3 };

    if (node->type != REFERAT_NODE_PARAGRAPH || !rft_is_read(node) ||
        referat_node_get_label(node) != NULL)
        return false;
    g_autofree char *text = rft_plain_text(node);
    const char *p = text;
    while (g_unichar_isalpha(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    const size_t word = (size_t)(p - text);
    const size_t digits = *p == ' ' ? strspn(p + 1, "0123456789") : 0;
    if (word < LEAST_LETTERS || digits == 0 || digits > 3 ||
        !g_unichar_isupper(g_utf8_get_char(text)) || (p[digits + 1] != '.' && p[digits + 1] != ':'))
        return false;
    return !rft_vocabulary_is_item_word(pass->vocabulary, text, word) &&
           rft_count_words(text, MOST_WORDS + 1) <= MOST_WORDS;
}

static ReferatNode *
make_caption(RftPass *pass, ReferatNode *paragraph)
{
    ReferatNode *caption = referat_builder_add(pass->builder, NULL, REFERAT_NODE_CAPTION);

    caption->block = paragraph->block;
    caption->language = paragraph->language;
    caption->direction = paragraph->direction;
    rft_node_move_children(paragraph, caption);
    referat_node_remove(paragraph);
    return caption;
}

static bool
is_data(const ReferatNode *node)
{
    return node != NULL && node->type == REFERAT_NODE_TABLE &&
           node->as.table.kind == REFERAT_TABLE_DATA &&
           (node->first == NULL || node->first->type != REFERAT_NODE_CAPTION);
}

/* A text box that holds nothing but a caption is one. */
static bool
is_boxed_caption(const ReferatNode *node)
{
    return node->type == REFERAT_NODE_ASIDE && node->first != NULL && node->first == node->last &&
           is_caption(node->first) && (is_picture(node->previous) || is_picture(node->next));
}

static ReferatNode *
attach_caption(RftPass *pass, ReferatNode *paragraph)
{
    ReferatNode *before = paragraph->previous;
    ReferatNode *after = paragraph->next;

    if (is_picture(before)) {
        ReferatNode *figure = referat_builder_add(pass->builder, NULL, REFERAT_NODE_FIGURE);
        rft_node_replace(before, figure);
        referat_node_append(figure, before);
        referat_node_append(figure, make_caption(pass, paragraph));
        return figure;
    }
    ReferatNode *table = is_data(after) ? after : is_data(before) ? before : NULL;
    if (table == NULL)
        return paragraph;
    ReferatNode *caption = make_caption(pass, paragraph);
    referat_node_insert_before(table->first, caption);
    return table;
}

/* ---- runs of one kind ---- */

typedef enum { KIND_NONE, KIND_QUOTE, KIND_CODE, KIND_TERM, KIND_DEFINITION } Kind;

static Kind
kind_of(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    if (node->type != REFERAT_NODE_PARAGRAPH || hints == NULL)
        return KIND_NONE;
    if (hints->code)
        return KIND_CODE;
    if (hints->term)
        return KIND_TERM;
    if (hints->definition)
        return KIND_DEFINITION;
    return hints->quote && referat_node_get_label(node) == NULL ? KIND_QUOTE : KIND_NONE;
}

static ReferatNode *
add_code(RftPass *pass, ReferatNode *paragraph, ReferatNode *open)
{
    if (open == NULL) {
        open = referat_builder_add(pass->builder, NULL, REFERAT_NODE_PREFORMATTED);
        open->block = paragraph->block;
        rft_node_replace(paragraph, open);
    } else {
        (void)referat_builder_add(pass->builder, open, REFERAT_NODE_BREAK);
        referat_node_remove(paragraph);
    }
    rft_node_move_children(paragraph, open);
    return open;
}

static ReferatNode *
add_definition(RftPass *pass, ReferatNode *paragraph, ReferatNode *open, Kind kind)
{
    if (open == NULL) {
        open = referat_builder_add(pass->builder, NULL, REFERAT_NODE_DEFINITION_LIST);
        referat_node_insert_before(paragraph, open);
    }
    if (kind == KIND_TERM) {
        ReferatNode *term = referat_builder_add(pass->builder, open, REFERAT_NODE_TERM);
        rft_node_move_children(paragraph, term);
        referat_node_remove(paragraph);
    } else {
        ReferatNode *last = open->last;
        if (last == NULL || last->type != REFERAT_NODE_DEFINITION)
            last = referat_builder_add(pass->builder, open, REFERAT_NODE_DEFINITION);
        referat_node_append(last, paragraph);
    }
    return open;
}

static void
gather_runs(RftPass *pass, ReferatNode *container)
{
    ReferatNode *open = NULL;
    Kind open_kind = KIND_NONE;
    ReferatNode *next = NULL;

    for (ReferatNode *node = container->first; node != NULL; node = next) {
        Kind kind = kind_of(node);
        next = node->next;
        if (kind == KIND_DEFINITION && open_kind != KIND_TERM)
            kind = KIND_NONE; /* a definition of nothing */
        const Kind group = kind == KIND_DEFINITION ? KIND_TERM : kind;
        if (group != open_kind)
            open = NULL;
        open_kind = group;
        if (kind == KIND_CODE) {
            open = add_code(pass, node, open);
        } else if (group == KIND_TERM) {
            open = add_definition(pass, node, open, kind);
        } else if (kind == KIND_QUOTE) {
            if (open == NULL) {
                open = referat_builder_add(pass->builder, NULL, REFERAT_NODE_QUOTE);
                referat_node_insert_before(node, open);
            }
            referat_node_append(open, node);
        }
    }
}

void
rft_pass_captions(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    ReferatNode *next = NULL;

    for (ReferatNode *node = root; node != NULL; node = next) {
        if (is_boxed_caption(node)) {
            ReferatNode *inside = node->first;
            ReferatNode *picture = is_picture(node->previous) ? node->previous : node->next;
            referat_node_insert_before(picture, inside);
            referat_node_insert_before(inside, picture);
            referat_node_remove(node);
            node = inside;
        }
        const bool beside =
            is_picture(node->previous) || is_data(node->next) || is_data(node->previous);
        if (is_caption(node) || (beside && names_exhibit(pass, node)))
            node = attach_caption(pass, node);
        if (rft_type_holds_blocks((ReferatNodeType)node->type) &&
            node->type != REFERAT_NODE_QUOTE && node->type != REFERAT_NODE_DEFINITION)
            gather_runs(pass, node);
        next = rft_next_in_preorder(node, root);
    }
}
