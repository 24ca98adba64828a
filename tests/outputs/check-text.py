#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of plain text output (python3 stdlib only).

  check-text.py [--width N] [--allow-long-words] [--source FILE.rxml] FILE.txt...

Errors: not UTF-8, a byte order mark, CR, TAB or another control character, trailing
white space, no newline at the end or several, three blank lines in a row, text not
in NFC, an unassigned, private-use or replacement character, a soft hyphen, a line
over N display columns (wide characters count 2, combining marks 0).  A line that
is one word longer than N (an address, say) passes with --allow-long-words.
A line that could have taken the next line's first word is a warning ("short").
--source: every word and every printed label of the document must be there as often as in its .rxml.
Exit 0/1 (2: usage).
"""
import collections
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET


def columns(s):
    n = 0
    for c in s:
        if unicodedata.category(c) in ('Mn', 'Me', 'Cf'):
            continue
        n += 2 if unicodedata.east_asian_width(c) in 'WF' else 1
    return n


def check(path, width, long_ok):
    err, warn = [], []
    raw = open(path, 'rb').read()
    if raw.startswith(b'\xef\xbb\xbf'):
        err.append('begins with a byte order mark')
    try:
        t = raw.decode('utf-8')
    except UnicodeDecodeError as e:
        return ['not UTF-8 at byte %d' % e.start], [], ''
    if not raw:
        return ['empty'], [], ''
    if not t.endswith('\n'):
        err.append('no newline at the end')
    elif t.endswith('\n\n'):
        err.append('blank lines at the end')
    if t.startswith('\n'):
        err.append('blank line at the start')
    if t != unicodedata.normalize('NFC', t):
        err.append('not in normalisation form C')
    blank, lines = 0, t.split('\n')[:-1]
    for n, l in enumerate(lines, 1):
        if l != l.rstrip():
            err.append('line %d: trailing white space' % n)
        for c in l:
            k = unicodedata.category(c)
            if k in ('Cc', 'Cn', 'Co', 'Cs') or c in '\ufffd\u00ad\u200b\ufeff':
                err.append('line %d: character U+%04X' % (n, ord(c)))
                break
        blank = 0 if l else blank + 1
        if blank == 3:
            err.append('line %d: third blank line in a row' % n)
        w = columns(l)
        if width and w > width and not (long_ok and len(l.split()) <= 1 + bool(re.match(r'\s*\S{1,4}\s', l))):
            err.append('line %d: %d columns' % (n, w))
        if width and l and n < len(lines) and lines[n].strip():
            nxt = lines[n]
            same = len(nxt) - len(nxt.lstrip()) == len(l) - len(l.lstrip())
            if same and re.match(r'\s*[a-zæøåäöüéß]', nxt) and w + 1 + columns(nxt.split()[0]) <= width and not re.search(r'\s{3}|[|+]', l.strip() + nxt.strip()):
                warn.append('line %d: short: the next line\'s first word would fit' % n)
    return err, warn, t


R = '{https://referat.example/ns/document/1}'


def source_words(path):
    """All text, labels and descriptions of pictures; blocks and cells apart."""
    out = []

    def walk(e):
        if e.get('label') is not None:
            out.append(' ' + e.get('label') + ' ')
        if e.tag == R + 't':
            out.append(e.text or '')
        elif e.tag == R + 'image' and e.get('decorative') != 'true':
            out.append(' ' + (e.get('alt') or '') + ' ')
        elif e.tag == R + 'form':
            out.append(e.get('value') or ' ')
        elif e.tag == R + 'ruby':
            out.append('')
        if e.tag == R + 'math':
            return
        for c in e:
            walk(c)
        if e.tag == R + 'ruby':
            out.append(' ' + (e.get('text') or '') + ' ')
        elif e.tag == R + 'break' or e.tag in (R + n for n in BLOCKS):
            out.append('\n')
    for region in ET.parse(path).getroot():
        if region.tag != R + 'meta' and region.tag != R + 'resource':
            walk(region)
    return ''.join(out)


BLOCKS = ('heading', 'paragraph', 'item', 'term', 'caption', 'preformatted', 'cell')


def words(s):
    return collections.Counter(re.findall(r'[\u2e80-\uffef]|[^\W\d_\u2e80-\uffef]+|\d+', unicodedata.normalize('NFKC', s).replace('\u00ad', '')))


def main(argv):
    width, long_ok, src, files = 0, False, None, []
    it = iter(argv)
    for a in it:
        if a == '--width':
            width = int(next(it, '0'))
        elif a == '--allow-long-words':
            long_ok = True
        elif a == '--source':
            src = next(it, None)
        elif a.startswith('--'):
            files = []
            break
        else:
            files.append(a)
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    bad = False
    for f in files:
        err, warn, t = check(f, width, long_ok)
        if src:
            lost = words(source_words(src)) - words(t)
            if lost:
                err.append('%d words of %s missing: %s' % (sum(lost.values()), src, ' '.join(list(lost)[:8])))
        for e in err[:20]:
            print('%s: error: %s' % (f, e))
        for w in warn[:5]:
            print('%s: warning: %s' % (f, w))
        print('%s: text: %d errors, %d warnings' % (f, len(err), len(warn)))
        bad |= bool(err)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
