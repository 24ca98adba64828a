/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "pdf/extract/about.h"

#include <string.h>

#include "pdf/extract/capture.h"

/*
 * The structure tree, without its text: fetching the text of one leaf interprets a whole page.
 * Which marked content a leaf is, poppler's public interface does not tell; the constructor of
 * the leaves does (capture.c), and they are made in the order in which they are walked.
 */

enum { MOST_ELEMENTS = 400000, DEEPEST = 100 };

static const struct {
    PopplerStructureElementKind kind;
    RftPdfTag tag;
} kinds[] = {
    {POPPLER_STRUCTURE_ELEMENT_DOCUMENT, RFT_PDF_TAG_DOCUMENT},
    {POPPLER_STRUCTURE_ELEMENT_PART, RFT_PDF_TAG_GROUP},
    {POPPLER_STRUCTURE_ELEMENT_ARTICLE, RFT_PDF_TAG_GROUP},
    {POPPLER_STRUCTURE_ELEMENT_SECTION, RFT_PDF_TAG_GROUP},
    {POPPLER_STRUCTURE_ELEMENT_DIV, RFT_PDF_TAG_GROUP},
    {POPPLER_STRUCTURE_ELEMENT_NONSTRUCT, RFT_PDF_TAG_GROUP},
    {POPPLER_STRUCTURE_ELEMENT_SPAN, RFT_PDF_TAG_SPAN},
    {POPPLER_STRUCTURE_ELEMENT_QUOTE, RFT_PDF_TAG_SPAN},
    {POPPLER_STRUCTURE_ELEMENT_NOTE, RFT_PDF_TAG_NOTE},
    {POPPLER_STRUCTURE_ELEMENT_REFERENCE, RFT_PDF_TAG_REFERENCE},
    {POPPLER_STRUCTURE_ELEMENT_LINK, RFT_PDF_TAG_LINK},
    {POPPLER_STRUCTURE_ELEMENT_FORM, RFT_PDF_TAG_FORM},
    {POPPLER_STRUCTURE_ELEMENT_CODE, RFT_PDF_TAG_CODE},
    {POPPLER_STRUCTURE_ELEMENT_BLOCKQUOTE, RFT_PDF_TAG_QUOTE},
    {POPPLER_STRUCTURE_ELEMENT_CAPTION, RFT_PDF_TAG_CAPTION},
    {POPPLER_STRUCTURE_ELEMENT_TOC, RFT_PDF_TAG_TOC},
    {POPPLER_STRUCTURE_ELEMENT_TOC_ITEM, RFT_PDF_TAG_TOCI},
    {POPPLER_STRUCTURE_ELEMENT_PRIVATE, RFT_PDF_TAG_PRIVATE},
    {POPPLER_STRUCTURE_ELEMENT_PARAGRAPH, RFT_PDF_TAG_P},
    {POPPLER_STRUCTURE_ELEMENT_HEADING, RFT_PDF_TAG_H},
    {POPPLER_STRUCTURE_ELEMENT_HEADING_1, RFT_PDF_TAG_H1},
    {POPPLER_STRUCTURE_ELEMENT_HEADING_2, RFT_PDF_TAG_H2},
    {POPPLER_STRUCTURE_ELEMENT_HEADING_3, RFT_PDF_TAG_H3},
    {POPPLER_STRUCTURE_ELEMENT_HEADING_4, RFT_PDF_TAG_H4},
    {POPPLER_STRUCTURE_ELEMENT_HEADING_5, RFT_PDF_TAG_H5},
    {POPPLER_STRUCTURE_ELEMENT_HEADING_6, RFT_PDF_TAG_H6},
    {POPPLER_STRUCTURE_ELEMENT_LIST, RFT_PDF_TAG_L},
    {POPPLER_STRUCTURE_ELEMENT_LIST_ITEM, RFT_PDF_TAG_LI},
    {POPPLER_STRUCTURE_ELEMENT_LIST_LABEL, RFT_PDF_TAG_LBL},
    {POPPLER_STRUCTURE_ELEMENT_LIST_BODY, RFT_PDF_TAG_LBODY},
    {POPPLER_STRUCTURE_ELEMENT_TABLE, RFT_PDF_TAG_TABLE},
    {POPPLER_STRUCTURE_ELEMENT_TABLE_ROW, RFT_PDF_TAG_TR},
    {POPPLER_STRUCTURE_ELEMENT_TABLE_HEADING, RFT_PDF_TAG_TH},
    {POPPLER_STRUCTURE_ELEMENT_TABLE_DATA, RFT_PDF_TAG_TD},
    {POPPLER_STRUCTURE_ELEMENT_TABLE_HEADER, RFT_PDF_TAG_THEAD},
    {POPPLER_STRUCTURE_ELEMENT_TABLE_BODY, RFT_PDF_TAG_TBODY},
    {POPPLER_STRUCTURE_ELEMENT_TABLE_FOOTER, RFT_PDF_TAG_TFOOT},
    {POPPLER_STRUCTURE_ELEMENT_FIGURE, RFT_PDF_TAG_FIGURE},
    {POPPLER_STRUCTURE_ELEMENT_FORMULA, RFT_PDF_TAG_FORMULA},
    {POPPLER_STRUCTURE_ELEMENT_CONTENT, RFT_PDF_TAG_MCID},
    {POPPLER_STRUCTURE_ELEMENT_OBJECT_REFERENCE, RFT_PDF_TAG_OBJECT},
};

