/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/picture.h"
#include "pdf/story.h"

/*
 * Pictures: which areas of a page are kept, and their bytes, which are asked for when that is
 * decided. A page without text is kept as a picture of the whole.
 */

enum { MOST_PICTURES = 400, LEAST_SIDE = 11 /* points */, LEAST_AREA = 200, FEW_LETTERS = 3 };
static const double PICTURE_DPI = 150;
static const float TOUCH = 1.5F; /* points: strips of one picture */

/* ---- areas of a page ---- */

static bool
touches(const PdfArea *a, const PdfArea *b)
{
    return a->x0 <= b->x1 + TOUCH && b->x0 <= a->x1 + TOUCH && a->y0 <= b->y1 + TOUCH &&
           b->y0 <= a->y1 + TOUCH;
}

/* Programs cut pictures into strips, and paint masks over them. */
static GArray *
put_together(const PdfPage *page)
{
    GArray *areas = g_array_new(FALSE, FALSE, sizeof(PdfArea));
    enum { MOST_AREAS = 600 };

    for (uint32_t i = 0; i < page->n_areas && i < MOST_AREAS; i++) {
        PdfArea area = page->areas[i];
        area.x0 = MAX(area.x0, 0);
        area.y0 = MAX(area.y0, 0);
        area.x1 = MIN(area.x1, page->width);
        area.y1 = MIN(area.y1, page->height);
        if (area.x1 - area.x0 < 2 || area.y1 - area.y0 < 2)
            continue;
        for (guint k = 0; k < areas->len; k++) {
            const PdfArea *other = &g_array_index(areas, PdfArea, k);
            if (!touches(other, &area))
                continue;
            area.x0 = MIN(area.x0, other->x0);
            area.y0 = MIN(area.y0, other->y0);
            area.x1 = MAX(area.x1, other->x1);
            area.y1 = MAX(area.y1, other->y1);
            area.artifact = area.artifact && other->artifact;
            area.mcid = area.mcid >= 0 ? area.mcid : other->mcid;
            g_array_remove_index_fast(areas, k);
            k = G_MAXUINT; /* what has grown may touch others: from the start */
        }
        g_array_append_val(areas, area);
    }
    return areas;
}

/* ---- drawings: curved shapes that stand together ---- */

enum { LEAST_SHAPES = 6, MOST_SHAPES = 4000 };

static bool
is_shape(const PdfPage *page, const PdfRule *rule)
{
    const float width = rule->x1 - rule->x0;
    const float height = rule->y1 - rule->y0;

    return (rule->flags & RFT_PDF_LINE_CURVED) != 0 && (rule->flags & RFT_PDF_LINE_ARTIFACT) == 0 &&
           width < page->width * 0.6F && height < page->height * 0.4F;
}

static bool
is_near(const PdfArea *a, const PdfRule *b, float slack)
{
    return a->x0 <= b->x1 + slack && b->x0 <= a->x1 + slack && a->y0 <= b->y1 + slack &&
           b->y0 <= a->y1 + slack;
}

/* Letters inside say that it is a chart or a frame around text: the words are told as text. */
static guint
letters_inside(const PdfPage *page, const PdfArea *area)
{
    guint n = 0;

    for (uint32_t i = 0; i < page->n_glyphs; i++) {
        const PdfGlyph *glyph = &page->glyphs[i];
        n += glyph->x0 > area->x0 - 1 && glyph->x1 < area->x1 + 1 && glyph->base > area->y0 &&
                     glyph->base < area->y1 + 1
                 ? 1
                 : 0;
    }
    return n;
}

