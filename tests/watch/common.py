# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of `referat watch` share: a bench that counts, a watcher that is started and stopped, small documents.

    bench = Bench('arrivals')                       # PROGRAM [TOP] and options from sys.argv
    watcher = Watcher(bench, bench.folder('a'), '--to', 'html')     # runs; --settle 0.3 unless given; log in a/../a.log
    put(watcher.inbox / 'x.docx', docx('text'))
    watcher.wait_file('Converted/x.html'); watcher.wait_line('x.docx: converted'); watcher.ledger(); watcher.stop()
    return bench.end()                              # "N checks, N failed"; 0, 1, or 77 when nothing ran
"""
import atexit
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'bulk'))
from sources import docx, long_docx, put, records  # noqa: E402,F401

FATES = ('converted', 'same', 'failed', 'left', 'unpacked')
LEDGER = ('path', 'sum', 'mark', 'outputs', 'rest', 'note', 'summary', 'lost', 'reason')
SETTLE = 0.3


# ---- documents ----

def pdf(*pages, end=True):
    """The bytes of a PDF with a line of text on each page; @end: whether %%EOF is there."""
    objects = ['<< /Type /Catalog /Pages 2 0 R >>',
               '<< /Type /Pages /Count %d /Kids [%s] >>' % (len(pages), ' '.join('%d 0 R' % (4 + 2 * i) for i in range(len(pages)))),
               '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
    for i, text in enumerate(pages):
        stream = 'BT /F1 12 Tf 72 700 Td (%s) Tj ET' % text
        objects.append('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>' % (5 + 2 * i))
        objects.append('<< /Length %d >>\nstream\n%s\nendstream' % (len(stream), stream))
    data, places = b'%PDF-1.4\n', []
    for i, text in enumerate(objects):
        places.append(len(data))
        data += ('%d 0 obj\n%s\nendobj\n' % (i + 1, text)).encode()
    table = 'xref\n0 %d\n0000000000 65535 f \n' % (len(places) + 1) + ''.join('%010d 00000 n \n' % at for at in places)
    table += 'trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n' % (len(places) + 1, len(data))
    return data + table.encode() + (b'%%EOF\n' if end else b'')


def damaged(text):
    """A package that is whole by its end, and nothing else: it is not waited for, and cannot be read."""
    data = docx(text)
    return data[:4] + b'\1' * (len(data) - 26) + data[-22:]


# ---- the bench ----

class Bench:
    """A folder for a test, the program, and what was found. Checks may come from several threads."""

    def __init__(self, title, usage=''):
        if len(sys.argv) < 2 or sys.argv[1].startswith('-'):
            sys.exit('usage: %s.py PROGRAM [TOP] %s' % (title, usage))
        self.program = Path(sys.argv[1]).resolve()
        self.top = Path(sys.argv[2] if len(sys.argv) > 2 and not sys.argv[2].startswith('-') else Path(__file__).parent.parent.parent).resolve()
        self.title, self.done, self.failed, self.skipped, self.begun = title, 0, 0, 0, time.monotonic()
        self.root = Path(tempfile.mkdtemp(prefix='referat-watch-%s-' % title)).resolve()
        os.chmod(self.root, 0o755)
        self.sanitized = b'__asan_init' in self.program.read_bytes()
        self.patience = 8 if self.sanitized else 1
        self.privileged = os.geteuid() == 0
        self.lock, self.undoing, self.over = threading.RLock(), [], False
        os.environ.setdefault('ASAN_OPTIONS', 'detect_leaks=0')
        atexit.register(self.put_back)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda n, _: sys.exit(128 + n))

    @staticmethod
    def option(name, initial):
        """The number after --name on our own command line."""
        return type(initial)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else initial

    def folder(self, name):
        path = self.root / name
        path.mkdir(parents=True)
        return path

    def check(self, text, good, told=''):
        with self.lock:
            self.done += 1
            self.failed += 0 if good else 1
            print('%s %s%s' % ('ok  ' if good else 'BAD ', text, '' if good or told == '' else ': %s' % (str(told)[:1500],)), flush=True)
        return bool(good)

    def tell(self, text):
        """A figure."""
        with self.lock:
            print('     ' + text, flush=True)

    def skip(self, text, why):
        with self.lock:
            self.skipped += 1
            print('left out: %s, because %s' % (text, why), flush=True)

    def undo(self, function, *words):
        """Is called at the end, however that comes: last first."""
        with self.lock:
            self.undoing.append((function, words))

    def put_back(self):
        while self.undoing:
            function, words = self.undoing.pop()
            try:
                function(*words)
            except Exception as error:  # the others are to be undone too
                print('     could not be undone: %r: %s' % (function, error), flush=True)
        if self.over:
            return
        self.over = True
        if os.environ.get('KEEP'):
            print('     kept: %s' % self.root, flush=True)
        else:
            shutil.rmtree(os.fsencode(self.root), ignore_errors=True)

    def run(self, function, *words):
        """Calls one case; what it throws is a fault."""
        begun = time.monotonic()
        try:
            function(*words)
        except Exception:
            self.check(getattr(function, '__name__', 'case') + ' ran to its end', False, traceback.format_exc())
        if time.monotonic() - begun > 20:
            self.tell('(%s: %.1f s)' % (getattr(function, '__name__', 'case'), time.monotonic() - begun))

    def together(self, functions, at_once=8):
        """Calls cases (functions, or tuples with their words) in threads."""
        waiting = [f if isinstance(f, tuple) else (f,) for f in functions][::-1]

        def work():
            while True:
                with self.lock:
                    if not waiting:
                        return
                    case = waiting.pop()
                self.run(*case)
        threads = [threading.Thread(target=work, daemon=True) for _ in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def end(self):
        self.put_back()
        print('%s: %d checks, %d failed, %d left out, %.0f s' % (self.title, self.done, self.failed, self.skipped, time.monotonic() - self.begun))
        print('%d checks, %d failed' % (self.done, self.failed), flush=True)
        return 1 if self.failed else 0 if self.done else 77


def wait_until(condition, seconds=20.0, pause=0.02):
    """Returns: what @condition came to; it is asked again until that is true or @seconds are over."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found or time.monotonic() >= end:
            return found
        time.sleep(pause)


