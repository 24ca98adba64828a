#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes libFuzzer's dictionary for fuzz-minutes: the phrases of the vocabulary and the marks of
tests/minutes/cases. usage: minutes-dict.py FOLDER > minutes.dict   (FOLDER: src/vocabulary)"""
import glob
import os
import sys

MARKS = ['\n# ', '\n## ', '\n### ', '\n- ', '\n  - ', '\n    - ', '\n|', '\n|!', '|', '\\', '[1.] ', '[a)] ', '[§ 2] ',
         '7-0', '5 / 2', ' – ', '31.12.2024', '2024-02-30', 'kl. 25.61', '10-12 ', '3.–4. ', ': ', '; ', '(', ')']
SKIPPED = ('[styles]', '[interface]', '[function-words]', '[language]', '[page]')


def phrases(path):
    section = ''
    for line in open(path, encoding='utf8'):
        line = line.strip()
        if line.startswith('['):
            section = line
        elif '=' in line and section not in SKIPPED:
            yield from (p.strip() for p in line.split('=', 1)[1].split(';'))


def quoted(text):
    return '"%s"' % ''.join(chr(b) if 32 <= b < 127 and b not in b'"\\' else '\\x%02x' % b for b in text.encode())


def main():
    words = set(MARKS)
    for path in glob.glob(os.path.join(sys.argv[1], '*.ini')):
        words.update(p for p in phrases(path) if p and len(p) <= 60)
    print('\n'.join(quoted(w) for w in sorted(words)))


main()
