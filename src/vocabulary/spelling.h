/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>

/** RftSpelling: what a dictionary says of a word. */
typedef enum { RFT_SPELLING_UNKNOWN, RFT_SPELLING_RIGHT, RFT_SPELLING_WRONG } RftSpelling;

/**
 * rft_spelling_knows:
 * @language: (nullable): BCP 47 tag
 *
 * Asks the hunspell dictionary of @language, which is loaded at the first call, with the library.
 * Returns: unknown where there is no library or dictionary.
 */
RftSpelling rft_spelling_knows(ReferatContext *context, const char *language, const char *word);

/**
 * rft_patterns_allow:
 * @language: (nullable): BCP 47 tag
 * @word: the whole word, in lower case
 * @letters: how many of its letters stand before the break
 *
 * Asks the hyphenation patterns of @language whether a line may end there; loaded at the first
 * call, with the library, and kept. Thread-safe. Returns: true too where there is no library or
 * pattern.
 */
bool rft_patterns_allow(const char *language, const char *word, size_t letters);

/** rft_dictionary_find: Returns: (transfer full) (nullable): the path without ".dic" of the file in
 * @folder whose name is @prefix and the best fit of @language. */
char *rft_dictionary_find(const char *folder, const char *prefix, const char *language);
