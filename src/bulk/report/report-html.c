/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <string.h>

#include "bulk/page/charts.h"
#include "bulk/page/markup.h"
#include "bulk/page/page.h"
#include "bulk/report/report.h"
#include "bulk/voice.h"

/* report.html: for whoever has to know whether the night went well, and what to do now. */

enum { MOST_FAILURES = 500, MOST_COUNTS = 30, LONGEST_NAME = 1000, LONGEST_NOTE = 500 };

typedef struct {
    const RftReport *report;
    const RftTotals *totals;
    ReferatSink *sink;
    char *base;       /* leads to the outputs; NULL: they are packed */
    char *state_base; /* leads to the other reports */
    uint64_t failures;
} Page;

/* What to do about each verdict. */
static const char *const advice[RFT_N_VERDICTS] = {
    [RFT_VERDICT_NONE] = "Run the same again: it goes on where it stopped.",
    [RFT_VERDICT_OK] = "Nothing.",
    [RFT_VERDICT_LOSS] = "Look at what was lost most often, below.",
    [RFT_VERDICT_SKIPPED] = "Nothing: the outputs of an earlier run hold.",
    [RFT_VERDICT_DUPLICATE] = "Nothing: the first of those alike was converted.",
    [RFT_VERDICT_UNSUPPORTED] = "Convert it to DOCX or PDF first, or leave it out.",
    [RFT_VERDICT_DAMAGED] = "Ask for the file anew: it does not open, or not as what it is called.",
    [RFT_VERDICT_ENCRYPTED] = "Ask for a copy without a password.",
    [RFT_VERDICT_LIMIT] = "Look whether it really is minutes; split it if so.",
    [RFT_VERDICT_TIMEOUT] = "Try it alone, with more time.",
    [RFT_VERDICT_MEMORY] = "Try it alone, with more memory.",
    [RFT_VERDICT_CRASH] = "Report it. Open the file with care: it may be made to do harm.",
    [RFT_VERDICT_IO] = "Look after the disk or the network, then try again.",
};

/* ---- parts ---- */

static void
put_heading(ReferatSink *sink, const char *id, const char *text)
{
    referat_sink_printf(sink, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id,
                        text);
}

static void
end_section(ReferatSink *sink)
{
    referat_sink_puts(sink, "</section>\n");
}

static void
open_table(ReferatSink *sink, const char *class, const char *caption, const char *const *heads)
{
    referat_sink_printf(sink, "<table class=\"%s\">\n<caption>", class);
    rft_put_text(sink, caption);
    referat_sink_puts(sink, "</caption>\n<thead>\n<tr>");
    for (size_t i = 0; heads[i] != NULL; i++) {
        /* a head that begins with "#" stands over numbers */
        const bool amount = *heads[i] == '#';
        referat_sink_printf(sink, "<th scope=\"col\"%s>", amount ? " class=\"amount\"" : "");
        rft_put_text(sink, heads[i] + (amount ? 1 : 0));
        referat_sink_puts(sink, "</th>");
    }
    referat_sink_puts(sink, "</tr>\n</thead>\n<tbody>\n");
}

static void
close_table(ReferatSink *sink)
{
    referat_sink_puts(sink, "</tbody>\n</table>\n");
}

static void
put_head_cell(ReferatSink *sink, const char *class, const char *text)
{
    referat_sink_printf(sink, "<tr><th scope=\"row\" class=\"%s\">", class);
    rft_put_text(sink, text);
    referat_sink_puts(sink, "</th>");
}

/* Takes @text. */
static void
put_cell(ReferatSink *sink, const char *class, char *text)
{
    referat_sink_puts(sink, "<td");
    if (class != NULL)
        referat_sink_printf(sink, " class=\"%s\"", class);
    referat_sink_puts(sink, ">");
    rft_put_text(sink, text != NULL ? text : "");
    referat_sink_puts(sink, "</td>");
    g_free(text);
}

static void
end_row(ReferatSink *sink)
{
    referat_sink_puts(sink, "</tr>\n");
}

/* Takes @value. */
static void
put_figure(ReferatSink *sink, const char *name, char *value)
{
    referat_sink_printf(sink, "<div><dt>%s</dt><dd>", name);
    rft_put_text(sink, value);
    referat_sink_puts(sink, "</dd></div>\n");
    g_free(value);
}

