/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/dates.h"

/* What is known of when and where; the surest wins. */

/** rft_fact_date: @date is the day of the meeting; one without its year gets it from the others. */
void rft_fact_date(RftReading *reading, RftDate date, double confidence);

/** rft_fact_start: the meeting began at @time, and ended at its end when it has one. */
void rft_fact_start(RftReading *reading, const RftTime *time, double confidence);
