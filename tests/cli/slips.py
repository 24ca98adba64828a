#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every slip that `referat check` looks for: minutes in order give no message; one change gives the one that it is for.

usage: slips.py PROGRAM TOP

Each message can be explained, switched off and made an error. What only readers tell of is looked for in the samples.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NAME = '2026-03-03 minutes.rxml'
CLEAN = '''<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/>
<body><heading level="1" title="true"><t>Minutes of the Meeting of the Parish Council, Tuesday 3 March 2026</t></heading>
<paragraph><t>Place: Village Hall</t></paragraph>
<paragraph><t>Present: Anna Berg (chair), Carl Dahl, Erik Friis and Greta Holm</t></paragraph>
<heading level="2"><t>Agenda</t></heading>
<list kind="ordered"><item label="1." separator=" " scheme="decimal" origin="read" path="1"><paragraph><t>Opening of the meeting</t></paragraph></item>
<item label="2." separator=" " scheme="decimal" origin="read" path="2"><paragraph><t>Budget of the year</t></paragraph></item>
<item label="3." separator=" " scheme="decimal" origin="read" path="3"><paragraph><t>Playground in the park</t></paragraph></item>
<item label="4." separator=" " scheme="decimal" origin="read" path="4"><paragraph><t>Any other business</t></paragraph></item></list>
<heading level="2" label="1." separator=" " scheme="decimal" origin="read" path="1"><t>Opening of the meeting</t></heading>
<paragraph><t>Anna Berg reported on the winter. Carl Dahl asked for a copy.</t></paragraph>
<heading level="2" label="2." separator=" " scheme="decimal" origin="read" path="2"><t>Budget of the year</t></heading>
<paragraph><t>Carl Dahl said that money is short.</t></paragraph>
<paragraph><t>The budget was approved with 3 votes for, 1 against.</t></paragraph>
<heading level="2" label="3." separator=" " scheme="decimal" origin="read" path="3"><t>Playground in the park</t></heading>
<paragraph><t>Erik Friis asked who pays. Greta Holm answered that nobody does.</t></paragraph>
<paragraph><t>Greta Holm said that it is late.</t></paragraph>
<heading level="2" label="4." separator=" " scheme="decimal" origin="read" path="4"><t>Any other business</t></heading>
<paragraph><t>See </t><link uri="https://parish.example/"><t>the pages of the parish</t></link><t>.</t></paragraph>
<table kind="data"><row header="true"><cell scope="column"><paragraph><t>Thing</t></paragraph></cell><cell><paragraph><t>Price</t></paragraph></cell><cell><paragraph><t>Who</t></paragraph></cell></row>
<row><cell><paragraph><t>Swing</t></paragraph></cell><cell><paragraph><t>400</t></paragraph></cell><cell><paragraph><t>Dahl</t></paragraph></cell></row>
<row><cell><paragraph><t>Bench</t></paragraph></cell><cell><paragraph><t>250</t></paragraph></cell><cell><paragraph><t>Holm</t></paragraph></cell></row></table>
<paragraph><t>Signed: Anna Berg</t></paragraph>
</body></document>'''


def swap(old, new, name=NAME):
    if old not in CLEAN:
        raise SystemExit('slips.py: %r is not in the clean document' % old)
    return CLEAN.replace(old, new), name


