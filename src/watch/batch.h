/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "watch/ledger.h"
#include "watch/places.h"

/*
 * What people are told together: from the first file of a drop until everything is quiet again, one
 * notification, and the page over all results made anew.
 */

/** RftBatch: @counts: by fate; @warnings: converted with losses; @waiting: met what may pass;
 * @first_name, @first_reason, @first_note: (nullable): the first that was not converted, and why,
 * and the note beside it. */
typedef struct {
    guint counts[RFT_N_FATES];
    guint warnings;
    guint waiting;
    char *first_name;
    char *first_reason;
    char *first_note;
    gint64 changed;   /* monotonic microseconds; 0: nothing happened since the last one */
    gint64 page_made; /* when, and */
    gint64 page_cost; /* how long it took */
    gint64 notified;
    pid_t notifier;    /* 0: there is none */
    bool page_stale;   /* the page is not what there is */
    bool page_foreign; /* somebody else's is in its place: told */
} RftBatch;

/** rft_batch_add: one more. @note: (nullable): where it is. */
void rft_batch_add(RftBatch *batch, RftFate fate, bool warnings, const char *name,
                   const char *reason, const char *note);

/** rft_batch_wait: one more waits for what may pass. */
void rft_batch_wait(RftBatch *batch, const char *name, const char *reason);

/** rft_batch_notify: tells the user, where there is a desktop; @page: whether there is one to open.
 */
void rft_batch_notify(RftBatch *batch, const RftPlaces *places, bool page);

/** rft_batch_reset: the next one begins. */
void rft_batch_reset(RftBatch *batch);

/** rft_batch_clear: frees what @batch holds; the notification may stay. */
void rft_batch_clear(RftBatch *batch);
