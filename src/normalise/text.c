/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

char *
rft_plain_text(const ReferatNode *node)
{
    GString *text = g_string_new(NULL);

    referat_node_append_plain_text(node, text);
    return g_strstrip(g_string_free(text, FALSE));
}

static bool
is_blank(const ReferatText *text)
{
    for (uint32_t i = 0; i < text->length; i++) {
        const unsigned char c = (unsigned char)text->text[i];
        if (c == 0xc2 && i + 1 < text->length && (unsigned char)text->text[i + 1] == 0xa0)
            i++; /* no-break space */
        else if (!g_ascii_isspace(c))
            return false;
    }
    return true;
}

bool
rft_has_content(const ReferatNode *root)
{
    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        switch ((ReferatNodeType)node->type) {
        case REFERAT_NODE_TEXT:
            if (!is_blank(&node->as.text))
                return true;
            break;
        case REFERAT_NODE_IMAGE:
        case REFERAT_NODE_FORM:
        case REFERAT_NODE_MATH:
        case REFERAT_NODE_NOTE_REF:
        case REFERAT_NODE_COMMENT_REF:
        case REFERAT_NODE_RULE:
            return true;
        default:
            break;
        }
    }
    return false;
}

uint32_t
rft_common_style(const ReferatNode *root)
{
    uint32_t common = UINT32_MAX;

    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_TEXT && !is_blank(&node->as.text))
            common &= node->as.text.style;
    return common == UINT32_MAX ? 0 : common;
}

void
rft_clear_style(ReferatNode *root, uint32_t bits)
{
    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_TEXT)
            node->as.text.style &= ~bits;
}

/* Nodes that the eye does not see: the front of a block is behind them. */
static bool
is_see_through(ReferatNodeType type)
{
    return type == REFERAT_NODE_ANCHOR || type == REFERAT_NODE_PAGE_MARK ||
           type == REFERAT_NODE_LINK || type == REFERAT_NODE_INSERTION ||
           type == REFERAT_NODE_DELETION || type == REFERAT_NODE_RUBY;
}

void
rft_cut_front(ReferatNode *root, size_t n)
{
    ReferatNode *node = root->first;
    bool blanks = n == 0;

    while (node != NULL) {
        ReferatNode *next = rft_next_in_preorder(node, root);
        if (node->type == REFERAT_NODE_TEXT) {
            ReferatText *text = &node->as.text;
            const uint32_t cut = (uint32_t)MIN(n, text->length);
            text->text += cut;
            text->length -= cut;
            n -= cut;
            blanks = n == 0;
            while (blanks && text->length > 0 && g_ascii_isspace(text->text[0])) {
                text->text++;
                text->length--;
            }
            if (text->length > 0)
                return;
            next = rft_next_skipping(node, root);
            referat_node_remove(node);
        } else if (node->type == REFERAT_NODE_BREAK && blanks) {
            next = rft_next_skipping(node, root);
            referat_node_remove(node);
        } else if (!is_see_through((ReferatNodeType)node->type)) {
            return; /* a picture, a box to tick: what stands behind it is not the front */
        }
        node = next;
    }
}

void
rft_merge_texts(RftPass *pass, ReferatNode *parent)
{
    for (ReferatNode *node = parent->first; node != NULL; node = node->next) {
        while (node->type == REFERAT_NODE_TEXT && node->next != NULL &&
               node->next->type == REFERAT_NODE_TEXT &&
               node->as.text.style == node->next->as.text.style &&
               node->language == node->next->language && node->direction == node->next->direction &&
               node->as.text.length + node->next->as.text.length <= (32U << 10)) {
            ReferatNode *next = node->next;
            const uint32_t n = node->as.text.length;
            char *joined =
                rft_arena_alloc(&pass->document->arena, (size_t)n + next->as.text.length + 1);
            memcpy(joined, node->as.text.text, n);
            memcpy(joined + n, next->as.text.text, next->as.text.length);
            node->as.text.text = joined;
            node->as.text.length = n + next->as.text.length;
            referat_node_remove(next);
        }
    }
}

unsigned
rft_count_words(const char *text, unsigned most)
{
    unsigned n = 0;

    while (*text != '\0' && n < most) {
        text += strspn(text, " \t\n");
        if (*text != '\0')
            n++;
        text += strcspn(text, " \t\n");
    }
    return n;
}
