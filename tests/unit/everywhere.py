#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The same tree of documents, built by make whoever builds it, where, when and how many at once; and many conversions at once.

usage: everywhere.py PROGRAM PACK TOP

DOCX and PDF to all five formats, with and without -MD, by `make -j1` and `-j4`, as another user, with other time zones, locales,
languages, umasks, working folders and SOURCE_DATE_EPOCH: every output the same bytes (but for the time in an .odt that was asked
for). Then 32 conversions at once in one folder, to names of their own and to one name. Exit 0: so it is; 1: not; 77: no make.
"""
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FORMATS = ('html', 'odt', 'txt', 'json', 'rxml')
AT_ONCE = 32
EPOCH = '1700000000'
# One run a document and form: all formats at once. The depfile tells no absolute path, so it is an output like others.
MAKEFILE = '''documents := $(notdir $(wildcard $(IN)/*.docx $(IN)/*.pdf))
formats := html odt txt json rxml
all: $(foreach d,$(documents),plain/$d.done told/$d.done)
plain/%.done: $(IN)/% ; @$(REFERAT) -q $< $(foreach f,$(formats),-o plain/$*.$f) && touch $@
told/%.done: $(IN)/% ; @$(REFERAT) -q -MD -MP -MF told/$*.d $< $(foreach f,$(formats),-o told/$*.$f) && touch $@
-include $(wildcard told/*.d)
'''

failures = 0


def check(title, good, more=''):
    global failures
    if not good:
        failures += 1
        print('BAD  %s%s' % (title, ': ' + str(more)[:1500] if more else ''), flush=True)
    return good


def documents(pack, top, folder, extractor):
    folder.mkdir()
    for path in sorted((top / 'samples').iterdir()):
        if (path / 'docx').is_dir():
            subprocess.run([pack, path / 'docx', folder / (path.name + '.docx')], check=True)
    for path in sorted((top / 'samples/pdf').glob('*.pdf')) if extractor.exists() else ():
        shutil.copyfile(path, folder / path.name)
    for path in folder.iterdir():
        path.chmod(0o644)


def as_nobody():
    """(words to begin a command with, user) of another user; none without the right to be one."""
    try:
        nobody = pwd.getpwnam('nobody')
    except KeyError:
        return None
    if os.geteuid() != 0 or not shutil.which('setpriv'):
        return None
    words = ['setpriv', '--reuid=%d' % nobody.pw_uid, '--regid=%d' % nobody.pw_gid, '--clear-groups', '--']
    return (words, nobody) if subprocess.run([*words, 'true'], check=False).returncode == 0 else None


class Tree:
    """One build: what it is like, and what came of it."""

    def __init__(self, root, name, jobs, prefix=(), umask=0o022, user=None, **env):
        self.name, self.place = name, root / name
        self.place.mkdir(parents=True)
        shutil.copytree(root / 'in', self.place / 'in')
        for part in ('plain', 'told'):
            (self.place / part).mkdir()
        (self.place / 'Makefile').write_text(MAKEFILE, encoding='ascii')
        if user:
            for path in (self.place, *self.place.rglob('*')):
                os.chown(path, user.pw_uid, user.pw_gid)
        self.command = [*prefix, 'make', '-s', '-j%d' % jobs, 'IN=in']
        self.env = {'PATH': os.environ['PATH'], 'HOME': str(self.place), 'TZ': 'UTC', 'LC_ALL': 'C', 'ASAN_OPTIONS': 'detect_leaks=0', **env}
        self.umask = umask

    def build(self, program):
        done = subprocess.run([*self.command, 'REFERAT=' + str(program)], cwd=self.place, env=self.env, umask=self.umask,
                              capture_output=True, text=True, check=False)
        check('%s: built, in silence' % self.name, done.returncode == 0 and not done.stderr, done.stderr)
        litter = [p.name for p in self.place.rglob('.*')]
        check('%s: no litter' % self.name, not litter, litter)
        again = subprocess.run([*self.command, '-q', 'REFERAT=' + str(program)], cwd=self.place, env=self.env, check=False)
        check('%s: make has nothing more to do' % self.name, again.returncode == 0)
        return {str(p.relative_to(self.place)): p.read_bytes() for part in ('plain', 'told') for p in (self.place / part).iterdir()
                if p.suffix != '.done'}


def parts(data, scratch):
    scratch.write_bytes(data)
    with zipfile.ZipFile(scratch) as package:
        return [(i.filename, package.read(i)) for i in package.infolist()], {i.date_time for i in package.infolist()}


def by_make(program, root):
    user = as_nobody()
    first = Tree(root, 'plain', 1).build(program)
    wanted = 2 * len(FORMATS) * len(list((root / 'in').iterdir()))
    outputs = {k: v for k, v in first.items() if not k.endswith('.d')}
    check('all were made', len(outputs) == wanted and all(outputs.values()), (len(outputs), wanted))
    for name, data in outputs.items():
        if name.startswith('plain/'):
            check('-MD changes nothing: ' + name, data == first['told' + name[5:]])
    trees = [Tree(root, 'deep/a folder with blanks/and more', 4),
             Tree(root, 'zone', 4, TZ='Pacific/Kiritimati'), Tree(root, 'german', 4, LC_ALL='de_DE.UTF-8', LANG='de_DE.UTF-8'),
             Tree(root, 'danish', 4, LC_ALL='', LANG='da_DK.UTF-8', LANGUAGE='da'), Tree(root, 'mask', 4, umask=0o077),
             Tree(root, 'dated', 4, SOURCE_DATE_EPOCH=EPOCH)]
    locales = root / 'locales'
    locales.mkdir()
    # a locale with commas in its numbers and an i of its own, where it can be made
    if shutil.which('localedef') and subprocess.run(['localedef', '-i', 'tr_TR', '-f', 'UTF-8', locales / 'tr_TR.UTF-8'],
                                                    capture_output=True, check=False).returncode == 0:
        trees.append(Tree(root, 'turkish', 4, LC_ALL='tr_TR.UTF-8', LOCPATH=str(locales)))
    if user:
        trees.append(Tree(root, 'nobody', 4, prefix=user[0], user=user[1], umask=0o027, USER='nobody', TZ='America/St_Johns'))
    else:
        print('left out: another user; it needs root and setpriv')
    for tree in trees:
        got = tree.build(program)
        check('%s: the same files' % tree.name, got.keys() == first.keys(), sorted(got.keys() ^ first.keys())[:5])
        for name in sorted(got.keys() & first.keys()):
            if tree.name == 'dated' and name.endswith('.odt'):
                (mine, mine_times), (theirs, _) = parts(got[name], root / 'x.zip'), parts(first[name], root / 'x.zip')
                check('dated: %s has the time that was asked for, and is the same else' % name,
                      mine == theirs and mine_times == {(2023, 11, 14, 22, 13, 20)}, mine_times)
            else:
                check('%s: the same bytes: %s' % (tree.name, name), got[name] == first[name])
    mode = {p.stat().st_mode & 0o777 for p in (root / 'mask/plain').iterdir()}
    check('umask 077 is kept', mode == {0o600}, [oct(m) for m in mode])
    # elsewhere, by names that lead up and down, and by absolute ones
    for cwd, source, out in ((root / 'zone/plain', '../in', '../told'), (Path('/'), str(root / 'in'), str(root / 'absolute'))):
        os.makedirs(os.path.join(cwd, out), exist_ok=True)
        for path in sorted((root / 'in').iterdir())[::3]:
            names = ['%s/%s.%s' % (out, path.name, kind) for kind in FORMATS]
            done = subprocess.run([program, '-q', '%s/%s' % (source, path.name), *(w for n in names for w in ('-o', n))], cwd=cwd, check=False)
            same = [Path(cwd, n).read_bytes() == first['plain/' + Path(n).name] for n in names]
            check('from %s: %s' % (cwd.name or '/', path.name), done.returncode == 0 and all(same), same)
    return first, len(trees) + 1


def together(commands, cwd):
    running = [subprocess.Popen(words, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for words in commands]
    return [(p.communicate()[1], p.returncode) for p in running]


def at_once(program, root, first):
    place = root / 'at once'
    place.mkdir()
    names = sorted(p.name for p in (root / 'in').iterdir())
    for name in names:
        shutil.copyfile(root / 'in' / name, place / name)
    for kind in FORMATS:
        taken = [names[i % len(names)] for i in range(AT_ONCE)]
        ends = together([[program, '-q', name, '-MD', '-o', '%d.%s' % (i, kind)] for i, name in enumerate(taken)], place)
        check('%d at once to %s: all end well' % (AT_ONCE, kind), all(e == (b'', 0) for e in ends), [e for e in ends if e != (b'', 0)][:3])
        for i, name in enumerate(taken):
            got = place / ('%d.%s' % (i, kind))
            check('%d at once: %s' % (AT_ONCE, got.name), got.exists() and got.read_bytes() == first['plain/%s.%s' % (name, kind)])
            check('%d at once: its dependencies' % AT_ONCE, re.match(r'%d\.%s: %s$' % (i, kind, re.escape(name)),
                                                                 (place / (got.name + '.d')).read_text(encoding='utf-8')))
    for kind in FORMATS:
        # of one document: the bytes are known; of several: those of one of them, whole
        for taken in ([names[0]], names[:4]):
            ends = together([[program, '-q', taken[i % len(taken)], '-o', 'one.' + kind] for i in range(AT_ONCE)], place)
            check('%d at once to one.%s: all end well' % (AT_ONCE, kind), all(e == (b'', 0) for e in ends),
                  [e for e in ends if e != (b'', 0)][:3])
            got = (place / ('one.' + kind)).read_bytes()
            check('%d at once to one.%s: it is whole' % (AT_ONCE, kind), got in [first['plain/%s.%s' % (n, kind)] for n in taken])
    # while somebody reads it, it is always whole
    one = place / 'one.html'
    whole = {first['plain/%s.html' % n] for n in names[:4]}
    running = [subprocess.Popen([program, '-q', names[i % 4], '-o', 'one.html'], cwd=place) for i in range(AT_ONCE)]
    seen = 0
    while any(p.poll() is None for p in running):
        seen += 1
        if not check('one.html is whole at each moment', one.read_bytes() in whole):
            break
    check('all end well while it is read', all(p.wait() == 0 for p in running) and seen > 1, seen)
    litter = [p.name for p in place.iterdir() if p.name.startswith('.')]
    check('%d at once: no litter' % AT_ONCE, not litter, litter)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    if not shutil.which('make'):
        print('there is no make here: leaving it out')
        return 77
    program, pack, top = (Path(word).resolve() for word in sys.argv[1:])
    for name in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'SOURCE_DATE_EPOCH'):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix='referat-everywhere-') as folder:
        root = Path(folder).resolve()
        root.chmod(0o755)
        documents(pack, top, root / 'in', program.parent.parent / 'libexec/referat/referat-pdf')
        # where another user may start it
        shutil.copytree(program.parent.parent / 'libexec', root / 'built/libexec')
        shutil.copytree(program.parent.parent / 'share', root / 'built/share')
        (root / 'built/bin').mkdir()
        shutil.copy2(program, root / 'built/bin/referat')
        program = root / 'built/bin/referat'
        first, trees = by_make(program, root)
        at_once(program, root, first)
        print('%d files in each of %d trees, %d at once: %d failures' % (len(first), trees, AT_ONCE, failures))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
