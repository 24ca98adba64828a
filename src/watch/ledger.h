/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bulk/verdict.h"

/*
 * What was done in a folder, for ever: lines of bulk/record.h in one file that only grows. In
 * memory there are a few bytes a line; the rest is read again when it is asked for.
 */

/** RFT_LEDGER_SEPARATOR: between the names of outputs. */
#define RFT_LEDGER_SEPARATOR "\x1f"

/** RftFate: what became of a file. */
typedef enum {
    RFT_FATE_CONVERTED,
    RFT_FATE_SAME,     /* converted before: the same bytes */
    RFT_FATE_FAILED,   /* it is in Failed, with a note */
    RFT_FATE_LEFT,     /* it is not read; it is in the inbox, with a note in Failed */
    RFT_FATE_UNPACKED, /* an archive */
    RFT_N_FATES
} RftFate;

/**
 * RftLedgerLine: strings are "" where there is nothing.
 * @id: of the delivery
 * @time: seconds since 1970, for people
 * @path: of the original below the inbox
 * @sum: SHA-256 of it
 * @mark: of the profile; of a note its own SHA-256, by which it is known to be as we wrote it
 * @outputs: below Converted, between %RFT_LEDGER_SEPARATOR
 * @rest: where the original went: below Done or Failed
 * @note: of Converted or Failed
 * @summary: as of a worker's outcome; of one that failed the name of its trouble
 * @lost: as of a worker's outcome
 * @reason: why it was not converted
 */
typedef struct {
    uint64_t id;
    int64_t time;
    RftFate fate;
    RftVerdict verdict;
    const char *path, *sum, *mark, *outputs, *rest, *note, *summary, *lost, *reason;
} RftLedgerLine;

typedef struct RftLedger RftLedger;

/** rft_ledger_open: reads the file "ledger" of the open @folder, or begins it. A line that was torn
 * is passed over. Returns: (transfer full) (nullable): NULL with errno set. */
RftLedger *rft_ledger_open(int folder);
void rft_ledger_free(RftLedger *ledger);

/** rft_ledger_add: writes @line down. Returns: false with errno set. */
bool rft_ledger_add(RftLedger *ledger, const RftLedgerLine *line);

/** rft_ledger_sync: what was added is on the disk afterwards, as far as that can be had. */
void rft_ledger_sync(RftLedger *ledger);

/** rft_ledger_has: Returns: whether there is a line of the delivery @id. */
bool rft_ledger_has(const RftLedger *ledger, uint64_t id);

/** rft_ledger_count: Returns: how many lines there are. */
uint32_t rft_ledger_count(const RftLedger *ledger);
/** rft_ledger_fate: Returns: what line @index tells of, without reading it. */
RftFate rft_ledger_fate(const RftLedger *ledger, uint32_t index);

/** rft_ledger_get: Returns: false when line @index cannot be read. The strings of @line stay until
 * the next call. */
bool rft_ledger_get(RftLedger *ledger, uint32_t index, RftLedgerLine *line);

/** rft_ledger_find_sum: Returns: whether a document of the bytes @sum was converted with the
 * profile @mark; @line gets the last time. */
bool rft_ledger_find_sum(RftLedger *ledger, const char *sum, const char *mark, RftLedgerLine *line);

/** rft_ledger_find_path: Returns: whether something is known of the original @path, or of one that
 * failed and was given that name; @line gets what became of it last. */
bool rft_ledger_find_path(RftLedger *ledger, const char *path, RftLedgerLine *line);

/** rft_ledger_is_ours: Returns: whether an output or note of ours was called @path, below
 * Converted. */
bool rft_ledger_is_ours(const RftLedger *ledger, const char *path);
