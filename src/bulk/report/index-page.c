/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk/report/index-page.h"

#include <referat/json.h>
#include <referat/referat.h>
#include <string.h>

#include "bulk/page/facts.h"
#include "bulk/page/groups.h"
#include "bulk/page/markup.h"
#include "bulk/page/page.h"
#include "bulk/page/phrase.h"
#include "bulk/page/words.h"
#include "bulk/report/report.h"
#include "bulk/voice.h"
#include "po/i18n.h"
#include "worker/summary.h"

/*
 * index.html: one entry for each document with outputs, by body and year. The order is found first;
 * then each document is read once more and written, so that only one is held at a time.
 */

/* Of how many documents on all is shown at once; more are folded away, by year, then by body. */
enum { MOST_OPEN = 50, MOST_BODIES_OPEN = 300 };

/** Latest: a document among those that were converted last. */
typedef struct {
    uint32_t id;
    int64_t converted;
} Latest;

typedef struct {
    const RftIndex *index;
    RftSpeech speech;
    const char *language; /* of what the page itself says */
    ReferatSink *sink;
    RftGroups *groups;
    RftWords *words;
    GArray *latest;     /* of Latest, the newest first */
    GString *languages; /* of all entries, between blanks; "-" is unknown */
    bool open_years;
    bool open_bodies;
} Page;

/* ---- one document ---- */

static const char *
say(const Page *page, const char *english)
{
    return rft_phrase(&page->speech, english);
}

static void
put_words(const Page *page, const char *english)
{
    rft_put_text(page->sink, say(page, english));
}

/* Returns: whether the document has outputs. */
static bool
read_facts(const Page *page, uint32_t id, RftFacts *facts)
{
    RftIndexEntry entry = {0};

    if (!page->index->get(id, &entry, page->index->data) || entry.outputs == NULL ||
        entry.outputs[0] == NULL || *entry.outputs[0] == '\0')
        return false;
    rft_facts_take(facts, entry.name, entry.summary);
    facts->outputs = entry.outputs;
    facts->converted = entry.converted;
    facts->warnings = entry.warnings;
    if (facts->title == NULL)
        facts->title = g_strdup(say(page, N_("(no name)")));
    return true;
}

static void
index_words(const Page *page, uint32_t place, const RftFacts *facts)
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
put_language(const Page *page, const char *language)
{
    if (language != NULL && !g_str_equal(language, page->language))
        referat_sink_printf(page->sink, " lang=\"%s\"", language);
}

static void
put_dot(const Page *page, const char **dot)
{
    referat_sink_puts(page->sink, *dot);
    *dot = " · ";
}

static void
put_link(const Page *page, const RftFacts *facts)
{
    ReferatSink *sink = page->sink;

    referat_sink_puts(sink, "<a");
    rft_put_href(sink, page->index->base, facts->outputs[0], "");
    if (facts->titled)
        put_language(page, facts->language);
    rft_put_dir(sink, facts->title);
    referat_sink_puts(sink, ">");
    rft_put_text(sink, facts->title);
    referat_sink_puts(sink, "</a>");
}

/* Returns: (transfer full): "ODT", or the whole name where it has no such ending. */
static char *
show_kind(const Page *page, const char *output)
{
    enum { LONGEST_ENDING = 8 };
    const char *slash = strrchr(output, '/');
    const char *base = slash != NULL ? slash + 1 : output;
    const char *dot = strrchr(base, '.');
    const size_t length = dot != NULL ? strlen(dot + 1) : 0;
    size_t plain = 0;

    while (plain < length && g_ascii_isalnum(dot[1 + plain]))
        plain++;
    if (length > 0 && length <= LONGEST_ENDING && plain == length)
        return g_ascii_strup(dot + 1, -1);
    g_autofree char *name = rft_show_name(base, NULL);
    char *shown = rft_clean_text(name, RFT_LONGEST_NAME);
    return shown != NULL ? shown : g_strdup(say(page, N_("(no name)")));
}

static void
put_others(const Page *page, const RftFacts *facts)
{
    const char *before = "";

    for (size_t i = 1; facts->outputs[i] != NULL; i++) {
        g_autofree char *shown = show_kind(page, facts->outputs[i]);
        referat_sink_puts(page->sink, before);
        referat_sink_puts(page->sink, "<a");
        rft_put_href(page->sink, page->index->base, facts->outputs[i], "");
        referat_sink_puts(page->sink, ">");
        rft_put_text(page->sink, shown);
        referat_sink_puts(page->sink, "</a>");
        before = " ";
    }
}

