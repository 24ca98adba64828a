/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* Folders that people drop minutes into; see README.md and referat-watch(1). */

/** RFT_WATCH_NOT_GIVEN: of a number: what the folder's file says, or the default. */
#define RFT_WATCH_NOT_GIVEN (-1.0)

/**
 * RftWatchOptions:
 * @folders: (array zero-terminated=1): each holds an inbox and what is beside it
 * @formats: (nullable): names between commas
 * @inbox, @converted, @done, @failed: (nullable): names of folders
 * @originals: (nullable): "move", "keep", "delete" or "trash"
 * @mode: (nullable): "auto", "inotify" or "poll"
 * @messages: (nullable): the language of what people read
 * @settle, @rescan, @poll: seconds, or %RFT_WATCH_NOT_GIVEN
 * @patience: minutes, or %RFT_WATCH_NOT_GIVEN
 * @workers: documents at once
 * @lease: seconds without a sign after which another watcher is taken to be gone
 * @once: what is there is done, then it ends
 * @takeover: waits for another watcher's lease to end, and takes its place
 * @notify: whether people are notified on their desktop
 * @new_context: makes a context with all that was asked for besides; called once for each kind of
 *   folder
 *
 * What was said here comes before what a folder's own file says.
 */
typedef struct {
    const char *const *folders;
    const char *formats;
    const char *inbox;
    const char *converted;
    const char *done;
    const char *failed;
    const char *originals;
    const char *mode;
    const char *messages;
    double settle;
    double rescan;
    double poll;
    double patience;
    unsigned workers;
    unsigned lease;
    bool once;
    bool takeover;
    bool notify;
    ReferatContext *(*new_context)(gpointer data);
    gpointer data;
} RftWatchOptions;

/** RftWatchStatus: how watching ended; the values are exit statuses. */
typedef enum {
    RFT_WATCH_DONE = 0,
    RFT_WATCH_USAGE = 64,
    RFT_WATCH_NO_INPUT = 66,
    RFT_WATCH_SYSTEM = 71,
    RFT_WATCH_CANNOT_CREATE = 73,
    RFT_WATCH_AGAIN = 75, /* somebody else watches; with .once: something is left that may pass */
    RFT_WATCH_PERMISSION = 77,
    RFT_WATCH_CONFIGURATION = 78
} RftWatchStatus;

/** RftWatchVoice: who is told: @say gets a line without its end. */
typedef struct {
    void (*say)(ReferatLevel level, const char *line, gpointer data);
    gpointer data;
    bool quiet;
} RftWatchVoice;

/**
 * rft_watch:
 *
 * Watches until a signal ends it: SIGTERM and SIGINT finish or put back what is being converted,
 * SIGHUP reads the folders' files again. To be called while there is one thread; it blocks these
 * signals and takes them itself.
 */
RftWatchStatus rft_watch(const RftWatchOptions *options, const RftWatchVoice *voice);
