/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <referat/referat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bulk/record.h"

/** VERSION: of the form of journals. */
#define VERSION 1

/** KEPT: the name of the file that says what holds from an earlier generation. */
#define KEPT "00000.000000.journal"

struct RftJournal {
    int file;
    uint64_t records;
    GString *line;
};

/* ---- writing ---- */

static bool
flush(RftJournal *journal)
{
    rft_record_end(journal->line);
    const char *p = journal->line->str;
    size_t left = journal->line->len;
    while (left > 0) {
        const ssize_t done = write(journal->file, p, left);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        left -= (size_t)done;
    }
    journal->records++;
    return true;
}

/* What tells this start of the machine from others: files that were not synced do not outlive it.
 */
static char *
boot_id(void)
{
    char *text = NULL;

    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
        return g_strdup("unknown");
    return g_strstrip(text);
}

static bool
put_head(RftJournal *journal, const RftJournalHead *head)
{
    g_autofree char *boot = boot_id();

    rft_record_begin(journal->line, "journal");
    rft_record_number(journal->line, VERSION);
    rft_record_text(journal->line, referat_version_string());
    rft_record_text(journal->line, head->hash);
    rft_record_text(journal->line, head->manifest);
    rft_record_number(journal->line, head->shard);
    rft_record_number(journal->line, head->shards);
    rft_record_text(journal->line, boot);
    rft_record_text(journal->line, g_get_host_name());
    rft_record_number(journal->line, getpid());
    rft_record_number(journal->line, g_get_real_time() / G_USEC_PER_SEC);
    return flush(journal);
}

/* The first name that nobody has. */
static int
create(const char *folder, unsigned shard)
{
    for (unsigned run = 1; run < 1000000; run++) {
        g_autofree char *path = g_strdup_printf("%s/%05u.%06u.journal", folder, shard + 1, run);
        const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

RftJournal *
rft_journal_new(const char *folder, const RftJournalHead *head, GError **error)
{
    g_autoptr(RftJournal) journal = g_new0(RftJournal, 1);
    g_autofree char *kept = g_build_filename(folder, KEPT, NULL);

    journal->line = g_string_new(NULL);
    journal->file = head->shards == 0
                        ? open(kept, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666)
                        : create(folder, head->shard);
    if (journal->file >= 0 && put_head(journal, head))
        return g_steal_pointer(&journal);
    referat_set_error(error, REFERAT_ERROR_CANNOT_CREATE, "%s: cannot begin a journal: %s", folder,
                      g_strerror(errno));
    return NULL;
}

void
rft_journal_free(RftJournal *journal)
{
    if (journal == NULL)
        return;
    if (journal->file >= 0)
        (void)close(journal->file);
    (void)g_string_free(journal->line, TRUE);
    g_free(journal);
}

bool
rft_journal_start(RftJournal *journal, uint32_t id, bool alone)
{
    rft_record_begin(journal->line, "s");
    rft_record_number(journal->line, id);
    rft_record_number(journal->line, alone ? 1 : 0);
    return flush(journal);
}

static bool
put_result(RftJournal *journal, const char *kind, uint32_t id, const RftResult *result)
{
    GString *line = journal->line;

    rft_record_begin(line, kind);
    rft_record_number(line, id);
    rft_record_text(line, rft_verdict_name(result->verdict));
    rft_record_number(line, result->attempt);
    rft_record_number(line, result->microseconds);
    rft_record_number(line, result->when);
    rft_record_number(line, (int64_t)result->bytes);
    rft_record_number(line, (int64_t)result->warnings);
    rft_record_text(line, result->sum);
    rft_record_text(line, result->lost);
    rft_record_text(line, result->note);
    rft_record_text(line, result->summary);
    return flush(journal);
}

bool
rft_journal_verdict(RftJournal *journal, uint32_t id, const RftResult *result)
{
    return put_result(journal, "v", id, result);
}

bool
rft_journal_keep(RftJournal *journal, uint32_t id, const RftResult *result)
{
    return put_result(journal, "k", id, result);
}

bool
rft_journal_withdraw(RftJournal *journal, uint32_t id)
{
    rft_record_begin(journal->line, "w");
    rft_record_number(journal->line, id);
    return flush(journal);
}

bool
rft_journal_checkpoint(RftJournal *journal, uint64_t records)
{
    rft_record_begin(journal->line, "c");
    rft_record_number(journal->line, (int64_t)records);
    return flush(journal);
}

bool
rft_journal_peak(RftJournal *journal, uint64_t worker, uint64_t parent)
{
    rft_record_begin(journal->line, "p");
    rft_record_number(journal->line, (int64_t)worker);
    rft_record_number(journal->line, (int64_t)parent);
    return flush(journal);
}

uint64_t
rft_journal_count(const RftJournal *journal)
{
    return journal->records;
}

int
rft_journal_file(const RftJournal *journal)
{
    return journal->file;
}

/* ---- reading ---- */

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names are those of create(). */
static bool
is_of(const char *name, unsigned shard)
{
    g_autofree char *prefix = g_strdup_printf("%05u.", shard + 1);

    return g_str_has_suffix(name, ".journal") &&
           (shard == RFT_JOURNALS_OF_ALL || g_str_equal(name, KEPT) ||
            g_str_has_prefix(name, prefix));
}

GPtrArray *
rft_journal_list(const char *folder, unsigned shard)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    GDir *entries = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL)
        if (is_of(name, shard))
            g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
    if (entries != NULL)
        g_dir_close(entries);
    g_ptr_array_sort(paths, compare_names);
    return paths;
}

