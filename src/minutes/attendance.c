/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"

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

/* Adds the people of one line; with an office before them where it has one. */
static unsigned
add_line(RftReading *reading, RftSpan span, const RftPeople *how)
{
    RftPeople group = *how;
    RftSpan names = span;

    (void)group_of(reading, span, &group.role, &names);
    return rft_people_add(reading, names, &group);
}

/* ---- tables ---- */

static bool
is_mark(const RftPassage *passage)
{
    return passage->length <= 4 && (g_ascii_strncasecmp(passage->text, "x", 1) == 0 ||
                                    memcmp(passage->text, "✓", MIN(3, passage->length)) == 0 ||
                                    memcmp(passage->text, "✔", MIN(3, passage->length)) == 0);
}

/* A row of a table of people: the first cell names somebody, the others say more. */
static uint32_t
add_row(RftReading *reading, uint32_t index, const RftPeople *how, uint32_t mark_column)
{
    const RftPassage *first = rft_passage(reading, index);
    const guint before = reading->participants->len;
    const unsigned names = rft_people_add(reading, rft_whole(reading, index), how);
    uint32_t i = index + 1;
    bool marked = false;
    ReferatStatus said = REFERAT_STATUS_UNKNOWN;

    for (; i < reading->passages->len; i++) {
        const RftPassage *cell = rft_passage(reading, i);
        if (cell->table != first->table || cell->row != first->row)
            break;
        marked = marked || (cell->column == mark_column && is_mark(cell));
        if (rft_find_hit(reading, cell, RFT_USE_EXCUSED, 0) != NULL)
            said = REFERAT_STATUS_EXCUSED;
        else if (rft_find_hit(reading, cell, RFT_USE_ABSENT, 0) != NULL)
            said = REFERAT_STATUS_ABSENT;
    }
    if (names != 1 || reading->participants->len != before + 1)
        return i;
    ReferatParticipant *one = &g_array_index(reading->participants, ReferatParticipant, before);
    for (uint32_t k = index + 1; k < i; k++) {
        const RftPassage *cell = rft_passage(reading, k);
        if (cell->column != first->column + 1 || is_mark(cell) || one->organisation.text != NULL ||
            cell->length > 80 || cell->column == mark_column)
            continue;
        one->organisation = rft_value(reading, rft_whole(reading, k), how->confidence - 0.2);
    }
    if (said != REFERAT_STATUS_UNKNOWN)
        one->status = said;
    else if (mark_column != UINT32_MAX && !marked)
        one->status = REFERAT_STATUS_ABSENT;
    return i;
}

static bool
has_marks_below(const RftReading *reading, uint32_t index)
{
    const RftPassage *head = rft_passage(reading, index);

    for (uint32_t i = index + 1; i < reading->passages->len; i++) {
        const RftPassage *cell = rft_passage(reading, i);
        if (cell->table != head->table)
            return false;
        if (cell->column == head->column && cell->row > head->row)
            return is_mark(cell);
    }
    return false;
}

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

