/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a word is and how phrases are kept; for the library and for the program of the build that
 * turns the data files into tables. */

/** rft_fold: writes @text in lower case to @folded, byte for byte at the same places. */
void rft_fold(const char *text, size_t length, char *folded);

/** rft_word_end: Returns: the end of the word that begins at @text, @text when none does. */
const char *rft_word_end(const char *text, const char *end);

enum { RFT_PHRASE_SLOTS = 8192, RFT_PHRASE_WORDS_MAX = 12 };

/** RFT_PHRASE_GAP: stands for the words that "…" in a phrase may be. */
#define RFT_PHRASE_GAP "\1"

/** RftPhrase: @words are @n_words strings one behind the other, each with its NUL; "stem*" is any
 * word that begins so. @language is a place in rft_vocabulary_tags[]. */
typedef struct {
    const char *words;
    int16_t value;
    uint8_t use;
    uint8_t language;
    uint8_t n_words;
} RftPhrase;

/** RftEnding: what compounds end in. */
typedef struct {
    const char *word;
    uint8_t length;
    uint8_t use;
    uint8_t language;
} RftEnding;

/** rft_word_hash: Returns: the slot of the phrases that begin with @word. */
uint32_t rft_word_hash(const char *word, size_t length);

/** rft_phrase_split: cuts @text into folded words as RftPhrase has them.
 * Returns: (transfer full) (nullable): NULL when no phrase can begin so. */
GString *rft_phrase_split(const char *text, unsigned *n_words);

/* Written by the build from the data files and ICU. */
typedef struct {
    const char *group;
    const char *key;
    const char *value;
    uint8_t language;
} RftVocabularyValue;
extern const char *const rft_vocabulary_tags[];               /* ends with NULL */
extern const RftVocabularyValue rft_vocabulary_values[];      /* ends with a NULL group */
extern const RftPhrase rft_phrase_rows[];                     /* by slot */
extern const uint16_t rft_phrase_slots[RFT_PHRASE_SLOTS + 1]; /* first row of each slot */
extern const RftEnding rft_phrase_endings[];                  /* ends with a NULL word */
