/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/document.h>

G_BEGIN_DECLS

/**
 * SECTION: minutes
 * What a set of minutes says: who met, when and where, what was on the agenda, what was decided.
 * The record belongs to its document, is sealed with it, and may be read from several threads. All
 * strings are UTF-8, copied as the document prints them (line breaks undone, blanks collapsed).
 */

/**
 * ReferatRange:
 * @first_node: id of the text node where it begins
 * @first_byte: the first byte in that node's text
 * @last_node: id of the text node where it ends
 * @last_byte: the first byte in that node's text that is no longer part of it
 *
 * A stretch of the document's text. All 0: nowhere. Since 0.1.
 */
typedef struct {
    uint32_t first_node;
    uint32_t first_byte;
    uint32_t last_node;
    uint32_t last_byte;
} ReferatRange;

/**
 * ReferatValue:
 * @text: (nullable): what is said; %NULL when the document does not say it
 * @range: where it is said
 * @confidence: 0 to 1: how sure the recogniser is
 *
 * Since 0.1.
 */
typedef struct {
    const char *text;
    ReferatRange range;
    float confidence;
} ReferatValue;

/** ReferatMinutesKind: what a document is. Since 0.1. */
typedef enum {
    REFERAT_KIND_OTHER,
    REFERAT_KIND_MINUTES,
    REFERAT_KIND_AGENDA,
    REFERAT_KIND_AGENDA_AND_MINUTES,
    REFERAT_KIND_TRANSCRIPT,
    REFERAT_N_KINDS
} ReferatMinutesKind;

/** ReferatStatus: whether somebody was there. Since 0.1. */
typedef enum {
    REFERAT_STATUS_UNKNOWN,
    REFERAT_STATUS_PRESENT,
    REFERAT_STATUS_ABSENT,
    REFERAT_STATUS_EXCUSED,
    REFERAT_STATUS_GUEST,
    REFERAT_N_STATUSES
} ReferatStatus;

/** ReferatFunction: what somebody did at the meeting. Since 0.1. */
typedef enum {
    REFERAT_FUNCTION_NONE,
    REFERAT_FUNCTION_CHAIR,
    REFERAT_FUNCTION_SECRETARY,
    REFERAT_N_FUNCTIONS
} ReferatFunction;

/** ReferatParticipant: somebody who was there, or was missed. Since 0.1. */
typedef struct {
    ReferatValue name;
    ReferatValue role;
    ReferatValue organisation;
    ReferatStatus status;
    ReferatFunction function;
} ReferatParticipant;

/** REFERAT_NO_ITEM: no entry of a list. */
#define REFERAT_NO_ITEM UINT32_MAX

/**
 * ReferatMinutesItem:
 * @label: the printed label without item word, brackets and dots
 * @title: the heading; nothing where a numbered paragraph has none
 * @depth: 0 at the top; an entry belongs to the nearest one before it that is less deep
 * @page: where it begins; 0 in formats without pages
 * @node: id of the block that it begins with
 * @counterpart: in the agenda the item, in the items the agenda's entry, or %REFERAT_NO_ITEM
 *
 * An entry of the agenda, or a section of the minutes proper. Since 0.1.
 */
typedef struct {
    ReferatValue label;
    ReferatValue title;
    uint32_t depth;
    uint32_t page;
    uint32_t node;
    uint32_t counterpart;
} ReferatMinutesItem;

/** ReferatDecision: @item is its place in the items, or %REFERAT_NO_ITEM. Since 0.1. */
typedef struct {
    ReferatValue text;
    uint32_t item;
} ReferatDecision;

/** REFERAT_NOT_COUNTED: a number of votes that the document does not give. */
#define REFERAT_NOT_COUNTED (-1)

