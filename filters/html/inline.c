/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/uri.h"
#include "common/xml.h"
#include "html/meeting.h"

/* Text and what stands in it. */

typedef struct {
    uint32_t style;
    const char *open;
    const char *close;
} StyleTag;

/* The outermost first. */
static const StyleTag style_tags[] = {
    {REFERAT_TEXT_MARK, "<mark>", "</mark>"},
    {REFERAT_TEXT_BOLD, "<strong>", "</strong>"},
    {REFERAT_TEXT_ITALIC, "<em>", "</em>"},
    {REFERAT_TEXT_UNDERLINE, "<u>", "</u>"},
    {REFERAT_TEXT_STRIKE, "<s>", "</s>"},
    {REFERAT_TEXT_SMALL_CAPS, "<span class=\"small-caps\">", "</span>"},
    {REFERAT_TEXT_SUBSCRIPT, "<sub>", "</sub>"},
    {REFERAT_TEXT_SUPERSCRIPT, "<sup>", "</sup>"},
    {REFERAT_TEXT_CODE, "<code>", "</code>"},
};

/* Tabs set columns on the page; a browser would make one blank of each. */
static void
put_with_tabs(Html *html, const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        const char *tab = memchr(text, '\t', (size_t)(end - text));
        const char *stop = tab != NULL ? tab : end;
        xml_escape(html->sink, text, (size_t)(stop - text));
        while (stop < end && *stop == '\t')
            stop++;
        if (tab != NULL)
            html_puts(html, "<span class=\"tab\">\t</span>");
        text = stop;
    }
}

static void
put_plain(Html *html, const char *text, size_t length)
{
    if (html->in_pre || memchr(text, '\t', length) == NULL)
        xml_escape(html->sink, text, length);
    else
        put_with_tabs(html, text, length);
}

/* Decisions and votes within the text. */
static void
put_marked(Html *html, const ReferatNode *node, const ReferatText *text)
{
    const GArray *marks = html_meeting_marks(html, node);
    uint32_t from = 0;

    for (guint i = 0; marks != NULL && i < marks->len; i++) {
        const HtmlMark *mark = &g_array_index(marks, HtmlMark, i);
        const uint32_t end = MIN(mark->end, text->length);
        if (mark->start < from || end <= mark->start)
            continue;
        put_plain(html, text->text + from, mark->start - from);
        /* a screen reader says what it is; nothing that is not printed is seen or copied */
        html_puts(html, "<span");
        if (!mark->whole)
            html_attribute(html, "class", mark->kind);
        if (mark->named) {
            html_attribute(html, "role", "group");
            html_attribute(html, "aria-label", html_phrase(html, mark->kind));
        }
        html_puts(html, ">");
        put_plain(html, text->text + mark->start, end - mark->start);
        html_puts(html, "</span>");
        from = end;
    }
    put_plain(html, text->text + from, text->length - from);
}

static void
put_text(Html *html, const ReferatNode *node)
{
    const ReferatText *text = referat_node_get_text(node);
    const bool wrapped = referat_node_get_language(node) != NULL ||
                         referat_node_get_direction(node) != REFERAT_DIRECTION_UNSET;
    const uint32_t style = html->in_pre ? text->style & ~(uint32_t)REFERAT_TEXT_CODE : text->style;

    if (wrapped) {
        html_puts(html, "<span");
        html_common(html, node);
        html_puts(html, ">");
    }
    for (size_t i = 0; style != 0 && i < G_N_ELEMENTS(style_tags); i++)
        if (style & style_tags[i].style)
            html_puts(html, style_tags[i].open);
    put_marked(html, node, text);
    for (size_t i = G_N_ELEMENTS(style_tags); style != 0 && i > 0; i--)
        if (style & style_tags[i - 1].style)
            html_puts(html, style_tags[i - 1].close);
    if (wrapped)
        html_puts(html, "</span>");
}

static bool
has_words(const ReferatNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);

    referat_node_append_plain_text(node, text);
    return *g_strstrip(text->str) != '\0';
}

/* An .rxml may hold any address: what a reader of ours would have left out is left out here. */
static bool
leads_somewhere(const ReferatNode *node)
{
    const ReferatLink *link = referat_node_get_link(node);

    return link->uri == NULL || uri_is_safe(link->uri);
}

static void
enter_link(Html *html, const ReferatNode *node)
{
    const ReferatLink *link = referat_node_get_link(node);
    const ReferatNode *first = referat_node_get_first(node);

    if (!leads_somewhere(node))
        return;
    html_puts(html, "<a");
    if (link->uri != NULL) {
        html_attribute(html, "href", link->uri);
    } else {
        g_autofree char *id = html_anchor_id(link->anchor);
        referat_sink_printf(html->sink, " href=\"#%s\"", id);
    }
    /* a link around a picture that says nothing must say where it leads */
    if (!has_words(node) && first != NULL && referat_node_get_type(first) == REFERAT_NODE_IMAGE &&
        referat_node_get_image(first)->alt == NULL && link->uri != NULL)
        html_attribute(html, "aria-label", link->uri);
    html_puts(html, ">");
}

