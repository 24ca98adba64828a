/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Links and places: a link to a place that does not exist becomes text, a place that no link names
 * goes. A table of contents goes when headings give it: the outputs make their own.
 */

static void
collect_targets(const ReferatNode *root, GHashTable *anchors, GHashTable *wanted)
{
    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type == REFERAT_NODE_ANCHOR)
            g_hash_table_add(anchors, (gpointer)node->as.anchor.name);
        else if (node->type == REFERAT_NODE_LINK && node->as.link.anchor != NULL)
            g_hash_table_add(wanted, (gpointer)node->as.link.anchor);
    }
}

static bool
inside_link(const ReferatNode *node)
{
    for (node = node->parent; node != NULL; node = node->parent)
        if (node->type == REFERAT_NODE_LINK)
            return true;
    return false;
}

static bool
is_dead(const ReferatNode *node, GHashTable *anchors)
{
    return node->type == REFERAT_NODE_LINK &&
           ((node->as.link.anchor != NULL &&
             !g_hash_table_contains(anchors, node->as.link.anchor)) ||
            inside_link(node));
}

static bool
is_unused(const ReferatNode *node, GHashTable *wanted)
{
    return node->type == REFERAT_NODE_ANCHOR &&
           !g_hash_table_contains(wanted, node->as.anchor.name);
}

/* ---- the table of contents ---- */

static bool
is_contents(const ReferatNode *node)
{
    const ReferatHints *hints = rft_node_hints(node);

    return hints != NULL && hints->table_of_contents;
}

/* Letters of an entry without its number, leaders and page. */
static char *
entry_key(const char *text)
{
    GString *key = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c))
            g_string_append_unichar(key, g_unichar_tolower(c));
    }
    return g_string_free(key, FALSE);
}

static void
drop_contents(RftPass *pass)
{
    g_autoptr(GHashTable) headings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    ReferatNode *root = pass->document->body;
    guint found = 0;

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type == REFERAT_NODE_HEADING) {
            g_autofree char *text = rft_plain_text(node);
            g_hash_table_add(headings, entry_key(text));
        } else if (node->type == REFERAT_NODE_PARAGRAPH && is_contents(node)) {
            g_ptr_array_add(entries, node);
        }
    }
    for (guint i = 0; i < entries->len; i++) {
        g_autofree char *text = rft_plain_text(g_ptr_array_index(entries, i));
        g_autofree char *key = entry_key(text);
        found += g_hash_table_contains(headings, key) ? 1 : 0;
    }
    if (entries->len == 0 || found * 10 < entries->len * 8)
        return;
    for (guint i = 0; i < entries->len; i++) {
        ReferatNode *node = g_ptr_array_index(entries, i);
        ReferatNode *parent = node->parent;
        referat_node_remove(node);
        while (parent != NULL && parent != root && parent->first == NULL) {
            ReferatNode *up = parent->parent;
            referat_node_remove(parent);
            parent = up;
        }
    }
}

static void
take_out(RftPass *pass, ReferatNode *node)
{
    ReferatNode *parent = node->parent;

    if (node->type == REFERAT_NODE_LINK && node->as.link.anchor != NULL)
        referat_context_diagnose(pass->context, REFERAT_MSG_LINK_TARGET, NULL, "%s",
                                 node->as.link.anchor);
    if (node->type == REFERAT_NODE_LINK)
        rft_node_unwrap(node);
    else
        referat_node_remove(node);
    rft_merge_texts(pass, parent);
}

void
rft_pass_links(RftPass *pass)
{
    g_autoptr(GHashTable) anchors = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) going = g_ptr_array_new();
    ReferatNode *root = pass->document->root;

    drop_contents(pass);
    collect_targets(root, anchors, wanted);
    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (is_dead(node, anchors) || is_unused(node, wanted))
            g_ptr_array_add(going, node);
    for (guint i = going->len; i > 0; i--)
        take_out(pass, g_ptr_array_index(going, i - 1));
}
