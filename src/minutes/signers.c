/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/signers.h"

#include <string.h>

/*
 * Blocks that people sign in: names, offices and lines to sign on, side by side in cells or at
 * tabs, one above the other in any order: "El Presidente   El Secretario" over "Fdo. N. N.   Fdo.
 * N. N.".
 */

enum { LONGEST_PART = 90, LONGEST_BESIDE = 48, TAIL = 60 };

typedef enum { SLOT_NAME, SLOT_OFFICE, SLOT_RULE, SLOT_SIGNED, SLOT_DATE, SLOT_OTHER } SlotKind;

typedef struct {
    SlotKind kind;
    uint32_t column;
    RftSpan whole;
    RftSpan name;
} Slot;

typedef struct {
    RftReading *reading;
    GArray *slots; /* of Slot */
    unsigned names;
    unsigned offices;
    unsigned marks; /* lines to sign on, and words that say that it is signed */
    bool beside;    /* some stand side by side */
} Block;

/* ---- parts of lines ---- */

static bool
is_rule(const RftPassage *passage, RftSpan span)
{
    unsigned n = 0;

    for (uint32_t i = span.start; i < span.end; i++)
        n += strchr("_.-\xe2\x80\xa6", passage->text[i]) != NULL;
    return n >= 4 && n * 2 > span.end - span.start;
}

static bool
has_use(const RftReading *reading, RftSpan span, RftUse use)
{
    const RftPassage *passage = rft_passage(reading, span.passage);

    for (uint32_t i = 0; i < passage->n_hits; i++)
        if (passage->hits[i].use == use && passage->hits[i].start >= span.start &&
            passage->hits[i].end <= span.end)
            return true;
    return false;
}

/* Whether somebody does something in it: then it is a sentence. */
static bool
is_sentence(const RftReading *reading, RftSpan span)
{
    static const RftUse verbs[] = {RFT_USE_SAID, RFT_USE_DECIDED, RFT_USE_ATTENDED, RFT_USE_MOVED};

    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (has_use(reading, span, verbs[i]))
            return true;
    return false;
}

static bool
is_office(RftReading *reading, RftSpan span)
{
    static const RftUse uses[] = {RFT_USE_CHAIR, RFT_USE_SECRETARY, RFT_USE_ROLE};
    const char *text = rft_passage(reading, span.passage)->text;

    for (uint32_t i = span.start; i < span.end; i++)
        if (g_ascii_isdigit(text[i]) && i > span.start + 2)
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++)
        if (rft_has_word(reading, span, uses[i]))
            return true;
    return false;
}

/* "Mme MARTIN", "gez. Krüger": one name behind a title or a word that says that it is signed, or of
 * somebody who was there. */
static bool
find_short_name(RftReading *reading, RftSpan span, bool signs, RftSpan *name)
{
    return rft_take_name(reading, span, name) &&
           (signs || has_use(reading, span, RFT_USE_HONORIFIC) ||
            rft_participant_named(reading, rft_span_text(reading, *name)) != NULL);
}

/* Behind "Fdo.", "gez." at the front of @part. */
static RftSpan
behind_sign(const RftReading *reading, RftSpan part)
{
    const RftHit *hit =
        rft_hit_at(reading, rft_passage(reading, part.passage), RFT_USE_SIGNED, part.start);

    if (hit != NULL && hit->end < part.end)
        part.start = hit->end;
    return rft_trim(reading, part, " .,:;()/-");
}

/* A name, and beside it at most an office or a word that says that it is signed. */
static bool
find_signer(RftReading *reading, RftSpan part, RftSpan *name)
{
    const RftPassage *passage = rft_passage(reading, part.passage);
    const uint32_t start = part.start;

    if (is_sentence(reading, part) || passage->place == RFT_PLACE_HEADING)
        return false;
    for (uint32_t i = part.start; i < part.end; i++)
        if (g_ascii_isdigit(passage->text[i]))
            return false;
    part = behind_sign(reading, part);
    if (rft_span_is_empty(part))
        return false;
    if (!rft_find_name(reading, part, name))
        return find_short_name(reading, part, part.start > start + 1, name);
    const uint32_t beside = (part.end - part.start) - (name->end - name->start);
    const RftSpan before =
        rft_trim(reading, (RftSpan){part.passage, part.start, name->start}, " .,:;()/-");
    const RftSpan behind =
        rft_trim(reading, (RftSpan){part.passage, name->end, part.end}, " .,:;()/-");
    if (beside > LONGEST_BESIDE)
        return false;
    const bool plain = (rft_span_is_empty(before) || before.end - before.start <= 8 ||
                        is_office(reading, before) || has_use(reading, before, RFT_USE_SIGNED)) &&
                       (rft_span_is_empty(behind) || behind.end - behind.start <= 3 ||
                        is_office(reading, behind) || has_use(reading, behind, RFT_USE_SIGNED));
    return plain;
}

