/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * What the kernel tells of folders: hints of where to look, never the truth. Events may be missing
 * (a full queue, a writer elsewhere) or tell of what is over; whoever gets one looks.
 */

/** RftHint: what may have happened to the @path that comes with it. */
typedef enum {
    RFT_HINT_FILE,     /* something of this name was made, written or moved here */
    RFT_HINT_FOLDER,   /* a folder of this name came: what is in it is not told */
    RFT_HINT_GONE,     /* a folder of this name left, with all that is in it */
    RFT_HINT_UPHEAVAL, /* a watched folder itself was moved, taken away or unmounted */
    RFT_HINT_OVERFLOW  /* events were lost */
} RftHint;

typedef void (*RftHintFunc)(RftHint hint, const char *path, gpointer data);

typedef struct RftEvents RftEvents;

/** rft_events_new: Returns: (transfer full) (nullable): NULL with errno set: EMFILE when the user
 * has too many already. */
RftEvents *rft_events_new(void);
void rft_events_free(RftEvents *events);

/** rft_events_fd: Returns: readable when there are hints. */
int rft_events_fd(const RftEvents *events);

/** rft_events_add: tells of the open folder @fd, which is @path, from now on. To be called again
 * for one that is known does no harm. Returns: false with errno set: ENOSPC when the user has too
 * many watches. */
bool rft_events_add(RftEvents *events, int fd, const char *path);

/** rft_events_forget: of the folder @path and all below nothing is told any more. */
void rft_events_forget(RftEvents *events, const char *path);

/** rft_events_read: tells what came, without waiting. */
void rft_events_read(RftEvents *events, RftHintFunc func, gpointer data);
