/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

#include "common/packager.h"
#include "common/tabs.h"

/* The writer of OpenDocument text. Clauses are those of ODF 1.3 part 3. */

enum { ODT_LEVELS = 10 };

/* How a label is made of a number (text:list-level-style-number, 16.30, and -bullet). */
typedef struct {
    enum { SHAPE_NONE, SHAPE_NUMBER, SHAPE_BULLET, SHAPE_LITERAL } kind;
    ReferatLabelScheme scheme;
    unsigned levels;    /* how many levels the label shows */
    const char *prefix; /* interned; of SHAPE_LITERAL and SHAPE_BULLET all that is printed */
    const char *suffix;
    unsigned width; /* room for the label in tenths of a centimetre */
    uint32_t start; /* number of the first item of a list */
} OdtShape;

/* A list that is open while its items are written. */
typedef struct {
    const char *style; /* of the tree that it belongs to */
    OdtShape shapes[ODT_LEVELS];
    unsigned depth; /* from 0 */
    uint64_t next;  /* the number that comes by itself; UINT64_MAX = none */
    enum { ITEM_CLOSED, ITEM_OPEN, ITEM_HEADER } item;
    bool open;      /* its element is; see odt_interrupt_lists() */
    bool filled;    /* something stands in the item that is open */
    bool own_style; /* another than the list around it */
    bool flat;      /* too deep for an element of its own */
} OdtList;

typedef struct {
    ReferatContext *context;
    const ReferatDocument *document;
    ReferatSink *out; /* the stream that is written */
    Packager *package;
    const char *language;
    GHashTable *strings; /* what is interned */
    /* what the streams use, for styles.xml */
    GHashTable *list_styles; /* definition to name */
    GString *list_xml;
    unsigned n_numbered;
    GHashTable *variants; /* names of paragraph and text styles in other languages */
    GString *variant_xml;
    const char *text_styles[REFERAT_TEXT_CODE]; /* of style bits, once they were asked for */
    GHashTable *table_styles;                   /* automatic styles of this stream */
    GString *table_xml;
    /* numbers and names that are given */
    GHashTable *bookmarks;
    GHashTable *notes;   /* note bodies that were written, to their numbers */
    GHashTable *changes; /* insertions and deletions to their numbers */
    GHashTable *pictures;
    unsigned n_notes[2];
    unsigned n_tables;
    unsigned n_frames;
    unsigned n_objects;
    /* headings */
    OdtShape outline[ODT_LEVELS];
    uint64_t counters[ODT_LEVELS];
    const ReferatLabel *labels_above[ODT_LEVELS];
    GHashTable *levels; /* headings of the body to their levels */
    /* where we are */
    GArray *lists;    /* of OdtList */
    guint list_base;  /* lists below it are interrupted */
    bool after_space; /* a space would be folded away (6.1.2) */
    bool in_head;     /* a page header or footer */
    unsigned in_note;
    bool in_deletion;       /* the content of a deletion is written */
    const char *cell_style; /* of paragraphs in the cell that is written */
    bool in_pre;
    TabGroup tabs;        /* the paragraphs in columns that are written */
    unsigned room;        /* width of the column in tenths of a millimetre */
    GHashTable *anchors;  /* names that links may lead to */
    GHashTable *comments; /* keys to comments */
    /* what the record says */
    GHashTable *items;     /* blocks that items begin with, to the names of their bookmarks */
    GHashTable *entries;   /* blocks of the agenda, to those names */
    GHashTable *decisions; /* blocks that are one */
} Odt;

/* odt.c */
void odt_puts(Odt *odt, const char *text);
/** odt_attribute: ' name="value"' when there is a value. */
void odt_attribute(Odt *odt, const char *name, const char *value);
/** odt_text: characters, with spaces, tabs and breaks as elements where XML would fold them. */
void odt_text(Odt *odt, const char *text, size_t length);
/** odt_characters: escaped, for what is no paragraph. */
void odt_characters(Odt *odt, const char *text);
const char *odt_phrase(const Odt *odt, const char *key);
const char *odt_intern(Odt *odt, const char *text);
/** odt_style_name: Returns: (transfer full): a display name as an NCName: "Text_20_body". */
char *odt_style_name(const char *display_name);

/* acts.c */
void odt_write_children(Odt *odt, const ReferatNode *node);
/** odt_enter_paragraph: a text:p of @style. */
void odt_open_paragraph(Odt *odt, const char *style, const ReferatNode *node);
void odt_close_paragraph(Odt *odt);
/** odt_put_label: the label of @node as text. */
void odt_put_label(Odt *odt, const ReferatNode *node);
/** odt_paragraph_style: Returns: the style of plain text where @node stands. */
const char *odt_paragraph_style(const Odt *odt, const ReferatNode *node);

/* heading.c */
/** odt_collect_headings: finds how their labels are made. */
void odt_collect_headings(Odt *odt);
void odt_enter_heading(Odt *odt, const ReferatNode *node);
void odt_leave_heading(Odt *odt, const ReferatNode *node);

