/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"
#include "minutes/walk.h"

/* Which headings open sections of the minutes, and which only look like it. */

bool
rft_is_label_of_item(const ReferatLabel *label)
{
    return label != NULL && label->scheme != REFERAT_SCHEME_BULLET &&
           (label->n_path > 0 || strpbrk(label->text, "0123456789") != NULL);
}

/* A label over people or facts is no section; one for opening, end or next meeting may be. */
static bool
is_only_field(const RftReading *reading, uint32_t index)
{
    const RftField *field = rft_field_of(reading, index);
    const uint32_t n = rft_passage(reading, index)->n_fields;

    for (uint32_t i = 0; i < n; i++)
        if (field[i].use != RFT_USE_START && field[i].use != RFT_USE_END &&
            field[i].use != RFT_USE_NEXT)
            return true;
    return false;
}

/* "Intestazione": a heading over labelled facts is no section of the minutes. */
static bool
heads_facts(const RftReading *reading, uint32_t index)
{
    const RftField *field = rft_field_of(reading, rft_block_end(reading, index));

    return field != NULL && field->use >= RFT_USE_DATE && field->use <= RFT_USE_PLACE;
}

/* The words of the title once more, or a part of them. */
static bool
repeats_title(RftReading *reading, uint32_t index)
{
    const char *title = reading->record.title.text;
    const RftPassage *passage = rft_passage(reading, index);
    const char *end = passage->folded + passage->length;

    if (title == NULL)
        return false;
    g_autofree char *folded = g_utf8_strdown(title, -1);
    for (const char *p = passage->folded; p < end;) {
        const char *behind = rft_word_end(p, end);
        if (behind == p) {
            p += MIN((ptrdiff_t)g_utf8_skip[(unsigned char)*p], end - p);
            continue;
        }
        g_autofree char *word = g_strndup(p, (size_t)(behind - p));
        if (strstr(folded, word) == NULL)
            return false;
        p = behind;
    }
    return true;
}

/* "Granted - Condition: no nips": what was decided, though it is set like a heading. */
static bool
is_outcome_heading(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return rft_hit_at(reading, passage, RFT_USE_OUTCOME, rft_whole(reading, index).start) != NULL ||
           rft_find_hit(reading, passage, RFT_USE_DECIDED, 0) != NULL;
}

/* "Oslo, 5. juli 2016": a date and hardly more. */
static bool
is_dateline(const RftReading *reading, uint32_t index)
{
    enum { FEW_WORDS = 2 };
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    unsigned words = 0;
    RftDate date;

    if (!rft_find_date(reading, whole, &date))
        return false;
    for (uint32_t at = whole.start; at < whole.end;) {
        const char *word = passage->text + at;
        const uint32_t end =
            (uint32_t)(rft_word_end(word, passage->text + whole.end) - passage->text);
        words += end > at && (end <= date.span.start || at >= date.span.end);
        at = end > at ? end : at + 1;
    }
    return words <= FEW_WORDS;
}

/* Names set like headings, one below the other. */
static bool
is_row_of_names(RftReading *reading, uint32_t index)
{
    const uint32_t next = rft_block_end(reading, index);

    if (!rft_is_name(reading, rft_whole(reading, index), false))
        return false;
    return (next < reading->passages->len &&
            rft_passage(reading, next)->place == RFT_PLACE_HEADING &&
            rft_is_name(reading, rft_whole(reading, next), false)) ||
           (index > 0 && rft_passage(reading, index - 1)->place == RFT_PLACE_HEADING &&
            rft_is_name(reading, rft_whole(reading, index - 1), false));
}

/* "Blad" over "1 van 3": a letterhead with a page number in it. */
static bool
is_page_label(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":");

    return rft_vocabulary_is_page_word(reading->vocabulary, passage->text + whole.start,
                                       whole.end - whole.start);
}

