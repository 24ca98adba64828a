/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/* Words by language. The data files are built in and read at the first question of a context. */

typedef struct RftVocabulary RftVocabulary;

/** rft_vocabulary_get: Returns: (transfer none): that of @context. */
RftVocabulary *rft_vocabulary_get(ReferatContext *context);

/** rft_vocabulary_is_item_word: whether @word stands before the numbers of items in some language.
 */
bool rft_vocabulary_is_item_word(const RftVocabulary *vocabulary, const char *word, size_t length);

/** rft_vocabulary_is_minutes_word: whether sets of minutes are called @word. */
bool rft_vocabulary_is_minutes_word(const RftVocabulary *vocabulary, const char *word,
                                    size_t length);

/** rft_vocabulary_is_page_word: whether @word stands around page numbers ("Page", "of"). */
bool rft_vocabulary_is_page_word(const RftVocabulary *vocabulary, const char *word, size_t length);

/** rft_vocabulary_language: Returns: the place of the language @tag, -1 when it has no file. */
int rft_vocabulary_language(const RftVocabulary *vocabulary, const char *tag);

/** rft_vocabulary_count: Returns: how many languages there are. */
unsigned rft_vocabulary_count(const RftVocabulary *vocabulary);
/** rft_vocabulary_tag: Returns: (transfer none): the tag of the language at @index. */
const char *rft_vocabulary_tag(const RftVocabulary *vocabulary, unsigned index);
/** rft_vocabulary_value: Returns: (transfer none) (nullable): what the file of the language at
 * @index says at @group and @key, as it is written. */
const char *rft_vocabulary_value(const RftVocabulary *vocabulary, unsigned index, const char *group,
                                 const char *key);
/** rft_vocabulary_opens_in: whether @text has @wanted small words of the language at @language. */
bool rft_vocabulary_opens_in(const RftVocabulary *vocabulary, int language, const char *text,
                             size_t length, unsigned wanted);

/** rft_vocabulary_is_function_word: whether @word, of two letters or more, is one of the small
 * words of the language @tag. An unknown @tag, or NULL, has none. */
bool rft_vocabulary_is_function_word(const RftVocabulary *vocabulary, const char *tag,
                                     const char *word, size_t length);

/** rft_vocabulary_suspends: whether a word that ends in a hyphen stands by itself before @word, in
 * the language @tag: "Sommer- und Winterhalbjahr". An unknown @tag, or NULL, has no such words. */
bool rft_vocabulary_suspends(const RftVocabulary *vocabulary, const char *tag, const char *word);

enum { RFT_LANGUAGES_MAX = 32 };

/** RftLanguageVotes: how many function words of each language a text has. */
typedef struct {
    uint32_t hits[RFT_LANGUAGES_MAX];
    uint32_t words;
} RftLanguageVotes;

/** rft_vocabulary_vote: adds the words of @text, which is @length bytes, to @votes. */
void rft_vocabulary_vote(const RftVocabulary *vocabulary, const char *text, size_t length,
                         RftLanguageVotes *votes);

/**
 * rft_vocabulary_winner:
 * @clear: (out) (nullable): whether it is far ahead of the next
 *
 * Returns: (nullable) (transfer none): the tag of the language with the most votes.
 */
const char *rft_vocabulary_winner(const RftVocabulary *vocabulary, const RftLanguageVotes *votes,
                                  bool *clear);

/** rft_vocabulary_votes_for: Returns: the votes of @tag's language; 0 when it is not known. */
uint32_t rft_vocabulary_votes_for(const RftVocabulary *vocabulary, const RftLanguageVotes *votes,
                                  const char *tag);

/** rft_vocabulary_knows: whether there is a file for @tag's language. */
bool rft_vocabulary_knows(const RftVocabulary *vocabulary, const char *tag);

/** rft_vocabulary_ruleset: Returns: (transfer full) (nullable): ICU's rule set for words. */
char *rft_vocabulary_ruleset(const RftVocabulary *vocabulary, const char *tag,
                             ReferatNumberWords words);

/** rft_same_language: whether two BCP 47 tags name the same language, regions aside. */
bool rft_same_language(const char *a, const char *b);
