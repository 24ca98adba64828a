/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "bulk/verdict.h"

/*
 * What was done, one line after the other, never changed: a file for each run of a shard, so that
 * nobody ever writes to a file of another's, even when two take themselves for the only one. A
 * verdict is written after the outputs have their names.
 */

/** RftResult: what is known of a document. Strings may be %NULL. */
typedef struct {
    RftVerdict verdict;
    unsigned attempt; /* from 1 */
    int64_t microseconds;
    int64_t when;   /* milliseconds since the run began */
    uint64_t bytes; /* of all outputs */
    uint64_t warnings;
    const char *sum;  /* SHA-256 of the source */
    const char *lost; /* names of messages and how often */
    const char *note; /* why */
    const char *said; /* (nullable): the same for people; no journal holds it */
    const char *summary;
} RftResult;

/** RftJournalHead: what a journal belongs to. */
typedef struct {
    const char *hash; /* of options and version */
    const char *manifest;
    unsigned shard, shards;
} RftJournalHead;

typedef struct RftJournal RftJournal;

/** rft_journal_new: begins the next file of a shard below @folder. Returns: (nullable): NULL with
 * @error set. */
RftJournal *rft_journal_new(const char *folder, const RftJournalHead *head, GError **error);
void rft_journal_free(RftJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RftJournal, rft_journal_free)

/* Each is one write(). Returns: false with errno set. */
bool rft_journal_start(RftJournal *journal, uint32_t id, bool alone);
bool rft_journal_verdict(RftJournal *journal, uint32_t id, const RftResult *result);
/** rft_journal_keep: a verdict of an earlier generation that still holds. */
bool rft_journal_keep(RftJournal *journal, uint32_t id, const RftResult *result);
/** rft_journal_withdraw: a start that was taken back, in an orderly way. */
bool rft_journal_withdraw(RftJournal *journal, uint32_t id);
/** rft_journal_checkpoint: the first @records of this file, and what they speak of, are on the
 * disk.
 */
bool rft_journal_checkpoint(RftJournal *journal, uint64_t records);
/** rft_journal_count: Returns: how many records were written. */
uint64_t rft_journal_count(const RftJournal *journal);
/** rft_journal_file: Returns: its descriptor, to be synced. */
int rft_journal_file(const RftJournal *journal);
/** rft_journal_peak: notes the most memory that a worker, and we, had. */
bool rft_journal_peak(RftJournal *journal, uint64_t worker, uint64_t parent);

/** RftRecordKind: of a journal. */
typedef enum { RFT_START, RFT_VERDICT, RFT_KEPT, RFT_WITHDRAWN, RFT_PEAK } RftRecordKind;

/** RftJournalRecord: @alone: nothing else ran; @trusted: nothing that happened since, a crash of
 * the machine included, can have undone it. */
typedef struct {
    RftRecordKind kind;
    uint32_t id;
    unsigned shard;
    bool alone;
    bool trusted;
    uint64_t offset; /* in the file */
    int64_t began;   /* of its run: seconds since 1970 */
    RftResult result;
    uint64_t peak_worker, peak_parent;
} RftJournalRecord;

typedef void (*RftJournalFunc)(const RftJournalRecord *record, unsigned file, gpointer data);

/**
 * rft_journal_list:
 * @shard: whose files, besides what is kept from before; %RFT_JOURNALS_OF_ALL
 *
 * Returns: (transfer full): the names of the files below @folder, in the order of shards and runs.
 */
GPtrArray *rft_journal_list(const char *folder, unsigned shard);
#define RFT_JOURNALS_OF_ALL G_MAXUINT

/**
 * rft_journal_read:
 * @file: handed on to @func
 *
 * Reads what is whole of the file at @path; a torn end is passed over. Returns: false with @error
 * set when it belongs to another manifest or other options: %REFERAT_ERROR_OPTION.
 */
bool rft_journal_read(const char *path, const RftJournalHead *head, unsigned file,
                      RftJournalFunc func, gpointer data, GError **error);

/** rft_journal_read_one: the record at @offset of @descriptor; its strings are in @buffer. Returns:
 * false when there is none. */
bool rft_journal_read_one(int descriptor, uint64_t offset, GString *buffer,
                          RftJournalRecord *record);
