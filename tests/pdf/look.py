#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads page records on standard input and asserts that what extractor.sh drew was captured by every hook."""
import struct
import sys

DOCUMENT, OUTLINE, TAGS, PAGE = 1, 2, 3, 4
TAGGED, ARTIFACT, BASE = 1 << 6, 1 << 4, 1 << 8

data = sys.stdin.buffer.read()
assert data[:8] == b'RFTPAGE\x01', 'magic'
records = {}
at = 8
while at < len(data):
    kind, length = struct.unpack_from('<II', data, at)
    records[kind] = data[at + 8:at + 8 + length]
    at += 8 + length
sound, = struct.unpack_from('<I', records[TAGS])
assert sound == 1, 'the constructor of content items was not called as often as there are any'
body = records[PAGE]
at = 16


def number():
    global at
    at += 4
    return struct.unpack_from('<I', body, at - 4)[0]


def skip(size):
    global at
    at += size


skip(number())                          # label
for _ in range(number()):
    skip(number())                      # fonts
skip(12 * number())                     # runs
flags = []
for _ in range(number()):
    flags.append(struct.unpack_from('<I', body, at + 24)[0])
    skip(36)
lines = number()
assert all(f & BASE for f in flags), 'letters were not seen to be painted'
assert any(f & TAGGED for f in flags), 'marked content was not seen'
assert any(f & ARTIFACT for f in flags), 'the artifact was not seen'
assert lines == 1, 'the line was not seen: %d' % lines
