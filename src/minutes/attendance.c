/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/officers.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"
#include "minutes/rolls.h"

/*
 * Who was there, who was not: labels with names behind or below them, tables of names, sentences
 * that say so, and who took the chair or the minutes.
 */

enum { LONGEST_PLAIN = 200, MOST_MISSES = 1, OPENING_ITEMS = 3 };

static const struct {
    RftUse use;
    ReferatStatus status;
    ReferatFunction function;
} kinds[] = {
    {RFT_USE_PRESENT, REFERAT_STATUS_PRESENT, REFERAT_FUNCTION_NONE},
    {RFT_USE_ABSENT, REFERAT_STATUS_ABSENT, REFERAT_FUNCTION_NONE},
    {RFT_USE_EXCUSED, REFERAT_STATUS_EXCUSED, REFERAT_FUNCTION_NONE},
    {RFT_USE_GUEST, REFERAT_STATUS_GUEST, REFERAT_FUNCTION_NONE},
    {RFT_USE_CHAIR, REFERAT_STATUS_PRESENT, REFERAT_FUNCTION_CHAIR},
    {RFT_USE_SECRETARY, REFERAT_STATUS_PRESENT, REFERAT_FUNCTION_SECRETARY},
};

static RftPeople
people_of(RftUse use)
{
    RftPeople how = {.status = REFERAT_STATUS_UNKNOWN, .confidence = 0.9};

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].use == use) {
            how.status = kinds[i].status;
            how.function = kinds[i].function;
        }
    return how;
}

/* "Betreuer: …": an office before a colon, over the names behind it. */
static bool
group_of(const RftReading *reading, RftSpan span, RftSpan *role, RftSpan *names)
{
    const uint32_t index = span.passage;
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_trim(reading, span, "*");
    const char *colon = memchr(passage->text + whole.start, ':', MIN(whole.end - whole.start, 60));

    if (colon == NULL || rft_span_is_empty(whole))
        return false;
    const uint32_t at = (uint32_t)(colon - passage->text);
    const char *word = passage->folded + at;
    while (word > passage->folded + whole.start && word[-1] != ' ')
        word--;
    const uint32_t last = (uint32_t)(word - passage->folded);
    if (rft_hit_at(reading, passage, RFT_USE_ROLE, last) == NULL &&
        rft_hit_at(reading, passage, RFT_USE_ROLE, whole.start) == NULL &&
        rft_phrases_ending(reading->phrases, RFT_USE_ROLE, word, at - last) == 0)
        return false;
    *role = rft_trim(reading, (RftSpan){index, whole.start, at}, "");
    *names = rft_trim(reading, (RftSpan){index, at + 1, whole.end}, "");
    return !rft_span_is_empty(*names);
}

static unsigned
count_words(const RftReading *reading, RftSpan span)
{
    const char *text = rft_passage(reading, span.passage)->text;
    unsigned words = span.end > span.start;

    for (uint32_t i = span.start; i < span.end; i++)
        words += text[i] == ' ';
    return words;
}

/* "Oudergeleding: …": a word or two before a colon, and no name, over the names behind it. */
static bool
caption_of(RftReading *reading, RftSpan span, RftSpan *names)
{
    enum { LONGEST_CAPTION = 40, MOST_WORDS = 3 };
    static const RftPeople anybody = {.confidence = 1};
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *colon = memchr(passage->text + span.start, ':',
                               MIN(span.end - span.start, (uint32_t)LONGEST_CAPTION));
    RftSpan name;

    if (colon == NULL)
        return false;
    const uint32_t at = (uint32_t)(colon - passage->text);
    *names = rft_trim(reading, (RftSpan){span.passage, at + 1, span.end}, "");
    return count_words(reading, (RftSpan){span.passage, span.start, at}) <= MOST_WORDS &&
           !rft_span_is_empty(*names) &&
           !rft_find_name(reading, (RftSpan){span.passage, span.start, at}, &name) &&
           rft_people_count(reading, *names, &anybody) > 0;
}

/* Adds the people of one line; with an office before them where it has one. */
static unsigned
add_line(RftReading *reading, RftSpan span, const RftPeople *how)
{
    RftPeople group = *how;
    RftSpan names = span;

    if (!group_of(reading, span, &group.role, &names) && !caption_of(reading, span, &names))
        names = span;
    return rft_people_add(reading, names, &group);
}

