#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The minutes that the project started with, as DOCX and as PDF with and without tags: the record is right in every
field, and check finds what is wrong with them and nothing else.

usage: seed.py PROGRAM       REFERAT_CORPUS: a folder with seed/ and minutes/gold; exit 77 without it (skipped)
"""
import json
import os
import pathlib
import re
import subprocess
import sys

FILES = ('seed.docx', 'seed-tagged.pdf', 'seed-untagged.pdf')
SLIPS = ['agenda-label', 'section-no-agenda']
# what the hand-made record says for those who compare, and what it leaves to the reader
APART = ('id', 'pair', 'page', 'optional', 'text', 'section', 'listed')


def bare(value, inside=''):
    """VALUE without what is no part of a record; entries that one may or may not give are left out."""
    if isinstance(value, list):
        return [bare(entry, inside) for entry in value if not (isinstance(entry, dict) and entry.get('optional'))]
    if not isinstance(value, dict):
        return value
    return {key: bare(entry, key) for key, entry in value.items()
            if not key.endswith('_alt') and (key not in APART or (key == 'text' and inside == 'decisions'))}


def only(value, like):
    """VALUE with the keys that LIKE has."""
    if isinstance(value, list) and isinstance(like, list):
        shape = like[0] if like else {}
        return [only(entry, like[i] if i < len(like) else shape) for i, entry in enumerate(value)]
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: only(value[key], like[key]) for key in value if key in like}
    return value


def differences(program, path, gold):
    run = subprocess.run([program, '-q', '-t', 'json', path, '-o', '-'], capture_output=True, check=True)
    record = json.loads(run.stdout)
    for key, wanted in gold.items():
        got = only(bare(record.get(key), key), wanted)
        if got != wanted:
            yield '%s is %s, not %s' % (key, json.dumps(got, ensure_ascii=False), json.dumps(wanted, ensure_ascii=False))


def findings(program, path):
    run = subprocess.run([program, 'check', path], capture_output=True, text=True, check=True)
    return sorted(re.findall(r'\[-W([a-z-]+)\]', run.stdout))


def main():
    program, corpus = sys.argv[1], os.environ.get('REFERAT_CORPUS')
    if not corpus or not pathlib.Path(corpus, 'seed').is_dir():
        print('skipped: REFERAT_CORPUS names no folder with seed/')
        return 77
    gold = bare(json.loads(pathlib.Path(corpus, 'minutes', 'gold', 'seed.json').read_text(encoding='utf8')))
    bad = 0
    for name in FILES:
        path = pathlib.Path(corpus, 'seed', name)
        faults = list(differences(program, path, gold))
        found, wanted = findings(program, path), SLIPS + (['pdf-untagged'] if 'untagged' in name else [])
        if found != sorted(wanted):
            faults.append('check finds %s, not %s' % (found, sorted(wanted)))
        for fault in faults:
            print('%s: %s' % (name, fault))
        bad += len(faults)
    print('%d files, %d faults' % (len(FILES), bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
