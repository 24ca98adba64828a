#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`referat bulk` under make's jobserver: never more at once than make allows, and every token is back whatever happens.

usage: jobserver.py PROGRAM TOP

Workers are stopped (SIGSTOP) as they come, each with a document in its hands: then it can be counted in peace how many run
at once, and how many tokens are taken. Tokens are letters of their own, so it shows whether the same ones come back.
"""
import fcntl
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

sys.dont_write_bytecode = True
from sources import Bench, docx, long_docx, put  # noqa: E402

TO = ('--to', 'text', '--sync', 'never')
MARK = 'REFERAT_JOBSERVER_TEST'
KEEPER = 'referat-tokens'
NOTE = "make's jobserver is not asked"
NOTHING = 'make touches nothing this time'
COMPLAINT = 'INTERNAL'

# As many processors as the test needs: without -j there are never more workers than these.
PROCESSORS = r'''
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
long sysconf(int name)
{
    long (*real)(int) = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
    return name == _SC_NPROCESSORS_ONLN ? 8 : real(name);
}
'''


def wait_until(condition, seconds=20.0, pause=0.005):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return bool(condition())


# ---- processes ----

def stat_of(pid):
    """Its name, state, parent, group and session; None when it has gone."""
    try:
        head, _, tail = Path('/proc/%d/stat' % pid).read_text(errors='replace').rpartition(')')
    except OSError:
        return None
    fields = tail.split()
    return (head.partition('(')[2], fields[0], int(fields[1]), int(fields[2]), int(fields[3]))


def children(pid):
    found = []
    for path in Path('/proc/%d/task' % pid).glob('*/children'):
        try:
            found += [int(child) for child in path.read_text().split()]
        except OSError:
            continue
    return found


def workers(pid):
    """They lead groups of their own; the keeper leads a session, and helpers have other names."""
    found = []
    for child in children(pid):
        stat = stat_of(child)
        if stat is not None and stat[0] not in (KEEPER, 'referat-pdf') and stat[1] != 'Z' and stat[3] == child != stat[4]:
            found.append(child)
    return found


def is_settled(pid):
    """It has closed what it got from its parent: before that it would hold everything open, and outlive it when stopped."""
    try:
        files = files_of(pid)
    except PermissionError:
        return True
    except OSError:
        return False
    return files.get(1) == '/dev/null' and max(files) <= 8


def of_this_test(bench, name):
    """Processes of that name that a run of ours left; other tests may have theirs."""
    mark, found = os.fsencode('%s=%s' % (MARK, bench.root)), []
    for entry in os.listdir('/proc'):
        stat = stat_of(int(entry)) if entry.isdigit() else None
        if stat is None or stat[0] != name or stat[1] == 'Z':
            continue
        try:
            if mark in Path('/proc', entry, 'environ').read_bytes().split(b'\0'):
                found.append(int(entry))
        except OSError:
            continue
    return found


def send(pid, number):
    try:
        if pid > 1:
            os.kill(pid, number)
    except ProcessLookupError:
        pass


def files_of(pid):
    found = {}
    for name in os.listdir('/proc/%d/fd' % pid):
        try:
            found[int(name)] = os.readlink('/proc/%d/fd/%s' % (pid, name))
        except OSError:
            continue
    return found


# ---- make's side ----

class Jobserver:
    """A pipe or FIFO with @tokens in it, as make makes it."""

    def __init__(self, bench, style='pipe', tokens=b'xyz'):
        self.style, self.tokens, self.path = style, tokens, None
        if style == 'pipe':
            self.reader, self.writer = os.pipe()
            self.auth = '%d,%d' % (self.reader, self.writer)
        else:
            bench.fifos = getattr(bench, 'fifos', 0) + 1
            self.path = bench.root / ('fifo%d' % bench.fifos)
            os.mkfifo(self.path)
            self.reader = self.writer = os.open(self.path, os.O_RDWR)
            self.auth = 'fifo:%s' % self.path
        self.modes = self.flags()
        if tokens:
            os.write(self.writer, tokens)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        for fd in {self.reader, self.writer}:
            os.close(fd)

    def put(self, token):
        os.write(self.writer, token)
        self.tokens += token

    def descriptors(self):
        return (self.reader, self.writer) if self.style == 'pipe' else ()

    def makeflags(self):
        return ' -j%d --jobserver-auth=%s' % (len(self.tokens) + 1, self.auth)

    def flags(self):
        return [fcntl.fcntl(fd, fcntl.F_GETFL) for fd in (self.reader, self.writer)]

    def free(self):
        return struct.unpack('i', fcntl.ioctl(self.reader, termios.FIONREAD, bytes(4)))[0]

    def whole(self, seconds=5.0):
        """The same tokens are there as in the beginning, neither more nor fewer."""
        wait_until(lambda: self.free() == len(self.tokens), seconds)
        there = self.free()
        found = os.read(self.reader, there) if there else b''
        if found:
            os.write(self.writer, found)
        return sorted(found) == sorted(self.tokens)


# ---- runs ----

class Shop(Bench):
    """A bench with documents, and as many processors as one likes."""

    def __init__(self):
        super().__init__('jobserver')
        for name in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'MAKEOVERRIDES', 'GNUMAKEFLAGS'):
            os.environ.pop(name, None)
        self.place, self.n, self.most = self.folder('shop'), 0, os.sysconf('SC_NPROCESSORS_ONLN')
        os.environ[MARK] = str(self.root)
        self.preload = {}
        if shutil.which('cc') is not None:
            (self.root / 'processors.c').write_text(PROCESSORS, encoding='utf8')
            subprocess.run(['cc', '-shared', '-fPIC', '-o', self.root / 'processors.so', self.root / 'processors.c', '-ldl'], check=True)
            self.preload = {'LD_PRELOAD': str(self.root / 'processors.so'), 'ASAN_OPTIONS': 'detect_leaks=0:verify_asan_link_order=0'}
            self.most = 8
        else:
            self.skip('more than %d at once' % self.most, 'no cc')
        slow = long_docx(1, 2000 if self.sanitized else 8000)
        for i in range(16):
            put(self.place / 'slow' / ('s%02d.docx' % i), slow)
        for i in range(2):
            put(self.place / 'two' / ('t%d.docx' % i), slow)
        for i in range(12):
            put(self.place / 'in' / ('d%02d.docx' % i), docx('small %d' % i))
            put(self.place / 'bad' / ('b%02d.docx' % i), docx('bad %d' % i)[:120 + i])

    def out(self):
        self.n += 1
        return 'out%d' % self.n

    def run(self, source, makeflags, *words, fds=(), out=None, **more):
        """A run in the background; what it says is read when it has ended."""
        environment = {**os.environ, **self.preload, **more.pop('env', {})}
        if makeflags is not None:
            environment['MAKEFLAGS'] = makeflags
        return subprocess.Popen([self.program, 'bulk', source, '--out', out or self.out(), *TO, *words], cwd=self.place, env=environment,
                                pass_fds=fds, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **more)

    def under(self, jobs, source, *words, **more):
        return self.run(source, jobs.makeflags(), *words, fds=jobs.descriptors(), **more)

    def said(self, run, seconds=90):
        """What it said until nobody had its output open any more; None when that never came."""
        try:
            out, err = run.communicate(timeout=seconds * self.patience)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            return None
        return (out + err).decode(errors='replace')

    def freeze(self, run, n, seconds=15):
        """Stops @n workers as they come, and then as many as come in a while. Returns: how many there are."""
        def look():
            for pid in workers(run.pid):
                stat = stat_of(pid)
                if stat is not None and stat[1] not in 'TZ' and is_settled(pid):
                    send(pid, signal.SIGSTOP)
            there = workers(run.pid)
            return len(there) >= n and all((stat_of(pid) or '  ')[1] == 'T' for pid in there) or run.poll() is not None
        wait_until(look, seconds * self.patience, 0.002)
        wait_until(lambda: look() and len(workers(run.pid)) > n, 0.4)
        return len(workers(run.pid))

    def thaw(self, run):
        for pid in workers(run.pid):
            send(pid, signal.SIGCONT)

    def kill(self, run):
        """It and its workers; the keeper is not in its group."""
        send(run.pid, signal.SIGKILL)
        return self.said(run)

    def clean(self, title, jobs, run, said, statuses):
        """What holds after each end."""
        self.check('%s: status' % title, said is not None and run.returncode in statuses, (run.returncode, said))
        self.check('%s: the same tokens are back' % title, jobs.whole(), (jobs.free(), jobs.tokens))
        gone = wait_until(lambda: not of_this_test(self, KEEPER), 1.0)
        self.check('%s: no keeper is left, no O_NONBLOCK' % title, gone and jobs.flags() == jobs.modes, (of_this_test(self, KEEPER), jobs.flags()))


# ---- ways to end ----

def worker_dies(shop, run):
    send(workers(run.pid)[0], signal.SIGKILL)
    shop.thaw(run)


def twice(number):
    def act(shop, run):
        send(run.pid, number)
        time.sleep(0.3)
        send(run.pid, number)
    return act


def once(number):
    def act(shop, run):
        send(run.pid, number)
        time.sleep(0.1)
        shop.thaw(run)
    return act


def output_goes(shop, run):
    shutil.rmtree(shop.place / run.args[run.args.index('--out') + 1])
    shop.thaw(run)


# what is done while three workers hold three documents, and two tokens; None: it ends by itself
ENDS = [
    ('success', 'in', (), None, (0,)),
    ('documents that fail', 'bad', (), None, (1, 78)),
    ('a layout that cannot be', 'in', ('--layout', 'x.{ext}'), None, (64,)),
    ('a source that is not there', 'nowhere', (), None, (66,)),
    ('--max-failures', 'bad', ('--max-failures', '3'), None, (1, 3)),
    ('SIGINT', 'slow', (), once(signal.SIGINT), (75, -2)),
    ('SIGINT twice', 'slow', (), twice(signal.SIGINT), (75, -2)),
    ('SIGTERM', 'slow', (), once(signal.SIGTERM), (75, -15)),
    ('SIGHUP', 'slow', (), once(signal.SIGHUP), (75, -1)),
    ('SIGKILL', 'slow', (), lambda shop, run: send(run.pid, signal.SIGKILL), (-9,)),
    ('SIGSEGV', 'slow', (), lambda shop, run: send(run.pid, signal.SIGSEGV), (-11, 1)),
    ('SIGKILL of the group', 'slow', (), lambda shop, run: os.killpg(run.pid, signal.SIGKILL), (-9,)),
    ('SIGKILL of a worker', 'slow', (), worker_dies, (0, 1)),
    ('the output is taken away', 'slow', (), output_goes, (70, 71, 73, 74, 75)),
]


def ends(shop):
    for style in ('pipe', 'fifo'):
        for title, source, words, act, statuses in ENDS:
            title = '%s, %s' % (style, title)
            with Jobserver(shop, style, b'xy') as jobs:
                run = shop.under(jobs, source, *words)
                if act is not None:
                    n = shop.freeze(run, 3)
                    shop.check('%s: three at once, all tokens taken' % title, n == min(3, shop.most) and jobs.free() == 0, (n, jobs.free()))
                    act(shop, run)
                shop.clean(title, jobs, run, shop.said(run), statuses)
        full_disk(shop, style)
        second_run(shop, style)


def full_disk(shop, style):
    title, disk = '%s, a full disk' % style, shop.folder('disk-%s' % style)
    if os.getuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1500k' if shop.sanitized else 'size=6m', 'tmpfs', disk], capture_output=True).returncode != 0:
        return shop.skip(title, 'not root, or tmpfs cannot be mounted')
    try:
        with Jobserver(shop, style, b'xy') as jobs:
            run = shop.under(jobs, 'slow', '--state', 'state-%s' % style, out=str(disk / 'o'))
            said = shop.said(run)
            shop.clean(title, jobs, run, said, (75,))
    finally:
        subprocess.run(['umount', '-l', disk], capture_output=True)
    return None


def second_run(shop, style):
    title = '%s, a second run on the same output' % style
    with Jobserver(shop, style, b'wxyz') as jobs:
        first = shop.under(jobs, 'slow', out='same-' + style)
        n = shop.freeze(first, 5)
        held = len(jobs.tokens) - jobs.free()
        second = shop.under(jobs, 'slow', out='same-' + style)
        said = shop.said(second)
        shop.check('%s: 75, and takes none' % title, second.returncode == 75 and jobs.free() == len(jobs.tokens) - held and n == min(5, shop.most),
                   (second.returncode, said, n, held))
        said = shop.kill(first)
        shop.clean(title, jobs, first, said, (-9,))


# ---- how many at once ----

def at_most(shop):
    for style in ('pipe', 'fifo'):
        for tokens in (b'', b'x', b'xyz', b't' * 5000):
            with Jobserver(shop, style, tokens) as jobs:
                title = '%s, %d tokens' % (style, len(tokens))
                want = min(len(tokens) + 1, shop.most)
                run = shop.under(jobs, 'slow')
                n = shop.freeze(run, want)
                shop.check('%s: %d at once' % (title, want), n == want and jobs.free() == len(tokens) - want + 1, (n, jobs.free()))
                shop.clean(title, jobs, run, shop.kill(run), (-9,))
        with Jobserver(shop, style, b'') as jobs:
            run = shop.under(jobs, 'slow')
            n = shop.freeze(run, 1)
            jobs.put(b'q')
            later = shop.freeze(run, 2)
            shop.check('%s: a token that becomes free later is used' % style, (n, later, jobs.free()) == (1, 2, 0), (n, later, jobs.free()))
            shop.clean('%s, a token came later' % style, jobs, run, shop.kill(run), (-9,))
        with Jobserver(shop, style, b'x') as jobs:
            run, seen, taken = shop.under(jobs, 'slow'), 0, 0
            while run.poll() is None:
                seen, taken = max(seen, len(workers(run.pid))), max(taken, len(jobs.tokens) - jobs.free())
                time.sleep(0.002)
            shop.check('%s: a whole run has two at once and no more' % style, (seen, taken) == (2, 1), (seen, taken))
            shop.clean('%s, a whole run' % style, jobs, run, shop.said(run), (0,))


# ---- sharing ----

def sharing(shop):
    for style in ('pipe', 'fifo'):
        for tokens in (b'x', b''):
            with Jobserver(shop, style, tokens) as jobs:
                runs = [shop.under(jobs, 'in') for _ in range(3)]
                said = [shop.said(run) for run in runs]
                title = '%s: three runs share %d tokens, and all end' % (style, len(tokens))
                shop.check(title, all(run.returncode == 0 for run in runs) and None not in said, (said, [run.returncode for run in runs]))
                shop.clean(title, jobs, runs[0], said[0], (0,))
        with Jobserver(shop, style, b'x') as jobs:
            run = shop.under(jobs, 'two')
            n = shop.freeze(run, 2)
            send(workers(run.pid)[0], signal.SIGCONT)
            back = wait_until(lambda: jobs.free() == 1, 20 * shop.patience)
            shop.check('%s: the queue is dry, one is still at it: the token is back' % style, n == 2 and back and run.poll() is None,
                       (n, jobs.free(), run.poll()))
            other = shop.under(jobs, 'slow')
            shop.check('%s: and another run takes it' % style, shop.freeze(other, 2) == 2 and jobs.free() == 0, jobs.free())
            shop.kill(other)
            shop.thaw(run)
            shop.clean('%s, dry' % style, jobs, run, shop.said(run), (0,))
    nothing_to_do(shop)


def nothing_to_do(shop):
    """What died twice in two runs is kept until nothing else runs: no token is of use until then."""
    for name in ('a', 'b'):
        put(shop.place / 'suspect' / (name + '.docx'), (shop.place / 'slow' / 's00.docx').read_bytes())
    with Jobserver(shop, 'pipe', b'') as jobs:
        for _ in range(2):
            run = shop.under(jobs, 'suspect', out='suspect-out')
            shop.freeze(run, 1)
            shop.kill(run)
    with Jobserver(shop, 'pipe', b'x') as jobs:
        run = shop.under(jobs, 'suspect', out='suspect-out')
        n = shop.freeze(run, 1)
        idle = wait_until(lambda: jobs.free() == 1, 1)
        shop.check('no token is held for what waits to be alone', n == 1 and idle, (n, jobs.free()))
        shop.thaw(run)
        shop.clean('what waits to be alone', jobs, run, shop.said(run), (0,))


# ---- what the descriptors are ----

def probe(shop, flags, fds=(), words=(), want=1):
    """A run with documents in its hands, and how many there are."""
    run = shop.run('slow', flags, *words, fds=fds)
    return run, shop.freeze(run, want)


def descriptors(shop):
    path = shop.root / 'a file'
    path.write_bytes(b'tokens, one would think')
    file = os.open(path, os.O_RDWR)
    os.lseek(file, 3, os.SEEK_SET)
    other = os.dup(file)
    with Jobserver(shop, 'pipe', b'xy') as jobs:
        for title, reader, writer in (('a regular file', file, other), ('a file to read, a pipe to write', file, jobs.writer),
                                      ('a pipe to read, a file to write', jobs.reader, file)):
            run, n = probe(shop, ' -j4 --jobserver-auth=%d,%d' % (reader, writer), (reader, writer))
            untouched = path.read_bytes() == b'tokens, one would think' and os.lseek(file, 0, os.SEEK_CUR) == 3 and jobs.free() == 2
            shop.check('%s: one at a time, and it is not touched' % title, n == 1 and untouched, (n, path.read_bytes(), jobs.free()))
            shop.clean(title, jobs, run, shop.kill(run), (-9,))
    os.close(file)
    os.close(other)
    strange_pipes(shop)
    with Jobserver(shop, 'pipe', b'xy') as jobs:
        for title, fds in (('both are closed', ()), ('only the one to read is open', (jobs.reader,)), ('only the one to write is open', (jobs.writer,))):
            run, n = probe(shop, jobs.makeflags(), fds)
            shop.check('%s: one at a time' % title, n == 1 and jobs.free() == 2, (n, jobs.free()))
            said = shop.kill(run)
            shop.check('%s: quietly' % title, said is not None and 'jobserver' not in said and 'error' not in said, said)


def strange_pipes(shop):
    """Pipes, but no jobserver: what is in them is somebody's."""
    for title, reader, writer, unread in (
            ('the ends of two pipes', 0, 3, False),
            ('the ends of two pipes, one of which nobody reads', 0, 3, True),
            ('twice an end to write (3>&1 4>&1, and a reader behind |)', 1, 1, False),
            ('twice an end to read', 0, 0, False)):
        pipes = os.pipe() + os.pipe()
        os.write(pipes[1], b'some words')
        if unread:
            os.close(pipes[2])
        fds = pipes[reader], os.dup(pipes[writer])
        run, n = probe(shop, ' -j4 --jobserver-auth=%d,%d' % fds, fds)
        left = struct.unpack('i', fcntl.ioctl(pipes[0], termios.FIONREAD, bytes(4)))[0]
        shop.check('%s: one at a time, nothing is read' % title, n == 1 and left == 10, (n, left))
        shop.kill(run)
        for fd in (pipes[0], pipes[1], pipes[3], fds[1]) + (() if unread else (pipes[2],)):
            os.close(fd)


