/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libhyphen loses some bytes of some files that it loads (2.8.8, of British English). The leak
 * detector looks for this name from outside. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
    return "leak:libhyphen\n";
}

/* GLib ends in a trap, which fuzzers do not take for a finding; abort() is one everywhere. */
static void
on_log(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
    (void)data;
    (void)fprintf(stderr, "%s: %s\n", domain != NULL ? domain : "-", message);
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        abort();
}

static void
set_option(ReferatContext *context, const char *key, const char *value)
{
    g_autoptr(GError) error = NULL;

    if (!referat_context_set_option(context, key, value, &error))
        g_error("option %s=%s: %s", key, value, error->message);
}

static void
set_options(ReferatContext *context, uint8_t options)
{
    static const char *const passes[] = {"language", "page-heads", "joins",    "empty", "tables",
                                         "labels",   "captions",   "headings", "lists", "links"};

    if ((options & FUZZ_SHOW_CHANGES) != 0)
        set_option(context, "changes", "all");
    else if ((options & FUZZ_REJECT) != 0)
        set_option(context, "changes", "reject");
    if ((options & FUZZ_COMMENTS) != 0)
        set_option(context, "comments", "true");
    if ((options & FUZZ_STYLED_HEADINGS) != 0)
        set_option(context, "headings", "styled");
    for (size_t i = 0; (options & FUZZ_NO_PASSES) != 0 && i < G_N_ELEMENTS(passes); i++)
        set_option(context, "no-pass", passes[i]);
}

static GBytes *
write_rxml(ReferatContext *context, const ReferatDocument *document)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();

    if (!referat_write(context, document, "rxml", sink, &error))
        g_error("rxml is not written: %s", error->message);
    return referat_sink_steal_bytes(sink);
}

static void
check_identity(ReferatContext *context, const ReferatDocument *document)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) first = write_rxml(context, document);
    g_autoptr(ReferatSource) source = referat_source_new_bytes(first, "first.rxml");
    g_autoptr(ReferatDocument) again = referat_read(context, source, "rxml", &error);

    if (again == NULL)
        g_error("its own rxml is refused: %s", error->message);
    g_autoptr(GBytes) second = write_rxml(context, again);
    if (g_bytes_equal(first, second))
        return;
    gsize n = 0;
    gsize m = 0;
    const char *a = g_bytes_get_data(first, &n);
    const char *b = g_bytes_get_data(second, &m);
    gsize at = 0;
    while (at < MIN(n, m) && a[at] == b[at])
        at++;
    const gsize from = at - MIN(at, (gsize)80);
    g_error("rxml read and written again differs at byte %zu:\n%.*s\n%.*s", (size_t)at,
            (int)MIN(n - from, (gsize)160), a + from, (int)MIN(m - from, (gsize)160), b + from);
}

static void
write_all(ReferatContext *context, const ReferatDocument *document)
{
    ReferatFormat format;

    for (size_t i = 0; referat_format_at(i, &format); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(ReferatSink) sink = referat_sink_new_discard();
        if (format.writable && !referat_write(context, document, format.name, sink, &error))
            g_error("%s is not written: %s", format.name, error->message);
    }
}

FuzzInput
fuzz_split(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] < FUZZ_OPTIONS_END)
        return (FuzzInput){data + 1, size - 1, data[0]};
    return (FuzzInput){data, size, 0};
}

void
fuzz_finish(const char *format, const FuzzInput *input)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(input->data, input->size);
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, "input");

    (void)g_log_set_default_handler(on_log, NULL);
    set_options(context, input->options);
    if (fuzz_prepare != NULL)
        fuzz_prepare(context, input);
    g_autoptr(ReferatDocument) document = referat_read(context, source, format, &error);
    if (document == NULL) {
        if (error == NULL)
            g_error("refused without saying why");
        return;
    }
    if (!referat_document_check(document, &error))
        g_error("unsound: %s", error->message);
    write_all(context, document);
    check_identity(context, document);
}

int
fuzz_run(const char *format, const uint8_t *data, size_t size)
{
    const FuzzInput input = fuzz_split(data, size);

    fuzz_finish(format, &input);
    return 0;
}
