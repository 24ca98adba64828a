/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/pace.h"

#include <stdlib.h>

void
rft_pace_begin(RftPace *pace, const RftBulkOptions *options)
{
    *pace = (RftPace){
        .rate = options->rate,
        .bytes_rate = options->bytes_rate,
        .most_load = options->most_load,
        .next = g_get_monotonic_time(),
    };
}

static bool
is_loaded(RftPace *pace, gint64 now)
{
    double load = 0;

    if (pace->most_load > 0 && now - pace->looked > G_USEC_PER_SEC) {
        pace->looked = now;
        pace->loaded = getloadavg(&load, 1) == 1 && load > pace->most_load;
    }
    return pace->loaded;
}

bool
rft_pace_allows(RftPace *pace)
{
    const gint64 now = pace->most_load > 0 || pace->next > 0 ? g_get_monotonic_time() : 0;

    return now >= pace->next && !is_loaded(pace, now);
}

void
rft_pace_given(RftPace *pace, uint64_t bytes)
{
    double pause = 0;

    if (pace->rate > 0)
        pause = G_USEC_PER_SEC / pace->rate;
    if (pace->bytes_rate > 0)
        pause = MAX(pause, G_USEC_PER_SEC * (double)bytes / pace->bytes_rate);
    if (pause <= 0)
        return;
    /* what could not be given for want of a worker is not made up for */
    pace->next = MAX(pace->next, g_get_monotonic_time() - G_USEC_PER_SEC) + (gint64)pause;
}
