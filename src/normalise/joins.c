/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/* joins: puts together what the page set apart: a drop cap and its paragraph, and paragraphs that
 * run on. empty: drops paragraphs and asides with nothing in them, and blanks at their edges. */

static void
join_into_next(RftPass *pass, ReferatNode *first, ReferatNode *second, const char *between)
{
    const RftBlock *block = first->block;

    if (*between != '\0')
        (void)referat_builder_add_text(pass->builder, first, between, strlen(between), 0, NULL,
                                       REFERAT_DIRECTION_UNSET);
    while (first->last != NULL) {
        if (second->first != NULL)
            referat_node_insert_before(second->first, first->last);
        else
            referat_node_append(second, first->last);
    }
    for (uint32_t i = 0; block != NULL && i < block->n_positions; i++)
        referat_builder_add_position(pass->builder, second, &block->positions[i]);
    referat_node_remove(first);
    rft_merge_texts(pass, second);
}

static bool
both_paragraphs(const ReferatNode *a, const ReferatNode *b)
{
    return a->type == REFERAT_NODE_PARAGRAPH && b != NULL && b->type == REFERAT_NODE_PARAGRAPH;
}

/* "e. ", "iv) ": labels are told from text later, and what looks like one begins something. */
static bool
may_be_labelled(const char *text)
{
    enum { LONGEST = 4 };
    const size_t n = strcspn(text, " \t");

    return n > 1 && n <= LONGEST && text[n] != '\0' && (text[n - 1] == '.' || text[n - 1] == ')');
}

/* Whether a page or a column ends between @node and the block behind it. */
static bool
parted_by_page(const ReferatNode *node)
{
    const RftBlock *above = node->block;
    const RftBlock *below = node->next->block;

    if (above == NULL || below == NULL || above->n_positions == 0 || below->n_positions == 0)
        return false;
    const ReferatPosition *end = &above->positions[above->n_positions - 1];
    const ReferatPosition *start = &below->positions[0];
    return end->page > 0 && (start->page == end->page + 1 ||
                             (start->page == end->page && start->box[1] < end->box[1]));
}

/* Both look like running text, and alike: what goes on may begin with a name. */
static bool
look_alike(const ReferatHints *a, const ReferatHints *b)
{
    static const float SAME_SIZE = 0.04F;
    static const float SAME_WEIGHT = 0.2F;

    return b != NULL && a->outline == 0 && b->outline == 0 && !b->title && a->alignment == 0 &&
           b->alignment == 0 && a->bold_share < SAME_WEIGHT && b->bold_share < SAME_WEIGHT &&
           ABS(a->relative_size - b->relative_size) < SAME_SIZE && b->first_indent < 2;
}

/* A line that runs to the right edge and ends in the middle of a sentence goes on below. */
static bool
runs_on(const ReferatNode *node, const ReferatHints *hints)
{
    enum { LEAST_LETTERS = 60 };

    if (!hints->line_full || referat_node_get_label(node->next) != NULL)
        return false;
    g_autofree char *above = rft_plain_text(node);
    g_autofree char *below = rft_plain_text(node->next);
    const size_t n = strlen(above);
    const gunichar first = g_utf8_get_char(below);
    if (n == 0 || strchr(".:;!?", above[n - 1]) != NULL || may_be_labelled(below))
        return false;
    return g_unichar_islower(first) ||
           (n >= LEAST_LETTERS && g_unichar_isupper(first) &&
            (g_ascii_isalnum(above[n - 1]) || (above[n - 1] & 0x80) != 0 || above[n - 1] == ',') &&
            parted_by_page(node) && look_alike(hints, rft_node_hints(node->next)));
}

/* ---- lines that were broken by hand, or pasted from where they were full ---- */

enum { FULL_LINE = 55 }; /* letters */

static bool
goes_on_below(const ReferatNode *line_break, size_t before)
{
    const ReferatNode *above = line_break->previous;
    const ReferatNode *below = line_break->next;

    if (before < FULL_LINE || above == NULL || below == NULL || above->type != REFERAT_NODE_TEXT ||
        below->type != REFERAT_NODE_TEXT || above->as.text.length == 0 ||
        below->as.text.length == 0)
        return false;
    const char last = above->as.text.text[above->as.text.length - 1];
    const char *p = below->as.text.text;
    const char *end = p + below->as.text.length;
    while (p < end && g_ascii_isspace(*p))
        p++;
    return p < end && strchr(".:;!?-", last) == NULL && g_unichar_islower(g_utf8_get_char(p));
}

static void
undo_wraps(ReferatNode *paragraph)
{
    size_t before = 0;
    ReferatNode *next = NULL;

    for (ReferatNode *node = paragraph->first; node != NULL; node = next) {
        next = node->next;
        if (node->type == REFERAT_NODE_TEXT)
            before += node->as.text.length;
        if (node->type != REFERAT_NODE_BREAK)
            continue;
        if (goes_on_below(node, before)) {
            ReferatText *below = &node->next->as.text;
            while (below->length > 0 && g_ascii_isspace(*below->text)) {
                below->text++;
                below->length--;
            }
            node->type = REFERAT_NODE_TEXT;
            node->as.text = (ReferatText){" ", 1, node->previous->as.text.style};
        }
        before = 0;
    }
}

