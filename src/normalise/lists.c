/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Lists from labelled paragraphs. Where the format says level and list, they decide; for typed and
 * read labels, what counts on belongs together, and what begins anew or stands further in is a list
 * inside the item before it.
 */

enum { DEEPEST = 12 };
static const float TOLERANCE = 4.0F; /* points by which edges may differ and still be the same */

typedef struct {
    ReferatNode *list;
    ReferatNode *item; /* the last */
    uint32_t list_id;
    uint8_t level;             /* as the format says; 0 = it does not */
    float edge;                /* where labels stand */
    float text;                /* where text stands */
    const ReferatLabel *label; /* of the last item */
} Open;

typedef struct {
    RftPass *pass;
    Open open[DEEPEST];
    unsigned depth;
} Builder;

static float
label_edge(const ReferatHints *hints)
{
    return hints != NULL ? hints->indent + MIN(hints->first_indent, 0.0F) : 0;
}

static float
text_edge(const ReferatHints *hints)
{
    return hints != NULL ? hints->indent : 0;
}

/* What stands around the number of a label; the same for labels of a series. */
static bool
same_dress(const ReferatLabel *a, const ReferatLabel *b)
{
    if (a->scheme != b->scheme || a->n_path != b->n_path)
        return false;
    if (a->scheme == REFERAT_SCHEME_BULLET)
        return g_strcmp0(a->text, b->text) == 0;
    const size_t n = strlen(a->text);
    const size_t m = strlen(b->text);
    if (n == 0 || m == 0)
        return n == m;
    const bool head = g_ascii_isalnum(a->text[0]) && g_ascii_isalnum(b->text[0])
                          ? g_ascii_isdigit(a->text[0]) == g_ascii_isdigit(b->text[0])
                          : a->text[0] == b->text[0];
    const bool tail = g_ascii_isalnum(a->text[n - 1]) ? g_ascii_isalnum(b->text[m - 1]) != 0
                                                      : a->text[n - 1] == b->text[m - 1];
    return head && tail;
}

static uint32_t
last_number(const ReferatLabel *label)
{
    return label->n_path > 0 ? label->path[label->n_path - 1] : 0;
}

static bool
counts_on(const ReferatLabel *a, const ReferatLabel *b)
{
    return same_dress(a, b) &&
           (a->scheme == REFERAT_SCHEME_BULLET || last_number(b) == last_number(a) + 1);
}

/* ---- where an item goes: how many lists stay open, and whether it goes on in the last ---- */

typedef struct {
    unsigned depth;
    bool append;
} Place;

static Place
place_by_format(const Builder *b, const ReferatLabel *label, const ReferatHints *hints)
{
    for (unsigned i = b->depth; i > 0; i--) {
        const Open *open = &b->open[i - 1];
        if (open->list_id == hints->list_id && open->level == hints->list_level)
            return (Place){i, true};
        /* the same bullet on the same edge is the same list to the eye */
        if (open->level == hints->list_level && label->scheme == REFERAT_SCHEME_BULLET &&
            same_dress(open->label, label) && ABS(label_edge(hints) - open->edge) < TOLERANCE)
            return (Place){i, true};
        /* a level further in is inside, whichever list it counts with */
        if (open->level > 0 && open->level < hints->list_level)
            return (Place){i, false};
        /* another list on the same level: inside when it stands further in */
        if (open->level == hints->list_level && label_edge(hints) > open->edge + TOLERANCE)
            return (Place){i, false};
    }
    return (Place){0, false};
}

static Place
place_by_look(const Builder *b, const ReferatLabel *label, const ReferatHints *hints)
{
    const float edge = label_edge(hints);

    for (unsigned i = b->depth; i > 0; i--) {
        const Open *open = &b->open[i - 1];
        if (counts_on(open->label, label) && edge <= open->edge + TOLERANCE * 3)
            return (Place){i, true};
    }
    for (unsigned i = b->depth; i > 0; i--) {
        const Open *open = &b->open[i - 1];
        if (edge > open->edge + TOLERANCE)
            return (Place){i, false};
        /* on the same edge, a series of another kind that begins is a list inside the item */
        const bool begins = label->scheme == REFERAT_SCHEME_BULLET || last_number(label) == 1;
        if (begins && edge >= open->edge - TOLERANCE && !same_dress(open->label, label))
            return (Place){i, false};
    }
    return (Place){0, false};
}

static void
move_label(Builder *b, ReferatNode *paragraph, ReferatNode *item)
{
    rft_node_block(&b->pass->document->nodes, item)->label = paragraph->block->label;
    paragraph->block->label = NULL;
}

static ReferatNode *
open_list(Builder *b, const Place *place, ReferatNode *before, const ReferatLabel *label)
{
    ReferatNode *list = referat_builder_add(b->pass->builder, NULL, REFERAT_NODE_LIST);

    list->as.list.kind =
        label->scheme == REFERAT_SCHEME_BULLET ? REFERAT_LIST_BULLET : REFERAT_LIST_ORDERED;
    if (place->depth > 0)
        referat_node_append(b->open[place->depth - 1].item, list);
    else
        referat_node_insert_before(before, list);
    return list;
}

/* A bullet that is a box to tick says something: it becomes a form value at the item's front. */
static void
show_box(Builder *b, ReferatNode *paragraph)
{
    const ReferatLabel *label = paragraph->block->label;
    const bool open = g_strcmp0(label->text, "☐") == 0 || g_strcmp0(label->text, "□") == 0;
    const bool ticked = g_strcmp0(label->text, "☑") == 0 || g_strcmp0(label->text, "☒") == 0;

    if (label->scheme != REFERAT_SCHEME_BULLET || (!open && !ticked))
        return;
    ReferatNode *form = referat_builder_add(b->pass->builder, NULL, REFERAT_NODE_FORM);
    form->as.form.kind = REFERAT_FORM_CHECKBOX;
    form->as.form.checked = ticked;
    ReferatNode *blank = referat_builder_add(b->pass->builder, NULL, REFERAT_NODE_TEXT);
    blank->as.text.text = " ";
    blank->as.text.length = 1;
    if (paragraph->first != NULL) {
        referat_node_insert_before(paragraph->first, form);
        referat_node_insert_before(form->next, blank);
    } else {
        referat_node_append(paragraph, form);
    }
}

