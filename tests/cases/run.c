/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <referat/referat.h>
#include <string.h>

#include "pack.h"

/*
 * Runs every folder below tests/cases/docx: input/ is packed, converted, and compared with
 * expected.rxml, expected.html (the body of the page), expected.txt, expected.odt.xml (the text of
 * the ODT, the lines of its list styles, its page head and foot) and expected.diag.
 * REFERAT_ACCEPT=1 writes what came out instead; git diff is then the review.
 *
 * Besides: the tree is sound, and reading the .rxml gives the same .rxml again.
 */

typedef struct {
    char *name;
    char *folder;
} Case;

static GString *diagnostics;

static void
on_diagnostic(const ReferatDiagnostic *diagnostic, gpointer user_data)
{
    static const char *const levels[] = {"note", "warning", "error"};

    (void)user_data;
    g_string_append_printf(diagnostics, "%s:%u: %s: %s [-W%s]\n",
                           diagnostic->position.part != NULL ? diagnostic->position.part : "-",
                           diagnostic->position.line, levels[diagnostic->level], diagnostic->text,
                           diagnostic->name);
}

/* options: one "--key=value" a line */
static void
set_options(ReferatContext *context, const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "options", NULL);
    g_autofree char *text = NULL;

    /* the record has cases of its own */
    g_assert_true(referat_context_set_option(context, "no-pass", "minutes", NULL));
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        if (!g_str_has_prefix(lines[i], "--"))
            continue;
        char *equals = strchr(lines[i], '=');
        if (equals != NULL)
            *equals = '\0';
        (void)referat_context_set_option(context, lines[i] + 2, equals != NULL ? equals + 1 : NULL,
                                         &error);
        g_assert_no_error(error);
    }
}

static void
compare(const Case *test, const char *file, const char *got)
{
    g_autofree char *path = g_build_filename(test->folder, file, NULL);
    g_autofree char *want = NULL;

    if (g_getenv("REFERAT_ACCEPT") != NULL) {
        g_assert_true(g_file_set_contents(path, got, -1, NULL));
        return;
    }
    if (!g_file_get_contents(path, &want, NULL, NULL))
        g_error("%s is missing: run with REFERAT_ACCEPT=1 and read what it writes", path);
    if (!g_str_equal(got, want)) {
        g_test_message("%s differs; got:\n%s", path, got);
        g_test_fail();
    }
}

static GBytes *
write_to_bytes(ReferatContext *context, const ReferatDocument *document, const char *format)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    const bool written = referat_write(context, document, format, sink, &error);

    g_assert_no_error(error);
    g_assert_true(written);
    return referat_sink_steal_bytes(sink);
}

static char *
write_to_string(ReferatContext *context, const ReferatDocument *document, const char *format)
{
    g_autoptr(GBytes) bytes = write_to_bytes(context, document, format);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    return g_strndup(data, size);
}

/* What changes with every build or style sheet is no part of a case. */
static char *
without_head(char *html)
{
    char *body = strstr(html, "<body>");

    g_assert_nonnull(body);
    memmove(html, body, strlen(body) + 1);
    return html;
}

static char *
without_origin(char *text)
{
    char *sum = strstr(text, "sha256:");

    g_assert_nonnull(sum);
    while (sum > text && !(sum[-1] == '\n' && sum > text + 1 && sum[-2] == '\n'))
        sum--;
    while (sum > text + 1 && sum[-2] == '\n')
        sum--;
    *sum = '\0';
    return text;
}

static char *
without_sum(char *rxml)
{
    char *meta = strstr(rxml, "<meta name=\"source-sha256\"");
    char *end = meta != NULL ? strchr(meta, '\n') : NULL;

    if (end != NULL)
        memmove(meta, end + 1, strlen(end));
    return rxml;
}

