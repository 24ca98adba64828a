/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

#include "pdf/record.h"

/* A page as the extractor sent it, every length and index checked. */

/** PdfGlyph: @base is always known; @order is its place in the order of the text. */
typedef struct {
    uint32_t letter;
    float x0, y0, x1, y1;
    float base;
    uint32_t flags; /* RFT_PDF_GLYPH_… */
    uint32_t run;
    int32_t mcid;
    uint32_t order;
    uint32_t style; /* ReferatTextStyle bits, found later */
    bool owned;     /* by an element of the structure tree */
} PdfGlyph;

/** PdfFont: what its name tells. */
typedef struct {
    const char *name;
    bool bold, italic, mono, symbol;
    uint8_t hash; /* of the name */
} PdfFont;

typedef struct {
    const PdfFont *font;
    float size;
    uint32_t colour;
} PdfRun;

/** PdfRule: a line or a filled box. */
typedef struct {
    float x0, y0, x1, y1;
    float width;
    uint32_t colour;
    uint32_t flags; /* RFT_PDF_LINE_… */
} PdfRule;

typedef struct {
    float x0, y0, x1, y1;
    int32_t mcid;
    bool artifact;
} PdfArea;

typedef struct {
    float x0, y0, x1, y1;
    const char *uri; /* NULL: leads to a page */
    uint32_t page;
    float top;
    const char *anchor; /* (nullable): the name of the place it leads to; of the document */
} PdfLink;

typedef struct {
    float x0, y0, x1, y1;
    RftPdfFieldKind kind;
    bool on;
    const char *value;
} PdfField;

/** PdfPage: strings and arrays live as long as the page, names of fonts too. */
typedef struct {
    uint32_t number; /* from 1 */
    uint32_t flags;  /* RFT_PDF_PAGE_… */
    float width, height;
    const char *label;
    PdfFont *fonts;
    PdfRun *runs;
    PdfGlyph *glyphs;
    PdfRule *rules;
    PdfArea *areas;
    PdfLink *links;
    PdfField *fields;
    uint32_t n_fonts, n_runs, n_glyphs, n_rules, n_areas, n_links, n_fields;
    bool illegible; /* its text is nonsense: it is to be shown as a picture */
    GStringChunk *strings;
} PdfPage;

/** PdfTag: an element of the structure tree. Strings are NULL when empty. */
typedef struct {
    uint32_t depth;
    RftPdfTag kind;
    int32_t page;
    int32_t mcid;
    uint16_t column_span, row_span;
    const char *alt;
    const char *actual;
    const char *language;
} PdfTag;

typedef struct {
    uint32_t depth;
    uint32_t page;
    float top; /* from the lower edge of the page; -1 = unknown */
    const char *title;
} PdfEntry;

/** PdfAbout: what the file says of itself. */
typedef struct {
    uint32_t n_pages;
    const char *title, *author, *subject, *keywords, *creator, *producer, *created, *modified, *xmp;
    uint32_t attachments;
    uint32_t messages; /* that came with its pages */
    bool scripts;
    bool tags_sound;
    PdfTag *tags;
    uint32_t n_tags;
    PdfEntry *entries;
    uint32_t n_entries;
    GStringChunk *strings;
} PdfAbout;

/* ---- records.c ---- */

/** pdf_page_parse: Returns: (transfer full) (nullable): NULL when the record is not sound. */
PdfPage *pdf_page_parse(const uint8_t *bytes, size_t length);
void pdf_page_free(PdfPage *page);

void pdf_about_init(PdfAbout *about);
void pdf_about_clear(PdfAbout *about);
/** pdf_about_parse: a record of type DOCUMENT, OUTLINE or TAGS. Returns: false when not sound. */
bool pdf_about_parse(PdfAbout *about, RftPdfRecordType type, const uint8_t *bytes, size_t length);

/** PdfFailure: a parsed FAILURE or MESSAGE record. */
typedef struct {
    uint32_t code; /* RftPdfFailure, or the page of a message */
    char *text;
} PdfFailure;

/* ---- legible.c ---- */
/** pdf_page_nonsense: Returns: how many letters of @page are of fonts whose text is no language. */
guint pdf_page_nonsense(const PdfPage *page);

bool pdf_failure_parse(PdfFailure *failure, const uint8_t *bytes, size_t length);

/** PdfPicture: a parsed PICTURE record. */
typedef struct {
    uint32_t page;
    float x0, y0, x1, y1;
    GBytes *file; /* PNG or JPEG */
} PdfPicture;

bool pdf_picture_parse(PdfPicture *picture, const uint8_t *bytes, size_t length);

/* ---- extractor.c ---- */

/**
 * PdfPageFunc: gets each page in turn; takes ownership of @page, which is NULL for a page that
 * could not be read. Returns: false to stop.
 */
typedef bool (*PdfPageFunc)(PdfPage *page, uint32_t number, gpointer user_data, GError **error);

/** PdfExtractor: the page extractor, or several, at work on one file. */
typedef struct PdfExtractor PdfExtractor;

/** pdf_extractor_new: Returns: (transfer full): nothing is started yet. @bytes must outlive it. */
PdfExtractor *pdf_extractor_new(ReferatContext *context, GBytes *bytes);
/** pdf_extractor_free: stops what runs. */
void pdf_extractor_free(PdfExtractor *x);

/**
 * pdf_extract:
 * @about: gets what the file says of itself before the first page comes
 *
 * Runs the extractor over all pages; where it dies on one, it is started again after it. Returns:
 * false with @error set when the file cannot be opened or @func said so.
 */
bool pdf_extract(PdfExtractor *x, PdfAbout *about, PdfPageFunc func, gpointer user_data,
                 GError **error);

/** PdfWanted: a part of a page to be had as a picture; an empty box is the whole page. */
typedef struct {
    uint32_t page;
    float x0, y0, x1, y1;
    double dpi;
    bool letters;
} PdfWanted;

/** pdf_extract_pictures: when the pages are there. @pictures gets one for each of @wanted, file
 * NULL where there is none. */
void pdf_extract_pictures(PdfExtractor *x, const PdfWanted *wanted, guint n, PdfPicture *pictures);