static char *
show_documents(uint64_t count)
{
    g_autofree char *shown = rft_show_count(count);

    return g_strdup_printf("%s document%s", shown, count == 1 ? "" : "s");
}

/* ---- the outcome ---- */

static char *
headline(const Page *page)
{
    const uint64_t left = page->totals->verdicts[RFT_VERDICT_NONE];
    g_autofree char *all = show_documents(page->totals->documents);

    if (page->totals->documents == 0)
        return g_strdup("There were no documents to convert");
    if (left > 0) {
        g_autofree char *shown = rft_show_count(left);
        return g_strdup_printf("Not finished: %s of %s %s still to be done", shown, all,
                               left == 1 ? "is" : "are");
    }
    if (page->failures > 0) {
        g_autofree char *shown = rft_show_count(page->failures);
        return g_strdup_printf("Finished: %s of %s could not be converted", shown, all);
    }
    return g_strdup_printf("Finished: no failure among %s", all);
}

static void
put_part(ReferatSink *sink, uint64_t count, const char *one, const char *many)
{
    g_autofree char *shown = rft_show_count(count);

    if (count > 0)
        referat_sink_printf(sink, " %s %s.", shown, count == 1 ? one : many);
}

static void
put_outcome(const Page *page, const char *title)
{
    ReferatSink *sink = page->sink;
    const uint64_t *verdicts = page->totals->verdicts;
    g_autofree char *took = rft_show_seconds(page->totals->seconds);
    g_autofree char *out = rft_clean_text(page->report->options->out, LONGEST_NAME);

    referat_sink_puts(sink,
                      "<header>\n<p class=\"note\">Report of <code>referat bulk</code> to <code>");
    rft_put_text(sink, out != NULL ? out : "");
    referat_sink_puts(sink, "</code></p>\n<h1>");
    rft_put_text(sink, title);
    referat_sink_puts(sink, "</h1>\n<p class=\"lead\">");
    put_part(sink, verdicts[RFT_VERDICT_OK] + verdicts[RFT_VERDICT_LOSS], "document was converted",
             "documents were converted");
    put_part(sink, verdicts[RFT_VERDICT_LOSS], "of these has warnings", "of these have warnings");
    put_part(sink, verdicts[RFT_VERDICT_SKIPPED], "was up to date", "were up to date");
    put_part(sink, verdicts[RFT_VERDICT_DUPLICATE], "is the same as another one",
             "are the same as others");
    put_part(sink, verdicts[RFT_VERDICT_UNSUPPORTED], "is of a format that is not read",
             "are of formats that are not read");
    put_part(sink, page->failures, "failed", "failed");
    referat_sink_printf(sink, " It took %s.</p>\n</header>\n", took);
}

static char *
show_rate(const RftTotals *totals)
{
    uint64_t done = 0;

    for (unsigned i = 0; i < RFT_TIME_CLASSES; i++)
        done += totals->times[i];
    const uint64_t tenths = (uint64_t)((double)done * 10 / MAX(totals->seconds, 0.001));
    g_autofree char *whole = rft_show_count(tenths / 10);
    return tenths >= 1000 ? g_steal_pointer(&whole)
                          : g_strdup_printf("%s.%u", whole, (unsigned)(tenths % 10));
}

static char *
show_began(int64_t began)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(began);

    return began > 0 && time != NULL ? g_date_time_format(time, "%Y-%m-%d %H:%M UTC")
                                     : g_strdup("not known");
}

static void
put_figures(const Page *page)
{
    ReferatSink *sink = page->sink;
    const RftTotals *totals = page->totals;

    put_heading(sink, "figures", "Key figures");
    referat_sink_puts(sink, "<dl class=\"figures\">\n");
    put_figure(sink, "Documents", rft_show_count(totals->documents));
    put_figure(sink, "Failed", rft_show_count(page->failures));
    put_figure(sink, "Warnings", rft_show_count(totals->warnings));
    put_figure(sink, "Kept from earlier runs", rft_show_count(totals->kept));
    put_figure(sink, "Began", show_began(totals->began));
    put_figure(sink, "Took", rft_show_seconds(totals->seconds));
    put_figure(sink, "Documents a second", show_rate(totals));
    put_figure(sink, "Half took at most", rft_show_time(totals->median));
    put_figure(sink, "95 of 100 took at most", rft_show_time(totals->p95));
    put_figure(sink, "The slowest took", rft_show_time(totals->longest));
    put_figure(sink, "Read", rft_show_bytes(totals->bytes_in));
    put_figure(sink, "Written", rft_show_bytes(totals->bytes_out));
    put_figure(sink, "Most memory of a worker", rft_show_bytes(totals->peak_worker));
    put_figure(sink, "Most memory of referat", rft_show_bytes(totals->peak_parent));
    put_figure(sink, "Work done twice", rft_show_count(totals->repeats));
    put_figure(sink, "Version", rft_clean_text(referat_version_string(), LONGEST_NAME));
    referat_sink_puts(sink, "</dl>\n");
    end_section(sink);
}