SECTION_3 = re.search(r'<heading level="2" label="3\.".*?late\.</t></paragraph>\n', CLEAN, re.S).group(0)
ENTRY_3 = re.search(r'<item label="3\.".*?</item>', CLEAN, re.S).group(0)
HEAD_3 = 'label="3." separator=" " scheme="decimal" origin="read" path="3"><t>Playground in the park</t></heading>'
# the message, the document, and what else follows from the change
ROWS = [
    ('agenda-no-section', swap(SECTION_3, ''), {'number-gap'}),
    ('section-no-agenda', swap(ENTRY_3, ''), set()),
    ('agenda-label', swap('<item label="3." separator=" " scheme="decimal" origin="read" path="3">',
                          '<item label="5." separator=" " scheme="decimal" origin="read" path="5">'), set()),
    ('number-gap', swap(HEAD_3, HEAD_3.replace('"3."', '"7."').replace('path="3"', 'path="7"')), {'agenda-label'}),
    ('number-double', swap(HEAD_3, HEAD_3.replace('"3."', '"2."').replace('path="3"', 'path="2"')), {'agenda-label', 'number-gap'}),
    ('date-differs', swap('', '', '2026-03-04 minutes.rxml'), set()),
    ('weekday-differs', swap('Tuesday 3 March', 'Friday 3 March'), set()),
    ('date-missing', swap(', Tuesday 3 March 2026', ''), set()),
    ('place-missing', swap('<paragraph><t>Place: Village Hall</t></paragraph>', ''), set()),
    ('attendance-missing', swap('<paragraph><t>Present: Anna Berg (chair), Carl Dahl, Erik Friis and Greta Holm</t></paragraph>', ''),
     set()),
    ('signature-missing', swap('<paragraph><t>Signed: Anna Berg</t></paragraph>', ''), set()),
    ('speaker-not-listed', swap('Carl Dahl said that money', 'Hugo Iversen said that money'), set()),
    ('votes-sum', swap('with 3 votes for, 1 against.', 'unanimously with 3 votes for, 1 against.'), set()),
    ('identity-number', swap('money is short', 'his number is 010190-1234'), set()),
    ('table-no-header', swap('<row header="true"><cell scope="column">', '<row><cell>'), set()),
    ('link-empty', swap('<t>the pages of the parish</t>', ''), set()),
    ('link-bare', swap('the pages of the parish', 'https://parish.example/'), set()),
    ('link-bare', swap('the pages of the parish', 'www.parish.example'), set()),
]
# what only readers of other formats tell, in the samples: the file, and what is found there
SAMPLES = [
    ('skannet-scan.pdf', {'language-unknown', 'pdf-no-text', 'pdf-untagged'}),
    ('everything-tagged.pdf', {'picture-no-alt'}),
    ('kredsraad.pdf', {'pdf-untagged'}),
    ('kredsraad-tagged.pdf', set()),
]


def check(program, document, name, *options):
    with tempfile.TemporaryDirectory() as work:
        Path(work, name).write_text(document, encoding='utf8')
        run = subprocess.run([program, 'check', *options, name], capture_output=True, text=True, cwd=work)
    return run.returncode, set(re.findall(r'\[-W([a-z-]+)\]', run.stdout + run.stderr))


def main():
    program, top, bad = sys.argv[1], Path(sys.argv[2]), []
    status, found = check(program, CLEAN, NAME)
    if found or status:
        bad.append('minutes in order: status %d, %s' % (status, sorted(found)))
    for name, (document, file), also in ROWS:
        found = check(program, document, file)[1]
        if name not in found or (also is not None and not found - {name} <= also):
            bad.append('%s: found %s' % (name, sorted(found)))
        status, found = check(program, document, file, '-Wno-' + name)
        if name in found or status:
            bad.append('-Wno-%s: status %d, %s' % (name, status, sorted(found)))
        if check(program, document, file, '-q') != (0, set()):
            bad.append('-q shows %s' % name)
        if check(program, document, file, '-q', '-Werror=' + name) != (1, {name}):
            bad.append('-q -Werror=%s does not show it alone' % name)
        if check(program, document, file, '-Werror=' + name)[0] != 1:
            bad.append('-Werror=%s: status is not 1' % name)
        told = subprocess.run([program, 'check', '--explain', name], capture_output=True, text=True)
        if told.returncode or len(told.stdout) < 80:
            bad.append('--explain %s says %r' % (name, told.stdout))
    for sample, names in SAMPLES:
        told = subprocess.run([program, 'check', top / 'samples' / 'pdf' / sample], capture_output=True, text=True).stdout
        found = set(re.findall(r'\[-W([a-z-]+)\]', told))
        if not names <= found or (not names and found):
            bad.append('%s: found %s' % (sample, sorted(found)))
    print('%d slips, %d faults' % (len(ROWS), len(bad)), *bad, sep='\n')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
