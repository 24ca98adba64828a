/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "odt/odt.h"

/* styles.xml: the named styles, what the streams used besides, the page with its head and foot. */

/* ---- languages ---- */

static bool
is_one_of(const char *tag, const char *const *languages)
{
    for (size_t i = 0; languages[i] != NULL; i++) {
        const size_t length = strlen(languages[i]);
        if (g_ascii_strncasecmp(tag, languages[i], length) == 0 &&
            (tag[length] == '\0' || tag[length] == '-'))
            return true;
    }
    return false;
}

/* ODF keeps the language of three groups of scripts apart: the ending of the attributes' names. */
static const char *
script_group(const char *tag)
{
    static const char *const asian[] = {"zh", "ja", "ko", NULL};
    static const char *const complex[] = {"ar", "he", "fa", "ur", "yi", "ps", "th",  "hi", "bn",
                                          "ta", "te", "ml", "km", "lo", "my", "ckb", "dv", NULL};

    return is_one_of(tag, asian) ? "-asian" : is_one_of(tag, complex) ? "-complex" : "";
}

static bool
is_subtag(const char *text, size_t least, size_t most)
{
    const size_t length = strlen(text);

    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]))
            return false;
    return length >= least && length <= most;
}

static void
put_group(GString *out, const char *group, const char *language, const char *country)
{
    const char *prefix = *group == '\0' ? "fo" : "style";

    g_string_append_printf(out, " %s:language%s=\"%s\" %s:country%s=\"%s\"", prefix, group,
                           language, prefix, group, country);
}

static void
put_language_as(GString *out, const char *tag, const char *group)
{
    g_auto(GStrv) parts = g_strsplit(tag, "-", -1);
    const bool named = parts[0] != NULL && is_subtag(parts[0], 2, 8) &&
                       strcspn(parts[0], "0123456789") == strlen(parts[0]);
    const char *language = named ? parts[0] : "und";
    const char *country = "none";

    for (size_t i = 1; parts[0] != NULL && parts[i] != NULL; i++)
        if (is_subtag(parts[i], 2, 2))
            country = parts[i];
    put_group(out, group, language, country);
}

void
odt_put_language(GString *out, const char *tag)
{
    put_language_as(out, tag, script_group(tag));
}

static bool
is_right_to_left(const char *tag)
{
    static const char *const languages[] = {"ar", "he", "fa", "ur", "yi", "ps", "ckb", "dv", NULL};

    return is_one_of(tag, languages);
}

/* ---- variants ---- */

/* LibreOffice takes "start" for left in text of either direction. */
#define LEFT_TO_RIGHT "style:writing-mode=\"lr-tb\" fo:text-align=\"left\""
#define RIGHT_TO_LEFT "style:writing-mode=\"rl-tb\" fo:text-align=\"right\""

static char *
display_name_of(const char *style)
{
    g_auto(GStrv) parts = g_strsplit(style, "_20_", -1);

    return g_strjoinv(" ", parts);
}

const char *
odt_variant(Odt *odt, const char *family, const char *base, const char *language,
            ReferatDirection direction)
{
    const bool paragraph = g_str_equal(family, "paragraph");
    const bool foreign = language != NULL && g_strcmp0(language, odt->language) != 0;

    if (!foreign && direction == REFERAT_DIRECTION_UNSET && paragraph)
        return base;
    const char *side = direction == REFERAT_DIRECTION_RTL   ? " rtl"
                       : direction == REFERAT_DIRECTION_LTR ? " ltr"
                                                            : "";
    g_autofree char *shown = display_name_of(base);
    g_autofree char *display = g_strdup_printf("%s%s%s%s", shown, language != NULL ? " " : "",
                                               language != NULL ? language : "", side);
    g_autofree char *name = odt_style_name(display);
    const char *known = g_hash_table_lookup(odt->variants, name);
    if (known != NULL)
        return known;
    g_autofree char *escaped = g_markup_escape_text(display, -1);
    g_string_append_printf(odt->variant_xml,
                           "<style:style style:name=\"%s\" style:display-name=\"%s\" "
                           "style:family=\"%s\"",
                           name, escaped, family);
    if (paragraph)
        g_string_append_printf(odt->variant_xml, " style:parent-style-name=\"%s\"", base);
    g_string_append(odt->variant_xml, ">");
    if (direction != REFERAT_DIRECTION_UNSET)
        g_string_append_printf(odt->variant_xml, "<style:paragraph-properties %s/>",
                               direction == REFERAT_DIRECTION_RTL ? RIGHT_TO_LEFT : LEFT_TO_RIGHT);
    if (language != NULL) {
        g_string_append(odt->variant_xml, "<style:text-properties");
        odt_put_language(odt->variant_xml, language);
        g_string_append(odt->variant_xml, "/>");
    }
    g_string_append(odt->variant_xml, "</style:style>\n");
    const char *interned = odt_intern(odt, name);
    g_hash_table_insert(odt->variants, (gpointer)interned, (gpointer)interned);
    return interned;
}

