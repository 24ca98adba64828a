#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A watcher whose disks are full, whose folders go away, whose files are not to be read, and whose own files are garbage.

usage: faults.py PROGRAM [TOP] [--only PART]
"""
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from common import Bench, Watcher, docx, long_docx, mount, put, unmount, wait_until  # noqa: E402
from kills import BAD, files, freeze, hold, large, names, thaw, workers  # noqa: E402
from sources import sum_of as record_sum, zipped  # noqa: E402

NOBODY = 65534
QUICK = ('--lease', '3', '--workers', '1', '--rescan', '4')


def empty_outputs(watcher):
    return [name for name, data in files(watcher.converted).items() if not data]


def converts(watcher, name='after.docx', seconds=20):
    """Whether it still does its work."""
    put(watcher.inbox / name, docx('words of ' + name + str(time.monotonic())))
    return watcher.wait_file(watcher.converted / (name.rpartition('.')[0] + '.html'), seconds)


def is_told(watcher, *parts, seconds=15, at=0):
    return watcher.wait_line(*parts, seconds=seconds, at=at)


# ---- disks ----

def fill(path):
    """Takes all room that is left where @path is."""
    with open(path, 'wb', buffering=0) as file:
        try:
            while True:
                file.write(bytes(1024))
        except OSError:
            pass
    return path


def full_disk(bench, place, size):
    top = bench.folder('full-%s-%s' % (place.replace('.', ''), size))
    for name in ('Inbox', place):
        (top / name).mkdir(exist_ok=True)
    if not mount(bench, '-t', 'tmpfs', '-o', 'size=' + size, 'tmpfs', top / place):
        return bench.skip('full %s' % place, 'that needs root')
    watcher = Watcher(bench, top, *QUICK)
    title = '%s full (%s)' % (place, size)
    filler = fill(top / place / '.filler')
    data = BAD if place == 'Failed' else long_docx(place + size, 20)
    put(watcher.inbox / 'x.docx', data)
    told = is_told(watcher, 'x.docx', 'waits:') or is_told(watcher, 'x.docx', 'cannot be put in place', seconds=3)
    bench.check('%s: told' % title, told, watcher.said())
    where = hold(watcher, data) or [name for name, own in files(watcher.state, True).items() if own == data]
    bench.check('%s: the original is there' % title, len(where) == 1, where)
    if place in ('Converted', '.referat'):
        bench.check('%s: in the inbox' % title, wait_until(lambda: (watcher.inbox / 'x.docx').exists(), 5), names(top))
        bench.check('%s: nothing is presented' % title, not names(watcher.converted) or names(watcher.converted) == ['.filler'], names(watcher.converted))
    bench.check('%s: no empty output' % title, not empty_outputs(watcher), empty_outputs(watcher))
    if place in ('Done', 'Failed'):
        # whoever comes next must know of it
        watcher.kill()
        watcher.start()
        time.sleep(0.5)
    filler.unlink()
    if place == 'Failed':
        bench.check('%s: when there is room it goes on' % title, watcher.wait_file('Failed/x.docx.error.txt', 20) and watcher.wait_file('Failed/x.docx', 5), watcher.said())
    else:
        bench.check('%s: when there is room it goes on' % title, watcher.wait_file('Converted/x.html', 20) and watcher.wait_file('Done/x.docx', 10), watcher.said())
        bench.check('%s: one output' % title, names(watcher.converted) == ['x.html'], names(watcher.converted))
    bench.check('%s: the original is there once' % title, wait_until(lambda: len(hold(watcher, data)) == 1, 3), hold(watcher, data))
    bench.check('%s: nothing is left' % title, watcher.wait_quiet(10), watcher.litter())
    if place == 'Converted' and size == '64k':
        spinning(bench, watcher)
    bench.check('%s: ends' % title, watcher.stop() == 0, watcher.said()[-300:])
    return None


def spinning(bench, watcher):
    """After a disk was full, with more to do than there are workers: one that waits for a worker waits."""
    for i in range(3):
        put(watcher.inbox / ('s%d.docx' % i), long_docx('spin %d' % i, 30))
    if not freeze(watcher):
        return bench.skip('a watcher that spins', 'no worker was met')
    time.sleep(0.7)
    before = own_cpu(watcher)
    time.sleep(1.5)
    spent = own_cpu(watcher) - before
    thaw(watcher)
    return bench.check('after a full disk: waiting for a worker takes no time (%.2f s of 1.5)' % spent, spent < 0.3, spent)


def own_cpu(watcher):
    fields = Path('/proc/%d/stat' % watcher.pid).read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def read_only(bench):
    top = bench.folder('readonly')
    for name in ('Inbox', 'Converted'):
        (top / name).mkdir()
    if not mount(bench, '--bind', top / 'Converted', top / 'Converted'):
        return bench.skip('a disk that becomes read-only', 'that needs root')
    watcher = Watcher(bench, top, *QUICK)
    # it cannot be while something is being written, such as the first page
    good = None
    def remounted():
        nonlocal good
        good = subprocess.run(['mount', '-o', 'remount,ro,bind', top / 'Converted'], capture_output=True)
        return good.returncode == 0
    wait_until(remounted, 10, 0.2)
    data = docx('read-only')
    put(watcher.inbox / 'x.docx', data)
    bench.check('read-only: told', good.returncode == 0 and is_told(watcher, 'x.docx', 'waits:', 'read-only'), (good, watcher.said()))
    bench.check('read-only: the original stays', hold(watcher, data) == [b'x.docx'] and (watcher.inbox / 'x.docx').exists(), names(top))
    subprocess.run(['mount', '-o', 'remount,rw,bind', top / 'Converted'], check=True)
    bench.check('read-only: it goes on', watcher.wait_file('Converted/x.html', 20), watcher.said())
    bench.check('read-only: ends', watcher.stop() == 0)
    return None


# ---- permissions ----

def as_nobody(bench, top):
    """Returns: a command line that drops privileges, or None where that cannot be."""
    if not bench.privileged:
        return []
    before = ['setpriv', '--reuid=%d' % NOBODY, '--regid=%d' % NOBODY, '--clear-groups', '--']
    if shutil.which('setpriv') is None or subprocess.run([*before, bench.program, '--version'], capture_output=True).returncode != 0:
        return None
    for folder, inner, _ in os.walk(top):
        os.chown(folder, NOBODY, NOBODY)
    return before


def put_own(bench, path, data):
    put(path, data)
    if bench.privileged:
        os.chown(path, NOBODY, NOBODY)


def refused(bench):
    top = bench.folder('refused')
    for name in ('Inbox', 'Converted', 'Done'):
        (top / name).mkdir()
    before = as_nobody(bench, top)
    if before is None:
        return bench.skip('what may not be opened', 'nobody may not run the program')
    watcher = Watcher(bench, top, *QUICK, '--rescan', '1', before=before)
    put_own(bench, top / 'shut.docx', docx('shut'))
    os.chmod(top / 'shut.docx', 0)
    os.rename(top / 'shut.docx', watcher.inbox / 'shut.docx')
    put_own(bench, watcher.inbox / 'open.docx', docx('open'))
    bench.check('a file that may not be read: told, others go on', is_told(watcher, 'shut.docx', 'waits:') and watcher.wait_file('Converted/open.html'), watcher.said())
    bench.check('it stays in the inbox', (watcher.inbox / 'shut.docx').exists() and not names(watcher.failed_folder), names(top))
    os.chmod(watcher.inbox / 'shut.docx', 0o600)
    bench.check('and is converted when it may', watcher.wait_file('Converted/shut.html', 20), watcher.said())
    os.chmod(watcher.converted, 0o555)
    os.chmod(watcher.stage, 0o555)
    at = watcher.size()
    put_own(bench, watcher.inbox / 'y.docx', docx('y'))
    bench.check('results that may not be written: told', is_told(watcher, 'y.docx', 'waits:', at=at), watcher.said(at))
    bench.check('the original stays', wait_until(lambda: (watcher.inbox / 'y.docx').exists(), 3) and not watcher.names('.referat/work'), names(top))
    os.chmod(watcher.converted, 0o755)
    os.chmod(watcher.stage, 0o755)
    bench.check('and is converted when they may', watcher.wait_file('Converted/y.html', 30), watcher.said(at))
    at = watcher.size()
    os.chmod(watcher.done_folder, 0o555)
    put_own(bench, watcher.inbox / 'd.docx', docx('d'))
    time.sleep(3)
    bench.check('Done that may not be written to: told', is_told(watcher, 'd.docx', 'cannot be put', at=at) or is_told(watcher, 'd.docx', 'waits', at=at, seconds=1), watcher.said(at))
    os.chmod(watcher.done_folder, 0o755)
    bench.check('and goes on', watcher.wait_file('Done/d.docx', 30) and names(watcher.converted).count('d.html') == 1, (watcher.said(at), names(watcher.converted)))
    at = watcher.size()
    os.chmod(watcher.inbox, 0)
    time.sleep(2)
    bench.check('an inbox that may not be looked into: told', is_told(watcher, 'cannot be looked into', at=at) or is_told(watcher, 'waiting for it', at=at, seconds=1), watcher.said(at))
    time.sleep(3)
    said = watcher.said(at)
    bench.check('and not told all the time', said.count('\n') < 5, said)
    os.chmod(watcher.inbox, 0o755)
    put_own(bench, watcher.inbox / 'z.docx', docx('z'))
    bench.check('and goes on', watcher.wait_file('Converted/z.html', 25), watcher.said(at))
    at = watcher.size()
    put_own(bench, watcher.inbox / 'w.docx', docx('w'))
    os.chmod(watcher.inbox, 0o555)
    bench.check('an inbox that nothing may be taken from: told', is_told(watcher, 'w.docx', 'waits:', at=at), watcher.said(at))
    os.chmod(watcher.inbox, 0o755)
    bench.check('and goes on', watcher.wait_file('Converted/w.html', 30), watcher.said(at))
    bench.check('refused: ends', watcher.stop() == 0)
    return None


def owners(bench):
    """What a watcher that runs as root makes belongs to whom the inbox does; umask and setgid folders hold."""
    for umask, mode, locale in ((0o077, 0o600, None), (0o002, 0o664, 'C')):
        top = bench.folder('owner-%o' % umask)
        for name in ('Inbox', 'Converted'):
            (top / name).mkdir()
        own = (12345, 23456) if bench.privileged else (os.getuid(), os.getgid())
        for path in (top, top / 'Inbox', top / 'Converted'):
            os.chown(path, *own)
        os.chmod(top / 'Converted', 0o2775)
        watcher = Watcher(bench, top, *QUICK, start=False)
        for name in ('LC_ALL', 'LANG', 'LANGUAGE', 'LC_CTYPE'):
            watcher.env.pop(name, None)
        if locale:
            watcher.env['LC_ALL'] = locale
        old = os.umask(umask)
        try:
            watcher.start()
        finally:
            os.umask(old)
        title = 'umask %03o, locale %s' % (umask, locale or 'none')
        put(watcher.inbox / 'Bøf' / 'Æg på å.docx', docx('Bøf'))
        put(watcher.inbox / 'b.docx', BAD)
        bench.check('%s: converted' % title, watcher.wait_file('Converted/Bøf/Æg på å.html') and watcher.wait_file('Failed/b.docx.error.txt'), watcher.said())
        for path in (watcher.converted / 'Bøf' / 'Æg på å.html', watcher.failed_folder / 'b.docx.error.txt', watcher.converted / 'Bøf', watcher.done_folder / 'Bøf'):
            st = path.stat()
            bench.check('%s: %s belongs to whom the inbox does' % (title, path.name), (st.st_uid, st.st_gid) == own, (st.st_uid, st.st_gid))
            if not path.is_dir():
                bench.check('%s: mode of %s' % (title, path.name), stat.S_IMODE(st.st_mode) == mode, oct(st.st_mode))
        wait_until(lambda: (watcher.converted / 'index.html').exists(), 5)
        st = (watcher.converted / 'index.html').stat()
        bench.check('%s: so does the page' % title, (st.st_uid, st.st_gid) == own and stat.S_IMODE(st.st_mode) == mode, (st.st_uid, st.st_gid, oct(st.st_mode)))
        bench.check('%s: names in the log and the notes are whole' % title, 'Bøf/Æg på å.docx' in watcher.said(), watcher.said())
        watcher.stop()


# ---- folders that go away ----

def goes_away(bench, title, away, back=None, seconds=25, again=True):
    """@away and @back (after a while) happen to a watched folder; @again: it is watched where it was."""
    top = bench.folder('away-' + re.sub(r'\W+', '-', title))
    folder = top / 'parent' / 'dir'
    folder.mkdir(parents=True)
    watcher = Watcher(bench, folder, *QUICK, log=top / 'log')
    bench.check('%s: at first' % title, converts(watcher, 'first.docx'), watcher.said())
    wait_until(lambda: not watcher.litter(), 5)
    away(watcher)
    time.sleep(1.5 if back else 0)
    if back:
        back(watcher)
    watcher.inbox.mkdir(parents=True, exist_ok=True)
    data = docx('again ' + title)
    put(watcher.inbox / 'again.docx', data)
    if again:
        bench.check('%s: it goes on' % title, watcher.wait_file('Converted/again.html', seconds) and watcher.wait_file('Done/again.docx', 5), watcher.said())
        bench.check('%s: the original is there once' % title, wait_until(lambda: len(hold(watcher, data)) == 1, 5), hold(watcher, data))
    bench.check('%s: the log does not repeat itself' % title, watcher.said().count('\n') < 14, watcher.said())
    bench.check('%s: ends' % title, watcher.stop() == 0, watcher.said()[-300:])


def folders_go(bench):
    def removed(watcher):
        shutil.rmtree(watcher.folder)

    def made(watcher):
        watcher.folder.mkdir(parents=True)

    def renamed(watcher):
        os.rename(watcher.folder, str(watcher.folder) + '-other')

    def parent_renamed(watcher):
        os.rename(watcher.folder.parent, str(watcher.folder.parent) + '-other')

    def named_back(watcher):
        os.rename(str(watcher.folder) + '-other', watcher.folder)

    def parent_back(watcher):
        os.rename(str(watcher.folder.parent) + '-other', watcher.folder.parent)

    cases = [('rm -r and made again', removed, made), ('renamed, and another one made', renamed, made), ('renamed and back', renamed, named_back),
             ('parent renamed and back', parent_renamed, parent_back), ('parent renamed, another one made', parent_renamed, made),
             ('rm -r and made again at once', removed, None), ('Inbox removed', lambda w: shutil.rmtree(w.inbox), None),
             ('Inbox removed, for a while', lambda w: shutil.rmtree(w.inbox), lambda w: None),
             ('Converted removed', lambda w: shutil.rmtree(w.converted), lambda w: None), ('Done removed', lambda w: shutil.rmtree(w.done_folder), None),
             ('.referat removed', lambda w: shutil.rmtree(w.state), lambda w: None), ('.referat removed, at once', lambda w: shutil.rmtree(w.state), None),
             ('work removed', lambda w: shutil.rmtree(w.state / 'work'), lambda w: None),
             ('the lock removed', lambda w: (w.state / 'lock').unlink(), lambda w: None)]
    return [(goes_away, bench, *case) for case in cases if case[0] != 'the lock removed'] + [(lock_removed, bench), (comes_later, bench), (mounted_later, bench)]


def lock_removed(bench):
    """Somebody deletes the lock: no third one may then be at it beside us for long."""
    watcher = Watcher(bench, bench.folder('unlocked'), *QUICK)
    (watcher.state / 'lock').unlink()
    ended = wait_until(lambda: not watcher.alive(), 6)
    bench.check('the lock removed: ends with 75, or makes a new one', (ended and watcher.run.returncode == 75) or (watcher.state / 'lock').exists(), watcher.said())
    watcher.stop()


def comes_later(bench):
    top = bench.folder('later')
    watcher = Watcher(bench, top / 'a' / 'b', *QUICK, log=top / 'log', start=False)
    watcher.start(ready=False)
    bench.check('not there at start: told', is_told(watcher, 'waiting for it'), watcher.said())
    (top / 'a' / 'b').mkdir(parents=True)
    bench.check('not there at start: comes', watcher.wait_file(watcher.inbox, 12) and converts(watcher), watcher.said())
    bench.check('not there at start: ends', watcher.stop() == 0)
    watcher = Watcher(bench, top / 'c', log=top / 'log2', start=False)
    bench.check('not there, --once: 66', watcher.once() == 66, watcher.said())


def mounted_later(bench):
    top = bench.folder('mounted')
    folder = top / 'mnt'
    folder.mkdir()
    if not mount(bench, '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder):
        return bench.skip('DIR on a disk that is unmounted', 'that needs root')
    watcher = Watcher(bench, folder, *QUICK, log=top / 'log')
    bench.check('on a disk: at first', converts(watcher, 'first.docx'), watcher.said())
    wait_until(lambda: not watcher.litter(), 5)
    time.sleep(0.5)
    at = watcher.size()
    good = subprocess.run(['umount', folder], capture_output=True)
    bench.tell('umount while it is watched: %s' % (good.stderr.decode().strip() or 'works'))
    if good.returncode != 0:
        unmount(folder)
    time.sleep(3)
    made = sorted(os.listdir(folder))
    bench.check('unmounted: told', 'gone or was replaced' in watcher.said(at), watcher.said(at))
    bench.tell('unmounted: in the empty folder there are then: %s' % made)
    mount(bench, '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder)
    (folder / 'Inbox').mkdir(exist_ok=True)
    put(folder / 'Inbox' / 'again.docx', docx('mounted again'))
    bench.check('mounted again: it goes on', watcher.wait_file('Converted/again.html', 25), watcher.said(at))
    bench.check('on a disk: ends', watcher.stop() == 0)
    return None


# ---- its own files ----

def ledgers(bench):
    top = bench.folder('ledgers')
    watcher = Watcher(bench, top, *QUICK, start=False, settle=0.1)
    for i in range(5):
        put(watcher.inbox / ('l%d.docx' % i), docx('ledger %d' % i))
    put(watcher.inbox / 'b.docx', BAD)
    bench.check('ledger: begun', watcher.once() == 0 and len(watcher.ledger()) == 6, watcher.said())
    path = watcher.state / 'ledger'
    data = path.read_bytes()
    lines = data.split(b'\n')
    for title, now in (('a torn last line', data[:-20]), ('garbage in the middle', b'\n'.join(lines[:2] + [b'\0\1\xff garbage', b'file\t1\t2', b''] + lines[2:])),
                       ('an empty one', b''), ('a huge line', data + b'x' * 6000000 + b'\n'), ('a huge torn line', data + b'y' * 3000000),
                       ('nothing but zeros', bytes(100000)), ('a line of another kind', data + record('else', 7))):
        path.write_bytes(now)
        name = title.replace(' ', '-')
        put(watcher.inbox / (name + '.docx'), docx(title))
        put(watcher.inbox / (name + '-same.docx'), docx('ledger 0'))
        status = watcher.once()
        bench.check('ledger, %s: goes on' % title, status == 0 and (watcher.converted / (name + '.html')).exists() and not watcher.names(watcher.inbox), (status, watcher.said()[-600:]))
        bench.check('ledger, %s: what it then adds can be read' % title, [line for line in watcher.ledger() if line['path'] == name + '.docx'], path.read_bytes()[-300:])
    path.write_bytes(data + record('file', 1, 2, 99, 'ok', 'x') + record('file', 7) + record('file'))
    put(watcher.inbox / 'fate.docx', docx('a fate that is none'))
    bench.check('ledger, a line whose sum is right and whose fields are not: goes on', watcher.once() == 0 and (watcher.converted / 'fate.html').exists(), watcher.said()[-300:])
    for title, make in (('a folder', lambda: path.mkdir()), ('a link', lambda: path.symlink_to('/tmp/referat-ledger-link'))):
        path.unlink() if not path.is_dir() else path.rmdir()
        make()
        put(watcher.inbox / 'never.docx', docx('never'))
        status = watcher.once()
        bench.check('ledger that is %s: refused, and nothing is lost' % title, status in (73, 77) and (watcher.inbox / 'never.docx').exists(), (status, watcher.said()[-300:]))
    bench.check('a link is not followed', not os.path.lexists('/tmp/referat-ledger-link'))


def record(*fields):
    line = b'\t'.join(str(field).encode() if not isinstance(field, bytes) else field for field in fields)
    return line + b'\t%08x\n' % record_sum(line)


def delivery(id, source, items, claimed=1, disposal=0, rest_place=2, rest='x.docx', fate=0):
    """As delivery.c writes it; items: (staged, place, path, ending)."""
    text = record('delivery', id, 1, fate, 'ok', source, claimed, disposal, rest_place, rest, '', 1)
    text += record('about', 'a' * 64, 'html', '', '', '')
    for staged, place, path, ending in items:
        text += record('item', staged, place, path, ending, '')
    return text + record('end')


def hostile(bench):
    """What somebody put into the folder of states leads nowhere else, and is got over."""
    top = bench.folder('hostile')
    folder, outside = top / 'a' / 'dir', top / 'a' / 'outside'
    outside.mkdir(parents=True)
    folder.mkdir()
    watcher = Watcher(bench, folder, *QUICK, log=top / 'log', start=False, settle=0.1)
    bench.check('hostile: begun', watcher.once() == 0)
    victim, secret = outside / 'victim.docx', outside / 'secret.docx'
    for path in (victim, secret):
        put(path, docx(path.name))
    before = files(top / 'a', True)
    deliveries, work, stage = watcher.state / 'deliveries', watcher.state / 'work', watcher.stage
    texts = {
        'an output that leads out': delivery(11, 'x.docx', [('s11', 1, '../../outside/evil', '.html')]),
        'an output with an absolute name': delivery(12, 'x.docx', [('s12', 1, str(outside / 'evil'), '.html')]),
        'a rest that leads out': delivery(13, 'x.docx', [('s13', 1, 'thirteen', '.html')], rest='../../outside/evil.docx'),
        'an original from outside': delivery(14, '../../../outside/victim.docx', [('s14', 1, 'fourteen', '.html')]),
        'an original from outside, to be deleted': delivery(15, '../../../outside/victim.docx', [('s15', 1, 'fifteen', '.html')], disposal=2),
        'an absolute original, to be deleted': delivery(16, str(victim), [('s16', 1, 'sixteen', '.html')], disposal=2),
        'an output from outside': delivery(17, 'x.docx', [('../../../outside/victim.docx', 1, 'seventeen', '.html')]),
        'through a link': delivery(18, 'link/victim.docx', [('s18', 1, 'link/eighteen', '.html')], disposal=2),
        'names that are dots': delivery(19, '..', [('..', 1, '..', '')], rest='..'),
        'a place that is none': delivery(20, 'x.docx', [('s20', 99, 'x', '.html')]),
        'a fate that is none': delivery(21, 'x.docx', [], fate=77),
        'nothing to put': delivery(22, 'gone.docx', []),
    }
    for title, text in texts.items():
        for number in range(11, 23):
            put(stage / ('s%d' % number), b'staged')
        put(work / 'x.docx', docx('in work ' + title))
        for place in (work, watcher.converted):
            if not os.path.lexists(place / 'link'):
                (place / 'link').symlink_to(outside)
        put(deliveries / ('%016x' % int(text.split(b'\t')[1])), text)
        status = watcher.once()
        now = files(outside)
        bench.check('delivery with %s: nothing outside is touched' % title, now == {name.partition(b'outside/')[2]: data for name, data in before.items() if b'outside/' in name}, sorted(now))
        bench.check('delivery with %s: got over' % title, status == 0 and not names(deliveries), (status, names(deliveries), watcher.said()[-300:]))
        shutil.rmtree(deliveries)
        shutil.rmtree(work)
    data = docx('in work')
    for title, make in (('garbage', lambda: put(deliveries / 'aa', os.urandom(3000))), ('an empty file', lambda: put(deliveries / 'aa', b'')),
                        ('two megabytes', lambda: put(deliveries / 'aa', b'x\n' * 1000000)), ('a folder', lambda: (deliveries / 'aa').mkdir()),
                        ('a link', lambda: (deliveries / 'aa').symlink_to(victim)), ('a queue', lambda: os.mkfifo(deliveries / 'aa')),
                        ('a torn one', lambda: put(deliveries / 'aa', delivery(31, 'x.docx', [('s', 1, 'x', '.html')])[:-30]))):
        deliveries.mkdir(parents=True, exist_ok=True)
        make()
        put(work / 'x.docx', data)
        status = watcher.once()
        bench.check('among deliveries there is %s: goes on' % title, status == 0 and len(hold(watcher, data)) >= 1 and not names(work), (status, names(work), watcher.said()[-300:]))
        shutil.rmtree(deliveries)
    work.mkdir(exist_ok=True)
    for name in os.listdir(work):
        (work / name).unlink()
    (work / 'l.docx').symlink_to(secret)
    (work / 'inner').mkdir()
    (work / 'inner' / 'deep').symlink_to(outside)
    os.mkfifo(work / 'q.docx')
    put(work / 'Board' / 'w.docx', docx('of Board'))
    put(watcher.inbox / 'Board' / 'w.docx', docx('newer, of Board'))
    status = watcher.once()
    bench.check('links and queues in work: goes on', status == 0, (status, watcher.said()[-400:]))
    bench.check('what lay in work is put back beside what is there now', {data for name, data in files(watcher.done_folder).items() if name.startswith(b'Board/')}
                == {docx('of Board'), docx('newer, of Board')}, names(watcher.done_folder))
    bench.check('links are not followed', b'secret' not in b''.join(files(watcher.converted).values()) and secret.exists() and victim.exists(), names(watcher.converted))


# ---- settings ----

def settings(bench):
    top = bench.folder('settings')
    folder = top / 'dir'
    folder.mkdir()
    watcher = Watcher(bench, folder, *QUICK, log=top / 'log', start=False, settle=None)
    ini = folder / '.referat-watch.ini'
    for text, parts in (('[watch]\nto = nonsense\n', ('nonsense',)), ('[watch]\nsettel = 2\n', ('settel',)), ('[watch]\nsettle = soon\n', ('settle', 'soon')),
                        ('[watch]\noriginals = burn\n', ('originals', 'burn')), ('[watch]\nmode = guess\n', ('mode', 'guess')), ('[wach]\nto = html\n', ('wach',)),
                        ('[watch]\nto = html\nthis is no line\n', ('this is no line',)), ('to = html\n', ('group',)), ('[watch]\npatience = -1\n', ('patience',)),
                        ('[watch]\nsettle = nan\n', ('settle',)), ('[folder Board]\nto = x9\n', ('Board', 'x9')), ('[folder Board]\nsettle = 2\n', ('Board', 'settle')),
                        ('[watch]\ndone = Inbox\n', ('Inbox',)), ('[watch]\nfailed = Inbox\n', ('Inbox',)),
                        ('[watch]\nconverted = Inbox\noriginals = keep\n', ('Inbox',))):
        at = watcher.size()
        ini.write_bytes(text.encode('latin1'))
        status = watcher.once()
        said = watcher.said(at)
        bench.check('settings %r: 78, and which' % text, status == 78 and all(part in said for part in parts) and ('.ini' in said or 'Inbox' in said), (status, said))
    at = watcher.size()
    ini.write_text('[watch]\nto = html,txt\ninbox = Indbakke\nconverted = Konverteret\ndone = Færdige\nfailed = Fejlede\n[folder Board]\nto = txt\n', encoding='utf8')
    put(folder / 'Indbakke' / 'x.docx', docx('x'))
    put(folder / 'Indbakke' / 'Board' / 'y.docx', docx('y'))
    status = watcher.once()
    bench.check('settings: other names, and those of a folder', status == 0 and names(folder / 'Konverteret') == ['Board/y.txt', 'x.html', 'x.txt']
                and names(folder / 'Færdige') == ['Board/y.docx', 'x.docx'], (status, watcher.said(at), names(folder)))
    for words in (('--done', 'Inbox'), ('--failed', 'Inbox'), ('--inbox', '.', '--done', '.')):
        other = bench.folder('same-' + words[0][2:] + str(len(words)))
        run = Watcher(bench, other, *words, start=False)
        bench.check('%s: 78' % ' '.join(words), run.once() == 78, run.said())


def reload(bench):
    top = bench.folder('reload')
    watcher = Watcher(bench, top, *QUICK)
    ini = top / '.referat-watch.ini'
    bench.check('SIGHUP: before', converts(watcher, 'one.docx'), watcher.said())
    for title, text, good in (('a good one', '[watch]\nto = txt\n', True), ('a bad one', '[watch]\nto = nonsense\n', False), ('with a typing error', '[watch\n', False),
                              ('Done in the inbox', '[watch]\nto = txt\ndone = Inbox\n', False), ('and good again', '[watch]\nto = html,txt\n', True)):
        at = watcher.size()
        ini.write_text(text)
        watcher.send(signal.SIGHUP)
        told = is_told(watcher, 'settings read again' if good else 'error', at=at, seconds=8)
        bench.check('SIGHUP, %s: told' % title, told, watcher.said(at))
        name = title.replace(' ', '-')
        put(watcher.inbox / (name + '.docx'), docx('reload ' + title))
        formats = ('html', 'txt') if 'again' in title else ('txt',)
        bench.check('SIGHUP, %s: goes on' % title, all(watcher.wait_file('Converted/%s.%s' % (name, format), 12) for format in formats), watcher.said(at))
    bench.check('SIGHUP: nothing is converted in formats that were not asked for', names(watcher.converted).count('a-good-one.html') == 0, names(watcher.converted))
    bench.check('SIGHUP: ends', watcher.stop() == 0, watcher.said()[-300:])


# ---- originals ----

def originals(bench):
    for how in ('move', 'delete', 'trash'):
        top = bench.folder('originals-' + how)
        data = top / 'data'
        data.mkdir()
        watcher = Watcher(bench, top / 'dir', '--originals', how, *QUICK, start=False, settle=0.1, log=top / 'log', env={'XDG_DATA_HOME': str(data), 'HOME': str(data)})
        (top / 'dir').mkdir()
        put(watcher.inbox / 'Board' / 'x.docx', docx('x'))
        put(watcher.inbox / 'b.docx', BAD)
        put(watcher.inbox / 'z.docx', docx('x'))
        bench.check('--originals %s: exit status' % how, watcher.once() == 0, watcher.said())
        trash = {os.path.basename(name): own for folder in (data, top.parent) for name, own in files(folder, True).items() if b'Trash' in name}
        bench.check('--originals %s: converted' % how, (watcher.converted / 'Board' / 'x.html').exists() and not watcher.names(watcher.inbox), watcher.said())
        where = docx('x') in files(watcher.done_folder).values(), docx('x') in trash.values()
        want = {'move': (True, False), 'delete': (False, False)}.get(how)
        bench.check('--originals %s: it is where it should be (Done %s, trash %s)' % (how, *where), where == want if want else any(where), (where, watcher.said()))
        bench.check('--originals %s: what failed is in Failed' % how, files(watcher.failed_folder).get(b'b.docx') == BAD, names(watcher.failed_folder))
        bench.check('--originals %s: no litter' % how, not watcher.litter(), watcher.litter())
    # without the program that knows the trash
    top = bench.folder('originals-no-trash')
    (top / 'p' / 'bin').mkdir(parents=True)
    shutil.copy2(bench.program, top / 'p' / 'bin')
    libexec = bench.program.parent.parent / 'libexec'
    shutil.copytree(libexec, top / 'p' / 'libexec', ignore=shutil.ignore_patterns('referat-desktop'))
    own, bench.program = bench.program, top / 'p' / 'bin' / bench.program.name
    try:
        watcher = Watcher(bench, top / 'dir', '--originals', 'trash', *QUICK, start=False, settle=0.1, log=top / 'log')
        put(watcher.inbox / 'x.docx', docx('x'))
        status = watcher.once()
    finally:
        bench.program = own
    bench.check('--originals trash, and there is no trash: Done', status == 0 and names(watcher.done_folder) == ['x.docx'] and names(watcher.converted) == ['x.html'], (status, watcher.said(), names(top / 'dir')))
    bench.check('and it is told', len(watcher.ledger('converted')) == 1 and watcher.ledger()[0]['rest'] == 'x.docx', watcher.ledger())


def kept(bench):
    top = bench.folder('kept')
    watcher = Watcher(bench, top, '--originals', 'keep', *QUICK)
    put(watcher.inbox / 'x.docx', docx('x'))
    put(watcher.inbox / 'Board' / 'b.docx', BAD)
    put(watcher.inbox / 'same.docx', docx('x'))
    put(watcher.inbox / 'old.doc', b'\xd0\xcf\x11\xe0 old')
    bench.check('keep: converted', watcher.wait_file('Converted/x.html') and watcher.wait_file('Failed/Board/b.docx.error.txt') and is_told(watcher, 'same.docx', 'the same'), watcher.said())
    wait_until(lambda: len(watcher.ledger()) >= 4, 5)
    first = files(watcher.converted), files(watcher.failed_folder), len(watcher.ledger())
    bench.check('keep: originals stay, and nothing is in Done', names(watcher.inbox) == ['Board/b.docx', 'old.doc', 'same.docx', 'x.docx'] and not names(watcher.done_folder), names(top))
    bench.check('keep: Failed holds the note alone', set(names(watcher.failed_folder)) == {'Board/b.docx.error.txt', 'old.doc.error.txt'}, names(watcher.failed_folder))
    for i in range(2):
        watcher.stop()
        watcher.start()
        time.sleep(1.2)
    now = files(watcher.converted), files(watcher.failed_folder), len(watcher.ledger())
    same = [{k: v for k, v in a.items() if k != b'index.html'} == {k: v for k, v in b.items() if k != b'index.html'} for a, b in ((first[0], now[0]), (first[1], now[1]))]
    bench.check('keep: after restarts nothing is converted, nor tried, again', all(same) and now[2] == first[2], (same, now[2], first[2], watcher.said()))
    put(watcher.inbox / 'x.docx', docx('x, changed'))
    put(watcher.inbox / 'Board' / 'b.docx', docx('good now'))
    bench.check('keep: what changed is converted', watcher.wait_file('Converted/x (2).html') and watcher.wait_file('Converted/Board/b.html'), (watcher.said(), names(watcher.converted)))
    bench.check('keep: and the note about its failure goes', watcher.wait_gone('Failed/Board/b.docx.error.txt', 5), names(watcher.failed_folder))
    os.utime(watcher.inbox / 'x.docx')
    time.sleep(1)
    bench.check('keep: what was touched is the same', not (watcher.converted / 'x (3).html').exists(), names(watcher.converted))
    (watcher.inbox / 'x.docx').rename(watcher.inbox / 'other name.docx')
    time.sleep(1)
    bench.check('keep: under another name it is the same', not (watcher.converted / 'other name.html').exists(), names(watcher.converted))
    bench.check('keep: ends', watcher.stop() == 0)


# ---- names ----

def collisions(bench):
    top = bench.folder('collisions')
    watcher = Watcher(bench, top, '--to', 'html,txt', *QUICK, start=False, settle=0.1)
    there = {'Converted/x.html': b'mine', 'Converted/y.txt': b'mine', 'Done/z.docx': b'mine', 'Done/x.docx': b'mine', 'Done/x (2).docx': b'mine', 'Failed/b.docx': b'mine',
             'Failed/c.docx.error.txt': b'mine', 'Converted/index.html': b'<p>the page of somebody else</p>', 'Converted/dir.html/inner': b'mine',
             'Converted/old': b'a file where a folder should be', 'Failed/u.doc.error.txt': b'mine'}
    for name, data in there.items():
        put(top / name, data)
    (top / 'Converted' / 'l.html').symlink_to('/tmp/referat-never')
    for name in ('x', 'y', 'z', 'dir', 'index', 'l', 'old/in'):
        put(watcher.inbox / (name + '.docx'), docx('collision ' + name))
    put(watcher.inbox / 'b.docx', BAD)
    put(watcher.inbox / 'c.docx', zipped([('word/other.xml', b'<b/>')]))
    put(watcher.inbox / 'u.doc', b'\xd0\xcf\x11\xe0 old')
    status = watcher.once()
    changed = [name for name, data in there.items() if (top / name).read_bytes() != data]
    bench.check('nothing is ever written over', not changed and os.path.islink(top / 'Converted/l.html') and not os.path.exists('/tmp/referat-never'), changed)
    found = names(watcher.converted)
    want = {'x (3).html', 'x (3).txt', 'y (2).html', 'y (2).txt', 'z (2).html', 'z (2).txt', 'dir (2).html', 'dir (2).txt', 'index (2).html', 'index (2).txt', 'l (2).html', 'l (2).txt'}
    bench.check('outputs of one document have one number', want <= set(found), (sorted(want - set(found)), found))
    bench.check('failures too', {'b (2).docx', 'b (2).docx.error.txt', 'c (2).docx', 'c (2).docx.error.txt'} <= set(names(watcher.failed_folder)), names(watcher.failed_folder))
    bench.check('a note beside one of the same name', 'u (2).doc.error.txt' in names(watcher.failed_folder), names(watcher.failed_folder))
    bench.check('where a folder cannot be: it is not lost', hold(watcher, docx('collision old/in')), (status, watcher.said()[-500:], names(top)))
    bench.tell('a file where a folder should be: exit %s; %s' % (status, [line for line in watcher.said().split('\n') if 'old/in' in line]))
    # again, with what is done in the way
    put(watcher.inbox / 'x.docx', docx('another x'))
    watcher.once()
    bench.check('and again', 'x (4).html' in names(watcher.converted) and 'x (4).docx' in names(watcher.done_folder), names(watcher.converted))


def in_the_inbox(bench):
    """Results that can be read themselves, where documents are dropped: never a loop."""
    for title, words in (('--converted Inbox', ('--converted', 'Inbox')), ('Converted in the inbox', ('--converted', 'Inbox/Out', '--done', 'Inbox/Done', '--failed', 'Inbox/Failed')),
                         ('--inbox .', ('--inbox', '.')), ('--inbox . --converted .', ('--inbox', '.', '--converted', '.')), ('--converted .', ('--converted', '.')),
                         ('--done . --failed .', ('--done', '.', '--failed', '.')),
                         ('all folders in the inbox, by links', None)):
        top = bench.folder('loop-' + re.sub(r'\W+', '-', title))
        if words is None:
            (top / 'Inbox').mkdir()
            for name in ('Converted', 'Done'):
                (top / 'elsewhere' / name).mkdir(parents=True)
                (top / name).symlink_to(top / 'elsewhere' / name)
                (top / 'Inbox' / name).symlink_to(top / 'elsewhere' / name)
            words = ()
        watcher = Watcher(bench, top, '--to', 'rxml,html', *QUICK, '--rescan', '1', *words)
        inbox = top if '--inbox' in words else top / 'Inbox'
        put(inbox / 'x.docx', docx('loop'))
        if not bench.check('%s: converted' % title, wait_until(lambda: len(watcher.ledger('converted')) == 1, 6), (watcher.said(), names(top))):
            watcher.stop()
            continue
        time.sleep(2.5)
        once = len(watcher.ledger('converted'))
        watcher.stop()
        watcher.start()
        time.sleep(2.2)
        bench.check('%s: nothing of ours is converted' % title, once == 1 and len(watcher.ledger('converted')) == 1 and not watcher.ledger('failed') and not watcher.ledger('same'), (watcher.said(), watcher.ledger()))
        bench.check('%s: nor spoken of' % title, len(watcher.ledger('left')) == (2 if 'links' in title else 0), [line['path'] for line in watcher.ledger('left')])
        watcher.stop()


# ---- notes ----

def notes(bench):
    languages = [language for language in ('da', 'de', 'en') if language == 'en' or (bench.top / 'src' / 'po' / (language + '.po')).exists()]
    if len(languages) < 3:
        bench.skip('notes in da and de', 'there are no src/po/*.po yet')
    bad = {'b.docx': BAD, 'cut.docx': docx('cut')[:200], 'empty.docx': b'', 'old.doc': b'\xd0\xcf\x11\xe0', 'lie.docx': b'%PDF-1.4\nnot really\n%%EOF\n', 'p.pdf': b'%PDF-1.4\nnone\n%%EOF\n',
           'picture.png': b'\x89PNG\r\n\x1a\n', 'not_zip.zip': b'PK\3\4 nothing', 'a name that is rather long and goes on and on ' * 3 + '.docx': zipped([('a', b'1')])}
    english = re.compile(r'\b(the|this|that|with|and|file|folder|cannot|you|it)\b')
    for language in languages:
        top = bench.folder('notes-' + language)
        watcher = Watcher(bench, top, '--messages', language, '--patience', '0.01', *QUICK, settle=0.1, start=False)
        for name, data in bad.items():
            put(watcher.inbox / name, data)
        (watcher.inbox / 'link.docx').symlink_to('b.docx')
        watcher.start()
        wait_until(lambda: len([n for n in names(watcher.failed_folder) if n.endswith('.error.txt')]) == len(bad) + 1, 15)
        found = {name: data.decode() for name, data in ((os.fsdecode(n), d) for n, d in files(watcher.failed_folder).items()) if name.endswith('.error.txt')}
        bench.check('%s: a note on each' % language, len(found) == len(bad) + 1, sorted(found))
        for name, text in sorted(found.items()):
            prose = text.rpartition('\n  referat ')[0]
            bench.check('%s, %s: in 76 columns, with details' % (language, name[:20]), prose and all(len(line) <= 76 or ' ' not in line.strip() for line in prose.split('\n')), text)
            if language != 'en' and not name.startswith('a name'):
                bench.check('%s, %s: no English' % (language, name[:20]), not english.search(prose.replace(name[:-10], '')), prose)
        watcher.stop()


# ---- while it is being converted ----

def changed_meanwhile(bench):
    old, new = large('old'), docx('the new words')
    # claimed: a writer that still has it open
    watcher = Watcher(bench, bench.folder('written'), *QUICK)
    put(watcher.inbox / 'x.docx', old)
    if bench.check('a worker is met while it converts', freeze(watcher, 'x.docx') and (watcher.state / 'work' / 'x.docx').exists(), watcher.said()):
        put(watcher.state / 'work' / 'x.docx', new)
        thaw(watcher)
        bench.check('written to after it was claimed: the new one is converted', watcher.wait_file('Converted/x.html', 20) and b'the new words' in (watcher.converted / 'x.html').read_bytes(), watcher.said())
        bench.check('written to: once', names(watcher.converted) == ['x.html'] and names(watcher.done_folder) == ['x.docx'], names(watcher.folder))
    # another one of the same name is dropped
    at = watcher.size()
    put(watcher.inbox / 'y.docx', large('first y'))
    if freeze(watcher, 'y.docx'):
        put(watcher.inbox / 'y.docx', docx('second y'))
        time.sleep(1)
        thaw(watcher)
        bench.check('another one of the same name: both are converted', watcher.wait_file('Converted/y (2).html', 20), (watcher.said(at), names(watcher.converted)))
        bench.check('both originals are there', wait_until(lambda: sorted(names(watcher.done_folder)) == ['x.docx', 'y (2).docx', 'y.docx'], 5), names(watcher.done_folder))
    # the inbox goes while its document is converted
    put(watcher.inbox / 'i.docx', large('i'))
    if freeze(watcher, 'i.docx'):
        shutil.rmtree(watcher.inbox)
        time.sleep(0.6)
        thaw(watcher)
        bench.check('the inbox goes meanwhile: it is not lost', watcher.wait_file('Converted/i.html', 30) and wait_until(lambda: hold(watcher, large('i')), 10), (watcher.said(at), names(watcher.folder)))
    bench.check('changed meanwhile: ends', watcher.stop() == 0, watcher.said()[-300:])
    watcher = Watcher(bench, bench.folder('replaced'), '--originals', 'keep', *QUICK)
    put(watcher.inbox / 'x.docx', old)
    if freeze(watcher):
        put(watcher.folder / 'n.docx', new)
        os.rename(watcher.folder / 'n.docx', watcher.inbox / 'x.docx')
        thaw(watcher)
        bench.check('replaced: the new one is converted, and only that', watcher.wait_file('Converted/x.html', 20) and b'the new words' in (watcher.converted / 'x.html').read_bytes()
                    and names(watcher.converted) == ['x.html'], (watcher.said(), names(watcher.converted)))
    put(watcher.inbox / 'gone.docx', large('gone'))
    if freeze(watcher):
        (watcher.inbox / 'gone.docx').unlink()
        thaw(watcher)
        bench.check('deleted: told, and no result', is_told(watcher, 'gone.docx', 'taken away') and not (watcher.converted / 'gone.html').exists(), watcher.said())
    bench.check('deleted: goes on', converts(watcher), watcher.said())
    bench.check('deleted: ends', watcher.stop() == 0 and not watcher.litter(), watcher.litter())


def crashes(bench):
    watcher = Watcher(bench, bench.folder('crashes'), *QUICK)
    data = large('crash')

    def strike(name, number, times):
        put(watcher.inbox / name, data + b'')
        for _ in range(times):
            if not freeze(watcher, name):
                return False
            for pid in workers(watcher):
                os.kill(pid, number)
                os.kill(pid, signal.SIGCONT)
            time.sleep(0.05)
        return True
    bench.check('a worker is killed once', strike('once.docx', signal.SIGKILL, 1))
    bench.check('it is tried again, or told', watcher.wait_file('Converted/once.html', 1) or watcher.wait_file('Failed/once.docx.error.txt', 20), watcher.said())
    data = large('crash again')
    strike('often.docx', signal.SIGSEGV, 1)
    end = time.monotonic() + 10
    while time.monotonic() < end and not (watcher.failed_folder / 'often.docx').exists() and not (watcher.converted / 'often.html').exists():
        if freeze(watcher, 'often.docx', 1):
            for pid in workers(watcher):
                try:
                    os.kill(pid, signal.SIGSEGV)
                    os.kill(pid, signal.SIGCONT)
                except ProcessLookupError:
                    pass  # it was through before
    bench.check('workers that crash every time: Failed, with words', watcher.wait_file('Failed/often.docx.error.txt', 10) and (watcher.failed_folder / 'often.docx').exists(), watcher.said())
    bench.check('the note says so', 'crash' in watcher.read('Failed/often.docx.error.txt'), watcher.read('Failed/often.docx.error.txt'))
    bench.check('crashes: goes on', converts(watcher), watcher.said())
    bench.check('crashes: ends', watcher.stop() == 0 and not watcher.litter(), watcher.litter())


def shared(bench):
    """Two folders whose results go into one."""
    top, out = bench.folder('shared'), bench.folder('shared-out')
    one, two = (Watcher(bench, top / name, '--converted', str(out), *QUICK, log=top / (name + '.log'), start=False) for name in ('one', 'two'))
    for watcher in (one, two):
        watcher.folder.mkdir()
        watcher.converted = out
    one.start()
    put(one.inbox / 'x.docx', large('x of one'))
    frozen = freeze(one, 'x.docx')
    two.start()
    put(two.inbox / 'x.docx', docx('x of two'))
    two.wait_file(two.done_folder / 'x.docx')
    thaw(one)
    bench.check('two folders with results in one: nothing is lost', frozen and wait_until(lambda: hold(one, large('x of one')) and len(names(out)) == 2, 25)
                and not one.names(one.inbox), (frozen, names(out), one.said(), two.said()))
    for watcher in (one, two):
        watcher.stop()


def main():
    bench = Bench('faults', '[--only PART]')
    only = bench.option('--only', '')
    cases = [(full_disk, bench, place, size) for place, size in (('Converted', '64k'), ('Converted', '1m'), ('Done', '64k'), ('Failed', '64k'), ('.referat', '64k'))]
    cases += [(changed_meanwhile, bench), (crashes, bench), (refused, bench), (hostile, bench), (ledgers, bench), (kept, bench), (reload, bench)]
    cases += folders_go(bench)
    cases += [(read_only, bench), (owners, bench), (settings, bench), (originals, bench), (collisions, bench), (in_the_inbox, bench), (notes, bench), (shared, bench)]
    bench.together([case for case in cases if only in case[0].__name__ or only in str(case)], at_once=6)
    return bench.end()


if __name__ == '__main__':
    sys.exit(main())
