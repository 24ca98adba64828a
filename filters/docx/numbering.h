/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "docx/styles.h"

/* List numbering (ECMA-376 part 1, 17.9): definitions, and the counters as a word processor keeps
 * them while it goes through the document. */

typedef struct DocxNumbering DocxNumbering;

/** DocxLabel: what stands before a numbered paragraph. */
typedef struct {
    GString *text; /* owned by the numbering, valid until the next call */
    const char *separator;
    uint32_t path[9];
    uint32_t n_path;
    ReferatLabelScheme scheme;
    uint32_t list_id;          /* the same for paragraphs that count together */
    uint8_t level;             /* 0 to 8 */
    bool continued;            /* a level that prints nothing: text of the item above */
    const DocxParaProps *para; /* the level's own indents */
} DocxLabel;

/** docx_numbering_load: @index -1 gives an empty one. Returns: (transfer full) (nullable). */
DocxNumbering *docx_numbering_load(ReferatContext *context, Package *package, int64_t index,
                                   DocxStyles *styles, GError **error);
void docx_numbering_free(DocxNumbering *numbering);

/** docx_numbering_level_of_style: Returns: the level of @num_id that names @style, or -1. */
int docx_numbering_level_of_style(DocxNumbering *numbering, int32_t num_id, const char *style);

/**
 * docx_numbering_next:
 * @language: (nullable): for numbers in words
 *
 * Counts a paragraph. Returns: false when @num_id numbers nothing.
 */
bool docx_numbering_next(DocxNumbering *numbering, int32_t num_id, uint8_t level,
                         const char *language, DocxLabel *label);

/** docx_numbering_level_para: Returns: (nullable): the indents of a level, without counting. */
const DocxParaProps *docx_numbering_level_para(DocxNumbering *numbering, int32_t num_id,
                                               uint8_t level);
