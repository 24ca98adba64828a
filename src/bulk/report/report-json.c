/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/json.h>

#include "bulk/atomic.h"
#include "bulk/report/report.h"
#include "bulk/voice.h"

/* report.json: for programs. Names are as rft_escape() writes them. */

static void
put_counts(ReferatJson *json, const char *name, const GArray *counts)
{
    referat_json_open(json, name, '{');
    for (guint i = 0; i < counts->len; i++) {
        const RftCount *row = &g_array_index(counts, RftCount, i);
        referat_json_number(json, row->name, (int64_t)row->count);
    }
    referat_json_close(json, '}');
}

static void
put_verdicts(ReferatJson *json, const RftTotals *totals)
{
    referat_json_open(json, "verdicts", '{');
    for (unsigned i = RFT_VERDICT_OK; i < RFT_N_VERDICTS; i++)
        referat_json_number(json, rft_verdict_name((RftVerdict)i), (int64_t)totals->verdicts[i]);
    referat_json_number(json, "none", (int64_t)totals->verdicts[RFT_VERDICT_NONE]);
    referat_json_close(json, '}');
}

static void
put_times(ReferatJson *json, const RftTotals *totals)
{
    referat_json_open(json, "microseconds", '{');
    referat_json_number(json, "p50", totals->median);
    referat_json_number(json, "p95", totals->p95);
    referat_json_number(json, "max", totals->longest);
    referat_json_close(json, '}');
}

static void
put_slowest(ReferatJson *json, const RftReport *report)
{
    const RftTotals *totals = report->totals;
    RftEntry entry;
    RftResult result;

    referat_json_open(json, "slowest", '[');
    for (unsigned i = 0; i < totals->n_slowest; i++) {
        const RftVerdict verdict =
            rft_verdict_of_entry(report->manifest, report->tally, totals->slowest[i], &result);
        if (!rft_manifest_get(report->manifest, totals->slowest[i], &entry, NULL))
            continue;
        g_autofree char *name = rft_show_name(entry.path, entry.member);
        referat_json_open(json, NULL, '{');
        referat_json_string(json, "name", name);
        referat_json_number(json, "microseconds", totals->slowest_times[i]);
        referat_json_number(json, "bytes", (int64_t)entry.size);
        referat_json_string(json, "verdict", rft_verdict_name(verdict));
        referat_json_close(json, '}');
    }
    referat_json_close(json, ']');
}

bool
rft_report_json(const RftReport *report, const char *path, GError **error)
{
    const RftTotals *totals = report->totals;
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    ReferatJson json = {.sink = sink, .first = true};

    referat_json_open(&json, NULL, '{');
    referat_json_number(&json, "schema", 1);
    referat_json_string(&json, "referat", referat_version_string());
    referat_json_string(&json, "options", rft_manifest_hash(report->manifest));
    referat_json_string(&json, "plan", rft_manifest_sum(report->manifest));
    referat_json_number(&json, "documents", (int64_t)totals->documents);
    put_verdicts(&json, totals);
    referat_json_number(&json, "failures", (int64_t)rft_totals_failures(totals));
    referat_json_number(&json, "kept", (int64_t)totals->kept);
    referat_json_number(&json, "repeats", (int64_t)totals->repeats);
    referat_json_number(&json, "began", totals->began);
    referat_json_number(&json, "milliseconds", (int64_t)(totals->seconds * 1000));
    referat_json_number(&json, "bytes_in", (int64_t)totals->bytes_in);
    referat_json_number(&json, "bytes_out", (int64_t)totals->bytes_out);
    put_times(&json, totals);
    referat_json_number(&json, "peak_worker_bytes", (int64_t)totals->peak_worker);
    referat_json_number(&json, "peak_parent_bytes", (int64_t)totals->peak_parent);
    referat_json_number(&json, "warnings", (int64_t)totals->warnings);
    put_counts(&json, "messages", totals->lost);
    put_counts(&json, "unsupported", totals->unsupported);
    put_slowest(&json, report);
    referat_json_close(&json, '}');
    referat_sink_puts(sink, "\n");
    return rft_write_sink(sink, path, error);
}
