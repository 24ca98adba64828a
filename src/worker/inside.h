/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>
#include <sys/types.h>

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

/** RftService: what a worker of a pool does, document after document. */
typedef struct {
    ReferatContext *context;
    const char *from;           /* (nullable): the format of the documents */
    const char *const *formats; /* (array length=n) */
    size_t n;
    bool summaries;  /* whether it tells what the minutes say */
    uint64_t memory; /* address space in bytes */
    int socket;
    pid_t parent;
} RftService;

/** rft_worker_serve: in the worker's process: closes the doors, converts what comes over the socket
 * until that ends, and never returns. */
void rft_worker_serve(const RftService *service) G_GNUC_NORETURN;