const char *
odt_text_style(Odt *odt, const char *display_name, const char *properties)
{
    g_autofree char *name = odt_style_name(display_name);
    const char *known = g_hash_table_lookup(odt->variants, name);

    if (known != NULL)
        return known;
    g_string_append_printf(odt->variant_xml,
                           "<style:style style:name=\"%s\" style:display-name=\"%s\" "
                           "style:family=\"text\"><style:text-properties%s/></style:style>\n",
                           name, display_name, properties);
    const char *interned = odt_intern(odt, name);
    g_hash_table_insert(odt->variants, (gpointer)interned, (gpointer)interned);
    return interned;
}

/* Two millimetres a character, and four between the columns, in steps of half a centimetre. */
const char *
odt_tab_style(Odt *odt, const char *base, bool last)
{
    enum { CHARACTER = 20, BETWEEN = 40, STEP = 50 };
    const TabGroup *group = &odt->tabs;
    g_autoptr(GString) name = g_string_new(base);
    g_autoptr(GString) stops = g_string_new(NULL);
    unsigned at = 0;

    for (unsigned i = 0; i < group->n_columns; i++) {
        at += (group->widths[i] * CHARACTER + BETWEEN + STEP - 1) / STEP * STEP;
        g_string_append_printf(name, ".%u", at);
        /* a hanging indent is a stop itself; others would be counted from it */
        if (!group->pairs)
            g_string_append_printf(stops, "<style:tab-stop style:position=\"%u.%umm\"/>", at / 10,
                                   at % 10);
    }
    if (at > odt->room / 4 * 3)
        return base;
    g_autofree char *hang =
        group->pairs ? g_strdup_printf(" fo:margin-left=\"%u.%umm\" fo:text-indent=\"-%u.%umm\"",
                                       at / 10, at % 10, at / 10, at % 10)
                     : g_strdup("");
    g_string_append(name, last ? ".end" : "");
    g_autofree char *definition = g_strdup_printf(
        "<style:style style:name=\"%s\" style:family=\"paragraph\" "
        "style:parent-style-name=\"%s\"><style:paragraph-properties%s%s><style:tab-stops>%s"
        "</style:tab-stops></style:paragraph-properties></style:style>\n",
        name->str, base, hang, last ? "" : " fo:margin-bottom=\"0mm\"", stops->str);
    odt_need_automatic(odt, name->str, definition);
    return odt_intern(odt, name->str);
}

/* ---- the stream ---- */

void
odt_open_root(Odt *odt, const char *name)
{
    referat_sink_printf(odt->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-%s",
                        name);
    odt_puts(odt, " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                  " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
                  " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
                  " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
                  " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
                  " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
                  " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""
                  " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""
                  " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                  " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                  " office:version=\"1.3\">\n");
}

static void
put_default_style(Odt *odt)
{
    const char *tag = odt->language != NULL ? odt->language : "und";
    g_autoptr(GString) language = g_string_new(NULL);

    odt_put_language(language, tag);
    if (*script_group(tag) != '\0')
        put_language_as(language, tag, ""); /* for what Latin letters there are */
    referat_sink_printf(odt->out,
                        "<style:default-style style:family=\"paragraph\">"
                        "<style:paragraph-properties %s "
                        "style:tab-stop-distance=\"1.25cm\" fo:orphans=\"2\" fo:widows=\"2\"/>"
                        "<style:text-properties style:font-name=\"Text\" fo:font-size=\"11pt\"%s/>"
                        "</style:default-style>\n",
                        is_right_to_left(tag) ? RIGHT_TO_LEFT : LEFT_TO_RIGHT, language->str);
}

