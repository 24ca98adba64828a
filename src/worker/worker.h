/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* One conversion in a process of its own that gives everything up first; see worker.c. */

/**
 * rft_worker_convert:
 * @format: (nullable): of the input; NULL = by content
 * @outputs: (array length=n): get what the worker wrote, and are committed together; one without
 *   a format, behind all others, holds what it is to hold already and only appears with them
 *
 * Reads @source, then forks: call it while there is one thread. Messages, progress and errors come
 * as from referat_convert(); besides, %REFERAT_ERROR_TIMEOUT, _MEMORY and _CRASH. With the option
 * "isolation" off the worker keeps what it may open and call. Returns: false with @error set.
 */
bool rft_worker_convert(ReferatContext *context, ReferatSource *source, const char *format,
                        const ReferatOutput *outputs, size_t n, GError **error);

/** rft_worker_layers: Returns: (transfer full): which layers of isolation there are here, in
 * words. */
char *rft_worker_layers(void);
