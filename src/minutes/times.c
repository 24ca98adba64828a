/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"

/* Times of day: "19:03", "kl. 16.00–18.10", "7:30 p.m.", "20 heures 30", "at 3pm", "18 Uhr". */

enum { HOUR = 60, NOON = 12 * HOUR, DAY = 24 * HOUR };

typedef struct {
    int minutes; /* after midnight */
    uint32_t end;
    bool bare;   /* an hour alone: needs a clock word */
    bool marked; /* a.m., p.m., h, Uhr, heures */
    bool dotted; /* 18.00 may be a sum */
    bool half_day;
} Clock;

static uint32_t
skip_blanks(const RftPassage *passage, uint32_t at, uint32_t end)
{
    while (at < end) {
        if (g_ascii_isspace(passage->text[at]))
            at++;
        else if (end - at >= 2 && memcmp(passage->text + at, "\xc2\xa0", 2) == 0)
            at += 2;
        else
            break;
    }
    return at;
}

static bool
begins_with(const RftPassage *passage, uint32_t at, uint32_t end, const char *word)
{
    const size_t n = strlen(word);

    return end - at >= n && memcmp(passage->folded + at, word, n) == 0;
}

/* Returns: 1 to 4 digits at @at as a number, -1 when there are none or more. */
static int
digits(const RftPassage *passage, uint32_t at, uint32_t end, uint32_t *behind)
{
    int value = 0;
    uint32_t i = at;

    while (i < end && g_ascii_isdigit(passage->text[i]) && i - at < 5)
        value = value * 10 + (passage->text[i++] - '0');
    *behind = i;
    return i == at || i - at > 4 ? -1 : value;
}

/* "a.m.", "pm", "P.M." behind @clock. */
static void
take_half(const RftPassage *passage, uint32_t end, Clock *clock)
{
    static const char *const before[] = {"a.m.", "am", "a.m"};
    static const char *const after[] = {"p.m.", "pm", "p.m"};
    const uint32_t at = skip_blanks(passage, clock->end, end);

    if (clock->minutes >= 13 * HOUR)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
        const bool is_before = begins_with(passage, at, end, before[i]);
        if (!is_before && !begins_with(passage, at, end, after[i]))
            continue;
        const uint32_t behind = at + (uint32_t)strlen(before[i]);
        if (behind < end && g_ascii_isalpha(passage->text[behind]))
            continue;
        clock->minutes = clock->minutes % NOON + (is_before ? 0 : NOON);
        clock->end = behind;
        clock->marked = true;
        clock->half_day = true;
        return;
    }
}

/* "heures 40 minutes", "h40", "Uhr", "h" behind an hour. */
static void
take_unit(const RftPassage *passage, uint32_t end, Clock *clock)
{
    static const char *const units[] = {"heures", "heure", "horas", "hrs", "uhr", "uur", "h"};
    uint32_t at = skip_blanks(passage, clock->end, end);

    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        uint32_t behind = 0;
        if (!begins_with(passage, at, end, units[i]))
            continue;
        at += (uint32_t)strlen(units[i]);
        if (at < end &&
            (g_ascii_isalpha(passage->text[at]) || (unsigned char)passage->text[at] >= 0xc3))
            return;
        clock->marked = true;
        clock->end = at;
        const uint32_t next = skip_blanks(passage, at, end);
        const int minutes = digits(passage, next, end, &behind);
        if (clock->bare && minutes >= 0 && minutes < 60 && behind - next == 2) {
            clock->minutes += minutes;
            clock->end = behind;
            const uint32_t word = skip_blanks(passage, behind, end);
            if (begins_with(passage, word, end, "minutes"))
                clock->end = word + (uint32_t)strlen("minutes");
        }
        clock->bare = false;
        return;
    }
}

/* The minutes behind the hour that ends at clock->end: ":30", ".30". Returns: false when what
 * stands there is a date or a longer number. */
static bool
take_minutes(const RftPassage *passage, uint32_t end, Clock *clock)
{
    const uint32_t joint = clock->end;
    uint32_t last = 0;

    if (joint + 2 >= end || strchr(":.", passage->text[joint]) == NULL)
        return true;
    const int minutes = digits(passage, joint + 1, end, &last);
    if (minutes < 0 || minutes >= 60 || last - joint != 3)
        return true;
    clock->dotted = passage->text[joint] == '.';
    clock->bare = false;
    clock->minutes = minutes;
    clock->end = last;
    if (last + 1 >= end || !g_ascii_isdigit(passage->text[last + 1]))
        return true;
    /* seconds; or the third part of a date */
    if (passage->text[last] == ':')
        (void)digits(passage, last + 1, end, &clock->end);
    return strchr("./", passage->text[last]) == NULL;
}