static void
put_anchor(Html *html, const ReferatNode *node)
{
    g_autofree char *id = html_anchor_id(referat_node_get_anchor(node)->name);

    if (g_hash_table_contains(html->used, id))
        return;
    referat_sink_printf(html->sink, "<span id=\"%s\"></span>", id);
    g_hash_table_insert(html->used, g_steal_pointer(&id), GUINT_TO_POINTER(1));
}

static void
put_form(Html *html, const ReferatNode *node)
{
    const ReferatForm *form = referat_node_get_form(node);

    if (form->kind != REFERAT_FORM_CHECKBOX) {
        if (form->value != NULL)
            html_text(html, form->value);
        return;
    }
    html_puts(html, "<span role=\"img\"");
    html_attribute(html, "aria-label", html_phrase(html, form->checked ? "checked" : "unchecked"));
    html_puts(html, form->checked ? ">☒</span>" : ">☐</span>");
}

static void
enter_change(Html *html, const ReferatNode *node, bool insertion)
{
    const ReferatChange *change = referat_node_get_change(node);

    html_puts(html, insertion ? "<ins" : "<del");
    html_attribute(html, "datetime", change->date);
    if (change->author != NULL) {
        g_autofree char *title = g_strdup_printf(
            "%s: %s", html_phrase(html, insertion ? "inserted" : "deleted"), change->author);
        html_attribute(html, "title", title);
    }
    html_puts(html, ">");
}

static void
put_page_mark(Html *html, const ReferatNode *node)
{
    const ReferatPageMark *mark = referat_node_get_page_mark(node);
    g_autofree char *label = mark->label != NULL
                                 ? g_strdup_printf("%s %s", html_phrase(html, "page"), mark->label)
                                 : g_strdup_printf("%s %u", html_phrase(html, "page"), mark->index);

    referat_sink_printf(
        html->sink, "<span class=\"page-mark\" id=\"page-%u\" role=\"doc-pagebreak\"", mark->index);
    /* its name: axe takes aria-label on this role for prohibited */
    html_attribute(html, "title", label);
    html_puts(html, "></span>");
}

/* ---- formulas ---- */

static void
math_element(Html *html, const ReferatIter *it)
{
    const ReferatMathNode *payload = referat_node_get_math_element(it->node);
    const char *name = referat_math_element_name(payload->element);

    if (it->event == REFERAT_LEAVE) {
        referat_sink_printf(html->sink, "</%s>", name);
        return;
    }
    referat_sink_printf(html->sink, "<%s", name);
    if (payload->attribute != NULL) {
        const char *equals = strchr(payload->attribute, '=');
        referat_sink_printf(html->sink, " %.*s=\"%s\"", (int)(equals - payload->attribute),
                            payload->attribute, equals + 1);
    }
    html_puts(html, ">");
}

static void
enter_inline(Html *html, const ReferatNode *node)
{
    switch (referat_node_get_type(node)) {
    case REFERAT_NODE_TEXT:
        put_text(html, node);
        break;
    case REFERAT_NODE_LINK:
        enter_link(html, node);
        break;
    case REFERAT_NODE_ANCHOR:
        put_anchor(html, node);
        break;
    case REFERAT_NODE_IMAGE:
        html_put_image(html, node);
        break;
    case REFERAT_NODE_BREAK:
        html_puts(html, html->in_pre ? "\n" : "<br>\n");
        break;
    case REFERAT_NODE_NOTE_REF:
        html_note_ref(html, node);
        break;
    case REFERAT_NODE_COMMENT_REF:
        html_comment_ref(html, node);
        break;
    case REFERAT_NODE_MATH:
        html_puts(html,
                  referat_node_get_math(node)->display ? "<math display=\"block\">" : "<math>");
        break;
    case REFERAT_NODE_RUBY:
        html_puts(html, "<ruby>");
        break;
    case REFERAT_NODE_FORM:
        put_form(html, node);
        break;
    case REFERAT_NODE_INSERTION:
    case REFERAT_NODE_DELETION:
        enter_change(html, node, referat_node_get_type(node) == REFERAT_NODE_INSERTION);
        break;
    case REFERAT_NODE_PAGE_MARK:
        put_page_mark(html, node);
        break;
    default:
        break;
    }
}

static void
leave_inline(Html *html, const ReferatNode *node)
{
    switch (referat_node_get_type(node)) {
    case REFERAT_NODE_LINK:
        html_puts(html, leads_somewhere(node) ? "</a>" : "");
        break;
    case REFERAT_NODE_MATH:
        html_puts(html, "</math>");
        break;
    case REFERAT_NODE_RUBY:
        html_puts(html, "<rp>(</rp><rt>");
        if (referat_node_get_ruby(node)->text != NULL)
            html_text(html, referat_node_get_ruby(node)->text);
        html_puts(html, "</rt><rp>)</rp></ruby>");
        break;
    case REFERAT_NODE_INSERTION:
        html_puts(html, "</ins>");
        break;
    case REFERAT_NODE_DELETION:
        html_puts(html, "</del>");
        break;
    default:
        break;
    }
}

void
html_inline(Html *html, const ReferatIter *it)
{
    if (referat_node_get_type(it->node) == REFERAT_NODE_MATH_ELEMENT)
        math_element(html, it);
    else if (it->event == REFERAT_ENTER)
        enter_inline(html, it->node);
    else
        leave_inline(html, it->node);
}
