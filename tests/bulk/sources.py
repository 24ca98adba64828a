#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `referat bulk` takes as sources, what it calls the outputs, and that every source gets a verdict.

usage: sources.py PROGRAM TOP

The other scripts of this folder take their helpers from here.
"""
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote_to_bytes

TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
             'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
             'Target="word/document.xml"/></Relationships>')
DOCUMENT = ('<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
            '</w:document>')


# ---- documents ----

def docx(*paragraphs):
    """The bytes of a document that says @paragraphs."""
    body = ''.join('<w:p><w:r><w:t>%s</w:t></w:r></w:p>' % text for text in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w') as archive:
        for name, text in (('[Content_Types].xml', TYPES), ('_rels/.rels', RELATIONS), ('word/document.xml', DOCUMENT % body)):
            archive.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()


def long_docx(seed, paragraphs):
    """A document whose size and words depend on @seed."""
    words = random.Random(seed)
    return docx('Minutes number %s' % seed, *(
        ' '.join(words.choice(('budget', 'vote', 'road', 'chair', 'was', 'the', 'approved', 'by')) for _ in range(30))
        for _ in range(paragraphs)))


def put(path, data):
    path = os.fsencode(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)
    return path


# ---- running and looking ----

class Bench:
    """A folder for a test, the program, and what was found."""

    def __init__(self, title):
        if len(sys.argv) < 3:
            sys.exit('usage: %s PROGRAM TOP' % title)
        self.program, self.top = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
        self.title, self.faults, self.done, self.skipped = title, 0, 0, 0
        self.root = Path(tempfile.mkdtemp(prefix='referat-%s-' % title))
        os.chmod(self.root, 0o755)
        self.sanitized = b'__asan_init' in self.program.read_bytes()
        self.patience = 8 if self.sanitized else 1
        os.environ.setdefault('ASAN_OPTIONS', 'detect_leaks=0')

    def folder(self, name):
        path = self.root / name
        path.mkdir()
        return path

    def check(self, text, good, told=''):
        self.done += 1
        self.faults += 0 if good else 1
        print('%s %s%s' % ('ok  ' if good else 'BAD ', text, '' if good or told == '' else ': %s' % (str(told)[:700],)), flush=True)
        return good

    def skip(self, text, why):
        self.skipped += 1
        print('skip %s: %s' % (text, why), flush=True)

    def bulk(self, *words, cwd=None, limit=60, **more):
        """Runs `referat bulk`; what it said is text, whatever bytes there were."""
        if 'input' not in more:
            more.setdefault('stdin', subprocess.DEVNULL)
        try:
            run = subprocess.run([self.program, 'bulk', *words], capture_output=True, cwd=cwd or self.root,
                                 timeout=limit * self.patience, **more)
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(words, -99, '', 'NEVER ENDED: %s' % (late.stderr or b'')[-300:])
        return subprocess.CompletedProcess(words, run.returncode, run.stdout.decode(errors='replace'),
                                           run.stderr.decode(errors='replace'))

    def start(self, *words, program=None, **more):
        """The same in the background, in a process group of its own."""
        more.setdefault('stderr', subprocess.PIPE)
        return subprocess.Popen([program or self.program, 'bulk', *words], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, cwd=more.pop('cwd', self.root), start_new_session=True, **more)

    def end(self):
        for folder, names, _ in os.walk(self.root):
            for path in (os.path.join(folder, name) for name in names):
                if not os.path.islink(path):
                    os.chmod(path, 0o755)
        shutil.rmtree(os.fsencode(self.root), ignore_errors=True)
        print('%s: %d checks, %d faults, %d skipped' % (self.title, self.done, self.faults, self.skipped))
        return 1 if self.faults else 0


def tree(out):
    """Every file below @out, but for what runs that were killed left: its name in bytes, and what it holds."""
    out, found = os.fsencode(out), {}
    for folder, folders, names in os.walk(out):
        folders[:] = [name for name in folders if not name.startswith(b'.referat-')]
        for name in names:
            if name.startswith(b'.referat-lock-'):
                continue
            path = os.path.join(folder, name)
            with open(path, 'rb') as file:
                found[os.path.relpath(path, out)] = file.read()
    return found


def litter(out):
    return [name for folder, folders, names in os.walk(out) for name in folders + names if name.startswith('.referat-')]


def sum_of(text):
    total = 2166136261
    for byte in text:
        total = ((total ^ byte) * 16777619) & 0xffffffff
    return total


def records(path):
    """The whole lines of a manifest or journal, as lists of fields in bytes; none where there is no such file."""
    if not Path(path).exists():
        return
    for line in Path(path).read_bytes().split(b'\n')[:-1]:
        text, _, said = line.rpartition(b'\t')
        try:
            if text and int(said, 16) == sum_of(text):
                yield [unquote_to_bytes(field) for field in text.split(b'\t')]
        except ValueError:
            continue


def generation(state):
    numbers = [int(entry.name) for entry in Path(state).glob('[0-9]*') if (entry / 'manifest').exists()]
    return Path(state) / str(max(numbers, default=0))


def entries(state):
    """Of the last plan: name, with the archive's for a member, to its fields."""
    found = {}
    for fields in records(generation(state) / 'manifest'):
        if fields[0] in (b'f', b'm'):
            found[int(fields[1])] = {'path': fields[9], 'member': fields[10] if fields[0] == b'm' else None, 'name': fields[11],
                                     'stem': fields[12], 'planned': fields[6].decode(), 'note': fields[13].decode(errors='replace')}
    return found


