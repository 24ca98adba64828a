/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "minutes/dates.h"

/*
 * Times of day: "19:03", "kl. 16.00–18.10", "7:30 p.m.", "20 heures 30", "at 3pm", "18 Uhr",
 * "veinte horas y cinco minutos". The words are those of the vocabulary.
 */

enum { HOUR = 60, NOON = 12 * HOUR, DAY = 24 * HOUR };

typedef struct {
    int minutes; /* after midnight */
    uint32_t end;
    bool bare;   /* an hour alone: needs a clock word */
    bool marked; /* a.m., p.m., h, Uhr, heures */
    bool dotted; /* 18.00 may be a sum */
    bool comma;  /* 18,00 is one, unless a word for the clock stands before it */
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

/* Behind the phrase of @use at @at, @at when there is none. */
static uint32_t
behind_word(const RftReading *reading, const RftPassage *passage, RftUse use, uint32_t at,
            uint32_t end)
{
    const RftHit *hit = at < end ? rft_hit_at(reading, passage, use, at) : NULL;

    return hit != NULL && hit->end <= end ? hit->end : at;
}

/* The longest number in words at @at, up to @most; -1 when there is none. */
static int
count_at(const RftReading *reading, const RftPassage *passage, uint32_t at, int most,
         uint32_t *behind)
{
    int value = -1;

    (void)reading;
    for (uint32_t i = rft_first_hit(passage, at); i < passage->n_hits; i++) {
        const RftHit *hit = &passage->hits[i];
        if (hit->start > at)
            break;
        if (hit->use != RFT_USE_COUNT || hit->start != at || hit->value > most ||
            (value >= 0 && hit->end <= *behind))
            continue;
        value = hit->value;
        *behind = hit->end;
    }
    return value;
}

/* "30", "y cinco minutos", "et demie" behind the word for hours. */
static void
take_minutes_in_words(const RftReading *reading, const RftPassage *passage, uint32_t end,
                      Clock *clock)
{
    static const struct {
        RftUse use;
        int minutes;
    } parts[] = {{RFT_USE_HALF, 30}, {RFT_USE_QUARTER, 15}};
    uint32_t at = skip_blanks(passage, clock->end, end);
    uint32_t behind = at;

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        behind = behind_word(reading, passage, parts[i].use, at, end);
        if (behind == at)
            continue;
        clock->minutes += parts[i].minutes;
        clock->end = behind;
        return;
    }
    at = skip_blanks(passage, behind_word(reading, passage, RFT_USE_AND, at, end), end);
    int minutes = digits(passage, at, end, &behind);
    if (minutes >= 0 && behind - at != 2)
        return;
    if (minutes < 0)
        minutes = count_at(reading, passage, at, HOUR - 1, &behind);
    if (minutes < 0 || minutes >= HOUR)
        return;
    clock->minutes += minutes;
    clock->end = behind_word(reading, passage, RFT_USE_MINUTES_OF_HOUR,
                             skip_blanks(passage, behind, end), end);
    if (clock->end == skip_blanks(passage, behind, end))
        clock->end = behind;
}

/* "heures 40 minutes", "h40", "Uhr", "h" behind an hour. */
static void
take_unit(const RftReading *reading, const RftPassage *passage, uint32_t end, Clock *clock)
{
    uint32_t at = skip_blanks(passage, clock->end, end);
    uint32_t behind = behind_word(reading, passage, RFT_USE_HOURS, at, end);
    const bool symbol = at + 1 < end && passage->folded[at] == 'h' && at == clock->end &&
                        g_ascii_isdigit(passage->text[at + 1]);

    /* "20h30": no blank parts the sign of the unit from the minutes */
    if (behind == at && symbol)
        behind = at + 1;
    if (behind == at)
        return;
    clock->marked = true;
    clock->end = behind;
    if (clock->bare)
        take_minutes_in_words(reading, passage, end, clock);
    clock->bare = false;
}

/* The minutes behind the hour that ends at clock->end: ":30", ".30". Returns: false when what
 * stands there is a date or a longer number. */
