/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "vocabulary/uses.h"
#include "vocabulary/words.h"

/*
 * Run by the build: turns the vocabulary files, and what ICU knows of months, weekdays and numbers
 * in their languages, into tables in C, so that no conversion has to read files or load ICU.
 * usage: referat-vocabulary FILE… > vocabulary-tables.c
 */

enum {
    LONGEST = 128,
    LIST_LONGEST = 2048,
    FIRST_YEAR = 1980,
    LAST_YEAR = 2059,
    MOST_COUNTED = 100,
    MOST_ORDINALS = 40
};

static GArray *rows;
static GString *endings;
static GString *values;

static void
fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "referat-vocabulary: %s: %s\n", what, why);
    exit(1);
}

static void
check(const char *what, UErrorCode status)
{
    if (U_FAILURE(status))
        fail(what, u_errorName(status));
}

/* As a C string; every byte but plain letters by its number, so that no compiler minds. */
static void
append_string(GString *out, const char *text, size_t length)
{
    g_string_append_c(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (g_ascii_isalnum(text[i]) || text[i] == ' ')
            g_string_append_c(out, text[i]);
        else
            g_string_append_printf(out, "\\%03o", (unsigned char)text[i]);
    }
    g_string_append_c(out, '"');
}

/* ---- phrases ---- */

static void
add_phrase(unsigned language, RftUse use, const char *text, int value)
{
    RftPhraseText row;

    if (!rft_phrase_parse(text, language, use, &row))
        fail(text, "no phrase");
    if (row.ending != NULL) {
        g_string_append(endings, "    {");
        append_string(endings, row.ending, strlen(row.ending));
        g_string_append_printf(endings, ", %u, %u, %u},\n", (unsigned)strlen(row.ending),
                               (unsigned)use, language);
    }
    if (value != 0)
        row.phrase.value = (int16_t)value;
    if (row.words != NULL)
        g_array_append_val(rows, row);
    else
        rft_phrase_text_clear(&row);
}

static int
by_slot(gconstpointer a, gconstpointer b)
{
    const RftPhraseText *left = a;
    const RftPhraseText *right = b;

    if (left->slot != right->slot)
        return left->slot < right->slot ? -1 : 1;
    const int words = strcmp(left->phrase.words, right->phrase.words);
    return words != 0 ? words : (int)left->phrase.use - (int)right->phrase.use;
}

static void
put_phrases(void)
{
    guint next = 0;

    g_array_sort(rows, by_slot);
    printf("const RftPhrase rft_phrase_rows[] = {\n");
    for (guint i = 0; i < rows->len; i++) {
        const RftPhraseText *row = &g_array_index(rows, RftPhraseText, i);
        g_autoptr(GString) words = g_string_new(NULL);
        append_string(words, row->words->str, row->words->len - 1);
        g_string_append(words, ", ");
        if (row->before != NULL)
            append_string(words, row->before->str, row->before->len - 1);
        else
            g_string_append(words, "NULL");
        printf("    {%s, %d, %u, %u, %u, %u, %u},\n", words->str, row->phrase.value,
               row->phrase.use, row->phrase.language, row->phrase.n_words, row->phrase.n_before,
               row->phrase.first_length);
    }
    printf("    {NULL, NULL, 0, 0, 0, 0, 0, 0},\n};\n\nconst uint16_t rft_phrase_slots[] = {\n");
    if (rows->len > G_MAXUINT16)
        fail("phrases", "too many");
    for (uint32_t slot = 0; slot <= RFT_PHRASE_SLOTS; slot++) {
        while (next < rows->len && g_array_index(rows, RftPhraseText, next).slot < slot)
            next++;
        printf("%u,%s", next, slot % 16 == 15 ? "\n" : " ");
    }
    printf("\n};\n\n");
}

/* ---- ICU ---- */

/* Soft hyphens are for printing; capital letters are folded with the rest. */
static void
add_icu_word(unsigned language, RftUse use, const UChar *word, int32_t length, int value)
{
    g_autofree char *text = g_utf16_to_utf8((const gunichar2 *)word, length, NULL, NULL, NULL);
    g_autoptr(GString) clean = g_string_new(NULL);

    for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char(p))
        if (g_utf8_get_char(p) != 0xad)
            g_string_append_len(clean, p, g_utf8_next_char(p) - p);
    if (clean->len > 0)
        add_phrase(language, use, clean->str, value);
}

/* @first: ICU's weekdays begin behind an empty place, with Sunday. */
static void
add_symbols(unsigned language, RftUse use, const UDateFormat *format, UDateFormatSymbolType type)
{
    UErrorCode status = U_ZERO_ERROR;
    const int32_t n = udat_countSymbols(format, type);
    const bool weekdays = use == RFT_USE_WEEKDAY;

    for (int32_t i = weekdays ? 1 : 0; i < n; i++) {
        UChar word[LONGEST];
        const int32_t length = udat_getSymbols(format, type, i, word, LONGEST, &status);
        check("symbol", status);
        add_icu_word(language, use, word, length, !weekdays ? i + 1 : i == 1 ? 7 : i - 1);
    }
}

static void
add_calendar(unsigned language, const char *tag)
{
    static const UChar gmt[] = {'G', 'M', 'T', 0};
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_FULL, UDAT_FULL, tag, gmt, -1, NULL, 0, &status);

    check(tag, status);
    add_symbols(language, RFT_USE_MONTH, format, UDAT_MONTHS);
    add_symbols(language, RFT_USE_MONTH, format, UDAT_STANDALONE_MONTHS);
    add_symbols(language, RFT_USE_MONTH, format, UDAT_SHORT_MONTHS);
    add_symbols(language, RFT_USE_MONTH, format, UDAT_STANDALONE_SHORT_MONTHS);
    add_symbols(language, RFT_USE_WEEKDAY, format, UDAT_WEEKDAYS);
    add_symbols(language, RFT_USE_WEEKDAY, format, UDAT_STANDALONE_WEEKDAYS);
    add_symbols(language, RFT_USE_WEEKDAY, format, UDAT_SHORT_WEEKDAYS);
    udat_close(format);
}

