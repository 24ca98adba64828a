/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "odt/template.h"

/*
 * A template's styles and those that the document needs, made one styles.xml. The look is the
 * template's; what is content is the document's: its numbers and lists, its language, and its page
 * heads, which stand behind those of the template.
 */

/* What the template calls its automatic styles may be what we call ours. */
#define PREFIX "template-"

static char *
attribute(xmlNodePtr node, const char *name)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);

    xmlFree(value);
    return copy;
}

/* Returns: (transfer full) (nullable): what tells one style from another. */
static char *
key_of(xmlNodePtr node)
{
    /* there is but one outline, whatever it is called */
    g_autofree char *name = odt_is(node, "outline-style") ? NULL : attribute(node, "name");
    g_autofree char *family = attribute(node, "family");
    g_autofree char *class = attribute(node, "note-class");

    return g_strdup_printf("%s|%s|%s|%s", (const char *)node->name, name != NULL ? name : "",
                           family != NULL ? family : "", class != NULL ? class : "");
}

/* Of these the document's are taken: they print its numbers. */
static bool
is_content(xmlNodePtr node)
{
    return odt_is(node, "list-style") || odt_is(node, "outline-style") ||
           odt_is(node, "notes-configuration");
}

static xmlNodePtr
find(xmlNodePtr styles, const char *key)
{
    for (xmlNodePtr node = odt_next(styles->children); node != NULL; node = odt_next(node->next)) {
        g_autofree char *own = key_of(node);
        if (g_str_equal(own, key))
            return node;
    }
    return NULL;
}

static xmlNodePtr
add_copy(xmlNodePtr node, xmlNodePtr parent)
{
    xmlNodePtr copy = xmlDocCopyNode(node, parent->doc, 1);

    if (copy == NULL)
        return NULL;
    (void)xmlAddChild(parent, copy);
    (void)xmlReconciliateNs(parent->doc, copy);
    return copy;
}

static void
remove_node(xmlNodePtr node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* ---- styles ---- */

static void
take_attribute(xmlNodePtr from, xmlNodePtr to, const char *name)
{
    xmlAttrPtr mine = xmlHasProp(from, (const xmlChar *)name);
    xmlAttrPtr theirs = xmlHasProp(to, (const xmlChar *)name);

    if (theirs != NULL)
        (void)xmlRemoveProp(theirs);
    if (mine == NULL)
        return;
    g_autofree char *value = attribute(from, name);
    xmlNsPtr space = xmlSearchNsByHref(to->doc, to, mine->ns->href);
    /* old programs bound the prefix to something else */
    if (space == NULL)
        space = xmlNewNs(xmlDocGetRootElement(to->doc), mine->ns->href, mine->ns->prefix);
    if (space == NULL) {
        g_autofree char *prefix = g_strconcat("own-", (const char *)mine->ns->prefix, NULL);
        space = xmlNewNs(xmlDocGetRootElement(to->doc), mine->ns->href, (const xmlChar *)prefix);
    }
    (void)xmlNewNsProp(to, space, (const xmlChar *)name, (const xmlChar *)value);
}

/* The language and the direction of the text are those of the document. */
static void
take_language(xmlNodePtr mine, xmlNodePtr theirs)
{
    static const char *const names[] = {"language",      "country",          "language-asian",
                                        "country-asian", "language-complex", "country-complex",
                                        "script",        "rfc-language-tag", NULL};
    xmlNodePtr from = odt_child(mine, "text-properties");
    xmlNodePtr to = odt_child(theirs, "text-properties");
    xmlNodePtr side = odt_child(mine, "paragraph-properties");
    xmlNodePtr their_side = odt_child(theirs, "paragraph-properties");

    if (from != NULL && to == NULL)
        to = xmlNewChild(theirs, from->ns != NULL ? theirs->ns : NULL, from->name, NULL);
    for (size_t i = 0; from != NULL && to != NULL && names[i] != NULL; i++)
        take_attribute(from, to, names[i]);
    if (side != NULL && their_side != NULL) {
        take_attribute(side, their_side, "writing-mode");
        take_attribute(side, their_side, "text-align");
    }
}

/* Numbers come from the document, never from a style. */
static void
drop_numbering(xmlNodePtr styles)
{
    for (xmlNodePtr node = odt_next(styles->children); node != NULL; node = odt_next(node->next)) {
        static const char *const names[] = {"list-style-name", "list-level", NULL};
        for (size_t i = 0; odt_is(node, "style") && names[i] != NULL; i++) {
            xmlAttrPtr numbering = xmlHasProp(node, (const xmlChar *)names[i]);
            if (numbering != NULL)
                (void)xmlRemoveProp(numbering);
        }
    }
}

/* A style that is based on one that is not there is based on none. */
static void
drop_lost_parents(xmlNodePtr styles)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (xmlNodePtr node = odt_next(styles->children); node != NULL; node = odt_next(node->next))
        g_hash_table_add(names, key_of(node));
    for (xmlNodePtr node = odt_next(styles->children); node != NULL; node = odt_next(node->next)) {
        g_autofree char *parent = attribute(node, "parent-style-name");
        g_autofree char *family = attribute(node, "family");
        g_autofree char *key = g_strdup_printf("style|%s|%s|", parent != NULL ? parent : "",
                                               family != NULL ? family : "");
        if (parent != NULL && !g_hash_table_contains(names, key))
            (void)xmlRemoveProp(xmlHasProp(node, (const xmlChar *)"parent-style-name"));
    }
}

