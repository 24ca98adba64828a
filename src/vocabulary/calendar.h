/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

/** RftNamedNumber: a word in lower case and what it counts; a list ends with a NULL word. */
typedef struct {
    const char *word;
    int value;
} RftNamedNumber;

/** RftCalendar: names of months (1 to 12) and weekdays (Monday is 1), and numbers in words, of a
 * language, as ICU knew them when this was built. */
typedef struct {
    const char *tag;
    const RftNamedNumber *months;
    const RftNamedNumber *weekdays;
    const RftNamedNumber *numbers;
} RftCalendar;

/** rft_calendars: one a language of the vocabulary; ends with a NULL tag. */
extern const RftCalendar rft_calendars[];
