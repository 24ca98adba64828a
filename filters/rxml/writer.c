/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <string.h>

#include "common/xml.h"
#include "rxml/minutes.h"
#include "rxml/rxml.h"

/*
 * One element a node, payloads as attributes, text in <t>. Line breaks stand only inside tags of
 * blocks, so that the reader gets back exactly what was written.
 */

typedef struct {
    ReferatSink *sink;
    const ReferatDocument *document;
    bool scrub;
} Writer;

/* ---- values ---- */

/* Letters become x or X, digits 0: the shape of the text without what it says. */
char *
rxml_masked(const char *text, size_t length)
{
    GString *out = g_string_sized_new(length);
    const char *end = text + length;

    for (const char *p = text; p < end; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isdigit(c))
            g_string_append_c(out, '0');
        else if (g_unichar_isupper(c))
            g_string_append_c(out, 'X');
        else if (g_unichar_isalpha(c))
            g_string_append_c(out, 'x');
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void
put_value(const Writer *w, const char *text, size_t length)
{
    /* white space that attribute normalisation would fold */
    size_t from = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\t' && text[i] != '\n')
            continue;
        xml_escape(w->sink, text + from, i - from);
        referat_sink_puts(w->sink, text[i] == '\t' ? "&#9;" : "&#10;");
        from = i + 1;
    }
    xml_escape(w->sink, text + from, length - from);
}

static void
attribute(const Writer *w, const char *name, const char *value)
{
    if (value == NULL)
        return;
    referat_sink_printf(w->sink, " %s=\"", name);
    put_value(w, value, strlen(value));
    referat_sink_put(w->sink, "\"", 1);
}

/* An attribute whose value is words of the document. */
static void
secret(const Writer *w, const char *name, const char *value)
{
    g_autofree char *mask = w->scrub && value != NULL ? rxml_masked(value, strlen(value)) : NULL;

    attribute(w, name, mask != NULL ? mask : value);
}

static void
number(const Writer *w, const char *name, uint64_t value)
{
    referat_sink_printf(w->sink, " %s=\"%" G_GUINT64_FORMAT "\"", name, value);
}

/* Points with two decimals, in the C locale whatever the program's is. */
static void
points(const Writer *w, const char *name, float value)
{
    const int64_t hundredths = (int64_t)((double)value * 100.0 + (value < 0 ? -0.5 : 0.5));

    if (hundredths != 0)
        referat_sink_printf(w->sink, " %s=\"%s%" G_GINT64_FORMAT ".%02d\"", name,
                            hundredths < 0 ? "-" : "", ABS(hundredths) / 100,
                            (int)(ABS(hundredths) % 100));
}

static void
flag(const Writer *w, const char *name, bool value)
{
    if (value)
        attribute(w, name, "true");
}

/* ---- payloads ---- */

static void
put_styles(const Writer *w, uint32_t style)
{
    bool first = true;

    if (style == 0)
        return;
    referat_sink_puts(w->sink, " style=\"");
    for (unsigned i = 0; rxml_style_names[i] != NULL; i++) {
        if ((style & (1U << i)) == 0)
            continue;
        referat_sink_printf(w->sink, "%s%s", first ? "" : " ", rxml_style_names[i]);
        first = false;
    }
    referat_sink_put(w->sink, "\"", 1);
}

static void
put_table(const Writer *w, const ReferatTable *table)
{
    attribute(w, "kind", rxml_table_names[table->kind]);
    if (table->n_columns == 0)
        return;
    referat_sink_puts(w->sink, " widths=\"");
    for (uint32_t i = 0; i < table->n_columns; i++)
        referat_sink_printf(w->sink, "%s%u", i > 0 ? " " : "", table->widths[i]);
    referat_sink_put(w->sink, "\"", 1);
}

static void
put_cell(const Writer *w, const ReferatCell *cell)
{
    if (cell->column_span > 1)
        number(w, "column-span", cell->column_span);
    if (cell->row_span > 1)
        number(w, "row-span", cell->row_span);
    if (cell->scope != REFERAT_SCOPE_NONE)
        attribute(w, "scope", rxml_scope_names[cell->scope]);
}

static void
put_image(const Writer *w, const ReferatImage *image)
{
    number(w, "resource", image->resource);
    if (image->raster > 0)
        number(w, "raster", image->raster - 1);
    secret(w, "alt", image->alt);
    points(w, "width", image->width);
    points(w, "height", image->height);
    flag(w, "decorative", image->decorative);
}

static void
put_change(const Writer *w, const ReferatChange *change)
{
    attribute(w, "key", change->key);
    secret(w, "author", change->author);
    attribute(w, "date", change->date);
}

