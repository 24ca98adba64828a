/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "odt/odt.h"

#include <string.h>

#include "common/xml.h"

enum { TEXT_WIDTH = 1700 }; /* A4 less its margins, in tenths of a millimetre */

#define ODT_VERSION "1.3"
#define ODT_MEDIA_TYPE "application/vnd.oasis.opendocument.text"

void
odt_puts(Odt *odt, const char *text)
{
    referat_sink_puts(odt->out, text);
}

void
odt_characters(Odt *odt, const char *text)
{
    xml_escape(odt->out, text, strlen(text));
}

void
odt_attribute(Odt *odt, const char *name, const char *value)
{
    if (value == NULL)
        return;
    referat_sink_printf(odt->out, " %s=\"", name);
    odt_characters(odt, value);
    odt_puts(odt, "\"");
}

/* One space is a space; those after it are elements (6.1.2, 6.1.3). */
static void
put_spaces(Odt *odt, size_t n)
{
    if (n > 0 && !odt->after_space) {
        odt_puts(odt, " ");
        n--;
    }
    if (n == 1)
        odt_puts(odt, "<text:s/>");
    else if (n > 1)
        referat_sink_printf(odt->out, "<text:s text:c=\"%zu\"/>", n);
    odt->after_space = true;
}

void
odt_text(Odt *odt, const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        size_t n = 0;
        while (text + n < end && (text[n] == ' ' || (text[n] == '\n' && !odt->in_pre)))
            n++;
        if (n > 0) {
            put_spaces(odt, n);
        } else if (*text == '\t' || *text == '\n') {
            odt_puts(odt, *text == '\t' ? "<text:tab/>" : "<text:line-break/>");
            odt->after_space = true;
            n = 1;
        } else {
            while (text + n < end && text[n] != ' ' && text[n] != '\t' && text[n] != '\n')
                n++;
            xml_escape(odt->out, text, n);
            odt->after_space = false;
        }
        text += n;
    }
}

const char *
odt_phrase(const Odt *odt, const char *key)
{
    return referat_context_phrase(odt->context, odt->language, key);
}

const char *
odt_intern(Odt *odt, const char *text)
{
    const char *known = g_hash_table_lookup(odt->strings, text);

    if (known != NULL)
        return known;
    char *own = g_strdup(text);
    g_hash_table_add(odt->strings, own);
    return own;
}

char *
odt_style_name(const char *display_name)
{
    GString *name = g_string_new(NULL);

    for (const char *p = display_name; *p != '\0'; p++) {
        if (g_ascii_isalnum(*p) || (*p == '-' && name->len > 0))
            g_string_append_c(name, *p);
        else
            g_string_append_printf(name, "_%02x_", (unsigned char)*p);
    }
    return g_string_free(name, FALSE);
}

/* ---- the streams ---- */

static void
collect(Odt *odt)
{
    const ReferatNode *root = referat_document_get_root(odt->document);
    ReferatIter it;

    odt_collect_headings(odt);
    referat_iter_init(&it, root);
    while (referat_iter_next(&it)) {
        if (it.event == REFERAT_LEAVE)
            continue;
        if (referat_node_get_type(it.node) == REFERAT_NODE_COMMENT)
            referat_iter_skip(&it); /* written without its places */
        if (referat_node_get_type(it.node) == REFERAT_NODE_ANCHOR &&
            *referat_node_get_anchor(it.node)->name != '\0')
            g_hash_table_add(odt->anchors, (gpointer)referat_node_get_anchor(it.node)->name);
        else if (referat_node_get_type(it.node) == REFERAT_NODE_COMMENT)
            g_hash_table_insert(odt->comments, (gpointer)referat_node_get_change(it.node)->key,
                                (gpointer)it.node);
    }
    odt_collect_meeting(odt);
}

static GBytes *
written(Odt *odt, void (*write)(Odt *odt))
{
    ReferatSink *outer = odt->out;

    odt->out = referat_sink_new_memory();
    write(odt);
    GBytes *bytes = referat_sink_steal_bytes(odt->out);
    referat_sink_free(odt->out);
    odt->out = outer;
    return bytes;
}

static void
write_body(Odt *odt)
{
    odt_write_changes(odt);
    odt_write_children(odt, referat_document_get_body(odt->document));
    odt_write_rest_of_notes(odt);
}

/* The styles of tables stand before the text, so the text is written first. */
static void
write_content(Odt *odt)
{
    g_autoptr(GBytes) body = written(odt, write_body);
    gsize size = 0;
    const char *data = g_bytes_get_data(body, &size);

    odt_open_root(odt, "content");
    odt_puts(odt, "<office:automatic-styles>\n");
    odt_puts(odt, odt->table_xml->str);
    odt_puts(odt, "</office:automatic-styles>\n<office:body>\n<office:text>\n");
    referat_sink_put(odt->out, data, size);
    odt_puts(odt, "</office:text>\n</office:body>\n</office:document-content>\n");
}

