/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "docx/reader.h"

/* settings.xml (ECMA-376 part 1, 17.15) and the properties of the file (part 2, 11; part 1, 22). */

/* ---- settings ---- */

typedef struct {
    DocxReader *reader;
    XmlPath path;
} SettingsState;

static void
settings_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    SettingsState *state = data;
    DocxReader *reader = state->reader;
    const uint16_t parent = xml_path_up(&state->path, 0);

    xml_path_push(&state->path, token);
    if (token == W_evenAndOddHeaders) {
        reader->even_and_odd = docx_on_off(attributes, W_val);
    } else if (token == W_themeFontLang && reader->default_language == NULL) {
        reader->default_language = xml_attribute_intern(attributes, W_val, reader->strings);
    } else if (parent == W_footnotePr || parent == W_endnotePr) {
        DocxNoteNumbers *numbers =
            &reader->notes[parent == W_endnotePr ? REFERAT_NOTE_END : REFERAT_NOTE_FOOT];
        const char *format = xml_attribute_intern(attributes, W_val, reader->strings);
        if (token == W_numFmt && format != NULL)
            numbers->format = format;
        else if (token == W_numStart)
            numbers->start = CLAMP(xml_attribute_int(attributes, W_val, 1), 0, 1000000);
    }
}

static void
settings_end(gpointer data, uint16_t token)
{
    SettingsState *state = data;

    (void)token;
    xml_path_pop(&state->path);
}

static const XmlHandlers settings_handlers = {settings_start, settings_end, NULL};

bool
docx_settings_load(DocxReader *reader, int64_t index, GError **error)
{
    SettingsState state = {.reader = reader};

    if (index < 0)
        return true;
    g_autoptr(XmlParser) parser = xml_parser_new(reader->context, &docx_vocabulary,
                                                 &settings_handlers, &state, "word/settings.xml");
    return opc_parse_part(reader->context, reader->package, index, REFERAT_LIMIT_SIDE_PART_BYTES,
                          parser, error);
}

/* ---- properties ---- */

enum { NS_DC = 1, NS_DCTERMS, NS_CP, NS_CUSTOM, NS_VT };
enum {
    P_TITLE = 1,
    P_SUBJECT,
    P_CREATOR,
    P_DESCRIPTION,
    P_LANGUAGE,
    P_CREATED,
    P_MODIFIED,
    P_KEYWORDS,
    P_PROPERTY,
    P_NAME
};

static const XmlNamespace property_namespaces[] = {
    {NS_DC, "http://purl.org/dc/elements/1.1/"},
    {NS_DCTERMS, "http://purl.org/dc/terms/"},
    {NS_CP, "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"},
    {NS_CUSTOM, "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"},
    {NS_CUSTOM, "http://purl.oclc.org/ooxml/officeDocument/custom-properties"},
    {0, NULL},
};
static const XmlName property_names[] = {
    {NS_DC, P_TITLE, "title"},
    {NS_DC, P_SUBJECT, "subject"},
    {NS_DC, P_CREATOR, "creator"},
    {NS_DC, P_DESCRIPTION, "description"},
    {NS_DC, P_LANGUAGE, "language"},
    {NS_DCTERMS, P_CREATED, "created"},
    {NS_DCTERMS, P_MODIFIED, "modified"},
    {NS_CP, P_KEYWORDS, "keywords"},
    {NS_CUSTOM, P_PROPERTY, "property"},
    {0, P_NAME, "name"},
    {0, 0, NULL},
};
static const XmlVocabulary property_vocabulary = {property_namespaces, property_names};

typedef struct {
    DocxReader *reader;
    GString *text;
    char *name; /* of a custom property */
} PropertyState;

static void
property_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    PropertyState *state = data;

    if (token != 0)
        g_string_truncate(state->text, 0);
    if (token == P_PROPERTY) {
        g_free(state->name);
        state->name = xml_attribute_dup(attributes, P_NAME);
    }
}

static void
set_custom(PropertyState *state)
{
    for (int field = 0; field < REFERAT_META_SOURCE_SHA256; field++) {
        if (field == REFERAT_META_CREATOR || state->name == NULL ||
            g_ascii_strcasecmp(state->name, referat_metadata_name((ReferatMetadata)field)) != 0)
            continue;
        referat_builder_set_metadata(state->reader->builder, (ReferatMetadata)field,
                                     state->text->str);
    }
}

static void
property_end(gpointer data, uint16_t token)
{
    static const ReferatMetadata fields[] = {
        [P_TITLE] = REFERAT_META_TITLE,       [P_SUBJECT] = REFERAT_META_SUBJECT,
        [P_CREATOR] = REFERAT_META_CREATOR,   [P_DESCRIPTION] = REFERAT_META_DESCRIPTION,
        [P_LANGUAGE] = REFERAT_META_LANGUAGE, [P_CREATED] = REFERAT_META_CREATED,
        [P_MODIFIED] = REFERAT_META_MODIFIED, [P_KEYWORDS] = REFERAT_META_KEYWORDS,
    };
    PropertyState *state = data;
    DocxReader *reader = state->reader;

    if (token == 0 || token == P_NAME)
        return;
    g_strstrip(state->text->str);
    if (token == P_PROPERTY)
        set_custom(state);
    else if (token != P_CREATOR || referat_context_get_flag(reader->context, "keep-author"))
        referat_builder_set_metadata(reader->builder, fields[token], state->text->str);
    g_string_truncate(state->text, 0);
}

static void
property_text(gpointer data, const char *text, size_t length)
{
    PropertyState *state = data;

    if (state->text->len < 65536)
        g_string_append_len(state->text, text, (gssize)length);
}

static const XmlHandlers property_handlers = {property_start, property_end, property_text};

static bool
load_properties(DocxReader *reader, const OpcRelationship *rel, GError **error)
{
    const int64_t index = rel != NULL ? package_find(reader->package, rel->target) : -1;
    PropertyState state = {.reader = reader};

    if (index < 0)
        return true;
    state.text = g_string_new(NULL);
    g_autoptr(XmlParser) parser = xml_parser_new(reader->context, &property_vocabulary,
                                                 &property_handlers, &state, rel->target);
    const bool done = opc_parse_part(reader->context, reader->package, index,
                                     REFERAT_LIMIT_SIDE_PART_BYTES, parser, error);
    (void)g_string_free(state.text, TRUE);
    g_free(state.name);
    return done;
}

bool
docx_metadata_load(DocxReader *reader, const OpcRelationships *package_rels, GError **error)
{
    return load_properties(reader, opc_by_type(package_rels, "custom-properties"), error) &&
           load_properties(reader, opc_by_type(package_rels, "core-properties"), error);
}
