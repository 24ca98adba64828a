/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minutes/dates.h"

#include <string.h>

/*
 * Dates as minutes print them: "15. september 2020", "September 15, 2020", "21/6-2018",
 * "06-09-2020", "2020-09-15", "le douze juillet deux mille vingt-trois".
 */

enum {
    FIRST_YEAR = 1900,
    LAST_YEAR = 2199,
    FIRST_SHORT_YEAR = 60,
    LONGEST_REACH = 48,
    LONGEST_WORDS = 40 /* a number in words, in brackets */
};

/* A number in digits or words, as a part of a date. */
typedef struct {
    int value;
    uint32_t start;
    uint32_t end;
    unsigned digits; /* 0 = in words */
} Number;

static bool
digit_at(const RftPassage *passage, uint32_t at, uint32_t end)
{
    return at < end && g_ascii_isdigit(passage->text[at]);
}

/* The number in digits at @at, of at most four. */
static bool
digits_at(const RftPassage *passage, uint32_t at, uint32_t end, Number *number)
{
    uint32_t i = at;

    if (!digit_at(passage, at, end) || (at > 0 && g_ascii_isdigit(passage->text[at - 1])))
        return false;
    number->value = 0;
    for (; digit_at(passage, i, end); i++) {
        if (i - at == 4)
            return false;
        number->value = number->value * 10 + (passage->text[i] - '0');
    }
    number->start = at;
    number->end = i;
    number->digits = i - at;
    return true;
}

/* The longest number in words at @at that is at most @most. */
static bool
word_number_at(const RftReading *reading, const RftPassage *passage, uint32_t at, int least,
               int most, Number *number)
{
    bool found = false;

    for (uint32_t i = rft_first_hit(passage, at); i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start > at)
            break;
        if (hit->use != RFT_USE_COUNT || hit->start != at || hit->value < least ||
            hit->value > most || (found && hit->end <= number->end))
            continue;
        *number = (Number){hit->value, hit->start, hit->end, 0};
        found = true;
    }
    return found;
}

/* Skips blanks, stops, commas, the signs of ordinals, and words between the parts of a date. */
static uint32_t
skip_joints(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end)
{
    static const char *const signs[] = {" ", "\t", ",", ".", "º", "ª", "\xc2\xa0"};

    for (uint32_t before = at + 1; at < end && before != at;) {
        before = at;
        for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
            const size_t n = strlen(signs[i]);
            if (end - at >= n && memcmp(passage->text + at, signs[i], n) == 0)
                at += (uint32_t)n;
        }
        const RftHit *joint = at < end ? rft_hit_at(reading, passage, RFT_USE_JOINT, at) : NULL;
        if (joint != NULL && joint->end <= end)
            at = joint->end;
    }
    return at;
}

/* "1st", "2nd", "1er", "15th", "15º": the end of an ordinal's letters. */
static uint32_t
skip_ordinal(const RftPassage *passage, uint32_t at, uint32_t end)
{
    uint32_t i = at;

    while (i < end && i - at < 3 && g_ascii_isalpha(passage->text[i]))
        i++;
    /* at most three letters, and no word of its own */
    if (i < end && g_ascii_isalpha(passage->text[i]))
        return at;
    return i;
}

static int
full_year(const Number *number)
{
    if (number->digits == 4 || number->digits == 0)
        return number->value >= FIRST_YEAR && number->value <= LAST_YEAR ? number->value : 0;
    if (number->digits == 2)
        return number->value + (number->value >= FIRST_SHORT_YEAR ? 1900 : 2000);
    return 0;
}

int
rft_date_weekday(int year, int month, int day)
{
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return 0;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return (int)g_date_get_weekday(&date);
}

static bool
is_day(int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 &&
           g_date_valid_dmy((GDateDay)MIN(day, 99), (GDateMonth)month, 2000);
}

/* A year at @at, after the joints; the date ends behind it. */
static void
take_year(const RftReading *reading, const RftPassage *passage, uint32_t end, RftDate *date)
{
    Number number = {0};
    uint32_t at = skip_joints(reading, passage, date->span.end, end);

    /* "24th of June-2024", "’24" */
    if (at < end && strchr("-/'", passage->text[at]) != NULL)
        at++;
    if (!digits_at(passage, at, end, &number) &&
        !word_number_at(reading, passage, at, FIRST_YEAR, LAST_YEAR, &number))
        return;
    if (number.digits > 0 && number.digits != 4)
        return;
    const int year = full_year(&number);
    if (year == 0)
        return;
    date->year = year;
    date->span.end = number.end;
}

