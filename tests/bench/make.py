#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many documents by make, beside the same conversions without make, and pandoc by make.

usage: make.py PROGRAM [--documents N] [--rounds N] [--folder FOLDER] [--pandoc-documents N]

N documents (1000), each the copy of a sample with words of its own, to HTML: by `make -j2` with referat.mk, then with
nothing changed, then with one document touched; and by xargs, by a loop of the shell and by one process. All take turns,
the best of the rounds (3) counts. What make's own work, starting a process and waiting for the disk cost is measured as
well. FOLDER says where (a folder of its own in it is made and removed). Exit 0: measured; 1: not, or make did the wrong thing.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
RULES = TOP / 'src/integration/make/referat.mk'
SAMPLES = ('udvalg', 'parish', 'styrelse', 'gemeinderat')
MAKEFILE = '''REFERAT := %s
REFERAT_SRC := in
REFERAT_OUT := out
REFERAT_FORMATS := html
include %s
all: $(call referat_outputs,$(call referat_sources,in),html)
'''
PANDOC = '''all: $(patsubst in/%.docx,out/%.html,$(wildcard in/*.docx))
out/%.html: in/%.docx ; pandoc -s '$<' -o '$@'
.DELETE_ON_ERROR:
'''
JOBS = 2
REPEATED = 200              # what takes milliseconds, for one number


class Failed(Exception):
    pass


def parts_of(sample):
    folder = TOP / 'samples' / sample / 'docx'
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob('*')) if p.is_file()}


def make_documents(folder, n):
    folder.mkdir()
    samples = [parts_of(name) for name in SAMPLES]
    for i in range(n):
        parts = dict(samples[i % len(samples)])
        own = ('<w:p><w:r><w:t>Blad %d af %d</w:t></w:r></w:p>' % (i + 1, n)).encode()
        body = parts['word/document.xml']
        parts['word/document.xml'] = body.replace(b'<w:body>', b'<w:body>' + own, 1)
        if parts['word/document.xml'] == body:
            raise Failed('%s: there is no <w:body>' % SAMPLES[i % len(samples)])
        with zipfile.ZipFile(folder / ('m%04d.docx' % i), 'w', zipfile.ZIP_DEFLATED) as package:
            for name in sorted(parts, key=lambda part: (part != '[Content_Types].xml', part)):
                package.writestr(name, parts[name])


def run(command, folder, **more):
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **more)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        raise Failed('%s: status %d: %s' % (command[:3], done.returncode, done.stderr[-400:]))
    return seconds, done.stdout


def times_of(folder):
    """What tells that a file was made again, for each."""
    found = {}
    for path in folder.rglob('*.html'):
        about = path.stat()
        found[path.name] = (about.st_ino, about.st_mtime_ns)
    return found


class Bench:
    def __init__(self, args, work):
        self.program, self.work, self.n = args.program, work, args.documents
        self.make = ['make', '-s', '-j%d' % JOBS]
        self.best, self.order = {}, []
        self.stems = '\n'.join('m%04d' % i for i in range(self.n)) + '\n'

    def took(self, name, seconds):
        if name not in self.best:
            self.order.append(name)
        self.best[name] = min(self.best.get(name, seconds), seconds)

    def clean(self):
        for name in ('out', '.referat'):
            shutil.rmtree(self.work / name, ignore_errors=True)
        os.sync()       # what others left to the disk is not ours

    def by_make(self):
        self.clean()
        self.took('make, cold', run(self.make, self.work)[0])
        first = times_of(self.work / 'out')
        if len(first) != self.n:
            raise Failed('make made %d of %d' % (len(first), self.n))
        self.took('make, nothing changed', run(self.make, self.work)[0])
        if times_of(self.work / 'out') != first or run(['make', '-q'], self.work)[1]:
            raise Failed('make did something when nothing had changed')
        (self.work / 'in/m0003.docx').touch()
        self.took('make, one touched', run(self.make, self.work)[0])
        again = [name for name, when in times_of(self.work / 'out').items() if first.get(name) != when]
        if again != ['m0003.html']:
            raise Failed('one document was touched, and these were made again: %s' % again[:9])

    def by_make_of_nothing(self):
        """make's own work: the same rules, and a program that does nothing."""
        self.clean()
        self.took('make with true(1)', run([*self.make, 'REFERAT=true'], self.work)[0])

    def by_xargs(self, name, *words):
        self.clean()
        (self.work / 'out').mkdir()
        command = ['xargs', '-P%d' % JOBS, '-I{}', self.program, *words, 'in/{}.docx', '-o', 'out/{}.html']
        self.took(name, run(command, self.work, input=self.stems)[0])

    def by_loop(self):
        self.clean()
        (self.work / 'out').mkdir()
        script = 'for f in in/*.docx; do s=${f##*/}; "$0" "$f" -o "out/${s%.docx}.html" || exit 1; done'
        self.took('a loop of the shell (one at a time)', run(['sh', '-c', script, self.program], self.work)[0])

    def by_one_process(self):
        self.clean()
        (self.work / 'out').mkdir()
        names = sorted(str(p.relative_to(self.work)) for p in (self.work / 'in').iterdir())
        self.took('one process (one at a time)', run([self.program, *names, '--to', 'html', '--out', 'out'], self.work)[0])

    def by_bulk(self):
        self.clean()
        shutil.rmtree(self.work / 'out.referat', ignore_errors=True)
        self.took('referat bulk, %d workers' % JOBS,
                  run([self.program, 'bulk', 'in', '--out', 'out', '--to', 'html', '-q', '--workers', str(JOBS)], self.work)[0])

    def all(self):
        self.by_make()
        self.by_make_of_nothing()
        self.by_xargs('xargs')
        self.by_xargs('xargs, with -MD', '-MD', '-MP')
        self.by_loop()
        self.by_one_process()
        self.by_bulk()


