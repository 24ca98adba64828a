/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/story.h"

/*
 * The document as its tags have it: kinds, lists, cells, order. What is not tagged is put where it
 * stands on the page, artifacts at the edges of pages are heads and feet.
 */

/* Where the text of an element stands. */
typedef struct {
    uint32_t first, last; /* pages; 0 = there is no text */
    float top, bottom;    /* on them */
} Reach;

typedef struct {
    PdfStory *story;
    uint32_t list;  /* the element of the innermost list; 0 = none */
    uint8_t depth;  /* of lists */
    bool continued; /* the item's first paragraph was put */
    bool contents;  /* in a table of contents */
    bool caption;
    bool cell;
    const GPtrArray *label;   /* lines of a label that waits for its paragraph */
    const char *language;     /* that the elements around say; NULL = none does */
    GString *note;            /* gets the mark of the note that this is inside of; NULL = of none */
    const ReferatNode *table; /* the last, and where it stands */
    Reach reach;
} Place;

static const PdfTag *
tag_at(const PdfStory *story, uint32_t i)
{
    return &story->about.tags[i];
}

static uint32_t
end_of(const PdfStory *story, uint32_t i)
{
    const uint32_t depth = tag_at(story, i)->depth;

    for (i++; i < story->about.n_tags && tag_at(story, i)->depth > depth; i++)
        continue;
    return i;
}

/* ---- untagged items, where they stand ---- */

static void
put_loose_lines(PdfStory *story, ReferatNode *body, GPtrArray *lines)
{
    if (lines->len == 0)
        return;
    const PdfFrame frame =
        pdf_page_frame(story, ((const PdfLine *)g_ptr_array_index(lines, 0))->page);
    pdf_put_lines(story, &frame, body, lines);
    g_ptr_array_set_size(lines, 0);
}

/* Puts the untagged items that stand above @y of @page and were not put yet. */
static void
put_until(PdfStory *story, uint32_t page, float y)
{
    ReferatNode *body = referat_builder_get_body(story->builder);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();

    for (; story->next_item < story->items->len; story->next_item++) {
        const guint i = story->next_item;
        const PdfItem *item = &g_array_index(story->items, PdfItem, i);
        if (item->page > page || (item->page == page && item->y0 >= y))
            break;
        if (story->heads[i] != 0 || item->kind == PDF_ITEM_ASIDE || pdf_item_is_owned(item))
            continue;
        if (item->kind == PDF_ITEM_LINE) {
            g_ptr_array_add(lines, item->line);
            continue;
        }
        put_loose_lines(story, body, lines);
        if (item->kind == PDF_ITEM_TABLE)
            pdf_put_table(story, body, item->table);
        else
            pdf_put_picture(story, body, item);
    }
    put_loose_lines(story, body, lines);
}

/* ---- paragraphs ---- */

/* The text of a label, a tab, and the first line: normalise reads it like any other. */
static PdfLine *
with_label(const GPtrArray *label, const PdfLine *line)
{
    const PdfLine *first = g_ptr_array_index(label, 0);
    const size_t n = first->length;
    const size_t spans = (line->n_spans + 1) * sizeof(PdfSpan);
    PdfLine *made = g_malloc0(sizeof(PdfLine) + spans + n + 1 + line->length + 1);

    *made = *line;
    made->spans = (PdfSpan *)(gpointer)(made + 1);
    made->n_spans = line->n_spans + 1;
    made->spans[0] = (PdfSpan){(uint32_t)n + 1, 0, -1};
    for (uint32_t i = 0; i < line->n_spans; i++) {
        made->spans[i + 1] = line->spans[i];
        made->spans[i + 1].end += (uint32_t)n + 1;
    }
    char *text = (char *)made->spans + spans;
    memcpy(text, first->text, n);
    text[n] = '\t';
    memcpy(text + n + 1, line->text, line->length + 1);
    made->text = text;
    made->length = (uint32_t)(n + 1 + line->length);
    made->label_gap = true;
    made->text_x = line->x0;
    made->x0 = MIN(first->x0, line->x0);
    return made;
}

