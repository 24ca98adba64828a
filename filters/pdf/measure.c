/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/story.h"

/* What is usual in a document: the size of its letters, the distance of its lines, its margins. */

enum { SIZES = 400, EDGES = 2000, PITCHES = 60 };

static guint
most_of(const guint64 *counts, guint n)
{
    guint best = 0;

    for (guint i = 1; i < n; i++)
        if (counts[i] > counts[best])
            best = i;
    return best;
}

static void
count_size(guint64 *sizes, const PdfLine *line)
{
    sizes[(guint)CLAMP(line->size * 2 + 0.5F, 0, SIZES - 1)] += line->length;
}

/* The size that most letters have, or a larger one that is no exception either: an annex in small
 * print may be longer than the minutes. */
static guint
main_size(const guint64 *sizes)
{
    enum { NO_EXCEPTION = 6 }; /* one letter in so many */
    const guint best = most_of(sizes, SIZES);
    guint64 all = 0;

    for (guint i = 0; i < SIZES; i++)
        all += sizes[i];
    for (guint i = SIZES - 1; i > best; i--)
        if (sizes[i] * NO_EXCEPTION >= all)
            return i;
    return best;
}

static float
usual_size(const PdfStory *story)
{
    g_autofree guint64 *sizes = g_new0(guint64, SIZES);

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE)
            count_size(sizes, item->line);
        if (item->table == NULL)
            continue;
        g_autoptr(GPtrArray) lines = pdf_table_lines(item->table);
        for (guint k = 0; k < lines->len; k++)
            count_size(sizes, g_ptr_array_index(lines, k));
    }
    const guint best = main_size(sizes);
    return best > 0 ? (float)best / 2 : 11.0F;
}

/* Lines that run on in lower case say what is usual; others may begin a paragraph. */
static void
count_pitch(guint64 *counts, const PdfLine *a, const PdfLine *b)
{
    const float ratio = (b->base - a->base) / MAX(b->size, 1.0F);

    if (a->page != b->page || fabsf(a->size - b->size) > 0.6F || ratio < 0.8F || ratio > 2.6F)
        return;
    counts[(guint)(ratio * 20 + 0.5F)] += g_unichar_islower(g_utf8_get_char(b->text)) ? 5 : 1;
}

static float
usual_pitch(const PdfStory *story)
{
    guint64 counts[PITCHES] = {0};

    for (guint i = 1; i < story->items->len; i++) {
        const PdfItem *a = &g_array_index(story->items, PdfItem, i - 1);
        const PdfItem *b = &g_array_index(story->items, PdfItem, i);
        if (a->kind == PDF_ITEM_LINE && b->kind == PDF_ITEM_LINE && a->region == b->region)
            count_pitch(counts, a->line, b->line);
        for (guint c = 0; b->table != NULL && c < b->table->cells->len; c++) {
            const GPtrArray *lines = g_array_index(b->table->cells, PdfTableCell, c).lines;
            for (guint k = 1; k < lines->len; k++)
                count_pitch(counts, g_ptr_array_index(lines, k - 1), g_ptr_array_index(lines, k));
        }
    }
    const guint best = most_of(counts, PITCHES);
    return best > 0 ? (float)best / 20 : 1.2F;
}

static PdfSheet *
sheet_of(const PdfStory *story, const PdfItem *item)
{
    return &g_array_index(story->sheets, PdfSheet, item->page - 1);
}

static guint8
format_of(const PdfStory *story, const PdfItem *item)
{
    return sheet_of(story, item)->format;
}

/* How well @right explains the lines: what goes on in lower case is below a full line, what begins
 * anew without an end before it is below one that is not. */
static int
judge_margin(const PdfStory *story, guint8 format, float left, float right)
{
    int score = 0;

    for (guint i = 1; i < story->items->len; i++) {
        const PdfItem *a = &g_array_index(story->items, PdfItem, i - 1);
        const PdfItem *b = &g_array_index(story->items, PdfItem, i);
        if (a->kind != PDF_ITEM_LINE || b->kind != PDF_ITEM_LINE || a->page != b->page ||
            a->region != b->region || a->x0 > left + 100 || a->line->length == 0 ||
            format_of(story, a) != format)
            continue;
        const bool full = a->x1 + b->line->first_word + b->line->size * 0.22F > right - 1;
        const gunichar c = g_utf8_get_char(b->line->text);
        const char last = a->line->text[a->line->length - 1];
        if (g_unichar_islower(c))
            score += full ? 1 : -2;
        else if (g_unichar_isupper(c) && g_ascii_isalpha(last))
            score += full ? -1 : 0;
    }
    return score;
}

/* Of three guesses the one that explains the lines best: the farthest that lines reach, the place
 * where most of them end, and a margin as wide as the left one. */
static float
best_margin(const PdfStory *story, guint8 format, float left, const float *guesses, size_t n)
{
    float best = guesses[0];
    int most = G_MININT;

    for (size_t i = 0; i < n; i++) {
        const int score = judge_margin(story, format, left, guesses[i]);
        if (score > most || (score == most && guesses[i] > best)) {
            most = score;
            best = guesses[i];
        }
    }
    return best;
}

