/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/plan/manifest.h"

#include <errno.h>
#include <referat/referat.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bulk/record.h"

/** VERSION: of the form of manifests. */
#define VERSION 1

enum { HEADER_VERSION = 1, HEADER_HASH = 3, HEADER_ASKED, HEADER_COUNT, HEADER_BYTES };
enum {
    ENTRY_ID = 1,
    ENTRY_UNIT,
    ENTRY_SIZE,
    ENTRY_WEIGHT,
    ENTRY_MTIME,
    ENTRY_VERDICT,
    ENTRY_NAMED,
    ENTRY_ORDINAL,
    ENTRY_PATH,
    ENTRY_MEMBER,
    ENTRY_NAME,
    ENTRY_STEM,
    ENTRY_NOTE
};

/* ---- writing ---- */

static void
put_header(GString *line, const RftPlan *plan, const char *hash, const char *asked)
{
    uint64_t bytes = 0;
    RftEntry entry;

    for (size_t i = 0; i < rft_plan_count(plan); i++) {
        rft_plan_get(plan, i, &entry);
        bytes += entry.verdict == RFT_VERDICT_NONE ? entry.size : 0;
    }
    rft_record_begin(line, "manifest");
    rft_record_number(line, VERSION);
    rft_record_text(line, referat_version_string());
    rft_record_text(line, hash);
    rft_record_text(line, asked);
    rft_record_number(line, (int64_t)rft_plan_count(plan));
    rft_record_number(line, (int64_t)bytes);
    rft_record_end(line);
}

static void
put_entry(GString *line, const RftPlan *plan, size_t index, uint32_t unit)
{
    RftEntry entry;

    rft_plan_get(plan, index, &entry);
    rft_record_begin(line, entry.member != NULL ? "m" : "f");
    rft_record_number(line, (int64_t)index);
    rft_record_number(line, unit);
    rft_record_number(line, (int64_t)entry.size);
    rft_record_number(line, (int64_t)entry.weight);
    rft_record_number(line, entry.mtime);
    rft_record_text(line, entry.verdict != RFT_VERDICT_NONE ? rft_verdict_name(entry.verdict) : "");
    rft_record_number(line, entry.named ? 1 : 0);
    rft_record_number(line, entry.ordinal);
    rft_record_text(line, entry.path);
    rft_record_text(line, entry.member);
    rft_record_text(line, entry.name);
    rft_record_text(line, rft_plan_get_stem(plan, index));
    rft_record_text(line, entry.note);
    rft_record_end(line);
}

static void
put_all(const RftPlan *plan, FILE *file, const char *hash, const char *asked)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    GString *line = g_string_new(NULL);
    g_autofree char *previous = NULL;
    uint32_t unit = 0;
    RftEntry entry;

    put_header(line, plan, hash, asked);
    for (size_t i = 0;; i++) {
        (void)fwrite(line->str, 1, line->len, file);
        g_checksum_update(sum, (const guchar *)line->str, (gssize)line->len);
        if (i == rft_plan_count(plan))
            break;
        rft_plan_get(plan, i, &entry);
        const char *archive = entry.member != NULL ? entry.path : NULL;
        if (i > 0 && (archive == NULL || g_strcmp0(previous, archive) != 0))
            unit++;
        if (g_strcmp0(previous, archive) != 0) {
            g_free(previous);
            previous = g_strdup(archive);
        }
        put_entry(line, plan, i, unit);
    }
    rft_record_begin(line, "end");
    rft_record_number(line, (int64_t)rft_plan_count(plan));
    rft_record_text(line, g_checksum_get_string(sum));
    rft_record_end(line);
    (void)fwrite(line->str, 1, line->len, file);
    (void)g_string_free(line, TRUE);
}

bool
rft_manifest_write(const RftPlan *plan, const char *path, const char *hash, const char *asked,
                   GError **error)
{
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    FILE *file = fopen(part, "we");
    bool good = file != NULL;

    if (good) {
        put_all(plan, file, hash, asked);
        good = fflush(file) == 0 && fsync(fileno(file)) == 0 && ferror(file) == 0;
        good = fclose(file) == 0 && good && rename(part, path) == 0;
    }
    if (!good)
        referat_set_error(error, REFERAT_ERROR_IO, "%s: %s", path, g_strerror(errno));
    return good;
}