static PdfFrame
frame_of(const PdfStory *story, const Place *place, const GPtrArray *lines)
{
    const PdfLine *first = g_ptr_array_index(lines, 0);
    PdfFrame frame = pdf_page_frame(story, first->page);

    frame.cell = place->cell;
    if (!place->cell)
        return frame;
    frame.left = 1e9F;
    frame.right = -1e9F;
    for (guint i = 0; i < lines->len; i++) {
        const PdfLine *line = g_ptr_array_index(lines, i);
        frame.left = MIN(frame.left, line->x0);
        frame.right = MAX(frame.right, line->x1);
    }
    return frame;
}

static void
set_list_hints(Place *place, ReferatHints *hints)
{
    if (place->depth == 0)
        return;
    hints->list_level = place->depth;
    hints->list_id = place->list;
    hints->list_continued = place->continued;
    place->continued = true;
}

/* An empty line inside of what the tags call one paragraph: somebody typed line breaks. */
static bool
blank_between(const PdfStory *story, const PdfLine *above, const PdfLine *below)
{
    const float size = MAX(above->size, below->size);

    return below->page == above->page && below->base - above->base > size * story->pitch * 1.6F &&
           below->base - above->base < size * story->pitch * 8;
}

/* One paragraph, or several that only empty lines part. */
static void
put_paragraphs(PdfStory *story, const PdfFrame *frame, ReferatNode *parent, const GPtrArray *lines)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new();

    for (guint i = 0; i < lines->len; i++) {
        PdfLine *line = g_ptr_array_index(lines, i);
        if (open->len > 0 && line->table == NULL &&
            !blank_between(story, g_ptr_array_index(open, open->len - 1), line)) {
            g_ptr_array_add(open, line);
            continue;
        }
        if (open->len > 0)
            (void)pdf_put_paragraph(story, frame, parent, open, 0);
        g_ptr_array_set_size(open, 0);
        if (line->table != NULL)
            pdf_put_table(story, parent, line->table);
        else
            g_ptr_array_add(open, line);
    }
    if (open->len > 0)
        (void)pdf_put_paragraph(story, frame, parent, open, 0);
}

/* What the element says of its language is said of its text (ISO 32000-1, 14.9.2). */
static void
set_language(const PdfStory *story, ReferatNode *node, const char *language)
{
    const ReferatNode *next = NULL;

    for (const ReferatNode *kid = referat_node_get_first(node); kid != NULL; kid = next) {
        next = referat_node_get_next(kid);
        if (referat_node_get_type(kid) == REFERAT_NODE_TEXT)
            referat_builder_set_language(story->builder, (ReferatNode *)kid, language);
        else if (referat_node_get_type(kid) == REFERAT_NODE_LINK)
            set_language(story, (ReferatNode *)kid, language);
    }
}

/* @loose: the element is no paragraph, but holds text: its lines may be several. */
static void
put_lines(Place *place, ReferatNode *parent, const GPtrArray *lines, uint8_t outline, bool loose)
{
    PdfStory *story = place->story;
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    PdfLine *labelled = NULL;

    if (lines == NULL || lines->len == 0)
        return;
    for (guint i = 0; i < lines->len; i++)
        g_ptr_array_add(all, g_ptr_array_index(lines, i));
    if (place->label != NULL && ((const PdfLine *)all->pdata[0])->table == NULL) {
        labelled = with_label(place->label, g_ptr_array_index(lines, 0));
        all->pdata[0] = labelled;
        place->label = NULL;
    }
    const PdfLine *first = g_ptr_array_index(all, 0);
    if (!place->cell)
        put_until(story, first->page, first->top + first->size * 0.3F);
    PdfFrame frame = frame_of(story, place, all);
    const ReferatNode *before = referat_node_get_last(parent);
    frame.breaks = !loose;
    if (loose)
        pdf_put_lines(story, &frame, parent, all);
    else
        put_paragraphs(story, &frame, parent, all);
    ReferatNode *node = (ReferatNode *)(before != NULL ? referat_node_get_next(before)
                                                       : referat_node_get_first(parent));
    for (; node != NULL; node = (ReferatNode *)referat_node_get_next(node)) {
        ReferatHints *hints = referat_builder_get_hints(story->builder, node);
        if (outline > 0)
            hints->outline = outline;
        hints->caption = place->caption;
        hints->table_of_contents = place->contents;
        set_list_hints(place, hints);
        if (place->language != NULL)
            set_language(story, node, place->language);
    }
    g_free(labelled);
}