static bool
take_minutes(const RftPassage *passage, uint32_t end, Clock *clock)
{
    const uint32_t joint = clock->end;
    uint32_t last = 0;

    if (joint + 2 >= end || strchr(":.,", passage->text[joint]) == NULL)
        return true;
    const int minutes = digits(passage, joint + 1, end, &last);
    if (minutes < 0 || minutes >= 60 || last - joint != 3)
        return true;
    clock->dotted = passage->text[joint] != ':';
    clock->comma = passage->text[joint] == ',';
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

/* "vingt heures trente": the word for hours has to be there, else it counts something. */
static bool
clock_in_words(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end,
               Clock *clock)
{
    enum { MOST_HOURS = 24 };
    uint32_t behind = at;
    const int hour = count_at(reading, passage, at, MOST_HOURS, &behind);

    if (hour < 0 || behind >= end)
        return false;
    *clock = (Clock){.minutes = hour * HOUR, .end = behind, .bare = true};
    take_unit(reading, passage, end, clock);
    return clock->marked && clock->minutes <= DAY;
}

static bool
clock_at(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end,
         Clock *clock)
{
    enum { MOST_HOURS = 24 };
    uint32_t behind = 0;

    if (!g_ascii_isdigit(passage->text[at]))
        return clock_in_words(reading, passage, at, end, clock);
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
        take_unit(reading, passage, end, clock);
    return clock->minutes <= DAY;
}

/* Behind "16.00" in "16.00–18.10": where the second time stands, or 0. */
static uint32_t
range_joint(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end)
{
    static const char *const dashes[] = {"-", "–", "—"};

    at = skip_blanks(passage, at, end);
    uint32_t behind = behind_word(reading, passage, RFT_USE_TO, at, end);
    for (size_t i = 0; behind == at && i < G_N_ELEMENTS(dashes); i++)
        if (begins_with(passage, at, end, dashes[i]))
            behind = at + (uint32_t)strlen(dashes[i]);
    if (behind == at)
        return 0;
    at = skip_blanks(passage, behind, end);
    /* "… bis kl. 18" */
    behind = behind_word(reading, passage, RFT_USE_CLOCK, at, end);
    if (behind > at && behind < end && passage->text[behind] == '.')
        behind++;
    return skip_blanks(passage, behind, end);
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
    for (uint32_t i = rft_hits_near(passage, at); i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start > at)
            break;
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

/* Behind the number at @at. */
static uint32_t
number_end(const RftPassage *passage, uint32_t at, uint32_t end)
{
    while (at + 1 < end && g_ascii_isdigit(passage->text[at]) &&
           g_ascii_isdigit(passage->text[at + 1]))
        at++;
    return at + 1;
}

/* The next byte from @at on where a time may begin: a digit, or a number in words. */
static uint32_t
next_number(const RftPassage *passage, uint32_t at, uint32_t end, uint32_t *next_hit)
{
    for (; at < end; at++) {
        if (g_ascii_isdigit(passage->text[at]))
            return at;
        while (*next_hit < passage->n_hits && (passage->hits[*next_hit].start < at ||
                                               passage->hits[*next_hit].use != RFT_USE_COUNT))
            (*next_hit)++;
        if (*next_hit < passage->n_hits && passage->hits[*next_hit].start == at)
            return at;
    }
    return end;
}

static bool
is_told(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end,
        const Clock *clock, bool *spoken)
{
    *spoken = follows_clock_word(reading, passage, at);
    if (clock->comma && !clock->marked && !*spoken)
        return false;
    if (clock->bare && !clock->marked && !*spoken)
        return false;
    return !clock->dotted || clock->marked || *spoken || !is_sum(passage, clock->end, end);
}

bool
rft_find_time(const RftReading *reading, RftSpan span, RftTime *time)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    const uint32_t end = span.end;
    RftDate date = {0};
    uint32_t hit = rft_first_hit(passage, span.start);
    uint32_t at = span.start;

    rft_scan_small(reading, span.passage);
    while ((at = next_number(passage, at, end, &hit)) < end) {
        Clock clock;
        Clock last;
        bool spoken = false;
        /* what belongs to a date is no time */
        const RftSpan rest = {span.passage, at, end};
        if (g_ascii_isdigit(passage->text[at]) && rft_find_date(reading, rest, &date) &&
            date.span.start == at && date.span.end > at + 5) {
            at = date.span.end;
            continue;
        }
        if (!clock_at(reading, passage, at, end, &clock) ||
            !is_told(reading, passage, at, end, &clock, &spoken)) {
            at = number_end(passage, at, end);
            continue;
        }
        *time = (RftTime){clock.minutes % DAY,
                          -1,
                          {span.passage, at, clock.end},
                          clock.marked || spoken || !clock.dotted};
        const uint32_t next = range_joint(reading, passage, clock.end, end);
        if (next > 0 && next < end && clock_at(reading, passage, next, end, &last) &&
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