static GBytes *
styles_of(Odt *odt, OdtTemplate *template)
{
    GBytes *own = written(odt, odt_write_styles);

    if (template == NULL)
        return own;
    GBytes *merged = odt_template_merge(template, own);
    g_bytes_unref(own);
    odt_template_add_pictures(template, odt->package);
    return merged;
}

static bool
write_package(Odt *odt, OdtTemplate *template, ReferatSink *sink, GError **error)
{
    packager_add(odt->package, "content.xml", written(odt, write_content), "text/xml");
    GBytes *styles = styles_of(odt, template);
    if (styles == NULL)
        return referat_set_error(error, REFERAT_ERROR_LIMIT,
                                 "the styles of document and template are too large together");
    packager_add(odt->package, "styles.xml", styles, "text/xml");
    packager_add(odt->package, "meta.xml", written(odt, odt_write_meta), "text/xml");
    packager_manifest(odt->package, ODT_VERSION);
    return packager_write(odt->package, sink, error) && referat_sink_finish(sink, error);
}

static void
init(Odt *odt)
{
    odt->package = packager_new(ODT_MEDIA_TYPE);
    odt->strings = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    odt->list_styles = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    odt->list_xml = g_string_new(NULL);
    odt->variants = g_hash_table_new(referat_string_hash, g_str_equal);
    odt->variant_xml = g_string_new(NULL);
    odt->table_styles = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    odt->table_xml = g_string_new(NULL);
    odt->bookmarks = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    odt->notes = g_hash_table_new(NULL, NULL);
    odt->changes = g_hash_table_new(NULL, NULL);
    odt->pictures = g_hash_table_new(NULL, NULL);
    odt->anchors = g_hash_table_new(referat_string_hash, g_str_equal);
    odt->comments = g_hash_table_new(referat_string_hash, g_str_equal);
    odt->levels = g_hash_table_new(NULL, NULL);
    odt->items = g_hash_table_new(NULL, NULL);
    odt->entries = g_hash_table_new(NULL, NULL);
    odt->decisions = g_hash_table_new(NULL, NULL);
    odt->lists = g_array_new(FALSE, TRUE, sizeof(OdtList));
    odt->room = TEXT_WIDTH;
    odt->cell_style = "Table_20_Contents";
}

static void
clear(Odt *odt)
{
    packager_free(odt->package);
    g_hash_table_unref(odt->strings);
    g_hash_table_unref(odt->list_styles);
    g_string_free(odt->list_xml, TRUE);
    g_hash_table_unref(odt->variants);
    g_string_free(odt->variant_xml, TRUE);
    g_hash_table_unref(odt->table_styles);
    g_string_free(odt->table_xml, TRUE);
    g_hash_table_unref(odt->bookmarks);
    g_hash_table_unref(odt->notes);
    g_hash_table_unref(odt->changes);
    g_hash_table_unref(odt->pictures);
    g_hash_table_unref(odt->anchors);
    g_hash_table_unref(odt->comments);
    g_hash_table_unref(odt->levels);
    g_hash_table_unref(odt->items);
    g_hash_table_unref(odt->entries);
    g_hash_table_unref(odt->decisions);
    g_array_unref(odt->lists);
}

static bool
odt_write(ReferatContext *context, const ReferatDocument *document, ReferatSink *sink,
          GError **error)
{
    Odt odt = {
        .context = context,
        .document = document,
        .language = referat_document_get_metadata(document, REFERAT_META_LANGUAGE),
    };

    OdtTemplate *template = NULL;

    if (!odt_template_read(context, &template, error))
        return false;
    init(&odt);
    if (template != NULL)
        odt.room = odt_template_text_width(template);
    collect(&odt);
    const bool good = write_package(&odt, template, sink, error);
    clear(&odt);
    odt_template_free(template);
    return good;
}

static const char *const extensions[] = {"odt", NULL};
static const char *const mime_types[] = {ODT_MEDIA_TYPE, NULL};

static const ReferatOption options[] = {
    {"template", REFERAT_OPTION_FILE, "FILE", NULL, "",
     REFERAT_TEXT("take styles, page and letterhead from FILE.ott (odt)")},
    {NULL, REFERAT_OPTION_FLAG, NULL, NULL, NULL, NULL},
};

const ReferatFilter odt_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "odt",
             .description = REFERAT_TEXT("OpenDocument text (ODF 1.3)"),
             .extensions = extensions,
             .mime_types = mime_types},
    .options = options,
    .write = odt_write,
};
