/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "po/i18n.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Returns: (transfer full) (nullable): where the catalogues are: beside the program, built or
 * installed, in a prefix that may have been moved. */
static char *
find_catalogues(void)
{
    /* from bin/, and from libexec/referat/ */
    static const char *const ways[] = {"../share/locale", "../../share/locale"};
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = program != NULL ? g_path_get_dirname(program) : NULL;

    for (size_t i = 0; folder != NULL && i < G_N_ELEMENTS(ways); i++) {
        g_autofree char *path = g_build_filename(folder, ways[i], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

/* gettext takes no notice of $LANGUAGE while the locale is "C". */
static void
ask_for(const char *language)
{
    g_autofree char *name = g_strdelimit(g_strdup(language), "-", '_');

    if (setlocale(LC_MESSAGES, "C.UTF-8") != NULL)
        (void)g_setenv("LANGUAGE", name, TRUE);
}

/* What the environment says; a language needs no locale of the system's for its words. */
static const char *
asked_for(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value != NULL && *value != '\0')
            return value;
    }
    return "C";
}

/* The environment's locale, installed or not. */
static void
speak_as_asked(void)
{
    const char *language = asked_for();

    if (setlocale(LC_MESSAGES, "") != NULL || g_str_equal(language, "C") ||
        g_str_equal(language, "POSIX"))
        return;
    g_autofree char *name = g_strndup(language, strcspn(language, ".@"));
    const char *list = g_getenv("LANGUAGE");
    if (list != NULL && *list != '\0')
        (void)setlocale(LC_MESSAGES, "C.UTF-8");
    else
        ask_for(name);
}

void
rft_speak(const char *language)
{
    g_autofree char *catalogues = find_catalogues();

    if (language != NULL && *language != '\0')
        ask_for(language);
    else
        speak_as_asked();
    /* what the system says of errors comes out in the letters of this */
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    if (catalogues != NULL)
        (void)bindtextdomain(RFT_TEXT_DOMAIN, catalogues);
    (void)bind_textdomain_codeset(RFT_TEXT_DOMAIN, "UTF-8");
    /* a worker opens no file: the catalogue is read before there is one */
    (void)rft_spoken_language();
}

const char *
rft_spoken_language(void)
{
    /* TRANSLATORS: the tag of your language (BCP 47), such as "da". */
    const char *tag = _("en");

    return *tag != '\0' ? tag : "en";
}

/* Returns: the text of the place that @at begins with; @length (out) is that of the place. */
static const char *
find_place(const char *at, size_t *length, va_list pairs)
{
    const char *name = NULL;

    while ((name = va_arg(pairs, const char *)) != NULL) {
        const char *text = va_arg(pairs, const char *);
        const size_t n = strlen(name);
        if (strncmp(at + 1, name, n) == 0 && at[n + 1] == '}') {
            *length = n + 2;
            return text;
        }
    }
    return NULL;
}

char *
rft_fill(const char *pattern, ...)
{
    GString *filled = g_string_new(NULL);

    for (const char *at = pattern; *at != '\0';) {
        size_t length = 1;
        const char *text = NULL;
        if (*at == '{') {
            va_list pairs;
            va_start(pairs, pattern);
            text = find_place(at, &length, pairs);
            va_end(pairs);
        }
        if (text != NULL)
            g_string_append(filled, text);
        else
            g_string_append_c(filled, *at);
        at += length;
    }
    return g_string_free(filled, FALSE);
}
