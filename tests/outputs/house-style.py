#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""House styles: the sample, templates of others, hostile ones, style sheets, pages with places, watched folders.

usage: house-style.py PROGRAM PACK TOP [FOLDER]      FOLDER gets what is made of the sample, for the validators
"""
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'integration'))
from project import Checks  # noqa: E402

OFFICE = 'urn:oasis:names:tc:opendocument:xmlns:%s:1.0'
SPACES = {'office': 'office', 'style': 'style', 'text': 'text', 'table': 'table', 'draw': 'drawing', 'fo': 'xsl-fo-compatible',
          'svg': 'svg-compatible', 'script': 'script', 'form': 'form', 'number': 'datastyle'}
HREF = '{http://www.w3.org/1999/xlink}href'
TEXT_TEMPLATE = 'application/vnd.oasis.opendocument.text-template'
TEMPLATES = Path('/usr/lib/libreoffice/share/template')
LAYOUT = ('<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>'
          '</style:page-layout>')
HEADS = ('Sampleton Working Group', 'Annex to meeting 7')
# elements that run, fetch or belong to other programs, by their name without prefix
ACTIVE = {'event-listeners', 'event-listener', 'script', 'scripts', 'execute-macro', 'object', 'object-ole', 'plugin', 'applet', 'forms',
          'floating-frame', 'dde-source', 'dde-connection', 'dde-connection-decls', 'section-source', 'table-source', 'font-face-uri',
          'definition-src', 'database-display', 'database-next', 'database-row-select', 'database-row-number', 'database-name', 'control'}
PAGE = '<!DOCTYPE html>\n<html lang="{{lang}}">\n<head>\n{{head}}</head>\n<body>\n{{body}}</body>\n</html>\n'


# ---- templates ----

def styles(common='', auto='', master=None, layout=LAYOUT, head='', fonts='', before=''):
    spaces = ' '.join('xmlns:%s="%s"' % (p, OFFICE % n) for p, n in SPACES.items())
    if master is None:
        master = '<style:master-page style:name="Standard" style:page-layout-name="pm">%s</style:master-page>' % head
    return ('<?xml version="1.0" encoding="UTF-8"?>%s<office:document-styles %s xmlns:xlink="http://www.w3.org/1999/xlink" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:font-face-decls>%s</office:font-face-decls>'
            '<office:styles>%s</office:styles><office:automatic-styles>%s%s</office:automatic-styles><office:master-styles>%s'
            '</office:master-styles></office:document-styles>' % (before, spaces, fonts, common, layout, auto, master))


def header(inside, more=''):
    return '<style:header>%s</style:header>%s' % (inside, more)


def p(inside='x'):
    return '<text:p>%s</text:p>' % inside


def picture(href):
    return header(p('<draw:frame svg:width="1cm" svg:height="1cm" text:anchor-type="as-char"><draw:image xlink:href="%s" '
                    'xlink:type="simple"/></draw:frame>' % href))


def link(href):
    return header(p('<text:a xlink:href="%s" xlink:type="simple">t</text:a>' % href))


def ott(path, part, files=(), media_type=TEXT_TEMPLATE):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo('mimetype'), media_type)
        for name, data in [('styles.xml', part)] * (part is not None) + list(files):
            z.writestr(name, data)
    return path


class Case:
    """A document, and what a template makes of it."""

    def __init__(self, t, program, document):
        self.t, self.program, self.document, self.made = t, program, document, {}
        self.plain = t.root / 'plain.odt'
        t.works('without a template', program, '-q', document, '-o', self.plain)
        self.text = self.text_of(self.plain, 'content.xml')
        self.sanitized = b'__asan_init' in Path(program).read_bytes()

    @staticmethod
    def text_of(path, part):
        return ''.join(ET.fromstring(zipfile.ZipFile(path).read(part)).itertext())

    def convert(self, template, out):
        return self.t.run(self.program, '-q', '--template', template, self.document, '-o', out)

    def taken(self, name, template):
        """The template is taken: text and page heads are the document's, nothing in the styles runs or leads out."""
        out = self.t.root / ('%d.odt' % len(self.made))
        status, said = self.convert(template, out)
        if not self.t.check('template, %s: is taken' % name, status == 0 and out.exists(), '%d %s' % (status, said)):
            return None
        self.made[out] = name
        root = ET.fromstring(zipfile.ZipFile(out).read('styles.xml'))
        wrong = []
        if self.text_of(out, 'content.xml') != self.text:
            wrong.append('another text')
        wrong += ['no "%s"' % head for head in HEADS if head not in ''.join(root.itertext())]
        for node in root.iter():
            local = node.tag.split('}')[-1]
            href = node.get(HREF, '')
            if local in ACTIVE:
                wrong.append(local)
            # a link that a reader may follow is a link; all else is in the package
            if href and not href.startswith('Pictures/template-') and not (local == 'a' and re.match(r'(https?|mailto):', href)):
                wrong.append('%s to %s' % (local, href))
        self.t.check('template, %s: text, heads, nothing that runs or is elsewhere' % name, not wrong, sorted(set(wrong)))
        return root

    def refused(self, name, template):
        out = self.t.root / 'refused.odt'
        status, said = self.convert(template, out)
        self.t.check('template, %s: is refused by its name, with no output' % name,
                     status == 64 and '--template %s' % template in said and not out.exists(), '%d %s' % (status, said))

    def valid(self):
        """All that was made, at once."""
        files = sorted(self.made)
        done = subprocess.run(['python3', HERE / 'odt-package.py', '--werror', *files], capture_output=True, text=True, check=False)
        bad = [line for line in done.stdout.splitlines() if ': error:' in line or ': warning:' in line]
        self.t.check('templates: %d packages are good' % len(files), done.returncode == 0, self.named(bad))
        done = subprocess.run(['sh', HERE / 'odt-schema.sh', *files], capture_output=True, text=True, check=False)
        if done.returncode == 2:
            print('left out: the schema: %s' % done.stderr.strip())
            return
        # jing names the folder of the extracted file: its number is that of the file
        bad = ['%s: %s' % (self.made[files[int(m[1])]], m[2]) for m in re.finditer(r'/(\d+)/\w+\.xml:\d+:\d+: (error.*)', done.stdout)]
        self.t.check('templates: %d packages are valid' % len(files), done.returncode == 0, bad or done.stdout[-500:])

    def named(self, lines):
        return [line.replace(str(path), name) for line in lines for path, name in self.made.items() if line.startswith(str(path) + ':')]


