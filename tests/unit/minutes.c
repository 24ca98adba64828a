/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "core/node.h"
#include "minutes/dates.h"
#include "minutes/people.h"
#include "minutes/recognisers.h"
#include "referat/referat.h"

/* The parts of the recogniser, each by itself on one line of text. */

typedef struct {
    ReferatContext *context;
    ReferatBuilder *builder;
    RftReading reading;
} Line;

static void
line_init(Line *line, const char *language, const char *text)
{
    line->context = referat_context_new();
    line->builder = rft_builder_new(line->context);
    ReferatDocument *document = line->builder->document;
    ReferatNode *node = referat_builder_add(line->builder, document->body, REFERAT_NODE_PARAGRAPH);
    (void)referat_builder_add_text(line->builder, node, text, strlen(text), 0, NULL,
                                   REFERAT_DIRECTION_UNSET);
    referat_builder_set_metadata(line->builder, REFERAT_META_LANGUAGE, language);
    rft_reading_init(&line->reading, line->context, document);
    rft_dates_order(&line->reading);
}

static void
line_clear(Line *line)
{
    rft_reading_clear(&line->reading);
    rft_builder_free(line->builder);
    referat_context_free(line->context);
}

/* ---- dates ---- */

static const struct {
    const char *language;
    const char *text;
    const char *date; /* NULL = none */
} dates[] = {
    {"da", "mandag den 15. september 2020", "2020-09-15"},
    {"da", "År 2024, den 23. april kl. 19.00", "2024-04-23"},
    {"de", "am Dienstag, dem 14. Mai 2024", "2024-05-14"},
    {"en", "Thursday, 16th May 2024", "2024-05-16"},
    {"en-GB", "3/2/2026", "2026-02-03"},
    {"en-US", "3/2/2026", "2026-03-02"},
    {"es", "veinticinco de abril de dos mil veintitrés", "2023-04-25"},
    {"fi", "torstai 23.11.2023 klo 18.00", "2023-11-23"},
    {"fr", "L’an deux mille vingt-trois, le vingt-sept mars", "2023-03-27"},
    {"it", "L’anno 2023, il giorno 22 del mese di maggio", "2023-05-22"},
    {"nb", "26. september 2024", "2024-09-26"},
    {"nl", "d.d. 6 februari 2024", "2024-02-06"},
    {"pt", "Aos 23 (vinte e três) dias do mês de março de 2023", "2023-03-23"},
    {"sv", "2024-02-06", "2024-02-06"},
    {"en", "Resolution 2024-38 of the town", NULL},
    {"en", "phone 555-0199 ext. 12", NULL},
};

static void
test_dates(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
        Line line;
        RftDate date;
        line_init(&line, dates[i].language, dates[i].text);
        const bool found = rft_find_date(&line.reading, rft_whole(&line.reading, 0), &date);
        g_test_message("%s", dates[i].text);
        g_assert_cmpint(found, ==, dates[i].date != NULL);
        if (found)
            g_assert_cmpstr(rft_date_text(&line.reading, date.year, date.month, date.day), ==,
                            dates[i].date);
        line_clear(&line);
    }
}

/* ---- times ---- */

static const struct {
    const char *language;
    const char *text;
    const char *start; /* NULL = none */
    const char *end;   /* NULL = none */
} times[] = {
    {"da", "kl. 16.00–18.10", "16:00", "18:10"},
    {"de", "von 19.30 Uhr bis 21 Uhr", "19:30", "21:00"},
    {"en", "from 2–4 pm", "14:00", "16:00"},
    {"en", "at 7.30 p.m.", "19:30", NULL},
    {"es", "siendo las veinte horas y cinco minutos", "20:05", NULL},
    {"fr", "à vingt-deux heures quarante-cinq", "22:45", NULL},
    {"fr", "à 20h30", "20:30", NULL},
    {"it", "alle ore 20,45", "20:45", NULL},
    {"nl", "aanvang 19.30 uur", "19:30", NULL},
    {"pt", "pelas vinte e uma horas e quinze minutos", "21:15", NULL},
    {"da", "det koster 12,50 kr.", NULL, NULL},
    {"es", "a las dos personas", NULL, NULL},
};

static void
test_times(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        Line line;
        RftTime time;
        line_init(&line, times[i].language, times[i].text);
        const bool found = rft_find_time(&line.reading, rft_whole(&line.reading, 0), &time);
        g_test_message("%s", times[i].text);
        g_assert_cmpint(found, ==, times[i].start != NULL);
        if (found) {
            g_assert_cmpstr(rft_time_text(&line.reading, time.start), ==, times[i].start);
            g_assert_cmpint(time.end >= 0, ==, times[i].end != NULL);
        }
        if (found && times[i].end != NULL)
            g_assert_cmpstr(rft_time_text(&line.reading, time.end), ==, times[i].end);
        line_clear(&line);
    }
}

/* ---- people ---- */

