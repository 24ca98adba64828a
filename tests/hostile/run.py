#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the program over all that make-bad.py writes and holds it to what is to come of each file.

  run.py REFERAT [FACTOR [NAME...]]

FACTOR 1 (a release build): 2 s of wall time and 256 MB a file. A larger one, for sanitizers, gives
that much more time, no bound on memory, and files made smaller. Every file must end in its text (exit 0,
the marker word in the page) or in exit 65 or 69 with one "error:" line that says what is wrong, no output,
and no temporary file. Exit 0: all did; 1: not; 2: usage.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SECONDS = 2.0
MEGABYTES = 256
MOST_OUTPUT = 256 << 20
MARK = b'MARKERWORD'
SECRETS = [b'root:x:', b'cm9vdDp4']     # of /etc/passwd, plain and in base64


def secrets():
    name = pathlib.Path('/etc/hostname')
    found = name.read_bytes().strip() if name.is_file() else b''
    return SECRETS + ([found] if len(found) > 7 else [])


def found_in(path, words):
    """Which of WORDS the file holds; read in pieces, as this process must stay small: what the child's
    peak of memory is counted from is the size of its parent."""
    found, tail = set(), b''
    reach = max(len(word) for word in words)
    with open(path, 'rb') as file:
        while piece := file.read(1 << 20):
            found.update(word for word in words if word in tail + piece)
            tail = piece[-reach:]
    return found


def convert(program, source, folder, seconds):
    """Returns (status or None when time ran out, seconds, megabytes, text of standard error)."""
    with open(folder / 'stderr', 'w+b') as errors:
        start = time.monotonic()
        child = subprocess.Popen([program, source, '-o', folder / 'out' / 'page.html'],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        status, peak = None, 0
        while status is None and time.monotonic() - start < seconds + 1:
            pid, code, usage = os.wait4(child.pid, os.WNOHANG)
            if pid != 0:
                status, peak = os.waitstatus_to_exitcode(code), usage.ru_maxrss >> 10
            else:
                time.sleep(0.01)
        took = time.monotonic() - start
        if status is None:
            child.kill()
            os.wait4(child.pid, 0)
        child.returncode = 0
        errors.seek(0)
        return status, took, peak, errors.read().decode('utf-8', 'replace')


def judge_text(status, seen, words, text):
    if status != 0:
        return [f'status {status} instead of the text: {text.strip()[-160:]}']
    return [] if words in seen else [f'"{words.decode()}" is not in the page']


def judge_refusal(status, wanted, words, text, leftovers):
    lines = [line for line in text.splitlines() if 'error:' in line]
    problems = []
    if status not in wanted:
        problems.append(f'status {status}, wanted {wanted}')
    if len(lines) != 1:
        problems.append(f'{len(lines)} error lines')
    elif words and words not in lines[0]:
        problems.append(f'"{words}" is not in: {lines[0]}')
    if leftovers:
        problems.append('left behind: ' + ' '.join(leftovers))
    return problems


def judge(outcome, words, status, text, out):
    leftovers = sorted(path.name for path in out.iterdir())
    page = out / 'page.html'
    words_of_text = words.encode() if outcome == 'text' else MARK
    seen = found_in(page, [words_of_text] + secrets()) if page.is_file() else set()
    problems = [f'a secret of this machine is in the page: {word[:4]}...' for word in secrets() if word in seen]
    if page.is_file() and page.stat().st_size > MOST_OUTPUT:
        problems.append(f'{page.stat().st_size >> 20} MB of output')
    if outcome == 'text' or (outcome == 'any' and status == 0):
        if leftovers not in ([], ['page.html']):
            problems.append('left behind: ' + ' '.join(leftovers))
        return problems + judge_text(status, seen, words_of_text, text)
    wanted = [65] if outcome == 'any' else [int(outcome)]
    return problems + judge_refusal(status, wanted, '' if outcome == 'any' else words, text, leftovers)


def one(program, bad, line, factor, folder):
    name, outcome, words = line.split('\t')
    out = folder / 'out'
    out.mkdir(exist_ok=True)
    for path in out.iterdir():
        path.unlink()
    status, took, peak, text = convert(program, bad / name, folder, SECONDS * factor)
    problems = []
    if status is None or took > SECONDS * factor:
        problems.append(f'took {took:.1f} s' + ('' if status is not None else ' and was stopped'))
    elif status < 0:
        problems.append(f'signal {-status}: {text.strip()[-300:]}')
    if status is not None and status >= 0:
        problems += judge(outcome, words, status, text, out)
    if factor == 1 and peak > MEGABYTES:
        problems.append(f'{peak} MB')
    return name, f'{took:.2f} s, {peak} MB', problems


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    factor = float(arguments[1]) if len(arguments) > 1 else 1.0
    names = set(arguments[2:])
    program = pathlib.Path(arguments[0]).resolve()
    maker = pathlib.Path(__file__).with_name('make-bad.py')
    failed = done = 0
    with tempfile.TemporaryDirectory(prefix='referat-hostile-') as temporary:
        folder = pathlib.Path(temporary)
        bad = folder / 'bad'
        share = '1' if factor == 1 else '0.02'
        subprocess.run([sys.executable, maker, bad, share], check=True, stdout=subprocess.DEVNULL)
        for line in (bad / 'expected.tsv').read_text(encoding='utf-8').splitlines():
            if names and line.split('.docx\t')[0] not in names:
                continue
            if factor != 1: # made small, a file may stay within the limit that it is made to cross
                line = line.replace('\t65\tlimit', '\tany\tlimit')
            name, facts, problems = one(program, bad, line, factor, folder)
            done += 1
            if problems:
                failed += 1
                print(f'not ok - {name} ({facts}): {"; ".join(problems)}', flush=True)
    print(f'{done} files, {failed} failed')
    return 1 if failed or done == 0 else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
