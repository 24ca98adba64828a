/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/title.h"
#include "common/uri.h"
#include "html/html.h"

/*
 * Stable ids that people can read and cite: "#ad-4", "#ad-4-g", "#beslutning". They come from
 * labels and words alone, so that they stay when something is added elsewhere.
 */

enum { LONGEST_ID = 60 };

/* Letters of a slug, lower case; those with marks lose them, the Nordic ones are spelled out. */
static void
append_slug(GString *out, const char *text)
{
    static const struct {
        gunichar from;
        const char *to;
    } spelled[] = {{0xe6, "ae"}, {0xf8, "oe"}, {0xe5, "aa"}, {0xe4, "ae"}, {0xf6, "oe"},
                   {0xfc, "ue"}, {0xdf, "ss"}, {0xfe, "th"}, {0xf0, "d"},  {0xa7, "par"}};
    g_autofree char *lower =
        g_str_is_ascii(text) ? g_ascii_strdown(text, -1) : g_utf8_strdown(text, -1);
    g_autofree char *composed = g_str_is_ascii(lower)
                                    ? g_strdup(lower)
                                    : g_utf8_normalize(lower, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    const size_t start = out->len;
    bool gap = out->len > 0;

    if (composed == NULL)
        return;
    for (const char *p = composed; *p != '\0' && out->len < start + LONGEST_ID;
         p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        const char *piece = NULL;
        char ascii[8] = "";
        for (size_t i = 0; c >= 0x80 && i < G_N_ELEMENTS(spelled); i++)
            if (spelled[i].from == c)
                piece = spelled[i].to;
        if (piece == NULL && (c < 0x80 ? g_ascii_isalnum((char)c) : g_unichar_isalnum(c))) {
            gunichar base[4] = {c};
            if (c >= 0x80)
                (void)g_unichar_fully_decompose(c, FALSE, base, G_N_ELEMENTS(base));
            ascii[g_unichar_to_utf8(base[0], ascii)] = '\0';
            piece = ascii;
        }
        if (piece == NULL) {
            gap = out->len > 0;
            continue;
        }
        if (gap && out->len > 0)
            g_string_append_c(out, '-');
        gap = false;
        g_string_append(out, piece);
    }
}

/* The same words again get a number; the table keeps the last one given for each. */
static void
give(Html *html, const ReferatNode *node, const GString *wanted)
{
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(html->used, wanted->str));
    char *id = g_strdup(wanted->str);

    while (g_hash_table_contains(html->used, id)) {
        g_free(id);
        id = g_strdup_printf("%s_%u", wanted->str, ++n);
    }
    if (n > 0)
        g_hash_table_insert(html->used, g_strdup(wanted->str), GUINT_TO_POINTER(n));
    g_hash_table_insert(html->used, id, GUINT_TO_POINTER(1));
    g_hash_table_insert(html->ids, (gpointer)node, id);
}

static void
name_heading(Html *html, const ReferatNode *node)
{
    const ReferatLabel *label = referat_node_get_label(node);
    g_autoptr(GString) id = g_string_new(NULL);

    if (label != NULL)
        append_slug(id, label->text);
    if (id->len == 0) {
        g_autoptr(GString) text = g_string_new(NULL);
        referat_node_append_plain_text(node, text);
        append_slug(id, text->str);
    }
    if (id->len == 0)
        g_string_assign(id, "section");
    if (g_ascii_isdigit(id->str[0]))
        g_string_prepend(id, "item-");
    give(html, node, id);
}

void
html_give_id(Html *html, const ReferatNode *node, const char *fallback, const char *text)
{
    g_autoptr(GString) id = g_string_new(NULL);

    if (text != NULL)
        append_slug(id, text);
    if (id->len == 0)
        g_string_assign(id, fallback);
    if (g_ascii_isdigit(id->str[0]))
        g_string_prepend(id, "item-");
    give(html, node, id);
}

