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

/**
 * RftPhrase:
 * @words: @n_words strings one behind the other, each with its NUL; "stem*" is any word that begins
 *   so. Of a phrase with a gap ("blev … vedtaget") what stands behind it, which is the rarer part
 * @before: (nullable): the @n_before words before the gap
 * @language: a place in rft_vocabulary_tags[]
 */
typedef struct {
    const char *words;
    const char *before;
    int16_t value;
    uint8_t use;
    uint8_t language;
    uint8_t n_words;
    uint8_t n_before;
    uint8_t first_length; /* of the first word */
} RftPhrase;

/** RftEnding: what compounds end in. */
typedef struct {
    const char *word;
    uint8_t length;
    uint8_t use;
    uint8_t language;
} RftEnding;

/* FNV-1a, taken byte by byte; the slot of the phrases that begin with a word comes from it. */
#define RFT_HASH_START 2166136261U

static inline uint32_t
rft_hash_step(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 16777619U;
}

static inline uint32_t
rft_hash_slot(uint32_t hash)
{
    return (hash ^ hash >> 15) & (RFT_PHRASE_SLOTS - 1);
}

static inline uint32_t
rft_hash(const char *word, size_t length)
{
    uint32_t hash = RFT_HASH_START;

    for (size_t i = 0; i < length; i++)
        hash = rft_hash_step(hash, word[i]);
    return hash;
}

/**
 * RftPhraseText: a phrase as a data file has it: words, "stem*", "before … behind", "*ending".
 * @phrase: with the strings below it
 * @ending: (nullable): what compounds end in; the word by itself is the phrase
 * @slot: of the phrase in a table by slots
 */
typedef struct {
    RftPhrase phrase;
    GString *words; /* NULL: nothing to look for */
    GString *before;
    char *ending;
    uint32_t slot;
} RftPhraseText;

/**
 * rft_phrase_parse: reads one element of a list into @out, whose strings the caller owns then.
 * Returns: false when nothing stands before a gap or a word is longer than 255 bytes; @out is
 * empty.
 */
bool rft_phrase_parse(const char *text, unsigned language, unsigned use, RftPhraseText *out);
void rft_phrase_text_clear(RftPhraseText *text);

/* The lists of the data files by RftUse; what comes from ICU has a NULL group. */
typedef struct {
    const char *group;
    const char *key;
} RftUseKey;
extern const RftUseKey rft_use_keys[];

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

/** rft_vocabulary_built_in: Returns: (nullable) (transfer none): the list as our data has it. */
const char *rft_vocabulary_built_in(unsigned language, const char *group, const char *key);
