/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/context.h"
#include "core/node.h"
#include "core/options.h"
#include "core/registry.h"
#include "referat/referat.h"

/* The core by itself: tree, texts, iterator, checker, sources, sinks, options, messages. */

static ReferatBuilder *
new_builder(ReferatContext **context)
{
    *context = referat_context_new();
    return rft_builder_new(*context);
}

static ReferatNode *
add_text(ReferatBuilder *builder, ReferatNode *parent, const char *text)
{
    return referat_builder_add_text(builder, parent, text, strlen(text), 0, NULL,
                                    REFERAT_DIRECTION_UNSET);
}

static void
test_texts_join(void)
{
    g_autoptr(ReferatContext) context = NULL;
    g_autoptr(ReferatBuilder) builder = new_builder(&context);
    ReferatNode *paragraph =
        referat_builder_add(builder, referat_builder_get_body(builder), REFERAT_NODE_PARAGRAPH);

    ReferatNode *first = add_text(builder, paragraph, "Ad 1 ");
    ReferatNode *second = add_text(builder, paragraph, "– Velkomst");
    g_assert_true(first == second);
    g_assert_cmpuint(first->as.text.length, ==, strlen("Ad 1 – Velkomst"));
    g_assert_cmpstr(first->as.text.text, ==, "Ad 1 – Velkomst");
    ReferatNode *bold = referat_builder_add_text(builder, paragraph, "!", 1, REFERAT_TEXT_BOLD,
                                                 NULL, REFERAT_DIRECTION_UNSET);
    g_assert_true(bold != first);
}

static void
test_text_is_cleaned(void)
{
    g_autoptr(ReferatContext) context = NULL;
    g_autoptr(ReferatBuilder) builder = new_builder(&context);
    ReferatNode *body = referat_builder_get_body(builder);
    ReferatNode *paragraph = referat_builder_add(builder, body, REFERAT_NODE_PARAGRAPH);

    /* a control character, a byte that is no UTF-8, a noncharacter */
    add_text(builder, paragraph,
             "a\x01"
             "b\xff"
             "c\xef\xbf\xbe"
             "d");
    g_assert_cmpstr(paragraph->first->as.text.text, ==,
                    "ab\xef\xbf\xbd"
                    "cd");
    /* a continuation byte alone, also in names */
    ReferatNode *second = referat_builder_add(builder, body, REFERAT_NODE_PARAGRAPH);
    add_text(builder, second, "\x80");
    g_assert_cmpstr(second->first->as.text.text, ==, "\xef\xbf\xbd");
    g_assert_cmpstr(referat_builder_intern(builder, "a\x80"), ==, "a\xef\xbf\xbd");
    g_assert_true(referat_builder_intern(builder, "a\x80") ==
                  referat_builder_intern(builder, "a\xef\xbf\xbd"));
}

static void
test_node_limit(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GError) error = NULL;

    referat_context_set_limit(context, REFERAT_LIMIT_NODES, 3);
    g_autoptr(ReferatBuilder) builder = rft_builder_new(context);
    for (int i = 0; i < 3; i++)
        (void)referat_builder_add(builder, referat_builder_get_body(builder),
                                  REFERAT_NODE_PARAGRAPH);
    g_assert_true(referat_builder_ok(builder, &error));
    (void)referat_builder_add(builder, NULL, REFERAT_NODE_PARAGRAPH);
    g_assert_false(referat_builder_ok(builder, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_LIMIT);
    g_assert_nonnull(strstr(error->message, "nodes"));
}

static void
test_limits_only_fall(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    const uint64_t built_in = referat_context_get_limit(context, REFERAT_LIMIT_NESTING);

    referat_context_set_limit(context, REFERAT_LIMIT_NESTING, built_in * 2);
    g_assert_cmpuint(referat_context_get_limit(context, REFERAT_LIMIT_NESTING), ==, built_in);
}

