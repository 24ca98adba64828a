/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <string.h>

/* The public header as a host uses it, against the shared library; also compiled as C++. */

static const char rxml[] =
    "<?xml version=\"1.0\"?><document xmlns=\"https://referat.example/ns/document/1\" "
    "version=\"1\">"
    "<meta name=\"language\" value=\"da\"/><body><heading level=\"1\" title=\"true\"><t>Referat</t>"
    "</heading><paragraph label=\"§ 5\" separator=\" \" scheme=\"decimal\" origin=\"typed\" "
    "path=\"5\"><t style=\"bold\">V&lt;dtaget</t></paragraph></body></document>";

static ReferatDocument *
read_sample(ReferatContext *context)
{
    GError *error = NULL;
    GBytes *bytes = g_bytes_new_static(rxml, sizeof(rxml) - 1);
    ReferatSource *source = referat_source_new_bytes(bytes, "sample.rxml");
    ReferatDocument *document = referat_read(context, source, NULL, &error);

    g_assert_no_error(error);
    g_assert_nonnull(document);
    referat_source_free(source);
    g_bytes_unref(bytes);
    return document;
}

static void
test_walk(void)
{
    ReferatContext *context = referat_context_new();
    ReferatDocument *document = read_sample(context);
    const ReferatNode *heading = referat_node_get_first(referat_document_get_body(document));
    const ReferatNode *paragraph = referat_node_get_next(heading);

    g_assert_cmpint(referat_node_get_type(heading), ==, REFERAT_NODE_HEADING);
    g_assert_true(referat_node_get_heading(heading)->title);
    g_assert_cmpstr(referat_node_get_label(paragraph)->text, ==, "§ 5");
    g_assert_cmpuint(referat_node_get_label(paragraph)->path[0], ==, 5);
    g_assert_cmpstr(referat_document_get_metadata(document, REFERAT_META_LANGUAGE), ==, "da");
    const ReferatText *text = referat_node_get_text(referat_node_get_first(paragraph));
    g_assert_cmpuint(text->style, ==, REFERAT_TEXT_BOLD);
    g_assert_cmpmem(text->text, text->length, "V<dtaget", 8);
    referat_document_free(document);
    referat_context_free(context);
}

static void
test_convert(void)
{
    ReferatContext *context = referat_context_new();
    GBytes *bytes = g_bytes_new_static(rxml, sizeof(rxml) - 1);
    ReferatSource *source = referat_source_new_bytes(bytes, NULL);
    ReferatSink *sink = referat_sink_new_memory();
    const ReferatOutput output = {"html", sink};
    GError *error = NULL;

    g_assert_true(referat_convert(context, source, NULL, &output, 1, &error));
    g_assert_no_error(error);
    GBytes *html = referat_sink_steal_bytes(sink);
    gsize size = 0;
    const char *data = (const char *)g_bytes_get_data(html, &size);
    g_assert_nonnull(g_strstr_len(data, (gssize)size, "<html lang=\"da\">"));
    g_assert_nonnull(g_strstr_len(data, (gssize)size, "<strong>V&lt;dtaget</strong>"));
    g_bytes_unref(html);
    referat_sink_free(sink);
    referat_source_free(source);
    g_bytes_unref(bytes);
    referat_context_free(context);
}

static void
test_formats(void)
{
    ReferatFormat format;
    size_t n = 0;

    while (referat_format_at(n, &format))
        n++;
    g_assert_cmpuint(n, >=, 3);
    g_assert_true(referat_format_for_name("docx", &format));
    g_assert_true(format.readable);
    g_assert_false(format.writable);
    g_assert_nonnull(referat_options(NULL));
    g_assert_cmpstr(referat_version_string(), ==, REFERAT_VERSION_STRING);
    g_assert_true(REFERAT_CHECK_VERSION(0, 1, 0));
}

static void
test_errors(void)
{
    ReferatContext *context = referat_context_new();
    ReferatDocument *document = read_sample(context);
    ReferatSink *sink = referat_sink_new_discard();
    GError *error = NULL;

    g_assert_false(referat_write(context, document, "docx", sink, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_OPTION);
    g_clear_error(&error);
    referat_sink_free(sink);
    referat_document_free(document);
    referat_context_free(context);
    referat_context_free(NULL);
    referat_document_free(NULL);
    referat_source_free(NULL);
    referat_sink_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/walk", test_walk);
    g_test_add_func("/api/convert", test_convert);
    g_test_add_func("/api/formats", test_formats);
    g_test_add_func("/api/errors", test_errors);
    return g_test_run();
}