# ---- MAKEFLAGS ----

ONE, ALL, SHARE = 'one', 'all', 'tokens'

FLAGS = [
    # what MAKEFLAGS say (%s: the jobserver), and how many run at once
    ('no MAKEFLAGS', None, ALL),
    ('empty', '', ALL),
    ('only letters', 'kw', ALL),
    ('-j without a jobserver', ' -j4', ALL),
    ('a jobserver', ' -j4 --jobserver-auth=%s', SHARE),
    ('letters before it', 'kw -j4 --jobserver-auth=%s', SHARE),
    ('no word before it', '--jobserver-auth=%s', SHARE),
    ('two spaces', '  -j4  --jobserver-auth=%s  ', SHARE),
    ('the old name', ' --jobserver-fds=%s -j4', SHARE),
    ('the old name and the new one', ' --jobserver-fds=-2,-2 -j4 --jobserver-auth=%s', SHARE),
    ('the last one counts', ' -j4 --jobserver-auth=-2,-2 --jobserver-auth=%s', SHARE),
    ('the last one counts, and is none', ' -j4 --jobserver-auth=%s --jobserver-auth=-2,-2', ONE),
    ('the last one counts, and is a FIFO that is gone', ' -j4 --jobserver-auth=%s --jobserver-auth=fifo:/nonexistent/fifo', ONE),
    ('variables behind --', ' -j4 --jobserver-auth=%s -- X=1 --jobserver-auth=-2,-2', SHARE),
    ('a variable that looks like it', ' -j4 -- X=1 --jobserver-auth=%s', ALL),
    ('a variable with n, q and t', ' -j4 --jobserver-auth=%s -- nqt=nqt', SHARE),
    ('only a variable', 'nqt=nqt', ALL),
    ('long options with n, q and t', '--no-print-directory --jobserver-auth=%s', SHARE),
    ('an option with an argument of n, q and t', ' -I nqt -j4 --jobserver-auth=%s', SHARE),
    ('--jobserver-style', ' -j4 --jobserver-style=pipe --jobserver-auth=%s', SHARE),
    ('negative', ' -j4 --jobserver-auth=-1,-1', ONE),
    ('nothing', ' -j4 --jobserver-auth=', ONE),
    ('one number', ' -j4 --jobserver-auth=3', ONE),
    ('no numbers', ' -j4 --jobserver-auth=r,w', ONE),
    ('numbers that are too large', ' -j4 --jobserver-auth=99999,99998', ONE),
    ('numbers beyond all', ' -j4 --jobserver-auth=4294967299,4294967300', ONE),
    ('a FIFO without a name', ' -j4 --jobserver-auth=fifo:', ONE),
    ('a FIFO that is gone', ' -j4 --jobserver-auth=fifo:/nonexistent/fifo', ONE),
    ('a FIFO that is a file', ' -j4 --jobserver-auth=fifo:in/d00.docx', ONE),
    ('a FIFO that is a folder', ' -j4 --jobserver-auth=fifo:in', ONE),
]


