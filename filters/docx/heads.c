/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/reader.h"

/*
 * Page headers and feet (ECMA-376 part 1, 17.10): each part is read once, for the first pages it
 * stands on. What becomes of them is decided after the reader.
 */

static const char *
inherited(const GPtrArray *sections, guint at, bool header, ReferatPageKind kind)
{
    for (guint i = at + 1; i > 0; i--) {
        const DocxSection *section = g_ptr_array_index(sections, i - 1);
        const char *part = header ? section->headers[kind] : section->footers[kind];
        if (part != NULL)
            return part;
    }
    return NULL;
}

static bool
read_head(DocxReader *reader, GHashTable *seen, guint at, bool header, ReferatPageKind kind,
          GError **error)
{
    const char *part = inherited(reader->sections, at, header, kind);

    if (part == NULL || g_hash_table_contains(seen, part))
        return true;
    g_hash_table_add(seen, (gpointer)part);
    ReferatNode *node =
        referat_builder_add(reader->builder, referat_builder_get_root(reader->builder),
                            header ? REFERAT_NODE_PAGE_HEADER : REFERAT_NODE_PAGE_FOOTER);
    ReferatPages *pages = referat_node_edit_pages(node);
    pages->pages = kind;
    pages->section = at + 1;
    return docx_story_read(reader, part, DOCX_STORY_HEAD, REFERAT_NOTE_FOOT, node, error);
}

bool
docx_heads_read(DocxReader *reader, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint at = 0; at < reader->sections->len; at++) {
        const DocxSection *section = g_ptr_array_index(reader->sections, at);
        for (int header = 1; header >= 0; header--) {
            /* what stands on other pages too is read as that, not as a letterhead */
            if (!read_head(reader, seen, at, header != 0, REFERAT_PAGES_DEFAULT, error) ||
                (section->title_page &&
                 !read_head(reader, seen, at, header != 0, REFERAT_PAGES_FIRST, error)) ||
                (reader->even_and_odd &&
                 !read_head(reader, seen, at, header != 0, REFERAT_PAGES_EVEN, error)))
                return false;
        }
    }
    return true;
}
