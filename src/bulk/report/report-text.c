/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/atomic.h"
#include "bulk/record.h"
#include "bulk/report/report.h"
#include "bulk/voice.h"

/* Reports that are read by lines: failures.tsv and OpenMetrics. */

bool
rft_report_failures(const RftReport *report, const char *path, GError **error)
{
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    RftEntry entry;
    RftResult result;

    referat_sink_puts(sink, "verdict\tname\twhy\n");
    for (uint32_t id = 0; id < rft_manifest_count(report->manifest); id++) {
        const RftVerdict verdict =
            rft_verdict_of_entry(report->manifest, report->tally, id, &result);
        const bool told = rft_verdict_is_failure(verdict) || verdict == RFT_VERDICT_UNSUPPORTED ||
                          verdict == RFT_VERDICT_DUPLICATE || verdict == RFT_VERDICT_NONE ||
                          (verdict == RFT_VERDICT_SKIPPED && !report->tally->standings[id].kept);
        if (!told || !rft_manifest_get(report->manifest, id, &entry, NULL))
            continue;
        g_autofree char *name = rft_show_name(entry.path, entry.member);
        GString *why = g_string_new(NULL);
        rft_escape(why, result.note != NULL ? result.note : entry.note);
        referat_sink_printf(sink, "%s\t", rft_verdict_name(verdict));
        referat_sink_puts(sink, name);
        referat_sink_puts(sink, "\t");
        referat_sink_puts(sink, why->str);
        referat_sink_puts(sink, "\n");
        (void)g_string_free(why, TRUE);
    }
    return rft_write_sink(sink, path, error);
}

static void
put_metric(ReferatSink *sink, const char *name, const char *type, const char *unit,
           const char *help)
{
    referat_sink_printf(sink, "# TYPE referat_bulk_%s %s\n", name, type);
    if (*unit != '\0')
        referat_sink_printf(sink, "# UNIT referat_bulk_%s %s\n", name, unit);
    referat_sink_printf(sink, "# HELP referat_bulk_%s %s\n", name, help);
}

/* Numbers with a point whatever the locale. */
static void
put_seconds(ReferatSink *sink, const char *name, double seconds)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    (void)g_ascii_formatd(text, sizeof(text), "%.6f", seconds);
    referat_sink_printf(sink, "referat_bulk_%s %s\n", name, text);
}

static void
put_gauge(ReferatSink *sink, const char *name, const char *unit, const char *help, uint64_t value)
{
    put_metric(sink, name, "gauge", unit, help);
    referat_sink_printf(sink, "referat_bulk_%s %" G_GUINT64_FORMAT "\n", name, value);
}

bool
rft_report_metrics(const RftReport *report, const char *path, GError **error)
{
    const RftTotals *totals = report->totals;
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();

    put_metric(sink, "documents", "gauge", "", "Documents of the last run by verdict.");
    for (unsigned i = RFT_VERDICT_NONE; i < RFT_N_VERDICTS; i++)
        referat_sink_printf(sink, "referat_bulk_documents{verdict=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            rft_verdict_name((RftVerdict)i), totals->verdicts[i]);
    put_gauge(sink, "input_bytes", "bytes", "Size of the documents that were read.",
              totals->bytes_in);
    put_gauge(sink, "output_bytes", "bytes", "Size of the outputs that were written.",
              totals->bytes_out);
    put_gauge(sink, "worker_memory_peak_bytes", "bytes", "Most memory that one worker had.",
              totals->peak_worker);
    put_metric(sink, "run_seconds", "gauge", "seconds", "From the beginning to the last verdict.");
    put_seconds(sink, "run_seconds", totals->seconds);
    put_metric(sink, "document_seconds", "summary", "seconds", "Time of one conversion.");
    put_seconds(sink, "document_seconds{quantile=\"0.5\"}", (double)totals->median / 1e6);
    put_seconds(sink, "document_seconds{quantile=\"0.95\"}", (double)totals->p95 / 1e6);
    put_seconds(sink, "document_seconds{quantile=\"1\"}", (double)totals->longest / 1e6);
    put_gauge(sink, "began_seconds", "seconds", "When the run began, since 1970.",
              (uint64_t)MAX(totals->began, 0));
    referat_sink_puts(sink, "# EOF\n");
    return rft_write_sink(sink, path, error);
}