/* ---- tables ---- */

/* Whether the table tells dates and places of meetings beside people. */
static bool
has_other_labels(const RftReading *reading, const RftPassage *head)
{
    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField *field = &g_array_index(reading->fields, RftField, i);
        const RftPassage *key = rft_passage(reading, field->key.passage);
        if (key->table == head->table && key->row == head->row && key != head)
            return true;
    }
    return false;
}

/* A label heads a column of names. */
static void
add_column(RftReading *reading, const RftField *field, const RftPeople *how)
{
    const RftPassage *head = rft_passage(reading, field->key.passage);
    const bool alone = how->function != REFERAT_FUNCTION_NONE || has_other_labels(reading, head);

    for (uint32_t i = field->key.passage + 1;
         i < reading->passages->len && rft_passage(reading, i)->table == head->table; i++) {
        RftPassage *cell = rft_passage(reading, i);
        /* in a form the next label of the column ends it */
        if (cell->row > head->row && cell->column == head->column &&
            rft_field_of(reading, i) != NULL)
            break;
        if (cell->row == head->row || (alone && cell->column != head->column))
            continue;
        cell->part = RFT_PART_PEOPLE;
        if (cell->length <= LONGEST_PLAIN)
            (void)rft_people_add(reading, rft_whole(reading, i), how);
    }
}

/* ---- labels ---- */

/* "Clerk: Councillors A, B, C and D": somebody calls the roll. */
static bool
is_roll(RftReading *reading, uint32_t index)
{
    enum { FEWEST = 3 };
    const RftField *field = rft_field_of(reading, index);

    if (field == NULL)
        return false;
    const RftPeople how = people_of(field->use);
    return how.function != REFERAT_FUNCTION_NONE && !rft_span_is_empty(field->value) &&
           rft_people_count(reading, field->value, &how) >= FEWEST;
}

static uint32_t
table_end(const RftReading *reading, uint32_t index)
{
    const uint32_t table = rft_passage(reading, index)->table;

    while (index < reading->passages->len && rft_passage(reading, index)->table == table)
        index++;
    return index;
}

/* Whether the cell at @index is of the label in the cell @key: beside it, or further down where no
 * cell of the label's column says something new. */
static bool
is_below_label(const RftReading *reading, const RftPassage *key, uint32_t index)
{
    const RftPassage *cell = rft_passage(reading, index);

    if (cell->table != key->table || cell->column <= key->column)
        return cell->table == key->table && cell->row == key->row;
    for (uint32_t i = index; i > 0 && rft_passage(reading, i - 1)->table == key->table &&
                             rft_passage(reading, i - 1)->row == cell->row;
         i--)
        if (rft_passage(reading, i - 1)->column <= key->column &&
            rft_passage(reading, i - 1)->row != key->row)
            return false;
    return true;
}

/* An office in a line of its own over those who hold it. */
static bool
is_office_line(RftReading *reading, uint32_t index)
{
    enum { LONGEST_OFFICE = 48, MOST_WORDS = 3 };
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":*.");
    RftSpan name;

    return whole.end > whole.start && whole.end - whole.start <= LONGEST_OFFICE &&
           memchr(rft_passage(reading, index)->text, ',', whole.end) == NULL &&
           count_words(reading, whole) <= MOST_WORDS && !rft_find_name(reading, whole, &name) &&
           (rft_has_word(reading, whole, RFT_USE_ROLE) ||
            rft_has_word(reading, whole, RFT_USE_CHAIR) ||
            rft_has_word(reading, whole, RFT_USE_SECRETARY));
}

bool
rft_heads_people(RftReading *reading, uint32_t index)
{
    static const RftPeople anybody = {.strict = true, .confidence = 1};
    const uint32_t next = rft_block_end(reading, index);

    return next < reading->passages->len && rft_passage(reading, index)->label == NULL &&
           is_office_line(reading, index) && rft_passage(reading, next)->length <= LONGEST_PLAIN &&
           rft_people_count(reading, rft_whole(reading, next), &anybody) > 0;
}

/* A sentence that opens the meeting or dates it ends the list of those who came. */
static bool
begins_minutes(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    RftDate date;

    return passage->length > LONGEST_PLAIN / 2 &&
           (rft_find_hit(reading, passage, RFT_USE_OPENED, 0) != NULL ||
            (rft_find_date(reading, rft_whole(reading, index), &date) && date.year != 0));
}

