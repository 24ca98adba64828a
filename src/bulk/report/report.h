/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bulk/bulk.h"
#include "bulk/report/totals.h"

/* What is told of a run when it is over. Each writes one file, whole or not at all; returns false
 * with @error set. */

/** RftReport: what all reports are made from. */
typedef struct {
    const RftBulkOptions *options;
    const RftState *state;
    RftManifest *manifest;
    RftTally *tally;
    const RftTotals *totals;
} RftReport;

/** rft_report_json: report.json; its form is share/referat/bulk-report.schema.json. */
bool rft_report_json(const RftReport *report, const char *path, GError **error);

/** rft_report_failures: failures.tsv: verdict, name, why; a line for each document that failed. */
bool rft_report_failures(const RftReport *report, const char *path, GError **error);

/** rft_report_html: report.html: one page without script, for people; links to outputs and
 * failures are relative to its own place. */
bool rft_report_html(const RftReport *report, const char *path, GError **error);

/** rft_report_metrics: OpenMetrics text, for a collector that reads files. */
bool rft_report_metrics(const RftReport *report, const char *path, GError **error);

/** rft_report_index: index.html beside the outputs: the meetings by body and year, to be searched
 * without a server. */
bool rft_report_index(const RftReport *report, const char *path, GError **error);
