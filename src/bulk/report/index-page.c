/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/json.h>
#include <referat/referat.h>
#include <string.h>

#include "bulk/page/groups.h"
#include "bulk/page/markup.h"
#include "bulk/page/page.h"
#include "bulk/page/words.h"
#include "bulk/report/report.h"
#include "bulk/voice.h"
#include "worker/summary.h"

/*
 * index.html: one entry for each document with outputs, by body and year. The order is found first;
 * then each document is read once more and written, so that only one is held at a time.
 */

/* Of how many documents on all is shown at once; more are folded away, by year, then by body. */
enum { MOST_OPEN = 50, MOST_BODIES_OPEN = 300 };

/* A summary is a few kilobytes; what is longer is nobody's title. */
enum {
    LONGEST_SUMMARY = 16 << 10,
    LONGEST_TITLE = 300,
    LONGEST_NAME = 1000,
    MOST_DECISIONS = 9999
};

typedef struct {
    const RftReport *report;
    ReferatSink *sink;
    RftGroups *groups;
    RftWords *words;
    GString *languages; /* of all entries, between blanks; "-" is unknown */
    char *base;         /* leads to the outputs */
    const char *const *endings;
    size_t main; /* the format that a title leads to */
    bool open_years;
    bool open_bodies;
} Page;

/** Facts: what is shown of one document; strings may be %NULL. */
typedef struct {
    char *title, *body, *place, *language, *name, *stem;
    char date[RFT_DATE]; /* "" when there is none */
    unsigned decisions;
    char **fields;
    size_t n_fields;
    bool titled; /* the title is the document's own */
} Facts;

/* ---- one document ---- */

