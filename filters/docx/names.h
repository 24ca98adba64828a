/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/xml.h"

/*
 * The names of WordprocessingML and its neighbours that the reader knows (ECMA-376 part 1, 17, 20,
 * 22; part 4 for VML; ISO/IEC 29500 strict). One row a name: N(prefix, name) is token prefix_name.
 */
/* clang-format off */
#define DOCX_NAMES(N) \
    N(W, abstractNum) N(W, abstractNumId) N(W, altChunk) N(W, ascii) N(W, asciiTheme) N(W, author) \
    N(W, b) N(W, bCs) N(W, basedOn) N(W, bidi) N(W, bidiVisual) N(W, body) N(W, bookmarkStart) \
    N(W, bottom) N(W, br) N(W, calcOnExit) N(W, caps) N(W, cellDel) N(W, cellIns) N(W, cellMerge) \
    N(W, checkBox) N(W, checked) N(W, comment) N(W, commentRangeStart) N(W, commentReference) \
    N(W, continuationSeparator) N(W, cr) N(W, cs) N(W, customMarkFollows) N(W, customXml) \
    N(W, date) N(W, dayLong) N(W, dayShort) N(W, ddList) N(W, default) N(W, del) N(W, delInstrText) \
    N(W, delText) N(W, dir) N(W, displayText) N(W, docDefaults) N(W, docPartGallery) N(W, document) \
    N(W, drawing) N(W, dropCap) N(W, dstrike) N(W, eastAsia) N(W, end) N(W, endnote) \
    N(W, endnotePr) N(W, endnoteRef) N(W, endnoteReference) N(W, endnotes) N(W, evenAndOddHeaders) \
    N(W, ffData) N(W, firstColumn) N(W, firstLine) N(W, firstRow) N(W, fldChar) N(W, fldCharType) \
    N(W, fldSimple) N(W, footerReference) N(W, footnote) N(W, footnotePr) N(W, footnoteRef) \
    N(W, footnoteReference) N(W, footnotes) N(W, framePr) N(W, ftr) N(W, gridAfter) \
    N(W, gridBefore) N(W, gridCol) N(W, gridSpan) N(W, hAnsi) N(W, hMerge) N(W, hanging) N(W, hdr) \
    N(W, headerReference) N(W, highlight) N(W, hyperlink) N(W, i) N(W, iCs) N(W, id) N(W, ilvl) \
    N(W, ind) N(W, ins) N(W, insideH) N(W, insideV) N(W, instr) N(W, instrText) N(W, isLgl) N(W, jc) \
    N(W, lang) N(W, lastRenderedPageBreak) N(W, lastValue) N(W, left) N(W, link) N(W, listEntry) \
    N(W, lvl) N(W, lvlOverride) N(W, lvlPicBulletId) N(W, lvlRestart) N(W, lvlText) N(W, monthLong) \
    N(W, monthShort) N(W, moveFrom) N(W, moveTo) N(W, name) N(W, noBreakHyphen) N(W, noProof) \
    N(W, num) N(W, numFmt) N(W, numId) N(W, numIdMacAtCleanup) N(W, numPicBullet) N(W, numPr) \
    N(W, numStart) N(W, numStyleLink) N(W, numbering) N(W, numberingChange) N(W, object) \
    N(W, outlineLvl) N(W, p) N(W, pPr) N(W, pPrChange) N(W, pPrDefault) N(W, pStyle) \
    N(W, pageBreakBefore) N(W, pgNum) N(W, pict) N(W, pos) N(W, position) N(W, ptab) N(W, r) \
    N(W, rFonts) N(W, rPr) N(W, rPrChange) N(W, rPrDefault) N(W, rStyle) N(W, result) N(W, right) \
    N(W, rt) N(W, rtl) N(W, ruby) N(W, rubyBase) N(W, sdt) N(W, sdtContent) N(W, sdtPr) \
    N(W, sdtEndPr) N(W, sectPr) N(W, sectPrChange) N(W, separator) N(W, settings) \
    N(W, showingPlcHdr) N(W, size) N(W, smallCaps) N(W, smartTag) N(W, softHyphen) N(W, spacing) \
    N(W, specVanish) N(W, start) N(W, startOverride) N(W, strike) N(W, style) N(W, styleId) \
    N(W, styleLink) N(W, styles) N(W, subDoc) N(W, suff) N(W, sym) N(W, sz) N(W, szCs) N(W, t) \
    N(W, tab) N(W, tabs) N(W, leader) N(W, tbl) N(W, tblBorders) N(W, tblCaption) N(W, tblDescription) N(W, tblGrid) \
    N(W, tblGridChange) N(W, tblHeader) N(W, tblLook) N(W, tblPr) N(W, tblPrChange) N(W, tblPrEx) \
    N(W, tblPrExChange) N(W, tblStyle) N(W, tblStylePr) N(W, tc) N(W, tcBorders) N(W, tcPr) \
    N(W, tcPrChange) N(W, themeFontLang) N(W, titlePg) N(W, top) N(W, tr) N(W, trPr) \
    N(W, trPrChange) N(W, txbxContent) N(W, type) N(W, u) N(W, vMerge) N(W, val) N(W, vanish) \
    N(W, vertAlign) N(W, w) N(W, webHidden) N(W, yearLong) N(W, yearShort) N(W, anchor) \
    N(W, font) N(W, char) N(W, before) N(W, after) N(W, hyphenationZone) N(W, textInput) N(W, bdo) \
    N(W, placeholder) N(W, tblStyleRowBandSize) N(W, shd) N(W, fill) N(W, docLocation) \
    N(W, beforeAutospacing) N(W, contentPart) \
    N(R, id) N(R, embed) N(R, link) N(R, dm) N(R, pict) \
    N(MC, AlternateContent) N(MC, Choice) N(MC, Fallback) N(X, Requires) \
    N(WP, inline) N(WP, anchor) N(WP, docPr) N(WP, extent) \
    N(A, blip) N(A, t) N(A, p) N(A, r) N(A, graphicData) \
    N(PIC, pic) N(PIC, cNvPr) N(PIC, blipFill) \
    N(ASVG, svgBlip) N(ADEC, decorative) N(C, chart) N(DGM, relIds) \
    N(WPS, txbx) N(WPS, wsp) N(WPG, wgp) N(WPC, wpc) \
    N(V, imagedata) N(V, shape) N(V, rect) N(V, textbox) N(V, textpath) N(V, group) N(V, shapetype) \
    N(O, title) N(O, OLEObject) N(O, alt) \
    N(W14, checkbox) N(W14, checked) N(W14, val) \
    N(X, id) N(X, name) N(X, descr) N(X, title) N(X, cx) N(X, cy) N(X, val) N(X, alt) N(X, style) \
    N(X, string) N(X, hidden) N(X, uri) \
    N(C, val) N(C, ser) N(C, tx) N(C, cat) N(C, v) N(C, pt) N(C, title) N(C, xVal) N(C, yVal) N(C, plotArea) \
    N(X, idx) N(X, type) N(DGM, pt) N(DGM, t) N(DGM, ptLst) \
    N(M, oMath) N(M, oMathPara) N(M, r) N(M, t) N(M, f) N(M, num) N(M, den) N(M, e) N(M, sSup) \
    N(M, sSub) N(M, sSubSup) N(M, sPre) N(M, sup) N(M, sub) N(M, rad) N(M, deg) N(M, nary) N(M, d) \
    N(M, m) N(M, mr) N(M, func) N(M, fName) N(M, limLow) N(M, limUpp) N(M, lim) N(M, acc) N(M, bar) \
    N(M, groupChr) N(M, box) N(M, borderBox) N(M, eqArr) N(M, phant) N(M, val) N(M, chr) \
    N(M, begChr) N(M, endChr) N(M, sepChr) N(M, limLoc) N(M, subHide) N(M, supHide) N(M, degHide) \
    N(M, pos) N(M, type) N(M, sty) N(M, nor) N(M, fPr) N(M, rPr) N(M, naryPr) N(M, dPr) N(M, radPr) \
    N(M, accPr) N(M, barPr) N(M, groupChrPr) N(M, ctrlPr) N(M, show) N(M, phantPr)
/* clang-format on */

typedef enum {
    DOCX_UNKNOWN,
#define DOCX_TOKEN(prefix, name) prefix##_##name,
    DOCX_NAMES(DOCX_TOKEN)
#undef DOCX_TOKEN
        DOCX_N_TOKENS
} DocxToken;

typedef enum {
    SPACE_X, /* attributes without a namespace */
    SPACE_W,
    SPACE_R,
    SPACE_MC,
    SPACE_WP,
    SPACE_A,
    SPACE_PIC,
    SPACE_ASVG,
    SPACE_ADEC,
    SPACE_C,
    SPACE_DGM,
    SPACE_WPS,
    SPACE_WPG,
    SPACE_WPC,
    SPACE_V,
    SPACE_O,
    SPACE_W14,
    SPACE_M,
    SPACE_UNDERSTOOD /* known, but nothing in it is ours: good enough for mc:Choice */
} DocxSpace;

extern const XmlVocabulary docx_vocabulary;