static void
test_iterator(void)
{
    g_autoptr(ReferatContext) context = NULL;
    g_autoptr(ReferatBuilder) builder = new_builder(&context);
    ReferatNode *quote =
        referat_builder_add(builder, referat_builder_get_body(builder), REFERAT_NODE_QUOTE);
    g_autoptr(GString) seen = g_string_new(NULL);
    ReferatIter it;

    add_text(builder, referat_builder_add(builder, quote, REFERAT_NODE_PARAGRAPH), "x");
    (void)referat_builder_add(builder, quote, REFERAT_NODE_RULE);
    referat_iter_init(&it, quote);
    while (referat_iter_next(&it)) {
        g_string_append_printf(seen, "%s%s ", it.event == REFERAT_ENTER ? "" : "/",
                               referat_node_type_name(referat_node_get_type(it.node)));
        if (it.event == REFERAT_ENTER && referat_node_get_type(it.node) == REFERAT_NODE_PARAGRAPH)
            referat_iter_skip(&it);
    }
    g_assert_cmpstr(seen->str, ==, "quote paragraph /paragraph rule /rule /quote ");
}

static void
test_moving_nodes(void)
{
    g_autoptr(ReferatContext) context = NULL;
    g_autoptr(ReferatBuilder) builder = new_builder(&context);
    ReferatNode *body = referat_builder_get_body(builder);
    ReferatNode *a = referat_builder_add(builder, body, REFERAT_NODE_PARAGRAPH);
    ReferatNode *b = referat_builder_add(builder, body, REFERAT_NODE_PARAGRAPH);
    ReferatNode *c = referat_builder_add(builder, NULL, REFERAT_NODE_PARAGRAPH);

    referat_node_insert_before(a, c);
    g_assert_true(body->first == c && c->next == a && a->previous == c && body->last == b);
    referat_node_remove(a);
    g_assert_true(c->next == b && b->previous == c && a->parent == NULL);
    rft_node_replace(b, a);
    g_assert_true(body->last == a && b->parent == NULL);
    g_assert_true(referat_document_check(builder->document, NULL));
}

/* Every rule that writers rely on is one the checker finds broken. */
static void
test_checker_finds(void)
{
    static const struct {
        ReferatNodeType parent;
        ReferatNodeType child;
    } wrong[] = {
        {REFERAT_NODE_BODY, REFERAT_NODE_TEXT},
        {REFERAT_NODE_PARAGRAPH, REFERAT_NODE_PARAGRAPH},
        {REFERAT_NODE_LIST, REFERAT_NODE_PARAGRAPH},
        {REFERAT_NODE_TABLE, REFERAT_NODE_CELL},
        {REFERAT_NODE_BODY, REFERAT_NODE_ITEM},
        {REFERAT_NODE_QUOTE, REFERAT_NODE_CAPTION},
        {REFERAT_NODE_PARAGRAPH, REFERAT_NODE_MATH_ELEMENT},
        {REFERAT_NODE_BODY, REFERAT_NODE_NOTE},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(ReferatContext) context = NULL;
        g_autoptr(ReferatBuilder) builder = new_builder(&context);
        g_autoptr(GError) error = NULL;
        ReferatNode *body = referat_builder_get_body(builder);
        ReferatNode *parent = wrong[i].parent == REFERAT_NODE_BODY
                                  ? body
                                  : referat_builder_add(builder, body, wrong[i].parent);
        (void)referat_builder_add(builder, parent, wrong[i].child);
        g_assert_false(referat_document_check(builder->document, &error));
        g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_DAMAGED);
    }
}

static void
test_checker_payloads(void)
{
    g_autoptr(ReferatContext) context = NULL;
    g_autoptr(ReferatBuilder) builder = new_builder(&context);
    ReferatNode *paragraph =
        referat_builder_add(builder, referat_builder_get_body(builder), REFERAT_NODE_PARAGRAPH);
    ReferatNode *link = referat_builder_add(builder, paragraph, REFERAT_NODE_LINK);

    g_assert_false(referat_document_check(builder->document, NULL)); /* no target */
    referat_node_edit_link(link)->uri = "https://example.org";
    g_assert_true(referat_document_check(builder->document, NULL));
    (void)referat_builder_add(builder, paragraph, REFERAT_NODE_IMAGE);
    g_assert_false(referat_document_check(builder->document, NULL)); /* no resource */
}

