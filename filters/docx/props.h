/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "docx/names.h"

/*
 * Paragraph and run properties (ECMA-376 part 1, 17.3.1 and 17.3.2): what one place says, with a
 * bit for each property that it says something about, and how places are laid over one another.
 */

/* Toggle properties (17.7.3): through styles they flip, said directly they are absolute. */
typedef enum {
    DOCX_BOLD = 1 << 0,
    DOCX_ITALIC = 1 << 1,
    DOCX_CAPS = 1 << 2,
    DOCX_SMALL_CAPS = 1 << 3,
    DOCX_STRIKE = 1 << 4,
    DOCX_DOUBLE_STRIKE = 1 << 5,
    DOCX_VANISH = 1 << 6,
    DOCX_BOLD_CS = 1 << 7,
    DOCX_ITALIC_CS = 1 << 8,
    DOCX_TOGGLES = (1 << 9) - 1,
    /* these are no toggles */
    DOCX_RTL = 1 << 9,
    DOCX_CS = 1 << 10,
    DOCX_UNDERLINE = 1 << 11,
    DOCX_HIGHLIGHT = 1 << 12,
    DOCX_SUBSCRIPT = 1 << 13,
    DOCX_SUPERSCRIPT = 1 << 14,
    DOCX_CODE = 1 << 15
} DocxRunBits;

typedef struct {
    uint32_t set;  /* DocxRunBits that are said */
    uint32_t on;   /* their values */
    uint16_t size; /* half-points, 0 = not said */
    const char *style;
    const char *font;
    const char *language;
    const char *language_bidi;
} DocxRunProps;

typedef enum {
    DOCX_PARA_OUTLINE = 1 << 0,
    DOCX_PARA_NUM_ID = 1 << 1,
    DOCX_PARA_ILVL = 1 << 2,
    DOCX_PARA_INDENT = 1 << 3,
    DOCX_PARA_FIRST = 1 << 4,
    DOCX_PARA_BEFORE = 1 << 5,
    DOCX_PARA_JC = 1 << 6,
    DOCX_PARA_BREAK = 1 << 7,
    DOCX_PARA_BIDI = 1 << 8,
    DOCX_PARA_DROP_CAP = 1 << 9
} DocxParaBits;

typedef struct {
    uint32_t set; /* DocxParaBits */
    const char *style;
    int32_t num_id;
    int32_t indent; /* twips */
    int32_t first;  /* twips, negative hangs */
    int32_t before; /* twips */
    uint8_t ilvl;
    uint8_t outline;   /* 0 to 8; 9 = body text */
    uint8_t alignment; /* ReferatAlignment */
    bool page_break;
    bool bidi;
    bool drop_cap;
    /* of the paragraph's mark */
    bool mark_inserted;
    bool mark_deleted;
    bool mark_vanish;
} DocxParaProps;

/** docx_run_property: takes the property element @token. Returns: whether it is one. */
bool docx_run_property(DocxRunProps *props, uint16_t token, const XmlAttributes *attributes,
                       GStringChunk *strings);

/** docx_para_property: the same for a child of w:pPr (w:ind, w:jc, …) or of w:numPr. */
bool docx_para_property(DocxParaProps *props, uint16_t token, const XmlAttributes *attributes,
                        GStringChunk *strings);

/** docx_run_overlay: lays @over upon @base: what @over says counts. */
void docx_run_overlay(DocxRunProps *base, const DocxRunProps *over);

/** docx_run_combine: lays a style of another level over: toggles flip (17.7.3). */
void docx_run_combine(DocxRunProps *base, const DocxRunProps *over);

/** docx_para_overlay: lays @over upon @base. */
void docx_para_overlay(DocxParaProps *base, const DocxParaProps *over);

/** docx_on_off: Returns: the value of an on-off property element (17.17.4): absent means on. */
bool docx_on_off(const XmlAttributes *attributes, uint16_t token);