static void
put_language_name(const Page *page, const char *tag)
{
    rft_put_text(page->sink, rft_language_phrase(tag, &page->speech));
}

static void
put_decisions(const Page *page, unsigned n)
{
    const RftSpeech *speech = &page->speech;
    g_autofree char *shown = g_strdup_printf("%u", n);
    const RftFill fills[] = {{"decisions", shown}, {NULL, NULL}};
    /* TRANSLATORS: of one meeting.
     * xgettext:python-brace-format */
    const char *phrase = rft_phrase_for("{decisions} decision", "{decisions} decisions", n, speech);

    rft_put_phrase(page->sink, phrase, fills);
}

static void
put_entry(const Page *page, const RftFacts *facts)
{
    ReferatSink *sink = page->sink;
    const char *dot = "";

    referat_sink_puts(sink, "<li>");
    put_link(page, facts);
    referat_sink_puts(sink, "\n<p>");
    if (*facts->date != '\0') {
        put_dot(page, &dot);
        referat_sink_printf(sink, "<time datetime=\"%s\">", facts->date);
        rft_put_day(sink, facts->date, &page->speech);
        referat_sink_puts(sink, "</time>");
    }
    if (facts->language != NULL) {
        put_dot(page, &dot);
        put_language_name(page, facts->language);
    }
    if (facts->decisions > 0) {
        put_dot(page, &dot);
        put_decisions(page, facts->decisions);
    }
    if (facts->outputs[1] != NULL)
        put_dot(page, &dot);
    put_others(page, facts);
    referat_sink_puts(sink, "</p></li>\n");
}

/* Even one that was there a moment ago has its place: the search counts entries. */
static void
put_no_entry(const Page *page)
{
    referat_sink_puts(page->sink, "<li>");
    put_words(page, N_("This document could not be looked up again."));
    referat_sink_puts(page->sink, "</li>\n");
}

/* ---- what was converted last ---- */

static void
note_latest(const Page *page, uint32_t id, int64_t converted)
{
    const Latest new = {id, converted};
    guint at = page->latest->len;

    if (converted <= 0)
        return;
    while (at > 0 && g_array_index(page->latest, Latest, at - 1).converted <= converted)
        at--;
    if (at >= page->index->latest)
        return;
    g_array_insert_val(page->latest, at, new);
    if (page->latest->len > page->index->latest)
        g_array_set_size(page->latest, page->index->latest);
}

static void
put_source(const Page *page, const RftFacts *facts)
{
    g_autofree char *name = rft_clean_text(facts->name, RFT_LONGEST_NAME);

    referat_sink_puts(page->sink, "<span class=\"source\"");
    rft_put_dir(page->sink, name != NULL ? name : "");
    referat_sink_puts(page->sink, ">");
    rft_put_text(page->sink, name != NULL ? name : say(page, N_("(no name)")));
    referat_sink_puts(page->sink, "</span>");
}

static void
put_latest_entry(const Page *page, const RftFacts *facts)
{
    ReferatSink *sink = page->sink;
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_local(facts->converted);
    g_autofree char *shown = when != NULL ? g_date_time_format(when, "%Y-%m-%d %H:%M") : NULL;
    const char *dot = "";

    referat_sink_puts(sink, "<li>");
    put_link(page, facts);
    referat_sink_puts(sink, "\n<p>");
    put_dot(page, &dot);
    put_source(page, facts);
    if (shown != NULL) {
        put_dot(page, &dot);
        referat_sink_printf(sink, "<time datetime=\"%s\">%s</time>", shown, shown);
    }
    if (facts->outputs[1] != NULL)
        put_dot(page, &dot);
    put_others(page, facts);
    if (facts->warnings) {
        put_dot(page, &dot);
        referat_sink_puts(sink, "<span class=\"warned\">");
        /* TRANSLATORS: of a document: it was converted, and something was lost. */
        put_words(page, N_("with warnings"));
        referat_sink_puts(sink, "</span>");
    }
    referat_sink_puts(sink, "</p></li>\n");
}

