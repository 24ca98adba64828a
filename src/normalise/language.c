/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/normalise.h"

/*
 * The language of the document and of foreign paragraphs. What a file declares is often only the
 * setting of the machine it was typed on, so a declaration counts unless the words clearly say
 * otherwise, and a foreign run counts only when its words do.
 */

/* The opening of a paragraph tells its language; the rest would only cost time. */
enum { BLOCK_WORDS = 30, BLOCK_BYTES = 150, OPENING_BYTES = 60 };

static void
vote_block(const RftPass *pass, const ReferatNode *root, RftLanguageVotes *votes)
{
    for (const ReferatNode *node = root; node != NULL && votes->words < BLOCK_WORDS;
         node = rft_next_in_preorder(node, root))
        if (node->type == REFERAT_NODE_TEXT)
            rft_vocabulary_vote(pass->vocabulary, node->as.text.text,
                                MIN(node->as.text.length, (uint32_t)BLOCK_BYTES), votes);
}

/* Most paragraphs open with a few words of the document's own language: they need no closer look.
 */
static bool
opens_in_own(const RftPass *pass, const ReferatNode *block, int language)
{
    const ReferatNode *first = block->first;

    return first != NULL && first->type == REFERAT_NODE_TEXT &&
           rft_vocabulary_opens_in(pass->vocabulary, language, first->as.text.text,
                                   MIN(first->as.text.length, (uint32_t)OPENING_BYTES), 3);
}

/* The declared language with the most letters. */
static const char *
most_declared(const ReferatNode *root)
{
    g_autoptr(GHashTable) letters = g_hash_table_new(NULL, NULL);
    const char *best = NULL;
    const char *last = NULL;
    gsize most = 0;
    gsize n = 0; /* of the last one, which mostly is the next one, too */

    for (const ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (node->type != REFERAT_NODE_TEXT || node->language == NULL)
            continue;
        if (node->language != last) {
            if (last != NULL)
                g_hash_table_insert(letters, (gpointer)last, GSIZE_TO_POINTER(n));
            last = node->language;
            n = GPOINTER_TO_SIZE(g_hash_table_lookup(letters, last));
        }
        n += node->as.text.length;
        if (n > most) {
            most = n;
            best = last;
        }
    }
    return best;
}

/* Words decide whole samples of the text: enough to be sure, not all of a long document. */
enum { ENOUGH_WORDS = 4000 };

static void
vote_document(const RftPass *pass, const char *declared, RftLanguageVotes *votes)
{
    const ReferatNode *root = pass->document->body;

    for (const ReferatNode *node = root; node != NULL && votes->words < ENOUGH_WORDS;
         node = rft_next_in_preorder(node, root))
        /* what the file itself calls foreign has no say */
        if (node->type == REFERAT_NODE_TEXT && (node->language == NULL || declared == NULL ||
                                                rft_same_language(node->language, declared)))
            rft_vocabulary_vote(pass->vocabulary, node->as.text.text, node->as.text.length, votes);
}

static bool
is_tag(const char *tag)
{
    if (tag == NULL || strlen(tag) < 2 || strlen(tag) > 35 || !g_ascii_isalpha(tag[0]))
        return false;
    for (const char *p = tag; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && *p != '-')
            return false;
    return !g_str_equal(tag, "x-none"); /* Word's "no proofing" */
}

static const char *
decide(RftPass *pass)
{
    const char *asked = referat_context_get_option(pass->context, "lang");
    const char *declared = most_declared(pass->document->body);
    RftLanguageVotes votes = {0};

    if (is_tag(asked))
        return asked;
    if (declared == NULL)
        declared = pass->document->metadata[REFERAT_META_LANGUAGE];
    if (!is_tag(declared))
        declared = NULL;
    vote_document(pass, declared, &votes);
    const char *by_words = rft_vocabulary_winner(pass->vocabulary, &votes, NULL);
    if (by_words == NULL || rft_same_language(by_words, declared))
        return declared;
    /* the words must stand against what is declared; near relatives of the winner do not matter.
     * A language without a file of ours is believed unless another's words are everywhere. */
    const uint32_t hits = rft_vocabulary_votes_for(pass->vocabulary, &votes, by_words);
    const uint32_t own = rft_vocabulary_votes_for(pass->vocabulary, &votes, declared);
    const uint32_t share = votes.words > 0 ? hits * 100 / votes.words : 0;
    const bool sure = hits >= 5 && hits > own * 2 &&
                      share >= (rft_vocabulary_knows(pass->vocabulary, declared) ? 4 : 8);
    if (declared != NULL && !sure)
        return declared;
    if (declared != NULL)
        referat_context_diagnose(pass->context, REFERAT_MSG_LANGUAGE_GUESSED, NULL,
                                 "%s, though the file says %s", by_words, declared);
    else
        referat_context_diagnose(pass->context, REFERAT_MSG_LANGUAGE_GUESSED, NULL, "%s", by_words);
    return by_words;
}