/* "Bestyrelsen:" over the names of its members. */
static bool
is_heading_of_signers(const RftReading *reading, RftSpan part)
{
    const char *text = rft_passage(reading, part.passage)->text;

    return part.end - part.start <= LONGEST_BESIDE && text[part.end - 1] == ':' &&
           rft_has_word(reading, part, RFT_USE_BODY_WORD);
}

static Slot
classify(RftReading *reading, RftSpan part, uint32_t column)
{
    const RftPassage *passage = rft_passage(reading, part.passage);
    const RftSpan whole = rft_trim(reading, part, " _*()[]:,");
    Slot slot = {.kind = SLOT_OTHER, .column = column, .whole = whole};
    RftDate date;

    if (is_rule(passage, rft_trim(reading, part, "()"))) {
        slot.kind = SLOT_RULE;
        return slot;
    }
    if (rft_span_is_empty(whole) || whole.end - whole.start > LONGEST_PART)
        return slot;
    const RftHit *sign = rft_hit_at(reading, passage, RFT_USE_SIGNED, whole.start);
    const bool signs = sign != NULL && whole.end - whole.start <= LONGEST_BESIDE;
    if (sign == NULL || sign->end < whole.end) {
        if (find_signer(reading, whole, &slot.name))
            slot.kind = SLOT_NAME;
        else if ((is_office(reading, whole) && !is_sentence(reading, whole)) ||
                 is_heading_of_signers(reading, part))
            slot.kind = SLOT_OFFICE;
        else if (rft_find_date(reading, whole, &date))
            slot.kind = SLOT_DATE;
    }
    if (slot.kind == SLOT_OTHER && signs)
        slot.kind = SLOT_SIGNED;
    return slot;
}

/* ---- blocks ---- */

/* Adds the parts of the passage at @index. Returns: whether all of them may stand in a block. */
static bool
add_passage(Block *block, uint32_t index)
{
    RftReading *reading = block->reading;
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    const guint before = block->slots->len;
    uint32_t column = passage->table > 0 ? passage->column : 0;

    for (uint32_t from = whole.start; from < whole.end; column++) {
        const char *tab = memchr(passage->text + from, '\t', whole.end - from);
        const uint32_t end = tab != NULL ? (uint32_t)(tab - passage->text) : whole.end;
        const RftSpan part = rft_trim(reading, (RftSpan){index, from, end}, " ");
        from = end + 1;
        if (rft_span_is_empty(part))
            continue;
        const Slot slot = classify(reading, part, column);
        if (slot.kind == SLOT_OTHER) {
            g_array_set_size(block->slots, before);
            return false;
        }
        g_array_append_val(block->slots, slot);
    }
    for (guint i = before; i < block->slots->len; i++) {
        const SlotKind kind = g_array_index(block->slots, Slot, i).kind;
        block->names += kind == SLOT_NAME;
        block->beside = block->beside || g_array_index(block->slots, Slot, i).column > 0;
        block->offices += kind == SLOT_OFFICE;
        block->marks += kind == SLOT_RULE || kind == SLOT_SIGNED;
    }
    return true;
}

/* The office of the name in slot @at: in its part, or nearest in its column. */
static RftSpan
office_of(const Block *block, guint at)
{
    const Slot *slots = (const Slot *)(const void *)block->slots->data;
    const uint32_t column = slots[at].column;
    bool office_first = false;
    RftSpan before = {0, 0, 0};

    for (guint i = 0; i < block->slots->len; i++)
        if (slots[i].column == column &&
            (slots[i].kind == SLOT_OFFICE || slots[i].kind == SLOT_NAME)) {
            office_first = slots[i].kind == SLOT_OFFICE;
            break;
        }
    if (is_office(block->reading, slots[at].whole))
        return slots[at].whole;
    for (guint i = 0; i < at; i++)
        if (slots[i].column == column && slots[i].kind != SLOT_RULE)
            before = slots[i].kind == SLOT_OFFICE ? slots[i].whole : (RftSpan){0, 0, 0};
    if (office_first)
        return before;
    for (guint i = at + 1; i < block->slots->len; i++)
        if (slots[i].column == column && slots[i].kind != SLOT_RULE)
            return slots[i].kind == SLOT_OFFICE ? slots[i].whole : (RftSpan){0, 0, 0};
    return (RftSpan){0, 0, 0};
}

