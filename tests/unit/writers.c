/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <string.h>

#include "common/amount.h"
#include "pack.h"
#include "text/text.h"

/* The writers: sinks that fail, lines and columns of plain text, amounts, odd trees. */

#define HEAD                                                                                       \
    "<document xmlns=\"https://referat.example/ns/document/1\" version=\"1\">"                     \
    "<meta name=\"language\" value=\"da\"/><body>"
#define TAIL "</body></document>"

static ReferatDocument *
read_body(ReferatContext *context, const char *body)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strconcat(HEAD, body, TAIL, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, "test.rxml");
    ReferatDocument *document = referat_read(context, source, "rxml", &error);

    g_assert_no_error(error);
    return document;
}

static char *
write_body(const char *body, const char *format, const char *const *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();

    for (size_t i = 0; options != NULL && options[i] != NULL; i += 2)
        g_assert_true(referat_context_set_option(context, options[i], options[i + 1], &error));
    g_autoptr(ReferatDocument) document = read_body(context, body);
    (void)referat_write(context, document, format, sink, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) bytes = referat_sink_steal_bytes(sink);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    return g_strndup(data, size);
}

/* ---- sinks that fail ---- */

/* Larger than the buffer of a sink, so that failures come early, in the middle and at the end. */
static char *
long_body(void)
{
    GString *body = g_string_new(NULL);

    for (int i = 0; i < 3000; i++)
        g_string_append_printf(
            body,
            "<heading level=\"1\"><t>Punkt %d</t></heading>"
            "<paragraph><t>Udvalget drøftede sag %d og vedtog den.</t></paragraph>",
            i, i * 7919);
    return g_string_free(body, FALSE);
}

static void
write_failing(ReferatContext *context, const ReferatDocument *document, const char *format)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatSink) whole = referat_sink_new_discard();

    g_assert_true(referat_write(context, document, format, whole, &error));
    const uint64_t size = referat_sink_get_written(whole);
    g_assert_cmpuint(size, >, 0);
    for (uint64_t part = 0; part < 10; part++) {
        g_autoptr(GError) failure = NULL;
        g_autoptr(ReferatSink) sink = referat_sink_new_failing(size * part / 10);
        g_assert_false(referat_write(context, document, format, sink, &failure));
        g_assert_error(failure, REFERAT_ERROR, REFERAT_ERROR_IO);
    }
    g_autoptr(ReferatSink) enough = referat_sink_new_failing(size);
    g_assert_true(referat_write(context, document, format, enough, &error));
    g_assert_no_error(error);
}

static void
test_failing_sinks(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autofree char *body = long_body();
    g_autoptr(ReferatDocument) document = read_body(context, body);
    ReferatFormat format;
    unsigned n = 0;

    for (size_t i = 0; referat_format_at(i, &format); i++) {
        if (!format.writable)
            continue;
        write_failing(context, document, format.name);
        n++;
    }
    g_assert_cmpuint(n, >=, 4);
}

/* ---- plain text ---- */

static void
check_text(const char *body, const char *width, const char *want)
{
    const char *const options[] = {"width", width, NULL};
    g_autofree char *got = write_body(body, "text", options);

    g_assert_cmpstr(got, ==, want);
}

static void
test_lines(void)
{
    check_text("<paragraph><t>en to tre fire fem seks syv otte</t></paragraph>", "20",
               "en to tre fire fem\nseks syv otte\n");
    check_text("<paragraph><t>en to tre fire fem seks syv otte</t></paragraph>", "0",
               "en to tre fire fem seks syv otte\n");
    /* a no-break space holds, and is a space in the end */
    check_text("<paragraph><t>der blev givet 10\xc2\xa0"
               "000 kr.</t></paragraph>",
               "20", "der blev givet\n10 000 kr.\n");
    /* an address is never broken; another long word is, where it may be */
    check_text(
        "<paragraph><t>se https://www.example.org/en/lang/sti/til/referatet her</t></paragraph>",
        "20", "se\nhttps://www.example.org/en/lang/sti/til/referatet\nher\n");
    check_text("<paragraph><t>sundheds-og-omsorgs-og-socialudvalget</t></paragraph>", "20",
               "sundheds-og-omsorgs-\nog-socialudvalget\n");
    /* ideographs are two columns wide and have no blanks between them */
    check_text("<paragraph><t>東京都議会議事録東京都議会</t></paragraph>", "20",
               "東京都議会議事録東京\n都議会\n");
}

