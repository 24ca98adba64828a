/* SPDX-License-Identifier: GPL-2.0-or-later */
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

/* What runs, and what is another file. */
static bool
is_active(const xmlNode *node)
{
    static const char *const names[] = {
        "event-listeners",      "scripts",        "script",           "execute-macro",  "object",
        "object-ole",           "plugin",         "applet",           "floating-frame", "forms",
        "dde-connection-decls", "dde-connection", "database-display", "database-next",  NULL};

    return g_strv_contains(names, (const char *)node->name);
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

static void
clean_attributes(xmlNodePtr node)
{
    for (xmlAttrPtr attribute = node->properties, next = NULL; attribute != NULL;
         attribute = next) {
        next = attribute->next;
        /* "hidden" is of a later ODF than the one that we write */
        if (!is_known_space(attribute->ns) ||
            xmlStrEqual(attribute->name, (const xmlChar *)"hidden"))
            (void)xmlRemoveProp(attribute);
    }
}

static void
clean(OdtTemplate *template, Package *package, xmlNodePtr parent)
{
    for (xmlNodePtr node = odt_next(parent->children), next = NULL; node != NULL; node = next) {
        next = odt_next(node->next);
        xmlAttrPtr href = xmlHasProp(node, (const xmlChar *)"href");
        if (!is_known_space(node->ns) || is_active(node) ||
            (shows_picture(node) && href != NULL && !take_picture(template, package, href))) {
            drop(node);
            continue;
        }
        clean_attributes(node);
        clean(template, package, node);
    }
}

void
odt_clean_template(OdtTemplate *template, Package *package)
{
    xmlNodePtr root = xmlDocGetRootElement(template->doc);

    clean_attributes(root);
    clean(template, package, root);
}
