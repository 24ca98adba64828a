/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"
#include "minutes/outline.h"
#include "minutes/recognisers.h"

/*
 * Where further sets of minutes begin in the same file: a heading that says so, the entries of a
 * log ("2nd meeting - 3/1/25"), or facts and attendance that are stated once more.
 */

/* A file with more is a log of something else. */
enum { SETS_MAX = 1000 };

bool
rft_begins_other_minutes(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    const RftHit *minutes = rft_hit_at(reading, passage, RFT_USE_MINUTES, whole.start);

    if (passage->place != RFT_PLACE_HEADING || passage->label != NULL ||
        passage->part != RFT_PART_NONE || index <= reading->title || minutes == NULL)
        return false;
    if (rft_find_hit(reading, passage, RFT_USE_MEETING, minutes->end) != NULL)
        return true;
    /* "Mötesprotokoll 2"; without a number the text below "Minutes" is that of this meeting */
    const RftSpan rest = rft_trim(reading, (RftSpan){index, minutes->end, whole.end}, ":");
    return !rft_span_is_empty(rest) && rft_span_is_empty(rft_trim(reading, rest, "0123456789./-"));
}

static void
add_set(RftReading *reading, uint32_t index)
{
    const guint n = reading->sets->len;

    if (n < SETS_MAX && (n == 0 || g_array_index(reading->sets, uint32_t, n - 1) < index))
        g_array_append_val(reading->sets, index);
}

static void
find_minutes_headings(RftReading *reading)
{
    for (uint32_t i = reading->first; i < reading->passages->len; i++)
        if (rft_passage(reading, i)->n_hits > 0 && rft_begins_other_minutes(reading, i))
            add_set(reading, i);
}

/* "2nd Meeting - 3/1/25 - Requirements", "Møde 3. marts": a date behind the word for a meeting,
 * which at most one word goes before. */
static bool
is_entry_of_log(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *meeting = rft_find_hit(reading, passage, RFT_USE_MEETING, 0);
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;

    if (passage->place != RFT_PLACE_HEADING || passage->label != NULL ||
        passage->part != RFT_PART_NONE || passage->continues || meeting == NULL)
        return false;
    const RftSpan before = rft_trim(reading, (RftSpan){index, whole.start, meeting->start}, "");
    return memchr(passage->text + before.start, ' ', before.end - before.start) == NULL &&
           rft_find_date(reading, (RftSpan){index, meeting->end, whole.end}, &date);
}

/* Entries one after the other, nothing as high between them. The first belongs to the record of the
 * file. */
static void
find_log(RftReading *reading)
{
    uint8_t level = 0;

    for (uint32_t i = reading->first; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->place != RFT_PLACE_HEADING || (level > 0 && passage->level > level))
            continue;
        if (!is_entry_of_log(reading, i)) {
            if (level > 0)
                return;
        } else if (level == 0) {
            level = passage->level;
        } else {
            add_set(reading, i);
        }
    }
}

/* The table and the headings that a field belongs to. */
static uint32_t
front_of(const RftReading *reading, uint32_t index)
{
    const uint32_t table = rft_passage(reading, index)->table;

    while (table > 0 && index > 0 && rft_passage(reading, index - 1)->table == table)
        index--;
    while (index > reading->first && rft_passage(reading, index - 1)->place == RFT_PLACE_HEADING &&
           rft_passage(reading, index - 1)->label == NULL)
        index--;
    return index;
}

static bool
states_date(const RftReading *reading, const RftField *field)
{
    RftDate date;

    if (field->use != RFT_USE_DATE)
        return false;
    if (!rft_span_is_empty(field->value))
        return rft_find_date(reading, field->value, &date);
    return field->next != UINT32_MAX &&
           rft_find_date(reading, rft_whole(reading, field->next), &date);
}

/* A date that is stated after the attendance is that of another meeting, when attendance follows
 * it too. */
static void
find_facts(RftReading *reading)
{
    uint32_t start = UINT32_MAX; /* of a set that has no attendance yet */
    bool dated = false;
    bool attended = false;

    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField *field = &g_array_index(reading->fields, RftField, i);
        if (states_date(reading, field)) {
            if (dated && attended)
                start = front_of(reading, field->key.passage);
            dated = true;
            attended = false;
        } else if (field->use <= RFT_USE_GUEST && dated) {
            attended = true;
            if (start != UINT32_MAX)
                add_set(reading, start);
            start = UINT32_MAX;
        }
    }
}

void
rft_recognise_sets(RftReading *reading)
{
    find_minutes_headings(reading);
    if (reading->sets->len == 0)
        find_log(reading);
    if (reading->sets->len == 0)
        find_facts(reading);
    reading->first_end =
        reading->sets->len > 0 ? g_array_index(reading->sets, uint32_t, 0) : reading->passages->len;
}