def verdicts(state):
    """Of the last plan: name of each entry to its verdict; journals are read in the order of their names, as the last says."""
    plan, said = entries(state), {}
    for path in sorted((generation(state) / 'journal').glob('*.journal')):
        for fields in records(path):
            if fields[0] in (b'v', b'k'):
                said[int(fields[1])] = fields[2].decode()
    found = {}
    for id, entry in plan.items():
        name = entry['name'] if entry['member'] is None else entry['path'] + b'//' + entry['member']
        found[name] = entry['planned'] or said.get(id, 'none')
    return found


def converted(state):
    """How many conversions the journals of the last plan tell of."""
    return sum(1 for path in (generation(state) / 'journal').glob('*.journal') for fields in records(path) if fields[0] == b'v')


def report(state):
    return json.loads((Path(state) / 'report.json').read_text(encoding='utf8'))


def good(verdict):
    return verdict in ('ok', 'ok-with-loss')


# ---- checks ----

def folders(bench):
    top = bench.folder('folders')
    for name in ('a.docx', 'sub/b.docx', 'sub/deep/c.docx', 'other/d.docx', 'other/notes.bin'):
        put(top / 'in' / name, docx(name) if name.endswith('docx') else b'\1\2\3')
    run = bench.bulk('in', '--out', 'o', '--to', 'html,text', cwd=top)
    want = {b'a.html', b'a.txt', b'sub/b.html', b'sub/b.txt', b'sub/deep/c.html', b'sub/deep/c.txt', b'other/d.html', b'other/d.txt'}
    bench.check('folders are mirrored', set(tree(top / 'o')) == want and run.returncode == 0, (run, sorted(tree(top / 'o'))))
    bench.check('what is of no format is only found, and no failure', verdicts(top / 'o.referat').get(b'other/notes.bin') == 'unsupported')
    for title, words, names in (
            ('--include of last parts', ('--include', 'b.*', '--include', 'c.docx'), {b'sub/b.html', b'sub/deep/c.html'}),
            ('--include of whole names', ('--include', 'sub/*'), {b'sub/b.html'}),
            ('--exclude of files', ('--exclude', 'a.docx', '--exclude', '*.bin'), {b'sub/b.html', b'sub/deep/c.html', b'other/d.html'}),
            ('--exclude of folders', ('--exclude', 'sub'), {b'a.html', b'other/d.html'})):
        bench.bulk('in', '--out', title, '--to', 'html', *words, cwd=top)
        bench.check(title, set(tree(top / title)) == names, sorted(tree(top / title)))
    for name in ('a.docx', 'sub/b.docx'):
        os.utime(top / 'in' / name, (1600000000, 1600000000))
    bench.bulk('in', '--out', 'since', '--to', 'html', '--since', '2021-01-01', cwd=top)
    bench.check('--since', set(tree(top / 'since')) == {b'sub/deep/c.html', b'other/d.html'}, sorted(tree(top / 'since')))
    run = bench.bulk('missing', '--out', 'no', '--to', 'html', cwd=top)
    bench.check('a source that is not there: 66', run.returncode == 66, run)
    run = bench.bulk('in/other/notes.bin', '--out', 'named', '--to', 'html', cwd=top)
    bench.check('a file that was named and is of no format: 1', run.returncode == 1, run)
    run = bench.bulk('in', '--out', 'dry', '--to', 'html', '--dry-run', cwd=top)
    bench.check('--dry-run names all', run.returncode == 0 and run.stdout.count('convert\t') == 5, run)
    bench.check('--dry-run writes nothing', not (top / 'dry').exists() and not (top / 'dry.referat').exists())
    with open('/dev/full', 'w') as full:
        status = subprocess.run([bench.program, 'bulk', 'in', '--out', 'dry', '--to', 'html', '--dry-run'], cwd=top, stdout=full,
                                stderr=subprocess.DEVNULL).returncode
    bench.check('--dry-run tells when it cannot print', status != 0, status)
    run = bench.bulk('--merge', '--out', 'mistyped', '--to', 'html', cwd=top)
    bench.check('--merge of nothing: 78, and makes no folders', run.returncode == 78 and not (top / 'mistyped').exists(), run)
    for words in (('--max-load', 'abc'), ('--rate', 'nan'), ('--max-failures', 'nan'), ('--max-failures', '1e30'), ('--rate', '0'),
                  ('--since', 'soon'), ('--retry-failed=unsupported',), ('--layout', '../{stem}.{ext}'), ('--layout', 'x.{ext}')):
        run = bench.bulk('in', '--out', 'dry', '--to', 'html', '--dry-run', *words, cwd=top)
        bench.check('refused: %s' % ' '.join(words), run.returncode == 64, run)


