#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Time and peak memory of referat beside the bare limit and other converters, in one run.

Started by run.sh, which finds the programs. Everything is run in turn, then again, and the best time
counts (15 times what takes under 0.1 s, 7 times what takes under 1 s, 3 times what is slower), so that
a noisy moment meets all alike. Prints tables in Markdown. Exit 0: measured; 1: not; 2: usage.
"""
import argparse
import json
import os
import pathlib
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time

import chart
import minutes
import tools

SIZES = (1, 10, 100)
MOST = 15                   # runs of the fastest
HERE = pathlib.Path(__file__).resolve().parent
REFERENCE = 'referat → html'
START = 'start-up'


def runs_for(seconds):
    return MOST if seconds < 0.1 else 7 if seconds < 1 else 3


class Runner:
    """Runs commands one at a time and takes their time and memory."""

    def __init__(self, folder, launcher, timeout):
        self.folder, self.launcher, self.timeout = folder, launcher, timeout

    def run(self, command):
        """(seconds, processor seconds, peak kB, None), or (…, what went wrong)."""
        result, said = os.path.join(self.folder, 'result'), os.path.join(self.folder, 'said')
        if os.path.exists(result):
            os.remove(result)
        expired = threading.Event()
        with open(said, 'wb') as errors:
            start = time.perf_counter()
            try:
                child = subprocess.Popen([self.launcher, result, *command] if self.launcher else command,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                                         start_new_session=True)
            except OSError as e:
                return None, None, None, str(e)

        def stop():
            expired.set()
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(self.timeout, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except KeyboardInterrupt:
            stop()
            raise
        finally:
            timer.cancel()
        taken = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)    # it is waited for already
        if expired.is_set():
            return None, None, None, 'over %g s' % self.timeout
        cpu, peak, status = usage.ru_utime + usage.ru_stime, usage.ru_maxrss, child.returncode
        if self.launcher and status == 0:
            taken, cpu, peak, status = pathlib.Path(result).read_text(encoding='ascii').split()
        if int(status) != 0:
            lines = pathlib.Path(said).read_text(encoding='utf-8', errors='replace').strip().splitlines()
            return None, None, None, 'status %s%s' % (status, ': ' + lines[-1][:200] if lines else '')
        return float(taken), float(cpu), int(peak), None


class Job:
    """One command over one input, and what was measured of it."""

    def __init__(self, case, name, family, command, written):
        self.case, self.name, self.family, self.command, self.written = case, name, family, command, written
        self.seconds, self.cpu, self.peaks = [], [], []
        self.error, self.wanted = None, MOST
        self.floor = 0          # kB; less than that cannot be seen

    def due(self, turn):
        """Spreads the runs that are wanted evenly over all turns; the first is always one."""
        return not self.error and turn * self.wanted // MOST != (turn - 1) * self.wanted // MOST

    def run(self, runner):
        for path in self.written:
            if os.path.exists(path):
                os.remove(path)
        seconds, cpu, peak, self.error = runner.run(self.command)
        empty = [w for w in self.written if not os.path.exists(w) or os.path.getsize(w) == 0]
        if not self.error and empty:
            self.error = 'status 0, but it wrote no ' + ', '.join(map(os.path.basename, empty))
        if not self.error:
            self.seconds.append(seconds)
            self.cpu.append(cpu)
            self.peaks.append(peak)
            self.wanted = runs_for(min(self.seconds))

    @property
    def best(self):
        return None if self.error or not self.seconds else min(self.seconds)

    @property
    def peak(self):
        highest = max(self.peaks, default=0)
        return None if self.error or highest <= self.floor else highest / 1024

    def word(self):
        """What stands in a table in place of a number."""
        if not self.error:
            return 'not seen'
        return self.error if self.error.startswith('over') else 'failed'

    def as_json(self, folder):
        return {'case': self.case, 'name': self.name, 'seconds': self.seconds, 'processor_seconds': self.cpu,
                'peak_kb': self.peaks, 'error': self.error,
                'command': [a.replace(folder + os.sep, '') for a in self.command]}


def measure(runner, jobs):
    """All in turn, every other time backwards: what runs after a large program finds the caches cold."""
    for turn in range(MOST):
        for job in reversed(jobs) if turn % 2 else jobs:
            if job.due(turn):
                job.run(runner)
        if sys.stderr.isatty():
            sys.stderr.write('\rbench: %d of %d' % (turn + 1, MOST))
    if sys.stderr.isatty():
        sys.stderr.write('\r\033[K')


def number(value):
    return '%.*f' % (0 if value >= 100 else 1 if value >= 10 else 2, value)


def row(*cells):
    return '| ' + ' | '.join(cells) + ' |'


def grid(jobs, sizes, unit, value):
    """The table of one quantity by tool and size: number, ratio to referat → html, growth."""
    head = ['%gx: %s | ratio' % (n, unit) for n in SIZES]
    growth = ['%gx→%gx' % pair for pair in zip(SIZES, SIZES[1:])]
    out = [row('', *head, *growth), row('---', *['---: | ---:'] * len(head), *['---:'] * len(growth))]
    at = {(j.name, j.case): j for j in jobs}
    for name in dict.fromkeys(j.name for j in jobs if j.case in sizes):
        mine = [at[name, case] for case in sizes]
        values = [value(j) for j in mine]
        cells = []
        for job, v in zip(mine, values):
            base = value(at[REFERENCE, job.case])
            ratio = '%.2f' % (v / base) if v and base else '–'
            cells.append('%s | %s' % (number(v) if v else job.word(), ratio))
        for a, b in zip(values, values[1:]):
            cells.append('%.2f' % (b / a) if a and b else '–')
        out.append(row(name, *cells))
    return out


def listing(jobs, base, what):
    """A table of one row for each job; the ratio is to the job BASE(job)."""
    out = [row(what, 'ms', 'ratio', 'MB'), row('---', '---:', '---:', '---:')]
    for job in jobs:
        of = base(job)
        ratio = '%.2f' % (job.best / of.best) if of and of.best and job.best else '–'
        out.append(row(job.name, number(job.best * 1e3) if job.best else job.word(), ratio,
                       number(job.peak) if job.peak else job.word()))
    return out


def processor():
    try:
        lines = pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines()
    except OSError:
        lines = []
    return next((x.split(':', 1)[1].strip() for x in lines if x.startswith('model name')), platform.machine())


def report(jobs, facts, sizes, own):
    """The lines of the report."""
    out = ['# Time and memory', '']
    out += ['- %s: %s' % fact for fact in facts['versions'].items()]
    out += ['- machine: %(cpus)d CPUs (%(processor)s), %(system)s, load %(load).2f at the start' % facts]
    out += ['- the documents: minutes, invented; `word/document.xml` of '
            + ', '.join('%s kB (%s)' % (number(facts['bytes'][c] / 1000), c) for c in sizes)]
    out += ['- the bare limit (`test-limit`) inflates the main parts and parses them, nothing else'] \
        if any(j.family == 'limit' for j in jobs) else []
    out += ['- ' + note for note in facts['notes']]
    out += ['', 'All in one run and in turn; the best time of %d, %d or %d runs; the highest peak, that of '
            'the largest process. Absolute numbers belong to this machine and this moment; ratios '
            '(%s = 1.00) and growth are what can be compared. Growth includes start-up, which is paid once.'
            % (*map(runs_for, (0, 0.5, 5)), REFERENCE)]
    out += ['', '## Time', ''] + grid(jobs, sizes, 'ms', lambda j: j.best and j.best * 1e3)
    out += ['', '## Peak memory', ''] + grid(jobs, sizes, 'MB', lambda j: j.peak)
    starts = [j for j in jobs if j.case == START]
    linked = next((j for j in starts if j.name.endswith('same libraries')), None)
    base = linked or next(j for j in starts if j.name == REFERENCE + ', one paragraph')
    out += ['', '## Start-up', '', 'Ratios to: %s.' % base.name, ''] + listing(starts, lambda j: base, '')
    for path, case in own:
        mine = [j for j in jobs if j.case == case]
        of = next(j for j in mine if j.name == REFERENCE)
        title = '%s, %s kB' % (os.path.basename(path), number(os.path.getsize(path) / 1000))
        out += ['', '## ' + title, ''] + listing(mine, lambda j, of=of: of, '')
    wrong = [j for j in jobs if j.error]
    if wrong:
        out += ['', '## What went wrong', ''] + ['- %s, %s: %s' % (j.case, j.name, j.error) for j in wrong]
    return out


def plan(args, folder, have, facts):
    """(jobs, names of the sizes, [(own file, case)])."""
    inputs, sizes, own = [], [], []
    for n in SIZES:
        case = '%gx' % n
        sizes.append(case)
        path = os.path.join(folder, case + '.docx')
        facts['bytes'][case] = minutes.write(path, n)
        inputs.append((case, path))
    for i, path in enumerate(args.files):
        own.append((path, 'own file %d, %s' % (i + 1, os.path.basename(path))))
        inputs.append((own[-1][1], os.path.abspath(path)))
    paragraph = os.path.join(folder, 'paragraph.docx')
    minutes.write(paragraph, 0)
    cc = tools.compiler()
    nothing, note = tools.empties(cc, args.program, folder) if cc else (
        [], 'no C compiler: start-up is not compared with an empty program')
    facts['notes'].append(note)
    jobs = [Job(START, name, None, [path], []) for name, path in nothing]
    jobs.append(Job(START, 'referat --version', 'referat', [args.program, '--version'], []))
    inputs.insert(0, (START, paragraph))
    for n, (case, path) in enumerate(inputs):
        for i, tool in enumerate(have):
            place = os.path.join(folder, str(n), str(i))
            os.makedirs(place)
            command, written = tool.job(path, place)
            name = tool.name + ', one paragraph' if case == START else tool.name
            jobs.append(Job(case, name, tool.family, command, written))
    return jobs, sizes, own


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--program', required=True, help='referat')
    for name in 'limit', 'pandoc', 'soffice', 'mammoth':
        p.add_argument('--' + name, default='', help='path; left out when empty')
    p.add_argument('--svg', metavar='FILE', help='writes a chart of time by size')
    p.add_argument('--json', metavar='FILE', help='writes every number')
    p.add_argument('--timeout', type=float, default=60, metavar='SECONDS', help='for one command (60)')
    p.add_argument('files', nargs='*', metavar='FILE.docx', help='documents of your own')
    args = p.parse_args()
    for path in args.files:
        if not os.path.isfile(path):
            p.error('no such file: ' + path)
    for name in 'program', 'limit', 'mammoth':
        if getattr(args, name):
            setattr(args, name, os.path.abspath(getattr(args, name)))
    return args


def launcher(folder):
    """The small program that starts all others, or None."""
    cc, path = tools.compiler(), os.path.join(folder, 'measure')
    return path if cc and tools.compile_c(cc, HERE / 'measure.c', path) else None


def set_floor(runner, jobs, facts):
    """Started from Python itself, a program that needs less memory than Python is said to need as much."""
    peak = runner.run([sys.executable, '--version'])[2] or 0
    for job in jobs:
        job.floor = peak * 1.02
    facts['notes'].append('measure.c could not be compiled: a peak below %s MB, that of Python, is not seen'
                          % number(peak / 1024))


def main():
    args = options()
    facts = {'versions': tools.versions(args), 'cpus': len(os.sched_getaffinity(0)), 'processor': processor(),
             'load': os.getloadavg()[0], 'system': '%s %s' % (platform.system(), platform.machine()),
             'bytes': {}, 'notes': []}
    stamp = os.stat(args.program).st_mtime_ns
    with tempfile.TemporaryDirectory(prefix='referat-bench-', ignore_cleanup_errors=True) as folder:
        have = tools.known(args, folder)
        runner = Runner(folder, launcher(folder), args.timeout)
        jobs, sizes, own = plan(args, folder, have, facts)
        for job in jobs:
            if job.case == START and job.family == 'office':
                runner.run(job.command)         # makes its profile
        measure(runner, jobs)
        if not runner.launcher:
            set_floor(runner, jobs, facts)
        raw = [j.as_json(folder) for j in jobs]
    changed = not os.path.exists(args.program) or os.stat(args.program).st_mtime_ns != stamp
    if changed:
        facts['notes'].append('REFERAT WAS BUILT ANEW DURING THE RUN: the numbers are of two programs')
    print('\n'.join(report(jobs, facts, sizes, own)))
    sized = [j for j in jobs if j.case in sizes]
    if args.json:
        text = json.dumps({**facts, 'results': raw}, ensure_ascii=False, indent=1)
        pathlib.Path(args.json).write_text(text + '\n', encoding='utf-8')
    if args.svg:
        at = facts['bytes']
        lines = [(name, family, [(at[j.case], j.best) for j in sized if j.name == name and j.best])
                 for name, family in dict.fromkeys((j.name, j.family) for j in sized)]
        pathlib.Path(args.svg).write_text(chart.draw(lines, facts, sizes), encoding='utf-8')
    return 1 if changed or any(j.error for j in sized if j.family == 'referat') else 0


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
