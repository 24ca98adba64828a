#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading PDF: pages a second, memory, growth with length, and instructions beside other programs.

  pdf.py [PROGRAM] [--sizes 10,100,500,2000] [--instructions] [FILE.pdf...]

PROGRAM: build/bin/referat unless named. Times: each command in turn, and again; the best counts; ratios are
to pdftotext of the same run. --instructions counts with callgrind over the files that are named (all processes,
three formats; minutes each). What is not installed is left out, and said. Exit 0: measured; 1: not; 2: usage.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import bench
import minutes

TOP = bench.HERE.parent.parent
MAKER = TOP / 'tests' / 'tools' / 'make-pdf.py'
LINES = 42              # of a page


def script(rng, pages):
    """Pages of minutes: a head, numbered headings, running text, a list, a ruled table, the page's number."""
    for page in range(1, pages + 1):
        yield 'page 595 842'
        yield 'text 72 40 sans 9 Minutes of the board of the harbour'
        y = 80
        for line in range(LINES):
            if line % 14 == 0:
                yield f'text 72 {y} bold 13 {page}.{line // 14 + 1} {minutes.words(rng, 4)}'
            elif line % 14 < 8:
                yield f'text 72 {y} sans 10.5 {minutes.words(rng, 14)}'
            elif line % 14 < 11:
                yield f'text 90 {y} sans 10.5 - {minutes.words(rng, 9)}'
            else:
                yield f'line 72 {y - 12} 500 {y - 12}'
                for x in (72, 280, 500):
                    yield f'line {x} {y - 12} {x} {y + 5}'
                yield f'line 72 {y + 5} 500 {y + 5}'
                yield f'text 76 {y} sans 10.5 {minutes.words(rng, 3)}'
                yield f'text 284 {y} sans 10.5 {minutes.words(rng, 3)}'
            y += 17
        yield f'text 290 810 sans 9 {page}'


def write(path, pages):
    source = path.with_suffix('.script')
    source.write_text('\n'.join(script(random.Random(pages), pages)) + '\n', encoding='utf-8')
    subprocess.run([sys.executable, MAKER, source, path], check=True)


def commands(program, source, folder):
    """Name, command and what it has to write, of all that are here; pdftotext is the first."""
    to = lambda ending: os.path.join(folder, pathlib.Path(source).stem + '-' + ending)
    three = [to('r.html'), to('r.odt'), to('r.txt')]
    found = [('pdftotext', ['pdftotext', source, to('p.txt')], [to('p.txt')]),
             ('referat → html', [program, '-q', source, '-o', to('r1.html')], [to('r1.html')]),
             ('referat → all three', [program, '-q', source, *(x for w in three for x in ('-o', w))], three),
             ('pdftohtml', ['pdftohtml', '-q', '-i', '-s', '-noframes', source, to('h.html')], [to('h.html')]),
             ('mutool → html', ['mutool', 'convert', '-F', 'html', '-o', to('m.html'), source], [to('m.html')])]
    return [f for f in found if shutil.which(f[1][0])]


