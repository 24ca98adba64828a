#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Package and cross-reference checks of OpenDocument text files (python3 stdlib only).

  odt-package.py [--json] [--werror] [--extract DIR] FILE.odt...

Errors are breaches of ODF 1.3 part 2 (packages) or dangling references;
warnings are quality and accessibility remarks.  Exit 0/1 (2: usage).
--extract DIR writes the XML streams of file number N to DIR/N/ and prints
nothing about them; DIR/N/VERSION holds the office:version found.
With --extended a second copy without foreign content is written as *.ext.xml.
"""
import json, os, struct, sys, zipfile
import xml.etree.ElementTree as ET

NS = {
    'office': 'urn:oasis:names:tc:opendocument:xmlns:office:1.0',
    'style': 'urn:oasis:names:tc:opendocument:xmlns:style:1.0',
    'text': 'urn:oasis:names:tc:opendocument:xmlns:text:1.0',
    'table': 'urn:oasis:names:tc:opendocument:xmlns:table:1.0',
    'draw': 'urn:oasis:names:tc:opendocument:xmlns:drawing:1.0',
    'fo': 'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0',
    'svg': 'urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0',
    'number': 'urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0',
    'meta': 'urn:oasis:names:tc:opendocument:xmlns:meta:1.0',
    'manifest': 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0',
    'xlink': 'http://www.w3.org/1999/xlink',
    'dc': 'http://purl.org/dc/elements/1.1/',
    'xml': 'http://www.w3.org/XML/1998/namespace',
}
ODF_OTHER = {'http://www.w3.org/1998/Math/MathML', 'http://www.w3.org/2002/xforms',
             'http://www.w3.org/2003/g/data-view#', 'http://www.w3.org/1999/xhtml'}
MIMES = {'application/vnd.oasis.opendocument.text',
         'application/vnd.oasis.opendocument.text-template'}
MAGIC = {'image/png': b'\x89PNG\r\n\x1a\n', 'image/jpeg': b'\xff\xd8\xff',
         'image/gif': b'GIF8', 'image/bmp': b'BM'}
STREAMS = ('content.xml', 'styles.xml', 'meta.xml', 'settings.xml')


def q(name):
    p, n = name.split(':')
    return '{%s}%s' % (NS[p], n)


class Report:
    def __init__(self, name):
        self.name, self.errors, self.warnings = name, [], []

    def err(self, fmt, *a):
        self.errors.append(fmt % a if a else fmt)

    def warn(self, fmt, *a):
        self.warnings.append(fmt % a if a else fmt)


def check_zip(path, r):
    raw = open(path, 'rb').read()
    if raw[:4] != b'PK\x03\x04':
        r.err('not a zip file that begins with a local file header')
        return None
    ver, flags, method, _, _, _, csize, usize, nlen, xlen = struct.unpack('<HHHHHIIIHH', raw[4:30])
    name = raw[30:30 + nlen]
    if name != b'mimetype':
        r.err('first zip entry is %r, not mimetype', name.decode('utf-8', 'replace'))
    else:
        if method != 0:
            r.err('mimetype is compressed (method %d)', method)
        if xlen:
            r.err('mimetype has an extra field of %d bytes in its local header', xlen)
        if flags & 1:
            r.err('mimetype is encrypted')
        if flags & 8:
            r.warn('mimetype uses a data descriptor (bit 3): sizes are 0 in its local header')
        if raw[38:38 + 39] != b'application/vnd.oasis.opendocument.text':
            r.err('media type of a text document is not at byte 38')
    try:
        z = zipfile.ZipFile(path)
    except zipfile.BadZipFile as e:
        r.err('unreadable zip: %s', e)
        return None
    seen = set()
    for i in z.infolist():
        n = i.filename
        if n in seen:
            r.err('duplicate zip entry %s', n)
        seen.add(n)
        if n.startswith('/') or '\\' in n or '..' in n.split('/') or ':' in n.split('/')[0]:
            r.err('unsafe or absolute entry name %r', n)
        if i.compress_type not in (0, 8):
            r.err('%s: compression method %d (only stored and deflated are allowed)', n, i.compress_type)
        if i.flag_bits & 1:
            r.warn('%s: zip-level encryption flag', n)
        if not n.isascii() and not i.flag_bits & 0x800:
            r.err('%s: non-ASCII name without the UTF-8 flag', n)
        if n == 'mimetype' and i.extra:
            r.err('mimetype has an extra field in the central directory')
        if n.endswith('/') and n.rstrip('/') and i.file_size == 0:
            r.warn('directory entry %s (allowed, not needed)', n)
    bad = z.testzip()
    if bad:
        r.err('%s: CRC or data error', bad)
        return None
    if z.comment:
        r.warn('zip comment of %d bytes', len(z.comment))
    return z


def parse(z, name, r):
    data = z.read(name)
    if b'<!DOCTYPE' in data[:2000] or b'<!ENTITY' in data:
        r.err('%s: has a DOCTYPE or an entity declaration', name)
    if data[:3] == b'\xef\xbb\xbf':
        r.warn('%s: begins with a byte order mark', name)
    try:
        root = ET.fromstring(data)
    except ET.ParseError as e:
        r.err('%s: not well-formed: %s', name, e)
        return None
    head = data[:200].lower()
    if head.startswith(b'<?xml') and b'encoding=' in head and b'utf-8' not in head and b'utf-16' not in head:
        r.err('%s: encoding is neither UTF-8 nor UTF-16', name)
    return root


def check_manifest(z, r):
    files = [i.filename for i in z.infolist() if not i.filename.endswith('/')]
    if 'META-INF/manifest.xml' not in files:
        r.err('no META-INF/manifest.xml')
        return {}, None
    m = parse(z, 'META-INF/manifest.xml', r)
    if m is None:
        return {}, None
    if m.tag != q('manifest:manifest'):
        r.err('manifest: root element is %s', m.tag)
    mver = m.get(q('manifest:version'))
    if mver is None:
        r.err('manifest: no manifest:version on the root (required since ODF 1.2)')
    ent = {}
    for e in m.iter(q('manifest:file-entry')):
        p, t = e.get(q('manifest:full-path')), e.get(q('manifest:media-type'))
        if p in ent:
            r.err('manifest: two entries for %s', p)
        ent[p] = t
        if p in ('mimetype', 'META-INF/manifest.xml'):
            r.err('manifest: must not list %s', p)
        elif p != '/' and not p.endswith('/') and p not in files:
            r.err('manifest: lists %s, which is not in the package', p)
        elif p != '/' and p.endswith('/') and not any(f.startswith(p) for f in files):
            r.warn('manifest: lists empty folder %s', p)
        if p == '/' and e.get(q('manifest:version')) not in (None, mver):
            r.warn('manifest: version %s of "/" differs from the manifest\'s %s', e.get(q('manifest:version')), mver)
        if not t and not p.endswith('/') :
            r.warn('manifest: empty media type of %s', p)
    for f in files:
        if f == 'mimetype' or f.startswith('META-INF/'):
            continue
        if f not in ent:
            r.err('manifest: %s is in the package but not listed', f)
    if 'mimetype' in files:
        mt = z.read('mimetype')
        if mt.strip() != mt:
            r.err('mimetype file has white space around its value')
        try:
            mts = mt.decode('ascii').strip()
        except UnicodeDecodeError:
            mts = ''
            r.err('mimetype file is not ASCII')
        if mts not in MIMES:
            r.err('mimetype %r is not that of a text document', mts)
        if '/' not in ent:
            r.err('manifest: no entry "/" although there is a mimetype file')
        elif ent['/'] != mts:
            r.err('manifest: media type %r of "/" differs from mimetype %r', ent['/'], mts)
    else:
        r.err('no mimetype file')
    for p, t in ent.items():
        if t in MAGIC and p in files and not z.read(p).startswith(MAGIC[t]):
            r.err('%s: data do not look like %s', p, t)
    if 'content.xml' not in files and 'styles.xml' not in files:
        r.err('neither content.xml nor styles.xml')
    return ent, mver


def is_foreign(tag):
    if not tag.startswith('{'):
        return True
    ns = tag[1:].split('}')[0]
    return not (ns.startswith('urn:oasis:names:tc:opendocument:xmlns:') or ns in NS.values()
                or ns in ODF_OTHER or ns.startswith('http://www.w3.org/1999/02/22-rdf'))


def count_foreign(root):
    n = 0
    for e in root.iter():
        if isinstance(e.tag, str) and is_foreign(e.tag):
            n += 1
        n += sum(1 for a in e.attrib if a.startswith('{') and is_foreign(a))
    return n


def strip_foreign(e, in_par=False):
    """ODF 1.3 part 3, 3.17: drop foreign attributes and elements, keeping the
    content of foreign elements inside paragraphs and headings."""
    for a in [a for a in e.attrib if a.startswith('{') and is_foreign(a)]:
        del e.attrib[a]
    par = in_par or e.tag in (q('text:p'), q('text:h'))
    i = 0
    while i < len(e):
        c = e[i]
        if isinstance(c.tag, str) and is_foreign(c.tag):
            keep = list(c) if par else []
            text = (c.text or '') if par else ''
            del e[i]
            tail = c.tail or ''
            if not keep:
                text += tail
                tail = ''
            if i:
                e[i - 1].tail = (e[i - 1].tail or '') + text
            else:
                e.text = (e.text or '') + text
            for k, x in enumerate(keep):
                e.insert(i + k, x)
            if keep:
                keep[-1].tail = (keep[-1].tail or '') + tail
            continue
        strip_foreign(c, par)
        i += 1


STYLE_ATTRS = {  # attribute -> style families in which its value may be defined
    'draw:style-name': ('graphic', 'presentation', 'drawing-page'),
    'table:style-name': ('table', 'table-column', 'table-row', 'table-cell'),
}


def check_refs(roots, ent, z, r):
    styles, lists, pages, fonts, masters = {}, set(), set(), set(), set()
    names, ids, data_styles = set(), {}, set()
    for sname, root in roots.items():
        for e in root.iter():
            if not isinstance(e.tag, str):
                continue
            sn = e.get(q('style:name'))
            if e.tag == q('style:style'):
                styles.setdefault(e.get(q('style:family')), {}).setdefault(sn, 0)
                styles[e.get(q('style:family'))][sn] += 1
            elif e.tag == q('text:list-style'):
                lists.add(sn)
            elif e.tag == q('style:page-layout'):
                pages.add(sn)
            elif e.tag == q('style:font-face'):
                fonts.add(sn)
            elif e.tag == q('style:master-page'):
                masters.add(sn)
            elif e.tag.startswith('{%s}' % NS['number']) and sn:
                data_styles.add(sn)
            if e.tag in (q('text:bookmark'), q('text:bookmark-start'), q('text:reference-mark'),
                         q('text:reference-mark-start'), q('text:section'), q('text:sequence')):
                names.add(e.get(q('text:name')) or e.get(q('text:ref-name')))
            for a in (q('table:name'), q('draw:name')):
                if e.get(a):
                    names.add(e.get(a))
            i = e.get(q('xml:id'))
            if i is not None:
                if (sname, i) in ids:
                    r.err('%s: xml:id %s twice', sname, i)
                ids[(sname, i)] = 1
                names.add(i)
    nid = {}
    for sname, root in roots.items():
        for e in root.iter(q('text:note')):
            i = e.get(q('text:id'))
            if i and nid.setdefault((sname, i), 0):
                r.err('%s: text:note id %s twice', sname, i)
            if i:
                nid[(sname, i)] += 1
    used = set()

    def need(kind, ok, where, val):
        if not ok and (kind, val) not in used:
            used.add((kind, val))
            r.err('%s: %s %r is not defined', where, kind, val)

    def fam(*fs):
        s = set()
        for f in fs:
            s |= set(styles.get(f, {}))
        return s
    para, txt, sec = fam('paragraph'), fam('text'), fam('section')
    for sname, root in roots.items():
        for e in root.iter():
            if not isinstance(e.tag, str):
                continue
            ts = e.get(q('text:style-name'))
            if ts:
                t = e.tag
                if t in (q('text:p'), q('text:h')):
                    need('paragraph style', ts in para, sname, ts)
                elif t in (q('text:span'), q('text:a'), q('text:ruby-text')):
                    need('text style', ts in txt, sname, ts)
                elif t in (q('text:list'), q('text:numbered-paragraph')):
                    need('list style', ts in lists, sname, ts)
                elif t.split('}')[1].startswith('list-level-style'):
                    need('text style', ts in txt, sname, ts)
                elif t == q('text:section'):
                    need('section style', ts in sec, sname, ts)
            for a, fs in STYLE_ATTRS.items():
                v = e.get(q(a))
                if v:
                    need(a, v in fam(*fs), sname, v)
            if e.tag == q('style:style'):
                p = e.get(q('style:parent-style-name'))
                f = e.get(q('style:family'))
                if p:
                    need('parent style (%s)' % f, p in fam(f), sname, p)
                l = e.get(q('style:list-style-name'))
                if l:
                    need('list style', l in lists, sname, l)
                mp = e.get(q('style:master-page-name'))
                if mp:
                    need('master page', mp in masters, sname, mp)
            pl = e.get(q('style:page-layout-name'))
            if pl:
                need('page layout', pl in pages, sname, pl)
            fn = e.get(q('style:font-name'))
            if fn:
                need('font face', fn in fonts, sname, fn)
            h = e.get(q('xlink:href'))
            if h is not None:
                if e.tag in (q('draw:image'), q('draw:object'), q('draw:object-ole'), q('draw:fill-image')):
                    p = h[2:] if h.startswith('./') else h
                    if '://' in p:
                        r.warn('%s: %s refers to something outside the package: %s', sname, e.tag.split('}')[1], h)
                    elif p and p not in ent and p + '/' not in ent and p not in z.namelist():
                        r.err('%s: %s refers to %r, which is not in the package', sname, e.tag.split('}')[1], h)
                elif e.tag == q('text:a'):
                    if h == '':
                        r.err('%s: link with an empty address', sname)
                    elif h.startswith('#'):
                        t = h[1:].split('|')[0]
                        if t not in names and not h.endswith('|outline') and not h.endswith('|region'):
                            r.err('%s: link to %s: no such target', sname, h)
                    elif ' ' in h:
                        r.err('%s: link address with a space: %s', sname, h)


def own(table, tag):
    """The elements of a table that are not those of a table in one of its cells."""
    found, todo = [], list(table)
    while todo:
        e = todo.pop(0)
        if e.tag == tag:
            found.append(e)
        elif e.tag != q('table:table'):
            todo[:0] = list(e)
    return found


def check_table(t, r):
    name = t.get(q('table:name'))
    repeated = q('table:number-columns-repeated')
    cols = sum(int(k.get(repeated, '1')) for k in own(t, q('table:table-column')))
    rows = own(t, q('table:table-row'))
    for n, row in enumerate(rows, 1):
        w = sum(int(x.get(repeated, '1')) for x in row
                if x.tag in (q('table:table-cell'), q('table:covered-table-cell')))
        if w != cols:
            r.err('content.xml: table %s row %d has %d cells for %d columns', name, n, w, cols)
    # a table without headers has none: that is for its author to mend; one that looks as if it had
    # them must say so
    cells = [x for x in rows[0] if x.tag == q('table:table-cell')] if rows else []
    heads = [x for x in cells if any('Heading' in (p.get(q('text:style-name')) or '') for p in x.iter(q('text:p')))]
    if len(cells) > 1 and len(heads) == len(cells) and t.find(q('table:table-header-rows')) is None:
        r.warn('content.xml: table %s looks as if it had a header and has no table:table-header-rows', name)


def check_quality(roots, r):
    c, s, m = roots.get('content.xml'), roots.get('styles.xml'), roots.get('meta.xml')
    if m is not None:
        if not (m.findtext('.//' + q('dc:title')) or '').strip():
            r.warn('meta.xml: no dc:title')
        if not (m.findtext('.//' + q('dc:language')) or '').strip():
            r.warn('meta.xml: no dc:language')
        if m.find('.//' + q('meta:generator')) is None:
            r.warn('meta.xml: no meta:generator')
    else:
        r.warn('no meta.xml')
    if s is not None:
        lang = None
        for d in s.iter(q('style:default-style')):
            if d.get(q('style:family')) == 'paragraph':
                tp = d.find(q('style:text-properties'))
                lang = tp.get(q('fo:language')) if tp is not None else None
        if not lang or lang == 'none':
            r.warn('styles.xml: default paragraph style has no fo:language')
    if c is None:
        return
    for f in c.iter(q('draw:frame')):
        if f.find(q('draw:image')) is not None and not any(
                (f.findtext(q(t)) or '').strip() for t in ('svg:title', 'svg:desc')):
            r.warn('content.xml: image %s has neither svg:title nor svg:desc', f.get(q('draw:name')))
    for t in c.iter(q('table:table')):
        check_table(t, r)
    last = 0
    for h in c.iter(q('text:h')):
        lv = int(h.get(q('text:outline-level'), '1'))
        if lv > last + 1:
            r.warn('content.xml: heading level jumps from %d to %d (%s)', last, lv, ''.join(h.itertext())[:30])
        last = lv


def check(path, extract=None, extended=False):
    r = Report(path)
    r.version = r.foreign = None
    z = check_zip(path, r)
    if z is None:
        return r
    ent, mver = check_manifest(z, r)
    roots, vers = {}, set()
    for s in STREAMS:
        if s in z.namelist():
            root = parse(z, s, r)
            if root is None:
                continue
            roots[s] = root
            v = root.get(q('office:version'))
            if v is None:
                r.err('%s: no office:version', s)
            else:
                vers.add(v)
            if ent.get(s) not in ('text/xml', 'application/xml'):
                r.warn('manifest: media type of %s is %r', s, ent.get(s))
    if len(vers) > 1:
        r.err('different office:version in the streams: %s', ', '.join(sorted(vers)))
    if mver and vers and mver not in vers:
        r.err('manifest:version %s, but office:version %s', mver, ', '.join(sorted(vers)))
    r.version = max(vers) if vers else (mver or '1.3')
    r.foreign = sum(count_foreign(x) for x in roots.values())
    if r.foreign:
        r.warn('%d foreign elements or attributes (an extended document)', r.foreign)
    check_refs(roots, ent, z, r)
    check_quality(roots, r)
    if extract:
        os.makedirs(extract, exist_ok=True)
        open(os.path.join(extract, 'VERSION'), 'w').write(r.version + '\n')
        for s in list(roots) + ['META-INF/manifest.xml']:
            if s in z.namelist():
                open(os.path.join(extract, os.path.basename(s)), 'wb').write(z.read(s))
        if extended:
            for p, u in NS.items():
                if p != 'xml':
                    ET.register_namespace(p, u)
            for s, root in roots.items():
                strip_foreign(root)
                ET.ElementTree(root).write(os.path.join(extract, s[:-4] + '.ext.xml'), 'utf-8', True)
    return r


def main(argv):
    js = we = ext = False
    extract, files = None, []
    it = iter(argv)
    for a in it:
        if a == '--json':
            js = True
        elif a == '--werror':
            we = True
        elif a == '--extended':
            ext = True
        elif a == '--extract':
            extract = next(it, None)
        elif a.startswith('--'):
            print(__doc__, file=sys.stderr)
            return 2
        else:
            files.append(a)
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    bad, out = False, []
    for n, f in enumerate(files):
        try:
            r = check(f, os.path.join(extract, str(n)) if extract else None, ext)
        except OSError as e:
            r = Report(f)
            r.version = r.foreign = None
            r.err('%s', e.strerror)
        bad |= bool(r.errors) or (we and bool(r.warnings))
        out.append({'file': f, 'version': r.version, 'foreign': r.foreign,
                    'errors': r.errors, 'warnings': r.warnings})
        if not js:
            for e in r.errors:
                print('%s: error: %s' % (f, e))
            for w in r.warnings:
                print('%s: warning: %s' % (f, w))
            print('%s: package: %d errors, %d warnings, ODF %s' % (f, len(r.errors), len(r.warnings), r.version))
    if js:
        print(json.dumps(out, ensure_ascii=False, indent=1))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