/* Of the styles what the document made: how its labels are printed, its page head and foot. */
static void
append_own_styles(GString *out, const char *styles)
{
    g_auto(GStrv) lines = g_strsplit(styles, "\n", -1);
    bool master = false;

    for (size_t i = 0; lines[i] != NULL; i++) {
        const bool level = g_str_has_prefix(lines[i], "<text:list-") ||
                           (g_str_has_prefix(lines[i], "<text:outline-level") &&
                            strstr(lines[i], "num-format=\"\"") == NULL);
        master = master || g_str_has_prefix(lines[i], "<style:master-page ");
        if (level || (master && strstr(lines[i], "office:") == NULL))
            g_string_append_printf(out, "%s\n", lines[i]);
    }
}

static char *
write_odt(ReferatContext *context, const ReferatDocument *document)
{
    g_autoptr(GBytes) bytes = write_to_bytes(context, document, "odt");
    g_autofree char *content = pack_extract(bytes, "content.xml");
    g_autofree char *styles = pack_extract(bytes, "styles.xml");

    g_assert_nonnull(content);
    g_assert_nonnull(styles);
    char *text = strstr(content, "<office:automatic-styles>");
    g_assert_nonnull(text);
    GString *out = g_string_new(text);
    append_own_styles(out, styles);
    return g_string_free(out, FALSE);
}

static void
check_identity(const char *rxml)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(rxml, strlen(rxml));
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, "identity.rxml");
    g_assert_true(referat_context_set_option(context, "no-pass", "minutes", NULL));
    g_autoptr(ReferatDocument) document = referat_read(context, source, NULL, &error);

    g_assert_no_error(error);
    g_autofree char *again = write_to_string(context, document, "rxml");
    g_assert_cmpstr(again, ==, rxml);
}

static void
compare_failure(const Case *test, const GError *error)
{
    g_string_append_printf(diagnostics, "failed (%d): %s\n", error->code, error->message);
    compare(test, "expected.diag", diagnostics->str);
}

static void
run_case(gconstpointer data)
{
    const Case *test = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *input = g_build_filename(test->folder, "input", NULL);
    g_autofree char *defaults = g_test_build_filename(G_TEST_DIST, "common", "docx", NULL);
    g_autoptr(GBytes) bytes = pack_folder(input, defaults, &error);
    g_autoptr(ReferatContext) context = referat_context_new();

    g_assert_no_error(error);
    g_string_truncate(diagnostics, 0);
    referat_context_set_diagnostic_func(context, on_diagnostic, NULL);
    set_options(context, test->folder);
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, "input.docx");
    g_autoptr(ReferatDocument) document = referat_read(context, source, NULL, &error);
    if (document == NULL) {
        compare_failure(test, error);
        return;
    }
    g_assert_true(referat_document_check(document, &error));
    g_autofree char *rxml = write_to_string(context, document, "rxml");
    check_identity(rxml);
    compare(test, "expected.rxml", without_sum(rxml));
    g_autofree char *html = write_to_string(context, document, "html");
    compare(test, "expected.html", without_head(html));
    g_autofree char *text = write_to_string(context, document, "text");
    compare(test, "expected.txt", without_origin(text));
    g_autofree char *odt = write_odt(context, document);
    compare(test, "expected.odt.xml", odt);
    compare(test, "expected.diag", diagnostics->str);
}

static int
add_cases(const char *root)
{
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    const char *name = NULL;
    int n = 0;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        Case *test = g_new0(Case, 1); /* lives as long as the program */
        g_autofree char *path = g_strdup_printf("/cases/docx/%s", name);
        test->name = g_strdup(name);
        test->folder = g_build_filename(root, name, NULL);
        if (!g_file_test(test->folder, G_FILE_TEST_IS_DIR))
            continue;
        g_test_add_data_func(path, test, run_case);
        n++;
    }
    return n;
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    diagnostics = g_string_new(NULL);
    g_autofree char *root = g_test_build_filename(G_TEST_DIST, "docx", NULL);
    if (add_cases(root) == 0)
        g_error("no cases below %s", root);
    return g_test_run();
}
