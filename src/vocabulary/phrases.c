/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/phrases.h"

#include <string.h>

#include "core/context.h"
#include "vocabulary/overlay.h"
#include "vocabulary/vocabulary.h"

/*
 * Phrases are kept by the hash of their first word, in tables that the build made; only a word that
 * some phrase begins with costs more than its hash. A gap ("…") stands for up to GAP_WORDS words of
 * the same sentence: such a phrase is found by what stands behind the gap, and looks back.
 */

enum { GAP_WORDS = 7, RING = 16 };

/* SIGN_LEAD begins a letter or a punctuation mark of more bytes. */
enum { SIGN_LETTER, SIGN_OTHER, SIGN_STOP, SIGN_LEAD };

struct RftPhrases {
    const RftOverlay *overlay;                  /* or NULL */
    bool counts[RFT_N_USES][RFT_LANGUAGES_MAX]; /* whether a use and a language are asked for */
    /* rows of the tables that are asked for, by slot; without small words and with them */
    uint16_t slots[2][RFT_PHRASE_SLOTS + 1];
    const RftPhrase **rows[2];
    uint8_t signs[256];            /* what a byte is in a text */
    bool ends_in[RFT_N_USES][256]; /* whether a compound's ending of the use has this last byte */
};

static const bool for_all[] = {
#define USE_ALL(id, group, key, all) all,
    RFT_USES(USE_ALL)
#undef USE_ALL
};

/* Uses whose words are everywhere and say something only beside others. */
static bool
is_small(RftUse use)
{
    switch (use) {
    case RFT_USE_JOINT:
    case RFT_USE_PART:
    case RFT_USE_NAME_HEAD:
    case RFT_USE_ROLE_HEAD:
    case RFT_USE_MEMBER_OF:
    case RFT_USE_HOURS:
    case RFT_USE_MINUTES_OF_HOUR:
    case RFT_USE_HALF:
    case RFT_USE_QUARTER:
    case RFT_USE_TO:
    case RFT_USE_ITEM:
    case RFT_USE_ACTION:
    case RFT_USE_RESPONSIBLE:
    case RFT_USE_DEADLINE:
    case RFT_USE_DUE:
    case RFT_USE_TOPIC:
    case RFT_USE_BODY_WORD:
    case RFT_USE_OF:
    case RFT_USE_AT_PLACE:
    case RFT_USE_MEETING_KIND:
    case RFT_USE_PARTICLE:
    case RFT_USE_AND:
    case RFT_USE_FOR:
    case RFT_USE_CLOCK:
    case RFT_USE_VOTES_FOR:
    case RFT_USE_VOTES_AGAINST:
    case RFT_USE_ABSTAINING:
    case RFT_USE_ONE:
    case RFT_USE_VERSUS:
    case RFT_USE_PROPOSAL:
    case RFT_USE_RESULT:
    case RFT_USE_COUNT:
    case RFT_USE_ORDINAL:
        return true;
    default:
        return false;
    }
}

static bool
is_asked(const RftPhrases *phrases, const RftPhrase *row, bool small)
{
    return phrases->counts[row->use][row->language] && (small || !is_small((RftUse)row->use));
}

static void
choose_rows(RftPhrases *phrases, bool small)
{
    const RftOverlay *overlay = phrases->overlay;
    const guint more = overlay != NULL ? overlay->phrases->len : 0;
    const uint32_t n = rft_phrase_slots[RFT_PHRASE_SLOTS] + more;
    const RftPhrase **rows = g_new(const RftPhrase *, MAX(n, 1));
    uint16_t kept = 0;
    guint next = 0;

    for (uint32_t slot = 0; slot < RFT_PHRASE_SLOTS; slot++) {
        phrases->slots[small][slot] = kept;
        for (uint16_t i = rft_phrase_slots[slot]; i < rft_phrase_slots[slot + 1]; i++) {
            const RftPhrase *row = &rft_phrase_rows[i];
            if (is_asked(phrases, row, small) &&
                (overlay == NULL || !overlay->replaced[row->use][row->language]))
                rows[kept++] = row;
        }
        for (; next < more; next++) {
            const RftOverlayPhrase *own = &g_array_index(overlay->phrases, RftOverlayPhrase, next);
            if (own->slot != slot)
                break;
            if (is_asked(phrases, &own->phrase, small))
                rows[kept++] = &own->phrase;
        }
    }
    phrases->slots[small][RFT_PHRASE_SLOTS] = kept;
    phrases->rows[small] = rows;
}

/* Most words end in another letter than any compound. */
static void
note_ending(RftPhrases *phrases, const RftEnding *ending)
{
    if (ending->length > 0 && phrases->counts[ending->use][ending->language])
        phrases->ends_in[ending->use][(unsigned char)ending->word[ending->length - 1]] = true;
}