static RftPdfTag
tag_of(PopplerStructureElementKind kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].kind == kind)
            return kinds[i].tag;
    return RFT_PDF_TAG_OTHER;
}

typedef struct {
    XtStream *stream;
    uint32_t n;
    guint leaf; /* the next of the leaves that were made */
    guint leaves;
} Walk;

static uint32_t
span_of(PopplerStructureElement *element, bool rows)
{
    const uint32_t span = rows ? poppler_structure_element_get_table_row_span(element)
                               : poppler_structure_element_get_table_column_span(element);

    return CLAMP(span, 1, 1000);
}

/* A leaf's number is that of the next leaf that was made; walking asks for no other order. */
static int32_t
next_mcid(Walk *walk)
{
    const GArray *leaves = xt_capture_leaves();

    walk->leaves++;
    if (leaves == NULL || walk->leaf >= leaves->len)
        return -1;
    return g_array_index(leaves, int32_t, walk->leaf++);
}

static void
send_words(XtStream *stream, char *text)
{
    xt_string(stream, text);
    g_free(text);
}

static void
send_element(Walk *walk, PopplerStructureElement *element, uint32_t depth)
{
    const RftPdfTag tag = tag_of(poppler_structure_element_get_kind(element));
    const bool cell = tag == RFT_PDF_TAG_TD || tag == RFT_PDF_TAG_TH;

    xt_u32(walk->stream, depth);
    xt_u32(walk->stream, tag);
    xt_i32(walk->stream, poppler_structure_element_get_page(element) + 1);
    xt_i32(walk->stream, tag == RFT_PDF_TAG_MCID ? next_mcid(walk) : -1);
    xt_u32(walk->stream, cell ? span_of(element, false) : 1);
    xt_u32(walk->stream, cell ? span_of(element, true) : 1);
    const bool leaf = tag == RFT_PDF_TAG_MCID || tag == RFT_PDF_TAG_OBJECT;
    send_words(walk->stream, leaf ? NULL : poppler_structure_element_get_alt_text(element));
    send_words(walk->stream, leaf ? NULL : poppler_structure_element_get_actual_text(element));
    send_words(walk->stream, leaf ? NULL : poppler_structure_element_get_language(element));
    walk->n++;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEEPEST */
static void
walk_children(Walk *walk, PopplerStructureElementIter *iter, uint32_t depth)
{
    do {
        PopplerStructureElement *element = poppler_structure_element_iter_get_element(iter);
        if (element == NULL)
            continue;
        send_element(walk, element, depth);
        g_object_unref(element);
        PopplerStructureElementIter *kids =
            depth < DEEPEST ? poppler_structure_element_iter_get_child(iter) : NULL;
        if (kids != NULL) {
            walk_children(walk, kids, depth + 1);
            poppler_structure_element_iter_free(kids);
        }
    } while (walk->n < MOST_ELEMENTS && poppler_structure_element_iter_next(iter));
}

bool
xt_tags_send(XtStream *stream, PopplerDocument *document)
{
    Walk walk = {.stream = stream};

    PopplerStructureElementIter *iter = poppler_structure_element_iter_new(document);
    if (iter == NULL)
        return true;
    xt_begin(stream, RFT_PDF_TAGS);
    const guint sound = xt_reserve(stream);
    const guint count = xt_reserve(stream);
    walk_children(&walk, iter, 0);
    poppler_structure_element_iter_free(iter);
    const GArray *leaves = xt_capture_leaves();
    /* as many were walked as were made: each has the number of its own */
    xt_set_u32(stream, sound, leaves != NULL && leaves->len == walk.leaves);
    xt_set_u32(stream, count, walk.n);
    xt_capture_forget_leaves();
    return xt_end(stream);
}
