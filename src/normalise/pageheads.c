/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Page headers and feet: one that stands on the first page only is a letterhead and goes into the
 * flow at the top; repeating ones are kept once for each distinct content, page numbers dropped.
 */

/* Whether what is left beside a page number says nothing: "Page of", "Side / ", "- -". */
static bool
only_page_words(const RftPass *pass, const ReferatNode *block)
{
    g_autofree char *text = rft_plain_text(block);
    const char *p = text;

    while (*p != '\0') {
        const gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c)) {
            p = g_utf8_next_char(p);
            continue;
        }
        const char *start = p;
        while (*p != '\0' && (g_unichar_isalnum(g_utf8_get_char(p)) || *p == '.'))
            p = g_utf8_next_char(p);
        if (!rft_vocabulary_is_page_word(pass->vocabulary, start, (size_t)(p - start)))
            return false;
    }
    return true;
}

/* "- 2 -": a page number that was typed, or that a program left as it was on one page. */
static bool
is_bare_number(const ReferatNode *block)
{
    g_autofree char *text = rft_plain_text(block);

    return *text != '\0' && strlen(text) < 8 && strspn(text, "0123456789-–—/. ") == strlen(text) &&
           strpbrk(text, "0123456789") != NULL;
}

/* ---- page numbers inside a line: "Referat ⇥ Side 2 af 9" ---- */

static bool
is_filler(gunichar c)
{
    return c == ' ' || c == 0xa0 || c == '/' || c == '|' || c == '-' || c == 0x2013 ||
           c == 0x2014 || c == '(' || c == ')' || c == '[' || c == ']' || c == '.' || c == ':';
}

/* From the mark at @at to the left or right: blanks, signs and page words, up to a tab. Returns:
 * where they end. */
static const char *
reach_left(const RftPass *pass, const char *text, const char *at)
{
    while (at > text) {
        const char *p = g_utf8_prev_char(at);
        if (is_filler(g_utf8_get_char(p))) {
            at = p;
            continue;
        }
        while (p > text && g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(p))))
            p = g_utf8_prev_char(p);
        if (!rft_vocabulary_is_page_word(pass->vocabulary, p, (size_t)(at - p)))
            break;
        at = p;
    }
    return at;
}

static const char *
reach_right(const RftPass *pass, const char *at)
{
    const size_t mark = strlen(REFERAT_PAGE_NUMBER_MARK);

    while (*at != '\0') {
        const char *p = at;
        if (strncmp(p, REFERAT_PAGE_NUMBER_MARK, mark) == 0) {
            at += mark;
        } else if (is_filler(g_utf8_get_char(p))) {
            at = g_utf8_next_char(p);
        } else {
            while (*p != '\0' && g_unichar_isalnum(g_utf8_get_char(p)))
                p = g_utf8_next_char(p);
            if (!rft_vocabulary_is_page_word(pass->vocabulary, at, (size_t)(p - at)))
                break;
            at = p;
        }
    }
    return at;
}

/* Takes the bytes from @from to @to out of the texts of @block. */
static void
cut_range(ReferatNode *block, size_t from, size_t to)
{
    size_t at = 0;

    for (ReferatNode *node = block->first; node != NULL; node = rft_next_in_preorder(node, block)) {
        if (node->type != REFERAT_NODE_TEXT)
            continue;
        char *text = (char *)node->as.text.text; /* the arena's, and ours until sealing */
        const size_t length = node->as.text.length;
        const size_t begin = CLAMP(from, at, at + length) - at;
        const size_t end = CLAMP(to, at, at + length) - at;
        memmove(text + begin, text + end, length - end);
        node->as.text.length = (uint32_t)(length - (end - begin));
        at += length;
    }
}

static void
cut_page_numbers(const RftPass *pass, ReferatNode *block)
{
    for (;;) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (const ReferatNode *node = block->first; node != NULL;
             node = rft_next_in_preorder(node, block))
            if (node->type == REFERAT_NODE_TEXT)
                g_string_append_len(text, node->as.text.text, node->as.text.length);
        const char *mark = strstr(text->str, REFERAT_PAGE_NUMBER_MARK);
        if (mark == NULL)
            return;
        const char *left = reach_left(pass, text->str, mark);
        const char *right = reach_right(pass, mark);
        cut_range(block, (size_t)(left - text->str), (size_t)(right - text->str));
    }
}

