/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/** RftWork: what a worker does. */
typedef struct {
    ReferatContext *context;
    ReferatSource *source; /* read already */
    const char *format;
    const ReferatOutput *outputs;
    const int *files; /* where each output goes */
    size_t n;
    uint64_t seconds;
    int socket;
} RftWork;

/** rft_worker_run: in the worker's process: closes the doors, converts, tells, and never returns.
 */
void rft_worker_run(const RftWork *work) G_GNUC_NORETURN;
