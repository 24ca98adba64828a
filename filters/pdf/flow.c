/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/columns.h"
#include "pdf/layout.h"

/* One page to items in reading order: tables, columns, rows. */

void
pdf_layout_init(PdfLayout *layout, PdfPage *page, uint32_t first_link)
{
    *layout = (PdfLayout){
        .page = page,
        .glyphs = page->glyphs,
        .segments = g_array_new(FALSE, FALSE, sizeof(PdfSegment)),
        .verticals = g_array_new(FALSE, FALSE, sizeof(PdfRule)),
        .horizontals = g_array_new(FALSE, FALSE, sizeof(PdfRule)),
        .grids = g_ptr_array_new_with_free_func(pdf_grid_free),
        .stamps = g_ptr_array_new_with_free_func(g_free),
        .first_link = first_link,
    };
}

void
pdf_layout_clear(PdfLayout *layout)
{
    g_array_unref(layout->segments);
    g_array_unref(layout->verticals);
    g_array_unref(layout->horizontals);
    g_ptr_array_unref(layout->grids);
    g_ptr_array_unref(layout->stamps);
    g_free(layout->order);
}

void
pdf_item_clear(gpointer pointer)
{
    PdfItem *item = pointer;

    pdf_line_free(item->line);
    pdf_table_free(item->table);
}

static void
add_line(const PdfLayout *layout, GArray *items, PdfLine *line, uint32_t region)
{
    const PdfItem item = {
        .kind = PDF_ITEM_LINE,
        .page = layout->page->number,
        .region = region,
        .x0 = line->x0,
        .y0 = line->top,
        .x1 = line->x1,
        .y1 = line->bottom,
        .line = line,
    };

    g_array_append_val(items, item);
}

static void
add_table(const PdfLayout *layout, GArray *items, PdfTable *table, uint32_t region)
{
    const PdfItem item = {
        .kind = PDF_ITEM_TABLE,
        .page = layout->page->number,
        .region = region,
        .x0 = table->x0,
        .y0 = table->y0,
        .x1 = table->x1,
        .y1 = table->y1,
        .table = table,
    };

    g_array_append_val(items, item);
}

/* One row: its text, and the tables that have their place in it. */
static void
put_row(const PdfLayout *layout, GArray *items, const GPtrArray *row, uint32_t region)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    for (guint i = 0; i < row->len; i++) {
        PdfSegment *segment = g_ptr_array_index(row, i);
        if (segment->table == NULL)
            g_ptr_array_add(words, segment);
    }
    if (words->len > 0)
        add_line(layout, items,
                 pdf_make_line(layout, (PdfSegment *const *)words->pdata, words->len), region);
    for (guint i = 0; i < row->len; i++) {
        const PdfSegment *segment = g_ptr_array_index(row, i);
        if (segment->table != NULL)
            add_table(layout, items, segment->table, region);
    }
}

/* The rows of one column: tables without lines, and lines. */
static void
put_rows(PdfLayout *layout, GArray *items, GPtrArray *segments, uint32_t region)
{
    g_autoptr(GPtrArray) rows = pdf_make_rows(segments);
    g_autoptr(GPtrArray) tables = g_ptr_array_new();

    pdf_aligned_tables(layout, rows, tables);
    for (guint r = 0; r < rows->len; r++) {
        PdfTable *table = r < tables->len ? g_ptr_array_index(tables, r) : NULL;
        if (table != NULL)
            add_table(layout, items, table, region);
        else
            put_row(layout, items, g_ptr_array_index(rows, r), region);
    }
}

