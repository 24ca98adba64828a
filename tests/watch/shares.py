#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders of which the kernel tells nothing, or not all: shares, mounts within, other file systems, no room for watches.

usage: shares.py PROGRAM [TOP] [--only CASE]
"""
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from common import Bench, Watcher, bindfs, damaged, docx, file_system, mount, put, wait_until  # noqa: E402

HTML = ('--to', 'html')


def needs_bindfs(bench, title, source, target, *options):
    if bindfs(bench, source, target, *options):
        return True
    bench.skip(title, 'bindfs, /dev/fuse or the right to mount is missing')
    return False


def unshared(program='unshare'):
    """A command line prefix that gives user limits of our own; None when that may not be had."""
    words = [program, '--user', '--map-root-user', '--']
    return words if shutil.which(program) and subprocess.run([*words, 'true'], capture_output=True).returncode == 0 else None


# ---- a share ----

def share(bench):
    server, client = bench.folder('server'), bench.folder('client')
    os.makedirs(server / 'minutes')
    if not needs_bindfs(bench, 'a share', server, client):
        return
    watcher = Watcher(bench, client / 'minutes', *HTML, settle=None, log=bench.root / 'share.log')
    behind = server / 'minutes' / 'Inbox'
    bench.check('a share: it is said that it is polled, and why', watcher.lines('/Inbox: polling every 2 s', 'fuse'), watcher.said())
    begun, when = time.monotonic(), {}
    for i in range(20):
        put(behind / ('s%d' % (i % 3) if i % 2 else '') / ('b%02d.docx' % i), docx('from behind %d' % i))
    while len(when) < 20 and time.monotonic() - begun < 30 * bench.patience:
        for path in watcher.converted.rglob('b*.html'):
            when.setdefault(path.name, time.monotonic() - begun)
        time.sleep(0.05)
    bench.check('a share: all that was written behind it is converted', len(when) == 20 and watcher.wait_quiet(), (len(when), watcher.said()[-400:]))
    bench.tell('a share: the first after %.1f s, the last after %.1f s' % (min(when.values(), default=-1), max(when.values(), default=-1)))
    bench.check('a share: not before 5 s, and not after 5 + 2 + 1', when and min(when.values()) >= 4.9 and max(when.values()) <= 8 * bench.patience + 1, when)
    # one that stalls for 3 s, as a network does
    data, early = docx(*['stalls'] * 200), False
    with open(behind / 'stalls.docx', 'wb') as file:
        for i in range(4):
            file.write(data[len(data) * i // 4:len(data) * (i + 1) // 4])
            file.flush()
            time.sleep(3 if i < 3 else 0)
            early = early or (watcher.converted / 'stalls.html').exists() or watcher.lines('stalls.docx: converted')
    bench.check('a share: a writer that stalls for 3 s is waited for', not early, watcher.said()[-300:])
    bench.check('a share: and then converted, once', watcher.wait_file('Converted/stalls.html') and len(watcher.lines('stalls.docx: converted')) == 1)
    # whatever the other machine's clock says
    for name, when in (('ahead', 86400), ('behind', -10 * 365 * 86400)):
        put(behind / (name + '.docx'), docx(name))
        os.utime(behind / (name + '.docx'), (time.time() + when,) * 2)
    bench.check('a share: clocks that differ', watcher.wait_file('Converted/ahead.html') and watcher.wait_file('Converted/behind.html'), watcher.said()[-300:])
    bench.check('a share: all originals are in Done', watcher.wait_quiet() and len(watcher.names(watcher.done_folder)) == 23 and len(watcher.ledger()) == 23, watcher.names('.'))
    bench.check('a share: SIGTERM: 0', watcher.stop() == 0)


def goes_away(bench):
    """The share is unmounted while it is watched, and mounted again."""
    server, client = bench.folder('away-server'), bench.folder('away-client')
    os.makedirs(server / 'minutes')
    if not needs_bindfs(bench, 'a share that goes away', server, client):
        return
    watcher = Watcher(bench, client / 'minutes', *HTML, '--poll', '0.5', log=bench.root / 'away.log')
    put(server / 'minutes' / 'Inbox' / 'first.docx', docx('first'))
    bench.check('goes away: works before', watcher.wait_file('Converted/first.html'))
    subprocess.run(['fusermount3', '-uz', str(client)], capture_output=True)
    time.sleep(2.5)
    bench.check('goes away: it waits, and makes nothing in the empty mount point', watcher.alive() and os.listdir(client) == [], (os.listdir(client), watcher.said()))
    put(server / 'minutes' / 'Inbox' / 'second.docx', docx('second'))
    if bindfs(bench, server, client):
        bench.check('goes away: when it is there again it goes on by itself', watcher.wait_file('Converted/second.html', 40), watcher.said())
        put(server / 'minutes' / 'Inbox' / 'third.docx', docx('third'))
        bench.check('goes away: and goes on', watcher.wait_file('Converted/third.html'), watcher.said())
    bench.tell('goes away: said: %s' % watcher.said().split('\n')[2:])
    bench.check('goes away: told once each time', len(watcher.lines('is there')) <= 2 and len(watcher.said().split('\n')) < 14, watcher.said())
    watcher.stop()


def dies(bench):
    """The server's process is killed: everything says ENOTCONN."""
    server, client = bench.folder('dies-server'), bench.folder('dies-client')
    os.makedirs(server / 'minutes')
    if not needs_bindfs(bench, 'a share whose server dies', server, client):
        return
    pids = [int(line.split()[0]) for line in subprocess.run(['ps', '-eo', 'pid,args'], capture_output=True, text=True).stdout.split('\n')
            if 'bindfs' in line and str(client) in line]
    watcher = Watcher(bench, client / 'minutes', *HTML, '--poll', '0.5', log=bench.root / 'dies.log')
    put(server / 'minutes' / 'Inbox' / 'first.docx', docx('first'))
    watcher.wait_file('Converted/first.html')
    for pid in pids:
        os.kill(pid, 9)
    time.sleep(3)
    bench.check('server dies: it waits', watcher.alive() and pids, watcher.said())
    said = watcher.said()
    put(server / 'minutes' / 'Inbox' / 'second.docx', docx('second'))
    subprocess.run(['fusermount3', '-uz', str(client)], capture_output=True)
    if bindfs(bench, server, client):
        bench.check('server dies: when it is back it goes on by itself', watcher.wait_file('Converted/second.html', 40), watcher.said())
    bench.check('server dies: it did not say so over and over', len(said.split('\n')) < 8, said)
    watcher.stop()


