/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "text/text.h"

/* What each node type becomes. */

enum { STEP = 4, WIDEST_HANG = 16, DRAWN_RULE = 40 };

/* The words of a block, after its own label. */
static void
put_block(Flow *flow, const ReferatNode *node)
{
    g_autofree char *words = text_words(flow, node);

    if (*words != '\0' || flow->label->len > 0)
        flow_put(flow, words);
}

/* The label of a block stands before it, and its lines hang on the label. */
static void
hang(Flow *flow, const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    if (label == NULL)
        return;
    flow_wait(flow, label->text);
    flow->indent += MIN(text_columns(label->text, strlen(label->text)) + 1, WIDEST_HANG);
}

/* ---- headings ---- */

static void
underline(Flow *flow, unsigned level, size_t from)
{
    static const char *const lines[] = {"=", "-", "~", "."};
    const char *text = flow->out->str + from;
    unsigned widest = 0;

    while (*text != '\0') {
        const size_t length = strcspn(text, "\n");
        widest = MAX(widest, text_columns(text, length));
        text += length + 1;
    }
    if (widest > flow->indent)
        flow_put_line(flow, lines[MIN(level, 4U) - 1], widest - flow->indent);
}

static void
enter_heading(Flow *flow, const ReferatNode *node)
{
    const unsigned level = referat_node_get_heading(node)->level;
    const unsigned indent = flow->indent;
    const size_t before = flow->out->len;

    hang(flow, node);
    flow->gap =
        flow->gap > 0 && (level <= 2 || flow->text->reader) && !flow->in_cell ? 2 : flow->gap;
    put_block(flow, node);
    flow->indent = indent;
    if (!flow->text->reader && !flow->in_cell && flow->out->len > before) {
        const char *text = flow->out->str + before;
        underline(flow, level, before + strspn(text, "\n"));
    }
}

/* ---- paragraphs and what holds them ---- */

/* Paragraphs in columns are one block; their columns are as wide as their words. */
static void
set_stops(Flow *flow, const ReferatNode *node)
{
    const TabGroup *group = &flow->tabs;
    unsigned at = 0;

    flow->stops.n = 0;
    if (!tabs_follow(node, &flow->tabs))
        return;
    for (unsigned i = 0; i < group->n_columns; i++) {
        at += group->widths[i] + 2;
        flow->stops.columns[i] = at;
    }
    /* the last column needs room of its own */
    if (at / 2 * 3 > flow_room(flow))
        return;
    flow->stops.n = group->n_columns;
    flow->stops.hang = group->pairs;
    if (node != group->first)
        flow->gap = 0;
}

static void
enter_paragraph(Flow *flow, const ReferatNode *node)
{
    const unsigned indent = flow->indent;

    set_stops(flow, node);
    if (flow->compact && referat_node_get_previous(node) != NULL)
        flow->gap = 0;
    hang(flow, node);
    put_block(flow, node);
    flow->indent = indent;
    flow->stops.n = 0;
}

static void
enter_indented(Flow *flow, const ReferatNode *node)
{
    (void)node;
    flow->indent += STEP;
}

static void
leave_indented(Flow *flow, const ReferatNode *node)
{
    (void)node;
    flow_put_label(flow);
    flow->indent -= STEP;
}

/* In the page's own head a box means nothing. */
static bool
is_page_head(const ReferatNode *node)
{
    for (; node != NULL; node = referat_node_get_parent(node))
        if (referat_node_get_type(node) == REFERAT_NODE_PAGE_HEADER ||
            referat_node_get_type(node) == REFERAT_NODE_PAGE_FOOTER)
            return true;
    return false;
}

static void
enter_aside(Flow *flow, const ReferatNode *node)
{
    if (!is_page_head(node))
        flow->indent += STEP;
}

static void
leave_aside(Flow *flow, const ReferatNode *node)
{
    if (!is_page_head(node))
        flow->indent -= STEP;
}

static void
enter_term(Flow *flow, const ReferatNode *node)
{
    put_block(flow, node);
    flow->gap = 0;
}

