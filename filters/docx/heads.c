/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/reader.h"

/*
 * Page headers and feet (ECMA-376 part 1, 17.10): each part is read once, for the first pages it
 * stands on. What becomes of them is decided after the reader.
 */

/* The part that each kind of page shows, kept from section to section (17.10.1). */
typedef struct {
    GHashTable *seen;
    const char *parts[2][REFERAT_PAGES_EVEN + 1];
} Heads;

static void
inherit(Heads *heads, const DocxSection *section)
{
    for (unsigned kind = 0; kind <= REFERAT_PAGES_EVEN; kind++) {
        if (section->footers[kind] != NULL)
            heads->parts[0][kind] = section->footers[kind];
        if (section->headers[kind] != NULL)
            heads->parts[1][kind] = section->headers[kind];
    }
}

static bool
read_head(DocxReader *reader, const Heads *heads, guint at, bool header, ReferatPageKind kind,
          GError **error)
{
    const DocxSection *section = g_ptr_array_index(reader->sections, at);
    const bool not_first = at == 0 && section->title_page && kind != REFERAT_PAGES_FIRST;
    const char *part = heads->parts[header ? 1 : 0][kind];

    if (part == NULL || g_hash_table_contains(heads->seen, part))
        return true;
    g_hash_table_add(heads->seen, (gpointer)part);
    ReferatNode *node =
        referat_builder_add(reader->builder, referat_builder_get_root(reader->builder),
                            header ? REFERAT_NODE_PAGE_HEADER : REFERAT_NODE_PAGE_FOOTER);
    ReferatPages *pages = referat_node_edit_pages(node);
    pages->pages = kind;
    pages->section = at + 1;
    pages->not_first = not_first;
    return docx_story_read(reader, part, DOCX_STORY_HEAD, REFERAT_NOTE_FOOT, node, error);
}

bool
docx_heads_read(DocxReader *reader, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(referat_string_hash, g_str_equal);
    Heads heads = {.seen = seen};

    for (guint at = 0; at < reader->sections->len; at++) {
        const DocxSection *section = g_ptr_array_index(reader->sections, at);
        inherit(&heads, section);
        for (int header = 1; header >= 0; header--) {
            /* what stands on other pages too is read as that, not as a letterhead */
            if (!read_head(reader, &heads, at, header != 0, REFERAT_PAGES_DEFAULT, error) ||
                (section->title_page &&
                 !read_head(reader, &heads, at, header != 0, REFERAT_PAGES_FIRST, error)) ||
                (reader->even_and_odd &&
                 !read_head(reader, &heads, at, header != 0, REFERAT_PAGES_EVEN, error)))
                return false;
        }
    }
    return true;
}
