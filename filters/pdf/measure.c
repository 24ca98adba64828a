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

static float
usual_size(const PdfStory *story)
{
    g_autofree guint64 *sizes = g_new0(guint64, SIZES);

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE)
            count_size(sizes, item->line);
        g_autoptr(GPtrArray) lines = pdf_table_lines(item->table);
        for (guint k = 0; k < lines->len; k++)
            count_size(sizes, g_ptr_array_index(lines, k));
    }
    const guint best = most_of(sizes, SIZES);
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

/* How well @right explains the lines: what goes on in lower case is below a full line, what begins
 * anew without an end before it is below one that is not. */
static int
judge_margin(const PdfStory *story, float right)
{
    int score = 0;

    for (guint i = 1; i < story->items->len; i++) {
        const PdfItem *a = &g_array_index(story->items, PdfItem, i - 1);
        const PdfItem *b = &g_array_index(story->items, PdfItem, i);
        if (a->kind != PDF_ITEM_LINE || b->kind != PDF_ITEM_LINE || a->page != b->page ||
            a->region != b->region || a->x0 > story->left + 100 || a->line->length == 0)
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
best_margin(const PdfStory *story, const float *guesses, size_t n)
{
    float best = guesses[0];
    int most = G_MININT;

    for (size_t i = 0; i < n; i++) {
        const int score = judge_margin(story, guesses[i]);
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

static void
usual_margins(PdfStory *story)
{
    g_autofree guint64 *edges = g_new0(guint64, EDGES);
    g_autofree guint64 *ends = g_new0(guint64, EDGES);
    float width = 0;

    for (guint i = 0; i < story->sheets->len; i++)
        width = MAX(width, g_array_index(story->sheets, PdfSheet, i).width);
    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE && item->x0 > 0)
            edges[(guint)CLAMP(item->x0 / 2 + 0.5F, 0, EDGES - 1)] += item->line->length;
    }
    story->left = (float)most_of(edges, EDGES) * 2;
    float far = 0;
    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_LINE && item->x0 < story->left + 60)
            ends[(guint)CLAMP(item->x1 / 2, 0, EDGES - 1)]++;
    }
    guint64 seen = 0;
    guint64 all = 0;
    for (guint i = 0; i < EDGES; i++)
        all += ends[i];
    for (guint i = EDGES; i > 0 && far == 0; i--) {
        seen += ends[i - 1];
        if (seen * 100 >= all && seen > 0)
            far = (float)i * 2;
    }
    const float peak = usual_end(ends, width * 0.6F);
    const float guesses[] = {MAX(far, width - story->left), width - story->left, far,
                             peak > 0 ? peak : far};
    story->right = best_margin(story, guesses, G_N_ELEMENTS(guesses));
    if (story->right <= story->left)
        story->right = story->left + 100;
}

void
pdf_story_measure(PdfStory *story)
{
    story->body_size = usual_size(story);
    usual_margins(story);
    story->pitch = usual_pitch(story);
}

/* A column's own lines tell its edges; the only column of a page has those of the document. */
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
    const float width = story->right - story->left;
    const bool narrow =
        frame.right < story->left + width * 0.6F || frame.left > story->left + width * 0.4F;
    if (!narrow || end - from < 5 || item->line == NULL || !item->line->column) {
        frame.left = story->left;
        frame.right = story->right;
    }
    return frame;
}
