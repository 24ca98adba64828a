/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/phrases.h"

#include <string.h>

#include "core/arena.h"
#include "core/context.h"
#include "vocabulary/calendar.h"
#include "vocabulary/vocabulary.h"

/*
 * Phrases are kept by the hash of their first word; only a word that some phrase begins with costs
 * more than its hash. A gap ("…") stands for up to GAP_WORDS words of the same sentence.
 */

enum { SLOTS = 4096, GAP_WORDS = 7, WORDS_MAX = 12 };

typedef struct Phrase Phrase;
struct Phrase {
    Phrase *next;                 /* of the same first word */
    const char *words[WORDS_MAX]; /* NULL is a gap; "stem*" any word that begins so */
    uint8_t lengths[WORDS_MAX];
    uint8_t n_words;
    uint8_t use;
    int16_t value;
};

typedef struct Ending Ending;
struct Ending {
    Ending *next;
    const char *word;
    size_t length;
};

struct RftPhrases {
    RftArena arena;
    Phrase *slots[SLOTS];
    Ending *endings[RFT_N_USES];
};

static const struct {
    const char *group;
    const char *key;
    bool all;
} uses[] = {
#define USE_ROW(id, group, key, all) {group, key, all},
    RFT_USES(USE_ROW)
#undef USE_ROW
};

/* ---- words ---- */

/* Letters and digits; of what is no ASCII everything but the punctuation of U+0080 to U+00BF and
 * U+2000 to U+206F. */
static size_t
word_byte(const char *text, const char *end)
{
    const unsigned char c = (unsigned char)*text;

    if (c < 0x80)
        return g_ascii_isalnum(c) ? 1 : 0;
    if (c == 0xc2)
        return 0;
    if (c == 0xe2 && text + 1 < end && ((unsigned char)text[1] == 0x80 || text[1] == '\x81'))
        return 0;
    return 1;
}

const char *
rft_word_end(const char *text, const char *end)
{
    while (text < end) {
        if (word_byte(text, end) == 0)
            break;
        text = (unsigned char)*text < 0x80 ? text + 1 : g_utf8_next_char(text);
    }
    return MIN(text, end);
}

/* Where the next word begins; @stopped when a sentence ends before it. */
static const char *
next_word(const char *text, const char *end, bool *stopped)
{
    while (text < end && word_byte(text, end) == 0) {
        if (strchr(".:;!?\n", *text) != NULL)
            *stopped = true;
        text = (unsigned char)*text < 0x80 ? text + 1 : g_utf8_next_char(text);
    }
    return MIN(text, end);
}

void
rft_fold(const char *text, size_t length, char *folded)
{
    for (size_t i = 0; i < length;) {
        if ((unsigned char)text[i] < 0x80) {
            folded[i] = g_ascii_tolower(text[i]);
            i++;
            continue;
        }
        const size_t n = (size_t)g_utf8_skip[(unsigned char)text[i]];
        char lower[6];
        if (i + n > length) {
            memcpy(folded + i, text + i, length - i);
            return;
        }
        /* the same number of bytes, so that places stay */
        const gunichar small = g_unichar_tolower(g_utf8_get_char(text + i));
        const size_t m = (size_t)g_unichar_to_utf8(small, lower);
        memcpy(folded + i, m == n ? lower : text + i, n);
        i += n;
    }
}

static uint32_t
hash_of(const char *word, size_t length)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)word[i]) * 16777619U;
    return (hash ^ hash >> 15) & (SLOTS - 1);
}

/* ---- making ---- */

static char *
folded_copy(RftPhrases *phrases, const char *text)
{
    const size_t length = strlen(text);
    char *copy = rft_arena_strndup(&phrases->arena, text, length);

    rft_fold(text, length, copy);
    return copy;
}

static bool
is_gap(const char *text)
{
    return g_str_has_prefix(text, "…");
}

/* Cuts @text, which is folded and stays, into the words of @phrase. */
static void
split_phrase(Phrase *phrase, const char *text)
{
    const char *end = text + strlen(text);

    while (text < end && phrase->n_words < WORDS_MAX) {
        if (is_gap(text)) {
            phrase->words[phrase->n_words++] = NULL;
            text += strlen("…");
            continue;
        }
        const char *word_end = rft_word_end(text, end);
        if (word_end == text) {
            text = g_utf8_next_char(text);
            continue;
        }
        if (word_end < end && *word_end == '*')
            word_end++;
        phrase->words[phrase->n_words] = text;
        phrase->lengths[phrase->n_words++] = (uint8_t)MIN(word_end - text, 255);
        text = word_end;
    }
}

static void
add_phrase(RftPhrases *phrases, RftUse use, const char *text, int value)
{
    Phrase *phrase = rft_arena_new(&phrases->arena, Phrase);

    if (*text == '*') {
        Ending *ending = rft_arena_new(&phrases->arena, Ending);
        ending->word = folded_copy(phrases, text + 1);
        ending->length = strlen(ending->word);
        ending->next = phrases->endings[use];
        phrases->endings[use] = ending;
        text++;
    }
    phrase->use = (uint8_t)use;
    phrase->value = (int16_t)value;
    split_phrase(phrase, folded_copy(phrases, text));
    if (phrase->n_words == 0 || phrase->words[0] == NULL)
        return;
    Phrase **slot = &phrases->slots[hash_of(phrase->words[0], phrase->lengths[0])];
    phrase->next = *slot;
    *slot = phrase;
}