# ---- mounts within ----

def hybrid(bench):
    folder, server = bench.folder('hybrid'), bench.folder('hybrid-server')
    os.makedirs(folder / 'Inbox' / 'share')
    os.makedirs(folder / 'Inbox' / 'local')
    if not needs_bindfs(bench, 'a share within the inbox', server, folder / 'Inbox' / 'share'):
        return
    watcher = Watcher(bench, folder, *HTML, '--poll', '0.5', '--rescan', '600')
    bench.check('hybrid: said of each which', watcher.lines('/Inbox: ', 'inotify') and watcher.wait_line('share: polling', 'fuse', seconds=3), watcher.said())
    time.sleep(0.5)
    put(server / 'behind.docx', docx('from behind'))
    put(server / 'sub' / 'deeper.docx', docx('from behind, deeper'))
    put(folder / 'Inbox' / 'share' / 'through.docx', docx('through the mount'))
    put(folder / 'Inbox' / 'local' / 'l.docx', docx('local'))
    put(folder / 'Inbox' / 'top.docx', docx('top'))
    for name in ('share/behind', 'share/sub/deeper', 'share/through', 'local/l', 'top'):
        bench.check('hybrid: %s is converted, and the original in Done' % name, watcher.wait_file('Converted/%s.html' % name) and watcher.wait_file('Done/%s.docx' % name) and
                    watcher.wait_gone('Inbox/%s.docx' % name), watcher.said()[-400:])
    bench.check('hybrid: each once', len(watcher.ledger('converted')) == 5 and len(watcher.ledger()) == 5 and (folder / 'Done' / 'share' / 'behind.docx').read_bytes() == docx('from behind'), watcher.ledger())
    put(server / 'bad.docx', damaged('bad'))
    put(server / 'photo.jpg', b'\xff\xd8')
    put(server / 'same.docx', docx('from behind'))
    bench.check('hybrid: the same bytes are known', watcher.wait_line('share/same.docx', 'the same') and watcher.wait_gone('Inbox/share/same.docx'), watcher.said()[-400:])
    bench.check('hybrid: what failed is in Failed', watcher.wait_file('Failed/share/bad.docx') and watcher.wait_file('Failed/share/bad.docx.error.txt') and
                watcher.wait_gone('Inbox/share/bad.docx'), watcher.said()[-400:])
    bench.check('hybrid: unsupported, told once', watcher.wait_line('share/photo.jpg', 'not converted') and (server / 'photo.jpg').exists())
    time.sleep(2)
    bench.check('hybrid: once, with many polls', len(watcher.lines('photo.jpg')) == 1, watcher.lines('photo.jpg'))
    # the mount goes while the rest stays
    subprocess.run(['fusermount3', '-uz', str(folder / 'Inbox' / 'share')], capture_output=True)
    time.sleep(1)
    put(folder / 'Inbox' / 'local' / 'meanwhile.docx', docx('meanwhile'))
    bench.check('hybrid: without the share the rest goes on', watcher.wait_file('Converted/local/meanwhile.html') and watcher.alive(), watcher.said()[-400:])
    put(server / 'later.docx', docx('later'))
    if bindfs(bench, server, folder / 'Inbox' / 'share'):
        at = watcher.size()
        put(folder / 'Inbox' / 'nudge.docx', docx('nudge'))
        found = watcher.wait_file('Converted/share/later.html', 10)
        if not found:
            watcher.stop()
            watcher.start('--rescan', '2')
            bench.tell('hybrid: a share that is mounted into an inbox again is met with the next look around (here after a restart)')
        bench.check('hybrid: mounted again, it goes on', found or watcher.wait_file('Converted/share/later.html', 20), watcher.said(at))
    watcher.stop()