static void
put_outline(Odt *odt)
{
    g_autoptr(GString) levels = g_string_new(NULL);

    for (unsigned i = 0; i < ODT_LEVELS; i++)
        odt_put_outline_level(levels, &odt->outline[i], i + 1);
    odt_puts(odt, "<text:outline-style style:name=\"Outline\">\n");
    odt_puts(odt, levels->str);
    odt_puts(odt, "</text:outline-style>\n");
}

/* Endnotes are numbered as the document's first one is. */
static void
put_note_settings(Odt *odt)
{
    odt_puts(odt, "<text:notes-configuration text:note-class=\"footnote\" "
                  "text:citation-style-name=\"Footnote_20_Symbol\" "
                  "text:citation-body-style-name=\"Footnote_20_anchor\" style:num-format=\"1\" "
                  "text:start-value=\"0\" text:footnotes-position=\"page\" "
                  "text:start-numbering-at=\"document\"/>\n"
                  "<text:notes-configuration text:note-class=\"endnote\" "
                  "text:citation-style-name=\"Endnote_20_Symbol\" "
                  "text:citation-body-style-name=\"Endnote_20_anchor\" style:num-format=\"i\" "
                  "text:start-value=\"0\"/>\n");
}

static void
put_page_layout(Odt *odt)
{
    const char *tag = odt->language != NULL ? odt->language : "und";

    referat_sink_printf(
        odt->out,
        "<style:page-layout style:name=\"A4\"><style:page-layout-properties "
        "fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" style:print-orientation=\"portrait\" "
        "fo:margin-top=\"2cm\" fo:margin-bottom=\"2cm\" fo:margin-left=\"2cm\" "
        "fo:margin-right=\"2cm\" style:writing-mode=\"%s\">"
        "<style:footnote-sep style:width=\"0.018cm\" style:distance-before-sep=\"0.1cm\" "
        "style:distance-after-sep=\"0.1cm\" style:line-style=\"solid\" style:adjustment=\"left\" "
        "style:rel-width=\"25%%\" style:color=\"#000000\"/></style:page-layout-properties>"
        "<style:header-style><style:header-footer-properties fo:min-height=\"0cm\" "
        "fo:margin-bottom=\"0.5cm\"/></style:header-style>"
        "<style:footer-style><style:header-footer-properties fo:min-height=\"0cm\" "
        "fo:margin-top=\"0.5cm\"/></style:footer-style></style:page-layout>\n",
        is_right_to_left(tag) ? "rl-tb" : "lr-tb");
}

static bool
has_region(const Odt *odt, ReferatNodeType type, ReferatPageKind pages)
{
    const ReferatNode *root = referat_document_get_root(odt->document);

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node))
        if (referat_node_get_type(node) == type && referat_node_get_pages(node)->pages == pages &&
            referat_node_get_first(node) != NULL)
            return true;
    return false;
}

static void
put_region(Odt *odt, ReferatNodeType type, ReferatPageKind pages, const char *element)
{
    const ReferatNode *root = referat_document_get_root(odt->document);

    referat_sink_printf(odt->out, "<%s>\n", element);
    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node))
        if (referat_node_get_type(node) == type && referat_node_get_pages(node)->pages == pages)
            odt_write_children(odt, node);
    /* LibreOffice takes one that is empty for a word on all pages */
    if (!has_region(odt, type, pages))
        referat_sink_printf(odt->out, "<text:p text:style-name=\"%s\"/>\n",
                            type == REFERAT_NODE_PAGE_HEADER ? "Header" : "Footer");
    referat_sink_printf(odt->out, "</%s>\n", element);
}

/* Pages that a running head leaves out: it has a letterhead, or nothing. */
static bool
leaves_first_out(const Odt *odt, ReferatNodeType type)
{
    const ReferatNode *root = referat_document_get_root(odt->document);

    for (const ReferatNode *node = referat_node_get_first(root); node != NULL;
         node = referat_node_get_next(node))
        if (referat_node_get_type(node) == type && referat_node_get_pages(node)->not_first)
            return true;
    return false;
}

