/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/numeral.h"
#include "html/html.h"

/*
 * Lists. A native ol only for labels that browsers print identically; otherwise the label is text,
 * so that it is copied, found and read aloud exactly as printed.
 */

/* Browsers go from z to aa, then ab: their own way. */
enum { LAST_LETTER = 26 };

static bool
is_native(const ReferatLabel *label, ReferatLabelScheme scheme)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (label == NULL || label->scheme != scheme || label->n_path != 1 || label->path[0] == 0)
        return false;
    if ((scheme == REFERAT_SCHEME_LOWER_ALPHA || scheme == REFERAT_SCHEME_UPPER_ALPHA) &&
        label->path[0] > LAST_LETTER)
        return false;
    if (!numeral_append(text, scheme, label->path[0]))
        return false;
    return g_str_has_prefix(label->text, text->str) && g_str_equal(label->text + text->len, ".");
}

static ReferatLabelScheme
scheme_of(const ReferatNode *list)
{
    const ReferatNode *first = referat_node_get_first(list);
    const ReferatLabel *label = first != NULL ? referat_node_get_label(first) : NULL;

    return label != NULL ? label->scheme : REFERAT_SCHEME_OTHER;
}

/* Asked for each item, decided once. */
static bool
list_is_native(const Html *html, const ReferatNode *list)
{
    return g_hash_table_contains(html->native, list);
}

static bool
all_native(const ReferatNode *list)
{
    const ReferatLabelScheme scheme = scheme_of(list);

    for (const ReferatNode *item = referat_node_get_first(list); item != NULL;
         item = referat_node_get_next(item))
        if (!is_native(referat_node_get_label(item), scheme))
            return false;
    return true;
}

static bool
is_dash(const ReferatNode *list)
{
    const ReferatLabel *label = referat_node_get_label(referat_node_get_first(list));

    return label != NULL && (g_str_equal(label->text, "-") || g_str_equal(label->text, "–") ||
                             g_str_equal(label->text, "—"));
}

/* Bullets that are only bullets; a tick or a pointing hand says something and stays visible. */
static bool
is_plain_bullet(const ReferatLabel *label)
{
    static const char *const bullets[] = {"•", "·", "-", "–", "—", "*", "o", "◦", "●", "○",
                                          "■", "□", "▪", "▫", "‣", "☐", "☑", "☒", NULL};

    return label == NULL || *label->text == '\0' || g_strv_contains(bullets, label->text);
}

static bool
is_plain(const ReferatNode *list)
{
    const ReferatNode *first = referat_node_get_first(list);

    return first == NULL || is_plain_bullet(referat_node_get_label(first));
}

/* Items that begin with a box to tick need no bullet. */
static bool
is_boxes(const ReferatNode *list)
{
    for (const ReferatNode *item = referat_node_get_first(list); item != NULL;
         item = referat_node_get_next(item)) {
        const ReferatNode *block = referat_node_get_first(item);
        const ReferatNode *first = block != NULL ? referat_node_get_first(block) : NULL;
        if (first == NULL || referat_node_get_type(first) != REFERAT_NODE_FORM)
            return false;
    }
    return true;
}

void
html_enter_list(Html *html, const ReferatNode *node)
{
    const ReferatNode *parent = referat_node_get_parent(node);

    if (referat_node_get_type(parent) == REFERAT_NODE_ITEM) {
        if (html->item == parent) {
            html_put_label(html, parent);
            html->item = NULL;
        }
        html_puts(html, "\n");
    }
    if (referat_node_get_list(node)->kind == REFERAT_LIST_BULLET && !is_plain(node)) {
        html_puts(html, "<ul class=\"labels\" role=\"list\">\n");
        return;
    }
    if (referat_node_get_list(node)->kind == REFERAT_LIST_BULLET) {
        html_puts(html, is_dash(node)    ? "<ul class=\"dash\">\n"
                        : is_boxes(node) ? "<ul class=\"boxes\" role=\"list\">\n"
                                         : "<ul>\n");
        return;
    }
    if (all_native(node))
        g_hash_table_add(html->native, (gpointer)node);
    if (!list_is_native(html, node)) {
        html_puts(html, "<ol class=\"labels\" role=\"list\">\n");
        return;
    }
    const ReferatLabel *label = referat_node_get_label(referat_node_get_first(node));
    html_puts(html, "<ol");
    if (label->scheme != REFERAT_SCHEME_DECIMAL)
        html_attribute(html, "type", numeral_type(label->scheme));
    if (label->path[0] != 1)
        referat_sink_printf(html->sink, " start=\"%u\"", label->path[0]);
    html_puts(html, ">\n");
}

void
html_leave_list(Html *html, const ReferatNode *node)
{
    html_puts(html,
              referat_node_get_list(node)->kind == REFERAT_LIST_BULLET ? "</ul>\n" : "</ol>\n");
}

/* A native item needs its value only where the count does not go on by itself. */
static bool
goes_on(const ReferatNode *item, uint32_t value)
{
    const ReferatNode *before = referat_node_get_previous(item);
    const ReferatLabel *label = before != NULL ? referat_node_get_label(before) : NULL;

    return before == NULL || (label != NULL && label->n_path == 1 && label->path[0] + 1 == value);
}

void
html_enter_item(Html *html, const ReferatNode *node)
{
    const ReferatNode *list = referat_node_get_parent(node);
    const ReferatLabel *label = referat_node_get_label(node);
    const bool ordered = referat_node_get_list(list)->kind == REFERAT_LIST_ORDERED;
    const bool native = ordered && list_is_native(html, list);

    html_puts(html, "<li");
    html_attribute(html, "id", html_id(html, node));
    if (ordered && label != NULL && label->n_path > 0) {
        const uint32_t value = label->path[label->n_path - 1];
        if ((!native || !goes_on(node, value)) && value <= G_MAXINT32)
            referat_sink_printf(html->sink, " value=\"%u\"", value);
    }
    html_common(html, node);
    html_puts(html, ">");
    html->item = (ordered && !native) || (!ordered && !is_plain(list)) ? node : NULL;
}
