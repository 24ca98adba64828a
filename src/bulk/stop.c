/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/stop.h"

#include <signal.h>

#include "bulk/beat.h"
#include "bulk/bulk.h"

/* Of this process, whom signals are meant for. */
static volatile sig_atomic_t stops;

void
rft_bulk_stop(void)
{
    stops = stops + 1;
}

int
rft_stopping(void)
{
    return stops;
}

bool
rft_beat(const RftBeat *beat, GError **error)
{
    if (beat == NULL || beat->func(beat->data))
        return true;
    referat_set_error(error, REFERAT_ERROR_CANCELLED,
                      "interrupted, or somebody else took over: nothing was planned");
    return false;
}
