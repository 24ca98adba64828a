/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/reading.h"

/**
 * RftDate:
 * @year: 0 when it is not printed
 * @weekday: Monday is 1; 0 when it is not printed
 * @last_day: of "12.–14. June": 14, in the month @last_month; 0 when it is one day
 */
typedef struct {
    int year;
    int month;
    int day;
    int weekday;
    int last_month;
    int last_day;
    RftSpan span;
} RftDate;

/** RftTime: minutes after midnight. */
typedef struct {
    int start;
    int end; /* -1 when only one time is printed */
    RftSpan span;
    bool marked; /* by a clock word, a.m. or p.m.: certainly a time */
} RftTime;

/** rft_dates_order: decides for the whole document whether 2/9 is in February. */
void rft_dates_order(RftReading *reading);

/** rft_find_date: Returns: whether there is a date in @span; the first is in @date. */
bool rft_find_date(const RftReading *reading, RftSpan span, RftDate *date);

/** rft_find_time: Returns: whether there is a time of day in @span; the first is in @time. */
bool rft_find_time(const RftReading *reading, RftSpan span, RftTime *time);

/** rft_date_text: Returns: (transfer none): ISO 8601, in the arena. */
const char *rft_date_text(RftReading *reading, int year, int month, int day);

/** rft_time_text: Returns: (transfer none): HH:MM, in the arena. */
const char *rft_time_text(RftReading *reading, int minutes);

/** rft_date_weekday: Returns: Monday = 1 to Sunday = 7; 0 when there is no such day. */
int rft_date_weekday(int year, int month, int day);
