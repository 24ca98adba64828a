#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A language that nobody speaks: what the program says to people in plain English then is no text for translators.

usage: pseudo.py PROGRAM PACK TOP [--show] [--unseen] [--only PART]

From src/po/referat.pot a catalogue "qps" is made of which every text is `⟦number¦ťéẋť⟧`; formats and places stay. In a copy of
the built tree everything is said that can be: whatever letters stand outside ⟦ ⟧ then, and words without accents inside, are
hard-coded, but for NEVER below. That the same bytes are written in every language is looked at as well, and who decides
which language it is. --show prints what was said, --unseen the texts that nothing here brings out.
Exit 0: all is well; 1: not; 77: there is no msgfmt.
"""
import argparse
import difflib
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

LANGUAGES = ('da', 'de', 'nb', 'sv')
PSEUDO = 'qps'
MOST_SECONDS = 120         # for one command
LEAST_SEEN = 0.6            # of the texts; fewer, and this looks at too little
OPEN, CLOSE, MARK = '⟦', '⟧', '¦'
ACCENTS = str.maketrans('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
                        'áƀçðéƒĝĥíĵķĺɱńóƥɋŕśţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĹṀŃÓƤɊŔŚŢÚṼŴẊÝŽ')
FORMAT = re.compile(r'%(?:\d+\$)?[-+ #0\']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?(?:<PRI\w+>|[diouxXcsfgGeEp%])'
                    r'|\{\w+\}')
# Texts of which the program takes a part, rather than showing them.
AS_THEY_ARE = {'12,345'}

# ---- what is never translated: a pattern, and why ----
FORMATS = 'html|odt|txt|text|json|rxml|docx|docm|pdf'
COMMANDS = 'convert|check|bulk|watch|formats|help'
FIRST = [
    (r'\b(?:Failed to (?:open file|execute child process)|Key file contains line|Text ended before matching quote)[^\n⟧]*',
     'what GLib says; it has translations of its own'),
    (r'(?<=⟧): (?![a-z]{5,} )[^\s⟦⟧]+(?= \[-W|\n)', 'one word of the document: a name, an address'),
    (r'(?<=⟧): [^\W\d_a-z]\w+(?: [^\W\d_a-z][\w.-]*)+(?= \[-W|\n)', 'somebody in the document'),
    (r'[^\s:;,“”(⟦⟧¦]*/[^\s:;,“”)⟦⟧¦]*', 'paths'),
    (r'(?<![\w.])[\w{}-]+(?:\.[\w{}-]+)*\.[A-Za-z0-9]\w{0,5}(?!\w)', 'names of files'),
]
NEVER = [
    (r'(?m)(?:^|(?<=: ))(?:note|warning|error):', 'editors look for these words'),
    (r'\[-W[\w=-]+\]', 'names of messages'),
    (r'(?<![\w-])--?[A-Za-z][\w-]*(?:\[?[= ]\[?[A-Z][A-Z/]*\]?(?![\w\]]))?', 'options, and what is to be put in'),
    (r'(?<=ĺíńé )\d+: [^⟧]*', 'what libxml2 says of XML'),
    (r'CRC error|Not a zip archive|Zip archive inconsistent|(?:Compression|Encryption) method not supported|Invalid argument', 'words of libzip'),
    (r'“[^”]*”', 'text of the document, quoted'),
    (r'<stdin>', 'what compilers call standard input'),
    (r'\[nonsense\]|"xx"|(?<= )x(?= )', 'what the spoilt vocabularies of this test hold'),
    (r'\d+ ?(?:s|ms|min|h|B|kB|MB|GB|%)(?!\w)', 'units'),
    (r'(?<![\w-])referat(?:-\w+)?(?= |:|$|⟧)', 'the name of the program'),
    (r'\{+\w+\}+', 'places'),
]
TOKEN = r'(?:\[?(?:referat|%s|[A-Z]+)\]?(?:\.\.\.)?\]?|\[?--?[a-z]+|\|)' % COMMANDS
USAGE = [(r'(?m)(?:^ *|(?<=⟧ ))%s(?: +%s)*$' % (TOKEN, TOKEN), 'what may be typed')]


class Findings:
    def __init__(self, show):
        self.show, self.bad, self.checks, self.seen, self.told = show, 0, 0, set(), set()

    def check(self, title, good, more=''):
        self.checks += 1
        if not good:
            self.bad += 1
            print('BAD  %s%s' % (title, ': ' + str(more)[:3000] if more else ''), flush=True)
        return good

    def hard_coded(self, title, kind, words, line):
        words = words.strip()
        alike = re.sub(r'\d+', '0', words)
        if (kind, alike) in self.told:
            return
        self.told.add((kind, alike))
        self.check('%s: %s “%s”' % (title, kind, words), False, line.strip()[:300])


# ---- the catalogue ----

def unquote(text):
    return re.sub(r'\\(.)', lambda m: {'n': '\n', 't': '\t'}.get(m.group(1), m.group(1)), text)


def quote(text):
    return '"%s"' % text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t')


def entries(pot):
    """(flags, msgid, msgid_plural or None) of each text."""
    for block in pot.split('\n\n'):
        fields, last = {}, None
        for line in block.split('\n'):
            found = re.match(r'(msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$', line)
            if found:
                last = found.group(1)
                fields[last] = unquote(found.group(2))
            elif last and line.startswith('"'):
                fields[last] += unquote(line[1:-1])
        if fields.get('msgid'):
            yield [x for x in block.split('\n') if x.startswith('#,')], fields['msgid'], fields.get('msgid_plural')


def accented(number, text):
    if text in AS_THEY_ARE:
        return text
    out, at = [], 0
    for found in FORMAT.finditer(text):
        out += [text[at:found.start()].translate(ACCENTS), found.group()]
        at = found.end()
    return '%s%d%s%s%s' % (OPEN, number, MARK, ''.join(out) + text[at:].translate(ACCENTS), CLOSE)


def make_catalogue(pot, folder):
    """Returns the texts by their numbers."""
    lines = ['msgid ""\nmsgstr ""\n"Language: %s\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
             '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n' % PSEUDO]
    texts = []
    for flags, one, many in entries(pot):
        number = len(texts)
        texts.append(one)
        lines += flags + ['msgid ' + quote(one)]
        if many is None:
            lines.append('msgstr %s\n' % quote(PSEUDO if one == 'en' else accented(number, one)))
        else:
            lines += ['msgid_plural ' + quote(many), 'msgstr[0] ' + quote(accented(number, one)),
                      'msgstr[1] %s\n' % quote(accented(number, many))]
    folder.mkdir(parents=True)
    source = folder / 'referat.po'
    source.write_text('\n'.join(lines), encoding='utf-8')
    subprocess.run(['msgfmt', '--check-format', '-o', folder / 'referat.mo', source], check=True)
    return texts


# ---- the program ----

class Program:
    def __init__(self, built, copy):
        """A copy of the built tree, in which a catalogue may be put; hard links are as good."""
        for part in ('bin', 'libexec', 'share'):
            source = Path(built).parent.parent / part
            if part == 'bin':
                (copy / 'bin').mkdir(parents=True)
                shutil.copy2(built, copy / 'bin/referat')
            elif source.is_dir():
                shutil.copytree(source, copy / part)
        self.path = copy / 'bin/referat'
        self.locales = copy / 'share/locale'
        self.home = copy / 'home'
        self.home.mkdir()

    def run(self, *words, cwd, speaks=None, stdin=b'', **more):
        env = {'PATH': os.environ['PATH'], 'HOME': str(self.home), 'XDG_RUNTIME_DIR': str(self.home), 'LOCPATH': '/nonexistent',
               'LANG': 'C' if speaks is None else 'C.UTF-8', 'ASAN_OPTIONS': 'detect_leaks=0', **more}
        if speaks:
            env['LANGUAGE'] = speaks
        try:
            done = subprocess.run([self.path, *map(os.fspath, words)], cwd=cwd, env=env, input=stdin, capture_output=True,
                                  check=False, timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            return -1, '', 'it does not come to an end'
        return done.returncode, done.stdout.decode('utf-8', 'replace'), done.stderr.decode('utf-8', 'replace')


# ---- looking at what was said ----

def system_words():
    """What the system says of errors, the longest first: it is in the system's catalogues."""
    return sorted({os.strerror(n) for n in range(1, 134)}, key=len, reverse=True)