/* A drop cap is a letter or a word; a chain of them would be moved again and again. */
static bool
is_short(const ReferatNode *node)
{
    size_t length = 0;

    for (const ReferatNode *kid = node->first; kid != NULL && length <= 16; kid = kid->next)
        length += kid->type == REFERAT_NODE_TEXT ? kid->as.text.length : 4;
    return length <= 16;
}

void
rft_pass_joins(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    ReferatNode *next = NULL;

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        const ReferatHints *hints = rft_node_hints(node);
        if (node->type == REFERAT_NODE_PARAGRAPH && (hints == NULL || !hints->code))
            undo_wraps(node);
    }

    for (ReferatNode *node = root; node != NULL; node = next) {
        next = rft_next_in_preorder(node, root);
        const ReferatHints *hints = rft_node_hints(node);
        if (hints == NULL || !both_paragraphs(node, node->next))
            continue;
        if ((hints->drop_cap && is_short(node)) || runs_on(node, hints)) {
            next = node->next;
            join_into_next(pass, node, node->next, hints->drop_cap ? "" : " ");
        }
    }
}

/* ---- empty ---- */

static void
trim_end(ReferatNode *block)
{
    ReferatNode *node = block->last;

    while (node != NULL && (node->type == REFERAT_NODE_TEXT || node->type == REFERAT_NODE_BREAK)) {
        ReferatNode *previous = node->previous;
        if (node->type == REFERAT_NODE_TEXT) {
            ReferatText *text = &node->as.text;
            while (text->length > 0 && g_ascii_isspace(text->text[text->length - 1]))
                text->length--;
            if (text->length > 0)
                return;
        }
        referat_node_remove(node);
        node = previous;
    }
}

/* Links, insertions and the like that hold nothing. */
static void
drop_hollow_inlines(ReferatNode *block)
{
    ReferatNode *next = NULL;

    for (ReferatNode *node = block->first; node != NULL; node = next) {
        next = rft_next_in_preorder(node, block);
        if (node->first != NULL || !rft_type_holds_inlines((ReferatNodeType)node->type))
            continue;
        next = rft_next_skipping(node, block);
        referat_node_remove(node);
    }
}

/* Where links lead to must stay, though its paragraph goes: the next block that stays takes it. */
static void
take_anchors(ReferatNode *empty, GPtrArray *homeless)
{
    while (empty->first != NULL) {
        ReferatNode *node = empty->first;
        referat_node_remove(node);
        if (node->type == REFERAT_NODE_ANCHOR || node->type == REFERAT_NODE_PAGE_MARK)
            g_ptr_array_add(homeless, node);
    }
}

static void
give_anchors(ReferatNode *heir, GPtrArray *homeless)
{
    ReferatNode *first = heir->first;

    if (!rft_type_holds_inlines((ReferatNodeType)heir->type))
        g_ptr_array_set_size(homeless, 0);
    for (guint i = 0; i < homeless->len; i++) {
        if (first != NULL)
            referat_node_insert_before(first, g_ptr_array_index(homeless, i));
        else
            referat_node_append(heir, g_ptr_array_index(homeless, i));
    }
    g_ptr_array_set_size(homeless, 0);
}

static bool
may_go(const ReferatNode *node)
{
    switch ((ReferatNodeType)node->type) {
    case REFERAT_NODE_PARAGRAPH:
    case REFERAT_NODE_ASIDE:
        break;
    default:
        return false;
    }
    /* a printed number is seen, though nothing stands behind it */
    const ReferatLabel *label = referat_node_get_label(node);
    if (label != NULL && label->scheme != REFERAT_SCHEME_BULLET && node->parent != NULL &&
        node->parent->type == REFERAT_NODE_CELL)
        return false;
    return !rft_has_content(node);
}

void
rft_pass_empty(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    ReferatNode *next = NULL;
    g_autoptr(GPtrArray) homeless = g_ptr_array_new();

    for (ReferatNode *node = root; node != NULL; node = next) {
        const ReferatHints *hints = rft_node_hints(node);
        if (node->type == REFERAT_NODE_PARAGRAPH && (hints == NULL || !hints->code)) {
            drop_hollow_inlines(node);
            rft_cut_front(node, 0);
            trim_end(node);
        }
        next = rft_next_in_preorder(node, root);
        /* a note that is missing in the file stays */
        if (!may_go(node) || (node->parent->type == REFERAT_NODE_NOTE &&
                              node->parent->first == node->parent->last)) {
            give_anchors(node, homeless);
            continue;
        }
        next = rft_next_skipping(node, root);
        take_anchors(node, homeless);
        if (node->next == NULL)
            g_ptr_array_set_size(homeless, 0);
        referat_node_remove(node);
    }
}
