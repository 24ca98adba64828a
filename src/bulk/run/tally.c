/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/tally.h"

#include <fcntl.h>
#include <unistd.h>

/* A start that has no end by the end of its file was cut off with its run. */
static void
close_file(RftTally *tally)
{
    for (guint i = 0; i < tally->started->len; i++) {
        RftStanding *standing = &tally->standings[g_array_index(tally->started, uint32_t, i)];
        if (standing->begun)
            standing->starts = (uint8_t)MIN(standing->starts + 1, UINT8_MAX);
        standing->begun = false;
    }
    g_array_set_size(tally->started, 0);
}

static void
take_verdict(RftTally *tally, RftStanding *standing, const RftJournalRecord *record, unsigned file)
{
    const bool had = rft_verdict_is_done((RftVerdict)standing->verdict);

    standing->begun = false;
    if (record->kind == RFT_VERDICT && standing->verdict != RFT_VERDICT_NONE && !standing->kept &&
        standing->attempt >= record->result.attempt)
        tally->repeats++;
    if (record->kind == RFT_VERDICT)
        tally->busy += record->result.microseconds;
    /* two that did the same at once: what one of them has done is done */
    if (had && record->kind == RFT_VERDICT && !rft_verdict_is_done(record->result.verdict) &&
        !standing->kept)
        return;
    standing->verdict = (uint8_t)record->result.verdict;
    standing->attempt = (uint8_t)MIN(record->result.attempt, UINT8_MAX);
    standing->kept = record->kind == RFT_KEPT;
    standing->starts = standing->alone = 0;
    standing->file = file;
    standing->offset = record->offset;
}

static void
take(const RftJournalRecord *record, unsigned file, gpointer data)
{
    RftTally *tally = data;

    if (file != tally->last_file)
        close_file(tally);
    tally->last_file = file;
    tally->begins[file] = record->began;
    if (tally->began == 0 || record->began < tally->began)
        tally->began = record->began;
    if (record->kind == RFT_PEAK) {
        tally->peak_worker = MAX(tally->peak_worker, record->peak_worker);
        tally->peak_parent = MAX(tally->peak_parent, record->peak_parent);
        return;
    }
    if (record->id >= tally->n || !record->trusted)
        return;
    RftStanding *standing = &tally->standings[record->id];
    switch (record->kind) {
    case RFT_START:
        standing->begun = true;
        g_array_append_val(tally->started, record->id);
        if (record->alone)
            standing->alone = (uint8_t)MIN(standing->alone + 1, UINT8_MAX);
        break;
    case RFT_WITHDRAWN:
        if (standing->begun && standing->alone > 0)
            standing->alone--;
        standing->begun = false;
        break;
    default:
        take_verdict(tally, standing, record, file);
        break;
    }
}

RftTally *
rft_tally_read(const char *folder, unsigned shard, const RftManifest *manifest,
               const RftJournalHead *head, GError **error)
{
    g_autoptr(RftTally) tally = g_new0(RftTally, 1);

    tally->n = rft_manifest_count(manifest);
    tally->standings = g_new0(RftStanding, MAX(tally->n, 1));
    tally->files = rft_journal_list(folder, shard);
    tally->open = g_new(int, MAX(tally->files->len, 1));
    tally->begins = g_new0(int64_t, MAX(tally->files->len, 1));
    tally->buffer = g_string_new(NULL);
    tally->started = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (guint i = 0; i < tally->files->len; i++)
        tally->open[i] = -1;
    for (guint i = 0; i < tally->files->len; i++)
        if (!rft_journal_read(g_ptr_array_index(tally->files, i), head, i, take, tally, error))
            return NULL;
    close_file(tally);
    return g_steal_pointer(&tally);
}

/* Parts may be more than descriptors. */
enum { MOST_OPEN = 16 };

static void
close_all(RftTally *tally)
{
    for (guint i = 0; i < tally->files->len; i++) {
        if (tally->open[i] >= 0)
            (void)close(tally->open[i]);
        tally->open[i] = -1;
    }
    tally->n_open = 0;
}

void
rft_tally_free(RftTally *tally)
{
    if (tally == NULL)
        return;
    close_all(tally);
    g_free(tally->open);
    g_free(tally->begins);
    g_free(tally->standings);
    g_array_unref(tally->started);
    g_ptr_array_unref(tally->files);
    (void)g_string_free(tally->buffer, TRUE);
    g_free(tally);
}

bool
rft_tally_get(RftTally *tally, uint32_t id, RftResult *result)
{
    const RftStanding *standing = &tally->standings[id];
    RftJournalRecord record;

    if (standing->verdict == RFT_VERDICT_NONE)
        return false;
    int *file = &tally->open[standing->file];
    if (*file < 0) {
        if (tally->n_open >= MOST_OPEN)
            close_all(tally);
        *file = open(g_ptr_array_index(tally->files, standing->file), O_RDONLY | O_CLOEXEC);
        tally->n_open++;
    }
    if (*file < 0 || !rft_journal_read_one(*file, standing->offset, tally->buffer, &record))
        return false;
    *result = record.result;
    return true;
}
