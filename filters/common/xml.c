/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/xml.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <string.h>

/* Open addressing by the address of an interned name: a few hundred names, one probe mostly. */
enum { SLOTS = 2048 };

typedef struct {
    const xmlChar *name;
    uint16_t space;
    uint16_t token;
} Slot;

struct XmlParser {
    ReferatContext *context;
    const XmlVocabulary *vocabulary;
    const XmlHandlers *handlers;
    gpointer data;
    const char *part;
    xmlParserCtxtPtr ctxt;
    GError *error;
    const xmlChar *element_name;
    const xmlChar *element_space;
    struct {
        const xmlChar *uri;
        uint16_t space;
    } seen[64]; /* namespaces by address, in the order they turn up */
    unsigned n_seen;
    bool in_tag;      /* the last chunk ended within a tag */
    uint64_t n_signs; /* equal signs in that tag */
    uint32_t depth;
    uint32_t max_depth;
    bool complained;
    Slot slots[SLOTS];
};

static size_t
hash_pointer(const void *p)
{
    uintptr_t value = (uintptr_t)p;

    value ^= value >> 9;
    return (size_t)((value * UINT64_C(0x9E3779B97F4A7C15)) >> 53) & (SLOTS - 1);
}

static void
add_slot(XmlParser *parser, const XmlName *name)
{
    const xmlChar *key = xmlDictLookup(parser->ctxt->dict, BAD_CAST name->name, -1);
    size_t i = hash_pointer(key);

    while (parser->slots[i].name != NULL)
        i = (i + 1) & (SLOTS - 1);
    parser->slots[i] = (Slot){key, name->space, name->token};
}

static uint16_t
find_token(const XmlParser *parser, const xmlChar *name, uint16_t space)
{
    for (size_t i = hash_pointer(name); parser->slots[i].name != NULL; i = (i + 1) & (SLOTS - 1))
        if (parser->slots[i].name == name && parser->slots[i].space == space)
            return parser->slots[i].token;
    return 0;
}

static uint16_t
find_space(XmlParser *parser, const xmlChar *uri)
{
    if (uri == NULL)
        return 0;
    for (unsigned i = 0; i < parser->n_seen; i++)
        if (parser->seen[i].uri == uri)
            return parser->seen[i].space;
    uint16_t space = UINT16_MAX; /* one that has no names */
    for (const XmlNamespace *n = parser->vocabulary->namespaces; n->uri != NULL; n++)
        if (strcmp(n->uri, (const char *)uri) == 0)
            space = n->space;
    if (parser->n_seen < G_N_ELEMENTS(parser->seen)) {
        parser->seen[parser->n_seen].uri = uri;
        parser->seen[parser->n_seen++].space = space;
    }
    return space;
}

/*
 * Handlers call this with attributes in their hands that lie in libxml2's buffer, so the parser is
 * not stopped here: no handler is called any more, and no further chunk is pushed.
 */
void
xml_parser_fail(XmlParser *parser, GError *error)
{
    if (parser->error == NULL)
        parser->error = error;
    else
        g_error_free(error);
}

void
xml_parser_fail_limit(XmlParser *parser, ReferatLimit limit)
{
    GError *error = NULL;

    (void)referat_context_over_limit(parser->context, limit, &error);
    xml_parser_fail(parser, error);
}

/* libxml2 drops every reference ("&amp;") after the first error, also when it is told to recover.
 */
static void
keep_references(XmlParser *parser)
{
    parser->ctxt->wellFormed = 1;
}

static void
on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
         int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
         const xmlChar **attributes)
{
    XmlParser *parser = user;

    (void)prefix;
    (void)n_namespaces;
    (void)namespaces;
    (void)n_defaulted;
    if (parser->error != NULL)
        return;
    keep_references(parser);
    if (++parser->depth > parser->max_depth) {
        xml_parser_fail_limit(parser, REFERAT_LIMIT_NESTING);
        return;
    }
    /* libxml2 looks prefixes up one after the other */
    if ((uint64_t)parser->ctxt->nsNr / 2 >
        referat_context_get_limit(parser->context, REFERAT_LIMIT_NAMESPACES)) {
        xml_parser_fail_limit(parser, REFERAT_LIMIT_NAMESPACES);
        return;
    }
    parser->element_name = name;
    parser->element_space = uri;
    const XmlAttributes list = {parser, n_attributes, attributes};
    parser->handlers->start(parser->data, find_token(parser, name, find_space(parser, uri)), &list);
}

static void
on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    XmlParser *parser = user;

    (void)prefix;
    if (parser->error != NULL)
        return;
    keep_references(parser);
    parser->depth--;
    parser->handlers->end(parser->data, find_token(parser, name, find_space(parser, uri)));
}

static void
on_text(void *user, const xmlChar *text, int length)
{
    XmlParser *parser = user;

    if (parser->error == NULL && parser->handlers->text != NULL)
        parser->handlers->text(parser->data, (const char *)text, (size_t)length);
}

