/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* One notification, and waiting for what people do with it. */

/** RFT_NOTICE_SECONDS: how long is waited when nobody says how long. */
#define RFT_NOTICE_SECONDS 600U

/** RftNoticeAction: a button; @id "default" is what a click on the text does. */
typedef struct {
    const char *id;
    const char *label;
    const char *path; /* the file or folder that is opened */
} RftNoticeAction;

/**
 * RftNotice:
 * @summary, @body: plain text, whatever bytes
 * @icon: (nullable): its name in the theme
 * @actions: (array length=n_actions)
 * @seconds: how long to wait for an action
 * @status: the exit status where what is opened then hangs
 */
typedef struct {
    const char *summary;
    const char *body;
    const char *icon;
    const RftNoticeAction *actions;
    size_t n_actions;
    unsigned seconds;
    int status;
} RftNotice;

/** RftNoticeEnd: what became of it. */
typedef enum {
    RFT_NOTICE_SHOWN,    /* and closed, acted on, or the time was over */
    RFT_NOTICE_NO_BUS,   /* nobody has a desktop here */
    RFT_NOTICE_NO_SERVER /* nobody shows notifications there, or it does not answer */
} RftNoticeEnd;

/** rft_notice_show: shows @notice and waits. A server that does not answer is none; whatever else
 * hangs ends the process. */
RftNoticeEnd rft_notice_show(const RftNotice *notice);

/** rft_notice_find_bus: finds out whether there is a session bus, and sees to it that no library
 * starts one. To be called first of all, once. */
void rft_notice_find_bus(void);

/** rft_notice_has_bus: Returns: what rft_notice_find_bus() found. */
bool rft_notice_has_bus(void);

/** rft_notice_guard: ends the process with the exit status @status unless it has ended, or this was
 * called again, after @seconds. */
void rft_notice_guard(unsigned seconds, int status);