static void
put_block_payload(const Writer *w, const ReferatNode *node)
{
    switch (referat_node_get_type(node)) {
    case REFERAT_NODE_PAGE_HEADER:
    case REFERAT_NODE_PAGE_FOOTER:
        attribute(w, "pages", rxml_pages_names[referat_node_get_pages(node)->pages]);
        number(w, "section", referat_node_get_pages(node)->section);
        flag(w, "not-first", referat_node_get_pages(node)->not_first);
        break;
    case REFERAT_NODE_NOTE:
    case REFERAT_NODE_NOTE_REF:
        attribute(w, "kind", rxml_note_names[referat_node_get_note(node)->kind]);
        attribute(w, "key", referat_node_get_note(node)->key);
        attribute(w, "mark", referat_node_get_note(node)->mark);
        break;
    case REFERAT_NODE_HEADING:
        number(w, "level", referat_node_get_heading(node)->level);
        flag(w, "title", referat_node_get_heading(node)->title);
        break;
    case REFERAT_NODE_LIST:
        attribute(w, "kind", rxml_list_names[referat_node_get_list(node)->kind]);
        break;
    case REFERAT_NODE_TABLE:
        put_table(w, referat_node_get_table(node));
        break;
    case REFERAT_NODE_ROW:
        flag(w, "header", referat_node_get_row(node)->header);
        break;
    case REFERAT_NODE_CELL:
        put_cell(w, referat_node_get_cell(node));
        break;
    case REFERAT_NODE_ASIDE:
        attribute(w, "kind", rxml_aside_names[referat_node_get_aside(node)->kind]);
        break;
    default:
        break;
    }
}

static void
put_inline_payload(const Writer *w, const ReferatNode *node)
{
    switch (referat_node_get_type(node)) {
    case REFERAT_NODE_LINK:
        secret(w, "uri", referat_node_get_link(node)->uri);
        attribute(w, "anchor", referat_node_get_link(node)->anchor);
        break;
    case REFERAT_NODE_ANCHOR:
        attribute(w, "name", referat_node_get_anchor(node)->name);
        break;
    case REFERAT_NODE_IMAGE:
        put_image(w, referat_node_get_image(node));
        break;
    case REFERAT_NODE_COMMENT:
    case REFERAT_NODE_COMMENT_REF:
    case REFERAT_NODE_INSERTION:
    case REFERAT_NODE_DELETION:
        put_change(w, referat_node_get_change(node));
        break;
    case REFERAT_NODE_MATH:
        flag(w, "display", referat_node_get_math(node)->display);
        break;
    case REFERAT_NODE_MATH_ELEMENT:
        attribute(w, "name",
                  referat_math_element_name(referat_node_get_math_element(node)->element));
        attribute(w, "attribute", referat_node_get_math_element(node)->attribute);
        break;
    case REFERAT_NODE_RUBY:
        secret(w, "text", referat_node_get_ruby(node)->text);
        break;
    case REFERAT_NODE_FORM:
        attribute(w, "kind", rxml_form_names[referat_node_get_form(node)->kind]);
        secret(w, "value", referat_node_get_form(node)->value);
        flag(w, "checked", referat_node_get_form(node)->checked);
        break;
    case REFERAT_NODE_PAGE_MARK:
        number(w, "index", referat_node_get_page_mark(node)->index);
        attribute(w, "label", referat_node_get_page_mark(node)->label);
        break;
    default:
        break;
    }
}

/* ---- what every node may have ---- */

static void
put_label(const Writer *w, const ReferatLabel *label)
{
    if (label == NULL)
        return;
    secret(w, "label", label->text);
    attribute(w, "separator", label->separator);
    attribute(w, "scheme", rxml_scheme_names[label->scheme]);
    attribute(w, "origin", rxml_origin_names[label->origin]);
    if (label->n_path == 0)
        return;
    referat_sink_puts(w->sink, " path=\"");
    for (uint32_t i = 0; i < label->n_path; i++)
        referat_sink_printf(w->sink, "%s%u", i > 0 ? " " : "", label->path[i]);
    referat_sink_put(w->sink, "\"", 1);
}

static void
put_positions(const Writer *w, const ReferatNode *node)
{
    uint32_t n = 0;
    const ReferatPosition *positions = referat_node_get_positions(node, &n);

    if (n == 0)
        return;
    referat_sink_puts(w->sink, " at=\"");
    for (uint32_t i = 0; i < n; i++) {
        const ReferatPosition *at = &positions[i];
        if (i > 0)
            referat_sink_put(w->sink, " ", 1);
        if (at->page > 0) {
            referat_sink_printf(w->sink, "page=%u", at->page);
            for (int k = 0; k < 4; k++)
                referat_sink_printf(w->sink, ",%ld", lround((double)at->box[k] * 100.0));
        } else {
            const char *part = at->part != NULL ? at->part : "";
            g_autofree char *safe = g_uri_escape_string(part, "/", FALSE);
            referat_sink_printf(w->sink, "%s:%u", safe, at->line);
        }
    }
    referat_sink_put(w->sink, "\"", 1);
}

