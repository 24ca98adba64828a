/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bulk/record.h"

/* Keys of tables are 64 bits of a hash: what is found is read and compared. */
typedef struct {
    uint64_t offset;
    uint64_t id;
    uint32_t length;
    uint32_t before; /* line + 1 of the one before with the same sum, 0 = none */
    uint8_t fate;
} Row;

struct RftLedger {
    int file;
    uint64_t size;
    GArray *rows;
    GHashTable *sums;  /* hash of a sum → line + 1 */
    GHashTable *ids;   /* the same of ids */
    GHashTable *paths; /* the same of originals */
    GHashTable *ours;  /* hashes of names */
    GString *buffer;   /* of the line that was read last */
};

static uint64_t
hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a */

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)text[i]) * 1099511628211U;
    return hash;
}

/* Zero is no key. */
static gpointer
key_of(uint64_t hash)
{
    return GSIZE_TO_POINTER((gsize)(hash != 0 ? hash : 1));
}

static void
remember_names(RftLedger *ledger, const char *names)
{
    while (*names != '\0') {
        const size_t length = strcspn(names, RFT_LEDGER_SEPARATOR);
        (void)g_hash_table_add(ledger->ours, key_of(hash_of(names, length)));
        names += length + (names[length] != '\0' ? 1 : 0);
    }
}

static void
remember(RftLedger *ledger, const RftLedgerLine *line, uint64_t offset, size_t length)
{
    Row row = {
        .offset = offset,
        .id = line->id,
        .length = (uint32_t)length,
        .fate = (uint8_t)line->fate,
    };
    const gpointer place = GUINT_TO_POINTER(ledger->rows->len + 1);

    if (line->fate == RFT_FATE_CONVERTED && *line->sum != '\0') {
        const gpointer key = key_of(hash_of(line->sum, strlen(line->sum)));
        row.before = GPOINTER_TO_UINT(g_hash_table_lookup(ledger->sums, key));
        g_hash_table_insert(ledger->sums, key, place);
    }
    g_hash_table_insert(ledger->ids, key_of(line->id), place);
    g_hash_table_insert(ledger->paths, key_of(hash_of(line->path, strlen(line->path))), place);
    /* it may come back under the name that it was given there */
    if (line->fate == RFT_FATE_FAILED && *line->rest != '\0')
        g_hash_table_insert(ledger->paths, key_of(hash_of(line->rest, strlen(line->rest))), place);
    remember_names(ledger, line->outputs);
    if (line->fate == RFT_FATE_CONVERTED || line->fate == RFT_FATE_SAME)
        remember_names(ledger, line->note);
    g_array_append_val(ledger->rows, row);
}

static bool
parse(char *text, size_t length, RftLedgerLine *line)
{
    RftRecord record;
    size_t at = 1;

    if (!rft_record_parse(&record, text, length) || !g_str_equal(record.fields[0], "file"))
        return false;
    line->id = (uint64_t)rft_record_get_number(&record, at++);
    line->time = rft_record_get_number(&record, at++);
    const int64_t fate = rft_record_get_number(&record, at++);
    line->verdict = rft_verdict_from_name(rft_record_get_text(&record, at++));
    const char **const texts[] = {&line->path,    &line->sum,  &line->mark,
                                  &line->outputs, &line->rest, &line->note,
                                  &line->summary, &line->lost, &line->reason};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = rft_record_get_text(&record, at++);
    line->fate = (RftFate)fate;
    return fate >= 0 && fate < RFT_N_FATES;
}

static void
read_all(RftLedger *ledger, FILE *file)
{
    g_autofree char *text = NULL;
    size_t room = 0;
    ssize_t length = 0;
    RftLedgerLine line;

    while ((length = getline(&text, &room, file)) > 0) {
        const bool whole = text[length - 1] == '\n';
        const uint64_t offset = ledger->size;
        ledger->size += (uint64_t)length;
        if (whole && parse(text, (size_t)length - 1, &line))
            remember(ledger, &line, offset, (size_t)length);
        else if (!whole)
            ledger->size = offset; /* torn: the next line takes its place */
    }
}

