/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/facts.h"
#include "minutes/recognisers.h"

/*
 * The sentence that formal minutes begin with, where others have a head of labelled lines: "L'an
 * deux mille vingt-trois, le vingt-sept mars, à vingt heures trente, les membres du Conseil
 * Municipal de N., légalement convoqués, se sont assemblés au lieu ordinaire de leurs séances, …".
 */

enum { REACH = 40, SHORTEST = 60, LONGEST_PART = 120 };

/* The first paragraph behind the title that dates a meeting in a sentence. */
static bool
is_preamble(const RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;

    if (passage->place != RFT_PLACE_BODY || passage->table > 0 || passage->part != RFT_PART_NONE ||
        passage->label != NULL || whole.end - whole.start < SHORTEST ||
        rft_field_of(reading, index) != NULL)
        return false;
    const RftSpan first = rft_sentence(reading, whole, whole.start);
    if (!rft_find_date(reading, first, &date) || date.span.start - first.start > LONGEST_PART)
        return false;
    return rft_find_hit(reading, passage, RFT_USE_OPENED, 0) != NULL ||
           rft_find_hit(reading, passage, RFT_USE_MEETING, 0) != NULL;
}

/* Whether a capital begins the word at @at. */
static bool
is_capital(const RftPassage *passage, uint32_t at)
{
    return at < passage->length && g_unichar_isupper(g_utf8_get_char(passage->text + at));
}

/* ---- where ---- */

/* A place ends where the sentence goes on: at a verb of opening, or at a comma with more of the
 * sentence behind it; behind a comma with a capital or a number the address goes on. */
static uint32_t
end_of_place(const RftReading *reading, RftSpan span)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const RftHit *opened = rft_find_hit(reading, passage, RFT_USE_OPENED, span.start);
    uint32_t end = span.end;

    if (opened != NULL && opened->start < end)
        end = opened->start;
    for (uint32_t i = span.start; i + 2 < end; i++) {
        if (passage->text[i] != ',' && passage->text[i] != ';' && passage->text[i] != ':')
            continue;
        const uint32_t next = i + 2;
        if (passage->text[i] != ',' ||
            (!is_capital(passage, next) && !g_ascii_isdigit(passage->text[next])))
            return i;
    }
    return end;
}

/* The place that begins behind a word such as "at" at @at, when it is one. */
static bool
read_place(RftReading *reading, RftSpan sentence, uint32_t at)
{
    static const RftUse others[] = {RFT_USE_MEETING, RFT_USE_MEETING_KIND, RFT_USE_BODY_WORD,
                                    RFT_USE_COUNT,   RFT_USE_MONTH,        RFT_USE_CHAIR};
    const RftPassage *passage = rft_passage(reading, sentence.passage);
    const RftHit *word = rft_hit_at(reading, passage, RFT_USE_AT_PLACE, at);

    if (word == NULL || word->end >= sentence.end)
        return false;
    RftSpan span = rft_trim(reading, (RftSpan){sentence.passage, word->end, sentence.end}, "");
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (rft_hit_at(reading, passage, others[i], span.start) != NULL)
            return false;
    span.end = end_of_place(reading, span);
    span = rft_trim(reading, span, ",.;:-");
    if (rft_span_is_empty(span) || span.end - span.start > LONGEST_PART ||
        g_ascii_isdigit(passage->text[span.start]))
        return false;
    rft_set_value(&reading->record.place, rft_value(reading, span, 0.8));
    return true;
}

/* Behind a comma, the time, or the verb of opening. */
static void
find_place(RftReading *reading, RftSpan sentence, uint32_t from)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);

    for (uint32_t at = from; at + 1 < sentence.end; at++) {
        bool begins = at == from || passage->text[at] == ',';
        for (uint32_t i = 0; !begins && i < passage->n_hits; i++)
            begins = (passage->hits[i].use == RFT_USE_OPENED ||
                      passage->hits[i].use == RFT_USE_MEETING) &&
                     passage->hits[i].end == at;
        if (!begins)
            continue;
        const RftSpan rest = rft_trim(reading, (RftSpan){sentence.passage, at, sentence.end}, ",");
        if (read_place(reading, sentence, rest.start))
            return;
    }
}

