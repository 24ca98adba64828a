#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Installs the build into a folder that is then moved to PREFIX, where the other tests use it; and sees what pkg-config,
the compiler and CMake find there.

usage: installed.py PROGRAM TOP BUILD PREFIX [CC [FLAG...]]
"""
import shutil
import sys
from pathlib import Path

from project import Checks, changed, need, state

USER = '''#include <stdio.h>
#include <referat/referat.h>
int main(void)
{
    ReferatFormat format;
    for (size_t i = 0; referat_format_at(i, &format); i++)
        puts(format.name);
    return 0;
}
'''


def install(t, build, prefix):
    first = Path(str(prefix) + '.first')
    for folder in (first, prefix):
        shutil.rmtree(folder, ignore_errors=True)
    t.works('installs', 'cmake', '--install', build, '--prefix', first)
    first.rename(prefix)
    for name in ('bin/referat', 'share/referat/referat.mk', 'share/man/man7/referat.mk.7', 'share/man/man7/referat-cmake.7'):
        t.check('%s is there' % name, (prefix / name).is_file())
    names = sorted(p.name for p in prefix.rglob('*') if p.is_file())
    for name in ('referat.pc', 'referat.mk', 'ReferatConfig.cmake', 'ReferatConfigVersion.cmake', 'ReferatConvert.cmake'):
        t.same('%s is there once' % name, names.count(name), 1)
    ours = [p for p in prefix.rglob('*') if p.suffix in ('.cmake', '.pc', '.mk')]
    t.same('nothing names the first place or the build', [p.name for p in ours if str(first) in p.read_text() or str(build) in p.read_text()], [])


def variables(t, prefix):
    t.environment['PKG_CONFIG_PATH'] = str(next(prefix.rglob('referat.pc')).parent)
    for name, wanted in (('makefile', 'share/referat/referat.mk'), ('mkdir', 'share/referat'), ('program', 'bin/referat'), ('bindir', 'bin'),
                         ('cmakedir', str(next(prefix.rglob('ReferatConfig.cmake')).parent.relative_to(prefix)))):
        status, said = t.run('pkg-config', '--variable=' + name, 'referat')
        t.same('pkg-config --variable=%s' % name, (status, said.count('\n'), Path(said.strip() or '.').resolve()), (0, 1, (prefix / wanted).resolve()))
    status, version = t.run('pkg-config', '--modversion', 'referat')
    status, said = t.run(prefix / 'bin/referat', '--version')
    t.check('the version is the program\'s', version.strip() and version.strip() in said.split('\n')[0], (version, said))
    t.works('what it requires is there', 'pkg-config', '--static', '--libs', 'referat')


def compiler(t, words):
    """A program against the library, shared and static, by what pkg-config says."""
    (t.root / 'user.c').write_text(USER)
    t.environment['LD_LIBRARY_PATH'] = str(next(Path(t.prefix).rglob('libreferat.so')).parent)
    for kind, how in (('shared', ()), ('static', ('--static',))):
        flags = t.works('pkg-config for a %s library' % kind, 'pkg-config', '--cflags', '--libs', *how, 'referat').split()
        if how:
            flags = [f.replace('-lreferat', '-l:libreferat.a') for f in flags]
        t.works('%s: compiles' % kind, *words, '-o', kind, 'user.c', *flags)
        t.check('... and runs', 'html' in t.works('... as a program', t.root / kind).split())


def with_make(t, top):
    folder = t.root / 'make'
    shutil.copytree(Path(top) / 'samples/make', folder)
    t.works('samples/make finds the rules through pkg-config', 'make', cwd=folder)
    t.check('... and builds', (folder / 'site/2023/district.html').is_file())
    t.works('... then nothing is to do', 'make', '-q', cwd=folder)


def with_cmake(t, top):
    for generator in ('Ninja', 'Unix Makefiles'):
        folder = t.root / ('with ' + generator)
        shutil.copytree(Path(top) / 'samples/cmake', folder)
        t.works('samples/cmake finds it, %s' % generator, 'cmake', '-S', folder, '-B', folder / 'build', '-G', generator,
                '-DCMAKE_PREFIX_PATH=%s' % t.prefix)
        t.works('... builds', 'cmake', '--build', folder / 'build')
        before = state(folder / 'build/site')
        t.same('... all of it', len([n for n in before if n.endswith(('.html', '.odt'))]), 6)
        t.works('... again', 'cmake', '--build', folder / 'build')
        t.same('... with nothing to do', changed(before, state(folder / 'build/site')), [])


def gone(t, top):
    """An installation without its program is none."""
    copy = t.root / 'half'
    shutil.copytree(next(Path(t.prefix).rglob('ReferatConfig.cmake')).parents[2], copy / 'lib', symlinks=True)
    t.refused('a package without a program', 'the program is not there', 'cmake', '-S', Path(top) / 'samples/cmake', '-B', t.root / 'none',
              '-G', 'Ninja', '-DReferat_DIR=%s' % next(copy.rglob('ReferatConfig.cmake')).parent)


def main():
    program, top, build, prefix = sys.argv[1:5]
    need('cmake', 'ninja', 'make', 'pkg-config')
    t = Checks('installed', program)
    t.prefix = Path(prefix).resolve()
    install(t, build, t.prefix)
    t.environment['PATH'] = '%s:%s' % (t.prefix / 'bin', t.environment['PATH'])
    variables(t, t.prefix)
    if sys.argv[5:]:
        compiler(t, sys.argv[5:])
    with_make(t, top)
    with_cmake(t, top)
    gone(t, top)
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
