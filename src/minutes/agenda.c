/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/outline.h"
#include "minutes/recognisers.h"
#include "minutes/titles.h"

/*
 * The agenda: the list that minutes print before they go through it. It stands under a heading that
 * says so, or is a list in front whose entries come again as headings.
 */

enum { LONGEST_HEAD = 120, LONGEST_ENTRY = 400, FEWEST = 2, FRONT = 60 };

static bool
is_agenda_head(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    if (passage->part != RFT_PART_NONE || passage->length > LONGEST_HEAD ||
        passage->list_depth > 0 || passage->place == RFT_PLACE_PAGE_HEAD || whole.end == 0 ||
        rft_find_hit(reading, passage, RFT_USE_AGENDA, 0) == NULL)
        return false;
    if (rft_is_phrase(reading, whole, RFT_USE_AGENDA))
        return true;
    if (passage->place == RFT_PLACE_HEADING)
        return passage->label == NULL;
    /* "… med følgende dagsorden:" */
    const RftSpan words = rft_trim(reading, whole, ": ");
    const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_AGENDA, 0);
    return passage->text[whole.end - 1] == ':' &&
           (hit->start == whole.start || hit->end >= words.end);
}

static bool
begins_entry(const RftPassage *passage)
{
    return passage->place != RFT_PLACE_HEADING && (passage->label != NULL || passage->bulleted) &&
           passage->length <= LONGEST_ENTRY;
}

/* Where the list that begins at @index ends. */
static uint32_t
end_of_list(const RftReading *reading, uint32_t index)
{
    while (index < reading->passages->len) {
        const RftPassage *passage = rft_passage(reading, index);
        if (!begins_entry(passage) && passage->list_depth == 0)
            break;
        if (passage->place == RFT_PLACE_HEADING)
            break;
        index++;
    }
    return index;
}

static unsigned
count_entries(const RftReading *reading, uint32_t from, uint32_t to)
{
    unsigned n = 0;

    for (uint32_t i = from; i < to; i++)
        n += begins_entry(rft_passage(reading, i)) && rft_passage(reading, i)->list_depth <= 1;
    return n;
}

static void
take_entries(RftReading *reading, uint32_t from, uint32_t to)
{
    uint16_t base = UINT16_MAX;

    for (uint32_t i = from; i < to; i++)
        base = MIN(base, rft_passage(reading, i)->list_depth);
    for (uint32_t i = from; i < to; i++) {
        RftPassage *passage = rft_passage(reading, i);
        passage->part = RFT_PART_AGENDA;
        /* bullets below a labelled entry are its text */
        if (!begins_entry(passage) || (passage->bulleted && passage->list_depth > base))
            continue;
        (void)rft_add_item(reading, reading->agenda, i, passage->list_depth - base,
                           rft_label_value(reading, passage->label, i),
                           rft_block_title(reading, i, 0.9));
    }
}

/* The headings behind a list, by their words. */
static void
add_headings(RftReading *reading, uint32_t from, RftTitles *headings)
{
    for (uint32_t k = from; k < reading->passages->len; k++)
        if (rft_passage(reading, k)->place == RFT_PLACE_HEADING)
            rft_titles_add(headings, rft_span_text(reading, rft_whole(reading, k)));
}

/* Whether the passage at @index comes again as a heading. */
static bool
has_echo(RftReading *reading, uint32_t index, const RftTitles *headings, RftTitles *sought)
{
    const guint entry = sought->starts->len - 1;

    rft_titles_add(sought, rft_span_text(reading, rft_whole(reading, index)));
    for (guint k = 0; k + 1 < headings->starts->len; k++)
        if (rft_titles_same(sought, entry, headings, k))
            return true;
    return false;
}

/* Whether half of the entries of the list come again as headings behind it. */
static bool
has_echoes(RftReading *reading, uint32_t from, uint32_t to, unsigned entries,
           const RftTitles *headings)
{
    g_auto(RftTitles) sought;
    unsigned n = 0;

    rft_titles_init(&sought);
    for (uint32_t i = from; i < to && n * 2 < entries; i++)
        n += begins_entry(rft_passage(reading, i)) && rft_passage(reading, i)->list_depth <= 1 &&
             has_echo(reading, i, headings, &sought);
    return n * 2 >= entries;
}

