/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <string.h>

#include "bulk/page/markup.h"
#include "bulk/report/index-page.h"
#include "bulk/report/report.h"

/*
 * Writes the pages of an invented run, for pages.mjs to look at:
 *
 *     make-pages FOLDER DOCUMENTS     FOLDER/out/index.html and FOLDER/out.referat/report.html,
 *                                     and of the first MOST_SAID of them FOLDER/said/index.html
 *
 * Nothing is converted: a manifest and a journal are made up and read as those of a run are. Words
 * that pages.mjs looks for stand in the first entries, with all that is hostile. What is said is as
 * a watched folder wants it, in a language that puts all it says in brackets: what stands outside
 * of them cannot be translated.
 */

typedef struct {
    const char *language;
    const char *title;
    const char *bodies[5];
    const char *place;
    const char *words[12];
} Tongue;

static const Tongue tongues[] = {
    {"da",
     "Referat af ordinært møde",
     {"Torsevig Byråd", "Udvalget for Veje og Pladser", "Ældrerådet i Torsevig",
      "Børne- og Skoleudvalget", "Økonomiudvalget"},
     "Torsevig Rådhus",
     {"budget", "vejbelysning", "skole", "cykelsti", "lokalplan", "havn", "ældreboliger", "affald",
      "godkendelse", "høring", "tilskud", "næste møde"}},
    {"sv",
     "Protokoll från sammanträde",
     {"Kommunstyrelsen i Sjövalla", "Miljönämnden", "Sjövalla Roddklubb", "Barn- och skolnämnden",
      "Tekniska utskottet"},
     "Kommunhuset",
     {"budget", "detaljplan", "förskola", "bidrag", "vägar", "avfall", "remiss", "övriga frågor",
      "val av justerare", "hamn", "bostäder", "yttrande"}},
    {"de",
     "Niederschrift über die öffentliche Sitzung",
     {"Gemeinderat Oberlindach", "Bau- und Umweltausschuss", "Ortschaftsrat Mühlgrund",
      "Schulausschuss", "Hauptausschuss"},
     "Großer Sitzungssaal",
     {"Haushalt", "Bebauungsplan", "Straßenbeleuchtung", "Kindergarten", "Zuschuss", "Radweg",
      "Verschiedenes", "Feuerwehr", "Satzung", "Anträge", "Gebühren", "Wahl"}},
    {"en",
     "Minutes of the ordinary meeting",
     {"Little Marsham Parish Council", "Finance Committee", "Allotments Committee",
      "Planning Committee", "Village Hall Trustees"},
     "Village Hall",
     {"budget", "highways", "planning application", "playground", "allotments", "grants",
      "payments", "correspondence", "drainage", "footpath", "clerk's report", "next meeting"}},
    {"pl",
     "Protokół z posiedzenia",
     {"Rada Gminy Łączkowo", "Komisja Budżetowa", "Komisja Oświaty", "Rada Sołecka",
      "Komisja Rewizyjna"},
     "Świetlica wiejska",
     {"budżet", "droga gminna", "szkoła", "oświetlenie", "uchwała", "wolne wnioski", "wodociąg",
      "podatki", "dotacja", "plan", "zamówienia", "sprawozdanie"}},
};