static bool
has_function(const RftReading *reading, ReferatFunction function)
{
    for (guint i = 0; i < reading->participants->len; i++)
        if (g_array_index(reading->participants, ReferatParticipant, i).function == function)
            return true;
    return false;
}

/* Who signs as chair or secretary was that, when the minutes name nobody else. */
static void
take_function(RftReading *reading, RftSpan name, RftSpan office)
{
    const RftSpan none = {name.passage, 0, 0};

    if (rft_span_is_empty(office) ||
        rft_participant_named(reading, rft_span_text(reading, name)) == NULL)
        return;
    if (rft_has_word(reading, office, RFT_USE_SECRETARY)) {
        if (!has_function(reading, REFERAT_FUNCTION_SECRETARY))
            rft_give_function(reading, name, REFERAT_FUNCTION_SECRETARY, none);
    } else if (rft_has_word(reading, office, RFT_USE_CHAIR) &&
               !has_function(reading, REFERAT_FUNCTION_CHAIR)) {
        rft_give_function(reading, name, REFERAT_FUNCTION_CHAIR, none);
    }
}

static void
take_block(Block *block)
{
    for (guint i = 0; i < block->slots->len; i++) {
        const Slot slot = g_array_index(block->slots, Slot, i);
        if (slot.kind != SLOT_NAME)
            continue;
        rft_add_signature(block->reading, slot.name, 0.75);
        take_function(block->reading, slot.name, office_of(block, i));
    }
}

static void
clear_block(Block *block)
{
    g_array_set_size(block->slots, 0);
    block->names = block->offices = block->marks = 0;
    block->beside = false;
}

/* A table with a header row is one of data, of tasks as a rule. */
static bool
is_in_data_table(const RftReading *reading, uint32_t index)
{
    const uint32_t table = rft_passage(reading, index)->table;

    if (table == 0)
        return false;
    while (index > 0 && rft_passage(reading, index - 1)->table == table)
        index--;
    return rft_passage(reading, index)->header_cell;
}

/* Whether the passage at @index may stand in a block at all. */
static bool
may_stand(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return passage->part != RFT_PART_AGENDA && passage->part != RFT_PART_TITLE &&
           passage->list_depth == 0 && passage->place != RFT_PLACE_PAGE_HEAD &&
           !is_in_data_table(reading, index);
}

/* The last passage that opens an item. */
static uint32_t
last_item(const RftReading *reading)
{
    uint32_t last = reading->first;

    for (uint32_t i = reading->first; i < reading->passages->len; i++)
        if (rft_passage(reading, i)->part == RFT_PART_ITEM)
            last = i;
    return last;
}

/* Behind the last item names and offices are enough, and at the very end names side by side; before
 * it a line to sign on or a word has to say that it is signed. */
static bool
is_signed(const Block *block, bool behind, bool at_end)
{
    if (block->names == 0 || (block->names == 1 && block->offices == 0 && block->marks == 0))
        return false;
    return block->marks > 0 || (behind && (block->offices > 0 || (at_end && block->beside)));
}

void
rft_find_signers(RftReading *reading)
{
    Block block = {reading, g_array_new(FALSE, FALSE, sizeof(Slot)), 0, 0, 0, false};
    const uint32_t n = MIN(reading->first_end, reading->passages->len);
    const uint32_t last = last_item(reading);
    const uint32_t from = n > TAIL ? n - TAIL : 0;
    bool behind = false;

    for (uint32_t i = MAX(from, reading->first); i < n; i++) {
        if (rft_passage(reading, i)->place == RFT_PLACE_PAGE_HEAD)
            continue;
        if (may_stand(reading, i) && add_passage(&block, i)) {
            behind = i > last;
            continue;
        }
        if (is_signed(&block, behind, false))
            take_block(&block);
        clear_block(&block);
    }
    if (is_signed(&block, behind, true))
        take_block(&block);
    g_array_unref(block.slots);
}