def lists(bench):
    top = bench.folder('lists')
    strange = [b'plain.docx', b'with\nnewline.docx', b'-leading.docx', b'not \xff\xfe utf8.docx', b'per%41cent.docx', b'tab\there.docx',
               'Bøf og Æg.docx'.encode(), b'x' * 250 + b'.docx', 'ø'.encode() * 124 + b'y.docx', b'.docx']
    for name in strange:
        put(os.path.join(os.fsencode(top), b'in', name), docx('strange'))
    listed = b''.join(b'in/' + name + b'\0' for name in strange)
    run = bench.bulk('--files-from', '-', '-0', '--out', 'nul', '--to', 'html', cwd=top, input=listed)
    found = tree(top / 'nul')
    bench.check('--files-from - -0: all names', run.returncode == 0 and len(found) == len(strange), (run, len(found)))
    bench.check('bytes of names are kept', {b'in/with\nnewline.html', b'in/-leading.html', b'in/not \xff\xfe utf8.html', b'in/per%41cent.html',
                                            b'in/tab\there.html'} <= set(found), sorted(found))
    bench.check('long names are cut between characters', all(len(os.path.basename(name)) <= 255 for name in found)
                and sum('ø'.encode() in name and os.path.basename(name).decode() != '' for name in found) >= 1)
    run = bench.bulk('in', '--out', 'all', '--to', 'html', cwd=top)
    short = {name[3:] for name in found if b'~' not in name}
    bench.check('a folder gives the same', run.returncode == 0 and short <= set(tree(top / 'all')) and len(tree(top / 'all')) == len(found),
                (run, sorted(tree(top / 'all'))))
    run = bench.bulk('--', '-leading.docx', '--out', 'dash', '--to', 'html', cwd=top / 'in')
    run = run if run.returncode == 0 else bench.bulk('--out', 'dash', '--to', 'html', '--', '-leading.docx', cwd=top / 'in')
    bench.check('a name with a leading - behind --', run.returncode == 0 and set(tree(top / 'in' / 'dash')) == {b'-leading.html'}, run)
    told = (top / 'all.referat' / 'report.json').read_text(encoding='utf8')
    bench.check('reports escape what is no text', 'not %FF%FE utf8.docx' in told and 'with%0Anewline' in told)
    run = bench.bulk('--files-from', '-', '--out', 'lines', '--to', 'html', cwd=top, input=b'in/plain.docx\n\nin\nin/gone.docx\n-none.docx')
    said = verdicts(top / 'lines.referat')
    bench.check('--files-from - by lines; folders in it are passed over; what is missing is told',
                good(said.pop(b'in/plain.docx', '')) and said == {b'in/gone.docx': 'io', b'-none.docx': 'io'} and run.returncode == 1, (run, said))
    run = bench.bulk('--files-from', '-', '-0', '--out', 'twice', '--to', 'html', cwd=top, input=b'in/plain.docx\0./in//plain.docx\0')
    bench.check('the same file named twice is converted once', sorted(Counter(e['planned'] for e in entries(top / 'twice.referat').values()).items())
                == [('', 1), ('duplicate', 1)] and run.returncode == 0, run)
    for name in ('one', 'two'):
        put(top / name / 'm.docx', docx('standing in ' + name))
    bench.bulk('.', '--out', '../moved', '--to', 'html', '--plan', cwd=top / 'one')
    bench.bulk('.', '--out', '../moved', '--to', 'html', cwd=top / 'two')
    bench.check('"." of another folder is another source', b'standing in two' in tree(top / 'moved').get(b'm.html', b''))
    bench.bulk('--files-from', '-', '--out', 'list', '--to', 'html', '--plan', cwd=top, input=b'one/m.docx\n')
    bench.bulk('--files-from', '-', '--out', 'list', '--to', 'html', cwd=top, input=b'two/m.docx\n')
    bench.check('another list on standard input is another source', set(tree(top / 'list')) == {b'two/m.html'}, sorted(tree(top / 'list')))


