#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the machine does to `referat bulk`: full disks, outputs that cannot be written, sources that change, clocks that jump.

usage: faults.py PROGRAM TOP
"""
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
from sources import Bench, docx, good, litter, long_docx, put, report, tree, verdicts  # noqa: E402

TO = ('--to', 'html,text')

# Real time jumps from call to call; what measures time passing does not.
SHIM = r'''
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static unsigned state = 12345;
static long jump(void)
{
    state = state * 1103515245u + 12345u;
    return (long)(state >> 8) % 400000000L - 200000000L;
}
int clock_gettime(clockid_t clock, struct timespec *now)
{
    int status = (int)syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += jump();
    return status;
}
time_t time(time_t *now)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    if (now != NULL)
        *now = at.tv_sec;
    return at.tv_sec;
}
int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec at;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &at);
    now->tv_sec = at.tv_sec;
    now->tv_usec = at.tv_nsec / 1000;
    return 0;
}
'''


def errors(run):
    return [line for line in run.stderr.split('\n') if 'error:' in line]


def mount(*words):
    return os.getuid() == 0 and subprocess.run(['mount', *words], capture_output=True).returncode == 0


def unmount(path):
    subprocess.run(['umount', '-l', path], capture_output=True)


def sources(top, n=40, paragraphs=40):
    for i in range(n):
        put(top / ('d%02d.docx' % i), long_docx(i, paragraphs + i))


# ---- the disk ----

def full_disk(bench):
    top = bench.folder('full')
    sources(top / 'in', 60, 200)
    clean = bench.bulk('in', '--out', 'clean', *TO, cwd=top)
    want = tree(top / 'clean')
    total = sum(map(len, want.values()))
    # what is full: outputs alone, then also what remembers; and then a tmpfs that has no more inodes
    for title, state, size in (('outputs', ('--state', str(top / 'state')), 'size=%dk' % (total // 3072)),
                               ('outputs and journal', (), 'size=%dk' % (total // 3072)),
                               ('inodes', (), 'nr_inodes=60')):
        disk = top / ('disk ' + title)
        disk.mkdir()
        if not mount('-t', 'tmpfs', '-o', size, 'tmpfs', disk):
            bench.skip('full disk: ' + title, 'not root, or tmpfs cannot be mounted')
            continue
        try:
            words = ('in', '--out', str(disk / 'o'), *TO, *state, '--workers', '2')
            run = bench.bulk(*words, cwd=top)
            status = 75 if title != 'inodes' else (73, 75)
            bench.check('full disk (%s): 75' % title, run.returncode in (status if isinstance(status, tuple) else (status,)), run)
            bench.check('full disk (%s): one message' % title, len([line for line in errors(run) if 'no verdict yet' not in line]) == 1, errors(run))
            bench.check('full disk (%s): nothing half written' % title, all(want.get(name) == data for name, data in tree(disk / 'o').items()
                                                                        if not name.startswith(b'.referat')))
            mount('-o', 'remount,size=512m,nr_inodes=100000', disk)
            run = bench.bulk(*words, cwd=top)
            bench.check('full disk (%s): with more room it is all there' % title, run.returncode == clean.returncode == 0 and tree(disk / 'o') == want
                        and not litter(disk), run)
        finally:
            unmount(disk)
            shutil.rmtree(top / 'state', ignore_errors=True)


def read_only(bench):
    top = bench.folder('readonly')
    sources(top / 'in', 10, 3)
    (top / 'o').mkdir()
    words = ('in', '--out', 'o', *TO)
    if os.getuid() == 0:
        if not mount('--bind', top / 'o', top / 'o') or not mount('-o', 'remount,bind,ro', top / 'o'):
            return bench.skip('an output that is read-only', 'it cannot be mounted')
    else:
        os.chmod(top / 'o', 0o555)
    try:
        run = bench.bulk(*words, cwd=top)
        bench.check('an output that is read-only: 77 or 73', run.returncode in (73, 77), run)
        bench.check('an output that is read-only: one message', len([line for line in errors(run) if 'no verdict yet' not in line]) == 1, errors(run))
    finally:
        unmount(top / 'o')
        os.chmod(top / 'o', 0o755)
    run = bench.bulk(*words, cwd=top)
    bench.check('and when it can be written it is all there', run.returncode == 0 and len(tree(top / 'o')) == 20, run)
    for text, words in (('a file in place of the output', ('in', '--out', 'in/d00.docx', *TO)),
                        ('an output below a file', ('in', '--out', 'in/d00.docx/o', *TO))):
        run = bench.bulk(*words, cwd=top)
        bench.check('%s: refused with one message' % text, run.returncode in (64, 73) and len(errors(run)) == 1, run)
    return None


def closed_streams(bench):
    top = bench.folder('streams')
    sources(top / 'in', 10, 3)
    bench.bulk('in', '--out', 'clean', *TO, cwd=top)
    run = subprocess.run(['sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh', bench.program, 'bulk', 'in', '--out', 'closed', *TO, '-v'], cwd=top)
    bench.check('with no standard streams', run.returncode == 0 and tree(top / 'closed') == tree(top / 'clean'), (run, len(tree(top / 'closed'))))
    run = subprocess.run(['sh', '-c', 'exec "$@" 2>/dev/full', 'sh', bench.program, 'bulk', 'in', '--out', 'fullerr', *TO, '-v'], cwd=top)
    bench.check('with nobody who listens', run.returncode == 0 and tree(top / 'fullerr') == tree(top / 'clean'), run)


# ---- sources ----

def changing(bench):
    top = bench.folder('changing')
    sources(top / 'in', 5, 10)
    for name in ('gone.docx', 'folder.docx', 'link.docx', 'fifo.docx', 'grown.docx'):
        put(top / 'in' / name, docx('at first ' + name))
    put(top / 'secret.docx', docx('a secret'))
    bench.bulk('in', '--out', 'o', *TO, '--plan', cwd=top)
    for name in ('gone', 'folder', 'link', 'fifo'):
        os.unlink(top / 'in' / (name + '.docx'))
    (top / 'in' / 'folder.docx').mkdir()
    (top / 'in' / 'link.docx').symlink_to('../secret.docx')
    os.mkfifo(top / 'in' / 'fifo.docx')
    put(top / 'in' / 'grown.docx', docx('and then more, ' * 50))
    run = bench.bulk('in', '--out', 'o', *TO, cwd=top, limit=30)
    said = verdicts(top / 'o.referat')
    bench.check('what vanished after planning: io', said[b'gone.docx'] == 'io' and run.returncode == 1, (run, said))
    bench.check('what became a folder, or a fifo: io', said[b'folder.docx'] == said[b'fifo.docx'] == 'io', said)
    bench.check('what became a link is not followed', said[b'link.docx'] in ('io', 'skipped') and b'secret' not in b''.join(tree(top / 'o').values()), said)
    bench.check('what grew is converted as it is now', good(said[b'grown.docx']) and b'and then more' in tree(top / 'o')[b'grown.txt'], said)
    writing, stop = top / 'writing' / 'busy.docx', threading.Event()
    put(writing, long_docx(1, 4000))

    def keep_writing():
        with open(writing, 'r+b') as file:
            while not stop.is_set():
                file.seek(0)
                file.write(b'PK')
                file.flush()
    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        run = bench.bulk('writing', '--out', 'w', *TO, cwd=top)
        said = verdicts(top / 'w.referat')
        bench.check('what is always being written to: io, and no output', said == {b'busy.docx': 'io'} and not tree(top / 'w'), (run, said))
    finally:
        stop.set()
        writer.join()
    run = bench.bulk('writing', '--out', 'w', *TO, '--retry-failed', cwd=top)
    bench.check('when it is quiet it is converted', len(tree(top / 'w')) == 2, run)


# ---- clocks ----

def clocks(bench):
    top = bench.folder('clocks')
    sources(top / 'in', 30, 10)
    (top / 'shim.c').write_text(SHIM)
    if subprocess.run(['cc', '-shared', '-fPIC', '-o', top / 'shim.so', top / 'shim.c'], capture_output=True).returncode != 0:
        return bench.skip('clocks that jump', 'there is no C compiler')
    # where the sanitizers must be first, they say so and end; then all is left out
    environment = {**os.environ, 'LD_PRELOAD': str(top / 'shim.so'), 'ASAN_OPTIONS': 'detect_leaks=0:verify_asan_link_order=0'}
    if subprocess.run([bench.program, '--version'], capture_output=True, env=environment).returncode != 0:
        return bench.skip('clocks that jump', 'the sanitizer does not let itself be preloaded')
    bench.bulk('in', '--out', 'clean', *TO, cwd=top)
    for words in ((), ('--rate', '30')):
        run = bench.bulk('in', '--out', 'o' + ''.join(words), *TO, *words, cwd=top, env=environment)
        told = report(top / ('o%s.referat' % ''.join(words)))
        bench.check('clocks that jump%s: as ever' % ' '.join(('',) + words), run.returncode == 0 and tree(top / ('o' + ''.join(words))) == tree(top / 'clean')
                    and told['verdicts']['ok'] + told['verdicts']['ok-with-loss'] == 30, (run, told))
        bench.check('no conversion takes years', told['microseconds']['max'] < 60e6, told['microseconds'])
        bench.check('nor does the run', 0 <= told['milliseconds'] < 60000 * bench.patience, told['milliseconds'])
    run = bench.bulk('in', '--out', 'o', *TO, cwd=top, env=environment)
    bench.check('clocks that jump: still up to date', run.returncode == 0 and report(top / 'o.referat')['kept'] == 30, run)
    return None


# ---- rules ----

def rules(bench):
    top = bench.folder('rules')
    for i in range(150):
        put(top / 'bad' / ('b%03d.docx' % i), long_docx(i, 5)[:400])
        put(top / 'mixed' / ('m%03d.docx' % i), long_docx(i, 5) if i % 2 else long_docx(i, 5)[:400])
    run = bench.bulk('bad', '--out', 'all', *TO, '--workers', '2', cwd=top)
    bench.check('the first hundred all fail: 78', run.returncode == 78 and len([e for e in errors(run) if 'all failed' in e]) == 1, run)
    told = report(top / 'all.referat')
    bench.check('and the rest is left', 100 <= told['verdicts']['damaged'] <= 102, told['verdicts'])
    run = bench.bulk('mixed', '--out', 'n', *TO, '--workers', '2', '--max-failures', '10', cwd=top)
    told = report(top / 'n.referat')
    bench.check('--max-failures 10', run.returncode == 1 and '--max-failures' in run.stderr and 10 <= told['verdicts']['damaged'] <= 12, (run, told['verdicts']))
    run = bench.bulk('mixed', '--out', 'p', *TO, '--workers', '2', '--max-failures', '20%', cwd=top)
    told = report(top / 'p.referat')
    bench.check('--max-failures 20%', run.returncode == 1 and '--max-failures' in run.stderr and told['verdicts']['none'] > 0, (run, told['verdicts']))
    run = bench.bulk('mixed', '--out', 'q', *TO, '--max-failures', '60%', cwd=top)
    bench.check('--max-failures 60% is not met', run.returncode == 1 and report(top / 'q.referat')['verdicts']['none'] == 0, run)
    for value, status in (('any', 1), ('none', 0), ('40%', 1), ('60%', 0)):
        run = bench.bulk('mixed', '--out', 'q', *TO, '--fail-on', value, cwd=top)
        bench.check('--fail-on %s: %d' % (value, status), run.returncode == status, run)
    sources(top / 'few', 12, 3)
    begun = time.monotonic()
    run = bench.bulk('few', '--out', 'r', *TO, '--rate', '6', cwd=top)
    passed = time.monotonic() - begun
    bench.check('--rate 6: twelve take two seconds', run.returncode == 0 and 1.5 < passed < 3.5 * bench.patience, passed)
    size = sum(path.stat().st_size for path in (top / 'few').iterdir())
    begun = time.monotonic()
    bench.bulk('few', '--out', 'rb', *TO, '--rate', '%.6fMB' % (size / 2e6), cwd=top)
    bench.check('--rate in bytes', 1.2 < time.monotonic() - begun < 3.5 * bench.patience, time.monotonic() - begun)
    run = bench.bulk('few', '--out', 'l', *TO, '--max-load', '1e6', cwd=top)
    bench.check('--max-load that is never met', run.returncode == 0, run)
    load(bench, top)


def load(bench, top):
    # the load of this machine cannot be set; below it nothing may begin
    if os.getloadavg()[0] < 0.02:
        return bench.skip('--max-load', 'this machine has no load')
    run = bench.start('few', '--out', 'll', *TO, '--max-load', '0.0001', cwd=top)
    time.sleep(2)
    begun = tree(top / 'll') if (top / 'll').exists() else {}
    run.send_signal(2)
    said = run.communicate(timeout=30 * bench.patience)[1].decode()
    bench.check('--max-load: nothing begins while the load is higher, and it can be interrupted', not begun and run.returncode == 75, (run.returncode, said, sorted(begun)))
    return None


def main():
    bench = Bench('faults')
    try:
        for part in (full_disk, read_only, closed_streams, changing, clocks, rules):
            begun = time.monotonic()
            part(bench)
            print('     (%s: %.1f s)' % (part.__name__, time.monotonic() - begun), flush=True)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
