/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/facts.h"
#include "minutes/recognisers.h"

/*
 * When and where: from the title, from labelled lines, from the lines around the title, from what
 * is said of opening and closing. What happened beats what was planned.
 */

enum { FRONT = 30, LONGEST_PLACE = 120, LONGEST_FRONT_LINE = 400 };

static bool
is_front(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return passage->item == REFERAT_NO_ITEM && (index < reading->first || reading->items->len == 0);
}

/* ---- dates ---- */

static int
year_of(const RftReading *reading, const RftDate *wanted)
{
    /* a date without its year has that of the next one with the same day, else of any */
    int any = 0;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        RftSpan rest = rft_whole(reading, i);
        RftDate date;
        while (rft_find_date(reading, rest, &date)) {
            if (date.year > 0 && date.month == wanted->month && date.day == wanted->day)
                return date.year;
            if (date.year > 0 && any == 0 &&
                (wanted->weekday == 0 ||
                 rft_date_weekday(date.year, wanted->month, wanted->day) == wanted->weekday))
                any = date.year;
            rest.start = date.span.end;
        }
    }
    return any;
}

void
rft_fact_date(RftReading *reading, RftDate date, double confidence)
{
    ReferatMinutes *record = &reading->record;

    if (date.year == 0) {
        date.year = year_of(reading, &date);
        confidence -= 0.2;
    }
    if (rft_date_weekday(date.year, date.month, date.day) == 0 ||
        (record->date.text != NULL && record->date.confidence >= confidence))
        return;
    record->date = rft_value_as(reading, rft_date_text(reading, date.year, date.month, date.day),
                                date.span, confidence);
    record->end_date.text = NULL;
    if (date.last_day > 0)
        record->end_date =
            rft_value_as(reading, rft_date_text(reading, date.year, date.last_month, date.last_day),
                         date.span, confidence);
}

/* ---- times ---- */

void
rft_fact_start(RftReading *reading, const RftTime *time, double confidence)
{
    rft_set_value(
        &reading->record.start_time,
        rft_value_as(reading, rft_time_text(reading, time->start), time->span, confidence));
    if (time->end >= 0)
        rft_set_value(
            &reading->record.end_time,
            rft_value_as(reading, rft_time_text(reading, time->end), time->span, confidence));
}

static void
set_end(RftReading *reading, const RftTime *time, double confidence)
{
    const int at = time->end >= 0 ? time->end : time->start;

    rft_set_value(&reading->record.end_time,
                  rft_value_as(reading, rft_time_text(reading, at), time->span, confidence));
}

/* ---- places ---- */

/* "…, i fælleshuset, Frederikskaj 2": behind date and time. */
static void
place_behind(RftReading *reading, uint32_t index, uint32_t from, double confidence)
{
    rft_scan_small(reading, index);
    const RftPassage *passage = rft_passage(reading, index);
    RftSpan rest = rft_trim(reading, (RftSpan){index, from, passage->length}, ".,:;-");
    const RftHit *at = rft_hit_at(reading, passage, RFT_USE_AT_PLACE, rest.start);
    const bool parted =
        from < rest.start && strpbrk(".,;", (const char[]){passage->text[from], 0}) != NULL;

    if (at != NULL && at->end < rest.end)
        rest = rft_trim(reading, (RftSpan){index, at->end, rest.end}, ".,:;-");
    else if (parted && passage->place != RFT_PLACE_PAGE_HEAD)
        confidence -= 0.2;
    else
        return;
    const RftSpan sentence = rft_sentence(reading, rest, rest.start);
    rest.end = MIN(rest.end, sentence.end);
    rest = rft_trim(reading, rest, ".,:;-");
    const char *text = passage->text + rest.start;
    if (rft_span_is_empty(rest) || rest.end - rest.start > LONGEST_PLACE ||
        memchr(text, ':', rest.end - rest.start) != NULL || g_ascii_isdigit(*text))
        return;
    rft_set_value(&reading->record.place, rft_value(reading, rest, confidence));
}

