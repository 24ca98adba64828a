#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What finding the record of real minutes costs: instructions of a conversion with it and without it.

usage: share.py PROGRAM      REFERAT_CORPUS: a folder with minutes/files

Every DOCX there is converted to HTML twice in one process. Fails when all together spend more than 15 % on the
record. Exit 77 (skipped): no corpus, or no valgrind to count with.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MOST = 0.15


def count(program, source, *options):
    with tempfile.TemporaryDirectory() as work:
        run = subprocess.run(['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null',
                              program, '-q', '--isolation=off', *options, source, '-o', work + '/page.html'],
                             capture_output=True, text=True, check=True)
    return int(re.search(r'I +refs: +([\d,]+)', run.stderr).group(1).replace(',', ''))


def both(program, source):
    return source.name, count(program, source), count(program, source, '--no-pass=minutes')


def main():
    files = sorted(pathlib.Path(os.environ.get('REFERAT_CORPUS', ''), 'minutes', 'files').glob('*.docx'))
    if not os.environ.get('REFERAT_CORPUS') or not files or not shutil.which('valgrind'):
        print('skipped: needs REFERAT_CORPUS with minutes/files, and valgrind')
        return 77
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda source: both(sys.argv[1], source), files))
    for name, whole, without in sorted(rows, key=lambda row: row[2] / row[1])[:5]:
        print('%5.1f %%  %s' % ((1 - without / whole) * 100, name))
    share = 1 - sum(row[2] for row in rows) / sum(row[1] for row in rows)
    print('%d documents: %.1f %% of the instructions find the record, at most %d %%' % (len(rows), share * 100, MOST * 100))
    return 1 if share > MOST else 0


if __name__ == '__main__':
    sys.exit(main())