/* ---- verdicts ---- */

static char *
describe_bars(const RftBar *bars, size_t n)
{
    GString *text = g_string_new("A bar for each verdict that was given. ");

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", bars[i].text);
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

static void
put_verdict_bars(const Page *page)
{
    const RftTotals *totals = page->totals;
    RftBar bars[RFT_N_VERDICTS];
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    size_t n = 0;

    for (unsigned i = 0; i < RFT_N_VERDICTS; i++) {
        const uint64_t count = totals->verdicts[i];
        g_autofree char *shown = rft_show_count(count);
        g_autofree char *share = rft_show_share(count, totals->documents);
        if (count == 0)
            continue;
        char *text = g_strdup_printf("%s: %s (%s)", rft_verdict_name((RftVerdict)i), shown, share);
        g_ptr_array_add(texts, text);
        bars[n++] = (RftBar){text, count, rft_verdict_is_failure((RftVerdict)i)};
    }
    if (n == 0)
        return;
    g_autofree char *description = describe_bars(bars, n);
    referat_sink_puts(page->sink, "<figure>\n<figcaption>Of all documents. Failures are drawn in "
                                  "another colour.</figcaption>\n");
    rft_put_bars(page->sink, "verdict-bars", "Documents by verdict", description, bars, n,
                 totals->documents);
    referat_sink_puts(page->sink, "</figure>\n");
}

static void
put_verdicts(const Page *page)
{
    static const char *const heads[] = {"Verdict", "Meaning", "What to do", "#Documents", NULL};
    ReferatSink *sink = page->sink;
    const uint64_t *verdicts = page->totals->verdicts;

    put_heading(sink, "verdicts", "Verdicts");
    put_verdict_bars(page);
    referat_sink_puts(sink, "<details open>\n<summary>What each verdict means, with numbers"
                            "</summary>\n");
    open_table(sink, "stack verdict-list", "Each document has one verdict", heads);
    for (unsigned i = 0; i < RFT_N_VERDICTS; i++) {
        if (i == RFT_VERDICT_NONE && verdicts[i] == 0)
            continue;
        put_head_cell(sink, "word", rft_verdict_name((RftVerdict)i));
        put_cell(sink, NULL, g_strdup(rft_verdict_text((RftVerdict)i)));
        put_cell(sink, NULL, g_strdup(advice[i]));
        put_cell(sink, "amount", rft_show_count(verdicts[i]));
        end_row(sink);
    }
    close_table(sink);
    referat_sink_puts(sink, "</details>\n");
    end_section(sink);
}

/* ---- failures ---- */

typedef struct {
    uint32_t id;
    uint8_t verdict;
} Failure;

static gint
compare_failures(gconstpointer a, gconstpointer b)
{
    const Failure *x = a;
    const Failure *y = b;

    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The first ones, those of one verdict together. */
static GArray *
find_failures(const Page *page)
{
    const RftReport *report = page->report;
    GArray *failures = g_array_new(FALSE, FALSE, sizeof(Failure));
    const uint32_t n = rft_manifest_count(report->manifest);

    for (uint32_t id = 0; id < n && failures->len < MOST_FAILURES; id++) {
        /* most did not fail, and that is known without reading what the journals say of them */
        const RftVerdict planned = rft_manifest_verdict_of(report->manifest, id);
        const RftVerdict verdict = planned != RFT_VERDICT_NONE
                                       ? planned
                                       : (RftVerdict)report->tally->standings[id].verdict;
        const Failure failure = {id, (uint8_t)verdict};
        if (rft_verdict_is_failure(verdict))
            g_array_append_val(failures, failure);
    }
    g_array_sort(failures, compare_failures);
    return failures;
}

static void
put_failure(const Page *page, const Failure *failure)
{
    ReferatSink *sink = page->sink;
    const RftReport *report = page->report;
    RftResult result;
    RftEntry entry;

    (void)rft_verdict_of_entry(report->manifest, report->tally, failure->id, &result);
    g_autofree char *note = rft_clean_text(result.note, LONGEST_NOTE);
    if (!rft_manifest_get(report->manifest, failure->id, &entry, NULL))
        return;
    if (note == NULL)
        note = rft_clean_text(entry.note, LONGEST_NOTE);
    g_autofree char *name = rft_show_name(entry.name, NULL);
    put_head_cell(sink, "name", name);
    put_cell(sink, "word", g_strdup(rft_verdict_name((RftVerdict)failure->verdict)));
    put_cell(sink, NULL, g_steal_pointer(&note));
    end_row(sink);
}

static void
put_failures(const Page *page)
{
    static const char *const heads[] = {"Document", "Verdict", "Why", NULL};
    ReferatSink *sink = page->sink;

    put_heading(sink, "failures", "Failures");
    if (page->failures == 0) {
        referat_sink_puts(sink, "<p>No document failed.</p>\n");
        end_section(sink);
        return;
    }
    g_autoptr(GArray) failures = find_failures(page);
    g_autofree char *first = rft_show_count(failures->len);
    g_autofree char *shown = rft_show_count(page->failures);
    g_autofree char *more = rft_show_count(page->failures - MIN(failures->len, page->failures));
    g_autofree char *caption =
        page->failures > failures->len
            ? g_strdup_printf("The first %s of %s failures; %s more are in failures.tsv", first,
                              shown, more)
            : g_strdup("All documents that failed");
    referat_sink_puts(sink, "<p>All failures are in <a");
    rft_put_href(sink, page->state_base, "failures.tsv", "");
    referat_sink_puts(sink, ">failures.tsv</a>, for programs and spreadsheets.</p>\n");
    open_table(sink, "stack", caption, heads);
    for (guint i = 0; i < failures->len; i++)
        put_failure(page, &g_array_index(failures, Failure, i));
    close_table(sink);
    end_section(sink);
}

/* ---- over time ---- */

static char *
show_span(double seconds, double total)
{
    /* a short run has spans below a second */
    return total < 60 ? rft_show_time((int64_t)(seconds * G_USEC_PER_SEC))
                      : rft_show_seconds(seconds);
}

static void
put_throughput_table(const Page *page)
{
    static const char *const heads[] = {"After", "#Documents done", "#Documents a second", NULL};
    ReferatSink *sink = page->sink;
    const RftTotals *totals = page->totals;

    referat_sink_puts(sink, "<details>\n<summary>The same in numbers</summary>\n");
    open_table(sink, "small", "Documents done, over time", heads);
    for (unsigned i = 0; i < RFT_SPANS; i++) {
        g_autofree char *end = show_span(totals->span * (i + 1), totals->seconds);
        const uint64_t tenths = (uint64_t)((double)totals->spans[i] * 10 / totals->span + 0.5);
        g_autofree char *whole = rft_show_count(tenths / 10);
        put_head_cell(sink, "word", end);
        put_cell(sink, "amount", rft_show_count(totals->spans[i]));
        put_cell(sink, "amount", g_strdup_printf("%s.%u", whole, (unsigned)(tenths % 10)));
        end_row(sink);
    }
    close_table(sink);
    referat_sink_puts(sink, "</details>\n");
}

static void
put_throughput(const Page *page)
{
    ReferatSink *sink = page->sink;
    const RftTotals *totals = page->totals;
    g_autofree char *half = show_span(totals->seconds / 2, totals->seconds);
    g_autofree char *end = show_span(totals->seconds, totals->seconds);
    g_autofree char *rate = show_rate(totals);
    g_autofree char *description = g_strdup_printf(
        "Columns over time, from the beginning to %s: how many documents were done in a second. %s "
        "on the whole.",
        end, rate);
    const RftMark marks[] = {{"start", 0}, {half, 500}, {end, 1000}};
    const RftColumns columns = {
        .id = "throughput-columns",
        .title = "Documents a second, over time",
        .description = description,
        .values = totals->spans,
        .n = RFT_SPANS,
        .per = totals->span,
        .marks = marks,
        .n_marks = G_N_ELEMENTS(marks),
    };

    put_heading(sink, "throughput", "Throughput");
    referat_sink_puts(sink, "<figure>\n<figcaption>Documents done in a second, over the time of "
                            "the run. Gaps are pauses, or one long document.</figcaption>\n");
    rft_put_columns(sink, &columns);
    referat_sink_puts(sink, "</figure>\n");
    put_throughput_table(page);
    end_section(sink);
}

/* The upper end of a class of times. */
static char *
show_class_end(unsigned class)
{
    return rft_show_time((int64_t)1000 << class);
}

static void
put_times_table(const Page *page)
{
    static const char *const heads[] = {"Time of a document", "#Documents", NULL};
    ReferatSink *sink = page->sink;

    referat_sink_puts(sink, "<details>\n<summary>The same in numbers</summary>\n");
    open_table(sink, "small", "Documents by the time that their conversion took", heads);
    for (unsigned i = 0; i < RFT_TIME_CLASSES; i++) {
        g_autofree char *end = show_class_end(i);
        g_autofree char *begin = show_class_end(MAX(i, 1U) - 1);
        g_autofree char *range = i == 0 ? g_strdup_printf("under %s", end)
                                 : i + 1 == RFT_TIME_CLASSES
                                     ? g_strdup_printf("%s and more", begin)
                                     : g_strdup_printf("%s to %s", begin, end);
        put_head_cell(sink, "word", range);
        put_cell(sink, "amount", rft_show_count(page->totals->times[i]));
        end_row(sink);
    }
    close_table(sink);
    referat_sink_puts(sink, "</details>\n");
}

static void
put_times(const Page *page)
{
    enum { EVERY = 4, MARKS = RFT_TIME_CLASSES / EVERY };
    ReferatSink *sink = page->sink;
    const RftTotals *totals = page->totals;
    g_autofree char *median = rft_show_time(totals->median);
    g_autofree char *p95 = rft_show_time(totals->p95);
    g_autofree char *longest = rft_show_time(totals->longest);
    g_autofree char *description = g_strdup_printf(
        "Columns by time, each twice as long as the one before: how many documents took as long. "
        "Half took at most %s, 95 of 100 at most %s, the slowest %s.",
        median, p95, longest);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    RftMark marks[MARKS];
    const RftColumns columns = {
        .id = "times-columns",
        .title = "Documents by time of conversion",
        .description = description,
        .values = totals->times,
        .n = RFT_TIME_CLASSES,
        .per = 1,
        .marks = marks,
        .n_marks = MARKS,
    };

    for (unsigned i = 0; i < MARKS; i++) {
        g_ptr_array_add(texts, show_class_end(i * EVERY));
        marks[i].text = g_ptr_array_index(texts, i);
        marks[i].thousandths = (i * EVERY + 1) * 1000 / RFT_TIME_CLASSES;
    }
    put_heading(sink, "times", "Times of conversion");
    referat_sink_puts(sink, "<figure>\n<figcaption>How many documents took how long. Each column "
                            "stands for times up to twice those of the one before.</figcaption>\n");
    rft_put_columns(sink, &columns);
    referat_sink_puts(sink, "</figure>\n");
    put_times_table(page);
    end_section(sink);
}

/* ---- the slowest ---- */

static void
put_slow_name(const Page *page, const RftEntry *entry, const char *stem, const RftResult *result)
{
    ReferatSink *sink = page->sink;
    const char *const *formats = page->report->options->formats;
    g_autofree char *name = rft_show_name(entry->name, NULL);
    ReferatFormat info;

    referat_sink_puts(sink, "<tr><th scope=\"row\" class=\"name\">");
    const bool linked =
        page->base != NULL && rft_verdict_is_done(result->verdict) && stem != NULL &&
        *stem != '\0' && formats[0] != NULL &&
        referat_format_for_name(g_strv_contains(formats, "html") ? "html" : formats[0], &info);
    if (linked) {
        g_autofree char *ending = g_strconcat(".", info.extensions[0], NULL);
        referat_sink_puts(sink, "<a");
        rft_put_href(sink, page->base, stem, ending);
        referat_sink_puts(sink, ">");
    }
    rft_put_text(sink, name);
    referat_sink_puts(sink, linked ? "</a></th>" : "</th>");
}

static void
put_slow(const Page *page, uint32_t id, int64_t microseconds)
{
    const RftReport *report = page->report;
    const char *stem = NULL;
    RftResult result;
    RftEntry entry;

    (void)rft_verdict_of_entry(report->manifest, report->tally, id, &result);
    if (!rft_manifest_get(report->manifest, id, &entry, &stem))
        return;
    put_slow_name(page, &entry, stem, &result);
    put_cell(page->sink, "amount", rft_show_time(microseconds));
    put_cell(page->sink, "amount", rft_show_bytes(entry.size));
    put_cell(page->sink, "word", g_strdup(rft_verdict_name(result.verdict)));
    end_row(page->sink);
}

static void
put_slowest(const Page *page)
{
    static const char *const heads[] = {"Document", "#Time", "#Size", "Verdict", NULL};
    const RftTotals *totals = page->totals;
    g_autofree char *caption = g_strdup_printf("The %u that took longest", totals->n_slowest);

    put_heading(page->sink, "slowest", "The slowest");
    open_table(page->sink, "stack slow-list", caption, heads);
    for (unsigned i = 0; i < totals->n_slowest; i++)
        put_slow(page, totals->slowest[i], totals->slowest_times[i]);
    close_table(page->sink);
    end_section(page->sink);
}

/* ---- what was lost, what is not read ---- */

static void
put_counts(ReferatSink *sink, const GArray *counts, const char *caption, const char *const *heads)
{
    const guint n = MIN(counts->len, (guint)MOST_COUNTS);

    open_table(sink, "small", caption, heads);
    for (guint i = 0; i < n; i++) {
        const RftCount *count = &g_array_index(counts, RftCount, i);
        g_autofree char *name = rft_clean_text(count->name, LONGEST_NAME);
        put_head_cell(sink, "name", name != NULL ? name : "(none)");
        put_cell(sink, "amount", rft_show_count(count->count));
        end_row(sink);
    }
    close_table(sink);
    if (counts->len > n)
        referat_sink_printf(sink, "<p>%u more are rarer than these.</p>\n", counts->len - n);
}

static void
put_lost(const Page *page)
{
    static const char *const heads[] = {"Message", "#Times", NULL};
    ReferatSink *sink = page->sink;

    put_heading(sink, "lost", "What was lost most often");
    if (page->totals->lost->len > 0) {
        referat_sink_puts(sink,
                          "<p><code>referat check --explain <var>NAME</var></code> tells what "
                          "a message means and what to do.</p>\n");
        put_counts(sink, page->totals->lost, "Messages, the most frequent first", heads);
    } else {
        referat_sink_puts(sink, "<p>Nothing was lost.</p>\n");
    }
    end_section(sink);
}

static void
put_unsupported(const Page *page)
{
    static const char *const heads[] = {"Ending", "#Documents", NULL};
    ReferatSink *sink = page->sink;

    if (page->totals->unsupported->len == 0)
        return;
    put_heading(sink, "unsupported", "What is not read");
    put_counts(sink, page->totals->unsupported, "Endings of names of files that are not read",
               heads);
    end_section(sink);
}

/* ---- the page ---- */

static bool
has_times(const RftTotals *totals)
{
    return totals->n_slowest > 0;
}

static void
put_page(const Page *page)
{
    static const char *const sheets[] = {rft_page_css, rft_report_html_css, NULL};
    g_autofree char *title = headline(page);
    const RftPageHead head = {
        .title = title,
        .sheets = sheets,
        .skip = "Skip to the report",
        .skip_to = "report",
    };
    ReferatSink *sink = page->sink;

    rft_put_head(sink, &head);
    put_outcome(page, title);
    referat_sink_puts(sink, "<main id=\"report\" tabindex=\"-1\">\n");
    put_figures(page);
    put_verdicts(page);
    put_failures(page);
    put_lost(page);
    put_unsupported(page);
    if (has_times(page->totals)) {
        put_throughput(page);
        put_times(page);
        put_slowest(page);
    }
    referat_sink_puts(sink, "</main>\n<footer>\n<p>Made by referat ");
    rft_put_text(sink, referat_version_string());
    referat_sink_puts(sink, ".</p>\n</footer>\n</body>\n</html>\n");
}

bool
rft_report_html(const RftReport *report, const char *path, GError **error)
{
    g_autoptr(ReferatSink) sink = referat_sink_new_path(path);
    g_autofree char *state_base = rft_relative_base(path, report->state->folder);
    g_autofree char *base =
        report->state->archive == NULL ? rft_relative_base(path, report->state->out) : NULL;
    const Page page = {
        .report = report,
        .totals = report->totals,
        .sink = sink,
        .base = base,
        .state_base = state_base,
        .failures = rft_totals_failures(report->totals),
    };

    put_page(&page);
    return rft_commit_page(sink, error);
}
