#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every example of referat.mk(7) and referat-cmake(7), copied out of the built pages and run with an installed referat, in
a folder as the page supposes it. Comments before an example say what it is:

  example: NAME    a new folder          file: NAMES     the next lines are these files
  needs: TOOLS     else it is left out   run: [COMMAND]  the command, or else the next lines, are run
  makes: NAMES     these are there afterwards, not empty, and running it again leaves them alone

usage: snippets.py PREFIX TOP PAGE...
"""
import re
import shutil
import sys
from pathlib import Path

from project import Checks, changed, later, need, state

SIGNS = {'\\-': '-', '\\e': '\\', '\\&': '', '\\(aq': "'", '\\(ti': '~', '\\(ha': '^', '\\(ga': '`'}


def plain(line):
    """A line of roff as the reader sees it."""
    line = re.sub(r'\\\(..|\\.', lambda m: SIGNS.get(m.group(), '\0' + m.group()), line)
    if '\0' in line or line.startswith("'"):
        raise ValueError('an example has a sign that is not understood: %r' % line)
    return line


class Example:
    def __init__(self, name):
        self.name, self.files, self.script, self.makes, self.needs = name, {}, None, [], []


class Page:
    """The examples of a page, and the blocks that nobody runs."""

    def __init__(self, path):
        self.examples, self.unused, self.lines = [], [], []
        names, run, block = [], False, None
        for line in Path(path).read_text(encoding='utf8').split('\n'):
            word, _, rest = line[4:].partition(':') if line.startswith('.\\" ') else ('', '', '')
            if line in ('.EX', '.nf'):
                block = []
            elif line in ('.EE', '.fi') and block is not None:
                self.use(block, names, run)
                names, run, block = [], False, None
            elif block is not None:
                block.append(plain(line))
            elif word == 'example':
                self.examples.append(Example(rest.strip()))
            elif word == 'file':
                names = rest.split()
            elif word == 'needs':
                self.examples[-1].needs += rest.split()
            elif word == 'run' and rest.strip():
                self.examples[-1].script = rest.strip()
            elif word == 'run':
                run = True
            elif word == 'makes':
                self.examples[-1].makes += rest.split()

    def use(self, block, names, run):
        text = '\n'.join(block) + '\n'
        self.lines += block
        if run:
            self.examples[-1].script = text
        elif names:
            self.examples[-1].files.update(dict.fromkeys(names, text))
        else:
            self.unused.append(block)


def supply(folder, top):
    """What the examples suppose to be there."""
    minutes = Path(top) / 'samples/make/minutes'
    april, may = minutes / '2024/april.docx', minutes / '2024/district.docx'
    for name, source in {'minutes/2024/april.docx': april, 'minutes/2024/may.docx': may, 'march.docx': april, 'may.docx': may,
                         'minutes/2019.pdf': next(minutes.rglob('*.pdf')), 'board/april.docx': april, 'council/may.docx': may}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / name)
    (folder / 'minutes/2024/~$april.docx').write_text('what a word processor puts beside an open document')
    (folder / 'house.css').write_text('h1 { color: green }\n')
    (folder / 'words.ini').write_text('[language]\ntag=en\n\n[attendance]\npresent=+Crew\n')


def run(t, page, example, top):
    missing = [tool for tool in example.needs if shutil.which(tool) is None]
    if missing:
        print('left out %s: %s is not installed' % (example.name, ' '.join(missing)))
        return
    folder = t.folder(page, example.name)
    supply(folder, top)
    for name, text in example.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding='utf8')
    status, said = t.run('sh', '-e', '-c', example.script, cwd=folder)
    t.check('%s: %s' % (example.name, ' && '.join(example.script.strip().split('\n'))), status == 0, said)
    t.same('... makes what it should', [n for n in example.makes if not (folder / n).is_file() or (folder / n).stat().st_size == 0], [])
    later()
    before = state(folder)
    status, said = t.run('sh', '-e', '-c', example.script, cwd=folder)
    t.same('... and again: leaves it alone', (status, [n for n in changed(before, state(folder)) if n in example.makes]), (0, []))


def look(t, path, page):
    """The page as roff, and that the reader sees what is run."""
    for words in (('groff', '-man', '-ww', '-Tutf8', '-z', path), ('mandoc', '-T', 'lint', '-W', 'warning', path)):
        if shutil.which(words[0]):
            t.same('%s has nothing to say' % words[0], t.run(*words), (0, ''))
    if shutil.which('mandoc'):
        shown = re.sub('.\b', '', t.works('mandoc shows it', 'mandoc', '-T', 'utf8', '-O', 'width=200', path))
        shown = {' '.join(line.split()) for line in shown.split('\n')}
        t.same('the examples are shown as they are run', [line for line in page.lines if ' '.join(line.split()) not in shown], [])


class Snippets(Checks):
    def folder(self, page, name):
        path = self.root / page / name
        path.mkdir(parents=True)
        return path


def main():
    prefix, top = Path(sys.argv[1]), sys.argv[2]
    need('make', 'cmake', 'ninja', 'pkg-config')
    t = Snippets('snippets', prefix / 'bin/referat')
    t.environment['PKG_CONFIG_PATH'] = ':'.join(str(p) for p in prefix.glob('lib*/**/pkgconfig'))
    t.environment['CMAKE_PREFIX_PATH'] = str(prefix)
    t.environment['LD_LIBRARY_PATH'] = ':'.join(str(p.parent) for p in prefix.glob('lib*/**/libreferat.so'))
    for path in sys.argv[3:]:
        name = Path(path).name
        print('-- %s' % name)
        page = Page(path)
        look(t, path, page)
        t.same('nothing in it is left unrun', page.unused, [])
        t.same('every example has a command', [e.name for e in page.examples if not e.script or not e.makes], [])
        t.check('it has examples', len(page.examples) >= 5, len(page.examples))
        for example in page.examples:
            if example.script:
                run(t, name, example, top)
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