/* "kredsrådsmøde i Billund den 15. september": between the meeting and its date. */
static void
place_before_date(RftReading *reading, uint32_t index, const RftDate *date)
{
    rft_scan_small(reading, index);
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *best = NULL;

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->use == RFT_USE_AT_PLACE && hit->end < date->span.start)
            best = hit;
    }
    if (best == NULL || best->start == 0)
        return;
    /* who met is no place: a place follows a compound that names the body already */
    const char *word = passage->folded + best->start - 1;
    while (word > passage->folded && word[-1] != ' ')
        word--;
    const size_t length = (size_t)(passage->folded + best->start - 1 - word);
    const size_t ending = rft_phrases_ending(reading->phrases, RFT_USE_MEETING, word, length);
    if (ending == 0 || length < ending + 4)
        return;
    RftSpan span = {index, best->end, date->span.start};
    const RftHit *joint = NULL;
    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start > span.start && hit->end <= date->span.start &&
            (hit->use == RFT_USE_MEETING_KIND || hit->use == RFT_USE_DATE) &&
            (joint == NULL || hit->start < joint->start))
            joint = hit;
    }
    if (joint != NULL)
        span.end = joint->start;
    rft_set_value(&reading->record.place,
                  rft_value(reading, rft_trim(reading, span, ".,:;-"), 0.6));
}

/* ---- lines ---- */

/* A line that may tell date, time and place, one after the other. */
static void
read_line(RftReading *reading, uint32_t index, double confidence)
{
    RftSpan rest = rft_whole(reading, index);
    RftDate date;
    RftTime time;
    uint32_t behind = 0;

    /* of several the last one, or the one with its weekday: "meeting continued from …" */
    for (RftSpan more = rest; rft_find_date(reading, more, &date); more.start = date.span.end) {
        rft_fact_date(reading, date,
                      confidence + (date.weekday > 0 ? 0.03 : 0) + (behind > 0 ? 0.01 : 0));
        behind = date.span.end;
    }
    if (rft_find_time(reading, rest, &time)) {
        rft_fact_start(reading, &time, confidence - 0.1);
        behind = MAX(behind, time.span.end);
    }
    if (behind > 0)
        place_behind(reading, index, behind, confidence - 0.1);
}

static void
read_title(RftReading *reading)
{
    for (uint32_t i = 0; i < reading->first && i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        RftDate date;
        if (passage->part != RFT_PART_TITLE)
            continue;
        read_line(reading, i, 0.9);
        if (rft_find_date(reading, rft_whole(reading, i), &date))
            place_before_date(reading, i, &date);
    }
}

static void
read_front(RftReading *reading)
{
    unsigned lines = 0;

    for (uint32_t i = 0; i < reading->first_end && lines < FRONT; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        RftDate date;
        RftTime time;
        const bool labelled = rft_field_of(reading, i) != NULL;
        if (!is_front(reading, i) || passage->part != RFT_PART_NONE ||
            passage->length > LONGEST_FRONT_LINE)
            continue;
        lines++;
        const bool tabbed = memchr(passage->text, '\t', passage->length) != NULL;
        if (labelled || tabbed || memchr(passage->text, ':', MIN(passage->length, 24)) != NULL) {
            /* a label that is not known: the date is of something else */
            if (!labelled && rft_find_date(reading, rft_whole(reading, i), &date) &&
                date.weekday == 0)
                continue;
        }
        if (labelled || !rft_find_date(reading, rft_whole(reading, i), &date))
            continue;
        const bool page_head = passage->place == RFT_PLACE_PAGE_HEAD;
        const bool timed = rft_find_time(reading, rft_whole(reading, i), &time);
        read_line(reading, i, page_head ? 0.4 : (timed || date.weekday > 0) ? 0.8 : 0.6);
    }
}

static RftSpan
value_span(const RftReading *reading, const RftField *field)
{
    if (!rft_span_is_empty(field->value))
        return field->value;
    if (field->next == UINT32_MAX)
        return (RftSpan){field->key.passage, 0, 0};
    return rft_whole(reading, field->next);
}