/* ---- reading ---- */

typedef struct {
    uint64_t offset;
    uint64_t size;
    uint32_t unit;
    uint8_t verdict;
} Row;

struct RftManifest {
    GMappedFile *file;
    GArray *rows; /* of Row */
    uint64_t bytes;
    char *hash;
    char *asked;
    char *sum;
    char *line; /* the one that was asked for last, taken apart */
    size_t room;
};

static void
copy_line(RftManifest *manifest, const char *line, size_t length)
{
    if (manifest->line == NULL || manifest->room < length + 1) {
        manifest->room = length + 256;
        manifest->line = g_realloc(manifest->line, manifest->room);
    }
    memcpy(manifest->line, line, length);
    manifest->line[length] = '\0';
}

static bool
parse(RftManifest *manifest, const char *line, size_t length, RftRecord *record)
{
    copy_line(manifest, line, length);
    return rft_record_parse(record, manifest->line, length) && record->n > 1;
}

static bool
add_row(RftManifest *manifest, const RftRecord *record, uint64_t offset)
{
    const Row row = {
        .offset = offset,
        .size = (uint64_t)rft_record_get_number(record, ENTRY_SIZE),
        .unit = (uint32_t)rft_record_get_number(record, ENTRY_UNIT),
        .verdict = (uint8_t)rft_verdict_from_name(rft_record_get_text(record, ENTRY_VERDICT)),
    };

    if (rft_record_get_number(record, ENTRY_ID) != (int64_t)manifest->rows->len)
        return false;
    g_array_append_val(manifest->rows, row);
    return true;
}

static bool
take_line(RftManifest *manifest, const char *line, size_t length, uint64_t offset, bool *ended)
{
    RftRecord record;

    if (*ended || !parse(manifest, line, length, &record))
        return false;
    const char *kind = record.fields[0];
    if (g_str_equal(kind, "manifest") && offset == 0) {
        manifest->hash = g_strdup(rft_record_get_text(&record, HEADER_HASH));
        manifest->asked = g_strdup(rft_record_get_text(&record, HEADER_ASKED));
        manifest->bytes = (uint64_t)rft_record_get_number(&record, HEADER_BYTES);
        return rft_record_get_number(&record, HEADER_VERSION) == VERSION;
    }
    if (g_str_equal(kind, "end")) {
        manifest->sum = g_strdup(rft_record_get_text(&record, 2));
        *ended = rft_record_get_number(&record, 1) == (int64_t)manifest->rows->len;
        return *ended;
    }
    return (g_str_equal(kind, "f") || g_str_equal(kind, "m")) && manifest->hash != NULL &&
           add_row(manifest, &record, offset);
}

static bool
read_all(RftManifest *manifest)
{
    const char *text = g_mapped_file_get_contents(manifest->file);
    const size_t size = g_mapped_file_get_length(manifest->file);
    bool ended = false;

    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        const size_t length = end != NULL ? (size_t)(end - text) - at : 0;
        if (end == NULL || !take_line(manifest, text + at, length, at, &ended))
            return false;
        at += length + 1;
    }
    return ended;
}

RftManifest *
rft_manifest_open(const char *path, GError **error)
{
    GMappedFile *file = g_mapped_file_new(path, FALSE, error);

    if (file == NULL)
        return NULL;
    g_autoptr(RftManifest) manifest = g_new0(RftManifest, 1);
    manifest->file = file;
    manifest->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    if (read_all(manifest))
        return g_steal_pointer(&manifest);
    referat_set_error(error, REFERAT_ERROR_DAMAGED, "%s: no manifest of this version", path);
    return NULL;
}

void
rft_manifest_free(RftManifest *manifest)
{
    if (manifest == NULL)
        return;
    g_mapped_file_unref(manifest->file);
    g_array_unref(manifest->rows);
    g_free(manifest->hash);
    g_free(manifest->asked);
    g_free(manifest->sum);
    g_free(manifest->line);
    g_free(manifest);
}

