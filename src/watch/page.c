/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/page.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulk/page/markup.h"
#include "bulk/report/index-page.h"
#include "bulk/voice.h"
#include "po/i18n.h"
#include "watch/paths.h"
#include "watch/service.h"

/* Converted/index.html: what was converted, and above it what was not, as it is now: results that
 * were taken away and notes that were seen to are not told of any more. */

/* In the page's head: by it one that we made is known. */
#define MARK "id=\"before-watch\""

enum {
    MOST_DOCUMENTS = 20000,
    MOST_PROBLEMS = 200,
    MOST_SAME = 10,
    SAME_FOR = 7 * 86400, /* seconds */
    LATEST = 20
};

typedef struct {
    RftFolder *folder;
    GArray *rows; /* of the ledger, uint32_t: by id */
    char **outputs;
    ReferatSink *sink;
    unsigned problems, others;
    char *notes; /* leads from the page to Failed */
} Page;

/* ---- documents ---- */

static bool
get(uint32_t id, RftIndexEntry *entry, gpointer data)
{
    Page *page = data;
    RftFolder *folder = page->folder;
    RftLedgerLine line;
    struct stat st;

    if (!rft_ledger_get(folder->ledger, g_array_index(page->rows, uint32_t, id), &line))
        return false;
    g_strfreev(page->outputs);
    page->outputs = g_strsplit(line.outputs, RFT_LEDGER_SEPARATOR, -1);
    if (page->outputs[0] == NULL ||
        !rft_stat_below(folder->places->fd[RFT_PLACE_CONVERTED], page->outputs[0], &st))
        return false;
    entry->name = line.path;
    entry->summary = line.summary;
    entry->outputs = (const char *const *)page->outputs;
    entry->converted = line.time;
    entry->warnings = line.verdict == RFT_VERDICT_LOSS;
    return true;
}

/* ---- what was not converted ---- */

static void
put_problem(Page *page, const char *name, const char *wrong, const char *advice, const char *note)
{
    ReferatSink *sink = page->sink;
    g_autofree char *shown = rft_show_name(name, NULL);

    if (page->problems++ == 0) {
        referat_sink_puts(sink, "<h2>");
        rft_put_text(sink, _("Not converted"));
        referat_sink_puts(sink, "</h2>\n<ul>\n");
    }
    referat_sink_puts(sink, "<li><strong>");
    rft_put_text(sink, shown);
    referat_sink_puts(sink, "</strong><br>\n");
    rft_put_text(sink, wrong);
    if (advice != NULL) {
        referat_sink_puts(sink, " ");
        rft_put_text(sink, advice);
    }
    if (note != NULL) {
        referat_sink_puts(sink, "<br>\n<a");
        rft_put_href(sink, page->notes, note, "");
        referat_sink_puts(sink, ">");
        g_autofree char *label = rft_fill(_("Note about {name}"), "name", shown, NULL);
        rft_put_text(sink, label);
        referat_sink_puts(sink, "</a>");
    }
    referat_sink_puts(sink, "</li>\n");
}

/* Returns: whether a line tells of something that still is so. */
static bool
still_stands(RftFolder *folder, uint32_t index, RftLedgerLine *line)
{
    const RftFate fate = rft_ledger_fate(folder->ledger, index);
    struct stat st;

    if ((fate != RFT_FATE_FAILED && fate != RFT_FATE_LEFT) ||
        !rft_ledger_get(folder->ledger, index, line) || *line->note == '\0' ||
        !rft_stat_below(folder->places->fd[RFT_PLACE_FAILED], line->note, &st))
        return false;
    return fate == RFT_FATE_FAILED ||
           rft_stat_below(folder->places->fd[RFT_PLACE_INBOX], line->path, &st);
}

static void
put_failures(Page *page)
{
    RftFolder *folder = page->folder;
    RftLedgerLine line;

    for (uint32_t i = rft_ledger_count(folder->ledger); i > 0; i--) {
        if (!still_stands(folder, i - 1, &line))
            continue;
        const RftTrouble trouble = rft_trouble_from_name(line.summary);
        if (page->problems < MOST_PROBLEMS)
            put_problem(page, line.path, rft_trouble_wrong(trouble), rft_trouble_advice(trouble),
                        line.note);
        else
            page->others++;
    }
}

static void
put_waiting(RftCandidate *candidate, gpointer data)
{
    Page *page = data;

    if (candidate->trouble == NULL)
        return;
    if (page->problems < MOST_PROBLEMS)
        put_problem(page, candidate->path, candidate->trouble, NULL, NULL);
    else
        page->others++;
}