/* An item is named after the labels above it: the heading's, outer items', its own. */
static void
name_item(Html *html, const ReferatNode *node, const ReferatNode *heading)
{
    const ReferatLabel *label = referat_node_get_label(node);
    const ReferatNode *above = referat_node_get_parent(node);

    if (label == NULL || label->scheme == REFERAT_SCHEME_BULLET)
        return;
    if (referat_node_get_type(above) == REFERAT_NODE_LIST)
        above = referat_node_get_parent(above);
    const char *outer = referat_node_get_type(above) == REFERAT_NODE_ITEM ? html_id(html, above)
                        : heading != NULL && referat_node_get_label(heading) != NULL
                            ? html_id(html, heading)
                            : NULL;
    g_autoptr(GString) id = g_string_new(outer);
    append_slug(id, label->text);
    if (id->len == 0)
        return;
    if (g_ascii_isdigit(id->str[0]))
        g_string_prepend(id, "item-");
    give(html, node, id);
}

const char *
html_id(const Html *html, const ReferatNode *node)
{
    return g_hash_table_lookup(html->ids, node);
}

char *
html_anchor_id(const char *name)
{
    return uri_fragment("to-", name);
}

/* ---- title and levels ---- */

static void
find_title(Html *html)
{
    const ReferatNode *top = NULL;
    unsigned n_top = 0;

    for (guint i = 0; i < html->headings->len; i++) {
        const ReferatNode *node = g_ptr_array_index(html->headings, i);
        if (referat_node_get_heading(node)->level > 1)
            continue;
        top = top == NULL ? node : top;
        n_top++;
    }
    html->needs_h1 = n_top != 1;
    html->level_shift = n_top > 1 ? 1 : 0;
    html->title_text =
        title_find(html->context, html->document, n_top == 1 ? top : NULL, &html->title_given);
    html->title = html->title_text;
}

/* Notes are named in the order in which they stand, whatever the file calls them. */
static void
number_notes(Html *html)
{
    const ReferatNode *root = referat_document_get_root(html->document);
    unsigned counts[2] = {0, 0};

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node))
        if (referat_node_get_type(node) == REFERAT_NODE_NOTE)
            g_hash_table_insert(html->notes, (gpointer)node,
                                GUINT_TO_POINTER(++counts[referat_node_get_note(node)->kind]));
}

void
html_collect(Html *html)
{
    const ReferatNode *heading = NULL;
    ReferatIter it;

    html->ids = g_hash_table_new(NULL, NULL);
    html->used = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    html->notes = g_hash_table_new(NULL, NULL);
    html->native = g_hash_table_new(NULL, NULL);
    html->noted = g_hash_table_new(NULL, NULL);
    html->headings = g_ptr_array_new();
    g_hash_table_insert(html->used, g_strdup("content"), GUINT_TO_POINTER(1));
    g_hash_table_insert(html->used, g_strdup("contents"), GUINT_TO_POINTER(1));
    /* headings choose first: they are what people link to */
    referat_iter_init(&it, referat_document_get_body(html->document));
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_ENTER && referat_node_get_type(it.node) == REFERAT_NODE_HEADING) {
            g_ptr_array_add(html->headings, (gpointer)it.node);
            name_heading(html, it.node);
        }
    }
    referat_iter_init(&it, referat_document_get_body(html->document));
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE)
            continue;
        if (referat_node_get_type(it.node) == REFERAT_NODE_HEADING)
            heading = it.node;
        else if (referat_node_get_type(it.node) == REFERAT_NODE_ITEM ||
                 referat_node_get_type(it.node) == REFERAT_NODE_PARAGRAPH)
            name_item(html, it.node, heading);
    }
    number_notes(html);
    find_title(html);
}

void
html_clear(Html *html)
{
    g_hash_table_unref(html->ids);
    g_hash_table_unref(html->used);
    g_hash_table_unref(html->notes);
    g_hash_table_unref(html->native);
    g_hash_table_unref(html->noted);
    g_ptr_array_unref(html->headings);
    g_free(html->title_text);
}
