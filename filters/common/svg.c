/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libxml/parser.h>
#include <string.h>

#include "common/picture.h"

/*
 * SVG (W3C SVG 1.1) that only draws: elements and references are on a list, whatever else there is
 * makes the picture unwanted. Looking for what is bad by its letters misses the next spelling of
 * it.
 */

static const char svg_space[] = "http://www.w3.org/2000/svg";

static const char *const drawn[] = {"svg",
                                    "g",
                                    "defs",
                                    "symbol",
                                    "use",
                                    "title",
                                    "desc",
                                    "path",
                                    "rect",
                                    "circle",
                                    "ellipse",
                                    "line",
                                    "image",
                                    "polyline",
                                    "polygon",
                                    "text",
                                    "tspan",
                                    "textPath",
                                    "stop",
                                    "marker",
                                    "pattern",
                                    "clipPath",
                                    "mask",
                                    "linearGradient",
                                    "radialGradient",
                                    "filter",
                                    "style",
                                    "switch",
                                    "feBlend",
                                    "feOffset",
                                    "feGaussianBlur",
                                    "feColorMatrix",
                                    "feFlood",
                                    "view",
                                    "feMerge",
                                    "feImage",
                                    "feTile",
                                    "feMergeNode",
                                    "feComposite",
                                    "feMorphology",
                                    NULL};

typedef struct {
    xmlParserCtxtPtr ctxt;
    bool bad;
    unsigned style; /* depth of open style elements */
} State;

static bool
starts_with(const char *text, size_t length, const char *prefix)
{
    const size_t n = strlen(prefix);

    return length >= n && g_ascii_strncasecmp(text, prefix, n) == 0;
}

/* A reference is to a part of the picture itself or carries a bitmap with it. */
static bool
is_inside(const char *target, size_t length)
{
    static const char *const bitmaps[] = {"data:image/png", "data:image/jpeg", "data:image/gif",
                                          "data:image/webp"};

    while (length > 0 && (g_ascii_isspace(*target) || *target == '"' || *target == '\'')) {
        target++;
        length--;
    }
    if (length == 0 || *target == '#')
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(bitmaps); i++)
        if (starts_with(target, length, bitmaps[i]))
            return true;
    return false;
}

/* CSS may name other files by url() and by at-rules; an escape could spell either. */
static bool
css_stays_inside(const char *css, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (css[i] == '@' || css[i] == '\\')
            return false;
        if (starts_with(css + i, length - i, "url(") && !is_inside(css + i + 4, length - i - 4))
            return false;
    }
    return true;
}

static bool
attribute_is_fine(const char *name, const char *value, size_t length)
{
    if (starts_with(name, strlen(name), "on"))
        return false;
    if (g_ascii_strcasecmp(name, "href") == 0 || g_ascii_strcasecmp(name, "src") == 0)
        return is_inside(value, length);
    return css_stays_inside(value, length);
}

static void
on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
         int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
         const xmlChar **attributes)
{
    State *state = user;

    (void)prefix;
    (void)n_namespaces;
    (void)namespaces;
    (void)n_defaulted;
    if (uri == NULL || strcmp((const char *)uri, svg_space) != 0 ||
        !g_strv_contains(drawn, (const char *)name))
        state->bad = true;
    for (int i = 0; i < n_attributes && !state->bad; i++) {
        const xmlChar **a = attributes + (ptrdiff_t)i * 5;
        state->bad =
            !attribute_is_fine((const char *)a[0], (const char *)a[3], (size_t)(a[4] - a[3]));
    }
    if (state->style > 0 || strcmp((const char *)name, "style") == 0)
        state->style++;
}

static void
on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    State *state = user;

    (void)name;
    (void)prefix;
    (void)uri;
    if (state->style > 0)
        state->style--;
}

static void
on_text(void *user, const xmlChar *text, int length)
{
    State *state = user;

    if (state->style > 0 && !css_stays_inside((const char *)text, (size_t)length))
        state->bad = true;
}

static void
on_doctype(void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    State *state = user;

    (void)name;
    (void)public_id;
    (void)system_id;
    state->bad = true;
    xmlStopParser(state->ctxt);
}

static void
on_instruction(void *user, const xmlChar *target, const xmlChar *data)
{
    (void)target;
    (void)data;
    ((State *)user)->bad = true;
}

/* Errors show in the state of the parser; nothing is printed. */
static void
on_error(void *user, xmlErrorPtr error)
{
    (void)error;
    ((State *)user)->bad = true;
}

bool
picture_svg_is_plain(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    xmlSAXHandler sax = {0};
    State state = {0};

    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.cdataBlock = on_text;
    sax.internalSubset = on_doctype;
    sax.processingInstruction = on_instruction;
    sax.serror = (xmlStructuredErrorFunc)on_error;
    if (size > G_MAXINT32)
        return false;
    state.ctxt = xmlCreatePushParserCtxt(&sax, &state, NULL, 0, NULL);
    (void)xmlCtxtUseOptions(state.ctxt, XML_PARSE_NONET);
    (void)xmlParseChunk(state.ctxt, data, (int)size, 1);
    const bool plain = !state.bad && state.ctxt->wellFormed;
    if (state.ctxt->myDoc != NULL)
        xmlFreeDoc(state.ctxt->myDoc);
    xmlFreeParserCtxt(state.ctxt);
    return plain;
}
