/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/xml.h"
#include "html/meeting.h"

/* What each node type becomes: literals for the easy ones, hooks for the others. */

void
html_puts(Html *html, const char *text)
{
    referat_sink_puts(html->sink, text);
}

void
html_text(Html *html, const char *text)
{
    xml_escape(html->sink, text, strlen(text));
}

void
html_attribute(Html *html, const char *name, const char *value)
{
    if (value == NULL)
        return;
    referat_sink_printf(html->sink, " %s=\"", name);
    html_text(html, value);
    html_puts(html, "\"");
}

void
html_common(Html *html, const ReferatNode *node)
{
    const ReferatDirection direction = referat_node_get_direction(node);

    html_attribute(html, "lang", referat_node_get_language(node));
    if (direction != REFERAT_DIRECTION_UNSET)
        html_attribute(html, "dir", direction == REFERAT_DIRECTION_RTL ? "rtl" : "ltr");
}

const char *
html_phrase(const Html *html, const char *key)
{
    return referat_context_phrase(html->context, html->language, key);
}

void
html_put_label(Html *html, const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);

    if (label == NULL)
        return;
    html_puts(html, "<span class=\"label\">");
    html_text(html, label->text);
    html_puts(html, "</span> ");
}

bool
html_is_tight(const ReferatNode *node)
{
    const ReferatNode *first = referat_node_get_first(node);

    if (first == NULL || referat_node_get_type(first) != REFERAT_NODE_PARAGRAPH)
        return false;
    for (const ReferatNode *kid = referat_node_get_next(first); kid != NULL;
         kid = referat_node_get_next(kid))
        if (referat_node_get_type(kid) != REFERAT_NODE_LIST)
            return false;
    return referat_node_get_language(first) == NULL &&
           referat_node_get_direction(first) == REFERAT_DIRECTION_UNSET &&
           referat_node_get_label(first) == NULL;
}

/* ---- blocks ---- */

bool
html_is_in_tight(const ReferatNode *paragraph)
{
    const ReferatNode *parent = referat_node_get_parent(paragraph);
    const ReferatNodeType type = referat_node_get_type(parent);

    return (type == REFERAT_NODE_ITEM || type == REFERAT_NODE_CELL ||
            type == REFERAT_NODE_DEFINITION) &&
           referat_node_get_previous(paragraph) == NULL && html_is_tight(parent);
}

static void
put_paragraph_tag(Html *html, const ReferatNode *node)
{
    const char *kind = html_meeting_class(html, node);
    const bool labelled = referat_node_get_label(node) != NULL;

    html_puts(html, "<p");
    if (kind != NULL || labelled)
        referat_sink_printf(html->sink, " class=\"%s%s%s\"", labelled ? "labelled" : "",
                            labelled && kind != NULL ? " " : "", kind != NULL ? kind : "");
}

static void
enter_paragraph(Html *html, const ReferatNode *node)
{
    if (!html_is_in_tight(node)) {
        put_paragraph_tag(html, node);
        html_attribute(html, "id", html_id(html, node));
        html_common(html, node);
        html_puts(html, ">");
    }
    if (html->item != NULL) {
        html_put_label(html, html->item);
        html->item = NULL;
    }
    html_put_label(html, node);
    html_meeting_enter(html, node);
}

static void
leave_paragraph(Html *html, const ReferatNode *node)
{
    html_meeting_leave(html, node);
    html_puts(html, html_is_in_tight(node) ? "" : "</p>\n");
}

static unsigned
heading_level(const Html *html, const ReferatNode *node)
{
    const unsigned level = referat_node_get_heading(node)->level + html->level_shift;

    /* in notes and page headers the document's order does not count */
    return html_id(html, node) != NULL ? MIN(level, 6) : CLAMP(level, 2, 6);
}

/* A title by its style, for those who restyle the page; other titles are headings like the rest. */
static bool
is_styled_title(const Html *html, const ReferatNode *node)
{
    const char *style = referat_node_get_style(node);
    uint8_t level = 0;

    return referat_node_get_heading(node)->title && style != NULL &&
           referat_context_style_role(html->context, style, &level) == REFERAT_ROLE_TITLE;
}

static void
enter_heading(Html *html, const ReferatNode *node)
{
    const unsigned level = referat_node_get_heading(node)->level + html->level_shift;

    html->heading = html_id(html, node) != NULL ? node : html->heading;
    const bool in_section = html_meeting_heading(html, node);
    referat_sink_printf(html->sink, "<h%u", heading_level(html, node));
    if (level > 6)
        referat_sink_printf(html->sink, " aria-level=\"%u\"", level);
    if (is_styled_title(html, node))
        html_attribute(html, "class", "title");
    if (!in_section)
        html_attribute(html, "id", html_id(html, node));
    html_common(html, node);
    html_puts(html, ">");
    html_put_label(html, node);
}

static void
leave_heading(Html *html, const ReferatNode *node)
{
    referat_sink_printf(html->sink, "</h%u>\n", heading_level(html, node));
    html_meeting_facts(html, node);
}

static void
enter_pre(Html *html, const ReferatNode *node)
{
    html_puts(html, "<pre tabindex=\"0\"");
    html_common(html, node);
    html_puts(html, "><code>");
    html->in_pre = true;
}

static void
leave_pre(Html *html, const ReferatNode *node)
{
    (void)node;
    html->in_pre = false;
    html_puts(html, "</code></pre>\n");
}

