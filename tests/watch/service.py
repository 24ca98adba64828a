#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a service manager, a shell and cron see of a watcher: notifications, signals, --once, and kernels that give no inotify.

usage: service.py PROGRAM [TOP]
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from common import Bench, Watcher, docx, put, wait_until  # noqa: E402
from kills import BAD, files, freeze, hold, large, names, thaw  # noqa: E402
from sources import zipped  # noqa: E402

QUICK = ('--workers', '1')


class Manager(threading.Thread):
    """The socket of a service manager: remembers what it is told, and when."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.socket, self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), []
        self.socket.bind(path)
        self.start()

    def run(self):
        while True:
            for line in self.socket.recv(1 << 16).decode().split('\n'):
                self.heard.append((time.monotonic(), line))

    def lines(self, begin=''):
        return [line for _, line in self.heard if line.startswith(begin)]

    def wait(self, begin, count=1, seconds=15):
        return wait_until(lambda: len(self.lines(begin)) >= count, seconds, 0.01)


def notifications(bench):
    for kind in ('path', 'abstract'):
        name = str(bench.root / ('notify-' + kind)) if kind == 'path' else '\0referat-test-%d' % os.getpid()
        manager = Manager(name)
        top = bench.folder('notify-folder-' + kind)
        for i in range(3):
            put(top / 'Inbox' / ('n%d.docx' % i), docx('n %d' % i))
        watcher = Watcher(bench, top, *QUICK, env={'NOTIFY_SOCKET': name.replace('\0', '@'), 'WATCHDOG_USEC': '600000'}, start=False)
        watcher.start(ready=False)
        bench.check('%s: READY=1' % kind, manager.wait('READY=1', seconds=10 * bench.patience), manager.heard)
        bench.check('%s: after the first look' % kind, watcher.stage.exists() and 'inotify' in watcher.said(), watcher.said())
        bench.check('%s: STATUS= tells what there is to do' % kind, manager.wait('STATUS='), manager.heard)
        watcher.wait_file('Done/n2.docx')
        bench.check('%s: and that there is nothing' % kind, wait_until(lambda: 'nothing' in (manager.lines('STATUS=') or [''])[-1], 5), manager.lines('STATUS='))
        before = len(manager.lines('WATCHDOG=1'))
        time.sleep(2)
        beats = [when for when, line in manager.heard if line == 'WATCHDOG=1']
        gaps = [b - a for a, b in zip(beats, beats[1:])]
        bench.check('%s: WATCHDOG=1 in time, while nothing happens (%d in 2 s, at most %.2f s apart)' % (kind, len(beats) - before, max(gaps, default=9)),
                    len(beats) - before >= 3 and max(gaps) < 0.6, gaps)
        bench.tell('%s: %d beats in 2 s' % (kind, len(beats) - before))
        ready = len(manager.lines('READY=1'))
        watcher.send(signal.SIGHUP)
        bench.check('%s: RELOADING=1 on SIGHUP, with the time' % kind, manager.wait('RELOADING=1') and manager.wait('MONOTONIC_USEC='), manager.heard[-5:])
        bench.check('%s: and READY=1 again' % kind, manager.wait('READY=1', ready + 1), manager.heard[-5:])
        put(top / 'Inbox' / 'after.docx', docx('after'))
        bench.check('%s: it goes on' % kind, watcher.wait_file('Converted/after.html'), watcher.said())
        bench.check('%s: SIGTERM: 0' % kind, watcher.stop() == 0, watcher.said())
        bench.check('%s: STOPPING=1' % kind, manager.wait('STOPPING=1', seconds=1), manager.heard[-5:])
    # one that cannot be reached, and one that does not read
    full = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    full.bind(str(bench.root / 'full'))
    for name in (bench.root / 'none', bench.root / 'full'):
        watcher = Watcher(bench, bench.folder('notify-' + name.name), *QUICK, env={'NOTIFY_SOCKET': str(name), 'WATCHDOG_USEC': '20000'})
        time.sleep(1)
        put(watcher.inbox / 'x.docx', docx('x'))
        bench.check('a manager that does not listen (%s): nobody waits for it' % name.name, watcher.wait_file('Converted/x.html') and watcher.stop() == 0, watcher.said())


def watchdog_of_others(bench):
    manager = Manager(str(bench.root / 'others'))
    watcher = Watcher(bench, bench.folder('others-folder'), *QUICK, env={'NOTIFY_SOCKET': str(bench.root / 'others'), 'WATCHDOG_USEC': '200000', 'WATCHDOG_PID': '1'})
    time.sleep(0.7)
    bench.check('WATCHDOG_PID of another: no beats', not manager.lines('WATCHDOG=1'), manager.heard)
    watcher.stop()
    # busy: many are converted, beats come in time
    manager = Manager(str(bench.root / 'busy'))
    top = bench.folder('busy-folder')
    for i in range(150 if not bench.sanitized else 20):
        put(top / 'Inbox' / ('n%d.docx' % i), docx(*['busy %d %d' % (i, k) for k in range(300)]))
    watcher = Watcher(bench, top, env={'NOTIFY_SOCKET': str(bench.root / 'busy'), 'WATCHDOG_USEC': '1000000'})
    watcher.wait_quiet(40)
    beats = [when for when, line in manager.heard if line == 'WATCHDOG=1']
    gap = max((b - a for a, b in zip(beats, beats[1:])), default=99)
    bench.check('busy: beats come in time (%.2f s apart at most)' % gap, gap < 1.0, gap)
    bench.tell('busy: %d beats, %d of STATUS=' % (len(beats), len(manager.lines('STATUS='))))
    bench.check('busy: ends', watcher.stop() == 0)


def signals(bench):
    for number in (signal.SIGTERM, signal.SIGINT):
        for keep in (False, True):
            title = signal.Signals(number).name + (', originals kept' if keep else '')
            watcher = Watcher(bench, bench.folder('signal-%s%d' % (signal.Signals(number).name, keep)), *QUICK, '--to', 'html,txt', *(('--originals', 'keep') if keep else ()))
            data = large('slow')
            put(watcher.inbox / 'Board' / 'slow.docx', data)
            put(watcher.inbox / 'next.docx', docx('next'))
            met = freeze(watcher, None if keep else 'Board/slow.docx')
            begun = time.monotonic()
            watcher.send(number)
            ended = wait_until(lambda: not watcher.alive(), 10 * bench.patience)
            took = time.monotonic() - begun
            bench.check('%s during a conversion that does not end: 0, within 5 s (%.1f)' % (title, took), met and ended and watcher.run.returncode == 0 and took < 5, (watcher.run.poll(), watcher.said()))
            bench.check('%s: it is back in the inbox' % title, (watcher.inbox / 'Board' / 'slow.docx').read_bytes() == data if (watcher.inbox / 'Board' / 'slow.docx').exists() else False, names(watcher.folder))
            bench.check('%s: no partial file, no litter' % title, not [n for n in names(watcher.converted) if 'slow' in n] and not watcher.litter(), (names(watcher.converted), watcher.litter()))
            bench.check('%s: the lock is given back' % title, not (watcher.state / 'lock').exists())
            bench.check('%s: then it is converted' % title, watcher.once() == 0 and {'Board/slow.html', 'Board/slow.txt', 'next.html', 'next.txt'} == set(names(watcher.converted)), (watcher.said()[-400:], names(watcher.converted)))
    # one that is nearly done is finished
    watcher = Watcher(bench, bench.folder('signal-nearly'), *QUICK)
    data = large('nearly')
    put(watcher.inbox / 'x.docx', data)
    freeze(watcher, 'x.docx')
    thaw(watcher)
    begun = time.monotonic()
    bench.check('SIGTERM during a short one: 0', watcher.stop() == 0, watcher.said())
    bench.tell('SIGTERM during a short one took %.1f s; %s' % (time.monotonic() - begun, 'it was finished' if (watcher.done_folder / 'x.docx').exists() else 'it was put back'))
    bench.check('done, or back', [name for name in hold(watcher, data)] == [b'x.docx'] and not watcher.litter(), (names(watcher.folder), watcher.litter()))
    # twice, and with an archive being taken apart
    watcher = Watcher(bench, bench.folder('signal-archive'), *QUICK, settle=0.1)
    put(watcher.inbox / 'z.zip', zipped([('m%d.docx' % i, large('m%d' % i)) for i in range(2)]))
    time.sleep(0.13)
    watcher.send(signal.SIGTERM)
    watcher.send(signal.SIGTERM)
    bench.check('SIGTERM twice, soon after an archive came: 0', watcher.stop() == 0, watcher.said())
    watcher.once()
    bench.check('its documents are there once', sorted(names(watcher.converted)) == ['z/m0.html', 'z/m1.html'], (names(watcher.converted), watcher.said()))


def at_start(bench):
    """A signal that comes early."""
    for i in range(12):
        top = bench.folder('early-%d' % i)
        put(top / 'Inbox' / 'x.docx', docx('x'))
        watcher = Watcher(bench, top, *QUICK, start=False, settle=0.05)
        watcher.start(ready=False)
        time.sleep(i * 0.012)
        status = watcher.stop()
        if status not in (0, -15) or len(hold(watcher, docx('x'))) != 1 or watcher.litter():
            return bench.check('SIGTERM %d ms after the start' % (i * 12), False, (status, names(top), watcher.litter(), watcher.said()))
    return bench.check('SIGTERM soon after the start, 12 times', True)


def once(bench):
    top = bench.folder('once')
    watcher = Watcher(bench, top, *QUICK, start=False, settle=0.3)
    bench.check('--once, nothing there: 0, and the folders are made', watcher.once() == 0 and watcher.inbox.exists() and watcher.done_folder.exists(), watcher.said())
    for i in range(5):
        put(watcher.inbox / ('o%d.docx' % i), docx('once %d' % i))
    put(watcher.inbox / 'b.docx', BAD)
    put(watcher.inbox / 'old.doc', b'\xd0\xcf\x11\xe0')
    put(watcher.inbox / 'z.zip', zipped([('m.docx', docx('m'))]))
    status = watcher.once()
    bench.check('--once: all that is there, what is in archives too, 0', status == 0 and names(watcher.inbox) == ['old.doc'] and len(names(watcher.done_folder)) == 7
                and 'z/m.html' in names(watcher.converted), (status, names(top), watcher.said()))
    at = watcher.size()
    bench.check('--once, nothing new: 0, and nothing is told again', watcher.once() == 0 and 'old.doc' not in watcher.said(at), watcher.said(at))
    # what is growing, empty or cut is left
    put(watcher.inbox / 'empty.docx', b'')
    put(watcher.inbox / 'cut.docx', docx('cut')[:-30])
    growing, over = watcher.inbox / 'grows.docx', threading.Event()
    put(watcher.inbox / 'done.docx', docx('done'))

    def grow():
        while not over.is_set():
            with open(growing, 'ab') as file:
                file.write(b'PK\3\4 more and more')
            time.sleep(0.05)
    writer = threading.Thread(target=grow)
    writer.start()
    begun = time.monotonic()
    status = watcher.once(limit=10)
    took = time.monotonic() - begun
    over.set()
    writer.join()
    bench.check('--once: what still grows, is empty or cut is left (%.1f s)' % took, names(watcher.inbox) == ['cut.docx', 'empty.docx', 'grows.docx', 'old.doc'] and took < 8 * bench.patience and status is not None
                and (watcher.converted / 'done.html').exists() and names(watcher.failed_folder).count('cut.docx') == 0, (status, took, names(top), watcher.said()))
    bench.tell('--once with what is left: exit status %s' % status)
    growing.unlink()
    wait_until(lambda: not watcher.alive(), 5)
    with open(watcher.inbox / 'open.docx', 'wb') as file:
        file.write(docx('open'))
        file.flush()
        status = watcher.once()
        bench.check('--once: what somebody writes to is left', (watcher.inbox / 'open.docx').exists(), watcher.said()[-300:])
    bench.check('and is done the next time', watcher.once() == 0 and (watcher.converted / 'open.html').exists(), watcher.said()[-300:])
    if not bench.privileged or not shutil.which('setpriv'):
        return bench.skip('--once with trouble that passes', 'that needs root here')
    # nobody may read one of them
    top = bench.folder('once-trouble')
    os.chown(top, 65534, 65534)
    watcher = Watcher(bench, top, *QUICK, start=False, before=['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'])
    if subprocess.run([*watcher.before, bench.program, '--version'], capture_output=True).returncode != 0:
        return bench.skip('--once with trouble that passes', 'nobody may not run the program')
    put(watcher.inbox / 'shut.docx', docx('shut'))
    put(watcher.inbox / 'open.docx', docx('open'))
    os.chown(watcher.inbox, 65534, 65534)
    os.chmod(watcher.inbox / 'shut.docx', 0)
    begun = time.monotonic()
    status = watcher.once()
    bench.check('--once: 75 when something met trouble that passes; the others are done (%.1f s)' % (time.monotonic() - begun), status == 75 and (watcher.converted / 'open.html').exists()
                and (watcher.inbox / 'shut.docx').exists(), (status, watcher.said()))
    os.chmod(watcher.inbox / 'shut.docx', 0o644)
    bench.check('--once: 0 when it has passed', watcher.once() == 0 and (watcher.converted / 'shut.html').exists(), watcher.said())
    return None


def no_inotify(bench):
    """Kernels that give no instances, or few watches: polling, told once, with what to raise."""
    for title, setting, value in (('instances', 'max_inotify_instances', 0), ('watches', 'max_inotify_watches', 3)):
        script = 'echo %d > /proc/sys/user/%s && exec "$@"' % (value, setting)
        before = ['unshare', '-U', '-r', 'sh', '-c', script, 'sh']
        if not shutil.which('unshare') or subprocess.run([*before, 'true'], capture_output=True).returncode != 0:
            bench.skip('a kernel that gives no inotify %s' % title, 'user namespaces cannot be had, or the setting is not there')
            continue
        top = bench.folder('no-' + title)
        for i in range(8):
            (top / 'Inbox' / ('f%d' % i)).mkdir(parents=True)
        watcher = Watcher(bench, top, *QUICK, '--poll', '0.3', before=before)
        for i in range(8):
            put(watcher.inbox / ('f%d' % i) / 'x.docx', docx('x %d' % i))
        good = wait_until(lambda: len(names(watcher.done_folder)) == 8, 15 * bench.patience)
        bench.check('no %s: converted all the same' % title, good, (names(top), watcher.said()))
        bench.check('no %s: told once, with what to raise' % title, watcher.said().count('sysctl') == 1 and 'max_user_' + title in watcher.said(), watcher.said())
        bench.check('no %s: ends' % title, watcher.stop() == 0)


def real_manager(bench):
    if not shutil.which('systemd-run') or not os.path.exists('/run/systemd/system'):
        return bench.skip('a real systemd', 'none is running here')
    top = bench.folder('systemd')
    run = subprocess.run(['systemd-run', '--user', '--wait', '--collect', '-p', 'Type=notify', str(bench.program), 'watch', str(top), '--once', '--notify', 'off'], capture_output=True)
    return bench.check('as a unit of a real systemd', run.returncode == 0, run)


def closed_streams(bench):
    for title, words in (('stderr closed', '2>&-'), ('stderr full', '2>/dev/full'), ('all closed', '<&- >&- 2>&-')):
        top = bench.folder('closed-' + title.replace(' ', '-'))
        put(top / 'Inbox' / 'x.docx', docx('x'))
        run = subprocess.run(['sh', '-c', 'exec "$@" ' + words, 'sh', bench.program, 'watch', top, '--once', '--settle', '0.1', '--notify', 'off'], capture_output=True, timeout=30 * bench.patience)
        data = files(top / 'Converted').get(b'x.html', b'')
        bench.check('%s: as ever' % title, run.returncode == 0 and data.startswith(b'<!DOCTYPE') and data.rstrip().endswith(b'</html>') and names(top / 'Done') == ['x.docx'], (run, names(top)))


def main():
    bench = Bench('service')
    bench.together([(case, bench) for case in (signals, notifications, once, watchdog_of_others, no_inotify, at_start, closed_streams, real_manager)], at_once=3)
    return bench.end()


if __name__ == '__main__':
    sys.exit(main())