def makeflags(shop):
    before = (shop.place / 'in' / 'd00.docx').read_bytes()
    for i, (title, flags, how) in enumerate(FLAGS):
        with Jobserver(shop, ('pipe', 'fifo')[i % 2], b'xy') as jobs:
            want = {ONE: 1, ALL: shop.most, SHARE: min(3, shop.most)}[how]
            run, n = probe(shop, flags if flags is None else flags.replace('%s', jobs.auth), jobs.descriptors(), want=want)
            free, said = jobs.free(), shop.kill(run)
            shop.check('MAKEFLAGS, %s: %s' % (title, how), n == want and free == (0 if how == SHARE else 2) and said is not None and 'jobserver' not in said
                       and jobs.whole(), (n, free, said))
    shop.check('MAKEFLAGS: no file was written to', (shop.place / 'in' / 'd00.docx').read_bytes() == before)
    with Jobserver(shop, 'fifo', b'xy') as jobs:
        # make writes a backslash before each space of an argument
        (shop.root / 'with space').mkdir()
        os.link(jobs.path, shop.root / 'with space' / 'fifo')
        run, n = probe(shop, r' -j4 --jobserver-auth=fifo:%s/with\ space/fifo' % shop.root, want=min(3, shop.most))
        shop.check('MAKEFLAGS, a FIFO in a folder with a space: %s' % SHARE, n == min(3, shop.most) and jobs.free() == 0, (n, jobs.free()))
        shop.kill(run)
    for flags in ('n', 'q', 't', 'kn', 'wnk', 'n -j4 --jobserver-auth=%s', 'tk -- X=1'):
        with Jobserver(shop, 'pipe', b'xy') as jobs:
            out, words = shop.out(), flags.replace('%s', jobs.auth)
            run = shop.run('in', words, fds=jobs.descriptors(), out=out)
            said = shop.said(run)
            shop.check('MAKEFLAGS=%s: nothing is done, and said so' % flags, run.returncode == 0 and said is not None and NOTHING in said and
                       not (shop.place / out).exists() and not (shop.place / (out + '.referat')).exists() and jobs.whole(), (run.returncode, said))
    run = shop.run('in', 'n', '--quiet', out='quiet')
    said = shop.said(run)
    shop.check('MAKEFLAGS=n with --quiet: not a word', run.returncode == 0 and said == '' and not (shop.place / 'quiet').exists(), said)
    for words, notes in ((('-j2',), 1), (('--workers', '2'), 1), (('-j2', '--quiet'), 0)):
        with Jobserver(shop, 'pipe', b'xy') as jobs:
            run, n = probe(shop, jobs.makeflags(), jobs.descriptors(), words=words, want=2)
            free, said = jobs.free(), shop.kill(run)
            shop.check('%s: two at once, no token, %d note' % (' '.join(words), notes), n == 2 and free == 2 and said is not None and said.count(NOTE) == notes,
                       (n, free, said))


