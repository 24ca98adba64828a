/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/recognisers.h"
#include "minutes/signers.h"

/* Who signed: names behind words that say so, behind a greeting, below a line to sign on. */

enum { TAIL = 40, LONGEST_SIGNATURE = 120, REACH = 4 };

void
rft_add_signature(RftReading *reading, RftSpan span, double confidence)
{
    const ReferatValue value = rft_value(reading, span, confidence);

    for (guint i = 0; i < reading->signatures->len; i++)
        if (g_ascii_strcasecmp(g_array_index(reading->signatures, ReferatValue, i).text,
                               value.text) == 0)
            return;
    g_array_append_val(reading->signatures, value);
}

/* "Lisa Klein" above "Protokollführerin": the next line says what the signer did. */
static void
take_function(RftReading *reading, RftSpan name)
{
    const uint32_t next = name.passage + 1;

    if (next >= reading->passages->len)
        return;
    const RftSpan whole = rft_whole(reading, next);
    const RftSpan none = {next, 0, 0};
    if (rft_participant_named(reading, rft_span_text(reading, name)) == NULL)
        return;
    if (rft_is_phrase(reading, whole, RFT_USE_SECRETARY))
        rft_give_function(reading, name, REFERAT_FUNCTION_SECRETARY, none);
    else if (rft_is_phrase(reading, whole, RFT_USE_CHAIR))
        rft_give_function(reading, name, REFERAT_FUNCTION_CHAIR, none);
}

/* All names of a line that is names, offices and blanks. Returns: how many. */
static unsigned
add_names(RftReading *reading, RftSpan span, double confidence)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    unsigned found = 0;

    for (uint32_t from = span.start; from < span.end;) {
        const char *tab = memchr(passage->text + from, '\t', span.end - from);
        const uint32_t end = tab != NULL ? (uint32_t)(tab - passage->text) : span.end;
        RftSpan part = rft_trim(reading, (RftSpan){span.passage, from, end}, "_.,:");
        RftSpan name;
        const char *colon = memchr(passage->text + part.start, ':',
                                   part.end > part.start ? part.end - part.start : 0);
        if (colon != NULL)
            part.start = (uint32_t)(colon - passage->text) + 1;
        if (!rft_span_is_empty(part) && part.end - part.start <= LONGEST_SIGNATURE &&
            rft_find_name(reading, part, &name)) {
            rft_add_signature(reading, name, confidence);
            take_function(reading, name);
            found++;
        }
        from = end + 1;
    }
    return found;
}

/* Names in the lines from @index on; an office between is passed over. */
static unsigned
add_lines(RftReading *reading, uint32_t index, double confidence)
{
    unsigned found = 0;

    for (uint32_t i = index; i < MIN(index + REACH, reading->passages->len); i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->length > LONGEST_SIGNATURE / 2 || passage->place == RFT_PLACE_PAGE_HEAD ||
            passage->text[MAX(rft_whole(reading, i).end, 1) - 1] == '.')
            break;
        found += add_names(reading, rft_whole(reading, i), confidence);
        if (found > 0)
            break;
    }
    return found;
}

static bool
is_line_to_sign_on(const RftPassage *passage)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < passage->length; i++)
        n += passage->text[i] == '_' || passage->text[i] == '.';
    return n >= 8 && n * 2 > passage->length;
}

/* A rule in front of the last lines is there to be signed. */
static bool
follows_rule(const RftPassage *passage)
{
    const ReferatNode *before = referat_node_get_previous(passage->block);

    return before != NULL && referat_node_get_type(before) == REFERAT_NODE_RULE;
}

