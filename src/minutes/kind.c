/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/recognisers.h"

/* What a document is: minutes, an agenda, a transcript, or none of these. */

enum { FEWEST_SPEAKERS = 8 };

/* Paragraphs that begin with who speaks: "Mayor Katz: …" in bold. */
static unsigned
count_speakers(const RftReading *reading)
{
    enum { LONGEST_SPEAKER = 50 };
    unsigned n = 0;

    for (uint32_t i = 0; i < reading->passages->len; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        const char *colon = memchr(passage->text, ':', MIN(passage->length, LONGEST_SPEAKER));
        const RftSpan whole = rft_whole(reading, i);
        if (colon == NULL || passage->place != RFT_PLACE_BODY || passage->length < 2)
            continue;
        n += rft_hit_at(reading, passage, RFT_USE_ROLE, whole.start) != NULL ||
             rft_hit_at(reading, passage, RFT_USE_HONORIFIC, whole.start) != NULL;
    }
    return n;
}

static bool
title_has(const RftReading *reading, RftUse use)
{
    for (uint32_t i = 0; i < MIN(reading->first, reading->passages->len); i++)
        if (rft_passage(reading, i)->part == RFT_PART_TITLE &&
            rft_find_hit(reading, rft_passage(reading, i), use, 0) != NULL)
            return true;
    return false;
}

static bool
title_has_meeting(const RftReading *reading)
{
    for (uint32_t i = 0; i < MIN(reading->first, reading->passages->len); i++)
        if (rft_passage(reading, i)->part == RFT_PART_TITLE &&
            rft_has_word(reading, rft_whole(reading, i), RFT_USE_MEETING))
            return true;
    return false;
}

/* Of a document that is no minutes its sections are no items, and what was decided in it was
 * decided elsewhere. */
static void
empty(RftReading *reading)
{
    ReferatMinutes *record = &reading->record;

    g_array_set_size(reading->participants, 0);
    g_ptr_array_set_size(reading->folded_names, 0);
    g_array_set_size(reading->agenda, 0);
    g_array_set_size(reading->items, 0);
    g_array_set_size(reading->decisions, 0);
    g_array_set_size(reading->votes, 0);
    g_array_set_size(reading->actions, 0);
    record->body.text = NULL;
    record->place.text = NULL;
    record->start_time.text = NULL;
    record->end_time.text = NULL;
    record->next_meeting.text = NULL;
}

/* What an agenda counts is on the agenda, and nothing has been said on it yet. */
static void
take_as_agenda(RftReading *reading)
{
    if (reading->agenda->len == 0)
        g_array_append_vals(reading->agenda, reading->items->data, reading->items->len);
    g_array_set_size(reading->items, 0);
    for (uint32_t i = 0; i < reading->passages->len; i++)
        rft_passage(reading, i)->item = REFERAT_NO_ITEM;
    reading->record.end_time.text = NULL;
}

void
rft_recognise_kind(RftReading *reading)
{
    ReferatMinutes *record = &reading->record;
    const bool minutes = title_has(reading, RFT_USE_MINUTES);
    const bool decided = reading->decisions->len > 0 || reading->votes->len > 0;
    const unsigned speakers = count_speakers(reading);
    const bool agenda = title_has(reading, RFT_USE_AGENDA);
    const bool people = reading->participants->len > 0;
    const bool content = decided || reading->items->len > 0;
    /* what is called otherwise is minutes when people met and something was said */
    const bool like_minutes = (title_has_meeting(reading) || agenda || people) && content;

    if (title_has(reading, RFT_USE_TRANSCRIPT) ||
        (speakers >= FEWEST_SPEAKERS && speakers * 5 > reading->passages->len))
        record->kind = REFERAT_KIND_TRANSCRIPT;
    else if (agenda && !minutes && !decided)
        record->kind = REFERAT_KIND_AGENDA;
    else if (minutes || like_minutes)
        record->kind = REFERAT_KIND_MINUTES;
    else
        record->kind = REFERAT_KIND_OTHER;
    if (record->kind == REFERAT_KIND_OTHER)
        empty(reading);
    else if (record->kind == REFERAT_KIND_AGENDA)
        take_as_agenda(reading);
}
