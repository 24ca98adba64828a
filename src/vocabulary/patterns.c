/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "vocabulary/spelling.h"

/*
 * Where a word may be broken: libhyphen with its patterns, where they are installed; loaded when a
 * word is in doubt. Patterns never say that two halves are one word, only that nobody would have
 * broken one there. Its C interface (hyphen.h) has been the same since 2.4.
 */

enum { MOST_LANGUAGES = 40 };

typedef struct HyphenDict HyphenDict;

typedef struct {
    void *library;
    HyphenDict *dict; /* NULL: no patterns */
    char *encoding;
    HyphenDict *(*load)(const char *path);
    int (*hyphenate)(HyphenDict *dict, const char *word, int size, char *hyphens, char *spelled,
                     char ***rep, int **pos, int **cut);
} Patterns;

static bool
load_library(Patterns *patterns)
{
    patterns->library = dlopen("libhyphen.so.0", RTLD_NOW | RTLD_LOCAL);
    if (patterns->library == NULL)
        return false;
    *(void **)&patterns->load = dlsym(patterns->library, "hnj_hyphen_load");
    *(void **)&patterns->hyphenate = dlsym(patterns->library, "hnj_hyphen_hyphenate2");
    return patterns->load != NULL && patterns->hyphenate != NULL;
}

/* The first line of the file names its encoding, as hyphen.h says: "ISO8859-1", "UTF-8". */
static char *
encoding_of(const char *path)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    const char *bytes = file != NULL ? g_mapped_file_get_contents(file) : NULL;
    enum { LONGEST = 40 };
    const size_t room = file != NULL ? MIN(g_mapped_file_get_length(file), LONGEST) : 0;
    size_t n = 0;

    while (n < room && g_ascii_isgraph(bytes[n]))
        n++;
    /* iconv knows it with a hyphen more */
    return n > 7 && strncmp(bytes, "ISO8859", 7) == 0
               ? g_strdup_printf("ISO-8859%.*s", (int)(n - 7), bytes + 7)
               : g_strndup(bytes != NULL ? bytes : "", n);
}

/* Patterns are loaded once in a process and kept: the library loses some bytes of each file it
 * loads, and its languages are few. Call with the lock held. */
static const Patterns *
patterns_of(const char *language)
{
    static GHashTable *loaded;

    if (loaded == NULL)
        loaded = g_hash_table_new(g_str_hash, g_str_equal);
    Patterns *patterns = g_hash_table_lookup(loaded, language);
    if (patterns != NULL)
        return patterns;
    if (g_hash_table_size(loaded) >= MOST_LANGUAGES)
        return NULL;
    patterns = g_new0(Patterns, 1);
    g_hash_table_insert(loaded, g_strdup(language), patterns);
    g_autofree char *name = rft_dictionary_find("/usr/share/hyphen", "hyph_", language);
    if (name != NULL && load_library(patterns)) {
        g_autofree char *path = g_strconcat(name, ".dic", NULL);
        patterns->encoding = encoding_of(path);
        patterns->dict = patterns->load(path);
    }
    return patterns;
}

static bool
allow(const Patterns *patterns, const char *word, size_t letters)
{
    enum { LONGEST_WORD = 100, SLACK = 8 };
    char hyphens[LONGEST_WORD + SLACK] = {0};
    char **rep = NULL;
    int *pos = NULL;
    int *cut = NULL;
    gsize size = 0;

    g_autofree char *encoded = g_convert(word, -1, patterns->encoding, "UTF-8", NULL, &size, NULL);
    if (encoded == NULL || size > LONGEST_WORD || letters > size)
        return true;
    const int failed =
        patterns->hyphenate(patterns->dict, encoded, (int)size, hyphens, NULL, &rep, &pos, &cut);
    /* words that are spelled otherwise where they are broken come with these */
    for (gsize i = 0; rep != NULL && i < size; i++)
        free(rep[i]);
    free((void *)rep);
    free(pos);
    free(cut);
    /* an odd number behind a letter: here it may be broken */
    return failed != 0 || (hyphens[letters - 1] & 1) != 0;
}

bool
rft_patterns_allow(const char *language, const char *word, size_t letters)
{
    static GMutex lock;

    if (language == NULL || *language == '\0' || letters == 0)
        return true;
    g_mutex_lock(&lock);
    const Patterns *patterns = patterns_of(language);
    const bool allowed =
        patterns == NULL || patterns->dict == NULL || allow(patterns, word, letters);
    g_mutex_unlock(&lock);
    return allowed;
}