# ---- the watcher ----

def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Watcher:
    """`referat watch FOLDER`: runs from the beginning unless @start is false. Paths that are strings are below the folder."""

    def __init__(self, bench, folder, *options, settle=SETTLE, start=True, more=(), env=None, before=(), log=None, names=()):
        """@settle: None is the program's own; @more: other folders; @before: a command line that runs it; @names: of the four folders, if others."""
        self.bench, self.folder, self.more, self.before = bench, Path(folder), list(more), list(before)
        inbox, converted, done, failed = names or ('Inbox', 'Converted', 'Done', 'Failed')
        self.inbox, self.converted, self.done_folder, self.failed_folder = (self.folder / name for name in (inbox, converted, done, failed))
        self.state = self.folder / '.referat'
        self.options = list(options) + ([] if settle is None else ['--settle', str(settle)]) + ['--notify', 'off']
        self.env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en', **(env or {}))
        self.log = Path(log or str(self.folder).rstrip('/') + '.log')
        self.run = None
        bench.undo(self.kill)
        if start:
            self.start()

    # -- running --

    def start(self, *options, ready=True):
        """Starts it (again), with more @options; @ready: waits until it has looked around once."""
        at = self.size()
        with open(self.log, 'ab') as log:
            self.run = subprocess.Popen([*self.before, self.bench.program, 'watch', self.folder, *self.more, *self.options, *options],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=self.env,
                                        preexec_fn=_die_with_parent)
        if ready:
            wait_until(lambda: self.run.poll() is not None or self.said(at).count(' every ') > len(self.more), 20 * self.bench.patience)
        return self

    @property
    def pid(self):
        return self.run.pid

    def alive(self):
        return self.run is not None and self.run.poll() is None

    def send(self, number):
        os.kill(self.run.pid, number)

    def stop(self, number=signal.SIGTERM, limit=15):
        """Returns: its exit status; None when it did not end (it is killed then)."""
        if self.run is None:
            return None
        if self.run.poll() is None:
            os.kill(self.run.pid, signal.SIGCONT)
            os.kill(self.run.pid, number)
        try:
            return self.run.wait(timeout=limit * self.bench.patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self):
        """kill -9, with all it has started. Returns: when it is gone."""
        if self.run is None or self.run.poll() is not None:
            return
        try:
            os.killpg(self.run.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.run.wait(timeout=30)

    def once(self, *options, limit=60):
        """A run with --once. Returns: its exit status."""
        self.start('--once', *options, ready=False)
        try:
            return self.run.wait(timeout=limit * self.bench.patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    # -- looking --

    def path(self, path):
        return path if isinstance(path, Path) else self.folder / path

    def size(self):
        return self.log.stat().st_size if self.log.exists() else 0

    def said(self, at=0):
        """What it said, from the byte @at (see size()) on."""
        if not self.log.exists():
            return ''
        with open(self.log, 'rb') as file:
            file.seek(at)
            return file.read().decode(errors='replace')

    def lines(self, *parts, at=0):
        """The lines that hold all of @parts."""
        return [line for line in self.said(at).split('\n') if line and all(part in line for part in parts)]

    def wait_line(self, *parts, seconds=20, at=0):
        """Returns: the first line that holds all of @parts, or None."""
        found = wait_until(lambda: self.lines(*parts, at=at), seconds * self.bench.patience, 0.05)
        return found[0] if found else None

    def wait_file(self, path, seconds=20, there=True):
        """Returns: whether @path is there (or gone) in time."""
        path = self.path(path)
        return bool(wait_until(lambda: os.path.lexists(path) == there, seconds * self.bench.patience))

    def wait_gone(self, path, seconds=20):
        return self.wait_file(path, seconds, there=False)

    def read(self, path):
        try:
            return self.path(path).read_bytes().decode(errors='replace')
        except OSError:
            return ''

    @property
    def stage(self):
        """Where outputs are before they get their names; None-like before the first start."""
        return next(iter(sorted(self.converted.glob('.referat-stage-*'))), self.converted / '.referat-stage-none')

    def names(self, path, folders=False):
        """All files below @path as relative names in bytes, without what is in a folder .referat; the status page too is left out."""
        top, found = os.fsencode(self.path(path)), []
        for folder, inner, files in os.walk(top):
            inner[:] = [name for name in inner if not name.startswith(b'.referat')]
            found += [os.path.relpath(os.path.join(folder, name), top) for name in files + (inner if folders else [])]
        page = top == os.fsencode(self.converted)
        return sorted(name for name in found if not (page and name == b'index.html'))

    def ledger(self, fate=None):
        """Its lines as dicts of text (surrogateescape); @fate: only those of one of FATES."""
        found = []
        for fields in records(self.state / 'ledger'):
            if fields[0] == b'file':
                line = dict(zip(LEDGER, (os.fsdecode(field) for field in fields[5:])))
                line.update(id=fields[1].decode(), time=int(fields[2]), fate=FATES[int(fields[3])], verdict=fields[4].decode())
                found.append(line)
        return [line for line in found if fate in (None, line['fate'])]

    def litter(self):
        """What is left in the folders where nothing stays when nothing is being done."""
        found = []
        for top in (self.state / 'work', self.state / 'deliveries', self.stage):
            found += [os.path.join(folder, name) for folder, inner, files in os.walk(top) for name in inner + files]
        # the page is made anew every now and then
        if self.alive():
            found = [name for name in found if 'index.html' not in os.path.basename(name)]
        return found + [str(path) for top in (self.state, self.inbox) for path in top.glob('.referat-unpack-*')]

    def wait_quiet(self, seconds=20):
        """Waits until the inbox holds no file and nothing is under way. Returns: whether."""
        return bool(wait_until(lambda: not self.names(self.inbox) and not self.litter(), seconds * self.bench.patience, 0.05))

    # -- what it takes --

    def family(self):
        """Its process, and all below it."""
        found, new = [], [self.run.pid]
        while new:
            pid = new.pop()
            found.append(pid)
            for path in Path('/proc/%d/task' % pid).glob('*/children'):
                try:
                    new += [int(child) for child in path.read_text().split()]
                except OSError:
                    pass
        return found

    def cpu(self):
        """Seconds of processor that it, its children, and those children that ended have taken."""
        total = 0
        for pid in self.family():
            try:
                fields = Path('/proc/%d/stat' % pid).read_text().rpartition(')')[2].split()
            except OSError:
                continue
            total += sum(int(fields[i]) for i in ((11, 12, 13, 14) if pid == self.run.pid else (11, 12)))
        return total / os.sysconf('SC_CLK_TCK')

    def memory(self):
        """Returns: KiB of RSS and of PSS, of the family."""
        rss = pss = 0
        for pid in self.family():
            try:
                for line in Path('/proc/%d/smaps_rollup' % pid).read_text().split('\n'):
                    rss += int(line.split()[1]) if line.startswith('Rss:') else 0
                    pss += int(line.split()[1]) if line.startswith('Pss:') else 0
            except OSError:
                continue
        return rss, pss


# ---- what needs privileges ----

def mount(bench, *words):
    """mount WORDS, undone at the end. Returns: whether."""
    good = bench.privileged and subprocess.run(['mount', *map(str, words)], capture_output=True).returncode == 0
    if good:
        bench.undo(unmount, words[-1])
    return good


def unmount(path):
    subprocess.run(['umount', '-l', str(path)], capture_output=True)


def bindfs(bench, source, target, *options):
    """@source seen through FUSE at @target, undone at the end. Returns: whether."""
    if not (shutil.which('bindfs') and os.path.exists('/dev/fuse')):
        return False
    run = subprocess.run(['bindfs', *options, str(source), str(target)], capture_output=True)
    if run.returncode == 0:
        bench.undo(lambda: subprocess.run(['fusermount3', '-uz', str(target)], capture_output=True))
    return run.returncode == 0


def sysctl(bench, name, value):
    """Sets e.g. fs.inotify.max_queued_events; put back at the end. Returns: a function that puts it back, or None when it cannot be set."""
    path = Path('/proc/sys') / name.replace('.', '/')
    try:
        before = path.read_text().strip()
        path.write_text(str(value))
    except OSError:
        return None
    bench.undo(path.write_text, before)
    return lambda: path.write_text(before)


def file_system(path):
    """The name of the file system @path is on, as /proc/self/mounts has it."""
    path, best = os.path.realpath(path), ('', '?')
    for line in Path('/proc/self/mounts').read_text().split('\n'):
        words = line.split()
        if len(words) > 2 and (path + '/').startswith(words[1].rstrip('/') + '/') and len(words[1]) >= len(best[0]):
            best = words[1], words[2]
    return best[1]


def lease_can_be_had(folder):
    """Whether the kernel lends leases on files of @folder: by them a writer is noticed."""
    path = Path(folder) / '.lease-probe'
    path.write_bytes(b'x')
    fd = os.open(path, os.O_RDONLY)

    def lend():
        try:
            fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            return True
        except OSError:
            return False
    try:
        # another thread's child may have the file we wrote open for a moment
        return bool(wait_until(lend, 2))
    finally:
        os.close(fd)
        path.unlink()