/* A label heads a column: of marks beside names, or of names. */
static void
add_table(RftReading *reading, const RftField *field, const RftPeople *how)
{
    const RftPassage *head = rft_passage(reading, field->key.passage);
    const bool marks = has_marks_below(reading, field->key.passage);
    const bool alone = how->function != REFERAT_FUNCTION_NONE || has_other_labels(reading, head);
    uint32_t i = field->key.passage + 1;

    while (i < reading->passages->len && rft_passage(reading, i)->table == head->table) {
        RftPassage *cell = rft_passage(reading, i);
        /* in a form the next label of the column ends it */
        if (!marks && cell->row > head->row && cell->column == head->column &&
            rft_field_of(reading, i) != NULL)
            break;
        if (cell->row == head->row || (marks && cell->column != 0) ||
            (!marks && alone && cell->column != head->column)) {
            i++;
        } else if (marks) {
            i = add_row(reading, i, how, head->column);
        } else {
            cell->part = RFT_PART_PEOPLE;
            if (cell->length <= LONGEST_PLAIN)
                (void)rft_people_add(reading, rft_whole(reading, i), how);
            i++;
        }
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

/* The lines below a label, as long as they are people. */
static void
add_below(RftReading *reading, const RftField *field, const RftPeople *how)
{
    const RftPassage *key = rft_passage(reading, field->key.passage);
    unsigned misses = 0;

    for (uint32_t i = field->next; i < reading->passages->len && misses <= MOST_MISSES;) {
        RftPassage *passage = rft_passage(reading, i);
        const bool higher = passage->place == RFT_PLACE_HEADING &&
                            (key->place != RFT_PLACE_HEADING || passage->level <= key->level);
        if (higher || passage->part == RFT_PART_ITEM || passage->part == RFT_PART_AGENDA ||
            (rft_field_of(reading, i) != NULL && !is_roll(reading, i)) ||
            (key->table > 0 && passage->table == key->table && passage->row > key->row))
            break;
        if (passage->table > 0 && key->table == 0) {
            if (passage->header_cell)
                break;
            passage->part = RFT_PART_PEOPLE;
            i = add_row(reading, i, how, UINT32_MAX);
            continue;
        }
        RftSpan line = rft_whole(reading, i);
        unsigned names = 0;
        if (is_roll(reading, i)) {
            line.start = (uint32_t)((const char *)memchr(passage->text, ':', passage->length) -
                                    passage->text) +
                         1;
            names = rft_people_add(reading, line, how);
        } else if (passage->place != RFT_PLACE_HEADING && passage->length <= 4 * LONGEST_PLAIN) {
            names = add_line(reading, line, how);
        }
        if (names > 0)
            passage->part = RFT_PART_PEOPLE;
        else if (passage->place != RFT_PLACE_HEADING)
            misses++;
        i++;
    }
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
        return field->next != UINT32_MAX &&
               rft_is_name(reading, rft_whole(reading, field->next), false);
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
        add_table(reading, field, &how);
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

    for (int k = RFT_USE_PRESENT; k <= RFT_USE_GUEST; k++)
        if (rft_hit_at(reading, passage, (RftUse)k, rft_whole(reading, index).start) != NULL)
            use = (RftUse)k;
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

/* ---- chair and secretary ---- */

/* The last word in @span that is somebody's name or initials. */
static bool
find_known(RftReading *reading, RftSpan span, RftSpan *name)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *end = passage->text + span.end;
    bool found = false;

    for (const char *p = passage->text + span.start; p < end;) {
        const char *behind = rft_word_end(p, end);
        if (behind == p) {
            p = g_utf8_next_char(p);
            continue;
        }
        const RftSpan word = {span.passage, (uint32_t)(p - passage->text),
                              (uint32_t)(behind - passage->text)};
        if (behind - p > 1 && g_unichar_isupper(g_utf8_get_char(p)) &&
            rft_participant_named(reading, rft_span_text(reading, word)) != NULL) {
            *name = word;
            found = true;
        }
        p = behind;
    }
    return found;
}

/* "NN blev valgt som dirigent", "Braden was elected Chair", "under the chairmanship of NN". */
static void
read_offices(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->use != RFT_USE_CHAIR && hit->use != RFT_USE_SECRETARY)
            continue;
        const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), hit->start);
        const RftHit *chosen = rft_find_hit(reading, passage, RFT_USE_DECIDED, sentence.start);
        const RftSpan role = {index, hit->start, hit->end};
        RftSpan name;
        /* "sous la présidence de NN" */
        const RftSpan behind = {index, hit->end, MIN(sentence.end, hit->end + 60)};
        if (hit->use == RFT_USE_CHAIR && index < reading->first &&
            memchr(passage->text + hit->start, ' ', hit->end - hit->start) != NULL &&
            rft_find_name(reading, behind, &name)) {
            rft_give_function(reading, name, REFERAT_FUNCTION_CHAIR, role);
            continue;
        }
        if (chosen == NULL || chosen->start >= sentence.end)
            continue;
        const RftSpan before = {index, sentence.start, hit->start};
        if (find_known(reading, before, &name) || rft_find_name(reading, before, &name) ||
            find_known(reading, sentence, &name) || rft_find_name(reading, sentence, &name))
            rft_give_function(reading, name,
                              hit->use == RFT_USE_CHAIR ? REFERAT_FUNCTION_CHAIR
                                                        : REFERAT_FUNCTION_SECRETARY,
                              role);
    }
}

/* Whoever opens the meeting has the chair. */
static void
read_opening(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *opened = rft_find_hit(reading, passage, RFT_USE_OPENED, 0);
    RftSpan name;

    if (opened == NULL || opened->start == 0)
        return;
    const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), opened->start);
    const RftSpan subject = {index, sentence.start, opened->start};
    for (guint i = 0; i < reading->participants->len; i++)
        if (g_array_index(reading->participants, ReferatParticipant, i).function ==
            REFERAT_FUNCTION_CHAIR)
            return;
    if (find_known(reading, subject, &name))
        rft_give_function(reading, name, REFERAT_FUNCTION_CHAIR, (RftSpan){index, 0, 0});
}

static bool
is_word_for(const RftReading *reading, const char *text, RftUse use)
{
    const size_t length = strlen(text);
    g_autofree char *folded = g_strdup(text);
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(RftHit));
    bool found = false;

    rft_fold(text, length, folded);
    rft_phrases_scan(reading->phrases, false, folded, length, hits);
    for (guint i = 0; i < hits->len; i++) {
        const RftHit *hit = &g_array_index(hits, RftHit, i);
        found = found || (hit->use == use && hit->start == 0 && hit->end == length);
    }
    return found;
}

/* "Present: A. Berg (chair), …": when the minutes do not say otherwise, and of one only. */
static void
function_of_role(RftReading *reading, RftUse use, ReferatFunction function)
{
    ReferatParticipant *only = NULL;

    for (guint i = 0; i < reading->participants->len; i++) {
        ReferatParticipant *one = &g_array_index(reading->participants, ReferatParticipant, i);
        if (one->function == function)
            return;
        if (one->status != REFERAT_STATUS_PRESENT || one->function != REFERAT_FUNCTION_NONE ||
            one->role.text == NULL || !is_word_for(reading, one->role.text, use))
            continue;
        if (only != NULL)
            return;
        only = one;
    }
    if (only != NULL)
        only->function = function;
}

void
rft_recognise_attendance(RftReading *reading)
{
    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField field = g_array_index(reading->fields, RftField, i);
        if (field.use <= RFT_USE_SECRETARY && field.key.passage < reading->first_end &&
            rft_passage(reading, field.key.passage)->part != RFT_PART_ITEM)
            add_field_people(reading, &field);
    }
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
        read_offices(reading, i);
        read_opening(reading, i);
    }
    function_of_role(reading, RFT_USE_CHAIR, REFERAT_FUNCTION_CHAIR);
    function_of_role(reading, RFT_USE_SECRETARY, REFERAT_FUNCTION_SECRETARY);
}
