/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "docx/reader.h"

/*
 * The state of reading one story. Elements are rows of a table (story.c); their handlers live in
 * run.c, paragraph.c, table.c, field.c, drawing.c and math.c.
 */

typedef struct DocxStory DocxStory;
typedef struct DocxTable DocxTable;
typedef struct DocxParagraph DocxParagraph;
typedef struct DocxFlow DocxFlow;
typedef struct DocxMath DocxMath;

/* A link that is open, by element or by field. */
typedef struct {
    const char *uri;
    const char *anchor;
} DocxLink;

/* A tracked change that is open, when changes are shown. */
typedef struct {
    bool deletion;
    const char *author;
    const char *date;
} DocxChange;

struct DocxParagraph {
    ReferatNode *node;
    DocxParaProps props; /* direct */
    DocxRunProps base;   /* document defaults and paragraph style */
    const DocxStyle *style;
    uint32_t line; /* its number in the part */
    bool begun;    /* properties are known, text may come */
    bool has_content;
    bool joined;   /* the next text goes on where another paragraph ended */
    bool sequence; /* holds a SEQ field: the number of a caption */
    bool page_number;
    uint32_t n_stops;    /* tab stops of its own, and which of them draw a line to sign on */
    uint32_t lines;      /* bits */
    uint32_t n_tabs;     /* that stood in its text so far */
    uint32_t role_look;  /* bits that the role of the style gives anyway */
    uint64_t letters;    /* bytes of visible text, */
    uint64_t bold;       /* of these bold, */
    uint64_t size_sum;   /* and each times its size in half-points */
    ReferatNode *marked; /* a note reference whose mark is the next text */
    /* inline nodes that text goes into, and what they stand for */
    ReferatNode *change_node;
    const DocxChange *change_for;
    ReferatNode *link_node;
    const DocxLink *link_for;
};

/* A run of blocks: body, cell, text box, note. Text boxes nest inside paragraphs. */
struct DocxFlow {
    DocxFlow *outer;
    ReferatNode *container;
    DocxParagraph paragraph;
    ReferatNode *pending; /* a paragraph whose mark is deleted: goes to the front of the next */
    GPtrArray *after;     /* text boxes to put behind the paragraph; NULL = none */
    DocxTable *table;
    unsigned field_base; /* fields below this belong to the outer flow */
    bool in_run;
    DocxRunProps run;
    DocxRunProps effective;
    uint32_t role_only; /* bits of @effective that only the role of the paragraph gives */
    bool run_known;
};

/* What the fields on the stack do; see field.c. */
typedef enum {
    FIELD_OTHER,
    FIELD_LINK,
    FIELD_CONTENTS,
    FIELD_PAGE_NUMBER,
    FIELD_FORM,
    FIELD_CODE_ONLY
} DocxFieldKind;

typedef struct {
    GString *code;
    const DocxLink *link;
    DocxFieldKind kind;
    bool in_result;
    bool simple;
    /* form fields */
    ReferatFormKind form;
    bool checked;
    GPtrArray *entries;
    uint32_t chosen;
    bool text_given;
} DocxField;

/* A content control that is open (17.5.2). */
typedef struct {
    unsigned depth;
    bool placeholder;
    bool checkbox;
    bool checked;
    bool done;
    bool contents;
} DocxControl;

enum { DOCX_DEPTH = 256, DOCX_FIELDS = 32, DOCX_CONTROLS = 64, DOCX_DRAWINGS = 12, DOCX_BOXES = 8 };

/* mc:AlternateContent that is open: whether one of its choices was taken. */
typedef struct {
    unsigned depth;
    bool taken;
} DocxAlternative;

/* A picture, shape or chart in the making (drawing.c). */
typedef struct {
    const char *alt;
    const char *picture_alt;
    char *embed;
    char *svg;
    unsigned depth;
    float width;
    float height;
    bool decorative;
    bool in_picture;
} DocxDrawing;

struct DocxStory {
    DocxReader *reader;
    XmlParser *parser;
    DocxStoryKind kind;
    ReferatNoteKind note_kind;
    const char *part;
    OpcRelationships *rels;
    ReferatNode *container;
    DocxFlow *flow;
    uint32_t paragraphs;
    /* elements */
    unsigned depth;
    unsigned skip; /* depth at which skipping began; 0 = not skipping */
    uint16_t stack[DOCX_DEPTH];
    bool in_text; /* between the tags of w:t and the like */
    bool in_code; /* of w:instrText */
    bool in_properties;
    /* things that are open */
    DocxField fields[DOCX_FIELDS];
    unsigned n_fields;
    unsigned fields_beyond; /* fields deeper than the stack holds */
    DocxControl controls[DOCX_CONTROLS];
    unsigned n_controls;
    DocxAlternative alternatives[DOCX_CONTROLS];
    unsigned n_alternatives;
    const DocxLink *hyperlink;
    const DocxFlow *hyperlink_flow;
    unsigned hyperlink_depth;
    GPtrArray *anchors; /* names of bookmarks that wait for a paragraph */
    const DocxChange *change;
    unsigned change_depth;
    unsigned deleted; /* within this many w:del or w:moveFrom */
    unsigned inserted;
    unsigned box_depth;
    unsigned table_depth;
    DocxDrawing drawings[DOCX_DRAWINGS];
    unsigned n_drawings;
    unsigned tables_beyond; /* tables deeper than the limit: their text flows on */
    unsigned boxes_beyond;
    DocxMath *math;
    ReferatNode *ruby;
    GString *ruby_text;
    bool in_ruby_text;
    DocxSection *section;
    bool note_skipped; /* a separator */
};

