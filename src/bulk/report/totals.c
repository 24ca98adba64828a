/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/report/totals.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    RftTotals *totals;
    GArray *times;       /* of int64_t: microseconds */
    GArray *ends;        /* of int64_t: milliseconds since 1970 */
    GHashTable *lost;    /* name → count */
    GHashTable *endings; /* the same of what is not supported */
    int64_t last;        /* milliseconds since 1970 */
} Adding;

RftVerdict
rft_verdict_of_entry(RftManifest *manifest, RftTally *tally, uint32_t id, RftResult *result)
{
    const RftVerdict planned = rft_manifest_verdict_of(manifest, id);

    *result = (RftResult){.verdict = planned};
    if (planned != RFT_VERDICT_NONE || !rft_tally_get(tally, id, result))
        return planned;
    return tally->standings[id].kept && rft_verdict_is_done(result->verdict) ? RFT_VERDICT_SKIPPED
                                                                             : result->verdict;
}

static void
count(GHashTable *table, const char *name, uint64_t more)
{
    uint64_t *slot = g_hash_table_lookup(table, name);

    if (slot == NULL) {
        slot = g_new0(uint64_t, 1);
        g_hash_table_insert(table, g_strdup(name), slot);
    }
    *slot += more;
}

static void
count_lost(Adding *adding, const char *lost)
{
    g_auto(GStrv) words = g_strsplit(lost != NULL ? lost : "", " ", -1);

    for (size_t i = 0; words[i] != NULL; i++) {
        char *equals = strchr(words[i], '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        count(adding->lost, words[i], g_ascii_strtoull(equals + 1, NULL, 10));
    }
}

static void
count_ending(Adding *adding, RftManifest *manifest, uint32_t id)
{
    RftEntry entry;

    if (!rft_manifest_get(manifest, id, &entry, NULL))
        return;
    const char *slash = strrchr(entry.name, '/');
    const char *dot = strrchr(slash != NULL ? slash : entry.name, '.');
    g_autofree char *ending = dot != NULL ? g_ascii_strdown(dot, -1) : g_strdup("(none)");
    g_autofree char *shown = g_filename_display_name(ending);
    count(adding->endings, shown, 1);
}

static void
note_slow(RftTotals *totals, uint32_t id, int64_t microseconds)
{
    unsigned at = totals->n_slowest;

    while (at > 0 && totals->slowest_times[at - 1] < microseconds)
        at--;
    if (at >= RFT_SLOWEST)
        return;
    const unsigned end = MIN(totals->n_slowest, (unsigned)RFT_SLOWEST - 1);
    for (unsigned i = end; i > at; i--) {
        totals->slowest[i] = totals->slowest[i - 1];
        totals->slowest_times[i] = totals->slowest_times[i - 1];
    }
    totals->slowest[at] = id;
    totals->slowest_times[at] = microseconds;
    totals->n_slowest = end + 1;
}

static void
note_time(Adding *adding, const RftTally *tally, uint32_t id, const RftResult *result)
{
    RftTotals *totals = adding->totals;
    const int64_t end = tally->begins[tally->standings[id].file] * 1000 + result->when;
    unsigned class = 0;

    for (int64_t most = 1000; class + 1 < RFT_TIME_CLASSES && result->microseconds >= most;
         class ++)
        most *= 2;
    totals->times[class]++;
    g_array_append_val(adding->times, result->microseconds);
    g_array_append_val(adding->ends, end);
    adding->last = MAX(adding->last, end);
    note_slow(totals, id, result->microseconds);
}

static void
add_entry(Adding *adding, RftManifest *manifest, RftTally *tally, uint32_t id)
{
    RftTotals *totals = adding->totals;
    RftResult result;
    const RftVerdict verdict = rft_verdict_of_entry(manifest, tally, id, &result);

    totals->documents++;
    totals->verdicts[verdict]++;
    totals->kept += tally->standings[id].kept ? 1 : 0;
    if (verdict == RFT_VERDICT_UNSUPPORTED)
        count_ending(adding, manifest, id);
    if (rft_manifest_verdict_of(manifest, id) != RFT_VERDICT_NONE || verdict == RFT_VERDICT_NONE ||
        tally->standings[id].kept)
        return;
    totals->bytes_in += rft_manifest_size_of(manifest, id);
    totals->bytes_out += result.bytes;
    totals->warnings += result.warnings;
    count_lost(adding, result.lost);
    note_time(adding, tally, id, &result);
}

static int
compare_numbers(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static void
find_quantiles(Adding *adding)
{
    RftTotals *totals = adding->totals;
    const guint n = adding->times->len;

    if (n == 0)
        return;
    qsort(adding->times->data, n, sizeof(int64_t), compare_numbers);
    totals->median = g_array_index(adding->times, int64_t, (n - 1) / 2);
    totals->p95 = g_array_index(adding->times, int64_t, (guint)((guint64)(n - 1) * 95 / 100));
    totals->longest = g_array_index(adding->times, int64_t, n - 1);
}

static void
find_spans(Adding *adding)
{
    RftTotals *totals = adding->totals;
    const int64_t begin = totals->began * 1000;

    totals->seconds = MAX((double)(adding->last - begin) / 1000, 0.001);
    totals->span = totals->seconds / RFT_SPANS;
    for (guint i = 0; i < adding->ends->len; i++) {
        const double at = (double)(g_array_index(adding->ends, int64_t, i) - begin) / 1000;
        totals->spans[(unsigned)CLAMP(at / totals->span, 0, RFT_SPANS - 1)]++;
    }
}

static gint
compare_counts(gconstpointer a, gconstpointer b)
{
    const RftCount *x = a;
    const RftCount *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void
clear_count(gpointer data)
{
    g_free(((RftCount *)data)->name);
}

/* Takes @table. */
static GArray *
sorted(GHashTable *table)
{
    GArray *counts = g_array_new(FALSE, FALSE, sizeof(RftCount));
    GHashTableIter at;
    gpointer name = NULL;
    gpointer number = NULL;

    g_array_set_clear_func(counts, clear_count);
    g_hash_table_iter_init(&at, table);
    while (g_hash_table_iter_next(&at, &name, &number)) {
        const RftCount row = {g_strdup(name), *(uint64_t *)number};
        g_array_append_val(counts, row);
    }
    g_array_sort(counts, compare_counts);
    g_hash_table_unref(table);
    return counts;
}

RftTotals *
rft_totals_new(RftManifest *manifest, RftTally *tally)
{
    RftTotals *totals = g_new0(RftTotals, 1);
    Adding adding = {
        .totals = totals,
        .times = g_array_new(FALSE, FALSE, sizeof(int64_t)),
        .ends = g_array_new(FALSE, FALSE, sizeof(int64_t)),
        .lost = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .endings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
    };

    totals->began = tally->began;
    totals->repeats = tally->repeats;
    totals->peak_worker = tally->peak_worker;
    totals->peak_parent = tally->peak_parent;
    for (uint32_t id = 0; id < rft_manifest_count(manifest); id++)
        add_entry(&adding, manifest, tally, id);
    find_quantiles(&adding);
    find_spans(&adding);
    totals->lost = sorted(adding.lost);
    totals->unsupported = sorted(adding.endings);
    g_array_unref(adding.times);
    g_array_unref(adding.ends);
    return totals;
}

void
rft_totals_free(RftTotals *totals)
{
    if (totals == NULL)
        return;
    g_array_unref(totals->lost);
    g_array_unref(totals->unsupported);
    g_free(totals);
}

uint64_t
rft_totals_failures(const RftTotals *totals)
{
    uint64_t failures = 0;

    for (unsigned i = 0; i < RFT_N_VERDICTS; i++)
        failures += rft_verdict_is_failure((RftVerdict)i) ? totals->verdicts[i] : 0;
    return failures;
}