static const struct {
    const char *language;
    const char *text;
    const char *people; /* "name (role)" each, by semicolons; empty = none */
} lists[] = {
    {"da", "Borgmester Ib Holm, direktør for Børn og Unge Anna Lund og Per Friis (Kystbyen)",
     "Ib Holm (Borgmester);Anna Lund (direktør for Børn og Unge);Per Friis"},
    {"en", "Mrs Helen Sharpe and Cllr B. Marsh", "Helen Sharpe;B. Marsh"},
    {"fr", "Mme Clarisse FONTANEL, M. Yvon LE GALLEC", "Clarisse FONTANEL;Yvon LE GALLEC"},
    {"it", "Dott.ssa Elena Marini, Sig. Giovanni Ferri", "Dott.ssa Elena Marini;Giovanni Ferri"},
    {"de", "Prof. Dr.\xc2\xa0Ina Rot", "Prof. Dr. Ina Rot"},
    {"en", "the budget was long and nobody liked it", ""},
};

static void
test_people(void)
{
    static const RftPeople present = {.status = REFERAT_STATUS_PRESENT, .confidence = 1};

    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        Line line;
        g_autoptr(GString) found = g_string_new(NULL);
        line_init(&line, lists[i].language, lists[i].text);
        (void)rft_people_add(&line.reading, rft_whole(&line.reading, 0), &present);
        for (guint k = 0; k < line.reading.participants->len; k++) {
            const ReferatParticipant *one =
                &g_array_index(line.reading.participants, ReferatParticipant, k);
            g_string_append_printf(found, "%s%s", k > 0 ? ";" : "", one->name.text);
            if (one->role.text != NULL)
                g_string_append_printf(found, " (%s)", one->role.text);
        }
        g_assert_cmpstr(found->str, ==, lists[i].people);
        line_clear(&line);
    }
}

/* ---- keys of labels ---- */

static const struct {
    const char *label;
    const char *key;
} labels[] = {
    {"Ad 4 –", "4"},
    {"g)", "g"},
    {"§ 12", "12"},
    {"Sak 12/24", "12/24"},
    {"(*08-154)", "08-154"},
    {"1.º", "1"},
    {"1º.-", "1"},
    {"1 §", "1"},
    {"PRIMERO.-", "PRIMERO"},
    {"E.1", "E.1"},
    {"6.A.", "6.A"},
    {"08-19A CIC", "08-19A CIC"},
    {"Punto 1 all'o.d.g.:", "1"},
    {"05/24-1", "05/24-1"},
    {"PONTO UM –", "UM"},
};

static void
test_labels(void)
{
    Line line;

    line_init(&line, "en", "Text");
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
        g_assert_cmpstr(rft_label_key(&line.reading, labels[i].label), ==, labels[i].key);
    line_clear(&line);
}

/* ---- limits ---- */

/* A roll without end costs no more than the most that a meeting has. */
static void
test_many_people(void)
{
    enum { ROLLS = 6, NAMES = 500, MOST = 2000 };
    static const RftPeople present = {.status = REFERAT_STATUS_PRESENT, .confidence = 1};
    g_autoptr(GString) text = g_string_new(NULL);
    Line line;

    for (unsigned i = 0; i < ROLLS * NAMES; i++)
        g_string_append_printf(text, "Ann%c%c%c Bo%c%c%c%s", 'a' + (int)(i % 26),
                               'a' + (int)(i / 26 % 26), 'a' + (int)(i / 676), 'a' + (int)(i / 676),
                               'a' + (int)(i % 26), 'a' + (int)(i / 26 % 26),
                               i % NAMES == NAMES - 1 ? "\n" : ", ");
    line_init(&line, "en", text->str);
    const RftSpan whole = rft_whole(&line.reading, 0);
    const char *start = rft_passage(&line.reading, 0)->text;
    for (uint32_t from = 0; from < whole.end;) {
        const char *end = memchr(start + from, '\n', whole.end - from);
        const uint32_t to = end != NULL ? (uint32_t)(end - start) : whole.end;
        g_assert_cmpuint(rft_people_add(&line.reading, (RftSpan){0, from, to}, &present), ==,
                         NAMES);
        from = to + 1;
    }
    g_assert_cmpuint(line.reading.participants->len, ==, MOST);
    line_clear(&line);
}

/* What stands behind the first 64 KiB of a paragraph is not looked at; letters stay whole. */
static void
test_long_paragraph(void)
{
    g_autoptr(GString) text = g_string_new("x");
    Line line;

    for (unsigned i = 0; i < 60000; i++)
        g_string_append(text, "é");
    line_init(&line, "fr", text->str);
    const RftPassage *passage = rft_passage(&line.reading, 0);
    g_assert_cmpuint(passage->length, <=, 64 * 1024);
    g_assert_true(g_utf8_validate(passage->text, (gssize)passage->length, NULL));
    line_clear(&line);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/minutes/dates", test_dates);
    g_test_add_func("/minutes/times", test_times);
    g_test_add_func("/minutes/people", test_people);
    g_test_add_func("/minutes/labels", test_labels);
    g_test_add_func("/minutes/many-people", test_many_people);
    g_test_add_func("/minutes/long-paragraph", test_long_paragraph);
    return g_test_run();
}