/* ---- foreign text ---- */

static bool
is_other_script(const ReferatNode *text)
{
    const char *end = text->as.text.text + text->as.text.length;

    for (const char *p = text->as.text.text; p < end; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c))
            return g_unichar_get_script(c) != G_UNICODE_SCRIPT_LATIN;
    }
    return false;
}

/* Whether the words of @node bear out that it is in @tag and not in the document's language. */
static bool
words_agree(const RftPass *pass, const RftLanguageVotes *votes, const char *tag,
            const char *document)
{
    const uint32_t own = rft_vocabulary_votes_for(pass->vocabulary, votes, document);

    if (!rft_vocabulary_knows(pass->vocabulary, tag))
        return own == 0 && votes->words >= 3;
    const uint32_t other = rft_vocabulary_votes_for(pass->vocabulary, votes, tag);
    return other >= 2 && other > own * 2;
}

static void
mark_text(const RftPass *pass, ReferatNode *text, const char *document)
{
    const char *tag = text->language;

    text->language = NULL;
    if (tag == NULL || !is_tag(tag) || rft_same_language(tag, document))
        return;
    RftLanguageVotes votes = {0};
    rft_vocabulary_vote(pass->vocabulary, text->as.text.text, text->as.text.length, &votes);
    if (is_other_script(text) || words_agree(pass, &votes, tag, document))
        text->language = tag;
}

/* A paragraph whose letters are all of one foreign language carries it itself. */
static void
lift_language(ReferatNode *block)
{
    const char *tag = NULL;

    for (ReferatNode *node = block->first; node != NULL; node = rft_next_in_preorder(node, block)) {
        if (node->type != REFERAT_NODE_TEXT)
            continue;
        if (node->language == NULL || (tag != NULL && tag != node->language))
            return;
        tag = node->language;
    }
    if (tag == NULL)
        return;
    for (ReferatNode *node = block->first; node != NULL; node = rft_next_in_preorder(node, block))
        if (node->type == REFERAT_NODE_TEXT)
            node->language = NULL;
    block->language = tag;
}

/* A longer paragraph that declares nothing foreign may still be: its words tell. */
static void
guess_block(const RftPass *pass, ReferatNode *block, const char *document, int language)
{
    RftLanguageVotes votes = {0};
    bool clear = false;

    if (block->language != NULL || opens_in_own(pass, block, language))
        return;
    vote_block(pass, block, &votes);
    if (votes.words < 12)
        return;
    const char *winner = rft_vocabulary_winner(pass->vocabulary, &votes, &clear);
    const uint32_t hits = rft_vocabulary_votes_for(pass->vocabulary, &votes, winner);
    if (winner != NULL && clear && !rft_same_language(winner, document) &&
        hits * 100 / votes.words >= 15 &&
        rft_vocabulary_votes_for(pass->vocabulary, &votes, document) * 4 <= hits)
        block->language = winner;
}

/* All texts of a block, also those in its links, before any of them are joined. @same: the last tag
 * that was the document's language by another name. */
static void
mark_texts(const RftPass *pass, ReferatNode *block, const char *document, const char **same)
{
    for (ReferatNode *node = block; node != NULL; node = rft_next_in_preorder(node, block)) {
        if (node->type != REFERAT_NODE_TEXT || node->language == NULL)
            continue;
        if (node->language != *same && rft_same_language(node->language, document))
            *same = node->language;
        if (node->language == *same)
            node->language = NULL;
        else
            mark_text(pass, node, document);
    }
}

void
rft_pass_language(RftPass *pass)
{
    ReferatNode *root = pass->document->root;
    const char *document = decide(pass);

    if (document == NULL)
        referat_context_diagnose(pass->context, REFERAT_MSG_LANGUAGE_UNKNOWN, NULL, NULL);
    referat_builder_set_metadata(pass->builder, REFERAT_META_LANGUAGE, document);
    document = pass->document->metadata[REFERAT_META_LANGUAGE];
    const int language = rft_vocabulary_language(pass->vocabulary, document);
    const char *same = NULL;

    for (ReferatNode *node = root; node != NULL; node = rft_next_in_preorder(node, root)) {
        if (!rft_type_holds_inlines((ReferatNodeType)node->type))
            continue;
        const bool block = !referat_node_type_is_inline((ReferatNodeType)node->type);
        if (block)
            mark_texts(pass, node, document, &same);
        rft_merge_texts(pass, node);
        if (block) {
            lift_language(node);
            if (language >= 0)
                guess_block(pass, node, document, language);
        }
    }
}
