/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdf/layout.h"

/*
 * The structure tree against the pages: which element owns the marked content of a number. An
 * owner is the nearest element above that is a block: spans, links and references are inside one.
 */

struct PdfOwners {
    GHashTable *owner; /* page and mcid to 1 + element */
    GHashTable *alts;  /* page and mcid to what describes the figure around it */
    GPtrArray **lines; /* of each element; NULL = none */
    uint32_t n;
};

static gpointer
key_of(uint32_t page, int32_t mcid)
{
    return GSIZE_TO_POINTER((gsize)page << 32 | (gsize)(uint32_t)mcid);
}

/* GLib's hash of a pointer forgets its upper half, which is the page here: every mark 0 of a long
 * document fell together. A file cannot choose where its marks fall either: the factor is ours. */
static guint
hash_of(gconstpointer key)
{
    static gsize factor;

    if (g_once_init_enter(&factor))
        g_once_init_leave(&factor, (gsize)g_random_int() << 33 | (gsize)g_random_int() << 1 | 1U);
    return (guint)((uint64_t)GPOINTER_TO_SIZE(key) * factor >> 32);
}

static bool
is_inline(RftPdfTag kind)
{
    switch (kind) {
    case RFT_PDF_TAG_SPAN:
    case RFT_PDF_TAG_LINK:
    case RFT_PDF_TAG_REFERENCE:
    case RFT_PDF_TAG_OTHER:
    case RFT_PDF_TAG_CODE:
    case RFT_PDF_TAG_MCID:
    case RFT_PDF_TAG_OBJECT:
        return true;
    default:
        return false;
    }
}

/* A figure's alternative text (ISO 32000-1, 14.9.3), or the words that it shows (14.9.4). */
static const char *
description_of(const PdfTag *tag, const char *above)
{
    if (tag->kind != RFT_PDF_TAG_FIGURE && tag->kind != RFT_PDF_TAG_FORMULA)
        return above;
    return tag->alt != NULL ? tag->alt : tag->actual;
}

PdfOwners *
pdf_owners_new(const PdfAbout *about)
{
    PdfOwners *owners = g_new0(PdfOwners, 1);
    enum { DEEPEST = 128 };
    uint32_t above[DEEPEST] = {0};
    bool reference[DEEPEST] = {false};
    const char *alts[DEEPEST] = {NULL};

    owners->owner = g_hash_table_new(hash_of, g_direct_equal);
    owners->alts = g_hash_table_new(hash_of, g_direct_equal);
    owners->n = about->n_tags;
    owners->lines = g_new0(GPtrArray *, about->n_tags + 1);
    for (uint32_t i = 0; i < about->n_tags; i++) {
        const PdfTag *tag = &about->tags[i];
        const uint32_t depth = MIN(tag->depth, (uint32_t)DEEPEST - 1);
        const uint32_t parent = depth > 0 ? above[depth - 1] : i;
        const bool in_reference = depth > 0 && reference[depth - 1];
        reference[depth] = in_reference || tag->kind == RFT_PDF_TAG_REFERENCE;
        /* the number of a reference is no label of a block */
        const bool own = !is_inline(tag->kind) && !(in_reference && tag->kind == RFT_PDF_TAG_LBL);
        above[depth] = own ? i : parent;
        alts[depth] = description_of(tag, depth > 0 ? alts[depth - 1] : NULL);
        if (tag->kind != RFT_PDF_TAG_MCID || tag->mcid < 0 || tag->page <= 0)
            continue;
        if (alts[depth] != NULL)
            g_hash_table_insert(owners->alts, key_of((uint32_t)tag->page, tag->mcid),
                                (gpointer)alts[depth]);
        g_hash_table_insert(owners->owner, key_of((uint32_t)tag->page, tag->mcid),
                            GUINT_TO_POINTER(1 + above[depth]));
    }
    return owners;
}

void
pdf_owners_free(PdfOwners *owners)
{
    if (owners == NULL)
        return;
    for (uint32_t i = 0; i < owners->n; i++)
        if (owners->lines[i] != NULL)
            g_ptr_array_unref(owners->lines[i]);
    g_free(owners->lines);
    g_hash_table_unref(owners->owner);
    g_hash_table_unref(owners->alts);
    g_free(owners);
}

gint64
pdf_owners_find(const PdfOwners *owners, uint32_t page, int32_t mcid)
{
    return (gint64)GPOINTER_TO_UINT(g_hash_table_lookup(owners->owner, key_of(page, mcid))) - 1;
}

void
pdf_owners_add(PdfOwners *owners, gint64 owner, GPtrArray *lines)
{
    if (owners->lines[owner] == NULL)
        owners->lines[owner] = lines;
    else
        g_ptr_array_extend_and_steal(owners->lines[owner], lines);
}

const char *
pdf_owners_alt(const PdfOwners *owners, uint32_t page, int32_t mcid)
{
    return owners != NULL && mcid >= 0 ? g_hash_table_lookup(owners->alts, key_of(page, mcid))
                                       : NULL;
}

GPtrArray *
pdf_owners_lines(const PdfOwners *owners, uint32_t element)
{
    return element < owners->n ? owners->lines[element] : NULL;
}
