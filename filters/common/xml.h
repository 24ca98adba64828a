/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <libxml/parser.h>
#include <referat/filter.h>

/*
 * SAX2 push parsing with interned names. A vocabulary of (namespace, local name) pairs is looked
 * up by pointer: an element or attribute becomes a small number, 0 for the unknown.
 *
 * Hostile input: a DOCTYPE is an error, nothing is fetched, depth is bounded, and the parser goes
 * on after an error as far as the text can still be told.
 */

/** XmlName: one name of a vocabulary; an array ends with .name == NULL. */
typedef struct {
    uint16_t space; /* index in the vocabulary's namespaces, from 1; 0 = no namespace */
    uint16_t token; /* what the handlers get; from 1 */
    const char *name;
} XmlName;

/** XmlNamespace: a namespace and other URIs that mean the same; an array ends with .uri == NULL. */
typedef struct {
    uint16_t space;
    const char *uri;
} XmlNamespace;

typedef struct {
    const XmlNamespace *namespaces;
    const XmlName *names;
} XmlVocabulary;

typedef struct XmlParser XmlParser;

/** XmlAttributes: of the element whose start is handled; valid only then. */
typedef struct {
    XmlParser *parser;
    int n;
    const xmlChar **raw; /* libxml2's five-tuples */
} XmlAttributes;

typedef struct {
    /* @token 0: unknown; @space and @name tell what it was. */
    void (*start)(gpointer data, uint16_t token, const XmlAttributes *attributes);
    void (*end)(gpointer data, uint16_t token);
    void (*text)(gpointer data, const char *text, size_t length);
} XmlHandlers;

/** xml_parser_new: @part names the input in messages. Returns: (transfer full). */
XmlParser *xml_parser_new(ReferatContext *context, const XmlVocabulary *vocabulary,
                          const XmlHandlers *handlers, gpointer data, const char *part);
void xml_parser_free(XmlParser *parser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlParser, xml_parser_free)

/** xml_parser_push: Returns: false with @error when parsing cannot go on. */
bool xml_parser_push(XmlParser *parser, const char *bytes, size_t length, GError **error);

/** xml_parser_finish: ends the input. @error as xml_parser_push(). */
bool xml_parser_finish(XmlParser *parser, GError **error);

/** xml_parser_fail: for handlers: stops with @error (transfer full). */
void xml_parser_fail(XmlParser *parser, GError *error);

/** xml_parser_fail_limit: xml_parser_fail() with the error that @limit was crossed. */
void xml_parser_fail_limit(XmlParser *parser, ReferatLimit limit);

/** xml_parser_line: Returns: the line the parser is at. */
uint32_t xml_parser_line(const XmlParser *parser);

/** xml_parser_element_name: Returns: (transfer none): the local name of the current start. */
const char *xml_parser_element_name(const XmlParser *parser);

/** xml_parser_element_space: Returns: (nullable) (transfer none): its namespace. */
const char *xml_parser_element_space(const XmlParser *parser);

/** xml_parser_prefix_space: Returns: the vocabulary's number of the namespace that @prefix is bound
 * to here, 0 when it is none of them. */
uint16_t xml_parser_prefix_space(const XmlParser *parser, const char *prefix, size_t length);

/**
 * xml_attribute:
 * @token: of the attribute's name
 * @length: (out): its length
 *
 * Returns: (nullable) (transfer none): the raw value, not NUL-terminated; "&" stands as "&#38;".
 */
const char *xml_attribute(const XmlAttributes *attributes, uint16_t token, size_t *length);

/** xml_attribute_dup: Returns: (transfer full) (nullable): a copy. */
char *xml_attribute_dup(const XmlAttributes *attributes, uint16_t token);

/** xml_attribute_int: Returns: the number, clamped to ±2,000,000,000, or @fallback. */
int32_t xml_attribute_int(const XmlAttributes *attributes, uint16_t token, int32_t fallback);

/** xml_attribute_is: whether the attribute has exactly this value. */
bool xml_attribute_is(const XmlAttributes *attributes, uint16_t token, const char *value);

/** xml_attribute_intern: Returns: (transfer none) (nullable): the value in @chunk. */
const char *xml_attribute_intern(const XmlAttributes *attributes, uint16_t token,
                                 GStringChunk *chunk);

/**
 * XmlPath: the elements that are open, for handlers that ask what stands around them. Deeper than
 * it holds, everything is unknown.
 */
typedef struct {
    uint16_t tokens[64];
    unsigned depth;
} XmlPath;

/** xml_path_push: an element begins. */
void xml_path_push(XmlPath *path, uint16_t token);
/** xml_path_pop: it ends. */
void xml_path_pop(XmlPath *path);
/** xml_path_up: Returns: the element @n above the innermost; 0 when there is none. */
uint16_t xml_path_up(const XmlPath *path, unsigned n);
/** xml_path_has: whether @token is open. */
bool xml_path_has(const XmlPath *path, uint16_t token);

/** xml_escape: puts @text with the five characters that XML and HTML reserve as references. */
void xml_escape(ReferatSink *sink, const char *text, size_t length);