/* ---- elements ---- */

static void put_children(Place *place, ReferatNode *parent, uint32_t i);

static uint8_t
heading_level(RftPdfTag kind)
{
    if (kind >= RFT_PDF_TAG_H1 && kind <= RFT_PDF_TAG_H6)
        return (uint8_t)(kind - RFT_PDF_TAG_H1 + 1);
    return kind == RFT_PDF_TAG_H ? 1 : 0;
}

static bool
has_lines(const PdfStory *story, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const GPtrArray *lines = pdf_owners_lines(story->owners, i);
        if (lines != NULL && lines->len > 0)
            return true;
    }
    return false;
}

static void
put_cell(Place *place, ReferatNode *row, uint32_t i)
{
    const PdfTag *tag = tag_at(place->story, i);
    ReferatNode *cell = referat_builder_add(place->story->builder, row, REFERAT_NODE_CELL);
    Place inside = {.story = place->story, .cell = true, .language = place->language};

    if (tag->language != NULL)
        inside.language = tag->language;

    referat_node_edit_cell(cell)->column_span = tag->column_span;
    referat_node_edit_cell(cell)->row_span = tag->row_span;
    put_lines(&inside, cell, pdf_owners_lines(place->story->owners, i), 0, true);
    put_children(&inside, cell, i);
}

/* A date or a number. */
static bool
is_value(const ReferatNode *cell)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool digit = false;

    if (cell != NULL)
        referat_node_append_plain_text(cell, text);
    for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char(p)) {
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return false;
        digit = digit || g_ascii_isdigit(*p);
    }
    return digit;
}

/* The tags say so: all cells of the first row are headers. But Word says it of every first row:
 * where it begins with a date as the next one does, it is data. */
