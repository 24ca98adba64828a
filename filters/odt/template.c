/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "odt/template.h"

#include <libxml/parser.h>
#include <string.h>

/* Reading a template: what it is, and how wide its page is. */

/* Of its text, in tenths of a millimetre. */
enum { LEAST_WIDTH = 300, USUAL_WIDTH = 1700, MOST_WIDTH = 10000 };

static void
picture_free(gpointer data)
{
    OdtTemplatePicture *picture = data;

    g_free(picture->path);
    g_bytes_unref(picture->bytes);
    g_free(picture);
}

void
odt_template_free(OdtTemplate *template)
{
    if (template == NULL)
        return;
    if (template->doc != NULL)
        xmlFreeDoc(template->doc);
    g_ptr_array_unref(template->pictures);
    g_free(template);
}

static bool
refuse(const char *name, const GError *bad, GError **error)
{
    g_autofree char *where = g_strdup_printf("--template %s", name);

    return referat_set_error_behind(error, REFERAT_ERROR_OPTION, where, bad);
}

/* Templates and documents are alike but for their name. */
static bool
is_text_document(Package *package)
{
    static const char type[] = "application/vnd.oasis.opendocument.text";
    const int64_t index = package_find(package, "mimetype");
    g_autoptr(GBytes) bytes =
        index >= 0 ? package_part_load(package, index, REFERAT_LIMIT_SIDE_PART_BYTES, NULL) : NULL;
    gsize length = 0;
    const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;

    if (text == NULL || length < strlen(type) || memcmp(text, type, strlen(type)) != 0)
        return false;
    const size_t rest = length - strlen(type);
    const char *ending = text + strlen(type);
    return rest == 0 || (rest == strlen("-template") && memcmp(ending, "-template", rest) == 0);
}

/* Returns: (nullable): NULL also for a DOCTYPE, which no part of a package has a use for. */
static xmlDocPtr
parse(GBytes *bytes)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);

    if (text == NULL || length > G_MAXINT)
        return NULL;
    xmlDocPtr doc = xmlReadMemory(text, (int)length, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                      XML_PARSE_COMPACT);
    if (doc != NULL && (doc->intSubset != NULL || xmlDocGetRootElement(doc) == NULL ||
                        !odt_is(xmlDocGetRootElement(doc), "document-styles"))) {
        xmlFreeDoc(doc);
        return NULL;
    }
    return doc;
}

static xmlNodePtr
master_page(const OdtTemplate *template)
{
    xmlNodePtr pages = odt_child(xmlDocGetRootElement(template->doc), "master-styles");
    xmlNodePtr first = odt_child(pages, "master-page");

    for (xmlNodePtr node = first; node != NULL; node = odt_next(node->next)) {
        xmlChar *name = xmlGetProp(node, (const xmlChar *)"name");
        const bool usual = odt_is(node, "master-page") && name != NULL &&
                           g_str_equal((const char *)name, "Standard");
        xmlFree(name);
        if (usual)
            return node;
    }
    return first;
}

static xmlNodePtr
find_layout(const OdtTemplate *template)
{
    xmlChar *wanted = xmlGetProp(master_page(template), (const xmlChar *)"page-layout-name");
    xmlNodePtr styles = odt_child(xmlDocGetRootElement(template->doc), "automatic-styles");
    xmlNodePtr found = NULL;

    for (xmlNodePtr node = odt_child(styles, "page-layout"); node != NULL && found == NULL;
         node = odt_next(node->next)) {
        xmlChar *name = xmlGetProp(node, (const xmlChar *)"name");
        if (name != NULL && xmlStrEqual(name, wanted) && odt_is(node, "page-layout"))
            found = node;
        xmlFree(name);
    }
    xmlFree(wanted);
    return found;
}

static bool
read_styles(OdtTemplate *template, Package *package, const char *name, GError **error)
{
    g_autoptr(GError) bad = NULL;
    const int64_t index = package_find(package, "styles.xml");

    if (!is_text_document(package))
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--template %s: this is no OpenDocument text or template of one",
                                 name);
    if (index < 0)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "--template %s: it has no styles.xml",
                                 name);
    g_autoptr(GBytes) bytes =
        package_part_load(package, index, REFERAT_LIMIT_SIDE_PART_BYTES, &bad);
    if (bytes == NULL)
        return refuse(name, bad, error);
    template->doc = parse(bytes);
    if (template->doc == NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION,
                                 "--template %s: its styles.xml is damaged", name);
    odt_clean_template(template, package);
    if (master_page(template) == NULL || find_layout(template) == NULL)
        return referat_set_error(error, REFERAT_ERROR_OPTION, "--template %s: it has no page style",
                                 name);
    return true;
}

/* ---- how wide the text is ---- */

/* Returns: tenths of a millimetre, 0 when it is no length (ODF 1.3 part 3, 18.3.18). */
static double
length_of(xmlNodePtr node, const char *name)
{
    static const struct {
        const char *unit;
        double tenths;
    } units[] = {{"cm", 100}, {"mm", 10}, {"in", 254}, {"pt", 254.0 / 72}, {"pc", 254.0 / 6}};
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    char *end = NULL;
    const double number = value != NULL ? g_ascii_strtod((const char *)value, &end) : 0;
    double length = 0;

    for (size_t i = 0; value != NULL && i < G_N_ELEMENTS(units); i++)
        if (g_str_equal(end, units[i].unit) && number > 0 && number < 1000)
            length = number * units[i].tenths;
    xmlFree(value);
    return length;
}

/* Returns: tenths of a millimetre; that of A4 when the page does not say. */
static double
text_width(const OdtTemplate *template)
{
    xmlNodePtr layout = odt_child(find_layout(template), "page-layout-properties");

    if (layout == NULL)
        return USUAL_WIDTH;
    const double page = length_of(layout, "page-width");
    const double all = length_of(layout, "margin");
    const double left = length_of(layout, "margin-left");
    const double right = length_of(layout, "margin-right");

    return page > 0 ? page - (left > 0 ? left : all) - (right > 0 ? right : all) : USUAL_WIDTH;
}

bool
odt_template_read(ReferatContext *context, OdtTemplate **template, GError **error)
{
    GBytes *bytes = referat_context_get_file(context, "template");
    const char *name = referat_context_get_option(context, "template");
    g_autoptr(GError) bad = NULL;

    *template = NULL;
    if (bytes == NULL)
        return true;
    g_autoptr(Package) package = package_open(context, bytes, &bad);
    if (package == NULL)
        return refuse(name, bad, error);
    OdtTemplate *made = g_new0(OdtTemplate, 1);
    made->pictures = g_ptr_array_new_with_free_func(picture_free);
    if (!read_styles(made, package, name, error)) {
        odt_template_free(made);
        return false;
    }
    *template = made;
    if (text_width(made) >= LEAST_WIDTH)
        return true;
    odt_template_free(made);
    *template = NULL;
    return referat_set_error(error, REFERAT_ERROR_OPTION,
                             "--template %s: its page leaves no room for text", name);
}

unsigned
odt_template_text_width(const OdtTemplate *template)
{
    return (unsigned)CLAMP(text_width(template), LEAST_WIDTH, MOST_WIDTH);
}

xmlNodePtr
odt_template_page(const OdtTemplate *template)
{
    return master_page(template);
}
