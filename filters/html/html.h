/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

/* The writer of one self-contained page. What stands where is a table of acts by node type. */

typedef struct HtmlMeeting HtmlMeeting;

typedef struct {
    ReferatContext *context;
    const ReferatDocument *document;
    ReferatSink *sink;
    const char *language;
    const char *media;       /* folder for pictures; NULL = in the page */
    const char *house_sheet; /* NULL when there is none besides ours */
    uint64_t inlined;        /* bytes of the pictures in the page so far */
    GHashTable *ids;         /* node to its id */
    GHashTable *used;        /* ids that are given */
    GPtrArray *headings;
    const char *title; /* in the page's head */
    char *title_text;
    unsigned level_shift;
    unsigned deepest; /* level of headings in the navigation */
    bool needs_h1;
    bool title_given; /* by the file, and the text bears it out */
    /* while writing */
    const ReferatNode *item; /* whose label waits for its first paragraph */
    unsigned in_cell;
    const ReferatNode *heading; /* the last that was written */
    bool in_page_head;
    GHashTable *notes;  /* note bodies to their numbers, from 1 in each kind */
    GHashTable *native; /* ordered lists whose labels browsers print themselves */
    GHashTable *noted;  /* notes that were referred to already */
    bool in_pre;
    HtmlMeeting *meeting; /* NULL when it is no page of minutes */
} Html;

/* ids.c */
/** html_collect: gives ids, finds the title and the headings. */
void html_collect(Html *html);
void html_clear(Html *html);
/** html_id: Returns: (nullable): the id of @node. */
const char *html_id(const Html *html, const ReferatNode *node);
/** html_give_id: names @node, which has no id yet, after @text, or @fallback. */
void html_give_id(Html *html, const ReferatNode *node, const char *fallback, const char *text);
/** html_anchor_id: Returns: (transfer full): the id of an anchor's name. */
char *html_anchor_id(const char *name);

/* acts.c */
/** html_write_children: writes what is in @node. */
void html_write_children(Html *html, const ReferatNode *node);
void html_puts(Html *html, const char *text);
/** html_text: escaped. */
void html_text(Html *html, const char *text);
/** html_attribute: ' name="value"' when there is a value. */
void html_attribute(Html *html, const char *name, const char *value);
/** html_common: lang and dir of @node. */
void html_common(Html *html, const ReferatNode *node);
/** html_phrase: Returns: what the page says itself, in its language. */
const char *html_phrase(const Html *html, const char *key);
/** html_put_label: the printed label of @node, visible. */
void html_put_label(Html *html, const ReferatNode *node);
/** html_is_in_tight: whether @paragraph gets no tag of its own. */
bool html_is_in_tight(const ReferatNode *paragraph);
/** html_is_tight: whether @node holds one paragraph and nothing but lists besides. */
bool html_is_tight(const ReferatNode *node);

/* inline.c: each is called at both events and tells them apart itself */
void html_inline(Html *html, const ReferatIter *it);

/* table.c */
void html_enter_table(Html *html, ReferatIter *it);
void html_leave_table(Html *html, const ReferatNode *node);
void html_enter_row(Html *html, const ReferatNode *node);
void html_leave_row(Html *html, const ReferatNode *node);
void html_enter_cell(Html *html, const ReferatNode *node);
void html_leave_cell(Html *html, const ReferatNode *node);

/* list.c */
void html_enter_list(Html *html, const ReferatNode *node);
void html_leave_list(Html *html, const ReferatNode *node);
void html_enter_item(Html *html, const ReferatNode *node);

/* notes.c */
void html_note_ref(Html *html, const ReferatNode *node);
void html_comment_ref(Html *html, const ReferatNode *node);
void html_write_notes(Html *html);

/* page.c */
bool html_write_page(Html *html, GError **error);

/** HtmlPart: what a page is made of; the names are those of the places in a template. */
typedef enum {
    HTML_PART_LANGUAGE,  /* tag, for the lang attribute */
    HTML_PART_TITLE,     /* text */
    HTML_PART_HEAD,      /* all that belongs in the head: the next four, and the title */
    HTML_PART_POLICY,    /* Content-Security-Policy */
    HTML_PART_METADATA,  /* meta elements */
    HTML_PART_STYLE,     /* style element */
    HTML_PART_DATA,      /* the meeting as JSON-LD */
    HTML_PART_BODY,      /* all that belongs in the body: the next five */
    HTML_PART_SKIP,      /* link to the text, for those who use a keyboard */
    HTML_PART_HEADER,    /* page heads of the document */
    HTML_PART_CONTENTS,  /* navigation */
    HTML_PART_MAIN,      /* the text */
    HTML_PART_FOOTER,    /* page feet of the document */
    HTML_PART_GENERATOR, /* text */
    HTML_PART_SOURCE,    /* text: SHA-256 of the document that it was made from */
    HTML_N_PARTS
} HtmlPart;

/** html_put_part: each of those that hold text of the document at most once. */
void html_put_part(Html *html, HtmlPart part);

/* template.c */
/** html_write_template: writes the parts where @text has their places. Returns: false with
 * %REFERAT_ERROR_OPTION when it is no template; nothing is written then. */
bool html_write_template(Html *html, const char *text, size_t length, const char *name,
                         GError **error);

/** html_line_of: Returns: the line of @text, from 1, that @at is in. */
unsigned html_line_of(const char *text, const char *at);

/* sheet.c */
/** html_read_sheet: @sheet (out) (transfer full) (nullable) gets that of --css. Returns: false with
 * %REFERAT_ERROR_OPTION when it would end the style element or fetch something. */
bool html_read_sheet(const ReferatContext *context, char **sheet, GError **error);

/* media.c */
/** html_put_image: an img element. */
void html_put_image(Html *html, const ReferatNode *node);
/** html_write_media: the pictures, into the folder of --media. */
bool html_write_media(const Html *html, GError **error);

extern const char html_style_sheet[];
extern const ReferatFilter html_filter;