static void
phrases_free(gpointer pointer)
{
    RftPhrases *phrases = pointer;

    g_free(phrases->rows[false]);
    g_free(phrases->rows[true]);
    g_free(phrases);
}

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
    phrases->overlay = rft_overlay_get(context);
    for (unsigned c = 0; c < 256; c++)
        phrases->signs[c] = c >= 0x80 ? (c != 0xc2 && c != 0xe2 ? SIGN_LETTER : SIGN_LEAD)
                            : g_ascii_isalnum((char)c)                    ? SIGN_LETTER
                            : c != 0 && strchr(".:;!?\n", (int)c) != NULL ? SIGN_STOP
                                                                          : SIGN_OTHER;
    /* a document whose language is not known may be in any */
    for (unsigned use = 0; use < RFT_N_USES; use++)
        for (unsigned i = 0; i < rft_vocabulary_count(vocabulary); i++)
            phrases->counts[use][i] = for_all[use] || main < 0 || (unsigned)main == i;
    for (const RftEnding *ending = rft_phrase_endings; ending->word != NULL; ending++)
        note_ending(phrases, ending);
    for (guint i = 0; phrases->overlay != NULL && i < phrases->overlay->endings->len; i++)
        note_ending(phrases, &g_array_index(phrases->overlay->endings, RftEnding, i));
    choose_rows(phrases, false);
    choose_rows(phrases, true);
    rft_context_set_data(context, name, phrases, phrases_free);
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
    const char *want = phrase->words + phrase->first_length + 1;

    for (unsigned i = 1; i < phrase->n_words; i++) {
        const size_t n = strlen(want);
        bool stopped = false;
        const char *word = next_word(text, end, &stopped);
        text = rft_word_end(word, end);
        if (text == word || !is_word(want, n, word, (size_t)(text - word)))
            return NULL;
        want += n + 1;
    }
    return text;
}

/* The last words of the sentence. */
typedef struct {
    struct {
        const char *start;
        size_t length;
    } words[RING];
    unsigned n; /* how many there were */
} Recent;

/* Whether the words before the gap end @k words before the last one. */
static bool
matches_before(const RftPhrase *phrase, const Recent *recent, unsigned k)
{
    const char *want = phrase->before;

    if (k + phrase->n_before > recent->n || k + phrase->n_before > RING)
        return false;
    for (unsigned i = 0; i < phrase->n_before; i++) {
        const unsigned back = k + phrase->n_before - i;
        const unsigned at = (recent->n - back) % RING;
        const size_t n = strlen(want);
        if (!is_word(want, n, recent->words[at].start, recent->words[at].length))
            return false;
        want += n + 1;
    }
    return true;
}

static bool
looks_back(const RftPhrase *phrase, const Recent *recent)
{
    for (unsigned k = 0; k < GAP_WORDS; k++)
        if (matches_before(phrase, recent, k))
            return true;
    return false;
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
    bool small;
    Recent recent;
} Scan;

static void
try_phrases(const Scan *scan, uint32_t slot, const char *word, size_t length)
{
    const uint16_t *slots = scan->phrases->slots[scan->small];

    for (uint16_t i = slots[slot]; i < slots[slot + 1]; i++) {
        const RftPhrase *row = scan->phrases->rows[scan->small][i];
        if (row->first_length != length || row->words[0] != *word ||
            memcmp(row->words, word, length) != 0)
            continue;
        const char *end = match_rest(row, word + length, scan->end);
        if (end != NULL && (row->before == NULL || looks_back(row, &scan->recent)))
            add_hit(scan->hits, scan->before, row, (uint32_t)(word - scan->folded),
                    (uint32_t)(end - scan->folded));
    }
}

/* Skips what is no word; at a stop the sentence begins anew. */
static const char *
skip_signs(Scan *scan, const char *text)
{
    const uint8_t *signs = scan->phrases->signs;

    for (; text < scan->end; text++) {
        const uint8_t sign = signs[(unsigned char)*text];
        if (sign == SIGN_LETTER)
            break;
        if (sign == SIGN_STOP)
            scan->recent.n = 0;
        if (sign != SIGN_LEAD)
            continue;
        if (rft_word_end(text, scan->end) > text)
            break;
        text += g_utf8_skip[(unsigned char)*text] - 1;
    }
    return MIN(text, scan->end);
}

void
rft_phrases_scan(const RftPhrases *phrases, bool small, const char *folded, size_t length,
                 GArray *hits)
{
    Scan scan = {phrases, folded, folded + length, hits, hits->len, small, {.n = 0}};
    const uint8_t *signs = phrases->signs;
    const char *text = folded;

    for (;;) {
        const char *word = skip_signs(&scan, text);
        uint32_t hash = RFT_HASH_START;
        if (word >= scan.end)
            return;
        for (text = word; text < scan.end && signs[(unsigned char)*text] == SIGN_LETTER; text++)
            hash = rft_hash_step(hash, *text);
        /* a word with a rare letter in it, or a dash behind it */
        if (text < scan.end && signs[(unsigned char)*text] == SIGN_LEAD) {
            text = rft_word_end(word, scan.end);
            hash = rft_hash(word, (size_t)(text - word));
        }
        try_phrases(&scan, rft_hash_slot(hash), word, (size_t)(text - word));
        scan.recent.words[scan.recent.n % RING].start = word;
        scan.recent.words[scan.recent.n % RING].length = (size_t)(text - word);
        scan.recent.n++;
    }
}

static size_t
ending_length(const RftPhrases *phrases, const RftEnding *ending, RftUse use, const char *word,
              size_t length)
{
    const bool ends = ending->use == use && phrases->counts[use][ending->language] &&
                      ending->length <= length &&
                      memcmp(word + length - ending->length, ending->word, ending->length) == 0;

    return ends ? ending->length : 0;
}

size_t
rft_phrases_ending(const RftPhrases *phrases, RftUse use, const char *word, size_t length)
{
    const RftOverlay *overlay = phrases->overlay;
    size_t best = 0;

    if (length == 0 || !phrases->ends_in[use][(unsigned char)word[length - 1]])
        return 0;
    for (const RftEnding *ending = rft_phrase_endings; ending->word != NULL; ending++)
        if (overlay == NULL || !overlay->replaced[use][ending->language])
            best = MAX(best, ending_length(phrases, ending, use, word, length));
    for (guint i = 0; overlay != NULL && i < overlay->endings->len; i++)
        best = MAX(best, ending_length(phrases, &g_array_index(overlay->endings, RftEnding, i), use,
                                       word, length));
    return best;
}
