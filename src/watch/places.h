/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/settings.h"

#include <sys/stat.h>

/*
 * The folders of one watched folder, held open: what is done is done in them, wherever their names
 * lead by then.
 *
 *     DIR/Inbox/
 *     DIR/Converted/           .referat-stage-HASH/: outputs before they get their names
 *     DIR/Done/   DIR/Failed/
 *     DIR/.referat/lock        who watches
 *     DIR/.referat/work/       what is being converted, under its name below the inbox
 *     DIR/.referat/deliveries/ what is being put in place
 *     DIR/.referat/ledger      what was done
 */

/** RftPlace: which folder; the order is that in which they are made. */
typedef enum {
    RFT_PLACE_INBOX,
    RFT_PLACE_CONVERTED,
    RFT_PLACE_DONE,
    RFT_PLACE_FAILED,
    RFT_PLACE_STATE,
    RFT_PLACE_WORK,
    RFT_PLACE_DELIVERIES,
    RFT_PLACE_STAGE,
    RFT_N_PLACES
} RftPlace;

/** RFT_STATUS_PAGE: the page over all results, in %RFT_PLACE_CONVERTED. */
#define RFT_STATUS_PAGE "index.html"

/** RftPlaces: @fd and @path of each place, and what it was when it was opened. */
typedef struct {
    char *root;
    char *path[RFT_N_PLACES];
    int fd[RFT_N_PLACES];
    struct stat st[RFT_N_PLACES];
} RftPlaces;

/** rft_places_root: Returns: (transfer full): the folder that holds the inbox called as @options or
 * a file in it say, when people name @given: the one above if that is the inbox itself. */
char *rft_places_root(const RftWatchOptions *options, const char *given);

/**
 * rft_places_open: makes what is missing below @root, which must be there.
 *
 * Returns: (transfer full) (nullable): NULL with @error set: %REFERAT_ERROR_NO_INPUT when there is
 * no @root, _OPTION when the folders cannot be as they are asked for, _CANNOT_CREATE, _PERMISSION.
 */
RftPlaces *rft_places_open(const char *root, const RftSettings *settings, GError **error);
void rft_places_free(RftPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftPlaces, rft_places_free)

/** rft_places_hold: Returns: whether the names still lead to what is open; @which (out) is the path
 * of the first that does not. */
bool rft_places_hold(const RftPlaces *places, const char **which);

/** rft_places_exclude: Returns: whether a folder met in the inbox is one of ours: what lies there
 * is a result. */
bool rft_places_exclude(const RftPlaces *places, const struct stat *st);

/** rft_places_shown: Returns: (transfer full): @path below @place as people may see it:
 * "Converted/Board/minutes.html". */
char *rft_places_shown(const RftPlaces *places, RftPlace place, const char *path);
