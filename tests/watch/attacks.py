#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Somebody who may write to the inbox gets nothing but his own documents converted: what an attacker found, and may not again.

usage: attacks.py PROGRAM [TOP]
"""
import io
import os
import sys
import tarfile
import threading
import time
import zipfile

sys.dont_write_bytecode = True
from common import Bench, Watcher, docx, mount, pdf, put, wait_until  # noqa: E402

QUICK = ('--to', 'html', '--rescan', '5', '--poll', '0.5')


def victim(bench, name):
    """A folder elsewhere, with what must stay."""
    folder = bench.folder(name)
    for file in ('index.html', 'index.html.bak', '0123456789abcdef.0', 'sub/a.txt'):
        put(folder / file, b'mine')
    return folder


def whole(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_file() and path.read_bytes() == b'mine') == [
        '0123456789abcdef.0', 'index.html', 'index.html.bak', 'sub/a.txt']


def links(bench):
    other = victim(bench, 'victim')
    folder = bench.folder('links')
    (folder / 'Inbox').mkdir()
    (folder / 'Inbox' / '.referat-unpack-0123456789abcdef').symlink_to(other)
    (folder / 'Inbox' / '.referat-1.part').symlink_to(other / 'index.html')
    watcher = Watcher(bench, folder, *QUICK, start=False)
    watcher.once()
    bench.check('a link called like what we unpack into: nothing behind it is touched', whole(other), watcher.said())
    put(folder / 'Inbox' / 'a.docx', docx('goes on'))
    bench.check('and it goes on', watcher.once() == 0 and (watcher.converted / 'a.html').exists(), watcher.said())


def stage(bench):
    other = victim(bench, 'victim of the stage')
    folder = bench.folder('stage')
    words = (*QUICK, '--converted', 'Inbox')
    watcher = Watcher(bench, folder, *words, start=False)
    watcher.once()
    own = next((folder / 'Inbox').glob('.referat-stage-*'))
    own.rmdir()
    own.symlink_to(other)
    put(folder / 'Inbox' / 'a.docx', docx('not there'))
    status = watcher.once()
    bench.check('a link in place of the stage: refused', status in (73, 77) and whole(other), (status, watcher.said()))


def unpacking(bench):
    """The folder is swapped for a link while an archive is being taken apart."""
    other = victim(bench, 'victim of the swap')
    watcher = Watcher(bench, bench.folder('swap'), *QUICK, settle=0.1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_STORED) as archive:
        for i in range(400):
            archive.writestr('d%d/a%d.docx' % (i % 7, i), docx('member %d' % i))
    stop = threading.Event()

    def swap():
        while not stop.is_set():
            for path in watcher.inbox.glob('.referat-unpack-*'):
                if not path.is_symlink():
                    try:
                        os.rename(path, watcher.folder / 'away')
                        os.symlink(other, path)
                        stop.set()
                    except OSError:
                        pass
    thread = threading.Thread(target=swap, daemon=True)
    thread.start()
    put(watcher.inbox / 'many.zip', buffer.getvalue())
    swapped = wait_until(stop.is_set, 20 * bench.patience, 0.05)
    time.sleep(1)
    watcher.stop()
    stop.set()
    thread.join()
    bench.tell('swapped: %s' % swapped)
    bench.check('a link in place of what is being unpacked: nothing behind it is touched', whole(other), watcher.said())


def doubles(bench):
    """The original cannot be laid to rest, and is no news meanwhile."""
    folder = bench.folder('doubles')
    for name in ('Inbox', 'Done'):
        (folder / name).mkdir()
    if not (mount(bench, '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder / 'Inbox') and mount(bench, '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder / 'Done')):
        return bench.skip('an original that cannot be laid to rest', 'that needs root')
    put(folder / 'Done' / '.filler', b'x' * 60000)
    watcher = Watcher(bench, folder, *QUICK, settle=0.1)
    data = docx('once')
    put(watcher.inbox / 'x.docx', data + b'' if len(data) > 8192 else docx('once ' + os.urandom(9000).hex()))
    watcher.wait_file('Converted/x.html', 20 * bench.patience)
    time.sleep(4)
    results = [name for name in watcher.names(watcher.converted) if name.endswith(b'.html')]
    bench.check('Done is full: one result, not one after the other', results == [b'x.html'], (results, watcher.said()[-600:]))
    # the clerk saves a newer one over it; then there is room
    newer = docx('the newer words')
    put(watcher.folder / 'new.tmp', newer)
    (watcher.inbox / 'x.docx').unlink()
    put(watcher.inbox / 'x.docx', newer)
    (folder / 'Done' / '.filler').unlink()
    good = watcher.wait_file('Converted/x (2).html', 30 * bench.patience)
    bench.check('saved anew meanwhile: the new one is converted too', good and b'the newer words' in (watcher.converted / 'x (2).html').read_bytes(),
                (watcher.names('.'), watcher.said()[-600:]))
    watcher.stop()
    return None


def endings(bench):
    watcher = Watcher(bench, bench.folder('endings'), *QUICK, settle=0.1)
    name = 'a.' + 'x' * 250
    put(watcher.inbox / name, pdf('first'))
    wait_until(lambda: watcher.names(watcher.done_folder), 20 * bench.patience)
    put(watcher.inbox / name, pdf('second'))
    wait_until(lambda: len(watcher.names(watcher.done_folder)) == 2, 20 * bench.patience)
    put(watcher.inbox / ('b.' + 'y' * 250), b'%PDF-1.4\nnothing of the kind\n%%EOF\n')
    wait_until(lambda: len(watcher.names(watcher.failed_folder)) == 2, 20 * bench.patience)
    time.sleep(2)
    bench.check('long endings: two documents, two results', len([n for n in watcher.names(watcher.converted) if n.endswith(b'.html')]) == 2, watcher.names('.'))
    bench.check('long endings: what is bad is in Failed, with a note', len(watcher.names(watcher.failed_folder)) == 2, (watcher.names('.'), watcher.said()[-500:]))
    watcher.stop()


def archives(bench):
    watcher = Watcher(bench, bench.folder('archives'), *QUICK, '--workers', '2', settle=0.1)
    for i in range(40):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, 'w') as archive:
            archive.writestr('d%d.docx' % i, docx('archive %d' % i))
        put(watcher.inbox / ('z%02d.zip' % i), buffer.getvalue())
    most = 0
    until = time.monotonic() + 60 * bench.patience
    while time.monotonic() < until and len(list(watcher.done_folder.glob('*.zip'))) < 40:
        names = []
        for pid in watcher.family():
            try:
                with open('/proc/%d/comm' % pid, encoding='ascii', errors='replace') as file:
                    names.append(file.read().strip())
            except OSError:
                pass
        most = max(most, names.count('referat-archive'))
        time.sleep(0.02)
    bench.tell('40 archives: at most %d taken apart at once' % most)
    bench.check('archives are taken apart a few at a time', most <= 2 and len(list(watcher.done_folder.glob('*.zip'))) == 40, (most, watcher.said()[-500:]))
    # all members have one name
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w:gz') as archive:
        for i in range(600):
            data = b'%%PDF-1.4\n%d\n%%%%EOF\n' % i
            info = tarfile.TarInfo('a.pdf')
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    begun = time.monotonic()
    put(watcher.inbox / 'same.tar.gz', buffer.getvalue())
    good = watcher.wait_file(watcher.done_folder / 'same.tar.gz', 40 * bench.patience)
    bench.tell('600 members of one name: %.1f s' % (time.monotonic() - begun))
    bench.check('very many members of one name come to an end', good, watcher.said()[-300:])
    watcher.stop()


def starving(bench):
    first, second = bench.folder('starving'), bench.folder('starved')
    second.joinpath('.referat-watch.ini').write_text('[watch]\nto = txt\n', encoding='utf8')
    watcher = Watcher(bench, first, '--rescan', '5', settle=0.1, more=[second])
    n = 1500
    for i in range(n):
        put(watcher.inbox / ('a%04d.docx' % i), docx('busy %d' % i))
    put(second / 'Inbox' / 'b.docx', docx('waits'))
    good = watcher.wait_file(second / 'Converted' / 'b.txt', 40 * bench.patience)
    done = len(watcher.names(watcher.done_folder))
    bench.tell('the other folder had its turn after %d of %d' % (done, n))
    bench.check('a busy folder does not starve one with other settings', good and done < n, done)
    watcher.stop()


def main():
    bench = Bench('attacks')
    bench.together([(case, bench) for case in (starving, archives, doubles, endings, unpacking, links, stage)], at_once=3)
    return bench.end()


if __name__ == '__main__':
    sys.exit(main())
