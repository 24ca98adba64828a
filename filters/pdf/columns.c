/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/columns.h"
#include "pdf/layout.h"

/*
 * Columns of text: a stretch of rows with a gutter that none of them crosses, and on both sides of
 * it lines that fill their side. What is set in columns with tabs does not: its lines are short.
 */

enum { LEAST_ROWS = 5, MOST_ROWS = 2000, MOST_GUTTERS = 32 };
static const float LEAST_GUTTER = 9.0F; /* points */
static const float FULL = 0.6F;         /* of the side's width */

typedef struct {
    float x0, x1;
} Gap;

typedef struct {
    Gap gaps[MOST_GUTTERS];
    guint n;
} Gaps;

static void
gaps_of_row(const GPtrArray *row, float left, float right, Gaps *out)
{
    float at = left;

    out->n = 0;
    for (guint i = 0; i <= row->len && out->n < MOST_GUTTERS; i++) {
        const PdfSegment *segment = i < row->len ? g_ptr_array_index(row, i) : NULL;
        const float end = segment != NULL ? segment->x0 : right;
        if (end - at >= LEAST_GUTTER)
            out->gaps[out->n++] = (Gap){at, end};
        at = segment != NULL ? MAX(at, segment->x1) : at;
    }
}

static void
intersect(const Gaps *a, const Gaps *b, Gaps *out)
{
    guint i = 0;
    guint k = 0;

    out->n = 0;
    while (i < a->n && k < b->n && out->n < MOST_GUTTERS) {
        const float x0 = MAX(a->gaps[i].x0, b->gaps[k].x0);
        const float x1 = MIN(a->gaps[i].x1, b->gaps[k].x1);
        if (x1 - x0 >= LEAST_GUTTER)
            out->gaps[out->n++] = (Gap){x0, x1};
        if (a->gaps[i].x1 < b->gaps[k].x1)
            i++;
        else
            k++;
    }
}

/* ---- sides ---- */

typedef struct {
    float x0, x1, top, bottom, filled;
    guint rows;
    guint glyphs; /* letters */
} Side;

/* How the lines of one side of @x stand. Rows without anything there do not count. */
static void
measure_side(GPtrArray *rows, guint from, guint to, float x, bool right, Side *side)
{
    *side = (Side){.x0 = 1e9F, .x1 = -1e9F, .top = 1e9F, .bottom = -1e9F};
    for (int pass = 0; pass < 2; pass++) {
        for (guint r = from; r < to; r++) {
            const GPtrArray *row = g_ptr_array_index(rows, r);
            float x0 = 1e9F;
            float x1 = -1e9F;
            for (guint i = 0; i < row->len; i++) {
                const PdfSegment *segment = g_ptr_array_index(row, i);
                if ((segment->x0 >= x) != right)
                    continue;
                side->glyphs += pass == 0 ? segment->n : 0;
                x0 = MIN(x0, segment->x0);
                x1 = MAX(x1, segment->x1);
                side->top = MIN(side->top, segment->base);
                side->bottom = MAX(side->bottom, segment->base);
            }
            if (x1 < x0)
                continue;
            if (pass == 0) {
                side->rows++;
                side->x0 = MIN(side->x0, x0);
                side->x1 = MAX(side->x1, x1);
            } else if (x1 - x0 > (side->x1 - side->x0) * 0.75F) {
                side->filled += 1;
            }
        }
    }
    side->filled = side->rows > 0 ? side->filled / (float)side->rows : 0;
}

/* The share of rows that have something on both sides of @x, on one base line. */
static float
shared_rows(GPtrArray *rows, guint from, guint to, float x)
{
    guint both = 0;
    guint counted = 0;

    for (guint r = from; r < to; r++) {
        const GPtrArray *row = g_ptr_array_index(rows, r);
        bool left = false;
        bool right = false;
        for (guint i = 0; i < row->len; i++) {
            const PdfSegment *segment = g_ptr_array_index(row, i);
            left = left || segment->x0 < x;
            right = right || segment->x0 >= x;
        }
        both += left && right ? 1 : 0;
        counted++;
    }
    return counted > 0 ? (float)both / (float)counted : 0;
}

