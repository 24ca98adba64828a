/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "pdf/layout.h"

/* From the items of all pages to blocks with hints. */

typedef struct {
    uint32_t number;
    float width, height;
    const char *label;
    guint first, end; /* items */
    bool failed;
    bool no_text;
    bool ocr;
    uint32_t letters;
} PdfSheet;

/** PdfStory: the document while it is made. */
typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    PdfAbout about;
    GArray *items;  /* PdfItem */
    GArray *sheets; /* PdfSheet */
    GArray *links;  /* PdfLink */
    GStringChunk *strings;
    guint8 *heads; /* for each item: 0, or what of the page it is: 'h' header, 'f' footer */
    guint hidden;
    float body_size;
    float pitch;       /* from one base line to the next, against the size of the letters */
    float left, right; /* of the body's text */
    uint32_t page;     /* that the last page mark was for */
} PdfStory;

/** PdfFrame: what lines stand in: a page, a column, a cell. */
typedef struct {
    float left, right;
    bool cell;
} PdfFrame;

/* ---- measure.c ---- */
/** pdf_story_measure: fills in body_size, pitch, left and right. */
void pdf_story_measure(PdfStory *story);
/** pdf_frame_of: the frame of the column that @line of item @index stands in. */
PdfFrame pdf_frame_of(const PdfStory *story, guint index);

/* ---- heads.c ---- */
/** pdf_story_heads: marks the items that repeat at the edges of pages, and sends them. */
void pdf_story_heads(PdfStory *story);

/* ---- paragraphs.c ---- */
/** pdf_goes_on: whether @next belongs to the paragraph of @lines. */
bool pdf_goes_on(const PdfStory *story, const PdfFrame *frame, const GPtrArray *lines,
                 const PdfLine *next);
/** pdf_put_paragraph: adds a paragraph of @lines to @parent. Returns: (transfer none). */
ReferatNode *pdf_put_paragraph(PdfStory *story, const PdfFrame *frame, ReferatNode *parent,
                               const GPtrArray *lines, float space_before);
/** pdf_put_lines: cuts @lines into paragraphs and adds them to @parent. */
void pdf_put_lines(PdfStory *story, const PdfFrame *frame, ReferatNode *parent,
                   const GPtrArray *lines);

/* ---- build.c ---- */
/** pdf_story_build: adds everything to the body. */
void pdf_story_build(PdfStory *story);
/** pdf_put_table: */
void pdf_put_table(PdfStory *story, ReferatNode *parent, const PdfTable *table);
