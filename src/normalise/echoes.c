/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "normalise/normalise.h"

/*
 * On paper a running head says on every page what the first page says at length. In a page without
 * pages it would only say the title twice, once before it: such a line goes. A letterhead, which
 * stands on the first page beside the title, stays.
 */

static const ReferatNode *
first_heading(const ReferatNode *body)
{
    for (const ReferatNode *node = body; node != NULL; node = rft_next_in_preorder(node, body))
        if (node->type == REFERAT_NODE_HEADING)
            return node;
    return NULL;
}

static bool
is_running_head(const ReferatNode *node)
{
    return node->type == REFERAT_NODE_PAGE_HEADER && node->as.pages.pages != REFERAT_PAGES_FIRST;
}

static void
drop_echoes(ReferatNode *region, const char *title)
{
    ReferatNode *next = NULL;

    for (ReferatNode *node = region->first; node != NULL; node = next) {
        next = node->next;
        if (node->type != REFERAT_NODE_PARAGRAPH || referat_node_get_label(node) != NULL)
            continue;
        g_autofree char *line = rft_words_key(node);
        if (g_str_equal(line, title))
            referat_node_remove(node);
    }
}

void
rft_pass_echoes(RftPass *pass)
{
    const ReferatNode *heading = first_heading(pass->document->body);
    ReferatNode *next = NULL;

    if (heading == NULL)
        return;
    g_autofree char *title = rft_words_key(heading);
    for (ReferatNode *node = pass->document->root->first; node != NULL; node = next) {
        next = node->next;
        if (*title == '\0' || !is_running_head(node))
            continue;
        drop_echoes(node, title);
        if (node->first == NULL)
            referat_node_remove(node);
    }
}