static bool
clock_at(const RftPassage *passage, uint32_t at, uint32_t end, Clock *clock)
{
    enum { MOST_HOURS = 24 };
    uint32_t behind = 0;
    const int hour = digits(passage, at, end, &behind);

    if (hour < 0 || behind - at == 3 || (at > 0 && (g_ascii_isalnum(passage->text[at - 1]))))
        return false;
    *clock = (Clock){.end = behind, .bare = true};
    if (behind - at == 4) {
        /* 1930 hours */
        clock->minutes = hour / 100 * HOUR + hour % 100;
        if (hour % 100 >= 60 || hour / 100 > MOST_HOURS)
            return false;
    } else {
        if (hour > MOST_HOURS || !take_minutes(passage, end, clock))
            return false;
        clock->minutes += hour * HOUR;
    }
    take_half(passage, end, clock);
    if (!clock->marked)
        take_unit(passage, end, clock);
    return clock->minutes <= DAY;
}

/* Behind "16.00" in "16.00–18.10": where the second time stands, or 0. */
static uint32_t
range_joint(const RftPassage *passage, uint32_t at, uint32_t end)
{
    static const char *const joints[] = {"-",    "–",      "—",  "to ",   "til ",   "till ", "bis ",
                                         "tot ", "until ", "à ", "alle ", "a las ", "às ",   "a "};

    at = skip_blanks(passage, at, end);
    for (size_t i = 0; i < G_N_ELEMENTS(joints); i++)
        if (begins_with(passage, at, end, joints[i])) {
            at = skip_blanks(passage, at + (uint32_t)strlen(joints[i]), end);
            if (begins_with(passage, at, end, "kl."))
                at = skip_blanks(passage, at + 3, end);
            return at;
        }
    return 0;
}

static bool
is_sum(const RftPassage *passage, uint32_t at, uint32_t end)
{
    at = skip_blanks(passage, at, end);
    return at < end && (strchr("%$", passage->text[at]) != NULL ||
                        begins_with(passage, at, end, "€") || begins_with(passage, at, end, "kr"));
}

/* Whether a clock word ("kl.", "at", "um") ends right before @at. */
static bool
follows_clock_word(const RftReading *reading, const RftPassage *passage, uint32_t at)
{
    for (uint32_t i = 0; i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->use != RFT_USE_CLOCK || hit->end > at)
            continue;
        uint32_t behind = hit->end;
        while (behind < at && strchr(" .:\t", passage->text[behind]) != NULL)
            behind++;
        if (skip_blanks(passage, behind, at) == at)
            return true;
    }
    return false;
}

bool
rft_find_time(const RftReading *reading, RftSpan span, RftTime *time)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const uint32_t end = span.end;
    RftDate date = {0};
    uint32_t from = span.start;

    rft_scan_small(reading, span.passage);

    for (uint32_t at = from; at < end; at++) {
        Clock clock;
        Clock last;
        if (!g_ascii_isdigit(passage->text[at]))
            continue;
        /* what belongs to a date is no time */
        const RftSpan rest = {span.passage, at, end};
        const bool dated =
            rft_find_date(reading, rest, &date) && date.span.start == at && date.span.end > at + 5;
        if (dated) {
            at = date.span.end - 1;
            continue;
        }
        const bool known = clock_at(passage, at, end, &clock);
        const bool spoken = known && follows_clock_word(reading, passage, at);
        if (!known || (clock.bare && !clock.marked && !spoken) ||
            (clock.dotted && !clock.marked && !spoken && is_sum(passage, clock.end, end))) {
            while (at + 1 < end && g_ascii_isdigit(passage->text[at + 1]))
                at++;
            continue;
        }
        *time = (RftTime){clock.minutes % DAY,
                          -1,
                          {span.passage, at, clock.end},
                          clock.marked || spoken || !clock.dotted};
        const uint32_t next = range_joint(passage, clock.end, end);
        if (next > 0 && clock_at(passage, next, end, &last) &&
            (!last.bare || last.marked || clock.bare)) {
            /* "2–4 pm": the first is in the afternoon too */
            if (last.half_day && !clock.half_day && clock.minutes + NOON < last.minutes)
                time->start = clock.minutes + NOON;
            time->end = last.minutes % DAY;
            time->span.end = last.end;
            time->marked = true;
        }
        return true;
    }
    return false;
}

const char *
rft_time_text(RftReading *reading, int minutes)
{
    g_autofree char *text = g_strdup_printf("%02d:%02d", minutes / HOUR % 24, minutes % HOUR);

    return rft_arena_strndup(&reading->arena, text, strlen(text));
}