# ---- the keeper ----

def keeper(shop):
    with Jobserver(shop, 'pipe', b'xy') as jobs:
        run = shop.under(jobs, 'slow')
        n = shop.freeze(run, 3)
        found = of_this_test(shop, KEEPER)
        shop.check('one keeper, in a session of its own', n == min(3, shop.most) and len(found) == 1 and stat_of(found[0])[4] == found[0], (n, found))
        own = files_of(found[0])
        shop.check('the keeper has three descriptors open: its socket and the pipe twice', sorted(own) == [0, 1, 2] and own[0].startswith('socket:')
                   and own[1] == own[2] == os.readlink('/proc/self/fd/%d' % jobs.reader), own)
        sockets = {name for name in files_of(run.pid).values() if name.startswith('socket:')}
        for pid in workers(run.pid):
            theirs = set(files_of(pid).values())
            shop.check('a worker has neither the pipe nor a socket of its parent or the keeper', not theirs & (sockets | {own[0], own[1]}), theirs)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            send(found[0], number)
        time.sleep(0.2)
        shop.check('the keeper does not listen to SIGINT, SIGTERM and SIGHUP', of_this_test(shop, KEEPER) == found, of_this_test(shop, KEEPER))
        # a keeper that lives on: $(shell ...) must not wait for it
        send(found[0], signal.SIGSTOP)
        begun = time.monotonic()
        said = shop.kill(run)
        shop.check('the output is closed though the keeper lives on', said is not None and time.monotonic() - begun < 10 and
                   of_this_test(shop, KEEPER) == found, said)
        send(found[0], signal.SIGCONT)
        shop.clean('a keeper that was stopped', jobs, run, said, (-9,))
    for title, limit in (('the keeper is killed', None), ('few descriptors', 64)):
        keeper_goes(shop, title, limit)
    no_proc(shop)
    helpers(shop)