static void
add_item(Builder *b, ReferatNode *paragraph)
{
    const ReferatLabel *label = referat_node_get_label(paragraph);
    const ReferatHints *hints = rft_node_hints(paragraph);
    const bool known = hints != NULL && hints->list_level > 0;
    Place place = known ? place_by_format(b, label, hints) : place_by_look(b, label, hints);

    if (place.depth == DEEPEST)
        place.append = true;
    b->depth = place.depth;
    if (!place.append) {
        Open *open = &b->open[b->depth];
        open->list = open_list(b, &place, paragraph, label);
        open->list_id = hints != NULL ? hints->list_id : 0;
        open->level = hints != NULL ? hints->list_level : 0;
        open->edge = label_edge(hints);
        b->depth++;
    }
    Open *top = &b->open[b->depth - 1];
    top->item = referat_builder_add(b->pass->builder, top->list, REFERAT_NODE_ITEM);
    top->label = label;
    top->text = text_edge(hints);
    top->item->language = paragraph->language;
    top->item->direction = paragraph->direction;
    paragraph->language = NULL;
    paragraph->direction = REFERAT_DIRECTION_UNSET;
    show_box(b, paragraph);
    move_label(b, paragraph, top->item);
    referat_node_append(top->item, paragraph);
}

/* ---- text that belongs to the item above it ---- */

static bool
is_labelled(const ReferatNode *node)
{
    return node->type == REFERAT_NODE_PARAGRAPH && referat_node_get_label(node) != NULL;
}

/* Between two items of a list that is not indented, on the same edge, text belongs to the first of
 * them: "* N. N.: has asked … / The council answers … / * M. M.: …". Only a line that announces
 * something does not. */
static bool
stands_between_items(const Open *open, const ReferatNode *node)
{
    enum { MOST_BLOCKS = 12 };
    const ReferatHints *hints = rft_node_hints(node);

    if (open->label->scheme != REFERAT_SCHEME_BULLET || open->edge > TOLERANCE ||
        hints->indent > open->text + TOLERANCE)
        return false;
    for (int i = 0; i < MOST_BLOCKS && node != NULL; i++, node = node->next) {
        if (is_labelled(node))
            return same_dress(open->label, referat_node_get_label(node));
        if (node->type != REFERAT_NODE_PARAGRAPH)
            return false;
        g_autofree char *text = rft_plain_text(node);
        if (g_str_has_suffix(text, ":"))
            return false;
    }
    return false;
}

static bool
continues(Builder *b, const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    if (b->depth == 0 || hints == NULL || node->type != REFERAT_NODE_PARAGRAPH)
        return false;
    if (hints->list_continued) {
        while (b->depth > 1 && hints->list_level > 0 &&
               b->open[b->depth - 1].level > hints->list_level)
            b->depth--;
        while (b->depth > 1 && hints->list_level == 0 && hints->indent > 0 &&
               b->open[b->depth - 1].text > hints->indent + TOLERANCE)
            b->depth--;
        return true;
    }
    /* indented at least as far as the item's text, which itself is indented */
    for (unsigned i = b->depth; i > 0; i--) {
        const Open *open = &b->open[i - 1];
        if (open->text > 1 && hints->indent >= open->text - TOLERANCE) {
            b->depth = i;
            return true;
        }
    }
    if (!stands_between_items(&b->open[0], node))
        return false;
    b->depth = 1;
    return true;
}

/* "Ad 4 –", "§ 5": a part of the minutes with all that follows, not an item of a list. */
static bool
is_part(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);
    const unsigned char first = (unsigned char)label->text[0];

    return label->origin != REFERAT_ORIGIN_GENERATED && label->scheme == REFERAT_SCHEME_DECIMAL &&
           (first >= 0x80 || g_ascii_isalpha((char)first));
}

/* One typed label without a series is a numbered paragraph, not a list of one. */
static bool
stands_alone(const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    /* a number in a cell of its own is the cell's text */
    if (node->parent->type == REFERAT_NODE_CELL && !rft_has_content(node))
        return true;
    if (label->origin != REFERAT_ORIGIN_TYPED || label->scheme == REFERAT_SCHEME_BULLET)
        return false;
    if (is_part(node))
        return true;
    return (node->next == NULL || !is_labelled(node->next)) &&
           (node->previous == NULL || node->previous->type != REFERAT_NODE_LIST);
}

static void
list_children(RftPass *pass, ReferatNode *container)
{
    Builder b = {.pass = pass};
    ReferatNode *next = NULL;

    for (ReferatNode *node = container->first; node != NULL; node = next) {
        next = node->next;
        if (is_labelled(node)) {
            if (stands_alone(node) && (b.depth == 0 || is_part(node))) {
                b.depth = 0;
                continue;
            }
            add_item(&b, node);
        } else if (continues(&b, node)) {
            referat_node_append(b.open[b.depth - 1].item, node);
        } else {
            b.depth = 0;
        }
    }
}

void
rft_pass_lists(RftPass *pass)
{
    ReferatNode *root = pass->document->root;

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (rft_type_holds_blocks((ReferatNodeType)node->type) && node->type != REFERAT_NODE_ITEM)
            list_children(pass, node);
}
