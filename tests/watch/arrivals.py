#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Files come in all the ways there are: each is converted once, when it is whole, and what is none of ours is left.

usage: arrivals.py PROGRAM [TOP] [--only CASE]
"""
import ctypes
import io
import mmap
import os
import re
import shutil
import socket
import sys
import tarfile
import threading
import time
import zipfile
from pathlib import Path
from urllib.parse import unquote

sys.dont_write_bytecode = True
from common import Bench, Watcher, damaged, docx, file_system, lease_can_be_had, long_docx, pdf, put, wait_until  # noqa: E402

HTML = ('--to', 'html')
# what is the same on all pages is taken for a header
ITEMS = ('The road is to be mended', 'A chair was elected', 'Nobody objected', 'Money was found', 'Three members left early', 'All went home')


def once(bench, title, watcher, *paths, output=None):
    """Each of @paths below the inbox is converted, once, and lies in Done."""
    for path in paths:
        watcher.wait_file(watcher.done_folder / path)
    # the original is at rest before that is put down and told
    wait_until(lambda: all(watcher.lines(path + ': converted') for path in paths) and
               len([line for line in watcher.ledger() if line['path'] in paths]) >= len(paths), 5 * bench.patience)
    lines = [line for line in watcher.ledger() if line['path'] in paths]
    good = sorted(line['path'] for line in lines) == sorted(paths) and all(line['fate'] == 'converted' for line in lines)
    good = good and all(len(watcher.lines(path + ': converted')) == 1 for path in paths)
    bench.check(title, good and all((watcher.done_folder / path).exists() and not (watcher.inbox / path).exists() and
                                    (watcher.converted / (output or os.path.splitext(path)[0] + '.html')).exists() for path in paths),
                (lines, watcher.names('.'), watcher.said()[-600:]))


def text_of(watcher, path):
    return re.sub(r'<[^>]*>', ' ', watcher.read(watcher.converted / path))


# ---- how long it takes ----

def latency(bench):
    watcher, found = Watcher(bench, bench.folder('latency'), *HTML, settle=None), {}

    def sample(i):
        data = docx('latency %d' % i)
        put(watcher.inbox / ('l%d.docx' % i), data)
        begun = time.monotonic()
        if wait_until((watcher.converted / ('l%d.html' % i)).exists, 20, 0.002):
            found[i] = time.monotonic() - begun
    threads = []
    for i in range(10):
        threads.append(threading.Thread(target=sample, args=(i,)))
        if i in (8, 9):  # the workers have gone to rest
            threads[i - 1].join()
            time.sleep(5.5)
        threads[-1].start()
        time.sleep(0.35)
    for thread in threads:
        thread.join()
    bench.tell('from the last byte to the result, settle 2 s: %s s; most %.3f s (the 1st, 9th and 10th begin with no worker)' % (
        ' '.join('%.3f' % found.get(i, -1) for i in range(10)), max(found.values(), default=-1)))
    bench.check('a small document is converted %g s after its last byte' % (2.5 * bench.patience),
                len(found) == 10 and max(found.values()) <= 2.5 * bench.patience, found)
    bench.check('and not before it has been quiet for 2 s', found and min(found.values()) >= 2.0, found)
    bench.check('SIGTERM: 0', watcher.stop() == 0)


# ---- ways to come ----

def ways(bench):
    watcher, side = Watcher(bench, bench.folder('ways'), *HTML), bench.folder('ways-side')
    inbox = watcher.inbox
    put(side / 'cp.docx', docx('copied'))
    shutil.copy(side / 'cp.docx', inbox / 'cp.docx')
    put(side / 'mv.docx', docx('moved'))
    os.rename(side / 'mv.docx', inbox / 'mv.docx')
    put(side / 'ln.docx', docx('linked'))
    os.link(side / 'ln.docx', inbox / 'ln.docx')
    names = ['cp.docx', 'mv.docx', 'ln.docx']
    other = Path('/dev/shm/referat-arrivals-%d.docx' % os.getpid())
    if other.parent.is_dir() and os.stat(other.parent).st_dev != os.stat(inbox).st_dev:
        put(other, docx('moved from another file system'))
        shutil.move(other, inbox / 'across.docx')
        names.append('across.docx')
    try:
        fd = os.open(inbox, os.O_TMPFILE | os.O_RDWR, 0o644)
        os.write(fd, docx('never had a name'))
        if ctypes.CDLL(None, use_errno=True).linkat(-100, b'/proc/self/fd/%d' % fd, -100, os.fsencode(inbox / 'tmpfile.docx'), 0x400) != 0:
            raise OSError(ctypes.get_errno(), 'linkat')
        os.close(fd)
        names.append('tmpfile.docx')
    except OSError as error:
        bench.skip('O_TMPFILE', error)
    for temporary, name in (('.~save.docx', 'saved.docx'), ('~WRD0001.tmp', 'word.docx'), ('Unconfirmed 1.crdownload', 'chrome.docx'), ('b.docx.part', 'firefox.docx')):
        put(inbox / temporary, docx('saved as ' + name))
        os.rename(inbox / temporary, inbox / name)
        names.append(name)
    put(inbox / 'firefox2.docx', b'')  # a placeholder, and a .part beside it
    put(inbox / 'firefox2.docx.part', docx('firefox, newer'))
    time.sleep(0.5)
    os.rename(inbox / 'firefox2.docx.part', inbox / 'firefox2.docx')
    names.append('firefox2.docx')
    put(inbox / 'saved-twice.docx', docx('first'))
    time.sleep(0.1)
    put(inbox / '.new', docx('second'))
    os.rename(inbox / '.new', inbox / 'saved-twice.docx')
    names.append('saved-twice.docx')
    for name in names:
        once(bench, 'comes by way of %s: once' % name, watcher, name)
    bench.check('saved twice: what was saved last', 'second' in text_of(watcher, 'saved-twice.html'))
    bench.check('the other name of a hard link is left', (side / 'ln.docx').read_bytes() == docx('linked'))
    bench.check('nothing else happened', len(watcher.ledger()) == len(names) and not watcher.litter(), (watcher.ledger(), watcher.litter()))
    watcher.stop()


def there_before(bench):
    """What lies there when it starts, from before it was there."""
    folder = bench.folder('before')
    for i in range(5):
        put(folder / 'Inbox' / 'sub' / ('b%d.docx' % i), docx('before %d' % i))
    watcher = Watcher(bench, folder, *HTML)
    once(bench, 'what lay there at the start', watcher, *('sub/b%d.docx' % i for i in range(5)))
    bench.check('the sub-folder that was there stays', (watcher.inbox / 'sub').is_dir())
    put(watcher.inbox / 'sub' / 'more.docx', docx('more'))
    once(bench, 'and what comes into it', watcher, 'sub/more.docx')
    watcher.stop()
    folder = bench.folder('named/Inbox')
    put(folder / 'a.docx', docx('the folder is the inbox'))
    watcher = Watcher(bench, folder, *HTML)
    bench.check('a DIR that is called Inbox is the inbox', watcher.wait_file(folder.parent / 'Converted' / 'a.html') and not (folder / 'Converted').exists(),
                watcher.names(folder.parent))
    watcher.stop()


# ---- writers ----

def slow_writers(bench):
    watcher, seconds = Watcher(bench, bench.folder('slow'), *HTML, settle=1.0), 8
    inbox, ends, leases = watcher.inbox, {}, lease_can_be_had(bench.root)
    body = long_docx(7, 200)

    def early(name):
        return any((folder / path).exists() for folder, path in ((watcher.converted, os.path.splitext(name)[0] + '.html'), (watcher.done_folder, name), (watcher.failed_folder, name)))

    def dribble(name, data, steps, wait, close):
        """Writes @data in @steps, each after @wait(i) seconds; @close: opens and closes it each time."""
        seen, file = False, None
        for i in range(steps):
            if file is None:
                file = open(inbox / name, 'ab')
            file.write(data[len(data) * i // steps:len(data) * (i + 1) // steps])
            file.flush()
            if close:
                file.close()
                file = None
            time.sleep(wait(i))
            seen = seen or (i + 1 < steps and early(name))
        if file:
            file.close()
        ends[name] = seen

    def scanner(name, pause, close):
        """Page by page, each time with a whole PDF; the inode stays."""
        seen, file = False, None
        for i in range(1, 7):
            data = pdf(*('%s: %s' % (name, text) for text in ITEMS[:i]))
            if file is None:
                file = open(inbox / name, 'r+b' if i > 1 else 'wb')
            file.seek(0)
            file.write(data)
            file.flush()
            if close:
                file.close()
                file = None
            time.sleep(pause if i < 6 else 0)
            seen = seen or (i < 6 and early(name))
        if file:
            file.close()
        ends[name] = seen
    jobs = [('1k.docx', dribble, (body[:8192] if len(body) < 8192 else body, 4 * seconds, lambda i: 0.25, False)),
            ('closed.docx', dribble, (docx('c ' * 3000), 2 * seconds, lambda i: 0.5, True)),
            ('scan.pdf', scanner, (0.6, True))]
    if leases:
        jobs += [('pauses.docx', dribble, (docx('p ' * 3000), 4, lambda i: 2.2, False)),
                 ('scan-open.pdf', scanner, (1.6, False))]
    threads = [threading.Thread(target=function, args=(name, *words)) for name, function, words in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, _, _ in jobs:
        bench.check('%s: not before it is whole' % name, ends.get(name) is False, watcher.said()[-800:])
        once(bench, '%s: then once' % name, watcher, name)
    bench.check('the scanner\'s last page is there', ITEMS[-1] in text_of(watcher, 'scan.html'), text_of(watcher, 'scan.html')[-300:])
    if leases:
        bench.check('the slow scanner\'s last page is there', ITEMS[-1] in text_of(watcher, 'scan-open.html'), text_of(watcher, 'scan-open.html')[-300:])
    watcher.stop()


def open_writers(bench):
    if not lease_can_be_had(bench.root):
        return bench.skip('a writer who keeps the file open', 'no leases can be had here (%s)' % file_system(bench.root))
    watcher = Watcher(bench, bench.folder('open'), *HTML)
    inbox = watcher.inbox
    held = open(inbox / 'held.docx', 'wb')
    held.write(docx('all of it, but not closed'))
    held.flush()
    # a store through a mapping gives no event, and the descriptor is closed before it
    data = docx('stored through a mapping')
    fd = os.open(inbox / 'mapped.docx', os.O_RDWR | os.O_CREAT, 0o644)
    os.write(fd, docx('what was there first  __'))
    os.ftruncate(fd, len(data))
    mapped = mmap.mmap(fd, len(data))
    os.close(fd)
    time.sleep(1.2)
    early = [name for name in ('held.html', 'mapped.html') if (watcher.converted / name).exists()]
    mapped[:] = data
    time.sleep(1.0)
    early += [name for name in ('held.html', 'mapped.html') if (watcher.converted / name).exists()]
    bench.check('held open for writing, or mapped: not before it is let go', not early and (inbox / 'held.docx').exists(), (early, watcher.said()))
    held.close()
    mapped.close()
    begun = time.monotonic()
    once(bench, 'held.docx: when it is closed, once', watcher, 'held.docx')
    bench.tell('%.2f s after it was closed' % (time.monotonic() - begun))
    once(bench, 'mapped.docx: when it is let go, once', watcher, 'mapped.docx')
    bench.check('and it says what was stored last', 'stored through a mapping' in text_of(watcher, 'mapped.html'))
    # somebody who only reads is in nobody's way
    put(inbox / '.r', docx('read by others'))
    with open(inbox / '.r', 'rb'):
        os.rename(inbox / '.r', inbox / 'read.docx')
        once(bench, 'a reader does not delay it', watcher, 'read.docx')
    # whoever opens it for writing just when it is looked at is not hurt
    stop, thrown = threading.Event(), []

    def reopen():
        while not stop.is_set():
            try:
                with open(inbox / 'reopened.docx', 'r+b') as file:
                    file.read(1)
            except FileNotFoundError:
                return
            except OSError as error:
                thrown.append(error)
            time.sleep(0.01)
    put(inbox / 'reopened.docx', docx('opened again and again'))
    thread = threading.Thread(target=reopen)
    thread.start()
    time.sleep(1.5)
    stop.set()
    thread.join()
    once(bench, 'opened for writing again and again, without a change: once', watcher, 'reopened.docx')
    bench.check('who opens it meanwhile meets no error', not thrown, thrown)
    watcher.stop()
    return None


def later(bench):
    """Room first, bytes later."""
    watcher = Watcher(bench, bench.folder('later'), *HTML)
    inbox, data = watcher.inbox, docx('came later')
    put(inbox / 'placeholder.docx', b'')
    put(inbox / 'zeros.docx', bytes(len(data)))
    put(inbox / 'zeros.pdf', bytes(5000))
    with open(inbox / 'sparse.docx', 'wb') as file:
        file.truncate(1 << 20)
    # the end is there before the middle, and before the beginning
    backwards = docx('came later, backwards', *['and it is long'] * 100)
    put(inbox / 'backwards.docx', bytes(2000) + backwards[2000:])
    time.sleep(1.5)
    bench.check('a placeholder, zeros: nothing is made of them', not watcher.ledger() and len(watcher.names(inbox)) == 5, (watcher.ledger(), watcher.said()))
    with open(inbox / 'placeholder.docx', 'r+b') as file:
        file.write(data[:300])
    time.sleep(0.1)
    with open(inbox / 'placeholder.docx', 'r+b') as file:
        file.write(data)
    other = docx('came later too')
    for name, content in (('zeros.docx', docx('came late.')), ('zeros.pdf', pdf('came later, pdf')), ('sparse.docx', other),
                          ('backwards.docx', backwards)):
        with open(inbox / name, 'r+b') as file:
            file.write(content)
            file.truncate()
    once(bench, 'when their bytes come: once', watcher, 'placeholder.docx', 'zeros.docx', 'sparse.docx', 'backwards.docx')
    bench.check('the PDF too', watcher.wait_line('zeros.pdf: converted'), watcher.said()[-500:])
    bench.check('no file failed', not watcher.ledger('failed') and watcher.wait_quiet(), watcher.ledger('failed'))
    watcher.stop()


def incomplete(bench):
    watcher = Watcher(bench, bench.folder('incomplete'), *HTML, '--patience', '0.05')  # three seconds
    inbox, body, page = watcher.inbox, docx('incomplete at first'), pdf('incomplete at first')
    put(inbox / 'rest-comes.docx', body[:-30])
    put(inbox / 'rest-comes.pdf', pdf('its end comes later', end=False))
    put(inbox / 'never.docx', docx('never')[:-30])
    put(inbox / 'never.pdf', pdf('never', end=False))
    put(inbox / 'cut.pdf', page[:200])
    put(inbox / 'empty.docx', b'')
    put(inbox / 'empty.pdf', b'')
    put(inbox / 'zeros.docx', bytes(3000))
    put(inbox / 'rearmed.docx', b'PK\3\4')
    begun = time.monotonic()
    for i in range(5):
        time.sleep(0.4)
        with open(inbox / 'rearmed.docx', 'ab') as file:
            file.write(bytes(10))
    # 2 s have passed: nothing may have been given up
    bench.check('incomplete and empty ones are waited for', len(watcher.names(inbox)) == 9 and not watcher.ledger() if time.monotonic() - begun < 2.7 else True,
                (watcher.names('.'), watcher.said()))
    with open(inbox / 'rest-comes.docx', 'ab') as file:
        file.write(body[-30:])
    with open(inbox / 'rest-comes.pdf', 'ab') as file:
        file.write(b'%%EOF\n')
    once(bench, 'when the rest comes: converted', watcher, 'rest-comes.docx')
    bench.check('the PDF too', watcher.wait_line('rest-comes.pdf: converted'))
    never = ('never.docx', 'never.pdf', 'cut.pdf', 'empty.docx', 'empty.pdf', 'zeros.docx')
    for name in never:
        watcher.wait_file(watcher.failed_folder / name)
    seconds = time.monotonic() - begun
    bench.tell('given up after %.1f s, with a patience of 3 s' % seconds)
    for name in never:
        note = watcher.read(watcher.failed_folder / (name + '.error.txt'))
        want = 'is empty' if name.startswith('empty') else 'did not arrive completely'
        bench.check('%s: to Failed, with a note that says it' % name, (watcher.failed_folder / name).exists() and want in ' '.join(note.split()) and '“%s”' % name in note
                    and not (inbox / name).exists(), (note, watcher.names('.')))
    bench.check('one that still grows is waited for longer', seconds > 4.9 * bench.patience or (inbox / 'rearmed.docx').exists(), seconds)
    bench.check('and then given up too', watcher.wait_file(watcher.failed_folder / 'rearmed.docx'))
    bench.check('each told once', all(len(watcher.lines(name + ': not converted')) == 1 for name in never), watcher.said())
    # put back whole
    os.rename(watcher.failed_folder / 'never.pdf', inbox / '.never')
    with open(inbox / '.never', 'ab') as file:
        file.write(b'%%EOF\n')
    os.rename(inbox / '.never', inbox / 'never.pdf')
    put(inbox / 'never.docx', docx('never, but now it is whole'))
    bench.check('put back whole: converted', watcher.wait_line('never.pdf: converted') and watcher.wait_line('never.docx: converted'), watcher.said()[-600:])
    bench.check('and the note about it is gone', watcher.wait_gone(watcher.failed_folder / 'never.pdf.error.txt', 3)
                and watcher.wait_gone(watcher.failed_folder / 'never.docx.error.txt', 3), watcher.names(watcher.failed_folder))
    # moved back as it is: fails again, and there are not two notes that say the same
    os.rename(watcher.failed_folder / 'cut.pdf', inbox / 'cut.pdf')
    bench.check('moved back as it was: it fails again', watcher.wait_gone(inbox / 'cut.pdf') and wait_until(lambda: len(watcher.lines('cut.pdf: not converted')) == 2, 10 * bench.patience))
    left = [name for name in watcher.names(watcher.failed_folder) if name.startswith(b'cut')]
    bench.check('and no note is left without its file', not [name for name in left if name.endswith(b'.error.txt') and name[:-10] not in left], left)
    bench.tell('Failed then holds of it: %s' % [name.decode() for name in watcher.names(watcher.failed_folder) if name.startswith(b'cut')])
    # it is mended where it lies, under the number it got, and put back so
    at = watcher.size()
    put(inbox / 'twice.docx', damaged('first'))
    watcher.wait_file(watcher.failed_folder / 'twice.docx')
    put(inbox / 'twice.docx', damaged('second'))
    if watcher.wait_file(watcher.failed_folder / 'twice (2).docx'):
        os.unlink(watcher.failed_folder / 'twice (2).docx')
        put(inbox / 'twice (2).docx', docx('mended'))
        bench.check('one that got a number, put back whole: converted, and its note is gone', watcher.wait_line('twice (2).docx: converted', at=at) and
                    watcher.wait_gone(watcher.failed_folder / 'twice (2).docx.error.txt', 3), watcher.names(watcher.failed_folder))
    # damaged for good
    put(inbox / 'damaged.docx', damaged('for good'))
    bench.check('damaged: to Failed, with a note', watcher.wait_file(watcher.failed_folder / 'damaged.docx.error.txt') and (watcher.failed_folder / 'damaged.docx').exists(),
                watcher.said()[-300:])
    bench.check('nothing is left under way', watcher.wait_quiet(), (watcher.litter(), watcher.names(inbox)))
    watcher.stop()


def clocks(bench):
    watcher = Watcher(bench, bench.folder('clocks'), *HTML, settle=0.6)
    inbox, now = watcher.inbox, time.time()
    for name, when in (('tomorrow', now + 86400), ('old', now - 10 * 365 * 86400), ('epoch', 0), ('before', -86400), ('far', 2 ** 33)):
        put(inbox / '.x', docx('clock ' + name))
        try:
            os.utime(inbox / '.x', (when, when))
        except OSError:
            continue
        os.rename(inbox / '.x', inbox / (name + '.docx'))
        if name in ('tomorrow', 'old'):
            time.sleep(0.2)
    put(inbox / 'touched.docx', docx('touched'))
    early = False
    for _ in range(15):
        os.utime(inbox / 'touched.docx')
        time.sleep(0.1)
        early = early or (watcher.converted / 'touched.html').exists()
    for name in ('tomorrow', 'old', 'epoch', 'before', 'far'):
        once(bench, 'its time is %s: converted' % name, watcher, name + '.docx')
    bench.check('what is touched all the time is waited for', not early)
    once(bench, 'and then converted once', watcher, 'touched.docx')
    bench.check('the original keeps its time', abs((watcher.done_folder / 'old.docx').stat().st_mtime - now + 10 * 365 * 86400) < 2)
    watcher.stop()


# ---- what is none of ours ----

def ignored(bench):
    source = (bench.top / 'src' / 'watch' / 'ignore.c').read_text(encoding='utf8')
    table = source[source.index('rft_ignored[]'):source.index('NULL')]
    patterns = re.findall(r'"([^"]+)"', re.sub(r'/\*.*?\*/', '', table, flags=re.S))
    watcher = Watcher(bench, bench.folder('ignored'), *HTML)
    names = {pattern.replace('*', 'minutes.docx') for pattern in patterns} | {pattern.replace('*', 'M').upper() for pattern in patterns}
    names |= {'.~lock.minutes.docx#', '~$minutes.docx', '._minutes.docx', '.DS_Store', '.nfs0001', '.fuse_hidden01', '.goutputstream-ABC', '.syncthing.minutes.docx.tmp', 'Thumbs.db', 'desktop.ini'}
    for name in names:
        put(watcher.inbox / name, docx('ignored ' + name))
        put(watcher.inbox / 'Board' / name, docx('ignored in Board ' + name))
    for name in ('.git', 'x.tmp'):
        put(watcher.inbox / name / 'inside.docx', docx('in a folder that is ignored ' + name))
    put(watcher.inbox / 'real.docx', docx('real'))
    once(bench, 'a document among what is ignored', watcher, 'real.docx')
    time.sleep(1)
    watcher.stop()
    watcher.start('--rescan', '1')
    time.sleep(1.5)
    bench.check('%d patterns, %d names: all stay' % (len(patterns), len(names)), len(patterns) > 15 and
                set(map(os.fsencode, names)) <= set(watcher.names(watcher.inbox)) and set(map(os.fsencode, names)) <= set(watcher.names(watcher.inbox / 'Board')),
                watcher.names(watcher.inbox))
    bench.check('and nothing is said of them', len(watcher.ledger()) == 1 and not watcher.names(watcher.failed_folder) and len(watcher.said().split('\n')) <= 4, watcher.said())
    watcher.stop()


def unsupported(bench):
    watcher, side = Watcher(bench, bench.folder('unsupported'), *HTML, '--rescan', '1'), bench.folder('unsupported-side')
    inbox = watcher.inbox
    left = {'photo.jpg': b'\xff\xd8\xff\xe0 and so on', 'setup.exe': b'MZ', 'README': b'some words', 'table.xlsx': docx('not a document'),
            'old.doc': b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(500), 'sub/mail.eml': b'From: x'}
    for name, data in left.items():
        put(inbox / name, data)
    put(side / 'secret.docx', docx('a secret that must not leak'))
    put(side / 'folder' / 'inner.docx', docx('a secret that must not leak either'))
    os.symlink(side / 'secret.docx', inbox / 'link.docx')
    os.symlink('../../unsupported-side/secret.docx', inbox / 'relative.docx')
    os.symlink('nowhere', inbox / 'dangling.docx')
    os.symlink(side / 'folder', inbox / 'linked-folder')
    links = ('link.docx', 'relative.docx', 'dangling.docx', 'linked-folder')
    os.mkfifo(inbox / 'queue.docx')
    server = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    try:
        server.bind(str(inbox / 's.docx'))
    except OSError as error:
        bench.skip('a socket', error)
    put(inbox / 'real.docx', docx('real'))
    once(bench, 'a document among what cannot be read', watcher, 'real.docx')
    for name in (*left, *links):
        watcher.wait_file(watcher.failed_folder / (name + '.error.txt'))
    bench.check('unsupported ones stay', all((inbox / name).read_bytes() == data for name, data in left.items()), watcher.names(inbox))
    for name in (*left, *links):
        note = ' '.join(watcher.read(watcher.failed_folder / (name + '.error.txt')).split())
        bench.check('%s: a note, told once' % name, note and len(watcher.lines(': %s: not converted' % name)) == 1 and
                    ('old version of Word' in note) == (name == 'old.doc') and ('only a link' in note) == (name in links), (note, watcher.lines(name)))
    time.sleep(1.5)
    os.utime(inbox / 'photo.jpg')
    watcher.stop()
    at = watcher.size()
    watcher.start()
    put(inbox / 'real2.docx', docx('real, second'))
    once(bench, 'after a restart too', watcher, 'real2.docx')
    time.sleep(1.5)
    bench.check('after a restart, and touched, nothing is told again', not watcher.lines('not converted', at=at) and
                len(watcher.names(watcher.failed_folder)) == len(left) + len(links), (watcher.said(at), watcher.names(watcher.failed_folder)))
    everything = b''.join(path.read_bytes() for top in (watcher.converted, watcher.done_folder, watcher.failed_folder, watcher.state) for path in top.rglob('*') if path.is_file() and not path.is_symlink())
    bench.check('what links lead to does not leak', b'secret that' not in everything and not any(b'inner' in name for name in watcher.names(watcher.converted)))
    bench.check('the links stay, and what they lead to', all(os.path.islink(inbox / name) for name in links) and (side / 'secret.docx').exists())
    bench.check('a queue stops nobody, and stays', watcher.alive() and (inbox / 'queue.docx').is_fifo())
    # it becomes something that can be read
    put(inbox / 'README', pdf('a scanner\'s file without an ending'))
    bench.check('a PDF without an ending is converted, and the note goes', watcher.wait_line('README: converted') and
                watcher.wait_gone(watcher.failed_folder / 'README.error.txt', 3), watcher.said()[-300:])
    server.close()
    os.chdir(here)
    watcher.stop()


# ---- folders ----

def trees(bench):
    watcher, side = Watcher(bench, bench.folder('trees'), *HTML, '--rescan', '2', settle=0.8), bench.folder('trees-side')
    inbox = watcher.inbox
    os.mkdir(inbox / 'empty')
    # moved in: events only for the folder
    for i in range(6):
        put(side / 'moved' / 'deep' / ('d%d' % (i % 3)) / ('m%d.docx' % i), docx('moved tree %d' % i))
    os.rename(side / 'moved', inbox / 'moved')
    moved = ['moved/deep/d%d/m%d.docx' % (i % 3, i) for i in range(6)]
    # nested
    nest = 'n/' * 20
    put(side / 'nest' / nest / 'down.docx', docx('twenty deep'))
    os.rename(side / 'nest', inbox / 'nest')
    # deeper than anybody looks
    put(side / 'abyss' / ('a/' * 70) / 'down.docx', docx('seventy deep'))
    os.rename(side / 'abyss', inbox / 'abyss')
    # renamed while it waits
    for i in range(4):
        put(inbox / 'before' / ('r%d.docx' % i), docx('renamed %d' % i))
    time.sleep(0.3)
    os.rename(inbox / 'before', inbox / 'after')
    # copied slowly: the whole is waited for
    early, copied = [], ['slow/s%d/c%d.docx' % (i % 2, i) for i in range(10)]
    for i, name in enumerate(copied):
        put(inbox / name, docx('copied slowly %d' % i))
        early += [path for path in watcher.names(watcher.converted) if path.startswith(b'slow/')]
        time.sleep(0.45)
    bench.check('a tree that is copied slowly is waited for', not early, early)
    once(bench, 'a tree that was copied slowly: all of it', watcher, *copied)
    once(bench, 'a tree that was moved in: all of it, with its folders', watcher, *moved)
    once(bench, 'twenty folders deep', watcher, 'nest/' + nest + 'down.docx')
    once(bench, 'a folder that was renamed while it waited', watcher, *('after/r%d.docx' % i for i in range(4)))
    bench.check('and nothing under its old name', not any(name.startswith(b'before') for name in watcher.names('.')) and not watcher.lines('before/'), watcher.lines('before'))
    bench.check('seventy deep: said, and not lost', watcher.wait_line('cannot be looked into', seconds=5) and (inbox / 'abyss' / ('a/' * 70) / 'down.docx').exists(), watcher.said()[-400:])
    said = len(watcher.lines('cannot be looked into'))
    time.sleep(5)
    bench.check('but not with every look around', len(watcher.lines('cannot be looked into')) <= said, '%d, then %d lines' % (said, len(watcher.lines('cannot be looked into'))))
    # a second part for a folder that is there already, and one that is moved out again
    put(inbox / 'slow' / 'late.docx', docx('late'))
    put(inbox / 'away' / 'x.docx', docx('moved away'))
    time.sleep(0.1)
    os.rename(inbox / 'away', side / 'away')
    once(bench, 'what comes into it later', watcher, 'slow/late.docx')
    bench.check('a tree that was taken away again is not converted', not (watcher.converted / 'away').exists() and (side / 'away' / 'x.docx').exists() and not watcher.lines('away'), watcher.lines('away'))
    bench.check('a folder that was made empty stays', (inbox / 'empty').is_dir())
    put(inbox / 'empty' / 'e.docx', docx('later in an empty folder'))
    once(bench, 'and works', watcher, 'empty/e.docx')
    gone = watcher.wait_gone(inbox / 'moved', 45)
    bench.tell('the emptied folders of a tree that was dropped are %s after 45 s' % ('gone' if gone else 'there'))
    bench.check('a folder that was made empty stays, afterwards too', (inbox / 'empty').is_dir(), watcher.names(inbox, folders=True))
    put(inbox / 'moved' / 'again.docx', docx('again'))
    once(bench, 'the same folder comes again', watcher, 'moved/again.docx')
    bench.check('no file was lost', len(watcher.names(watcher.done_folder)) == len(copied) + len(moved) + 8, watcher.names(watcher.done_folder))
    watcher.stop()


# ---- archives ----

def zipped(members, kind=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', kind) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name) if kind == zipfile.ZIP_STORED else name, data)
    return file.getvalue()


def archives(bench):
    watcher = Watcher(bench, bench.folder('archives'), *HTML, '--patience', '0.05')
    inbox, outside = watcher.inbox, set(os.listdir(bench.root))
    put(inbox / 'board.zip', zipped([('a.docx', docx('in a zip')), ('2024/b.docx', docx('nested in a zip')), ('2024/jan/c.pdf', pdf('a pdf in a zip')), ('photo.jpg', b'\xff\xd8'),
                                     ('__MACOSX/._a.docx', b'x'), ('~$a.docx', b'x')]))
    put(inbox / 'evil.zip', zipped([('../evil1.docx', docx('evil 1')), ('../../evil2.docx', docx('evil 2')), ('/tmp/referat-evil3.docx', docx('evil 3')),
                                    ('a/../../../evil4.docx', docx('evil 4')), ('..\\..\\evil5.docx', docx('evil 5')), ('C:\\evil6.docx', docx('evil 6')), ('good.docx', docx('a good one'))]))
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode='w:gz') as archive:
        for name, data in (('t/x.docx', docx('in a tar')), ('t/y.docx', docx('second in a tar'))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo('t/link.docx')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        archive.addfile(link)
    put(inbox / 'pack.tar.gz', tar.getvalue())
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode='w:gz') as archive:  # as tar -C FOLDER . makes it
        for name, data in (('./v.docx', docx('in a tar of .')), ('./w/w.docx', docx('second in a tar of .'))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    put(inbox / 'dot.tar.gz', tar.getvalue())
    put(inbox / 'nothing.zip', zipped([('photo.jpg', b'\xff\xd8'), ('read.me', b'x')]))
    secret = bytearray(zipped([('secret.docx', docx('encrypted'))], zipfile.ZIP_STORED))
    secret[6] |= 1
    secret[secret.index(b'PK\1\2') + 8] |= 1
    put(inbox / 'locked.zip', bytes(secret))
    data = zipped([('d%d.docx' % i, long_docx(i, 30)) for i in range(5)])
    put(inbox / 'damaged.zip', data[:2000] + os.urandom(3000) + data[5000:])
    put(inbox / 'empty.zip', zipped([]))
    put(inbox / 'twice.zip', zipped([('same.docx', docx('first of that name')), ('same.docx', docx('second of that name'))]))
    put(inbox / 'bomb.zip', zipped([('bomb.docx', bytes(300 << 20)), ('small.docx', docx('beside the bomb'))]))
    put(inbox / 'inner.zip', zipped([('inner.zip', zipped([('deep.docx', docx('zip in a zip'))])), ('outer.docx', docx('beside a zip'))]))
    whole = [('board.zip', ['board/a', 'board/2024/b', 'board/2024/jan/c']), ('pack.tar.gz', ['pack/t/x', 'pack/t/y']), ('dot.tar.gz', ['dot/v', 'dot/w/w']), ('evil.zip', ['evil/good']),
             ('inner.zip', ['inner/outer']), ('twice.zip', ['twice/same', 'twice/same (2)'])]
    for name, stems in whole:
        found = [watcher.wait_file(watcher.converted / (stem + '.html'), 15) for stem in stems]
        bench.check('%s: its documents are converted, it is in Done' % name, all(found) and watcher.wait_file(watcher.done_folder / name) and not (inbox / name).exists(),
                    (watcher.names('.'), watcher.lines(name)))
    for name, words in (('nothing.zip', 'Nothing in this archive'), ('locked.zip', 'password'), ('damaged.zip', 'damaged'), ('empty.zip', '')):
        note = watcher.wait_file(watcher.failed_folder / (name + '.error.txt'), 30) and ' '.join(watcher.read(watcher.failed_folder / (name + '.error.txt')).split())
        bench.check('%s: to Failed, and why' % name, note and words in note and (watcher.failed_folder / name).exists(), (note, watcher.lines(name[:-4])))
    ended = wait_until(lambda: not (inbox / 'bomb.zip').exists() and not (inbox / 'bomb' / 'bomb.docx').exists() or watcher.lines('bomb/bomb.docx'), 60 * bench.patience)
    size = sum(path.stat().st_blocks * 512 for path in watcher.folder.rglob('*') if path.is_file())
    bench.check('bomb.zip: comes to an end', ended and watcher.alive(), watcher.lines('bomb'))
    bench.tell('bomb.zip: %s; %d MiB on the disk' % (watcher.lines('bomb'), size >> 20))
    evil = [str(path) for path in bench.root.rglob('*evil[0-9]*') if 'archives' not in path.parts or not str(path).startswith(str(watcher.folder))]
    evil += [name for name in ('/tmp/referat-evil3.docx', '/tmp/evil1.docx', '/tmp/evil2.docx') if os.path.exists(name)]
    bench.check('nothing lands outside', not evil and not [name for name in watcher.names('.') if b'evil' in name and not name.startswith((b'Inbox/evil', b'Converted/evil', b'Done/evil', b'Failed/evil'))]
                and not {name for name in set(os.listdir(bench.root)) - outside if 'evil' in name}, (evil, watcher.names('.')))
    bench.tell('of evil.zip there are: %s' % [name.decode() for name in watcher.names('.') if b'evil' in name])
    bench.check('no link came out of a tar', not any(path.is_symlink() for path in watcher.folder.rglob('*')) and b'root:' not in b''.join(p.read_bytes() for p in watcher.converted.rglob('*.html')))
    bench.check('of a zip in a zip somebody is told', watcher.wait_file(watcher.converted / 'inner.zip.note.txt') and b'inner.zip' in watcher.read(watcher.converted / 'inner.zip.note.txt').encode() or (watcher.converted / 'inner' / 'inner' / 'deep.html').exists() or any('inner.zip' in str(line) and 'taken apart' not in line for line in watcher.lines('inner.zip')),
                watcher.lines('inner'))
    # the folder's name is taken
    put(inbox / 'Board' / 'here.docx', docx('was here before the archive'))
    watcher.wait_line('Board/here.docx: converted')
    put(inbox / 'Board.zip', zipped([('n.docx', docx('in the second Board'))]))
    bench.check('an archive called like a folder that is there: beside it', watcher.wait_line('n.docx: converted') and watcher.wait_file(watcher.done_folder / 'Board (2).zip'), watcher.names('.'))
    put(inbox / 'board.zip', zipped([('a.docx', docx('in a zip')), ('new.docx', docx('only this is new'))]))
    bench.check('nearly the same archive again: what is new is converted', watcher.wait_line('new.docx: converted') and watcher.wait_line('a.docx: the same'), watcher.said()[-500:])
    bench.check('nothing is left under way', watcher.wait_quiet(40), (watcher.litter(), watcher.names(inbox)))
    watcher.stop()


# ---- where the folders are ----

def layouts(bench):
    def works(title, watcher, name, outputs):
        put(watcher.inbox / (name + '.docx'), docx(title + ', ' + name))
        bench.check('%s: converted' % title, all(watcher.wait_file(watcher.converted / (name + ending), 8) for ending in outputs), (watcher.names('.'), watcher.said()))
        time.sleep(1.5)  # results that lie in the inbox are met by a look around
        bench.check('%s: once, and nothing else is said' % title, len(watcher.lines(name + '.docx: converted')) == 1 and not watcher.lines('not converted') and
                    len(watcher.ledger()) == 1, (watcher.said(), watcher.ledger()))
        status = watcher.stop()
        bench.check('%s: SIGTERM: 0, nothing under way' % title, status == 0 and not watcher.names(watcher.state / 'work'), (status, watcher.litter()))
    watcher = Watcher(bench, bench.folder('layout self'), *HTML, '--inbox', '.', '--rescan', '1', names=('.', 'Converted', 'Done', 'Failed'))
    works('--inbox .', watcher, 'a', ['.html'])
    watcher = Watcher(bench, bench.folder('layout into'), '--to', 'html,rxml', '--converted', 'Inbox', '--rescan', '1', names=('Inbox', 'Inbox', 'Done', 'Failed'))
    works('--converted Inbox', watcher, 'a', ['.html', '.rxml'])
    watcher = Watcher(bench, bench.folder('layout below'), '--to', 'html,rxml', '--converted', 'Inbox/out', '--done', 'Inbox/done', '--failed', 'Inbox/failed', '--rescan', '1',
                      names=('Inbox', 'Inbox/out', 'Inbox/done', 'Inbox/failed'))
    works('all below the inbox', watcher, 'a', ['.html', '.rxml'])
    watcher = Watcher(bench, bench.folder('layout same'), '--to', 'html,rxml', '--inbox', '.', '--converted', '.', '--rescan', '1', names=('.', '.', 'Done', 'Failed'))
    works('--inbox . --converted .', watcher, 'a', ['.html', '.rxml'])
    # results into DIR itself, after a first run with results in Converted
    folder = bench.folder('layout top')
    watcher = Watcher(bench, folder, *HTML)
    put(watcher.inbox / 'first.docx', docx('first'))
    watcher.wait_line('first.docx: converted') and watcher.wait_quiet()
    watcher.stop()
    watcher = Watcher(bench, folder, *HTML, '--converted', '.', names=('Inbox', '.', 'Done', 'Failed'))
    bench.check('--converted .: what was done before is not forgotten', len(watcher.ledger()) == 1 and (watcher.state / 'lock').exists(), os.listdir(watcher.state))
    put(watcher.inbox / 'second.docx', docx('second'))
    bench.check('--converted .: converted', watcher.wait_file('second.html', 8), (watcher.names('.'), watcher.said()))
    watcher.stop()
    bench.check('--converted .: no original is kept back', not watcher.names(watcher.state / 'work'), watcher.names(watcher.state / 'work'))
    # two at once
    one, two = bench.folder('layout one'), bench.folder('layout two')
    watcher = Watcher(bench, one, *HTML, more=[two])
    for folder in one, two:
        put(folder / 'Inbox' / 'x.docx', docx('the same in both'))
    bench.check('two folders: each for itself', watcher.wait_file(one / 'Converted' / 'x.html') and watcher.wait_file(two / 'Converted' / 'x.html'), watcher.said())
    watcher.stop()


def collisions(bench):
    """A name that is to be a folder is a file already."""
    watcher = Watcher(bench, bench.folder('collisions'), *HTML)
    put(watcher.inbox / 'Board', pdf('a scan without an ending'))
    put(watcher.inbox / 'minutes.docx', docx('a document'))
    bench.check('a scan without an ending', watcher.wait_file('Done/Board') and watcher.wait_file('Done/minutes.docx'), watcher.said())
    names = ('Board/x.docx', 'minutes.docx/y.docx', 'minutes.html/z.docx')
    for name in names:
        put(watcher.inbox / name, docx('in ' + name))
    for name in names:
        bench.check('%s: delivered, though a file is called like its folder' % name, watcher.wait_line(name + ': converted', seconds=6), watcher.lines(name))
    bench.check('and nothing is held back', watcher.wait_quiet(1) and len(watcher.names(watcher.done_folder)) == 5, watcher.names('.'))
    bench.check('what had the name is as it was', watcher.read('Done/Board').startswith('%PDF') and os.path.isfile(watcher.done_folder / 'minutes.docx'))
    watcher.stop()


# ---- settings, names ----

def settings(bench):
    folder = bench.folder('settings')
    put(folder / '.referat-watch.ini', '''[watch]
to = html
messages = da
inbox = Indbakke
converted = Konverteret
done = Færdige
failed = Fejlede
settle = 0.3
[folder Board/2024]
to = html,txt
lang = da
[folder Board]
to = odt
'''.encode())
    watcher = Watcher(bench, folder, settle=None, names=('Indbakke', 'Konverteret', 'Færdige', 'Fejlede'))
    for name in ('top.docx', 'Board/b.docx', 'Board/2024/c.docx', 'Board/2024/deep/d.docx', 'Board/2024x/e.docx'):
        put(watcher.inbox / name, docx('Minutes of ' + name))
    put(watcher.inbox / 'bad.docx', damaged('bad'))
    want = ['Board/2024/c.html', 'Board/2024/c.txt', 'Board/2024/deep/d.html', 'Board/2024/deep/d.txt', 'Board/2024x/e.odt', 'Board/b.odt', 'top.html']
    wait_until(lambda: len(watcher.names(watcher.converted)) == len(want) and watcher.names(watcher.failed_folder), 20 * bench.patience)
    bench.check('formats by folder, in folders of other names', [name.decode() for name in watcher.names(watcher.converted)] == want, (watcher.names('.'), watcher.said()))
    lang = {name: re.search(r'<html[^>]*\blang="([^"]*)"', watcher.read(watcher.converted / name)) for name in ('top.html', 'Board/2024/c.html')}
    bench.check('language by folder', lang['Board/2024/c.html'] and lang['Board/2024/c.html'].group(1) == 'da' and (not lang['top.html'] or lang['top.html'].group(1) != 'da'), lang)
    note = watcher.read(watcher.failed_folder / 'bad.docx.error.txt')
    bench.check('notes in the language of the folder', 'Indbakke' in note and 'What you can do' not in note, note)
    bench.check('the folders are called so', not (folder / 'Inbox').exists() and not (folder / 'Converted').exists())
    # the same bytes where another format is wanted are another matter
    put(watcher.inbox / 'Board' / 'top.docx', docx('Minutes of top.docx'))
    bench.check('the same document in a folder of another format is converted', watcher.wait_file(watcher.converted / 'Board' / 'top.odt'), watcher.said()[-300:])
    watcher.stop()
    bad = bench.folder('settings-bad')
    put(bad / '.referat-watch.ini', b'[watch]\nto = cassette\n')
    watcher = Watcher(bench, bad, start=False)
    watcher.start(ready=False)
    bench.check('settings that are wrong: 78, and which', watcher.stop(0) == 78 and 'cassette' in watcher.said(), watcher.said())


def names(bench):
    watcher = Watcher(bench, bench.folder('names'), *HTML)
    inbox = os.fsencode(watcher.inbox)
    odd = [b'caf\xe9.docx', b'line\nend.docx', b'-o.docx', b'--help.docx', b"it's \"quoted\".docx", b'100%.docx', b'%s%n%41.docx', '🗳️ vote.docx'.encode(), b'minutes .docx', b' minutes.docx',
           b'a.b.c.docx', b'$(id);`id`&|<>.docx', b'back\\slash.docx', 'Møde – Čeština 会議.docx'.encode(), 'bidi\u202excod.docx'.encode(), b'tab\there.docx', b'UPPER.DOCX', b'Mixed.Docx', b'nfd-e\xcc\x81.docx', b'nfc-\xc3\xa9.docx',
           b'n' * 250 + b'.docx', b'm' * 245 + b'.docx', 'é'.encode() * 125 + b'.docx', b'con.docx', b'a' * 120 + b'/' + b'b' * 250 + b'.docx', b'sub dir/-rf.docx', b'\xff\xfe/x.docx', b'.. /y.docx', b'...x/z.docx']
    odd = [name for name in odd if not name.startswith(b'.') or name.startswith(b'.. ') and False]
    for name in odd:
        put(os.path.join(inbox, name), docx('odd name number %d' % odd.index(name)))
    wait_until(lambda: len(watcher.names(watcher.done_folder)) == len(odd), 40 * bench.patience, 0.1)
    converted, done = watcher.names(watcher.converted), watcher.names(watcher.done_folder)
    bench.check('%d odd names: originals in Done under their names' % len(odd), done == sorted(odd), sorted(set(done) ^ set(odd)))
    missing = [name for name in odd if len(name.split(b'/')[-1]) < 240 and os.path.splitext(name)[0] + b'.html' not in converted]
    bench.check('and a result called so each', not missing and len(converted) == len(odd), (missing, len(converted), len(odd)))
    log = watcher.log.read_bytes()
    bench.check('the log is text, a line an event', log.decode('utf8') and len(log.split(b'\n')) == len(odd) + 2 and b'\x1b' not in log, (len(log.split(b'\n')), len(odd) + 2))
    page = wait_until(lambda: watcher.read(watcher.converted / 'index.html'), 5)
    time.sleep(1)
    page = watcher.read(watcher.converted / 'index.html')
    bench.check('on the page names are no markup', '<>' not in page and page.count('.html') >= len(odd) - 3, page.count('.html'))
    watcher.stop()
    # disguised, same stems, the page
    watcher = Watcher(bench, bench.folder('stems'), *HTML)
    put(watcher.inbox / 'index.docx', docx('minutes called index'))
    put(watcher.inbox / 'sub' / 'index.docx', docx('minutes called index, below'))
    put(watcher.inbox / 'a-docx.pdf', docx('a docx called pdf'))
    put(watcher.inbox / 'a-pdf.docx', pdf('a pdf called docx'))
    put(watcher.inbox / 'minutes.docx', docx('minutes as docx'))
    put(watcher.inbox / 'minutes.pdf', pdf('minutes as pdf'))
    put(watcher.inbox / 'UP.PDF', pdf('upper case'))
    put(watcher.inbox / 'picture.docx', b'\x89PNG\r\n\x1a\n' + bytes(200))
    bench.check('a file that is there is not written over', watcher.wait_line('index.docx: converted') and watcher.wait_quiet(), watcher.names('.'))
    wait_until(lambda: 'index (2).html' in unquote(watcher.read(watcher.converted / 'index.html')), 10 * bench.patience)
    both = text_of(watcher, 'minutes.html') + text_of(watcher, 'minutes (2).html')
    bench.check('minutes.docx and minutes.pdf: minutes.html and minutes (2).html', 'minutes as docx' in both and 'minutes as pdf' in both, watcher.names(watcher.converted))
    bench.check('index.docx does not take the place of the page', (watcher.converted / 'index (2).html').exists() and 'minutes called index' in text_of(watcher, 'index (2).html') and
                'index (2).html' in unquote(watcher.read(watcher.converted / 'index.html')), (watcher.names(watcher.converted), watcher.said()))
    bench.check('below it may be called so', 'minutes called index, below' in text_of(watcher, 'sub/index.html'), watcher.names(watcher.converted))
    bench.tell('disguised: %s' % [line for name in ('a-docx.pdf', 'a-pdf.docx', 'picture.docx') for line in watcher.lines(name)])
    bench.check('disguised: converted by what they are, or told why not', all((watcher.done_folder / name).exists() or (watcher.failed_folder / (name + '.error.txt')).exists() for name in ('a-docx.pdf', 'a-pdf.docx')) and
                (watcher.failed_folder / 'picture.docx.error.txt').exists(), watcher.names('.'))
    bench.check('upper case endings', 'upper case' in text_of(watcher, 'UP.html'))
    watcher.stop()


def same(bench):
    watcher, data = Watcher(bench, bench.folder('same'), *HTML), docx('the same bytes')
    inbox = watcher.inbox
    put(inbox / 'a.docx', data)
    once(bench, 'the first', watcher, 'a.docx')
    at = watcher.size()
    put(inbox / 'a.docx', data)
    bench.check('the same again: said, and in Done', watcher.wait_line('a.docx', 'the same', at=at) and watcher.wait_file(watcher.done_folder / 'a (2).docx'), watcher.said())
    bench.check('not converted again, no note', watcher.names(watcher.converted) == [b'a.html'] and len(watcher.ledger('converted')) == 1, watcher.names(watcher.converted))
    put(inbox / 'b.docx', data)
    bench.check('under another name: said, and a note', watcher.wait_line('b.docx', 'the same') and watcher.wait_file('Converted/b.docx.note.txt') and watcher.wait_file('Done/b.docx')
                and 'a.html' in watcher.read('Converted/b.docx.note.txt') and len(watcher.ledger('converted')) == 1, (watcher.names('.'), watcher.read('Converted/b.docx.note.txt')))
    put(inbox / 'sub' / 'a.docx', data)
    bench.check('in another folder: said, and a note', watcher.wait_line('sub/a.docx', 'the same') and watcher.wait_file('Converted/sub/a.docx.note.txt'), watcher.names('.'))
    twin = docx('twins')
    for name in ('twin1.docx', 'twin2.docx', 'twin3.docx'):
        put(inbox / name, twin)
    wait_until(lambda: sum('twin' in line['path'] for line in watcher.ledger()) == 3, 20 * bench.patience)
    bench.check('dropped at the same moment: converted once', sum(line['fate'] == 'converted' for line in watcher.ledger() if 'twin' in line['path']) == 1 and
                sum(line['fate'] == 'same' for line in watcher.ledger() if 'twin' in line['path']) == 2, watcher.ledger())
    watcher.stop()
    watcher.start()
    put(inbox / 'c.docx', data)
    bench.check('after a restart: known', watcher.wait_line('c.docx', 'the same'), watcher.said()[-400:])
    os.unlink(watcher.converted / 'a.html')
    put(inbox / 'a.docx', data)
    bench.check('when somebody took the result away it is made again', watcher.wait_line('a.docx: converted') and wait_until(lambda: len(watcher.ledger('converted')) == 3), watcher.said()[-400:])
    before = watcher.names(watcher.converted)
    put(inbox / 'a.docx', docx('other bytes under the old name'))
    bench.check('other bytes under the old name: beside the first', wait_until(lambda: len(watcher.ledger('converted')) == 4) and
                len(watcher.names(watcher.converted)) == len(before) + 1, watcher.names('.'))
    bench.check('all ten originals are in Done', watcher.wait_quiet() and len(watcher.names(watcher.done_folder)) == 10, watcher.names(watcher.done_folder))
    watcher.stop()


def originals(bench):
    for how in ('keep', 'delete'):
        watcher = Watcher(bench, bench.folder('originals-' + how), *HTML, '--originals', how, '--rescan', '1')
        put(watcher.inbox / 'x.docx', docx('originals ' + how))
        put(watcher.inbox / 'bad.docx', damaged('bad'))
        bench.check('--originals %s: converted' % how, watcher.wait_file('Converted/x.html') and watcher.wait_file('Failed/bad.docx.error.txt'))
        time.sleep(2)
        there = (watcher.inbox / 'x.docx').exists(), (watcher.done_folder / 'x.docx').exists(), (watcher.inbox / 'bad.docx').exists(), (watcher.failed_folder / 'bad.docx').exists()
        bench.check('--originals %s: as it says; nothing that failed is thrown away' % how, there == ((True, False, True, False) if how == 'keep' else (False, False, False, True)), there)
        watcher.stop()
        watcher.start()
        time.sleep(2)
        bench.check('--originals %s: once, over a restart too' % how, len(watcher.ledger('converted')) == 1 and len(watcher.ledger('failed')) == 1 and len(watcher.ledger()) == 2, watcher.ledger())
        watcher.stop()


CASES = (ways, there_before, slow_writers, open_writers, later, incomplete, clocks, ignored, unsupported, trees, archives, layouts, collisions, settings, names, same, originals)


def main():
    bench = Bench('arrivals', '[--only CASE]')
    only = bench.option('--only', '')
    try:
        if only in ('', 'latency'):
            bench.run(latency, bench)
        # the long ones first
        bench.together([(case, bench) for case in sorted(CASES, key=lambda case: case not in (trees, archives, slow_writers)) if only in ('', case.__name__)], 6)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
