#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The example of referat-vocabulary(5), copied out of the page as a clerk would: the words in it are understood, and
without it they are not.

usage: words.py PROGRAM PAGE
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DOCUMENT = '''<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/><body>
<heading level="1" title="true"><t>Minutes of the Sailing Club, 3 March 2026</t></heading>
<paragraph><t>Crew: Anna Berg, Carl Dahl</t></paragraph>
<paragraph><t>Ashore: Erik Friis</t></paragraph>
<heading level="2" label="1." separator=" " scheme="decimal" origin="read" path="1"><t>Harbour</t></heading>
<paragraph><t>It was logged that the pier needs paint.</t></paragraph>
</body></document>'''


def example(page):
    """The file that the page shows, without its roff."""
    for block in re.findall(r'^\.nf\n(.*?)^\.fi$', Path(page).read_text(encoding='utf8'), re.S | re.M):
        if '[language]' in block:
            return block.replace('\\-', '-')
    raise SystemExit('words.py: the page shows no file')


def record(program, folder, *options):
    run = subprocess.run([program, '-q', '-t', 'json', 'club.rxml', '-o', '-', *options], capture_output=True, check=True,
                         cwd=folder)
    found = json.loads(run.stdout)
    return [(one['name'], one['status']) for one in found['participants']], [one['text'] for one in found['decisions']]


def main():
    program, page = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as work:
        Path(work, 'club.rxml').write_text(DOCUMENT, encoding='utf8')
        Path(work, 'our-words.ini').write_text(example(page), encoding='utf8')
        without = record(program, work)
        people, decisions = record(program, work, '--vocabulary', 'our-words.ini')
    wanted = [('Anna Berg', 'present'), ('Carl Dahl', 'present'), ('Erik Friis', 'excused')]
    print('without:', without, 'with:', people, decisions)
    return 0 if without == ([], []) and people == wanted and len(decisions) == 1 else 1


if __name__ == '__main__':
    sys.exit(main())
