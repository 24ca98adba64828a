/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/*
 * What the page extractor sends and filters/pdf reads: a stream of records, each a header of type
 * and length followed by that many bytes. All numbers are little-endian; lengths of boxes are
 * points from the upper left corner of the page as it is shown. The reader trusts none of it.
 */

/** RFT_PDF_MAGIC: the first eight bytes; the last is the version of the form. */
#define RFT_PDF_MAGIC "RFTPAGE\x01"
enum { RFT_PDF_MAGIC_SIZE = 8, RFT_PDF_HEADER_SIZE = 8 };

/** How the pages of a long document are dealt out: so many in turn to each extractor. A chunk of
 * usual pages must fit a pipe, or nobody works ahead. */
enum { RFT_PDF_SHARE_PAGES = 8, RFT_PDF_SHARED_FROM = 200 };

/** RftPdfRecordType: */
typedef enum {
    RFT_PDF_DOCUMENT = 1, /* pages, metadata, language, what the file holds besides */
    RFT_PDF_OUTLINE = 2,  /* entries in preorder */
    RFT_PDF_TAGS = 3,     /* the structure tree in preorder */
    RFT_PDF_PAGE = 4,
    RFT_PDF_PICTURE = 5, /* the answer to a request: a PNG, or a JPEG of the file */
    RFT_PDF_MESSAGE = 6, /* a line that poppler printed */
    RFT_PDF_FAILURE = 7, /* the file cannot be opened: RftPdfFailure and a text; the last record */
    RFT_PDF_END = 8      /* there are no more pages; from here on requests are answered */
} RftPdfRecordType;

/** RftPdfFailure: why a file cannot be opened. */
typedef enum {
    RFT_PDF_FAILURE_DAMAGED = 1,
    RFT_PDF_FAILURE_ENCRYPTED = 2,
    RFT_PDF_FAILURE_PASSWORD = 3, /* the one that was given does not open it */
    RFT_PDF_FAILURE_EMPTY = 4     /* no page */
} RftPdfFailure;

/* ---- sizes of what stands in rows, in bytes ---- */
enum {
    RFT_PDF_GLYPH_SIZE = 36,
    RFT_PDF_RUN_SIZE = 12,
    RFT_PDF_LINE_SIZE = 28,
    RFT_PDF_AREA_SIZE = 24,
};

/** A request for a picture of a part of a page: page, box (empty: all of it), dots per inch,
 * whether letters are drawn too. Each is answered by one record, in turn. */
enum { RFT_PDF_REQUEST_SIZE = 28 };

/** RftPdfGlyphFlags: */
enum {
    RFT_PDF_GLYPH_SPACE = 1 << 0,    /* a blank stands before it */
    RFT_PDF_GLYPH_NEWLINE = 1 << 1,  /* it begins a line, in the order of the text */
    RFT_PDF_GLYPH_UNDRAWN = 1 << 2,  /* it was not painted, though others of its font were */
    RFT_PDF_GLYPH_NO_FONT = 1 << 3,  /* it was not painted, nor was any other of its font */
    RFT_PDF_GLYPH_ARTIFACT = 1 << 4, /* in marked content that is no content */
    RFT_PDF_GLYPH_STROKED = 1 << 5,  /* its outline was drawn too: bold without a bold font */
    RFT_PDF_GLYPH_TAGGED = 1 << 6,   /* its mark is valid */
    RFT_PDF_GLYPH_CLIPPED = 1 << 7,  /* it was painted outside of what is shown */
    RFT_PDF_GLYPH_BASE = 1 << 8,     /* its base line is known */
    RFT_PDF_GLYPH_FIXED = 1 << 9     /* the blank before it does not break a line */
};

/** RftPdfLineFlags: */
enum {
    RFT_PDF_LINE_FILLED = 1 << 0, /* a filled box; else a line that was drawn */
    RFT_PDF_LINE_ARTIFACT = 1 << 1,
    RFT_PDF_LINE_CURVED = 1 << 2 /* the box around something that is not straight */
};

/** RftPdfPageFlags: */
enum {
    RFT_PDF_PAGE_TEXT_ONLY = 1 << 0, /* nothing was drawn: no lines, marks and areas */
    RFT_PDF_PAGE_CUT = 1 << 2        /* more than a page may hold: some was left out */
};

/** RftPdfTag: kinds of structure elements that matter here, ISO 32000-1, 14.8.4. */
typedef enum {
    RFT_PDF_TAG_OTHER,
    RFT_PDF_TAG_DOCUMENT,
    RFT_PDF_TAG_GROUP, /* Part, Art, Sect, Div, NonStruct */
    RFT_PDF_TAG_QUOTE,
    RFT_PDF_TAG_CAPTION,
    RFT_PDF_TAG_TOC,
    RFT_PDF_TAG_TOCI,
    RFT_PDF_TAG_PRIVATE,
    RFT_PDF_TAG_SPAN,
    RFT_PDF_TAG_NOTE,
    RFT_PDF_TAG_REFERENCE,
    RFT_PDF_TAG_LINK,
    RFT_PDF_TAG_FORM,
    RFT_PDF_TAG_P,
    RFT_PDF_TAG_H,
    RFT_PDF_TAG_H1,
    RFT_PDF_TAG_H2,
    RFT_PDF_TAG_H3,
    RFT_PDF_TAG_H4,
    RFT_PDF_TAG_H5,
    RFT_PDF_TAG_H6,
    RFT_PDF_TAG_L,
    RFT_PDF_TAG_LI,
    RFT_PDF_TAG_LBL,
    RFT_PDF_TAG_LBODY,
    RFT_PDF_TAG_TABLE,
    RFT_PDF_TAG_TR,
    RFT_PDF_TAG_TH,
    RFT_PDF_TAG_TD,
    RFT_PDF_TAG_THEAD,
    RFT_PDF_TAG_TBODY,
    RFT_PDF_TAG_TFOOT,
    RFT_PDF_TAG_FIGURE,
    RFT_PDF_TAG_FORMULA,
    RFT_PDF_TAG_CODE,
    RFT_PDF_TAG_MCID,
    RFT_PDF_TAG_OBJECT,
    RFT_PDF_N_TAGS
} RftPdfTag;

/** RftPdfFieldKind: of form fields. */
typedef enum {
    RFT_PDF_FIELD_TEXT,
    RFT_PDF_FIELD_CHECKBOX,
    RFT_PDF_FIELD_RADIO,
    RFT_PDF_FIELD_CHOICE,
    RFT_PDF_FIELD_SIGNATURE
} RftPdfFieldKind;
