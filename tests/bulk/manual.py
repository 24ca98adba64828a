#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The examples of referat-bulk(1), copied out of the page and run one after the other, in a folder as they suppose it;
then what each is to have made. The report is checked against its schema.

usage: manual.py PROGRAM PACK TOP PAGE
"""
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

try:
    import jsonschema
except ImportError:
    jsonschema = None

MINUTES = '''<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/><body>
<heading level="1" title="true"><t>Minutes of the %s, 3 March 20%02d</t></heading>
<paragraph><t>Present: Anna Berg, Carl Dahl</t></paragraph>
</body></document>'''


def examples(page):
    """The blocks of the section EXAMPLES, without their roff."""
    text = Path(page).read_text(encoding='utf8')
    section = text.split('.SH EXAMPLES', 1)[1].split('.SH OPTIONS', 1)[0]
    for block in re.findall(r'^\.nf\n(.*?)^\.fi$', section, re.S | re.M):
        yield block.replace('\\-', '-').replace('\\e', '\\')


def prepare(work, pack, top):
    for place, name in ((2019, 'Library Board'), (2020, 'Harbour Board')):
        folder = Path(work, 'minutes', str(place))
        folder.mkdir(parents=True)
        (folder / 'march.rxml').write_text(MINUTES % (name, place % 100), encoding='utf8')
    sample = sorted(Path(top, 'samples').glob('*/docx'))[0]
    subprocess.run([pack, sample, Path(work, 'minutes', 'sample.docx')], check=True)
    with zipfile.ZipFile(Path(work, 'inbox.zip'), 'w') as archive:
        archive.write(Path(work, 'minutes', 'sample.docx'), 'post/sample.docx')


def check_report(top, work):
    report = json.loads(Path(work, 'web.referat', 'report.json').read_text(encoding='utf8'))
    if jsonschema is None:
        print('report.json: not checked against its schema: python3-jsonschema is not installed')
        return True
    schema = json.loads(Path(top, 'src', 'bulk', 'report', 'report.schema.json').read_text(encoding='utf8'))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    wrong = dict(report, surplus=1)
    print('report.json:', [e.message for e in checker.iter_errors(report)] or 'valid')
    return checker.is_valid(report) and not checker.is_valid(wrong)


def check_results(top, work):
    names = lambda folder, ending: sorted(str(p.relative_to(Path(work, folder)))
                                          for p in Path(work, folder).rglob('*' + ending))
    stems = ['2019/march', '2020/march', 'sample']
    with tarfile.open(Path(work, 'outbox.tar')) as tar:
        packed = tar.getnames()
    checks = {
        'folder': names('web', '.html') == sorted([s + '.html' for s in stems] + ['index.html']) and
                  names('web', '.odt') == [s + '.odt' for s in stems],
        'list': names('text', '.txt') == ['minutes/sample.txt'],
        'archive': packed == ['post/sample.html', 'post/sample.json'],
        'parts': names('shared', '.html') == [s + '.html' for s in stems],
        'engines convert nothing': not names('slurm', '.html') and not names('k8s', '.html'),
        'report': check_report(top, work),
    }
    for name, good in checks.items():
        print(name, 'ok' if good else 'WRONG')
    return all(checks.values())


def main():
    program, pack, top, page = sys.argv[1:5]
    good = True
    with tempfile.TemporaryDirectory() as work:
        prepare(work, pack, top)
        path = os.path.dirname(os.path.abspath(program)) + ':' + os.environ['PATH']
        blocks = list(examples(page))
        for block in blocks:
            run = subprocess.run(['sh', '-e', '-c', block], cwd=work, env=dict(os.environ, PATH=path), text=True,
                                 capture_output=True)
            print('%s%s' % (block, 'exit status %d' % run.returncode))
            if run.returncode != 0:
                print(run.stderr)
                good = False
        if len(blocks) < 7:
            print('the page shows only', len(blocks), 'examples')
            good = False
        return 0 if good and check_results(top, work) else 1


if __name__ == '__main__':
    sys.exit(main())