SYSTEM = re.compile('|'.join(map(re.escape, system_words())))


def judge(findings, title, text, never=()):
    """Letters outside of the brackets, and words without accents inside."""
    if findings.show:
        print('---- %s\n%s' % (title, text))
    findings.seen.update(map(int, re.findall(OPEN + r'(\d+)' + MARK, text)))
    plain = SYSTEM.sub('', text)
    for pattern, _ in (*FIRST, *never, *NEVER):
        plain = re.sub(pattern, ' ', plain)
    depth, outside, inside = 0, [], []
    for c in plain:
        depth += c == OPEN
        outside.append(c if depth == 0 or c == '\n' else OPEN)
        inside.append(c if depth > 0 or c == '\n' else CLOSE)
        depth -= c == CLOSE
        if depth < 0:
            break
    findings.check(title + ': every text is shown to its end', depth == 0,
                   [line for line in text.split('\n') if line.count(OPEN) != line.count(CLOSE)])
    for kind, letters, pattern in (('outside', outside, r'[^\W\d_][^\n⟦]*'),
                                   ('inside', inside, r'(?<![^\W\d_])[a-z]{2,}(?: [a-z]{2,})*(?![^\W\d_])')):
        lines = ''.join(letters).split('\n')
        for number, line in enumerate(lines):
            for found in re.finditer(pattern, line):
                findings.hard_coded(title, kind, found.group(), text.split('\n')[number] if len(lines) == text.count('\n') + 1 else line)


class Words(html.parser.HTMLParser):
    """What a page says: texts, and attributes that are read out or shown."""
    SAID = ('title', 'alt', 'aria-label', 'placeholder', 'summary')
    SILENT = ('style', 'script')

    def __init__(self):
        super().__init__()
        self.lines, self.within = [], []

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.within.append(tag)
        self.lines += [known[name] or '' for name in self.SAID if name in known]
        self.lines += [value or '' for name, value in attributes if name.startswith('data-') and ' ' in (value or '')]
        if tag == 'meta' and known.get('name') in ('description',):
            self.lines.append(known.get('content') or '')
        if tag in ('meta', 'link', 'input', 'br', 'hr', 'img'):
            self.within.pop()

    def handle_endtag(self, tag):
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data):
        if not set(self.within) & set(self.SILENT) and data.strip():
            self.lines.append(data.strip())


def page_words(path):
    words = Words()
    words.feed(path.read_text(encoding='utf-8'))
    return '\n'.join(words.lines) + '\n'


# ---- documents ----

