/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/phrases.h"

#include <string.h>

#include "core/context.h"
#include "vocabulary/vocabulary.h"

/*
 * Phrases are kept by the hash of their first word, in tables that the build made; only a word that
 * some phrase begins with costs more than its hash. A gap ("…") stands for up to GAP_WORDS words of
 * the same sentence. Phrases of a user's file are looked up beside the tables.
 */

enum { GAP_WORDS = 7 };

struct RftPhrases {
    const RftVocabulary *vocabulary;
    bool counts[RFT_N_USES][RFT_LANGUAGES_MAX]; /* whether a phrase of a language is asked for */
};

static const bool for_all[] = {
#define USE_ALL(id, group, key, all) all,
    RFT_USES(USE_ALL)
#undef USE_ALL
};

const RftPhrases *
rft_phrases_get(ReferatContext *context, const char *language)
{
    const RftVocabulary *vocabulary = rft_vocabulary_get(context);
    const int main = rft_vocabulary_language(vocabulary, language);
    g_autofree char *name = g_strdup_printf("phrases:%d", main);
    RftPhrases *phrases = rft_context_get_data(context, name);

    if (phrases != NULL)
        return phrases;
    phrases = g_new0(RftPhrases, 1);
    phrases->vocabulary = vocabulary;
    /* a document whose language is not known may be in any */
    for (unsigned use = 0; use < RFT_N_USES; use++)
        for (unsigned i = 0; i < rft_vocabulary_count(vocabulary); i++)
            phrases->counts[use][i] = for_all[use] || main < 0 || (unsigned)main == i;
    rft_context_set_data(context, name, phrases, g_free);
    return phrases;
}

/* ---- finding ---- */

/* Where the next word begins; @stopped when a sentence ends before it. */
static const char *
next_word(const char *text, const char *end, bool *stopped)
{
    while (text < end && rft_word_end(text, end) == text) {
        if (strchr(".:;!?\n", *text) != NULL)
            *stopped = true;
        text += (unsigned char)*text < 0x80 ? 1 : g_utf8_skip[(unsigned char)*text];
    }
    return MIN(text, end);
}

static bool
is_word(const char *want, size_t n, const char *word, size_t length)
{
    if (n > 1 && want[n - 1] == '*')
        return length >= n - 1 && memcmp(word, want, n - 1) == 0;
    return length == n && memcmp(word, want, n) == 0;
}

/* Returns: the end of @phrase from its second word on, which must stand after @text; NULL when it
 * does not. */
static const char *
match_rest(const RftPhrase *phrase, const char *text, const char *end)
{
    const char *want = phrase->words + strlen(phrase->words) + 1;
    unsigned gap = 0;

    for (unsigned i = 1; i < phrase->n_words;) {
        const size_t n = strlen(want);
        bool stopped = false;
        if (*want == RFT_PHRASE_GAP[0]) {
            gap = GAP_WORDS;
            want += n + 1;
            i++;
            continue;
        }
        const char *word = next_word(text, end, &stopped);
        const char *word_end = rft_word_end(word, end);
        if (word_end == word || (stopped && gap > 0))
            return NULL;
        if (is_word(want, n, word, (size_t)(word_end - word))) {
            gap = 0;
            want += n + 1;
            i++;
        } else if (gap <= 1) {
            return NULL;
        } else {
            gap--;
        }
        text = word_end;
    }
    return text;
}

static void
add_hit(GArray *hits, guint before, const RftPhrase *phrase, uint32_t start, uint32_t end)
{
    /* the longest of a use at a place */
    for (guint i = hits->len; i-- > before;) {
        RftHit *known = &g_array_index(hits, RftHit, i);
        if (known->start != start)
            break;
        if (known->use == phrase->use && (known->use != RFT_USE_COUNT || known->end >= end)) {
            if (end > known->end) {
                known->end = end;
                known->value = phrase->value;
            }
            return;
        }
    }
    const RftHit hit = {start, end, phrase->use, phrase->value};
    g_array_append_val(hits, hit);
}

typedef struct {
    const RftPhrases *phrases;
    const char *folded;
    const char *end;
    GArray *hits;
    guint before;
} Scan;

static void
try_phrases(const Scan *scan, const RftPhrase *row, const RftPhrase *last, const char *word,
            size_t length)
{
    for (; row < last; row++) {
        if (!scan->phrases->counts[row->use][row->language] ||
            strncmp(row->words, word, length) != 0 || row->words[length] != '\0')
            continue;
        const char *end = match_rest(row, word + length, scan->end);
        if (end != NULL)
            add_hit(scan->hits, scan->before, row, (uint32_t)(word - scan->folded),
                    (uint32_t)(end - scan->folded));
    }
}

void
rft_phrases_scan(const RftPhrases *phrases, const char *folded, size_t length, GArray *hits)
{
    const Scan scan = {phrases, folded, folded + length, hits, hits->len};
    const char *text = folded;

    while (text < scan.end) {
        bool stopped = false;
        const char *word = next_word(text, scan.end, &stopped);
        text = rft_word_end(word, scan.end);
        const uint32_t slot = rft_word_hash(word, (size_t)(text - word));
        if (rft_phrase_slots[slot] < rft_phrase_slots[slot + 1])
            try_phrases(&scan, &rft_phrase_rows[rft_phrase_slots[slot]],
                        &rft_phrase_rows[rft_phrase_slots[slot + 1]], word, (size_t)(text - word));
    }
}

size_t
rft_phrases_ending(const RftPhrases *phrases, RftUse use, const char *word, size_t length)
{
    size_t best = 0;

    for (const RftEnding *ending = rft_phrase_endings; ending->word != NULL; ending++)
        if (ending->use == use && phrases->counts[use][ending->language] &&
            ending->length <= length && ending->length > best &&
            memcmp(word + length - ending->length, ending->word, ending->length) == 0)
            best = ending->length;
    return best;
}
