/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "odt/odt.h"

/* What each node type becomes. */

/* ---- paragraphs ---- */

const char *
odt_paragraph_style(const Odt *odt, const ReferatNode *node)
{
    for (const ReferatNode *up = node; up != NULL; up = referat_node_get_parent(up)) {
        switch (referat_node_get_type(up)) {
        case REFERAT_NODE_ITEM:
            return "List";
        case REFERAT_NODE_DEFINITION:
            return "List_20_Contents";
        case REFERAT_NODE_CELL:
            return odt->cell_style;
        case REFERAT_NODE_QUOTE:
            return "Quotations";
        case REFERAT_NODE_ASIDE:
            /* no frame of LibreOffice: those do not go over pages, and text exports lose them */
            return odt->in_head ? "Header" : "Aside";
        case REFERAT_NODE_NOTE:
            return referat_node_get_note(up)->kind == REFERAT_NOTE_END ? "Endnote" : "Footnote";
        case REFERAT_NODE_PAGE_HEADER:
            return "Header";
        case REFERAT_NODE_PAGE_FOOTER:
            return "Footer";
        default:
            break;
        }
    }
    return "Text_20_body";
}

void
odt_open_paragraph(Odt *odt, const char *style, const ReferatNode *node)
{
    odt_need_lists(odt, true);
    odt_puts(odt, "<text:p");
    odt_attribute(
        odt, "text:style-name",
        odt_variant(odt, "paragraph", style, node != NULL ? referat_node_get_language(node) : NULL,
                    node != NULL ? referat_node_get_direction(node) : REFERAT_DIRECTION_UNSET));
    odt_puts(odt, ">");
    odt->after_space = true;
}

void
odt_close_paragraph(Odt *odt)
{
    odt_puts(odt, "</text:p>\n");
}

static void
leave_paragraph(Odt *odt, const ReferatNode *node)
{
    odt_leave_meeting(odt, node);
    odt_close_paragraph(odt);
}

void
odt_put_label(Odt *odt, const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    if (label == NULL || *label->text == '\0')
        return;
    odt_text(odt, label->text, strlen(label->text));
    odt_text(odt, " ", 1);
}

static void
enter_paragraph(Odt *odt, const ReferatNode *node)
{
    const char *style = odt_paragraph_style(odt, node);

    /* only of plain text: lists and tables have styles of their own */
    if (odt_is_decision(odt, node) && g_str_equal(style, "Text_20_body"))
        style = "Decision";
    if (tabs_follow(node, &odt->tabs)) {
        style = odt_variant(odt, "paragraph", style, referat_node_get_language(node),
                            referat_node_get_direction(node));
        style = odt_tab_style(odt, style, node == odt->tabs.last);
        odt_open_paragraph(odt, style, NULL);
    } else {
        odt_open_paragraph(odt, style, node);
    }
    odt_enter_meeting(odt, node);
    odt_put_label(odt, node);
}

static void
enter_term(Odt *odt, const ReferatNode *node)
{
    odt_open_paragraph(odt, "List_20_Heading", node);
}

static void
enter_caption(Odt *odt, const ReferatNode *node)
{
    odt_open_paragraph(odt, "Figure", node);
}

static void
enter_pre(Odt *odt, const ReferatNode *node)
{
    odt_open_paragraph(odt, "Preformatted_20_Text", node);
    odt->in_pre = true;
}

static void
leave_pre(Odt *odt, const ReferatNode *node)
{
    (void)node;
    odt->in_pre = false;
    odt_close_paragraph(odt);
}

static void
enter_rule(Odt *odt, const ReferatNode *node)
{
    odt_open_paragraph(odt, "Horizontal_20_Line", node);
}

/* ---- the table ---- */

typedef struct {
    void (*enter)(Odt *odt, const ReferatNode *node);
    void (*leave)(Odt *odt, const ReferatNode *node);
    void (*whole)(Odt *odt, const ReferatNode *node); /* writes what is below, too */
    bool is_inline;
    bool container; /* nothing of its own */
    bool elsewhere; /* written by odt.c, notes.c, table.c or media.c */
} OdtAct;

