/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/text.h"

#include <string.h>

enum { DEFAULT_WIDTH = 76, LEAST_WIDTH = 20 };

/* Page headers are the first block, page feet the last: set off by a line, or by space alone. */
static void
write_regions(Flow *flow, ReferatNodeType type)
{
    const ReferatNode *root = referat_document_get_root(flow->text->document);
    const bool foot = type == REFERAT_NODE_PAGE_FOOTER;
    bool open = false;

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node)) {
        if (referat_node_get_type(node) != type)
            continue;
        if (!open && foot)
            flow->gap = 2;
        open = true;
        text_write_children(flow, node);
    }
    if (open)
        flow->gap = 2;
}

/* What the text was made of, for those who keep it: a text has no place for it but its end. */
static void
write_origin(Flow *flow)
{
    const char *sum =
        referat_document_get_metadata(flow->text->document, REFERAT_META_SOURCE_SHA256);

    if (sum == NULL)
        return;
    g_autofree char *line = g_strdup_printf("%s: sha256:%s (referat " REFERAT_VERSION_STRING ")",
                                            text_phrase(flow->text, "source"), sum);
    flow->gap = 2;
    flow_put(flow, line);
}

static bool
write_document(Text *text, GError **error)
{
    Flow flow;

    flow_init(&flow, text, text->width);
    write_regions(&flow, REFERAT_NODE_PAGE_HEADER);
    text_write_children(&flow, referat_document_get_body(text->document));
    text_write_notes(&flow);
    write_regions(&flow, REFERAT_NODE_PAGE_FOOTER);
    if (!flow.begun)
        flow_put(&flow, text_phrase(text, "untitled"));
    write_origin(&flow);
    referat_sink_put(text->sink, flow.out->str, flow.out->len);
    flow_clear(&flow);
    return referat_sink_finish(text->sink, error);
}

static bool
text_write(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
           GError **error)
{
    const char *width = referat_context_get_option(context, "width");
    const char *style = referat_context_get_option(context, "text-style");
    Text text = {
        .context = context,
        .document = document,
        .sink = sink,
        .language = referat_document_get_metadata(document, REFERAT_META_LANGUAGE),
        .width = DEFAULT_WIDTH,
        .reader = style != NULL && g_str_equal(style, "reader"),
    };

    if (width != NULL)
        text.width = (unsigned)g_ascii_strtoull(width, NULL, 10);
    if (text.width > 0 && text.width < LEAST_WIDTH) {
        referat_set_error(
            error, REFERAT_ERROR_OPTION,
            "--width: %u is too narrow: at least %d, or 0 for lines that are not broken",
            text.width, LEAST_WIDTH);
        return false;
    }
    text.targets = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    const bool written = write_document(&text, error);
    g_hash_table_unref(text.targets);
    return written;
}

static const char *const extensions[] = {"txt", "text", NULL};
static const char *const mime_types[] = {"text/plain", NULL};
static const char *const styles[] = {"terminal", "reader", NULL};

static const ReferatOption options[] = {
    {"width", REFERAT_OPTION_NUMBER, "COLUMNS", NULL, "76",
     REFERAT_TEXT("width of plain text; 0 = lines are not broken (text)")},
    {"text-style", REFERAT_OPTION_CHOICE, "STYLE", styles, "terminal",
     REFERAT_TEXT("terminal, or reader: for screen readers, nothing drawn (text)")},
    {NULL, REFERAT_OPTION_FLAG, NULL, NULL, NULL, NULL},
};

const ReferatFilter text_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "text",
             .description = REFERAT_TEXT("plain text, UTF-8"),
             .extensions = extensions,
             .mime_types = mime_types},
    .options = options,
    .write = text_write,
};
