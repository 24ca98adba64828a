/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/extract/page.h"

#include <math.h>
#include <string.h>

#include "pdf/extract/capture.h"
#include "pdf/extract/fields.h"

/*
 * One page: it is rendered with the hooks on, which fills poppler's text page too; then text,
 * boxes, attributes and links are read from that, and each letter is matched with the glyph that
 * was painted where it stands.
 */

enum { MOST_LETTERS = 400000 };

/* ---- painted glyphs by place ---- */

/* Points: a page is cut into cells of this size, and each knows its glyphs. */
enum { CELL_WIDTH = 16, CELL_HEIGHT = 8, MOST_COLUMNS = 256, MOST_ROWS = 2048 };

typedef struct {
    const XtCapture *capture;
    guint *order; /* glyphs, cell by cell, each in the order of painting; NULL: not made yet */
    guint *cells; /* where each begins; one more than there are cells */
    guint8 *used;
    guint columns, rows;
    guint next; /* the glyph that was painted behind the last one found */
} Places;

static guint
step_of(double at, guint size, guint n)
{
    if (!(at > 0))
        return 0;
    return (guint)MIN(at / size, n - 1);
}

static guint
cell_of(const Places *places, const XtGlyph *glyph)
{
    return step_of(glyph->y, CELL_HEIGHT, places->rows) * places->columns +
           step_of(glyph->x, CELL_WIDTH, places->columns);
}

static void
places_init(Places *places, const XtCapture *capture, double width, double height)
{
    places->capture = capture;
    places->columns = (guint)CLAMP(width / CELL_WIDTH, 1, MOST_COLUMNS - 1) + 1;
    places->rows = (guint)CLAMP(height / CELL_HEIGHT, 1, MOST_ROWS - 1) + 1;
    places->used = g_new0(guint8, capture->glyphs->len + 1);
}

/* Pages whose letters are painted in the order in which they are read never need it. */
static void
places_sort(Places *places)
{
    const guint n = places->capture->glyphs->len;
    const guint n_cells = places->columns * places->rows;
    const XtGlyph *glyphs = (const XtGlyph *)(gpointer)places->capture->glyphs->data;

    places->order = g_new(guint, n + 1);
    places->cells = g_new0(guint, n_cells + 2);
    /* counted one cell on, then begun from there: each entry ends up where its cell begins */
    for (guint i = 0; i < n; i++)
        places->cells[cell_of(places, &glyphs[i]) + 2]++;
    for (guint c = 1; c < n_cells; c++)
        places->cells[c + 1] += places->cells[c];
    for (guint i = 0; i < n; i++)
        places->order[places->cells[cell_of(places, &glyphs[i]) + 1]++] = i;
}

static void
places_clear(Places *places)
{
    g_free(places->order);
    g_free(places->cells);
    g_free(places->used);
}

/* Letters are mostly painted in the order in which they are read: the glyph that was painted behind
 * the last one, or behind the blank after it, begins exactly where the box does. */
static int
painted_next(Places *places, const PopplerRectangle *box)
{
    enum { REACH = 3 };
    static const double EXACT = 0.02;
    const GArray *glyphs = places->capture->glyphs;

    for (guint i = places->next; i < glyphs->len && i < places->next + REACH; i++) {
        const XtGlyph *glyph = &g_array_index(glyphs, XtGlyph, i);
        if (fabs(glyph->x - box->x1) > EXACT || glyph->y < box->y1 || glyph->y > box->y2 ||
            places->used[i])
            continue;
        places->used[i] = 1;
        places->next = i + 1;
        return (int)i;
    }
    return -1;
}

typedef struct {
    const PopplerRectangle *box;
    double slack;
    double least; /* how far the best is */
    int best;
} Search;

static void
search_cell(const Places *places, guint cell, Search *search)
{
    enum { MOST_LOOKS = 256 };
    const XtGlyph *glyphs = (const XtGlyph *)(gpointer)places->capture->glyphs->data;
    const PopplerRectangle *box = search->box;
    const guint from = places->cells[cell];
    const guint to = MIN(places->cells[cell + 1], from + MOST_LOOKS);

    for (guint i = from; i < to; i++) {
        const guint at = places->order[i];
        const XtGlyph *glyph = &glyphs[at];
        if (glyph->x < box->x1 - search->slack || glyph->x > box->x2 + search->slack ||
            glyph->y < box->y1 - search->slack || glyph->y > box->y2 + search->slack)
            continue;
        const double far = fabs(glyph->x - box->x1) + (places->used[at] ? 1.0 : 0.0);
        if (far < search->least) {
            search->least = far;
            search->best = (int)at;
        }
    }
}