/* A document part has no use for a DOCTYPE; attackers do. */
static void
on_doctype(void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    XmlParser *parser = user;

    (void)name;
    (void)public_id;
    (void)system_id;
    GError *error = NULL;
    referat_set_error(&error, REFERAT_ERROR_DAMAGED,
                      "%s has a DOCTYPE, which no office document may have", parser->part);
    xml_parser_fail(parser, error);
    xmlStopParser(parser->ctxt);
}

static void
on_error(void *user, xmlErrorPtr error)
{
    XmlParser *parser = user;

    if (parser->error != NULL)
        return;
    /* libxml2 gives up at this depth unless XML_PARSE_HUGE lifts all its limits */
    if (error->code == XML_ERR_INTERNAL_ERROR && error->message != NULL &&
        strstr(error->message, "depth") != NULL) {
        xml_parser_fail_limit(parser, REFERAT_LIMIT_NESTING);
        return;
    }
    if (error->level < XML_ERR_ERROR || parser->complained)
        return;
    parser->complained = true;
    const ReferatPosition position = {.part = parser->part, .line = 0};
    const bool encoding = error->code == XML_ERR_INVALID_CHAR ||
                          error->code == XML_ERR_INVALID_ENCODING ||
                          error->code == XML_I18N_CONV_FAILED;
    g_autofree char *message = g_strdup(error->message != NULL ? error->message : "");
    g_strchomp(message);
    char *newline = strchr(message, '\n');
    if (newline != NULL)
        *newline = '\0';
    referat_context_diagnose(parser->context,
                             encoding ? REFERAT_MSG_TEXT_ENCODING : REFERAT_MSG_XML_DAMAGED,
                             &position, "%s, line %d: %s", parser->part, error->line, message);
}

XmlParser *
xml_parser_new(ReferatContext *context, const XmlVocabulary *vocabulary,
               const XmlHandlers *handlers, gpointer data, const char *part)
{
    XmlParser *parser = g_new0(XmlParser, 1);
    xmlSAXHandler sax = {0};

    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    sax.internalSubset = on_doctype;
    sax.serror = (xmlStructuredErrorFunc)on_error;
    parser->context = context;
    parser->vocabulary = vocabulary;
    parser->handlers = handlers;
    parser->data = data;
    parser->part = part;
    parser->max_depth = (uint32_t)referat_context_get_limit(context, REFERAT_LIMIT_NESTING);
    parser->ctxt = xmlCreatePushParserCtxt(&sax, parser, NULL, 0, NULL);
    (void)xmlCtxtUseOptions(parser->ctxt, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOCDATA);
    for (const XmlName *n = vocabulary->names; n->name != NULL; n++)
        add_slot(parser, n);
    return parser;
}

void
xml_parser_free(XmlParser *parser)
{
    if (parser == NULL)
        return;
    if (parser->ctxt->myDoc != NULL)
        xmlFreeDoc(parser->ctxt->myDoc);
    xmlFreeParserCtxt(parser->ctxt);
    g_clear_error(&parser->error);
    g_free(parser);
}

static bool
give_error(XmlParser *parser, GError **error)
{
    if (parser->error == NULL)
        return true;
    if (error != NULL)
        *error = g_error_copy(parser->error);
    return false;
}

/*
 * libxml2 compares the attributes of an element pair by pair, so there must be an end to them.
 * Counted are the equal signs of chunks that lie within one tag: Word itself writes attributes of
 * many kilobytes (o:gfxdata), but not thousands of them.
 */
static void
bound_tag(XmlParser *parser, const char *bytes, size_t length)
{
    const char *end = memrchr(bytes, '>', length);
    const char *start = memrchr(bytes, '<', length);

    if (start != NULL || end != NULL) {
        parser->in_tag = start != NULL && (end == NULL || end < start);
        parser->n_signs = 0;
        return;
    }
    for (size_t i = 0; parser->in_tag && i < length; i++)
        parser->n_signs += bytes[i] == '=';
    if (parser->n_signs > referat_context_get_limit(parser->context, REFERAT_LIMIT_ATTRIBUTES))
        xml_parser_fail_limit(parser, REFERAT_LIMIT_ATTRIBUTES);
}

bool
xml_parser_push(XmlParser *parser, const char *bytes, size_t length, GError **error)
{
    bound_tag(parser, bytes, length);
    if (parser->error == NULL)
        (void)xmlParseChunk(parser->ctxt, bytes, (int)length, 0);
    return give_error(parser, error);
}

bool
xml_parser_finish(XmlParser *parser, GError **error)
{
    if (parser->error == NULL)
        (void)xmlParseChunk(parser->ctxt, NULL, 0, 1);
    return give_error(parser, error);
}

