/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/** RftBeat: called now and then by what takes long, so that others see a sign of life. @func
 * returns false when it is to stop. @error code: %REFERAT_ERROR_CANCELLED. */
typedef struct {
    bool (*func)(gpointer data);
    gpointer data;
} RftBeat;

/** rft_beat: Returns: false with @error set when to stop. @beat may be NULL. */
bool rft_beat(const RftBeat *beat, GError **error);