/* Two-digit years stand only behind months in numbers. */
static bool
year_in_digits(const RftPassage *passage, uint32_t at, uint32_t end, int *year, uint32_t *behind)
{
    Number number = {0};

    if (!digits_at(passage, at, end, &number) || full_year(&number) == 0)
        return false;
    /* "12.30.45" is no date, "1.2.3" is a label */
    if (number.digits == 2 && digit_at(passage, number.end + 1, end) &&
        strchr(".:/-", passage->text[number.end]) != NULL)
        return false;
    *year = full_year(&number);
    *behind = number.end;
    return true;
}

static uint32_t
skip_blanks(const RftPassage *passage, uint32_t at, uint32_t end)
{
    while (at < end && g_ascii_isspace(passage->text[at]))
        at++;
    return at;
}

/* "2020-09-15", also with blanks or the minus sign around. */
static bool
iso_date(const RftPassage *passage, const Number *year, uint32_t end, RftDate *date)
{
    static const char *const dashes[] = {"-", "−", "/", ".", "–"};
    Number parts[2];
    uint32_t at = year->end;

    if (year->digits != 4 || full_year(year) == 0)
        return false;
    for (int i = 0; i < 2; i++) {
        size_t n = 0;
        at = skip_blanks(passage, at, end);
        for (size_t k = 0; n == 0 && k < G_N_ELEMENTS(dashes); k++)
            if (end - at >= strlen(dashes[k]) &&
                memcmp(passage->text + at, dashes[k], strlen(dashes[k])) == 0)
                n = strlen(dashes[k]);
        at = skip_blanks(passage, at + (uint32_t)n, end);
        if (n == 0 || !digits_at(passage, at, end, &parts[i]) || parts[i].digits > 2)
            return false;
        at = parts[i].end;
    }
    if (!is_day(parts[0].value, parts[1].value))
        return false;
    date->year = year->value;
    date->month = parts[0].value;
    date->day = parts[1].value;
    date->span.end = at;
    return true;
}

static bool
follows_weekday(const RftPassage *passage, uint32_t at)
{
    for (uint32_t i = rft_hits_near(passage, at); i < passage->n_hits; i++) {
        const RftHit *hit = &passage->hits[i];
        if (hit->start >= at)
            break;
        if (hit->use == RFT_USE_WEEKDAY && hit->end + 2 >= at)
            return true;
    }
    return false;
}

/* "15/9-2020", "15.09.20", "9/15/20": two numbers and, mostly, a year. */
static bool
numeric_date(const RftReading *reading, const RftPassage *passage, const Number *first,
             uint32_t end, RftDate *date)
{
    Number second;
    uint32_t behind = 0;
    uint32_t at = first->end;

    if (first->digits > 2 || at >= end || strchr("./-", passage->text[at]) == NULL)
        return false;
    const char joint = passage->text[at];
    const uint32_t next = joint == '.' ? skip_blanks(passage, at + 1, end) : at + 1;
    if (!digits_at(passage, next, end, &second) || second.digits > 2)
        return false;
    at = second.end;
    /* "24-4 -2020" */
    if (at + 2 < end && passage->text[at] == ' ' && passage->text[at + 1] == '-' &&
        g_ascii_isdigit(passage->text[at + 2]))
        at++;
    const bool joined = at < end && strchr("./-", passage->text[at]) != NULL;
    int year = 0;
    uint32_t year_at = joined ? at + 1 : at;
    if (joined && passage->text[at] == '.')
        year_at = skip_blanks(passage, year_at, end);
    else if (!joined)
        year_at = skip_blanks(passage, at, end);
    if (!year_in_digits(passage, year_at, end, &year, &behind) ||
        (!joined && behind - year_at != 4)) {
        /* without a year only "21/6", and not a share such as "1/2" of a word; "ti 12.12." */
        if ((joint != '/' || joined) && !(joint == '.' && at < end && passage->text[at] == '.' &&
                                          follows_weekday(passage, first->start)))
            return false;
        behind = joint == '.' ? at + 1 : at;
        year = 0;
    }
    const bool month_first = second.value > 12 || (reading->month_first && first->value <= 12);
    date->day = month_first ? second.value : first->value;
    date->month = month_first ? first->value : second.value;
    date->year = year;
    date->span.end = behind;
    return is_day(date->month, date->day);
}

/* The month in words at @at, or NULL. */
static const RftHit *
month_at(const RftReading *reading, const RftPassage *passage, uint32_t at)
{
    return rft_hit_at(reading, passage, RFT_USE_MONTH, at);
}

