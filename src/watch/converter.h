/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/settings.h"
#include "worker/pool.h"

/*
 * The workers, for all folders. A pool converts to one set of formats with one set of options: when
 * a document wants others, and nothing is being converted, it is replaced. While there is nothing
 * to do there is none, and no memory is held.
 */

typedef struct RftConverter RftConverter;

/** rft_converter_new: @watched: a descriptor that ends rft_converter_wait(). @options must stay. */
RftConverter *rft_converter_new(const RftWatchOptions *options, int watched);
/** rft_converter_free: stops what runs. NULL is fine. */
void rft_converter_free(RftConverter *converter);

/** rft_converter_takes: Returns: whether a document of @profile could be given now. */
bool rft_converter_takes(RftConverter *converter, const RftProfile *profile);

/** rft_converter_give: @task as of rft_pool_give(), with an output for each format of @profile.
 * Returns: false with @error set; its files are closed then too. */
bool rft_converter_give(RftConverter *converter, const RftProfile *profile, const RftTask *task,
                        GError **error);

/** rft_converter_busy: Returns: how many documents are being converted. */
unsigned rft_converter_busy(const RftConverter *converter);

/** rft_converter_wait: as rft_pool_wait(); only while something is being converted. */
bool rft_converter_wait(RftConverter *converter, int milliseconds, RftOutcome *outcome);

/** rft_converter_watch: what ends rft_converter_wait() from now on. */
void rft_converter_watch(RftConverter *converter, int fd);

/** rft_converter_rest: there will be nothing to do for a while. */
void rft_converter_rest(RftConverter *converter);