/* clang-format off */
#define INLINE { .is_inline = true }
#define ELSEWHERE { .elsewhere = true }
#define CONTAINER { .container = true }
static const OdtAct acts[] = {
    [REFERAT_NODE_DOCUMENT] = ELSEWHERE,
    [REFERAT_NODE_PAGE_HEADER] = ELSEWHERE,
    [REFERAT_NODE_BODY] = ELSEWHERE,
    [REFERAT_NODE_PAGE_FOOTER] = ELSEWHERE,
    [REFERAT_NODE_NOTE] = ELSEWHERE,
    [REFERAT_NODE_COMMENT] = ELSEWHERE,
    [REFERAT_NODE_SECTION] = CONTAINER,
    [REFERAT_NODE_HEADING] = { .enter = odt_enter_heading, .leave = odt_leave_heading },
    [REFERAT_NODE_PARAGRAPH] = { .enter = enter_paragraph, .leave = leave_paragraph },
    [REFERAT_NODE_LIST] = { .enter = odt_enter_list, .leave = odt_leave_list },
    [REFERAT_NODE_ITEM] = { .enter = odt_enter_item, .leave = odt_leave_item },
    [REFERAT_NODE_DEFINITION_LIST] = CONTAINER,
    [REFERAT_NODE_TERM] = { .enter = enter_term, .leave = leave_paragraph },
    [REFERAT_NODE_DEFINITION] = CONTAINER,
    [REFERAT_NODE_TABLE] = { .whole = odt_table },
    [REFERAT_NODE_ROW] = ELSEWHERE,
    [REFERAT_NODE_CELL] = ELSEWHERE,
    [REFERAT_NODE_FIGURE] = CONTAINER,
    [REFERAT_NODE_CAPTION] = { .enter = enter_caption, .leave = leave_paragraph },
    [REFERAT_NODE_ASIDE] = CONTAINER, /* its paragraphs draw the frame */
    [REFERAT_NODE_QUOTE] = CONTAINER,
    [REFERAT_NODE_PREFORMATTED] = { .enter = enter_pre, .leave = leave_pre },
    [REFERAT_NODE_RULE] = { .enter = enter_rule, .leave = leave_paragraph },
    [REFERAT_NODE_TEXT] = INLINE,
    [REFERAT_NODE_LINK] = INLINE,
    [REFERAT_NODE_ANCHOR] = INLINE,
    [REFERAT_NODE_IMAGE] = INLINE,
    [REFERAT_NODE_BREAK] = INLINE,
    [REFERAT_NODE_NOTE_REF] = INLINE,
    [REFERAT_NODE_COMMENT_REF] = INLINE,
    [REFERAT_NODE_MATH] = INLINE,
    [REFERAT_NODE_MATH_ELEMENT] = ELSEWHERE,
    [REFERAT_NODE_RUBY] = INLINE,
    [REFERAT_NODE_FORM] = INLINE,
    [REFERAT_NODE_INSERTION] = INLINE,
    [REFERAT_NODE_DELETION] = INLINE,
    [REFERAT_NODE_PAGE_MARK] = INLINE,
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(acts) == REFERAT_N_NODE_TYPES);

static void
act_block(Odt *odt, ReferatIter *it, const OdtAct *act)
{
    if (act->whole != NULL) {
        if (it->event == REFERAT_LEAVE)
            return;
        act->whole(odt, it->node);
        referat_iter_skip(it);
    } else if (it->event == REFERAT_ENTER && act->enter != NULL) {
        act->enter(odt, it->node);
    } else if (it->event == REFERAT_LEAVE && act->leave != NULL) {
        act->leave(odt, it->node);
    }
}

void
odt_write_children(Odt *odt, const ReferatNode *node)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it)) {
        if (it.node == node)
            continue;
        const OdtAct *act = &acts[referat_node_get_type(it.node)];
        if (act->is_inline)
            odt_inline(odt, &it);
        else if (!act->elsewhere)
            act_block(odt, &it, act);
    }
}