/* LibreOffice has one switch for heads and feet: where one differs on a page, the other is written
 * for that page as well. */
static bool
differs(const Odt *odt, ReferatPageKind pages)
{
    static const ReferatNodeType types[] = {REFERAT_NODE_PAGE_HEADER, REFERAT_NODE_PAGE_FOOTER};
    bool found = false;

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        found = found || has_region(odt, types[i], pages) ||
                (pages == REFERAT_PAGES_FIRST && leaves_first_out(odt, types[i]));
    return found;
}

/* What stands on a page of its kind: its own, or nothing where the usual one leaves it out. */
static ReferatPageKind
region_for(const Odt *odt, ReferatNodeType type, ReferatPageKind pages)
{
    const bool own = has_region(odt, type, pages) ||
                     (pages == REFERAT_PAGES_FIRST && leaves_first_out(odt, type));

    return own ? pages : REFERAT_PAGES_DEFAULT;
}

static void
put_regions(Odt *odt, ReferatNodeType type, const char *element)
{
    g_autofree char *left = g_strdup_printf("%s-left", element);
    g_autofree char *first = g_strdup_printf("%s-first", element);
    const bool even = differs(odt, REFERAT_PAGES_EVEN);
    const bool once = differs(odt, REFERAT_PAGES_FIRST);

    if (!has_region(odt, type, REFERAT_PAGES_EVEN) && !has_region(odt, type, REFERAT_PAGES_FIRST) &&
        !leaves_first_out(odt, type) && !has_region(odt, type, REFERAT_PAGES_DEFAULT))
        return;
    put_region(odt, type, REFERAT_PAGES_DEFAULT, element);
    if (even)
        put_region(odt, type, region_for(odt, type, REFERAT_PAGES_EVEN), left);
    if (once)
        put_region(odt, type, region_for(odt, type, REFERAT_PAGES_FIRST), first);
}

/* Written before the rest of the stream: what it uses stands above it. */
static GBytes *
master_page(Odt *odt)
{
    ReferatSink *outer = odt->out;

    odt->out = referat_sink_new_memory();
    odt->in_head = true;
    odt_puts(odt, "<style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\">\n");
    put_regions(odt, REFERAT_NODE_PAGE_HEADER, "style:header");
    put_regions(odt, REFERAT_NODE_PAGE_FOOTER, "style:footer");
    odt_puts(odt, "</style:master-page>\n");
    odt->in_head = false;
    GBytes *bytes = referat_sink_steal_bytes(odt->out);
    referat_sink_free(odt->out);
    odt->out = outer;
    return bytes;
}

void
odt_write_styles(Odt *odt)
{
    g_hash_table_remove_all(odt->table_styles);
    g_string_truncate(odt->table_xml, 0);
    g_autoptr(GBytes) page = master_page(odt);
    gsize size = 0;
    const char *data = g_bytes_get_data(page, &size);

    odt_open_root(odt, "styles");
    odt_puts(odt, "<office:font-face-decls>"
                  "<style:font-face style:name=\"Text\" svg:font-family=\"'Liberation Sans'\" "
                  "style:font-family-generic=\"swiss\" style:font-pitch=\"variable\"/>"
                  "<style:font-face style:name=\"Code\" svg:font-family=\"'Liberation Mono'\" "
                  "style:font-family-generic=\"modern\" style:font-pitch=\"fixed\"/>"
                  "</office:font-face-decls>\n<office:styles>\n");
    put_default_style(odt);
    odt_puts(odt, odt_office_styles_sheet);
    odt_puts(odt, odt->variant_xml->str);
    put_outline(odt);
    odt_puts(odt, odt->list_xml->str);
    put_note_settings(odt);
    odt_puts(odt, "</office:styles>\n<office:automatic-styles>\n");
    odt_puts(odt, odt->table_xml->str);
    put_page_layout(odt);
    odt_puts(odt, "</office:automatic-styles>\n<office:master-styles>\n");
    referat_sink_put(odt->out, data, size);
    odt_puts(odt, "</office:master-styles>\n</office:document-styles>\n");
}
