/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/stop.h"

#include <signal.h>

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