uint32_t
xml_parser_line(const XmlParser *parser)
{
    return (uint32_t)MAX(xmlSAX2GetLineNumber(parser->ctxt), 0);
}

const char *
xml_parser_element_name(const XmlParser *parser)
{
    return (const char *)parser->element_name;
}

const char *
xml_parser_element_space(const XmlParser *parser)
{
    return (const char *)parser->element_space;
}

uint16_t
xml_parser_prefix_space(const XmlParser *parser, const char *prefix, size_t length)
{
    /* nsTab holds prefix and URI in turn, the innermost last; both are interned */
    const xmlChar *key = xmlDictExists(parser->ctxt->dict, BAD_CAST prefix, (int)length);

    for (int i = parser->ctxt->nsNr - 2; key != NULL && i >= 0; i -= 2)
        if (parser->ctxt->nsTab[i] == key)
            return find_space((XmlParser *)parser, parser->ctxt->nsTab[i + 1]);
    return 0;
}

/* ---- attributes: localname, prefix, URI, value begin, value end ---- */

const char *
xml_attribute(const XmlAttributes *attributes, uint16_t token, size_t *length)
{
    for (int i = 0; i < attributes->n; i++) {
        const xmlChar **a = attributes->raw + (ptrdiff_t)i * 5;
        if (find_token(attributes->parser, a[0], find_space(attributes->parser, a[2])) == token) {
            *length = (size_t)(a[4] - a[3]);
            return (const char *)a[3];
        }
    }
    return NULL;
}

/* libxml2 hands "&amp;" out as "&#38;" unless it is told to substitute entities, which it must not.
 */
static void
restore_ampersands(char *value)
{
    char *to = value;

    for (const char *from = value; *from != '\0';) {
        if (strncmp(from, "&#38;", 5) == 0) {
            *to++ = '&';
            from += 5;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

char *
xml_attribute_dup(const XmlAttributes *attributes, uint16_t token)
{
    size_t length = 0;
    const char *value = xml_attribute(attributes, token, &length);

    if (value == NULL)
        return NULL;
    char *copy = g_strndup(value, length);
    restore_ampersands(copy);
    return copy;
}

int32_t
xml_attribute_int(const XmlAttributes *attributes, uint16_t token, int32_t fallback)
{
    size_t length = 0;
    const char *value = xml_attribute(attributes, token, &length);
    int64_t number = 0;
    size_t i = 0;

    if (value == NULL)
        return fallback;
    const bool negative = length > 0 && value[0] == '-';
    if (length > 0 && (value[0] == '-' || value[0] == '+'))
        i++;
    const size_t first = i;
    for (; i < length && g_ascii_isdigit(value[i]); i++)
        number = MIN(number * 10 + (value[i] - '0'), INT64_C(2000000000));
    if (i == first)
        return fallback;
    return (int32_t)(negative ? -number : number);
}

bool
xml_attribute_is(const XmlAttributes *attributes, uint16_t token, const char *value)
{
    size_t length = 0;
    const char *got = xml_attribute(attributes, token, &length);

    return got != NULL && strlen(value) == length && memcmp(got, value, length) == 0;
}

const char *
xml_attribute_intern(const XmlAttributes *attributes, uint16_t token, GStringChunk *chunk)
{
    g_autofree char *value = xml_attribute_dup(attributes, token);

    return value != NULL ? g_string_chunk_insert_const(chunk, value) : NULL;
}

/* ---- open elements ---- */

void
xml_path_push(XmlPath *path, uint16_t token)
{
    if (path->depth < G_N_ELEMENTS(path->tokens))
        path->tokens[path->depth] = token;
    path->depth++;
}

void
xml_path_pop(XmlPath *path)
{
    path->depth--;
}

uint16_t
xml_path_up(const XmlPath *path, unsigned n)
{
    if (path->depth <= n || path->depth - 1 - n >= G_N_ELEMENTS(path->tokens))
        return 0;
    return path->tokens[path->depth - 1 - n];
}

bool
xml_path_has(const XmlPath *path, uint16_t token)
{
    for (unsigned i = 0; i < MIN(path->depth, (unsigned)G_N_ELEMENTS(path->tokens)); i++)
        if (path->tokens[i] == token)
            return true;
    return false;
}

void
xml_escape(ReferatSink *sink, const char *text, size_t length)
{
    size_t from = 0;

    for (size_t i = 0; i < length; i++) {
        const char *reference = NULL;
        switch (text[i]) {
        case '&':
            reference = "&amp;";
            break;
        case '<':
            reference = "&lt;";
            break;
        case '>':
            reference = "&gt;";
            break;
        case '"':
            reference = "&quot;";
            break;
        case '\'':
            reference = "&#39;";
            break;
        default:
            continue;
        }
        referat_sink_put(sink, text + from, i - from);
        referat_sink_puts(sink, reference);
        from = i + 1;
    }
    referat_sink_put(sink, text + from, length - from);
}
