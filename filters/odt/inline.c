/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/uri.h"
#include "odt/odt.h"

/* Text and what stands in it. */

typedef struct {
    uint32_t style;
    const char *name; /* display name */
    const char *properties;
} StyleName;

/* As in office-styles.xml; two of them together are a style of their own, not spans in spans. */
static const StyleName style_names[] = {
    {REFERAT_TEXT_MARK, "Highlighted", "fo:background-color=\"#fff3a1\""},
    {REFERAT_TEXT_BOLD, "Strong Emphasis",
     "fo:font-weight=\"bold\" style:font-weight-asian=\"bold\" style:font-weight-complex=\"bold\""},
    {REFERAT_TEXT_ITALIC, "Emphasis",
     "fo:font-style=\"italic\" style:font-style-asian=\"italic\" "
     "style:font-style-complex=\"italic\""},
    {REFERAT_TEXT_UNDERLINE, "Underlined",
     "style:text-underline-style=\"solid\" style:text-underline-width=\"auto\" "
     "style:text-underline-color=\"font-color\""},
    {REFERAT_TEXT_STRIKE, "Struck",
     "style:text-line-through-style=\"solid\" style:text-line-through-type=\"single\""},
    {REFERAT_TEXT_SMALL_CAPS, "Small Capitals", "fo:font-variant=\"small-caps\""},
    {REFERAT_TEXT_SUBSCRIPT, "Subscript", "style:text-position=\"sub 58%\""},
    {REFERAT_TEXT_SUPERSCRIPT, "Superscript", "style:text-position=\"super 58%\""},
};

static void
open_span(Odt *odt, const char *style)
{
    odt_puts(odt, "<text:span");
    odt_attribute(odt, "text:style-name", style);
    odt_puts(odt, ">");
}

/* The style of some style bits: one that is there, or "Strong Emphasis, Emphasis". */
static const char *
make_style(Odt *odt, uint32_t bits)
{
    g_autoptr(GString) display = g_string_new(NULL);
    g_autoptr(GString) properties = g_string_new(NULL);
    bool several = false;

    for (size_t i = 0; i < G_N_ELEMENTS(style_names); i++) {
        if ((bits & style_names[i].style) == 0)
            continue;
        several = display->len > 0;
        g_string_append_printf(display, "%s%s", several ? ", " : "", style_names[i].name);
        g_string_append_printf(properties, " %s", style_names[i].properties);
    }
    if (!several) {
        g_autofree char *name = odt_style_name(display->str);
        return odt_intern(odt, name);
    }
    return odt_text_style(odt, display->str, properties->str);
}

/* Asked for every text that is set off, made once. */
static const char *
style_of(Odt *odt, uint32_t bits)
{
    if (odt->text_styles[bits] == NULL)
        odt->text_styles[bits] = make_style(odt, bits);
    return odt->text_styles[bits];
}

static void
put_text(Odt *odt, const ReferatNode *node)
{
    const ReferatText *text = referat_node_get_text(node);
    const char *language = referat_node_get_language(node);
    const uint32_t bits = text->style & (REFERAT_TEXT_CODE - 1); /* all but code, the last */
    unsigned open = 0;

    if (language != NULL) {
        open_span(odt, odt_variant(odt, "text", "Language", language, REFERAT_DIRECTION_UNSET));
        open++;
    }
    if (bits != 0) {
        open_span(odt, style_of(odt, bits));
        open++;
    }
    if ((text->style & REFERAT_TEXT_CODE) != 0 && !odt->in_pre) {
        open_span(odt, "Source_Text");
        open++;
    }
    odt_text(odt, text->text, text->length);
    for (; open > 0; open--)
        odt_puts(odt, "</text:span>");
}

static void
put_string(Odt *odt, const char *text)
{
    if (text != NULL)
        odt_text(odt, text, strlen(text));
}

/* ---- links and places ---- */

static bool
leads_somewhere(const Odt *odt, const ReferatNode *node)
{
    const ReferatLink *link = referat_node_get_link(node);

    if (referat_node_get_first(node) == NULL)
        return false;
    return link->uri != NULL ? uri_is_safe(link->uri)
                             : g_hash_table_contains(odt->anchors, link->anchor);
}

static void
put_address(Odt *odt, const char *uri)
{
    g_autofree char *clean = uri_clean(uri);

    odt_attribute(odt, "xlink:href", clean);
}