/* What stands at @index is no more of the list below @key. */
static bool
ends_list(RftReading *reading, const RftPassage *key, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const bool higher = passage->place == RFT_PLACE_HEADING &&
                        (key->place != RFT_PLACE_HEADING || passage->level <= key->level);

    return higher || passage->part == RFT_PART_ITEM || passage->part == RFT_PART_AGENDA ||
           (rft_field_of(reading, index) != NULL && !is_roll(reading, index)) ||
           (key->table > 0 && !is_below_label(reading, key, index));
}

/* The people in the line at @index. Returns: how many. */
static unsigned
add_names(RftReading *reading, uint32_t index, const RftPeople *how, const RftPeople *group)
{
    RftPassage *passage = rft_passage(reading, index);
    RftSpan line = rft_whole(reading, index);
    unsigned names = 0;

    if (is_roll(reading, index)) {
        const char *colon = memchr(passage->text, ':', passage->length);
        line.start = (uint32_t)(colon - passage->text) + 1;
        names = rft_people_add(reading, line, how);
    } else if (passage->place != RFT_PLACE_HEADING && passage->length <= 4 * LONGEST_PLAIN) {
        names = add_line(reading, line, group);
    }
    if (names > 0)
        passage->part = RFT_PART_PEOPLE;
    return names;
}

/* A line without a name: an office of the one above it in a form. Returns: whether the list may end
 * here. */
static bool
is_miss(RftReading *reading, const RftPassage *key, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->place != RFT_PLACE_HEADING && (key->table == 0 || passage->table != key->table))
        return true;
    if (passage->table > 0 && rft_has_word(reading, rft_whole(reading, index), RFT_USE_ROLE))
        rft_people_set_role(reading, rft_whole(reading, index));
    return false;
}

/* The lines below a label, as long as they are people. */
static void
add_below(RftReading *reading, const RftField *field, const RftPeople *how)
{
    const RftPassage *key = rft_passage(reading, field->key.passage);
    RftPeople group = *how;
    unsigned misses = 0;

    for (uint32_t i = field->next; i < reading->passages->len && misses <= MOST_MISSES;) {
        RftPassage *passage = rft_passage(reading, i);
        if (rft_heads_people(reading, i) && rft_field_of(reading, i) == NULL) {
            group.role = rft_trim(reading, rft_whole(reading, i), ":*.");
            passage->part = RFT_PART_PEOPLE;
            i = rft_block_end(reading, i);
            continue;
        }
        if (ends_list(reading, key, i) || begins_minutes(reading, i))
            break;
        if (passage->table > 0 && key->table == 0) {
            if (!rft_read_roll(reading, i, how))
                break;
            i = table_end(reading, i);
            continue;
        }
        if (add_names(reading, i, how, &group) == 0)
            misses += is_miss(reading, key, i);
        i++;
    }
}

/* "Councilman Peter Grasso" in a line of its own. */
static bool
is_lone_person(RftReading *reading, uint32_t index)
{
    enum { LONGEST = 60 };
    static const RftPeople anybody = {.strict = true, .confidence = 1};
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    return whole.end - whole.start <= LONGEST && !passage->bold &&
           passage->text[whole.end - 1] != '.' && passage->text[whole.end - 1] != ':' &&
           rft_find_hit(reading, passage, RFT_USE_SAID, 0) == NULL &&
           rft_people_count(reading, whole, &anybody) == 1;
}

/* "Cllr D. Fenn⇥Cllr S. Okafor": somebody at each tab. */
static bool
is_row_of_people(RftReading *reading, uint32_t index)
{
    static const RftPeople anybody = {.confidence = 1};
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    unsigned parts = 0;

    if (passage->place == RFT_PLACE_HEADING || passage->list_depth > 0 || passage->table > 0)
        return false;
    for (uint32_t from = whole.start; from < whole.end; parts++) {
        const char *tab = memchr(passage->text + from, '\t', whole.end - from);
        const uint32_t end = tab != NULL ? (uint32_t)(tab - passage->text) : whole.end;
        if (end > from && rft_people_count(reading, (RftSpan){index, from, end}, &anybody) != 1)
            return false;
        from = end + 1;
    }
    return parts > 1 || is_lone_person(reading, index);
}