static void
test_same_resource_once(void)
{
    g_autoptr(ReferatContext) context = NULL;
    g_autoptr(ReferatBuilder) builder = new_builder(&context);
    g_autoptr(GBytes) a = g_bytes_new_static("abc", 3);
    g_autoptr(GBytes) b = g_bytes_new_static("abd", 3);

    g_assert_cmpuint(referat_builder_add_resource(builder, a, "image/png"), ==, 0);
    g_assert_cmpuint(referat_builder_add_resource(builder, b, "image/svg+xml"), ==, 1);
    g_assert_cmpuint(referat_builder_add_resource(builder, a, "image/png"), ==, 0);
    g_assert_cmpstr(referat_document_get_resource(builder->document, 1)->name, ==, "picture-2.svg");
}

/* ---- sources and sinks ---- */

static char *
temporary_folder(void)
{
    char *folder = g_dir_make_tmp("referat-XXXXXX", NULL);

    g_assert_nonnull(folder);
    return folder;
}

static unsigned
count_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned n = 0;

    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

static void
test_source_errors(void)
{
    g_autofree char *folder = temporary_folder();
    g_autofree char *missing = g_build_filename(folder, "missing", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatSource) none = referat_source_new_path(missing);
    g_autoptr(ReferatSource) directory = referat_source_new_path(folder);

    g_assert_null(referat_source_get_bytes(none, 100, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_NO_INPUT);
    g_clear_error(&error);
    g_assert_null(referat_source_get_bytes(directory, 100, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_NO_INPUT);
    (void)g_rmdir(folder);
}

static void
test_source_limit(void)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("12345", 5);
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_nonnull(referat_source_get_bytes(source, 5, &error));
    g_assert_null(referat_source_get_bytes(source, 4, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_LIMIT);
}

static void
test_sink_appears_at_commit(void)
{
    g_autofree char *folder = temporary_folder();
    g_autofree char *path = g_build_filename(folder, "out.html", NULL);
    g_autofree char *text = NULL;
    ReferatSink *sink = referat_sink_new_path(path);

    referat_sink_puts(sink, "whole");
    g_assert_true(referat_sink_finish(sink, NULL));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(referat_sinks_commit(&sink, 1, NULL));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "whole");
    referat_sink_free(sink);
    g_assert_cmpuint(count_files(folder), ==, 1);
    (void)g_unlink(path);
    (void)g_rmdir(folder);
}

static void
test_abandoned_sink_leaves_nothing(void)
{
    g_autofree char *folder = temporary_folder();
    g_autofree char *path = g_build_filename(folder, "out.html", NULL);
    ReferatSink *sink = referat_sink_new_path(path);

    for (int i = 0; i < 100000; i++)
        referat_sink_puts(sink, "more than a buffer holds ");
    referat_sink_free(sink);
    g_assert_cmpuint(count_files(folder), ==, 0);
    (void)g_rmdir(folder);
}

/* Two outputs, the second cannot be: the first is as it was before. */
static void
test_all_outputs_or_none(void)
{
    g_autofree char *folder = temporary_folder();
    g_autofree char *good = g_build_filename(folder, "good.html", NULL);
    g_autofree char *bad = g_build_filename(folder, "bad.html", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(good, "before", -1, NULL));
    ReferatSink *sinks[] = {referat_sink_new_path(good), referat_sink_new_path(bad)};
    for (size_t i = 0; i < 2; i++) {
        referat_sink_puts(sinks[i], "after");
        g_assert_true(referat_sink_finish(sinks[i], NULL));
    }
    g_assert_cmpint(g_mkdir(bad, 0777), ==, 0); /* a folder takes the name in between */
    g_assert_false(referat_sinks_commit(sinks, 2, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_CANNOT_CREATE);
    g_assert_true(g_file_get_contents(good, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "before");
    referat_sink_free(sinks[0]);
    referat_sink_free(sinks[1]);
    g_assert_cmpuint(count_files(folder), ==, 2);
    (void)g_rmdir(bad);
    (void)g_unlink(good);
    (void)g_rmdir(folder);
}

static void
test_first_failure_wins(void)
{
    g_autoptr(ReferatSink) sink = referat_sink_new_failing(10);
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 10000; i++)
        referat_sink_puts(sink, "0123456789abcdef");
    g_assert_false(referat_sink_finish(sink, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_IO);
}

/* ---- options, messages, formats ---- */

static void
test_options(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(referat_context_get_option(context, "changes"), ==, "accept");
    g_assert_true(referat_context_set_option(context, "changes", "all", &error));
    g_assert_false(referat_context_set_option(context, "changes", "some", &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_OPTION);
    g_assert_nonnull(strstr(error->message, "reject"));
    g_clear_error(&error);
    g_assert_false(referat_context_set_option(context, "colour", NULL, &error));
    g_clear_error(&error);
    g_assert_true(referat_context_set_option(context, "no-pass", "lists", &error));
    g_assert_true(referat_context_set_option(context, "no-pass", "links", &error));
    g_assert_true(referat_context_list_has(context, "no-pass", "lists"));
    g_assert_true(referat_context_list_has(context, "no-pass", "links"));
    g_assert_false(referat_context_list_has(context, "no-pass", "labels"));
}

/* The tables are what help, completion and checking share: no row may lack what they need. */
static void
test_option_tables(void)
{
    g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);

    for (size_t t = 0; t == 0 || rft_filters[t - 1] != NULL; t++) {
        const ReferatOption *option = t == 0 ? rft_conversion_options : rft_filters[t - 1]->options;
        for (; option != NULL && option->key != NULL; option++) {
            g_assert_true(g_hash_table_add(keys, (gpointer)option->key));
            g_assert_nonnull(option->help);
            g_assert_cmpint(option->argument == NULL, ==, option->type == REFERAT_OPTION_FLAG);
            if (option->type == REFERAT_OPTION_CHOICE)
                g_assert_true(g_strv_contains(option->choices, option->initial));
        }
    }
    g_assert_cmpuint(g_hash_table_size(keys), >=, 8);
}

static void
on_message(const ReferatDiagnostic *diagnostic, gpointer user_data)
{
    g_string_append_printf(user_data, "%s|%s|%d;", diagnostic->name, diagnostic->text,
                           diagnostic->level);
}

static void
test_messages(void)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GString) seen = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    referat_context_set_diagnostic_func(context, on_message, seen);
    referat_context_diagnose(context, REFERAT_MSG_LINK_SCHEME, NULL, "java\033[31mscript");
    g_assert_cmpstr(seen->str, ==,
                    "link-scheme|a link with an unsafe scheme is kept as text: java [31mscript|1;");
    g_assert_true(rft_context_raised(context, &error));
    referat_context_set_message_level(context, REFERAT_MSG_LINK_SCHEME, false, false);
    g_string_truncate(seen, 0);
    referat_context_diagnose(context, REFERAT_MSG_LINK_SCHEME, NULL, NULL);
    g_assert_cmpstr(seen->str, ==, "");
    g_assert_cmpuint(referat_context_count(context, REFERAT_MSG_LINK_SCHEME), ==, 2);
    referat_context_set_message_level(context, REFERAT_MSG_HIDDEN_TEXT, true, true);
    referat_context_diagnose(context, REFERAT_MSG_HIDDEN_TEXT, NULL, NULL);
    g_assert_false(rft_context_raised(context, &error));
    g_assert_error(error, REFERAT_ERROR, REFERAT_ERROR_DIAGNOSTIC);
}

static void
test_message_names(void)
{
    for (int i = 0; i < REFERAT_N_MESSAGES; i++) {
        const char *name = referat_message_name((ReferatMessage)i);
        g_assert_cmpint(referat_message_from_name(name), ==, i);
        g_assert_true(strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name));
        g_assert_false(g_str_has_prefix(name, "no-"));
    }
    g_assert_cmpint(referat_message_from_name("nonsense"), ==, REFERAT_N_MESSAGES);
}

