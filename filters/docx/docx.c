/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/reader.h"

#include <inttypes.h>
#include <string.h>

/* The reader of Word documents: finds the parts, reads them in the order that they need each other.
 */

gpointer
docx_keep(DocxReader *reader, size_t size)
{
    gpointer memory = g_malloc0(size);

    g_ptr_array_add(reader->kept, memory);
    return memory;
}

static void
section_free(gpointer pointer)
{
    DocxSection *section = pointer;

    for (int i = 0; i < 3; i++) {
        g_free(section->headers[i]);
        g_free(section->footers[i]);
    }
    g_free(section);
}

static void
reader_init(DocxReader *reader, ReferatContext *context, ReferatBuilder *builder)
{
    const char *changes = referat_context_get_option(context, "changes");

    reader->context = context;
    reader->builder = builder;
    reader->strings = g_string_chunk_new(8192);
    reader->kept = g_ptr_array_new_with_free_func(g_free);
    reader->note_refs = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    reader->pictures = g_hash_table_new_full(referat_string_hash, g_str_equal, g_free, NULL);
    reader->custom_marks = g_hash_table_new(NULL, NULL);
    reader->sections = g_ptr_array_new_with_free_func(section_free);
    reader->notes[REFERAT_NOTE_FOOT] = (DocxNoteNumbers){"decimal", 1, 0};
    reader->notes[REFERAT_NOTE_END] = (DocxNoteNumbers){"lowerRoman", 1, 0};
    reader->comments = referat_context_get_flag(context, "comments");
    if (g_strcmp0(changes, "reject") == 0)
        reader->changes = DOCX_REJECT;
    else if (g_strcmp0(changes, "all") == 0)
        reader->changes = DOCX_SHOW;
}

static void
reader_clear(DocxReader *reader)
{
    docx_styles_free(reader->styles);
    docx_numbering_free(reader->numbering);
    opc_relationships_free(reader->main_rels);
    package_free(reader->package);
    g_string_chunk_free(reader->strings);
    g_ptr_array_unref(reader->kept);
    g_hash_table_unref(reader->note_refs);
    g_hash_table_unref(reader->pictures);
    g_hash_table_unref(reader->custom_marks);
    g_ptr_array_unref(reader->sections);
    g_free(reader->main_part);
}

/* ---- finding parts ---- */

static bool
find_main_part(DocxReader *reader, const OpcRelationships *package_rels, GError **error)
{
    const OpcRelationship *rel = opc_by_type(package_rels, "officeDocument");
    const char *usual = "word/document.xml";

    if (rel != NULL && package_find(reader->package, rel->target) >= 0) {
        reader->main_part = g_strdup(rel->target);
        return true;
    }
    if (package_find(reader->package, usual) >= 0) {
        referat_context_diagnose(reader->context, REFERAT_MSG_PACKAGE_RELATIONSHIPS, NULL,
                                 "the main part is taken from its usual place, %s", usual);
        reader->main_part = g_strdup(usual);
        return true;
    }
    referat_set_error(error, REFERAT_ERROR_DAMAGED,
                      "this is a Word file without a main document: the zip is incomplete");
    return false;
}

/* The part of a relationship of @type; where that is missing, the name that Word gives it. */
static int64_t
find_part(const DocxReader *reader, const char *type)
{
    const OpcRelationship *rel = opc_by_type(reader->main_rels, type);

    if (rel != NULL) {
        const int64_t index = package_find(reader->package, rel->target);
        if (index >= 0)
            return index;
    }
    if (reader->main_rels->list->len > 0)
        return -1;
    g_autofree char *usual = g_strdup_printf("word/%s.xml", type);
    return package_find(reader->package, usual);
}

static char *
part_name(const DocxReader *reader, const char *type)
{
    const int64_t index = find_part(reader, type);

    return index >= 0 ? g_strdup(package_entry_name(reader->package, index)) : NULL;
}

static bool
load_definitions(DocxReader *reader, GError **error)
{
    reader->styles =
        docx_styles_load(reader->context, reader->package, find_part(reader, "styles"), error);
    if (reader->styles == NULL)
        return false;
    const DocxStyle *normal = docx_styles_get(reader->styles, NULL, DOCX_STYLE_PARAGRAPH);
    const DocxRunProps *run = docx_styles_default_run(reader->styles);
    if (normal != NULL && normal->run.language != NULL)
        reader->default_language = normal->run.language;
    else
        reader->default_language = run->language;
    reader->body_size = run->size;
    if (normal != NULL && normal->run.size != 0)
        reader->body_size = normal->run.size;
    if (reader->body_size == 0)
        reader->body_size = 20; /* ten points, as Word takes it (17.3.2.38) */
    reader->numbering = docx_numbering_load(reader->context, reader->package,
                                            find_part(reader, "numbering"), reader->styles, error);
    return reader->numbering != NULL &&
           docx_settings_load(reader, find_part(reader, "settings"), error);
}

/* ---- notes and comments ---- */

