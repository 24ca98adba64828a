# SPDX-License-Identifier: GPL-2.0-or-later
"""Invents minutes of meetings as DOCX: the same ones each time, as long as is wanted."""
import random
import zipfile

MEETING = 40_000            # characters of XML of one meeting
MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
CONTENT = 'application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml'
WORDS = ('og at det udvalget blev besluttet orienterede formanden sagen budget kommunen møde punkt drøftelse '
         'indstilling forvaltningen der med til ikke har som den efter forslag skolen vejen plan høring '
         'frist borgere årets regnskab havnen biblioteket omkring tages under ændring godkendt næste').split()
NAMES = 'Abelone Birger Cirkeline Ditlev Eskild Frode Gunvor Halfdan Inge Jørn Kresten Ludvig'.split()
STYLE = '<w:style w:type="paragraph" %sw:styleId="%s"><w:name w:val="%s"/>%s</w:style>'
CELL = '<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>%s</w:tc>'
LANG = '<w:lang w:val="da-DK"/>'


def words(rng, n):
    return ' '.join(rng.choice(WORDS) for _ in range(n))


def run(text, properties=''):
    return ('<w:r w:rsidRPr="00A41C2F"><w:rPr>%s%s</w:rPr><w:t xml:space="preserve">%s</w:t></w:r>'
            % (properties, LANG, text))


def paragraph(content, properties=''):
    return ('<w:p w:rsidR="00A41C2F" w:rsidRDefault="00B52D30"><w:pPr>%s<w:rPr>%s</w:rPr></w:pPr>%s</w:p>'
            % (properties, LANG, content))


def styled(style, text):
    return paragraph(run(text), '<w:pStyle w:val="%s"/>' % style)


def table(rows):
    head = '<w:tr><w:trPr><w:tblHeader/></w:trPr>%s</w:tr>'
    out = [(head if i == 0 else '<w:tr>%s</w:tr>')
           % ''.join(CELL % paragraph(run(text, '<w:b/>' if i == 0 else '')) for text in row)
           for i, row in enumerate(rows)]
    return ('<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
            '<w:tblGrid>%s</w:tblGrid>%s</w:tbl>' % ('<w:gridCol w:w="3000"/>' * len(rows[0]), ''.join(out)))


def item(rng, number, meeting):
    """One item of the agenda: a heading, what was said, and the decisions, counted through the meeting."""
    out = [styled('Heading2', 'Punkt %d: %s' % (number, words(rng, 4).capitalize()))]
    for _ in range(3):
        out.append(paragraph(run(words(rng, 25).capitalize() + ' ') + run(rng.choice(NAMES), '<w:b/>')
                             + run(' %s.' % words(rng, 20))))
    listed = ('<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>'
              % meeting)
    for _ in range(3):
        out.append(paragraph(run(words(rng, 14).capitalize() + '.'), listed))
    return ''.join(out)


def one_meeting(rng, meeting):
    people = [('Navn', 'Rolle', 'Til stede')]
    people += [(name, words(rng, 1), rng.choice(('ja', 'nej', 'afbud'))) for name in NAMES]
    out = [styled('Heading1', 'Referat af møde nr. %d' % meeting),
           paragraph(run(words(rng, 18).capitalize() + '.')), styled('Heading2', 'Deltagere'), table(people)]
    length = sum(map(len, out))
    number = 0
    while length < MEETING:
        number += 1
        out.append(item(rng, number, meeting))
        length += len(out[-1])
    return ''.join(out)


def styles():
    based = '<w:basedOn w:val="Normal"/>'
    outline = based + '<w:pPr><w:keepNext/><w:outlineLvl w:val="%d"/></w:pPr><w:rPr><w:b/></w:rPr>'
    return ('<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/>%s</w:rPr>'
            '</w:rPrDefault></w:docDefaults>' % (MAIN, LANG)
            + STYLE % ('w:default="1" ', 'Normal', 'Normal', '')
            + STYLE % ('', 'Heading1', 'heading 1', outline % 0)
            + STYLE % ('', 'Heading2', 'heading 2', outline % 1)
            + STYLE % ('', 'ListParagraph', 'List Paragraph', based)
            + '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/></w:style>'
            + '</w:styles>')


def numbering(meetings):
    """One list a meeting, each beginning at 1."""
    lists = ''.join('<w:num w:numId="%d"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
                    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>' % (i + 1) for i in range(meetings))
    return ('<w:numbering xmlns:w="%s"><w:abstractNum w:abstractNumId="0">'
            '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="%%1."/><w:lvlJc w:val="left"/><w:pPr>'
            '<w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>%s</w:numbering>'
            % (MAIN, lists))


def relationships(*parts):
    inside = ''.join('<Relationship Id="rId%d" Type="%s" Target="%s"/>' % (i, OFFICE + kind, target)
                     for i, (kind, target) in enumerate(parts, 1))
    return '<Relationships xmlns="%srelationships">%s</Relationships>' % (PACKAGE, inside)


def write(path, meetings):
    """Writes a DOCX of so many meetings, or of one paragraph for 0; returns the bytes of its document.xml."""
    rng = random.Random(1)
    body = ''.join(one_meeting(rng, i + 1) for i in range(meetings)) or paragraph(run(words(rng, 12)))
    body = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="%s"><w:body>%s'
            '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
            % (MAIN, body)).encode()
    override = '<Override PartName="/word/%s.xml" ContentType="' + CONTENT + '"/>'
    parts = ''.join(override % (name, kind) for name, kind in (
        ('document', 'document.main'), ('styles', 'styles'), ('numbering', 'numbering')))
    types = ('<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/'
             'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
             'ContentType="application/xml"/>%s</Types>' % (PACKAGE, parts))
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', types)
        z.writestr('_rels/.rels', relationships(('officeDocument', 'word/document.xml')))
        z.writestr('word/document.xml', body)
        z.writestr('word/_rels/document.xml.rels',
                   relationships(('styles', 'styles.xml'), ('numbering', 'numbering.xml')))
        z.writestr('word/styles.xml', styles())
        z.writestr('word/numbering.xml', numbering(meetings))
    return len(body)
