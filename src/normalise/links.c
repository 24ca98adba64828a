/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Links and places: a link to a place that does not exist becomes text, a place that no link names
 * goes.
 */

static void
collect(ReferatNode *root, GPtrArray *all, GHashTable *anchors, GHashTable *wanted)
{
    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type != REFERAT_NODE_ANCHOR && node->type != REFERAT_NODE_LINK)
            continue;
        g_ptr_array_add(all, node);
        if (node->type == REFERAT_NODE_ANCHOR)
            g_hash_table_add(anchors, (gpointer)node->as.anchor.name);
        else if (node->as.link.anchor != NULL)
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

/* Where the block that holds @node stood; NULL = unknown. */
static const ReferatPosition *
place_of(const ReferatNode *node)
{
    for (; node != NULL; node = node->parent)
        if (node->block != NULL && node->block->n_positions > 0)
            return node->block->positions;
    return NULL;
}

static void
take_out(const RftPass *pass, ReferatNode *node)
{
    if (node->type == REFERAT_NODE_LINK && node->as.link.anchor != NULL)
        referat_context_diagnose(pass->context, REFERAT_MSG_LINK_TARGET, place_of(node), "%s",
                                 node->as.link.anchor);
    if (node->type == REFERAT_NODE_LINK)
        rft_node_unwrap(node);
    else
        referat_node_remove(node);
}

void
rft_pass_links(RftPass *pass)
{
    g_autoptr(GHashTable) anchors = g_hash_table_new(referat_string_hash, g_str_equal);
    g_autoptr(GHashTable) wanted = g_hash_table_new(referat_string_hash, g_str_equal);
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    collect(pass->document->root, all, anchors, wanted);
    /* from the end: a link inside a link goes before the one around it */
    for (guint i = all->len; i > 0; i--) {
        ReferatNode *node = g_ptr_array_index(all, i - 1);
        if (is_dead(node, anchors) || is_unused(node, wanted))
            take_out(pass, node);
    }
}