static void
report_missing_notes(DocxReader *reader)
{
    GHashTableIter it;
    gpointer key = NULL;
    gpointer value = NULL;

    g_hash_table_iter_init(&it, reader->note_refs);
    while (g_hash_table_iter_next(&it, &key, &value)) {
        ReferatNode *node = value;
        if (referat_node_get_first(node) != NULL)
            continue;
        referat_context_diagnose(reader->context, REFERAT_MSG_NOTE_MISSING, NULL, NULL);
        (void)referat_builder_add(reader->builder, node, REFERAT_NODE_PARAGRAPH);
    }
}

static bool
read_notes(DocxReader *reader, GError **error)
{
    g_autofree char *feet = part_name(reader, "footnotes");
    g_autofree char *ends = part_name(reader, "endnotes");
    g_autofree char *comments = part_name(reader, "comments");

    if (g_hash_table_size(reader->note_refs) == 0)
        return true;
    if ((feet != NULL &&
         !docx_story_read(reader, feet, DOCX_STORY_NOTES, REFERAT_NOTE_FOOT, NULL, error)) ||
        (ends != NULL &&
         !docx_story_read(reader, ends, DOCX_STORY_NOTES, REFERAT_NOTE_END, NULL, error)) ||
        (comments != NULL && reader->comments &&
         !docx_story_read(reader, comments, DOCX_STORY_COMMENTS, REFERAT_NOTE_FOOT, NULL, error)))
        return false;
    report_missing_notes(reader);
    return true;
}

/* ---- reading ---- */

static bool
read_parts(DocxReader *reader, GError **error)
{
    g_autoptr(OpcRelationships) package_rels =
        opc_relationships_load(reader->context, reader->package, "", error);

    if (package_rels == NULL || !find_main_part(reader, package_rels, error))
        return false;
    if (package_is_encrypted(reader->package, package_find(reader->package, reader->main_part))) {
        referat_set_error(error, REFERAT_ERROR_ENCRYPTED,
                          "this is an encrypted zip: save the document without a password");
        return false;
    }
    reader->main_rels =
        opc_relationships_load(reader->context, reader->package, reader->main_part, error);
    if (reader->main_rels == NULL || !load_definitions(reader, error) ||
        !docx_metadata_load(reader, package_rels, error))
        return false;
    if (reader->default_language != NULL)
        referat_builder_set_metadata(reader->builder, REFERAT_META_LANGUAGE,
                                     reader->default_language);
    ReferatNode *body = referat_builder_get_body(reader->builder);
    return docx_story_read(reader, reader->main_part, DOCX_STORY_BODY, REFERAT_NOTE_FOOT, body,
                           error) &&
           read_notes(reader, error) && docx_heads_read(reader, error);
}

static void
report(const DocxReader *reader)
{
    if (reader->hidden > 0)
        referat_context_diagnose(reader->context, REFERAT_MSG_HIDDEN_TEXT, NULL,
                                 "%" PRIu64 " characters", reader->hidden);
    if (reader->tracked > 0 && reader->changes == DOCX_ACCEPT)
        referat_context_diagnose(reader->context, REFERAT_MSG_TRACKED_CHANGES, NULL, "%u accepted",
                                 reader->tracked);
    else if (reader->tracked > 0 && reader->changes != DOCX_SHOW)
        referat_context_diagnose(reader->context, REFERAT_MSG_TRACKED_CHANGES, NULL, "%u rejected",
                                 reader->tracked);
}

static bool
is_empty(const DocxReader *reader)
{
    return referat_node_get_first(referat_builder_get_body(reader->builder)) == NULL;
}

static bool
docx_read(ReferatContext *context, ReferatSource *source, ReferatBuilder *builder, GError **error)
{
    DocxReader reader = {0};
    GBytes *bytes = referat_source_get_bytes(
        source, referat_context_get_limit(context, REFERAT_LIMIT_INPUT_BYTES), error);

    if (bytes == NULL)
        return false;
    reader_init(&reader, context, builder);
    reader.package = package_open(context, bytes, error);
    bool done = reader.package != NULL && read_parts(&reader, error);
    if (done) {
        report(&reader);
        if (is_empty(&reader) && referat_context_count(context, REFERAT_MSG_XML_DAMAGED) > 0) {
            referat_set_error(error, REFERAT_ERROR_DAMAGED,
                              "the main document is damaged: no text could be read");
            done = false;
        }
    }
    reader_clear(&reader);
    return done;
}

static const char *const extensions[] = {"docx", "docm", "dotx", "dotm", NULL};
static const char *const mime_types[] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-word.document.macroEnabled.12", NULL};

const ReferatFilter docx_filter = {
    .abi_version = REFERAT_FILTER_ABI,
    .struct_size = sizeof(ReferatFilter),
    .info = {.name = "docx",
             .description = REFERAT_TEXT("Word document (Office Open XML, ECMA-376)"),
             .extensions = extensions,
             .mime_types = mime_types},
    .sniff = opc_sniff,
    .read = docx_read,
};