static void
test_registry(void)
{
    for (size_t i = 0; rft_filters[i] != NULL; i++) {
        const ReferatFilter *filter = rft_filters[i];
        g_assert_cmpuint(filter->abi_version, ==, REFERAT_FILTER_ABI);
        g_assert_cmpuint(filter->struct_size, ==, sizeof(ReferatFilter));
        g_assert_true(filter->read != NULL || filter->write != NULL);
        g_assert_cmpint(filter->read != NULL, ==, filter->sniff != NULL);
        g_assert_true(rft_filter_for_name(filter->info.name) == filter);
    }
    g_assert_true(rft_filter_for_name("DOCM") == rft_filter_for_name("docx"));
    g_assert_null(rft_filter_for_name("nonsense"));
}

static const struct {
    const char *bytes;
    size_t length;
    const char *phrase;
    int code;
} disguises[] = {
    {"", 0, "an empty file", REFERAT_ERROR_FORMAT},
    {"{\\rtf1 x}", 9, "an RTF file", REFERAT_ERROR_FORMAT},
    {"<html><p>", 9, "a web page", REFERAT_ERROR_FORMAT},
    {"hello\n", 6, "a plain text file", REFERAT_ERROR_FORMAT},
    {"\x1f\x8b\x08", 3, "a gzip archive", REFERAT_ERROR_FORMAT},
    {"PK\3\4cut off", 11, "cut short", REFERAT_ERROR_DAMAGED},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 33,
     "an old .doc file", REFERAT_ERROR_FORMAT},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 41,
     "an encrypted Word file", REFERAT_ERROR_ENCRYPTED},
};