/* "Velkomst" above the numbered entries: an entry too when a heading comes back to it. */
static void
take_entry_above(RftReading *reading, uint32_t list, const RftTitles *headings)
{
    const uint32_t index = list - 1;
    g_auto(RftTitles) sought;

    rft_titles_init(&sought);
    if (list == 0 || index == reading->title)
        return;
    RftPassage *above = rft_passage(reading, index);
    if (above->part != RFT_PART_NONE || above->place != RFT_PLACE_BODY || above->list_depth > 0 ||
        above->length > LONGEST_HEAD || !has_echo(reading, index, headings, &sought))
        return;
    const ReferatValue none = {NULL, {0, 0, 0, 0}, 0};
    above->part = RFT_PART_AGENDA;
    (void)rft_add_item(reading, reading->agenda, index, 0, none,
                       rft_block_title(reading, index, 0.7));
}

/* Whether half of the list from @from up to @to comes again as headings behind it. */
static bool
is_gone_through(RftReading *reading, uint32_t from, uint32_t to)
{
    g_auto(RftTitles) headings;

    rft_titles_init(&headings);
    add_headings(reading, to, &headings);
    return has_echoes(reading, from, to, count_entries(reading, from, to), &headings);
}

/* "3. Approval of the standards": what stands below is about that; "1. Agenda" is no such section.
 */
static bool
begins_section(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);

    return passage->place == RFT_PLACE_HEADING && passage->label != NULL &&
           rft_find_hit(reading, passage, RFT_USE_AGENDA, 0) == NULL;
}

/* "1 | Approval of the minutes": a row an entry, its number in the first cell. Returns: whether the
 * table at @index is one of entries. */
static bool
take_rows(RftReading *reading, uint32_t index)
{
    const uint32_t table = rft_passage(reading, index)->table;
    unsigned rows = 0;
    uint32_t end = index;

    for (; end < reading->passages->len && rft_passage(reading, end)->table == table; end++)
        rows += rft_passage(reading, end)->column == 0 && rft_is_row_label(reading, end);
    if (table == 0 || rows < FEWEST)
        return false;
    for (uint32_t i = index; i < end; i++) {
        RftPassage *cell = rft_passage(reading, i);
        cell->part = RFT_PART_AGENDA;
        if (cell->column != 0 || !rft_is_row_label(reading, i) || i + 1 >= end ||
            rft_passage(reading, i + 1)->row != cell->row)
            continue;
        const RftSpan printed = rft_whole(reading, i);
        const char *key = rft_label_key(reading, rft_span_text(reading, printed));
        (void)rft_add_item(reading, reading->agenda, i + 1, 0,
                           rft_value_as(reading, key, printed, 0.85),
                           rft_block_title(reading, i + 1, 0.85));
    }
    return true;
}

static bool
agenda_under_head(RftReading *reading)
{
    /* an agenda comes before what is said on it */
    const uint32_t most = MAX(reading->passages->len / 3, FRONT);
    bool begun = false;

    for (uint32_t i = 0; i + 1 < MIN(reading->passages->len, most); i++) {
        begun = begun || begins_section(reading, i);
        if (!is_agenda_head(reading, i))
            continue;
        const uint32_t from = rft_block_end(reading, i);
        const uint32_t to = end_of_list(reading, from);
        if (!begun && from < reading->passages->len &&
            rft_is_phrase(reading, rft_whole(reading, i), RFT_USE_AGENDA) &&
            take_rows(reading, from)) {
            rft_passage(reading, i)->part = RFT_PART_AGENDA;
            return true;
        }
        if (count_entries(reading, from, to) < FEWEST)
            continue;
        /* "… three points for attention:" in a section is none */
        if (begun && !rft_is_phrase(reading, rft_whole(reading, i), RFT_USE_AGENDA) &&
            !is_gone_through(reading, from, to))
            continue;
        rft_passage(reading, i)->part = RFT_PART_AGENDA;
        take_entries(reading, from, to);
        return true;
    }
    return false;
}

static void
agenda_by_echo(RftReading *reading)
{
    const uint32_t n = MIN(reading->passages->len, FRONT);

    for (uint32_t i = 0; i < n && !begins_section(reading, i); i++) {
        if (!begins_entry(rft_passage(reading, i)) || rft_passage(reading, i)->list_depth == 0)
            continue;
        const uint32_t to = end_of_list(reading, i);
        const unsigned entries = count_entries(reading, i, to);
        if (entries >= FEWEST) {
            g_auto(RftTitles) headings;
            rft_titles_init(&headings);
            add_headings(reading, to, &headings);
            if (has_echoes(reading, i, to, entries, &headings)) {
                take_entry_above(reading, i, &headings);
                take_entries(reading, i, to);
                return;
            }
        }
        i = to;
    }
}

void
rft_recognise_agenda(RftReading *reading)
{
    if (!agenda_under_head(reading))
        agenda_by_echo(reading);
}