static void
read_time_field(RftReading *reading, const RftField *field, RftSpan span)
{
    RftTime time;

    if (!rft_find_time(reading, span, &time))
        return;
    if (field->use == RFT_USE_END)
        set_end(reading, &time, 0.92);
    else
        rft_fact_start(reading, &time, 0.9);
}

static bool
has_digit(const RftReading *reading, RftSpan span)
{
    const char *text = rft_passage(reading, span.passage)->text;

    for (uint32_t i = span.start; i < span.end; i++)
        if (g_ascii_isdigit(text[i]))
            return true;
    return false;
}

/* What is left of @span beside @cut: the longer part, without the word before a time. */
static RftSpan
without(const RftReading *reading, RftSpan span, RftSpan cut)
{
    RftSpan before = {span.passage, span.start, MAX(cut.start, span.start)};
    const RftSpan behind = {span.passage, MIN(cut.end, span.end), span.end};
    const RftPassage *passage = rft_passage(reading, span.passage);

    for (uint32_t i = 0; i < passage->n_hits; i++)
        if (passage->hits[i].use == RFT_USE_CLOCK && passage->hits[i].start > before.start &&
            passage->hits[i].end <= before.end && passage->hits[i].end + 2 >= cut.start)
            before.end = passage->hits[i].start;
    return before.end - before.start >= behind.end - behind.start ? before : behind;
}

/* "Plats och tid: Kommunhuset, Stora salen, kl. 13.00–15.45" */
static void
read_place_field(RftReading *reading, RftSpan span)
{
    RftDate date;
    RftTime time;

    /* the date first: its numbers are no times */
    if (rft_find_date(reading, span, &date) && date.year != 0) {
        rft_fact_date(reading, date, 0.8);
        if (rft_find_time(reading, (RftSpan){span.passage, date.span.end, span.end}, &time) &&
            time.marked)
            rft_fact_start(reading, &time, 0.8);
        span = without(reading, span, date.span);
    } else if (rft_find_time(reading, span, &time) && time.marked) {
        rft_fact_start(reading, &time, 0.8);
        span = without(reading, span, time.span);
    }
    span = rft_trim(reading, span, ".,;-–(");
    if (!rft_span_is_empty(span) && span.end - span.start <= LONGEST_PLACE)
        rft_set_value(&reading->record.place, rft_value(reading, span, 0.9));
}

static void
read_field(RftReading *reading, const RftField *field)
{
    const RftSpan span = value_span(reading, field);
    ReferatMinutes *record = &reading->record;
    RftDate date;
    RftTime time;

    if (rft_span_is_empty(span))
        return;
    switch (field->use) {
    case RFT_USE_DATE:
        if (!rft_find_date(reading, span, &date))
            break;
        rft_fact_date(reading, date, 0.92);
        if (rft_find_time(reading, span, &time)) {
            rft_fact_start(reading, &time, 0.85);
            place_behind(reading, span.passage, MAX(time.span.end, date.span.end), 0.7);
        }
        break;
    case RFT_USE_TIME:
    case RFT_USE_START:
    case RFT_USE_END:
        if (rft_find_date(reading, span, &date) && field->use == RFT_USE_TIME)
            rft_fact_date(reading, date, 0.85);
        read_time_field(reading, field, span);
        break;
    case RFT_USE_PLACE:
        read_place_field(reading, span);
        break;
    case RFT_USE_CASE:
        if (has_digit(reading, span))
            rft_set_value(&record->case_number,
                          rft_value(reading, rft_trim(reading, span, ".,;"), 0.8));
        break;
    case RFT_USE_NUMBER:
        if (has_digit(reading, span))
            rft_set_value(&record->meeting_number,
                          rft_value(reading, rft_trim(reading, span, ".,;"), 0.8));
        break;
    default:
        break;
    }
}

/* ---- opening and closing ---- */