/* The glyph painted for a letter in @box: its origin is inside or on the edge of the box. Returns:
 * its index, or -1. */
static int
painted(Places *places, const PopplerRectangle *box)
{
    const double slack = MIN(1.0, 0.2 + (box->y2 - box->y1) * 0.05);
    /* the largest letter that is looked for all over */
    enum { MOST_CELLS_DOWN = 64, MOST_CELLS_ACROSS = 16 };
    const guint row = step_of(box->y1 - slack, CELL_HEIGHT, places->rows);
    const guint column = step_of(box->x1 - slack, CELL_WIDTH, places->columns);
    const guint last_row =
        MIN(step_of(box->y2 + slack, CELL_HEIGHT, places->rows), row + MOST_CELLS_DOWN);
    const guint last_column =
        MIN(step_of(box->x2 + slack, CELL_WIDTH, places->columns), column + MOST_CELLS_ACROSS);
    Search search = {box, slack, 1e9, -1};

    if (places->order == NULL)
        places_sort(places);
    for (guint r = row; r <= last_row; r++)
        for (guint c = column; c <= last_column; c++)
            search_cell(places, r * places->columns + c, &search);
    if (search.best >= 0) {
        places->used[search.best] = 1;
        places->next = (guint)search.best + 1;
    }
    return search.best;
}

/* ---- letters ---- */

typedef struct {
    gunichar letter;
    PopplerRectangle box;
    float base;
    uint32_t flags;
    uint32_t run;
    int32_t mcid;
    bool beside; /* no glyph begins where it does */
} Letter;

typedef struct {
    uint32_t font;
    double size;
    uint32_t colour;
} Run;

typedef struct {
    char *text;
    PopplerRectangle *boxes;
    guint n_boxes;
    GArray *letters; /* Letter */
    GArray *runs;    /* Run */
    GPtrArray *fonts;
    bool cut;
} Text;

static void
text_clear(Text *text)
{
    g_free(text->text);
    g_free(text->boxes);
    g_array_unref(text->letters);
    g_array_unref(text->runs);
    g_ptr_array_unref(text->fonts);
}

static uint32_t
font_index(Text *text, const char *name)
{
    for (guint i = text->fonts->len; i > 0; i--)
        if (g_str_equal(g_ptr_array_index(text->fonts, i - 1), name))
            return i - 1;
    g_ptr_array_add(text->fonts, g_strndup(name, 200));
    return text->fonts->len - 1;
}

static void
add_run(Text *text, const PopplerTextAttributes *attributes)
{
    const PopplerColor *c = &attributes->color;
    const Run run = {
        .font = font_index(text, attributes->font_name != NULL ? attributes->font_name : ""),
        .size = attributes->font_size,
        .colour = (uint32_t)(c->red >> 8) << 16 | (uint32_t)(c->green >> 8) << 8 | c->blue >> 8,
    };

    g_array_append_val(text->runs, run);
}

/* ---- whose box is whose ---- */

/* poppler puts words of the other direction between these; they have no boxes. */
enum { LRE = 0x202a, RLE = 0x202b, POP = 0x202c };

static bool
is_embedding(gunichar c)
{
    return c == LRE || c == RLE || c == POP;
}

static void
reverse(guint *boxes, guint n)
{
    for (guint i = 0; i < n / 2; i++) {
        const guint other = boxes[i];
        boxes[i] = boxes[n - 1 - i];
        boxes[n - 1 - i] = other;
    }
}

/* Boxes come from left to right, the letters of right-to-left words in the order in which they are
 * read. Returns: (transfer full): for each letter of the text, embeddings not counted, its box. */
