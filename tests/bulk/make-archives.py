#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes archives, sound, broken and hostile ones, the same bytes each time, for archive.c.

  make-archives.py FOLDER
"""
import bz2
import gzip
import io
import lzma
import pathlib
import struct
import sys
import tarfile
import zipfile
import zlib

MIB = 1 << 20
ARCHIVES = {}
FILES = [('minutes/a.docx', b'first'), ('minutes/b.txt', b'second\n' * 1000)]


def archive(name):
    """Registers a function that returns the bytes of NAME."""
    def register(function):
        ARCHIVES[name] = function
        return function
    return register


# ---- building blocks ----

def member(name, data=b'', kind=tarfile.REGTYPE, link='', pax=None):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size, info.mtime = kind, link, len(data), 1000000000.5
    info.pax_headers = pax or {}
    return info, data


def tar(members, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=form, encoding='utf-8',
                      errors='surrogateescape') as t:
        for info, data in members:
            if form != tarfile.PAX_FORMAT:
                info.mtime = int(info.mtime)
            t.addfile(info, io.BytesIO(data) if data else None)
    return out.getvalue()


def raw(name):
    return name.decode('utf-8', 'surrogateescape')


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method) as z:
        for name, data in members:
            info = zipfile.ZipInfo(name, (2001, 9, 9, 1, 46, 40))
            info.compress_type = method
            z.writestr(info, data)
    return out.getvalue()


def patch(data, name, at_local, at_central, value):
    """Changes a field in both headers of a member of a zip."""
    data = bytearray(data)
    local = data.index(name) - 30
    central = data.rindex(name) - 46
    for at in (local + at_local, central + at_central):
        data[at:at + len(value)] = value
    return bytes(data)


def folder():
    return member('minutes', kind=tarfile.DIRTYPE)


def plain():
    return tar([folder()] + [member(n, d) for n, d in FILES])


def gzip_repeated(before, block, times, after):
    """gzip of BEFORE, so many BLOCKs and AFTER, without compressing each: flushed blocks can be repeated."""
    def flushed(data, end=zlib.Z_FULL_FLUSH):
        z = zlib.compressobj(9, zlib.DEFLATED, -15)
        return z.compress(data) + z.flush(end)
    crc = zlib.crc32(before)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    crc = zlib.crc32(after, crc)
    size = len(before) + len(block) * times + len(after)
    return (b'\x1f\x8b\x08' + bytes(7) + flushed(before) + flushed(block) * times +
            flushed(after, zlib.Z_FINISH) + struct.pack('<II', crc, size & 0xffffffff))


def zstd(parts):
    """A frame of raw blocks (bytes) and of blocks of zeros (their number of 128 KiB each)."""
    blocks = []
    for part in parts:
        if isinstance(part, int):
            blocks += [(1, 128 << 10, b'\0')] * part
        else:
            blocks += [(0, len(part[i:i + 65536]), part[i:i + 65536]) for i in range(0, len(part), 65536)]
    out = [b'\x28\xb5\x2f\xfd\x00\x58']
    for i, (kind, size, data) in enumerate(blocks):
        head = (i == len(blocks) - 1) | kind << 1 | size << 3
        out.append(head.to_bytes(3, 'little') + data)
    return b''.join(out)


def xxh32(data):
    """xxHash of less than four bytes, seed 0."""
    p1, p2, p3, p5 = 2654435761, 2246822519, 3266489917, 374761393
    h = p5 + len(data)
    for byte in data:
        h = (h + byte * p5) & 0xffffffff
        h = ((h << 11 | h >> 21) * p1) & 0xffffffff
    h = ((h ^ h >> 15) * p2) & 0xffffffff
    h = ((h ^ h >> 13) * p3) & 0xffffffff
    return h ^ h >> 16


def lz4(data):
    head = b'\x60\x40'
    out = b'\x04\x22\x4d\x18' + head + bytes([xxh32(head) >> 8 & 0xff])
    for i in range(0, len(data), 65536):
        block = data[i:i + 65536]
        out += struct.pack('<I', len(block) | 1 << 31) + block
    return out + bytes(4)


# ---- sound ones ----

archive('plain.tar')(plain)
archive('plain.tar.gz')(lambda: gzip.compress(plain(), mtime=0))
archive('plain.tar.bz2')(lambda: bz2.compress(plain()))
archive('plain.tar.xz')(lambda: lzma.compress(plain()))
archive('plain.tar.zst')(lambda: zstd([plain()]))
archive('plain.tar.lz4')(lambda: lz4(plain()))
archive('plain.zip')(lambda: zipped([('minutes/', b'')] + FILES))
archive('stored.zip')(lambda: zipped([('minutes/', b'')] + FILES, zipfile.ZIP_STORED))
archive('empty.tar')(lambda: bytes(10240))
archive('empty.zip')(lambda: zipped([]))
archive('twice.tar')(lambda: tar([member('a.docx', b'one'), member('a.docx', b'two')]))


@archive('names.tar')
def names_gnu():
    return tar([member(raw(b'm\xf8de.docx'), b'latin'), member('d/' * 100 + 'long.docx', b'long'),
                member('sm\u00f8r.docx', b'utf')], tarfile.GNU_FORMAT)


archive('names-pax.tar')(lambda: tar([member('\u00c6r\u00f8/' + 'l' * 200 + '.docx', b'pax'),
                                      member('a\nb.docx', b'line')]))
archive('names.zip')(lambda: zipped([('\u00c6r\u00f8.docx', b'utf'), ('plain.docx', b'ascii')]))
# called UTF-8 and none: libarchive gives no name for it
archive('names-false.zip')(lambda: zipped([('\u00c6r\u00f8.docx', b'utf'), ('b.docx', b'b')]).replace(
    '\u00c6r\u00f8'.encode(), b'\xc6\xffr\xf8\xff'))
archive('nested.tar')(lambda: tar([member('a.zip', zipped(FILES)), member('b.TAR.GZ', b'b'),
                                   member('c.docx', b'c')]))


@archive('sparse.tar')
def sparse():
    """Half a mebibyte of nothing, a word, nothing again."""
    return tar([member('hole.docx', b'word', pax={'GNU.sparse.size': str(MIB), 'GNU.sparse.numblocks': '1',
                                                 'GNU.sparse.map': f'{MIB // 2},4'}),
                member('b.docx', b'b')])


# ---- what must not come out ----

@archive('unsafe.tar')
def unsafe():
    names = ['../x.docx', '/etc/x.docx', 'a/../../x.docx', '..', 'a/..', '..\\x.docx', 'C:\\x.docx', 'a/.',
             'n' * 5000 + '.docx', './fine/..docx']
    return tar([member(n, b'x') for n in names])


archive('unsafe.zip')(lambda: zipped([(n, b'x') for n in ('../x.docx', '/x.docx', 'a/../../x.docx', 'ok.docx')]))


@archive('special.tar')
def special():
    return tar([member('to', kind=tarfile.SYMTYPE, link='/etc/passwd'), member('a.docx', b'a'),
                member('hard', kind=tarfile.LNKTYPE, link='a.docx'), member('fifo', kind=tarfile.FIFOTYPE),
                member('null', kind=tarfile.CHRTYPE), member('b.docx', b'b')])


@archive('special.zip')
def special_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        link = zipfile.ZipInfo('to')
        link.external_attr = 0o120777 << 16
        z.writestr(link, '/etc/passwd')
        z.writestr('a.docx', b'a')
    return out.getvalue()


@archive('encrypted.zip')
def encrypted():
    return patch(zipped([('a.docx', b'a'), ('secret.docx', b'secret')]), b'secret.docx', 6, 8, b'\x01\x00')


# ---- damaged ----

def noise(n):
    """The same bytes each time, and such as do not compress."""
    out, seed = bytearray(), 1
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        out.append(seed >> 16 & 0xff)
    return bytes(out)


NOISE = noise(100000)


def three():
    return [('a.docx', b'a'), ('b.docx', NOISE), ('c.docx', b'c')]


# libarchive gives out 64 KiB at once and loses those in which the damage is
archive('truncated.tar.gz')(lambda: gzip.compress(tar([member('a.docx', b'a'), member('b.docx', NOISE * 2)]), mtime=0)[:-5000])
archive('truncated.tar')(lambda: tar([member(*m) for m in three()])[:60000])
archive('truncated.zip')(lambda: zipped(three())[:60000])
archive('empty')(lambda: b'')
archive('text')(lambda: b'this is no archive\n' * 100)
archive('double.tar.gz')(lambda: gzip.compress(gzip.compress(plain(), mtime=0), mtime=0))


@archive('broken-member.zip')
def broken_member():
    text = b''.join(b'%d\n' % i for i in range(50000))
    data = bytearray(zipped([('a.docx', b'a'), ('b.docx', text), ('c.docx', b'c'), ('d.docx', text)]))
    at = data.index(b'b.docx') + 20000
    data[at:at + 2000] = b'\xff' * 2000
    return bytes(data)


archive('bad-sum.zip')(lambda: zipped(three(), zipfile.ZIP_STORED).replace(NOISE[500:510], b'0123456789'))


@archive('bad-header.tar')
def bad_header():
    data = bytearray(tar([member('a.docx', b'a'), member('b.docx', b'b')], tarfile.USTAR_FORMAT))
    data[1024:1028] = b'evil'
    return bytes(data)


# ---- attacks ----

def header(name, size):
    """Of a file of any size: GNU writes large ones in base 256."""
    return tarfile.TarInfo.tobuf(_sized(name, size), tarfile.GNU_FORMAT)


def _sized(name, size):
    info = tarfile.TarInfo(name)
    info.size = size
    return info


archive('lying-small.zip')(lambda: patch(zipped([('a.docx', NOISE), ('b.docx', b'b')]), b'a.docx', 22, 24,
                                         struct.pack('<I', 10)))
archive('lying-large.zip')(lambda: patch(zipped([('a.docx', b'a'), ('b.docx', b'b')]), b'a.docx', 22, 24,
                                         struct.pack('<I', 0xfffffff0)))
archive('lying.tar')(lambda: header('a.docx', 1 << 62) + b'a' * 1024)
archive('bomb.tar.gz')(lambda: gzip_repeated(
    tar([member('a.docx', b'a')])[:2048] + header('bomb.docx', 2 << 30), bytes(MIB), 2 << 10,
    tar([member('z.docx', b'z')])))
archive('bomb.tar.zst')(lambda: zstd([header('a.docx', 1) + b'a' + bytes(511) + header('bomb.docx', 32 << 30),
                                      32 << 13, tar([member('z.docx', b'z')])]))
archive('bomb.zip')(lambda: zipped([('a.docx', b'a'), ('bomb.docx', bytes(128 * MIB)), ('z.docx', b'z')],
                                   zipfile.ZIP_BZIP2))
archive('many.tar.gz')(lambda: gzip_repeated(b'', header('a.docx', 0) * 1024, 1000, bytes(1024)))
archive('hole.tar')(lambda: tar([
    member('hole.docx', b'word', pax={'GNU.sparse.size': str(1000 * MIB), 'GNU.sparse.numblocks': '1',
                                      'GNU.sparse.map': f'{900 * MIB},4'}), member('b.docx', b'b')]))
archive('huge-hole.tar')(lambda: tar([
    member('hole.docx', b'word', pax={'GNU.sparse.size': str(1 << 62), 'GNU.sparse.numblocks': '1',
                                      'GNU.sparse.map': f'{1 << 61},4'}), member('b.docx', b'b')]))


@archive('overlap.zip')
def overlap():
    """Fifty names for the same hundred mebibytes."""
    data = zipped([('00.docx', bytes(100 * MIB))], zipfile.ZIP_DEFLATED)
    start = data.rindex(b'PK\x01\x02')
    entry, end = data[start:-22], bytearray(data[-22:])
    entries = b''.join(entry.replace(b'00.docx', b'%02d.docx' % i) for i in range(50))
    end[8:16] = struct.pack('<HHI', 50, 50, len(entries))
    return data[:start] + entries + bytes(end)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for name, function in ARCHIVES.items():
        (out / name).write_bytes(function())


if __name__ == '__main__':
    main()