static void
enter_pre(Flow *flow, const ReferatNode *node)
{
    g_autofree char *words = text_words(flow, node);
    g_autoptr(GString) lines = g_string_new(NULL);
    unsigned column = 0;

    for (const char *p = words; *p != '\0'; p = g_utf8_next_char(p)) {
        const size_t length = (size_t)(g_utf8_next_char(p) - p);
        column = *p == '\n' ? 0 : column;
        if (*p == '\t') {
            do
                g_string_append_c(lines, ' ');
            while (++column % 8 != 0);
        } else if ((unsigned char)*p == 0xc2 && (unsigned char)p[1] == 0xa0) {
            g_string_append_c(lines, ' ');
            column++;
        } else {
            g_string_append_len(lines, p, (gssize)length);
            column += *p == '\n' ? 0 : text_columns(p, length);
        }
    }
    flow->indent += STEP;
    g_strchomp(lines->str);
    if (*lines->str != '\0')
        flow_put_raw(flow, lines->str);
    flow->indent -= STEP;
}

static void
enter_rule(Flow *flow, const ReferatNode *node)
{
    (void)node;
    flow_put_label(flow);
    flow_begin(flow);
    if (flow->text->reader)
        flow_put_line(flow, "* * *", 1);
    else
        flow_put_line(flow, "-", MIN(flow_room(flow), (unsigned)DRAWN_RULE));
}

/* ---- lists ---- */

/* Items of one paragraph each, with lists below, stand without blank lines. */
static bool
is_tight(const ReferatNode *list)
{
    for (const ReferatNode *item = referat_node_get_first(list); item != NULL;
         item = referat_node_get_next(item)) {
        const ReferatNode *first = referat_node_get_first(item);
        for (const ReferatNode *kid = first; kid != NULL; kid = referat_node_get_next(kid)) {
            const ReferatNodeType type = referat_node_get_type(kid);
            if (type != REFERAT_NODE_LIST && (kid != first || type != REFERAT_NODE_PARAGRAPH))
                return false;
        }
    }
    return true;
}

/* Where the text of all items of a list begins: after its widest label. */
static unsigned
hang_of(const ReferatNode *list)
{
    unsigned widest = 1;

    for (const ReferatNode *item = referat_node_get_first(list); item != NULL;
         item = referat_node_get_next(item)) {
        const ReferatLabel *label = referat_node_get_label(item);
        if (label != NULL)
            widest = MAX(widest, text_columns(label->text, strlen(label->text)));
    }
    return MIN(widest + 1, (unsigned)WIDEST_HANG);
}

static const ReferatLabel *
visible_label(const ReferatNode *item)
{
    const ReferatLabel *label = referat_node_get_label(item);

    return label != NULL && *label->text != '\0' ? label : NULL;
}

static const FlowList *
current_list(const Flow *flow)
{
    return flow->lists->len > 0 ? &g_array_index(flow->lists, FlowList, flow->lists->len - 1)
                                : NULL;
}

static void
enter_list(Flow *flow, const ReferatNode *node)
{
    const FlowList *outer = current_list(flow);
    const FlowList list = {hang_of(node), is_tight(node)};
    const bool nested = referat_node_get_type(referat_node_get_parent(node)) == REFERAT_NODE_ITEM;

    /* below its item's words, without a blank line */
    if (nested && outer != NULL && outer->tight && list.tight)
        flow->gap = 0;
    g_array_append_val(flow->lists, list);
}

static void
leave_list(Flow *flow, const ReferatNode *node)
{
    (void)node;
    g_array_set_size(flow->lists, flow->lists->len - 1);
    flow->gap = 1;
}

static void
enter_item(Flow *flow, const ReferatNode *node)
{
    const ReferatLabel *label = visible_label(node);

    if (referat_node_get_previous(node) != NULL)
        flow->gap = current_list(flow)->tight ? 0 : 1;
    if (label != NULL)
        flow_wait(flow, label->text);
    flow->indent += current_list(flow)->hang;
}

static void
leave_item(Flow *flow, const ReferatNode *node)
{
    (void)node;
    flow_put_label(flow);
    flow->indent -= current_list(flow)->hang;
}

/* ---- the table ---- */

typedef struct {
    void (*enter)(Flow *flow, const ReferatNode *node);
    void (*leave)(Flow *flow, const ReferatNode *node);
    bool block;     /* written at enter, nothing below is looked at */
    bool container; /* nothing of its own */
    bool elsewhere; /* written by text.c, notes.c, table.c or inline.c */
} TextAct;