static void
test_says_what_it_is(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(disguises); i++) {
        g_autoptr(ReferatContext) context = referat_context_new();
        g_autoptr(GBytes) bytes = g_bytes_new_static(disguises[i].bytes, disguises[i].length);
        g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, "minutes.docx");
        g_autoptr(GError) error = NULL;
        g_assert_null(referat_read(context, source, NULL, &error));
        g_assert_error(error, REFERAT_ERROR, disguises[i].code);
        g_assert_nonnull(strstr(error->message, disguises[i].phrase));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/core/tree/texts-join", test_texts_join);
    g_test_add_func("/core/tree/text-is-cleaned", test_text_is_cleaned);
    g_test_add_func("/core/tree/node-limit", test_node_limit);
    g_test_add_func("/core/tree/limits-only-fall", test_limits_only_fall);
    g_test_add_func("/core/tree/iterator", test_iterator);
    g_test_add_func("/core/tree/moving", test_moving_nodes);
    g_test_add_func("/core/tree/checker-finds", test_checker_finds);
    g_test_add_func("/core/tree/checker-payloads", test_checker_payloads);
    g_test_add_func("/core/tree/resource-once", test_same_resource_once);
    g_test_add_func("/core/io/source-errors", test_source_errors);
    g_test_add_func("/core/io/source-limit", test_source_limit);
    g_test_add_func("/core/io/appears-at-commit", test_sink_appears_at_commit);
    g_test_add_func("/core/io/abandoned-leaves-nothing", test_abandoned_sink_leaves_nothing);
    g_test_add_func("/core/io/all-or-none", test_all_outputs_or_none);
    g_test_add_func("/core/io/first-failure-wins", test_first_failure_wins);
    g_test_add_func("/core/options/values", test_options);
    g_test_add_func("/core/options/tables", test_option_tables);
    g_test_add_func("/core/messages/levels", test_messages);
    g_test_add_func("/core/messages/names", test_message_names);
    g_test_add_func("/core/registry", test_registry);
    g_test_add_func("/core/identify", test_says_what_it_is);
    return g_test_run();
}
