/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libxml/tree.h>
#include <string.h>

#include "common/picture.h"
#include "odt/template.h"

/* What of a template's styles is not taken. */

xmlNodePtr
odt_next(xmlNodePtr node)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

bool
odt_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && g_str_equal((const char *)node->name, name);
}

xmlNodePtr
odt_child(xmlNodePtr parent, const char *name)
{
    for (xmlNodePtr node = parent != NULL ? odt_next(parent->children) : NULL; node != NULL;
         node = odt_next(node->next))
        if (odt_is(node, name))
            return node;
    return NULL;
}

/* Namespaces of ODF 1.3 that styles need; word processors write their own besides. */
static bool
is_known_space(const xmlNs *space)
{
    static const char *const odf[] = {
        "office",         "style", "text", "table", "drawing", "datastyle", "xsl-fo-compatible",
        "svg-compatible", "meta",  "dr3d", NULL};
    static const char *const others[] = {"http://www.w3.org/1999/xlink",
                                         "http://purl.org/dc/elements/1.1/",
                                         "http://www.w3.org/XML/1998/namespace", NULL};
    const char *uri = space != NULL ? (const char *)space->href : NULL;
    static const char root[] = "urn:oasis:names:tc:opendocument:xmlns:";

    if (uri == NULL)
        return false;
    if (!g_str_has_prefix(uri, root))
        return g_strv_contains(others, uri);
    const char *name = uri + strlen(root);
    const char *colon = strchr(name, ':');
    g_autofree char *word = colon != NULL ? g_strndup(name, (gsize)(colon - name)) : NULL;
    return word != NULL && g_str_equal(colon, ":1.0") && g_strv_contains(odf, word);
}

/* What runs, what is another file, what tells of somebody, and what only spreadsheets have. */
static bool
is_unwanted(const xmlNode *node)
{
    static const char *const names[] = {"event-listeners",
                                        "scripts",
                                        "script",
                                        "execute-macro",
                                        "object",
                                        "object-ole",
                                        "plugin",
                                        "applet",
                                        "floating-frame",
                                        "forms",
                                        "dde-connection",
                                        "dde-connection-decl",
                                        "dde-source",
                                        "section-source",
                                        "table-source",
                                        "cell-range-source",
                                        "font-face-src",
                                        "definition-src",
                                        "annotation",
                                        "annotation-end",
                                        "tracked-changes",
                                        "change",
                                        "change-start",
                                        "change-end",
                                        "author-name",
                                        "author-initials",
                                        "creator",
                                        "initial-creator",
                                        "printed-by",
                                        "file-name",
                                        "template-name",
                                        "region-left",
                                        "region-center",
                                        "region-right",
                                        "area-rectangle",
                                        "area-circle",
                                        "area-polygon",
                                        "image-map",
                                        NULL};
    const char *name = (const char *)node->name;

    return g_strv_contains(names, name) || g_str_has_prefix(name, "sender-") ||
           g_str_has_prefix(name, "database-") || g_str_has_prefix(name, "dde-connection");
}

/* What may stand at the top of a stream's sections (ODF 1.3 part 3, 3.15 to 3.17). */
static bool
is_section_child(const xmlNode *node)
{
    static const char *const names[] = {"font-face",
                                        "style",
                                        "default-style",
                                        "list-style",
                                        "outline-style",
                                        "notes-configuration",
                                        "linenumbering-configuration",
                                        "bibliography-configuration",
                                        "number-style",
                                        "currency-style",
                                        "percentage-style",
                                        "date-style",
                                        "time-style",
                                        "boolean-style",
                                        "text-style",
                                        "gradient",
                                        "linearGradient",
                                        "radialGradient",
                                        "hatch",
                                        "fill-image",
                                        "marker",
                                        "stroke-dash",
                                        "opacity",
                                        "table-template",
                                        "page-layout",
                                        "master-page",
                                        "handout-master",
                                        "layer-set",
                                        NULL};

    return g_strv_contains(names, (const char *)node->name);
}

/* Styles that have no name, or one that is none, are nobody's. */
static bool
is_nameless(xmlNodePtr node)
{
    static const char *const named[] = {"style", "page-layout", "master-page", "list-style", NULL};
    xmlChar *name = xmlGetProp(node, (const xmlChar *)"name");
    const bool bad = g_strv_contains(named, (const char *)node->name) &&
                     (name == NULL || xmlValidateNCName(name, 0) != 0);

    xmlFree(name);
    return bad;
}