/* clang-format off */
#define ELSEWHERE { .elsewhere = true }
#define CONTAINER { .container = true }
static const TextAct acts[] = {
    [REFERAT_NODE_DOCUMENT] = ELSEWHERE,
    [REFERAT_NODE_PAGE_HEADER] = ELSEWHERE,
    [REFERAT_NODE_BODY] = ELSEWHERE,
    [REFERAT_NODE_PAGE_FOOTER] = ELSEWHERE,
    [REFERAT_NODE_NOTE] = ELSEWHERE,
    [REFERAT_NODE_COMMENT] = ELSEWHERE,
    [REFERAT_NODE_SECTION] = CONTAINER,
    [REFERAT_NODE_HEADING] = { .enter = enter_heading, .block = true },
    [REFERAT_NODE_PARAGRAPH] = { .enter = enter_paragraph, .block = true },
    [REFERAT_NODE_LIST] = { .enter = enter_list, .leave = leave_list },
    [REFERAT_NODE_ITEM] = { .enter = enter_item, .leave = leave_item },
    [REFERAT_NODE_DEFINITION_LIST] = CONTAINER,
    [REFERAT_NODE_TERM] = { .enter = enter_term, .block = true },
    [REFERAT_NODE_DEFINITION] = { .enter = enter_indented, .leave = leave_indented },
    [REFERAT_NODE_TABLE] = { .enter = text_table, .block = true },
    [REFERAT_NODE_ROW] = ELSEWHERE,
    [REFERAT_NODE_CELL] = ELSEWHERE,
    [REFERAT_NODE_FIGURE] = CONTAINER,
    [REFERAT_NODE_CAPTION] = { .enter = put_block, .block = true },
    [REFERAT_NODE_ASIDE] = { .enter = enter_aside, .leave = leave_aside },
    [REFERAT_NODE_QUOTE] = { .enter = enter_indented, .leave = leave_indented },
    [REFERAT_NODE_PREFORMATTED] = { .enter = enter_pre, .block = true },
    [REFERAT_NODE_RULE] = { .enter = enter_rule, .block = true },
    [REFERAT_NODE_TEXT] = ELSEWHERE,
    [REFERAT_NODE_LINK] = ELSEWHERE,
    [REFERAT_NODE_ANCHOR] = ELSEWHERE,
    [REFERAT_NODE_IMAGE] = ELSEWHERE,
    [REFERAT_NODE_BREAK] = ELSEWHERE,
    [REFERAT_NODE_NOTE_REF] = ELSEWHERE,
    [REFERAT_NODE_COMMENT_REF] = ELSEWHERE,
    [REFERAT_NODE_MATH] = ELSEWHERE,
    [REFERAT_NODE_MATH_ELEMENT] = ELSEWHERE,
    [REFERAT_NODE_RUBY] = ELSEWHERE,
    [REFERAT_NODE_FORM] = ELSEWHERE,
    [REFERAT_NODE_INSERTION] = ELSEWHERE,
    [REFERAT_NODE_DELETION] = ELSEWHERE,
    [REFERAT_NODE_PAGE_MARK] = ELSEWHERE,
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(acts) == REFERAT_N_NODE_TYPES);

/* What is done goes out, so that a long document does not stand in memory twice. */
static void
drain(Flow *flow)
{
    enum { PLENTY = 32 << 10 };

    if (flow->in_cell || flow->out->len < PLENTY)
        return;
    referat_sink_put(flow->text->sink, flow->out->str, flow->out->len);
    g_string_truncate(flow->out, 0);
}

void
text_write_children(Flow *flow, const ReferatNode *node)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it)) {
        if (it.node == node)
            continue;
        const TextAct *act = &acts[referat_node_get_type(it.node)];
        if (it.event == REFERAT_ENTER && act->enter != NULL)
            act->enter(flow, it.node);
        else if (it.event == REFERAT_LEAVE && act->leave != NULL)
            act->leave(flow, it.node);
        if (it.event == REFERAT_ENTER && act->block) {
            referat_iter_skip(&it);
            drain(flow);
        }
    }
}
