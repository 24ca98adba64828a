#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes broken and hostile PDFs: make-bad.py FOLDER. NAME.STATUS.pdf says how the program is to end; "any" is 0 or 65."""
import os
import sys

FOLDER = sys.argv[1]
FONT = b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'


def stream(data, head=b''):
    return b'<<%s/Length %d>>stream\n' % (head, len(data)) + data + b'\nendstream'


def pdf(objects):
    out, table = b'%PDF-1.4\n', []
    for i, body in enumerate(objects, 1):
        table.append(len(out))
        out += b'%d 0 obj\n' % i + body + b'\nendobj\n'
    start = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1) + b''.join(b'%010d 00000 n \n' % o for o in table)
    return out + b'trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, start)


def page(content, resources=b'/Font<</F 5 0 R>>', more=(), catalog=b''):
    return pdf([b'<</Type/Catalog/Pages 2 0 R%s>>' % catalog, b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
                b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 4 0 R>>' % resources,
                stream(content), FONT, *more])


def write(name, data):
    with open(os.path.join(FOLDER, name + '.pdf'), 'wb') as file:
        file.write(data)


good = page(b'BT /F 12 Tf 72 700 Td (Words that stay) Tj ET')
write('good.0', good)
write('truncated.any', good[:len(good) // 2])
write('no-xref.any', good[:good.rfind(b'xref\n0')])
write('empty.65', b'')
write('header-alone.65', b'%PDF-1.7\n')
write('no-page.65', pdf([b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[]/Count 0>>']))
write('million-pages-promised.65', pdf([b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1000000>>', b'null']))
write('pages-in-a-circle.65', pdf([b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>']))
write('tree-in-a-circle.0', page(b'/P <</MCID 0>> BDC BT /F 12 Tf 72 700 Td (Words) Tj ET EMC', catalog=b'/StructTreeRoot 6 0 R',
                                 more=(b'<</Type/StructTreeRoot/K 7 0 R>>', b'<</Type/StructElem/S/P/P 6 0 R/Pg 3 0 R/K[0 7 0 R]>>')))
write('giant-numbers.0', page(b'BT /F 99999999999999999999 Tf 1e38 0 0 1e38 1e38 1e38 Tm (x) Tj ET 1e30 1e30 m 1e38 1e38 l S '
                              b'BT /F 12 Tf 1 0 0 1 72 700 Tm (Words) Tj ET'))
write('isolated-words.any', page(b'BT /F 4 Tf ' + b''.join(
    b'1 0 0 1 %d %d Tm (w)Tj ' % ((i * 37) % 590, (i * 53) % 840) for i in range(8000)) + b'ET'))
write('many-lines.any', page(b''.join(b'%d %d m %d %d l S ' % (i * 7 % 500, i * 13 % 800, i * 7 % 500 + 60, i * 13 % 800)
                                      + b'%d %d m %d %d l S ' % (i * 11 % 500, i * 3 % 800, i * 11 % 500, i * 3 % 800 + 60)
                                      for i in range(3000))))
write('function-shading.any', page(b'/S sh', resources=b'/Shading<</S 6 0 R>>', more=(
    b'<</ShadingType 1/ColorSpace/DeviceRGB/Matrix[595 0 0 842 0 0]/Function 7 0 R>>',
    stream(b'{ 2 copy mul sin 3 1 roll add cos dup }', b'/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]'))))
forms = [b'<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 5>>stream\n/X Do\nendstream' % (7 + i)
         for i in range(3000)]
write('forms-in-forms.any', page(b'/X Do', resources=b'/XObject<</X 6 0 R>>', more=(*forms, stream(
    b'', b'/Type/XObject/Subtype/Form/BBox[0 0 9 9]'))))
write('script-and-launch.0', page(b'BT /F 12 Tf 72 700 Td (Words) Tj ET',
                                  catalog=b'/OpenAction<</S/Launch/F(calc.exe)>>/Names<</JavaScript<</Names[(a)6 0 R]>>>>',
                                  more=(b'<</S/JavaScript/JS(app.alert\\(1\\))>>',)))