RftLedger *
rft_ledger_open(int folder)
{
    const int file = openat(folder, "ledger", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    const int copy = file >= 0 ? fcntl(file, F_DUPFD_CLOEXEC, 0) : -1;
    FILE *stream = copy >= 0 ? fdopen(copy, "r") : NULL;

    if (stream == NULL) {
        const int failed = errno;
        if (copy >= 0)
            (void)close(copy);
        if (file >= 0)
            (void)close(file);
        errno = failed;
        return NULL;
    }
    RftLedger *ledger = g_new0(RftLedger, 1);
    ledger->file = file;
    ledger->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    ledger->sums = g_hash_table_new(NULL, NULL);
    ledger->ids = g_hash_table_new(NULL, NULL);
    ledger->paths = g_hash_table_new(NULL, NULL);
    ledger->ours = g_hash_table_new(NULL, NULL);
    ledger->buffer = g_string_new(NULL);
    read_all(ledger, stream);
    (void)fclose(stream);
    return ledger;
}

void
rft_ledger_free(RftLedger *ledger)
{
    if (ledger == NULL)
        return;
    (void)close(ledger->file);
    g_array_unref(ledger->rows);
    g_hash_table_unref(ledger->sums);
    g_hash_table_unref(ledger->ids);
    g_hash_table_unref(ledger->paths);
    g_hash_table_unref(ledger->ours);
    (void)g_string_free(ledger->buffer, TRUE);
    g_free(ledger);
}

bool
rft_ledger_add(RftLedger *ledger, const RftLedgerLine *line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *const texts[] = {line->path, line->sum,     line->mark, line->outputs, line->rest,
                                 line->note, line->summary, line->lost, line->reason};

    rft_record_begin(text, "file");
    rft_record_number(text, (int64_t)line->id);
    rft_record_number(text, line->time);
    rft_record_number(text, (int64_t)line->fate);
    rft_record_text(text, rft_verdict_name(line->verdict));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        rft_record_text(text, texts[i]);
    rft_record_end(text);
    /* at its place, not at the end: what a full disk tore is written over */
    const ssize_t put = pwrite(ledger->file, text->str, text->len, (off_t)ledger->size);
    if (put != (ssize_t)text->len) {
        errno = put < 0 ? errno : ENOSPC;
        return false;
    }
    remember(ledger, line, ledger->size, text->len);
    ledger->size += text->len;
    return true;
}

void
rft_ledger_sync(RftLedger *ledger)
{
    (void)fdatasync(ledger->file);
}

bool
rft_ledger_has(const RftLedger *ledger, uint64_t id)
{
    return g_hash_table_contains(ledger->ids, key_of(id));
}

uint32_t
rft_ledger_count(const RftLedger *ledger)
{
    return ledger->rows->len;
}

RftFate
rft_ledger_fate(const RftLedger *ledger, uint32_t index)
{
    return (RftFate)g_array_index(ledger->rows, Row, index).fate;
}

bool
rft_ledger_get(RftLedger *ledger, uint32_t index, RftLedgerLine *line)
{
    const Row *row = &g_array_index(ledger->rows, Row, index);

    g_string_set_size(ledger->buffer, row->length);
    if (pread(ledger->file, ledger->buffer->str, row->length, (off_t)row->offset) !=
        (ssize_t)row->length)
        return false;
    return parse(ledger->buffer->str, row->length - 1, line);
}

bool
rft_ledger_find_sum(RftLedger *ledger, const char *sum, const char *mark, RftLedgerLine *line)
{
    const gpointer key = key_of(hash_of(sum, strlen(sum)));
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(ledger->sums, key));

    for (; place > 0; place = g_array_index(ledger->rows, Row, place - 1).before)
        if (rft_ledger_get(ledger, place - 1, line) && g_str_equal(line->sum, sum) &&
            g_str_equal(line->mark, mark))
            return true;
    return false;
}

bool
rft_ledger_find_path(RftLedger *ledger, const char *path, RftLedgerLine *line)
{
    const gpointer key = key_of(hash_of(path, strlen(path)));
    const guint place = GPOINTER_TO_UINT(g_hash_table_lookup(ledger->paths, key));

    return place > 0 && rft_ledger_get(ledger, place - 1, line) &&
           (g_str_equal(line->path, path) ||
            (line->fate == RFT_FATE_FAILED && g_str_equal(line->rest, path)));
}

bool
rft_ledger_is_ours(const RftLedger *ledger, const char *path)
{
    return g_hash_table_contains(ledger->ours, key_of(hash_of(path, strlen(path))));
}