static void
drop(xmlNodePtr node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* ---- pictures ---- */

static bool
shows_picture(const xmlNode *node)
{
    static const char *const names[] = {"image", "background-image", "fill-image",
                                        "list-level-style-image", NULL};

    return g_strv_contains(names, (const char *)node->name);
}

static const char *
path_of(OdtTemplate *template, const char *media_type, GBytes *bytes)
{
    for (guint i = 0; i < template->pictures->len; i++) {
        const OdtTemplatePicture *picture = g_ptr_array_index(template->pictures, i);
        if (g_bytes_equal(picture->bytes, bytes))
            return picture->path;
    }
    const char *slash = strchr(media_type, '/') + 1;
    OdtTemplatePicture *picture = g_new0(OdtTemplatePicture, 1);
    picture->path = g_strdup_printf("Pictures/template-%u.%.*s", template->pictures->len + 1,
                                    (int)strcspn(slash, "+"), slash);
    picture->media_type = media_type;
    picture->bytes = g_bytes_ref(bytes);
    g_ptr_array_add(template->pictures, picture);
    return picture->path;
}

/* Returns: whether the picture is in the package, is one, and leads nowhere. */
static bool
take_picture(OdtTemplate *template, Package *package, xmlAttrPtr href)
{
    xmlChar *value = xmlNodeListGetString(template->doc, href->children, 1);
    const char *name = value != NULL ? (const char *)value : "";
    const int64_t index =
        package_find(package, g_str_has_prefix(name, "./") ? name + strlen("./") : name);
    bool stripped = false;

    xmlFree(value);
    if (index < 0)
        return false;
    g_autoptr(GBytes) raw = package_part_load(package, index, REFERAT_LIMIT_MEDIA_BYTES, NULL);
    const char *type = raw != NULL ? picture_media_type(raw) : NULL;
    if (type == NULL || !picture_shown_by_browsers(type) ||
        (g_str_equal(type, "image/svg+xml") && !picture_svg_is_plain(raw)))
        return false;
    g_autoptr(GBytes) bytes = picture_strip(raw, type, &stripped);
    (void)xmlNodeSetContent((xmlNodePtr)href, (const xmlChar *)path_of(template, type, bytes));
    return true;
}

/* ---- all of it ---- */

/* "hidden" is of a later ODF than the one that we write; names of pages would lead from the page
 * that the text is on; identifiers would be there twice, in the heads of several pages. */
static bool
is_unwanted_attribute(const xmlAttr *attribute)
{
    static const char *const names[] = {"hidden",        "master-page-name", "next-style-name",
                                        "continue-list", "display",          NULL};
    const char *name = (const char *)attribute->name;
    const char *uri = attribute->ns != NULL ? (const char *)attribute->ns->href : "";
    const bool text = g_str_has_suffix(uri, ":text:1.0");
    const bool page = odt_is(attribute->parent, "master-page");

    if (g_str_equal(name, "next-style-name"))
        return page;
    if (g_str_equal(name, "display"))
        return text;
    return g_strv_contains(names, name) ||
           (g_str_equal(name, "id") && g_str_has_suffix(uri, "/namespace"));
}

/* Links lead to pages and letter boxes, nowhere else. */
static bool
is_harmless_link(xmlAttrPtr href)
{
    static const char *const harmless[] = {"http:", "https:", "mailto:", "#", "Pictures/template-"};
    xmlChar *value = xmlNodeListGetString(href->doc, href->children, 1);
    bool good = false;

    for (size_t i = 0; value != NULL && i < G_N_ELEMENTS(harmless); i++)
        good =
            good || g_ascii_strncasecmp((const char *)value, harmless[i], strlen(harmless[i])) == 0;
    xmlFree(value);
    return good;
}

/* What stood in the link stands for itself. */
static void
unwrap(xmlNodePtr link)
{
    for (xmlNodePtr child = link->children, next = NULL; child != NULL; child = next) {
        next = child->next;
        xmlUnlinkNode(child);
        (void)xmlAddPrevSibling(link, child);
    }
    drop(link);
}

/* text:a, draw:a, and anything else that has an address. */
static bool
leads_astray(xmlNodePtr node)
{
    xmlAttrPtr href = xmlHasProp(node, (const xmlChar *)"href");

    return href != NULL && !is_harmless_link(href);
}

static void
clean_attributes(xmlNodePtr node)
{
    for (xmlAttrPtr attribute = node->properties, next = NULL; attribute != NULL;
         attribute = next) {
        next = attribute->next;
        if (!is_known_space(attribute->ns) || is_unwanted_attribute(attribute))
            (void)xmlRemoveProp(attribute);
    }
}

/* Comments, instructions for programs, and text where there is none. */
static bool
is_loose(const xmlNode *node, unsigned depth)
{
    enum { SECTIONS = 2 };
    const bool text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;

    if (text)
        return depth < SECTIONS && !xmlIsBlankNode((xmlNodePtr)node);
    return node->type != XML_ELEMENT_NODE;
}

static bool
is_refused(OdtTemplate *template, Package *package, xmlNodePtr node, unsigned depth)
{
    xmlAttrPtr href = xmlHasProp(node, (const xmlChar *)"href");

    return !is_known_space(node->ns) || is_unwanted(node) ||
           (depth == 1 && (!is_section_child(node) || is_nameless(node))) ||
           (odt_is(node, "image") && href == NULL) ||
           (shows_picture(node) && href != NULL && !take_picture(template, package, href));
}

/* @depth is that of the children: 0 = the sections, 1 = the styles in them. */
static void
clean(OdtTemplate *template, Package *package, xmlNodePtr parent, unsigned depth)
{
    for (xmlNodePtr node = parent->children, next = NULL; node != NULL; node = next) {
        next = node->next;
        if (is_loose(node, depth)) {
            drop(node);
        } else if (node->type == XML_ELEMENT_NODE) {
            if (is_refused(template, package, node, depth)) {
                drop(node);
                continue;
            }
            clean_attributes(node);
            clean(template, package, node, depth + 1);
            if (leads_astray(node))
                unwrap(node);
        }
    }
}

void
odt_clean_template(OdtTemplate *template, Package *package)
{
    xmlNodePtr root = xmlDocGetRootElement(template->doc);

    for (xmlNodePtr node = template->doc->children, next = NULL; node != NULL; node = next) {
        next = node->next;
        if (node != root)
            drop(node);
    }
    clean_attributes(root);
    clean(template, package, root, 0);
}