static void
read_line(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    const RftHit *hit = rft_find_hit(reading, passage, RFT_USE_SIGNED, whole.start);

    /* at the front, a quotation mark aside */
    if (hit != NULL && hit->start > whole.start + 3)
        hit = NULL;

    if (hit == NULL)
        hit = rft_hit_at(reading, passage, RFT_USE_GREETING, whole.start);
    if (hit != NULL) {
        const RftSpan behind = {index, hit->end, whole.end};
        if (whole.end - whole.start > LONGEST_SIGNATURE || add_names(reading, behind, 0.8) == 0)
            (void)add_lines(reading, index + 1, 0.7);
        return;
    }
    if (is_line_to_sign_on(passage)) {
        (void)add_lines(reading, index + 1, 0.7);
        return;
    }
    if (follows_rule(passage) && whole.end - whole.start <= LONGEST_SIGNATURE)
        (void)add_names(reading, whole, 0.6);
}

/* A name, a comma and an office. */
static bool
is_officer(RftReading *reading, RftSpan span)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const char *comma =
        memchr(passage->text + span.start, ',', span.end > span.start ? span.end - span.start : 0);

    if (comma == NULL || span.end - span.start > LONGEST_SIGNATURE)
        return false;
    const uint32_t at = (uint32_t)(comma - passage->text);
    const RftSpan name = rft_trim(reading, (RftSpan){span.passage, span.start, at}, "");
    const RftSpan office = rft_trim(reading, (RftSpan){span.passage, at + 1, span.end}, ".");
    return !rft_span_is_empty(name) && !rft_span_is_empty(office) &&
           rft_is_name(reading, name, false) &&
           (rft_is_phrase(reading, office, RFT_USE_CHAIR) ||
            rft_is_phrase(reading, office, RFT_USE_SECRETARY));
}

/* The last lines are offices and names: "Schriftführer: B. Holm   Leiter: F. Ost". */
static void
read_officers(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);
    const bool office = rft_hit_at(reading, passage, RFT_USE_SECRETARY, whole.start) != NULL ||
                        rft_hit_at(reading, passage, RFT_USE_CHAIR, whole.start) != NULL;

    /* "B. Holm, Schriftführer" */
    if (!office && is_officer(reading, whole)) {
        (void)add_names(reading, whole, 0.6);
        return;
    }
    if (office && memchr(passage->text, ':', passage->length) != NULL &&
        passage->length <= LONGEST_SIGNATURE)
        (void)add_names(reading, whole, 0.6);
}

static bool
is_only_names(RftReading *reading, uint32_t index)
{
    const RftPassage *passage = rft_passage(reading, index);
    const RftSpan whole = rft_whole(reading, index);

    for (uint32_t from = whole.start; from < whole.end;) {
        const char *tab = memchr(passage->text + from, '\t', whole.end - from);
        const uint32_t end = tab != NULL ? (uint32_t)(tab - passage->text) : whole.end;
        const RftSpan part = rft_trim(reading, (RftSpan){index, from, end}, " ");
        if (!rft_span_is_empty(part) && !rft_is_name(reading, part, false))
            return false;
        from = end + 1;
    }
    return !rft_span_is_empty(whole);
}

void
rft_recognise_signatures(RftReading *reading)
{
    const uint32_t n = reading->passages->len;
    uint32_t last = n;

    /* the end of the minutes, not of the pages about them */
    while (last > 0 && rft_passage(reading, last - 1)->place == RFT_PLACE_PAGE_HEAD)
        last--;
    rft_find_signers(reading);
    const uint32_t from = last > TAIL ? last - TAIL : 0;
    for (uint32_t i = MAX(from, reading->first); i < last; i++) {
        const RftPassage *passage = rft_passage(reading, i);
        if (passage->part == RFT_PART_AGENDA || passage->part == RFT_PART_ITEM ||
            passage->table > 0)
            continue;
        read_line(reading, i);
        if (i + REACH >= MIN(reading->end, last) || i + REACH >= last)
            read_officers(reading, i);
    }
    if (reading->signatures->len == 0 && last > 0 && last - 1 > reading->first &&
        rft_passage(reading, last - 1)->table == 0 &&
        rft_passage(reading, last - 1)->list_depth == 0 &&
        rft_passage(reading, last - 1)->part == RFT_PART_NONE && is_only_names(reading, last - 1))
        (void)add_names(reading, rft_whole(reading, last - 1), 0.5);
}
