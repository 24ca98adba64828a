/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/minutes.h>

#include "core/arena.h"
#include "core/node.h"
#include "vocabulary/phrases.h"
#include "vocabulary/vocabulary.h"

/*
 * What the recognisers work on: the document as a list of passages (a paragraph, or a line of one
 * that is broken by hand), each with its text, how it stands on the page, and the phrases of the
 * vocabulary in it. Recognisers read passages and add to the record.
 */

/** RftPlace: where a passage stands. */
typedef enum {
    RFT_PLACE_BODY,
    RFT_PLACE_HEADING,
    RFT_PLACE_CELL,
    RFT_PLACE_CAPTION,
    RFT_PLACE_ASIDE,
    RFT_PLACE_PAGE_HEAD
} RftPlace;

/** RftPart: what a passage is for; set by the recognisers, each reads what those before it set. */
typedef enum {
    RFT_PART_NONE,
    RFT_PART_TITLE,
    RFT_PART_FACT,
    RFT_PART_PEOPLE,
    RFT_PART_AGENDA,
    RFT_PART_ITEM, /* begins one */
    RFT_PART_CLOSING
} RftPart;

/**
 * RftPassage:
 * @text: (array length=length): as printed; tabs stay, line breaks begin a new passage
 * @folded: the same in lower case, byte for byte
 * @label: (nullable): the printed label of its block, or of the list item that it opens
 * @list_depth: how many lists it stands in
 * @table: 0 = none; @row and @column count from 0
 * @item: the section that it belongs to, or %REFERAT_NO_ITEM
 */
typedef struct {
    const ReferatNode *block;
    const char *text;
    const char *folded;
    const ReferatLabel *label;
    const RftHit *hits; /* stay where they are, also when more are looked for */
    uint32_t length;
    uint32_t whole_start; /* without blanks at both ends */
    uint32_t whole_end;
    uint32_t first_piece;
    uint32_t n_pieces;
    uint32_t n_hits;
    uint32_t first_field; /* of those whose label stands in it */
    uint32_t n_fields;
    uint32_t page;
    uint32_t table;
    uint32_t row;
    uint32_t column;
    uint32_t item;
    uint16_t list_depth;
    uint8_t place;
    uint8_t level; /* of headings */
    uint8_t part;
    bool title;
    bool bold;        /* all of it */
    bool continues;   /* a further line of its block */
    bool header_cell; /* of a column */
    bool bulleted;
    bool scanned; /* for small words too */
} RftPassage;

/** RftPiece: a text node in a passage: from @offset on, byte @byte of node @node. */
typedef struct {
    uint32_t offset;
    uint32_t node;
    uint32_t byte;
} RftPiece;

/** RftSpan: a stretch of a passage. */
typedef struct {
    uint32_t passage;
    uint32_t start;
    uint32_t end;
} RftSpan;

/**
 * RftField:
 * @key: the words that name it ("Sted")
 * @value: what stands behind them; empty when it stands in the passages from @next on
 * @next: UINT32_MAX = nothing follows
 *
 * A label and what it is the label of: "Sted: Rådhuset", a label over or beside its value.
 */
typedef struct {
    RftUse use;
    RftSpan key;
    RftSpan value;
    uint32_t next;
} RftField;

/** RftReading: a document being read, and the record so far. */
typedef struct {
    ReferatContext *context;
    const ReferatDocument *document;
    const RftPhrases *phrases;
    const RftVocabulary *vocabulary;
    const char *language; /* as a BCP 47 tag, or NULL */
    RftArena arena;
    GArray *passages; /* of RftPassage */
    GArray *pieces;   /* of RftPiece */
    GArray *hits;     /* of RftHit: of the passage being scanned */
    GArray *fields;   /* of RftField, by place */
    ReferatMinutes record;
    GHashTable *aliases;     /* initials to participant + 1 */
    GArray *participants;    /* of ReferatParticipant */
    GPtrArray *folded_names; /* of char: theirs, in small letters */
    GArray *agenda;          /* of ReferatMinutesItem, as are the items */
    GArray *items;
    GArray *decisions;  /* of ReferatDecision */
    GArray *votes;      /* of ReferatVote */
    GArray *signatures; /* of ReferatValue */
    GArray *actions;    /* of ReferatAction */
    GArray *sets;       /* of uint32_t: passages where further sets of minutes begin */
    uint32_t first_end; /* passage behind the first set */
    uint32_t title;     /* passage of the title, UINT32_MAX = none */
    uint32_t first;     /* passage where the minutes proper begin */
    uint32_t end;       /* passage behind the last of them */
    uint32_t last_vote; /* passage of the vote read last */
    bool month_first;   /* 2/9 is the ninth of February */
} RftReading;

