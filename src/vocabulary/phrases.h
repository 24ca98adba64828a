/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/context.h>

#include "vocabulary/uses.h"
#include "vocabulary/words.h"

/*
 * Phrases of minutes, found in texts: one pass over the words of a text tells every phrase of the
 * vocabulary that stands in it, and what it is used for.
 */

/** RftHit: a phrase at @start to @end (bytes) of a text; @value counts months, weekdays (Monday is
 * 1) and numbers. */
typedef struct {
    uint32_t start;
    uint32_t end;
    uint8_t use;
    int16_t value;
} RftHit;

typedef struct RftPhrases RftPhrases;

/** rft_phrases_get: Returns: (transfer none): those for documents in @language (a BCP 47 tag or
 * NULL), made at the first question and kept by @context. */
const RftPhrases *rft_phrases_get(ReferatContext *context, const char *language);

/**
 * rft_phrases_scan:
 * @small: also the small words that stand in every sentence ("of", "and", "for", numbers)
 * @folded: text from rft_fold()
 * @hits: (element-type RftHit): gets what is found, by start; the longest of each use
 */
void rft_phrases_scan(const RftPhrases *phrases, bool small, const char *folded, size_t length,
                      GArray *hits);

/**
 * rft_phrases_ending:
 * Returns: how many bytes at the end of the word at @word are a word of @use that compounds end in
 * ("*direktør" in the data), 0 when none is.
 */
size_t rft_phrases_ending(const RftPhrases *phrases, RftUse use, const char *word, size_t length);