static void
facts_clear(Facts *facts)
{
    g_free(facts->title);
    g_free(facts->body);
    g_free(facts->place);
    g_free(facts->language);
    g_free(facts->name);
    g_free(facts->stem);
    g_strfreev(facts->fields);
    *facts = (Facts){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

static bool
are_digits(const char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    return true;
}

/* Only a day that there was is believed. */
static void
take_date(Facts *facts, const char *text)
{
    enum { YEAR = 4, MONTH = 5, MONTH_END = 7, DAY = 8, DAY_END = 10 };

    if (text == NULL || strlen(text) < DAY_END || text[YEAR] != '-' || text[MONTH_END] != '-' ||
        !are_digits(text, 0, YEAR) || !are_digits(text, MONTH, MONTH_END) ||
        !are_digits(text, DAY, DAY_END) || (text[DAY_END] != '\0' && text[DAY_END] != 'T'))
        return;
    const unsigned long year = strtoul(text, NULL, 10);
    const unsigned long month = strtoul(text + MONTH, NULL, 10);
    const unsigned long day = strtoul(text + DAY, NULL, 10);
    if (month <= G_DATE_DECEMBER && day <= 31 &&
        g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        (void)g_strlcpy(facts->date, text, sizeof(facts->date));
}

static const char *
field(const Facts *facts, RftSummaryField number)
{
    return number < facts->n_fields ? facts->fields[number] : NULL;
}

static void
take_summary(Facts *facts, const char *summary)
{
    const size_t length = summary != NULL ? strnlen(summary, LONGEST_SUMMARY) : 0;
    g_autofree char *text = g_strndup(summary != NULL ? summary : "", length);

    facts->fields = g_strsplit(text, RFT_SUMMARY_SEPARATOR, -1);
    facts->n_fields = g_strv_length(facts->fields);
    facts->title = rft_clean_text(field(facts, RFT_SUMMARY_TITLE), LONGEST_TITLE);
    facts->body = rft_clean_text(field(facts, RFT_SUMMARY_BODY), LONGEST_TITLE);
    facts->place = rft_clean_text(field(facts, RFT_SUMMARY_PLACE), LONGEST_TITLE);
    take_date(facts, field(facts, RFT_SUMMARY_DATE));
    const char *language = field(facts, RFT_SUMMARY_LANGUAGE);
    if (language != NULL && rft_is_language(language))
        facts->language = g_strdup(language);
    const char *decisions = field(facts, RFT_SUMMARY_DECISIONS);
    if (decisions != NULL)
        facts->decisions = (unsigned)MIN(g_ascii_strtoull(decisions, NULL, 10), MOST_DECISIONS);
    facts->titled = facts->title != NULL;
}

/* Returns: whether the document has outputs. */
static bool
read_facts(const Page *page, uint32_t id, Facts *facts)
{
    const RftReport *report = page->report;
    const char *stem = NULL;
    RftResult result;
    RftEntry entry;

    (void)rft_verdict_of_entry(report->manifest, report->tally, id, &result);
    if (!rft_verdict_is_done(result.verdict) ||
        !rft_manifest_get(report->manifest, id, &entry, &stem) || *stem == '\0')
        return false;
    take_summary(facts, result.summary);
    const char *slash = strrchr(entry.name, '/');
    g_autofree char *base = rft_show_name(slash != NULL ? slash + 1 : entry.name, NULL);
    facts->stem = g_strdup(stem);
    facts->name = rft_show_name(entry.name, NULL);
    if (facts->title == NULL)
        facts->title = rft_clean_text(base, LONGEST_NAME);
    if (facts->title == NULL)
        facts->title = g_strdup("(no name)");
    return true;
}

static void
index_words(const Page *page, uint32_t place, const Facts *facts)
{
    const char *const texts[] = {facts->title, facts->body, facts->date, facts->place, facts->name};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (texts[i] != NULL)
            rft_words_add(page->words, place, texts[i]);
    for (size_t i = RFT_SUMMARY_ITEMS; i < facts->n_fields; i++)
        rft_words_add(page->words, place, facts->fields[i]);
}

/* ---- an entry ---- */

/* Titles in the language of the page need not say so. */
static void
put_language(ReferatSink *sink, const char *language)
{
    if (language != NULL && !g_str_equal(language, "en"))
        referat_sink_printf(sink, " lang=\"%s\"", language);
}

static void
put_link(const Page *page, const Facts *facts, size_t format)
{
    referat_sink_puts(page->sink, "<a");
    rft_put_href(page->sink, page->base, facts->stem, page->endings[format]);
}

static void
put_date(ReferatSink *sink, const char *date)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    const unsigned long month = strtoul(date + 5, NULL, 10);
    const unsigned long day = strtoul(date + 8, NULL, 10);

    referat_sink_printf(sink, "<time datetime=\"%s\">%lu %s %.4s</time>", date, day,
                        months[month - 1], date);
}

static void
put_others(const Page *page, const Facts *facts)
{
    const char *before = "";

    for (size_t i = 0; page->endings[i] != NULL; i++) {
        if (i == page->main)
            continue;
        g_autofree char *shown = g_ascii_strup(page->endings[i] + 1, -1);
        referat_sink_puts(page->sink, before);
        put_link(page, facts, i);
        referat_sink_printf(page->sink, ">%s</a>", shown);
        before = " ";
    }
}

static void
put_entry(const Page *page, const Facts *facts)
{
    ReferatSink *sink = page->sink;
    const bool others = page->endings[1] != NULL;
    const char *dot = "";

    referat_sink_puts(sink, "<li>");
    put_link(page, facts, page->main);
    if (facts->titled)
        put_language(sink, facts->language);
    rft_put_dir(sink, facts->title);
    referat_sink_puts(sink, ">");
    rft_put_text(sink, facts->title);
    referat_sink_puts(sink, "</a>\n<p>");
    if (*facts->date != '\0') {
        put_date(sink, facts->date);
        dot = " · ";
    }
    if (facts->language != NULL) {
        referat_sink_printf(sink, "%s%s", dot, rft_language_name(facts->language));
        dot = " · ";
    }
    if (facts->decisions > 0) {
        referat_sink_printf(sink, "%s%u decision%s", dot, facts->decisions,
                            facts->decisions == 1 ? "" : "s");
        dot = " · ";
    }
    if (others)
        referat_sink_puts(sink, dot);
    put_others(page, facts);
    referat_sink_puts(sink, "</p></li>\n");
}

/* ---- groups ---- */

static RftMeeting *
meeting_at(const Page *page, guint at)
{
    return &g_array_index(page->groups->meetings, RftMeeting, at);
}

static bool
is_same_year(const RftMeeting *a, const RftMeeting *b)
{
    return a->body == b->body && strncmp(a->date, b->date, 4) == 0;
}

/* Returns: where the group that begins at @from ends. */
static guint
end_of(const Page *page, guint from, bool year)
{
    const RftMeeting *first = meeting_at(page, from);
    guint end = from + 1;

    for (; end < page->groups->meetings->len; end++) {
        const RftMeeting *meeting = meeting_at(page, end);
        if (year ? !is_same_year(first, meeting) : first->body != meeting->body)
            break;
    }
    return end;
}

static void
put_count(ReferatSink *sink, guint count)
{
    g_autofree char *shown = rft_show_count(count);

    referat_sink_printf(sink, "%s document%s", shown, count == 1 ? "" : "s");
}

/* Writes the years that the meetings up to @end have: "2005 to 2024". They are in order; those
 * without date are last. */
static void
put_span(const Page *page, guint from, guint end)
{
    guint last = end;

    while (last > from && *meeting_at(page, last - 1)->date == '\0')
        last--;
    if (last == from)
        return;
    const char *newest = meeting_at(page, from)->date;
    const char *oldest = meeting_at(page, last - 1)->date;
    if (strncmp(newest, oldest, 4) == 0)
        referat_sink_printf(page->sink, ", %.4s", newest);
    else
        referat_sink_printf(page->sink, ", %.4s to %.4s", oldest, newest);
}

static void
put_list(const Page *page, guint from, guint end)
{
    referat_sink_puts(page->sink, "<ul role=\"list\">\n");
    for (guint i = from; i < end; i++) {
        g_auto(Facts) facts = {0};
        /* the search counts entries, so even one that was there a moment ago has its place */
        if (read_facts(page, meeting_at(page, i)->id, &facts))
            put_entry(page, &facts);
        else
            referat_sink_puts(page->sink, "<li>This document could not be looked up again.</li>\n");
        index_words(page, i, &facts);
        g_string_append_printf(page->languages, "%s%s", i > 0 ? " " : "",
                               facts.language != NULL ? facts.language : "-");
    }
    referat_sink_puts(page->sink, "</ul>\n");
}

static void
put_year(const Page *page, guint from, guint end)
{
    const char *date = meeting_at(page, from)->date;

    referat_sink_printf(page->sink, "<details class=\"year\"%s>\n<summary><h3>",
                        page->open_years ? " open" : "");
    if (*date != '\0')
        referat_sink_printf(page->sink, "%.4s", date);
    else
        referat_sink_puts(page->sink, "Date not known");
    referat_sink_puts(page->sink, "</h3> <span>");
    put_count(page->sink, end - from);
    referat_sink_puts(page->sink, "</span></summary>\n");
    put_list(page, from, end);
    referat_sink_puts(page->sink, "</details>\n");
}

static void
put_body(const Page *page, guint from, guint end)
{
    ReferatSink *sink = page->sink;
    const uint32_t place = meeting_at(page, from)->body;

    referat_sink_printf(sink, "<details class=\"body\"%s>\n<summary><h2",
                        page->open_bodies ? " open" : "");
    if (place != RFT_NO_BODY) {
        const RftBody *body = g_ptr_array_index(page->groups->bodies, place);
        put_language(sink, body->language);
        rft_put_dir(sink, body->shown);
        referat_sink_puts(sink, ">");
        rft_put_text(sink, body->shown);
    } else {
        referat_sink_puts(sink, ">Body not named");
    }
    referat_sink_puts(sink, "</h2> <span>");
    put_count(sink, end - from);
    put_span(page, from, end);
    referat_sink_puts(sink, "</span></summary>\n");
    for (guint year = from; year < end;) {
        const guint next = end_of(page, year, true);
        put_year(page, year, next);
        year = next;
    }
    referat_sink_puts(sink, "</details>\n");
}

/* ---- the page ---- */

static void
put_title(const Page *page)
{
    ReferatSink *sink = page->sink;
    const guint n = page->groups->meetings->len;
    const guint bodies = page->groups->bodies->len;
    g_autofree char *shown = rft_show_count(bodies);

    referat_sink_puts(sink, "<header>\n<h1>Minutes of meetings</h1>\n<p>");
    put_count(sink, n);
    if (bodies > 0)
        referat_sink_printf(sink, " of %s bod%s", shown, bodies == 1 ? "y" : "ies");
    referat_sink_puts(sink, ".</p>\n</header>\n");
}

/* Without script nothing of this can work, so it is not there. */
static void
put_form(ReferatSink *sink)
{
    referat_sink_puts(
        sink,
        "<form id=\"search\" role=\"search\" aria-label=\"Documents\" hidden>\n"
        "<p class=\"words\"><label for=\"words\">Search</label>\n"
        "<input id=\"words\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" "
        "aria-describedby=\"how\"></p>\n"
        "<p><label for=\"body\">Body</label>\n<select id=\"body\"><option value=\"\">All"
        "</option></select></p>\n"
        "<p><label for=\"year\">Year</label>\n<select id=\"year\"><option value=\"\">All"
        "</option></select></p>\n"
        "<p><label for=\"language\">Language</label>\n<select id=\"language\"><option value=\"\">"
        "All</option></select></p>\n"
        "<p class=\"go\"><button type=\"submit\">Search</button> <button "
        "type=\"reset\">Clear</button></p>\n"
        "<p id=\"how\">Titles, bodies, dates, places, items of the agenda and names of files. All "
        "words must be there, whole or in part; accents and capitals do not matter.</p>\n"
        "<p class=\"keys\"><input id=\"keys\" type=\"checkbox\" checked> <label for=\"keys\">"
        "<kbd>/</kbd> and <kbd>Ctrl</kbd> <kbd>K</kbd> go to the search, <kbd>Esc</kbd> clears "
        "it</label></p>\n"
        "</form>\n<p id=\"count\" role=\"status\"></p>\n"
        "<section id=\"found\" aria-labelledby=\"found-title\" tabindex=\"-1\" hidden>\n"
        "<h2 id=\"found-title\">Documents found</h2>\n<ul role=\"list\"></ul>\n"
        "<button type=\"button\" hidden>Show more</button>\n</section>\n");
}

static void
put_index(const Page *page)
{
    ReferatJson json = {.sink = page->sink, .first = true, .in_html = true};
    g_autofree char *where = NULL;
    g_autofree char *words = rft_words_list(page->words, &where);

    referat_sink_puts(page->sink, "<script type=\"application/json\" id=\"index\">");
    referat_json_open(&json, NULL, '[');
    referat_json_string(&json, NULL, words);
    referat_json_string(&json, NULL, where);
    referat_json_string(&json, NULL, page->languages->str);
    referat_json_close(&json, ']');
    referat_sink_puts(page->sink, "</script>\n<script>");
    referat_sink_puts(page->sink, rft_index_page_js);
    referat_sink_puts(page->sink, "</script>\n");
}

static void
put_page(Page *page)
{
    static const char *const sheets[] = {rft_page_css, rft_index_page_css, NULL};
    const RftPageHead head = {
        .title = "Minutes of meetings",
        .sheets = sheets,
        .script = rft_index_page_js,
        .skip = "Skip to the documents",
        .skip_to = "documents",
    };
    const guint n = page->groups->meetings->len;

    page->open_years = n <= MOST_OPEN;
    page->open_bodies = n <= MOST_BODIES_OPEN || page->groups->bodies->len <= 1;
    rft_put_head(page->sink, &head);
    put_title(page);
    referat_sink_puts(page->sink, "<main>\n");
    put_form(page->sink);
    referat_sink_puts(page->sink, "<div id=\"documents\" tabindex=\"-1\">\n");
    if (n == 0)
        referat_sink_puts(page->sink, "<p>No document has been converted.</p>\n");
    for (guint body = 0; body < n;) {
        const guint next = end_of(page, body, false);
        put_body(page, body, next);
        body = next;
    }
    referat_sink_puts(page->sink, "</div>\n</main>\n<footer>\n<p>Made by referat ");
    rft_put_text(page->sink, referat_version_string());
    referat_sink_puts(page->sink, ".</p>\n</footer>\n");
    if (n > 0)
        put_index(page);
    referat_sink_puts(page->sink, "</body>\n</html>\n");
}

/* Returns: (transfer full) (nullable): the outputs' endings; NULL with @error set. */
static char **
endings_of(const char *const *formats, size_t *main_format, GError **error)
{
    g_autoptr(GStrvBuilder) endings = g_strv_builder_new();
    ReferatFormat info;

    *main_format = 0;
    for (size_t i = 0; formats[i] != NULL; i++) {
        if (!referat_format_for_name(formats[i], &info)) {
            g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_OPTION, "%s: no such format",
                        formats[i]);
            return NULL;
        }
        g_autofree char *ending = g_strconcat(".", info.extensions[0], NULL);
        g_strv_builder_add(endings, ending);
        if (g_str_equal(info.name, "html"))
            *main_format = i;
    }
    return g_strv_builder_end(endings);
}

/* Returns: whether the page itself would take the place of this document's output. */
static bool
is_in_the_way(const Page *page, const Facts *facts, const char *name)
{
    for (size_t i = 0; g_str_equal(page->base, "./") && page->endings[i] != NULL; i++) {
        g_autofree char *output = g_strconcat(facts->stem, page->endings[i], NULL);
        if (g_str_equal(output, name))
            return true;
    }
    return false;
}

static bool
find_order(const Page *page, const char *path, GError **error)
{
    g_autofree char *own = g_path_get_basename(path);

    for (uint32_t id = 0; id < rft_manifest_count(page->report->manifest); id++) {
        g_auto(Facts) facts = {0};
        if (!read_facts(page, id, &facts))
            continue;
        if (is_in_the_way(page, &facts, own)) {
            g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_CANNOT_CREATE,
                        "%s: this is the output of %s; the index is not written", path, facts.name);
            return false;
        }
        rft_groups_add(page->groups, id, facts.body, *facts.date != '\0' ? facts.date : NULL,
                       facts.language, facts.name);
    }
    rft_groups_sort(page->groups);
    return true;
}

bool
rft_report_index(const RftReport *report, const char *path, GError **error)
{
    Page page = {.report = report};
    g_auto(GStrv) endings = endings_of(report->options->formats, &page.main, error);

    if (endings == NULL)
        return false;
    g_autoptr(RftGroups) groups = rft_groups_new();
    g_autoptr(RftWords) words = rft_words_new();
    g_autofree char *base = rft_relative_base(path, report->state->out);
    page.endings = (const char *const *)endings;
    page.base = base;
    page.groups = groups;
    page.words = words;
    if (!find_order(&page, path, error))
        return false;
    g_autoptr(ReferatSink) sink = referat_sink_new_path(path);
    page.languages = g_string_new(NULL);
    page.sink = sink;
    put_page(&page);
    (void)g_string_free(page.languages, TRUE);
    return rft_commit_page(sink, error);
}