static const struct {
    const char *letter;
    RftRecordKind kind;
} kinds[] = {
    {"s", RFT_START}, {"v", RFT_VERDICT}, {"k", RFT_KEPT}, {"w", RFT_WITHDRAWN}, {"p", RFT_PEAK},
};

static void
take_result(const RftRecord *fields, RftResult *result)
{
    result->verdict = rft_verdict_from_name(rft_record_get_text(fields, 2));
    result->attempt = (unsigned)rft_record_get_number(fields, 3);
    result->microseconds = rft_record_get_number(fields, 4);
    result->when = rft_record_get_number(fields, 5);
    result->bytes = (uint64_t)rft_record_get_number(fields, 6);
    result->warnings = (uint64_t)rft_record_get_number(fields, 7);
    result->sum = rft_record_get_text(fields, 8);
    result->lost = rft_record_get_text(fields, 9);
    result->note = rft_record_get_text(fields, 10);
    result->summary = rft_record_get_text(fields, 11);
}

/* Returns: false for what is no record of a document. */
static bool
take_record(const RftRecord *fields, RftJournalRecord *record)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!g_str_equal(fields->fields[0], kinds[i].letter))
            continue;
        record->kind = kinds[i].kind;
        record->id = (uint32_t)rft_record_get_number(fields, 1);
        record->alone = rft_record_get_number(fields, 2) == 1;
        record->result = (RftResult){0};
        if (record->kind == RFT_PEAK) {
            record->id = 0;
            record->peak_worker = (uint64_t)rft_record_get_number(fields, 1);
            record->peak_parent = (uint64_t)rft_record_get_number(fields, 2);
        } else if (record->kind == RFT_VERDICT || record->kind == RFT_KEPT) {
            take_result(fields, &record->result);
        }
        return true;
    }
    return false;
}

/* How many records of the text outlived the machine: all, when it has not been started since. */
static uint64_t
count_trusted(const char *text, size_t size, const char *boot)
{
    g_autofree char *now = boot_id();
    uint64_t trusted = 0;

    if (g_str_equal(now, boot))
        return UINT64_MAX;
    for (const char *at = text; at != NULL && at < text + size;) {
        const char *end = memchr(at, '\n', size - (size_t)(at - text));
        if (end != NULL && g_str_has_prefix(at, "c\t"))
            trusted = MAX(trusted, g_ascii_strtoull(at + 2, NULL, 10));
        at = end != NULL ? end + 1 : NULL;
    }
    return trusted;
}

static bool
fits(const RftRecord *fields, const RftJournalHead *head, const char *path, GError **error)
{
    const bool ours = fields->n > 10 && g_str_equal(fields->fields[0], "journal") &&
                      rft_record_get_number(fields, 1) == VERSION;

    if (ours && g_str_equal(rft_record_get_text(fields, 3), head->hash) &&
        g_str_equal(rft_record_get_text(fields, 4), head->manifest))
        return true;
    referat_set_error(error, REFERAT_ERROR_OPTION,
                      "%s: the journal belongs to another plan, other options or another version",
                      path);
    return false;
}

typedef struct {
    const RftJournalHead *head;
    const char *path;
    unsigned file;
    RftJournalFunc func;
    gpointer data;
} Reading;

static bool
read_text(const Reading *reading, const char *text, size_t size, GError **error)
{
    RftJournalRecord record = {0};
    g_autofree char *boot = NULL;
    uint64_t count = 0;
    uint64_t trusted = 0;

    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        RftRecord fields;
        if (end == NULL)
            break; /* torn */
        const size_t length = (size_t)(end - text) - at;
        g_autofree char *line = g_strndup(text + at, length);
        record.offset = at;
        at += length + 1;
        if (!rft_record_parse(&fields, line, length))
            continue;
        if (boot == NULL) {
            if (!fits(&fields, reading->head, reading->path, error))
                return false;
            record.shard = (unsigned)rft_record_get_number(&fields, 5);
            record.began = rft_record_get_number(&fields, 10);
            boot = g_strdup(rft_record_get_text(&fields, 7));
            trusted = count_trusted(text, size, boot);
        }
        record.trusted = count++ < trusted;
        if (take_record(&fields, &record))
            reading->func(&record, reading->file, reading->data);
    }
    return true;
}

bool
rft_journal_read(const char *path, const RftJournalHead *head, unsigned file, RftJournalFunc func,
                 gpointer data, GError **error)
{
    GMappedFile *map = g_mapped_file_new(path, FALSE, error);
    const Reading reading = {head, path, file, func, data};

    if (map == NULL)
        return false;
    const bool good =
        g_mapped_file_get_length(map) == 0 ||
        read_text(&reading, g_mapped_file_get_contents(map), g_mapped_file_get_length(map), error);
    g_mapped_file_unref(map);
    return good;
}

bool
rft_journal_read_one(int descriptor, uint64_t offset, GString *buffer, RftJournalRecord *record)
{
    enum { CHUNK = 4096 };
    const char *end = NULL;
    RftRecord fields;

    g_string_truncate(buffer, 0);
    while (end == NULL) {
        const size_t had = buffer->len;
        g_string_set_size(buffer, had + CHUNK);
        const ssize_t got = pread(descriptor, buffer->str + had, CHUNK, (off_t)(offset + had));
        g_string_set_size(buffer, had + (size_t)MAX(got, 0));
        if (got <= 0)
            return false;
        end = memchr(buffer->str + had, '\n', (size_t)got);
    }
    const size_t length = (size_t)(end - buffer->str);
    buffer->str[length] = '\0';
    return rft_record_parse(&fields, buffer->str, length) && take_record(&fields, record);
}