uint32_t
rft_manifest_count(const RftManifest *manifest)
{
    return manifest->rows->len;
}

uint64_t
rft_manifest_bytes(const RftManifest *manifest)
{
    return manifest->bytes;
}

const char *
rft_manifest_hash(const RftManifest *manifest)
{
    return manifest->hash;
}

const char *
rft_manifest_asked(const RftManifest *manifest)
{
    return manifest->asked;
}

const char *
rft_manifest_sum(const RftManifest *manifest)
{
    return manifest->sum;
}

static const Row *
row_at(const RftManifest *manifest, uint32_t id)
{
    return &g_array_index(manifest->rows, Row, id);
}

uint64_t
rft_manifest_size_of(const RftManifest *manifest, uint32_t id)
{
    return row_at(manifest, id)->size;
}

uint32_t
rft_manifest_unit_of(const RftManifest *manifest, uint32_t id)
{
    return row_at(manifest, id)->unit;
}

RftVerdict
rft_manifest_verdict_of(const RftManifest *manifest, uint32_t id)
{
    return (RftVerdict)row_at(manifest, id)->verdict;
}

bool
rft_manifest_get(RftManifest *manifest, uint32_t id, RftEntry *entry, const char **stem)
{
    const char *line = g_mapped_file_get_contents(manifest->file) + row_at(manifest, id)->offset;
    const char *end = strchr(line, '\n');
    RftRecord record;

    if (end == NULL || !parse(manifest, line, (size_t)(end - line), &record))
        return false;
    const bool member = g_str_equal(record.fields[0], "m");
    *entry = (RftEntry){
        .path = rft_record_get_text(&record, ENTRY_PATH),
        .member = member ? rft_record_get_text(&record, ENTRY_MEMBER) : NULL,
        .name = rft_record_get_text(&record, ENTRY_NAME),
        .note = rft_record_get_text(&record, ENTRY_NOTE),
        .size = row_at(manifest, id)->size,
        .weight = (uint64_t)rft_record_get_number(&record, ENTRY_WEIGHT),
        .mtime = rft_record_get_number(&record, ENTRY_MTIME),
        .ordinal = (uint32_t)rft_record_get_number(&record, ENTRY_ORDINAL),
        .named = rft_record_get_number(&record, ENTRY_NAMED) == 1,
        .verdict = rft_manifest_verdict_of(manifest, id),
    };
    if (stem != NULL)
        *stem = rft_record_get_text(&record, ENTRY_STEM);
    return true;
}

/* ---- two manifests ---- */

static int
compare_entries(const RftEntry *a, const RftEntry *b)
{
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    const int paths = strcmp(a->path, b->path);
    if (paths != 0 || a->ordinal == b->ordinal)
        return paths;
    return a->ordinal < b->ordinal ? -1 : 1;
}

/* Returns: false at the end; else @id is the next entry that can be read. */
static bool
next_entry(RftManifest *manifest, uint32_t *id, RftEntry *entry)
{
    for (; *id < rft_manifest_count(manifest); (*id)++)
        if (rft_manifest_get(manifest, *id, entry, NULL))
            return true;
    return false;
}

uint32_t *
rft_manifest_match(RftManifest *manifest, RftManifest *older)
{
    const uint32_t n = rft_manifest_count(manifest);
    uint32_t *same = g_new(uint32_t, MAX(n, 1));
    uint32_t a = 0;
    uint32_t b = 0;
    RftEntry x;
    RftEntry y;

    for (uint32_t i = 0; i < n; i++)
        same[i] = UINT32_MAX;
    bool more = next_entry(manifest, &a, &x) && next_entry(older, &b, &y);
    while (more) {
        const int order = compare_entries(&x, &y);
        if (order == 0)
            same[a] = b;
        if (order <= 0)
            a++;
        if (order >= 0)
            b++;
        more =
            (order > 0 || next_entry(manifest, &a, &x)) && (order < 0 || next_entry(older, &b, &y));
    }
    return same;
}
