/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/titles.h"

#include <string.h>

#include "vocabulary/words.h"

void
rft_titles_init(RftTitles *titles)
{
    const guint zero = 0;

    titles->words = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    titles->starts = g_array_new(FALSE, FALSE, sizeof(guint));
    titles->compared = 0;
    g_array_append_val(titles->starts, zero);
}

void
rft_titles_clear(RftTitles *titles)
{
    g_clear_pointer(&titles->words, g_array_unref);
    g_clear_pointer(&titles->starts, g_array_unref);
}

void
rft_titles_add(RftTitles *titles, const char *text)
{
    const size_t length = text != NULL ? strlen(text) : 0;
    g_autofree char *folded = g_malloc(length + 1);
    const char *end = folded + length;
    unsigned n = 0;

    if (length > 0)
        rft_fold(text, length, folded);
    for (const char *p = folded; p < end && n < RFT_TITLE_WORDS_MAX;) {
        const char *behind = rft_word_end(p, end);
        if (behind == p) {
            p += MIN((ptrdiff_t)g_utf8_skip[(unsigned char)*p], end - p);
            continue;
        }
        const uint32_t hash = rft_hash(p, (size_t)(behind - p));
        g_array_append_val(titles->words, hash);
        n++;
        p = behind;
    }
    g_array_append_val(titles->starts, titles->words->len);
}

typedef struct {
    const uint32_t *words;
    guint n;
} Words;

static Words
words_of(const RftTitles *titles, guint i)
{
    const guint start = g_array_index(titles->starts, guint, i);
    const guint n = g_array_index(titles->starts, guint, i + 1) - start;

    return (Words){n > 0 ? &g_array_index(titles->words, uint32_t, start) : NULL, n};
}

bool
rft_titles_same(RftTitles *some, guint i, const RftTitles *others, guint k)
{
    enum { ENOUGH_PERCENT = 60 };
    const Words a = words_of(some, i);
    const Words b = words_of(others, k);
    uint64_t taken = 0; /* of @b */
    unsigned common = 0;

    G_STATIC_ASSERT(RFT_TITLE_WORDS_MAX <= 64);
    if (a.n == 0 || b.n == 0 || ++some->compared > RFT_TITLE_COMPARISONS_MAX)
        return false;
    for (guint x = 0; x < a.n; x++)
        for (guint y = 0; y < b.n; y++)
            if ((taken >> y & 1) == 0 && a.words[x] == b.words[y]) {
                taken |= UINT64_C(1) << y;
                common++;
                break;
            }
    /* one word of many is no sign: "Valg af formand", "Valg af revisor" */
    if (common * 100 < MIN(a.n, b.n) * ENOUGH_PERCENT)
        return false;
    return common == MIN(a.n, b.n) || common * 100 >= MAX(a.n, b.n) * ENOUGH_PERCENT;
}
