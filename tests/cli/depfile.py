#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Dependency files (-MD and what belongs to it), --if-changed and @FILE, with the real make and the real ninja.

usage: depfile.py PROGRAM TOP       exit 77 (skipped): no make or no ninja

The matrix: names with every printable character at the beginning, in the middle and at the end, once as output and once
as input. Either both tools build exactly when the input is newer, or the name is refused and nothing was written.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import Checks

PAGE = ('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/><body>'
        '<paragraph><t>%s</t></paragraph></body></document>')
WORDS = '[language]\ntag=da\n[attendance]\npresent=+Sjakket\n'
# what no way of writing carries through both tools, wherever it stands; the rest must not be refused in the middle of a name
NEVER = set('"&\'*;<=>?^`|\t')
TOGETHER = ['a\\ b', 'a\\\\ b', 'a\\\\\\ b', 'a\\#b', 'a\\$b', 'a\\:b', 'a\\%b', 'a\\\\b', 'a  b', 'a   b', ' a b ', 'lib(x y)', '(a)', 'a(b)c',
            '$(x)', '${x}', '$$x', '$x', '~root', '~', 'a~', 'a: b', 'a : b', 'a:b:c', 'C:b', 'a | b', 'a || b', 'a # b', '#', '##', '# a', '%',
            '%.txt', 'a%b%c', '[ab]', 'a[b', '.PHONY', '.a', '..a', 'a=b', 'a:=b', 'a += b', '--',
            '-a', '@a', 'a@b', '!a', '+a', 'a,b', 'é å ß', 'møde 1 #%.txt', '\u202ea', 'a\\', 'a\\\\', '\\', '\\ a', 'a ', 'a:', '*', '?', 'a\nb',
            'a\x01b', 'a\x7fb', '$(shell touch pwned)', '`touch pwned`', 'a;touch pwned', 'all', '\\#', 'a\\ #b', 'export a', 'define a']
# words of make's own
TOGETHER += ['define', 'endef', 'else', 'endif', 'export', 'ifdef', 'ifeq', 'ifndef', 'ifneq', 'include', '-include', 'sinclude', 'load', '-load',
             'override', 'private', 'undefine', 'unexport', 'vpath', '.WAIT', '.SUFFIXES', '.DEFAULT', '.c', '.c.o', 'Makefile']


def write(path, text):
    Path(path).write_text(text, encoding='utf8')


def run(folder, *words, stdin=None, **more):
    return subprocess.run(list(map(str, words)), cwd=folder, input=stdin, capture_output=True, text=True, errors='replace',
                          stdin=subprocess.DEVNULL if stdin is None else None, **more)


def at(path, seconds):
    os.utime(path, (seconds, seconds))


