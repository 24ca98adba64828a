/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

static const struct {
    const char *name;
    void (*run)(RftPass *pass);
} passes[] = {
    {"language", rft_pass_language}, {"page-heads", rft_pass_page_heads},
    {"joins", rft_pass_joins},       {"hyphens", rft_pass_hyphens},
    {"empty", rft_pass_empty},       {"tables", rft_pass_tables},
    {"agenda", rft_pass_agenda},     {"labels", rft_pass_labels},
    {"captions", rft_pass_captions}, {"headings", rft_pass_headings},
    {"contents", rft_pass_contents}, {"echoes", rft_pass_echoes},
    {"lists", rft_pass_lists},       {"links", rft_pass_links},
    {"pictures", rft_pass_pictures}, {"rules", rft_pass_rules},
};

/* Where page heads were left as they are, the marks in them go all the same. */
static void
drop_marks_of(ReferatText *text)
{
    const size_t n = strlen(REFERAT_PAGE_NUMBER_MARK);
    char *at = NULL;

    while ((at = memmem(text->text, text->length, REFERAT_PAGE_NUMBER_MARK, n)) != NULL) {
        memmove(at, at + n, text->length - n - (size_t)(at - text->text));
        text->length -= (uint32_t)n;
    }
}

static void
drop_marks(ReferatNode *region)
{
    for (ReferatNode *node = region; node != NULL; node = rft_next_in_preorder(node, region))
        if (node->type == REFERAT_NODE_TEXT && node->as.text.length > 0)
            drop_marks_of(&node->as.text);
}

/* Passes leave texts side by side that are alike, and texts with nothing left in them. */
static void
tidy_texts(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    ReferatNode *next = NULL;

    for (ReferatNode *region = root->first; region != NULL; region = region->next)
        if (region->type == REFERAT_NODE_PAGE_HEADER || region->type == REFERAT_NODE_PAGE_FOOTER)
            drop_marks(region);
    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (!rft_type_holds_inlines((ReferatNodeType)node->type))
            continue;
        for (ReferatNode *kid = node->first; kid != NULL; kid = next) {
            next = kid->next;
            if (kid->type == REFERAT_NODE_TEXT && kid->as.text.length == 0)
                referat_node_remove(kid);
        }
        rft_merge_texts(pass, node);
    }
}

void
rft_normalise(ReferatContext *context, ReferatBuilder *builder)
{
    if (builder->finished)
        return;
    RftPass pass = {context, builder, builder->document, rft_vocabulary_get(context)};
    for (size_t i = 0; i < G_N_ELEMENTS(passes); i++)
        if (!referat_context_list_has(context, "no-pass", passes[i].name))
            passes[i].run(&pass);
    tidy_texts(&pass);
}