/* Whether a line is drawn in the gutter along most of the stretch. */
static bool
has_rule(const PdfLayout *layout, const Gap *gutter, float top, float bottom)
{
    for (guint i = 0; i < layout->verticals->len; i++) {
        const PdfRule *rule = &g_array_index(layout->verticals, PdfRule, i);
        const float shared = MIN(rule->y1, bottom) - MAX(rule->y0, top);
        if (rule->x0 > gutter->x0 - 4 && rule->x0 < gutter->x1 + 4 &&
            shared > (bottom - top) * 0.7F)
            return true;
    }
    return false;
}

/* Many lines, long ones in the mean, however ragged: items that hang, short last lines. */
static bool
is_running_text(const Side *side)
{
    enum { MANY_ROWS = 12, LETTERS = 16 };

    return side->rows >= MANY_ROWS && side->glyphs >= side->rows * LETTERS;
}

static bool
are_columns(const PdfLayout *layout, GPtrArray *rows, guint from, guint to, const Gap *gutter)
{
    const float x = (gutter->x0 + gutter->x1) / 2;
    Side left;
    Side right;
    enum { TALL = 60 /* points */ };

    measure_side(rows, from, to, x, false, &left);
    measure_side(rows, from, to, x, true, &right);
    /* bullets and numbers in the margin are no column */
    if (left.rows < LEAST_ROWS || right.rows < LEAST_ROWS || left.glyphs < left.rows * 6 ||
        right.glyphs < right.rows * 6)
        return false;
    const float all = MAX(left.x1, right.x1) - left.x0;
    const float least = MIN(left.x1 - left.x0, right.x1 - right.x0);
    const float top = MIN(left.top, right.top);
    const float bottom = MAX(left.bottom, right.bottom);
    const float common = MIN(left.bottom, right.bottom) - MAX(left.top, right.top);
    const float height = MIN(left.bottom - left.top, right.bottom - right.top);
    if (common < height * 0.5F || bottom - top < TALL)
        return false;
    if (least > all * 0.22F && left.filled > FULL && right.filled > FULL)
        return true;
    if (is_running_text(&left) && is_running_text(&right) && least > all * 0.35F &&
        shared_rows(rows, from, to, x) < 0.8F)
        return true;
    /* two panels: each with base lines of its own, or with a line between them */
    if (least < all * 0.12F)
        return false;
    return has_rule(layout, gutter, top, bottom) ||
           (shared_rows(rows, from, to, x) < 0.3F && least > all * 0.18F);
}

static bool
is_inside(const Gap *gap, float left, float right)
{
    enum { MARGIN = 30, WIDE = 60 /* points */ };

    return gap->x0 > left + MARGIN && (gap->x1 < right - MARGIN || gap->x1 - gap->x0 > WIDE);
}

/* The longest stretch of rows from @from on that has a gutter. Returns: where it ends. */
static guint
stretch(GPtrArray *rows, guint from, float left, float right, Gap *gutter)
{
    Gaps open;
    guint to = from;

    *gutter = (Gap){0, 0};
    gaps_of_row(g_ptr_array_index(rows, from), left, right, &open);
    while (to < rows->len && to - from < MOST_ROWS) {
        Gaps next;
        Gaps both;
        gaps_of_row(g_ptr_array_index(rows, to), left, right, &next);
        intersect(&open, &next, &both);
        /* the edges of the page are no gutters */
        guint kept = 0;
        for (guint i = 0; i < both.n; i++)
            if (is_inside(&both.gaps[i], left, right))
                both.gaps[kept++] = both.gaps[i];
        both.n = kept;
        if (both.n == 0)
            break;
        open = both;
        to++;
    }
    float widest = 0;
    for (guint i = 0; to > from && i < open.n; i++) {
        if (open.gaps[i].x1 - open.gaps[i].x0 > widest) {
            widest = open.gaps[i].x1 - open.gaps[i].x0;
            *gutter = open.gaps[i];
        }
    }
    return to;
}

