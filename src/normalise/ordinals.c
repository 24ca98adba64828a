/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "normalise/ordinals.h"
#include "vocabulary/phrases.h"

/* Numbers that are written as words, where labels have numbers: "PRIMERO.-", "Ponto um –". */

enum { LONGEST = 64 };

size_t
rft_number_word(const RftPass *pass, const char *text, size_t length, uint32_t *value,
                bool *ordinal)
{
    const char *language = referat_document_get_metadata(pass->document, REFERAT_META_LANGUAGE);
    const RftPhrases *phrases = rft_phrases_get(pass->context, language);
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(RftHit));
    char folded[LONGEST];
    size_t best = 0;

    length = MIN(length, sizeof folded);
    rft_fold(text, length, folded);
    rft_phrases_scan(phrases, true, folded, length, hits);
    for (guint i = 0; i < hits->len; i++) {
        const RftHit *hit = &g_array_index(hits, RftHit, i);
        if (hit->start != 0 || (hit->use != RFT_USE_COUNT && hit->use != RFT_USE_ORDINAL) ||
            hit->value < 1 || hit->end <= best)
            continue;
        best = hit->end;
        *value = (uint32_t)hit->value;
        *ordinal = hit->use == RFT_USE_ORDINAL;
    }
    return best;
}

size_t
rft_ordinal_sign(const char *text)
{
    static const char *const signs[] = {"º", "ª", "°", ".º", ".ª", ".°"};

    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(text, signs[i]))
            return strlen(signs[i]);
    return 0;
}