static void
add_language(RftPhrases *phrases, GKeyFile *file, bool own)
{
    for (unsigned use = 0; use < RFT_N_USES; use++) {
        if (uses[use].group == NULL || (!own && !uses[use].all))
            continue;
        g_auto(GStrv) list =
            g_key_file_get_string_list(file, uses[use].group, uses[use].key, NULL, NULL);
        for (size_t i = 0; list != NULL && list[i] != NULL; i++)
            add_phrase(phrases, (RftUse)use, g_strstrip(list[i]), use == RFT_USE_ONE ? 1 : 0);
    }
}

static void
add_numbers(RftPhrases *phrases, RftUse use, const RftNamedNumber *list)
{
    for (; list->word != NULL; list++)
        add_phrase(phrases, use, list->word, list->value);
}

static void
add_calendar(RftPhrases *phrases, const char *tag)
{
    for (const RftCalendar *calendar = rft_calendars; calendar->tag != NULL; calendar++) {
        if (!g_str_equal(calendar->tag, tag))
            continue;
        add_numbers(phrases, RFT_USE_MONTH, calendar->months);
        add_numbers(phrases, RFT_USE_WEEKDAY, calendar->weekdays);
        add_numbers(phrases, RFT_USE_COUNT, calendar->numbers);
    }
}

static void
phrases_free(gpointer pointer)
{
    RftPhrases *phrases = pointer;

    rft_arena_clear(&phrases->arena);
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
    for (unsigned i = 0; i < rft_vocabulary_count(vocabulary); i++) {
        /* a document whose language is not known may be in any */
        const bool own = main < 0 || (unsigned)main == i;
        add_language(phrases, rft_vocabulary_file(vocabulary, i), own);
        if (own)
            add_calendar(phrases, rft_vocabulary_tag(vocabulary, i));
    }
    rft_context_set_data(context, name, phrases, phrases_free);
    return phrases;
}

/* ---- finding ---- */

static bool
is_word(const Phrase *phrase, unsigned i, const char *word, size_t length)
{
    const size_t n = phrase->lengths[i];
    const char *want = phrase->words[i];

    if (n > 1 && want[n - 1] == '*')
        return length >= n - 1 && memcmp(word, want, n - 1) == 0;
    return length == n && memcmp(word, want, n) == 0;
}

/* Returns: the end of @phrase from its word @i on, which must stand after @text; NULL when it does
 * not. */
static const char *
match_rest(const Phrase *phrase, unsigned i, const char *text, const char *end)
{
    unsigned gap = 0;

    while (i < phrase->n_words) {
        bool stopped = false;
        if (phrase->words[i] == NULL) {
            gap = GAP_WORDS;
            i++;
            continue;
        }
        const char *word = next_word(text, end, &stopped);
        const char *word_end = rft_word_end(word, end);
        if (word_end == word || (stopped && gap > 0))
            return NULL;
        if (is_word(phrase, i, word, (size_t)(word_end - word))) {
            gap = 0;
            i++;
        } else if (gap == 0) {
            return NULL;
        } else {
            gap--;
            if (gap == 0)
                return NULL;
        }
        text = word_end;
    }
    return text;
}

static void
add_hit(GArray *hits, guint before, const Phrase *phrase, uint32_t start, uint32_t end)
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

void
rft_phrases_scan(const RftPhrases *phrases, const char *folded, size_t length, GArray *hits)
{
    const char *end = folded + length;
    const char *text = folded;
    const guint before = hits->len;

    while (text < end) {
        bool stopped = false;
        const char *word = next_word(text, end, &stopped);
        uint32_t hash = 2166136261U;
        text = word;
        while (text < end && word_byte(text, end) != 0) {
            const char *next = (unsigned char)*text < 0x80 ? text + 1 : g_utf8_next_char(text);
            for (next = MIN(next, end); text < next; text++)
                hash = (hash ^ (unsigned char)*text) * 16777619U;
        }
        const Phrase *phrase = phrases->slots[(hash ^ hash >> 15) & (SLOTS - 1)];
        for (; phrase != NULL; phrase = phrase->next) {
            if (!is_word(phrase, 0, word, (size_t)(text - word)))
                continue;
            const char *last = match_rest(phrase, 1, text, end);
            if (last != NULL)
                add_hit(hits, before, phrase, (uint32_t)(word - folded), (uint32_t)(last - folded));
        }
    }
}

size_t
rft_phrases_ending(const RftPhrases *phrases, RftUse use, const char *word, size_t length)
{
    size_t best = 0;

    for (const Ending *ending = phrases->endings[use]; ending != NULL; ending = ending->next)
        if (ending->length <= length && ending->length > best &&
            memcmp(word + length - ending->length, ending->word, ending->length) == 0)
            best = ending->length;
    return best;
}
