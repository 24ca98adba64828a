#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a PDF from a page script, the same bytes each time: make-pdf.py SCRIPT OUT

One command a line; lengths are points from the upper left corner; "#" begins a remark.
  page WIDTH HEIGHT [ROTATE]      a new page
  text X Y FONT SIZE WORDS…       words with their base line at Y; FONT is sans, bold, italic, mono
  space X Y FONT SIZE GAP WORDS…  the same with GAP points after every letter
  hidden X Y FONT SIZE WORDS…     painted in no way (text rendering mode 3)
  down X Y FONT SIZE WORDS…       running down the page
  line X0 Y0 X1 Y1 [WIDTH]        a line that is drawn
  box X Y WIDTH HEIGHT GREY       a filled box, 0 is black
  picture X Y WIDTH HEIGHT        a grey picture
  link X0 Y0 X1 Y1 ADDRESS        a link
  goto X0 Y0 X1 Y1 PAGE Y         a link to a place of the document
  mark KIND [ALT…] … end          what stands between is tagged: P H1 H2 L LI Lbl LBody Table TR TH TD Artifact Span
                                  Figure; ALT describes it
  title WORDS… / outline LEVEL WORDS…   of the document; outline leads to the page it stands on
"""
import sys

FONTS = {'sans': 'Helvetica', 'bold': 'Helvetica-Bold', 'italic': 'Helvetica-Oblique', 'mono': 'Courier'}


def escape(words):
    out = b''
    for c in words.encode('cp1252'):
        out += b'\\%03o' % c if c in b'()\\' or c > 126 else bytes([c])
    return out


class Maker:
    def __init__(self):
        self.objects = {}
        self.next = 20
        self.pages = []
        self.title = None
        self.outline = []
        self.tree = []          # [kind, kids]; a leaf is (page, mcid)
        self.open = []

    def add(self, body):
        self.next += 1
        self.objects[self.next] = body
        return self.next

    def y(self, value):
        return self.pages[-1]['height'] - float(value)

    def put(self, text):
        self.pages[-1]['content'].append(text.encode('latin-1') if isinstance(text, str) else text)

    def show(self, x, y, font, size, words, before='', matrix='1 0 0 1'):
        names = {name: 'F%d' % i for i, name in enumerate(FONTS)}
        self.put('BT %s /%s %s Tf %s %s %s Tm (' % (before, names[font], size, matrix, x, self.y(y)))
        self.put(escape(words))
        self.put(') Tj ET\n')

    def leaf(self):
        """Marked content begins: its number on this page."""
        page = self.pages[-1]
        number = page['mcids']
        page['mcids'] += 1
        return number

    def command(self, name, rest):
        words = rest.split(' ')
        if name == 'page':
            self.pages.append({'width': float(words[0]), 'height': float(words[1]), 'content': [], 'links': [], 'mcids': 0,
                               'rotate': words[2] if len(words) > 2 else '0'})
        elif name in ('text', 'hidden', 'down'):
            matrix = '0 -1 1 0' if name == 'down' else '1 0 0 1'
            self.marked(lambda: self.show(*words[:4], ' '.join(words[4:]), '3 Tr' if name == 'hidden' else '0 Tr', matrix))
        elif name == 'space':
            self.marked(lambda: self.show(*words[:4], ' '.join(words[5:]), '0 Tr %s Tc' % words[4]))
            self.put('BT 0 Tc ET\n')
        elif name == 'line':
            self.put('%s w %s %s m %s %s l S\n' % (words[4] if len(words) > 4 else '0.5', words[0], self.y(words[1]), words[2],
                                                  self.y(words[3])))
        elif name == 'box':
            self.put('%s g %s %s %s %s re f 0 g\n' % (words[4], words[0], self.y(words[1]) - float(words[3]), words[2], words[3]))
        elif name == 'picture':
            self.marked(lambda: self.put('q %s 0 0 %s %s %s cm /Im Do Q\n' % (
                words[2], words[3], words[0], self.y(words[1]) - float(words[3]))))
        elif name in ('link', 'goto'):
            self.pages[-1]['links'].append(words)
        elif name == 'mark':
            node = [words[0], [], ' '.join(words[1:])]
            if words[0] != 'Artifact':
                (self.open[-1][1] if self.open else self.tree).append(node)
            self.open.append(node)
        elif name == 'end':
            self.open.pop()
        elif name == 'title':
            self.title = rest
        elif name == 'outline':
            self.outline.append((int(words[0]), ' '.join(words[1:]), len(self.pages)))
        else:
            raise SystemExit('no such command: ' + name)

    def marked(self, draw):
        if not self.open:
            return draw()
        if self.open[-1][0] == 'Artifact':
            self.put('/Artifact BMC\n')
        else:
            number = self.leaf()
            self.open[-1][1].append((len(self.pages) - 1, number))
            self.put('/%s <</MCID %d>> BDC\n' % (self.open[-1][0], number))
        draw()
        self.put('EMC\n')

    # ---- objects ----
    def structure(self, node, parent, pages):
        self.next += 1
        number = self.next
        kids = []
        page = None
        for kid in node[1]:
            if isinstance(kid, tuple):
                kids.append('<</Type/MCR/Pg %d 0 R/MCID %d>>' % (pages[kid[0]], kid[1]))
                page = kid[0]
            else:
                kids.append('%d 0 R' % self.structure(kid, number, pages))
        self.objects[number] = '<</Type/StructElem/S/%s/P %d 0 R%s%s/K[%s]>>' % (
            node[0], parent, '/Alt(%s)' % escape(node[2]).decode('latin-1') if node[2] else '', '/Pg %d 0 R' % pages[page] if page is not None else '', ' '.join(kids))
        return number

    def outlines(self, pages):
        root = self.next + 1
        numbers = [root + 1 + i for i in range(len(self.outline))]
        self.next = root + len(self.outline)
        parent = [root] + [0] * 20
        kids = {}
        for i, (level, _, _) in enumerate(self.outline):
            parent[level] = numbers[i]
            kids.setdefault(parent[level - 1], []).append(i)
        for owner, list_ in kids.items():
            for k, i in enumerate(list_):
                near = ('/Prev %d 0 R' % numbers[list_[k - 1]] if k else '') + (
                    '/Next %d 0 R' % numbers[list_[k + 1]] if k + 1 < len(list_) else '')
                own = kids.get(numbers[i])
                inside = '/First %d 0 R/Last %d 0 R/Count %d' % (numbers[own[0]], numbers[own[-1]], len(own)) if own else ''
                self.objects[numbers[i]] = '<</Title(%s)/Parent %d 0 R/Dest[%d 0 R/Fit]%s%s>>' % (
                    escape(self.outline[i][1]).decode('latin-1'), owner, pages[self.outline[i][2] - 1], near, inside)
        top = kids[root]
        self.objects[root] = '<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>' % (numbers[top[0]], numbers[top[-1]], len(top))
        return root

    def target(self, words, pages):
        if len(words) == 5:
            return '/A<</S/URI/URI(%s)>>' % words[4]
        height = self.pages[int(words[4]) - 1]['height']
        return '/Dest[%d 0 R/XYZ 0 %s 0]' % (pages[int(words[4]) - 1], height - float(words[5]))

    def stream(self, head, data):
        return b'<<%s/Length %d>>stream\n' % (head, len(data)) + data + b'\nendstream'

    def write(self, path):
        for i, font in enumerate(FONTS.values()):
            self.objects[3 + i] = '<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>' % font
        self.objects[10] = self.stream(b'/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8',
                                       bytes([60, 120, 180, 240]))
        pages = [self.add('') for _ in self.pages]
        fonts = ''.join('/F%d %d 0 R' % (i, 3 + i) for i in range(len(FONTS)))
        for number, page in zip(pages, self.pages):
            links = ['<</Type/Annot/Subtype/Link/Rect[%s %s %s %s]%s>>' % (
                w[0], page['height'] - float(w[3]), w[2], page['height'] - float(w[1]),
                self.target(w, pages)) for w in page['links']]
            content = self.add(self.stream(b'', b''.join(page['content'])))
            self.objects[number] = (
                '<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Rotate %s/Resources<</Font<<%s>>/XObject<</Im 10 0 R>>>>'
                '/Contents %d 0 R/Annots[%s]>>' % (page['width'], page['height'], page['rotate'], fonts, content, ' '.join(links)))
        self.objects[2] = '<</Type/Pages/Kids[%s]/Count %d>>' % (' '.join('%d 0 R' % n for n in pages), len(pages))
        catalog = '<</Type/Catalog/Pages 2 0 R'
        if self.outline:
            catalog += '/Outlines %d 0 R' % self.outlines(pages)
        if self.tree:
            self.next += 1
            root = self.next
            kids = [self.structure(node, root, pages) for node in self.tree]
            self.objects[root] = '<</Type/StructTreeRoot/K[%s]>>' % ' '.join('%d 0 R' % k for k in kids)
            catalog += '/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R' % root
        self.objects[1] = catalog + '>>'
        self.objects[11] = '<</Producer(make-pdf)%s>>' % ('/Title(%s)' % escape(self.title).decode('latin-1') if self.title else '')
        out = b'%PDF-1.7\n'
        table = {}
        for number in sorted(self.objects):
            body = self.objects[number]
            table[number] = len(out)
            out += b'%d 0 obj\n' % number + (body.encode('latin-1') if isinstance(body, str) else body) + b'\nendobj\n'
        start = len(out)
        size = max(table) + 1
        out += b'xref\n0 %d\n' % size
        for number in range(size):
            out += b'%010d 00000 n \n' % table[number] if number in table else b'0000000000 65535 f \n'
        out += b'trailer<</Size %d/Root 1 0 R/Info 11 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (size, start)
        with open(path, 'wb') as file:
            file.write(out)


def main():
    maker = Maker()
    for line in open(sys.argv[1], encoding='utf8'):
        line = line.strip()
        if line and not line.startswith('#'):
            name, _, rest = line.partition(' ')
            maker.command(name, rest)
    maker.write(sys.argv[2])


if __name__ == '__main__':
    main()
