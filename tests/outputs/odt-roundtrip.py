#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does LibreOffice open an ODT and keep everything in it?  (python3 stdlib, soffice, poppler)

  odt-roundtrip.py [--keep DIR] [--no-pdf] FILE.odt...

Each file goes through headless LibreOffice to plain text, to PDF and back to ODT.
Errors: a conversion fails; a word of the ODT is missing from the text or the PDF
(LibreOffice's text export has no notes and no ruby: their words are looked for in the PDF only;
what a line of the PDF breaks, or shows in capitals or from right to left, is found all the same);
an image is missing from the PDF; a count of headings, lists, tables, notes, links
or images changes in the re-saved ODT.  Exit 0/1 (2: usage or a missing tool).
"""
import collections, os, re, shutil, subprocess, sys, tempfile, unicodedata, zipfile
import xml.etree.ElementTree as ET

T = '{urn:oasis:names:tc:opendocument:xmlns:text:1.0}'
O = '{urn:oasis:names:tc:opendocument:xmlns:office:1.0}'
D = '{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}'
B = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
S = '{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}'
X = '{http://www.w3.org/1999/xlink}'
SKIP = {T + 'tracked-changes', T + 'note-citation', O + 'annotation', S + 'title', S + 'desc',
        T + 'sequence-decls', O + 'forms', T + 'bookmark-start'}


def text_of(e, out, notes):
    if e.tag in SKIP:
        return
    if e.tag == T + 'ruby-text':
        notes.append(' ' + (e.text or '') + ' ')
        return
    if e.tag in (T + 's',):
        out.append(' ')
    elif e.tag in (T + 'tab', T + 'line-break'):
        out.append('\n')
    elif e.tag == T + 'note':
        for b in e.iter(T + 'note-body'):
            for c in b:
                text_of(c, notes, notes)
        out.append(' ')
        return
    if e.text:
        out.append(e.text)
    for c in e:
        text_of(c, out, notes)
        if c.tail:
            out.append(c.tail)
    if e.tag in (T + 'p', T + 'h'):
        out.append('\n')


def words(s):
    s = unicodedata.normalize('NFKC', s).replace('\u00ad', '').replace('\u2011', '-')
    # letters and digits apart: a note's number is glued to the word before it
    return collections.Counter(re.findall(r'[^\W\d_]+|\d+', s))


def not_shown(lost, pdf):
    """Of the words that pdftotext does not have as words, those that are not on the pages at all."""
    # a line may break a word; small capitals are capitals; the order of other scripts is the page's
    squeezed = re.sub(r'\s|-', '', unicodedata.normalize('NFKC', pdf)).casefold()
    letters = set(squeezed)
    return collections.Counter({w: n for w, n in lost.items() if w.casefold() not in squeezed
                                and not (ord(w[0]) >= 0x590 and set(w.casefold()) <= letters)})


def facts(path):
    with zipfile.ZipFile(path) as z:
        root = ET.fromstring(z.read('content.xml'))
    body = root.find(O + 'body')
    out, notes = [], []
    text_of(body, out, notes)
    c = collections.Counter()
    # the picture that stands beside an embedded object (a formula) is only its replacement
    replacements = {k for f in root.iter(D + 'frame') if f.find(D + 'object') is not None for k in f.findall(D + 'image')}
    for e in body.iter():
        if e.tag == T + 'h':
            c['h' + e.get(T + 'outline-level', '1')] += 1
        elif e.tag == T + 'list-item':
            c['list items'] += 1
        elif e.tag == B + 'table':
            c['tables'] += 1
        elif e.tag == B + 'table-row':
            c['rows'] += int(e.get(B + 'number-rows-repeated', '1'))
        elif e.tag == B + 'table-cell':
            c['cells'] += int(e.get(B + 'number-columns-repeated', '1'))
        elif e.tag == B + 'table-header-rows':
            c['header row groups'] += 1
        elif e.tag == T + 'note':
            c['notes'] += 1
        elif e.tag == D + 'image' and e not in replacements:
            c['images'] += 1
        elif e.tag == D + 'frame' and any((e.findtext(S + t) or '').strip() for t in ('title', 'desc')):
            c['images with alt text'] += 1
    links = {e.get(X + 'href') for e in body.iter(T + 'a')}
    c['distinct links'] = len(links)
    depth = [0]

    def deep(e, d):
        if e.tag == T + 'list':
            d += 1
            depth[0] = max(depth[0], d)
        for k in e:
            deep(k, d)
    deep(body, 0)
    c['list depth'] = depth[0]
    return ''.join(out), ''.join(notes), c


def soffice(profile, fmt, outdir, files):
    os.makedirs(outdir, exist_ok=True)
    subprocess.run(['soffice', '--headless', '--norestore', '-env:UserInstallation=file://' + profile,
                    '--convert-to', fmt, '--outdir', outdir] + files,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)


def main(argv):
    keep, pdf, files = None, True, []
    it = iter(argv)
    for a in it:
        if a == '--keep':
            keep = next(it, None)
        elif a == '--no-pdf':
            pdf = False
        elif a.startswith('--'):
            print(__doc__, file=sys.stderr)
            return 2
        else:
            files.append(a)
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    for tool in ['soffice'] + (['pdftotext', 'pdfimages'] if pdf else []):
        if not shutil.which(tool):
            print('%s is missing: run setup.sh' % tool, file=sys.stderr)
            return 2
    tmp = keep or tempfile.mkdtemp(prefix='rt-')
    os.makedirs(tmp, exist_ok=True)
    tmp = os.path.abspath(tmp)
    bad = False
    try:
        ins = []
        for n, f in enumerate(files):
            p = os.path.join(tmp, 'in%d.odt' % n)
            shutil.copyfile(f, p)
            ins.append(p)
        prof = os.path.join(tmp, 'profile')
        soffice(prof, 'txt:Text (encoded):UTF8', tmp + '/txt', ins)
        soffice(prof, 'odt:writer8', tmp + '/odt', ins)
        if pdf:
            soffice(prof, 'pdf:writer_pdf_Export', tmp + '/pdf', ins)
        for n, f in enumerate(files):
            errs = []
            try:
                text, notes, cnt = facts(ins[n])
            except Exception as e:
                print('%s: error: unreadable: %s' % (f, e))
                bad = True
                continue
            want = words(text)
            all_words = want + words(notes)
            base = 'in%d' % n
            lost = {}
            p = '%s/txt/%s.txt' % (tmp, base)
            if not os.path.exists(p):
                errs.append('LibreOffice made no text of it')
            else:
                made = open(p, encoding='utf-8-sig').read()
                lost['text'] = want - words(made)
                # deleted text stands beside what was put in its place, without a blank
                if b'<text:changed-region' in zipfile.ZipFile(ins[n]).read('content.xml'):
                    lost['text'] = not_shown(lost['text'], made)
            if pdf:
                p = '%s/pdf/%s.pdf' % (tmp, base)
                if not os.path.exists(p):
                    errs.append('LibreOffice made no PDF of it')
                else:
                    t = subprocess.run(['pdftotext', '-layout', '-enc', 'UTF-8', p, '-'], capture_output=True).stdout.decode('utf-8', 'replace')
                    lost['PDF'] = not_shown(all_words - words(t), t)
                    im = subprocess.run(['pdfimages', '-list', p], capture_output=True).stdout.decode().splitlines()[2:]
                    got = sum(1 for l in im if l.split()[2] == 'image')
                    if cnt['images'] and not got:
                        errs.append('PDF has no image, the ODT has %d' % cnt['images'])
            for k, l in lost.items():
                if l:
                    errs.append('%d words missing from the %s: %s' % (sum(l.values()), k, ' '.join(list(l)[:8])))
            p = '%s/odt/%s.odt' % (tmp, base)
            if not os.path.exists(p):
                errs.append('LibreOffice did not re-save it')
            else:
                _, _, c2 = facts(p)
                for k in sorted(set(cnt) | set(c2)):
                    if cnt[k] != c2[k]:
                        errs.append('%s: %d before, %d after LibreOffice re-saved it' % (k, cnt[k], c2[k]))
            for e in errs:
                print('%s: error: %s' % (f, e))
            bad |= bool(errs)
            print('%s: roundtrip: %d errors, %d words; %s' % (
                f, len(errs), sum(all_words.values()), ', '.join('%s %d' % kv for kv in sorted(cnt.items()))))
    finally:
        if not keep:
            shutil.rmtree(tmp, ignore_errors=True)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