/* "Present:⇥M. Ash" goes on in lines that begin with a tab, or in further lines of the block. */
static void
add_continued(RftReading *reading, uint32_t index, const RftPeople *how)
{
    const ReferatNode *block = rft_passage(reading, index)->block;

    for (uint32_t i = index + 1; i < reading->passages->len; i++) {
        RftPassage *passage = rft_passage(reading, i);
        if (passage->part != RFT_PART_NONE || rft_field_of(reading, i) != NULL ||
            passage->length > LONGEST_PLAIN || passage->length == 0 ||
            (passage->text[0] != '\t' && passage->block != block &&
             !is_row_of_people(reading, i)) ||
            add_line(reading, rft_whole(reading, i), how) == 0)
            return;
        passage->part = RFT_PART_PEOPLE;
    }
}

/* "Ruedi Aebi, Präsident": one person, or two. */
static bool
is_officer_cell(RftReading *reading, uint32_t index)
{
    enum { LONGEST = 80, MOST = 2 };
    static const RftPeople anybody = {.strict = true, .confidence = 1};
    const RftSpan whole = rft_whole(reading, index);

    if (rft_span_is_empty(whole) || whole.end - whole.start > LONGEST)
        return false;
    /* an address or a telephone number: a list of whom to ask */
    for (uint32_t i = whole.start; i < whole.end; i++)
        if (g_ascii_isdigit(rft_passage(reading, index)->text[i]))
            return false;
    /* "The British College" begins with no name */
    RftSpan name;
    const RftPassage *cell = rft_passage(reading, index);
    if (!rft_find_name(reading, whole, &name) ||
        (name.start > whole.start && rft_hit_at(reading, cell, RFT_USE_ROLE, whole.start) == NULL &&
         rft_hit_at(reading, cell, RFT_USE_HONORIFIC, whole.start) == NULL))
        return false;
    const unsigned n = rft_people_count(reading, whole, &anybody);
    return n > 0 && n <= MOST;
}

/* Offices of the meeting stand before a name or two; more is talk. */
static bool
is_plausible(RftReading *reading, const RftField *field, const RftPeople *how)
{
    enum { MOST_OFFICERS = 3, LONGEST_OFFICER = 90 };
    const RftPassage *passage = rft_passage(reading, field->key.passage);

    const bool inside = passage->item != REFERAT_NO_ITEM && passage->item >= OPENING_ITEMS &&
                        passage->item + 1 < reading->items->len;

    /* in the middle of the minutes only a heading or a line of its own speaks of who is there */
    if (inside && (how->function != REFERAT_FUNCTION_NONE || !rft_span_is_empty(field->value)))
        return false;
    if (how->function == REFERAT_FUNCTION_NONE)
        return true;
    if (rft_span_is_empty(field->value))
        return field->next != UINT32_MAX && is_officer_cell(reading, field->next);
    /* "Vid protokollet:⇥Justeras:" are two lines to sign on */
    if (rft_is_phrase(reading, field->value, RFT_USE_SIGNED))
        return false;
    for (uint32_t i = field->value.start; i < field->value.end; i++)
        if (strchr("?!0123456789", passage->text[i]) != NULL)
            return false;
    return field->value.end - field->value.start <= LONGEST_OFFICER &&
           rft_people_count(reading, field->value, how) <= MOST_OFFICERS;
}

static void
add_field_people(RftReading *reading, const RftField *field)
{
    RftPeople how = people_of(field->use);
    RftPassage *passage = rft_passage(reading, field->key.passage);

    if (!is_plausible(reading, field, &how))
        return;
    /* "Vid protokollet" says who wrote, and is no office */
    if (how.function != REFERAT_FUNCTION_NONE &&
        rft_hit_at(reading, passage, RFT_USE_SIGNED, field->key.start) == NULL)
        how.role = field->key;
    if (!rft_span_is_empty(field->value)) {
        RftSpan names = field->value;
        if (add_line(reading, names, &how) == 0)
            return;
        if (passage->part == RFT_PART_NONE)
            passage->part = RFT_PART_PEOPLE;
        if (how.function == REFERAT_FUNCTION_NONE)
            add_continued(reading, field->key.passage, &how);
        /* lines of the same kind below: "Betreuer: …" */
        for (uint32_t i = field->key.passage + 1; i < reading->passages->len; i++) {
            RftSpan role;
            if (rft_passage(reading, i)->part != RFT_PART_NONE ||
                rft_field_of(reading, i) != NULL ||
                !group_of(reading, rft_whole(reading, i), &role, &names))
                break;
            (void)add_line(reading, rft_whole(reading, i), &how);
            rft_passage(reading, i)->part = RFT_PART_PEOPLE;
        }
        return;
    }
    if (field->next == UINT32_MAX)
        return;
    if (passage->part == RFT_PART_NONE)
        passage->part = RFT_PART_PEOPLE;
    if (passage->table > 0 && rft_passage(reading, field->next)->table == passage->table &&
        rft_passage(reading, field->next)->row > passage->row)
        add_column(reading, field, &how);
    else if (how.function != REFERAT_FUNCTION_NONE)
        (void)rft_people_add(reading, rft_whole(reading, field->next), &how);
    else
        add_below(reading, field, &how);
}

