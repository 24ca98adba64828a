/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parts.h"

/* Small parts with one of each thing that a document may refer to: rId1 to rId18, styles, numbers
 * 1 to 9, notes 1 to 3, comments 0 and 1. Notes, headers and comments refer to one another too. */

#define SCHEMAS "http://schemas.openxmlformats.org/"
#define MAIN                                                                                       \
    "xmlns:w=\"" SCHEMAS "wordprocessingml/2006/main\" xmlns:r=\"" SCHEMAS                         \
    "officeDocument/2006/relationships\""
#define TYPE SCHEMAS "officeDocument/2006/relationships/"
#define REL(id, type, target)                                                                      \
    "<Relationship Id=\"" id "\" Type=\"" TYPE type "\" Target=\"" target "\"/>"
#define OUTSIDE(id, type, target)                                                                  \
    "<Relationship Id=\"" id "\" Type=\"" TYPE type "\" Target=\"" target                          \
    "\" TargetMode=\"External\"/>"
#define RELS(list)                                                                                 \
    "<Relationships xmlns=\"" SCHEMAS "package/2006/relationships\">" list "</Relationships>"
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

/* clang-format off */
static const char package_rels[] = RELS(REL("rId1", "officeDocument", "word/document.xml"));

static const char document_rels[] = RELS(
    REL("rId1", "styles", "styles.xml") REL("rId2", "numbering", "numbering.xml")
    REL("rId3", "footnotes", "footnotes.xml") REL("rId4", "endnotes", "endnotes.xml")
    REL("rId5", "comments", "comments.xml") REL("rId6", "settings", "settings.xml")
    REL("rId7", "header", "header1.xml") REL("rId8", "footer", "footer1.xml")
    REL("rId9", "header", "header2.xml") REL("rId10", "image", "media/image1.png")
    REL("rId11", "image", "media/image2.svg") REL("rId12", "image", "media/none.png")
    OUTSIDE("rId13", "hyperlink", "https://example.org/a?b=c&amp;d#e")
    OUTSIDE("rId14", "hyperlink", "javascript:alert(1)")
    OUTSIDE("rId15", "image", "file:///etc/passwd")
    REL("rId16", "aFChunk", "chunk.html") REL("rId17", "chart", "charts/chart1.xml")
    REL("rId18", "diagramData", "diagrams/data1.xml"));

#define STYLE(type, id, inner) \
    "<w:style w:type=\"" type "\" w:styleId=\"" id "\"><w:name w:val=\"" id "\"/>" inner "</w:style>"
static const char styles[] = "<w:styles " MAIN "><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"22\"/>"
    "<w:lang w:val=\"da-DK\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
    STYLE("paragraph", "Heading1", "<w:basedOn w:val=\"Normal\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/></w:rPr>")
    STYLE("paragraph", "Heading2", "<w:basedOn w:val=\"Heading1\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"5\"/></w:numPr></w:pPr>")
    STYLE("paragraph", "Title", "") STYLE("paragraph", "Subtitle", "") STYLE("paragraph", "Caption", "")
    STYLE("paragraph", "Quote", "") STYLE("paragraph", "TOC1", "") STYLE("paragraph", "Definition", "")
    STYLE("paragraph", "SourceCode", "<w:basedOn w:val=\"Quote\"/>")
    STYLE("paragraph", "CycleA", "<w:basedOn w:val=\"CycleB\"/>") STYLE("paragraph", "CycleB", "<w:basedOn w:val=\"CycleA\"/>")
    STYLE("character", "Strong", "<w:rPr><w:b/><w:i/></w:rPr>") STYLE("character", "Hidden", "<w:rPr><w:vanish/></w:rPr>")
    STYLE("table", "Grid", "<w:tblPr><w:tblBorders><w:insideH w:val=\"single\"/></w:tblBorders></w:tblPr><w:tblStylePr w:type=\"firstRow\"/>")
    STYLE("numbering", "Links", "<w:pPr><w:numPr><w:numId w:val=\"6\"/></w:numPr></w:pPr>") "</w:styles>";

#define LEVEL(n, format, text, more) \
    "<w:lvl w:ilvl=\"" n "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"" format "\"/>" more "<w:lvlText w:val=\"" text "\"/></w:lvl>"
#define NUM(id, abstract, more) \
    "<w:num w:numId=\"" id "\"><w:abstractNumId w:val=\"" abstract "\"/>" more "</w:num>"