def many(bench):
    top = bench.folder('many')
    os.mkdir(top / 'in')
    for i in range(10000):
        with open(top / 'in' / ('%05d.dat' % i), 'wb') as file:
            file.write(b'' if i % 2 else b'%d' % i)
    run = bench.bulk('in', '--out', 'o', '--to', 'text', '--workers', '2', cwd=top, limit=30)
    told = report(top / 'o.referat')
    bench.check('10,000 files in a folder: each has its verdict', run.returncode in (0, 1, 78) and told['documents'] == 10000
                and told['verdicts']['none'] == 0, (run, told['verdicts']))


def specials(bench):
    top = bench.folder('specials')
    put(top / 'in' / 'a.docx', docx('a'))
    put(top / 'else' / 'b.docx', docx('b'))
    os.mkfifo(top / 'in' / 'fifo.docx')
    (top / 'in' / 'link.docx').symlink_to('../else/b.docx')
    (top / 'in' / 'linked').symlink_to('../else')
    (top / 'in' / 'nowhere.docx').symlink_to('gone')
    (top / 'in' / 'sub').mkdir()
    (top / 'in' / 'sub' / 'loop').symlink_to('..')
    for name in ('~$a.docx', '.~lock.a.docx#'):
        put(top / 'in' / name, b'somebody')
    run = bench.bulk('in', '--out', 'o', '--to', 'html', cwd=top)
    said = verdicts(top / 'o.referat')
    bench.check('a fifo is not opened', run.returncode == 0 and said[b'fifo.docx'] == 'skipped', (run, said))
    bench.check('links are not followed, and told', said[b'link.docx'] == said[b'linked'] == said[b'nowhere.docx'] == said[b'sub/loop'] == 'skipped', said)
    bench.check('lock files of word processors are left alone', said[b'~$a.docx'] == said[b'.~lock.a.docx#'] == 'skipped', said)
    bench.check('only the document is converted', set(tree(top / 'o')) == {b'a.html'}, sorted(tree(top / 'o')))
    run = bench.bulk('in', '--out', 'f', '--to', 'html', '--follow', cwd=top)
    found, said = sorted(tree(top / 'f')), verdicts(top / 'f.referat')
    bench.check('--follow: files and folders, and no link that leads nowhere', {b'a.html', b'link.html', b'linked/b.html'} <= set(found)
                and said[b'nowhere.docx'] == 'skipped', (run, said))
    bench.check('--follow: a loop to the source itself adds nothing', len(found) == 3, found)
    os.mkfifo(top / 'alone')
    run = bench.bulk('alone', '--out', 'p', '--to', 'html', cwd=top, limit=5)
    bench.check('a fifo that was named is not opened', run.returncode in (0, 1), run)
    deep = top / 'deep' / '/'.join('d' * 250 for _ in range(3))
    put(deep / 'x.docx', docx('deep'))
    bench.check('deep folders', bench.bulk('deep', '--out', 'dd', '--to', 'html', cwd=top).returncode == 0 and len(tree(top / 'dd')) == 1)
    below = top / 'bottomless'
    below.mkdir()
    folder = os.open(below, os.O_RDONLY)
    for _ in range(230):
        os.mkdir('d', dir_fd=folder)
        folder, last = os.open('d', os.O_RDONLY, dir_fd=folder), folder
        os.close(last)
    os.close(folder)
    run = bench.bulk('bottomless', '--out', 'bb', '--to', 'html', cwd=top)
    said = verdicts(top / 'bb.referat')
    bench.check('folders without end have a verdict', 'limit' in said.values() and run.returncode == 1, (run, said))
    unreadable(bench, top)