static void
enter_aside(Html *html, const ReferatNode *node)
{
    const ReferatAsideKind kind = referat_node_get_aside(node)->kind;

    if (html->in_page_head) {
        html_puts(html,
                  "<div>\n"); /* a letterhead is made of boxes; they mean nothing by themselves */
        return;
    }
    html_puts(html, kind == REFERAT_ASIDE_STAMP ? "<div class=\"stamp\" role=\"note\""
                                                : "<div class=\"box\" role=\"note\"");
    html_attribute(html, "aria-label", html_phrase(html, "aside"));
    html_common(html, node);
    html_puts(html, ">\n");
}

static void
leave_item(Html *html, const ReferatNode *node)
{
    /* a number with nothing behind it is printed all the same */
    if (html->item == node) {
        html_put_label(html, node);
        html->item = NULL;
    }
    html_puts(html, "</li>\n");
}

/* ---- the table ---- */

typedef struct {
    const char *open;
    const char *close;
    void (*enter)(Html *html, const ReferatNode *node);
    void (*leave)(Html *html, const ReferatNode *node);
    bool is_inline;
    bool elsewhere; /* written by page.c or notes.c */
    bool table;
} HtmlAct;

/* clang-format off */
#define INLINE { .is_inline = true }
#define ELSEWHERE { .elsewhere = true }
static const HtmlAct acts[] = {
    [REFERAT_NODE_DOCUMENT] = ELSEWHERE,
    [REFERAT_NODE_PAGE_HEADER] = ELSEWHERE,
    [REFERAT_NODE_BODY] = ELSEWHERE,
    [REFERAT_NODE_PAGE_FOOTER] = ELSEWHERE,
    [REFERAT_NODE_NOTE] = ELSEWHERE,
    [REFERAT_NODE_COMMENT] = ELSEWHERE,
    [REFERAT_NODE_SECTION] = { .open = "<section>\n", .close = "</section>\n" },
    [REFERAT_NODE_HEADING] = { .enter = enter_heading, .leave = leave_heading },
    [REFERAT_NODE_PARAGRAPH] = { .enter = enter_paragraph, .leave = leave_paragraph },
    [REFERAT_NODE_LIST] = { .enter = html_enter_list, .leave = html_leave_list },
    [REFERAT_NODE_ITEM] = { .enter = html_enter_item, .leave = leave_item },
    [REFERAT_NODE_DEFINITION_LIST] = { .open = "<dl>\n", .close = "</dl>\n" },
    [REFERAT_NODE_TERM] = { .open = "<dt>", .close = "</dt>\n" },
    [REFERAT_NODE_DEFINITION] = { .open = "<dd>", .close = "</dd>\n" },
    [REFERAT_NODE_TABLE] = { .table = true, .leave = html_leave_table },
    [REFERAT_NODE_ROW] = { .enter = html_enter_row, .leave = html_leave_row },
    [REFERAT_NODE_CELL] = { .enter = html_enter_cell, .leave = html_leave_cell },
    [REFERAT_NODE_FIGURE] = { .open = "<figure>\n", .close = "</figure>\n" },
    [REFERAT_NODE_CAPTION] = { .open = "<figcaption>", .close = "</figcaption>\n" },
    [REFERAT_NODE_ASIDE] = { .enter = enter_aside, .close = "</div>\n" },
    [REFERAT_NODE_QUOTE] = { .open = "<blockquote>\n", .close = "</blockquote>\n" },
    [REFERAT_NODE_PREFORMATTED] = { .enter = enter_pre, .leave = leave_pre },
    [REFERAT_NODE_RULE] = { .open = "<hr>\n", .close = "" },
    [REFERAT_NODE_TEXT] = INLINE,
    [REFERAT_NODE_LINK] = INLINE,
    [REFERAT_NODE_ANCHOR] = INLINE,
    [REFERAT_NODE_IMAGE] = INLINE,
    [REFERAT_NODE_BREAK] = INLINE,
    [REFERAT_NODE_NOTE_REF] = INLINE,
    [REFERAT_NODE_COMMENT_REF] = INLINE,
    [REFERAT_NODE_MATH] = INLINE,
    [REFERAT_NODE_MATH_ELEMENT] = INLINE,
    [REFERAT_NODE_RUBY] = INLINE,
    [REFERAT_NODE_FORM] = INLINE,
    [REFERAT_NODE_INSERTION] = INLINE,
    [REFERAT_NODE_DELETION] = INLINE,
    [REFERAT_NODE_PAGE_MARK] = INLINE,
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(acts) == REFERAT_N_NODE_TYPES);

static void
act_block(Html *html, ReferatIter *it, const HtmlAct *act)
{
    const bool entering = it->event == REFERAT_ENTER;
    const char *literal = entering ? act->open : act->close;

    if (act->table && entering)
        html_enter_table(html, it);
    else if (literal != NULL)
        html_puts(html, literal);
    else if (entering && act->enter != NULL)
        act->enter(html, it->node);
    else if (!entering && act->leave != NULL)
        act->leave(html, it->node);
}

static bool
is_table_caption(const ReferatNode *node)
{
    return referat_node_get_type(node) == REFERAT_NODE_CAPTION &&
           referat_node_get_type(referat_node_get_parent(node)) == REFERAT_NODE_TABLE;
}

void
html_write_children(Html *html, const ReferatNode *node)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it)) {
        if (it.node == node)
            continue;
        const HtmlAct *act = &acts[referat_node_get_type(it.node)];
        if (it.event == REFERAT_ENTER && is_table_caption(it.node)) {
            referat_iter_skip(&it); /* table.c wrote it where it belongs */
            continue;
        }
        if (it.event == REFERAT_LEAVE && is_table_caption(it.node))
            continue;
        if (act->is_inline)
            html_inline(html, &it);
        else if (!act->elsewhere)
            act_block(html, &it, act);
    }
}
