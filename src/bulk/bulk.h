/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <referat/referat.h>

#include "bulk/run/tokens.h"

/* Many documents in one run; see README.md and referat-bulk(1). */

/** RftBulkCollisions: what is done when two documents would get one name. */
typedef enum { RFT_COLLISIONS_REFUSE, RFT_COLLISIONS_SUFFIX } RftBulkCollisions;

/** RftBulkSync: when outputs are sure to be on the disk. */
typedef enum { RFT_SYNC_BATCH, RFT_SYNC_EACH, RFT_SYNC_NEVER } RftBulkSync;

/** RftBulkMode: how much of a run is done. */
typedef enum {
    RFT_BULK_RUN,
    RFT_BULK_DRY,  /* says what would be done */
    RFT_BULK_PLAN, /* writes the manifest and stops */
    RFT_BULK_MERGE /* looks at what the shards did */
} RftBulkMode;

/**
 * RftBulkOptions:
 * @context: options of conversion, vocabularies, password
 * @salt: (nullable): what else the outputs depend on: the text of vocabularies
 * @sources: (array zero-terminated=1): folders, files, archives
 * @files_from: (nullable): a file that lists more; "-" is standard input
 * @null_separated: its names end with NUL
 * @include, @exclude: (array zero-terminated=1): patterns as of glob(7)
 * @since: only files changed since; seconds since 1970; 0 = all
 * @follow: symbolic links are followed
 * @formats: (array zero-terminated=1): names of formats
 * @from: (nullable): the format of all sources
 * @out: a folder, or a name that ends in .tar
 * @state: (nullable): the folder of manifest and journal; NULL: "@out.referat"
 * @layout: such as "{dir}/{stem}.{ext}"
 * @duplicates: documents of the same content are converted once
 * @workers: at once
 * @recycle: documents a worker
 * @seconds, @silence, @megabytes: limits of a document; 0 = what is built in
 * @slow: how many times as much a document gets that took too long; 1 = it gets no second chance
 * @checksum: what is up to date is told by content
 * @anew: nothing is taken over from earlier runs
 * @retry: (nullable): verdicts that are tried again, between commas; "" is all failures
 * @most_failures: after as many the run stops; 0 = never; percent when @failures_percent
 * @fail_on_percent: the exit status tells of failures above this share; 0 = any; 100 = none
 * @shard, @shards: this is part @shard (from 0) of @shards; 1 = all
 * @lease: seconds after which a run that gives no sign is taken to be dead
 * @rate: documents a second at most; 0 = as fast as it goes
 * @bytes_rate: bytes a second at most; 0 = as fast as it goes
 * @most_load: nothing is begun while the load is above; 0 = never mind
 * @metrics: (nullable): a file for OpenMetrics
 * @tokens: (nullable): what says how many may run at once, besides @workers
 */
typedef struct {
    ReferatContext *context;
    const char *salt;
    const char *const *sources;
    const char *files_from;
    const char *const *include;
    const char *const *exclude;
    const char *const *formats;
    const char *from;
    const char *out;
    const char *state;
    const char *layout;
    const char *retry;
    const char *metrics;
    RftTokens *tokens;
    int64_t since;
    uint64_t most_failures;
    double fail_on_percent;
    double rate;
    double bytes_rate;
    double most_load;
    RftBulkCollisions collisions;
    RftBulkSync sync;
    RftBulkMode mode;
    unsigned workers;
    unsigned recycle;
    unsigned seconds;
    unsigned silence;
    unsigned megabytes;
    unsigned slow;
    unsigned shard;
    unsigned shards;
    unsigned lease;
    bool null_separated;
    bool follow;
    bool duplicates;
    bool journal;
    bool checksum;
    bool anew;
    bool failures_percent;
    bool index;
} RftBulkOptions;

/** RftBulkStatus: how a run ended; the values are exit statuses. */
typedef enum {
    RFT_BULK_DONE = 0,
    RFT_BULK_FAILURES = 1, /* documents failed, more than may */
    RFT_BULK_USAGE = 64,
    RFT_BULK_NO_INPUT = 66,
    RFT_BULK_SYSTEM = 71,
    RFT_BULK_CANNOT_CREATE = 73,
    RFT_BULK_IO = 74,
    RFT_BULK_AGAIN = 75, /* interrupted, disk full, somebody else is at it */
    RFT_BULK_PERMISSION = 77,
    RFT_BULK_CONFIGURATION = 78 /* what was planned does not fit what is asked for */
} RftBulkStatus;

/**
 * RftBulkVoice: who is told.
 * @say: a line for people, without the line's end
 * @show: (nullable): a line that stands until the next one, on a terminal; %NULL takes it away
 * @print: a line of the result, for standard output
 * @quiet: nothing is said of what goes on
 * @verbose: failures are told one by one
 */
typedef struct {
    void (*say)(ReferatLevel level, const char *line, gpointer data);
    void (*show)(const char *line, gpointer data);
    void (*print)(const char *line, gpointer data);
    gpointer data;
    bool quiet;
    bool verbose;
} RftBulkVoice;

/**
 * rft_bulk:
 *
 * Plans, runs and reports as @options say. To be called while there is one thread.
 */
RftBulkStatus rft_bulk(const RftBulkOptions *options, const RftBulkVoice *voice);

/** rft_bulk_stop: may be called from a signal handler: the first call lets what runs finish, the
 * second stops at once. */
void rft_bulk_stop(void);