static void
test_characters(void)
{
    /* composed; soft hyphens, zero width spaces and control characters gone */
    check_text("<paragraph><t>A\xcc\x8a"
               "rhus vand\xc2\xad"
               "værk\xe2\x80\x8b x\xe2\x80\xa8y</t></paragraph>",
               "76", "Århus vandværk x y\n");
    /* what only one font has */
    check_text("<paragraph><t>\xee\x80\x80 mærke</t></paragraph>", "76", "▯ mærke\n");
    check_text("<paragraph><t>40 m</t><t style=\"super\">2</t><t> og CO</t><t style=\"sub\">2</t>"
               "<t>, den 1</t><t style=\"super\">st</t></paragraph>",
               "76", "40 m² og CO₂, den 1st\n");
}

#define CELL(text) "<cell><paragraph><t>" text "</t></paragraph></cell>"

/* Columns whose words are long must not push the others over the edge. */
static void
test_table_width(void)
{
    g_autofree char *text =
        write_body("<table kind=\"data\"><row>" CELL("Numeral option") CELL("w:rtl Eastern")
                       CELL("cs, no rtl Eastern") CELL("nothing 1234") CELL("eastAsia context 12")
                           CELL("w:rFonts/@w:hint=cs med ord bagefter") "</row></table>",
                   "text", NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++)
        g_assert_cmpuint(text_columns(lines[i], strlen(lines[i])), <=, 76);
    g_assert_nonnull(lines[1]);
}

static void
test_tables(void)
{
    static const char table[] = "<table kind=\"data\"><row header=\"true\">" CELL("Navn")
        CELL("Beløb") "</row><row>" CELL("Havn") CELL("1.000") "</row><row>" CELL("Vej")
            CELL("90") "</row></table>";
    static const char wide[] = "<table kind=\"data\"><row header=\"true\">" CELL("Udvalg")
        CELL("Ansvarsområde") "</row><row>" CELL("Sundhedsudvalget")
            CELL("Ældreomsorgsplanlægning") "</row></table>";

    check_text(table, "76", "Navn  Beløb\n----  -----\nHavn  1.000\nVej      90\n");
    /* two words that do not fit beside each other */
    check_text(wide, "30", "Udvalg: Sundhedsudvalget\nAnsvarsområde:\n  Ældreomsorgsplanlægning\n");
    const char *const reader[] = {"text-style", "reader", NULL};
    g_autofree char *said = write_body(table, "text", reader);
    g_assert_cmpstr(said, ==, "Navn: Havn\nBeløb: 1.000\n\nNavn: Vej\nBeløb: 90\n");
}

static void
test_links(void)
{
    check_text("<paragraph><link uri=\"https://a.example/x\"><t>her</t></link><t> og </t>"
               "<link uri=\"https://a.example/x\"><t>der</t></link><t>, </t>"
               "<link uri=\"mailto:post@a.example\"><t>post@a.example</t></link></paragraph>",
               "76", "her <https://a.example/x> og der, post@a.example\n");
    /* the rest of a word whose beginning is the link comes before the target */
    check_text("<paragraph><t>to </t><link uri=\"https://a.example/y\"><t>udvalg</t></link>"
               "<t>smøder holdes</t></paragraph>",
               "76", "to udvalgsmøder <https://a.example/y> holdes\n");
    /* what is tied to an address need not stay with it where there is no room */
    check_text("<paragraph><t>https://www.example.org/en/lang/sti\xc2\xa0"
               "her</t></paragraph>",
               "20", "https://www.example.org/en/lang/sti\nher\n");
}

static void
test_columns(void)
{
    g_assert_cmpuint(text_columns("æøå", strlen("æøå")), ==, 3);
    g_assert_cmpuint(text_columns("東京", strlen("東京")), ==, 4);
    g_assert_cmpuint(text_columns("e\xcc\x81", 3), ==, 1);
    g_assert_cmpuint(text_columns("", 0), ==, 0);
}