def each(command, folder):
    """Milliseconds of a command, the least mean of five."""
    best = float('inf')
    for _ in range(5):
        begin = time.perf_counter()
        for _ in range(REPEATED // 5):
            child = os.posix_spawn(command[0], command, os.environ, file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, '/dev/null', os.O_WRONLY, 0)])
            if os.waitpid(child, 0)[1] != 0:
                raise Failed('%s does not end well in %s' % (command[:2], folder))
        best = min(best, (time.perf_counter() - begin) / (REPEATED // 5) * 1e3)
    return best


def replacing(folder, sync):
    """Milliseconds of writing a page beside its place and renaming it, with or without fsync."""
    page, best = b'x' * 20_000, float('inf')
    for _ in range(5):
        begin = time.perf_counter()
        for i in range(REPEATED // 5):
            with open(folder / '.part', 'wb') as file:
                file.write(page)
                file.flush()
                if sync:
                    os.fsync(file.fileno())
            os.rename(folder / '.part', folder / ('page%d' % i))
        best = min(best, (time.perf_counter() - begin) / (REPEATED // 5) * 1e3)
    return best


def waits_for_disk(program, source, work, *words):
    """(calls, milliseconds) of fsync in one conversion, by strace; None without it."""
    strace = shutil.which('strace')
    if not strace:
        return None
    least = None
    for _ in range(7):
        subprocess.run([strace, '-f', '-T', '-e', 'trace=fsync,fdatasync', '-o', work / 'traced', program, *words, source, '-o',
                        work / 'traced.html'], check=False)
        found = re.findall(r'sync\(.*<([\d.]+)>', (work / 'traced').read_text(encoding='utf-8'))
        mine = (len(found), sum(map(float, found)) * 1e3)
        least = mine if least is None or mine[1] < least[1] else least
    return least


def one_document(bench, work):
    source, page = str(work / 'in/m0000.docx'), str(work / 'one.html')
    program = os.path.abspath(bench.program)
    print('\nOne process (ms, alone): true(1) %.1f, referat --version %.1f, one document %.1f, with -MD -MP %.1f, with --if-changed '
          'and nothing changed %.1f, with --isolation=off %.1f' % (
              each([shutil.which('true')], work), each([program, '--version'], work), each([program, source, '-o', page], work),
              each([program, '-MD', '-MP', source, '-o', page], work),
              each([program, '--if-changed', source, '-o', page], work),
              each([program, '--isolation=off', source, '-o', page], work)))
    shared = Path('/dev/shm')
    if shared.is_dir() and os.access(shared, os.W_OK):
        with tempfile.TemporaryDirectory(prefix='referat-bench-', dir=shared) as memory:
            page = os.path.join(memory, 'one.html')
            print('The same to a folder in memory (no disk to wait for): one document %.1f, with -MD -MP %.1f' % (
                each([program, source, '-o', page], work), each([program, '-MD', '-MP', source, '-o', page], work)))
    print('Replacing a file of 20 kB (ms): %.2f with fsync, %.2f without' % (replacing(work, True), replacing(work, False)))
    for words in ([], ['-MD', '-MP']):
        traced = waits_for_disk(program, source, work, *words)
        if traced:
            print('fsync in one conversion%s: %d, %.1f ms at best' % (' with -MD' if words else '', *traced))


def pandoc(work, n, rounds):
    if not shutil.which('pandoc'):
        print('pandoc is not installed: left out')
        return
    place = work / 'pandoc'
    place.mkdir()
    make_documents(place / 'in', n)
    (place / 'Makefile').write_text(PANDOC, encoding='ascii')
    best = float('inf')
    for _ in range(rounds):
        shutil.rmtree(place / 'out', ignore_errors=True)
        (place / 'out').mkdir()
        best = min(best, run(['make', '-s', '-j%d' % JOBS], place)[0])
    print('\npandoc by make -j%d, %d documents: %.1f ms a target' % (JOBS, n, best / n * 1e3))


def report(bench):
    n, best = bench.n, bench.best
    print('| %d documents to HTML | s | ms a target |\n|---|---:|---:|' % n)
    for name in bench.order:
        print('| %s | %.2f | %.2f |' % (name, best[name], best[name] / n * 1e3))
    for other in ('xargs', 'xargs, with -MD', 'referat bulk, %d workers' % JOBS):
        print('make − %s: %.2f ms a target' % (other, (best['make, cold'] - best[other]) / n * 1e3))


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('program')
    p.add_argument('--documents', type=int, default=1000)
    p.add_argument('--pandoc-documents', type=int, default=100)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--folder')
    args = p.parse_args()
    args.program = os.path.abspath(args.program)
    if args.documents < 4 or not os.access(args.program, os.X_OK):
        p.error('a program, and four documents at least')
    return args


def main():
    args = options()
    for name in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL'):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix='referat-bench-', dir=args.folder) as folder:
        work = Path(folder)
        print('%d CPUs, load %.2f at the start; %d rounds' % (len(os.sched_getaffinity(0)), os.getloadavg()[0], args.rounds))
        make_documents(work / 'in', args.documents)
        (work / 'Makefile').write_text(MAKEFILE % (args.program, RULES), encoding='utf-8')
        bench = Bench(args, work)
        for _ in range(args.rounds):
            bench.all()
        report(bench)
        one_document(bench, work)
        if args.pandoc_documents:
            pandoc(work, args.pandoc_documents, args.rounds)
        print('load %.2f at the end' % os.getloadavg()[0])


if __name__ == '__main__':
    try:
        main()
    except Failed as e:
        sys.exit('make.py: %s' % e)