def of_others(case):
    """(b) Every template that LibreOffice brings."""
    found = sorted(TEMPLATES.rglob('*.ott')) if TEMPLATES.is_dir() else []
    if not found:
        print('left out: templates of LibreOffice: none is installed')
    for path in found:
        case.taken(path.relative_to(TEMPLATES).as_posix(), path)


def hostile(case, folder, png, docx):
    """(c) What nobody means well with."""
    new = lambda name, *words, **more: ott(folder / (name + '.ott'), *words, **more)  # noqa: E731
    good = new('good', styles(head=header(p())))
    raw = good.read_bytes()
    entities = ''.join('<!ENTITY %s "%s">' % (c, ('&%s;' % chr(ord(c) - 1)) * 10) for c in 'bcdefghij')
    bad = {
        'no zip': b'Dear Sir', 'empty': b'', 'a document of Word': Path(docx).read_bytes(), 'cut': raw[:len(raw) // 2],
        'a spreadsheet': new('sheet', styles(), media_type='application/vnd.oasis.opendocument.spreadsheet'),
        'no styles': new('none', None), 'no page': new('pageless', styles(master='')), 'styles that are no XML': new('text', 'hello'),
        'a DOCTYPE': new('doctype', styles(before='<!DOCTYPE a [<!ENTITY x "y">]>')),
        'a billion laughs': new('laughs', styles(head=header(p('&j;')), before='<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]>' % entities)),
        'a file of the system': new('xxe', styles(head=header(p('&x;')), before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        '100,000 elements deep': new('deep', styles(head=header('<text:section>' * 100000 + p() + '</text:section>' * 100000))),
        'a bomb': new('bomb', styles(head=header(p(' ' * (200 << 20))))),
    }
    locked = bytearray(raw)     # as if every part had a password: the flag in both headers
    for mark, at in ((b'PK\3\4', 6), (b'PK\1\2', 8)):
        for m in re.finditer(re.escape(mark), raw):
            locked[m.start() + at] |= 1
    bad['a password of the zip'] = bytes(locked)
    bad['a password'] = new('password', os.urandom(2000), [('META-INF/manifest.xml', '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
                            'opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="styles.xml" '
                            'manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>')])
    for name, what in bad.items():
        path = what
        if isinstance(what, bytes):
            path = folder / (name.replace(' ', '-') + '.ott')
            path.write_bytes(what)
        case.refused(name, path)
    case.refused('a file that is not there', folder / 'nowhere.ott')

    table = ('<table:table table:name="t" table:style-name="Table_20_1700"><table:table-column table:style-name="Column_20_543"/><table:table-row>'
             '<table:table-cell table:style-name="Cell"><text:p text:style-name="Text_20_body.250">T</text:p></table:table-cell></table:table-row></table:table>')
    other = '<style:master-page style:name="Other" style:page-layout-name="pm"%s/>'
    standard = '<style:master-page style:name="Standard" style:page-layout-name="pm"%s/>'
    listing = '<text:list xml:id="l1"><text:list-item><text:p>x</text:p></text:list-item></text:list>'
    events = ('<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" '
              'xlink:href="vnd.sun.star.script:L.M.main" xlink:type="simple"/></office:event-listeners>')
    face = '<style:font-face style:name="F" svg:font-family="F"><svg:font-face-src><svg:font-face-uri xlink:href="%s" xlink:type="simple"/></svg:font-face-src></style:font-face>'
    inside = {
        'good': good,
        'a picture': new('picture', styles(head=picture('Pictures/a.png')), [('Pictures/a.png', png)]),
        'a picture that is none': new('notpic', styles(head=picture('Pictures/a.png')), [('Pictures/a.png', 'hello')]),
        'an SVG that runs': new('svg', styles(head=picture('Pictures/a.svg')),
                                [('Pictures/a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')]),
        'events': new('events', styles(head=header(p('<text:a xlink:href="https://a.example/" xlink:type="simple">%s</text:a>'
                                                     '<text:script script:language="x">y</text:script>' % events)))),
        'a section from a file': new('section', styles(head=header('<text:section text:name="s"><text:section-source xlink:href="file:///etc/passwd" '
                                                                   'xlink:type="simple"/>%s</text:section>' % p()))),
        'a section over DDE': new('dde', styles(head=header('<text:section text:name="s"><office:dde-source office:dde-application="soffice" office:dde-topic='
                                                            '"/etc/passwd" office:dde-item="x" office:automatic-update="true"/>%s</text:section>' % p()))),
        'a table from elsewhere': new('tablesource', styles(head=header(re.sub(' [a-z]+:style-name="[^"]*"', '', table).replace(
            '<table:table-column', '<table:table-source xlink:href="http://e.example/x.ods" xlink:type="simple"/><table:table-column')))),
        'a font from elsewhere': new('font', styles(fonts=face % 'http://e.example/f.ttf')),
        'a font that is left out': new('fontlocal', styles(fonts=face % 'Fonts/f.ttf'), [('Fonts/f.ttf', b'\0\1\0\0')]),
        'a link': new('link', styles(head=link('https://a.example/'))),
        'a link to a macro': new('macro', styles(head=link('vnd.sun.star.script:L.M.main?language=Basic&amp;location=document'))),
        'a link that runs': new('javascript', styles(head=link('javascript:alert(1)'))),
        'forms': new('forms', styles(master='<style:master-page style:name="Standard" style:page-layout-name="pm"><office:forms><form:form '
                                     'form:name="f"/></office:forms></style:master-page>')),
        'names as ours': new('names', styles(layout=LAYOUT.replace('"pm"', '"A4"'), auto='<style:style style:name="Table_20_1700" style:family="table">'
                             '<style:table-properties style:width="5cm"/></style:style><style:style style:name="Cell" style:family="table-cell"/>'
                             '<style:style style:name="Column_20_543" style:family="table-column"/><style:style style:name="Text_20_body.250" '
                             'style:family="paragraph"/>', master='<style:master-page style:name="Standard" style:page-layout-name="A4">%s'
                             '</style:master-page>' % header(table))),
        'a page of another name': new('other', styles(master=other % '')),
        'a style of that page': new('otherstyle', styles(common='<style:style style:name="Note" style:family="paragraph" style:master-page-name="Other"/>',
                                                         master=other % '')),
        'a head switched off': new('off', styles(head='<style:header style:display="false">%s</style:header><style:footer style:display="false">%s'
                                                 '</style:footer>' % (p(), p()))),
        'a left and a first head': new('left', styles(head='<style:header-left>%s</style:header-left><style:header-first>%s</style:header-first>' % (p(), p()))),
        'a head of three parts': new('regions', styles(head=header('<style:region-left>%s</style:region-left>' % p()))),
        'a list in the head': new('list', styles(head=header(listing))),
        'a page that is A5': new('a5', styles(layout=LAYOUT.replace('29.7cm', '14.8cm').replace('"2cm"', '"4cm"'))),
        'numbers of headings': new('numbers', styles(common='<text:list-style style:name="W"><text:list-level-style-number text:level="1" style:num-format="I"/>'
                                   '</text:list-style><text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/>'
                                   '</text:outline-style>' + ''.join('<style:style style:name="%s" style:family="paragraph" style:list-style-name="W"/>' % n
                                                                     for n in ('Heading_20_1', 'Heading_20_2', 'Text_20_body', 'List')))),
        'a parent that is missing': new('parent', styles(common='<style:style style:name="Q" style:family="paragraph" style:parent-style-name="No"/>')),
        'text that is no style': new('garbage', styles(common='<text:p>x</text:p>')),
        '20,000 styles': new('many', styles(common=''.join('<style:style style:name="S%d" style:family="paragraph"/>' % i for i in range(20000)))),
    }
    for name, href in [('missing', 'Pictures/no.png'), ('of a server', 'http://e.example/a.png'), ('above', '../../etc/passwd'),
                       ('of the system', 'file:///etc/passwd')]:
        inside['a picture ' + name] = new('pic-' + name.replace(' ', '-'), styles(head=picture(href)))
    roots = {}
    for name, path in inside.items():
        begun = time.monotonic()
        roots[name] = case.taken(name, path)
        if name == '20,000 styles':
            took = time.monotonic() - begun
            case.t.check('template, 20,000 styles: not slow', took < (20 if case.sanitized else 2), '%.1f s' % took)
    look_inside(case, roots)
    leaves(case, new)
    flows(case, new, standard, other)


STYLE = '{%s}' % (OFFICE % 'style')


def look_inside(case, roots):
    t = case.t
    root = roots['numbers of headings']
    lists = [s.get(STYLE + 'name') for s in root.iter(STYLE + 'style') if s.get(STYLE + 'list-style-name')]
    t.same('numbers are never of a style', lists, [])
    plain = ET.fromstring(zipfile.ZipFile(case.plain).read('styles.xml'))
    outline = '{%s}outline-level-style' % (OFFICE % 'text')
    t.same('the numbers of headings are the document\'s', [n.attrib for n in root.iter(outline)], [n.attrib for n in plain.iter(outline)])
    off = [n.tag for n in roots['a head switched off'].iter(STYLE + 'header') if n.get(STYLE + 'display') == 'false']
    t.same('a head switched off: is on, since the document\'s is in it', off, [])
    out = next(path for path, name in case.made.items() if name == 'a page that is A5')
    text = zipfile.ZipFile(out).read('content.xml').decode()
    widths = [float(w) for w in re.findall(r'style:width="([\d.]+)mm"[^>]*style:rel-width', text)]
    t.check('a page that is A5: tables are not wider than its text', widths and max(widths) <= 130, widths)


def leaves(case, new):
    """What a template's writer left in it is none of ours."""
    head = header('<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:deletion><office:change-info><dc:creator>SECRET</dc:creator>'
                  '<dc:date>2024-01-01T00:00:00</dc:date></office:change-info><text:p>SECRET</text:p></text:deletion></text:changed-region>'
                  '</text:tracked-changes>' + p('<office:annotation><dc:creator>SECRET</dc:creator><dc:date>2024-01-01T00:00:00</dc:date>'
                                                '<text:p>SECRET</text:p></office:annotation>x<!-- SECRET --><?SECRET x?>'))
    out = case.t.root / 'leaves.odt'
    case.convert(new('leaves', styles(head=head)), out)
    found = b'SECRET' in zipfile.ZipFile(out).read('styles.xml')
    case.t.check('comments, changes and names of whoever wrote the template are left out', not found)


def flows(case, new, standard, other):
    """The document's heads are on every page, whichever page styles the template goes through."""
    turned = styles(master=standard % ' style:next-style-name="Other"' + other % '')
    titled = styles(common='<style:style style:name="Title" style:family="paragraph" style:master-page-name="Other"/>', master=standard % '' + other % '')
    for name, part in (('a page that another one follows', turned), ('a title with a page of its own', titled)):
        root = case.taken(name, new('flow-%d' % len(case.made), part))
        pages = {m.get(STYLE + 'name'): ''.join(m.itertext()) for m in root.iter(STYLE + 'master-page')}
        used = {n.get(STYLE + a) for n in root.iter() for a in ('next-style-name', 'master-page-name')
                if n.tag in (STYLE + 'master-page', STYLE + 'style') and n.get(STYLE + a) in pages} | {'Standard'}
        case.t.same('%s: each has the document\'s heads' % name, [u for u in sorted(used) if HEADS[0] not in pages[u]], [])
    footed = case.taken('a foot, where the document has a first head', new('foot', styles(head=header(p('HEAD'), '<style:footer>%s</style:footer>' % p('FOOT')))))
    first = footed.find('.//%sfooter-first' % STYLE)
    case.t.check('a foot is on the first page too: whoever has a first head has a first foot', first is not None and 'FOOT' in ''.join(first.itertext()))
    empty = [n.tag.split('}')[1] for n in ET.fromstring(zipfile.ZipFile(case.plain).read('styles.xml')).iter()
             if n.tag.startswith(STYLE + 'header') and n.tag.split('}')[1] in ('header', 'header-left', 'header-first') and len(n) == 0]
    case.t.same('no head is empty: LibreOffice would show none of them', empty, [])


# ---- the sample ----

def sample(t, program, top, folder):
    """(a) It builds; a second time there is nothing to do; LibreOffice opens what it makes."""
    project = t.root / 'house'
    shutil.copytree(top / 'samples/house-style', project)
    words = ('make', '-C', project, 'REFERAT=%s' % program, 'REFERAT_MK=%s' % (top / 'src/integration/make/referat.mk'))
    if shutil.which('make') is None:
        print('left out: the sample: there is no make')
        return
    t.works('the sample: make', *words)
    status, said = t.run(*words)
    t.check('... again: nothing to do', status == 0 and 'Nothing to be done' in said, said)
    first = (project / 'letter.ott').read_bytes()
    (project / 'letter/meta.xml').touch()
    said = t.works('... the letter paper touched', *words)
    t.check('... all is made again, the template of the same bytes', said.count(' -o ') == 4 and (project / 'letter.ott').read_bytes() == first, said)
    odts = sorted((project / 'web').rglob('*.odt'))
    t.same('... two letters', len(odts), 2)
    for path in odts:
        names = zipfile.ZipFile(path).namelist()
        t.check('... %s: the arms are in it' % path.name, any(n.startswith('Pictures/template-') for n in names), names)
    for tool, good in ((['python3', HERE / 'odt-package.py', '--werror'], (0,)), (['sh', HERE / 'odt-schema.sh'], (0, 2))):
        status, said = t.run(*tool, project / 'letter.ott', *odts)
        t.check('... %s' % tool[1].name, status in good, said)
    if shutil.which('soffice') and shutil.which('pdftotext'):
        t.works('... LibreOffice opens them and loses nothing', 'python3', HERE / 'odt-roundtrip.py', *odts)
    else:
        print('left out: LibreOffice: it, or poppler-utils, is not here')
    pages = sorted((project / 'web').rglob('*.html'))
    for path in pages:
        text = path.read_text()
        t.check('... %s: banner, arms, places filled' % path.name, 'class="banner"' in text and '</svg>' in text and '{{' not in text)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path in pages:
            shutil.copy(path, folder / path.name)
        for path in odts:
            shutil.copy(path, folder / path.name)
        for name in ('torsevig', 'venskabsby'):
            t.works('... %s.css without the page' % name, program, '-q', '--css', project / (name + '.css'), project / 'minutes/teknik.docx',
                    '-o', folder / (name + '-alone.html'))


# ---- web pages ----

def convert(t, program, document, option, path, out):
    out.unlink(missing_ok=True)
    status, said = t.run(program, '-q', option, path, document, '-o', out)
    return status, said, out.read_bytes() if out.exists() else None


def sheets(t, program, document):
    """(d) --css: what is taken and what is refused, with its line."""
    path, out = t.root / 'sheet.css', t.root / 'sheet.html'
    t.works('without a sheet', program, '-q', document, '-o', out)
    plain = out.read_bytes()
    good = {
        'rules': b'h1 { color: #123f66 }\n', 'no line feed': b'h1 { color: red }', 'a byte order mark': b'\xef\xbb\xbfh1 { color: red }\n',
        'data:': b'a { background: url(data:image/png;base64,AAAA) }\nb { background: url( "data:image/svg+xml,%3Csvg/%3E" ) }\n',
        'a place in the page': b'a { filter: url(#f) }\n',
        'in comments and strings': b'/* @import url(http://e.example/a.css) */\na::before { content: "@import url(http://e.example/)" }\n',
        'a quotation mark in a comment': b"/* don't */ a { color: red }\n", 'a string that does not end': b'a::before { content: "x\n } b { color: red }\n',
    }
    for name, data in good.items():
        path.write_bytes(data)
        status, said, page = convert(t, program, document, '--css', path, out)
        inside = data.removeprefix(b'\xef\xbb\xbf')
        t.check('sheet, %s: stands last in the style' % name, status == 0 and inside.rstrip(b'\n') + b'\n</style>' in page, said)
    path.write_bytes(b'')
    t.same('sheet, empty: the page is as without', convert(t, program, document, '--css', path, out)[::2][1].replace(b'; font-src data:', b''), plain)
    bad = {
        'the end of the element': (b'a {}\n/* </STYLE> */', 'line 2'), 'import': (b'\n\n@import "a.css";', 'line 3'),
        'import in capitals': (b'@IMPORT url(data:text/css,a)', 'line 1'), 'http:': (b'a { background: url(http://e.example/a.png) }', 'line 1'),
        'a file': (b'a {}\nb { background: URL( \'file:///etc/passwd\' ) }', 'line 2'), 'no scheme': (b'a { background: url(a.png) }', 'line 1'),
        'after data: with a bracket': (b'a { background: url("data:image/svg+xml,%3Cg transform=\'rotate(4)\'/%3E") } b { background: url(http://e.example/) }', 'line 1'),
        'no UTF-8': (b'a { content: "\xff" }', 'no UTF-8'), 'a null': (b'a\0b', 'no UTF-8'), '40 MB': (b'/*' + b' ' * (40 << 20) + b'*/', ''),
    }
    for name, (data, said_too) in bad.items():
        path.write_bytes(data)
        status, said, page = convert(t, program, document, '--css', path, out)
        t.check('sheet, %s: is refused' % name, status == 64 and page is None and '--css %s' % path in said and said_too in said, '%d %s' % (status, said))
    path.unlink()
    status, said, page = convert(t, program, document, '--css', path, out)
    t.check('sheet, not there: is refused', status == 64 and page is None and str(path) in said, said)


def pages(t, program, document):
    """(d) --html-template."""
    path, out = t.root / 'page.html.in', t.root / 'page.html'
    t.works('without a page', program, '-q', document, '-o', out)
    plain = out.read_bytes()

    def with_page(text):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return convert(t, program, document, '--html-template', path, out)

    t.check('page, our own said again: the same bytes', with_page(PAGE)[2] == plain)
    parts = PAGE.replace('{{head}}', '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n{{policy}}'
                         '<meta name="color-scheme" content="light dark">\n<title>{{title}}</title>\n{{metadata}}{{style}}{{data}}')
    parts = parts.replace('{{body}}', '{{skip}}{{header}}{{contents}}{{main}}{{footer}}')
    t.check('page, all of its parts: the same bytes', with_page(parts)[2] == plain)
    made = with_page(PAGE.replace('\n', '\r\n'))[2]
    t.check('page, carriage returns: are kept', re.match(rb'<!DOCTYPE html>\r\n<html lang="en[-A-Z]*">\r\n<head>\r\n<meta', made) is not None)
    foreign = '{{ x }}{{a.b}}{{}}{{Main}}{{#if}}{{{{{ {{head {{main} {{x_y}} {{naïve}} {{aaaaaaaaaaaaaaaaaaaaaaaaaaaa}}'
    t.check('page, braces of others: are left alone', foreign.encode() in with_page(PAGE.replace('{{body}}', foreign + '{{body}}'))[2])
    made = with_page(PAGE.replace('{{body}}', '{{main}}<i>{{generator}}</i><b>{{source-sha256}}</b><u lang="{{lang}}">{{lang}}</u>'))[2]
    t.check('page, generator, sum and language', re.search(rb'<i>referat [\d.]+</i><b>[0-9a-f]{64}</b><u lang="(en[-A-Z]*)">\1</u>', made) is not None)
    bad = {
        'a place that there is not': (PAGE.replace('<body>\n', '<body>\n{{foot}}'), 'line 6: there is no place {{foot}}'),
        'no place for the text': (PAGE.replace('{{body}}', ''), 'here are 0'), 'two': (PAGE.replace('{{body}}', '{{main}}{{main}}'), 'here are 2'),
        'both': (PAGE.replace('{{body}}', '{{main}}{{body}}'), 'here are 2'), 'two heads': (PAGE.replace('{{body}}', '{{header}}{{main}}{{header}}'), '{{header}}'),
        'a part beside the whole': (PAGE.replace('{{body}}', '{{skip}}{{body}}'), '{{skip}}'), 'no title': (PAGE.replace('{{head}}', ''), 'title'),
        'no UTF-8': (PAGE.encode() + b'\xff', 'no UTF-8'), 'empty': ('', 'here are 0'), 'a null': (PAGE.encode() + b'\0', 'no UTF-8'),
    }
    for name, (text, wanted) in bad.items():
        status, said, page = with_page(text)
        t.check('page, %s: is refused' % name, status == 64 and page is None and '--html-template %s' % path in said and wanted in said, '%d %s' % (status, said))


# ---- a watched folder ----

class Watched:
    def __init__(self, t, program, name, settings, document):
        self.t, self.program, self.document = t, program, document
        self.root = t.root / name
        (self.root / 'Inbox/Sub').mkdir(parents=True)
        self.settings(settings)

    def settings(self, text):
        (self.root / '.referat-watch.ini').write_text(text)

    def put(self, name, mark):
        """The document, with other bytes each time: the same would not be converted again."""
        path = self.root / 'Inbox' / name
        with zipfile.ZipFile(self.document) as old, zipfile.ZipFile(path.with_suffix('.part'), 'w') as new:
            new.comment = mark.encode()
            for i in old.infolist():
                new.writestr(i, old.read(i))
        os.replace(path.with_suffix('.part'), path)

    def page(self, name, seconds=20):
        path, end = self.root / 'Converted' / name, time.monotonic() + seconds
        while time.monotonic() < end and not path.exists():
            time.sleep(0.05)
        return path.read_text() if path.exists() else ''

    def once(self):
        return self.t.run(self.program, 'watch', '--once', '--settle', '0', self.root)


def watched(t, program, document, sanitized):
    """(e) Styles of folders."""
    w = Watched(t, program, 'watched', '[watch]\nto = html,odt\ncss = house.css\ntemplate = letter.ott\n\n[folder Sub]\ncss = sub.css\n', document)
    (w.root / 'house.css').write_text('/* HOUSE1 */\n')
    (w.root / 'sub.css').write_text('/* SUB1 */\n')
    ott(w.root / 'letter.ott', styles(head=header(p('LETTER'))))
    with open(t.root / 'watch.log', 'w', encoding='utf-8') as log:
        watcher = subprocess.Popen([program, 'watch', w.root, '--settle', '0.3', '--rescan', '1'], stdout=log, stderr=log, env=t.environment)
        try:
            w.put('a.docx', '1')
            w.put('Sub/b.docx', '2')
            a, b = w.page('a.html'), w.page('Sub/b.html')
            t.check('watch: the folder has its style', 'HOUSE1' in a and 'SUB1' not in a)
            t.check('watch: a folder in it has another', 'SUB1' in b and 'HOUSE1' not in b)
            t.check('watch: both have the letter paper', all(b'LETTER' in zipfile.ZipFile(w.root / 'Converted' / n).read('styles.xml') for n in ('a.odt', 'Sub/b.odt')))
            (w.root / 'house.css').write_text('/* HOUSE2 */\n')
            time.sleep(3 if sanitized else 2)
            w.put('c.docx', '3')
            t.check('watch: a sheet that changed is noticed', 'HOUSE2' in w.page('c.html'))
            w.put('d.docx', '1')        # as a.docx was, but for another style now
            t.check('watch: what was converted with the old one is another document now', 'HOUSE2' in w.page('d.html'))
            (w.root / 'house.css').unlink()
            time.sleep(3 if sanitized else 2)
            t.check('watch: one that is gone: goes on', watcher.poll() is None)
            w.put('e.docx', '5')
            t.check('watch: one that is gone: what was read before holds', 'HOUSE2' in w.page('e.html'))
            log.flush()
            said = (t.root / 'watch.log').read_text()
            t.check('watch: one that is gone: is told', 'house.css' in said, said)
            (w.root / 'house.css').write_text('/* HOUSE3 */\n')
            time.sleep(3 if sanitized else 2)
            w.put('f.docx', '6')
            t.check('watch: one that is back is used', 'HOUSE3' in w.page('f.html'))
        finally:
            watcher.terminate()
            t.same('watch: ends', watcher.wait(60), 0)

    (t.root / 'watched/.referat-watch.ini').write_text('[watch]\ncss = nowhere.css\n')
    status, said = w.once()
    t.check('watch: a sheet that is not there at the start is told', status == 78 and 'nowhere.css' in said, '%d %s' % (status, said))
    secret = t.root / 'secret.css'
    secret.write_text('/* SECRET */\n')
    secret.chmod(0o600)
    for name, value in (('a path', str(secret)), ('a way up', '../secret.css'), ('a link', 'link.css')):
        foreign = Watched(t, program, 'foreign-' + name.replace(' ', '-'), '[watch]\nto = html\ncss = %s\n' % value, document)
        (foreign.root / 'link.css').symlink_to(secret)
        foreign.put('a.docx', name)
        if os.geteuid() != 0:
            print('left out: settings of another user: this is not root')
            return
        os.chown(foreign.root / '.referat-watch.ini', 65534, 65534)
        status, said = foreign.once()
        made = [q for q in foreign.root.rglob('*.html') if 'SECRET' in q.read_text()]
        t.check('watch: settings of somebody else, %s out: is refused' % name, status == 78 and not made and "somebody else's" in said, '%d %s' % (status, said))
        (foreign.root / 'in.css').write_text('/* INSIDE */\n')
        foreign.settings('[watch]\nto = html\ncss = in.css\n')
        os.chown(foreign.root / '.referat-watch.ini', 65534, 65534)
        status, said = foreign.once()
        t.check('... a sheet in the folder is taken', status == 0 and 'INSIDE' in foreign.page('a.html', 1), '%d %s' % (status, said))


def main():
    if len(sys.argv) not in (4, 5):
        print(__doc__, file=sys.stderr)
        return 2
    program, pack, top = (Path(word).resolve() for word in sys.argv[1:4])
    folder = Path(sys.argv[4]).resolve() if len(sys.argv) == 5 else None
    t = Checks('house-style', program)
    t.environment['ASAN_OPTIONS'] = 'detect_leaks=0'
    document = t.root / 'everything.docx'
    t.works('packs', pack, top / 'samples/everything/docx', document)
    case = Case(t, program, document)
    sample(t, program, top, folder)
    of_others(case)
    hostile_folder = t.root / 'hostile'
    hostile_folder.mkdir()
    hostile(case, hostile_folder, (top / 'samples/house-style/letter/Pictures/arms.png').read_bytes(), document)
    case.valid()
    sheets(t, program, document)
    pages(t, program, document)
    watched(t, program, document, case.sanitized)
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