/* ---- amounts ---- */

static void
test_amounts(void)
{
    static const char *const amounts[] = {"1.234,50", "£ 992.38", "12 %",    "kr. 500", "(40)",
                                          "-5",       "– 17",     "1 000",   "500,-",   "EUR 12",
                                          "3",        "12,5",     "1'000.00"};
    static const char *const others[] = {"",
                                         "kr.",
                                         "12.05.2024",
                                         "24/118",
                                         "3 stk.",
                                         "§ 5",
                                         "1a",
                                         "1.2.3",
                                         "kl. 18",
                                         "A",
                                         "12 34",
                                         "--5",
                                         "12345678901234567890123456"};

    for (size_t i = 0; i < G_N_ELEMENTS(amounts); i++)
        if (!amount_is(amounts[i]))
            g_error("%s is an amount", amounts[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (amount_is(others[i]))
            g_error("%s is no amount", others[i]);
}

/* ---- trees that no reader of ours makes, but an .rxml may hold ---- */

static void
test_odd_trees(void)
{
    static const char *const bodies[] = {
        "",
        "<list kind=\"ordered\"><item/></list>",
        "<list kind=\"ordered\"><item label=\"1.\" scheme=\"decimal\" origin=\"typed\" path=\"1\">"
        "<table kind=\"data\"><row><cell/></row></table><paragraph><t>efter</t></paragraph></item>"
        "</list>",
        "<table kind=\"data\"><row/></table>",
        "<table kind=\"data\"><row header=\"true\"><cell row-span=\"9\"/></row><row><cell "
        "column-span=\"900\" row-span=\"900\"/><cell/></row></table>",
        "<table kind=\"layout\"><row><cell/><cell/></row></table>",
        "<heading level=\"9\" label=\"xx\" scheme=\"other\" origin=\"typed\"/>",
        "<preformatted><t> a&#9;b\n  c</t></preformatted>",
        "<paragraph><link anchor=\"nowhere\"><t>x</t></link></paragraph>",
        "<quote><list kind=\"bullet\"><item><quote><rule/></quote></item></list></quote>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autofree char *text = write_body(bodies[i], "text", NULL);
        g_autofree char *odt = write_body(bodies[i], "odt", NULL);
        g_assert_true(g_str_has_suffix(text, "\n"));
        g_assert_false(g_str_has_suffix(text, "\n\n"));
        g_assert_true(g_str_has_prefix(odt, "PK"));
    }
}

/* Forty lists in each other: LibreOffice has ten levels, a line has an end. */
static void
test_deep_lists(void)
{
    g_autoptr(GString) body = g_string_new(NULL);

    for (int i = 0; i < 40; i++)
        g_string_append(body, "<list kind=\"ordered\"><item label=\"1.\" scheme=\"decimal\" "
                              "origin=\"generated\" path=\"1\"><paragraph><t>dybt nede i listen "
                              "står der noget at læse</t></paragraph>");
    for (int i = 0; i < 40; i++)
        g_string_append(body, "</item></list>");
    g_autofree char *text = write_body(body->str, "text", NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        g_assert_cmpuint(text_columns(lines[i], strlen(lines[i])), <=, 76);
    g_autofree char *odt = write_body(body->str, "odt", NULL);
    g_assert_true(g_str_has_prefix(odt, "PK"));
}

/* Twenty-four tables in each other, the innermost of two lines: said once, not two to the power. */
static void
test_nested_tables(void)
{
    g_autoptr(GString) body = g_string_new(NULL);
    const gint64 begun = g_get_monotonic_time();

    for (int i = 0; i < 24; i++)
        g_string_append(body, "<table kind=\"data\"><row><cell>");
    g_string_append(body, "<paragraph><t>a</t></paragraph><paragraph><t>b</t></paragraph>");
    for (int i = 0; i < 24; i++)
        g_string_append(body, "</cell></row></table>");
    g_autofree char *text = write_body(body->str, "text", NULL);
    g_autofree char *odt = write_body(body->str, "odt", NULL);
    g_assert_cmpint(g_get_monotonic_time() - begun, <, G_USEC_PER_SEC);
    g_assert_nonnull(strchr(text, 'a'));
    g_assert_cmpint(odt[0], ==, 'P');
}

/* ---- what stands in an ODT ---- */

static char *
content_of(const char *body)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    g_autoptr(ReferatDocument) document = read_body(context, body);

    g_assert_true(referat_write(context, document, "odt", sink, &error));
    g_autoptr(GBytes) bytes = referat_sink_steal_bytes(sink);
    char *content = pack_extract(bytes, "content.xml");
    g_assert_nonnull(content);
    return content;
}

#define ITEM(label, number, inside)                                                                \
    "<item label=\"" label "\" scheme=\"decimal\" origin=\"typed\" path=\"" number "\">" inside    \
    "</item>"

static void
test_odt_labels(void)
{
    /* an item that begins with a table, or with a list, has its label before an empty line */
    g_autofree char *table = content_of("<list kind=\"ordered\">" ITEM(
        "1.", "1", "<table kind=\"data\"><row><cell/></row></table>") "</list>");
    g_assert_nonnull(strstr(table, "<text:list-item>\n<text:p text:style-name=\"List\"/>"));
    /* LibreOffice counts to 32767 */
    g_autofree char *large = content_of("<list kind=\"ordered\">" ITEM("1.", "1", "<paragraph/>")
                                            ITEM("70001.", "70001", "<paragraph/>") "</list>");
    g_assert_nonnull(strstr(large, "text:style-override=\"Label_20_70001_2e_"));
    g_assert_null(strstr(large, "start-value=\"70001\""));
}

static void
test_odt_links(void)
{
    g_autofree char *unsafe =
        content_of("<paragraph><link uri=\"javascript:alert(1)\"><t>her</t></link></paragraph>");
    g_assert_null(strstr(unsafe, "javascript"));
    g_assert_nonnull(strstr(unsafe, ">her<"));
    g_autofree char *odd = content_of(
        "<paragraph><link uri=\"https://a.example/%zz x\"><t>her</t></link></paragraph>");
    g_assert_nonnull(strstr(odd, "https://a.example/%25zz%20x"));
    g_autofree char *nowhere =
        content_of("<paragraph><link anchor=\"nowhere\"><t>her</t></link></paragraph>");
    g_assert_null(strstr(nowhere, "text:a "));
    /* and in the web page */
    g_autofree char *page = write_body(
        "<paragraph><link uri=\"javascript:alert(1)\"><t>her</t></link></paragraph>", "html", NULL);
    g_assert_null(strstr(page, "javascript:"));
}

/* A row that is wider than a table may be goes on in the next; nothing of it is lost. */
static void
test_wide_tables(void)
{
    g_autofree char *content =
        content_of("<table kind=\"data\"><row><cell column-span=\"60000\" row-span=\"60000\">"
                   "<paragraph><t>a</t></paragraph></cell><cell column-span=\"1000\">"
                   "<paragraph><t>b</t></paragraph></cell></row><row><cell>"
                   "<paragraph><t>c</t></paragraph></cell></row></table>");
    g_autofree char *repeated = g_strdup_printf("number-columns-spanned=\"%d\"", 1024);

    g_assert_nonnull(strstr(content, repeated));
    g_assert_nonnull(strstr(content, ">b<"));
    g_assert_nonnull(strstr(content, ">c<"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/writers/failing-sinks", test_failing_sinks);
    g_test_add_func("/writers/odd-trees", test_odd_trees);
    g_test_add_func("/writers/deep-lists", test_deep_lists);
    g_test_add_func("/writers/nested-tables", test_nested_tables);
    g_test_add_func("/writers/wide-tables", test_wide_tables);
    g_test_add_func("/odt/labels", test_odt_labels);
    g_test_add_func("/odt/links", test_odt_links);
    g_test_add_func("/text/lines", test_lines);
    g_test_add_func("/text/characters", test_characters);
    g_test_add_func("/text/tables", test_tables);
    g_test_add_func("/text/table-width", test_table_width);
    g_test_add_func("/text/links", test_links);
    g_test_add_func("/text/columns", test_columns);
    g_test_add_func("/common/amounts", test_amounts);
    return g_test_run();
}