static void
put_blind(Page *page)
{
    GHashTableIter iter;
    gpointer path = NULL;
    gpointer words = NULL;

    g_hash_table_iter_init(&iter, page->folder->blind);
    while (g_hash_table_iter_next(&iter, &path, &words))
        if (page->problems < MOST_PROBLEMS)
            put_problem(page, path, words, NULL, NULL);
}

static void
put_problems(Page *page)
{
    ReferatSink *sink = page->sink;

    put_blind(page);

    rft_candidates_each(page->folder->candidates, put_waiting, page);
    put_failures(page);
    if (page->problems == 0)
        return;
    referat_sink_puts(sink, "</ul>\n");
    if (page->others > 0) {
        g_autofree char *count = g_strdup_printf("%u", page->others);
        g_autofree char *text =
            rft_fill(rft_plural("{count} more file was not converted; its note is beside it.",
                                "{count} more files were not converted; their notes are beside "
                                "them.",
                                page->others),
                     "count", count, NULL);
        referat_sink_puts(sink, "<p>");
        rft_put_text(sink, text);
        referat_sink_puts(sink, "</p>\n");
    }
}

/* ---- what was the same ---- */

static void
put_same(Page *page, const RftLedgerLine *line, bool first)
{
    ReferatSink *sink = page->sink;
    g_autofree char *name = rft_show_name(line->path, NULL);
    g_autofree char *before = rft_show_name(line->reason, NULL);
    g_autofree char *text =
        rft_fill(_("{name} is the same as {before}"), "name", name, "before", before, NULL);

    if (first) {
        referat_sink_puts(sink, "<h2>");
        rft_put_text(sink, _("Converted before"));
        referat_sink_puts(sink, "</h2>\n<ul>\n");
    }
    referat_sink_puts(sink, "<li>");
    rft_put_text(sink, text);
    referat_sink_puts(sink, "</li>\n");
}

static void
put_all_same(Page *page)
{
    RftLedger *ledger = page->folder->ledger;
    const int64_t now = (int64_t)time(NULL);
    RftLedgerLine line;
    unsigned n = 0;

    for (uint32_t i = rft_ledger_count(ledger); i > 0 && n < MOST_SAME; i--) {
        if (rft_ledger_fate(ledger, i - 1) != RFT_FATE_SAME ||
            !rft_ledger_get(ledger, i - 1, &line))
            continue;
        if (line.time < now - SAME_FOR)
            break;
        put_same(page, &line, n++ == 0);
    }
    if (n > 0)
        referat_sink_puts(page->sink, "</ul>\n");
}

static void
put_before(ReferatSink *sink, gpointer data)
{
    Page *page = data;

    page->sink = sink;
    referat_sink_puts(sink, "<div " MARK ">\n");
    put_problems(page);
    put_all_same(page);
    referat_sink_puts(sink, "</div>\n");
}

/* ---- the page ---- */

static const char *
say(const char *english)
{
    return _(english);
}

static const char *
say_plural(const char *one, const char *many, unsigned long n)
{
    return rft_plural(one, many, n);
}

/* Somebody else's page of that name stays. */
static bool
may_write(RftFolder *folder)
{
    enum { HEAD = 1 << 16 };
    struct stat st;
    const int file = rft_open_file(folder->places->fd[RFT_PLACE_CONVERTED], RFT_STATUS_PAGE, &st);

    if (file < 0)
        return errno == ENOENT;
    g_autofree char *text = g_malloc(HEAD);
    const ssize_t length = pread(file, text, HEAD, 0);
    (void)close(file);
    const bool ours = length >= 0 && memmem(text, (size_t)length, MARK, strlen(MARK)) != NULL;
    if (!ours && !folder->batch.page_foreign)
        rft_folder_say(folder, REFERAT_LEVEL_WARNING, NULL,
                       "%s/%s is not ours: there is no page over the results",
                       folder->places->path[RFT_PLACE_CONVERTED], RFT_STATUS_PAGE);
    folder->batch.page_foreign = !ours;
    return ours;
}

static void
collect_rows(Page *page)
{
    const RftLedger *ledger = page->folder->ledger;
    const uint32_t n = rft_ledger_count(ledger);

    for (uint32_t i = n; i > 0 && page->rows->len < MOST_DOCUMENTS; i--) {
        const uint32_t row = i - 1;
        if (rft_ledger_fate(ledger, row) == RFT_FATE_CONVERTED)
            g_array_append_val(page->rows, row);
    }
    /* ids in the order of time */
    for (guint i = 0; i < page->rows->len / 2; i++) {
        uint32_t *a = &g_array_index(page->rows, uint32_t, i);
        uint32_t *b = &g_array_index(page->rows, uint32_t, page->rows->len - 1 - i);
        const uint32_t kept = *a;
        *a = *b;
        *b = kept;
    }
}