static guint *
find_boxes(const char *text)
{
    guint *boxes = g_new0(guint, (gsize)g_utf8_strlen(text, -1) + 1);
    guint right_from = 0; /* where the outermost embedding began */
    guint left_from = 0;
    bool right = false;
    bool left = false;
    guint n = 0;

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (!is_embedding(c)) {
            boxes[n] = n;
            n++;
        } else if (c == RLE) {
            right = true;
            right_from = n;
        } else if (c == LRE) {
            left = true;
            left_from = n;
        } else if (left) {
            /* what runs from left to right inside is turned twice */
            left = false;
            if (right)
                reverse(boxes + left_from, n - left_from);
        } else if (right) {
            right = false;
            reverse(boxes + right_from, n - right_from);
        }
    }
    return boxes;
}

/* Signs that show nothing and part nothing: some programs put them before every bullet. */
static bool
is_nothing(gunichar c)
{
    return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || c == 0xfeff;
}

/* What a blank or a line end says of the letter behind it; 0 = it is neither. */
static uint32_t
blank_flags(gunichar c)
{
    switch (c) {
    case '\n':
    case '\r':
    case '\f':
        return RFT_PDF_GLYPH_NEWLINE;
    case ' ':
    case '\t':
        return RFT_PDF_GLYPH_SPACE;
    case 0xa0:
        return RFT_PDF_GLYPH_SPACE | RFT_PDF_GLYPH_FIXED;
    default:
        return 0;
    }
}

/* Blanks and line ends are no letters: they are said of the letter after them. */
static void
read_letters(Text *text, PopplerPage *page)
{
    g_autofree guint *boxes = find_boxes(text->text);
    GList *attributes = poppler_page_get_text_attributes(page);
    const GList *at = attributes;
    uint32_t pending = 0;
    guint offset = 0;

    for (const char *p = text->text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (is_embedding(c))
            continue;
        const guint i = offset++;
        while (at != NULL && (int)i > ((const PopplerTextAttributes *)at->data)->end_index)
            at = at->next;
        if (blank_flags(c) != 0 || is_nothing(c)) {
            pending |= blank_flags(c);
            continue;
        }
        if (text->letters->len >= MOST_LETTERS) {
            text->cut = true;
            break;
        }
        if (at != NULL && at->data != NULL &&
            (text->runs->len == 0 || pending != 0 ||
             (int)i == ((const PopplerTextAttributes *)at->data)->start_index)) {
            static const void *last; /* only compared */
            if (text->runs->len == 0 || last != at->data)
                add_run(text, at->data);
            last = at->data;
        }
        Letter letter = {
            .letter = c,
            .box =
                boxes[i] < text->n_boxes ? text->boxes[boxes[i]] : (PopplerRectangle){0, 0, 0, 0},
            .flags = pending,
            .run = MAX(text->runs->len, 1) - 1,
            .mcid = -1,
        };
        g_array_append_val(text->letters, letter);
        pending = 0;
    }
    poppler_page_free_text_attributes(attributes);
}

static void
read_text(Text *text, PopplerPage *page)
{
    *text = (Text){
        .text = poppler_page_get_text(page),
        .letters = g_array_new(FALSE, TRUE, sizeof(Letter)),
        .runs = g_array_new(FALSE, TRUE, sizeof(Run)),
        .fonts = g_ptr_array_new_with_free_func(g_free),
    };
    if (text->text == NULL)
        text->text = g_strdup("");
    (void)poppler_page_get_text_layout(page, &text->boxes, &text->n_boxes);
    read_letters(text, page);
}

/* The letters of a ligature stand in one glyph: those after the first begin where no other does. */
enum { MOST_OF_LIGATURE = 4 };

static bool
shares_glyph(const Text *text, guint i)
{
    if (i == 0)
        return false;
    const Letter *letter = &g_array_index(text->letters, Letter, i);
    const Letter *before = letter - 1;
    return letter->flags == 0 && letter->run == before->run &&
           fabs(letter->box.x1 - before->box.x2) < 0.1 &&
           fabs(letter->box.y1 - before->box.y1) < 0.1;
}

static void
take_over(Letter *letter, const Letter *before)
{
    const uint32_t own = RFT_PDF_GLYPH_SPACE | RFT_PDF_GLYPH_NEWLINE | RFT_PDF_GLYPH_FIXED;

    letter->flags |= before->flags & ~own;
    letter->base = before->base;
    letter->mcid = before->mcid;
}

