/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

/* Workers that convert one document after the other, each in a process that gave everything up
 * before the first; see pool.c. One thread drives a pool. */

typedef struct RftPool RftPool;

/**
 * RftPoolOptions:
 * @context: options, limits, words; kept as it is when the workers begin
 * @from: (nullable): the format of all documents; NULL: each by its content
 * @formats: (array length=n_formats): what each document is written to
 * @recycle: a worker is replaced after as many documents
 * @summaries: whether outcomes say what the minutes say
 */
typedef struct {
    ReferatContext *context;
    const char *from;
    const char *const *formats;
    size_t n_formats;
    unsigned workers;
    unsigned recycle;
    bool summaries;
} RftPoolOptions;

/** rft_pool_new: Returns: (transfer full): a pool that starts its workers when they are needed.
 * The strings of @options must stay. */
RftPool *rft_pool_new(const RftPoolOptions *options);

/** rft_pool_free: stops what runs. NULL is fine. */
void rft_pool_free(RftPool *pool);

/**
 * RftTask:
 * @input: read from its beginning; closed by the pool
 * @outputs: (array length=n_formats): written to; closed by the pool
 * @name: of the input, for messages
 * @size: of the input in bytes: what takes long may be long
 * @patience: how many times the usual time and memory it may take
 * @fresh: whether it wants a worker that has seen no other document
 * @tag: comes back with the outcome
 */
typedef struct {
    int input;
    const int *outputs;
    const char *name;
    uint64_t size;
    unsigned patience;
    bool fresh;
    uint64_t tag;
} RftTask;

/** rft_pool_idle: Returns: how many tasks could be given now. */
unsigned rft_pool_idle(const RftPool *pool);

/** rft_pool_give: Returns: false with @error set when no worker can be started. */
bool rft_pool_give(RftPool *pool, const RftTask *task, GError **error);

/**
 * RftOutcome:
 * @tag: of the task
 * @error: (nullable): as of rft_worker_convert()
 * @number: errno, where an output could not be written; else 0
 * @fresh: whether the worker had seen no other document
 * @microseconds: that it took
 * @warnings: messages that were warnings or worse
 * @sum: SHA-256 of the input, "" when it was not converted
 * @lost: "name=count name=count" of these messages
 * @summary: see rft_summary()
 *
 * What became of a task. A worker is not believed: the strings are valid UTF-8, and no more is
 * known of them.
 */
typedef struct {
    uint64_t tag;
    GError *error;
    int number;
    bool fresh;
    int64_t microseconds;
    uint64_t warnings;
    char *sum;
    char *lost;
    char *summary;
} RftOutcome;

/** rft_outcome_clear: frees what @outcome holds. */
void rft_outcome_clear(RftOutcome *outcome);

/** rft_pool_watch: rft_pool_wait() ends too when there is something to read from @fd; -1 = from
 * none. */
void rft_pool_watch(RftPool *pool, int fd);

/**
 * rft_pool_wait:
 * @milliseconds: at most; -1 = until something happens
 * @outcome: (out): to be cleared
 *
 * Watches the workers and their clocks. Returns: whether there is an outcome; false when time was
 * over, a signal came, or somebody else wants to be heard.
 */
bool rft_pool_wait(RftPool *pool, int milliseconds, RftOutcome *outcome);

/** rft_pool_oldest: Returns: false when nothing runs. @tag and @microseconds get those of the task
 * that has run longest. */
bool rft_pool_oldest(const RftPool *pool, uint64_t *tag, int64_t *microseconds);

/** rft_pool_peak: Returns: the most memory in bytes that one worker had. */
uint64_t rft_pool_peak(const RftPool *pool);
