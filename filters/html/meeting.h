/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/minutes.h>

#include "html/html.h"

/** HtmlMark: a stretch of a text node that is a decision or a vote. */
typedef struct {
    uint32_t start;
    uint32_t end;
    const char *kind;
    bool named; /* the first stretch of it: says aloud what it is */
    bool whole; /* its paragraph is marked */
} HtmlMark;

/* meeting.c: what the record of the minutes adds to the page */

/** html_meeting_new: Returns: (transfer full) (nullable): NULL when the document is no minutes.
 * Gives ids to the entries of the agenda and the items that have none. */
HtmlMeeting *html_meeting_new(Html *html);
void html_meeting_free(HtmlMeeting *meeting);

/** html_meeting_event: Returns: (transfer full) (nullable): the meeting as data for search engines
 * (schema.org, JSON-LD); NULL when its day is not known. */
char *html_meeting_event(const Html *html);
/** html_script_hash: Returns: (transfer full): SHA-256 of a script's text, as a content security
 * policy names it. */
char *html_script_hash(const char *text);

/** html_meeting_facts: date, place and the like as a list, once, behind @title (NULL: at the top).
 */
void html_meeting_facts(Html *html, const ReferatNode *title);

/** html_meeting_heading: sections end and begin before @heading. Returns: whether its id stands on
 * the section. */
bool html_meeting_heading(Html *html, const ReferatNode *heading);
/** html_meeting_close: all sections end. */
void html_meeting_close(Html *html);

/** html_meeting_enter: the link around the entry of an agenda in the block @node. */
void html_meeting_enter(Html *html, const ReferatNode *node);
/** html_meeting_leave: its end; or, in an item's first block, the link back to the agenda. */
void html_meeting_leave(Html *html, const ReferatNode *node);

/** html_meeting_class: Returns: (nullable): what all of the block @node is: "decision" or "vote".
 */
const char *html_meeting_class(const Html *html, const ReferatNode *node);
/** html_meeting_marks: Returns: (nullable) (transfer none) (element-type HtmlMark): of the text
 * node. */
const GArray *html_meeting_marks(const Html *html, const ReferatNode *node);