static void
add_band(GPtrArray *bands, GPtrArray *rows, guint from, guint to, float x, int side)
{
    GPtrArray *band = g_ptr_array_new();

    for (guint r = from; r < to; r++) {
        const GPtrArray *row = g_ptr_array_index(rows, r);
        for (guint i = 0; i < row->len; i++) {
            PdfSegment *segment = g_ptr_array_index(row, i);
            if (side != 0 && (segment->x0 >= x) != (side > 0))
                continue;
            segment->column = segment->column || side != 0;
            g_ptr_array_add(band, segment);
        }
    }
    if (band->len > 0)
        g_ptr_array_add(bands, band);
    else
        g_ptr_array_unref(band);
}

static bool
has_both_sides(const GPtrArray *row, float x)
{
    const PdfSegment *first = g_ptr_array_index(row, 0);
    const PdfSegment *last = g_ptr_array_index(row, row->len - 1);

    return first->x0 < x && last->x0 >= x;
}

/* Panels that begin on one line, far below what stands above on either side, are read as a pair:
 * what is at the left is about what is at the right. What stands far below larger letters is headed
 * by them. Returns: the row where the next pair begins. */
static guint
end_of_panel(GPtrArray *rows, guint from, guint end, float x)
{
    for (guint r = from + 1; r < end; r++) {
        const PdfSegment *above = g_ptr_array_index((GPtrArray *)g_ptr_array_index(rows, r - 1), 0);
        const GPtrArray *row = g_ptr_array_index(rows, r);
        const PdfSegment *head = g_ptr_array_index(row, 0);
        if (head->base - above->base > head->size * 2.2F && head->size > above->size * 0.9F &&
            has_both_sides(row, x))
            return r;
    }
    return end;
}

/* NOLINTNEXTLINE(misc-no-recursion): each side is narrower than the whole, and there are few */
static void
cut(const PdfLayout *layout, GPtrArray *segments, GPtrArray *bands, unsigned depth)
{
    enum { DEEPEST = 4 };
    g_autoptr(GPtrArray) rows = pdf_make_rows(segments);
    float left = 1e9F;
    float right = -1e9F;
    guint start = 0;

    for (guint i = 0; i < segments->len; i++) {
        const PdfSegment *segment = g_ptr_array_index(segments, i);
        left = MIN(left, segment->x0);
        right = MAX(right, segment->x1);
    }
    for (guint r = 0; depth < DEEPEST && r + LEAST_ROWS <= rows->len; r++) {
        Gap gutter;
        const guint end = stretch(rows, r, left, right, &gutter);
        if (end - r < LEAST_ROWS || !are_columns(layout, rows, r, end, &gutter))
            continue;
        g_autoptr(GPtrArray) sides =
            g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
        if (r > start)
            add_band(bands, rows, start, r, 0, 0);
        const float x = (gutter.x0 + gutter.x1) / 2;
        guint at = r;
        while (at < end) {
            const guint to = end_of_panel(rows, at, end, x);
            add_band(sides, rows, at, to, x, -1);
            add_band(sides, rows, at, to, x, 1);
            at = to;
        }
        for (guint i = 0; i < sides->len; i++)
            cut(layout, g_ptr_array_index(sides, i), bands, depth + 1);
        start = end;
        r = end - 1;
    }
    if (start < rows->len)
        add_band(bands, rows, start, rows->len, 0, 0);
}

GPtrArray *
pdf_find_columns(const PdfLayout *layout, GPtrArray *segments)
{
    GPtrArray *bands = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

    if (segments->len > 0)
        cut(layout, segments, bands, 0);
    return bands;
}
