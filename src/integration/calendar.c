/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

/*
 * Run by the build: writes the names of months and weekdays and the words for numbers of the
 * languages that it is given, as ICU knows them, as C. So no conversion has to load ICU for them.
 * usage: referat-calendar TAG… > calendar-tables.c
 */

enum { LONGEST = 128, FIRST_YEAR = 1980, LAST_YEAR = 2059, MOST_COUNTED = 100 };

static void
fail(const char *what, UErrorCode status)
{
    if (U_SUCCESS(status))
        return;
    fprintf(stderr, "referat-calendar: %s: %s\n", what, u_errorName(status));
    exit(1);
}

/* Soft hyphens are for printing; capital letters are folded by the reader of the table. */
static void
put_word(const UChar *word, int32_t length, int value)
{
    g_autofree char *text = g_utf16_to_utf8((const gunichar2 *)word, length, NULL, NULL, NULL);
    g_autofree char *lower = text != NULL ? g_utf8_strdown(text, -1) : NULL;

    if (lower == NULL || *lower == '\0')
        return;
    printf("    {\"");
    for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
        if (g_utf8_get_char(p) == 0xad || *p == '.')
            continue;
        printf("%.*s", (int)(g_utf8_next_char(p) - p), p);
    }
    printf("\", %d},\n", value);
}

static void
put_symbols(UDateFormat *format, UDateFormatSymbolType type, int first, int value)
{
    UErrorCode status = U_ZERO_ERROR;
    const int32_t n = udat_countSymbols(format, type);

    for (int32_t i = first; i < n; i++) {
        UChar word[LONGEST];
        const int32_t length = udat_getSymbols(format, type, i, word, LONGEST, &status);
        fail("symbol", status);
        put_word(word, length, value + i - first);
    }
}

static void
open_table(const char *name, const char *tag)
{
    printf("static const RftNamedNumber %s_%s[] = {\n", name, tag);
}

static void
close_table(void)
{
    printf("    {NULL, 0},\n};\n");
}

static void
put_numbers(const char *tag)
{
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(UNUM_SPELLOUT, NULL, 0, tag, NULL, &status);
    UChar word[LONGEST];

    fail(tag, status);
    open_table("numbers", tag);
    for (int i = 0; i <= MOST_COUNTED; i++) {
        const int32_t length = unum_format(format, i, word, LONGEST, NULL, &status);
        fail("number", status);
        put_word(word, length, i);
    }
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        const int32_t length = unum_format(format, year, word, LONGEST, NULL, &status);
        fail("year", status);
        put_word(word, length, year);
    }
    close_table();
    unum_close(format);
}

static void
put_language(const char *tag)
{
    static const UChar gmt[] = {'G', 'M', 'T', 0};
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_FULL, UDAT_FULL, tag, gmt, -1, NULL, 0, &status);

    fail(tag, status);
    open_table("months", tag);
    put_symbols(format, UDAT_MONTHS, 0, 1);
    put_symbols(format, UDAT_STANDALONE_MONTHS, 0, 1);
    put_symbols(format, UDAT_SHORT_MONTHS, 0, 1);
    put_symbols(format, UDAT_STANDALONE_SHORT_MONTHS, 0, 1);
    close_table();
    /* ICU counts from an empty place and from Sunday; ours are Monday = 1 to Sunday = 7 */
    open_table("weekdays", tag);
    put_symbols(format, UDAT_WEEKDAYS, 2, 1);
    put_symbols(format, UDAT_STANDALONE_WEEKDAYS, 2, 1);
    put_symbols(format, UDAT_SHORT_WEEKDAYS, 2, 1);
    UChar word[LONGEST];
    put_word(word, udat_getSymbols(format, UDAT_WEEKDAYS, 1, word, LONGEST, &status), 7);
    put_word(word, udat_getSymbols(format, UDAT_STANDALONE_WEEKDAYS, 1, word, LONGEST, &status), 7);
    put_word(word, udat_getSymbols(format, UDAT_SHORT_WEEKDAYS, 1, word, LONGEST, &status), 7);
    fail("Sunday", status);
    close_table();
    udat_close(format);
    put_numbers(tag);
}

int
main(int argc, char **argv)
{
    printf("/* Written by referat-calendar from ICU. */\n#include \"vocabulary/calendar.h\"\n\n");
    for (int i = 1; i < argc; i++)
        put_language(argv[i]);
    printf("const RftCalendar rft_calendars[] = {\n");
    for (int i = 1; i < argc; i++)
        printf("    {\"%s\", months_%s, weekdays_%s, numbers_%s},\n", argv[i], argv[i], argv[i],
               argv[i]);
    printf("    {NULL, NULL, NULL, NULL},\n};\n");
    return 0;
}
