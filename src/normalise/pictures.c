/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "normalise/normalise.h"

/* A picture of a page that has no text says so, in the language of the document. */

void
rft_pass_pictures(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    const char *language = pass->document->metadata[REFERAT_META_LANGUAGE];

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type != REFERAT_NODE_IMAGE || node->as.image.page == 0 ||
            node->as.image.alt != NULL)
            continue;
        const char *page = referat_context_phrase(pass->context, language, "page");
        const char *no_text = referat_context_phrase(pass->context, language, "no-text");
        g_autofree char *alt = g_strdup_printf("%s %u, %s", page, node->as.image.page, no_text);
        node->as.image.alt = referat_builder_intern(pass->builder, alt);
    }
}
