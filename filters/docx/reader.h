/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/opc.h"
#include "docx/numbering.h"
#include "docx/styles.h"

/* What the parts of one document share while it is read. */

typedef enum { DOCX_ACCEPT, DOCX_REJECT, DOCX_SHOW } DocxChanges;

/** DocxNoteNumbers: how notes of a kind are numbered (17.11.11). */
typedef struct {
    const char *format;
    int32_t start;
    uint32_t count;
} DocxNoteNumbers;

typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    Package *package;
    DocxStyles *styles;
    DocxNumbering *numbering;
    GStringChunk *strings;
    char *main_part;
    OpcRelationships *main_rels;
    DocxChanges changes;
    bool comments;
    uint32_t n_comments;
    bool even_and_odd;
    DocxNoteNumbers notes[2]; /* by ReferatNoteKind */
    GHashTable *note_refs;    /* "0:id": notes that the text refers to, in use as a set */
    GHashTable *pictures;     /* part name to resource index + 1 */
    GPtrArray *sections;      /* of DocxSection */
    uint64_t hidden;          /* letters of hidden text */
    uint32_t tracked;         /* changes that were resolved */
    uint64_t cells;
    uint64_t embedded; /* charts, diagrams and files in other formats that were read */
    GPtrArray *kept;
    GHashTable *custom_marks; /* notes whose mark is the author's: they do not count */
    ReferatPosition where;    /* the paragraph that is read, for messages */
    const char *default_language;
    uint16_t body_size; /* half-points of ordinary text */
} DocxReader;

/** DocxSection: the page headers and feet of a section, by ReferatPageKind; NULL = as before. */
typedef struct {
    char *headers[3];
    char *footers[3];
    bool title_page;
} DocxSection;

/** docx_keep: Returns: (transfer none): zeroed memory that lives as long as @reader. */
gpointer docx_keep(DocxReader *reader, size_t size);

/* ---- stories: parts with paragraphs in them (story.c) ---- */

typedef enum {
    DOCX_STORY_BODY,
    DOCX_STORY_HEAD, /* page headers and feet: page numbers are left out */
    DOCX_STORY_NOTES,
    DOCX_STORY_COMMENTS
} DocxStoryKind;

/**
 * docx_story_read:
 * @part: the part's name
 * @container: where its blocks go; unused by notes and comments, which make their own
 *
 * Returns: false with @error when reading must end.
 */
bool docx_story_read(DocxReader *reader, const char *part, DocxStoryKind kind,
                     ReferatNoteKind note_kind, ReferatNode *container, GError **error);

/* ---- pictures (picture.c in common does the bytes) ---- */

/** docx_picture_load: Returns: the resource index + 1 of the picture @id refers to; 0 = none. */
uint32_t docx_picture_load(DocxReader *reader, const OpcRelationships *rels, const char *id);

/* ---- other parts ---- */

/** docx_settings_load: settings.xml. */
bool docx_settings_load(DocxReader *reader, int64_t index, GError **error);

/** docx_metadata_load: core, app and custom properties. */
bool docx_metadata_load(DocxReader *reader, const OpcRelationships *package_rels, GError **error);

/** docx_heads_read: page headers and feet of all sections. */
bool docx_heads_read(DocxReader *reader, GError **error);

/** docx_chart_read: a chart's title and numbers as a table in @container. Returns: false when there
 * is nothing to show. */
bool docx_chart_read(DocxReader *reader, const char *part, ReferatNode *container);

/** docx_diagram_read: the texts of a SmartArt drawing, a paragraph each. */
bool docx_diagram_read(DocxReader *reader, const char *part, ReferatNode *container);

/** docx_alt_chunk_read: an embedded HTML or text part as blocks in @container. */
bool docx_alt_chunk_read(DocxReader *reader, const char *part, ReferatNode *container);

extern const ReferatFilter docx_filter;
