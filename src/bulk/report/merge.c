/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/report/merge.h"

#include "bulk/report/pack.h"
#include "bulk/report/report.h"
#include "bulk/report/totals.h"
#include "bulk/run/deal.h"
#include "bulk/run/stage.h"
#include "bulk/run/tally.h"
#include "bulk/voice.h"
#include "po/i18n.h"
#include <inttypes.h>

static RftBulkStatus
fail(const RftBulkVoice *voice, const GError *error, RftBulkStatus status)
{
    rft_say(voice, REFERAT_LEVEL_ERROR, "%s", referat_error_get_localised(error));
    return status;
}

/* ---- reports ---- */

typedef bool (*Writer)(const RftReport *report, const char *path, GError **error);

static const struct {
    const char *name;
    Writer write;
} writers[] = {
    {"report.json", rft_report_json},
    {"failures.tsv", rft_report_failures},
    {"report.html", rft_report_html},
};

static bool
write_reports(const RftReport *report, GError **error)
{
    const RftBulkOptions *options = report->options;

    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        g_autofree char *path = rft_state_path(report->state, writers[i].name);
        if (!writers[i].write(report, path, error))
            return false;
    }
    if (options->metrics != NULL && !rft_report_metrics(report, options->metrics, error))
        return false;
    return true;
}

enum { MOST_ENTRIES = 50000 /* of index.html: some 18 MB */ };

/* It is no part of what was to be done for the documents: they are converted all the same. */
static void
write_index(const RftReport *report, const RftBulkVoice *voice)
{
    g_autofree char *path = g_build_filename(report->state->out, "index.html", NULL);
    g_autoptr(GError) error = NULL;

    const uint64_t entries = report->totals->documents - rft_totals_failures(report->totals);

    if (report->options->index && entries > MOST_ENTRIES)
        rft_say(voice, REFERAT_LEVEL_WARNING,
                "%s: a page over more than %d documents is slow to load; an output for each "
                "body, say, would have smaller ones",
                path, MOST_ENTRIES);
    if (report->options->index && !rft_report_index(report, path, &error))
        rft_say(voice, REFERAT_LEVEL_ERROR, "%s", referat_error_get_localised(error));
}

/* ---- what is missing ---- */

static void
tell_missing(const RftReport *report, const RftBulkVoice *voice)
{
    enum { MOST_NAMED = 20 };
    const unsigned shards = MAX(rft_state_shards(report->state), 1);
    GString *parts = g_string_new(NULL);
    unsigned named = 0;

    for (unsigned shard = 0; shard < shards && named < MOST_NAMED; shard++) {
        g_autoptr(GArray) ids = rft_deal(report->manifest, shard, shards);
        bool missing = false;
        for (guint i = 0; i < ids->len && !missing; i++) {
            const uint32_t id = g_array_index(ids, uint32_t, i);
            missing = report->tally->standings[id].verdict == RFT_VERDICT_NONE &&
                      rft_manifest_verdict_of(report->manifest, id) == RFT_VERDICT_NONE;
        }
        if (missing && named++ < MOST_NAMED)
            g_string_append_printf(parts, " %u/%u", shard + 1, shards);
    }
    rft_say(voice, REFERAT_LEVEL_ERROR,
            "%" PRIu64 " documents have no verdict yet; to be run again:%s",
            report->totals->verdicts[RFT_VERDICT_NONE], parts->str);
    (void)g_string_free(parts, TRUE);
}

/* ---- the end ---- */

static void
tell_totals(const RftReport *report, const RftBulkVoice *voice)
{
    const RftTotals *totals = report->totals;
    GString *line = g_string_new(NULL);

    for (unsigned i = RFT_VERDICT_OK; i < RFT_N_VERDICTS; i++)
        if (totals->verdicts[i] > 0)
            g_string_append_printf(line, "%s%" G_GUINT64_FORMAT " %s", line->len > 0 ? ", " : "",
                                   totals->verdicts[i], rft_verdict_name((RftVerdict)i));
    g_autofree char *page = rft_state_path(report->state, "report.html");
    rft_say(voice, REFERAT_LEVEL_NOTE, "%s", line->len > 0 ? line->str : _("nothing to do"));
    rft_say(voice, REFERAT_LEVEL_NOTE, "the report is %s", page);
    (void)g_string_free(line, TRUE);
}

