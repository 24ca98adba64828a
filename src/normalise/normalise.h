/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/node.h"
#include "vocabulary/spelling.h"
#include "vocabulary/vocabulary.h"

/*
 * What makes documents alike, whatever reader made them. Each pass is a function over the whole
 * document, works on blocks and hints only, and can be switched off with --no-pass=NAME.
 */

typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    ReferatDocument *document;
    RftVocabulary *vocabulary;
} RftPass;

/** rft_normalise: runs all passes that are on; does nothing for finished documents. */
void rft_normalise(ReferatContext *context, ReferatBuilder *builder);

/* The passes, in their order; each is explained where it is defined. */
void rft_pass_language(RftPass *pass);
void rft_pass_page_heads(RftPass *pass);
void rft_pass_joins(RftPass *pass);
void rft_pass_hyphens(RftPass *pass);
void rft_pass_empty(RftPass *pass);
void rft_pass_labels(RftPass *pass);
void rft_pass_tables(RftPass *pass);
void rft_pass_agenda(RftPass *pass);
void rft_pass_captions(RftPass *pass);
void rft_pass_headings(RftPass *pass);
void rft_pass_contents(RftPass *pass);
void rft_pass_echoes(RftPass *pass);
void rft_pass_lists(RftPass *pass);
void rft_pass_links(RftPass *pass);
void rft_pass_pictures(RftPass *pass);
void rft_pass_rules(RftPass *pass);

/* ---- shared by passes (text.c) ---- */

/** rft_plain_text: Returns: (transfer full): the text of @node, stripped. */
char *rft_plain_text(const ReferatNode *node);

/** rft_has_content: whether there is anything to read or see below @root. */
bool rft_has_content(const ReferatNode *root);

/** rft_common_style: Returns: the style bits that all letters below @root share. */
uint32_t rft_common_style(const ReferatNode *root);

/** rft_clear_style: takes @bits off all text below @root. */
void rft_clear_style(ReferatNode *root, uint32_t bits);

/** rft_cut_front: takes the first @n bytes of text off @root, and blanks after them. */
void rft_cut_front(ReferatNode *root, size_t n);

/** rft_merge_texts: joins neighbours of the same style, language and direction in @parent. */
void rft_merge_texts(RftPass *pass, ReferatNode *parent);

/** rft_is_read: whether @node was read off a page, not out of a text with styles. */
bool rft_is_read(const ReferatNode *node);

/** rft_words_key: Returns: (transfer full): the same for texts that differ in case and blanks only.
 */
char *rft_words_key(const ReferatNode *node);
/** rft_count_words: Returns: how many words, at most @most. */
unsigned rft_count_words(const char *text, unsigned most);
