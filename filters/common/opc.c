/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/opc.h"

#include <string.h>

#include "common/xml.h"

enum { NS_RELATIONSHIPS = 1 };
enum { T_RELATIONSHIP = 1, T_ID, T_TYPE, T_TARGET, T_TARGET_MODE };

static const XmlNamespace rel_namespaces[] = {
    {NS_RELATIONSHIPS, "http://schemas.openxmlformats.org/package/2006/relationships"},
    {NS_RELATIONSHIPS, "http://purl.oclc.org/ooxml/package/relationships"},
    {0, NULL},
};
static const XmlName rel_names[] = {
    {NS_RELATIONSHIPS, T_RELATIONSHIP, "Relationship"},
    {0, T_ID, "Id"},
    {0, T_TYPE, "Type"},
    {0, T_TARGET, "Target"},
    {0, T_TARGET_MODE, "TargetMode"},
    {0, 0, NULL},
};
static const XmlVocabulary rel_vocabulary = {rel_namespaces, rel_names};

static void
relationship_free(gpointer pointer)
{
    OpcRelationship *relationship = pointer;

    g_free(relationship->id);
    g_free(relationship->type);
    g_free(relationship->target);
    g_free(relationship);
}

/* A target is resolved against its source's folder; ".." never leaves the package. */
static char *
resolve(const char *source, const char *target)
{
    g_autoptr(GPtrArray) path = g_ptr_array_new();
    g_autofree char *folder = g_strdup(source);
    g_autofree char *clean = g_strdup(target);
    char *slash = strrchr(folder, '/');

    g_strdelimit(clean, "\\", '/');
    if (slash != NULL)
        *slash = '\0';
    else
        *folder = '\0';
    g_auto(GStrv) base = g_strsplit(clean[0] == '/' ? "" : folder, "/", -1);
    g_auto(GStrv) rest = g_strsplit(clean, "/", -1);
    for (size_t i = 0; base[i] != NULL; i++)
        if (*base[i] != '\0')
            g_ptr_array_add(path, base[i]);
    for (size_t i = 0; rest[i] != NULL; i++) {
        if (g_str_equal(rest[i], "..")) {
            if (path->len > 0)
                g_ptr_array_set_size(path, (int)path->len - 1);
        } else if (*rest[i] != '\0' && !g_str_equal(rest[i], ".")) {
            g_ptr_array_add(path, rest[i]);
        }
    }
    g_ptr_array_add(path, NULL);
    g_autofree char *joined = g_strjoinv("/", (char **)path->pdata);
    char *unescaped = g_uri_unescape_string(joined, NULL);
    return unescaped != NULL ? unescaped : g_steal_pointer(&joined);
}

static void
on_start(gpointer data, uint16_t token, const XmlAttributes *attributes)
{
    OpcRelationships *relationships = data;

    if (token != T_RELATIONSHIP)
        return;
    g_autofree char *type = xml_attribute_dup(attributes, T_TYPE);
    g_autofree char *target = xml_attribute_dup(attributes, T_TARGET);
    if (type == NULL || target == NULL)
        return;
    const char *slash = strrchr(type, '/');
    OpcRelationship *relationship = g_new0(OpcRelationship, 1);
    relationship->id = xml_attribute_dup(attributes, T_ID);
    relationship->type = g_strdup(slash != NULL ? slash + 1 : type);
    relationship->external = xml_attribute_is(attributes, T_TARGET_MODE, "External");
    relationship->target =
        relationship->external ? g_strdup(target) : resolve(relationships->source, target);
    g_ptr_array_add(relationships->list, relationship);
    if (relationship->id != NULL && !g_hash_table_contains(relationships->by_id, relationship->id))
        g_hash_table_insert(relationships->by_id, relationship->id, relationship);
}

static void
on_end(gpointer data, uint16_t token)
{
    (void)data;
    (void)token;
}

static const XmlHandlers rel_handlers = {on_start, on_end, NULL};

static char *
relationships_name(const char *part)
{
    const char *slash = strrchr(part, '/');

    if (slash == NULL)
        return g_strdup_printf("_rels/%s.rels", part);
    return g_strdup_printf("%.*s/_rels/%s.rels", (int)(slash - part), part, slash + 1);
}

bool
opc_parse_part(ReferatContext *context, Package *package, int64_t index, ReferatLimit limit,
               struct XmlParser *parser, GError **error)
{
    char buffer[32 << 10];
    uint64_t done = 0;
    uint64_t beat = 0;
    const uint64_t size = package_entry_size(package, index);
    g_autoptr(PackagePart) part = package_part_open(package, index, limit, error);

