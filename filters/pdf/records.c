/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "pdf/page.h"

/* Records to structures. The extractor reads hostile files and may have been taken over: nothing
 * that it says is believed before it was checked. */

typedef struct {
    const uint8_t *at;
    size_t left;
    bool bad;
} Reader;

static uint32_t
get_u32(Reader *reader)
{
    uint32_t value = 0;

    if (reader->left < sizeof(value)) {
        reader->bad = true;
        reader->left = 0;
        return 0;
    }
    memcpy(&value, reader->at, sizeof(value));
    reader->at += sizeof(value);
    reader->left -= sizeof(value);
    return GUINT32_FROM_LE(value);
}

static int32_t
get_i32(Reader *reader)
{
    return (int32_t)get_u32(reader);
}

/* Anything that is no length on a page is 0: pages are 14,400 points at most (ISO 32000-1, annex
 * C). */
enum { FARTHEST = 20000 };

static float
get_f32(Reader *reader)
{
    const uint32_t bits = get_u32(reader);
    float value = 0;

    memcpy(&value, &bits, sizeof(value));
    return isfinite(value) && fabsf(value) <= FARTHEST ? value : 0.0F;
}

/* A string is cut at a NUL and made valid. */
static const char *
get_string(Reader *reader, GStringChunk *strings)
{
    const uint32_t length = get_u32(reader);

    if (length > reader->left) {
        reader->bad = true;
        reader->left = 0;
        return NULL;
    }
    /* a record without bytes has no place to point at */
    if (length == 0)
        return NULL;
    const char *bytes = (const char *)reader->at;
    reader->at += length;
    reader->left -= length;
    g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)strnlen(bytes, length));
    return *valid != '\0' ? g_string_chunk_insert(strings, valid) : NULL;
}

/* How many rows of at least @size bytes follow; as many must be there. */
static uint32_t
get_count(Reader *reader, size_t size)
{
    const uint32_t n = get_u32(reader);

    if (n > reader->left / size) {
        reader->bad = true;
        reader->left = 0;
        return 0;
    }
    return n;
}

static void
get_box(Reader *reader, float *box)
{
    float b[4];

    for (int i = 0; i < 4; i++)
        b[i] = get_f32(reader);
    box[0] = MIN(b[0], b[2]);
    box[1] = MIN(b[1], b[3]);
    box[2] = MAX(b[0], b[2]);
    box[3] = MAX(b[1], b[3]);
}

/* MIN and CLAMP take their arguments twice: what reads is a function. */
static uint32_t
get_within(Reader *reader, uint32_t least, uint32_t most)
{
    const uint32_t value = get_u32(reader);

    return CLAMP(value, least, most);
}

static float
get_length(Reader *reader, float most)
{
    const float value = get_f32(reader);

    return CLAMP(value, 0.0F, most);
}

#define GET_BOX(reader, row)                                                                       \
    do {                                                                                           \
        float box_[4];                                                                             \
        get_box(reader, box_);                                                                     \
        (row)->x0 = box_[0];                                                                       \
        (row)->y0 = box_[1];                                                                       \
        (row)->x1 = box_[2];                                                                       \
        (row)->y1 = box_[3];                                                                       \
    } while (0)

/* ---- fonts ---- */

static bool
says(const char *name, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcasestr(name, *words) != NULL)
            return true;
    return false;
}

static void
read_fonts(Reader *reader, PdfPage *page)
{
    static const char *const bold[] = {"bold", "black", "heavy", "-bd",
                                       "cmbx", "ecbx",  "sfbx",  NULL};
    static const char *const italic[] = {"italic", "oblique", "kursiv", "cmti",
                                         "ecti",   "cmsl",    "-it",    NULL};
    static const char *const mono[] = {"courier", "mono", "consol", "typewriter", NULL};
    static const char *const symbol[] = {"symbol", "wingding", "dingbat", "webding", NULL};

    page->n_fonts = get_count(reader, 4);
    page->fonts = g_new0(PdfFont, page->n_fonts + 1);
    for (uint32_t i = 0; i < page->n_fonts; i++) {
        PdfFont *font = &page->fonts[i];
        font->name = get_string(reader, page->strings);
        if (font->name == NULL)
            font->name = "";
        font->bold = says(font->name, bold);
        font->italic = says(font->name, italic);
        font->mono = says(font->name, mono);
        font->symbol = says(font->name, symbol);
        font->hash = (uint8_t)g_str_hash(font->name);
    }
}