/* ---- who met ---- */

/* Capitals, and small words between them: "Conseil Municipal de Saint-Aubin". */
static uint32_t
end_of_body(const RftReading *reading, RftSpan span)
{
    static const RftUse joints[] = {RFT_USE_OF, RFT_USE_PARTICLE, RFT_USE_AND};
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *end = passage->text + span.end;
    uint32_t last = span.start;

    for (uint32_t at = span.start; at < span.end;) {
        const char *behind = rft_word_end(passage->text + at, end);
        uint32_t stop = (uint32_t)(behind - passage->text);
        if (stop == at) {
            if (strchr(",;:.", passage->text[at]) != NULL)
                break;
            at += (uint32_t)g_utf8_skip[(unsigned char)passage->text[at]];
            continue;
        }
        bool joint = false;
        for (size_t i = 0; i < G_N_ELEMENTS(joints); i++)
            joint = joint || rft_hit_at(reading, passage, joints[i], at) != NULL;
        if (is_capital(passage, at) || g_ascii_isdigit(passage->text[at]) ||
            rft_hit_at(reading, passage, RFT_USE_BODY_WORD, at) != NULL)
            last = stop;
        else if (!joint)
            break;
        at = stop;
    }
    return last;
}

/* "Conseil Municipal de Sarvigny" says more than "CONSEIL MUNICIPAL". */
static bool
says_more(const char *known, const char *text)
{
    if (known == NULL)
        return false;
    g_autofree char *a = g_utf8_casefold(known, -1);
    g_autofree char *b = g_utf8_casefold(text, -1);
    return strlen(b) > strlen(a) && g_str_has_prefix(b, a);
}

static void
find_body(RftReading *reading, RftSpan sentence)
{
    const RftPassage *passage = rft_passage(reading, sentence.passage);

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = &passage->hits[i];
        if (hit->use != RFT_USE_BODY_WORD || hit->start < sentence.start ||
            hit->end > sentence.end || !is_capital(passage, hit->start))
            continue;
        RftSpan span = {sentence.passage, hit->start, sentence.end};
        span.end = end_of_body(reading, span);
        /* a word for bodies alone says little */
        const bool named = span.end > hit->end;
        const char *text = rft_span_text(reading, span);
        if (named && says_more(reading->record.body.text, text))
            reading->record.body = (ReferatValue){NULL, {0, 0, 0, 0}, 0};
        rft_set_value(&reading->record.body, rft_value(reading, span, named ? 0.7 : 0.45));
        return;
    }
}

static void
read_preamble(RftReading *reading, uint32_t index)
{
    const RftSpan whole = rft_whole(reading, index);
    RftDate date;
    RftTime time;

    rft_scan_small(reading, index);
    const RftSpan sentence = rft_sentence(reading, whole, whole.start);
    if (!rft_find_date(reading, sentence, &date))
        return;
    rft_fact_date(reading, date, 0.86);
    uint32_t behind = date.span.end;
    if (rft_find_time(reading, (RftSpan){index, behind, sentence.end}, &time) ||
        rft_find_time(reading, (RftSpan){index, sentence.start, date.span.start}, &time)) {
        rft_fact_start(reading, &time, 0.86);
        behind = MAX(behind, time.span.end);
    }
    find_place(reading, sentence, behind);
    find_body(reading, sentence);
}

void
rft_recognise_preamble(RftReading *reading)
{
    const uint32_t n = MIN(reading->first_end, REACH);

    for (uint32_t i = reading->title != UINT32_MAX ? reading->title : 0; i < n; i++) {
        /* a line below the title may be taken for a section; a number begins one */
        if (rft_passage(reading, i)->part == RFT_PART_ITEM &&
            rft_passage(reading, i)->label != NULL)
            return;
        if (is_preamble(reading, i)) {
            read_preamble(reading, i);
            return;
        }
    }
}
