/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/opc.h"
#include "docx/props.h"

/* The style sheet (ECMA-376 part 1, 17.7): styles with what they are based on laid together. */

typedef enum {
    DOCX_STYLE_PARAGRAPH,
    DOCX_STYLE_CHARACTER,
    DOCX_STYLE_TABLE,
    DOCX_STYLE_NUMBERING
} DocxStyleType;

typedef struct {
    const char *id;
    const char *name;
    const char *based_on;
    DocxStyleType type;
    DocxParaProps para; /* its own; after resolving, with the chain below it */
    DocxRunProps run;
    bool borders;   /* tables: lines */
    bool first_row; /* tables: the first row is set off (17.7.6) */
    bool resolved;
    bool resolving;
    /* what it is for, by its own name or that of what it is based on */
    ReferatStyleRole role;
    uint8_t level;
    bool code;
    bool term;
    bool definition;
    const char *heading_style; /* the style in the chain that makes it a heading */
} DocxStyle;

typedef struct DocxStyles DocxStyles;

/** docx_styles_load: @index -1 gives an empty sheet. Returns: (transfer full) (nullable). */
DocxStyles *docx_styles_load(ReferatContext *context, Package *package, int64_t index,
                             GError **error);
void docx_styles_free(DocxStyles *styles);

/** docx_styles_get: Returns: (nullable) (transfer none): resolved. NULL or unknown @id gives the
 * default style of @type, if there is one. */
const DocxStyle *docx_styles_get(DocxStyles *styles, const char *id, DocxStyleType type);

/** docx_styles_default_run: Returns: (transfer none): w:rPrDefault. */
const DocxRunProps *docx_styles_default_run(const DocxStyles *styles);
/** docx_styles_default_para: Returns: (transfer none): w:pPrDefault. */
const DocxParaProps *docx_styles_default_para(const DocxStyles *styles);
