#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said of documents, as people and as programs get it: which messages -W… shows and makes errors, text, JSON, JSON
lines and SARIF, one write a line, colours, names and words that would steer a terminal, counts, languages.

usage: diagnostics.py PROGRAM TOP
"""
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.parse
import zipfile
from collections import Counter
from pathlib import Path

from checks import Checks

WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType='
         '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
             '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
RXML = ('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/><body>'
        '<heading level="1" title="true"><t>Minutes of the Parish Council, Friday 3 March 2026</t></heading><paragraph><t>%s</t></paragraph>'
        '</body></document>')
ENGLISH = 'The minutes of the meeting say what was decided by the council and what is to be done about it'
# controls of ASCII and beyond, bidi overrides and isolates, line and paragraph separators, what is not seen
TRICKY = '\x1b[31m\x07\x85\x9b31m\u202e\u2066\u2069\u2028\u2029\u200b\u200f\ufeff\U000e0041'
LINE = re.compile(r'^(?P<file>.*?)(?::(?P<line>\d+):(?P<column>\d+))?: (?P<level>note|warning|error): (?P<text>.*?)(?: \[-W(?P<name>[a-z-]+)\])?$')


class Room:
    """A folder, and the program run in it."""

    def __init__(self, program, folder):
        self.program, self.folder = program, Path(folder)
        self.folder.mkdir()

    def raw(self, *words, stdin=b'', **environment):
        return subprocess.run([self.program, *words], cwd=self.folder, input=stdin, capture_output=True, env={**os.environ, **environment})

    def __call__(self, *words, **more):
        told = self.raw(*words, **more)
        told.stdout, told.stderr = told.stdout.decode('utf8', 'replace'), told.stderr.decode('utf8', 'replace')
        return told

    def docx(self, name, *paragraphs):
        body = ''.join('<w:p>%s</w:p>' % p for p in (text(ENGLISH), *paragraphs))
        with zipfile.ZipFile(self.folder / name, 'w') as package:
            package.writestr('[Content_Types].xml', TYPES)
            package.writestr('_rels/.rels', RELATIONS)
            package.writestr('word/document.xml', '<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (WORD, body))

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding='utf8')

    def has(self, *names):
        return [(self.folder / name).exists() for name in names]


def text(words):
    return '<w:r><w:t>%s</w:t></w:r>' % words


def unsafe(uri):
    """A warning, link-scheme, that quotes the document."""
    return '<w:fldSimple w:instr=\' HYPERLINK "javascript:%s" \'>%s</w:fldSimple>' % (uri, text('there'))


def nowhere(anchor):
    """A note, link-target, that quotes the document; -Wall shows it."""
    return '<w:hyperlink w:anchor="%s">%s</w:hyperlink>' % (anchor, text('there'))


def lines_of(out):
    return [LINE.match(line) for line in out.splitlines()]


def said(out):
    """The names and levels in text."""
    return {(m['name'], m['level']) for m in lines_of(out) if m and m['name']}


def is_harmless(shown, but=''):
    return not [c for c in shown if c not in but and c != '\xad' and unicodedata.category(c) in ('Cc', 'Cf', 'Zl', 'Zp', 'Cs')]


# ---- -W ----

def check_warnings(check, room):
    """link-scheme is a warning, link-target a note, language-guessed a note of -Wextra."""
    room.docx('w.docx', unsafe('x'), nowhere('nowhere'))
    w, n, x = ('link-scheme', 'warning'), ('link-target', 'note'), ('language-guessed', 'note')
    rows = [
        ('', {w}, 0), ('-Wall', {w, n}, 0), ('-Wextra', {w, n, x}, 0), ('-v', {w, n, x}, 0), ('-q', set(), 0), ('-w', set(), 0),
        ('-Wall -Wno-all', {w}, 0), ('-Wno-all -Wall', {w, n}, 0), ('-Wextra -Wno-extra', {w}, 0), ('-Wall -Wextra -Wno-extra', {w, n}, 0),
        ('-Wlink-target', {w, n}, 0), ('-Wlanguage-guessed', {w, x}, 0), ('-Wno-link-scheme', set(), 0), ('-Wall -Wno-link-target', {w}, 0),
        ('-Wno-link-target -Wall', {w}, 0), ('-Wno-link-scheme -Wlink-scheme', {w}, 0), ('-Wlink-scheme -Wno-link-scheme', set(), 0),
        ('-v -Wno-link-target', {w, x}, 0), ('-w -Wlink-scheme', set(), 0), ('-w -v', set(), 0), ('-w -Werror', set(), 0),
        ('-w -Werror=link-scheme', set(), 0),
        ('-Werror', {('link-scheme', 'error')}, 1), ('-Werror -Wno-error', {w}, 0), ('-Wno-error -Werror', {('link-scheme', 'error')}, 1),
        ('-Werror -Wall', {('link-scheme', 'error'), ('link-target', 'error')}, 1), ('-Werror -Wno-link-scheme', set(), 0),
        ('-Werror -Wno-error=link-scheme', {w}, 0), ('-Wno-error=link-scheme -Werror', {w}, 0),
        ('-Werror -Wall -Wno-error=link-target', {('link-scheme', 'error'), n}, 1),
        ('-Werror=link-scheme', {('link-scheme', 'error')}, 1), ('-Werror=link-target', {w, ('link-target', 'error')}, 1),
        ('-Werror=link-scheme -Wno-error=link-scheme', {w}, 0), ('-Wno-error=link-scheme -Werror=link-scheme', {('link-scheme', 'error')}, 1),
        ('-Werror=link-scheme -Wno-link-scheme', set(), 0), ('-Wno-link-scheme -Werror=link-scheme', {('link-scheme', 'error')}, 1),
        ('-Werror=date-missing', {w}, 0), ('-q -Werror=link-target', {('link-target', 'error')}, 1),
    ]
    for words, wanted, status in rows:
        for path in ('w.txt', 'w.html'):
            (room.folder / path).unlink(missing_ok=True)
        told = room('w.docx', '-o', 'w.txt', '-o', 'w.html', *words.split())
        check('%s: %s' % (words or 'nothing', ', '.join('%s %s' % (level, name) for name, level in sorted(wanted)) or 'silence'),
              said(told.stderr) - {('title-missing', 'note')} == wanted and told.returncode == status and told.stdout == ''
              and room.has('w.txt', 'w.html') == [not status] * 2, (told.returncode, told.stderr))
    for word, hint in (('-Wno-hiden-text', '-Wno-hidden-text'), ('-Werror=hiden-text', '-Werror=hidden-text'), ('-Whiden-text', '-Whidden-text')):
        told = room('w.docx', '-o', 'slip.txt', word)
        check('%s: did you mean %s' % (word, hint), told.returncode == 64 and told.stderr.rstrip().endswith('did you mean %s?' % hint)
              and not any(room.has('slip.txt')), told.stderr)


def check_errors(check, room):
    """--max-errors; a run that is cut short says so."""
    room.write('good.rxml', RXML % 'x')
    room.docx('many.docx', *[unsafe(i) for i in range(9)])
    missing = ['gone 1.docx', 'gone 2.docx', 'gone 3.docx', 'good.rxml']

    def errors(out):
        return [m for m in lines_of(out) if m and m['level'] == 'error' and m['file'] != 'referat']

    for n, wanted in ((0, 3), (1, 1), (2, 2), (3, 3), (4, 3)):
        for command, stream in (('convert', 'stderr'), ('check', 'stderr')):
            (room.folder / 'good.txt').unlink(missing_ok=True)
            told = room(command, *missing, '--max-errors=%d' % n, *(['--to', 'txt'] if command == 'convert' else []))
            check('%s --max-errors=%d: %d errors' % (command, n, wanted), len(errors(getattr(told, stream))) == wanted and told.returncode == 66,
                  told.stderr)
            if command == 'convert':
                check('what comes after is %s' % ('left alone, and that is said' if 0 < n < 4 else 'done'),
                      room.has('good.txt') == [not 0 < n < 4] and ('--max-errors' in told.stderr) == (0 < n < 4), told.stderr)
    told = room('many.docx', '-o', 'many.txt', '-Werror', '--max-errors=2')
    check('errors of one document count', len(errors(told.stderr)) == 2 and told.returncode == 1, told.stderr)
    told = room('check', 'many.docx', '-Werror=link-scheme', '--max-errors=2')
    check('in check, too', len(errors(told.stdout + told.stderr)) == 2 and told.returncode == 1, told.stdout + told.stderr)
    for kind in ('json', 'jsonl', 'sarif'):
        told = room(*missing, '--to', 'txt', '--max-errors=1', '--diagnostics-format=' + kind)
        check('%s says that the rest was left alone' % kind, '--max-errors' in told.stderr, told.stderr[-300:])


# ---- --explain ----

def check_explain(check, room, top):
    header = (top / 'src' / 'include' / 'referat' / 'diagnostic.h').read_text(encoding='utf8')
    table = re.findall(r'M\(\w+, "([a-z-]+)", (?:NOTE|WARNING|ERROR),[\s\\]*"((?:[^"\\]|\\.)*)"\)', header)
    faults = []
    for name, short in table:
        told = room('--explain', name)
        head, _, rest = told.stdout.partition('\n')
        if told.returncode or told.stderr or not head.startswith(name + ': ') or len(' '.join(rest.split())) < 60 or not rest.startswith('\n'):
            faults.append((name, told.stdout, told.stderr))
        if max(map(len, rest.splitlines())) > 79:
            faults.append((name, 'is wider than 79 columns'))
    check('--explain: all %d messages have a text' % len(table), len(table) > 50 and not faults, faults)
    told = room('check', '--explain', 'weekday-differs')
    check('check --explain', told.returncode == 0 and 'weekday' in told.stdout)
    told = room('--explain', 'weekday-difers')
    check('--explain of a slip', told.returncode == 64 and 'did you mean weekday-differs' in told.stderr and told.stdout == '', told.stderr)


# ---- formats ----

def parse(kind, out):
    """Returns: the messages in OUT, as pairs of a name ('' of none) and a level; raises ValueError when it is not all of that kind."""
    if kind == 'jsonl':
        if out and not out.endswith('\n'):
            raise ValueError('the last line is not whole')
        return [(one.get('name', ''), one['level']) for one in map(json.loads, out.splitlines())]
    found = json.loads(out)
    if kind == 'json':
        return [(one.get('name', ''), one['level']) for one in found]
    (one,) = found['runs']
    told = one['invocations'][0]['toolExecutionNotifications']
    return [(r['ruleId'], r['level']) for r in one['results']] + [('', r['level']) for r in told]


def check_formats(check, room):
    room.write('minutes.rxml', RXML % 'His number is 010190-1234. Present: Anna Berg')
    room.write('text.docx', 'plain words\n')
    room.docx('w.docx', unsafe('x'), nowhere('nowhere'))
    rows = [
        ('good', 'convert w.docx -o a.txt', 0), ('-v', 'convert w.docx -o a.txt -v', 0), ('-q', 'convert w.docx -o a.txt -q', 0),
        ('-Wextra', 'convert w.docx -o a.txt -Wextra', 0), ('-Werror', 'convert w.docx -o a.txt -Werror', 1),
        ('bad input', 'convert text.docx -o b.txt', 65), ('missing input', 'convert gone.docx -o b.txt -v', 66),
        ('some bad, some good', 'convert text.docx w.docx gone.docx minutes.rxml --to txt -v', 65),
        ('no folder', 'convert w.docx -o none/x.txt', 73), ('a full device', 'convert w.docx -o /dev/full -t text', 74),
        ('two outputs of one name', 'convert w.docx -o x.txt -o x.txt', 64), ('no such format', 'convert w.docx -o x.nonsense', 64),
        ('output is input', 'convert minutes.rxml -o minutes.rxml', 64), ('-MD without a name', 'convert w.docx -t text -MD', 64),
        ('a name that make misreads', 'convert w.docx -o a=b.txt -MD', 64), ('no folder for the rule', 'convert w.docx -o b.txt -MD -MF none/d', 73),
        ('-M of nothing', 'convert gone.docx -o b.txt -M', 66), ('--max-errors', 'convert gone.docx gone2.docx --to txt --max-errors=1', 66),
        ('check', 'check minutes.rxml', 0), ('check -v', 'check minutes.rxml w.docx -v', 0), ('check -Werror', 'check minutes.rxml -Werror', 1),
        ('check of bad input', 'check text.docx gone.docx minutes.rxml', 65), ('check -q', 'check minutes.rxml -q', 0),
    ]
    for what, words, status in rows:
        words = words.split()
        plain = room(*words)
        stream = 'stdout' if words[0] == 'check' else 'stderr'
        for kind in ('json', 'jsonl', 'sarif'):
            told = room(*words, '--diagnostics-format=' + kind)
            into = room(*words, '--diagnostics-format=' + kind, '--diagnostics-output=messages')
            out, other = getattr(told, stream), told.stderr if stream == 'stdout' else told.stdout
            kept = (room.folder / 'messages').read_text(encoding='utf8') if any(room.has('messages')) else None
            try:
                found = parse(kind, out)
            except ValueError as error:
                check('%s in %s: %s' % (what, kind, error), False, out)
                continue
            # what text says of the run may be more; what it says of documents is the same
            wanted = said(plain.stdout + plain.stderr)
            check('%s in %s: %d messages, status %d, nothing else' % (what, kind, len(found), status),
                  told.returncode == plain.returncode == into.returncode == status and {one for one in found if one[0]} == wanted
                  and (status == 0 or any(level == 'error' for _, level in found)) and (other == '' or '-t' in words and '/dev/full' not in words),
                  (told.returncode, plain.returncode, found, wanted, other))
            check('%s in %s, to a file: the same bytes, the streams are empty' % (what, kind),
                  kept == out and into.stdout == '' and into.stderr == '', (kept, into.stdout, into.stderr))
            (room.folder / 'messages').unlink(missing_ok=True)
    plain, into = room('check', 'minutes.rxml'), room('check', 'minutes.rxml', '--diagnostics-output=messages')
    check('text to a file', (room.folder / 'messages').read_text() == plain.stdout and into.stdout == '' and plain.stdout)
    told = room('w.docx', '-o', 'c.txt', '--diagnostics-format=json', '--diagnostics-output=none/messages')
    check('a file that cannot be made is an error', told.returncode == 73 or told.returncode == 74 and told.stderr.count('\n') == 1, told.stderr)
    held = (room.folder / 'minutes.rxml').read_bytes()
    told = room('minutes.rxml', '-o', 'd.txt', '--diagnostics-output=minutes.rxml')
    check('an input is not overwritten with messages', told.returncode == 64 and (room.folder / 'minutes.rxml').read_bytes() == held, told.returncode)
    (room.folder / 'minutes.rxml').write_bytes(held)
    for words in (['check', 'minutes.rxml'], ['minutes.rxml'], ['minutes.rxml', '-o', 'minutes.rxml'], ['minutes.rxml', '--to=']):
        told = room(*words, '--diagnostics-format=json', '--diagnostics-output=minutes.rxml')
        check('nor by %s' % ' '.join(words), told.returncode == 64 and (room.folder / 'minutes.rxml').read_bytes() == held, told.returncode)
        (room.folder / 'minutes.rxml').write_bytes(held)
    told = room('minutes.rxml', '-o', 'e.txt', '--diagnostics-output=e.txt')
    check('nor an output', told.returncode == 64 and not any(room.has('e.txt')), told.returncode)
    told = room('w.docx', '-o', 'c.txt', '--diagnostics-format=yaml')
    check('another format is usage', told.returncode == 64 and told.stderr.count('\n') == 1, told.stderr)


# ---- one write a line ----

def check_writes(check, room):
    room.docx('w.docx', *[unsafe(i) for i in range(20)], nowhere('nowhere'))
    if shutil.which('strace') is None or subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True).returncode:
        print('left out: strace is not here, or may not trace')
    else:
        for words in ('convert w.docx -o w.txt -v', 'convert w.docx -o w.txt --color=always', 'check w.docx -Werror', 'convert gone.docx -o w.txt',
                      'convert w.docx -o w.txt --diagnostics-format=sarif', 'check w.docx --diagnostics-format=json'):
            fd = '1' if words.startswith('check') else '2'
            subprocess.run(['strace', '-f', '-s', '99999', '-e', 'trace=write,writev', '-o', 'trace', room.program, *words.split()], cwd=room.folder,
                           capture_output=True, env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
            wrote = re.findall(r'^\d+ +writev?\(%s, "((?:[^"\\]|\\.)*)"' % fd, (room.folder / 'trace').read_text(errors='replace'), re.M)
            if '--diagnostics-format' in words:
                check('%s: one write' % words, len(wrote) == 1, len(wrote))
            else:
                bad = [one for one in wrote if one.count('\\n') != 1 or not one.endswith('\\n')]
                check('%s: %d lines, a write each' % (words, len(wrote)), wrote and not bad, bad)

    for words, each in ('convert w.docx -t text -o /dev/null -v', None), ('convert w.docx -t text -o /dev/null -Wall --diagnostics-format=jsonl', 22):
        reader, writer = os.pipe()
        runs = [subprocess.Popen([room.program, *words.split()], cwd=room.folder, stderr=writer) for _ in range(30)]
        os.close(writer)
        with open(reader, 'rb') as pipe:
            out = pipe.read().decode()
        codes = {run.wait() for run in runs}
        alone = room(*words.split()).stderr.splitlines()
        if each:
            try:
                found = parse('jsonl', out)
            except ValueError as error:
                found = [error]
            check('30 at once, JSON lines: all %d whole' % (30 * len(alone)), codes == {0} and len(found) == 30 * len(alone), len(found))
        check('30 at once: %d lines, whole and 30 times each' % (30 * len(alone)), codes == {0}
              and Counter(out.splitlines()) == Counter({line: 30 * n for line, n in Counter(alone).items()}), out.count('\n'))
    # more than a pipe takes at once, and a reader that takes its time
    room.docx('most.docx', *[unsafe('%d' % i + 'x' * 60) for i in range(600)])
    reader, writer = os.pipe()
    runs = [subprocess.Popen([room.program, 'most.docx', '-t', 'text', '-o', '/dev/null', '--diagnostics-format=jsonl'], cwd=room.folder, stderr=writer)
            for _ in range(8)]
    os.close(writer)
    time.sleep(2)
    with open(reader, 'rb', 0) as pipe:
        out = b''.join(iter(lambda: pipe.read(999), b''))
    for run in runs:
        run.wait()
    bad = 0
    for line in out.splitlines():
        try:
            json.loads(line)
        except ValueError:
            bad += 1
    check('8 at once, 600 JSON lines each, a slow reader: all whole', bad == 0 and len(out.splitlines()) == 8 * 600, (bad, len(out.splitlines())))


# ---- colour ----

def on_terminal(room, *words, stream='stderr', **environment):
    main, terminal = pty.openpty()
    env = {**{k: v for k, v in os.environ.items() if k != 'NO_COLOR'}, 'TERM': 'xterm', **environment}
    run = subprocess.Popen([room.program, *words], cwd=room.folder, env=env, stdin=subprocess.DEVNULL,
                           **{'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL, stream: terminal})
    os.close(terminal)
    seen = b''
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(main)
    run.wait()
    return seen.decode('utf8', 'replace').replace('\r\n', '\n')


def check_colour(check, room):
    room.docx('w.docx', unsafe('x'), nowhere('nowhere'))
    for words, stream in ((['w.docx', '-o', 'w.txt', '-Wall'], 'stderr'), (['check', 'w.docx'], 'stdout')):
        name = words[0] if words[0] == 'check' else 'convert'
        plain = getattr(room(*words), stream)
        always = getattr(room(*words, '--color=always'), stream)
        check('%s: none into a pipe' % name, '\x1b' not in plain and plain)
        check('%s: --color=always into a pipe' % name, '\x1b[' in always)
        check('%s: colours are all that differs' % name, re.sub(r'\x1b\[[\d;]*m', '', always) == plain, always)
        check('%s: each line ends without a colour' % name, all(re.findall(r'\x1b\[[\d;]*m', line)[-1] == '\x1b[m' for line in always.splitlines()))
        for what, more, environment, wanted in (('a terminal', [], {}, True), ('NO_COLOR', [], {'NO_COLOR': '1'}, False),
                                                ('an empty NO_COLOR', [], {'NO_COLOR': ''}, True), ('TERM=dumb', [], {'TERM': 'dumb'}, False),
                                                ('--color=never', ['--color=never'], {}, False), ('--color=auto', ['--color=auto'], {}, True),
                                                ('--color=always and NO_COLOR', ['--color=always'], {'NO_COLOR': '1'}, True)):
            seen = on_terminal(room, *words, *more, stream=stream, **environment)
            check('%s: %s: %s' % (name, what, 'colours' if wanted else 'none'), ('\x1b[' in seen) == wanted and seen, seen)
        for kind in ('json', 'jsonl', 'sarif'):
            check('%s: none in %s' % (name, kind), '\x1b' not in getattr(room(*words, '--color=always', '--diagnostics-format=' + kind), stream))
        (room.folder / 'messages').unlink(missing_ok=True)
        room(*words, '--color=always', '--diagnostics-output=messages')
        check('%s: none in a file' % name, '\x1b' not in (room.folder / 'messages').read_text())
    check('--color=some is usage', room('w.docx', '-o', 'w.txt', '--color=some').returncode == 64)


# ---- what would steer a terminal ----

def check_tricky(check, room):
    name = 'a%s b.docx' % TRICKY
    inside = ''.join('&#%d;' % ord(c) for c in TRICKY if c not in '\x1b\x07')
    room.docx(name, unsafe(inside), nowhere('nix' + inside), text('Present: Anna' + inside))
    room.write('bad %s.docx' % TRICKY, 'plain words ' + TRICKY)
    room.write('damaged %s.rxml' % TRICKY, '<document %s' % TRICKY)
    shutil.copy(room.folder / name, os.fsencode(room.folder) + b'/raw \xff\xfe\x9b.docx')
    raw = os.fsdecode(b'raw \xff\xfe\x9b.docx')
    rows = [
        ('text', [name, '-o', 'a.txt', '-v']), ('check', ['check', name, '-v']), ('bytes that are no UTF-8', [raw, '-o', 'a.txt', '-v']),
        ('bad input', ['bad %s.docx' % TRICKY, '-o', 'b.txt']), ('damaged input', ['damaged %s.rxml' % TRICKY, '-o', 'b.txt', '-v']),
        ('missing input', [TRICKY, '-o', 'b.txt']), ('an output', [name, '-o', 'c%s.txt' % TRICKY, '-v']),
        ('no folder', [name, '-o', 'none%s/a.txt' % TRICKY]), ('a format', [name, '-t', TRICKY]), ('an ending', [name, '-o', 'a.x' + TRICKY]),
        ('two outputs', [name, '-o', 'x%s.txt' % TRICKY, '-o', 'x%s.txt' % TRICKY]), ('an option', ['--no' + TRICKY]), ('a letter', ['-\x1b']),
        ('a value', [name, '--changes=' + TRICKY, '-o', 'a.txt']), ('a message', [name, '-Wno-' + TRICKY, '-o', 'a.txt']),
        ('--explain', ['--explain', TRICKY]), ('help', ['help', TRICKY]), ('--print-config', ['--print-config=' + TRICKY]),
        ('--name', ['-', '--name', 'n%s.docx' % TRICKY, '-o', 'a.txt']), ('-MQ', [name, '-o', 'a.txt', '-MD', '-MQ', TRICKY]),
        ('-MD', [name, '-o', 'a.txt', '-MD']), ('--vocabulary', [name, '-o', 'a.txt', '--vocabulary', 'v' + TRICKY]),
        ('@FILE', ['@' + TRICKY, '-o', 'a.txt']), ('--diagnostics-output', [name, '-o', 'a.txt', '--diagnostics-output=none/' + TRICKY]),
    ]
    for what, words in rows:
        told = room(*words)
        check('%s: nothing raw' % what, told.stderr + told.stdout and is_harmless(told.stderr + told.stdout, '\n'), told.stderr + told.stdout)
    for what, words in rows[:10]:
        for kind in ('json', 'jsonl', 'sarif'):
            told = room.raw(*words, '--diagnostics-format=' + kind)
            out = told.stdout if words[0] == 'check' else told.stderr
            try:
                parse(kind, out.decode())
                good = is_harmless(out.decode(), '\n')
            except ValueError:
                good = False
            check('%s in %s: nothing raw, valid' % (what, kind), good and out, out)
    found = [json.loads(line) for line in room(name, '-o', 'a.txt', '-Wall', '--diagnostics-format=jsonl').stderr.splitlines()]
    check('a program reads the name back', {one['file'] for one in found} == {name}, found[:1])
    kept = [c for c in TRICKY if c not in '\x1b\x07']
    check('and the words', any(all(c in one['text'] for c in kept if c > '\xa0') for one in found if one['name'] == 'link-scheme'), found)
    found = json.loads(room(raw, '-o', 'a.txt', '--diagnostics-format=sarif').stderr)['runs'][0]['results'][0]
    uri = found['locations'][0]['physicalLocation']['artifactLocation']['uri']
    check('an URI leads to the file, whatever its name', urllib.parse.unquote_to_bytes(uri) == os.fsencode(raw), uri)
    for odd in ('a b.docx', 'a%20b.docx', 'a#b?c.docx', 'a:b.docx', 'møde é.docx', 'a[b]\\c^`{|}.docx', '"a\'<b>&c.docx'):
        shutil.copy(room.folder / name, room.folder / odd)
        for path in (odd, str(room.folder / odd)):
            told = json.loads(room(path, '-t', 'text', '-o', '/dev/null', '--diagnostics-format=sarif').stderr)['runs'][0]['results'][0]
            uri = told['locations'][0]['physicalLocation']['artifactLocation']['uri']
            parts = urllib.parse.urlsplit(uri)
            check('uri of %s%s' % ('/.../' if path != odd else '', odd), re.fullmatch(r'(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+', uri)
                  and urllib.parse.unquote(parts.path) == path and parts.scheme == ('file' if path != odd else ''), uri)
    room.docx('brace.docx', unsafe('{0}'), nowhere('}'))
    told = json.loads(room('brace.docx', '-o', 'a.txt', '-Wall', '--diagnostics-format=sarif').stderr)['runs'][0]['results']
    shown = [one['message']['text'] for one in told if one['ruleId'].startswith('link-')]
    check('braces of documents are no placeholders of SARIF (3.11.5)', len(shown) == 2 and all(re.fullmatch(r'([^{}]|\{\{|\}\})+', one) for one in shown),
          shown)


# ---- counts ----

def check_counts(check, room):
    room.docx('same.docx', unsafe('y') * 3, unsafe('z'))
    told = room('same.docx', '-o', 'a.txt')
    check('identical messages are one line', [bool(m) and m['line'] for m in lines_of(told.stderr)] == ['2', '3', '2'] and '2 more like it' in told.stderr, told.stderr)
    found = [json.loads(line) for line in room('same.docx', '-o', 'a.txt', '--diagnostics-format=jsonl').stderr.splitlines()]
    check('with a count in JSON', [one.get('count', 1) for one in found] == [3, 1], found)
    found = json.loads(room('same.docx', '-o', 'a.txt', '--diagnostics-format=sarif').stderr)['runs'][0]['results']
    check('and in SARIF', [one.get('occurrenceCount', 1) for one in found] == [3, 1], found)
    for n, shown in ((5, 5), (6, 5), (30, 5), (3000, 5)):
        room.docx('alike.docx', *[unsafe(i) for i in range(n)])
        told = room('alike.docx', '-o', 'a.txt')
        found = lines_of(told.stderr)
        more = [m for m in found if m['level'] == 'note']
        check('%d alike: %d lines%s' % (n, shown, ', and how many more' if n > shown else ''),
              sum(m['level'] == 'warning' for m in found) == shown and len(more) == (n > shown)
              and (n == shown or more[0]['text'].startswith('%d more like it: ' % (n - shown)) and more[0]['line'] == '7'
                   and more[0]['name'] == 'link-scheme'), told.stderr)
        counted = json.loads(room('alike.docx', '-o', 'a.txt', '--diagnostics-format=json').stderr)
        check('%d alike: JSON counts them all' % n, sum(one.get('count', 1) for one in counted) == n, sum(one.get('count', 1) for one in counted))
        if n <= 30:
            told = room('alike.docx', '-o', 'a.txt', '-v')
            check('-v shows all %d' % n, sum(m['level'] == 'warning' for m in lines_of(told.stderr)) == n, told.stderr)
    room.docx('other.docx', *[unsafe(i) for i in range(7)])
    told = room('alike.docx', 'other.docx', '--to', 'txt')
    check('each input is counted by itself', 'other.docx:7:1: note: 2 more like it: ' in told.stderr, told.stderr)


# ---- languages ----

def check_languages(check, room):
    danish = {'LANGUAGE': 'da', 'LANG': 'C.UTF-8', 'LC_ALL': ''}
    if 'no input' in room(**danish).stderr:
        print('left out: there are no Danish words here')
        return
    room.docx('w.docx', unsafe('x'), nowhere('nowhere'))
    room.write('text.docx', 'plain words\n')
    room.write('minutes.rxml', RXML % 'His number is 010190-1234. Present: Anna Berg')
    (room.folder / 'folder').mkdir()
    rows = [['w.docx', '-o', 'a.txt', '-Wall'], ['check', 'minutes.rxml'], ['text.docx', '-o', 'b.txt'], ['gone.docx', '-o', 'b.txt'],
            ['check', 'gone.docx', 'text.docx'], ['w.docx', '-o', 'none/b.txt'], ['w.docx', '-o', 'b.txt', '-o', 'b.txt'], ['-', '-o', 'b.txt'],
            ['check', '-'], ['w.docx', '-t', 'text', '-MD'], ['gone.docx', '-o', 'b.txt', '-M'], ['w.docx', '-o', 'a.txt', '-Werror'],
            ['w.docx', '-o', '/dev/full', '-t', 'text'], ['folder', '-o', 'b.txt'], ['w.docx', '-o', 'a=b.txt', '-MD']]
    for words in rows:
        english, local = room(*words), room(*words, **danish)
        check('%s: Danish words, English names' % ' '.join(words), said(english.stdout + english.stderr) == said(local.stdout + local.stderr)
              and english.stdout + english.stderr != local.stdout + local.stderr and english.returncode == local.returncode,
              local.stdout + local.stderr)
        for kind in ('jsonl', 'sarif'):
            english, local = (room(*words, '--diagnostics-format=' + kind, **env) for env in ({}, danish))
            shown = local.stdout or local.stderr
            if kind == 'sarif':
                bare = re.sub(r',\n *"properties": \{\n *"textLocalised": ".*"\n *\}', '', shown)
            else:
                bare = re.sub(r', "textLocalised": "(?:[^"\\]|\\.)*"', '', shown)
            check('%s in %s: English, Danish beside it' % (' '.join(words), kind), bare == (english.stdout or english.stderr)
                  and 'textLocalised' in shown, shown[-700:])
    check('--explain keeps the name', room('--explain', 'link-scheme', **danish).stdout.startswith('link-scheme: '))


def check_names(check, room):
    """--name: of standard input."""
    room.docx('w.docx', unsafe('x'))
    room.docx('plain.docx')
    body = (room.folder / 'w.docx').read_bytes()
    told = room('-', '--name', 'referat af møde.docx', '-o', 'a.txt', stdin=body)
    check('--name', told.stderr.startswith('referat af møde.docx:2:1: warning: '), told.stderr)
    told = room('check', '-', '--name', 'sub/x.docx', stdin=body)
    check('check --name', told.stdout.startswith('sub/x.docx:'), told.stdout)
    told = room('-', '-o', 'a.txt', stdin=body)
    check('without it', told.stderr.startswith('<stdin>:2:1: warning: '), told.stderr)
    told = json.loads(room('-', '--name', 'a b.docx', '-o', 'a.txt', '--diagnostics-format=json', stdin=body).stderr)
    check('in JSON', told[0]['file'] == 'a b.docx', told)
    told = json.loads(room('-', '--name', 'a b.docx', '-o', 'a.txt', '--diagnostics-format=sarif', stdin=body).stderr)
    check('in SARIF', 'a%20b.docx' in json.dumps(told), told['runs'][0]['results'])
    told = room('-', '--name', 'x.docx', '-o', 'b.txt', stdin=b'')
    check('of what fails', told.returncode == 65 and told.stderr.startswith('x.docx:1:1: error: '), told.stderr)
    told = room('w.docx', '--name', 'other.docx', '-o', 'a.txt')
    check('a file keeps its own name', told.stderr.startswith('w.docx:2:1: '), told.stderr)


def main():
    program, top = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).absolute()
    for name in ('LANGUAGE', 'LANG', 'LC_MESSAGES', 'NO_COLOR'):
        os.environ.pop(name, None)
    os.environ['LC_ALL'] = 'C.UTF-8'
    check = Checks()
    with tempfile.TemporaryDirectory(prefix='referat-diagnostics-') as work:
        for part in (check_warnings, check_errors, check_formats, check_writes, check_colour, check_tricky, check_counts, check_languages, check_names):
            part(check, Room(program, Path(work, part.__name__)))
        check_explain(check, Room(program, Path(work, 'explain')), top)
    print('%d passed, %d failed' % (check.passed, check.failed))
    return 1 if check.failed else 0


if __name__ == '__main__':
    sys.exit(main())