static const struct {
    const char *name;
    const char *summary;
} oddities[] = {
    {"referater/M\303\230DE nr 1.docx",
     "minutes\x1fM\303\230DE I GRUNDEJERFORENINGEN\x1fTorsevig Byr\303\245d\x1f"
     "2021-03-04\x1fRingr\303\270nvej\x1f"
     "da\x1f"
     "3\x1f"
     "Kvaglunden"},
    {"<script>alert(1)</script>.docx",
     "minutes\x1f</script><img src=x onerror=alert(1)>\x1f\"><svg onload=alert(2)>\x1f"
     "2020-13-45\x1f<b>\x1f"
     "\"><x\x1f"
     "99999999999\x1f</script><script>alert(3)</script>"},
    {"javascript:alert(4).docx", "minutes\x1fjavascript:alert(4)\x1f\x1f"
                                 "2019-02-30\x1f\x1f\x1f-1"},
    {"na\377me/\376\375 raw bytes.docx", "minutes\x1f\377\376 bytes \355\240\200\x1f\x1f\x1f\x1f"},
    {"leer/#ask?me=100%&x \"quote\".pdf", ""},
    {"rtl/\342\200\256gpj.exe.docx", "minutes\x1f\342\200\256turned around\x1f"
                                     "TORSEVIG BYR\303\205D\x1f"
                                     "2021-03-05T10:00\x1f\x1f"
                                     "da\x1f"
                                     "1"},
    {"hebrew.docx", "minutes\x1f\327\244\327\250\327\225\327\230\327\225\327\247\327\225\327\234"
                    "\x1f\x1f"
                    "2018-01-01\x1f\x1fhe\x1f"},
    {"deep/er/than/most/..hidden.docx", "\x1f\x1f\x1f\x1f\x1f\x1f\x1f"},
    {"zjazd.docx", "minutes\x1f"
                   "Zjazd Protok\303\263\305\202owy\x1f\x1f"
                   "2022-02-02\x1f\x1fpl\x1f"
                   "2"},
};

static const RftVerdict failing[] = {RFT_VERDICT_DAMAGED, RFT_VERDICT_ENCRYPTED, RFT_VERDICT_LIMIT,
                                     RFT_VERDICT_TIMEOUT, RFT_VERDICT_MEMORY,    RFT_VERDICT_CRASH,
                                     RFT_VERDICT_IO};

/* ---- what is invented ---- */

/* The same numbers every time. */
static uint32_t
number(uint32_t seed, uint32_t most)
{
    uint32_t x = seed * 2654435761U + 12345;

    x ^= x >> 15;
    x *= 2246822519U;
    x ^= x >> 13;
    return x % most;
}

static char *
invent_summary(uint32_t id)
{
    const Tongue *tongue = &tongues[number(id, G_N_ELEMENTS(tongues))];
    const bool body = number(id + 1, 25) > 0;
    const bool dated = number(id + 2, 30) > 0;
    GString *summary = g_string_new("minutes");

    g_string_append_printf(summary, "\x1f%s nr. %u", tongue->title, number(id + 3, 40) + 1);
    g_string_append_printf(summary, "\x1f%s",
                           body ? tongue->bodies[number(id + 4, G_N_ELEMENTS(tongue->bodies))]
                                : "");
    g_string_append(summary, "\x1f");
    if (dated)
        g_string_append_printf(summary, "%04u-%02u-%02u", 2003 + number(id + 5, 22),
                               1 + number(id + 6, 12), 1 + number(id + 7, 28));
    g_string_append_printf(summary, "\x1f%s\x1f%s\x1f%u", tongue->place, tongue->language,
                           number(id + 8, 15));
    for (uint32_t i = 0; i < 8; i++)
        g_string_append_printf(summary, "\x1f%s %s %u",
                               tongue->words[number(id * 9 + i, G_N_ELEMENTS(tongue->words))],
                               tongue->words[number(id * 7 + i, G_N_ELEMENTS(tongue->words))],
                               number(id * 5 + i, 4000));
    return g_string_free(summary, FALSE);
}

static char *
invent_name(uint32_t id)
{
    if (id < G_N_ELEMENTS(oddities))
        return g_strdup(oddities[id].name);
    return g_strdup_printf("%u/%02u/referat-%05u.%s", 2003 + number(id + 5, 22), number(id, 40), id,
                           id % 50 == 17 ? "xls" : "docx");
}

static void
add_entries(RftPlan *plan, uint32_t n)
{
    for (uint32_t id = 0; id < n; id++) {
        g_autofree char *name = invent_name(id);
        g_autofree char *path = g_strconcat("in/", name, NULL);
        const char *dot = strrchr(name, '.');
        g_autofree char *stem = g_strndup(name, (gsize)(dot - name));
        const RftEntry entry = {
            .path = path,
            .name = name,
            .size = 1000 + 9 * (n - id), /* what is large comes first: the order stays */
            .weight = 1000 + 9 * (n - id),
            .verdict = id % 50 == 17 ? RFT_VERDICT_UNSUPPORTED : RFT_VERDICT_NONE,
        };
        rft_plan_add(plan, &entry);
        rft_plan_set_stem(plan, id, stem);
    }
    rft_plan_sort(plan);
}