def page_count(source):
    said = subprocess.run(['pdfinfo', source], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    got = re.search(rb'^Pages:\s+(\d+)', said, re.MULTILINE)
    return int(got.group(1)) if got else 0


def time_all(program, sources, folder):
    jobs = [bench.Job(str(source), name, 'pdf', command, written)
            for source in sources for name, command, written in commands(program, str(source), folder)]
    bench.measure(bench.Runner(folder, bench.launcher(folder), 600), jobs)
    return jobs


def print_times(jobs):
    head = ['file', 'pages', 'program', 's', 'pages/s', 'ratio', 'peak MB']
    print(bench.row(*head))
    print(bench.row('---', '---:', '---', *['---:'] * 4))
    for case in dict.fromkeys(job.case for job in jobs):
        mine = [job for job in jobs if job.case == case]
        pages = page_count(case)
        for job in mine:
            name = pathlib.Path(case).name if job is mine[0] else ''
            if not job.best:
                print(bench.row(name, str(pages), job.name, job.word(), '–', '–', '–'))
                continue
            ratio = f'{job.best / mine[0].best:.2f}' if mine[0].best else '–'
            print(bench.row(name, str(pages), job.name, f'{job.best:.3f}', f'{pages / job.best:.0f}', ratio,
                            bench.number(job.peak) if job.peak else job.word()))


def print_growth(jobs, sizes):
    """How much longer and larger it gets with each step: as many times as there are more pages is linear."""
    names = list(dict.fromkeys(job.name for job in jobs))
    steps = list(zip(sizes, sizes[1:]))
    if not steps:
        return
    print()
    print(bench.row('growth', *(f'{a}→{b} ({b / a:g}x pages): time, memory' for a, b in steps)))
    print(bench.row('---', *['---:'] * len(steps)))
    for name in names:
        mine = [job for job in jobs if job.name == name][:len(sizes)]
        cells = [f'{b.best / a.best:.1f}x, {b.peak / a.peak:.1f}x' if a.best and b.best and a.peak and b.peak else '–'
                 for a, b in zip(mine, mine[1:])]
        print(bench.row(name, *cells))


def instructions(command, folder):
    """Of all processes. A child that was forked begins with what its parent had counted until then."""
    done = subprocess.run(['valgrind', '--tool=callgrind', '--trace-children=yes',
                           f'--callgrind-out-file={folder}/count.%p', *command],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    counts = {int(pid): int(n) for pid, n in re.findall(rb'==(\d+)== Collected : (\d+)', done.stderr)}
    for path in pathlib.Path(folder).glob('count.*'):
        path.unlink()
    # the first process does little but fork the worker, whose count holds its own
    first = min(counts) if len(counts) > 1 else None
    return sum(n for pid, n in counts.items() if pid != first)


def print_instructions(program, sources, folder):
    if not shutil.which('valgrind'):
        print('bench: valgrind is not installed: no instructions', file=sys.stderr)
        return
    names, rows = [], []
    for source in sources:
        found = [(name, command) for name, command, _ in commands(program, str(source), folder)
                 if name != 'referat → html']
        names = [name for name, _ in found]
        counts = [instructions(command + ['--isolation=off'] if name.startswith('referat') else command, folder)
                  for name, command in found]
        rows.append((pathlib.Path(source).name, counts))
        print(f'bench: {rows[-1][0]}', file=sys.stderr)
    rows.append(('all', [sum(column) for column in zip(*(counts for _, counts in rows))]))
    print()
    print(bench.row('million instructions', *names))
    print(bench.row('---', *['---:'] * len(names)))
    for name, counts in rows:
        base = counts[0] or 1
        print(bench.row(name, *(f'{n / 1e6:.0f} ({n / base:.2f}x)' for n in counts)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program', nargs='?', default=str(TOP / 'build' / 'bin' / 'referat'))
    parser.add_argument('files', nargs='*')
    parser.add_argument('--sizes', default='10,100,500,2000')
    parser.add_argument('--instructions', action='store_true')
    args = parser.parse_args()
    if args.program.endswith('.pdf'):
        args.files.insert(0, args.program)
        args.program = parser.get_default('program')
    if not os.access(args.program, os.X_OK) or not shutil.which('pdftotext'):
        print(f'bench: no {args.program}, or no pdftotext', file=sys.stderr)
        return 2
    for name in 'pdftohtml', 'mutool':
        if not shutil.which(name):
            print(f'bench: {name} is not installed: left out', file=sys.stderr)
    program = os.path.abspath(args.program)
    files = [os.path.abspath(f) for f in args.files]
    sizes = [int(n) for n in args.sizes.split(',') if n]
    with tempfile.TemporaryDirectory(prefix='referat-bench-', ignore_cleanup_errors=True) as folder:
        made = [pathlib.Path(folder, f'{n}-pages.pdf') for n in sizes]
        for path, n in zip(made, sizes):
            write(path, n)
        jobs = time_all(program, [*made, *files], folder)
        print_times(jobs)
        print_growth(jobs, sizes)
        if args.instructions:
            print_instructions(program, files or made[:1], folder)
    return 0 if all(job.best for job in jobs if job.name.startswith('referat')) else 1


if __name__ == '__main__':
    sys.exit(main())
