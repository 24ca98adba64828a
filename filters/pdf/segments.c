/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/layout.h"

/*
 * Glyphs to segments. Where a glyph stands decides, not the order of the text: that joins the
 * cells of a table. The order is used for what stands still: blanks, right-to-left, vertical text.
 */

static const float WIDE_GAP = 1.25F; /* of the letters' size: begins a segment of its own */

static float
size_of(const PdfPage *page, const PdfGlyph *glyph)
{
    const float size = page->runs[glyph->run].size;

    return size > 0.5F ? size : MAX((glyph->y1 - glyph->y0) * 0.75F, 0.5F);
}

/* ---- what is seen ---- */

static bool
covers_page(const PdfPage *page, const PdfArea *area)
{
    return (area->x1 - area->x0) * (area->y1 - area->y0) > 0.6F * page->width * page->height;
}

/* Text that is not painted, over a picture of the page, was recognised by a program. */
static bool
is_recognised(const PdfPage *page)
{
    uint32_t unpainted = 0;
    bool covered = false;

    for (uint32_t i = 0; i < page->n_areas && !covered; i++)
        covered = covers_page(page, &page->areas[i]);
    for (uint32_t i = 0; i < page->n_glyphs; i++)
        unpainted += (page->glyphs[i].flags & (RFT_PDF_GLYPH_UNDRAWN | RFT_PDF_GLYPH_NO_FONT)) != 0;
    return covered && unpainted * 2 > page->n_glyphs;
}

static bool
is_seen(const PdfLayout *layout, const PdfGlyph *glyph)
{
    if (layout->ocr)
        return true;
    return (glyph->flags & (RFT_PDF_GLYPH_UNDRAWN | RFT_PDF_GLYPH_CLIPPED)) == 0;
}

/* ---- text that runs up or down ---- */

static void
find_vertical(const PdfPage *page, guint8 *vertical)
{
    enum { LEAST_LETTERS = 5 };

    for (uint32_t i = 0; i + 1 < page->n_glyphs; i++) {
        const PdfGlyph *a = &page->glyphs[i];
        const PdfGlyph *b = &page->glyphs[i + 1];
        const float size = size_of(page, a);
        const float dx = fabsf((a->x0 + a->x1) - (b->x0 + b->x1)) / 2;
        const float dy = fabsf((a->y0 + a->y1) - (b->y0 + b->y1)) / 2;
        const bool next = (b->flags & RFT_PDF_GLYPH_NEWLINE) == 0 && b->order == a->order + 1;
        if (next && dx < size * 0.25F && dy > size * 0.25F && dy < size * 2)
            vertical[i] = vertical[i + 1] = 1;
    }
    /* two figures of a fraction or a matrix are no text that runs down */
    for (uint32_t i = 0, first = 0; i <= page->n_glyphs; i++) {
        if (i < page->n_glyphs && vertical[i])
            continue;
        if (i - first < LEAST_LETTERS)
            memset(vertical + first, 0, i - first);
        first = i + 1;
    }
}

static void
take_stamps(PdfLayout *layout, const guint8 *vertical)
{
    const PdfPage *page = layout->page;
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = 0; i < page->n_glyphs; i++) {
        const PdfGlyph *glyph = &page->glyphs[i];
        const bool starts = !vertical[i] || (glyph->flags & RFT_PDF_GLYPH_NEWLINE) != 0;
        if (starts && text->len > 0) {
            if (text->len > 2)
                g_ptr_array_add(layout->stamps, g_strdup(text->str));
            g_string_truncate(text, 0);
        }
        if (!vertical[i] || !is_seen(layout, glyph))
            continue;
        if ((glyph->flags & RFT_PDF_GLYPH_SPACE) != 0 && text->len > 0)
            g_string_append_c(text, ' ');
        g_string_append_unichar(text, glyph->letter);
    }
    if (text->len > 2)
        g_ptr_array_add(layout->stamps, g_strdup(text->str));
}

/* ---- base lines ---- */

/* Glyphs of one base line that follow one another in the text. */
typedef struct {
    float base;
    guint first, n; /* in what is sorted */
} BaseRun;

