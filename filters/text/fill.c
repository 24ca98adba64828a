/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unilbrk.h>
#include <uniwidth.h>

#include "text/text.h"

/*
 * Lines are broken at blanks, and between ideographs (UAX #14). A word that is longer than a line
 * is broken where UAX #14 allows it, except for addresses: they must survive being copied.
 */

#define IDEOGRAPHIC_SPACE "\xe3\x80\x80"

enum { TAB_STOP = 8, NAME_STOP = 16 };

static unsigned
character_columns(gunichar c)
{
    if (c < 0x300)
        return 1;
    const int width = uc_width(c, "UTF-8");
    return width > 0 ? (unsigned)width : 0;
}

unsigned
text_columns(const char *text, size_t length)
{
    const char *end = text + length;
    unsigned n = 0;

    for (const char *p = text; p < end;) {
        if ((unsigned char)*p < 0x80) {
            p++;
            n++;
            continue;
        }
        n += character_columns(g_utf8_get_char(p));
        p = g_utf8_next_char(p);
    }
    return n;
}

typedef struct {
    GString *out;
    unsigned width;
    unsigned rest;
    unsigned column; /* where the next word would go */
    bool fresh;      /* nothing stands in the line yet, besides its indent or label */
    const TextStops *stops;
    unsigned tabs; /* of the line so far */
} Line;

static void
put_blanks(GString *out, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        g_string_append_c(out, ' ');
}

static void
end_line(Line *line)
{
    for (;;) {
        const size_t n = line->out->len;
        if (n > 0 && line->out->str[n - 1] == ' ')
            g_string_truncate(line->out, n - 1);
        else if (n > 2 && memcmp(line->out->str + n - 3, IDEOGRAPHIC_SPACE, 3) == 0)
            g_string_truncate(line->out, n - 3);
        else
            break;
    }
    g_string_append_c(line->out, '\n');
    line->fresh = true;
    line->column = line->rest;
}

/* The indent is written with the first word, so that an empty line stays empty. */
static void
put_word(Line *line, const char *word, size_t length, unsigned columns)
{
    const size_t from = line->out->len;

    if (line->fresh && (from == 0 || line->out->str[from - 1] == '\n'))
        put_blanks(line->out, line->column);
    for (size_t i = 0; i < length; i++) {
        /* a no-break space kept the line together; that is done now */
        const bool glue = (unsigned char)word[i] == 0xc2 && (unsigned char)word[i + 1] == 0xa0;
        g_string_append_c(line->out, glue ? ' ' : word[i]);
        i += glue ? 1 : 0;
    }
    line->column += columns;
    line->fresh = false;
}

static bool
is_address(const char *word, size_t length)
{
    return g_strstr_len(word, (gssize)length, "://") != NULL || memchr(word, '@', length) != NULL ||
           g_strstr_len(word, (gssize)length, "www.") == word;
}

/* A word that does not fit, or one without blanks between its words (CJK): piece by piece. An
 * address stays whole, but for what a no-break space ties to it. */
static void
put_pieces(Line *line, const char *word, size_t length, bool address)
{
    g_autofree char *breaks = g_malloc(length);
    size_t from = 0;

    u8_possible_linebreaks((const uint8_t *)word, length, "UTF-8", breaks);
    for (size_t i = 1; i <= length; i++) {
        const bool glue = i < length && i > 1 && (unsigned char)word[i - 1] == 0xa0 &&
                          (unsigned char)word[i - 2] == 0xc2;
        if (i < length && !glue && (address || breaks[i] != UC_BREAK_POSSIBLE))
            continue;
        const unsigned columns = text_columns(word + from, i - from);
        if (!line->fresh && line->column + columns > line->width)
            end_line(line);
        put_word(line, word + from, i - from, columns);
        from = i;
    }
}

static bool
has_ideographs(const char *word, size_t length)
{
    /* U+1100 on: three bytes from E1 84 80 */
    for (size_t i = 0; i + 1 < length; i++) {
        const unsigned char c = (unsigned char)word[i];
        if (c < 0xe1)
            continue;
        if (character_columns(g_utf8_get_char(word + i)) == 2)
            return true;
        i += (size_t)g_utf8_skip[c] - 1;
    }
    return false;
}

static void
fill_word(Line *line, const char *word, size_t length)
{
    const unsigned columns = text_columns(word, length);
    const unsigned blank = line->fresh ? 0 : 1;
    const bool fits = line->width == 0 || line->column + blank + columns <= line->width;
    const bool never = line->width > 0 && line->rest + columns > line->width;

    if (!fits && (never || has_ideographs(word, length))) {
        if (blank > 0 && line->column + 2 <= line->width) {
            g_string_append_c(line->out, ' ');
            line->column++;
        }
        put_pieces(line, word, length, is_address(word, length));
        return;
    }
    /* after a label that is longer than its hang there is room in the next line */
    if (!fits && (!line->fresh || line->column > line->rest))
        end_line(line);
    if (!line->fresh) {
        g_string_append_c(line->out, ' ');
        line->column++;
    }
    put_word(line, word, length, columns);
}

/* To a stop of the group; words that are longer push it one blank on. */
static void
put_stop(Line *line, unsigned begin)
{
    const unsigned to = begin + line->stops->columns[MIN(line->tabs, line->stops->n - 1)];

    if (line->fresh && (line->out->len == 0 || line->out->str[line->out->len - 1] == '\n'))
        put_blanks(line->out, line->column);
    if (to > line->column + 1) {
        put_blanks(line->out, to - 1 - line->column);
        line->column = to - 1;
    }
    line->fresh = false;
    line->tabs++;
    if (line->stops->hang && line->tabs == line->stops->n)
        line->rest = to;
}

/* "Til stede:<tab>N N, N N": the names stand in a column of their own. */
static void
put_tab(Line *line, bool first, unsigned begin)
{
    const bool named = line->out->len > 0 && line->out->str[line->out->len - 1] == ':';
    const unsigned stop = first && named ? NAME_STOP : TAB_STOP;
    const unsigned at = line->column - MIN(begin, line->column);
    const unsigned to = begin + (at + 1) / stop * stop + stop;

    if (line->fresh || (line->width > 0 && to + 8 > line->width))
        return;
    put_blanks(line->out, to - 1 - line->column);
    line->column = to - 1;
    if (first && (line->width == 0 || to * 2 <= line->width))
        line->rest = to;
}

static void
fill_line(Line *line, const char *words, const char *end)
{
    const unsigned begin = line->column;
    bool first = true;

    while (words < end) {
        if (*words == ' ') {
            words++;
        } else if (*words == '\t' && line->stops->n > 0) {
            put_stop(line, begin);
            words++;
        } else if (*words == '\t') {
            put_tab(line, first, begin);
            first = false;
            words++;
        } else {
            const size_t length = strcspn(words, " \t\n");
            fill_word(line, words, length);
            words += length;
        }
    }
}

void
text_fill(GString *out, const char *words, unsigned width, unsigned first, unsigned rest,
          const TextStops *stops)
{
    const char *start = words;
    Line line = {
        .out = out, .width = width, .rest = rest, .column = first, .fresh = true, .stops = stops};

    for (;;) {
        const char *end = strchrnul(words, '\n');
        line.rest = rest;
        line.tabs = 0;
        /* behind a line break a tab counts from the margin, not from the column before it */
        if (words != start && *words == '\t' && stops->n > 0)
            line.column = rest;
        fill_line(&line, words, end);
        end_line(&line);
        if (*end == '\0')
            return;
        words = end + 1;
    }
}
