#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages that are one picture:  single.py REFERAT FOLDER. A JPEG that is all that is seen comes out as the JPEG it is,
without its remarks; where it is not, the page is drawn."""
import base64
import os
import re
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1:3]
# 48 x 64 pixels of grey, with a remark in it
JPEG = base64.b64decode('''
/9j/4AAQSkZJRgABAQAAAQABAAD//gAPc2VjcmV0IHJlbWFya//bAEMAFA4PEg8NFBIQEhcVFBgeMiEeHBwePSwuJDJJQExLR0BGRVBac2JQVW1W
RUZkiGVtd3uBgoFOYI2XjH2Wc36BfP/AAAsIAEAAMAEBEQD/xAAZAAEAAwEBAAAAAAAAAAAAAAAAAgUGBAP/xAAVEAEBAAAAAAAAAAAAAAAAAAAA
E//aAAgBAQAAPwC9YOZMmTJt4xsyZMmTbJlpkyZMm1KgmTJkya/VMyZMmTWzjmTJkybsRmTJkyaT3mTJkyb/2Q==
''')
assert b'secret remark' in JPEG
EXIF = b'\xff\xe1\x00\x16Exif\0\0a private place'
JPEG = JPEG[:2] + EXIF[:2] + (len(EXIF) - 2).to_bytes(2, 'big') + EXIF[4:] + JPEG[2:] + b'what stands behind the end'
BITS = bytes((i * 37 & 255) for i in range(6 * 64))


def stream(data, head):
    return b'<<%s/Length %d>>stream\n' % (head, len(data)) + data + b'\nendstream'


def picture(more=b'/ColorSpace/DeviceGray/BitsPerComponent 8', data=JPEG, how=b'/Filter/DCTDecode'):
    return stream(data, b'/Type/XObject/Subtype/Image/Width 48/Height 64' + more + how)


def pdf(content, image=None, page=b'', more=()):
    objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 150 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>'
               b'/ExtGState<</G<</ca 0.5>>/M<</BM/Multiply>>>>>>%s>>' % page, stream(content, b''), image or picture(), *more]
    out, table = b'%PDF-1.4\n', []
    for i, body in enumerate(objects, 1):
        table.append(len(out))
        out += b'%d 0 obj\n' % i + body + b'\nendobj\n'
    start = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1) + b''.join(b'%010d 00000 n \n' % o for o in table)
    return out + b'trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, start)


WHOLE = b'q 150 0 0 200 0 0 cm /I Do Q '
MASK = stream(bytes(48 * 64), b'/Type/XObject/Subtype/Image/Width 48/Height 64/ColorSpace/DeviceGray/BitsPerComponent 8')
STAMP = (b'<</Type/Annot/Subtype/Square/Rect[20 20 90 90]/F 4/AP<</N 7 0 R>>>>',
         stream(b'0 g 0 0 70 70 re f', b'/Type/XObject/Subtype/Form/BBox[0 0 70 70]'))
CASES = {
    'plain': ('jpeg', pdf(WHOLE)),
    'under-it': ('jpeg', pdf(b'1 g 0 0 150 200 re f ' + WHOLE)),
    'margin': ('jpeg', pdf(b'q 140 0 0 190 5 5 cm /I Do Q')),
    'margin-painted': ('png', pdf(b'0 g 0 0 3 200 re f q 140 0 0 190 6 5 cm /I Do Q')),
    'line-over': ('png', pdf(WHOLE + b'10 10 m 100 100 l S')),
    'box-over': ('png', pdf(WHOLE + b'0 g 10 10 50 50 re f')),
    'mask-over': ('png', pdf(WHOLE + b'q 50 0 0 50 20 20 cm BI /W 8 /H 8 /IM true ID \x55\xaa\x55\xaa\x55\xaa\x55\xaa EI Q')),
    'picture-over': ('png', pdf(WHOLE + b'q 50 0 0 50 20 20 cm /I Do Q')),
    'stamp-over': ('png', pdf(WHOLE, page=b'/Annots[6 0 R]', more=STAMP)),
    'turned': ('png', pdf(b'q 0 200 -150 0 150 0 cm /I Do Q')),
    'page-turned': ('png', pdf(WHOLE, page=b'/Rotate 90')),
    'mirrored': ('png', pdf(b'q -150 0 0 200 150 0 cm /I Do Q')),
    'clipped': ('png', pdf(b'q 0 0 150 150 re W n ' + WHOLE + b'Q')),
    'corners-cut': ('png', pdf(b'q 40 0 m 110 0 l 150 40 l 150 160 l 110 200 l 40 200 l 0 160 l 0 40 l h W n ' + WHOLE + b'Q')),
    'cropped': ('png', pdf(WHOLE, page=b'/CropBox[0 0 150 120]')),
    'soft-mask': ('png', pdf(WHOLE, picture(b'/ColorSpace/DeviceGray/BitsPerComponent 8/SMask 6 0 R'), more=(MASK,))),
    'thin': ('png', pdf(b'/G gs ' + WHOLE)),
    'blended': ('png', pdf(b'0.5 g 0 0 150 200 re f /M gs ' + WHOLE)),
    'inverted': ('png', pdf(WHOLE, picture(b'/ColorSpace/DeviceGray/BitsPerComponent 8/Decode[1 0]'))),
    'indexed': ('png', pdf(WHOLE, picture(b'/ColorSpace[/Indexed/DeviceRGB 255<%s>]/BitsPerComponent 8' % (b'ff0000' * 256)))),
    'cut-short': ('bits', pdf(WHOLE, picture(data=JPEG[:len(JPEG) // 2]))),  # nothing of it can be read: all black
    'two-colours': ('bits', pdf(WHOLE, picture(b'/ColorSpace/DeviceGray/BitsPerComponent 1', BITS, b''))),
    'two-colours-turned': ('png', pdf(WHOLE, picture(b'/ColorSpace/DeviceGray/BitsPerComponent 1', BITS, b''), page=b'/Rotate 90')),
}


def made(name, data):
    path = os.path.join(FOLDER, name)
    with open(path + '.pdf', 'wb') as file:
        file.write(data)
    subprocess.run([PROGRAM, '-q', path + '.pdf', '-o', path + '.html'], check=True)
    with open(path + '.html', encoding='utf-8') as file:
        found = re.findall(r'data:image/(\w+);base64,([^"]*)"', file.read())
    assert len(found) == 1, '%s: %d pictures' % (name, len(found))
    return found[0][0], base64.b64decode(found[0][1])


for case, (want, data) in CASES.items():
    kind, got = made(case, data)
    if want == 'jpeg':
        assert kind == 'jpeg', (case, kind)
        assert got[:2] == b'\xff\xd8' and got[-2:] == b'\xff\xd9', case
        for private in (b'secret', b'Exif', b'private', b'behind'):
            assert private not in got, (case, private)
    else:
        assert kind == 'png', (case, kind)
        size = int.from_bytes(got[16:20], 'big'), int.from_bytes(got[20:24], 'big'), got[24]
        assert (size == (48, 64, 1)) == (want == 'bits'), (case, size)