static int
by_base(gconstpointer a, gconstpointer b)
{
    const BaseRun *p = a;
    const BaseRun *q = b;

    if (p->base != q->base)
        return p->base < q->base ? -1 : 1;
    return p->first < q->first ? -1 : p->first > q->first;
}

/* By base line, and in the order of the text: it comes line by line, so there is little to sort. */
static void
sort_by_base(PdfLayout *layout)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(BaseRun));
    guint *sorted = g_new0(guint, layout->n_order + 1);
    guint at = 0;

    for (guint i = 0; i < layout->n_order; i++) {
        const float base = layout->glyphs[layout->order[i]].base;
        BaseRun *last = runs->len > 0 ? &g_array_index(runs, BaseRun, runs->len - 1) : NULL;
        if (last != NULL && last->base == base) {
            last->n++;
            continue;
        }
        const BaseRun run = {base, i, 1};
        g_array_append_val(runs, run);
    }
    g_array_sort(runs, by_base);
    for (guint i = 0; i < runs->len; i++) {
        const BaseRun *run = &g_array_index(runs, BaseRun, i);
        memcpy(sorted + at, layout->order + run->first, run->n * sizeof(guint));
        at += run->n;
    }
    g_free(layout->order);
    layout->order = sorted;
}

static int
by_x(gconstpointer a, gconstpointer b, gpointer user_data)
{
    const PdfGlyph *glyphs = user_data;
    const PdfGlyph *p = &glyphs[*(const guint *)a];
    const PdfGlyph *q = &glyphs[*(const guint *)b];
    const float x = p->x0 + p->x1;
    const float y = q->x0 + q->x1;

    if (x != y)
        return x < y ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

/* Where a drawn line stands between two glyphs, they are in two cells. */
static bool
is_parted(const PdfLayout *layout, const PdfGlyph *a, const PdfGlyph *b)
{
    const float from = a->x1 - 1.0F;
    const float to = b->x0 + 1.0F;
    guint low = 0;
    guint high = layout->verticals->len;

    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(layout->verticals, PdfRule, middle).x0 < from)
            low = middle + 1;
        else
            high = middle;
    }
    for (guint i = low; i < layout->verticals->len; i++) {
        const PdfRule *rule = &g_array_index(layout->verticals, PdfRule, i);
        if (rule->x0 > to)
            return false;
        if (rule->y0 < a->base - 2 && rule->y1 > a->base - 2)
            return true;
    }
    return false;
}

static void
measure(PdfSegment *segment, const PdfLayout *layout)
{
    float size = 0;
    uint32_t order = G_MAXUINT32;

    segment->x0 = segment->top = 1e9F;
    segment->x1 = segment->bottom = -1e9F;
    for (guint i = segment->first; i < segment->first + segment->n; i++) {
        const PdfGlyph *glyph = &layout->glyphs[layout->order[i]];
        segment->x0 = MIN(segment->x0, glyph->x0);
        segment->x1 = MAX(segment->x1, glyph->x1);
        segment->top = MIN(segment->top, glyph->y0);
        segment->bottom = MAX(segment->bottom, glyph->y1);
        order = MIN(order, glyph->order);
        const float own = size_of(layout->page, glyph);
        if (own > size) {
            size = own;
            segment->base = glyph->base;
        }
    }
    segment->size = size;
    segment->order = order;
}

static void
add_segment(PdfLayout *layout, guint first, guint end)
{
    PdfSegment segment = {.first = first, .n = end - first};

    if (end == first)
        return;
    measure(&segment, layout);
    g_array_append_val(layout->segments, segment);
}

/* The glyphs of one base line, sorted from left to right, to segments. */
static void
cut_line(PdfLayout *layout, guint first, guint end)
{
    guint start = first;
    bool sorted = true;

    for (guint i = first + 1; i < end && sorted; i++)
        sorted = by_x(&layout->order[i - 1], &layout->order[i], layout->glyphs) <= 0;
    if (!sorted)
        g_qsort_with_data(layout->order + first, (gint)(end - first), sizeof(guint), by_x,
                          layout->glyphs);
    for (guint i = first + 1; i < end; i++) {
        const PdfGlyph *a = &layout->glyphs[layout->order[i - 1]];
        const PdfGlyph *b = &layout->glyphs[layout->order[i]];
        const float size = MAX(size_of(layout->page, a), size_of(layout->page, b));
        const float gap = b->x0 - a->x1;
        if (gap > size * WIDE_GAP || (gap > 0 && is_parted(layout, a, b))) {
            add_segment(layout, start, i);
            start = i;
        }
    }
    add_segment(layout, start, end);
}

