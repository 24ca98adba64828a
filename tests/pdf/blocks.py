#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One line for each block of a document: what it is, its label, its words. blocks.py FILE.rxml

Page marks, places, styles of letters, hyphens that may be words' own, and blanks do not count.
"""
import re
import sys
import xml.etree.ElementTree as ET

NS = '{https://referat.example/ns/document/1}'
LEAVES = ('paragraph', 'heading', 'caption')


def words(node):
    parts = []
    for kid in node.iter():
        if kid.tag == NS + 'break':
            parts.append(' ')
        elif kid.tag == NS + 'note-ref':
            parts.append('[%s]' % kid.get('mark'))
        parts.append(kid.text if kid.tag == NS + 't' and kid.text else '')
    return re.sub(r'\s+', ' ', ''.join(parts).replace('\u2011', '-').replace('\xad', '')).strip()


def show(node, around):
    name = node.tag.replace(NS, '')
    if name in LEAVES:
        label = node.get('label', '') or around.pop('label', '')
        picture = '[picture] ' * len(node.findall('.//' + NS + 'image'))
        kind = name + node.get('level', '') + ('*' if node.get('title') else '')
        text = ' '.join(filter(None, (label, picture.strip(), words(node))))
        if text:
            print('%s%s: %s' % ('  ' * around['depth'], kind, text))
        return
    if name in ('page-header', 'page-footer'):
        return
    if name in ('table', 'list', 'aside', 'note', 'quote'):
        print('%s%s %s' % ('  ' * around['depth'], name, node.get('mark', '')))
    inside = dict(around, depth=around['depth'] + (name in ('list', 'table', 'aside', 'note', 'quote')))
    if name == 'item':
        inside['label'] = node.get('label', '')
    for kid in node:
        show(kid, inside)
        inside.setdefault('label', '')


def main():
    root = ET.parse(sys.argv[1]).getroot()
    for kid in root:
        if kid.tag in (NS + 'body', NS + 'note'):
            show(kid, {'depth': 0, 'label': ''})


main()