class Documents:
    """What there is to be converted: samples, cases, broken and hostile files; `bad` fail, `good` do not."""

    def __init__(self, pack, top, work):
        self.folder, self.pack, self.top = work / 'documents', pack, top
        self.folder.mkdir()
        self.samples = [self.packed(p / 'docx', p.name) for p in sorted((top / 'samples').iterdir()) if (p / 'docx').is_dir()]
        self.pdfs = sorted((top / 'samples/pdf').glob('*.pdf'))
        self.cases = [self.packed(p, 'case-' + p.parent.name) for p in sorted((top / 'tests/cases/docx').glob('*/input'))]
        for script in sorted((top / 'tests/cases/pdf').glob('*/page.script')):
            path = self.folder / ('case-%s.pdf' % script.parent.name)
            self.tool('tests/tools/make-pdf.py', script, path)
            self.cases.append(path)
        self.hostile = []
        for name, tool, words in (('hostile', 'tests/hostile/make-bad.py', ['0.02']), ('broken', 'tests/pdf/make-bad.py', [])):
            folder = self.folder / name
            folder.mkdir()
            self.tool(tool, folder, *words)
            self.hostile += [p for p in sorted(folder.iterdir()) if p.suffix in ('.docx', '.pdf')]
        self.strange = [self.write(name, data) for name, data in STRANGE.items()]

    def public(self):
        """Some of all kinds, for folders."""
        return [*self.samples, *self.strange, *self.hostile[:40], *self.pdfs[:3]]

    def tool(self, name, *words):
        subprocess.run([sys.executable, '-B', self.top / name, *words], check=True, stdout=subprocess.DEVNULL)

    def packed(self, folder, name):
        path = self.folder / (name + '.docx')
        subprocess.run([self.pack, folder, path], check=True)
        return path

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path


OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(504)


def compound(*names):
    """What an old Office file begins with, and the names of its streams."""
    return OLE + b''.join((name.encode('utf-16-le') + bytes(64))[:64] + bytes(64) for name in names) + bytes(512)


# Each is refused in words of its own.
STRANGE = {
    'old.doc': compound('Root Entry', 'WordDocument'), 'old.xls': compound('Root Entry', 'Workbook'),
    'old.ppt': compound('Root Entry', 'PowerPoint Document'), 'mail.msg': compound('Root Entry', '__properties_version1.0'),
    'locked.docx': compound('Root Entry', 'EncryptedPackage'), 'compound.bin': OLE, 'text.rtf': b'{\\rtf1 x}',
    'a.gz': b'\x1f\x8b\x08' + bytes(60), 'a.bz2': b'BZh9' + bytes(60), 'a.7z': b'7z\xbc\xaf\x27\x1c' + bytes(60),
    'a.rar': b'Rar!\x1a\x07\x00' + bytes(60), 'a.png': b'\x89PNG\r\n\x1a\n' + bytes(60), 'a.jpeg': b'\xff\xd8\xff\xe0' + bytes(60),
    'a.gif': b'GIF89a' + bytes(60), 'a.tiff': b'II*\0' + bytes(60), 'program.bin': b'\x7fELF' + bytes(60), 'empty.bin': b'',
    'flat.xml': b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    'page.htm': b'<!DOCTYPE html><html><p>x</html>', 'some.xml': b'<?xml version="1.0"?><x/>', 'words.bin': b'some words\n' * 9,
    'a.eml': b'MIME-Version: 1.0\nSubject: x\n\nx\n', 'noise.bin': bytes(range(256)) * 4, 'short.docx': b'PK\3\4' + bytes(30),
    'damaged.rxml': b'<?xml version="1.0"?><document xmlns="urn:referat:rxml:1"><p>',
}

# Words on the command line that say too much, too little or what is not so; @ stands for a document.
MISTAKES = '''
-o
-t
--to
--lang
--nonsense
--chnages=all @
--changes=some @ -t text
--verbose=yes @
--width=x @ -t text
--width=3 @ -t text
--text-style=loud @ -t text
--page-image-dpi=9999 @ -t text
-Z @
-MX @
-MF
-MF x @ -o x.html
-MQ a;b -MD @ -o x.html
-MD -MF x @ @2 --to html
-MD @ -t text
-M @ -t text
-M missing.docx -o x.html
-MD @ -o odd'name.html
-M @ -o odd'name.html
-Wno-error=depfile-name -MD @ -o odd'name.html
-Wnonsense @
-Wno-nonsense
-Werror=picture-no-alx @
-q -v @
-o x.html --to html @
-t html --to html @
--out x @
-o x.html @ @2
-o x.nonsense @
-o x.htm @
-o x.pdf @
-o x @
-t htlm @
-t nonsense @
-t pdf @
-t text @ -o x.html
--to html,nonsense @
--to pdf @
-o - @
@
@ -o @
@ -t html -o @
@ -o x.html -o x.html
@ @ --to html --out x
@ @3 --to html --out x
checkk
cehck @
no-such-file
no-such-file -t text
no-such-file.docx -t text
. -t text
@ -o missing/x.html
@ -o .
@ --to html --out @/below
@ -o x.html -f pdf
@ -o x.html -f nonsense
@ -o x.html -f html
--vocabulary missing.ini @ -t text
--vocabulary words.ini @ -t text
--vocabulary list.ini @ -t text
--vocabulary none.ini @ -t text
--vocabulary alien.ini @ -t text
--vocabulary bytes.ini @ -t text
--no-pass=nonsense @ -t text
--no-pass=minutes @ -o x.json
--diagnostics-format=xml @ -t text
--diagnostics-output=missing/x @ -t text
--color=blue @ -t text
--print-config=nonsense
--explain=nonsense
--explain=picture-no-al
--media=@ @ -o x.html
--once @ -t text
--shard=1/2 @ -t text
@loop.args
@nul.args
@quote.args
--max-errors=1 bad.docx bad.docx --to html --out x
-
- -o x.html
-Werror @3 -o x.html
-v @ -o x.html
formats x
help nonsense
help bukl
check
check missing.docx
check -
check --color=blue @
check bad.docx
bulk
bulk .
bulk . --out x
bulk . --to html
bulk --out x --to html
bulk . --out x --to nonsense
bulk . --out x --to htlm
bulk . --out x --to pdf
bulk . --out x --to html --since yesterday
bulk . --out x --to html --workers 0
bulk . --out x --to html --recycle none
bulk . --out x --to html --collisions some
bulk . --out x --to html --duplicates some
bulk . --out x --to html --sync some
bulk . --out x --to html --journal some
bulk . --out x --to html --max-load high
bulk . --out x --to html --rate fast
bulk . --out x --to html --retry-failed=nonsense
bulk . --out x --to html --fail-on 5
bulk . --out x --to html --fail-on some
bulk . --out x --to html --max-failures some
bulk . --out x --to html --shard 3
bulk . --out x --to html --shard 9/3
bulk . --out x --to html --shard auto
bulk . --out x --to html --plan --merge
bulk . --out x --to html --engine nonsense
bulk . --out x --to html --engine k8s
bulk . --out x --to html --engine slurm
bulk . --out x --to html --engine slurm --dry-run
bulk . --out x --to html --engine slurm --merge
bulk . --out x --to html --engine slurm --files-from -
bulk . --out x --to html --layout {nonsense}
bulk . --out x --to html --layout ../{stem}.{ext}
bulk . --out x --to html --layout all.{ext}
bulk . --out x --to html --layout {stem}
bulk missing --out x --to html
bulk . --out @ --to html
bulk . --out x --to html --files-from missing
bulk . --out x --to html --merge
bulk . --out x --to html --shard 1/2
bulk . --out x --to html --nice 99
bulk . --out x --to html --once
watch
watch missing --once
watch @ --once
watch . --settle soon
watch . --originals burn
watch . --mode some
watch . --notify some
watch . -o x
watch . --out x
watch . --from pdf
watch . --workers 99
watch . --lease 1
watch . --once --to nonsense
watch . --once --to ,
watch . --once --inbox Done
watch . --once --originals keep --converted .
watch . --once --converted @
watch . --shard 1/2
'''

