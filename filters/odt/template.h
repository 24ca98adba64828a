/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <libxml/tree.h>

#include "common/package.h"
#include "odt/odt.h"

/*
 * A template (--template FILE.ott): its styles, page and what stands in the head and foot of its
 * pages. Nothing else of it is taken: no text, no macros, no settings.
 */

struct OdtTemplate {
    xmlDocPtr doc;       /* its styles.xml, cleaned */
    GPtrArray *pictures; /* of OdtTemplatePicture: what the styles show */
};

/** OdtTemplatePicture: @path is the name in the package that is written. */
typedef struct {
    char *path;
    const char *media_type;
    GBytes *bytes;
} OdtTemplatePicture;

/** odt_child: Returns: (nullable): the first child element called @name (without prefix). */
xmlNodePtr odt_child(xmlNodePtr parent, const char *name);
/** odt_next: Returns: (nullable): @node, or the first after it, that is an element. */
xmlNodePtr odt_next(xmlNodePtr node);
/** odt_is: Returns: whether @node is an element called @name. */
bool odt_is(const xmlNode *node, const char *name);

/** odt_template_page: Returns: (transfer none): the page style that the text is on. */
xmlNodePtr odt_template_page(const OdtTemplate *template);

/** odt_clean_template: takes out what strict ODF does not know, what runs and what is elsewhere;
 * @template gets its pictures from @package. */
void odt_clean_template(OdtTemplate *template, Package *package);
