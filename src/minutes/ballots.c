/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/ballots.h"
#include "minutes/people.h"

/* Who voted how: "Ayes: Berg, Holm – 2. Noes: Dahl – 1.", "Berg: Aye; Dahl: No", or lines below the
 * count that begin with "For:" and "Against:". */

enum { SIDES = 3, LINES_BELOW = 3, LONGEST_NAME = 60 };

static const RftUse sides[SIDES] = {RFT_USE_VOTES_FOR, RFT_USE_VOTES_AGAINST, RFT_USE_ABSTAINING};

typedef struct {
    RftReading *reading;
    GArray *names[SIDES]; /* of ReferatValue */
} Ballots;

/* The side whose word is at byte @at with a colon behind it, or stands there alone up to @end;
 * SIDES when there is none. */
static size_t
side_at(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end,
        uint32_t *behind)
{
    for (size_t side = 0; side < SIDES; side++) {
        const RftHit *hit = rft_hit_at(reading, passage, sides[side], at);
        if (hit == NULL || hit->end > end)
            continue;
        if (hit->end == end || (hit->end < passage->length && passage->text[hit->end] == ':')) {
            *behind = MIN(hit->end + 1, end);
            return side;
        }
    }
    return SIDES;
}

/* "and Mayor Ezzy Ashcraft" without what is no part of the name. */
static RftSpan
bare_name(const RftReading *reading, RftSpan span)
{
    static const RftUse before[] = {RFT_USE_AND, RFT_USE_ROLE, RFT_USE_HONORIFIC};
    const RftPassage *passage = rft_passage(reading, span.passage);

    span = rft_trim(reading, span, ".,;:-–");
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
            const RftHit *hit = rft_hit_at(reading, passage, before[i], span.start);
            if (hit == NULL || hit->end >= span.end)
                continue;
            span = rft_trim(reading, (RftSpan){span.passage, hit->end, span.end}, ".,;:-/");
            again = true;
        }
    }
    return span;
}

/* "de Wit": a last name alone may begin with a small letter. */
static RftSpan
behind_particles(const RftReading *reading, RftSpan span)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const RftHit *hit = NULL;

    while ((hit = rft_hit_at(reading, passage, RFT_USE_PARTICLE, span.start)) != NULL &&
           hit->end < span.end)
        span = rft_trim(reading, (RftSpan){span.passage, hit->end, span.end}, "");
    return span;
}

static bool
add_name(const Ballots *ballots, size_t side, RftSpan span)
{
    RftReading *reading = ballots->reading;

    span = bare_name(reading, span);
    if (rft_span_is_empty(span) || span.end - span.start > LONGEST_NAME ||
        !rft_is_name(reading, behind_particles(reading, span), true))
        return false;
    const ReferatValue name = rft_value(reading, span, 0.7);
    g_array_append_val(ballots->names[side], name);
    return true;
}

/* Where the next name begins behind @at: at a comma, a semicolon, a word such as "and". */
static uint32_t
next_part(const RftReading *reading, RftSpan list, uint32_t at, uint32_t *behind)
{
    const RftPassage *passage = rft_passage(reading, list.passage);

    for (; at < list.end; at++) {
        const RftHit *and = rft_hit_at(reading, passage, RFT_USE_AND, at);
        *behind = at + 1;
        if (strchr(",;", passage->text[at]) != NULL)
            return at;
        if (and != NULL && at > list.start && passage->text[at - 1] == ' ') {
            *behind = and->end;
            return at;
        }
    }
    *behind = list.end;
    return list.end;
}

/* "Berg, Holm and Dahl – 3" */
static void
add_list(const Ballots *ballots, size_t side, RftSpan list)
{
    const RftReading *reading = ballots->reading;
    const RftPassage *passage = rft_passage(reading, list.passage);
    const guint known = ballots->names[side]->len;

    /* "Nays: 0. Adopted." */
    uint32_t digits = rft_trim(reading, list, "").start;
    while (digits < list.end && g_ascii_isdigit(passage->text[digits]))
        digits++;
    if (digits > list.start && digits < list.end && passage->text[digits] == '.')
        list.end = digits;
    list = rft_trim(reading, list, ".,;0123456789");
    list = rft_trim(reading, list, "-");
    if (list.end >= list.start + 3 && memcmp(passage->text + list.end - 3, "–", 3) == 0)
        list.end -= 3;
    for (uint32_t at = list.start; at < list.end;) {
        uint32_t behind = 0;
        const uint32_t end = next_part(reading, list, at, &behind);
        if (end > at && !add_name(ballots, side, (RftSpan){list.passage, at, end})) {
            /* a part of a list would say that the others did not vote so */
            g_array_set_size(ballots->names[side], known);
            return;
        }
        at = behind;
    }
}