def unreadable(bench, top):
    put(top / 'mine' / 'shut.docx', docx('shut'))
    put(top / 'mine' / 'folder' / 'c.docx', docx('c'))
    put(top / 'mine' / 'listed' / 'd.docx', docx('d'))
    (top / 'u').mkdir()
    for path, mode in (('mine/shut.docx', 0), ('mine/folder', 0), ('mine/listed', 0o444), ('u', 0o777)):
        os.chmod(top / path, mode)
    user = {'user': 65534, 'group': 65534, 'extra_groups': []} if os.getuid() == 0 else {}
    if user and subprocess.run([bench.program, '--version'], capture_output=True, **user).returncode != 0:
        return bench.skip('what cannot be read', 'we are root, and nobody may not run %s' % bench.program)
    run = bench.bulk(str(top / 'mine'), '--out', str(top / 'u' / 'o'), '--to', 'html', cwd='/', **user)
    said = verdicts(top / 'u' / 'o.referat')
    bench.check('an unreadable file is told', said.get(b'shut.docx') == 'io' and run.returncode == 1, (run, said))
    bench.check('an unreadable folder is told', said.get(b'folder') == 'io', said)
    bench.check('what a folder lists and does not show is told', any(name.startswith(b'listed') for name in said), said)


def collisions(bench):
    top = bench.folder('collisions')
    sets = {
        'two formats': ('a.docx', 'a.rxml'), 'capitals': ('A.docx', 'a.docx'),
        'composed': (unicodedata.normalize('NFC', 'Åse.docx'), unicodedata.normalize('NFD', 'Åse.docx')),
        'capital folders': ('Sub/a.docx', 'sub/a.docx')}
    for title, names in sets.items():
        for name in names:
            put(top / title / name, docx(name))
        run = bench.bulk(title, '--out', 'o ' + title, '--to', 'html', cwd=top)
        bench.check('collision refused: %s' % title, run.returncode == 64 and 'would both become' in run.stderr and not tree(top / ('o ' + title)), run)
    run = bench.bulk('two formats', '--out', 's', '--to', 'html', '--collisions', 'suffix', cwd=top)
    bench.check('--collisions=suffix keeps endings', set(tree(top / 's')) == {b'a.docx.html', b'a.rxml.html'} or
                set(tree(top / 's')) == {b'a.docx.html'} and run.returncode in (0, 1), (run, sorted(tree(top / 's'))))
    run = bench.bulk('capitals', '--out', 'c', '--to', 'html', '--collisions', 'suffix', cwd=top)
    bench.check('endings do not tell A from a: refused', run.returncode == 64, run)
    put(top / 'both' / 'a.docx', docx('a'))
    put(top / 'both' / 'a.html' / 'b.docx', docx('b'))
    run = bench.bulk('both', '--out', 'b', '--to', 'html', cwd=top)
    bench.check('an output that is a folder of others is found in planning', run.returncode == 64, run)
    put(top / 'indexed' / 'index.docx', docx('the document called index'))
    run = bench.bulk('indexed', '--out', 'x', '--to', 'html', '--index', cwd=top)
    bench.check('--index does not write over an output', run.returncode == 64 and not tree(top / 'x'), run)
    for name, text in (('1.docx', 'same'), ('2.docx', 'same'), ('3.docx', 'else')):
        put(top / 'alike' / name, docx(text))
    run = bench.bulk('alike', '--out', 'd', '--to', 'html', '--duplicates', 'skip', cwd=top)
    bench.check('--duplicates=skip converts the first', set(tree(top / 'd')) == {b'1.html', b'3.html'} and run.returncode == 0
                and verdicts(top / 'd.referat')[b'2.docx'] == 'duplicate', (run, verdicts(top / 'd.referat')))