/* inline.c */
void odt_inline(Odt *odt, ReferatIter *it);
/** odt_write_inlines: the inlines in @node. */
void odt_write_inlines(Odt *odt, const ReferatNode *node);

/** odt_put_bookmark: a place that links lead to, once. */
void odt_put_bookmark(Odt *odt, const char *wanted);

/* meeting.c */
void odt_collect_meeting(Odt *odt);
/** odt_enter_meeting: what is written right in front of the inlines of @node. */
void odt_enter_meeting(Odt *odt, const ReferatNode *node);
void odt_leave_meeting(Odt *odt, const ReferatNode *node);
bool odt_is_decision(const Odt *odt, const ReferatNode *node);
void odt_put_meeting_fields(Odt *odt);

/* label.c */
/** odt_shape_of: how the label of @node, at @depth of its tree, is made. */
OdtShape odt_shape_of(Odt *odt, const ReferatLabel *label, unsigned depth,
                      const ReferatLabel *const *above);
/** odt_shape_prints: whether @shape prints exactly @label. */
bool odt_shape_prints(const OdtShape *shape, const OdtShape *other);
/** odt_shape_literal: prints @text, whatever it is. */
OdtShape odt_shape_literal(Odt *odt, const char *text);
/** odt_put_level: one level of a list style; lengths in tenths of a centimetre. */
void odt_put_level(GString *out, const OdtShape *shape, unsigned level, unsigned indent);
/** odt_put_outline_level: one level of the outline style. */
void odt_put_outline_level(GString *out, const OdtShape *shape, unsigned level);

/* list.c */
void odt_enter_list(Odt *odt, const ReferatNode *node);
void odt_leave_list(Odt *odt, const ReferatNode *node);
void odt_enter_item(Odt *odt, const ReferatNode *node);
void odt_leave_item(Odt *odt, const ReferatNode *node);
/** odt_need_lists: opens again what was closed; @item: for something in an item. */
void odt_need_lists(Odt *odt, bool item);
/** odt_interrupt_lists: closes what is open, for what no list may hold. Returns: for resuming. */
guint odt_interrupt_lists(Odt *odt);
void odt_resume_lists(Odt *odt, guint base);

/* table.c */
void odt_table(Odt *odt, const ReferatNode *node);

/* notes.c */
void odt_note_ref(Odt *odt, const ReferatNode *node);
/** odt_write_rest_of_notes: those that were not written where they are referred to. */
void odt_write_rest_of_notes(Odt *odt);
void odt_comment_ref(Odt *odt, const ReferatNode *node);

/* changes.c */
/** odt_write_changes: text:tracked-changes, when there are any. */
void odt_write_changes(Odt *odt);
void odt_change(Odt *odt, ReferatIter *it);

/** odt_need_automatic: adds an automatic style to the stream, once. */
void odt_need_automatic(Odt *odt, const char *name, const char *definition);

/* media.c */
void odt_image(Odt *odt, const ReferatNode *node);
void odt_formula(Odt *odt, const ReferatNode *node);

/* template.c */
typedef struct OdtTemplate OdtTemplate;
/** odt_template_read: @template (out) (transfer full) (nullable) gets that of --template. Returns:
 * false with %REFERAT_ERROR_OPTION when it is none. */
bool odt_template_read(ReferatContext *context, OdtTemplate **template, GError **error);
void odt_template_free(OdtTemplate *template);
/** odt_template_text_width: Returns: tenths of a millimetre. */
unsigned odt_template_text_width(const OdtTemplate *template);
/* merge.c */
/** odt_template_merge: Returns: (transfer full) (nullable): styles.xml of the template with
 * what @styles, our own, has besides; NULL when that cannot be made. To be called once. */
GBytes *odt_template_merge(OdtTemplate *template, GBytes *styles);
/** odt_template_add_pictures: what its styles show. */
void odt_template_add_pictures(const OdtTemplate *template, Packager *package);

/* styles.c */
/** odt_variant: Returns: the style @base for text of another language or direction. */
const char *odt_variant(Odt *odt, const char *family, const char *base, const char *language,
                        ReferatDirection direction);
/** odt_text_style: Returns: a text style of @properties, made when it is missing. */
const char *odt_text_style(Odt *odt, const char *display_name, const char *properties);
/** odt_put_language: the attributes of @tag (20.203 and those near it). */
void odt_put_language(GString *out, const char *tag);
void odt_write_styles(Odt *odt);
/** odt_root: the start tag of a stream. */
void odt_open_root(Odt *odt, const char *name);

/** odt_tab_style: Returns: the style @base with stops for the columns of the group that is written;
 * @last: of its last paragraph, after which there is space. */
const char *odt_tab_style(Odt *odt, const char *base, bool last);

/* meta.c */
void odt_write_meta(Odt *odt);
/** odt_put_field: meta:user-defined of @type (NULL: a string), when there is a value. */
void odt_put_field(Odt *odt, const char *name, const char *type, const char *value);
/** odt_is_date_time: whether @text is an xsd:dateTime. */
bool odt_is_date_time(const char *text);

extern const char odt_office_styles_sheet[];
extern const ReferatFilter odt_filter;