/* "Ayes: …. Noes: …": each list goes up to the next word for a side. */
static void
read_lists(const Ballots *ballots, RftSpan span)
{
    const RftReading *reading = ballots->reading;
    const RftPassage *passage = rft_passage(reading, span.passage);
    size_t side = SIDES;
    uint32_t from = 0;

    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        uint32_t behind = 0;
        if (hit->start < span.start || hit->start < from || hit->end >= span.end ||
            passage->text[hit->end] != ':')
            continue;
        const size_t next = side_at(reading, passage, hit->start, span.end, &behind);
        if (next == SIDES)
            continue;
        if (side != SIDES)
            add_list(ballots, side, (RftSpan){span.passage, from, hit->start});
        side = next;
        from = behind;
    }
    if (side != SIDES)
        add_list(ballots, side, (RftSpan){span.passage, from, span.end});
}

/* "Berg: Aye; Dahl: No" */
static void
read_roll(const Ballots *ballots, RftSpan span)
{
    const RftReading *reading = ballots->reading;
    const RftPassage *passage = rft_passage(reading, span.passage);
    uint32_t from = span.start;
    bool unread[SIDES] = {false};

    for (uint32_t i = span.start; i < span.end; i++) {
        if (strchr(";,.:", passage->text[i]) == NULL)
            continue;
        if (passage->text[i] != ':') {
            from = i + 1;
            continue;
        }
        uint32_t end = i + 1;
        uint32_t behind = 0;
        while (end < span.end && strchr(";,.", passage->text[end]) == NULL)
            end++;
        const RftSpan word = rft_trim(reading, (RftSpan){span.passage, i + 1, end}, "");
        const size_t side = rft_span_is_empty(word)
                                ? SIDES
                                : side_at(reading, passage, word.start, word.end, &behind);
        /* "Result: Ayes: 5" is no roll */
        if (side == SIDES || behind != word.end || passage->text[word.end] == ':') {
            from = i + 1;
            continue;
        }
        /* "… by the following roll call vote: Members Berg: Aye" */
        unread[side] |= !add_name(ballots, side, (RftSpan){span.passage, from, i});
        i = end > i ? end - 1 : i;
    }
    for (size_t side = 0; side < SIDES; side++)
        if (unread[side])
            g_array_set_size(ballots->names[side], 0);
}

static const ReferatValue *
keep(RftReading *reading, const GArray *names, uint32_t *n)
{
    *n = names->len;
    if (names->len == 0)
        return NULL;
    ReferatValue *kept = rft_arena_new_array(&reading->arena, ReferatValue, names->len);
    memcpy(kept, names->data, names->len * sizeof(*kept));
    return kept;
}

static bool
begins_with_side(const RftReading *reading, uint32_t index)
{
    const RftSpan whole = rft_whole(reading, index);
    uint32_t behind = 0;

    rft_scan_small(reading, index);
    const RftPassage *passage = rft_passage(reading, index);
    return !rft_span_is_empty(whole) &&
           side_at(reading, passage, whole.start, whole.end, &behind) != SIDES &&
           passage->text[behind - 1] == ':';
}

void
rft_read_ballots(RftReading *reading, RftSpan span, ReferatVote *vote)
{
    Ballots ballots = {.reading = reading};
    const uint32_t index = span.passage;

    for (size_t side = 0; side < SIDES; side++)
        ballots.names[side] = g_array_new(FALSE, FALSE, sizeof(ReferatValue));
    read_roll(&ballots, span);
    if (ballots.names[0]->len + ballots.names[1]->len + ballots.names[2]->len == 0)
        read_lists(&ballots, span);
    for (uint32_t i = index + 1; i <= index + LINES_BELOW && i < reading->end; i++) {
        if (rft_passage(reading, i)->item != vote->item || !begins_with_side(reading, i))
            break;
        read_lists(&ballots, rft_whole(reading, i));
    }
    vote->names_for = keep(reading, ballots.names[0], &vote->n_names_for);
    vote->names_against = keep(reading, ballots.names[1], &vote->n_names_against);
    vote->names_abstaining = keep(reading, ballots.names[2], &vote->n_names_abstaining);
    for (size_t side = 0; side < SIDES; side++)
        g_array_unref(ballots.names[side]);
}