/** ReferatVote: @names_… are as many as the document names. Since 0.1. */
typedef struct {
    ReferatValue text;
    uint32_t item;
    int32_t votes_for;
    int32_t votes_against;
    int32_t abstaining;
    bool unanimous;
    ReferatValue mover;
    ReferatValue seconder;
    const ReferatValue *names_for;
    const ReferatValue *names_against;
    const ReferatValue *names_abstaining;
    uint32_t n_names_for;
    uint32_t n_names_against;
    uint32_t n_names_abstaining;
} ReferatVote;

/** ReferatAction: something that somebody is to do. Since 0.1. */
typedef struct {
    ReferatValue text;
    ReferatValue responsible;
    ReferatValue deadline;
} ReferatAction;

/**
 * ReferatMinutes:
 * @id: (nullable): the name of the file without its ending
 * @language: (nullable): ISO 639-1
 * @date: ISO 8601, as are @end_date and @next_meeting
 * @start_time: HH:MM, as is @end_time
 * @other: (array length=n_other): further sets of minutes in the same file
 *
 * The record of a set of minutes. Since 0.1.
 */
typedef struct ReferatMinutes ReferatMinutes;
struct ReferatMinutes {
    const char *id;
    ReferatMinutesKind kind;
    const char *language;
    ReferatValue title;
    ReferatValue body;
    ReferatValue date;
    ReferatValue end_date;
    ReferatValue start_time;
    ReferatValue end_time;
    ReferatValue place;
    ReferatValue next_meeting;
    ReferatValue case_number;
    ReferatValue meeting_number;
    const ReferatParticipant *participants;
    const ReferatMinutesItem *agenda;
    const ReferatMinutesItem *items;
    const ReferatDecision *decisions;
    const ReferatVote *votes;
    const ReferatValue *signatures;
    const ReferatAction *actions;
    const ReferatMinutes *other;
    uint32_t n_participants;
    uint32_t n_agenda;
    uint32_t n_items;
    uint32_t n_decisions;
    uint32_t n_votes;
    uint32_t n_signatures;
    uint32_t n_actions;
    uint32_t n_other;
};

/** referat_document_get_minutes: Returns: (nullable) (transfer none): the record, %NULL when
 * recognition was switched off. Thread-safe. Since 0.1. */
REFERAT_API const ReferatMinutes *referat_document_get_minutes(const ReferatDocument *document);

/** referat_document_get_node: Returns: (nullable) (transfer none): the node with @id of a sealed
 * document; thread-safe. Since 0.1. */
REFERAT_API const ReferatNode *referat_document_get_node(const ReferatDocument *document,
                                                         uint32_t id);

/** referat_document_append_range: appends what @range of a sealed document says to @text, blanks
 * collapsed; nothing for a range that stands nowhere. Thread-safe. Since 0.1. */
REFERAT_API void referat_document_append_range(const ReferatDocument *document,
                                               const ReferatRange *range, GString *text);

/** referat_kind_name: Returns: (transfer none): such as "agenda+minutes". Since 0.1. */
REFERAT_API const char *referat_kind_name(ReferatMinutesKind kind);
/** referat_status_name: Returns: (transfer none): such as "present". Since 0.1. */
REFERAT_API const char *referat_status_name(ReferatStatus status);
/** referat_function_name: Returns: (transfer none) (nullable): "chair" or "secretary". Since 0.1.
 */
REFERAT_API const char *referat_function_name(ReferatFunction function);

/**
 * referat_minutes_item_path:
 * @items: (array length=n): a list of entries
 * @index: one of them
 * @path: (inout): gets its labels and those above it, joined with dots ("4.a"); labels that hold
 *   their parent's already, and entries without label, add nothing
 *
 * What minutes call an item when they speak of it. Since 0.1.
 */
REFERAT_API void referat_minutes_item_path(const ReferatMinutesItem *items, uint32_t n,
                                           uint32_t index, GString *path);

/**
 * referat_builder_set_minutes:
 * @minutes: (nullable): copied with all that it points at
 *
 * For readers of finished documents. Since 0.1.
 */
REFERAT_API void referat_builder_set_minutes(ReferatBuilder *builder,
                                             const ReferatMinutes *minutes);

G_END_DECLS
