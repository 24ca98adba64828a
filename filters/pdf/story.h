/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "pdf/layout.h"

/* From the items of all pages to blocks with hints. */

typedef struct {
    uint32_t number;
    float width, height;
    const char *label;
    guint first, end;  /* items */
    float left, right; /* the margins of its format */
    guint letters;
    guint8 format; /* pages of one width have one */
    bool ocr;
} PdfSheet;

/** PdfNote: a note, or the first line of one that is to be made. */
typedef struct {
    ReferatNode *node;
    ReferatNode *near; /* (nullable) */
    uint32_t page;
    const char *mark;
    guint item;  /* its first line */
    guint lines; /* items */
    size_t cut;  /* bytes of the mark in the first line */
} PdfNote;

/** PdfTarget: a place that links lead to. */
typedef struct {
    const char *name;
    uint32_t page;
    float top;
    bool placed;
} PdfTarget;

/** PdfStory: the document while it is made. */
typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    PdfExtractor *extractor;
    PdfAbout about;
    GArray *items;  /* PdfItem */
    GArray *sheets; /* PdfSheet */
    GArray *links;  /* PdfLink */
    GStringChunk *strings;
    guint8
        *heads; /* for each item: 0, or what of the page it is: 'h' header, 'f' footer, 'n' note */
    GArray *notes;   /* PdfNote */
    GArray *targets; /* PdfTarget; few, each once */
    guint hidden;
    guint n_pictures;
    guint n_notes;
    PdfOwners *owners; /* NULL: no tags */
    bool uncaptured;   /* the hooks do not work here; it was said */
    bool tagged;       /* the tags are good */
    guint letters, owned, artifacts;
    guint next_item; /* of the untagged */
    float body_size;
    float pitch;         /* from one base line to the next, against the size of the letters */
    uint32_t page;       /* that the last page mark was for */
    char **entries;      /* the outline's, ready to compare */
    uint32_t next_entry; /* the first that was not found yet */
} PdfStory;

/** PdfFrame: what lines stand in: a page, a column, a cell. */
typedef struct {
    float left, right;
    bool cell;
    bool breaks; /* lines that end early were broken by hand: the paragraph is sure */
} PdfFrame;

/* ---- metadata.c ---- */
/** pdf_put_metadata: tells what the file says of itself. @bytes: the file. */
void pdf_put_metadata(const PdfStory *story, GBytes *bytes);

/* ---- measure.c ---- */
/** pdf_story_measure: fills in body_size, pitch, and the margins of the sheets. */
void pdf_story_measure(PdfStory *story);
/** pdf_page_frame: the frame of a page that has one column. */
PdfFrame pdf_page_frame(const PdfStory *story, uint32_t page);
/** pdf_frame_of: the frame of the column that @line of item @index stands in. */
PdfFrame pdf_frame_of(const PdfStory *story, guint index);

/* ---- heads.c ---- */
/** pdf_story_heads: marks the items that repeat at the edges of pages. */
void pdf_story_heads(PdfStory *story);

/** pdf_story_first_foot: marks what stands at the foot of the first page alone; footnotes are
 * marked before. */
void pdf_story_first_foot(PdfStory *story);

/** pdf_story_send_heads: adds what was marked to the document, each distinct line once. */
void pdf_story_send_heads(PdfStory *story);

/* ---- pictures.c ---- */
/** pdf_page_pictures: appends items for the pictures of @page. */
void pdf_page_pictures(PdfStory *story, const PdfPage *page, bool ocr);
/** pdf_place_pictures: moves them to where they stand in the flow of their page. */
void pdf_place_pictures(PdfStory *story, PdfSheet *sheet);
/** pdf_story_pictures: fetches the bytes of all that are kept. */
void pdf_story_pictures(PdfStory *story);
void pdf_put_picture(PdfStory *story, ReferatNode *parent, const PdfItem *item);

/* ---- continued.c ---- */
/** pdf_join_tables: puts tables together that go on over pages. */
void pdf_join_tables(PdfStory *story);

/* ---- outline.c ---- */
void pdf_outline_index(PdfStory *story);
void pdf_outline_clear(PdfStory *story);
/** pdf_outline_has: whether the outline names @text on @page. */
bool pdf_outline_has(const PdfStory *story, const char *text, uint32_t page);
/** pdf_outline_level: Returns: the level that the outline gives a paragraph of @text; 0 = none. */
uint8_t pdf_outline_level(PdfStory *story, const char *text, uint32_t page);

/* ---- paragraphs.c ---- */
/** pdf_goes_on: whether @next belongs to the paragraph of @lines. */
bool pdf_goes_on(const PdfStory *story, const PdfFrame *frame, const GPtrArray *lines,
                 const PdfLine *next);
/** pdf_put_page_mark: says that @page begins in @paragraph, once. */
void pdf_put_page_mark(PdfStory *story, ReferatNode *paragraph, uint32_t page);
/** pdf_put_paragraph: adds a paragraph of @lines to @parent. Returns: (transfer none). */
ReferatNode *pdf_put_paragraph(PdfStory *story, const PdfFrame *frame, ReferatNode *parent,
                               const GPtrArray *lines, float space_before);
/** pdf_put_lines: cuts @lines into paragraphs and adds them to @parent. */
void pdf_put_lines(PdfStory *story, const PdfFrame *frame, ReferatNode *parent,
                   const GPtrArray *lines);

/* ---- notes.c ---- */
/** pdf_note_new: Returns: (transfer none): an empty note. @near: (nullable): the block that it is
 * referred to in, when no mark is found. @page: on which the mark is looked for; 0 = on any. */
ReferatNode *pdf_note_new(PdfStory *story, ReferatNode *near, uint32_t page);
/** pdf_note_set_mark: says what a note is marked with; an empty @mark: what its text begins with.
 */
void pdf_note_set_mark(PdfStory *story, ReferatNode *node, const char *mark);
/** pdf_find_notes: marks the items that are notes at the foot of a page. */
void pdf_find_notes(PdfStory *story);
/** pdf_put_notes: adds what was marked. */
void pdf_put_notes(PdfStory *story);
/** pdf_tie_notes: makes references of the marks in the text, when all of it stands. */
void pdf_tie_notes(PdfStory *story);

/* ---- build.c ---- */
/** pdf_story_build: adds everything to the body. */
void pdf_story_build(PdfStory *story);
/** pdf_put_stamps: adds what runs along the edges of pages, each text once. */
void pdf_put_stamps(PdfStory *story);
/** pdf_put_table: adds a table with its text. */
void pdf_put_table(PdfStory *story, ReferatNode *parent, const PdfTable *table);

/* ---- tagged.c ---- */
/** pdf_tags_are_good: whether the structure tree fits the pages. */
bool pdf_tags_are_good(const PdfStory *story);
/** pdf_story_build_tagged: adds everything to the body, as the tags have it. */
void pdf_story_build_tagged(PdfStory *story);
