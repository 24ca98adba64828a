/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/page/words.h"

#include <string.h>

/* ---- folding; fold() of index-page.js does the same ---- */

static const struct {
    gunichar letter;
    char plain[4];
} letters[] = {
    {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f8, "o"}, {0x00fe, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"}, {0x0142, "l"}, {0x0153, "oe"}, {0x0167, "t"},
};

static void
append_folded(GString *folded, gunichar c)
{
    const GUnicodeType type = g_unichar_type(c);

    if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK ||
        type == G_UNICODE_ENCLOSING_MARK)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
        if (letters[i].letter == c) {
            g_string_append(folded, letters[i].plain);
            return;
        }
    g_string_append_unichar(folded, c);
}

char *
rft_fold_for_search(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *apart = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKD);
    g_autofree char *small = g_utf8_casefold(apart, -1);
    g_autofree char *again = g_utf8_normalize(small, -1, G_NORMALIZE_NFKD);
    GString *folded = g_string_new(NULL);

    for (const char *p = again; *p != '\0'; p = g_utf8_next_char(p))
        append_folded(folded, g_utf8_get_char(p));
    return g_string_free(folded, FALSE);
}

/* ---- the index ---- */

typedef struct {
    GString *where;
    uint32_t last;
} Places;

struct RftWords {
    GHashTable *places; /* word → Places */
};

static void
places_free(gpointer data)
{
    Places *places = data;

    (void)g_string_free(places->where, TRUE);
    g_free(places);
}

RftWords *
rft_words_new(void)
{
    RftWords *words = g_new0(RftWords, 1);

    words->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, places_free);
    return words;
}

void
rft_words_free(RftWords *words)
{
    if (words == NULL)
        return;
    g_hash_table_unref(words->places);
    g_free(words);
}

static void
append_number(GString *where, uint32_t number)
{
    enum { BASE = 36, MOST = 8 };
    char digits[MOST];
    size_t at = MOST;

    do {
        digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % BASE];
        number /= BASE;
    } while (number > 0);
    g_string_append_len(where, digits + at, (gssize)(MOST - at));
}

static void
add_word(RftWords *words, uint32_t document, const char *begin, const char *end)
{
    g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
    Places *places = g_hash_table_lookup(words->places, word);

    if (places == NULL) {
        places = g_new0(Places, 1);
        places->where = g_string_new(NULL);
        g_hash_table_insert(words->places, g_steal_pointer(&word), places);
    } else if (places->last == document) {
        return;
    } else {
        g_string_append_c(places->where, ' ');
    }
    append_number(places->where, document - places->last);
    places->last = document;
}

void
rft_words_add(RftWords *words, uint32_t document, const char *text)
{
    g_autofree char *folded = rft_fold_for_search(text);
    const char *p = folded;

    while (*p != '\0') {
        const char *begin = p;
        while (*p != '\0' && g_unichar_isalnum(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        if (p > begin)
            add_word(words, document, begin, p);
        if (*p != '\0')
            p = g_utf8_next_char(p);
    }
}

static gint
compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *
rft_words_list(const RftWords *words, char **where)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GString *list = g_string_new(NULL);
    GString *places = g_string_new(NULL);
    GHashTableIter at;
    gpointer word = NULL;

    g_hash_table_iter_init(&at, words->places);
    while (g_hash_table_iter_next(&at, &word, NULL))
        g_ptr_array_add(sorted, word);
    g_ptr_array_sort(sorted, compare_words);
    for (guint i = 0; i < sorted->len; i++) {
        const Places *entry = g_hash_table_lookup(words->places, g_ptr_array_index(sorted, i));
        if (i > 0) {
            g_string_append_c(list, ' ');
            g_string_append_c(places, '|');
        }
        g_string_append(list, g_ptr_array_index(sorted, i));
        g_string_append(places, entry->where->str);
    }
    *where = g_string_free(places, FALSE);
    return g_string_free(list, FALSE);
}