static bool
add_verdict(RftJournal *journal, uint32_t id)
{
    const bool failed = id >= G_N_ELEMENTS(oddities) && id % 15 == 7;
    const bool lost = id % 9 == 4;
    g_autofree char *summary =
        id < G_N_ELEMENTS(oddities) ? g_strdup(oddities[id].summary) : invent_summary(id);
    const RftResult result = {
        .verdict = failed ? failing[number(id, G_N_ELEMENTS(failing))]
                   : lost ? RFT_VERDICT_LOSS
                          : RFT_VERDICT_OK,
        .attempt = 1,
        .microseconds = 900 << (number(id, 9) + number(id + 1, 6)),
        .when = (int64_t)id * 9 + number(id, 300),
        .bytes = 4000 + number(id, 70000),
        .warnings = lost ? 2 : 0,
        .lost = lost ? "picture-no-alt=1 <b>table-no-header=1" : NULL,
        .note = failed ? "not what it is called: \xff<i>\"damaged\"</i> & at page 3" : NULL,
        .summary = failed ? NULL : summary,
    };

    return id % 50 == 17 || (id % 40 == 3 ? rft_journal_keep(journal, id, &result)
                                          : rft_journal_verdict(journal, id, &result));
}

/* ---- what is said ---- */

enum { MOST_SAID = 250, SAID_LATEST = 12, SAID_NOW = 1732800000 /* 2024-11-28 */ };

static const char *
say(const char *english)
{
    g_autofree char *said = g_strdup_printf("⟦%s⟧", english);

    return g_intern_string(said);
}

/* As in Icelandic, where it is one for 21 and 101 too: nobody else's rule will do. */
static const char *
say_plural(const char *one, const char *many, unsigned long n)
{
    return say(n % 10 == 1 && n % 100 != 11 ? one : many);
}

static void
put_before(ReferatSink *sink, gpointer data)
{
    (void)data;
    referat_sink_puts(sink, "<section aria-labelledby=\"before-title\">\n"
                            "<h2 id=\"before-title\">");
    rft_put_text(sink, say("Not converted"));
    referat_sink_puts(sink, "</h2>\n<p>");
    rft_put_text(sink, say("Somebody must look at <this> & that."));
    referat_sink_puts(sink, "</p>\n</section>\n");
}

/** Said: what the last entry that was asked for was made of. */
typedef struct {
    char *name, *summary;
    char *outputs[4];
} Said;

static void
said_clear(Said *said)
{
    g_free(said->name);
    g_free(said->summary);
    for (size_t i = 0; i < G_N_ELEMENTS(said->outputs); i++)
        g_free(said->outputs[i]);
    *said = (Said){0};
}

/* Not all entries have the same outputs: some one, some two, some with no ending that is one. */
static bool
get_said(uint32_t id, RftIndexEntry *entry, gpointer data)
{
    static const char *const endings[][3] = {
        {".html", ".odt", ".txt"}, {".html"}, {".odt", ".html"}, {".txt", ".no ending <b>"}};
    Said *said = data;

    said_clear(said);
    if (id % 10 == 9)
        return false;
    said->name = invent_name(id);
    said->summary =
        id < G_N_ELEMENTS(oddities) ? g_strdup(oddities[id].summary) : invent_summary(id);
    g_autofree char *stem = g_strndup(said->name, (gsize)(strrchr(said->name, '.') - said->name));
    for (size_t i = 0; i < G_N_ELEMENTS(endings[0]) && endings[id % 4][i] != NULL; i++)
        said->outputs[i] = g_strconcat(stem, endings[id % 4][i], NULL);
    *entry = (RftIndexEntry){
        .name = said->name,
        .summary = id % 50 == 17 ? NULL : said->summary,
        .outputs = (const char *const *)said->outputs,
        .converted = id % 4 == 3 ? 0 : SAID_NOW + (int64_t)number(id, 9000) * 60,
        .warnings = id % 3 == 0,
    };
    return true;
}