def elsewhere(bench):
    """Converted, Done and Failed are other file systems than the inbox."""
    for title, given in (('tmpfs', ('Converted', 'Done', 'Failed')), ('only Done', ('Done',))):
        folder = bench.folder('elsewhere ' + title)
        names = []
        for name in given:
            (folder / name).mkdir()
            if mount(bench, '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder / name):
                continue
            other = Path('/dev/shm/referat-shares-%d-%s-%s' % (os.getpid(), title, name))
            if not os.path.isdir('/dev/shm') or os.stat('/dev/shm').st_dev == os.stat(folder).st_dev:
                bench.skip('folders on another file system', 'none can be mounted')
                return
            (folder / name).rmdir()
            other.mkdir()
            bench.undo(shutil.rmtree, other)
            names += ['--' + name.lower(), str(other)]
        watcher = Watcher(bench, folder, *HTML, *names)
        if names:
            watcher.converted, watcher.done_folder, watcher.failed_folder = (
                Path(names[names.index('--' + name) + 1]) if '--' + name in names else folder / name.capitalize() for name in ('converted', 'done', 'failed'))
        put(watcher.inbox / 'Board' / 'x.docx', docx('elsewhere'))
        put(watcher.inbox / 'bad.docx', damaged('bad'))
        bench.check('%s: converted' % title, watcher.wait_file(watcher.converted / 'Board' / 'x.html'), watcher.said())
        bench.check('%s: original in Done, whole' % title, watcher.wait_file(watcher.done_folder / 'Board' / 'x.docx') and
                    wait_until(lambda: (watcher.done_folder / 'Board' / 'x.docx').read_bytes() == docx('elsewhere'), 3) and watcher.wait_gone('Inbox/Board/x.docx'), watcher.said())
        bench.check('%s: what failed is in Failed' % title, watcher.wait_file(watcher.failed_folder / 'bad.docx') and watcher.wait_file(watcher.failed_folder / 'bad.docx.error.txt'), watcher.said())
        put(watcher.inbox / 'Board' / 'x.docx', docx('elsewhere, another'))
        bench.check('%s: numbers there too' % title, watcher.wait_file(watcher.done_folder / 'Board' / 'x (2).docx') and (watcher.converted / 'Board' / 'x (2).html').exists(), watcher.names(folder))
        bench.check('%s: nothing is left' % title, watcher.wait_quiet() and not watcher.names(folder / '.referat' / 'work'), watcher.litter())
        watcher.stop()


# ---- modes ----

def modes(bench):
    watcher = Watcher(bench, bench.folder('poll'), *HTML, '--mode', 'poll', '--poll', '0.5', '--rescan', '600')
    bench.check('--mode poll: said', watcher.lines('polling every 0.5 s', 'as asked for'), watcher.said())
    listens = any(os.readlink(path) == 'anon_inode:inotify' for path in Path('/proc/%d/fd' % watcher.pid).iterdir() if path.is_symlink())
    put(watcher.inbox / 'a.docx', docx('polled'))
    put(watcher.inbox / 'new' / 'deep' / 'b.docx', docx('polled, deep'))
    bench.check('--mode poll: converted', watcher.wait_file('Converted/a.html', 6) and watcher.wait_file('Converted/new/deep/b.html', 6), watcher.said())
    bench.tell('--mode poll: an inotify descriptor is %s' % ('there' if listens else 'not there'))
    watcher.stop()
    server, client = bench.folder('forced-server'), bench.folder('forced')
    if needs_bindfs(bench, '--mode inotify on a share', server, client):
        watcher = Watcher(bench, client, *HTML, '--mode', 'inotify', '--rescan', '4', log=bench.root / 'forced.log')
        bench.check('--mode inotify on a share: said', watcher.lines('/Inbox: inotify (fuse)'), watcher.said())
        put(watcher.inbox / 'through.docx', docx('through the mount'))
        bench.check('--mode inotify: what is written on this side', watcher.wait_file('Converted/through.html', 3), watcher.said())
        put(server / 'Inbox' / 'behind.docx', docx('from behind'))
        bench.check('--mode inotify: the rest with the next look around', watcher.wait_file('Converted/behind.html', 10), watcher.said())
        watcher.stop()


def limits(bench):
    words = unshared()
    if words is None:
        return bench.skip('limits of inotify', 'there are no user namespaces')
    for name, folders in (('max_inotify_watches', 30), ('max_inotify_instances', 0)):
        folder = bench.folder('limit ' + name)
        for i in range(folders):
            put(folder / 'Inbox' / ('f%02d' % i) / 'first.docx', docx('first %d' % i))
        value = 12 if folders else 0
        script = 'echo %d > /proc/sys/user/%s && exec "$@"' % (value, name)
        if subprocess.run([*words, 'sh', '-c', script, 'sh', 'true'], capture_output=True).returncode != 0:
            bench.skip(name, 'it may not be set in a namespace')
            continue
        watcher = Watcher(bench, folder, *HTML, '--poll', '0.5', '--rescan', '600', before=(*words, 'sh', '-c', script, 'sh'))
        put(watcher.inbox / 'top.docx', docx('top'))
        bench.check('%s: goes on' % name, watcher.wait_file('Converted/top.html') and wait_until(lambda: len(watcher.ledger()) == folders + 1, 20 * bench.patience), watcher.said())
        for i in range(folders):
            put(watcher.inbox / ('f%02d' % i) / 'second.docx', docx('second %d' % i))
        put(watcher.inbox / 'new' / 'deep' / 'n.docx', docx('in a new folder'))
        bench.check('%s: all later files too' % name, wait_until(lambda: len(watcher.ledger('converted')) == 2 * folders + 2, 20 * bench.patience), (len(watcher.ledger()), watcher.said()))
        told = watcher.lines('polling every', 'inotify: ')
        sysctl = 'fs.inotify.max_user_watches' if folders else 'fs.inotify.max_user_instances'
        bench.check('%s: one clear message, with the setting' % name, len(told) == 1 and sysctl in told[0] and len(watcher.lines('sysctl')) == 1, watcher.said())
        bench.tell('%s: %s' % (name, told))
        watcher.stop()
    return None


def main():
    bench = Bench('shares', '[--only CASE]')
    only = bench.option('--only', '')
    bench.tell('%s is on %s' % (bench.root, file_system(bench.root)))
    try:
        bench.together([(case, bench) for case in (share, hybrid, goes_away, dies, elsewhere, limits, modes) if only in ('', case.__name__)], 4)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