/* Written where nobody looks, so that a kill leaves nothing beside the results. */
static bool
put_in_place(const RftFolder *folder)
{
    const int stage = folder->places->fd[RFT_PLACE_STAGE];
    struct stat st;
    const int file = rft_open_file(stage, RFT_STATUS_PAGE, &st);

    if (file < 0)
        return false;
    rft_give_owner(folder, file);
    (void)close(file);
    return renameat(stage, RFT_STATUS_PAGE, folder->places->fd[RFT_PLACE_CONVERTED],
                    RFT_STATUS_PAGE) == 0;
}

void
rft_page_make(RftFolder *folder)
{
    const gint64 begun = g_get_monotonic_time();
    g_autofree char *path =
        g_build_filename(folder->places->path[RFT_PLACE_CONVERTED], RFT_STATUS_PAGE, NULL);
    /* in the folder that is open, wherever its name leads by now */
    g_autofree char *staged =
        g_strdup_printf("/proc/self/fd/%d/" RFT_STATUS_PAGE, folder->places->fd[RFT_PLACE_STAGE]);
    g_autoptr(GError) error = NULL;
    Page page = {
        .folder = folder,
        .rows = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
        .notes = rft_relative_base(path, folder->places->path[RFT_PLACE_FAILED]),
    };

    rft_ledger_sync(folder->ledger);
    collect_rows(&page);
    const RftIndex index = {
        .count = page.rows->len,
        .get = get,
        .before = put_before,
        .latest = LATEST,
        .language = rft_spoken_language(),
        .say = say,
        .say_plural = say_plural,
        .base = "./",
        .data = &page,
    };
    if (may_write(folder) && (!rft_index_page(&index, staged, &error) || !put_in_place(folder)))
        rft_folder_say(folder, REFERAT_LEVEL_WARNING, NULL, "%s: %s", path,
                       error != NULL ? referat_error_get_localised(error) : g_strerror(errno));
    g_strfreev(page.outputs);
    g_free(page.notes);
    g_array_unref(page.rows);
    folder->batch.page_stale = false;
    folder->batch.page_made = g_get_monotonic_time();
    folder->batch.page_cost = folder->batch.page_made - begun;
    (void)malloc_trim(0);
}

/* ---- when ---- */

static void
show_status(const RftFolder *folder)
{
    const guint waiting = rft_candidates_count(folder->candidates, RFT_CANDIDATE_WAITING) +
                          rft_candidates_count(folder->candidates, RFT_CANDIDATE_READY) +
                          g_hash_table_size(folder->turns);
    g_autofree char *root = rft_show_name(folder->root, NULL);

    if (waiting > 0)
        rft_service_status("%s: %u to do", root, waiting);
    else
        rft_service_status("%s: nothing to do", root);
}

gint64
rft_page_and_notify(RftFolder *folder)
{
    enum { QUIET = 1, SELDOM = 10, BUSY = 5 /* seconds */, SHARE = 20 };
    RftBatch *batch = &folder->batch;
    const gint64 now = g_get_monotonic_time();
    const bool busy =
        g_hash_table_size(folder->turns) > 0 || rft_candidates_ready(folder->candidates) != NULL;
    /* while there is much to do, making pages takes a twentieth of the time at most */
    const gint64 page_at =
        !batch->page_stale ? G_MAXINT64
        : busy ? batch->page_made + MAX((gint64)BUSY * G_USEC_PER_SEC, batch->page_cost * SHARE)
               : MAX(batch->changed + QUIET * G_USEC_PER_SEC / 4,
                     batch->page_made + batch->page_cost * SHARE);
    const gint64 notify_at =
        batch->changed == 0 || busy
            ? G_MAXINT64
            : MAX(batch->changed + (gint64)QUIET * G_USEC_PER_SEC,
                  batch->notified > 0 ? batch->notified + (gint64)SELDOM * G_USEC_PER_SEC : 0);

    show_status(folder);
    if (now >= page_at)
        rft_page_make(folder);
    if (now < notify_at)
        return MIN(now < page_at ? page_at : G_MAXINT64, notify_at);
    if (folder->options->notify)
        rft_batch_notify(batch, folder->places, !batch->page_foreign);
    rft_batch_reset(batch);
    return G_MAXINT64;
}
