/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docx/names.h"

#define OFFICE "http://schemas.openxmlformats.org/"
#define STRICT "http://purl.oclc.org/ooxml/"
#define MICROSOFT "http://schemas.microsoft.com/office/"

/* Transitional and strict namespaces mean the same to a reader (ISO/IEC 29500-4, annex A). */
static const XmlNamespace namespaces[] = {
    {SPACE_W, OFFICE "wordprocessingml/2006/main"},
    {SPACE_W, STRICT "wordprocessingml/main"},
    {SPACE_W, "http://schemas.microsoft.com/office/word/2003/wordml"},
    {SPACE_R, OFFICE "officeDocument/2006/relationships"},
    {SPACE_R, STRICT "officeDocument/relationships"},
    {SPACE_MC, OFFICE "markup-compatibility/2006"},
    {SPACE_WP, OFFICE "drawingml/2006/wordprocessingDrawing"},
    {SPACE_WP, STRICT "drawingml/wordprocessingDrawing"},
    {SPACE_A, OFFICE "drawingml/2006/main"},
    {SPACE_A, STRICT "drawingml/main"},
    {SPACE_PIC, OFFICE "drawingml/2006/picture"},
    {SPACE_PIC, STRICT "drawingml/picture"},
    {SPACE_ASVG, MICROSOFT "drawing/2016/SVG/main"},
    {SPACE_ADEC, MICROSOFT "drawing/2017/decorative"},
    {SPACE_C, OFFICE "drawingml/2006/chart"},
    {SPACE_C, STRICT "drawingml/chart"},
    {SPACE_DGM, OFFICE "drawingml/2006/diagram"},
    {SPACE_DGM, STRICT "drawingml/diagram"},
    {SPACE_WPS, MICROSOFT "word/2010/wordprocessingShape"},
    {SPACE_WPG, MICROSOFT "word/2010/wordprocessingGroup"},
    {SPACE_WPC, MICROSOFT "word/2010/wordprocessingCanvas"},
    {SPACE_V, "urn:schemas-microsoft-com:vml"},
    {SPACE_O, "urn:schemas-microsoft-com:office:office"},
    {SPACE_W14, MICROSOFT "word/2010/wordml"},
    {SPACE_M, OFFICE "officeDocument/2006/math"},
    {SPACE_M, STRICT "officeDocument/math"},
    {SPACE_UNDERSTOOD, MICROSOFT "word/2010/wordprocessingDrawing"},
    {SPACE_UNDERSTOOD, MICROSOFT "word/2012/wordml"},
    {SPACE_UNDERSTOOD, MICROSOFT "drawing/2010/main"},
    {0, NULL},
};

static const XmlName names[] = {
#define DOCX_ROW(prefix, name) {SPACE_##prefix, prefix##_##name, #name},
    DOCX_NAMES(DOCX_ROW)
#undef DOCX_ROW
        {0, 0, NULL},
};

const XmlVocabulary docx_vocabulary = {namespaces, names};