static void
head_columns(ReferatNode *row)
{
    const ReferatNode *next = referat_node_get_next(row);

    if (next != NULL && is_value(referat_node_get_first(row)) &&
        is_value(referat_node_get_first(next)))
        return;
    referat_node_edit_row(row)->header = true;
    for (const ReferatNode *cell = referat_node_get_first(row); cell != NULL;
         cell = referat_node_get_next(cell))
        referat_node_edit_cell((ReferatNode *)cell)->scope = REFERAT_SCOPE_COLUMN;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the tree */
static void
put_rows(Place *place, ReferatNode *table, uint32_t i, guint *rows, bool *header)
{
    const PdfStory *story = place->story;
    const uint32_t end = end_of(story, i);

    for (uint32_t k = i + 1; k < end; k = end_of(story, k)) {
        const RftPdfTag kind = tag_at(story, k)->kind;
        if (kind == RFT_PDF_TAG_THEAD || kind == RFT_PDF_TAG_TBODY || kind == RFT_PDF_TAG_TFOOT) {
            put_rows(place, table, k, rows, header);
        } else if (kind == RFT_PDF_TAG_TR) {
            ReferatNode *row = referat_builder_add(story->builder, table, REFERAT_NODE_ROW);
            bool all = true;
            guint cells = 0;
            const uint32_t last = end_of(story, k);
            for (uint32_t c = k + 1; c < last; c = end_of(story, c)) {
                const RftPdfTag cell = tag_at(story, c)->kind;
                if (cell != RFT_PDF_TAG_TH && cell != RFT_PDF_TAG_TD)
                    continue;
                all = all && cell == RFT_PDF_TAG_TH;
                cells++;
                put_cell(place, row, c);
            }
            const bool top = *rows == 0 && all && cells > 1;
            *header = *header || top;
            (*rows)++;
        }
    }
}

static uint32_t
width_of_row(const ReferatNode *row)
{
    uint32_t width = 0;

    for (const ReferatNode *cell = referat_node_get_first(row); cell != NULL;
         cell = referat_node_get_next(cell))
        width += referat_node_get_cell(cell)->column_span;
    return width;
}

/* Programs forget to say how wide the only cell of a row is. */
static void
widen_lone_cells(ReferatNode *table)
{
    uint32_t most = 1;

    for (const ReferatNode *row = referat_node_get_first(table); row != NULL;
         row = referat_node_get_next(row))
        most = MAX(most, width_of_row(row));
    for (const ReferatNode *row = referat_node_get_first(table); row != NULL;
         row = referat_node_get_next(row)) {
        ReferatNode *cell = (ReferatNode *)referat_node_get_first(row);
        if (cell != NULL && referat_node_get_next(cell) == NULL)
            referat_node_edit_cell(cell)->column_span = (uint16_t)MIN(most, 1000U);
    }
}

static guint
most_columns(const ReferatNode *table)
{
    guint most = 0;

    for (const ReferatNode *row = referat_node_get_first(table); row != NULL;
         row = referat_node_get_next(row))
        most = MAX(most, width_of_row(row));
    return most;
}

static bool
same_text(const ReferatNode *a, const ReferatNode *b)
{
    g_autoptr(GString) said = g_string_new(NULL);
    g_autoptr(GString) again = g_string_new(NULL);

    if (a == NULL || b == NULL)
        return false;
    referat_node_append_plain_text(a, said);
    referat_node_append_plain_text(b, again);
    return said->len > 0 && g_string_equal(said, again);
}

/* Programs begin a new table on every page. @above stands at the end of the page before, and @table
 * has as many columns: it is the same one, whose header may be said again. One that counts from the
 * same number again is another. Returns: whether it was joined. */
static bool
join_table_above(ReferatNode *above, ReferatNode *table)
{
    const ReferatNode *head = referat_node_get_first(above);
    ReferatNode *row = (ReferatNode *)referat_node_get_first(table);

    if (head == NULL || row == NULL || most_columns(above) != most_columns(table))
        return false;
    /* a row of one cell is the title of what it opens */
    const ReferatNode *first = referat_node_get_first(row);
    if (first == NULL || referat_node_get_next(first) == NULL)
        return false;
    const bool repeated = same_text(head, row);
    for (const ReferatNode *other = head; !repeated && other != NULL;
         other = referat_node_get_next(other))
        if (same_text(referat_node_get_first(other), referat_node_get_first(row)))
            return false;
    if (repeated)
        referat_node_remove(row);
    while ((row = (ReferatNode *)referat_node_get_first(table)) != NULL) {
        referat_node_edit_row(row)->header = false;
        referat_node_append(above, row);
    }
    referat_node_remove(table);
    return true;
}

static Reach
reach_of(const PdfStory *story, uint32_t i)
{
    Reach reach = {0};

    for (uint32_t k = i + 1; k < end_of(story, i); k++) {
        const GPtrArray *lines = pdf_owners_lines(story->owners, k);
        for (guint n = 0; lines != NULL && n < lines->len; n++) {
            const PdfLine *line = g_ptr_array_index(lines, n);
            if (reach.first == 0) {
                reach.first = line->page;
                reach.top = line->top;
            }
            if (line->page > reach.last)
                reach.bottom = 0;
            reach.last = MAX(reach.last, line->page);
            reach.bottom =
                line->page == reach.last ? MAX(reach.bottom, line->bottom) : reach.bottom;
        }
    }
    return reach;
}

/* One ends low on a page, the other begins high on the next. */
static bool
meet_at_page(const PdfStory *story, const Reach *above, const Reach *below)
{
    if (above->last == 0 || below->first != above->last + 1 || below->first > story->sheets->len)
        return false;
    const PdfSheet *page = &g_array_index(story->sheets, PdfSheet, above->last - 1);
    const PdfSheet *next = &g_array_index(story->sheets, PdfSheet, below->first - 1);
    return above->bottom > page->height * 0.7F && below->top < next->height * 0.25F;
}

static void
put_tagged_table(Place *place, ReferatNode *parent, uint32_t i)
{
    PdfStory *story = place->story;
    guint rows = 0;
    bool header = false;
    const Reach reach = reach_of(story, i);

    if (reach.first > 0 && !place->cell)
        put_until(story, reach.first, reach.top);
    ReferatNode *above = (ReferatNode *)referat_node_get_last(parent);
    ReferatNode *table = referat_builder_add(story->builder, parent, REFERAT_NODE_TABLE);
    put_rows(place, table, i, &rows, &header);
    if (rows == 0) {
        referat_node_remove(table);
        put_children(place, parent, i);
        return;
    }
    widen_lone_cells(table);
    if (header)
        head_columns((ReferatNode *)referat_node_get_first(table));
    ReferatHints *hints = referat_builder_get_hints(story->builder, table);
    hints->header_row = header;
    hints->borders = true;
    const bool goes_on = above != NULL && above == place->table && !place->cell &&
                         meet_at_page(story, &place->reach, &reach);
    place->table = goes_on && join_table_above(above, table) ? above : table;
    place->reach = reach;
}

static void
put_item(Place *place, ReferatNode *parent, uint32_t i)
{
    const uint32_t end = end_of(place->story, i);

    place->continued = false;
    place->label = NULL;
    for (uint32_t k = i + 1; k < end; k = end_of(place->story, k)) {
        if (tag_at(place->story, k)->kind != RFT_PDF_TAG_LBL)
            continue;
        const GPtrArray *lines = pdf_owners_lines(place->story->owners, k);
        if (lines != NULL && lines->len > 0)
            place->label = lines;
    }
    put_lines(place, parent, pdf_owners_lines(place->story->owners, i), 0, true);
    put_children(place, parent, i);
    /* a label with nothing behind it is said all the same */
    if (place->label != NULL) {
        const GPtrArray *label = place->label;
        place->label = NULL;
        put_lines(place, parent, label, 0, false);
    }
}

/* A note stands where it is referred to; its label is the mark that the text has. */
static void
put_note(const Place *place, uint32_t i)
{
    PdfStory *story = place->story;
    g_autoptr(GString) mark = g_string_new(NULL);
    Place inside = {.story = story, .cell = true, .language = place->language, .note = mark};
    ReferatNode *near =
        (ReferatNode *)referat_node_get_last(referat_builder_get_body(story->builder));
    ReferatNode *note = pdf_note_new(story, near, 0);

    put_lines(&inside, note, pdf_owners_lines(story->owners, i), 0, true);
    put_children(&inside, note, i);
    pdf_note_set_mark(story, note, mark->str);
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the tree */
static void
put_label(Place *place, ReferatNode *parent, const GPtrArray *lines)
{
    if (place->note != NULL && place->depth == 0) {
        if (place->note->len == 0 && lines != NULL && lines->len > 0)
            g_string_assign(place->note, ((const PdfLine *)g_ptr_array_index(lines, 0))->text);
    } else if (place->depth == 0) {
        put_lines(place, parent, lines, 0, false);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the tree */
static void
put_kind(Place *place, ReferatNode *parent, uint32_t i)
{
    const PdfStory *story = place->story;
    const PdfTag *tag = tag_at(story, i);
    const GPtrArray *lines = pdf_owners_lines(story->owners, i);
    Place inside = *place;

    switch (tag->kind) {
    case RFT_PDF_TAG_TABLE:
        put_tagged_table(place, parent, i);
        return;
    case RFT_PDF_TAG_L:
        inside.list = i;
        inside.depth = (uint8_t)MIN(place->depth + 1, 9);
        inside.label = NULL;
        put_children(&inside, parent, i);
        return;
    case RFT_PDF_TAG_LI:
        put_item(place, parent, i);
        return;
    case RFT_PDF_TAG_LBL:
        put_label(place, parent, lines);
        return;
    case RFT_PDF_TAG_NOTE:
        if (place->note == NULL) {
            put_note(place, i);
            return;
        }
        break;
    case RFT_PDF_TAG_TOC:
        inside.contents = true;
        put_children(&inside, parent, i);
        return;
    case RFT_PDF_TAG_CAPTION:
        inside.caption = true;
        put_lines(&inside, parent, lines, 0, false);
        put_children(&inside, parent, i);
        return;
    default:
        break;
    }
    const bool loose = tag->kind != RFT_PDF_TAG_P && heading_level(tag->kind) == 0;
    put_lines(place, parent, lines, heading_level(tag->kind), loose);
    put_children(place, parent, i);
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the tree */
static void
put_element(Place *place, ReferatNode *parent, uint32_t i)
{
    const char *around = place->language;
    const char *own = tag_at(place->story, i)->language;

    if (own != NULL)
        place->language = own;
    put_kind(place, parent, i);
    place->language = around;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the tree */
static void
put_children(Place *place, ReferatNode *parent, uint32_t i)
{
    const uint32_t end = end_of(place->story, i);

    for (uint32_t k = i + 1; k < end; k = end_of(place->story, k))
        if (has_lines(place->story, k, end_of(place->story, k)))
            put_element(place, parent, k);
}

void
pdf_story_build_tagged(PdfStory *story)
{
    ReferatNode *body = referat_builder_get_body(story->builder);
    Place place = {.story = story};

    for (uint32_t i = 0; i < story->about.n_tags; i = end_of(story, i))
        put_element(&place, body, i);
    put_until(story, G_MAXUINT32, 0);
    pdf_tie_notes(story);
    pdf_put_stamps(story);
}

/* ---- whether to believe them ---- */

static bool
is_block(RftPdfTag kind)
{
    return kind == RFT_PDF_TAG_P || heading_level(kind) > 0 || kind == RFT_PDF_TAG_LBODY ||
           kind == RFT_PDF_TAG_TD;
}

/* Tags that make a paragraph of every line were made by a program that did not know better. */
static bool
breaks_paragraphs(const PdfStory *story)
{
    guint blocks = 0;
    guint broken = 0;
    uint32_t before = 0;

    for (uint32_t i = 0; i < story->about.n_tags; i++) {
        const PdfTag *tag = tag_at(story, i);
        const GPtrArray *lines = pdf_owners_lines(story->owners, i);
        if (!is_block(tag->kind) || lines == NULL || lines->len == 0)
            continue;
        blocks++;
        if (before > 0 && tag_at(story, before)->depth == tag->depth &&
            tag->kind == RFT_PDF_TAG_P) {
            const GPtrArray *above = pdf_owners_lines(story->owners, before);
            const PdfLine *first = g_ptr_array_index(lines, 0);
            const gunichar c = g_utf8_get_char(first->text);
            const PdfFrame frame = pdf_page_frame(story, first->page);
            broken += g_unichar_islower(c) && pdf_goes_on(story, &frame, above, first) ? 1 : 0;
        }
        before = i;
    }
    return broken * 10 > blocks;
}

/* Paragraphs that hold several: the last words of their lines leave room for the next. */
static bool
lumps_paragraphs(const PdfStory *story)
{
    guint lines_seen = 0;
    guint loose = 0;

    for (uint32_t i = 0; i < story->about.n_tags; i++) {
        const GPtrArray *lines = pdf_owners_lines(story->owners, i);
        for (guint k = 1; lines != NULL && k < lines->len; k++) {
            const PdfLine *a = g_ptr_array_index(lines, k - 1);
            const PdfLine *b = g_ptr_array_index(lines, k);
            lines_seen++;
            loose += b->page == a->page && b->base - a->base > a->size * story->pitch * 1.7F;
        }
    }
    return loose * 8 > lines_seen && loose > 6;
}

bool
pdf_tags_are_good(const PdfStory *story)
{
    const guint content = story->letters - MIN(story->artifacts, story->letters);

    if (story->owners == NULL || content == 0)
        return false;
    return story->owned * 4 >= content * 3 && !breaks_paragraphs(story) && !lumps_paragraphs(story);
}
