#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Puts one grey JPEG on one A4 page, as a scanner does: scan.py PICTURE PDF"""
import struct
import sys


def size_of(jpeg):
    """Width and height, from the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at < len(jpeg):
        marker, length = struct.unpack('>xBH', jpeg[at:at + 4])
        if 0xc0 <= marker <= 0xc3:
            height, width = struct.unpack('>HH', jpeg[at + 5:at + 9])
            return width, height
        at += 2 + length
    raise SystemExit('no JPEG')


def main():
    jpeg = open(sys.argv[1], 'rb').read()
    width, height = size_of(jpeg)
    paint = b'q 595 0 0 842 0 0 cm /Im Do Q'
    bodies = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
              b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</Im 5 0 R>>>>/Contents 4 0 R>>',
              b'<</Length %d>>stream\n' % len(paint) + paint + b'\nendstream',
              b'<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8'
              b'/Filter/DCTDecode/Length %d>>stream\n' % (width, height, len(jpeg)) + jpeg + b'\nendstream']
    out = b'%PDF-1.4\n'
    table = []
    for number, body in enumerate(bodies, 1):
        table.append(len(out))
        out += b'%d 0 obj\n' % number + body + b'\nendobj\n'
    start = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(table) + 1) + b''.join(b'%010d 00000 n \n' % at for at in table)
    out += b'trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(table) + 1, start)
    open(sys.argv[2], 'wb').write(out)


main()
