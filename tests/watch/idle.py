#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What it takes while nothing happens, after ten thousand documents.

usage: idle.py PROGRAM [TOP] [--seconds N] [--files N]
"""
import os
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from common import Bench, Watcher, docx, put, wait_until  # noqa: E402

MOST_CPU, MOST_RSS = 0.2, 20 << 10  # per cent of a core, KiB


def measure(bench, title, watcher, seconds, most_rss=MOST_RSS):
    before, begun = watcher.cpu(), time.monotonic()
    woken = switches(watcher)
    most, most_pss = 0, 0
    while time.monotonic() - begun < seconds:
        time.sleep(min(5, seconds))
        rss, pss = watcher.memory()
        most, most_pss = max(most, rss), max(most_pss, pss)
    passed = time.monotonic() - begun
    took = watcher.cpu() - before
    share = 100 * took / passed
    bench.tell('%s, %.0f s: CPU %.3f %% of a core (%.2f s), RSS %.1f MiB, PSS %.1f MiB, %d processes, woken %d times' % (
        title, passed, share, took, most / 1024, most_pss / 1024, len(watcher.family()), switches(watcher) - woken))
    # what is freed at the end of a storm takes a sanitizer its time
    if bench.sanitized and title == 'after a storm':
        bench.skip('%s: processor' % title, 'sanitizers take more')
    else:
        bench.check('%s: at most %.1f %% of a core' % (title, MOST_CPU), share <= MOST_CPU * (1 if not bench.sanitized else 5), share)
    if bench.sanitized:
        bench.skip('%s: memory' % title, 'sanitizers take more')
    else:
        bench.check('%s: RSS at most %d MiB, with its children' % (title, most_rss >> 10), most <= most_rss, most)


def switches(watcher):
    try:
        text = Path('/proc/%d/status' % watcher.pid).read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in text.split('\n') if 'ctxt_switches' in line)


def main():
    bench = Bench('idle', '[--seconds N] [--files N]')
    seconds, files = bench.option('--seconds', 60.0), bench.option('--files', 10000)
    try:
        folder = bench.folder('idle')
        watcher = Watcher(bench, folder, '--to', 'txt')
        begun = time.monotonic()
        for i in range(files):
            put(watcher.inbox / ('d%02d' % (i % 100) if i % 2 else '') / ('i%05d.docx' % i), docx('idle %d' % i))
        ledger = watcher.state / 'ledger'
        done = wait_until(lambda: ledger.exists() and ledger.read_bytes().count(b'\n') >= files, 200 * bench.patience, 0.5)
        bench.check('%d files are converted, to begin with' % files, done and len(watcher.names(watcher.done_folder)) == files, watcher.said()[-300:])
        bench.tell('that took %.1f s' % (time.monotonic() - begun))
        # until the workers have gone to rest, the page is made and the folders are taken away
        wait_until(lambda: len(watcher.family()) == 1, 30 * bench.patience, 0.2)
        time.sleep(2)
        bench.check('with nothing to do there are no workers', len(watcher.family()) == 1, watcher.family())
        bench.tell('page: %d KiB, ledger: %d KiB' % ((watcher.converted / 'index.html').stat().st_size >> 10 if (watcher.converted / 'index.html').exists() else -1, ledger.stat().st_size >> 10))
        rss, pss = watcher.memory()
        bench.tell('after the storm: RSS %.1f MiB, PSS %.1f MiB' % (rss / 1024, pss / 1024))
        measure(bench, 'after a storm', watcher, max(2, seconds / 4))
        at = time.monotonic()
        bench.check('SIGTERM: 0', watcher.stop() == 0)
        bench.tell('it ended after %.2f s' % (time.monotonic() - at))
        at = time.monotonic()
        watcher.start(ready=True)
        bench.tell('started again with %d lines: ready after %.2f s' % (files, time.monotonic() - at))
        time.sleep(3)
        measure(bench, 'idle', watcher, seconds)
        watcher.stop()
        # a share is looked at every two seconds
        for i in range(20):
            (watcher.inbox / ('kept%d' % i)).mkdir(exist_ok=True)
        watcher.start('--mode', 'poll')
        time.sleep(3)
        measure(bench, 'idle, polling', watcher, max(2, seconds / 4))
        watcher.stop()
        bench.check('and nothing was done', len(watcher.ledger()) == files and not watcher.litter(), len(watcher.ledger()))
        bench.tell('loads of this machine: %s' % (os.getloadavg(),))
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