static void
take_glyph(Letter *letter, const XtCapture *capture, const XtGlyph *glyph)
{
    letter->base = glyph->y;
    letter->flags |= RFT_PDF_GLYPH_BASE;
    letter->flags |= glyph->stroked ? RFT_PDF_GLYPH_STROKED : 0;
    letter->flags |= glyph->clipped ? RFT_PDF_GLYPH_CLIPPED : 0;
    if (glyph->mark < 0)
        return;
    const XtMark *mark = &g_array_index(capture->marks, XtMark, glyph->mark);
    letter->flags |= mark->artifact ? RFT_PDF_GLYPH_ARTIFACT : 0;
    letter->flags |= mark->mcid >= 0 ? RFT_PDF_GLYPH_TAGGED : 0;
    letter->mcid = mark->mcid;
}

/* The halves of one sign that runs from right to left (lam with alef): poppler cuts it from left to
 * right, which turns them around. */
static void
turn_ligatures(Text *text)
{
    for (guint i = 0; i + 1 < text->letters->len; i++) {
        Letter *letter = &g_array_index(text->letters, Letter, i);
        Letter *next = letter + 1;
        const gunichar c = letter->letter;
        if (!letter->beside || next->beside || c < 0x0590 || c > 0x08ff || next->letter < 0x0590 ||
            fabs(next->box.x2 - letter->box.x1) > 0.1 ||
            fabs((next->box.x2 - next->box.x1) - (letter->box.x2 - letter->box.x1)) > 0.02)
            continue;
        letter->flags &= ~(uint32_t)(RFT_PDF_GLYPH_UNDRAWN | RFT_PDF_GLYPH_NO_FONT);
        take_over(letter, next);
        letter->letter = next->letter;
        next->letter = c;
    }
}

/* Letters that were not painted are hidden only where others of their font were painted. */
static void
excuse_unpainted(Text *text, const guint8 *opened)
{
    for (guint i = 0; i < text->letters->len; i++) {
        Letter *letter = &g_array_index(text->letters, Letter, i);
        const bool known = letter->run < text->runs->len &&
                           opened[g_array_index(text->runs, Run, letter->run).font];
        if ((letter->flags & RFT_PDF_GLYPH_UNDRAWN) != 0 && !known)
            letter->flags ^= RFT_PDF_GLYPH_UNDRAWN | RFT_PDF_GLYPH_NO_FONT;
    }
}

static void
match_letters(Text *text, const XtCapture *capture, double width, double height)
{
    Places places = {0};
    g_autofree guint8 *opened = g_new0(guint8, text->fonts->len + 1);
    const XtGlyph *glyphs = (const XtGlyph *)(gpointer)capture->glyphs->data;
    guint shared = MOST_OF_LIGATURE;

    places_init(&places, capture, width, height);
    for (guint i = 0; i < text->letters->len; i++) {
        Letter *letter = &g_array_index(text->letters, Letter, i);
        int found = painted_next(&places, &letter->box);
        if (found < 0)
            found = painted(&places, &letter->box);
        letter->beside = found < 0 || fabs(glyphs[found].x - letter->box.x1) > 0.5;
        if (found >= 0) {
            shared = 0;
            take_glyph(letter, capture, &glyphs[found]);
            if (letter->run < text->runs->len)
                opened[g_array_index(text->runs, Run, letter->run).font] = 1;
            continue;
        }
        shared = shares_glyph(text, i) ? shared + 1 : MOST_OF_LIGATURE;
        if (shared < MOST_OF_LIGATURE)
            take_over(letter, letter - 1);
        else
            letter->flags |= RFT_PDF_GLYPH_UNDRAWN;
    }
    turn_ligatures(text);
    excuse_unpainted(text, opened);
    places_clear(&places);
}

/* ---- sending ---- */

