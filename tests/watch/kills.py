#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A watcher that is killed, at random moments and before every change that it makes, loses nothing, shows nothing that is not whole,
and does nothing twice.

usage: kills.py PROGRAM [TOP] [--kills N] [--seed N] [--documents N]
"""
import ctypes
import hashlib
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
from common import Bench, Watcher, docx, long_docx, pdf, put, unmount, mount, wait_until  # noqa: E402
from sources import zipped  # noqa: E402

FORMATS = ('html', 'txt')
TO = ('--to', ','.join(FORMATS))


def sum_of(data):
    return hashlib.sha256(data).hexdigest()


def files(top, hidden=False):
    """Relative names to bytes; @hidden: those in folders .referat too."""
    top, found = os.fsencode(top), {}
    for folder, inner, names in os.walk(top):
        inner[:] = [name for name in inner if hidden or not name.startswith(b'.referat')]
        for name in names:
            path = os.path.join(folder, name)
            try:
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, 'rb') as file:
                        found[os.path.relpath(path, top)] = file.read()
            except OSError:
                continue
    return found


def is_note(name):
    return re.search(rb'\.(error|note)\.txt$', name) is not None


def is_part(name):
    """What has a name only while it is being written."""
    name = os.path.basename(name)
    return name.endswith(b'.part') or name.startswith((b'.referat-', b'.index.html', b'.goutputstream'))


# ---- what the other scripts of this folder take too ----

BAD = zipped([('word/other.xml', b'<a/>')])


def names(path):
    return sorted(os.fsdecode(name) for name in files(path) if name != b'index.html')


def hold(watcher, word):
    """Where the original of the bytes @word lies, of the places where one may."""
    return [name for top in (watcher.inbox, watcher.done_folder, watcher.failed_folder) for name, data in files(top).items() if data == word]


def workers(watcher):
    return watcher.family()[1:]


def freeze(watcher, name=None, seconds=10):
    """Stops the worker that has a document. Returns: whether."""
    def claimed():
        if name and not (watcher.state / 'work' / name).exists() and '--originals' not in watcher.options:
            return False
        return any(watcher.stage.glob('*.[0-9]')) and len(workers(watcher)) > 0
    found = wait_until(claimed, seconds, 0.001)
    for pid in workers(watcher):
        try:
            os.kill(pid, signal.SIGSTOP)
        except ProcessLookupError:
            pass
    return found


def thaw(watcher):
    for pid in workers(watcher):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass


def large(word):
    """Takes a quarter of a second."""
    return long_docx(word, 20000)


# ---- what must come of it ----

class Expected:
    """What `referat FILE --to …` makes of each document, by the sum of its bytes and the format."""

    def __init__(self, bench, formats=FORMATS):
        self.bench, self.formats, self.outputs, self.bad = bench, formats, {}, set()
        self.n = 0

    def add(self, documents):
        """@documents: names to bytes."""
        self.n += 1
        top = self.bench.root / ('expected%d' % self.n)
        by_name = {}
        for i, (name, data) in enumerate(sorted(documents.items())):
            path = top / ('i%d' % i) / os.path.basename(name)
            put(path, data)
            by_name[path] = sum_of(data)
        (top / 'out').mkdir(parents=True)

        def convert(paths):
            for path in paths:
                out = top / 'out' / path.parent.name
                subprocess.run([self.bench.program, path, '--to', ','.join(self.formats), '--out', out], capture_output=True,
                               env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en'))
                for format in self.formats:
                    output = out / (path.name.rpartition('.')[0] + '.' + format)
                    if output.exists():
                        self.outputs[by_name[path], format] = output.read_bytes()
                    else:
                        self.bad.add(by_name[path])
        paths = list(by_name)
        threads = [threading.Thread(target=convert, args=(paths[i::3],)) for i in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        shutil.rmtree(top)


SOURCE = re.compile(rb'sha256:\s*([0-9a-f]{64})')


def fault_of(expected, name, data):
    """Returns: what is wrong with the output @name, or None."""
    format = name.rpartition(b'.')[2].decode(errors='replace')
    said = SOURCE.search(data)
    if format not in expected.formats:
        return 'it is of no format that was asked for'
    if said is None:
        return 'it names no source: %d bytes' % len(data)
    want = expected.outputs.get((said.group(1).decode(), format))
    if want is None:
        return 'it is of no document that was dropped'
    return None if want == data else 'it is not what a run alone makes: %d bytes, not %d' % (len(data), len(want))


class Spy(threading.Thread):
    """Reads everything that appears in Converted the moment it does."""
    MOVED, CREATED, MODIFIED, DIRECTORY = 0x80, 0x100, 0x2, 0x40000000

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.libc, self.folder = ctypes.CDLL(None, use_errno=True), Path(folder)
        self.fd = self.libc.inotify_init1(0o2000000)
        self.paths, self.seen, self.written, self.over = {}, {}, [], False
        self.watch(self.folder)
        self.start()

    def watch(self, folder):
        number = self.libc.inotify_add_watch(self.fd, os.fsencode(folder), self.MOVED | self.CREATED | self.MODIFIED)
        self.paths[number] = Path(folder)

    def run(self):
        while not self.over:
            data = os.read(self.fd, 1 << 16)
            at = 0
            while at < len(data):
                number, mask, _, length = struct.unpack_from('iIII', data, at)
                name = data[at + 16:at + 16 + length].rstrip(b'\0')
                at += 16 + length
                self.meet(self.paths.get(number), mask, name)

    def meet(self, folder, mask, name):
        if folder is None or name.startswith(b'.') or name.startswith(b'index.html'):
            return
        path = os.path.join(os.fsencode(folder), name)
        if mask & self.DIRECTORY:
            self.watch(os.fsdecode(path))
            for inner in os.listdir(path):
                self.meet(Path(os.fsdecode(path)), self.MOVED, inner)
            return
        if mask & self.MODIFIED:
            self.written.append(path)
        try:
            with open(path, 'rb') as file:
                data = file.read()
        except OSError:
            return
        self.seen.setdefault((path, sum_of(data)), data)

    def end(self):
        self.over = True
        (self.folder / 'zz-end').touch()
        self.join(5)
        (self.folder / 'zz-end').unlink()
        os.close(self.fd)
        self.seen = {key: data for key, data in self.seen.items() if not key[0].endswith(b'/zz-end')}


def problems(watcher, dropped, expected, bad=(), archives=(), unwritten=True, other_outputs=(), other_files=()):
    """Everything that is wrong in a folder that has come to rest.

    @dropped: the bytes of each original, as often as it was dropped, members of archives too; @bad: sums of what fails;
    @archives: bytes of those; @other_outputs, @other_files: names in Converted, Done and Failed that were there before.
    """
    found = []
    done, failed, inbox, converted = (files(top) for top in (watcher.done_folder, watcher.failed_folder, watcher.inbox, watcher.converted))
    converted = {name: data for name, data in converted.items() if name not in other_outputs and name != b'index.html'}
    parts = sorted(set(os.path.relpath(os.path.join(os.fsencode(top), name), os.fsencode(watcher.folder)) for top in (
        watcher.folder, watcher.inbox, watcher.done_folder, watcher.failed_folder, watcher.converted) for name in files(top, True) if is_part(name)))
    for place in (done, failed, inbox, converted):
        for name in [name for name in place if is_part(name)]:
            del place[name]
    for place in (done, failed):
        for name in list(place):
            if name in other_files:
                del place[name]
    everywhere = Counter(sum_of(data) for place in (done, failed, inbox) for name, data in place.items() if not (place is failed and is_note(name)))
    wanted = Counter(map(sum_of, list(dropped) + list(archives)))
    lost, more = wanted - everywhere, everywhere - wanted
    if lost:
        found.append('LOST: %d originals' % sum(lost.values()))
    if more:
        found.append('TOO MANY: %d originals: %s' % (sum(more.values()), [name for place in (done, failed, inbox) for name, data in place.items()
                                                                          if sum_of(data) in more][:6]))
    if inbox:
        found.append('left in the inbox: %s' % sorted(inbox)[:5])
    faults = [(name, fault_of(expected, name, data)) for name, data in converted.items() if not is_note(name)]
    found += ['WRONG OUTPUT %s: %s' % fault for fault in faults if fault[1]][:4]
    sets = Counter((SOURCE.search(data).group(1).decode(), name.rpartition(b'.')[2].decode()) for name, data in converted.items()
                   if not is_note(name) and SOURCE.search(data))
    good = set(map(sum_of, dropped)) - set(bad)
    want = Counter({(own, format): 1 for own in good for format in expected.formats})
    if want - sets:
        found.append('NO OUTPUT: %s' % list((want - sets).items())[:4])
    if sets - want:
        found.append('TWICE: %s' % [(key, sorted(name for name, data in converted.items() if key[0].encode() in data)) for key in list(sets - want)[:3]])
    notes = Counter(re.sub(rb' \(\d+\)', b'', name) for name in failed if is_note(name))
    n_bad = sum(1 for data in dropped if sum_of(data) in bad)
    if sum(notes.values()) != n_bad:
        found.append('%d notes on %d failures: %s' % (sum(notes.values()), n_bad, sorted(notes)[:4]))
    lines = watcher.ledger()
    counts = Counter(line['fate'] for line in lines)
    if len({line['id'] for line in lines}) != len(lines):
        found.append('ids of the ledger are there twice')
    again = Counter(line['sum'] for line in lines if line['fate'] == 'converted')
    if set(again) != good or set(again.values()) - {1}:
        found.append('ledger: converted %s' % [key for key in set(again) ^ good or again if again[key] != 1][:3])
    want = {'converted': len(good), 'failed': n_bad, 'same': len(dropped) - n_bad - len(good), 'unpacked': len(archives)}
    if any(counts.get(key, 0) != number for key, number in want.items()):
        found.append('ledger: %s, not %s' % (dict(counts), want))
    if watcher.litter():
        found.append('litter: %s' % [path.replace(str(watcher.folder), '') for path in watcher.litter()[:5]])
    if parts:
        found.append('litter: %s' % parts[:4])
    return found


def is_litter(text):
    return text.startswith('litter:')


# ---- at random moments ----

def make_documents(count, luck):
    """Returns: names to bytes; sums of what is bad; names to bytes of archives; names to bytes of their members."""
    documents, bad, archives, members = {}, set(), {}, {}
    for i in range(count):
        folder = ('', '', 'Board/', 'Board/2024/', 'Påske/')[i % 5]
        documents['%sd%03d.docx' % (folder, i)] = long_docx(i, 3 + i * 37 % 500)
    for i in range(count // 20):
        documents['p%02d.pdf' % i] = pdf('Minutes number %d' % i, 'and a second page')
        data = zipped([('word/other.xml', b'<a/>%d' % i)])
        documents['b%02d.docx' % i] = data
        bad.add(sum_of(data))
        documents['e%02d.pdf' % i] = b'%%PDF-1.4\nno document %d\n%%%%EOF\n' % i
        bad.add(sum_of(documents['e%02d.pdf' % i]))
        documents['same%02d.docx' % i] = documents['Board/d%03d.docx' % (2 + 5 * i)]
        documents['Board/once more%02d.docx' % i] = documents['p%02d.pdf' % i]
    for i in range(3):
        inner = {'m%d.docx' % k: long_docx('member %d %d' % (i, k), 5) for k in range(6)}
        archives['z%d.zip' % i] = zipped(sorted(inner.items()))
        members.update({'z%d/%s' % (i, name): data for name, data in inner.items()})
    names = list(documents)
    luck.shuffle(names)
    return {name: documents[name] for name in names}, bad, archives, members


def drop_all(watcher, documents, archives, luck, seconds):
    """As people do: some are copied, some are moved in; half of them at once."""
    names = [*documents, *archives]
    luck.shuffle(names)
    aside = watcher.folder.parent / 'aside'
    aside.mkdir(exist_ok=True)
    for name in names:
        data = documents.get(name) or archives[name]
        target = watcher.inbox / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if luck.random() < 0.5:
            put(aside / 'x', data)
            os.rename(aside / 'x', target)
        else:
            put(target, data)
        if luck.random() < 0.5:
            time.sleep(seconds / len(names) * luck.random() * 4)


def random_kills(bench):
    count, seed = bench.option('--kills', 30), bench.option('--seed', random.SystemRandom().randrange(1 << 30))
    luck = random.Random(seed)
    documents, bad, archives, members = make_documents(bench.option('--documents', 450 if not bench.sanitized else 80), luck)
    everything = {**documents, **members}
    bench.tell('seed %d: %d kills, %d documents, %d of which are bad, %d archives' % (seed, count, len(everything), len(bad), len(archives)))
    expected = Expected(bench)
    expected.add(everything)
    bench.check('a run alone converts what is good and nothing else', expected.bad == bad, (len(expected.bad), len(bad)))
    watcher = Watcher(bench, bench.folder('random'), *TO, '--workers', '2', settle=0.1, start=False)
    for name in ('Inbox', 'Converted'):
        (watcher.folder / name).mkdir()
    spy = Spy(watcher.converted)
    dropper = threading.Thread(target=drop_all, args=(watcher, documents, archives, random.Random(seed + 1), 6 * bench.patience))
    dropper.start()
    met = Counter()
    refused, kills = 0, 0
    while kills < count and refused < 5:
        # the first is taken 0.1 s after the first look
        early = luck.random() < 0.1
        watcher.start(ready=not early)
        time.sleep(0.02 if early else 0.09 + 0.13 * luck.random() * min(bench.patience, 3))
        if watcher.run.poll() is not None:
            refused += 1
            continue
        kills += 1
        watcher.kill()
        for what, folder in (('claimed', watcher.state / 'work'), ('in delivery', watcher.state / 'deliveries'), ('staged', watcher.stage)):
            met[what] += 1 if folder.exists() and any(names for _, _, names in os.walk(folder)) else 0
    dropper.join()
    at = watcher.size()
    watcher.start()
    quiet = watcher.wait_quiet(90)
    time.sleep(0.5)
    bench.check('whoever comes next is not refused for the lock of the dead', not refused, (refused, watcher.lines('is at it already')))
    bench.check('it comes to rest', quiet, (watcher.names(watcher.inbox)[:5], watcher.litter()[:5], watcher.said(at)[-600:]))
    bench.check('and ends with 0', watcher.stop() == 0, watcher.said()[-300:])
    spy.end()
    found = problems(watcher, everything.values(), expected, bad, archives.values())
    bench.check('%d kills (seed %d): nothing lost, nothing half, nothing twice' % (count, seed), not [f for f in found if not is_litter(f)], found)
    bench.check('%d kills: no litter' % count, not [f for f in found if is_litter(f)], found)
    shown = {os.path.relpath(path, os.fsencode(watcher.converted)): data for (path, _), data in spy.seen.items() if not is_note(path)}
    wrong = [(name, fault_of(expected, name, data)) for name, data in shown.items() if fault_of(expected, name, data)]
    bench.check('nothing that was not whole was ever to be seen (%d sights)' % len(spy.seen), not wrong, wrong[:4])
    bench.check('no output was written to under its name', not [path for path in spy.written if not is_note(path)], spy.written[:4])
    said = watcher.said()
    bench.tell('kills met: %s; put back %d times; %d lines in the ledger' % (dict(met), said.count('it is put back'), len(watcher.ledger())))
    bench.check('the log tells of no trouble', 'cannot be put' not in said and 'waits:' not in said, [line for line in said.split('\n') if 'cannot be put' in line or 'waits:' in line][:3])


# ---- before each call ----

SHIM = r'''
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long left;
static pid_t me;

__attribute__((constructor)) static void
begin(void)
{
    const char *number = getenv("KILL_AT");

    if (number == NULL)
        return;
    left = atol(number);
    me = getpid();
    unsetenv("KILL_AT"); /* not in what it starts */
}

static void
count(const char *what, const char *name)
{
    const char *log = getenv("KILL_LOG");

    if (me == 0 || getpid() != me || --left != 0)
        return;
    if (log != NULL) {
        FILE *file = fopen(log, "w");
        fprintf(file, "%s %s", what, name);
        fclose(file);
    }
    kill(me, SIGKILL);
}

#define REAL(name, ...) ((__VA_ARGS__)dlsym(RTLD_NEXT, name))
int renameat2(int a, const char *b, int c, const char *d, unsigned e) { count("renameat2", d); return REAL("renameat2", int (*)(int, const char *, int, const char *, unsigned))(a, b, c, d, e); }
int renameat(int a, const char *b, int c, const char *d) { count("renameat", d); return REAL("renameat", int (*)(int, const char *, int, const char *))(a, b, c, d); }
int rename(const char *b, const char *d) { count("rename", d); return REAL("rename", int (*)(const char *, const char *))(b, d); }
int linkat(int a, const char *b, int c, const char *d, int e) { count("linkat", d); return REAL("linkat", int (*)(int, const char *, int, const char *, int))(a, b, c, d, e); }
int unlinkat(int a, const char *b, int c) { count("unlinkat", b); return REAL("unlinkat", int (*)(int, const char *, int))(a, b, c); }
int unlink(const char *b) { count("unlink", b); return REAL("unlink", int (*)(const char *))(b); }
int mkdirat(int a, const char *b, mode_t c) { count("mkdirat", b); return REAL("mkdirat", int (*)(int, const char *, mode_t))(a, b, c); }
ssize_t pwrite(int a, const void *b, size_t c, off_t d) { count("pwrite", ""); return REAL("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(a, b, c, d); }
ssize_t pwrite64(int a, const void *b, size_t c, off_t d) { count("pwrite", ""); return REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off_t))(a, b, c, d); }
ssize_t write(int a, const void *b, size_t c) { if (a > 2) count("write", ""); return REAL("write", ssize_t (*)(int, const void *, size_t))(a, b, c); }
int fdatasync(int a) { count("fdatasync", ""); return REAL("fdatasync", int (*)(int))(a); }
int futimens(int a, const struct timespec *b) { count("futimens", ""); return REAL("futimens", int (*)(int, const struct timespec *))(a, b); }
'''


def each_call(bench):
    shim = bench.root / 'shim.so'
    (bench.root / 'shim.c').write_text(SHIM)
    if shutil.which('cc') is None or subprocess.run(['cc', '-shared', '-fPIC', '-o', shim, bench.root / 'shim.c', '-ldl'],
                                                    capture_output=True).returncode != 0:
        return bench.skip('kills before each call', 'there is no C compiler')
    # a sanitizer wants to be first; it is told not to look
    env = {'LD_PRELOAD': str(shim), 'ASAN_OPTIONS': 'detect_leaks=0:verify_asan_link_order=0'}
    if subprocess.run([bench.program, '--version'], capture_output=True, env={**os.environ, **env}).returncode != 0:
        return bench.skip('kills before each call', 'the sanitizer does not let itself be preloaded')
    good, other, bad = long_docx('good', 30), long_docx('other', 10), BAD
    inner = {'m%d.docx' % i: long_docx('inner %d' % i, 4) for i in range(2)}
    expected = Expected(bench)
    expected.add({'x.docx': good, 'y.docx': other, 'b.docx': bad, **inner})
    far = bench.root / 'far'
    far.mkdir()
    cases = [('converted', {'Board/x.docx': good}, {}), ('failed', {'Board/b.docx': bad}, {}), ('twice the same', {'x.docx': good, 'other.docx': good}, {}),
             ('numbered', {'x.docx': good}, {'before': ('Converted/x.txt', 'Done/x.docx', 'Done/x (2).docx')}),
             ('failed, numbered', {'b.docx': bad}, {'before': ('Failed/b.docx', 'Failed/b (2).docx.error.txt')}),
             ('deleted', {'x.docx': good}, {'words': ('--originals', 'delete'), 'deleted': True}),
             ('an archive', {'z.zip': zipped(sorted(inner.items()))}, {'members': inner}),
             ('an archive, numbered', {'z.zip': zipped(sorted(inner.items()))}, {'members': inner, 'before': ('Done/z.zip', 'Done/z/m0.docx')})]
    if mount(bench, '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', far):
        cases += [('Done on another file system', {'x.docx': good}, {'far': 'Done'}), ('Converted on another', {'x.docx': good}, {'far': 'Converted'}),
                  ('Inbox on another', {'x.docx': good}, {'far': 'Inbox'}), ('Failed on another', {'b.docx': bad}, {'far': 'Failed'}),
                  ('Inbox on another, an archive', {'z.zip': zipped(sorted(inner.items()))}, {'far': 'Inbox', 'members': inner})]
    else:
        bench.skip('kills where folders are on several file systems', 'that needs root')
    bench.together([(kill_each, bench, expected, env, far, bad, *case) for case in cases], at_once=3)
    return None


def kill_each(bench, expected, env, far, bad, title, documents, more):
    most, kills, faults, litter, names = 90, 0, [], [], Counter()
    key = re.sub(r'\W+', '-', title)
    for number in range(1, most + 1):
        top = bench.folder('each-%s-%d' % (key, number))
        place = {}
        if 'far' in more:
            place[more['far']] = far / ('%s-%d' % (key, number))
        watcher = Watcher(bench, top, *TO, '--workers', '1', *more.get('words', ()), settle=0.03, start=False)
        for name, attribute in (('Inbox', 'inbox'), ('Converted', 'converted'), ('Done', 'done_folder'), ('Failed', 'failed_folder')):
            if name in place:
                setattr(watcher, attribute, place[name])
                watcher.options += ['--' + name.lower(), str(place[name])]
        for name in more.get('before', ()):
            put(top / name, b'it was here before')
        for name, data in documents.items():
            put(watcher.inbox / name, data)
        watcher.env.update(env, KILL_AT=str(number), KILL_LOG=str(top) + '.what')
        status = watcher.once(limit=30)
        what = Path(str(top) + '.what').read_text() if Path(str(top) + '.what').exists() else ''
        for name in env:
            watcher.env.pop(name)
        watcher.env.pop('KILL_AT')
        watcher.env['ASAN_OPTIONS'] = os.environ['ASAN_OPTIONS']
        killed = status == -9
        kills += 1 if killed else 0
        if killed:
            names[what.split(' ')[0]] += 1
        if status not in (-9, 0):
            faults.append((number, what, 'status %s' % status, watcher.said()[-300:]))
        again = watcher.once(limit=30)
        if again != 0:
            faults.append((number, what, 'started again: status %s' % again, watcher.said()[-300:]))
        found = outcome(watcher, expected, bad, documents, more)
        litter += [(number, what, f) for f in found if is_litter(f)]
        found = [f for f in found if not is_litter(f)]
        if found:
            faults.append((number, what, found, watcher.said()[-300:] if not faults else ''))
        if place:
            shutil.rmtree(next(iter(place.values())), ignore_errors=True)
        shutil.rmtree(top)
        if not killed or len(faults) > 3:
            break
    bench.check('%s: no litter' % title, not litter, litter)
    bench.check('%s: killed before each of %d calls (%s)' % (title, kills, ', '.join('%d %s' % (n, name) for name, n in sorted(names.items()))),
                not faults and 0 < kills < most, faults)


def outcome(watcher, expected, bad, documents, more):
    before = [os.fsencode(name.partition('/')[2]) for name in more.get('before', ())]
    changed = [name for name in more.get('before', ()) if (watcher.folder / name).read_bytes() != b'it was here before']
    members = more.get('members', {})
    archives = list(documents.values()) if members else []
    dropped = list(members.values()) if members else list(documents.values())
    found = ['WRITTEN OVER: %s' % changed] if changed else []
    if more.get('deleted'):
        # as if they lay in Done, where they were until a moment ago
        left = files(watcher.done_folder)
        found += ['not deleted: %s' % sorted(left)] if left else []
        for name, data in documents.items():
            put(watcher.done_folder / name, data)
    return found + problems(watcher, dropped, expected, {sum_of(bad)}, archives, other_outputs=before, other_files=before)


def main():
    bench = Bench('kills', '[--kills N] [--seed N] [--documents N]')
    bench.run(random_kills, bench)
    bench.run(each_call, bench)
    unmount(bench.root / 'far')
    return bench.end()


if __name__ == '__main__':
    sys.exit(main())
