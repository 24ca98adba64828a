#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of the recogniser. usage: cases.py PROGRAM TOP [NAME]

input.txt, line by line:  "lang: da" once at the top;  "# …" the title, "## …" and "### …" headings, each with
"[label] " in front of its text when it has one;  "- [1.] …" a list item, two blanks deeper for each level;
"| a | b |" a row of a table (the first is a header when "|!" begins it);  anything else a paragraph; "\\" in a
line breaks it there, "**" around a whole line makes it bold; an empty line ends a list or table.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape, quoteattr

SCHEMES = (('decimal', r'\d'), ('lower-alpha', r'[a-z]\W*$'), ('upper-alpha', r'[A-Z]\W*$'))


def label_of(text):
    m = re.match(r'\[([^]]+)\] ?(.*)', text)
    if not m:
        return '', text
    label, rest = m.groups()
    scheme = next((s for s, shape in SCHEMES if re.search(shape, label)), 'other')
    numbers = re.findall(r'\d+', label) or [str(ord(label.strip('().')[-1].lower()) - 96)]
    return (' label=%s separator=" " scheme="%s" origin="read" path="%s"'
            % (quoteattr(label), scheme, ' '.join(numbers))), rest


def inlines(text):
    bold = re.fullmatch(r'\*\*(.*)\*\*', text)
    style = ' style="bold"' if bold else ''
    parts = (bold.group(1) if bold else text).split('\\')
    return '<break/>'.join('<t%s>%s</t>' % (style, escape(p.replace('<TAB>', '\t'))) for p in parts if p)


class Form:
    def __init__(self):
        self.out, self.depth, self.table = [], 0, False

    def close(self, depth=0, table=False):
        while self.depth > depth:
            self.out.append('</item></list>')
            self.depth -= 1
        if self.table and not table:
            self.out.append('</table>')
            self.table = False

    def item(self, level, text):
        label, rest = label_of(text)
        self.close(level)
        if self.depth == level:
            self.out.append('</item>')
        else:
            self.out.append('<list kind="%s">' % ('ordered' if label else 'bullet'))
            self.depth += 1
        self.out.append('<item%s><paragraph>%s</paragraph>' % (label, inlines(rest)))

    def row(self, text):
        header = text.startswith('|!')
        cells = [c.strip() for c in text.strip('|!').split('|')]
        if not self.table:
            self.close()
            self.out.append('<table kind="data">')
            self.table = True
        scope = ' scope="column"' if header else ''
        self.out.append('<row%s>%s</row>' % (' header="true"' if header else '', ''.join(
            '<cell%s>%s</cell>' % (scope, '<paragraph>%s</paragraph>' % inlines(c) if c else '') for c in cells)))

    def line(self, text):
        item = re.match(r'( *)- (.*)', text)
        heading = re.match(r'(#+) (.*)', text)
        if item:
            self.item(len(item.group(1)) // 2 + 1, item.group(2))
        elif text.startswith('|'):
            self.row(text)
        elif heading:
            self.close()
            label, rest = label_of(heading.group(2))
            level = len(heading.group(1))
            self.out.append('<heading level="%d"%s%s>%s</heading>'
                            % (level, ' title="true"' if level == 1 else '', label, inlines(rest)))
        else:
            self.close()
            if text:
                self.out.append('<paragraph>%s</paragraph>' % inlines(text))


def rxml(path):
    lines = open(path, encoding='utf8').read().splitlines()
    language = lines.pop(0).removeprefix('lang: ')
    form = Form()
    for line in lines:
        form.line(line)
    form.close()
    return ('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="%s"/>'
            '<body>%s</body></document>' % (language, '\n'.join(form.out)))


def run(program, folder):
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, 'input.rxml')
        with open(path, 'w', encoding='utf8') as f:
            f.write(rxml(os.path.join(folder, 'input.txt')))
        got = subprocess.run([program, '-q', '-t', 'json', path, '-o', '-'], capture_output=True, check=True)
        record = json.loads(got.stdout)
        check = subprocess.run([program, 'check', '-Wno-signature-missing', '-Wno-place-missing', path],
                               capture_output=True, check=True, cwd=work, text=True)
    del record['id'], record['source']
    found = re.sub(r'^.*?: (note|warning|error): ', r'\1: ', check.stdout, flags=re.MULTILINE)
    return {'expected.json': json.dumps(record, ensure_ascii=False, indent=1) + '\n', 'expected.check': found}


def main():
    program, top = sys.argv[1:3]
    root = os.path.join(top, 'tests', 'minutes', 'cases')
    names = sys.argv[3:] or sorted(os.listdir(root))
    bad = 0
    for name in names:
        folder = os.path.join(root, name)
        for file, text in run(program, folder).items():
            path = os.path.join(folder, file)
            if os.environ.get('REFERAT_ACCEPT') and sys.argv[3:]:
                with open(path, 'w', encoding='utf8') as f:
                    f.write(text)
            elif not os.path.exists(path) or open(path, encoding='utf8').read() != text:
                print('%s: %s differs; got:\n%s' % (name, file, text))
                bad += 1
    print('%d cases, %d differ' % (len(names), bad))
    return 1 if bad or not names else 0


if __name__ == '__main__':
    sys.exit(main())