static const char numbering[] = "<w:numbering " MAIN ">"
    "<w:abstractNum w:abstractNumId=\"0\">" LEVEL("0", "decimal", "%1.", "") LEVEL("1", "lowerLetter", "%1.%2)", "")
    LEVEL("2", "upperRoman", "%3", "<w:isLgl/>") LEVEL("8", "none", "", "<w:suff w:val=\"nothing\"/>") "</w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"1\">" LEVEL("0", "bullet", "\xef\x82\xb7", "<w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr>")
    LEVEL("1", "bullet", "o", "<w:lvlRestart w:val=\"0\"/>") "</w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"2\">" LEVEL("0", "cardinalText", "Ad %1 –", "<w:pStyle w:val=\"Heading1\"/>")
    LEVEL("1", "ordinalText", "§ %2", "<w:pStyle w:val=\"Heading2\"/>") LEVEL("2", "hebrew2", "(%3)", "") "</w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"3\"><w:numStyleLink w:val=\"Links\"/></w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"4\"><w:styleLink w:val=\"Links\"/>" LEVEL("0", "chicago", "%1", "") "</w:abstractNum>"
    NUM("1", "0", "") NUM("2", "0", "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"7\"/></w:lvlOverride>")
    NUM("3", "1", "") NUM("4", "3", "") NUM("5", "2", "") NUM("6", "4", "") NUM("7", "99", "")
    NUM("8", "0", "<w:lvlOverride w:ilvl=\"1\">" LEVEL("1", "ordinal", "%1-%2", "") "</w:lvlOverride>") "</w:numbering>";

static const char footnotes[] = "<w:footnotes " MAIN "><w:footnote w:id=\"0\" w:type=\"separator\">" P("-") "</w:footnote>"
    "<w:footnote w:id=\"1\">" P("one") "</w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/><w:t>two</w:t>"
    "<w:footnoteReference w:id=\"2\"/><w:endnoteReference w:id=\"1\"/></w:r></w:p><w:tbl><w:tr><w:tc>" P("cell") "</w:tc></w:tr></w:tbl></w:footnote>"
    "<w:footnote w:id=\"3\"/></w:footnotes>";
static const char endnotes[] = "<w:endnotes " MAIN "><w:endnote w:id=\"1\"><w:p><w:r><w:t>end</w:t>"
    "<w:footnoteReference w:id=\"1\"/></w:r></w:p></w:endnote></w:endnotes>";
static const char comments[] = "<w:comments " MAIN "><w:comment w:id=\"0\" w:author=\"A &lt;B&gt;\" w:date=\"2024-01-02T03:04:05Z\">"
    P("remark") "</w:comment><w:comment w:id=\"1\"><w:p><w:r><w:commentReference w:id=\"0\"/></w:r></w:p></w:comment></w:comments>";
static const char settings[] = "<w:settings " MAIN "><w:evenAndOddHeaders/></w:settings>";
static const char header1[] = "<w:hdr " MAIN ">" P("Town council") "<w:p><w:r><w:footnoteReference w:id=\"3\"/></w:r></w:p></w:hdr>";
static const char header2[] = "<w:hdr " MAIN ">" P("Case 2024-17") "</w:hdr>";
static const char footer1[] = "<w:ftr " MAIN "><w:p><w:r><w:t>Page </w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>";
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\x3a\x7e\x9b\x55"
                          "\0\0\0\nIDATx\x9c\x63\x60\0\0\0\2\0\1\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";
static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"><script>1</script></svg>";
static const char chunk[] = "<html><body><h1>A</h1><p>b<b>c</b></p><table><tr><td>d</table><ul><li>e</ul></body></html>";
#define DRAWING "http://schemas.openxmlformats.org/drawingml/2006/"
static const char chart[] = "<c:chartSpace xmlns:c=\"" DRAWING "chart\" xmlns:a=\"" DRAWING "main\"><c:chart><c:plotArea>"
    "<c:barChart><c:ser><c:tx><c:v>S</c:v></c:tx><c:cat><c:pt idx=\"0\"><c:v>x</c:v></c:pt></c:cat>"
    "<c:val><c:pt idx=\"0\"><c:v>1</c:v></c:pt></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>";
static const char diagram[] = "<dgm:dataModel xmlns:dgm=\"" DRAWING "diagram\" xmlns:a=\"" DRAWING "main\"><dgm:ptLst>"
    "<dgm:pt><dgm:t><a:p><a:r><a:t>box</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>";

const FixedPart fixed_parts[] = {
    { "_rels/.rels", package_rels, 0 },
    { "word/_rels/document.xml.rels", document_rels, 0 },
    { "word/styles.xml", styles, 0 },
    { "word/numbering.xml", numbering, 0 },
    { "word/footnotes.xml", footnotes, 0 },
    { "word/endnotes.xml", endnotes, 0 },
    { "word/comments.xml", comments, 0 },
    { "word/settings.xml", settings, 0 },
    { "word/header1.xml", header1, 0 },
    { "word/header2.xml", header2, 0 },
    { "word/footer1.xml", footer1, 0 },
    { "word/media/image1.png", png, sizeof(png) - 1 },
    { "word/media/image2.svg", svg, 0 },
    { "word/chunk.html", chunk, 0 },
    { "word/charts/chart1.xml", chart, 0 },
    { "word/diagrams/data1.xml", diagram, 0 },
    { NULL, NULL, 0 },
};
/* clang-format on */
