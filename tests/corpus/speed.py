#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A long document: time against inflating and parsing it alone, growth, and peak memory.

usage: speed.py PROGRAM LIMIT        LIMIT: the program that only inflates and parses (tests/corpus/limit.c)

Prints the ratios; fails when the instructions of conversion alone (valgrind, where it is installed) are over
2.5 times the limit's, when finding the record of the minutes costs more than 35 % of all (this text has a word
of the vocabulary in every line; in real minutes it is a third of that: share.py), the time is over
4 times the limit's (the machine that runs this is seldom quiet), ten times the document takes over 11 times as
long, or memory goes over 160 MB. The best of several runs counts.
"""
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
WORDS = ('og at det udvalget blev besluttet orienterede formanden sagen budget kommune møde punkt drøftelse '
         'indstilling forvaltningen der med til ikke har som den efter forslag').split()
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
REL = ('<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
       'Target="%s"/>')
STYLES = ('<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="da-DK"/>'
          '</w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
          '<w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name '
          'w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
          '</w:styles>') % W
NUMBERING = ('<w:numbering xmlns:w="%s"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
             '<w:numFmt w:val="decimal"/><w:lvlText w:val="%%1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
             '<w:abstractNumId w:val="0"/></w:num></w:numbering>') % W


def text(rng, n):
    return ' '.join(rng.choice(WORDS) for _ in range(n))


def write(path, sections):
    rng = random.Random(1)
    out = []
    for i in range(sections):
        out.append('<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Punkt %d %s</w:t></w:r></w:p>'
                   % (i, text(rng, 4)))
        for _ in range(5):
            out.append('<w:p><w:pPr><w:rPr><w:lang w:val="da-DK"/></w:rPr></w:pPr><w:r><w:rPr><w:lang '
                       'w:val="da-DK"/></w:rPr><w:t xml:space="preserve">%s </w:t></w:r><w:r><w:rPr><w:b/></w:rPr>'
                       '<w:t>%s</w:t></w:r></w:p>' % (text(rng, 30), text(rng, 3)))
        for _ in range(3):
            out.append('<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>'
                       '%s</w:t></w:r></w:p>' % text(rng, 12))
    body = '<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (W, ''.join(out))
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', TYPES)
        z.writestr('_rels/.rels', RELS % (REL % ('a', 'officeDocument', 'word/document.xml')))
        z.writestr('word/document.xml', body)
        z.writestr('word/styles.xml', STYLES)
        z.writestr('word/numbering.xml', NUMBERING)
        z.writestr('word/_rels/document.xml.rels',
                   RELS % (REL % ('a', 'styles', 'styles.xml') + REL % ('b', 'numbering', 'numbering.xml')))
    return body.count('<w:')


def best(command, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def instructions(command):
    """Of all processes: the worker is a child. It is left its system calls, which valgrind needs."""
    with tempfile.TemporaryDirectory() as logs:
        subprocess.run(['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null',
                        '--trace-children=yes', '--log-file=' + os.path.join(logs, '%p'), *command],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        texts = [open(os.path.join(logs, name), encoding='utf8').read() for name in os.listdir(logs)]
    return sum(int(m.replace(',', '')) for t in texts for m in re.findall(r'I\s+refs:\s+([\d,]+)', t))


def main():
    program, limit = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        small, large = os.path.join(folder, 'small.docx'), os.path.join(folder, 'large.docx')
        write(small, 300)
        n = write(large, 3000)
        page = os.path.join(folder, 'page.html')
        ours = best([program, '-q', '--no-pass=minutes', large, '-o', page], 9)
        floor = best([limit, '1', large, '1'], 9)
        ten = best([program, '-q', '--no-pass=minutes', small, '-o', page], 9)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        counted = share = None
        if shutil.which('valgrind'):
            command = [program, '-q', '--isolation=off', large, '-o', page]
            plain = instructions(command + ['--no-pass=minutes'])
            counted = plain / instructions([limit, '1', large, '1'])
            share = 1 - plain / instructions(command)
    print('instructions: ' + ('%.2f times the limit (at most 2.5), the record %.0f %% of all (at most 35)'
                              % (counted, share * 100) if counted else 'not counted, no valgrind'))
    print('%d elements: %.0f ms, limit %.0f ms, ratio %.2f (at most 4); 10x the document %.2f x the time '
          '(at most 11); peak %d MB (at most 160)' % (n, ours * 1e3, floor * 1e3, ours / floor, ours / ten, peak))
    return 0 if (counted or 0) <= 2.5 and (share or 0) <= .35 and ours <= 4 * floor and ours <= 11 * ten and peak <= 160 else 1


if __name__ == '__main__':
    sys.exit(main())
