#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many documents: us beside pandoc and pdftotext in one run, and us beside ourselves.

usage: bulk.py PROGRAM CORPUS [--small N]

CORPUS is a folder as REFERAT_CORPUS names it. Prints ratios; times are the least of several rounds that take turns, so
that a busy machine troubles all alike. With --small N: N small documents, the rate at the end against that at the start.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

TIMES = 40     # how often the documents are there for what would be over too soon
ROUNDS = 3
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
             'officeDocument" Target="word/document.xml"/></Relationships>')
BODY = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        '%s</w:body></w:document>')
WORDS = 'budget road school library harbour plan report council meeting agreed noted approved grant park bridge'.split()


class Bench:
    def __init__(self, program, work):
        self.program, self.work, self.n = os.path.abspath(program), work, 0

    def bulk(self, source, *words):
        """Seconds, and the folder of the state."""
        self.n += 1
        out = self.work / ('out%d' % self.n)
        begin = time.monotonic()
        run = subprocess.run([self.program, 'bulk', source, '--out', out, '-q', '--fail-on', 'none', *words], check=False)
        seconds = time.monotonic() - begin
        if run.returncode != 0:
            raise SystemExit('bulk.py: exit status %d' % run.returncode)
        return seconds, Path(str(out) + '.referat')

    def least(self, *variants):
        """The least time of each of VARIANTS, which take turns."""
        best = [float('inf')] * len(variants)
        for _ in range(ROUNDS):
            for i, variant in enumerate(variants):
                best[i] = min(best[i], variant())
        return best


def timed(command):
    begin = time.monotonic()
    subprocess.run(command, shell=True, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begin


def copies(files, folder, times):
    for i in range(times):
        (folder / str(i)).mkdir(parents=True)
        for path in files:
            shutil.copy(path, folder / str(i))
    return folder


def against_peers(bench, corpus, work):
    docx, pdf = (sorted(Path(corpus, 'minutes', 'files').glob('*.' + kind)) for kind in ('docx', 'pdf'))
    one = copies(docx, work / 'docx', 1)
    many = copies(docx, work / 'many', TIMES)
    pages = copies(pdf, work / 'pdf', 1)
    html = ('--to', 'html', '--workers', '2')
    peer = work / 'peer'
    peer.mkdir()
    pandoc = 'ls %s/0/*.docx | xargs -P2 -I{} sh -c \'pandoc "$1" -o %s/$(basename "$1").html\' _ {}' % (one, peer)
    text = 'ls %s/0/*.pdf | xargs -P2 -I{} sh -c \'pdftotext "$1" %s/$(basename "$1").txt\' _ {}' % (pages, peer)
    us, us_many, they = bench.least(lambda: bench.bulk(one, *html)[0], lambda: bench.bulk(many, *html)[0],
                                    lambda: timed(pandoc))
    rate = lambda n, seconds: n / seconds
    print('DOCX to HTML, two workers: pandoc %.1f/s; we %.0f/s (%.1fx) with the %d, %.0f/s (%.1fx) with each %d times' %
          (rate(len(docx), they), rate(len(docx), us), they / us, len(docx), rate(len(docx) * TIMES, us_many),
           they / us_many * TIMES, TIMES))
    ours, theirs = bench.least(lambda: bench.bulk(pages, '--to', 'html,txt', '--workers', '2')[0], lambda: timed(text))
    print('PDF to HTML and text, two workers: pdftotext %.0f/s, we %.0f/s: %.2fx' %
          (rate(len(pdf), theirs), rate(len(pdf), ours), theirs / ours))
    on, off, single, fresh = bench.least(
        lambda: bench.bulk(many, *html)[0], lambda: bench.bulk(many, *html, '--isolation=off', '--journal', 'off')[0],
        lambda: bench.bulk(many, '--to', 'html', '--workers', '1')[0], lambda: bench.bulk(many, *html, '--recycle', '1')[0])
    print('isolation and journal: %.1f %% of the time with both off (%.2f s, %.2f s)' % ((on / off - 1) * 100, on, off))
    print('two workers against one: %.2fx' % (single / on))
    print('a worker for each document (--recycle 1): %.2f times the time' % (fresh / on))


def small_ones(folder, n):
    chance = random.Random(7)
    for i in range(n):
        place = folder / ('%03d' % (i // 1000))
        place.mkdir(parents=True, exist_ok=True)
        lines = ['Minutes of the %s Board, %d March 20%02d' % (chance.choice(WORDS), 1 + i % 28, i % 25)]
        lines += [' '.join(chance.choice(WORDS) for _ in range(chance.randint(8, 40))) for _ in range(chance.randint(6, 24))]
        with zipfile.ZipFile(place / ('m%06d.docx' % i), 'w', zipfile.ZIP_DEFLATED) as package:
            package.writestr('[Content_Types].xml', TYPES)
            package.writestr('_rels/.rels', RELATIONS)
            package.writestr('word/document.xml', BODY % ''.join('<w:p><w:r><w:t>%s</w:t></w:r></w:p>' % l for l in lines))
    return folder


def endurance(bench, work, n):
    folder = small_ones(work / 'small', n)
    seconds, state = bench.bulk(folder, '--to', 'html', '--workers', '2')
    ends = []
    for journal in sorted(state.glob('1/journal/*.journal')):
        for line in journal.read_bytes().split(b'\n'):
            if line.startswith(b'v\t'):
                ends.append(int(line.split(b'\t')[5]))
    ends.sort()
    tenth = len(ends) // 10
    first, last = ends[tenth] - ends[0], ends[-1] - ends[-1 - tenth]
    report = json.loads((state / 'report.json').read_text())
    print('%d small DOCX: %.0f s, %.0f/s; the last tenth at %.2f times the rate of the first; parent %.1f MB, worker %.1f MB' %
          (n, seconds, n / seconds, first / last, report['peak_parent_bytes'] / 1e6, report['peak_worker_bytes'] / 1e6))


def main():
    program, corpus = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        bench = Bench(program, work)
        against_peers(bench, corpus, work)
        if '--small' in sys.argv:
            endurance(bench, work, int(sys.argv[sys.argv.index('--small') + 1]))


if __name__ == '__main__':
    main()
