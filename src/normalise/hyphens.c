/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * Hyphens at the ends of lines. "beslut-" and "ning" are one word where "beslutning" stands
 * elsewhere in the document or a dictionary knows it; "by-" and "law" stay "by-law" where that
 * stands elsewhere. What nobody knows is a broken word when it goes on in lower case.
 */

static const size_t MARK = sizeof(REFERAT_LINE_HYPHEN) - 1;

static bool
is_word_char(gunichar c)
{
    return g_unichar_isalnum(c) || c == '-' || c == '\'' || c == 0x2019;
}

static bool
has_marks(const ReferatNode *root)
{
    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_TEXT && node->as.text.length >= MARK &&
            memmem(node->as.text.text, node->as.text.length, REFERAT_LINE_HYPHEN, MARK) != NULL)
            return true;
    return false;
}

/* @text in lower case. Most is ASCII, and short. */
static const char *
lower(GString *buffer, const char *text, gssize length)
{
    g_string_truncate(buffer, 0);
    for (gssize i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80) {
            g_autofree char *low = g_utf8_strdown(text, length);
            g_string_assign(buffer, low);
            break;
        }
        g_string_append_c(buffer, g_ascii_tolower(text[i]));
    }
    return buffer->str;
}

/* All words of the document, in lower case; those that a line end broke are left out. */
static void
add_words(GHashTable *words, GString *buffer, const char *text)
{
    const char *p = text;

    while (*p != '\0') {
        while (*p != '\0' && !g_unichar_isalpha(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        const char *start = p;
        while (*p != '\0' && is_word_char(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        const bool broken = strncmp(p, REFERAT_LINE_HYPHEN, MARK) == 0 ||
                            ((size_t)(start - text) >= MARK &&
                             strncmp(start - MARK, REFERAT_LINE_HYPHEN, MARK) == 0);
        if (p == start || broken)
            continue;
        const char *word = lower(buffer, start, p - start);
        if (!g_hash_table_contains(words, word))
            g_hash_table_add(words, g_strdup(word));
    }
}

static GHashTable *
collect_words(const ReferatNode *root)
{
    GHashTable *words = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) buffer = g_string_new(NULL);

    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type != REFERAT_NODE_PARAGRAPH)
            continue;
        g_string_truncate(text, 0);
        referat_node_append_plain_text(node, text);
        add_words(words, buffer, text->str);
    }
    return words;
}

/* "Sommer-" above "und Winterhalbjahr": the hyphen stays, and so does the blank. */
static bool
is_suspended(const RftPass *pass, const char *after)
{
    return rft_vocabulary_suspends(pass->vocabulary,
                                   pass->document->metadata[REFERAT_META_LANGUAGE], after);
}

/* Whether the hyphen between @before and @after goes, so that they are one word. */
static bool
is_broken(const RftPass *pass, GHashTable *words, const char *before, const char *after)
{
    g_autofree char *one = g_strconcat(before, after, NULL);
    g_autofree char *two = g_strconcat(before, "-", after, NULL);
    g_autofree char *low_one = g_utf8_strdown(one, -1);
    g_autofree char *low_two = g_utf8_strdown(two, -1);

    if (g_hash_table_contains(words, low_two))
        return false;
    if (g_hash_table_contains(words, low_one))
        return true;
    if (!g_unichar_islower(g_utf8_get_char(after)))
        return false;
    if (is_suspended(pass, after))
        return false;
    switch (
        rft_spelling_knows(pass->context, pass->document->metadata[REFERAT_META_LANGUAGE], one)) {
    case RFT_SPELLING_RIGHT:
        return true;
    case RFT_SPELLING_WRONG:
        /* two words that are right by themselves, and not together: "non-negative" */
        return rft_spelling_knows(pass->context, pass->document->metadata[REFERAT_META_LANGUAGE],
                                  two) != RFT_SPELLING_RIGHT;
    case RFT_SPELLING_UNKNOWN:
        break;
    }
    /* nobody breaks a word where its patterns do not: this hyphen was there before */
    return rft_patterns_allow(pass->document->metadata[REFERAT_META_LANGUAGE], low_one,
                              (size_t)g_utf8_strlen(before, -1));
}

/* The word before and after the mark at @at. */
static char *
word_before(const char *text, const char *at)
{
    const char *p = at;

    while (p > text && is_word_char(g_utf8_get_char(g_utf8_prev_char(p))))
        p = g_utf8_prev_char(p);
    return g_strndup(p, (gsize)(at - p));
}

static char *
word_after(const char *at)
{
    const char *p = at;

    while (*p != '\0' && is_word_char(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return g_strndup(at, (gsize)(p - at));
}

typedef enum { GONE, KEPT, SUSPENDED } Fate; /* kept with a blank behind it */

/* Decides the marks of one paragraph in their order. Returns: for each, its fate. */
static GArray *
decide(const RftPass *pass, GHashTable *words, const ReferatNode *paragraph)
{
    GArray *goes = g_array_new(FALSE, FALSE, sizeof(Fate));
    g_autoptr(GString) text = g_string_new(NULL);

    referat_node_append_plain_text(paragraph, text);
    for (const char *at = text->str; (at = strstr(at, REFERAT_LINE_HYPHEN)) != NULL; at += MARK) {
        g_autofree char *before = word_before(text->str, at);
        g_autofree char *after = word_after(at + MARK);
        const bool gone = is_broken(pass, words, before, after);
        const Fate fate = gone ? GONE : is_suspended(pass, after) ? SUSPENDED : KEPT;
        g_array_append_val(goes, fate);
    }
    return goes;
}

static void
resolve(RftPass *pass, GHashTable *words, ReferatNode *paragraph)
{
    g_autoptr(GArray) goes = decide(pass, words, paragraph);
    guint next = 0;

    for (ReferatNode *node = paragraph->first; node != NULL && goes->len > 0;
         node = rft_next_in_preorder(node, paragraph)) {
        if (node->type != REFERAT_NODE_TEXT || node->as.text.length < MARK)
            continue;
        char *text = (char *)node->as.text.text; /* the arena's, and ours until sealing */
        size_t length = node->as.text.length;
        char *at = text;
        while ((at = memmem(at, length - (size_t)(at - text), REFERAT_LINE_HYPHEN, MARK)) != NULL) {
            const Fate fate = next < goes->len ? g_array_index(goes, Fate, next) : KEPT;
            static const size_t lengths[] = {[GONE] = 0, [KEPT] = 1, [SUSPENDED] = 2};
            const size_t kept = lengths[fate];
            next++;
            memcpy(at, "- ", kept);
            memmove(at + kept, at + MARK, length - (size_t)(at - text) - MARK);
            length -= MARK - kept;
            at += kept;
        }
        node->as.text.length = (uint32_t)length;
    }
}

void
rft_pass_hyphens(RftPass *pass)
{
    ReferatNode *root = pass->document->root;

    if (!has_marks(root))
        return;
    g_autoptr(GHashTable) words = collect_words(root);
    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_PARAGRAPH && has_marks(node))
            resolve(pass, words, node);
}