static float
usual_end(const guint64 *ends, float least)
{
    guint best = 0;

    for (guint i = (guint)(least / 2); i + 1 < EDGES; i++)
        if (ends[i] + ends[i + 1] > ends[best] + ends[best + 1])
            best = i;
    guint64 all = 0;
    for (guint i = (guint)(least / 2); i < EDGES; i++)
        all += ends[i];
    /* ragged lines end anywhere */
    if (best == 0 || (ends[best] + ends[best + 1]) * 3 < all || all < 6)
        return 0;
    return (float)(best + 2) * 2;
}

/* Where nearly all lines of a format end; @ends gets where each does. */
static float
farthest_end(const PdfStory *story, guint8 format, float left, guint64 *ends)
{
    guint64 seen = 0;
    guint64 all = 0;

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE && item->x0 < left + 60 && format_of(story, item) == format)
            ends[(guint)CLAMP(item->x1 / 2, 0, EDGES - 1)]++;
    }
    for (guint i = 0; i < EDGES; i++)
        all += ends[i];
    for (guint i = EDGES; i > 0; i--) {
        seen += ends[i - 1];
        if (seen * 100 >= all && seen > 0)
            return (float)i * 2;
    }
    return 0;
}

/* The margins of all pages of one format. */
static void
usual_margins(PdfStory *story, guint8 format)
{
    g_autofree guint64 *edges = g_new0(guint64, EDGES);
    g_autofree guint64 *ends = g_new0(guint64, EDGES);
    float width = 0;

    for (guint i = 0; i < story->sheets->len; i++) {
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, i);
        if (sheet->format == format)
            width = MAX(width, sheet->width);
    }
    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE && item->x0 > 0 && format_of(story, item) == format)
            edges[(guint)CLAMP(item->x0 / 2 + 0.5F, 0, EDGES - 1)] += item->line->length;
    }
    const float left = (float)most_of(edges, EDGES) * 2;
    const float far = farthest_end(story, format, left, ends);
    const float peak = usual_end(ends, width * 0.6F);
    const float guesses[] = {MAX(far, width - left), width - left, far, peak > 0 ? peak : far};
    float right = best_margin(story, format, left, guesses, G_N_ELEMENTS(guesses));
    if (right <= left)
        right = left + 100;
    for (guint i = 0; i < story->sheets->len; i++) {
        PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, i);
        if (sheet->format != format)
            continue;
        sheet->left = left;
        sheet->right = right;
    }
}

/* Pages of about the same width are of one format: minutes on A4 with accounts on A3 behind them.
 * Returns: how many there are. */
static guint8
sort_formats(PdfStory *story)
{
    enum { MOST_FORMATS = 8 };
    static const float SAME_WIDTH = 12.0F; /* points: A4 and Letter are different */
    float widths[MOST_FORMATS];
    guint8 n = 0;

    for (guint i = 0; i < story->sheets->len; i++) {
        PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, i);
        guint8 format = 0;
        while (format < n && fabsf(widths[format] - sheet->width) > SAME_WIDTH)
            format++;
        if (format == n && n < MOST_FORMATS)
            widths[n++] = sheet->width;
        sheet->format = MIN(format, MOST_FORMATS - 1);
    }
    return n;
}

void
pdf_story_measure(PdfStory *story)
{
    story->body_size = usual_size(story);
    const guint8 formats = sort_formats(story);
    for (guint8 format = 0; format < formats; format++)
        usual_margins(story, format);
    story->pitch = usual_pitch(story);
}

PdfFrame
pdf_page_frame(const PdfStory *story, uint32_t page)
{
    PdfFrame frame = {.left = 72, .right = 523};

    if (page >= 1 && page <= story->sheets->len) {
        const PdfSheet *sheet = &g_array_index(story->sheets, PdfSheet, page - 1);
        frame.left = sheet->left;
        frame.right = sheet->right;
    }
    return frame;
}

/* A column's own lines tell its edges; the only column of a page has those of the page's format. */
PdfFrame
pdf_frame_of(const PdfStory *story, guint index)
{
    const PdfItem *item = &g_array_index(story->items, PdfItem, index);
    PdfFrame frame = {.left = 1e9F, .right = -1e9F};
    guint from = index;
    guint end = index;

    while (from > 0 && g_array_index(story->items, PdfItem, from - 1).page == item->page &&
           g_array_index(story->items, PdfItem, from - 1).region == item->region)
        from--;
    for (; end < story->items->len; end++) {
        const PdfItem *other = &g_array_index(story->items, PdfItem, end);
        if (other->page != item->page || other->region != item->region)
            break;
        if (other->kind != PDF_ITEM_LINE || (story->heads != NULL && story->heads[end] != 0))
            continue;
        frame.left = MIN(frame.left, other->x0);
        frame.right = MAX(frame.right, other->x1);
    }
    const PdfFrame whole = pdf_page_frame(story, item->page);
    const float width = whole.right - whole.left;
    const bool narrow =
        frame.right < whole.left + width * 0.6F || frame.left > whole.left + width * 0.4F;
    const bool column = narrow && end - from >= 5 && item->line != NULL && item->line->column;
    return column ? frame : whole;
}
