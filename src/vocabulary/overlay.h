/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/context.h"
#include "vocabulary/uses.h"
#include "vocabulary/vocabulary.h"
#include "vocabulary/words.h"

/* What the user's own vocabulary files say; see referat_context_add_vocabulary(). */

#define RFT_OVERLAY_PHRASES_MAX 10000

typedef struct {
    RftPhrase phrase;
    uint32_t slot;
} RftOverlayPhrase;

/**
 * RftOverlay:
 * @values: (element-type RftVocabularyValue): whole lists, a later one wins
 * @phrases: (element-type RftOverlayPhrase): sorted by slot
 * @endings: (element-type RftEnding)
 * @replaced: whether the phrases of a use in a language that were built in do not count
 */
typedef struct {
    GArray *values;
    GArray *phrases;
    GArray *endings;
    GPtrArray *owned;
    bool replaced[RFT_N_USES][RFT_LANGUAGES_MAX];
} RftOverlay;

/** rft_overlay_get: Returns: (nullable) (transfer none): that of @context. */
const RftOverlay *rft_overlay_get(ReferatContext *context);

/** rft_overlay_value: Returns: (nullable) (transfer none): the list that stands for @key. */
const char *rft_overlay_value(const RftOverlay *overlay, unsigned language, const char *group,
                              const char *key);
