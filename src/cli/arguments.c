/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/cli.h"

/* Words "@FILE", for command lines that are too long: the file holds arguments as a shell reads
 * them, with quotes, and "#" where a word would begin for a comment. As with compilers a word of
 * which there is no file is what it is. */

enum { DEEPEST = 8, LARGEST = 16 << 20 };

typedef struct {
    GStrvBuilder *words;
    bool options; /* "--" has not come */
} Expansion;

static bool take_word(Expansion *expansion, const char *word, unsigned depth, GError **error);

static bool
take_file(Expansion *expansion, const char *path, const char *text, unsigned depth, GError **error)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) bad = NULL;
    bool good = true;

    if (!g_shell_parse_argv(text, NULL, &words, &bad) &&
        !g_error_matches(bad, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)) {
        g_autofree char *where = g_strconcat("@", path, NULL);
        return referat_set_error_behind(error, REFERAT_ERROR_OPTION, where, bad);
    }
    for (size_t i = 0; good && words != NULL && words[i] != NULL; i++)
        good = take_word(expansion, words[i], depth + 1, error);
    return good;
}

static bool
take_word(Expansion *expansion, const char *word, unsigned depth, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;

    expansion->options = expansion->options && !g_str_equal(word, "--");
    if (!expansion->options || *word != '@' ||
        !g_file_get_contents(word + 1, &text, &length, NULL)) {
        g_strv_builder_add(expansion->words, word);
        return true;
    }
    if (depth >= DEEPEST)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "%s: such files lead to one another",
                                 word);
    if (length > LARGEST || strlen(text) != length)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "%s: this is no list of arguments",
                                 word);
    return take_file(expansion, word + 1, text, depth, error);
}

char **
cli_expand(char *const *argv, GError **error)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    Expansion expansion = {words, true};

    for (size_t i = 0; argv[i] != NULL; i++)
        if (!take_word(&expansion, argv[i], 0, error))
            return NULL;
    return g_strv_builder_end(words);
}
