/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "pdf/page.h"

/*
 * From glyphs to lines: what one page tells by itself. Segments are runs of glyphs on one base line
 * without a wide gap; rows are segments beside one another; lines are rows of a column. Lines are
 * small and stay until the document is built; glyphs go with their page.
 */

typedef struct PdfTable PdfTable;

/** PdfSegment: @first and @n are places in PdfLayout.order. */
typedef struct {
    guint first, n;
    float x0, x1, top, bottom, base, size;
    uint32_t order;  /* of its first glyph in the text */
    bool taken;      /* by a table */
    bool column;     /* it stands in one of several columns */
    PdfTable *table; /* (nullable): it holds the place of a table in one of several columns */
} PdfSegment;

/** PdfSpan: a piece of a line's text that ends at byte @end. */
typedef struct {
    uint32_t end;
    uint32_t style; /* ReferatTextStyle bits */
    int32_t link;   /* index of the document's links; -1 = none */
} PdfSpan;

/** PdfLine: text and what the building of paragraphs needs. Lengths in points. */
typedef struct PdfLine PdfLine;
struct PdfLine {
    const char *text; /* NUL-terminated */
    PdfSpan *spans;
    uint32_t length, n_spans;
    uint32_t page;
    float x0, x1, top, bottom, base, size;
    float text_x;     /* where the text behind a label stands; x0 when there is none */
    float first_word; /* how wide it is */
    float bold_share, capital_share;
    uint32_t order;
    uint32_t look;  /* style, font and colour, where all letters share them; 0 = they do not */
    uint16_t gaps;  /* wide gaps in it */
    bool label_gap; /* the first gap is behind what may be a label */
    float limit;    /* where something stands beside it, to the right; 0 = nothing does */
    bool rtl;       /* its letters run from right to left */
    bool artifact;
    bool owned; /* most of it is tagged */
    bool ocr;
    bool column;     /* one of several columns */
    PdfTable *table; /* (nullable): stands here instead of text: columns inside of a cell */
};

/** PdfTableCell: lines of a cell; @row and @column count from 0. */
typedef struct {
    uint32_t row, column, rows, columns;
    float x0, y0, x1, y1;
    GPtrArray *lines; /* PdfLine */
} PdfTableCell;

/** PdfTable: a grid; cells are in order of rows. */
struct PdfTable {
    uint32_t n_rows, n_columns;
    float *xs;     /* n_columns + 1 */
    GArray *cells; /* PdfTableCell */
    bool ruled;
    bool bands; /* its lines are the edges of filled boxes */
    float x0, y0, x1, y1;
};

typedef enum {
    PDF_ITEM_LINE,
    PDF_ITEM_TABLE,
    PDF_ITEM_PICTURE,
    PDF_ITEM_ASIDE /* a line that does not belong to the flow: a stamp along the edge */
} PdfItemKind;

/** PdfItem: one thing of the flow of a page. @region: the column it stands in. */
typedef struct {
    PdfItemKind kind;
    uint32_t page;
    uint32_t region;
    float x0, y0, x1, y1;
    PdfLine *line;
    PdfTable *table;
    uint32_t picture; /* 1 + the index of its resource; 0 = none yet */
    bool whole;       /* a picture of the whole page */
    bool artifact;    /* a picture that the file calls no content */
    const char *alt;  /* (nullable): what a picture shows, as its tag says */
    bool first_of_heads;
} PdfItem;

/** PdfGrid: a table that was drawn: slots between lines, put together to cells. */
typedef struct {
    float *xs, *ys; /* sorted; one more than there are columns and rows */
    uint32_t n_columns, n_rows;
    uint32_t *owner; /* of each slot: the slot of its cell's upper left corner */
    float x0, y0, x1, y1;
    bool bands;
} PdfGrid;

typedef struct {
    PdfPage *page;
    PdfGlyph *glyphs;
    guint *order; /* glyphs, segment by segment */
    guint n_order;
    GArray *segments;  /* PdfSegment */
    GArray *verticals; /* PdfRule: drawn lines of one direction, put together */
    GArray *horizontals;
    GPtrArray *grids;    /* PdfGrid */
    GPtrArray *stamps;   /* char *: text along the edge */
    guint hidden;        /* letters */
    bool ocr;            /* the text was recognised under a picture */
    uint32_t first_link; /* index of the page's first */
} PdfLayout;

/* ---- segments.c ---- */
/** pdf_seen_glyphs: Returns: (transfer full): indices of the glyphs that a reader sees in lines;
 * fills in stamps, hidden and ocr. */
