/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/words.h"

#include <string.h>

#include "vocabulary/uses.h"

const RftUseKey rft_use_keys[] = {
#define USE_KEY(id, group, key, all) {group, key},
    RFT_USES(USE_KEY)
#undef USE_KEY
};

/* Letters and digits; of what is no ASCII everything but the punctuation of U+0080 to U+00BF and
 * U+2000 to U+206F. */
static inline bool
is_word_byte(const char *text, const char *end)
{
    const unsigned char c = (unsigned char)*text;

    if (c < 0x80)
        return g_ascii_isalnum(c);
    if (c == 0xc2)
        return false;
    return c != 0xe2 || text + 1 >= end ||
           ((unsigned char)text[1] != 0x80 && (unsigned char)text[1] != 0x81);
}

const char *
rft_word_end(const char *text, const char *end)
{
    while (text < end && is_word_byte(text, end))
        text += (unsigned char)*text < 0x80 ? 1 : g_utf8_skip[(unsigned char)*text];
    return MIN(text, end);
}

/* Letters of Latin-1 and their neighbours are most of what is no ASCII. */
static size_t
fold_wide(const char *text, size_t length, char *folded)
{
    const size_t n = (size_t)g_utf8_skip[(unsigned char)*text];
    char lower[6];

    if (n > length) {
        memcpy(folded, text, length);
        return length;
    }
    if (n == 2 && (unsigned char)text[0] == 0xc3) {
        const unsigned char c = (unsigned char)text[1];
        folded[0] = text[0];
        folded[1] = (char)(c >= 0x80 && c <= 0x9e && c != 0x97 ? c + 0x20 : c);
        return 2;
    }
    /* the same number of bytes, so that places stay */
    const gunichar small = g_unichar_tolower(g_utf8_get_char(text));
    const size_t m = (size_t)g_unichar_to_utf8(small, lower);
    memcpy(folded, m == n ? lower : text, n);
    return n;
}

void
rft_fold(const char *text, size_t length, char *folded)
{
    for (size_t i = 0; i < length;) {
        const unsigned char c = (unsigned char)text[i];
        if (c < 0x80) {
            folded[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            i++;
        } else {
            i += fold_wide(text + i, length - i, folded + i);
        }
    }
}

/* Cuts @text into folded words as RftPhrase has them.
 * Returns: (transfer full) (nullable): NULL when there is none. */
static GString *
split(const char *text, size_t length, uint8_t *n_words)
{
    g_autofree char *folded = g_malloc(length + 1);
    const char *p = folded;
    const char *end = folded + length;
    GString *out = g_string_new(NULL);

    rft_fold(text, length, folded);
    *n_words = 0;
    while (p < end && *n_words < RFT_PHRASE_WORDS_MAX) {
        const char *word_end = rft_word_end(p, end);
        if (word_end == p) {
            p += MIN((ptrdiff_t)g_utf8_skip[(unsigned char)*p], end - p);
            continue;
        }
        if (word_end < end && *word_end == '*')
            word_end++;
        g_string_append_len(out, p, word_end - p);
        g_string_append_c(out, '\0');
        ++*n_words;
        p = word_end;
    }
    if (*n_words == 0) {
        g_string_free(out, TRUE);
        return NULL;
    }
    return out;
}

void
rft_phrase_text_clear(RftPhraseText *text)
{
    if (text->words != NULL)
        g_string_free(text->words, TRUE);
    if (text->before != NULL)
        g_string_free(text->before, TRUE);
    g_free(text->ending);
    *text = (RftPhraseText){0};
}

bool
rft_phrase_parse(const char *text, unsigned language, unsigned use, RftPhraseText *out)
{
    const char *gap = strstr(text, "…");
    const char *words = gap != NULL ? gap + strlen("…") : text;

    *out = (RftPhraseText){.phrase = {.use = (uint8_t)use, .language = (uint8_t)language}};
    if (*text == '*') {
        out->ending = g_strdup(text + 1);
        rft_fold(text + 1, strlen(out->ending), out->ending);
    }
    if (gap != NULL)
        out->before = split(text, (size_t)(gap - text), &out->phrase.n_before);
    out->words = split(words, strlen(words), &out->phrase.n_words);
    const bool blank = gap == NULL && out->words == NULL;
    const bool whole = gap == NULL || (out->before != NULL && out->words != NULL);
    const size_t first = out->words != NULL ? strlen(out->words->str) : 0;
    if (!whole || first > UINT8_MAX || (out->ending != NULL && strlen(out->ending) > UINT8_MAX)) {
        rft_phrase_text_clear(out);
        return false;
    }
    if (blank)
        return true;
    out->phrase.words = out->words->str;
    out->phrase.before = out->before != NULL ? out->before->str : NULL;
    out->phrase.first_length = (uint8_t)first;
    out->phrase.value = use == RFT_USE_ONE ? 1 : 0;
    out->slot = rft_hash_slot(rft_hash(out->words->str, first));
    return true;
}
