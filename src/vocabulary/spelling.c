/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/spelling.h"

#include <dlfcn.h>
#include <string.h>

#include "core/context.h"

/*
 * hunspell, where it is installed: loaded when a word is in doubt, so that nobody else pays for it.
 * Its C interface (hunspell.h) has been the same since 1.3.
 */

typedef struct Hunhandle Hunhandle;

typedef struct {
    void *library;
    Hunhandle *handle; /* NULL: no dictionary */
    Hunhandle *(*create)(const char *affixes, const char *words);
    void (*destroy)(Hunhandle *handle);
    int (*spell)(Hunhandle *handle, const char *word);
    char *(*encoding)(Hunhandle *handle);
    char *language;
} Dictionary;

static void
dictionary_free(gpointer pointer)
{
    Dictionary *dictionary = pointer;

    if (dictionary->handle != NULL)
        dictionary->destroy(dictionary->handle);
    if (dictionary->library != NULL)
        (void)dlclose(dictionary->library);
    g_free(dictionary->language);
    g_free(dictionary);
}

static bool
load_library(Dictionary *dictionary)
{
    dictionary->library = dlopen("libhunspell-1.7.so.0", RTLD_NOW | RTLD_LOCAL);
    if (dictionary->library == NULL)
        return false;
    *(void **)&dictionary->create = dlsym(dictionary->library, "Hunspell_create");
    *(void **)&dictionary->destroy = dlsym(dictionary->library, "Hunspell_destroy");
    *(void **)&dictionary->spell = dlsym(dictionary->library, "Hunspell_spell");
    *(void **)&dictionary->encoding = dlsym(dictionary->library, "Hunspell_get_dic_encoding");
    return dictionary->create != NULL && dictionary->destroy != NULL && dictionary->spell != NULL &&
           dictionary->encoding != NULL;
}

/* "da" finds da_DK, "en-GB" en_GB; of several countries the first by name. */
char *
rft_dictionary_find(const char *folder, const char *prefix, const char *language)
{
    g_autofree char *tag = g_strdelimit(g_strdup(language), "-", '_');
    g_autofree char *wanted = g_strconcat(prefix, tag, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    char *best = NULL;
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        const size_t n = strlen(prefix) + strcspn(tag, "_");
        if (!g_str_has_suffix(name, ".dic") || strncmp(name, wanted, n) != 0 ||
            (name[n] != '_' && name[n] != '.'))
            continue;
        const bool exact = g_str_has_prefix(name, wanted) && name[strlen(wanted)] == '.';
        if (best == NULL || exact || strcmp(name, best) < 0) {
            g_free(best);
            best = g_strndup(name, strlen(name) - strlen(".dic"));
        }
        if (exact)
            break;
    }
    char *path = best != NULL ? g_build_filename(folder, best, NULL) : NULL;
    g_free(best);
    return path;
}

static Dictionary *
dictionary_of(ReferatContext *context, const char *language)
{
    static const char key[] = "hunspell";
    Dictionary *dictionary = rft_context_get_data(context, key);

    if (dictionary != NULL && g_strcmp0(dictionary->language, language) == 0)
        return dictionary;
    dictionary = g_new0(Dictionary, 1);
    dictionary->language = g_strdup(language);
    g_autofree char *words = rft_dictionary_find("/usr/share/hunspell", "", language);
    if (words != NULL && load_library(dictionary)) {
        g_autofree char *aff = g_strconcat(words, ".aff", NULL);
        g_autofree char *dic = g_strconcat(words, ".dic", NULL);
        dictionary->handle = dictionary->create(aff, dic);
    }
    rft_context_set_data(context, key, dictionary, dictionary_free);
    return dictionary;
}

RftSpelling
rft_spelling_knows(ReferatContext *context, const char *language, const char *word)
{
    if (language == NULL || *language == '\0')
        return RFT_SPELLING_UNKNOWN;
    const Dictionary *dictionary = dictionary_of(context, language);
    if (dictionary->handle == NULL)
        return RFT_SPELLING_UNKNOWN;
    g_autofree char *encoded = g_convert_with_fallback(
        word, -1, dictionary->encoding(dictionary->handle), "UTF-8", "?", NULL, NULL, NULL);
    if (encoded == NULL)
        return RFT_SPELLING_UNKNOWN;
    return dictionary->spell(dictionary->handle, encoded) != 0 ? RFT_SPELLING_RIGHT
                                                               : RFT_SPELLING_WRONG;
}