/* ---- sentences ---- */

/* "A, B and C were in attendance", "Apologies were received from D". */
static void
add_sentence(RftReading *reading, uint32_t index, const RftHit *hit)
{
    enum { LEAD = 80 };
    RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), hit->start);
    const RftPassage *passage = rft_passage(reading, index);
    RftUse use = RFT_USE_PRESENT;

    for (int k = RFT_USE_ABSENT; k <= RFT_USE_EXCUSED; k++)
        if (rft_find_hit(reading, passage, (RftUse)k, sentence.start) != NULL)
            use = (RftUse)k;
    RftPeople how = people_of(use);
    how.confidence = 0.6;
    RftSpan before = {index, sentence.start, hit->start};
    RftSpan behind = {index, hit->end, sentence.end};
    /* "… were present the following members: A, B" */
    const char *colon =
        memchr(passage->text + hit->end, ':', MIN(sentence.end - hit->end, (uint32_t)LEAD));
    if (colon != NULL)
        behind.start = (uint32_t)(colon - passage->text) + 1;
    how.strict = true;
    if (rft_people_count(reading, before, &how) > 0) {
        (void)rft_people_add(reading, before, &how);
        return;
    }
    if (rft_people_count(reading, behind, &how) > 0) {
        (void)rft_people_add(reading, behind, &how);
        return;
    }
    how.strict = false;
    if (rft_people_count(reading, before, &how) > 1)
        (void)rft_people_add(reading, before, &how);
}

static bool
is_opening(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->place == RFT_PLACE_PAGE_HEAD || passage->part == RFT_PART_PEOPLE ||
        passage->part == RFT_PART_AGENDA || passage->place == RFT_PLACE_HEADING)
        return false;
    return passage->item == REFERAT_NO_ITEM ? index < reading->first
                                            : passage->item < OPENING_ITEMS;
}

/* Below "Apologies" or "Attendance" as a section the sentence gives only names. */
static void
add_section_people(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const uint32_t end = rft_block_end(reading, index);
    RftUse use = RFT_N_USES;

    for (int k = RFT_USE_PRESENT; k <= RFT_USE_GUEST; k++) {
        const RftHit *hit =
            rft_hit_at(reading, passage, (RftUse)k, rft_whole(reading, index).start);
        /* "Apologies for absence", not "Public Coffee Company" */
        if (hit != NULL && (hit->end - hit->start) * 5 >= passage->length * 2)
            use = (RftUse)k;
    }
    if (use == RFT_N_USES || passage->length > 40)
        return;
    RftPeople how = people_of(use);
    how.confidence = 0.7;
    for (uint32_t i = end; i < reading->passages->len; i++) {
        RftPassage *line = rft_passage(reading, i);
        if (line->part == RFT_PART_ITEM || line->place == RFT_PLACE_HEADING ||
            line->length > LONGEST_PLAIN)
            break;
        if (add_line(reading, rft_whole(reading, i), &how) == 0)
            break;
    }
}