/* Files that were asked for by name and are of no known format are failures of the asking. */
static uint64_t
count_refused(const RftReport *report)
{
    uint64_t refused = 0;
    RftEntry entry;
    RftResult result;

    if (report->totals->verdicts[RFT_VERDICT_UNSUPPORTED] == 0)
        return 0;
    for (uint32_t id = 0; id < rft_manifest_count(report->manifest); id++)
        if (rft_verdict_of_entry(report->manifest, report->tally, id, &result) ==
                RFT_VERDICT_UNSUPPORTED &&
            rft_manifest_get(report->manifest, id, &entry, NULL) && entry.named)
            refused++;
    return refused;
}

static RftBulkStatus
judge(const RftReport *report)
{
    const uint64_t failed = rft_totals_failures(report->totals) + count_refused(report);
    const double most = report->options->fail_on_percent;

    if (failed == 0 || most >= 100)
        return RFT_BULK_DONE;
    return (double)failed * 100 > most * (double)report->totals->documents ? RFT_BULK_FAILURES
                                                                           : RFT_BULK_DONE;
}

/* Where all was kept, the file that was packed before is still right. */
static bool
is_new(const RftReport *report)
{
    return !report->state->finished && (report->totals->verdicts[RFT_VERDICT_OK] > 0 ||
                                        report->totals->verdicts[RFT_VERDICT_LOSS] > 0 ||
                                        !g_file_test(report->state->archive, G_FILE_TEST_EXISTS));
}

static RftBulkStatus
finish(RftState *state, const RftReport *report, const RftBulkVoice *voice, bool ended)
{
    g_autofree char *holder = NULL;
    g_autoptr(GError) error = NULL;

    if (report->totals->verdicts[RFT_VERDICT_NONE] > 0) {
        if (ended)
            tell_missing(report, voice);
        return RFT_BULK_AGAIN;
    }
    if (state->archive != NULL && is_new(report) && !rft_pack(report, &error))
        return fail(voice, error, RFT_BULK_IO);
    if (!rft_state_finish(state, &error))
        return fail(voice, error, RFT_BULK_IO);
    /* of parts that died after all was done */
    if (!rft_state_is_held(state, report->options->lease, &holder))
        rft_stage_clear(state->out, RFT_ALL_SHARDS);
    if (state->archive != NULL)
        rft_remove_tree(state->out);
    return judge(report);
}

RftBulkStatus
rft_merge(RftState *state, const RftBulkOptions *options, const RftBulkVoice *voice, bool ended)
{
    g_autoptr(GError) error = NULL;

    if (state->manifest == NULL) {
        rft_say(voice, REFERAT_LEVEL_ERROR, "%s: nothing was planned there", state->folder);
        return RFT_BULK_CONFIGURATION;
    }
    g_autofree char *journals = rft_state_journals(state);
    const RftJournalHead head = {rft_manifest_hash(state->manifest),
                                 rft_manifest_sum(state->manifest), 0, 1};
    g_autoptr(RftTally) tally =
        rft_tally_read(journals, RFT_JOURNALS_OF_ALL, state->manifest, &head, &error);
    if (tally == NULL)
        return fail(voice, error, RFT_BULK_CONFIGURATION);
    g_autoptr(RftTotals) totals = rft_totals_new(state->manifest, tally);
    const RftReport report = {options, state, state->manifest, tally, totals};
    if (!write_reports(&report, &error))
        return fail(voice, error, RFT_BULK_IO);
    write_index(&report, voice);
    const RftBulkStatus status = finish(state, &report, voice, ended);
    tell_totals(&report, voice);
    return status;
}
