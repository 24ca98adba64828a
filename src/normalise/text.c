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

enum { LONGEST_TEXT = 32 << 10 };

static bool
go_together(const ReferatNode *a, const ReferatNode *b)
{
    return b != NULL && b->type == REFERAT_NODE_TEXT && a->as.text.style == b->as.text.style &&
           a->language == b->language && a->direction == b->direction;
}

void
rft_merge_texts(RftPass *pass, ReferatNode *parent)
{
    for (ReferatNode *node = parent->first; node != NULL; node = node->next) {
        size_t length = node->type == REFERAT_NODE_TEXT ? node->as.text.length : LONGEST_TEXT;
        ReferatNode *end = node->next;

        /* measured first, copied once: there may be thousands */
        while (length < LONGEST_TEXT && go_together(node, end) &&
               length + end->as.text.length <= LONGEST_TEXT) {
            length += end->as.text.length;
            end = end->next;
        }
        if (end == node->next)
            continue;
        char *joined = rft_arena_alloc(&pass->document->arena, length + 1);
        char *to = mempcpy(joined, node->as.text.text, node->as.text.length);
        while (node->next != end) {
            ReferatNode *next = node->next;
            to = mempcpy(to, next->as.text.text, next->as.text.length);
            referat_node_remove(next);
        }
        *to = '\0';
        node->as.text.text = joined;
        node->as.text.length = (uint32_t)length;
    }
}

char *
rft_words_key(const ReferatNode *node)
{
    g_autofree char *text = rft_plain_text(node);
    g_autofree char *folded = g_utf8_casefold(text, -1);
    GString *key = g_string_new(NULL);

    for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p))
        if (!g_unichar_isspace(g_utf8_get_char(p)))
            g_string_append_unichar(key, g_utf8_get_char(p));
    return g_string_free(key, FALSE);
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

bool
rft_is_read(const ReferatNode *node)
{
    return node->block != NULL && node->block->n_positions > 0 &&
           node->block->positions[0].page > 0;
}