/* "Verwalter: Herr T. Krug (Leitung), Frau I. Vogt (Protokoll)" among the facts at the front. */
static void
read_office_lines(RftReading *reading)
{
    const RftPeople how = {.status = REFERAT_STATUS_PRESENT, .strict = true, .confidence = 0.6};

    for (uint32_t i = reading->title == UINT32_MAX ? 0 : reading->title;
         i < MIN(reading->first, reading->passages->len); i++) {
        RftPassage *passage = rft_passage(reading, i);
        RftPeople group = how;
        RftSpan names;
        if (passage->part != RFT_PART_NONE || passage->length > 2 * LONGEST_PLAIN ||
            passage->place == RFT_PLACE_PAGE_HEAD || passage->table > 0 ||
            (rft_field_of(reading, i) != NULL && rft_field_of(reading, i)->use != RFT_USE_BODY) ||
            (!group_of(reading, rft_whole(reading, i), &group.role, &names) &&
             !(rft_field_of(reading, i) != NULL &&
               caption_of(reading, rft_whole(reading, i), &names))))
            continue;
        if (rft_people_count(reading, names, &how) > 0 &&
            rft_people_add(reading, names, &group) > 0)
            passage->part = RFT_PART_PEOPLE;
    }
}

/* "Stimmenzähler | Hans Käs, Monika Stald": an office beside those who held it, among the facts. */
static void
read_office_cells(RftReading *reading)
{
    RftPeople how = {.status = REFERAT_STATUS_PRESENT, .strict = true, .confidence = 0.6};

    for (uint32_t i = 0; i + 1 < MIN(reading->first, reading->passages->len); i++) {
        RftPassage *cell = rft_passage(reading, i);
        RftPassage *next = rft_passage(reading, i + 1);
        if (cell->table == 0 || cell->part != RFT_PART_NONE || next->table != cell->table ||
            next->row != cell->row || next->column == cell->column || next->part != RFT_PART_NONE ||
            rft_field_of(reading, i) != NULL || !is_office_line(reading, i))
            continue;
        how.role = rft_trim(reading, rft_whole(reading, i), ":*.");
        if (rft_people_add(reading, rft_whole(reading, i + 1), &how) > 0)
            cell->part = next->part = RFT_PART_PEOPLE;
    }
}

/* "Monica Ek, förvaltningschef, ordförande" in a line of its own among the facts. */
static void
read_officers_in_front(RftReading *reading)
{
    static const RftPeople how = {
        .status = REFERAT_STATUS_PRESENT, .strict = true, .confidence = 0.5};

    for (uint32_t i = reading->title == UINT32_MAX ? 0 : reading->title;
         i < MIN(reading->first, reading->passages->len); i++) {
        RftPassage *line = rft_passage(reading, i);
        if (line->part != RFT_PART_NONE || rft_field_of(reading, i) != NULL ||
            !rft_is_officer_line(reading, i) || !rft_is_under_people(reading, i))
            continue;
        if (rft_people_add(reading, rft_whole(reading, i), &how) > 0)
            line->part = RFT_PART_PEOPLE;
    }
}

/* Tables that say who is there, whatever stands over them. */
static void
read_rolls(RftReading *reading)
{
    for (uint32_t i = 0; i < reading->first_end; i++) {
        const uint32_t table = rft_passage(reading, i)->table;
        if (table > 0 && (i == 0 || rft_passage(reading, i - 1)->table != table))
            (void)rft_read_roll(reading, i, NULL);
    }
}

void
rft_recognise_attendance(RftReading *reading)
{
    read_rolls(reading);
    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField field = g_array_index(reading->fields, RftField, i);
        const RftPassage *key = rft_passage(reading, field.key.passage);
        if (field.use <= RFT_USE_SECRETARY && field.key.passage < reading->first_end &&
            key->part != RFT_PART_ITEM && (key->table == 0 || key->part != RFT_PART_PEOPLE))
            add_field_people(reading, &field);
    }
    read_office_lines(reading);
    read_office_cells(reading);
    read_officers_in_front(reading);
    for (uint32_t i = 0; i < reading->first_end; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->part == RFT_PART_ITEM && passage->place == RFT_PLACE_HEADING)
            add_section_people(reading, i);
        if (!is_opening(reading, i))
            continue;
        const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_ATTENDED, 0);
        if (hit != NULL)
            add_sentence(reading, i, hit);
    }
    for (uint32_t i = 0; i < reading->first_end; i++) {
        if (!is_opening(reading, i))
            continue;
        rft_read_offices(reading, i);
        rft_read_opening(reading, i);
    }
    rft_function_of_role(reading, RFT_USE_CHAIR, REFERAT_FUNCTION_CHAIR);
    rft_function_of_role(reading, RFT_USE_SECRETARY, REFERAT_FUNCTION_SECRETARY);
}