/* "15.–16.", "15. og 16.": where the second day stands; @at when there is none. */
static uint32_t
range_end(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end)
{
    static const char *const dashes[] = {"-", "–"};
    static const RftUse uses[] = {RFT_USE_TO, RFT_USE_AND};

    for (size_t i = 0; i < G_N_ELEMENTS(dashes); i++) {
        const size_t n = strlen(dashes[i]);
        if (end - at >= n && memcmp(passage->text + at, dashes[i], n) == 0)
            return skip_blanks(passage, at + (uint32_t)n, end);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        const RftHit *hit = at < end ? rft_hit_at(reading, passage, uses[i], at) : NULL;
        if (hit != NULL && hit->end < end)
            return skip_blanks(passage, hit->end, end);
    }
    return at;
}

/* "15. september 2020", "15th of September", "15.–16. September 2020". */
static bool
day_then_month(const RftReading *reading, const RftPassage *passage, const Number *day,
               uint32_t end, RftDate *date)
{
    Number last = *day;
    uint32_t at = skip_joints(reading, passage, day->end, end);

    /* "23 (vinte e três) dias do mês de …" */
    if (at < end && passage->text[at] == '(' && at <= day->end + 1) {
        const char *close = memchr(passage->text + at, ')', MIN(end - at, LONGEST_WORDS));
        if (close != NULL)
            at = skip_joints(reading, passage, (uint32_t)(close - passage->text) + 1, end);
    }
    if (day->digits > 0 && at == day->end)
        at = skip_joints(reading, passage, skip_ordinal(passage, at, end), end);
    const uint32_t next = range_end(reading, passage, at, end);
    if (next > at && digits_at(passage, next, end, &last) && last.digits <= 2)
        at = skip_joints(reading, passage, skip_ordinal(passage, last.end, end), end);
    const RftHit *month = at < end ? month_at(reading, passage, at) : NULL;
    if (month == NULL || month->end > end || !is_day(month->value, day->value))
        return false;
    date->day = day->value;
    date->month = month->value;
    date->year = 0;
    if (last.start != day->start && last.value > day->value && is_day(month->value, last.value)) {
        date->last_day = last.value;
        date->last_month = month->value;
    }
    date->span.end = month->end;
    take_year(reading, passage, end, date);
    return true;
}

/* "September 15, 2020", "September 15th". */
static bool
month_then_day(const RftReading *reading, const RftPassage *passage, const RftHit *month,
               uint32_t end, RftDate *date)
{
    Number day;
    const uint32_t at = skip_joints(reading, passage, month->end, end);

    if (!digits_at(passage, at, end, &day) || day.digits > 2 || !is_day(month->value, day.value))
        return false;
    date->span.start = month->start;
    date->day = day.value;
    date->month = month->value;
    date->year = 0;
    date->span.end = MAX(day.end, skip_ordinal(passage, day.end, end));
    take_year(reading, passage, end, date);
    return true;
}

static bool
date_at(const RftReading *reading, const RftPassage *passage, uint32_t at, uint32_t end,
        RftDate *date)
{
    Number number = {0};

    date->span.start = at;
    date->last_day = date->last_month = date->weekday = 0;
    if (digits_at(passage, at, end, &number)) {
        return iso_date(passage, &number, end, date) ||
               numeric_date(reading, passage, &number, end, date) ||
               (number.digits <= 2 && day_then_month(reading, passage, &number, end, date));
    }
    const RftHit *month = month_at(reading, passage, at);
    if (month != NULL && month->end <= end)
        return month_then_day(reading, passage, month, end, date);
    return word_number_at(reading, passage, at, 1, 31, &number) && number.end < end &&
           day_then_month(reading, passage, &number, end, date);
}

/* "L'an deux mille vingt-trois, le vingt-sept mars", "År 2024, den 23. april": the year that stands
 * before the day, with nothing but joints between. */
static void
take_year_before(const RftReading *reading, const RftPassage *passage, uint32_t from, RftDate *date)
{
    Number number;

    for (uint32_t at = date->span.start > LONGEST_REACH ? date->span.start - LONGEST_REACH : 0;
         at < date->span.start; at++) {
        if (at < from ||
            (!digits_at(passage, at, date->span.start, &number) &&
             !word_number_at(reading, passage, at, FIRST_YEAR, LAST_YEAR, &number)) ||
            (number.digits != 0 && number.digits != 4) || full_year(&number) == 0 ||
            skip_joints(reading, passage, number.end, date->span.start) < date->span.start)
            continue;
        date->year = full_year(&number);
        date->span.start = at;
        return;
    }
}

