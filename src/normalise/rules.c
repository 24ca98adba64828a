/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * A line that is drawn with signs, from edge to edge, parts what stands above from what stands
 * below. Who listens would hear eighty underscores. Short lines of underscores stay: there is a
 * name to be written on them.
 */

enum { LEAST_SIGNS = 10, LEAST_UNDERSCORES = 40 };

static bool
is_drawn(const ReferatNode *node)
{
    static const char *const signs[] = {"-", "=", "*", "~", "–", "—", "_"};

    for (const ReferatNode *kid = node->first; kid != NULL; kid = kid->next)
        if (kid->type != REFERAT_NODE_TEXT)
            return false;
    g_autofree char *text = rft_plain_text(node);
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        const size_t n = strlen(signs[i]);
        size_t times = 0;
        while (strncmp(text + times * n, signs[i], n) == 0)
            times++;
        if (times >= (*signs[i] == '_' ? LEAST_UNDERSCORES : LEAST_SIGNS) &&
            text[times * n] == '\0')
            return true;
    }
    return false;
}

void
rft_pass_rules(RftPass *pass)
{
    for (ReferatNode *node = pass->document->body->first; node != NULL; node = node->next) {
        if (node->type != REFERAT_NODE_PARAGRAPH || referat_node_get_label(node) != NULL ||
            !is_drawn(node))
            continue;
        while (node->first != NULL)
            referat_node_remove(node->first);
        node->type = REFERAT_NODE_RULE;
    }
}
