#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes hostile and broken DOCX files, the same bytes each time, and what is to come of each.

  make-bad.py FOLDER [SHARE]

FOLDER/expected.tsv gets a line a file: its name, "text", an exit status, or "any" (the
text, or 65 with one line), and words that must be in the output or in the one error line. SHARE (1 when left out) scales
the large ones: 0.02 for a run under a fuzzer or a sanitizer.
"""
import io
import pathlib
import struct
import sys
import warnings
import zipfile
import zlib

MARK = 'MARKERWORD'
SCHEMAS = 'http://schemas.openxmlformats.org/'
MAIN = SCHEMAS + 'wordprocessingml/2006/main'
TYPE = SCHEMAS + 'officeDocument/2006/relationships/'
DRAWING = SCHEMAS + 'drawingml/2006/'
SPACES = (f'xmlns:w="{MAIN}" xmlns:r="{SCHEMAS}officeDocument/2006/relationships" '
          f'xmlns:m="{SCHEMAS}officeDocument/2006/math" xmlns:a="{DRAWING}main" '
          f'xmlns:pic="{DRAWING}picture" xmlns:c="{DRAWING}chart"')
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="xml" ContentType="application/xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
         'officedocument.wordprocessingml.document.main+xml"/></Types>')
SHARE = 1.0
CASES = []


def case(name, outcome='text', words=MARK):
    """Registers a function that returns the bytes of NAME.docx."""
    def register(function):
        CASES.append((name, function, outcome, words))
        return function
    return register


def many(n):
    return max(2, int(n * SHARE))


# ---- building blocks ----

def rel(key, kind, target, outside=False):
    mode = ' TargetMode="External"' if outside else ''
    return f'<Relationship Id="{key}" Type="{TYPE}{kind}" Target="{target}"{mode}/>'


def rels(*lines):
    return (f'<Relationships xmlns="{SCHEMAS}package/2006/relationships">' + ''.join(lines) +
            '</Relationships>')


ROOT_RELS = rels(rel('r1', 'officeDocument', 'word/document.xml'))


def p(text, properties=''):
    return (f'<w:p>{"<w:pPr>" + properties + "</w:pPr>" if properties else ""}'
            f'<w:r><w:t>{text}</w:t></w:r></w:p>')


GOOD = p(MARK + ' ok')


def document(body, before=''):
    return (f'<?xml version="1.0" encoding="UTF-8"?>{before}'
            f'<w:document {SPACES}><w:body>{body}</w:body></w:document>')


def pack(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, 'w', method) as archive:
        warnings.simplefilter('ignore')     # two parts of one name are meant
        for name, data in parts:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, data)
    return out.getvalue()


def parts(main, *more, root=ROOT_RELS, types=TYPES):
    return [('[Content_Types].xml', types), ('_rels/.rels', root), ('word/document.xml', main), *more]


def body(text, *more):
    """A package whose body is TEXT and the marker; MORE: (relationship, part) pairs or parts."""
    lines, extra = [], []
    for entry in more:
        if isinstance(entry[0], str) and entry[0].startswith('<'):
            lines.append(entry[0])
            if len(entry) > 1:
                extra.append(entry[1])
        else:
            extra.append(entry)
    if lines:
        extra.append(('word/_rels/document.xml.rels', rels(*lines)))
    return pack(parts(document(text + GOOD), *extra))


def with_part(kind, xml, name=None):
    name = name or f'{kind}.xml'
    return rel('part-' + kind, kind, name), ('word/' + name, xml)


def styles(inner):
    return with_part('styles', f'<w:styles {SPACES}>{inner}</w:styles>')


def numbering(inner):
    return with_part('numbering', f'<w:numbering {SPACES}>{inner}</w:numbering>')


def one_level(text='%1.', form='decimal', start=1):
    return numbering(f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{start}"/>'
                     f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
                     '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')


NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def picture(key, how='embed'):
    return (f'<w:p><w:r><w:drawing><pic:pic><pic:blipFill><a:blip r:{how}="{key}"/></pic:blipFill>'
            '</pic:pic></w:drawing></w:r></w:p>')


def png(size, seed=0):
    """The look of a PNG with one chunk of SIZE bytes."""
    return (b'\x89PNG\r\n\x1a\n' + struct.pack('>I', size) + b'IDAT' + struct.pack('>I', seed) +
            bytes(size - 4) + bytes(4))


PLAIN = None


def plain():
    global PLAIN
    if PLAIN is None:
        PLAIN = pack(parts(document(GOOD)))
    return PLAIN


# ---- what is no DOCX, and broken zips ----

case('ok')(plain)
case('empty-file', '65', 'an empty file')(lambda: b'')
case('plain-text', '65', 'a plain text file')(lambda: b'hello MARKERWORD\n')
case('rtf', '65', 'an RTF file')(lambda: b'{\\rtf1\\ansi MARKERWORD\\par}')
case('html', '65', 'a web page')(lambda: b'<html><body><p>MARKERWORD</p></body></html>')
case('pdf', '65', 'the PDF is damaged')(lambda: b'%PDF-1.4\n%%EOF\n')
case('old-doc', '65', 'an old .doc file')(
    lambda: bytes.fromhex('d0cf11e0a1b11ae1') + bytes(1016) + 'WordDocument'.encode('utf-16-le'))
case('encrypted-office', '69', 'an encrypted Word file')(
    lambda: bytes.fromhex('d0cf11e0a1b11ae1') + bytes(1016) + 'EncryptedPackage'.encode('utf-16-le'))
case('flat-opc', '65', 'Flat OPC')(
    lambda: ('<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/'
             'xmlPackage"><pkg:part pkg:name="/word/document.xml"/></pkg:package>').encode())
case('zip-cut', '65', 'cut short')(lambda: plain()[:len(plain()) * 2 // 3])
case('zip-magic-only', '65', 'cut short')(lambda: b'PK\3\4')
case('zip-of-nothing', '65', 'a zip archive')(lambda: pack([]))
case('zip-junk-before')(lambda: b'From: somebody\r\n' * 40 + plain())
case('zip-junk-behind')(lambda: plain() + b'\0' * 300)
case('zip-encrypted', '69', 'encrypted')(lambda: flagged(plain(), 1))
case('zip-bad-crc', words=MARK)(lambda: plain().replace(
    struct.pack('<I', zlib.crc32(document(GOOD).encode())), b'\1\2\3\4'))
case('zip-stored')(lambda: pack(parts(document(GOOD)), zipfile.ZIP_STORED))
case('zip-lzma', '65', 'packed in a way')(lambda: pack(parts(document(GOOD)), zipfile.ZIP_LZMA))
case('zip-64-records')(lambda: zip64(plain()))
case('excel', '65', 'an Excel workbook')(lambda: pack(
    [('[Content_Types].xml', TYPES.replace('wordprocessingml.document.main', 'spreadsheetml.sheet.main'))]))
case('opendocument', '65', 'OpenDocument')(lambda: pack(
    [('mimetype', 'application/vnd.oasis.opendocument.text'), ('content.xml', '<x/>')]))
case('mimetype-in-docx')(lambda: pack(
    [('mimetype', 'application/epub+zip')] + parts(document(GOOD))))


def flagged(data, bits):
    """DATA with BITS set in the flags of every entry, in both headers."""
    out = bytearray(data)
    for magic, at in ((b'PK\1\2', 8), (b'PK\3\4', 6)):
        i = out.find(magic)
        while i >= 0:
            out[i + at] |= bits
            i = out.find(magic, i + 4)
    return bytes(out)


def zip64(data):
    """The same zip with a zip64 end record, as programs write that pack streams."""
    end = data.rfind(b'PK\5\6')
    entries, size, at = struct.unpack('<HII', data[end + 10:end + 20])
    record = b'PK\6\6' + struct.pack('<QHHIIQQQQ', 44, 45, 45, 0, 0, entries, entries, size, at)
    locator = b'PK\6\7' + struct.pack('<IQI', 0, end, 1)
    last = b'PK\5\6' + struct.pack('<HHHHIIH', 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)
    return data[:end] + record + locator + last


@case('zip-data-descriptors')
def _():
    class Unseekable:
        def __init__(self):
            self.data = bytearray()

        def write(self, data):
            self.data += data
            return len(data)

        def flush(self):
            pass

    out = Unseekable()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts(document(GOOD)):
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return bytes(out.data)


# ---- parts and names ----

case('no-document', '65', 'without a main document')(
    lambda: pack([('[Content_Types].xml', TYPES), ('_rels/.rels', ROOT_RELS)]))
case('no-root-rels')(lambda: pack(
    [('[Content_Types].xml', TYPES), ('word/document.xml', document(GOOD))]))
case('no-types')(lambda: pack([('_rels/.rels', ROOT_RELS), ('word/document.xml', document(GOOD))]))
case('document-empty', '65', 'damaged')(lambda: pack(parts('')))
case('document-cut')(lambda: pack(parts(document(GOOD)[:-30])))
case('twice', words=MARK)(lambda: pack(
    parts(document(GOOD)) + [('word/document.xml', document(p('second')))]))
case('twice-other-spelling', words=MARK)(lambda: pack(
    parts(document(GOOD)) + [('\\WORD\\.\\Document.XML', document(p('second')))]))
case('backslashes')(lambda: pack(
    [('[Content_Types].xml', TYPES), ('_rels\\.rels', ROOT_RELS), ('word\\document.xml', document(GOOD))]))
case('other-case')(lambda: pack(
    [('[content_types].XML', TYPES), ('_RELS/.rels', ROOT_RELS), ('Word/Document.xml', document(GOOD))]))
case('name-not-utf8')(lambda: pack(parts(document(GOOD), ('word/media/QQQQ.png', b''))).replace(
    b'QQQQ', b'\xff\xfe\xc0\x80'))
case('name-with-nul')(lambda: pack(parts(document(GOOD), ('word/media/QQQQ.png', b''))).replace(
    b'QQQQ', b'a\0b/'))
case('many-entries')(lambda: pack(parts(
    document(GOOD), *[(f'word/media/i{i}.png', b'') for i in range(many(60000))])))
case('names-of-slashes')(lambda: pack(parts(
    document(GOOD), *[('/' * many(60000) + str(i), b'') for i in range(many(300))]), zipfile.ZIP_STORED))
case('path-out-of-package')(lambda: body(
    picture('i'), (rel('i', 'image', '../../../../etc/passwd'),)))
case('path-in-name')(lambda: body(picture('i'), (
    rel('i', 'image', 'media/../../../evil.png'), ('word/media/../../../evil.png', png(64)))))
case('picture-outside')(lambda: body(
    picture('i', 'link'), (rel('i', 'image', 'file:///etc/passwd', True),)))
case('link-javascript')(lambda: body(
    '<w:p><w:hyperlink r:id="h"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
    (rel('h', 'hyperlink', 'javascript:alert(1)', True),)))

# ---- swelling ----

case('swell-types')(lambda: pack(parts(
    document(GOOD), types=TYPES.replace('</Types>', ' ' * many(40 << 20) + '</Types>'))))
case('swell-styles', '65', 'limit')(lambda: body(
    '', styles(' ' * many(300 << 20))))
case('swell-document', '65', 'limit')(lambda: pack(parts(document(p('A' * many(200 << 20)) + GOOD))))
case('swell-unused')(lambda: body('', ('word/media/unused.png', bytes(many(400 << 20)))))
case('swell-one-picture')(lambda: body(picture('i') * many(1000), (
    rel('i', 'image', 'i.png'), ('word/i.png', png(1 << 20)))))
case('swell-pictures', 'any', 'limit')(lambda: body(
    ''.join(picture(f'i{i}') for i in range(many(20))),
    *[(rel(f'i{i}', 'image', f'i{i}.png'), (f'word/i{i}.png', png(23 << 20, i))) for i in range(many(20))]))
case('swell-paragraphs', 'any', 'limit')(lambda: body('<w:p/>' * many(3800000)))
case('swell-abstracts', 'any', 'limit')(lambda: body('', numbering(
    ''.join(f'<w:abstractNum w:abstractNumId="{i}"/>' for i in range(many(400000))))))
case('swell-overrides', 'any', 'limit')(lambda: body('', numbering(
    '<w:num w:numId="1"><w:lvlOverride w:ilvl="0">' + '<w:lvl/>' * many(2800000) + '</w:lvlOverride></w:num>')))
case('swell-chart', 'any', 'limit')(lambda: body(
    '<w:p><w:r><w:drawing><c:chart r:id="c"/></w:drawing></w:r></w:p>' * many(200),
    (rel('c', 'chart', 'chart.xml'), ('word/chart.xml', f'<c:chartSpace {SPACES}>' + (
        '<c:ser><c:tx><c:v>x</c:v></c:tx><c:val><c:pt idx="999"><c:v>1</c:v></c:pt></c:val></c:ser>' * 64) +
        '</c:chartSpace>'))))
case('swell-chunk', 'any', 'limit')(lambda: body('<w:altChunk r:id="c"/>' * many(4000), (
    rel('c', 'aFChunk', 'c.html'), ('word/c.html', '<html><p>' + 'hello <b>x</b> ' * 2000))))
case('swell-chunk-tree', 'any', 'limit')(lambda: body('<w:altChunk r:id="c"/>', (
    rel('c', 'aFChunk', 'c.html'), ('word/c.html', '<html>' + '<br>' * many(5000000)))))
case('swell-chunk-lines', 'any', 'limit')(lambda: body('<w:altChunk r:id="c"/>', (
    rel('c', 'aFChunk', 'c.txt'), ('word/c.txt', '\n' * many(23000000)))))
case('swell-label', 'any', 'limit')(lambda: body(
    p('x', NUMBERED) * many(1000), one_level('%1' * 5000, 'cardinalText', 900000)))
case('swell-marks', 'any', 'limit')(lambda: body(
    p('x', NUMBERED) * many(1000), one_level('%1' * 5000, 'chicago', 1000000)))
case('swell-word-of-blanks')(lambda: body(p('x' + ' ' * many(20000000) + 'x')))
case('swell-formula', 'any', 'limit')(lambda: body(
    ('<w:p><m:oMath><m:r><m:t>' + '1+' * 30000 + '</m:t></m:r></m:oMath></w:p>') * many(300)))

# ---- XML ----

case('doctype-file', '65', 'DOCTYPE')(lambda: pack(parts(document(
    p(MARK + ' &x;'), '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'))))
case('doctype-parameter', '65', 'DOCTYPE')(lambda: pack(parts(document(
    GOOD, '<!DOCTYPE w [<!ENTITY % y SYSTEM "file:///etc/hostname"> %y;]>'))))
case('doctype-laughs', '65', 'DOCTYPE')(lambda: pack(parts(document(
    p(MARK + ' &a9;'), '<!DOCTYPE w [<!ENTITY a0 "ha">' + ''.join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + ']>'))))
DTD = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
case('doctype-root-rels', '65', 'DOCTYPE')(lambda: pack(parts(document(GOOD), root=DTD + ROOT_RELS)))
case('doctype-rels', '65', 'DOCTYPE')(lambda: pack(parts(
    document(GOOD), ('word/_rels/document.xml.rels', DTD + rels(rel('h', 'hyperlink', '&e;', True))))))
case('doctype-styles', '65', 'DOCTYPE')(lambda: body('', with_part(
    'styles', DTD + f'<w:styles {SPACES}>&e;</w:styles>')))
case('doctype-header', '65', 'DOCTYPE')(lambda: body(
    '<w:sectPr><w:headerReference w:type="default" r:id="part-header"/></w:sectPr>', with_part(
        'header', DTD + f'<w:hdr {SPACES}>{p("&e;")}</w:hdr>')))
case('xml-utf16')(lambda: pack(parts(document(GOOD).replace('UTF-8', 'UTF-16').encode('utf-16'))))
case('xml-utf32', 'any', MARK)(lambda: pack(parts(
    document(GOOD).replace('UTF-8', 'UCS-4').encode('utf-32-be'))))
case('xml-utf7', 'any', MARK)(lambda: pack(parts(document(GOOD).replace('UTF-8', 'UTF-7'))))
case('xml-ebcdic', 'any', MARK)(lambda: pack(parts(
    document(GOOD).replace('UTF-8', 'EBCDIC-CP-US').encode('cp037'))))
case('xml-mark')(lambda: pack(parts(b'\xef\xbb\xbf' + document(GOOD).encode())))
case('xml-latin1')(lambda: pack(parts(document(
    p(MARK + ' caf\u00e9')).replace('UTF-8', 'ISO-8859-1').encode('latin-1'))))
case('xml-not-utf8')(lambda: pack(parts(document(GOOD + p('Q')).encode().replace(b'Q', b'\xff\xfe'))))
case('xml-controls')(lambda: pack(parts(document(GOOD + p('\x01\x0b')))))
case('xml-attribute-twice')(lambda: pack(parts(document(GOOD + '<w:p w:a="1" w:a="2"/>'))))
case('xml-deep', '65', 'limit nesting')(lambda: pack(parts(document(
    GOOD + '<w:x>' * many(100000) + '</w:x>' * many(100000)))))
case('xml-many-attributes', 'any', 'limit')(lambda: body(
    '<w:p ' + ' '.join(f'a{i}="1"' for i in range(many(100000))) + '/>'))
case('xml-many-namespaces', 'any', 'limit')(lambda: pack(parts(
    f'<w:document {SPACES} ' + ' '.join(f'xmlns:n{i}="u"' for i in range(many(40000))) + '><w:body>' +
    '<w:p/>' * many(400000) + GOOD + '</w:body></w:document>')))
case('xml-long-attribute')(lambda: body(f'<w:p w:a="{"x" * many(9000000)}"/>'))
case('xml-long-comment')(lambda: body(f'<!--{"x" * many(9000000)}-->'))

# ---- structure ----

TABLE = '<w:tbl><w:tr><w:tc>'
TABLE_END = '<w:p/></w:tc></w:tr></w:tbl>'
case('tables-deep', 'any', 'limit nesting')(lambda: pack(parts(document(
    TABLE * many(3000) + GOOD + TABLE_END * many(3000)))))
case('tables-60-deep')(lambda: pack(parts(document(TABLE * 60 + GOOD + TABLE_END * 60))))
case('boxes-in-tables')(lambda: pack(parts(document(
    (TABLE + '<w:p><w:r><w:pict><w:txbxContent>') * 20 + GOOD +
    ('</w:txbxContent></w:pict></w:r></w:p>' + TABLE_END) * 20))))
case('controls-deep', 'any', 'limit nesting')(lambda: pack(parts(document(
    '<w:sdt><w:sdtContent>' * many(20000) + GOOD + '</w:sdtContent></w:sdt>' * many(20000)))))
case('controls-100-deep')(lambda: pack(parts(document(
    '<w:sdt><w:sdtContent>' * 100 + GOOD + '</w:sdtContent></w:sdt>' * 100))))
case('formula-deep')(lambda: body(
    '<w:p><m:oMath>' + '<m:d><m:e>' * 100 + '<m:r><m:t>x</m:t></m:r>' + '</m:e></m:d>' * 100 + '</m:oMath></w:p>'))
case('ruby-deep')(lambda: body(
    '<w:p><w:r>' + '<w:ruby><w:rubyBase><w:r>' * 60 + '<w:t>x</w:t>' + '</w:r></w:rubyBase></w:ruby>' * 60 +
    '</w:r></w:p>'))
case('fields-never-ended')(lambda: body(
    '<w:p><w:r>' + '<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/>' * 40 +
    '</w:r></w:p>'))
case('field-code-never-ended')(lambda: body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'))
case('span-huge')(lambda: body(
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'))
case('columns-65k')(lambda: body(
    '<w:tbl><w:tr>' + ('<w:tc>' + p('c') + '</w:tc>') * many(65000) + '</w:tr></w:tbl>'))
case('columns-skipped')(lambda: body(
    '<w:tbl>' + ('<w:tr><w:trPr><w:gridBefore w:val="1024"/><w:gridAfter w:val="1024"/></w:trPr><w:tc>' +
                 p('c') + '</w:tc></w:tr>') * many(5000) + '</w:tbl>'))
case('cells-100k')(lambda: body(
    '<w:tbl>' + ('<w:tr>' + ('<w:tc>' + p('c') + '</w:tc>') * 20 + '</w:tr>') * many(5000) + '</w:tbl>'))
case('merge-without-start')(lambda: body(
    '<w:tbl>' + '<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>' * many(70000) + '</w:tbl>'))
case('merge-70k-rows')(lambda: body(
    '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p('a') + '</w:tc><w:tc><w:p/></w:tc></w:tr>' +
    '<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>' * many(70000) + '</w:tbl>'))
case('merge-into-deleted')(lambda: body(
    '<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr>' +
    '<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>' + p('kept') + '</w:tc></w:tr></w:tbl>'))
case('level-huge')(lambda: body(p('x', NUMBERED.replace('"0"', '"99999999"')), one_level()))
case('styles-in-a-circle')(lambda: body(p('x', '<w:pStyle w:val="A"/>'), styles(
    '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>')))
case('styles-in-a-chain')(lambda: body(
    ''.join(p('x', f'<w:pStyle w:val="S{i}"/>') for i in range(many(20000))), styles(
        ''.join(f'<w:style w:type="paragraph" w:styleId="S{i}"><w:basedOn w:val="S{i + 1}"/></w:style>'
                for i in range(many(100000))))))
case('numbers-in-a-circle')(lambda: body(
    p('x', NUMBERED), numbering(
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'), styles(
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>')))
case('numbers-that-link')(lambda: body('', numbering(
    ''.join(f'<w:abstractNum w:abstractNumId="{i}"><w:numStyleLink w:val="Q"/></w:abstractNum>'
            for i in range(many(30000))) +
    ''.join(f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(many(30000))))))
case('note-in-itself')(lambda: body(
    '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>', with_part(
        'footnotes', f'<w:footnotes {SPACES}><w:footnote w:id="2"><w:p><w:r><w:t>self</w:t></w:r><w:r>'
        '<w:footnoteReference w:id="2"/></w:r></w:p></w:footnote></w:footnotes>')))
case('notes-50k')(lambda: body(
    '<w:p>' + ''.join(f'<w:r><w:footnoteReference w:id="{i}"/></w:r>' for i in range(many(50000))) + '</w:p>',
    with_part('footnotes', f'<w:footnotes {SPACES}>' + ''.join(
        f'<w:footnote w:id="{i}">{p("n")}</w:footnote>' for i in range(many(50000))) + '</w:footnotes>')))

# ---- long ways: what is easily quadratic ----

case('long-sections')(lambda: body('<w:p><w:pPr><w:sectPr/></w:pPr></w:p>' * many(200000)))
case('long-deleted-marks')(lambda: body(
    '<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t><w:br/></w:r></w:p>' * many(60000)))
case('long-drop-caps')(lambda: body(p('ab', '<w:framePr w:dropCap="drop"/>') * many(20000)))
case('long-relationships')(lambda: body(
    '<w:p>' + ''.join(f'<w:hyperlink r:id="h{i}"><w:r><w:t>x</w:t></w:r></w:hyperlink>'
                      for i in range(many(100000))) + '</w:p>',
    *[(rel(f'h{i}', 'hyperlink', f'http://a.example/{i}', True),) for i in range(many(100000))]))
case('long-bookmarks')(lambda: body('<w:p>' + ''.join(
    f'<w:r><w:t>a</w:t></w:r><w:bookmarkStart w:name="b{i}"/>' for i in range(many(200000))) + '</w:p>'))
case('long-empty-bookmarks')(lambda: body(''.join(
    f'<w:p><w:bookmarkStart w:name="b{i}"/></w:p>' for i in range(many(100000)))))
case('long-dead-links')(lambda: body('<w:p>' + ''.join(
    f'<w:hyperlink w:anchor="q{i}"><w:r><w:t>a</w:t></w:r></w:hyperlink>' for i in range(many(100000))) + '</w:p>'))
case('long-languages')(lambda: body(('<w:p>' + (
    '<w:r><w:rPr><w:lang w:val="da-DK"/></w:rPr><w:t>a</w:t></w:r>'
    '<w:r><w:rPr><w:lang w:val="en-GB"/></w:rPr><w:t>a</w:t></w:r>') * 16000 + '</w:p>') * many(8)))
case('long-empty-links')(lambda: body('<w:p>' + ''.join(
    f'<w:r><w:t>a</w:t></w:r><w:hyperlink w:anchor="q{i}"/>' for i in range(many(200000))) + '</w:p>'))
case('long-same-headings')(lambda: body(p('Same', '<w:outlineLvl w:val="0"/>') * many(40000)))
case('long-same-items')(lambda: body(
    (p('x', NUMBERED) + p('Some text between')) * many(40000), one_level('Same')))
case('long-mixed-headings')(lambda: body(
    ''.join(p(f'Explicit {i}', '<w:outlineLvl w:val="1"/>') +
            f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Bold line {i}</w:t></w:r></w:p>' for i in range(many(60000)))))
case('long-list')(lambda: body(p('x', NUMBERED) * many(100000), one_level()))
case('long-numbers-in-words')(lambda: body(p('x', NUMBERED) * many(20000), one_level('%1', 'cardinalText', 900000)))
case('long-charts', 'any', 'limit')(lambda: body(
    '<w:p><w:r><w:drawing><c:chart r:id="c"/></w:drawing></w:r></w:p>' * many(200000),
    (rel('c', 'chart', 'chart.xml'), (
        'word/chart.xml', f'<c:chartSpace {SPACES}><c:ser><c:tx><c:v>x</c:v></c:tx></c:ser></c:chartSpace>'))))
case('long-paragraphs')(lambda: body(p('lorem ipsum dolor sit amet') * many(100000)))

# ---- minutes: the recogniser, where it compares one thing with another ----

HEAD = '<w:outlineLvl w:val="0"/>'
SUB = '<w:outlineLvl w:val="1"/>'


def minutes(text):
    return body(p('Minutes of the board meeting', HEAD) + p('Date: 3 March 2024') + text)


case('minutes-agenda-10000')(lambda: minutes(p('Agenda', SUB) + ''.join(
    p(f'{i}. Subject number {i}') for i in range(1, many(10000))) + ''.join(
        p(f'{i}. Subject number {i}', SUB) for i in range(many(10000) - 1, 0, -1))))
case('minutes-agenda-other-titles')(lambda: minutes(p('Agenda', SUB) + ''.join(
    p(f'{i}. red{i} green{i} blue{i}') for i in range(1, many(10000))) + ''.join(
        p(f'{i}. one{i} two{i} three{i}', SUB) for i in range(1, many(10000)))))
case('minutes-agenda-repeated')(lambda: minutes(
    ''.join(p(f'Other business {i}', NUMBERED) for i in range(many(10000))) +
    p('Other business', SUB) * many(10000)))
case('minutes-people-50000')(lambda: minutes(p('Present: ' + ', '.join(
    f'Anna Berg{i:x}son' for i in range(many(50000))))))
case('minutes-people-in-lines')(lambda: minutes(p('Present:') + ''.join(
    p(f'Anna Bergson, chair of board {i}') for i in range(many(50000)))))
case('minutes-fields-50000')(lambda: minutes(p('Present: Anna Berg') * many(50000)))
case('minutes-one-line')(lambda: minutes(p('RESOLVED that it be carried 7-0. ' * many(30000))))
case('minutes-dates')(lambda: minutes(p('3.4.2024 5 May 10:30 ' * many(30000))))
case('minutes-votes')(lambda: minutes(p('3. Budget', SUB) + p('Motion carried 7-0. AYES: Berg, Holm. NOES: Dahl.') *
                                      many(30000)))
case('minutes-rows')(lambda: minutes('<w:tbl>' + ''.join(
    f'<w:tr><w:tc>{p(str(i))}</w:tc><w:tc>{p("Subject")}</w:tc><w:tc>{p("Approved")}</w:tc></w:tr>'
    for i in range(many(20000))) + '</w:tbl>'))
case('minutes-other-sets')(lambda: minutes(''.join(
    p(f'Minutes of the board meeting {i}', HEAD) + p('1. Welcome', SUB) for i in range(many(20000)))))
case('minutes-signatures')(lambda: minutes(p('The meeting was adjourned.') + (
    p('_____________') + p('Anna Berg') + p('Chair')) * many(20000)))

# ---- pictures ----


def picture_case(data, name='i.png'):
    return lambda: body(picture('i'), (rel('i', 'image', name), ('word/' + name, data)))


case('png-chunk-too-long')(picture_case(b'\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtabcdefgh'))
case('png-cut')(picture_case(b'\x89PNG\r\n\x1a\n\0\0'))
case('jpeg-cut')(picture_case(b'\xff\xd8\xff\xe1\xff\xffExif\0\0MM\0*'))
case('jpeg-exif-far')(picture_case(
    b'\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0*\xff\xff\xff\xff' + bytes(18) + b'\xff\xda\0\0'))
case('webp-cut')(picture_case(b'RIFF\xff\xff\xff\xffWEBPEXIF\xff\xff\xff\xffabc'))
case('svg-script')(picture_case(
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'i.svg'))
case('svg-handler')(picture_case(
    b'<svg xmlns="http://www.w3.org/2000/svg"\nonload="alert(1)"/>', 'i.svg'))


def main(arguments):
    global SHARE
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(arguments[0])
    SHARE = float(arguments[1]) if len(arguments) == 2 else 1.0
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, function, outcome, words in CASES:
        (folder / f'{name}.docx').write_bytes(function())
        lines.append(f'{name}.docx\t{outcome}\t{words}\n')
    (folder / 'expected.tsv').write_text(''.join(lines), encoding='utf-8')
    print(len(lines), 'files in', folder)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
