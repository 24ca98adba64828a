/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/minutes.h>

#include "common/xml.h"
#include "rxml/rxml.h"

/* The record of the minutes in the XML form: <minutes> behind the document's regions. */

/* Tokens of its elements and attributes; the reader's own begin behind them. */
enum {
    RXML_MINUTES = REFERAT_N_NODE_TYPES + 1,
    RXML_VALUE,
    RXML_PARTICIPANT,
    RXML_ENTRY,
    RXML_DECISION,
    RXML_VOTE,
    RXML_ACTION,
    RXML_LAST_ELEMENT = RXML_ACTION,
    RXML_A_ID,
    RXML_A_STATUS,
    RXML_A_FUNCTION,
    RXML_A_OF,
    RXML_A_DEPTH,
    RXML_A_PAGE,
    RXML_A_NODE,
    RXML_A_COUNTERPART,
    RXML_A_ITEM,
    RXML_A_FOR,
    RXML_A_AGAINST,
    RXML_A_ABSTAINING,
    RXML_A_UNANIMOUS,
    RXML_A_CONFIDENCE,
    RXML_A_FROM,
    RXML_A_TO,
    /* shared with the nodes */
    RXML_A_KIND,
    RXML_A_LANG,
    RXML_A_NAME,
    RXML_A_TEXT,
    RXML_TOKENS_END
};

/** rxml_minutes_names: their names; ends with one without a name. */
extern const XmlName rxml_minutes_names[];

/** rxml_put_minutes: writes @minutes; letters masked when @scrub. */
void rxml_put_minutes(ReferatSink *sink, const ReferatMinutes *minutes, bool scrub);

/** RxmlMinutes: a record being read. */
typedef struct RxmlMinutes RxmlMinutes;

RxmlMinutes *rxml_minutes_new(ReferatBuilder *builder);
void rxml_minutes_free(RxmlMinutes *reader);

/** rxml_minutes_start: Returns: (nullable) (transfer none): what is wrong with the element. */
const char *rxml_minutes_start(RxmlMinutes *reader, uint16_t token, const XmlAttributes *a);

/** rxml_minutes_end: Returns: whether the record is whole, and the builder has it. */
bool rxml_minutes_end(RxmlMinutes *reader, uint16_t token);

/** rxml_masked: Returns: (transfer full): the shape of @text without what it says. */
char *rxml_masked(const char *text, size_t length);