/* The weekday printed before the date, in reach of a few bytes. */
static void
take_weekday(const RftReading *reading, const RftPassage *passage, RftDate *date)
{
    enum { REACH = 10 };

    for (uint32_t i = rft_hits_near(passage, date->span.start); i < passage->n_hits; i++) {
        const RftHit *hit = rft_hit(reading, passage, i);
        if (hit->start > date->span.start)
            break;
        if (hit->use == RFT_USE_WEEKDAY && hit->end <= date->span.start &&
            date->span.start - hit->end <= REACH) {
            date->weekday = hit->value;
            date->span.start = hit->start;
            return;
        }
    }
}

static bool
begins_word(const RftPassage *passage, uint32_t at)
{
    return at == 0 ||
           (!g_ascii_isalnum(passage->text[at - 1]) && (unsigned char)passage->text[at - 1] < 0xc3);
}

/* Whether a number may begin a date here: not behind "1." of a longer number, or "-" of a code. */
static bool
may_begin(const RftPassage *passage, uint32_t at)
{
    if (!begins_word(passage, at))
        return false;
    if (!g_ascii_isdigit(passage->text[at]) || at < 2)
        return true;
    return strchr(".,/-", passage->text[at - 1]) == NULL || !g_ascii_isalnum(passage->text[at - 2]);
}

bool
rft_find_date(const RftReading *reading, RftSpan span, RftDate *date)
{
    const RftPassage *passage = rft_passage(reading, span.passage);
    RftDate found = {.span = {.passage = span.passage}};
    uint32_t next_hit = 0;

    /* a day or a year may be in words, beside a month */
    if (rft_find_hit(reading, passage, RFT_USE_MONTH, span.start) != NULL)
        rft_scan_small(reading, span.passage);

    next_hit = rft_first_hit(passage, span.start);
    for (uint32_t at = span.start; at < span.end; at++) {
        bool candidate = g_ascii_isdigit(passage->text[at]);
        while (next_hit < passage->n_hits && rft_hit(reading, passage, next_hit)->start < at)
            next_hit++;
        for (uint32_t i = next_hit; !candidate && i < passage->n_hits; i++) {
            const RftHit *hit = rft_hit(reading, passage, i);
            if (hit->start != at)
                break;
            candidate = hit->use == RFT_USE_MONTH || hit->use == RFT_USE_COUNT;
        }
        if (!candidate || !may_begin(passage, at) ||
            !date_at(reading, passage, at, span.end, &found))
            continue;
        /* more digits behind: a number of something */
        if (digit_at(passage, found.span.end, span.end))
            continue;
        take_weekday(reading, passage, &found);
        if (found.year == 0)
            take_year_before(reading, passage, span.start, &found);
        *date = found;
        return true;
    }
    return false;
}

/*
 * Day and month in numbers: decided by the dates that fit only one order, then by those that come
 * with a weekday, else by the language (English of America puts the month first).
 */
void
rft_dates_order(RftReading *reading)
{
    int month_first = 0;
    int day_first = 0;

    for (uint32_t p = 0; p < reading->passages->len; p++) {
        const RftPassage *passage = rft_passage(reading, p);
        for (uint32_t at = 0; at + 4 < passage->length; at++) {
            Number a;
            Number b;
            if (!g_ascii_isdigit(passage->text[at]) || !may_begin(passage, at) ||
                !digits_at(passage, at, passage->length, &a) || a.digits > 2 ||
                a.end >= passage->length || strchr("/.-", passage->text[a.end]) == NULL ||
                !digits_at(passage, a.end + 1, passage->length, &b) || b.digits > 2 ||
                b.end >= passage->length || passage->text[b.end] != passage->text[a.end] ||
                !digit_at(passage, b.end + 1, passage->length))
                continue;
            day_first += a.value > 12 && a.value <= 31 && b.value <= 12;
            month_first += b.value > 12 && b.value <= 31 && a.value <= 12;
            at = b.end;
        }
    }
    reading->month_first = month_first > day_first;
    if (month_first == day_first && reading->language != NULL) {
        const char *tag = reading->language;
        reading->month_first =
            g_ascii_strcasecmp(tag, "en") == 0 || g_ascii_strcasecmp(tag, "en-US") == 0;
    }
}

const char *
rft_date_text(RftReading *reading, int year, int month, int day)
{
    g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", year, month, day);

    return rft_arena_strndup(&reading->arena, text, strlen(text));
}
