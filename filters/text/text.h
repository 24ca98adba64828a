/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/filter.h>

#include "common/tabs.h"

/* The writer of plain text. What becomes of each node type is a table in acts.c. */

typedef struct {
    ReferatContext *context;
    const ReferatDocument *document;
    ReferatSink *sink;
    const char *language;
    unsigned width;      /* display columns; 0 = lines are not broken */
    bool reader;         /* for screen readers: nothing is drawn */
    GHashTable *targets; /* link targets that were printed */
} Text;

/* A list that is open: how far its text stands off its labels, and whether its items stand without
 * blank lines. */
typedef struct {
    unsigned hang;
    bool tight;
} FlowList;

/* Where the words after each tab of a line begin, from the line's first column on. */
typedef struct {
    unsigned columns[TABS_MOST];
    unsigned n;
    bool hang; /* lines that follow begin at the last of them */
} TextStops;

/* A column of lines: the page, or a cell of a table. */
typedef struct {
    Text *text;
    GString *out;
    unsigned width;
    unsigned indent;
    unsigned gap;     /* blank lines before the next block */
    GString *label;   /* waits for the first line of the next block, with what stands before it */
    GPtrArray *links; /* cells: lines about links, for below the table; NULL = they stand in the
                         text */
    GArray *lists;    /* of FlowList */
    TabGroup tabs;    /* the paragraphs in columns that are written */
    TextStops stops;  /* of the block that is written; n = 0: tabs go as they come */
    bool in_cell;
    bool compact; /* the box that is written: its lines belong together */
    bool again;   /* what is written was written before: nothing is said of it */
    bool begun;
} Flow;

/* flow.c */
void flow_init(Flow *flow, Text *text, unsigned width);
void flow_clear(Flow *flow);
/** flow_begin: the blank lines that stand before a block. */
void flow_begin(Flow *flow);
/** flow_wait: @label stands before the next block, at the indent as it is now. */
void flow_wait(Flow *flow, const char *label);
/** flow_put: one block of text; "\n" are its line breaks. Its label is that which waits. */
void flow_put(Flow *flow, const char *words);
/** flow_put_label: a label that found no block stands alone. */
void flow_put_label(Flow *flow);
/** flow_put_raw: lines that are not broken, such as those of a program or a table. */
void flow_put_raw(Flow *flow, const char *lines);
/** flow_put_line: @times @what, from the indent on. */
void flow_put_line(Flow *flow, const char *what, unsigned times);
/** flow_room: Returns: the columns that are left beside the indent; UINT_MAX = any number. */
unsigned flow_room(const Flow *flow);

/* fill.c */
/** text_columns: Returns: how wide @text is on a terminal. */
unsigned text_columns(const char *text, size_t length);
/**
 * text_fill:
 * @first: the column where the first line begins
 * @rest: the column where the others begin
 * @stops: where tabs lead
 *
 * Appends @words, broken into lines of at most @width columns (0 = not broken).
 */
void text_fill(GString *out, const char *words, unsigned width, unsigned first, unsigned rest,
               const TextStops *stops);

/* clean.c */
/** text_append_clean: appends text without what a terminal must not get. */
void text_append_clean(GString *out, const char *text, size_t length);
/** text_compose: brings @text to normalisation form C (UAX #15). */
void text_compose(GString *text);

/* inline.c */
/** text_words: Returns: (transfer full): the words of the block @node; "\n" are line breaks. */
char *text_words(Flow *flow, const ReferatNode *node);
const char *text_phrase(const Text *text, const char *key);

/* acts.c */
/** text_write_children: writes what is in @node. */
void text_write_children(Flow *flow, const ReferatNode *node);

/* table.c */
void text_table(Flow *flow, const ReferatNode *table);

/* notes.c */
/** text_write_notes: the notes and comments of the whole document. */
void text_write_notes(Flow *flow);

extern const ReferatFilter text_filter;
