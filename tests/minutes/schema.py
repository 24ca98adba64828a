#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Validates records against the schema that is installed (JSON Schema 2020-12).

usage: schema.py PROGRAM TOP

The records of all cases and samples, and with REFERAT_CORPUS those of the documents in minutes/files and seed. The
schema itself is checked too, and that it refuses records that are wrong. Exit 77 (skipped): no python3-jsonschema.
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import cases

try:
    import jsonschema
except ImportError:
    print('skipped: python3-jsonschema is not installed')
    sys.exit(77)


def spoil(record):
    """Copies of RECORD, each with one thing wrong."""
    for key, value in (('kind', 'protocol'), ('language', 'Danish'), ('date', '3 March'), ('start_time', '7 pm'),
                       ('participants', [{'name': 'A'}]), ('votes', [{'for': -1}]), ('source', {'title': {}}),
                       ('surplus', 1), ('title', 5)):
        wrong = copy.deepcopy(record)
        wrong[key] = value
        yield key, wrong
    for key in record:
        wrong = copy.deepcopy(record)
        del wrong[key]
        yield 'without ' + key, wrong


def inputs(top, work):
    for folder in sorted((top / 'tests' / 'minutes' / 'cases').iterdir()):
        path = work / (folder.name + '.rxml')
        path.write_text(cases.rxml(folder / 'input.txt'), encoding='utf8')
        yield path
    yield from sorted((top / 'samples' / 'pdf').glob('*.pdf'))
    corpus = os.environ.get('REFERAT_CORPUS')
    if corpus:
        for part in ('minutes/files', 'seed'):
            yield from sorted(p for p in pathlib.Path(corpus, part).iterdir() if p.suffix in ('.docx', '.pdf'))
    else:
        print('REFERAT_CORPUS is not set: real documents are left out')


def main():
    program, top = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads((top / 'filters' / 'json' / 'minutes.schema.json').read_text(encoding='utf8'))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    done = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in inputs(top, pathlib.Path(folder)):
            run = subprocess.run([program, '-q', '-t', 'json', path, '-o', '-'], capture_output=True, check=False)
            if run.returncode != 0:     # a scan of no pages, an encrypted file
                continue
            record = json.loads(run.stdout)
            done += 1
            for error in validator.iter_errors(record):
                print('%s: %s: %s' % (path.name, error.json_path, error.message[:200]))
                bad += 1
    for what, wrong in spoil(record):
        if validator.is_valid(wrong):
            print('the schema takes a record with a wrong %s' % what)
            bad += 1
    print('%d records, %d faults' % (done, bad))
    return 1 if bad or done < 5 else 0


if __name__ == '__main__':
    sys.exit(main())