static void
merge_styles(xmlNodePtr mine, xmlNodePtr theirs)
{
    drop_numbering(theirs);
    for (xmlNodePtr node = odt_next(mine->children); node != NULL; node = odt_next(node->next)) {
        g_autofree char *key = key_of(node);
        xmlNodePtr known = find(theirs, key);
        if (known != NULL && is_content(node)) {
            remove_node(known);
            known = NULL;
        }
        if (known == NULL)
            (void)add_copy(node, theirs);
        else if (odt_is(node, "default-style"))
            take_language(node, known);
    }
    drop_lost_parents(theirs);
}

static void
add_missing(xmlNodePtr mine, xmlNodePtr theirs)
{
    for (xmlNodePtr node = odt_next(mine->children); node != NULL; node = odt_next(node->next)) {
        g_autofree char *key = key_of(node);
        if (find(theirs, key) == NULL)
            (void)add_copy(node, theirs);
    }
}

/* ---- names of automatic styles ---- */

static bool
refers_to_style(const xmlAttr *reference)
{
    const char *name = (const char *)reference->name;

    return g_str_has_suffix(name, "style-name") || g_str_equal(name, "page-layout-name");
}

static void
rename_in(xmlNodePtr parent, GHashTable *names, bool definitions)
{
    for (xmlNodePtr node = odt_next(parent->children); node != NULL; node = odt_next(node->next)) {
        for (xmlAttrPtr a = node->properties; a != NULL; a = a->next) {
            const bool own = definitions && g_str_equal((const char *)a->name, "name");
            xmlChar *value = xmlNodeListGetString(node->doc, a->children, 1);
            if (value != NULL && (own || refers_to_style(a)) &&
                g_hash_table_contains(names, value)) {
                g_autofree char *renamed = g_strconcat(PREFIX, (const char *)value, NULL);
                (void)xmlNodeSetContent((xmlNodePtr)a, (const xmlChar *)renamed);
            }
            xmlFree(value);
        }
        rename_in(node, names, false);
    }
}

static void
rename_automatic(xmlNodePtr automatic, xmlNodePtr masters)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (xmlNodePtr node = odt_next(automatic->children); node != NULL;
         node = odt_next(node->next)) {
        char *name = attribute(node, "name");
        if (name != NULL)
            g_hash_table_add(names, name);
    }
    rename_in(automatic, names, true);
    rename_in(masters, names, false);
}

/* ---- heads and feet of pages ---- */

static const char *const regions[] = {"header", "header-left", "header-first",
                                      "footer", "footer-left", "footer-first"};
enum { N_REGIONS = 6, A_SIDE = 3 };

static void
append_children(xmlNodePtr from, xmlNodePtr to)
{
    for (xmlNodePtr node = odt_next(from->children); node != NULL; node = odt_next(node->next))
        (void)add_copy(node, to);
}

/* Puts a new region where the schema wants it: before the first that comes after it. */
static xmlNodePtr
add_region(xmlNodePtr page, unsigned at)
{
    xmlNodePtr made = xmlNewNode(page->ns, (const xmlChar *)regions[at]);

    for (unsigned i = at + 1; i < N_REGIONS; i++) {
        xmlNodePtr after = odt_child(page, regions[i]);
        if (after != NULL)
            return xmlAddPrevSibling(after, made);
    }
    for (unsigned i = at; i > 0; i--) {
        xmlNodePtr before = odt_child(page, regions[i - 1]);
        if (before != NULL)
            return xmlAddNextSibling(before, made);
    }
    xmlNodePtr first = page->children;
    return first != NULL ? xmlAddPrevSibling(first, made) : xmlAddChild(page, made);
}

/* Each page shows what the template has there, and behind it what the document has there. */
static void
merge_side(xmlNodePtr mine, xmlNodePtr theirs, unsigned base)
{
    xmlNodePtr usual = odt_child(mine, regions[base]);
    xmlNodePtr template_usual = odt_child(theirs, regions[base]);

    if (usual == NULL)
        return;
    /* those that differ from the usual first: they may be made from it */
    for (unsigned i = base + 1; i < base + A_SIDE; i++) {
        xmlNodePtr own = odt_child(mine, regions[i]);
        xmlNodePtr there = odt_child(theirs, regions[i]);
        if (own == NULL && there == NULL)
            continue;
        if (there == NULL) {
            there = add_region(theirs, i);
            if (template_usual != NULL)
                append_children(template_usual, there);
        }
        append_children(own != NULL ? own : usual, there);
    }
    if (template_usual == NULL)
        template_usual = add_region(theirs, base);
    /* one that is switched off would hide the document's */
    xmlAttrPtr display = xmlHasProp(template_usual, (const xmlChar *)"display");
    if (display != NULL)
        (void)xmlRemoveProp(display);
    append_children(usual, template_usual);
}

