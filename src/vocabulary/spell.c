/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <string.h>
#include <unicode/unum.h>
#include <unicode/uvernum.h>

#include "core/context.h"
#include "vocabulary/vocabulary.h"

/*
 * Numbers in words, from ICU's rule-based number formats. Few documents need them, so the library
 * is loaded when one does: it would cost every start otherwise. It stays loaded, because its common
 * part keeps pointers into it.
 */

#define TEXT(x) #x
#define SYMBOL(x) TEXT(x)

typedef struct {
    void *library;
    UNumberFormat *(*open)(UNumberFormatStyle, const UChar *, int32_t, const char *, UParseError *,
                           UErrorCode *);
    void (*set_text)(UNumberFormat *, UNumberFormatTextAttribute, const UChar *, int32_t,
                     UErrorCode *);
    int32_t (*format)(const UNumberFormat *, int32_t, UChar *, int32_t, UFieldPosition *,
                      UErrorCode *);
    void (*close)(UNumberFormat *);
    UNumberFormat *last; /* making one costs more than all its numbers */
    char *last_key;
} Icu;

static void
icu_free(gpointer pointer)
{
    Icu *icu = pointer;

    if (icu->last != NULL)
        icu->close(icu->last);
    g_free(icu->last_key);
    g_free(icu);
}

static Icu *
icu_get(ReferatContext *context)
{
    Icu *icu = rft_context_get_data(context, "icu");

    if (icu != NULL)
        return icu->library != NULL ? icu : NULL;
    icu = g_new0(Icu, 1);
    icu->library = dlopen("libicui18n.so." SYMBOL(U_ICU_VERSION_MAJOR_NUM),
                          RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (icu->library != NULL) {
        *(void **)&icu->open = dlsym(icu->library, SYMBOL(unum_open));
        *(void **)&icu->set_text = dlsym(icu->library, SYMBOL(unum_setTextAttribute));
        *(void **)&icu->format = dlsym(icu->library, SYMBOL(unum_format));
        *(void **)&icu->close = dlsym(icu->library, SYMBOL(unum_close));
        if (icu->open == NULL || icu->set_text == NULL || icu->format == NULL ||
            icu->close == NULL) {
            icu->library = NULL;
        }
    }
    rft_context_set_data(context, "icu", icu, icu_free);
    return icu->library != NULL ? icu : NULL;
}

/* ICU marks where long words may break; a label is no place for that. */
static char *
without_soft_hyphens(const UChar *text, int32_t length)
{
    g_autofree char *utf8 = g_utf16_to_utf8((const gunichar2 *)text, length, NULL, NULL, NULL);

    if (utf8 == NULL)
        return NULL;
    g_auto(GStrv) pieces = g_strsplit(utf8, "\xc2\xad", -1);
    return g_strjoinv("", pieces);
}

/* Returns: (transfer none) (nullable): the format of @language by @ruleset, kept for the next. */
static const UNumberFormat *
format_of(Icu *icu, const char *language, const char *ruleset, bool digits)
{
    UErrorCode status = U_ZERO_ERROR;
    g_autofree char *key =
        g_strdup_printf("%s|%s|%d", language, ruleset != NULL ? ruleset : "", digits);

    if (icu->last != NULL && g_str_equal(key, icu->last_key))
        return icu->last;
    UNumberFormat *format =
        icu->open(digits ? UNUM_ORDINAL : UNUM_SPELLOUT, NULL, 0, language, NULL, &status);
    if (U_FAILURE(status) || format == NULL)
        return NULL;
    if (ruleset != NULL) {
        g_autofree gunichar2 *name = g_utf8_to_utf16(ruleset, -1, NULL, NULL, NULL);
        icu->set_text(format, UNUM_DEFAULT_RULESET, (const UChar *)name, -1, &status);
    }
    if (U_FAILURE(status)) {
        icu->close(format);
        return NULL;
    }
    if (icu->last != NULL)
        icu->close(icu->last);
    g_free(icu->last_key);
    icu->last = format;
    icu->last_key = g_steal_pointer(&key);
    return format;
}

static char *
spell(Icu *icu, const char *language, const char *ruleset, uint32_t number,
      ReferatNumberWords words)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[256];
    const UNumberFormat *format =
        format_of(icu, language, ruleset, words == REFERAT_WORDS_ORDINAL_DIGITS);

    if (format == NULL)
        return NULL;
    const int32_t length =
        icu->format(format, (int32_t)number, text, (int32_t)G_N_ELEMENTS(text), NULL, &status);
    if (U_FAILURE(status) || length <= 0 || length > (int32_t)G_N_ELEMENTS(text))
        return NULL;
    return without_soft_hyphens(text, length);
}

char *
referat_context_spell_number(ReferatContext *context, const char *language, uint32_t number,
                             ReferatNumberWords words)
{
    Icu *icu = icu_get(context);

    if (icu == NULL || number > G_MAXINT32)
        return NULL;
    g_autofree char *tag = g_strdup(language != NULL ? language : "en");
    g_strdelimit(tag, "-", '_');
    g_autofree char *ruleset = rft_vocabulary_ruleset(rft_vocabulary_get(context),
                                                      language != NULL ? language : "en", words);
    if (words == REFERAT_WORDS_ORDINAL && ruleset == NULL)
        return NULL;
    return spell(icu, tag, ruleset, number, words);
}
