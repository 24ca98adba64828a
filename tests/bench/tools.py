# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that are measured: how each is called, what it writes, which version it is."""
import json
import os
import pathlib
import re
import shutil
import subprocess

EMPTY = 'int main(void) { return 0; }\n'


class Tool:
    """One way of converting: NAME, the FAMILY that gives it its colour, the TARGETS it writes."""

    def __init__(self, name, family, targets, command):
        self.name, self.family, self.targets, self._command = name, family, targets, command

    def job(self, source, folder):
        """(command, files that it has to write) for one input; each input has a folder of its own."""
        written = [os.path.join(folder, pathlib.Path(source).stem + '.' + t) for t in self.targets]
        return self._command(source, written), written


def known(args, folder):
    """The tools that are here, in the order of the tables."""
    def referat(source, written):
        return [args.program, '-q', source, *(x for w in written for x in ('-o', w))]

    found = [Tool('referat → html', 'referat', ['html'], referat),
             Tool('referat → odt', 'referat', ['odt'], referat),
             Tool('referat → text', 'referat', ['txt'], referat),
             Tool('referat → all three', 'referat', ['html', 'odt', 'txt'], referat)]
    if args.limit:
        found.append(Tool('bare limit', 'limit', [], lambda source, _: [args.limit, '1', source, '1']))
    if args.pandoc:
        for target in 'html', 'odt':
            found.append(Tool('pandoc → ' + target, 'pandoc', [target],
                              lambda source, written: [args.pandoc, '-s', source, '-o', written[0]]))
    if args.soffice:
        profile = pathlib.Path(folder, 'office').as_uri()
        found.append(Tool('LibreOffice → odt', 'office', ['odt'], lambda source, written: [
            args.soffice, '-env:UserInstallation=' + profile, '--headless', '--convert-to', 'odt', '--outdir',
            os.path.dirname(written[0]), source]))
    if args.mammoth:
        script = os.path.join(args.mammoth, 'bin', 'mammoth')
        found.append(Tool('mammoth → html', 'mammoth', ['html'],
                          lambda source, written: ['node', script, source, written[0]]))
    return found


def first_line(command):
    try:
        got = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             stdin=subprocess.DEVNULL, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as e:
        return 'unknown (%s)' % e
    return next(iter(got.stdout.decode('utf-8', 'replace').strip().splitlines()), 'unknown')


def build_of(program):
    """How the program was built, where its build folder still says so."""
    cache = pathlib.Path(program).parent.parent / 'CMakeCache.txt'
    if not cache.is_file():
        return 'build unknown'
    text = cache.read_text(encoding='utf-8', errors='replace')
    kind = re.search(r'^CMAKE_BUILD_TYPE:\w+=(.*)$', text, re.MULTILINE)
    sanitize = re.search(r'^REFERAT_SANITIZE:\w+=(ON|1|TRUE|YES)$', text, re.MULTILINE | re.IGNORECASE)
    return 'build type %s%s' % (kind.group(1) if kind and kind.group(1) else 'not set',
                                ', WITH SANITIZERS: the numbers say nothing' if sanitize else '')


def versions(args):
    out = {'referat': '%s, %s' % (first_line([args.program, '--version']), build_of(args.program))}
    if args.pandoc:
        out['pandoc'] = first_line([args.pandoc, '--version'])
    if args.soffice:
        out['LibreOffice'] = first_line([args.soffice, '--version'])
    if args.mammoth:
        package = json.loads(pathlib.Path(args.mammoth, 'package.json').read_text(encoding='utf-8'))
        out['mammoth'] = '%s, node %s' % (package.get('version'), first_line(['node', '--version']))
    return {name: said[len(name):].strip() if said.startswith(name) else said for name, said in out.items()}


def compiler():
    return shutil.which(os.environ.get('CC') or 'cc')


def compile_c(cc, source, target, *more):
    """Whether it could be compiled."""
    got = subprocess.run([cc, '-O2', str(source), '-o', target, *more], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, check=False)
    return got.returncode == 0


def output(*command):
    try:
        got = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return ''
    return got.stdout.decode('utf-8', 'surrogateescape')


def libraries(program):
    """Paths of the shared libraries that a program itself names (they bring others), but libc and its own.

    In its order: where libc is looked up after a dozen libraries, every program takes longer to start.
    """
    named = re.findall(r'\(NEEDED\).*\[(.*)\]', output('readelf', '-d', program))
    paths = dict(re.findall(r'(\S+) => (/\S+)', output('ldd', program)))
    own = str(pathlib.Path(program).parent.parent) + os.sep
    found = [paths[n] for n in named if n in paths and not n.startswith('libc.')]
    return [p for p in found if not p.startswith(own)]


def empties(cc, program, folder):
    """Programs that do nothing, as [(name, path)], and what to say of that with the program's libraries."""
    source = pathlib.Path(folder, 'empty.c')
    source.write_text(EMPTY, encoding='utf-8')
    found = []
    plain, linked = os.path.join(folder, 'empty'), os.path.join(folder, 'empty-linked')
    if compile_c(cc, source, plain):
        found.append(('empty program', plain))
    needed = libraries(program)
    if not needed:
        return found, 'readelf and ldd name no libraries: no empty program with the same ones'
    if not compile_c(cc, source, linked, '-Wl,--no-as-needed', *needed):
        return found, 'the empty program could not be linked with the libraries of referat: left out'
    found.append(('empty program, same libraries', linked))
    return found, 'the libraries of the empty program: ' + ', '.join(
        os.path.basename(p).split('.so')[0] for p in needed)