static bool
write_said(const char *folder, uint32_t n, GError **error)
{
    g_autofree char *page = g_build_filename(folder, "said", "index.html", NULL);
    g_autofree char *own = g_path_get_dirname(page);
    Said said = {0};
    const RftIndex index = {
        .count = MIN(n, MOST_SAID),
        .get = get_said,
        .before = put_before,
        .latest = SAID_LATEST,
        .language = "da",
        .say = say,
        .say_plural = say_plural,
        .base = "./",
        .data = &said,
    };

    if (g_mkdir_with_parents(own, 0777) != 0) {
        g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_CANNOT_CREATE, "%s", own);
        return false;
    }
    const bool good = rft_index_page(&index, page, error);
    said_clear(&said);
    return good;
}

/* ---- the run ---- */

static bool
make_journal(const char *folder, const RftJournalHead *head, uint32_t n, GError **error)
{
    g_autoptr(RftJournal) journal = rft_journal_new(folder, head, error);
    bool good = journal != NULL;

    for (uint32_t id = 0; good && id < n; id++)
        good = add_verdict(journal, id);
    return good && rft_journal_peak(journal, 91 << 20, 12 << 20);
}

static bool
write_pages(const RftReport *report, GError **error)
{
    g_autofree char *page = g_build_filename(report->state->folder, "report.html", NULL);
    g_autofree char *index = g_build_filename(report->state->out, "index.html", NULL);
    const gint64 begin = g_get_monotonic_time();

    if (!rft_report_html(report, page, error))
        return false;
    const gint64 middle = g_get_monotonic_time();
    if (!rft_report_index(report, index, error))
        return false;
    g_print("report.html %u ms, index.html %u ms\n", (unsigned)((middle - begin) / 1000),
            (unsigned)((g_get_monotonic_time() - middle) / 1000));
    return true;
}

static bool
make_run(const char *folder, uint32_t n, GError **error)
{
    static const char *const formats[] = {"html", "odt", "text", NULL};
    g_autoptr(RftPlan) plan = rft_plan_new();
    g_autofree char *journals = g_build_filename(folder, "out.referat", "1", "journal", NULL);
    g_autofree char *path = g_build_filename(folder, "out.referat", "1", "manifest", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    g_autofree char *beside = g_build_filename(folder, "out.referat", NULL);
    RftState state = {.folder = beside, .out = out};
    const RftBulkOptions options = {.formats = formats, .out = out, .index = true};

    if (g_mkdir_with_parents(journals, 0777) != 0 || g_mkdir_with_parents(out, 0777) != 0) {
        g_set_error(error, REFERAT_ERROR, REFERAT_ERROR_CANNOT_CREATE, "%s", folder);
        return false;
    }
    add_entries(plan, n);
    if (!rft_manifest_write(plan, path, "hash", "asked", error))
        return false;
    g_autoptr(RftManifest) manifest = rft_manifest_open(path, error);
    if (manifest == NULL)
        return false;
    const RftJournalHead head = {"hash", rft_manifest_sum(manifest), 0, 1};
    if (!make_journal(journals, &head, n, error))
        return false;
    g_autoptr(RftTally) tally =
        rft_tally_read(journals, RFT_JOURNALS_OF_ALL, manifest, &head, error);
    if (tally == NULL)
        return false;
    g_autoptr(RftTotals) totals = rft_totals_new(manifest, tally);
    const RftReport report = {&options, &state, manifest, tally, totals};
    return write_pages(&report, error) && write_said(folder, n, error);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    if (argc != 3) {
        g_printerr("usage: make-pages FOLDER DOCUMENTS\n");
        return 64;
    }
    if (make_run(argv[1], (uint32_t)g_ascii_strtoull(argv[2], NULL, 10), &error))
        return 0;
    g_printerr("make-pages: %s\n", error != NULL ? error->message : "not written");
    return 1;
}
