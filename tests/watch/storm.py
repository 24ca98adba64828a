#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Very many files at once, more than the kernel tells of: all are converted, none twice.

usage: storm.py PROGRAM [TOP] [--files N]
"""
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
from common import Bench, Watcher, docx, put, sysctl, wait_until  # noqa: E402

TXT = ('--to', 'txt')


def judge(bench, title, watcher, names, begun, limit):
    """All of @names are converted, once each, and nothing else."""
    n, most, family = len(names), 0, 0
    end = time.monotonic() + limit * bench.patience
    while time.monotonic() < end and watcher.alive():
        most = max(most, watcher.memory()[0])
        family = max(family, len(watcher.family()))
        # counting is cheap only in the ledger
        if (watcher.state / 'ledger').exists() and (watcher.state / 'ledger').read_bytes().count(b'\n') >= n:
            break
        time.sleep(0.5)
    seconds = time.monotonic() - begun
    watcher.wait_quiet(10)
    lines = watcher.ledger()
    twice = [path for path, count in Counter(line['path'] for line in lines).items() if count > 1]
    done, converted = watcher.names(watcher.done_folder), watcher.names(watcher.converted)
    want = sorted(os.fsencode(name) for name in names)
    bench.tell('%s: %d files in %.1f s, %.0f a second; at most %d MiB in %d processes' % (title, n, seconds, n / seconds, most >> 10, family))
    bench.check('%s: all are converted, none twice' % title, watcher.alive() and not twice and len(lines) == n and all(line['fate'] == 'converted' for line in lines),
                (len(lines), Counter(line['fate'] for line in lines), twice[:5], watcher.said()[-500:]))
    bench.check('%s: all originals are in Done, under their names' % title, done == want, (len(done), sorted(set(done) ^ set(want))[:5]))
    bench.check('%s: a result each' % title, converted == sorted(os.path.splitext(name)[0] + b'.txt' for name in want), len(converted))
    bench.check('%s: nothing is left' % title, not watcher.names(watcher.inbox) and not watcher.litter(), (watcher.names(watcher.inbox)[:5], watcher.litter()[:5]))
    sums = Counter(line['sum'] for line in lines)
    bench.check('%s: no bytes twice' % title, max(sums.values(), default=0) == 1)
    wrong = [name for name in names[::max(1, n // 50)] if os.path.basename(name).split('.')[0] not in watcher.read(watcher.converted / (os.path.splitext(name)[0] + '.txt'))]
    bench.check('%s: and it is the right one' % title, not wrong, wrong[:5])
    return seconds


def drop(inbox, names):
    for name in names:
        put(inbox / name, docx('This is ' + os.path.basename(name).split('.')[0]))


def small_queue(bench):
    """The kernel's queue is made small."""
    n = bench.option('--files', 10000)
    watcher = Watcher(bench, bench.folder('queue'), *TXT, '--rescan', '30', start=False)
    back = sysctl(bench, 'fs.inotify.max_queued_events', 64)
    if back is None:
        return bench.skip('an event queue of 64', 'it may not be set')
    try:
        watcher.start()
    finally:
        back()
    names = ['s%05d.docx' % i for i in range(n)]
    begun = time.monotonic()
    # a machine that is busy elsewhere for a moment, or a quick reader would keep up
    drop(watcher.inbox, names[:100])
    watcher.send(signal.SIGSTOP)
    drop(watcher.inbox, names[100:400])
    watcher.send(signal.SIGCONT)
    drop(watcher.inbox, names[400:])
    bench.tell('%d files dropped in %.1f s' % (n, time.monotonic() - begun))
    judge(bench, 'a queue of 64 events', watcher, names, begun, 150)
    bench.check('a queue of 64 events: it did overflow', watcher.lines('looking around'), watcher.said()[:300])
    bench.tell('said so %d times' % len(watcher.lines('looking around')))
    bench.check('SIGTERM: 0', watcher.stop() == 0)
    return None


def stopped(bench):
    """It does not listen while they come; the default queue holds 16384 events, two a file."""
    length = int(Path('/proc/sys/fs/inotify/max_queued_events').read_text())
    # moved within a folder a file gives an event more each time
    n = min(bench.option('--files', 10000), 2000)
    watcher = Watcher(bench, bench.folder('stopped'), *TXT, '--rescan', '600')
    watcher.send(signal.SIGSTOP)
    names = ['t%05d.docx' % i for i in range(n)]
    begun = time.monotonic()
    drop(watcher.inbox, names)
    spare, events = watcher.inbox / 'spare.docx', 2 * n
    while events < length + 100:
        # two names in turn, or the kernel takes equal events for one
        for path in (spare, watcher.inbox / 'spare2.docx'):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
            os.unlink(path)
            events += 3
    # these come when nothing is told any more
    late = ['late/t-late%d.docx' % i for i in range(5)]
    drop(watcher.inbox, late)
    watcher.send(signal.SIGCONT)
    judge(bench, 'stopped meanwhile', watcher, names + late, begun, 120)
    bench.check('stopped meanwhile: the queue did overflow', watcher.lines('looking around'), (length, watcher.said()[:300]))
    # after that it goes on by events
    drop(watcher.inbox, ['late/after.docx'])
    bench.check('and afterwards events are told again', watcher.wait_file(watcher.done_folder / 'late' / 'after.docx', 5), watcher.said()[-300:])
    watcher.stop()


def folders(bench):
    watcher = Watcher(bench, bench.folder('folders'), *TXT, '--rescan', '600')
    files = bench.option('--files', 10000)
    names = ['d%03d/f%03d-%02d.docx' % (i, i, k) for i in range(200 if files >= 4000 else max(1, files // 20)) for k in range(20)]
    begun = time.monotonic()
    drop(watcher.inbox, names)
    judge(bench, '%d folders of 20' % (len(names) // 20), watcher, names, begun, 120)
    watcher.stop()


def moved_in(bench):
    watcher, side = Watcher(bench, bench.folder('moved'), *TXT, '--rescan', '600'), bench.folder('moved-side')
    n = min(3000, bench.option('--files', 10000))
    names = ['tree/a%d/b%d/m%04d.docx' % (i % 7, i % 31, i) for i in range(n)]
    drop(side, names)
    begun = time.monotonic()
    os.rename(side / 'tree', watcher.inbox / 'tree')
    judge(bench, 'a tree that was moved in', watcher, names, begun, 120)
    watcher.stop()


def main():
    bench = Bench('storm', '[--files N]')
    only = bench.option('--only', '')
    try:
        for case in (small_queue, stopped, folders, moved_in):
            if only in ('', case.__name__):
                bench.run(case, bench)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