static void
read_runs(Reader *reader, PdfPage *page)
{
    static const PdfFont none = {.name = ""};

    page->n_runs = get_count(reader, RFT_PDF_RUN_SIZE);
    page->runs = g_new0(PdfRun, page->n_runs + 1);
    page->runs[0].font = &none;
    for (uint32_t i = 0; i < page->n_runs; i++) {
        const uint32_t font = get_u32(reader);
        page->runs[i].font = font < page->n_fonts ? &page->fonts[font] : &none;
        page->runs[i].size = get_length(reader, 2000.0F);
        page->runs[i].colour = get_u32(reader);
    }
}

static bool
is_letter(uint32_t c)
{
    return c >= 0x20 && c < 0x110000 && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff;
}

static void
read_glyphs(Reader *reader, PdfPage *page)
{
    const uint32_t n = get_count(reader, RFT_PDF_GLYPH_SIZE);

    page->glyphs = g_new0(PdfGlyph, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        PdfGlyph *glyph = &page->glyphs[page->n_glyphs];
        glyph->letter = get_u32(reader);
        GET_BOX(reader, glyph);
        glyph->base = get_f32(reader);
        glyph->flags = get_u32(reader);
        glyph->run = get_u32(reader);
        glyph->mcid = get_i32(reader);
        glyph->order = i;
        if (glyph->run >= page->n_runs)
            glyph->run = 0;
        if ((glyph->flags & RFT_PDF_GLYPH_BASE) == 0)
            glyph->base = glyph->y1 - (glyph->y1 - glyph->y0) * 0.22F;
        if (is_letter(glyph->letter))
            page->n_glyphs++;
    }
}

static void
read_rules(Reader *reader, PdfPage *page)
{
    page->n_rules = get_count(reader, RFT_PDF_LINE_SIZE);
    page->rules = g_new0(PdfRule, page->n_rules + 1);
    for (uint32_t i = 0; i < page->n_rules; i++) {
        PdfRule *rule = &page->rules[i];
        GET_BOX(reader, rule);
        rule->width = get_length(reader, 1000.0F);
        rule->colour = get_u32(reader);
        rule->flags = get_u32(reader);
    }
    page->n_areas = get_count(reader, RFT_PDF_AREA_SIZE);
    page->areas = g_new0(PdfArea, page->n_areas + 1);
    for (uint32_t i = 0; i < page->n_areas; i++) {
        PdfArea *area = &page->areas[i];
        GET_BOX(reader, area);
        area->mcid = get_i32(reader);
        area->artifact = get_u32(reader) != 0;
    }
}

static void
read_links(Reader *reader, PdfPage *page)
{
    page->n_links = get_count(reader, 28);
    page->links = g_new0(PdfLink, page->n_links + 1);
    for (uint32_t i = 0; i < page->n_links; i++) {
        PdfLink *link = &page->links[i];
        GET_BOX(reader, link);
        link->uri = get_string(reader, page->strings);
        link->page = get_u32(reader);
        link->top = get_f32(reader);
    }
    page->n_fields = get_count(reader, 28);
    page->fields = g_new0(PdfField, page->n_fields + 1);
    for (uint32_t i = 0; i < page->n_fields; i++) {
        PdfField *field = &page->fields[i];
        GET_BOX(reader, field);
        field->kind = (RftPdfFieldKind)get_within(reader, 0, RFT_PDF_FIELD_SIGNATURE);
        field->on = get_u32(reader) != 0;
        field->value = get_string(reader, page->strings);
    }
}

PdfPage *
pdf_page_parse(const uint8_t *bytes, size_t length)
{
    Reader reader = {bytes, length, false};
    PdfPage *page = g_new0(PdfPage, 1);

    page->strings = g_string_chunk_new(1024);
    page->number = get_u32(&reader);
    page->flags = get_u32(&reader);
    page->width = get_f32(&reader);
    page->height = get_f32(&reader);
    page->label = get_string(&reader, page->strings);
    read_fonts(&reader, page);
    read_runs(&reader, page);
    read_glyphs(&reader, page);
    read_rules(&reader, page);
    read_links(&reader, page);
    if (!reader.bad)
        return page;
    pdf_page_free(page);
    return NULL;
}