/* LibreOffice has one switch for heads and feet: where one differs, the other is written too. */
static void
even_out(xmlNodePtr page)
{
    for (unsigned i = 1; i < A_SIDE; i++) {
        for (unsigned side = 0; side < N_REGIONS; side += A_SIDE) {
            const unsigned other = A_SIDE - side;
            xmlNodePtr usual = odt_child(page, regions[other]);
            if (odt_child(page, regions[side + i]) == NULL || usual == NULL ||
                odt_child(page, regions[other + i]) != NULL)
                continue;
            append_children(usual, add_region(page, other + i));
        }
    }
}

/* The text is on the page called Standard, which is that of the template that is so, or its first.
 */
static void
merge_pages(xmlNodePtr mine, const OdtTemplate *template)
{
    xmlNodePtr page = odt_template_page(template);
    xmlNodePtr own = odt_child(mine, "master-page");
    xmlAttrPtr name = xmlHasProp(page, (const xmlChar *)"name");

    (void)xmlNodeSetContent((xmlNodePtr)name, (const xmlChar *)"Standard");
    /* what uses no page style gets the first */
    xmlNodePtr first = odt_child(page->parent, "master-page");
    if (first != page)
        (void)xmlAddPrevSibling(first, page);
    merge_side(own, page, 0);
    merge_side(own, page, A_SIDE);
    even_out(page);
}

/* ---- all of it ---- */

/* Returns: the section of the template's styles called @name, made before @before when missing. */
static xmlNodePtr
section(xmlNodePtr root, const char *name, const char *before)
{
    xmlNodePtr known = odt_child(root, name);

    if (known != NULL)
        return known;
    xmlNodePtr made = xmlNewNode(root->ns, (const xmlChar *)name);
    xmlNodePtr after = odt_child(root, before);
    return after != NULL ? xmlAddPrevSibling(after, made) : xmlAddChild(root, made);
}

/* Returns: NULL when it cannot be. */
static GBytes *
serialised(xmlDocPtr doc)
{
    xmlChar *text = NULL;
    int length = 0;

    xmlDocDumpMemoryEnc(doc, &text, &length, "UTF-8");
    if (text == NULL || length <= 0)
        return NULL;
    return g_bytes_new_with_free_func(text, (gsize)MAX(length, 0), xmlFree, text);
}

static bool
has_sections(xmlNodePtr root)
{
    return odt_child(root, "font-face-decls") != NULL && odt_child(root, "styles") != NULL &&
           odt_child(root, "automatic-styles") != NULL && odt_child(root, "master-styles") != NULL;
}

GBytes *
odt_template_merge(OdtTemplate *template, GBytes *styles)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(styles, &length);
    /* page heads of documents may be large, and nested as deep as documents are */
    xmlDocPtr mine = length <= G_MAXINT ? xmlReadMemory(text, (int)length, NULL, NULL,
                                                        XML_PARSE_NONET | XML_PARSE_HUGE |
                                                            XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
                                        : NULL;
    xmlNodePtr from = mine != NULL ? xmlDocGetRootElement(mine) : NULL;

    if (from == NULL || !has_sections(from)) {
        xmlFreeDoc(mine);
        return NULL;
    }
    xmlNodePtr to = xmlDocGetRootElement(template->doc);
    xmlNodePtr masters = odt_child(to, "master-styles");
    xmlNodePtr automatic = section(to, "automatic-styles", "master-styles");
    xmlNodePtr named = section(to, "styles", "automatic-styles");
    xmlNodePtr fonts = section(to, "font-face-decls", "styles");
    xmlAttrPtr version = xmlHasProp(to, (const xmlChar *)"version");

    if (version != NULL)
        (void)xmlNodeSetContent((xmlNodePtr)version, (const xmlChar *)"1.3");
    rename_automatic(automatic, masters);
    add_missing(odt_child(from, "font-face-decls"), fonts);
    merge_styles(odt_child(from, "styles"), named);
    add_missing(odt_child(from, "automatic-styles"), automatic);
    merge_pages(odt_child(from, "master-styles"), template);
    xmlFreeDoc(mine);
    return serialised(template->doc);
}

void
odt_template_add_pictures(const OdtTemplate *template, Packager *package)
{
    for (guint i = 0; i < template->pictures->len; i++) {
        const OdtTemplatePicture *picture = g_ptr_array_index(template->pictures, i);
        packager_add(package, picture->path, g_bytes_ref(picture->bytes), picture->media_type);
    }
}
