/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <sys/stat.h>

/* For how long the rest of a file has been waited for, over runs that each look once. It is told by
 * the time since the machine was started; a restart begins anew. */

typedef struct RftWaiting RftWaiting;

/** rft_waiting_open: reads the file "waiting" of the open @folder. */
RftWaiting *rft_waiting_open(int folder);

/** rft_waiting_time: Returns: microseconds for which the file @path has been as @st says; 0 when
 * it is asked for the first time. */
gint64 rft_waiting_time(RftWaiting *waiting, const char *path, const struct stat *st);

/** rft_waiting_close: writes down what was asked for, and forgets the rest. NULL is fine. */
void rft_waiting_close(RftWaiting *waiting);
