#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The record of a DOCX and of its PDF are the same, without id, page and source.

usage: pairs.py PROGRAM       REFERAT_CORPUS: a folder with minutes/files and pairs/{tagged,untagged}; exit 77 without it

known-pairs.tsv lists the pairs whose records differ: kind, name, the fields, and why. A field that differs and is not
listed fails, and so does one that is listed and does not differ any more: the list stays true.
"""
import json
import os
import pathlib
import subprocess
import sys

APART = ('id', 'page', 'source')


def bare(value):
    if isinstance(value, list):
        return [bare(entry) for entry in value]
    if isinstance(value, dict):
        return {key: bare(entry) for key, entry in value.items() if key not in APART}
    return value


def record(program, path):
    run = subprocess.run([program, '-q', '-t', 'json', path, '-o', '-'], capture_output=True, check=True)
    return bare(json.loads(run.stdout))


def known():
    rows = pathlib.Path(__file__).with_name('known-pairs.tsv').read_text(encoding='utf8').splitlines()
    cells = [row.split('\t') for row in rows if row and not row.startswith('#')]
    return {(kind, name): set(fields.split(',')) for kind, name, fields, _why in cells}


def main():
    program, corpus = sys.argv[1], os.environ.get('REFERAT_CORPUS')
    if not corpus or not pathlib.Path(corpus, 'pairs').is_dir():
        print('skipped: REFERAT_CORPUS names no folder with pairs/')
        return 77
    listed, n, equal, bad = known(), 0, 0, 0
    for pdf in sorted(pathlib.Path(corpus, 'pairs').glob('*/*.pdf')):
        docx = pathlib.Path(corpus, 'minutes', 'files', pdf.stem + '.docx')
        if not docx.exists():
            continue
        word, page = record(program, docx), record(program, pdf)
        fields = {key for key in word if word[key] != page[key]}
        wanted = listed.pop((pdf.parent.name, pdf.stem), set())
        n += 1
        equal += not fields
        if fields != wanted:
            bad += 1
            print('%s %s: %s differ; listed: %s' % (pdf.parent.name, pdf.stem, sorted(fields), sorted(wanted)))
    print('%d pairs, %d records equal, %d others not as listed' % (n, equal, bad))
    return 1 if bad or not n or listed else 0


if __name__ == '__main__':
    sys.exit(main())