/* The number @value in the words of @format; each word once for a language. */
static void
add_number(unsigned language, RftUse use, const UNumberFormat *format, int value, GHashTable *known)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar word[LONGEST];
    const int32_t length = unum_format(format, value, word, LONGEST, NULL, &status);

    check("number", status);
    char *key = g_utf16_to_utf8((const gunichar2 *)word, length, NULL, NULL, NULL);
    if (key != NULL && !g_hash_table_contains(known, key))
        add_icu_word(language, use, word, length, value);
    g_hash_table_add(known, key);
}

/* All rules of ICU for cardinals (of each gender) and ordinals; years as they are read. */
static void
add_numbers(unsigned language, const char *tag)
{
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(UNUM_SPELLOUT, NULL, 0, tag, NULL, &status);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    UChar list[LIST_LONGEST];
    UChar name[LONGEST];

    check(tag, status);
    const int32_t n =
        unum_getTextAttribute(format, UNUM_PUBLIC_RULESETS, list, LIST_LONGEST, &status);
    check("rules", status);
    g_autofree char *rules = g_utf16_to_utf8((const gunichar2 *)list, n, NULL, NULL, NULL);
    g_auto(GStrv) names = g_strsplit(rules, ";", -1);
    for (size_t i = 0; names[i] != NULL; i++) {
        const bool ordinal = strstr(names[i], "ordinal") != NULL;
        const bool cardinal = strstr(names[i], "cardinal") != NULL;
        const bool year = strstr(names[i], "numbering-year") != NULL;
        if ((!ordinal && !cardinal && !year) || strstr(names[i], "verbose") != NULL)
            continue;
        u_uastrcpy(name, names[i]);
        unum_setTextAttribute(format, UNUM_DEFAULT_RULESET, name, -1, &status);
        check(names[i], status);
        for (int v = 1; ordinal && v <= MOST_ORDINALS; v++)
            add_number(language, RFT_USE_ORDINAL, format, v, known);
        for (int v = 0; cardinal && v <= MOST_COUNTED; v++)
            add_number(language, RFT_USE_COUNT, format, v, known);
        for (int v = FIRST_YEAR; (cardinal || year) && v <= LAST_YEAR; v++)
            add_number(language, RFT_USE_COUNT, format, v, known);
    }
    unum_close(format);
}

/* ---- data files ---- */

static void
add_uses(unsigned language, GKeyFile *file)
{
    for (unsigned use = 0; use < RFT_N_USES; use++) {
        if (rft_use_keys[use].group == NULL)
            continue;
        g_auto(GStrv) list = g_key_file_get_string_list(file, rft_use_keys[use].group,
                                                        rft_use_keys[use].key, NULL, NULL);
        if (list == NULL)
            fail(rft_use_keys[use].group, rft_use_keys[use].key);
        for (size_t i = 0; list[i] != NULL; i++)
            add_phrase(language, (RftUse)use, g_strstrip(list[i]), 0);
    }
}

/* What is asked for as it is written. */
static void
add_values(unsigned language, GKeyFile *file)
{
    static const char *const groups[] = {"items",   "titles",         "page",
                                         "styles",  "function-words", "hyphens",
                                         "numbers", "interface",      "language"};

    for (size_t g = 0; g < G_N_ELEMENTS(groups); g++) {
        g_auto(GStrv) keys = g_key_file_get_keys(file, groups[g], NULL, NULL);
        for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
            g_autofree char *value = g_key_file_get_string(file, groups[g], keys[i], NULL);
            g_string_append_printf(values, "    {\"%s\", \"%s\", ", groups[g], keys[i]);
            append_string(values, value, strlen(value));
            g_string_append_printf(values, ", %u},\n", language);
        }
    }
}

static void
add_file(unsigned language, const char *path, GString *tags)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) error = NULL;

    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &error))
        fail(path, error->message);
    g_autofree char *tag = g_key_file_get_string(file, "language", "tag", NULL);
    if (tag == NULL)
        fail(path, "no tag");
    g_string_append_printf(tags, "    \"%s\",\n", tag);
    add_uses(language, file);
    add_values(language, file);
    add_calendar(language, tag);
    add_numbers(language, tag);
}

int
main(int argc, char **argv)
{
    g_autoptr(GString) tags = g_string_new(NULL);

    rows = g_array_new(FALSE, FALSE, sizeof(RftPhraseText));
    endings = g_string_new(NULL);
    values = g_string_new(NULL);
    for (int i = 1; i < argc; i++)
        add_file((unsigned)i - 1, argv[i], tags);
    printf(
        "/* Written by referat-vocabulary. */\n#include \"vocabulary/words.h\"\n\n"
        "const char *const rft_vocabulary_tags[] = {\n%s    NULL,\n};\n\n"
        "const RftVocabularyValue rft_vocabulary_values[] = {\n%s    {NULL, NULL, NULL, 0},\n};\n\n"
        "const RftEnding rft_phrase_endings[] = {\n%s    {NULL, 0, 0, 0},\n};\n\n",
        tags->str, values->str, endings->str);
    put_phrases();
    for (guint i = 0; i < rows->len; i++)
        rft_phrase_text_clear(&g_array_index(rows, RftPhraseText, i));
    g_array_unref(rows);
    g_string_free(endings, TRUE);
    g_string_free(values, TRUE);
    return 0;
}