/* story.c */
uint16_t docx_parent(const DocxStory *story, unsigned up);
void docx_skip(DocxStory *story);
void docx_flow_push(DocxStory *story, ReferatNode *container);
void docx_flow_pop(DocxStory *story);
ReferatPosition docx_position(const DocxStory *story);

/** docx_control_takes_text: whether text at this place only draws a check box, which was put. */
bool docx_control_takes_text(DocxStory *story);

/* paragraph.c */
void docx_paragraph_start(DocxStory *story, const XmlAttributes *attributes);
void docx_paragraph_end(DocxStory *story);
void docx_paragraph_begin_text(DocxStory *story);
void docx_paragraph_properties_end(DocxStory *story);
/** docx_pending_flush: a paragraph without its mark that nothing follows stands by itself. */
void docx_pending_flush(DocxStory *story);
/** docx_paragraph_ensure: for inlines outside of any w:p: opens one. Returns: false when none can
 * be. */
bool docx_paragraph_ensure(DocxStory *story);
/** docx_inline_parent: Returns: the node that the next inline goes into. */
ReferatNode *docx_inline_parent(DocxStory *story);
/**
 * docx_count_embedded: before a chart, a diagram or another format is read.
 * Returns: false when there are more than %REFERAT_LIMIT_EMBEDDED; the story has failed then.
 */
bool docx_count_embedded(DocxStory *story);

/** docx_place_block: puts a block (text box, chart) before or behind the open paragraph. */
void docx_place_block(DocxStory *story, ReferatNode *block);

/* run.c */
void docx_run_start(DocxStory *story);
void docx_run_end(DocxStory *story);
void docx_put_text(DocxStory *story, const char *text, size_t length);
void docx_symbol(DocxStory *story, const XmlAttributes *attributes);
void docx_break(DocxStory *story, const XmlAttributes *attributes);
void docx_note_reference(DocxStory *story, ReferatNoteKind kind, const XmlAttributes *attributes);
void docx_comment_reference(DocxStory *story, const XmlAttributes *attributes);
void docx_bookmark(DocxStory *story, const XmlAttributes *attributes);
/** docx_shows: whether inlines count at this place (not deleted, not in a field's code). */
bool docx_shows(const DocxStory *story);

/* field.c */
void docx_field_char(DocxStory *story, const XmlAttributes *attributes);
void docx_field_simple_start(DocxStory *story, const XmlAttributes *attributes);
void docx_field_simple_end(DocxStory *story);
/** docx_fields_end_codes: at the end of a paragraph, no code is open any more. */
void docx_fields_end_codes(DocxStory *story);
void docx_field_code(DocxStory *story, const char *text, size_t length);
void docx_field_form(DocxStory *story, uint16_t token, const XmlAttributes *attributes);
void docx_hyperlink_start(DocxStory *story, const XmlAttributes *attributes);
void docx_fields_clear(DocxStory *story, unsigned down_to);
/** docx_field_link: Returns: (nullable): the link of the innermost field or element. */
const DocxLink *docx_current_link(const DocxStory *story);
bool docx_field_hides(const DocxStory *story);
bool docx_in_contents(const DocxStory *story);
bool docx_in_page_number(const DocxStory *story);

/* table.c */
void docx_table_start(DocxStory *story);
void docx_table_end(DocxStory *story);
/** docx_table_drop: frees an open table of a flow that ends, without its unfinished row. */
void docx_table_drop(DocxStory *story);
void docx_row_start(DocxStory *story);
void docx_row_end(DocxStory *story);
void docx_cell_start(DocxStory *story);
void docx_cell_end(DocxStory *story);
/** docx_flow_is_cell: whether the innermost flow is that of a table cell. */
bool docx_flow_is_cell(const DocxStory *story);
void docx_table_property(DocxStory *story, uint16_t token, const XmlAttributes *attributes);
void docx_table_free(DocxTable *table);

/* drawing.c */
void docx_drawing_element(DocxStory *story, uint16_t token, const XmlAttributes *attributes);
void docx_drawing_end(DocxStory *story, uint16_t token);
void docx_box_start(DocxStory *story);
void docx_box_end(DocxStory *story);

/* math.c */
void docx_math_start(DocxStory *story, uint16_t token, const XmlAttributes *attributes);
void docx_math_end(DocxStory *story, uint16_t token);
void docx_math_text(DocxStory *story, const char *text, size_t length);
void docx_math_free(DocxMath *math);