def encrypt(data):
    """Sets the flag of encryption on all members of a zip."""
    data = bytearray(data)
    for magic, at in ((b'PK\3\4', 6), (b'PK\1\2', 8)):
        found = data.find(magic)
        while found >= 0:
            data[found + at] |= 1
            found = data.find(magic, found + 4)
    return bytes(data)


def zipped(members, when=(2020, 1, 2, 3, 4, 6)):
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w') as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, when), data)
    return file.getvalue()


def archives(bench):
    top = bench.folder('archives')
    inner = zipped([('q.docx', docx('q'))])
    put(top / 'in' / 'z.zip', zipped([('a.docx', docx('a')), ('sub/b.docx', docx('b')), ('in.zip', inner), ('../evil.docx', docx('evil')),
                                      ('/abs.docx', docx('abs'))]))
    put(top / 'in' / 'locked.zip', encrypt(zipped([('l.docx', docx('locked'))])))
    put(top / 'in' / 'cut.zip', zipped([('a.docx', docx('a'))])[:300])
    with tarfile.open(top / 'in' / 't.tar.gz', 'w:gz') as archive:
        for name, data in (('t/a.docx', docx('ta')), ('../../evil.docx', docx('evil'))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo('t/link.docx')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        archive.addfile(link)
    run = bench.bulk('in', '--out', 'o', '--to', 'text', cwd=top)
    found = set(tree(top / 'o'))
    said = {(os.path.basename(name.split(b'//')[0]), name.split(b'//')[-1] if b'//' in name else b''): verdict
            for name, verdict in verdicts(top / 'o.referat').items()}
    bench.check('members of zip and tar.gz', {b'z.zip/a.txt', b'z.zip/sub/b.txt', b't.tar.gz/t/a.txt'} <= found, (run, sorted(found)))
    bench.check('names that lead out are refused', not list(bench.root.glob('**/evil.*')) and said.get((b'z.zip', b'../evil.docx')) == 'damaged', said)
    bench.check('an archive in an archive is left alone', said.get((b'z.zip', b'in.zip')) == 'unsupported', said)
    bench.check('encrypted members are told', 'encrypted' in (said.get((b'locked.zip', b'l.docx')), said.get((b'locked.zip', b''))), said)
    bench.check('a cut archive is told', said.get((b'cut.zip', b'')) == 'damaged', said)
    bench.check('links in archives are told', said.get((b't.tar.gz', b't/link.docx')) == 'skipped', said)
    bench.check('the exit status tells of them', run.returncode == 1, run)
    run = bench.bulk('in/z.zip', '--out', 'one', '--to', 'text', cwd=top)
    bench.check('an archive by name', {b'a.txt', b'sub/b.txt'} <= set(tree(top / 'one')), sorted(tree(top / 'one')))
    run = bench.bulk('in', '--out', 'inc', '--to', 'text', '--include', 'b.*', cwd=top)
    bench.check('--include for members', set(tree(top / 'inc')) == {b'z.zip/sub/b.txt'}, sorted(tree(top / 'inc')))
    put(top / 'same' / 'm.zip', zipped([('m.docx', docx('first words'))]))
    bench.bulk('same', '--out', 'k', '--to', 'text', '--checksum', cwd=top)
    put(top / 'same' / 'm.zip', zipped([('m.docx', docx('other words'))]))
    bench.bulk('same', '--out', 'k', '--to', 'text', '--checksum', cwd=top)
    bench.check('--checksum: another content of the same size and time in an archive is seen', b'other words' in tree(top / 'k').get(b'm.zip/m.txt', b''),
                tree(top / 'k'))


def layouts(bench):
    top = bench.folder('layouts')
    for i in range(20):
        put(top / 'in' / ('f%d' % (i % 3)) / ('d%d.docx' % i), docx(str(i)))
    bench.bulk('in', '--out', 'h', '--to', 'html', '--layout', 'hashed', cwd=top)
    found = tree(top / 'h')
    bench.check('--layout hashed', len(found) == 20 and all(re.fullmatch(rb'[0-9a-f]{2}/[0-9a-f]{2}/d\d+-[0-9a-f]{16}\.html', name) for name in found), sorted(found)[:3])
    bench.bulk('in', '--out', 'own', '--to', 'html', '--layout', 'all/{dir}-{stem}.{suffix}.{ext}', cwd=top)
    bench.check('--layout of our own', b'all/f0-d0.docx.html' in tree(top / 'own'), sorted(tree(top / 'own'))[:3])
    bench.bulk('in', '--out', 'in/out', '--to', 'html', cwd=top)
    first = tree(top / 'in' / 'out')
    run = bench.bulk('in', '--out', 'in/out', '--to', 'html', cwd=top)
    bench.check('output inside the source: the second run finds nothing new', len(first) == 20 and tree(top / 'in' / 'out') == first
                and run.returncode == 0 and not converted(top / 'in' / 'out.referat'), run)
    shutil.rmtree(top / 'in' / 'out')
    shutil.rmtree(top / 'in' / 'out.referat')
    for formats in ('html', 'html,odt,text'):
        name = 'in' + str(len(formats))
        shutil.copytree(top / 'in', top / name)
        first = bench.bulk(name, '--out', name, '--to', formats, cwd=top)
        before = tree(top / name)
        run = bench.bulk(name, '--out', name, '--to', formats, cwd=top)
        bench.check('output in the source itself, %s: twice' % formats, first.returncode == run.returncode == 0 and tree(top / name) == before
                    and len(before) == 20 + 20 * len(formats.split(',')), (first, run))
    put(top / 'rx' / 'a.docx', docx('a'))
    source = docx('never to be written over')
    put(top / 'over' / 'a.odt', source)
    run = bench.bulk('over', '--out', 'over', '--to', 'odt', cwd=top)
    bench.check('a source is never written over', tree(top / 'over')[b'a.odt'] == source, run)


def tars(bench):
    top = bench.folder('tars')
    for i in range(12):
        put(top / 'in' / 'sub' / ('d%02d.docx' % i), docx('tar %d' % i))
    (top / 'in' / 'link.docx').symlink_to('gone')
    run = bench.bulk('in', '--out', 'out.tar', '--to', 'html,text', cwd=top)
    if 'not yet' in run.stderr:
        return bench.skip('--out out.tar', 'the program says: not yet')
    if not bench.check('--out out.tar is written', run.returncode == 0 and (top / 'out.tar').exists(), run):
        return None
    with tarfile.open(top / 'out.tar') as archive:
        names = [member.name for member in archive if member.isreg()]
        first = archive.extractfile(names[0]).read()
    bench.check('it holds all, in the order of names', len(names) == 24 and names == sorted(names), names)
    bench.bulk('in', '--out', 'plain', '--to', 'html,text', cwd=top)
    bench.check('with the bytes that a tree has', first == tree(top / 'plain').get(names[0].encode()), names[0])
    lines = Path(top, 'out.tar.index.tsv').read_text(encoding='utf8').splitlines()
    data = (top / 'out.tar').read_bytes()
    rows = [line.split('\t') for line in lines if line.split('\t')[1:2] and line.split('\t')[1].isdigit()]
    plain = tree(top / 'plain')
    bench.check('the index leads to the bytes', len(rows) == 24 and all(data[int(at):int(at) + int(size)] == plain[name.encode()]
                                                                       for name, at, size in rows), rows[:2])
    bench.bulk('in', '--out', 'again.tar', '--to', 'html,text', cwd=top)
    bench.check('the same outputs make the same bytes', (top / 'again.tar').read_bytes() == data)
    stamp = (top / 'out.tar').stat().st_mtime_ns
    run = bench.bulk('in', '--out', 'out.tar', '--to', 'html,text', cwd=top)
    bench.check('up to date: nothing is converted, though there is something to skip', run.returncode == 0 and not converted(top / 'out.tar.referat')
                and (top / 'out.tar').stat().st_mtime_ns == stamp, run)
    for _ in range(2):
        run = bench.bulk('in', '--out', 'in/own.tar', '--to', 'html,text', cwd=top)
    said = verdicts(top / 'in' / 'own.tar.referat')
    bench.check('a tar that lies in the source is no source of the next run', not any(b'own.tar' in name for name in said), sorted(said)[:4])
    return None


def main():
    bench = Bench('sources')
    try:
        for part in (folders, lists, many, specials, collisions, archives, layouts, tars):
            part(bench)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
