/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/node.h"

#include <string.h>

void
referat_document_free(ReferatDocument *document)
{
    if (document == NULL)
        return;
    for (guint i = 0; i < document->resources->len; i++) {
        ReferatResource *resource = g_ptr_array_index(document->resources, i);
        g_bytes_unref(resource->bytes);
    }
    g_ptr_array_unref(document->resources);
    if (document->notes != NULL)
        g_hash_table_unref(document->notes);
    rft_arena_clear(&document->nodes);
    rft_arena_clear(&document->arena);
    g_free(document);
}

const ReferatNode *
referat_document_get_root(const ReferatDocument *document)
{
    return document->root;
}

const ReferatNode *
referat_document_get_body(const ReferatDocument *document)
{
    return document->body;
}

const char *
referat_document_get_metadata(const ReferatDocument *document, ReferatMetadata field)
{
    g_return_val_if_fail((unsigned)field < REFERAT_N_METADATA, NULL);
    return document->metadata[field];
}

const char *
referat_metadata_name(ReferatMetadata field)
{
    static const char *const names[] = {
        "title",   "creator",  "subject",  "description", "keywords",
        "created", "modified", "language", "case-number", "source-sha256",
    };
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == REFERAT_N_METADATA);

    g_return_val_if_fail((unsigned)field < REFERAT_N_METADATA, NULL);
    return names[field];
}

uint32_t
referat_document_get_n_resources(const ReferatDocument *document)
{
    return document->resources->len;
}

const ReferatResource *
referat_document_get_resource(const ReferatDocument *document, uint32_t index)
{
    return index < document->resources->len ? g_ptr_array_index(document->resources, index) : NULL;
}

const ReferatNode *
referat_document_find_note(const ReferatDocument *document, ReferatNoteKind kind, const char *key)
{
    if (document->notes == NULL || key == NULL)
        return NULL;
    g_autofree char *name = g_strdup_printf("%d:%s", kind, key);
    return g_hash_table_lookup(document->notes, name);
}
