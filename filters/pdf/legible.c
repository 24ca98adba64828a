/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "pdf/page.h"

/*
 * Text that is no language: fonts that do not say which letters their signs are, and layers of
 * recognised text where nothing was recognised. In words of Latin letters 30 to 50 of 100 are
 * vowels, whatever the language; where letters stand for others they are not.
 */

enum { LEAST_LETTERS = 40, LEAST_VOWELS = 22, MOST_VOWELS = 65 /* per cent */ };

typedef struct {
    guint glyphs;
    guint letters; /* Latin ones */
    guint vowels;
    guint unknown; /* no character at all */
} Census;

static bool
is_vowel(gunichar c)
{
    gunichar base[4];

    if (c < 0x80)
        return c != 0 && strchr("aeiouyAEIOUY", (int)c) != NULL;

    if (g_unichar_fully_decompose(c, FALSE, base, G_N_ELEMENTS(base)) > 0)
        c = base[0];
    switch (g_unichar_tolower(c)) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 0xe6:  /* æ */
    case 0xf8:  /* ø */
    case 0x131: /* ı */
    case 0x153: /* œ */
        return true;
    default:
        return false;
    }
}

static bool
is_latin(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalpha((char)c);
    return g_unichar_isalpha(c) && g_unichar_get_script(c) == G_UNICODE_SCRIPT_LATIN;
}

static void
count(Census *census, uint32_t letter)
{
    census->glyphs++;
    if (letter == 0xfffd || (letter >= 0xe000 && letter <= 0xf8ff) || letter < ' ')
        census->unknown++;
    else if (is_latin(letter)) {
        census->letters++;
        census->vowels += is_vowel(letter) ? 1 : 0;
    }
}

static bool
is_nonsense(const Census *census, bool symbols)
{
    if (census->glyphs < LEAST_LETTERS || symbols)
        return false;
    if (census->unknown * 2 > census->glyphs)
        return true;
    /* numbers and other scripts have no vowels to count */
    return census->letters >= LEAST_LETTERS && census->letters * 2 > census->glyphs &&
           (census->vowels * 100 < census->letters * LEAST_VOWELS ||
            census->vowels * 100 > census->letters * MOST_VOWELS);
}

static void
add(Census *sum, const Census *more)
{
    sum->glyphs += more->glyphs;
    sum->letters += more->letters;
    sum->vowels += more->vowels;
    sum->unknown += more->unknown;
}

guint
pdf_page_nonsense(const PdfPage *page)
{
    enum { HARDLY = 15 };
    g_autofree Census *fonts = g_new0(Census, page->n_fonts + 1);
    Census run = {0};
    Census line = {0};
    guint sum = 0;
    guint of_lines = 0; /* fonts of one name may differ in what they tell: lines without vowels */

    for (uint32_t i = 0; i < page->n_glyphs; i++) {
        const PdfGlyph *glyph = &page->glyphs[i];
        count(&run, glyph->letter);
        const PdfGlyph *next = i + 1 < page->n_glyphs ? glyph + 1 : NULL;
        const bool ends = next == NULL || (next->flags & RFT_PDF_GLYPH_NEWLINE) != 0;
        if (!ends && next->run == glyph->run)
            continue;
        const PdfFont *font = page->runs[glyph->run].font;
        /* letters of a page that names no fonts have one that is not the page's */
        if (font >= page->fonts && font < page->fonts + page->n_fonts)
            add(&fonts[font - page->fonts], &run);
        add(&line, &run);
        run = (Census){0};
        if (!ends)
            continue;
        if (line.letters >= LEAST_LETTERS && line.vowels * 100 < line.letters * HARDLY)
            of_lines += line.glyphs;
        line = (Census){0};
    }
    for (uint32_t i = 0; i < page->n_fonts; i++)
        if (is_nonsense(&fonts[i], page->fonts[i].symbol))
            sum += fonts[i].glyphs;
    return MAX(sum, of_lines);
}