static void
put_common(const Writer *w, const ReferatNode *node)
{
    attribute(w, "lang", referat_node_get_language(node));
    if (referat_node_get_direction(node) != REFERAT_DIRECTION_UNSET)
        attribute(w, "dir", rxml_direction_names[referat_node_get_direction(node)]);
    if (referat_node_type_is_inline(referat_node_get_type(node)))
        return;
    attribute(w, "style-name", referat_node_get_style(node));
    put_label(w, referat_node_get_label(node));
    put_positions(w, node);
}

static void
put_text(const Writer *w, const ReferatNode *node)
{
    const ReferatText *text = referat_node_get_text(node);

    referat_sink_puts(w->sink, "<t");
    put_styles(w, text->style);
    attribute(w, "lang", referat_node_get_language(node));
    if (referat_node_get_direction(node) != REFERAT_DIRECTION_UNSET)
        attribute(w, "dir", rxml_direction_names[referat_node_get_direction(node)]);
    referat_sink_put(w->sink, ">", 1);
    if (w->scrub) {
        g_autofree char *mask = rxml_masked(text->text, text->length);
        xml_escape(w->sink, mask, strlen(mask));
    } else {
        xml_escape(w->sink, text->text, text->length);
    }
    referat_sink_puts(w->sink, "</t>");
}

static bool
holds_inlines(const ReferatNode *node)
{
    const ReferatNode *first = referat_node_get_first(node);

    return first == NULL || referat_node_type_is_inline(referat_node_get_type(first));
}

static void
enter(const Writer *w, const ReferatNode *node)
{
    const ReferatNodeType type = referat_node_get_type(node);

    referat_sink_printf(w->sink, "<%s", referat_node_type_name(type));
    put_block_payload(w, node);
    put_inline_payload(w, node);
    put_common(w, node);
    if (referat_node_get_first(node) == NULL)
        referat_sink_puts(w->sink, "/>");
    else
        referat_sink_puts(w->sink, holds_inlines(node) ? ">" : ">\n");
}

static void
leave(const Writer *w, const ReferatNode *node)
{
    const ReferatNodeType type = referat_node_get_type(node);

    if (referat_node_get_first(node) != NULL)
        referat_sink_printf(w->sink, "</%s>", referat_node_type_name(type));
    if (!referat_node_type_is_inline(type))
        referat_sink_put(w->sink, "\n", 1);
}

/* ---- the head ---- */

static void
put_metadata(const Writer *w)
{
    for (int field = 0; field < REFERAT_N_METADATA; field++) {
        const char *value = referat_document_get_metadata(w->document, (ReferatMetadata)field);
        const bool plain = field == REFERAT_META_LANGUAGE || field == REFERAT_META_SOURCE_SHA256 ||
                           field == REFERAT_META_CREATED || field == REFERAT_META_MODIFIED;
        if (value == NULL)
            continue;
        referat_sink_printf(w->sink, "<meta name=\"%s\"",
                            referat_metadata_name((ReferatMetadata)field));
        if (plain)
            attribute(w, "value", value);
        else
            secret(w, "value", value);
        referat_sink_puts(w->sink, "/>\n");
    }
}

static void
put_resources(const Writer *w)
{
    const uint32_t n = referat_document_get_n_resources(w->document);

    for (uint32_t i = 0; i < n; i++) {
        const ReferatResource *resource = referat_document_get_resource(w->document, i);
        gsize size = 0;
        const guchar *data = g_bytes_get_data(resource->bytes, &size);
        /* a scrubbed picture is its number: different, so that indices stay */
        g_autofree char *stand_in = g_strdup_printf("%u", i);
        g_autofree char *base64 = w->scrub
                                      ? g_base64_encode((const guchar *)stand_in, strlen(stand_in))
                                      : g_base64_encode(data, size);
        referat_sink_puts(w->sink, "<resource");
        attribute(w, "media-type", resource->media_type);
        referat_sink_printf(w->sink, ">%s</resource>\n", base64);
    }
}

bool
rxml_write(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
           GError **error)
{
    const Writer w = {sink, document, referat_context_get_flag(context, "scrub")};
    const ReferatNode *root = referat_document_get_root(document);
    ReferatIter it;

    referat_sink_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<document xmlns=\"" RXML_NAMESPACE "\" version=\"" RXML_VERSION
                            "\" generator=\"referat " REFERAT_VERSION_STRING "\">\n");
    put_metadata(&w);
    put_resources(&w);
    referat_iter_init(&it, root);
    while (referat_iter_next(&it)) {
        if (it.node == root)
            continue;
        if (referat_node_get_type(it.node) == REFERAT_NODE_TEXT) {
            if (it.event == REFERAT_ENTER)
                put_text(&w, it.node);
        } else if (it.event == REFERAT_ENTER) {
            enter(&w, it.node);
        } else {
            leave(&w, it.node);
        }
    }
    if (referat_document_get_minutes(document) != NULL)
        rxml_put_minutes(sink, referat_document_get_minutes(document), w.scrub);
    referat_sink_puts(sink, "</document>\n");
    return referat_sink_finish(sink, error);
}