/* "The Mayor convened the meeting at 8:16 p.m.", "… hævede generalforsamlingen kl. 20.10." */
static void
read_event(RftReading *reading, uint32_t index, RftUse use)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *hit = rft_find_hit(reading, passage, use, 0);
    RftTime time;

    if (hit == NULL)
        return;
    const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), hit->start);
    if (!rft_find_time(reading, (RftSpan){index, hit->end, sentence.end}, &time) &&
        !rft_find_time(reading, (RftSpan){index, sentence.start, hit->start}, &time))
        return;
    /* "At 9:24 p.m., the Mayor continued the meeting to 5:00 p.m." */
    RftTime early;
    if (use == RFT_USE_CLOSED && time.span.start > hit->end &&
        rft_find_time(reading, (RftSpan){index, sentence.start, hit->start}, &early))
        time = early;
    if (use == RFT_USE_OPENED && reading->record.start_time.confidence < 0.95F)
        rft_fact_start(reading, &time, 0.95);
    else if (use == RFT_USE_CLOSED)
        set_end(reading, &time, 0.95);
}

/* The time below a heading that closes the meeting. */
static void
read_closing_section(RftReading *reading, uint32_t index)
{
    const uint32_t next =
        rft_passage(reading, index)->place == RFT_PLACE_HEADING ? index + 1 : UINT32_MAX;
    RftTime time;

    if (next >= reading->passages->len ||
        rft_find_hit(reading, rft_passage(reading, index), RFT_USE_CLOSED, 0) == NULL ||
        rft_passage(reading, next)->length > LONGEST_FRONT_LINE ||
        !rft_find_time(reading, rft_whole(reading, next), &time))
        return;
    set_end(reading, &time, 0.8);
}

static void
read_next(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_NEXT, 0);
    RftDate date;

    if (hit == NULL || passage->part == RFT_PART_AGENDA)
        return;
    const RftSpan sentence = rft_sentence(reading, rft_whole(reading, index), hit->start);
    bool found = rft_find_date(reading, (RftSpan){index, hit->end, sentence.end}, &date);
    /* a label alone: the date is in the next line */
    for (uint32_t next = index + 1; !found && hit->end + 2 >= passage->length &&
                                    next <= index + 2 && next < reading->passages->len;
         next++)
        found = rft_find_date(reading, rft_whole(reading, next), &date);
    if (!found)
        return;
    if (date.year == 0 && reading->record.date.text != NULL) {
        date.year = (int)g_ascii_strtoll(reading->record.date.text, NULL, 10);
        const char *made = rft_date_text(reading, date.year, date.month, date.day);
        /* the next meeting is after this one */
        if (strcmp(made, reading->record.date.text) < 0)
            date.year++;
    }
    if (rft_date_weekday(date.year, date.month, date.day) == 0)
        return;
    const char *text = rft_date_text(reading, date.year, date.month, date.day);
    rft_set_value(&reading->record.next_meeting, rft_value_as(reading, text, date.span, 0.8));
}

void
rft_recognise_facts(RftReading *reading)
{
    read_title(reading);
    for (guint i = 0; i < reading->fields->len; i++) {
        const RftField field = g_array_index(reading->fields, RftField, i);
        const RftPassage *key = rft_passage(reading, field.key.passage);
        if (field.key.passage >= reading->first_end)
            break;
        if (field.key.passage < reading->first || reading->items->len == 0 ||
            key->item == REFERAT_NO_ITEM || key->header_cell || field.use == RFT_USE_END ||
            field.use == RFT_USE_START)
            read_field(reading, &field);
    }
    read_front(reading);
    for (uint32_t i = 0; i < MIN(reading->end, reading->first_end); i++) {
        if (rft_passage(reading, i)->n_hits == 0 ||
            rft_passage(reading, i)->place == RFT_PLACE_PAGE_HEAD)
            continue;
        read_event(reading, i, RFT_USE_OPENED);
        read_event(reading, i, RFT_USE_CLOSED);
        read_closing_section(reading, i);
    }
    /* also behind the closing */
    for (uint32_t i = 0; i < reading->first_end; i++)
        if (rft_passage(reading, i)->n_hits > 0)
            read_next(reading, i);
}