void
pdf_page_free(PdfPage *page)
{
    if (page == NULL)
        return;
    g_free(page->fonts);
    g_free(page->runs);
    g_free(page->glyphs);
    g_free(page->rules);
    g_free(page->areas);
    g_free(page->links);
    g_free(page->fields);
    g_string_chunk_free(page->strings);
    g_free(page);
}

/* ---- what the file says of itself ---- */

void
pdf_about_init(PdfAbout *about)
{
    *about = (PdfAbout){.strings = g_string_chunk_new(4096)};
}

void
pdf_about_clear(PdfAbout *about)
{
    g_free(about->tags);
    g_free(about->entries);
    g_string_chunk_free(about->strings);
}

static void
read_document(Reader *reader, PdfAbout *about)
{
    const char **strings[] = {
        &about->title,    &about->author,  &about->subject,  &about->keywords, &about->creator,
        &about->producer, &about->created, &about->modified, &about->xmp,
    };

    about->n_pages = get_u32(reader);
    for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
        *strings[i] = get_string(reader, about->strings);
    about->attachments = get_u32(reader);
    about->scripts = get_u32(reader) != 0;
}

static void
read_outline(Reader *reader, PdfAbout *about)
{
    g_free(about->entries);
    about->n_entries = get_count(reader, 16);
    about->entries = g_new0(PdfEntry, about->n_entries + 1);
    for (uint32_t i = 0; i < about->n_entries; i++) {
        PdfEntry *entry = &about->entries[i];
        entry->depth = get_within(reader, 0, 100);
        entry->page = get_u32(reader);
        entry->top = get_f32(reader);
        entry->title = get_string(reader, about->strings);
    }
}

static void
read_tags(Reader *reader, PdfAbout *about)
{
    g_free(about->tags);
    about->tags_sound = get_u32(reader) != 0;
    about->n_tags = get_count(reader, 36);
    about->tags = g_new0(PdfTag, about->n_tags + 1);
    for (uint32_t i = 0; i < about->n_tags; i++) {
        PdfTag *tag = &about->tags[i];
        const uint32_t deepest = i > 0 ? about->tags[i - 1].depth + 1 : 0;
        tag->depth = get_within(reader, 0, deepest);
        tag->kind = (RftPdfTag)get_u32(reader);
        if ((unsigned)tag->kind >= RFT_PDF_N_TAGS)
            tag->kind = RFT_PDF_TAG_OTHER;
        tag->page = get_i32(reader);
        tag->mcid = get_i32(reader);
        tag->column_span = (uint16_t)get_within(reader, 1, 1000);
        tag->row_span = (uint16_t)get_within(reader, 1, 1000);
        tag->alt = get_string(reader, about->strings);
        tag->actual = get_string(reader, about->strings);
        tag->language = get_string(reader, about->strings);
    }
}

bool
pdf_about_parse(PdfAbout *about, RftPdfRecordType type, const uint8_t *bytes, size_t length)
{
    Reader reader = {bytes, length, false};

    if (type == RFT_PDF_DOCUMENT)
        read_document(&reader, about);
    else if (type == RFT_PDF_OUTLINE)
        read_outline(&reader, about);
    else
        read_tags(&reader, about);
    return !reader.bad;
}

bool
pdf_failure_parse(PdfFailure *failure, const uint8_t *bytes, size_t length)
{
    Reader reader = {bytes, length, false};
    GStringChunk *strings = g_string_chunk_new(256);

    failure->code = get_u32(&reader);
    failure->text = g_strdup(get_string(&reader, strings));
    g_string_chunk_free(strings);
    return !reader.bad;
}

bool
pdf_picture_parse(PdfPicture *picture, const uint8_t *bytes, size_t length)
{
    Reader reader = {bytes, length, false};

    picture->page = get_u32(&reader);
    GET_BOX(&reader, picture);
    const uint32_t size = get_u32(&reader);
    if (reader.bad || size > reader.left)
        return false;
    picture->file = size > 0 ? g_bytes_new(reader.at, size) : NULL;
    return true;
}
