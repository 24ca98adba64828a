/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/context.h"

/* A helper program that is loaded once and makes a child for each document; see
 * filters/pdf/extract/nursery.c. */

typedef struct RftNursery RftNursery;

/** rft_nursery_new: for @program, which is started when it is first needed. */
RftNursery *rft_nursery_new(const char *program);
/** rft_nursery_free: its children are not touched. NULL is fine. */
void rft_nursery_free(RftNursery *nursery);

/**
 * rft_nursery_start: as rft_helper_spawn().
 * @nursery: (nullable)
 *
 * Returns: a descriptor of the process (pidfd), or -1 when there is no such nursery, or it cannot:
 * the program itself may be started then.
 */
int rft_nursery_start(RftNursery *nursery, const char *program, const char *const *arguments,
                      int input, const char *password, RftHelperPipes *pipes);

/** rft_nursery_end: stops the process of @handle, if it still runs, and closes it. */
void rft_nursery_end(int handle);
