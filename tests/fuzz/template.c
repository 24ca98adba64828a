/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "common/package.h"
#include "common/packager.h"
#include "finish.h"

/*
 * The style of a house, between lines "--": styles.xml of an OpenDocument template, a page with
 * places, a style sheet. Each is taken or refused; what is taken gives an ODT whose styles are XML,
 * and a page whose style element ends once.
 */

#define ODF_TEMPLATE "application/vnd.oasis.opendocument.text-template"

static const char minutes[] =
    "<document xmlns=\"https://referat.example/ns/document/1\" version=\"1\">"
    "<meta name=\"language\" value=\"da\"/><meta name=\"title\" value=\"Referat\"/>"
    "<page-header pages=\"default\"><paragraph><t>Havneudvalget</t></paragraph></page-header>"
    "<page-header pages=\"first\"><paragraph><t>Brevhoved</t></paragraph></page-header>"
    "<body><heading level=\"1\" title=\"true\"><t>Referat</t></heading>"
    "<heading level=\"2\" label=\"1.\" separator=\" \" scheme=\"decimal\" origin=\"generated\" "
    "path=\"1\"><t>Valg</t></heading><paragraph><t>Beslutning: Godkendt.</t></paragraph>"
    "<list kind=\"bullet\"><item><paragraph><t>en</t></paragraph></item></list>"
    "<table kind=\"data\"><row header=\"true\"><cell scope=\"column\"><paragraph><t>Navn</t>"
    "</paragraph></cell></row><row><cell><paragraph><t>Ada</t></paragraph></cell></row></table>"
    "</body></document>";

static char folder[] = "/dev/shm/referat-fuzz-XXXXXX";

/* Read once: what is looked at is what is written. */
static const ReferatDocument *
read_minutes(void)
{
    static ReferatDocument *document;

    if (document != NULL)
        return document;
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static(minutes, sizeof(minutes) - 1);
    g_autoptr(ReferatSource) source = referat_source_new_bytes(bytes, "minutes.rxml");
    document = referat_read(context, source, "rxml", &error);
    if (document == NULL)
        g_error("the minutes: %s", error->message);
    return document;
}

/* Returns: (transfer full) (nullable): NULL when the file was refused, which is said with a reason.
 */
static GBytes *
write_with(const char *key, GBytes *file, const char *format)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    const ReferatDocument *document = read_minutes();
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, key, NULL);
    gsize size = 0;
    const char *data = g_bytes_get_data(file, &size);

    if (!g_file_set_contents(path, data != NULL ? data : "", (gssize)size, NULL) ||
        !referat_context_set_option(context, key, path, NULL))
        return NULL;
    if (referat_write(context, document, format, sink, &error))
        return referat_sink_steal_bytes(sink);
    if (error == NULL || strstr(error->message, path) == NULL)
        g_error("--%s is refused without its name", key);
    return NULL;
}

static void
look_at_package(GBytes *odt)
{
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Package) package = package_open(context, odt, &error);
    const int64_t index = package != NULL ? package_find(package, "styles.xml") : -1;
    g_autoptr(GBytes) styles =
        index >= 0 ? package_part_load(package, index, REFERAT_LIMIT_SIDE_PART_BYTES, NULL) : NULL;
    gsize size = 0;
    const char *text = styles != NULL ? g_bytes_get_data(styles, &size) : NULL;

    if (text == NULL)
        g_error("the ODT has no styles");
    xmlDocPtr doc = xmlReadMemory(text, (int)size, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (doc == NULL || doc->intSubset != NULL)
        g_error("the styles of the ODT are no XML");
    xmlFreeDoc(doc);
    if (memmem(text, size, "Havneudvalget", strlen("Havneudvalget")) == NULL)
        g_error("the page head is lost");
}

static void
look_at_styles(const char *text, size_t length)
{
    g_autoptr(Packager) packager = packager_new(ODF_TEMPLATE);
    g_autoptr(ReferatSink) sink = referat_sink_new_memory();

    packager_add(packager, "styles.xml", g_bytes_new(text, length), "text/xml");
    packager_manifest(packager, "1.3");
    if (!packager_write(packager, sink, NULL) || !referat_sink_finish(sink, NULL))
        return;
    g_autoptr(GBytes) template = referat_sink_steal_bytes(sink);
    g_autoptr(GBytes) odt = write_with("template", template, "odt");
    if (odt != NULL)
        look_at_package(odt);
}

static void
look_at_page(const char *text, size_t length)
{
    static const char word[] = "Godkendt";
    g_autoptr(GBytes) template = g_bytes_new(text, length);
    g_autoptr(GBytes) page = write_with("html-template", template, "html");
    gsize size = 0;
    const char *data = page != NULL ? g_bytes_get_data(page, &size) : NULL;

    if (data != NULL && memmem(data, size, word, strlen(word)) == NULL)
        g_error("the text is lost");
}

static void
look_at_sheet(const char *text, size_t length)
{
    g_autoptr(GBytes) sheet = g_bytes_new(text, length);
    g_autoptr(GBytes) page = write_with("css", sheet, "html");
    unsigned ends = 0;

    if (page == NULL)
        return;
    gsize size = 0;
    const char *data = g_bytes_get_data(page, &size);
    for (gsize i = 0; data != NULL && i + 7 <= size; i++)
        ends += g_ascii_strncasecmp(data + i, "</style", 7) == 0;
    if (ends != 1)
        g_error("the style sheet ends its element");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { PARTS = 3 };
    static void (*const look[PARTS])(const char *text, size_t length) = {
        look_at_styles,
        look_at_page,
        look_at_sheet,
    };
    static bool made;
    const char *text = (const char *)data;

    if (!made && g_mkdtemp(folder) == NULL)
        return 0;
    made = true;
    for (size_t i = 0; i < PARTS; i++) {
        const char *end = size > 0 ? memmem(text, size, "\n--\n", 4) : NULL;
        const size_t length = i == PARTS - 1 || end == NULL ? size : (size_t)(end - text) + 1;
        if (length > 0)
            look[i](text, length);
        const size_t taken = MIN(size, length + (end != NULL && i < PARTS - 1 ? 3 : 0));
        text += taken;
        size -= taken;
    }
    return 0;
}