static void
send_text(XtStream *stream, const Text *text)
{
    xt_u32(stream, text->fonts->len);
    for (guint i = 0; i < text->fonts->len; i++)
        xt_string(stream, g_ptr_array_index(text->fonts, i));
    xt_u32(stream, text->runs->len);
    for (guint i = 0; i < text->runs->len; i++) {
        const Run *run = &g_array_index(text->runs, Run, i);
        xt_u32(stream, run->font);
        xt_f32(stream, run->size);
        xt_u32(stream, run->colour);
    }
    xt_u32(stream, text->letters->len);
    uint8_t *at = xt_room(stream, (size_t)text->letters->len * RFT_PDF_GLYPH_SIZE);
    for (guint i = 0; i < text->letters->len; i++) {
        const Letter *letter = &g_array_index(text->letters, Letter, i);
        at = xt_put_u32(at, letter->letter);
        at = xt_put_f32(at, letter->box.x1);
        at = xt_put_f32(at, letter->box.y1);
        at = xt_put_f32(at, letter->box.x2);
        at = xt_put_f32(at, letter->box.y2);
        at = xt_put_f32(at, letter->base);
        at = xt_put_u32(at, letter->flags);
        at = xt_put_u32(at, letter->run);
        at = xt_put_u32(at, (uint32_t)letter->mcid);
    }
}

static void
send_drawing(XtStream *stream, const XtCapture *capture)
{
    xt_u32(stream, capture != NULL ? capture->lines->len : 0);
    for (guint i = 0; capture != NULL && i < capture->lines->len; i++) {
        const XtLine *line = &g_array_index(capture->lines, XtLine, i);
        xt_f32(stream, line->x0);
        xt_f32(stream, line->y0);
        xt_f32(stream, line->x1);
        xt_f32(stream, line->y1);
        xt_f32(stream, line->width);
        xt_u32(stream, line->colour);
        xt_u32(stream, line->flags);
    }
    xt_u32(stream, capture != NULL ? capture->areas->len : 0);
    for (guint i = 0; capture != NULL && i < capture->areas->len; i++) {
        const XtArea *area = &g_array_index(capture->areas, XtArea, i);
        const XtMark *mark =
            area->mark >= 0 ? &g_array_index(capture->marks, XtMark, area->mark) : NULL;
        xt_f32(stream, area->x0);
        xt_f32(stream, area->y0);
        xt_f32(stream, area->x1);
        xt_f32(stream, area->y1);
        xt_i32(stream, mark != NULL ? mark->mcid : -1);
        xt_u32(stream, mark != NULL && mark->artifact);
    }
}

/* The surface is never looked at: what poppler draws on it is written down instead. */
static const XtCapture *
capture(PopplerPage *page)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1);
    cairo_t *cr = cairo_create(surface);

    xt_capture_begin(XT_RECORD, cr);
    poppler_page_render(page, cr);
    const XtCapture *out = xt_capture_end();
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return out;
}

bool
xt_page_send(XtStream *stream, PopplerDocument *document, int index, bool text_only)
{
    PopplerPage *page = poppler_document_get_page(document, index);
    double width = 0;
    double height = 0;
    Text text;

    xt_begin(stream, RFT_PDF_PAGE);
    xt_u32(stream, (uint32_t)index + 1);
    if (page == NULL) {
        /* a page that is promised and not there is an empty one that says so */
        xt_u32(stream, RFT_PDF_PAGE_CUT);
        xt_f32(stream, 0);
        xt_f32(stream, 0);
        for (int i = 0; i < 8; i++)
            xt_u32(stream, 0);
        return xt_end(stream);
    }
    poppler_page_get_size(page, &width, &height);
    const XtCapture *drawn = text_only ? NULL : capture(page);
    read_text(&text, page);
    if (drawn != NULL)
        match_letters(&text, drawn, width, height);
    uint32_t flags = text_only ? RFT_PDF_PAGE_TEXT_ONLY : 0;
    flags |= text.cut || (drawn != NULL && drawn->cut) ? RFT_PDF_PAGE_CUT : 0;
    xt_u32(stream, flags);
    xt_f32(stream, width);
    xt_f32(stream, height);
    g_autofree char *label = poppler_page_get_label(page);
    xt_string(stream, label);
    send_text(stream, &text);
    send_drawing(stream, drawn);
    xt_links_send(stream, document, page, height);
    xt_fields_send(stream, page, height);
    text_clear(&text);
    g_object_unref(page);
    return xt_end(stream);
}