/* Shapes are drawn one after the other: a drawing is a run of them without a jump. */
static void
add_drawings(const PdfPage *page, GArray *areas)
{
    enum { LEAST = 14, REACH = 12 /* points */ };
    PdfArea area = {0};
    guint shapes = 0;

    for (uint32_t i = 0; i <= page->n_rules && i < MOST_SHAPES; i++) {
        const PdfRule *rule = i < page->n_rules ? &page->rules[i] : NULL;
        if (rule != NULL && !is_shape(page, rule))
            continue;
        if (rule != NULL && shapes > 0 && is_near(&area, rule, REACH)) {
            area.x0 = MIN(area.x0, rule->x0);
            area.y0 = MIN(area.y0, rule->y0);
            area.x1 = MAX(area.x1, rule->x1);
            area.y1 = MAX(area.y1, rule->y1);
            shapes++;
            continue;
        }
        if (shapes >= LEAST_SHAPES && area.x1 - area.x0 > LEAST && area.y1 - area.y0 > LEAST &&
            letters_inside(page, &area) == 0)
            g_array_append_val(areas, area);
        if (rule == NULL)
            break;
        area = (PdfArea){rule->x0, rule->y0, rule->x1, rule->y1, -1, false};
        shapes = 1;
    }
}

static bool
is_worth_keeping(const PdfPage *page, const PdfArea *area, bool ocr)
{
    const float width = area->x1 - area->x0;
    const float height = area->y1 - area->y0;
    const bool whole = width * height > 0.75F * page->width * page->height;

    if (width < LEAST_SIDE || height < LEAST_SIDE || width * height < LEAST_AREA)
        return false;
    /* a picture of the page, or behind its text, is no content beside the text */
    return !whole || (!ocr && page->n_glyphs <= FEW_LETTERS);
}

void
pdf_page_pictures(PdfStory *story, const PdfPage *page, bool ocr)
{
    g_autoptr(GArray) areas = put_together(page);

    if (page->illegible) {
        const PdfItem item = {.kind = PDF_ITEM_PICTURE,
                              .page = page->number,
                              .region = G_MAXUINT32,
                              .x1 = page->width,
                              .y1 = page->height,
                              .whole = true};
        g_array_append_val(story->items, item);
        story->n_pictures++;
        return;
    }
    add_drawings(page, areas);
    for (guint i = 0; i < areas->len && story->n_pictures < MOST_PICTURES; i++) {
        const PdfArea *area = &g_array_index(areas, PdfArea, i);
        if (!is_worth_keeping(page, area, ocr))
            continue;
        const PdfItem item = {.kind = PDF_ITEM_PICTURE,
                              .page = page->number,
                              .region = G_MAXUINT32,
                              .x0 = area->x0,
                              .y0 = area->y0,
                              .x1 = area->x1,
                              .y1 = area->y1,
                              .artifact = area->artifact,
                              .alt = pdf_owners_alt(story->owners, page->number, area->mcid),
                              .whole = page->n_glyphs <= FEW_LETTERS &&
                                       (area->x1 - area->x0) * (area->y1 - area->y0) >
                                           0.5F * page->width * page->height};
        g_array_append_val(story->items, item);
        story->n_pictures++;
    }
}

/* ---- where they stand in the flow ---- */

/* The first item of the page that stands below the middle of the picture, in the order of the flow.
 */
static guint
place_of(const PdfStory *story, const PdfSheet *sheet, guint from, const PdfItem *picture)
{
    for (guint i = from; i < sheet->end; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind == PDF_ITEM_PICTURE || item->kind == PDF_ITEM_ASIDE)
            continue;
        if (item->y0 + (item->y1 - item->y0) / 2 > (picture->y0 + picture->y1) / 2)
            return i;
    }
    return sheet->end;
}

void
pdf_place_pictures(PdfStory *story, PdfSheet *sheet)
{
    guint from = sheet->first;

    /* pictures were added at the end of the page's items */
    for (guint i = sheet->first; i < sheet->end; i++) {
        const PdfItem picture = g_array_index(story->items, PdfItem, i);
        if (picture.kind != PDF_ITEM_PICTURE || i < from)
            continue;
        const guint to = place_of(story, sheet, sheet->first, &picture);
        if (to >= i)
            continue;
        memmove(&g_array_index(story->items, PdfItem, to + 1),
                &g_array_index(story->items, PdfItem, to), (i - to) * sizeof(PdfItem));
        g_array_index(story->items, PdfItem, to) = picture;
    }
}

