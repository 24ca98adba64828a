/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/io.h>

/*
 * The index of a page's search: each word of all documents once, with the documents it is in. It is
 * a third of what the texts themselves would be, and a word that is sought is compared with each
 * word once, not with each document.
 */

typedef struct RftWords RftWords;

/** rft_words_new: Returns: (transfer full): empty. */
RftWords *rft_words_new(void);
void rft_words_free(RftWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftWords, rft_words_free)

/** rft_words_add: the words of @text, any bytes, are in @document; documents come in order. */
void rft_words_add(RftWords *words, uint32_t document, const char *text);

/** rft_words_list: Returns: (transfer full): all words, sorted, between blanks; @where (out) gets
 * for each the documents, to the base of 36, each as the distance from the one before: those of one
 * word between blanks, words between "|". */
char *rft_words_list(const RftWords *words, char **where);

/** rft_fold_for_search: Returns: (transfer full): @text without marks and capitals, and with plain
 * letters for those that only some keyboards have: "MØDE" and "Protokół" are "mode" and "protokol".
 */
char *rft_fold_for_search(const char *text);
