# SPDX-License-Identifier: GPL-2.0-or-later
"""A project in a folder of its own that is built, touched, broken and mended, and what became of its files each time."""
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# What build tools write for themselves.
OF_TOOLS = ('.ninja_log', '.ninja_deps', '.ninja', 'CMakeFiles', 'meson-logs', 'meson-private', 'meson-info', 'CMakeCache.txt',
            'build.ninja', '.gitignore', '.hgignore', 'compile_commands.json')


class Checks:
    """A folder for a test, the environment of what it runs, and what was found."""

    def __init__(self, title, program):
        self.title, self.done, self.faults = title, 0, 0
        self.root = Path(tempfile.mkdtemp(prefix='referat-%s-' % title)).resolve()
        atexit.register(shutil.rmtree, self.root, True)
        self.environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'PATH': '%s:%s' % (Path(program).resolve().parent, os.environ['PATH'])}
        for name in ('MAKEFLAGS', 'MAKELEVEL', 'MFLAGS', 'REFERAT', 'REFERATFLAGS', 'NINJA_STATUS', 'DESTDIR', 'CMAKE_GENERATOR',
                     'PKG_CONFIG_PATH', 'Referat_DIR', 'Referat_ROOT'):
            self.environment.pop(name, None)

    def check(self, text, good, told=''):
        self.done += 1
        self.faults += 0 if good else 1
        print('%s %s%s' % ('ok  ' if good else 'BAD ', text, '' if good or told == '' else ': %s' % (str(told)[-2500:],)), flush=True)
        return good

    def same(self, text, found, wanted):
        return self.check(text, found == wanted, 'found %r, wanted %r' % (found, wanted))

    def run(self, *words, cwd=None, **environment):
        """The status and all that was said."""
        done = subprocess.run([str(w) for w in words], cwd=cwd or self.root, env={**self.environment, **environment}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=400, check=False,
                              errors='replace')
        return done.returncode, done.stdout

    def works(self, text, *words, **more):
        status, said = self.run(*words, **more)
        self.check(text, status == 0, 'status %d: %s' % (status, said))
        return said

    def refused(self, text, wanted, *words, **more):
        """Fails, and says why."""
        status, said = self.run(*words, **more)
        said = ' '.join(said.split())
        return self.check('%s is refused: %s' % (text, wanted), status != 0 and wanted in said, 'status %d: %s' % (status, said))

    def end(self):
        print('%s: %d checks, %d faults' % (self.title, self.done, self.faults))
        return 1 if self.faults or not self.done else 0


def need(*tools):
    """Leaves with the status of a test that cannot run where a tool is not installed."""
    for tool in tools:
        if shutil.which(tool) is None:
            print('skipped: %s is not installed' % tool)
            sys.exit(77)


def state(folder):
    """Each file with its time and inode: whoever writes a file anew changes one of them."""
    found = {}
    for path in Path(folder).rglob('*'):
        name = path.relative_to(folder)
        if path.is_file() and not set(name.parts) & set(OF_TOOLS):
            found[str(name)] = (path.stat().st_mtime_ns, path.stat().st_ino)
    return found


def changed(before, after):
    return sorted(name for name in after if before.get(name) != after[name])


def later():
    """The kernel's time of files moves in steps: what is written next is newer than all there is."""
    time.sleep(0.03)


def touch(path):
    later()
    os.utime(path)
    later()


def write(path, content):
    later()
    Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())
    later()


class Project:
    """A project and how it is built.

    folder        its top; minutes below it are documents that may be put in place of others
    out           where its outputs are
    products      for a document, the names of what is made of it below out
    follow        what is made of the outputs of any document
    build         runs the build: status and what was said
    quiet         whether a build had nothing to do, by its status and words
    keeps_time    an output whose bytes stay the same keeps its time
    style         a style sheet that all read; styled: the outputs whose bytes tell
    """
    follow = ()
    keeps_time = False
    styled = None

    def __init__(self, t, folder, out, products):
        self.t, self.folder, self.out, self.products = t, Path(folder), Path(out), products

    def all(self):
        return sorted([name for names in self.products.values() for name in names] + list(self.follow))

    def build(self):
        raise NotImplementedError

    def quiet(self, status, said):
        raise NotImplementedError

    def builds(self, text):
        status, said = self.build()
        return self.t.check(text, status == 0, 'status %d: %s' % (status, said))

    def idle(self, text):
        before = state(self.folder)
        status, said = self.build()
        self.t.check('%s: then nothing is left to do' % text, self.quiet(status, said), 'status %d: %s' % (status, said))
        self.t.same('%s: ... and nothing is written' % text, changed(before, state(self.folder)), [])

    def remade(self, text, wanted):
        """A build writes exactly these outputs anew."""
        before = state(self.out)
        self.builds('%s: builds' % text)
        self.t.same('%s: exactly these are made again' % text, changed(before, state(self.out)), sorted(wanted))
        self.idle(text)

    def scenario(self, style):
        """Built, built again, touched, changed, broken, mended."""
        t = self.t
        self.builds('builds')
        t.same('all outputs are there', sorted(state(self.out)), self.all())
        t.same('... and not empty', [name for name in state(self.out) if (self.out / name).stat().st_size == 0], [])
        self.idle('built')
        for document, outputs in self.products.items():
            touch(self.folder / document)
            self.remade('%s touched' % document, [] if self.keeps_time else [*outputs, *self.follow])
        first, second = list(self.products)[:2]
        original = (self.folder / first).read_bytes()
        write(self.folder / first, (self.folder / second).read_bytes())
        self.remade('%s written anew' % first, [*self.products[first], *self.follow])
        text = (self.folder / style).read_text()
        touch(self.folder / style)
        self.remade('%s touched' % style, [] if self.keeps_time else self.all())
        write(self.folder / style, text + 'h2 {\n  color: #123456;\n}\n')
        self.remade('%s changed' % style, self.styled if self.styled is not None else self.all())
        self.broken(first)
        write(self.folder / first, original)
        self.remade('%s mended' % first, [*self.products[first], *self.follow])
        for victim in sorted({self.products[second][0], self.products[second][-1]}):
            (self.out / victim).unlink()
            self.builds('%s deleted: builds' % victim)
            t.check('%s deleted: it is there again' % victim, (self.out / victim).is_file())
            self.idle('%s deleted' % victim)

    def broken(self, document):
        """A document that is none: the build fails, each time, and nothing of it looks fresh."""
        t, outputs = self.t, self.products[document]
        later()
        before, names = state(self.out), set(state(self.folder))
        for kind, content in (('garbage', b'\x00\x01 no document\n' * 99), ('empty', b''),
                              ('cut short', (self.folder / document).read_bytes()[:1500])):
            write(self.folder / document, content)
            for attempt in ('', ', again'):
                status, said = self.build()
                t.check('%s is %s: the build fails%s' % (document, kind, attempt), status != 0, said)
            after = state(self.out)
            t.check('... and its outputs are as they were, or gone', all(after.get(name) in (None, before.get(name)) for name in outputs),
                    changed(before, after))
            t.same('... and there is no litter', sorted(set(state(self.folder)) - names), [])
        if not all(name in after for name in outputs):
            print('     (gone: %s)' % ', '.join(name for name in outputs if name not in after))