static void
put_latest(const Page *page)
{
    ReferatSink *sink = page->sink;

    if (page->latest->len == 0)
        return;
    referat_sink_puts(sink, "<section id=\"lately\" aria-labelledby=\"lately-title\">\n"
                            "<h2 id=\"lately-title\">");
    put_words(page, N_("Converted lately"));
    referat_sink_puts(sink, "</h2>\n<ol role=\"list\">\n");
    for (guint i = 0; i < page->latest->len; i++) {
        g_auto(RftFacts) facts = {0};
        if (read_facts(page, g_array_index(page->latest, Latest, i).id, &facts))
            put_latest_entry(page, &facts);
        else
            put_no_entry(page);
    }
    referat_sink_puts(sink, "</ol>\n</section>\n");
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

/* Writes how many documents, of which years: "12 documents, 2005 to 2024". The meetings up to @end
 * are in order; those without date are last. */
static void
put_span(const Page *page, guint from, guint end, bool years)
{
    const guint n = end - from;
    g_autofree char *documents = rft_count_phrase(n, &page->speech);
    guint last = years ? end : from;

    while (last > from && *meeting_at(page, last - 1)->date == '\0')
        last--;
    g_autofree char *newest = last > from ? g_strndup(meeting_at(page, from)->date, 4) : NULL;
    g_autofree char *oldest = last > from ? g_strndup(meeting_at(page, last - 1)->date, 4) : NULL;
    const RftFill fills[] = {{"documents", documents},
                             {"year", newest},
                             {"first", oldest},
                             {"last", newest},
                             {NULL, NULL}};
    const char *phrase = NULL;
    if (last == from)
        /* xgettext:python-brace-format */
        phrase = rft_phrase_for("{documents} document", "{documents} documents", n, &page->speech);
    else if (g_str_equal(newest, oldest))
        /* xgettext:python-brace-format */
        phrase = rft_phrase_for("{documents} document, {year}", "{documents} documents, {year}", n,
                                &page->speech);
    else
        /* TRANSLATORS: of the years from {first} to {last}.
         * xgettext:python-brace-format */
        phrase = rft_phrase_for("{documents} document, {first} to {last}",
                                "{documents} documents, {first} to {last}", n, &page->speech);
    rft_put_phrase(page->sink, phrase, fills);
}

static void
put_list(const Page *page, guint from, guint end)
{
    referat_sink_puts(page->sink, "<ul role=\"list\">\n");
    for (guint i = from; i < end; i++) {
        g_auto(RftFacts) facts = {0};
        if (read_facts(page, meeting_at(page, i)->id, &facts))
            put_entry(page, &facts);
        else
            put_no_entry(page);
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
        put_words(page, N_("Date not known"));
    referat_sink_puts(page->sink, "</h3> <span>");
    put_span(page, from, end, false);
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
        put_language(page, body->language);
        rft_put_dir(sink, body->shown);
        referat_sink_puts(sink, ">");
        rft_put_text(sink, body->shown);
    } else {
        referat_sink_puts(sink, ">");
        /* TRANSLATORS: a heading; the minutes do not say which council, board or committee met. */
        put_words(page, N_("Body not named"));
    }
    referat_sink_puts(sink, "</h2> <span>");
    put_span(page, from, end, true);
    referat_sink_puts(sink, "</span></summary>\n");
    for (guint year = from; year < end;) {
        const guint next = end_of(page, year, true);
        put_year(page, year, next);
        year = next;
    }
    referat_sink_puts(sink, "</details>\n");
}

/* ---- title and form ---- */

static void
put_title(const Page *page)
{
    const RftSpeech *speech = &page->speech;
    const guint n = page->groups->meetings->len;
    const guint n_bodies = page->groups->bodies->len;
    g_autofree char *documents = rft_count_phrase(n, speech);
    g_autofree char *bodies = rft_count_phrase(n_bodies, speech);
    const RftFill fills[] = {{"documents", documents}, {"bodies", bodies}, {NULL, NULL}};
    const char *phrase = NULL;

    if (n_bodies == 0)
        /* xgettext:python-brace-format */
        phrase = rft_phrase_for("{documents} document.", "{documents} documents.", n, speech);
    else if (n_bodies == 1)
        /* TRANSLATORS: a body is a council, board or committee.
         * xgettext:python-brace-format */
        phrase = rft_phrase_for("{documents} document of 1 body.",
                                "{documents} documents of 1 body.", n, speech);
    else
        /* TRANSLATORS: {bodies} is 2 or more.
         * xgettext:python-brace-format */
        phrase = rft_phrase_for("{documents} document of {bodies} bodies.",
                                "{documents} documents of {bodies} bodies.", n, speech);
    referat_sink_puts(page->sink, "<header>\n<h1>");
    put_words(page, N_("Minutes of meetings"));
    referat_sink_puts(page->sink, "</h1>\n<p>");
    rft_put_phrase(page->sink, phrase, fills);
    referat_sink_puts(page->sink, "</p>\n</header>\n");
}

static void
put_filter(const Page *page, const char *id, const char *label)
{
    ReferatSink *sink = page->sink;

    referat_sink_printf(sink, "<p><label for=\"%s\">", id);
    put_words(page, label);
    referat_sink_printf(sink, "</label>\n<select id=\"%s\"><option value=\"\">", id);
    /* TRANSLATORS: of the bodies, the years, the languages: no matter which. */
    put_words(page, N_("All"));
    referat_sink_puts(sink, "</option></select></p>\n");
}

static char *
key_markup(const Page *page, const char *name)
{
    return g_markup_printf_escaped("<kbd>%s</kbd>", say(page, name));
}

static void
put_keys(const Page *page)
{
    /* TRANSLATORS: what stands on the keys of a keyboard: "Strg" in German */
    g_autofree char *control = key_markup(page, N_("Ctrl"));
    /* TRANSLATORS: what stands on the key of a keyboard */
    g_autofree char *escape = key_markup(page, N_("Esc"));
    g_autofree char *both = g_strconcat(control, " <kbd>K</kbd>", NULL);
    const RftFill fills[] = {
        {"slash", "<kbd>/</kbd>"}, {"control_k", both}, {"escape", escape}, {NULL, NULL}};

    referat_sink_puts(page->sink, "<p class=\"keys\"><input id=\"keys\" type=\"checkbox\" checked> "
                                  "<label for=\"keys\">");
    /* TRANSLATORS: keys of the keyboard; a box switches them on.
     * xgettext:python-brace-format */
    const char *phrase = N_("{slash} and {control_k} go to the search, {escape} clears it");
    rft_put_phrase(page->sink, say(page, phrase), fills);
    referat_sink_puts(page->sink, "</label></p>\n");
}

/* Without script nothing of this can work, so it is not there. */
static void
put_form(const Page *page)
{
    ReferatSink *sink = page->sink;

    referat_sink_puts(sink, "<form id=\"search\" role=\"search\" aria-label=\"");
    put_words(page, N_("Documents"));
    referat_sink_puts(sink, "\" hidden>\n<p class=\"words\"><label for=\"words\">");
    /* TRANSLATORS: above the field, and on the button. */
    put_words(page, N_("Search"));
    referat_sink_puts(sink, "</label>\n<input id=\"words\" type=\"search\" autocomplete=\"off\" "
                            "spellcheck=\"false\" aria-describedby=\"how\"></p>\n");
    /* TRANSLATORS: whose meeting it was: a council, board or committee. */
    put_filter(page, "body", N_("Body"));
    put_filter(page, "year", N_("Year"));
    put_filter(page, "language", N_("Language"));
    referat_sink_puts(sink, "<p class=\"go\"><button type=\"submit\">");
    put_words(page, N_("Search"));
    referat_sink_puts(sink, "</button> <button type=\"reset\">");
    /* TRANSLATORS: on a button: empties the form of the search. */
    put_words(page, N_("Clear"));
    referat_sink_puts(sink, "</button></p>\n<p id=\"how\">");
    put_words(page, N_("Titles, bodies, dates, places, items of the agenda and names of files. All "
                       "words must be there, whole or in part; accents and capitals do not "
                       "matter."));
    referat_sink_puts(sink, "</p>\n");
    put_keys(page);
    referat_sink_puts(sink, "</form>\n<p id=\"count\" role=\"status\"></p>\n"
                            "<section id=\"found\" aria-labelledby=\"found-title\" "
                            "tabindex=\"-1\" hidden>\n<h2 id=\"found-title\">");
    put_words(page, N_("Documents found"));
    referat_sink_puts(sink, "</h2>\n<ul role=\"list\"></ul>\n<button type=\"button\" hidden>");
    put_words(page, N_("Show more"));
    referat_sink_puts(sink, "</button>\n</section>\n");
}

/* ---- what the script is given ---- */

/* Returns: its place in @forms, where @phrase is put when it is new. */
static guint
place_of_form(GPtrArray *forms, const char *phrase)
{
    enum { MOST_FORMS = 10 /* a digit tells which */ };
    guint place = 0;

    while (place < forms->len && !g_str_equal(g_ptr_array_index(forms, place), phrase))
        place++;
    if (place == MOST_FORMS)
        return 0;
    if (place == forms->len)
        g_ptr_array_add(forms, g_strdup(phrase));
    return place;
}

/* A script knows nothing of a language's plurals: it gets all forms, and for each number which. */
static void
put_forms(const Page *page, ReferatJson *json)
{
    enum { MOST_NUMBERS = 200 /* behind them it goes on as from 100 */ };
    const guint end = MIN(page->groups->meetings->len + 1, MOST_NUMBERS);
    g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func(g_free);
    const RftSpeech *speech = &page->speech;
    char which[MOST_NUMBERS + 1] = "";

    for (guint n = 0; n < end; n++) {
        /* TRANSLATORS: by a search.
         * xgettext:python-brace-format */
        const char *phrase =
            rft_phrase_for("{documents} document found",
                           "{documents} documents found, the newest first", n, speech);
        which[n] = (char)('0' + place_of_form(forms, phrase));
    }
    referat_json_open(json, "found", '[');
    for (guint i = 0; i < forms->len; i++)
        referat_json_string(json, NULL, g_ptr_array_index(forms, i));
    referat_json_close(json, ']');
    referat_json_string(json, "forms", which);
}

static void
put_language_names(const Page *page, ReferatJson *json)
{
    g_autofree char *tags = g_strconcat(" ", page->languages->str, " ", NULL);
    const char *tag = NULL;

    referat_json_open(json, "languages", '{');
    for (size_t i = 0; (tag = rft_known_language(i)) != NULL; i++) {
        g_autofree char *apart = g_strconcat(" ", tag, " ", NULL);
        if (strstr(tags, apart) != NULL)
            referat_json_string(json, tag, rft_language_phrase(tag, &page->speech));
    }
    referat_json_close(json, '}');
}

static void
put_phrases(const Page *page, ReferatJson *json)
{
    g_autofree char *thousands = rft_thousands(&page->speech);

    referat_json_open(json, NULL, '{');
    referat_json_string(json, "none", say(page, N_("No document found")));
    put_forms(page, json);
    referat_json_string(json, "thousands", thousands);
    /* TRANSLATORS: the language of a document. */
    referat_json_string(json, "unknown", say(page, N_("Not known")));
    put_language_names(page, json);
    referat_json_close(json, '}');
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
    put_phrases(page, &json);
    referat_json_close(&json, ']');
    referat_sink_puts(page->sink, "</script>\n<script>");
    referat_sink_puts(page->sink, rft_index_page_js);
    referat_sink_puts(page->sink, "</script>\n");
}

/* ---- the page ---- */

static void
put_made_by(const Page *page)
{
    g_autofree char *version = g_markup_escape_text(referat_version_string(), -1);
    const RftFill fills[] = {{"version", version}, {NULL, NULL}};

    referat_sink_puts(page->sink, "<footer>\n<p>");
    /* xgettext:python-brace-format */
    rft_put_phrase(page->sink, say(page, N_("Made by referat {version}.")), fills);
    referat_sink_puts(page->sink, "</p>\n</footer>\n");
}

static void
put_page(Page *page)
{
    const char *const sheets[] = {rft_page_css, rft_index_page_css,
                                  page->latest->len > 0 ? rft_index_lately_css : NULL, NULL};
    const RftPageHead head = {
        .language = page->language,
        .title = say(page, N_("Minutes of meetings")),
        .sheets = sheets,
        .script = rft_index_page_js,
        .skip = say(page, N_("Skip to the documents")),
        .skip_to = "documents",
    };
    const guint n = page->groups->meetings->len;

    page->open_years = n <= MOST_OPEN;
    page->open_bodies = n <= MOST_BODIES_OPEN || page->groups->bodies->len <= 1;
    rft_put_head(page->sink, &head);
    put_title(page);
    referat_sink_puts(page->sink, "<main>\n");
    if (page->index->before != NULL)
        page->index->before(page->sink, page->index->data);
    put_latest(page);
    put_form(page);
    referat_sink_puts(page->sink, "<div id=\"documents\" tabindex=\"-1\">\n");
    if (n == 0) {
        referat_sink_puts(page->sink, "<p>");
        put_words(page, N_("No document has been converted."));
        referat_sink_puts(page->sink, "</p>\n");
    }
    for (guint body = 0; body < n;) {
        const guint next = end_of(page, body, false);
        put_body(page, body, next);
        body = next;
    }
    referat_sink_puts(page->sink, "</div>\n</main>\n");
    put_made_by(page);
    if (n > 0)
        put_index(page);
    referat_sink_puts(page->sink, "</body>\n</html>\n");
}

/* Returns: whether the page itself would take the place of this document's output. */
static bool
is_in_the_way(const Page *page, const RftFacts *facts, const char *name)
{
    for (size_t i = 0; g_str_equal(page->index->base, "./") && facts->outputs[i] != NULL; i++)
        if (g_str_equal(facts->outputs[i], name))
            return true;
    return false;
}

static bool
find_order(const Page *page, const char *path, GError **error)
{
    g_autofree char *own = g_path_get_basename(path);

    for (uint32_t id = 0; id < page->index->count; id++) {
        g_auto(RftFacts) facts = {0};
        if (!read_facts(page, id, &facts))
            continue;
        if (is_in_the_way(page, &facts, own)) {
            referat_set_error(error, REFERAT_ERROR_CANNOT_CREATE,
                              "%s: this is the output of %s; the index is not written", path,
                              facts.name);
            return false;
        }
        note_latest(page, id, facts.converted);
        rft_groups_add(page->groups, id, facts.body, *facts.date != '\0' ? facts.date : NULL,
                       facts.language, facts.name);
    }
    rft_groups_sort(page->groups);
    return true;
}

bool
rft_index_page(const RftIndex *index, const char *path, GError **error)
{
    g_autoptr(RftGroups) groups = rft_groups_new();
    g_autoptr(RftWords) words = rft_words_new();
    g_autoptr(GArray) latest = g_array_new(FALSE, FALSE, sizeof(Latest));
    Page page = {
        .index = index,
        .speech = {index->say, index->say_plural},
        .language = index->language != NULL ? index->language : "en",
        .groups = groups,
        .words = words,
        .latest = latest,
    };

    if (!find_order(&page, path, error))
        return false;
    g_autoptr(ReferatSink) sink = referat_sink_new_path(path);
    page.languages = g_string_new(NULL);
    page.sink = sink;
    put_page(&page);
    (void)g_string_free(page.languages, TRUE);
    return rft_commit_page(sink, error);
}

/* ---- the documents of a run ---- */

/** Run: @outputs: those of the entry that was asked for last. */
typedef struct {
    const RftReport *report;
    char **endings; /* that which titles lead to is first */
    GPtrArray *outputs;
} Run;

/* Returns: (transfer full) (nullable): the outputs' endings; NULL with @error set. */
static char **
endings_of(const char *const *formats, GError **error)
{
    g_autoptr(GPtrArray) endings = g_ptr_array_new_with_free_func(g_free);
    ReferatFormat info;

    for (size_t i = 0; formats[i] != NULL; i++) {
        if (!referat_format_for_name(formats[i], &info)) {
            referat_set_error(error, REFERAT_ERROR_OPTION, "%s: no such format", formats[i]);
            return NULL;
        }
        g_ptr_array_insert(endings, g_str_equal(info.name, "html") ? 0 : -1,
                           g_strconcat(".", info.extensions[0], NULL));
    }
    g_ptr_array_add(endings, NULL);
    return (char **)g_ptr_array_steal(endings, NULL);
}

static bool
get_of_run(uint32_t id, RftIndexEntry *entry, gpointer data)
{
    Run *run = data;
    const RftReport *report = run->report;
    const char *stem = NULL;
    RftResult result;
    RftEntry planned;

    (void)rft_verdict_of_entry(report->manifest, report->tally, id, &result);
    if (!rft_verdict_is_done(result.verdict) ||
        !rft_manifest_get(report->manifest, id, &planned, &stem) || *stem == '\0')
        return false;
    g_ptr_array_set_size(run->outputs, 0);
    for (size_t i = 0; run->endings[i] != NULL; i++)
        g_ptr_array_add(run->outputs, g_strconcat(stem, run->endings[i], NULL));
    g_ptr_array_add(run->outputs, NULL);
    entry->name = planned.name;
    entry->summary = result.summary;
    entry->outputs = (const char *const *)run->outputs->pdata;
    return true;
}

bool
rft_report_index(const RftReport *report, const char *path, GError **error)
{
    g_auto(GStrv) endings = endings_of(report->options->formats, error);

    if (endings == NULL)
        return false;
    g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *base = rft_relative_base(path, report->state->out);
    Run run = {report, endings, outputs};
    const RftIndex index = {
        .count = rft_manifest_count(report->manifest),
        .get = get_of_run,
        .base = base,
        .data = &run,
    };
    return rft_index_page(&index, path, error);
}