/** rft_reading_init: cuts @document into passages and finds the phrases in them. */
void rft_reading_init(RftReading *reading, ReferatContext *context,
                      const ReferatDocument *document);
/** rft_reading_init_part: takes the passages from @from up to @to of @whole, as they were cut; no
 * recogniser has read them. @whole must stay. */
void rft_reading_init_part(RftReading *reading, const RftReading *whole, uint32_t from,
                           uint32_t to);
void rft_reading_clear(RftReading *reading);

static inline RftPassage *
rft_passage(const RftReading *reading, uint32_t index)
{
    return &g_array_index(reading->passages, RftPassage, index);
}

static inline const RftHit *
rft_hit(const RftReading *reading, const RftPassage *passage, uint32_t index)
{
    (void)reading;
    return &passage->hits[index];
}

/** rft_scan_small: looks for small words in the passage @index too; recognisers that need them say
 * so first. */
void rft_scan_small(const RftReading *reading, uint32_t index);

/** RFT_PHRASE_REACH: no phrase is longer (bytes). */
enum { RFT_PHRASE_REACH = 96 };

/** rft_first_hit: Returns: the first of @passage's hits that begins at byte @from or later. */
uint32_t rft_first_hit(const RftPassage *passage, uint32_t from);

/** rft_hits_near: Returns: the first of @passage's hits that may reach to byte @at. */
static inline uint32_t
rft_hits_near(const RftPassage *passage, uint32_t at)
{
    return rft_first_hit(passage, at > RFT_PHRASE_REACH ? at - RFT_PHRASE_REACH : 0);
}

/** rft_find_hit: Returns: (nullable): the first phrase of @use in @passage from byte @from on. */
const RftHit *rft_find_hit(const RftReading *reading, const RftPassage *passage, RftUse use,
                           uint32_t from);

/** rft_hit_at: Returns: (nullable): the phrase of @use that begins at byte @start. */
const RftHit *rft_hit_at(const RftReading *reading, const RftPassage *passage, RftUse use,
                         uint32_t start);

/** rft_field_of: Returns: (nullable): the first field whose label stands in the passage @index. */
const RftField *rft_field_of(const RftReading *reading, uint32_t index);

/** rft_has_word: whether @span has a phrase of @use, or a word that ends in one. */
bool rft_has_word(const RftReading *reading, RftSpan span, RftUse use);

/** rft_is_phrase: whether @span is a phrase of @use and nothing else but final punctuation. */
bool rft_is_phrase(const RftReading *reading, RftSpan span, RftUse use);

/** rft_trim: Returns: @span without blanks and the bytes of @also at both ends. */
RftSpan rft_trim(const RftReading *reading, RftSpan span, const char *also);

/** rft_whole: Returns: all of the passage @index, without blanks at both ends. */
RftSpan rft_whole(const RftReading *reading, uint32_t index);

/** rft_sentence: Returns: the sentence of @span's passage that holds byte @at. */
RftSpan rft_sentence(const RftReading *reading, RftSpan span, uint32_t at);

/** rft_span_text: Returns: (transfer none): the text of @span, blanks collapsed, in the arena. */
const char *rft_span_text(RftReading *reading, RftSpan span);

/** rft_range: Returns: where @span stands in the document. */
ReferatRange rft_range(const RftReading *reading, RftSpan from, RftSpan to);

/** rft_value: Returns: what @span says; nothing when it is empty. */
ReferatValue rft_value(RftReading *reading, RftSpan span, double confidence);

/** rft_value_as: Returns: @text, which the document says at @span. */
ReferatValue rft_value_as(RftReading *reading, const char *text, RftSpan span, double confidence);

/** rft_set_value: sets @value to @made unless it is sure of something better already. */
void rft_set_value(ReferatValue *value, ReferatValue made);

static inline bool
rft_span_is_empty(RftSpan span)
{
    return span.end <= span.start;
}