    if (part == NULL)
        return false;
    for (;;) {
        g_autoptr(GError) damage = NULL;
        const int64_t got = package_part_read(part, buffer, sizeof(buffer), &damage);
        if (got < 0 && damage->code != REFERAT_ERROR_DAMAGED) {
            g_propagate_error(error, g_steal_pointer(&damage));
            return false;
        }
        if (got < 0)
            referat_context_diagnose_cause(context, REFERAT_MSG_PACKAGE_DAMAGED, NULL,
                                           package_entry_name(package, index), damage);
        if (got <= 0)
            break;
        if (!xml_parser_push(parser, buffer, (size_t)got, error))
            return false;
        done += (uint64_t)got;
        if (done - beat > 1 << 20) {
            beat = done;
            if (!referat_context_heartbeat(context, done, MAX(size, done), error))
                return false;
        }
    }
    return xml_parser_finish(parser, error);
}

OpcRelationships *
opc_relationships_load(ReferatContext *context, Package *package, const char *part, GError **error)
{
    g_autofree char *name = relationships_name(part);
    const int64_t index = package_find(package, name);
    g_autoptr(OpcRelationships) relationships = g_new0(OpcRelationships, 1);

    relationships->source = g_strdup(part);
    relationships->list = g_ptr_array_new_with_free_func(relationship_free);
    relationships->by_id = g_hash_table_new(referat_string_hash, g_str_equal);
    if (index >= 0) {
        g_autoptr(XmlParser) parser =
            xml_parser_new(context, &rel_vocabulary, &rel_handlers, relationships, name);
        if (!opc_parse_part(context, package, index, REFERAT_LIMIT_SIDE_PART_BYTES, parser, error))
            return NULL;
    }
    return g_steal_pointer(&relationships);
}

void
opc_relationships_free(OpcRelationships *relationships)
{
    if (relationships == NULL)
        return;
    g_hash_table_unref(relationships->by_id);
    g_ptr_array_unref(relationships->list);
    g_free(relationships->source);
    g_free(relationships);
}

const OpcRelationship *
opc_by_id(const OpcRelationships *relationships, const char *id)
{
    return relationships != NULL && id != NULL ? g_hash_table_lookup(relationships->by_id, id)
                                               : NULL;
}

const OpcRelationship *
opc_by_type(const OpcRelationships *relationships, const char *type)
{
    for (guint i = 0; relationships != NULL && i < relationships->list->len; i++) {
        const OpcRelationship *relationship = g_ptr_array_index(relationships->list, i);
        if (!relationship->external && g_str_equal(relationship->type, type))
            return relationship;
    }
    return NULL;
}

/* ---- sniffing ---- */

static const struct {
    const char *content_type;
    const char *what; /* NULL: a Word document */
} kinds[] = {
    {"wordprocessingml.document.main", NULL},
    {"wordprocessingml.template.main", NULL},
    {"ms-word.document.macroEnabled.main", NULL},
    {"ms-word.template.macroEnabledTemplate.main", NULL},
    {"spreadsheetml.sheet.main", REFERAT_TEXT("an Excel workbook (.xlsx)")},
    {"presentationml.presentation.main", REFERAT_TEXT("a PowerPoint presentation (.pptx)")},
};

static void
sniff_content_types(ReferatContext *context, Package *package, ReferatSniff *result)
{
    const int64_t index = package_find(package, "[Content_Types].xml");
    g_autoptr(GBytes) types =
        index >= 0 ? package_part_load(package, index, REFERAT_LIMIT_SIDE_PART_BYTES, NULL) : NULL;
    gsize size = 0;
    const char *text = types != NULL ? g_bytes_get_data(types, &size) : "";

    (void)context;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (memmem(text, size, kinds[i].content_type, strlen(kinds[i].content_type)) == NULL)
            continue;
        if (kinds[i].what == NULL)
            result->bid = 95;
        else
            result->what = kinds[i].what;
        return;
    }
    if (package_find(package, "word/document.xml") >= 0)
        result->bid = 90;
    else if (package_find(package, "_rels/.rels") >= 0 &&
             (index < 0 || memmem(text, size, "wordprocessingml", 16) != NULL))
        result->bid = 50; /* something is missing: the reader will say what */
    else if (package_find(package, "mimetype") >= 0)
        result->what = REFERAT_TEXT("an OpenDocument or EPUB file");
    else
        result->what = REFERAT_TEXT("a zip archive");
}

void
opc_sniff(const ReferatProbe *probe, ReferatSniff *result)
{
    result->code = REFERAT_ERROR_FORMAT;
    const bool magic = probe->head_length >= 4 && (memcmp(probe->head, "PK\3\4", 4) == 0 ||
                                                   memcmp(probe->head, "PK\5\6", 4) == 0);
    g_autoptr(ReferatContext) context = referat_context_new();
    g_autoptr(Package) package = package_open(context, probe->bytes, NULL);

    if (package != NULL) {
        sniff_content_types(context, package, result);
        return;
    }
    if (!magic)
        return;
    result->code = REFERAT_ERROR_DAMAGED;
    result->what =
        package_looks_cut(probe->bytes)
            ? REFERAT_TEXT("a Word file (a zip) that is cut short: it was not copied to its end")
            : REFERAT_TEXT("a damaged Word file (the zip cannot be opened)");
}