/* ---- their bytes ---- */

static double
page_dpi(const ReferatContext *context)
{
    const char *text = referat_context_get_option(context, "page-image-dpi");

    return CLAMP(text != NULL ? g_ascii_strtod(text, NULL) : 150, 20, 150);
}

static void
keep(PdfStory *story, PdfItem *item, const PdfPicture *picture, uint64_t *bytes)
{
    const uint64_t most =
        referat_context_get_limit(story->context, REFERAT_LIMIT_PDF_PAGE_IMAGES_BYTES);
    const char *type = picture->file != NULL ? picture_media_type(picture->file) : NULL;
    const ReferatPosition position = {.page = item->page};

    if (type == NULL || (!g_str_equal(type, "image/png") && !g_str_equal(type, "image/jpeg"))) {
        referat_context_diagnose(story->context, REFERAT_MSG_MEDIA_MISSING, &position, NULL);
        return;
    }
    if (*bytes + g_bytes_get_size(picture->file) > most) {
        referat_context_diagnose(story->context, REFERAT_MSG_LIMIT_CLAMPED, &position,
                                 "pictures of more than %" PRIu64 " bytes", most);
        return;
    }
    *bytes += g_bytes_get_size(picture->file);
    item->picture = 1 + referat_builder_add_resource(story->builder, picture->file, type);
}

void
pdf_story_pictures(PdfStory *story)
{
    g_autoptr(GArray) wanted = g_array_new(FALSE, TRUE, sizeof(PdfWanted));
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < story->items->len; i++) {
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->kind != PDF_ITEM_PICTURE || (story->heads[i] != 0 && !item->first_of_heads))
            continue;
        PdfWanted want = {item->page, item->x0, item->y0, item->x1, item->y1, PICTURE_DPI, false};
        if (item->whole)
            want = (PdfWanted){item->page, 0, 0, 0, 0, page_dpi(story->context), true};
        g_array_append_val(wanted, want);
        g_array_append_val(items, i);
    }
    if (wanted->len == 0)
        return;
    g_autofree PdfPicture *pictures = g_new0(PdfPicture, wanted->len);
    uint64_t sum = 0;
    pdf_extract_pictures(story->extractor, (const PdfWanted *)(gpointer)wanted->data, wanted->len,
                         pictures);
    for (guint i = 0; i < wanted->len; i++) {
        keep(story, &g_array_index(story->items, PdfItem, g_array_index(items, guint, i)),
             &pictures[i], &sum);
        if (pictures[i].file != NULL)
            g_bytes_unref(pictures[i].file);
    }
}

void
pdf_put_picture(PdfStory *story, ReferatNode *parent, const PdfItem *item)
{
    if (item->picture == 0)
        return;
    ReferatNode *paragraph = referat_builder_add(story->builder, parent, REFERAT_NODE_PARAGRAPH);
    pdf_put_page_mark(story, paragraph, item->page);
    ReferatNode *node = referat_builder_add(story->builder, paragraph, REFERAT_NODE_IMAGE);
    ReferatImage *image = referat_node_edit_image(node);
    const ReferatPosition position = {.page = item->page,
                                      .box = {item->x0, item->y0, item->x1, item->y1}};

    image->resource = item->picture - 1;
    image->width = item->x1 - item->x0;
    image->height = item->y1 - item->y0;
    image->alt = referat_builder_intern(story->builder, item->alt);
    image->decorative = story->tagged && item->artifact && item->alt == NULL;
    if (item->whole) {
        image->page = item->page;
        referat_context_diagnose(story->context, REFERAT_MSG_PDF_NO_TEXT, &position, NULL);
    }
    referat_builder_add_position(story->builder, paragraph, &position);
}