static void
enter_link(Odt *odt, const ReferatNode *node)
{
    const ReferatLink *link = referat_node_get_link(node);

    if (!leads_somewhere(odt, node))
        return;
    odt_puts(odt, "<text:a xlink:type=\"simple\"");
    if (link->uri != NULL) {
        put_address(odt, link->uri);
    } else {
        g_autofree char *name = uri_fragment("", link->anchor);
        referat_sink_printf(odt->out, " xlink:href=\"#%s\"", name);
    }
    odt_puts(odt, " text:style-name=\"Internet_20_link\" "
                  "text:visited-style-name=\"Visited_20_Internet_20_Link\">");
}

void
odt_put_bookmark(Odt *odt, const char *wanted)
{
    g_autofree char *name = uri_fragment("", wanted);

    if (*name == '\0' || g_hash_table_contains(odt->bookmarks, name))
        return;
    referat_sink_printf(odt->out, "<text:bookmark text:name=\"%s\"/>", name);
    g_hash_table_add(odt->bookmarks, g_steal_pointer(&name));
}

static void
put_page_mark(Odt *odt, const ReferatNode *node)
{
    g_autofree char *name = g_strdup_printf("page-%u", referat_node_get_page_mark(node)->index);

    odt_put_bookmark(odt, name);
}

/* ---- the rest ---- */

static void
put_form(Odt *odt, const ReferatNode *node)
{
    const ReferatForm *form = referat_node_get_form(node);

    if (form->kind == REFERAT_FORM_CHECKBOX)
        put_string(odt, form->checked ? "☒" : "☐");
    else
        put_string(odt, form->value);
}

static void
leave_ruby(Odt *odt, const ReferatNode *node)
{
    odt_puts(odt, "</text:ruby-base><text:ruby-text>");
    odt_characters(odt, referat_node_get_ruby(node)->text);
    odt_puts(odt, "</text:ruby-text></text:ruby>");
}

static void
enter_inline(Odt *odt, ReferatIter *it)
{
    switch (referat_node_get_type(it->node)) {
    case REFERAT_NODE_TEXT:
        put_text(odt, it->node);
        break;
    case REFERAT_NODE_LINK:
        enter_link(odt, it->node);
        break;
    case REFERAT_NODE_ANCHOR:
        odt_put_bookmark(odt, referat_node_get_anchor(it->node)->name);
        break;
    case REFERAT_NODE_IMAGE:
        odt_image(odt, it->node);
        break;
    case REFERAT_NODE_BREAK:
        odt_puts(odt, "<text:line-break/>");
        odt->after_space = true;
        break;
    case REFERAT_NODE_NOTE_REF:
        odt_note_ref(odt, it->node);
        break;
    case REFERAT_NODE_COMMENT_REF:
        odt_comment_ref(odt, it->node);
        break;
    case REFERAT_NODE_MATH:
        odt_formula(odt, it->node);
        referat_iter_skip(it);
        break;
    case REFERAT_NODE_RUBY:
        odt_puts(odt, "<text:ruby><text:ruby-base>");
        break;
    case REFERAT_NODE_FORM:
        put_form(odt, it->node);
        break;
    case REFERAT_NODE_PAGE_MARK:
        put_page_mark(odt, it->node);
        break;
    default:
        break;
    }
}

void
odt_inline(Odt *odt, ReferatIter *it)
{
    const ReferatNodeType type = referat_node_get_type(it->node);

    if (type == REFERAT_NODE_INSERTION || type == REFERAT_NODE_DELETION)
        odt_change(odt, it);
    else if (it->event == REFERAT_ENTER)
        enter_inline(odt, it);
    else if (type == REFERAT_NODE_LINK && leads_somewhere(odt, it->node))
        odt_puts(odt, "</text:a>");
    else if (type == REFERAT_NODE_RUBY)
        leave_ruby(odt, it->node);
}

void
odt_write_inlines(Odt *odt, const ReferatNode *node)
{
    ReferatIter it;

    referat_iter_init(&it, node);
    while (referat_iter_next(&it))
        if (it.node != node && referat_node_type_is_inline(referat_node_get_type(it.node)) &&
            referat_node_get_type(it.node) != REFERAT_NODE_MATH_ELEMENT)
            odt_inline(odt, &it);
}
