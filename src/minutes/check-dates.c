/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "minutes/check.h"
#include "minutes/dates.h"

/* The date in the title, in the text and in the name of the file; weekdays that are none. */

static const char *const weekdays[] = {
    "",
    REFERAT_TEXT("Monday"),
    REFERAT_TEXT("Tuesday"),
    REFERAT_TEXT("Wednesday"),
    REFERAT_TEXT("Thursday"),
    REFERAT_TEXT("Friday"),
    REFERAT_TEXT("Saturday"),
    REFERAT_TEXT("Sunday"),
};

static void
tell_weekday(const RftCheck *check, uint32_t node, const RftDate *date, int weekday)
{
    const char *right = weekdays[weekday];
    const char *printed = weekdays[date->weekday];
    g_autofree char *day = g_strdup_printf("%04d-%02d-%02d", date->year, date->month, date->day);
    g_autofree char *text = g_strdup_printf("%s is a %s, not a %s", day, right, printed);
    /* TRANSLATORS: a date, the right day of the week, and the one that is printed */
    g_autofree char *localised =
        g_strdup_printf(referat_translate("%s is a %s, not a %s"), day, referat_translate(right),
                        referat_translate(printed));

    rft_find_text_at(check, REFERAT_MSG_WEEKDAY, node, text, localised);
}

static bool
same_day(const char *iso, int year, int month, int day)
{
    g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", year, month, day);

    return g_str_equal(text, iso);
}

/* "2020-09-15", "15-09-2020", "15.9.2020" in a name: three numbers, one of them a year. */
static void
check_name(const RftCheck *check)
{
    const char *date = check->minutes->date.text;
    g_autofree char *name = check->name != NULL ? g_path_get_basename(check->name) : NULL;

    if (name == NULL || date == NULL)
        return;
    g_auto(GStrv) parts = g_strsplit_set(name, "-_. ", -1);
    for (size_t i = 0; parts[i] != NULL && parts[i + 1] != NULL && parts[i + 2] != NULL; i++) {
        int numbers[3];
        bool good = true;
        for (size_t k = 0; k < 3; k++) {
            const size_t length = strlen(parts[i + k]);
            good =
                good && length > 0 && length <= 4 && strspn(parts[i + k], "0123456789") == length;
            numbers[k] = (int)g_ascii_strtoll(parts[i + k], NULL, 10);
        }
        const bool year_first = good && strlen(parts[i]) == 4;
        const bool year_last = good && strlen(parts[i + 2]) == 4;
        if (!year_first && !year_last)
            continue;
        const int year = year_first ? numbers[0] : numbers[2];
        const int a = year_first ? numbers[1] : numbers[0];
        const int b = year_first ? numbers[2] : numbers[1];
        /* either order of day and month will do */
        if (rft_date_weekday(year, a, b) == 0 && rft_date_weekday(year, b, a) == 0)
            continue;
        if (!same_day(date, year, a, b) && !same_day(date, year, b, a))
            rft_find_at(check, REFERAT_MSG_DATE_DIFFERS, check->minutes->date.range.first_node,
                        "the name of the file says %s-%s-%s, the minutes say %s", parts[i],
                        parts[i + 1], parts[i + 2], date);
        return;
    }
}

static bool
is_meeting_day(const RftCheck *check, const RftDate *date)
{
    return check->minutes->date.text != NULL &&
           same_day(check->minutes->date.text, date->year, date->month, date->day);
}

static void
check_passage(const RftCheck *check, const RftReading *reading, uint32_t index, RftDate *title)
{
    const RftPassage *passage = rft_passage(reading, index);
    RftSpan rest = rft_whole(reading, index);
    RftDate date;

    while (rft_find_date(reading, rest, &date)) {
        const int weekday = rft_date_weekday(date.year, date.month, date.day);
        const ReferatRange range = rft_range(reading, date.span, date.span);
        if (date.weekday > 0 && weekday > 0 && weekday != date.weekday)
            tell_weekday(check, range.first_node, &date, weekday);
        /* of several in the title one has to be the day of the meeting */
        if (passage->title && date.year > 0 && (title->year == 0 || is_meeting_day(check, &date)))
            *title = date;
        rest.start = date.span.end;
    }
}

void
rft_check_dates(const RftCheck *check)
{
    RftReading reading;
    RftDate title = {0};

    if (check->minutes == NULL)
        return;
    rft_reading_init(&reading, check->context, check->document);
    rft_dates_order(&reading);
    for (uint32_t i = 0; i < reading.passages->len; i++)
        if (rft_passage(&reading, i)->place != RFT_PLACE_PAGE_HEAD)
            check_passage(check, &reading, i, &title);
    rft_reading_clear(&reading);
    if (title.year > 0 && check->minutes->date.text != NULL &&
        !same_day(check->minutes->date.text, title.year, title.month, title.day))
        rft_find_at(check, REFERAT_MSG_DATE_DIFFERS, check->minutes->date.range.first_node,
                    "the title says %04d-%02d-%02d, the text says %s", title.year, title.month,
                    title.day, check->minutes->date.text);
    check_name(check);
}