static void
drop_page_numbers(RftPass *pass, ReferatNode *region)
{
    ReferatNode *node = region->first;

    while (node != NULL) {
        ReferatNode *next = rft_next_in_preorder(node, region);
        const ReferatHints *hints = rft_node_hints(node);
        if (node->type == REFERAT_NODE_PARAGRAPH && hints != NULL && hints->page_number)
            cut_page_numbers(pass, node);
        if (node->type == REFERAT_NODE_PARAGRAPH &&
            (((hints != NULL && hints->page_number) && only_page_words(pass, node)) ||
             is_bare_number(node))) {
            next = rft_next_skipping(node, region);
            referat_node_remove(node);
        }
        node = next;
    }
}

/* What the reader of a page would call the same: words and pictures, spacing aside. */
static char *
content_key(const ReferatNode *region)
{
    GString *key = g_string_new(NULL);

    referat_node_append_plain_text(region, key);
    for (const ReferatNode *node = region; node != NULL; node = rft_next_in_preorder(node, region))
        if (node->type == REFERAT_NODE_IMAGE)
            g_string_append_printf(key, "\1%u", node->as.image.resource);
    g_autofree char *raw = g_string_free(key, FALSE);
    GString *words = g_string_new(NULL);
    for (const char *p = raw + strspn(raw, " \t\n"); *p != '\0'; p += strspn(p, " \t\n")) {
        const size_t length = strcspn(p, " \t\n");
        g_string_append_len(words, p, (gssize)length);
        g_string_append_c(words, ' ');
        p += length;
    }
    return g_string_free(words, FALSE);
}

static bool
is_region(const ReferatNode *node, ReferatNodeType type)
{
    return node != NULL && node->type == type;
}

/* The first page says the same in a part of its own. */
static void
stand_on_first(ReferatNode *root, ReferatNodeType type)
{
    for (ReferatNode *node = root->first; node != NULL; node = node->next)
        if (is_region(node, type))
            node->as.pages.not_first = false;
}

/* Pages that repeat are looked at first: what they hold is no letterhead. */
static void
drop_repeated(RftPass *pass, ReferatNodeType type)
{
    ReferatNode *root = pass->document->root;
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);

    for (int first = 0; first <= 1; first++) {
        ReferatNode *next = NULL;
        for (ReferatNode *node = root->first; node != NULL; node = next) {
            next = node->next;
            if (!is_region(node, type) ||
                (node->as.pages.pages == REFERAT_PAGES_FIRST) != (first == 1))
                continue;
            drop_page_numbers(pass, node);
            char *key = content_key(node);
            if (!rft_has_content(node) || g_hash_table_contains(seen, key)) {
                if (first == 1 && rft_has_content(node))
                    stand_on_first(root, type);
                referat_node_remove(node);
                g_free(key);
            } else {
                g_hash_table_add(seen, key);
            }
        }
    }
}

static void
move_letterhead(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    ReferatNode *body = pass->document->body;
    ReferatNode *next = NULL;

    for (ReferatNode *node = root->first; node != NULL; node = next) {
        next = node->next;
        if (!is_region(node, REFERAT_NODE_PAGE_HEADER) ||
            node->as.pages.pages != REFERAT_PAGES_FIRST || node->as.pages.section != 1)
            continue;
        ReferatNode *top = body->first;
        while (node->first != NULL) {
            if (top != NULL)
                referat_node_insert_before(top, node->first);
            else
                referat_node_append(body, node->first);
        }
        referat_node_remove(node);
    }
}

void
rft_pass_page_heads(RftPass *pass)
{
    drop_repeated(pass, REFERAT_NODE_PAGE_HEADER);
    drop_repeated(pass, REFERAT_NODE_PAGE_FOOTER);
    move_letterhead(pass);
}