static void
cut_base_lines(PdfLayout *layout)
{
    guint first = 0;

    sort_by_base(layout);
    for (guint i = 1; i <= layout->n_order; i++) {
        if (i < layout->n_order) {
            const PdfGlyph *head = &layout->glyphs[layout->order[first]];
            const PdfGlyph *last = &layout->glyphs[layout->order[i - 1]];
            const PdfGlyph *glyph = &layout->glyphs[layout->order[i]];
            const float size = size_of(layout->page, last);
            const float loose = layout->ocr ? 0.25F : 0.11F;
            if (glyph->base - last->base < size * loose &&
                glyph->base - head->base < size * (layout->ocr ? 0.4F : 0.25F))
                continue;
        }
        cut_line(layout, first, i);
        first = i;
    }
}

/* ---- what is set higher or lower ---- */

static int
by_place(gconstpointer a, gconstpointer b)
{
    const PdfSegment *p = a;
    const PdfSegment *q = b;

    if (p->base != q->base)
        return p->base < q->base ? -1 : 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

/* How well @small fits beside or into @host as its superscript or subscript; 1e9 = not at all. */
static float
misfit(const PdfSegment *small, const PdfSegment *host)
{
    const float rise = host->base - small->base;
    const float size = host->size;

    /* the mark of a note stands before its text */
    const bool before = rise > 0 && small->x1 < host->x0 + size * 0.2F &&
                        small->x1 > host->x0 - size * 0.6F && small->size < size * 0.75F;
    if (small->size > size * 0.88F || fabsf(rise) < size * 0.04F || rise > size * 0.75F ||
        rise < -size * 0.4F || (!before && small->x0 < host->x0 - size * 0.3F) ||
        small->x0 > host->x1 + size * 0.45F)
        return 1e9F;
    return fabsf(rise) + (small->x0 > host->x1 ? small->x0 - host->x1 : 0);
}

/* Small things are looked for near by: in the order of base lines nothing else comes between. */
static guint
find_host(const PdfSegment *segments, guint n, guint i)
{
    enum { MOST_LOOKS = 200, FAR = 24 /* points */ };
    float least = 1e8F;
    guint host = i;

    for (int way = -1; way <= 1; way += 2) {
        for (guint k = 1; k < MOST_LOOKS; k++) {
            const gint64 j = (gint64)i + way * (gint64)k;
            if (j < 0 || j >= n || fabsf(segments[j].base - segments[i].base) > FAR)
                break;
            const float fit = misfit(&segments[i], &segments[j]);
            if (fit < least) {
                least = fit;
                host = (guint)j;
            }
        }
    }
    return host;
}

/* Lays the order out anew: each segment with what has joined it, from left to right. */
static void
regroup(PdfLayout *layout, const guint *hosts)
{
    const guint n = layout->segments->len;
    const PdfSegment *old = (const PdfSegment *)(gpointer)layout->segments->data;
    GArray *segments = g_array_sized_new(FALSE, FALSE, sizeof(PdfSegment), n);
    guint *order = g_new(guint, layout->n_order + 1);
    g_autofree guint *at = g_new0(guint, n + 1);

    for (guint i = 0; i < n; i++)
        at[hosts[i]] += old[i].n;
    guint sum = 0;
    for (guint i = 0; i < n; i++) {
        const guint size = at[i];
        PdfSegment segment = old[i];
        segment.first = at[i] = sum;
        segment.n = size;
        sum += size;
        if (size > 0)
            g_array_append_val(segments, segment);
    }
    for (guint i = 0; i < n; i++) {
        memcpy(order + at[hosts[i]], layout->order + old[i].first, old[i].n * sizeof(guint));
        at[hosts[i]] += old[i].n;
    }
    g_free(layout->order);
    layout->order = order;
    for (guint i = 0; i < segments->len; i++) {
        PdfSegment *segment = &g_array_index(segments, PdfSegment, i);
        const PdfSegment before = *segment;
        g_qsort_with_data(order + segment->first, (gint)segment->n, sizeof(guint), by_x,
                          layout->glyphs);
        measure(segment, layout);
        segment->base = before.base;
        segment->size = before.size;
    }
    g_array_unref(layout->segments);
    layout->segments = segments;
}

/* Small segments above or below a base line join the segment they belong to. */
static void
join_scripts(PdfLayout *layout)
{
    const guint n = layout->segments->len;
    const PdfSegment *segments = (const PdfSegment *)(gpointer)layout->segments->data;
    g_autofree guint *hosts = g_new0(guint, n + 1);
    bool any = false;

    g_array_sort(layout->segments, by_place);
    for (guint i = 0; i < n; i++)
        hosts[i] = find_host(segments, n, i);
    for (guint i = 0; i < n; i++) {
        const guint host = hosts[i];
        if (host == i)
            continue;
        /* what joins something small that joins in its turn stays by itself */
        if (hosts[host] != host) {
            hosts[i] = i;
            continue;
        }
        any = true;
        const uint32_t style = segments[i].base < segments[host].base ? REFERAT_TEXT_SUPERSCRIPT
                                                                      : REFERAT_TEXT_SUBSCRIPT;
        for (guint k = 0; k < segments[i].n; k++)
            layout->glyphs[layout->order[segments[i].first + k]].style |= style;
    }
    if (any)
        regroup(layout, hosts);
}

/* ---- the whole ---- */

static void
set_styles(PdfLayout *layout)
{
    const PdfPage *page = layout->page;

    for (uint32_t i = 0; i < page->n_glyphs; i++) {
        PdfGlyph *glyph = &page->glyphs[i];
        const PdfFont *font = page->runs[glyph->run].font;
        if (font->bold || (glyph->flags & RFT_PDF_GLYPH_STROKED) != 0)
            glyph->style |= REFERAT_TEXT_BOLD;
        if (font->italic)
            glyph->style |= REFERAT_TEXT_ITALIC;
    }
}

void
pdf_segments_of(PdfLayout *layout, const guint *glyphs, guint n)
{
    g_free(layout->order);
    layout->order = g_memdup2(glyphs, n * sizeof(guint));
    layout->n_order = n;
    g_array_set_size(layout->segments, 0);
    cut_base_lines(layout);
    /* the sizes of recognised letters vary too much to tell */
    if (!layout->ocr)
        join_scripts(layout);
    g_array_sort(layout->segments, by_place);
}

/* Recognised letters dance about their line. The text knows which of them make one: they all get
 * the base line of the one in the middle. */
static void
level_lines(const PdfPage *page)
{
    g_autoptr(GArray) bases = g_array_new(FALSE, FALSE, sizeof(float));
    uint32_t first = 0;

    for (uint32_t i = 0; i <= page->n_glyphs; i++) {
        if (i < page->n_glyphs &&
            (bases->len == 0 || (page->glyphs[i].flags & RFT_PDF_GLYPH_NEWLINE) == 0)) {
            g_array_append_val(bases, page->glyphs[i].base);
            continue;
        }
        g_array_sort(bases, pdf_compare_floats);
        const float middle = bases->len > 0 ? g_array_index(bases, float, bases->len / 2) : 0;
        for (; first < i; first++)
            page->glyphs[first].base = middle;
        g_array_set_size(bases, 0);
        if (i < page->n_glyphs)
            g_array_append_val(bases, page->glyphs[i].base);
    }
}

GArray *
pdf_seen_glyphs(PdfLayout *layout)
{
    const PdfPage *page = layout->page;
    g_autofree guint8 *vertical = g_new0(guint8, page->n_glyphs + 1);
    GArray *seen = g_array_new(FALSE, FALSE, sizeof(guint));

    layout->ocr = is_recognised(page);
    if (layout->ocr)
        level_lines(page);
    set_styles(layout);
    find_vertical(page, vertical);
    take_stamps(layout, vertical);
    for (guint i = 0; i < page->n_glyphs; i++) {
        if (!is_seen(layout, &page->glyphs[i]))
            layout->hidden++;
        else if (!vertical[i])
            g_array_append_val(seen, i);
    }
    return seen;
}