# Files that MISTAKES names.
FILES = {
    'words.ini': 'this is no key file\n', 'list.ini': '[language]\ntag=da\n[nonsense]\nx=y\n', 'none.ini': '[agenda]\nx=y\n',
    'alien.ini': '[language]\ntag=xx\n', 'bytes.ini': b'\xff\xfe', 'loop.args': '@loop.args', 'nul.args': b'a\0b', 'quote.args': '"',
    'bad.docx': b'PK\3\4' + bytes(40),
}

# Wrong settings of a watched folder.
SETTINGS = ('[nonsense]\n', '[watch]\nnonsense=1\n', '[watch]\nsettle=soon\n', '[watch]\nmode=some\n', '[watch]\noriginals=burn\n',
            '[watch]\nto=nonsense\n', '[watch]\nto=,\n', '[watch]\nwidth=x\n', '[folder a]\nlang=da\nnonsense=1\n', '[folder a]\nwidth=x\n',
            'nonsense\n', '[watch]\nto=ht\\qml\n', '[watch]\ninbox=../a\n', '[watch]\ninbox=Done\n', '[watch]\noriginals=keep\nconverted=.\n',
            '[watch]\nsettle=99999999\n')


# ---- everything that can be said ----

class Everything:
    def __init__(self, program, documents, findings, work):
        self.program, self.documents, self.findings, self.work = program, documents, findings, work
        self.n, self.known = 0, set()

    def place(self):
        self.n += 1
        place = self.work / ('w%d' % self.n)
        place.mkdir()
        return place

    def say(self, title, *words, cwd=None, never=(), document=False, **more):
        """@document: standard output is no words for people."""
        status, out, errors = self.program.run(*words, cwd=cwd or self.work, speaks=PSEUDO, **more)
        if not document:
            judge(self.findings, title, out, never)
        judge(self.findings, title, errors, never)
        self.findings.check(title + ': no fault of the program', status >= 0 and status != 70, (status, errors[-300:]))
        return status, out, errors

    def help(self):
        for words in (['--help'], ['help'], *(['help', c] for c in COMMANDS.split('|')), ['check', '--help']):
            self.say(' '.join(words), *words, never=USAGE)
        own = [(r'(?m)^[a-z-]{2,8} +[^⟦\n]+(?=⟦)', 'tags and own names of languages'),
               (r'(?m)(?<=^)(?:%s)(?= )' % FORMATS, 'names of formats'), (r'\(\.[\w .]+\)', 'endings'),
               (r'(?m)^ +[a-z]+/[\w.+-]+(?:, .*)?$', 'types')]
        self.say('formats', 'formats', never=own)
        self.say('formats -v', 'formats', '-v', never=own)
        self.say('--version', '--version', never=[(r'Landlock|seccomp', 'names of what the system has')])

    def explanations(self):
        names = self.program.run('--diagnostics-format=sarif', 'missing.docx', '-t', 'text', cwd=self.work)[2]
        for rule in json.loads(names)['runs'][0]['tool']['driver']['rules']:
            self.say('--explain', '--explain', rule['id'], never=[(r'(?m)^%s:' % rule['id'], 'names of messages')])

    def mistakes(self):
        place = self.place()
        for name, text in FILES.items():
            (place / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        shutil.copy(self.documents.samples[0], place / 'one.docx')
        shutil.copy(self.documents.samples[1], place / 'two.docx')
        (place / 'sub').mkdir()
        shutil.copy(self.documents.samples[1], place / 'sub/one.docx')
        names = {'@': 'one.docx', '@2': 'two.docx', '@3': 'sub/one.docx'}
        for line in MISTAKES.strip().split('\n'):
            words = [names.get(word, word) for word in line.split(' ')]
            words = [w.replace('@/', 'one.docx/') if w.startswith('@/') else w.replace('=@', '=one.docx') for w in words]
            given = set(re.findall(r'[\w.;{}/-]+', ' '.join(words))) | set(' '.join(words).split(' ')) | set(re.findall(r'[a-z]{2,}', line))
            # what was typed is said again; what is offered in its place is a name
            own = [VALUES, (r'(?<![^\W\d_])(?:%s)(?![^\W\d_])' % '|'.join(map(re.escape, sorted(given - {''}, key=len, reverse=True))), 'as typed'),
                   (r'(?<=%s)[\w-]+(?=\?)' % MARK, 'the name that is meant'),
                   (r'(?<=ŕéƒéŕáţ )(?:bulk|watch)|(?:%s)(?=\?)' % COMMANDS, 'commands'),
                   (r'(?m)(?<=^referat: error: )sbatch: .*', 'what another program says')] + NAMES + WATCH
            before = {p for p in place.rglob('*')}
            self.say(line, *words, cwd=place, never=own, document=bool(re.search(r'-t |-M |-o - |--engine', line)))
            for path in sorted(set(place.rglob('*')) - before, reverse=True):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def conversions(self):
        d = self.documents
        everything = [*d.samples, *d.pdfs, *d.cases, *d.hostile, *d.strange]
        for title, words in (('convert', ['-v', '--to', 'html,odt,txt,json,rxml']),
                             ('convert, all of it', ['-v', '--comments', '--changes=all', '--text-style=reader', '--keep-author',
                                                     '--to', 'html,odt,txt,rxml']),
                             ('convert, -Werror', ['-Werror', '-Wextra', '--to', 'html']),
                             ('convert, scrub', ['-Wall', '--scrub', '--to', 'rxml'])):
            place = self.place()
            for path in everything:
                # one by one: hostile ones share their stems
                self.say('%s %s' % (title, path.name), *words, path, '--out', place, cwd=d.folder, never=NAMES)
                if title != 'convert' and path in d.hostile:
                    break
        self.say('too many', '-q', '--max-errors=2', *d.strange[:5], '--to', 'html', '--out', self.place(), never=NAMES)

    def checks(self):
        d = self.documents
        for path in [*d.samples, *d.pdfs, *d.cases]:
            self.say('check ' + path.name, 'check', '-Wextra', path, cwd=d.folder, never=NAMES)
        sys.path.insert(0, str(d.top / 'tests/minutes'))
        from cases import rxml
        for path in sorted((d.top / 'tests/minutes/cases').glob('*/input.txt')):
            d.write('minutes.rxml', rxml(path).encode())
            self.say('check ' + path.parent.name, 'check', '-v', 'minutes.rxml', cwd=d.folder, never=NAMES)
        shutil.copy(d.samples[-1], self.work / 'referat-1999-01-02.docx')
        self.say('check a name', 'check', self.work / 'referat-1999-01-02.docx', never=NAMES)

    def bulk(self):
        d, place = self.documents, self.place()
        source = place / 'source'
        source.mkdir()
        for path in d.public():
            shutil.copy(path, source)
        to = ('--collisions=suffix', '--to', 'html,txt', '--out', 'out')
        more = [*NAMES, (r'(?m)^convert\t.*$', 'what would be done, for programs')]
        for title, words in (('dry run', ['--dry-run']), ('a run', ['--index', '--metrics', 'metrics']), ('again', ['--index']),
                             ('retry', ['--retry-failed']), ('other options', ['--comments']), ('anew', ['--anew', '--sync=each', '-v']),
                             ('plan', ['--plan']), ('no documents', ['--include', 'nothing*', '--anew']),
                             ('max failures', ['--anew', '--max-failures', '2'])):
            self.say('bulk, ' + title, 'bulk', 'source', *to, *words, cwd=place, never=more)
        self.say('bulk, all fail', 'bulk', *d.strange, '--collisions=suffix', '--out', 'bad', '--to', 'html', cwd=place, never=more)
        self.say('bulk, collisions', 'bulk', 'source/parish.docx', d.folder / 'parish.docx', *d.pdfs, '--out', 'same', '--to', 'html',
                 '--layout', '{stem}.{ext}', cwd=place, never=more)
        self.say('bulk, collisions kept', 'bulk', *d.samples, *d.pdfs, '--out', 'kept', '--to', 'html', '--collisions=suffix',
                 '--duplicates=skip', cwd=place, never=more)
        for title, words in (('plan for parts', ['--plan']), ('part 1', ['--shard', '1/2']), ('merge of one', ['--merge']),
                             ('part 2', ['--shard', '2/2']), ('no such part', ['--shard', '3/3']), ('merge', ['--merge', '--index'])):
            self.say('bulk, ' + title, 'bulk', 'source', *to[:-1], 'parts', *words, cwd=place, never=more)
        self.say('bulk, part of a scheduler', 'bulk', 'source', *to[:-1], 'slurm', '--shard', 'auto', cwd=place, never=[
            *more, (r'[A-Z_]{6,}', 'variables')], SLURM_ARRAY_TASK_ID='1', SLURM_ARRAY_TASK_MIN='0', SLURM_ARRAY_TASK_COUNT='2')
        self.say('bulk, k8s', 'bulk', 'source', *to[:-1], 'x', '--engine', 'slurm', cwd=place, never=more, PATH='/nonexistent')
        zipped = place / 'all.zip'
        shutil.make_archive(str(zipped)[:-4], 'zip', source)
        self.say('bulk, an archive', 'bulk', 'all.zip', *to[:-1], 'packed.tar', cwd=place, never=more)
        self.say('bulk, collisions in an archive', 'bulk', 'all.zip', '--out', 'refused', '--to', 'html', cwd=place, never=more)
        (place / 'bad.zip').write_bytes(zipped.read_bytes()[:9999])
        (place / 'bad.tar').write_bytes(b'x' * 5000)
        self.say('bulk, bad archives', 'bulk', 'bad.zip', 'bad.tar', '--out', 'archives', '--to', 'html', cwd=place, never=more)
        for flags in (' -j2 --jobserver-auth=fifo:missing', 'n'):
            self.say('bulk, make', 'bulk', 'source', *to[:-1], 'made', '-j2', cwd=place, never=more, MAKEFLAGS=flags)

    def page(self, title, path):
        """But for what stands in the documents themselves."""
        if self.findings.check('%s: it is there' % title, path.exists()):
            judge(self.findings, title, '\n'.join(line for line in page_words(path).split('\n') if line not in self.facts()), PAGE)

    def facts(self):
        """Every value in the records of the documents, and the names of the files."""
        if not self.known:
            path = self.place() / 'x.json'

            def collect(value):
                if isinstance(value, str):
                    self.known.add(' '.join(value.split()))
                for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
                    collect(inner)

            for document in [*self.documents.public(), *self.documents.hostile, *self.documents.pdfs]:
                self.known.add(document.stem)
                if self.program.run('-q', document, '-o', path, cwd=path.parent)[0] == 0:
                    collect(json.loads(path.read_text(encoding='utf-8')))
        return self.known

    def watch(self):
        d = self.documents
        place = self.place()
        inbox = place / 'Inbox'
        inbox.mkdir()
        for path in d.public():
            shutil.copy(path, inbox)
        shutil.copytree(d.folder / 'broken', inbox / 'sub')
        shutil.make_archive(str(inbox / 'several'), 'zip', d.top / 'samples/pdf')
        shutil.make_archive(str(inbox / 'nothing'), 'zip', d.top / 'tests/po')
        (inbox / 'link.docx').symlink_to(d.samples[0])
        patient = ('--once', '--patience', '0', '--settle', '0')
        own = [*NAMES, *WATCH]
        self.say('watch', 'watch', '.', *patient, cwd=place, never=own)
        shutil.copy(d.samples[0], inbox / 'again.docx')
        self.say('watch, again', 'watch', '.', *patient, cwd=place, never=own)
        self.say('watch, polled', 'watch', '.', *patient, '--mode=poll', cwd=place, never=own)
        for note in sorted(place.rglob('*.txt')):
            if note.parts[-2] != 'Done' and 'Inbox' not in note.parts:
                judge(self.findings, 'a note', note.read_text(encoding='utf-8'), [*own, (r'(?m)^.*, \d{4}-\d\d-\d\d \d\d:\d\d$', 'who, when')])
        self.page('watch, index.html', place / 'Converted/index.html')
        for text in SETTINGS:
            place = self.place()
            (place / 'Inbox').mkdir()
            (place / '.referat-watch.ini').write_text(text, encoding='utf-8')
            keys = [VALUES, (r'(?<![^\W\d_])(?:%s)(?![^\W\d_])' % '|'.join(re.findall(r'[a-z]{2,}', text) + KEYS), 'keys of settings')]
            self.say('watch, %r' % text, 'watch', '.', *patient, cwd=place, never=[*keys, *own])

    def install(self):
        place = self.place()
        home = place / 'home'
        home.mkdir()
        env = {'HOME': str(home), 'XDG_CONFIG_HOME': str(home / 'config'), 'XDG_DATA_HOME': str(home / 'data'), 'PATH': '/nonexistent'}
        self.say('watch --install', 'watch', '--install', place / 'Minutes', cwd=place, never=WATCH, **env)
        entries = list(home.rglob('*.desktop'))
        self.findings.check('entries for menus are there', len(entries) >= 3, entries)
        for path in entries:
            text = path.read_text(encoding='utf-8')
            for key, number in Counter(re.findall(r'(?m)^(Name|Comment)=', text)).items():
                for language in LANGUAGES:
                    self.findings.check('%s: each %s is in %s' % (path.name, key, language),
                                        text.count('\n%s[%s]=' % (key, language)) == number)
        for again in ('--install', '--uninstall', '--uninstall'):
            self.say('watch %s, again' % again, 'watch', again, place / 'Minutes', cwd=place, never=WATCH, **env)


VALUES = (r'(?<![\w-])[a-z-]+(?:, [a-z-]+)+', 'values that may be chosen')
NAMES = [
    (r'(?<![\w-])(?:%s)(?![\w-])' % FORMATS, 'names of formats'),
    (r'(?<![\w-])(?:ok|ok-with-loss|skipped|duplicate|unsupported|damaged|encrypted|limit|timeout|memory|crash|io|none)(?=[ :,;\n⟧]|$)', 'verdicts'),
    (r'(?<=ĺíɱíţ )[a-z-]+', 'names of limits'),
    (r'(?<=¦)[a-z]{2,3}(?=, ţĥóúĝĥ)|(?<![\w-])[a-z]{2,3}-[A-Z]{2}\b', 'tags of languages'),
    (r'(?<=ƀéçóɱé )[\w-]+', 'a name of outputs without its ending'),
    (r'\b[a-z]+-[a-z]+(?:-[a-z]+)*\b', 'names of messages and passes'),
    (r'(?<=%s)[\w-]+: (?=⟦)' % MARK, 'names of files'),
]
KEYS = ['watch', 'folder', 'to', 'inbox', 'converted', 'done', 'failed', 'originals', 'mode', 'settle', 'rescan', 'poll', 'patience',
        'messages', 'move', 'keep', 'delete', 'trash', 'auto', 'inotify', 'poll']
WATCH = [(r'(?<=: )\[[a-z ]+\](?=:)', 'groups of settings'),
         (r'inotify|systemctl --user|fs\.inotify\.\w+|sysctl', 'names of what the system has'),
         (r'(?<=\()(?:ext\d|tmpfs|overlay|overlayfs|xfs|btrfs|zfs|fuse\w*|nfs)(?=[:)])', 'names of file systems')]
PAGE = [(r'(?m)^(?:/|\+|K|PDF|HTML|Word)$', 'keys and formats'), *NAMES]


# ---- the same bytes in every language ----

def without_localised(value):
    """A message in JSON or SARIF but for the words in the user's language."""
    if isinstance(value, dict):
        inner = {k: without_localised(v) for k, v in value.items() if k != 'textLocalised'}
        return {k: v for k, v in inner.items() if not (k == 'properties' and v == {})}
    return [without_localised(v) for v in value] if isinstance(value, list) else value


class Same:
    """What is written, in every language, beside what is written in none."""

    def __init__(self, program, documents, findings, work):
        self.program, self.documents, self.findings, self.work = program, documents, findings, work

    def each(self, title, make):
        """MAKE(place, language) returns what must be the same: a dictionary of bytes or values."""
        wanted = None
        for speaks in (None, PSEUDO, *LANGUAGES):
            place = self.work / 'same'
            place.mkdir()
            got = make(place, speaks)
            wanted = got if wanted is None else wanted
            other = sorted(k for k in {*got, *wanted} if got.get(k) != wanted.get(k))
            self.findings.check('%s: the same in %s' % (title, speaks), wanted and not other, [
                (k, list(difflib.unified_diff(str(wanted.get(k)).splitlines(), str(got.get(k)).splitlines(), n=0))[:6]) for k in other[:4]])
            shutil.rmtree(place)

    def outputs(self, place, speaks):
        d = self.documents
        for n, path in enumerate([*d.samples, *d.pdfs[::3], *d.cases[::4]]):
            for more in ([], ['--comments', '--changes=all', '--text-style=reader']):
                stem = '%d%s' % (n, '-all' if more else '')
                names = [stem + '.' + kind for kind in ('html', 'odt', 'txt', 'rxml', 'json')]
                self.program.run('-q', *more, '-MD', '-MP', path, *(w for name in names for w in ('-o', name)), cwd=place, speaks=speaks)
        return {p.name: p.read_bytes() for p in place.iterdir()}

    def diagnostics(self, place, speaks):
        found, localised = {}, 0
        for path in [*self.documents.samples, *self.documents.strange, *self.documents.pdfs[:3], *self.documents.cases[::9],
                     *(p for p in self.documents.hostile if p.name.startswith(('zip-', 'xml-', 'doctype-'))), Path('checkk'), Path('no.docx')]:
            for kind in ('json', 'jsonl', 'sarif'):
                for words in (['check', '-Wextra', path], ['-Wextra', path, '-o', 'x.html']):
                    status, out, errors = self.program.run(*words, '--diagnostics-format=' + kind, cwd=place, speaks=speaks)
                    text = out + errors
                    localised += text.count('"textLocalised"')
                    parsed = [json.loads(line) for line in (text.splitlines() if kind == 'jsonl' else [text]) if line]
                    found['%s %s %s' % (words[0], kind, path.name)] = json.dumps([status, without_localised(parsed)], indent=1)
        self.findings.check('words in %s beside the English ones' % speaks, (localised > 0) == (speaks is not None), localised)
        return found

    def state(self, place, speaks):
        """What bulk remembers and reports, but for what tells of time, memory and this run."""
        d = self.documents
        (place / 'list').write_text('missing.docx\nmissing/one.pdf\n', encoding='ascii')
        self.program.run('bulk', *d.public(), '--files-from', 'list', '--out', 'web', '--to', 'html,json', '--collisions=suffix', '--index', '--workers', '1',
                         '--fail-on', 'none', cwd=place, speaks=speaks)
        state = place / 'web.referat'
        report = json.loads((state / 'report.json').read_text(encoding='utf-8'))
        for key in [k for k in report if re.match('began|milliseconds|microseconds|peak_|slowest', k)]:
            del report[key]
        lines = []
        for journal in sorted(state.glob('1/journal/*.journal')):
            for line in journal.read_text(encoding='utf-8').splitlines():
                fields = line.split('\t')
                if fields[0] == 'v':    # the clock, and the sum over the line
                    lines.append('\t'.join(fields[:3] + fields[6:-1]))
        found = {'report.json': json.dumps(report, indent=1), 'journal': '\n'.join(sorted(lines)),
                 'failures.tsv': (state / 'failures.tsv').read_text(encoding='utf-8')}
        found.update((p.name, p.read_bytes()) for p in (place / 'web').rglob('*') if p.is_file())
        return found

    def ledger(self, place, speaks):
        """What a watched folder remembers, and its results; notes and the page are for people."""
        inbox = place / 'Inbox'
        inbox.mkdir()
        for path in [*self.documents.samples[:3], *self.documents.strange]:
            shutil.copy(path, inbox)
        self.program.run('watch', '.', '--once', '--settle', '0', '--patience', '0', cwd=place, speaks=speaks)
        # what failed has the sum of its note there
        ledger = [line.split('\t') for line in (place / '.referat/ledger').read_text(encoding='utf-8').splitlines()]
        found = {'ledger': '\n'.join(sorted('\t'.join([f[0], *f[3:7], *f[7 if f[4] == 'ok' else 8:-1]]) for f in ledger if f[0] == 'file'))}
        found.update((p.name, p.read_bytes()) for p in (place / 'Converted').glob('*') if p.is_file() and p.name != 'index.html')
        return found

    def all(self):
        for part in ('outputs', 'diagnostics', 'state', 'ledger'):
            self.each(part, getattr(self, part))


# ---- whose language it is ----

class Which:
    def __init__(self, program, documents, findings, work):
        self.program, self.documents, self.findings, self.work = program, documents, findings, work

    def usage(self, **env):
        return self.program.run('--help', cwd=self.work, **{'LANG': '', 'LC_ALL': '', 'LC_MESSAGES': '', **env})[1]

    def all(self):
        spoken = {tag: self.program.run('--help', cwd=self.work, speaks=tag)[1] for tag in (*LANGUAGES, PSEUDO)}
        english = self.program.run('--help', cwd=self.work)[1]
        self.findings.check('languages differ', len({english, *spoken.values()}) == len(spoken) + 1)
        # LOCPATH leads nowhere: no locale of the system's is there but C, POSIX and C.UTF-8
        for wanted, env in (
                ('da', {'LANG': 'da_DK.UTF-8'}), ('da', {'LANG': 'da'}), ('da', {'LANG': 'da_DK'}), ('da', {'LANG': 'da_DK@euro'}),
                ('sv', {'LANG': 'sv_SE.ISO-8859-1'}), ('nb', {'LC_MESSAGES': 'nb_NO.UTF-8', 'LANG': 'C'}),
                ('de', {'LC_ALL': 'de_AT.UTF-8', 'LC_MESSAGES': 'da_DK.UTF-8'}), ('de', {'LANG': 'de_CH.UTF-8', 'LANGUAGE': ''}),
                ('sv', {'LANG': 'da_DK.UTF-8', 'LANGUAGE': 'sv'}), ('sv', {'LANG': 'da_DK.UTF-8', 'LANGUAGE': 'xx:sv:de'}),
                ('da', {'LANG': 'C.UTF-8', 'LANGUAGE': 'da_DK'}),
                (None, {'LC_ALL': 'C', 'LANG': 'da_DK.UTF-8', 'LANGUAGE': 'da'}), (None, {'LANG': 'C', 'LANGUAGE': 'da'}),
                (None, {'LC_ALL': 'POSIX', 'LANGUAGE': 'da'}), (None, {}), (None, {'LANG': 'xx_XX.UTF-8'}),
                (None, {'LANG': 'en_GB.UTF-8'}), (None, {'LANG': 'da_DK.UTF-8', 'LANGUAGE': 'en'})):
            self.findings.check('%s is %s' % (env, wanted or 'English'), self.usage(**env) == spoken.get(wanted, english))
        for wanted, words, settings, env in (
                ('da', ['--messages=da'], '', {'LANG': 'C'}), ('sv', ['--messages', 'sv'], '', {'LANG': 'da_DK.UTF-8'}),
                ('en', ['--messages=en'], '', {'LANG': 'C.UTF-8', 'LANGUAGE': 'da'}),
                ('nb', ['--messages=nb'], 'messages=de\n', {'LANG': 'da_DK.UTF-8'}), ('de', [], 'messages=de\n', {'LANG': 'da_DK.UTF-8'}),
                ('da', ['--messages=da'], '', {'LC_ALL': 'C'}), ('da', [], '', {'LANG': 'da_DK.UTF-8'})):
            place = self.work / 'which'
            (place / 'Inbox').mkdir(parents=True)
            (place / '.referat-watch.ini').write_text('[watch]\n' + settings, encoding='ascii')
            shutil.copy(self.documents.samples[0], place / 'Inbox')
            (place / 'Inbox/a.png').write_bytes(STRANGE['a.png'])
            self.program.run('watch', '.', '--once', '--settle', '0', *words, cwd=place, **env)
            page = (place / 'Converted/index.html').read_text(encoding='utf-8')
            found = re.search(r'<html[^>]* lang="([^"]*)"', page)
            self.findings.check('watch %s %r %s speaks %s' % (words, settings, env, wanted), found and found.group(1) == wanted, found)
            note = ''.join(p.read_text(encoding='utf-8') for p in (place / 'Failed').glob('*.txt'))
            self.findings.check('and so does its note', ('What is wrong' in note) == (wanted == 'en') and 'a.png' in note, note)
            shutil.rmtree(place)


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('program')
    p.add_argument('pack')
    p.add_argument('top', type=Path)
    p.add_argument('--show', action='store_true')
    p.add_argument('--unseen', action='store_true')
    p.add_argument('--only', default='')
    args = p.parse_args()
    if not shutil.which('msgfmt'):
        print('no msgfmt here: leaving out the language that nobody speaks')
        return 77
    args.top = args.top.resolve()
    with tempfile.TemporaryDirectory(prefix='referat-pseudo-') as folder:
        work = Path(folder).resolve()
        program = Program(os.path.abspath(args.program), work / 'built')
        texts = make_catalogue((args.top / 'src/po/referat.pot').read_text(encoding='utf-8'), program.locales / PSEUDO / 'LC_MESSAGES')
        findings = Findings(args.show)
        documents = Documents(os.path.abspath(args.pack), args.top, work)
        everything = Everything(program, documents, findings, work)
        for part in ('help', 'explanations', 'mistakes', 'conversions', 'checks', 'bulk', 'watch', 'install'):
            if args.only in ('', part):
                getattr(everything, part)()
        for part in (Same, Which):
            if args.only in ('', part.__name__.lower()):
                part(program, documents, findings, work).all()
        seen = len(findings.seen) / len(texts)
        print('%d of %d texts were brought out' % (len(findings.seen), len(texts)))
        if args.unseen:
            print('\n'.join('unseen: %r' % text for i, text in enumerate(texts) if i not in findings.seen))
        if not args.only:
            findings.check('enough was brought out', seen >= LEAST_SEEN, seen)
    print('%d checks, %d failed' % (findings.checks, findings.bad))
    return 1 if findings.bad else 0


if __name__ == '__main__':
    sys.exit(main())