GArray *pdf_seen_glyphs(PdfLayout *layout);
/** pdf_segments_of: makes the segments of @glyphs, and forgets those before. */
void pdf_segments_of(PdfLayout *layout, const guint *glyphs, guint n);

/* ---- rules.c ---- */
/** pdf_compare_floats: sorts an array of float. */
int pdf_compare_floats(gconstpointer a, gconstpointer b);
/** pdf_find_rules: sorts drawn lines, puts pieces together and finds grids. */
void pdf_find_rules(PdfLayout *layout);
void pdf_grid_free(gpointer pointer);
/** pdf_mark_decorations: lines under and through letters become their style. */
void pdf_mark_decorations(PdfLayout *layout);

/* ---- lines.c ---- */
/** pdf_make_line: Returns: (transfer full): one line of segments in reading order. */
PdfLine *pdf_make_line(const PdfLayout *layout, PdfSegment *const *segments, guint n);
/** pdf_line_free: frees a line and the table that stands in it. */
void pdf_line_free(gpointer pointer);
/** pdf_make_rows: sorts @segments (PdfSegment *) into rows. Returns: (transfer full): of GPtrArray.
 */
GPtrArray *pdf_make_rows(GPtrArray *segments);

/* ---- table.c ---- */
/** pdf_table_of_grid: takes the segments inside. Returns: (nullable): NULL when it holds nothing.
 */
PdfTable *pdf_table_of_grid(PdfLayout *layout, const PdfGrid *grid);
PdfTable *pdf_table_new(uint32_t n_columns);
void pdf_table_free(PdfTable *table);
/** pdf_table_lines: Returns: (transfer container): all lines of all cells of @table; none of NULL.
 */
GPtrArray *pdf_table_lines(const PdfTable *table);
/** pdf_item_is_owned: whether a line, or most of a table, belongs to elements of the tags. */
bool pdf_item_is_owned(const PdfItem *item);
/** pdf_aligned_tables: looks for tables without lines in the rows of a column; those found replace
 * their rows. @rows: GPtrArray of GPtrArray of segments; @tables gets one for each row or NULL. */
void pdf_aligned_tables(PdfLayout *layout, GPtrArray *rows, GPtrArray *tables);

/** pdf_lines_of_box: Returns: (transfer full): the lines of what stands in a cell or belongs to one
 * element; three rows or more in columns are a table in a line of its own. */
GPtrArray *pdf_lines_of_box(PdfLayout *layout, GPtrArray *segments);

/* ---- bands.c ---- */
/** pdf_join_bands: puts shaded rows, and those between them, together. */
void pdf_join_bands(PdfLayout *layout, GPtrArray *tables);

/* ---- flow.c ---- */
/** PdfOwners: which element of the structure tree marked content belongs to. */
typedef struct PdfOwners PdfOwners;

/** PdfPageResult: what a page gives besides its items. */
typedef struct {
    guint hidden;
    bool ocr;
    guint letters, owned, artifacts; /* seen, of these tagged, and of these marked as no content */
} PdfPageResult;

/** pdf_layout_page: appends the items of @page to @items in reading order. Text that has an owner
 * goes to @owners instead; NULL: none has. */
void pdf_layout_page(PdfPage *page, GArray *items, PdfOwners *owners, uint32_t first_link,
                     PdfPageResult *result);
void pdf_layout_init(PdfLayout *layout, PdfPage *page, uint32_t first_link);
void pdf_layout_clear(PdfLayout *layout);

/* ---- owners.c ---- */
PdfOwners *pdf_owners_new(const PdfAbout *about);
void pdf_owners_free(PdfOwners *owners);
/** pdf_owners_find: Returns: the index of the element that owns @mcid of @page, or -1. */
gint64 pdf_owners_find(const PdfOwners *owners, uint32_t page, int32_t mcid);
/** pdf_owners_add: @lines (transfer full) become the owner's, behind those it has. */
void pdf_owners_add(PdfOwners *owners, gint64 owner, GPtrArray *lines);
/** pdf_owners_alt: Returns: (transfer none) (nullable): what describes the figure that @mcid of
 * @page belongs to. @owners: NULL = there are no tags. */
const char *pdf_owners_alt(const PdfOwners *owners, uint32_t page, int32_t mcid);
/** pdf_owners_lines: Returns: (transfer none) (nullable): the lines of an element. */
GPtrArray *pdf_owners_lines(const PdfOwners *owners, uint32_t element);
void pdf_item_clear(gpointer pointer);