def state(folder):
    """Every file with what it holds and its time."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path(folder).iterdir() if path.is_file()}


def unsafe_link(path):
    """A DOCX whose conversion gives a warning."""
    word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
    with zipfile.ZipFile(path, 'w') as package:
        package.writestr('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
                         '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
                         '</Types>')
        package.writestr('word/document.xml', '<w:document xmlns:w="%s"><w:body><w:p><w:fldSimple w:instr=\' HYPERLINK "file:///x" \'><w:r><w:t>'
                         'there</w:t></w:r></w:fldSimple></w:p></w:body></w:document>' % word)


# ---- the matrix ----

def matrix_names():
    for char in [chr(c) for c in range(0x20, 0x7f) if chr(c) != '/'] + ['ä', '\t']:
        for pattern in ('%sab', 'a%sb', 'ab%s'):
            yield pattern.replace('%s', char), (char if pattern == 'a%sb' else None)
    for name in TOGETHER:
        yield name, None


def built_by_make(folder, output, source):
    """Returns: what is wrong."""
    write(folder / 'M', 'include dep.d\nM: ;\ndep.d: ;\n%: ; @echo built >>ran\n')
    for newer in (False, True):
        (folder / 'ran').unlink(missing_ok=True)
        at(folder / output, 3000)
        at(folder / source, 4000 if newer else 2000)
        told = run(folder, 'make', '-rR', '-f', 'M', '--', output)
        ran = (folder / 'ran').read_text().count('built') if (folder / 'ran').exists() else 0
        if told.returncode or told.stderr or ran != newer:
            return 'make %s: built %d times, %s' % ('newer' if newer else 'older', ran, (told.stdout + told.stderr).strip()[:200])
    return ''


def built_by_ninja(folder, output, source):
    name = output.replace('$', '$$').replace(' ', '$ ').replace(':', '$:')
    write(folder / 'build.ninja', 'rule r\n  command = echo built >>ran\n  depfile = dep.d\nbuild %s: r plain\n' % name)
    write(folder / 'plain', '')
    at(folder / 'plain', 500)
    now = time.time()
    # the first run only writes ninja's log
    for step, wanted in (('first', True), ('older', False), ('newer', True)):
        (folder / 'ran').unlink(missing_ok=True)
        at(folder / source, now + 100 if step == 'newer' else 1000)
        at(folder / output, now)
        told = run(folder, 'ninja')
        ran = (folder / 'ran').exists()
        if told.returncode or ran != wanted:
            return 'ninja %s: built %s, %s' % (step, ran, (told.stdout + told.stderr).strip()[:200])
    return ''


def matrix_row(program, top, number, name, is_output):
    """Returns: ('accepted' or 'refused', what is wrong)."""
    folder = Path(top, '%d%s' % (number, 'o' if is_output else 'i'))
    folder.mkdir()
    output, source = (name, 'source') if is_output else ('output', name)
    write(folder / source, PAGE % 'x')
    before = state(folder)
    told = run(folder, program, '-t', 'text', '-o', output, '-MD', '-MF', 'dep.d', '--', source)
    if told.returncode == 64:
        fault = '' if '[-Wdepfile-name]' in told.stderr else 'refused for another reason: ' + told.stderr.strip()
        if state(folder) != before:
            fault = 'refused, but something was written: %s' % sorted(state(folder))
        verdict = 'refused'
    elif told.returncode != 0 or told.stderr:
        verdict, fault = 'refused', 'status %d: %s' % (told.returncode, told.stderr.strip())
    else:
        verdict, fault = 'accepted', built_by_make(folder, output, source)
        fault = fault or built_by_ninja(folder, output, source)
        if (folder / 'pwned').exists():
            fault = 'a command in the name was run'
    if not fault:
        shutil.rmtree(folder)
    return verdict, fault


def check_matrix(check, program, work):
    rows = [(name, char, is_output) for name, char in matrix_names() for is_output in (True, False)]
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        results = list(pool.map(lambda row: matrix_row(program, work, row[0], row[1][0], row[1][2]), enumerate(rows)))
    count = {'accepted': 0, 'refused': 0}
    faults = []
    for (name, char, is_output), (verdict, fault) in zip(rows, results):
        role = 'output' if is_output else 'input'
        count[verdict] += 1
        if char is not None and not fault and verdict != ('refused' if char in NEVER or (char == '%' and is_output) else 'accepted'):
            fault = 'was ' + verdict
        if fault:
            faults.append('%s %r: %s' % (role, name, fault))
    for fault in faults:
        print('  ' + fault)
    check('the matrix: %d rows, %d right in make and ninja, %d refused, %d wrong'
          % (len(rows), count['accepted'], count['refused'], len(faults)), not faults)


# ---- what the options do ----

def rule(path):
    """The lines of a dependency file, joined again: [(targets, files)]."""
    text = Path(path).read_text(encoding='utf8').replace('\\\n', '')
    lines = [line for line in text.splitlines() if line and not line.startswith('#')]
    return [tuple(re.split(r'(?<!\\) +', part.strip()) if part.strip() else [] for part in re.split(r'(?<!\\):', line, maxsplit=1))
            for line in lines]


def check_options(check, program, work):
    def do(*words, **more):
        return run(work, program, *words, **more)

    def good(what, told, *more):
        return check(what, told.returncode == 0 and not told.stderr and all(more), (told.returncode, told.stderr, told.stdout))

    def usage(what, told, *absent):
        return check(what, told.returncode == 64 and told.stderr.count('\n') == 1 and not any((work / name).exists() for name in absent),
                     (told.returncode, told.stderr))

    write(work / 'a.rxml', PAGE % 'one')
    write(work / 'b.rxml', PAGE % 'two')
    write(work / 'words.ini', WORDS)
    told = do('a.rxml', '-o', 'a.txt', '-MD')
    good('-MD writes OUTPUT.d', told, rule(work / 'a.txt.d') == [(['a.txt'], ['a.rxml'])])
    told = do('a.rxml', '-o', 'b.txt', '-MMD')
    good('-MMD is -MD', told, rule(work / 'b.txt.d') == [(['b.txt'], ['a.rxml'])])
    for n, words in enumerate((['-MF', 'f0.d'], ['-MFf1.d'])):
        told = do('a.rxml', '-o', 'a.txt', '-MD', *words)
        good(' '.join(['-MD', *words]), told, rule(work / ('f%d.d' % n)) == [(['a.txt'], ['a.rxml'])])
    for words in (['-MF', '-'], ['-MF-']):
        told = do('a.rxml', '-o', 'a.txt', '-MD', *words)
        good('%s goes to standard output' % ' '.join(words), told, told.stdout == 'a.txt: a.rxml\n', not (work / '-').exists())
    told = do('a.rxml', '-o', 'a.txt', '-MD', '-MF', 'mt.d', '-MT', '$(dir)/a b', '-MTx:y')
    good('-MT is taken as it is, twice', told, (work / 'mt.d').read_text() == '$(dir)/a b x:y: a.rxml\n')
    told = do('a.rxml', '-o', 'a.txt', '-MD', '-MF', 'mq.d', '-MQ', '$(dir)/a b', '-MQx#y:z')
    good('-MQ is escaped, twice', told, (work / 'mq.d').read_text() == '$$(dir)/a\\ b x\\#y\\:z: a.rxml\n')
    usage('-MQ with a name that cannot be written', do('a.rxml', '-o', 'q.txt', '-MD', '-MQ', 'a=b'), 'q.txt', 'q.txt.d')
    usage('-MT with a line break', do('a.rxml', '-o', 'q.txt', '-MD', '-MT', 'a\nb'), 'q.txt', 'q.txt.d')
    usage('-MT without a value', do('a.rxml', '-o', 'q.txt', '-MD', '-MT'), 'q.txt', 'q.txt.d')
    usage('-MX', do('a.rxml', '-o', 'q.txt', '-MX'), 'q.txt', 'q.txt.d')
    usage('-MF without -MD', do('a.rxml', '-o', 'q.txt', '-MF', 'q.d'), 'q.txt', 'q.d')
    usage('-MF with two inputs', do('a.rxml', 'b.rxml', '--to', 'html', '-MD', '-MF', 'q.d'), 'a.html', 'b.html', 'q.d')

    told = do('a.rxml', '-o', 'v.txt', '-MD', '--vocabulary', 'words.ini')
    good('a vocabulary is listed', told, rule(work / 'v.txt.d') == [(['v.txt'], ['a.rxml', 'words.ini'])])
    told = do('a.rxml', '-o', 'v.txt', '-MD', '--vocabulary', 'words.ini', '--vocabulary', 'words.ini')
    good('once, however often it was given', told, rule(work / 'v.txt.d') == [(['v.txt'], ['a.rxml', 'words.ini'])])
    told = do('a.rxml', '-o', 'p.txt', '-MD', '-MP', '--vocabulary', 'words.ini')
    good('-MP', told, rule(work / 'p.txt.d') == [(['p.txt'], ['a.rxml', 'words.ini']), (['words.ini'], [])])
    told = do('a.rxml', '-o', 'a.html', '-o', 'a.odt', '-o', 'a.json', '-MD')
    good('several outputs are one rule, beside the first', told, rule(work / 'a.html.d') == [(['a.html', 'a.odt', 'a.json'], ['a.rxml'])],
         not (work / 'a.odt.d').exists())
    told = do('a.rxml', 'b.rxml', '--to', 'html,txt', '--out', 'web', '-MD')
    good('several inputs have a file each', told, rule(work / 'web/a.html.d') == [(['web/a.html', 'web/a.txt'], ['a.rxml'])],
         rule(work / 'web/b.html.d') == [(['web/b.html', 'web/b.txt'], ['b.rxml'])])
    told = do('-', '-o', 's.txt', '-MD', stdin=PAGE % 'x')
    good('standard input is no prerequisite', told, rule(work / 's.txt.d') == [(['s.txt'], [])])
    told = do('-', '-o', 's.txt', '-MD', '--vocabulary', 'words.ini', stdin=PAGE % 'x')
    good('what was read besides is', told, rule(work / 's.txt.d') == [(['s.txt'], ['words.ini'])])
    usage('standard output needs -MT', do('a.rxml', '-t', 'text', '-MD', '-MF', 'q.d'), 'q.d')
    told = do('a.rxml', '-t', 'text', '-MD', '-MF', 'o.d', '-MT', 'x')
    good('standard output with -MT', told, told.stdout == 'one\n', rule(work / 'o.d') == [(['x'], ['a.rxml'])])

    before = state(work)
    told = do('a.rxml', '-o', 'm.txt', '-M', '--vocabulary', 'words.ini')
    good('-M prints the rule', told, told.stdout == 'm.txt: a.rxml \\\n  words.ini\n')
    check('-M writes nothing else', state(work) == before, sorted(set(state(work)) - set(before)))
    told = do('a.rxml', '-o', 'm.txt', '-M', '-MF', 'm.d')
    good('-M into -MF', told, told.stdout == '', rule(work / 'm.d') == [(['m.txt'], ['a.rxml'])], not (work / 'm.txt').exists())
    told = do('a.rxml', 'b.rxml', '--to', 'json', '-M')
    good('-M of two inputs', told, [line.split(': ')[1] for line in told.stdout.splitlines()] == ['a.rxml', 'b.rxml'])
    told = do('a.rxml', 'b.rxml', '--to', 'json', '-M', '-MF', 'm2.d')
    files = [one for _, files in rule(work / 'm2.d') for one in files] if (work / 'm2.d').exists() else []
    check('-M of two inputs into one file: both, or refused',
          (told.returncode == 0 and files == ['a.rxml', 'b.rxml']) or (told.returncode == 64 and files == []), (told.returncode, files))
    told = do('nothing.rxml', '-o', 'm.txt', '-M')
    check('-M of what is not there', told.returncode == 66 and told.stdout == '' and told.stderr.count('\n') == 1, told.stderr)

    # no file that is read is written
    for name in ('a.rxml', 'words.ini'):
        held = (work / name).read_bytes()
        told = do('a.rxml', '-o', 'over.txt', '-MD', '-MF', name, '--vocabulary', 'words.ini')
        check('-MF does not overwrite %s' % name, told.returncode == 64 and (work / name).read_bytes() == held, told.returncode)
        (work / name).write_bytes(held)
    told = do('a.rxml', '-o', 'words.ini', '-t', 'text', '--vocabulary', 'words.ini')
    check('nor does an output overwrite a vocabulary', told.returncode == 64 and (work / 'words.ini').read_text() == WORDS, told.returncode)
    write(work / 'words.ini', WORDS)
    told = do('a.rxml', '-o', 'over2.txt', '-MD', '-MF', 'over2.txt')
    check('-MF is not an output', told.returncode == 64 and not (work / 'over2.txt').exists(), told.returncode)

    write(work / 'x=y.rxml', PAGE % 'x')
    told = do('x=y.rxml', '-o', 'n.txt', '-MD')
    check('a name that cannot be written is refused', told.returncode == 64
          and re.fullmatch(r'x=y\.rxml: error: .* \[-Wdepfile-name\]\n', told.stderr) and not (work / 'n.txt').exists(), told.stderr)
    told = do('x=y.rxml', '-o', 'n.txt', '-MD', '-Wno-error=depfile-name')
    check('-Wno-error=depfile-name warns and leaves it out', told.returncode == 0 and ': warning: ' in told.stderr
          and rule(work / 'n.txt.d') == [(['n.txt'], [])] and '#' not in (work / 'n.txt.d').read_text(), told.stderr)
    told = do('minutes.rxml' if (work / 'minutes.rxml').exists() else 'n.txt', '-f', 'rxml', '-o', 'p;q.txt', '-MD', '-MF', 'pq.d', '-MT', 'other')
    check('a name that -MT stands for is not asked for', told.returncode in (0, 65) and 'depfile-name' not in told.stderr, told.stderr)
    told = do('x=y.rxml', '--to=')
    check('no format: usage', told.returncode == 64 and 'no format is named' in told.stderr, (told.returncode, told.stderr))
    told = do('x=y.rxml', '-o', 'n2.txt', '-MD', '-Wno-depfile-name')
    good('-Wno-depfile-name says nothing', told, rule(work / 'n2.txt.d') == [(['n2.txt'], [])])
    told = do('a.rxml', '-o', 'n=3.txt', '-MD', '-Wno-depfile-name')
    good('no output can be named: the file is a comment', told, rule(work / 'n=3.txt.d') == [])
    told = do('x=y.rxml', '-o', 'n4.txt')
    good('without -MD any name is fine', told)
    for evil in ('x\n\nall: ; touch pwned\n#=.rxml', 'x\\\r\nall: ; touch pwned\n#=.rxml'):
        write(work / evil, PAGE % 'x')
        told = do(evil, '-o', 'n5.txt', '-MD', '-Wno-error=depfile-name')
        made = run(work, 'make', '-f', 'n5.txt.d')
        check('a name with line breaks stays in its comment', told.returncode == 0 and told.stderr.count('\n') == 1 and made.returncode == 0
              and not (work / 'pwned').exists() and rule(work / 'n5.txt.d') == [(['n5.txt'], [])], (told.stderr, made.stderr))
    check('nothing is left beside', not [name for name in os.listdir(work) if name.startswith('.')], os.listdir(work))


def check_phony(check, program, work):
    """make goes on when a vocabulary is gone: with -MP only."""
    write(work / 'a.rxml', PAGE % 'one')
    for flags, wanted in (('-MD', False), ('-MD -MP', True)):
        write(work / 'words.ini', WORDS)
        write(work / 'M', 'a.txt: a.rxml ; "$(P)" a.rxml -o a.txt %s $(V)\n-include a.txt.d\n' % flags)
        (work / 'a.txt').unlink(missing_ok=True)
        (work / 'a.txt.d').unlink(missing_ok=True)
        first = run(work, 'make', '-f', 'M', 'P=' + program, 'V=--vocabulary words.ini')
        again = run(work, 'make', '-f', 'M', 'P=' + program, 'V=--vocabulary words.ini')
        (work / 'words.ini').unlink()
        gone = run(work, 'make', '-f', 'M', 'P=' + program, 'V=')
        last = run(work, 'make', '-f', 'M', 'P=' + program, 'V=')
        check('%s: the second make does nothing' % flags, first.returncode == 0 and 'up to date' in again.stdout, (first.stderr, again.stdout))
        check('%s: a vocabulary that is gone %s' % (flags, 'builds anew, once' if wanted else 'stops make'),
              (gone.returncode == 0) == wanted and (not wanted or ('a.rxml' in gone.stdout and 'up to date' in last.stdout)),
              (gone.stdout, gone.stderr, last.stdout))


def check_failures(check, program, work):
    """A failure leaves the old output and the old file byte for byte, and their times."""
    write(work / 'good.rxml', PAGE % 'one')
    write(work / 'bad.docx', 'plain words\n')
    write(work / 'good2.rxml', PAGE % 'two')
    unsafe_link(work / 'link.docx')
    (work / 'folder.html').mkdir()
    outputs = ['-o', 'x.txt', '-o', 'x.html', '-o', 'x.odt']
    first = run(work, program, 'good.rxml', *outputs, '-MD', '-MF', 'x.d')
    check('it is made', first.returncode == 0, first.stderr)
    before = state(work)
    for what, status, words in (
            ('bad input', 65, ['bad.docx', *outputs, '-MD', '-MF', 'x.d']),
            ('no input', 66, ['gone.docx', *outputs, '-MD', '-MF', 'x.d']),
            ('an unknown option', 64, ['good.rxml', *outputs, '-MD', '-MF', 'x.d', '--nonsense']),
            ('a message that is an error', 1, ['link.docx', *outputs, '-MD', '-MF', 'x.d', '-Werror=link-scheme']),
            ('a folder among the outputs', 73, ['good.rxml', *outputs, '-o', 'folder.html', '-MD', '-MF', 'x.d']),
            ('a folder in place of the file', 73, ['good2.rxml', *outputs, '-MD', '-MF', 'folder.html']),
            ('no folder for the file', 73, ['good2.rxml', *outputs, '-MD', '-MF', 'none/x.d']),
            ('a full device for the file', 74, ['good2.rxml', *outputs, '-MD', '-MF', '/dev/full']),
            ('a name that cannot be written', 64, ['good2.rxml', *outputs, '-MD', '-MF', 'x.d', '-MQ', 'a=b'])):
        told = run(work, program, *words)
        check('%s: status %d, all as it was' % (what, status), told.returncode == status and told.stderr and state(work) == before,
              (told.returncode, told.stderr, sorted(name for name in state(work) if state(work)[name] != before.get(name))))


def check_if_changed(check, program, work):
    def do(*words):
        return run(work, program, *words)

    def times(*names):
        return [(work / name).stat().st_mtime for name in names]

    names = ['c.txt', 'c.html']
    outputs = ['-o', 'c.txt', '-o', 'c.html', '-MD', '-MF', 'c.d', '--if-changed']
    write(work / 'c.rxml', PAGE % 'one')
    told = do('c.rxml', *outputs)
    check('--if-changed makes what is not there', told.returncode == 0 and all((work / name).exists() for name in names), told.stderr)
    for name in (*names, 'c.d'):
        at(work / name, 5000)
    told = do('c.rxml', *outputs)
    check('the same bytes keep their time', told.returncode == 0 and times(*names) == [5000, 5000], times(*names))
    check('the dependency file is written all the same', times('c.d') != [5000] and rule(work / 'c.d') == [(names, ['c.rxml'])], times('c.d'))
    write(work / 'c.html', 'something else')
    at(work / 'c.html', 5000)
    told = do('c.rxml', *outputs)
    check('each output for itself', told.returncode == 0 and times('c.txt') == [5000] and times('c.html') != [5000], times(*names))
    write(work / 'c.rxml', PAGE % 'two')
    at(work / 'c.html', 5000)
    told = do('c.rxml', *outputs)
    check('other bytes are written', told.returncode == 0 and 5000 not in times(*names) and (work / 'c.txt').read_text() == 'two\n', times(*names))
    at(work / 'c.txt', 5000)
    told = do('c.rxml', '-o', 'c.txt')
    check('without it the time is new', told.returncode == 0 and times('c.txt') != [5000])
    write(work / 'empty.rxml', PAGE.replace('<paragraph><t>%s</t></paragraph>', ''))
    (work / 'c.txt').write_bytes(b'')
    at(work / 'c.txt', 5000)
    told = do('empty.rxml', '-o', 'c.txt', '--if-changed')
    check('nothing is as good as something', told.returncode == 0 and (times('c.txt') == [5000]) == ((work / 'c.txt').read_bytes() == b''))
    check('no temporary file', not [name for name in os.listdir(work) if name.startswith('.')], os.listdir(work))

    write(work / 'build.ninja', 'rule page\n  command = "%s" $in -o $out --if-changed -MD -MF $out.d --vocabulary words.ini\n  depfile = $out.d\n'
          '  restat = 1\nrule copy\n  command = cp $in $out && echo copied >>copies\nbuild r.txt: page r.rxml\nbuild r.copy: copy r.txt\n'
          % program.replace('$', '$$'))
    write(work / 'r.rxml', PAGE % 'one')
    write(work / 'words.ini', WORDS)

    def copies():
        told = run(work, 'ninja')
        count = (work / 'copies').read_text().count('copied') if (work / 'copies').exists() else 0
        return told.returncode, count, 'no work' in told.stdout

    check('ninja builds', copies() == (0, 1, False))
    check('once', copies() == (0, 1, True))
    time.sleep(0.02)
    write(work / 'r.rxml', PAGE % 'one')
    check('the same page again: with restat nothing that depends on it is built', copies() == (0, 1, False))
    time.sleep(0.02)
    write(work / 'words.ini', WORDS + '\n')
    check('nor for a vocabulary that changes nothing', copies() == (0, 1, False))
    check('then there is nothing to do', copies() == (0, 1, True))
    time.sleep(0.02)
    write(work / 'r.rxml', PAGE % 'three')
    check('another page: built', copies() == (0, 2, False))


# ---- @FILE ----

def check_files(check, program, work):
    def do(*words, **more):
        return run(work, program, *words, **more)

    def text(name):
        return (work / name).read_text() if (work / name).exists() else None

    write(work / 'in put.rxml', PAGE % 'one')
    write(work / 'plain.rxml', PAGE % 'two')
    write(work / 'list', '# what is to be done\n"in put.rxml" -o \'out put.txt\' \\\n  -o out\\ put.html\n')
    told = do('@list')
    check('@FILE: quotes, comments, lines', told.returncode == 0 and text('out put.txt') == 'one\n' and text('out put.html'), told.stderr)
    write(work / 'outer', '@inner\n-o nested.txt')
    write(work / 'inner', 'plain.rxml')
    told = do('@outer')
    check('one in another', told.returncode == 0 and text('nested.txt') == 'two\n', told.stderr)
    write(work / 'loop', 'plain.rxml -o loop.txt @loop')
    told = do('@loop')
    check('one that holds itself is refused', told.returncode == 64 and told.stderr.count('\n') == 1 and text('loop.txt') is None, told.stderr)
    write(work / 'left', '@right')
    write(work / 'right', '@left')
    check('so are two that hold each other', do('@left').returncode == 64)
    told = do('@nothing', '-o', 'x.txt')
    check('one that is not there is a name', told.returncode == 66 and told.stderr.startswith('@nothing: '), told.stderr)
    write(work / '@plain', PAGE % 'three')
    write(work / 'plain', '--nonsense')
    told = do('-o', 'at.txt', '--', '@plain')
    check('behind -- it is a name', told.returncode == 0 and text('at.txt') == 'three\n', told.stderr)
    write(work / 'ends', '-o ends.txt --')
    told = do('@ends', '@plain')
    check('behind a -- that came from one, too', told.returncode == 0 and text('ends.txt') == 'three\n', told.stderr)
    write(work / 'open', 'plain.rxml -o "open.txt')
    told = do('@open')
    check('a quote that is not closed', told.returncode == 64 and '@open' in told.stderr and text('open.txt') is None, told.stderr)
    write(work / 'nothing-in-it', '')
    write(work / 'blank', ' \n# a comment\n\n')
    told = do('@nothing-in-it', '@blank', 'plain.rxml', '-o', 'empty.txt')
    check('empty ones', told.returncode == 0 and text('empty.txt') == 'two\n', told.stderr)
    (work / 'zero').write_bytes(b'plain.rxml\0-o zero.txt')
    check('one with a NUL is refused', do('@zero').returncode == 64)
    (work / 'plain.rxml').chmod(0o600)
    names = []
    for i in range(400):
        names.append('long name number %d.rxml' % i)
        shutil.copy(work / 'plain.rxml', work / names[-1])
    write(work / 'many', '--to text --out many-out -MD\n' + '\n'.join('"%s"' % name for name in names))
    told = do('@many')
    check('400 names', told.returncode == 0 and len(os.listdir(work / 'many-out')) == 800, (told.stderr[:200]))
    write(work / 'minutes.rxml', PAGE.replace('<paragraph>', '<heading level="1" title="true"><t>Minutes of the meeting</t></heading><paragraph>')
          % 'Present: Anna Berg')
    write(work / 'command', 'check minutes.rxml')
    told = do('@command')
    check('the command may stand in it', told.returncode == 0 and '[-Wdate-missing]' in told.stdout, (told.stdout, told.stderr))
    told = do('plain.rxml', '-o', 'dep.txt', '-MD', '@blank')
    check('it is an argument, no prerequisite', rule(work / 'dep.txt.d') == [(['dep.txt'], ['plain.rxml'])])


def check_styles(check, program, work, top):
    """Style sheets and templates are prerequisites, once, of whatever is made."""
    write(work / 'a.rxml', PAGE % 'one')
    write(work / 'house style.css', 'body { color: #123 }\n')
    shutil.copy(top / 'samples' / 'house-style' / 'page.html', work / 'page.html')
    made = run(work, program, 'a.rxml', '-o', 'letter.odt')
    check('a document to take styles from', made.returncode == 0, made.stderr)
    given, listed = [], ['a.rxml']
    for option, name, shown in (('--css', 'house style.css', 'house\\ style.css'), ('--html-template', 'page.html', 'page.html'),
                                ('--template', 'letter.odt', 'letter.odt')):
        told = run(work, program, 'a.rxml', '-o', 'x.html', '-o', 'x.odt', option, name, '-MD', '-MF', 'x.d')
        check('%s is listed' % option, told.returncode == 0 and rule(work / 'x.d') == [(['x.html', 'x.odt'], ['a.rxml', shown])],
              (told.returncode, told.stderr))
        before = state(work)
        told = run(work, program, 'a.rxml', '-o', 'x.html', '-o', 'x.odt', option, 'gone', '-MD', '-MF', 'x.d')
        check('%s: one that is not there changes nothing' % option, told.returncode in (64, 66) and told.stderr.count('\n') == 1
              and state(work) == before, (told.returncode, told.stderr))
        held = (work / name).read_bytes()
        told = run(work, program, 'a.rxml', '-o', 'y.html', '-o', 'y.odt', option, name, '-MD', '-MF', name)
        check('%s: -MF does not overwrite it' % option, told.returncode == 64 and (work / name).read_bytes() == held, told.returncode)
        (work / name).write_bytes(held)
        told = run(work, program, 'a.rxml', '-o', name, option, name, *(['-t', 'html'] if name.endswith('.css') else []))
        check('%s: nor does an output' % option, told.returncode == 64 and (work / name).read_bytes() == held, (told.returncode, told.stderr))
        (work / name).write_bytes(held)
        given += [option, name]
        listed.append(shown)
    told = run(work, program, 'a.rxml', '-o', 'z.html', '-o', 'z.odt', *given, '--css', 'house style.css', '-MD', '-MP')
    rules = rule(work / 'z.html.d')
    check('all of them, and -MP', told.returncode == 0 and rules[0][0] == ['z.html', 'z.odt'] and sorted(rules[0][1]) == sorted(listed)
          and sorted(targets[0] for targets, files in rules[1:] if not files) == sorted(listed[1:]), (told.stderr, rules))


def main():
    program, top = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).absolute()
    for tool in ('make', 'ninja'):
        if shutil.which(tool) is None:
            print('skipped: %s is not installed' % tool)
            return 77
    for name in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'NINJA_STATUS', 'LANGUAGE'):
        os.environ.pop(name, None)
    os.environ['LC_ALL'] = 'C.UTF-8'
    check = Checks()
    with tempfile.TemporaryDirectory(prefix='referat-depfile-') as temporary:
        def room(name):
            path = Path(temporary, name)
            path.mkdir()
            return path
        check_options(check, program, room('options'))
        check_phony(check, program, room('phony'))
        check_failures(check, program, room('failures'))
        check_if_changed(check, program, room('changed'))
        check_files(check, program, room('files'))
        check_styles(check, program, room('styles'), top)
        check_matrix(check, program, room('matrix'))
    print('%d passed, %d failed' % (check.passed, check.failed))
    return 1 if check.failed else 0


if __name__ == '__main__':
    sys.exit(main())