static int
by_top(gconstpointer a, gconstpointer b)
{
    const PdfTable *p = *(const PdfTable *const *)a;
    const PdfTable *q = *(const PdfTable *const *)b;

    if (p->y0 != q->y0)
        return p->y0 < q->y0 ? -1 : 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

static void
put_band(PdfLayout *layout, GArray *items, GPtrArray *segments, uint32_t *region)
{
    g_autoptr(GPtrArray) bands = pdf_find_columns(layout, segments);

    for (guint i = 0; i < bands->len; i++)
        put_rows(layout, items, g_ptr_array_index(bands, i), (*region)++);
}

/* Whether text runs on beside a table: then it stands in a column. */
static bool
has_text_beside(const PdfLayout *layout, const PdfTable *table)
{
    enum { LEAST = 3 };
    guint beside = 0;

    for (guint i = 0; i < layout->segments->len; i++) {
        const PdfSegment *segment = &g_array_index(layout->segments, PdfSegment, i);
        const bool aside = segment->x1 < table->x0 || segment->x0 > table->x1;
        beside += !segment->taken && aside && segment->base > table->y0 && segment->base < table->y1
                      ? 1
                      : 0;
    }
    return beside >= LEAST;
}

static void
put_place(GPtrArray *band, GPtrArray *places, PdfTable *table)
{
    PdfSegment *place = g_new0(PdfSegment, 1);

    *place = (PdfSegment){.x0 = table->x0,
                          .x1 = table->x1,
                          .top = table->y0,
                          .bottom = table->y1,
                          .base = table->y0 + 1,
                          .size = 1,
                          .taken = true,
                          .table = table};
    g_ptr_array_add(places, place);
    g_ptr_array_add(band, place);
}

/* Tables part a page: what stands above one comes before it. Only one that stands in a column has
 * its place there. */
static void
put_flow(PdfLayout *layout, GArray *items, GPtrArray *tables)
{
    g_autoptr(GPtrArray) band = g_ptr_array_new();
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
    guint next = 0;
    uint32_t region = 0;

    g_ptr_array_sort(tables, by_top);
    for (guint i = 0; i < layout->segments->len; i++) {
        PdfSegment *segment = &g_array_index(layout->segments, PdfSegment, i);
        if (segment->taken)
            continue;
        while (next < tables->len) {
            PdfTable *table = g_ptr_array_index(tables, next);
            if (segment->base < (table->y0 + MIN(table->y1, table->y0 + 40)) / 2)
                break;
            next++;
            if (has_text_beside(layout, table)) {
                put_place(band, places, table);
                continue;
            }
            put_band(layout, items, band, &region);
            g_ptr_array_set_size(band, 0);
            add_table(layout, items, table, region);
        }
        g_ptr_array_add(band, segment);
    }
    put_band(layout, items, band, &region);
    for (; next < tables->len; next++)
        add_table(layout, items, g_ptr_array_index(tables, next), region);
}

static void
put_stamps(const PdfLayout *layout, GArray *items)
{
    for (guint i = 0; i < layout->stamps->len; i++) {
        const char *text = g_ptr_array_index(layout->stamps, i);
        const size_t length = strlen(text);
        PdfLine *line = g_malloc0(sizeof(PdfLine) + sizeof(PdfSpan) + length + 1);
        line->spans = (PdfSpan *)(gpointer)(line + 1);
        line->spans[0] = (PdfSpan){(uint32_t)length, 0, -1};
        line->n_spans = 1;
        line->text = memcpy((char *)(line->spans + 1), text, length + 1);
        line->length = (uint32_t)length;
        line->page = layout->page->number;
        const PdfItem item = {.kind = PDF_ITEM_ASIDE, .page = line->page, .line = line};
        g_array_append_val(items, item);
    }
}

/* ---- text with an owner ---- */

typedef struct {
    gint64 owner;
    guint glyph;
} Owned;

static int
by_owner(gconstpointer a, gconstpointer b)
{
    const Owned *p = a;
    const Owned *q = b;

    if (p->owner != q->owner)
        return p->owner < q->owner ? -1 : 1;
    return p->glyph < q->glyph ? -1 : p->glyph > q->glyph;
}

/* Returns: (transfer full): the glyphs that have an owner, owner by owner. */
static GArray *
split_owned(const PdfLayout *layout, const PdfOwners *owners, const GArray *seen,
            PdfPageResult *result)
{
    GArray *owned = g_array_new(FALSE, FALSE, sizeof(Owned));

    for (guint i = 0; i < seen->len; i++) {
        const guint index = g_array_index(seen, guint, i);
        PdfGlyph *glyph = &layout->glyphs[index];
        const bool artifact = (glyph->flags & RFT_PDF_GLYPH_ARTIFACT) != 0;
        const bool tagged = !artifact && (glyph->flags & RFT_PDF_GLYPH_TAGGED) != 0;
        const gint64 owner =
            tagged ? pdf_owners_find(owners, layout->page->number, glyph->mcid) : -1;
        result->letters++;
        result->artifacts += artifact ? 1 : 0;
        result->owned += owner >= 0 ? 1 : 0;
        glyph->owned = owner >= 0;
        if (owner >= 0) {
            const Owned one = {owner, index};
            g_array_append_val(owned, one);
        }
    }
    g_array_sort(owned, by_owner);
    return owned;
}

static void
put_owned(PdfLayout *layout, PdfOwners *owners, const GArray *owned)
{
    g_autoptr(GArray) glyphs = g_array_new(FALSE, FALSE, sizeof(guint));
    guint i = 0;

    while (i < owned->len) {
        const gint64 owner = g_array_index(owned, Owned, i).owner;
        g_autoptr(GPtrArray) segments = g_ptr_array_new();
        g_array_set_size(glyphs, 0);
        for (; i < owned->len && g_array_index(owned, Owned, i).owner == owner; i++)
            g_array_append_val(glyphs, g_array_index(owned, Owned, i).glyph);
        pdf_segments_of(layout, (const guint *)(gpointer)glyphs->data, glyphs->len);
        pdf_mark_decorations(layout);
        for (guint k = 0; k < layout->segments->len; k++)
            g_ptr_array_add(segments, &g_array_index(layout->segments, PdfSegment, k));
        pdf_owners_add(owners, owner, pdf_lines_of_box(layout, segments));
    }
}

/* ---- text around a box ---- */

/* Something of another column or box that stands to the right of a line narrows it. */
static void
limit_lines(GArray *items, guint from)
{
    enum { MOST_LINES = 1500 };

    if (items->len - from > MOST_LINES)
        return;
    for (guint i = from; i < items->len; i++) {
        const PdfItem *item = &g_array_index(items, PdfItem, i);
        if (item->kind != PDF_ITEM_LINE)
            continue;
        for (guint k = from; k < items->len; k++) {
            const PdfItem *other = &g_array_index(items, PdfItem, k);
            const bool beside = other->kind != PDF_ITEM_ASIDE && other->region != item->region &&
                                other->x0 > item->x1 && other->y0 < item->line->base &&
                                other->y1 > item->line->base - item->line->size;
            if (beside && (item->line->limit <= 0 || other->x0 < item->line->limit))
                item->line->limit = other->x0;
        }
    }
}

void
pdf_layout_page(PdfPage *page, GArray *items, PdfOwners *owners, uint32_t first_link,
                PdfPageResult *result)
{
    PdfLayout layout;
    g_autoptr(GPtrArray) tables = g_ptr_array_new();
    const guint first_item = items->len;

    pdf_layout_init(&layout, page, first_link);
    pdf_find_rules(&layout);
    g_autoptr(GArray) seen = pdf_seen_glyphs(&layout);
    if (owners != NULL) {
        g_autoptr(GArray) owned = split_owned(&layout, owners, seen, result);
        put_owned(&layout, owners, owned);
    }
    pdf_segments_of(&layout, (const guint *)(gpointer)seen->data, seen->len);
    pdf_mark_decorations(&layout);
    for (guint i = 0; i < layout.grids->len; i++) {
        PdfTable *table = pdf_table_of_grid(&layout, g_ptr_array_index(layout.grids, i));
        if (table != NULL)
            g_ptr_array_add(tables, table);
    }
    pdf_join_bands(&layout, tables);
    put_flow(&layout, items, tables);
    limit_lines(items, first_item);
    put_stamps(&layout, items);
    result->hidden += layout.hidden;
    result->ocr = layout.ocr;
    pdf_layout_clear(&layout);
}
