/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

/* Whether a file that did not change for a while has arrived. */

/** RftReadiness: what a look at a file says. */
typedef enum {
    RFT_READY_DOCUMENT,
    RFT_READY_ARCHIVE,
    RFT_READY_EMPTY,      /* a place-holder: its bytes come later */
    RFT_READY_WRITTEN,    /* somebody has it open for writing */
    RFT_READY_INCOMPLETE, /* its end is missing */
    RFT_READY_UNSUPPORTED /* of a format that is not read, whole or not */
} RftReadiness;

/** rft_look_ready: @file is open for reading; @name decides with the first bytes what it is meant
 * to be. Somebody who writes is noticed where leases can be had: on local files that are ours. */
RftReadiness rft_look_ready(int file, const struct stat *st, const char *name);