/* "Votering", "Beschluss:", "Vedtak i Kommunestyret - 19.06.2023" */
bool
rft_names_part(const RftReading *reading, uint32_t index)
{
    enum { LONGEST_PART = 64 };
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_trim(reading, rft_whole(reading, index), ":.*-");
    RftDate date;

    if (passage->label != NULL || rft_span_is_empty(whole) || passage->length > LONGEST_PART)
        return false;
    rft_scan_small(reading, index);
    if (rft_is_phrase(reading, whole, RFT_USE_PART) ||
        rft_is_phrase(reading, whole, RFT_USE_DECISION) ||
        rft_is_phrase(reading, whole, RFT_USE_SIGNED))
        return true;
    return (rft_hit_at(reading, passage, RFT_USE_PART, whole.start) != NULL ||
            rft_hit_at(reading, passage, RFT_USE_DECISION, whole.start) != NULL) &&
           rft_find_date(reading, whole, &date);
}

/* "Condominio Le Betulle" right below "Verbale di assemblea": who met. */
static bool
is_body_below_title(const RftReading *reading, uint32_t index)
{
    return index > 0 && rft_passage(reading, index - 1)->part == RFT_PART_TITLE &&
           rft_has_word(reading, rft_whole(reading, index), RFT_USE_BODY_WORD) &&
           rft_find_hit(reading, rft_passage(reading, index), RFT_USE_DECIDED, 0) == NULL;
}

bool
rft_is_officer_line(RftReading *reading, uint32_t index)
{
    enum { LONGEST = 100 };
    static const RftPeople anybody = {.strict = true, .confidence = 1};
    const RftPassage *line = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    return line->place == RFT_PLACE_BODY && line->table == 0 && line->length <= LONGEST &&
           !rft_span_is_empty(whole) && line->text[whole.end - 1] != '.' &&
           memchr(line->text, ',', line->length) != NULL &&
           rft_find_hit(reading, line, RFT_USE_SAID, 0) == NULL &&
           rft_people_count(reading, whole, &anybody) > 0;
}

/* "För arbetsgivaren" over nothing but people, before the first number. */
static bool
heads_only_people(RftReading *reading, uint32_t index)
{
    enum { FRONT = 60 };
    unsigned people = 0;
    uint32_t i = rft_block_end(reading, index);

    if (index > FRONT || rft_passage(reading, index)->label != NULL)
        return false;
    for (; i < reading->passages->len && rft_passage(reading, i)->place != RFT_PLACE_HEADING; i++) {
        if (!rft_is_officer_line(reading, i))
            return false;
        people++;
    }
    return people > 0 && i < reading->passages->len;
}

bool
rft_is_under_people(RftReading *reading, uint32_t index)
{
    while (index > 0 && rft_passage(reading, index)->place != RFT_PLACE_HEADING)
        index--;
    return rft_passage(reading, index)->place == RFT_PLACE_HEADING &&
           rft_passage(reading, index)->part == RFT_PART_NONE && heads_only_people(reading, index);
}

/* "M. GUÉGUEN": somebody, in bold. */
static bool
is_person(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    RftSpan name;

    return rft_hit_at(reading, passage, RFT_USE_HONORIFIC, whole.start) != NULL &&
           rft_take_name(reading, whole, &name);
}

bool
rft_is_heading_of_item(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    if (passage->place != RFT_PLACE_HEADING || passage->continues || passage->table > 0 ||
        passage->part != RFT_PART_NONE || rft_is_numbered_meeting(reading, index))
        return false;
    if (rft_is_label_of_item(passage->label))
        return true;
    return (reading->title == UINT32_MAX || index > reading->title) &&
           !is_only_field(reading, index) && !heads_facts(reading, index) &&
           !is_outcome_heading(reading, index) && !rft_begins_other_minutes(reading, index) &&
           !rft_is_phrase(reading, rft_whole(reading, index), RFT_USE_MINUTES) &&
           rft_hit_at(reading, passage, RFT_USE_AGENDA, rft_whole(reading, index).start) == NULL &&
           !repeats_title(reading, index) && !is_dateline(reading, index) &&
           !is_row_of_names(reading, index) && !is_page_label(reading, index) &&
           !is_body_below_title(reading, index) && !heads_only_people(reading, index) &&
           !rft_heads_people(reading, index) && !is_person(reading, index);
}