def keeper_goes(shop, title, limit):
    """Its tokens are lost, but the run goes on with one, and does not turn in circles."""
    with Jobserver(shop, 'pipe', b'xy') as jobs:
        words = {} if limit is None else {'preexec_fn': lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))}
        run = shop.under(jobs, 'slow', **words)
        n = shop.freeze(run, 3)
        if limit is None:
            for pid in of_this_test(shop, KEEPER):
                send(pid, signal.SIGKILL)
            time.sleep(0.2)
        else:
            shop.check('%s: all tokens are used' % title, n == min(3, shop.most) and jobs.free() == 0, (n, jobs.free()))
        before = processor_time(run.pid)
        time.sleep(2)
        spent = processor_time(run.pid) - before
        shop.check('%s: while all wait, no processor is used' % title, spent < 0.1 * shop.patience, '%.2f s in 2 s' % spent)
        shop.thaw(run)
        said = shop.said(run)
        shop.check('%s: the run ends well' % title, run.returncode == 0, (run.returncode, said))
        if limit is not None:
            shop.clean(title, jobs, run, said, (0,))


def processor_time(pid):
    try:
        fields = Path('/proc/%d/stat' % pid).read_text(errors='replace').rpartition(')')[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def no_proc(shop):
    if shop.sanitized:
        return shop.skip('without /proc', 'sanitizers need it')
    without = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh']
    if os.getuid() != 0 or subprocess.run(without + ['true'], capture_output=True).returncode != 0:
        return shop.skip('without /proc', 'not root, or no mount namespaces')
    for style in ('pipe', 'fifo'):
        with Jobserver(shop, style, b'xy') as jobs:
            run = subprocess.run([*without, shop.program, 'bulk', 'in', '--out', shop.out(), *TO], cwd=shop.place, capture_output=True, text=True,
                                 env={**os.environ, 'MAKEFLAGS': jobs.makeflags()}, pass_fds=jobs.descriptors(), timeout=90 * shop.patience, check=False)
            shop.clean('%s, without /proc' % style, jobs, run, run.stdout + run.stderr, (0,))
    return None


def helpers(shop):
    """What reads pages of a hostile PDF has nothing of make's."""
    pdfs = sorted((shop.top / 'samples' / 'pdf').glob('*.pdf'))
    if not pdfs or not (shop.program.parent.parent / 'libexec' / 'referat' / 'referat-pdf').exists():
        return shop.skip('helpers', 'no PDF')
    for i in range(30):
        put(shop.place / 'pages' / ('p%02d.pdf' % i), pdfs[0].read_bytes())
    with Jobserver(shop, 'pipe', b'xy') as jobs:
        run, seen, bad, most = shop.under(jobs, 'pages'), set(), [], 0
        own = os.readlink('/proc/self/fd/%d' % jobs.reader)
        while run.poll() is None:
            for pid in of_this_test(shop, 'referat-pdf') or nursery(run.pid):
                try:
                    stat, files = stat_of(pid), files_of(pid)
                except OSError:
                    continue
                # what is still being started has not closed anything
                if stat is not None and stat[2] != run.pid and len(files) < 6:
                    seen.add(pid)
                    bad += [files] if own in files.values() else []
            time.sleep(0.002)
        print('     %d extractors were looked at' % len(seen), flush=True)
        shop.check('extractors of pages do not have the pipe', not bad, bad[:2])
        shop.clean('pages', jobs, run, shop.said(run), (0, 1))
    return None


def nursery(pid):
    return [grandchild for child in children(pid) for grandchild in children(child)]


# ---- make itself ----

MAKEFILE = '''
N := 0 1 2 3 4 5 6 7 8 9
all: ; +$(REFERAT) bulk in --out $(OUT) $(TO)
dry: ; +$(REFERAT) bulk in --out $(OUT) $(TO) --dry-run
plain: ; $(REFERAT) bulk slow --out $(OUT) $(TO)
astray: ; exec 3<in/d00.docx 4>astray; $(REFERAT) bulk in --out $(OUT) $(TO)
slow: ; +$(REFERAT) bulk slow --out $(OUT) $(TO)
fails: ; +$(REFERAT) bulk bad --out $(OUT) $(TO)
sub: ; +$(MAKE) -f jobs.mk slow
$(N:%=ten%): ; +$(REFERAT) bulk in --out $(OUT)/$@ $(TO)
ten: $(N:%=ten%)
tenfail: $(N:%=ten%) fails
captured := $(if $(CAPTURE),$(shell $(REFERAT) bulk slow --out $(OUT) $(TO) 2>&1))
captured: ; +@echo captured
.PHONY: all dry plain astray slow fails sub ten tenfail captured $(N:%=ten%)
'''


def start_make(shop, *words):
    out = shop.out()
    run = subprocess.Popen(['make', '-f', 'jobs.mk', 'REFERAT=%s' % shop.program, 'OUT=%s' % out, 'TO=%s' % ' '.join(TO), *words], cwd=shop.place,
                           env={**os.environ, **shop.preload}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           start_new_session=True)
    run.out = shop.place / out
    return run


def ended(shop, title, run, statuses, told=None, made=None):
    said = shop.said(run)
    shop.check('%s: status' % title, said is not None and run.returncode in statuses, (run.returncode, said))
    shop.check('%s: make misses no token' % title, said is not None and COMPLAINT not in said, said)
    if told is not None:
        shop.check('%s: %s' % (title, told), said is not None and told in said, said)
    if made is not None:
        shop.check('%s: the output is %sthere' % (title, '' if made else 'not '), run.out.exists() == made and
                   Path(str(run.out) + '.referat').exists() == made)
    shop.check('%s: no keeper is left' % title, wait_until(lambda: not of_this_test(shop, KEEPER), 1.0), of_this_test(shop, KEEPER))
    return said


class Found:
    """A run that somebody else started."""

    def __init__(self, shop, run):
        self.pid, self.make = 0, run
        wait_until(self.look(shop), 20 * shop.patience)

    def look(self, shop):
        def look():
            for pid in of_this_test(shop, 'referat'):
                if workers(pid):
                    self.pid = pid
            return self.pid != 0
        return look

    def poll(self):
        return self.make.poll()


def make(shop):
    version = subprocess.run(['make', '--version'], capture_output=True, text=True, check=False).stdout if shutil.which('make') else ''
    if 'GNU Make' not in version:
        return shop.skip('make itself', 'there is no GNU make')
    print('     %s' % version.split('\n')[0], flush=True)
    (shop.place / 'jobs.mk').write_text(MAKEFILE, encoding='utf8')
    for words in (('-j3',), ('-j1',), (), ('-kj3', '--no-print-directory'), ('-j3', 'X=nqt'), ('-wB',), ('-sj2', '-Otarget')):
        ended(shop, 'make %s' % ' '.join(words), start_make(shop, *words, 'all'), (0,), made=True)
    for words in (('-n',), ('-q',), ('-t',), ('-nj3',), ('-kqj3', '--no-print-directory'), ('-tj3', 'X=1')):
        # under -q make says with 1 that it would have had something to do
        ended(shop, 'make %s' % ' '.join(words), start_make(shop, *words, 'all'), (0, 1), NOTHING, False)
    for words in ((), ('-n',), ('-nj3',)):
        said = ended(shop, 'make %s dry' % ' '.join(words), start_make(shop, *words, 'dry'), (0,), 'convert\t', False)
        shop.check('make %s dry: all are told' % ' '.join(words), said is not None and said.count('convert\t') == 12, said)
    ended(shop, 'make -j3 with ten targets', start_make(shop, '-j3', 'ten'), (0,))
    ended(shop, 'make -kj3 with ten targets and one that fails', start_make(shop, '-kj3', 'tenfail'), (2,))
    ended(shop, 'make -j3 with ten targets and one that fails', start_make(shop, '-j3', 'fails', 'ten'), (2,))
    run = start_make(shop, '-j3', 'plain')
    found = Found(shop, run)
    n = shop.freeze(found, 1)
    shop.check('a recipe without +: one at a time', n == 1, n)
    shop.thaw(found)
    said = ended(shop, 'a recipe without +', run, (0,), made=True)
    shop.check('a recipe without +: quietly', said is not None and "jobserver" not in said.replace(str(shop.root), ''), said)
    ended(shop, 'a recipe without + whose 3 and 4 are files', start_make(shop, '-j3', 'astray'), (0,), made=True)
    shop.check('a recipe without + whose 3 and 4 are files: they are as they were', (shop.place / 'astray').read_bytes() == b'')
    make_and_signals(shop)
    return None


def typed(run, then, *words):
    os.killpg(run.pid, signal.SIGINT)
    time.sleep(0.3)
    then(*words)


def make_and_signals(shop):
    for title, target, act, statuses in (
            ('make -j3, SIGKILL of bulk', 'slow', lambda run, found: send(found.pid, signal.SIGKILL), (2,)),
            ('make -j3 in make -j3, SIGKILL of bulk', 'sub', lambda run, found: send(found.pid, signal.SIGKILL), (2,)),
            ('make -j3, SIGKILL of a worker', 'slow', lambda run, found: worker_dies(shop, found), (0, 2)),
            ('make -j3, SIGTERM of bulk', 'slow', lambda run, found: once(signal.SIGTERM)(shop, found), (2,)),
            ('make -j3, ^C', 'slow', lambda run, found: typed(run, shop.thaw, found), (2, -2)),
            ('make -j3, ^C twice', 'slow', lambda run, found: typed(run, os.killpg, run.pid, signal.SIGINT), (2, -2))):
        run = start_make(shop, '-j3', target)
        found = Found(shop, run)
        n = shop.freeze(found, 3)
        shop.check('%s: three at once' % title, n == min(3, shop.most), n)
        act(run, found)
        ended(shop, title, run, statuses)
    # $(shell) waits until nobody has the output open
    run = start_make(shop, '-j3', 'CAPTURE=1', 'captured')
    found = Found(shop, run)
    shop.freeze(found, 1)
    send(found.pid, signal.SIGKILL)
    ended(shop, '$(shell) of a run that is killed', run, (0,), 'captured')


def main():
    shop = Shop()
    try:
        for part in (ends, at_most, sharing, descriptors, makeflags, keeper, make):
            if '--only' in sys.argv and part.__name__ not in sys.argv[sys.argv.index('--only') + 1].split(','):
                continue
            begun = time.monotonic()
            part(shop)
            print('     (%s: %.1f s)' % (part.__name__, time.monotonic() - begun), flush=True)
    finally:
        status = shop.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
