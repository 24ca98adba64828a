#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""referat.mk: samples/make is built, touched, broken and mended; then each variable and each promise of referat.mk(7).

usage: make.py PROGRAM TOP SHARE
"""
import shutil
import sys
import time
from pathlib import Path

from project import Checks, Project, changed, later, need, state, touch, write


class Make(Project):
    words = ()

    def build(self, *more):
        return self.t.run('make', *self.words, *more, cwd=self.folder)

    def quiet(self, status, said):
        return status == 0 and 'referat ' not in said and self.build('-q') == (0, '')


class Setting:
    """A folder with a makefile that includes referat.mk, and a few documents."""

    def __init__(self, t, share, top):
        self.t, self.makefile, self.number = t, Path(share) / 'referat/referat.mk', 0
        self.minutes = Path(top) / 'samples/make/minutes/2024'

    def new(self, text, *documents):
        self.number += 1
        folder = self.t.root / ('setting-%d' % self.number)
        for i, name in enumerate(documents):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(sorted(self.minutes.iterdir())[i % 2], folder / name)
        folder.mkdir(exist_ok=True)
        (folder / 'Makefile').write_text(text.replace('@', str(self.makefile)).replace('    ', '\t'))
        return folder


def sample(t, top, makefile):
    for words in ((), ('-j3', '--output-sync')):
        folder = t.root / ('sample' + ''.join(words))
        shutil.copytree(Path(top) / 'samples/make', folder)
        p = Make(t, folder, folder / 'site', {'minutes/2024/%s.docx' % n: ['2024/%s.html' % n, '2024/%s.txt' % n]
                                              for n in ('april', 'district')})
        p.products['minutes/2023/district.pdf'] = ['2023/district.html', '2023/district.txt']
        p.words, p.follow = ('REFERAT_MK=%s' % makefile, *words), ('index.html',)
        print('-- samples/make %s' % ' '.join(words))
        p.scenario('parish.css')
        touch(folder / 'parish.ini')
        p.remade('vocabulary touched', p.all())
    options_change(t, p)
    shutil.rmtree(folder / '.referat')
    p.remade('what is known of dependencies deleted', p.all())
    (folder / 'minutes/2024/district.docx').unlink()
    later()
    del p.products['minutes/2024/district.docx']
    p.remade('a document deleted', ['index.html'])
    t.check('... and the list does not name it', '2024/district' not in (p.out / 'index.html').read_text())
    for name in ('2024/district.html', '2024/district.txt'):
        (p.out / name).unlink()  # what was made of it is nobody's any more
    status, said = p.build('clean')
    t.same('clean leaves no file of ours', sorted(set(state(folder)) - set(state(Path(top) / 'samples/make'))), [])


def options_change(t, p):
    """Other options make all anew; a dependency that is gone, and no longer asked for, is in nobody's way."""
    t.check('a dependency file has a rule for the style sheet',
            'parish.css:' in next(p.folder.rglob('april.html.d')).read_text().split('\n'))
    before = state(p.out)
    (p.folder / 'parish.css').unlink()
    later()
    p.words += ('REFERATFLAGS=',)
    p.builds('style sheet deleted, options without it: builds')
    t.same('... all of it', changed(before, state(p.out)), p.all())
    p.idle('without options')
    p.words = p.words[:-1]
    status, said = p.build()
    t.check('the deleted style sheet asked for: fails', status != 0, said)
    write(p.folder / 'parish.css', 'h1 { color: green }\n')
    p.builds('put back: builds')


def in_place(t, s):
    print('-- beside the documents')
    folder = s.new('include @\nfirst: minutes/a.html minutes/sub/b.odt c.txt\n', 'minutes/a.docx', 'minutes/sub/b.docm', 'c.docx')
    t.works('builds', 'make', cwd=folder)
    t.check('the default goal is the first of the makefile', all((folder / n).exists() for n in ('minutes/a.html', 'minutes/sub/b.odt', 'c.txt')))
    t.works('... the second time, too', 'make', '-q', 'first', cwd=folder)
    t.works('... and without naming it', 'make', '-q', cwd=folder)
    for ending in ('json', 'rxml', 'odt', 'html', 'txt'):
        t.works('c.%s' % ending, 'make', 'c.' + ending, cwd=folder)
        t.check('... is there', (folder / ('c.' + ending)).stat().st_size > 0)
    folder = s.new('REFERAT_FORMATS := html\ninclude @\n', 'a.docx')
    t.refused('a format without a rule', "No rule to make target 'a.txt'", 'make', 'a.txt', cwd=folder)
    t.refused('no default goal of its own', 'No targets', 'make', cwd=folder)
    t.works('... even when there are dependency files', 'make', 'a.html', cwd=folder)
    t.refused('... no default goal then', 'No targets', 'make', cwd=folder)
    folder = s.new('.DEFAULT_GOAL := b.html\ninclude @\nall: a.html\n', 'a.docx', 'b.docx')
    t.works('a goal that was set stays', 'make', cwd=folder)
    t.same('... and is all that is made', [n for n in ('a.html', 'b.html') if (folder / n).exists()], ['b.html'])


def together(t, s):
    print('-- several formats in one run')
    text = 'REFERAT_OUT := web/\nREFERAT_SRC := minutes\nREFERAT_TOGETHER := html odt\ninclude @\n' \
           'all: $(call referat_outputs,$(call referat_sources,minutes),html odt txt)\n'
    folder = s.new(text, 'minutes/a.docx', 'minutes/2024/b.docx')
    status, said = t.run('make', '-j2', cwd=folder)
    t.same('a run for two formats and one for the third', (status, said.count('referat -MD')), (0, 4))
    t.same('all is there', sorted(state(folder / 'web')), ['2024/b.html', '2024/b.odt', '2024/b.txt', 'a.html', 'a.odt', 'a.txt'])
    t.works('then nothing is to do', 'make', '-q', cwd=folder)
    before = state(folder / 'web')
    touch(folder / 'minutes/a.docx')
    t.works('touched: builds', 'make', cwd=folder)
    t.same('... exactly its outputs', changed(before, state(folder / 'web')), ['a.html', 'a.odt', 'a.txt'])
    (folder / 'web/a.odt').unlink()
    before = state(folder / 'web')
    t.works('one of the two deleted: builds', 'make', cwd=folder)
    t.same('... both come again', changed(before, state(folder / 'web')), ['a.html', 'a.odt'])
    t.works('... and nothing is to do', 'make', '-q', cwd=folder)


def elsewhere(t, s):
    print('-- outputs elsewhere')
    for out in ('../elsewhere', str(t.root / 'far'), './', ''):
        text = 'REFERAT_OUT := %s\nREFERAT_SRC := ./\nREFERAT_INPUTS := PDF DOCX docx\ninclude @\n' \
               'all: $(call referat_outputs,$(call referat_sources,x),html)\n' % out
        folder = s.new(text, 'x/2024/a.DOCX', 'x/b.docx')
        t.works('into "%s": builds' % out, 'make', cwd=folder)
        t.same('... all is there', [n for n in ('x/2024/a.html', 'x/b.html') if not (folder / out / n).is_file()], [])
        t.works('... and nothing is to do', 'make', '-q', cwd=folder)
        touch(folder / 'x/b.docx')
        status, said = t.run('make', cwd=folder)
        t.same('touched: it alone', (status, said.count('referat -MD'), 'x/b.docx' in said), (0, 1, True))
        t.check('dependency files are in their folder', not list((folder / 'x').rglob('*.d')) and list((folder / '.referat').rglob('*.d')))


def sub_make(t, s):
    print('-- in a sub-make, with everything exported')
    folder = s.new('export\ninclude @\nall: a.html\n    $(MAKE) -C inner\n', 'a.docx', 'inner/b.docx')
    (folder / 'inner/Makefile').write_text('include %s\nall: b.html b.txt\n' % s.makefile)
    t.works('builds', 'make', '-j2', cwd=folder)
    t.check('both have theirs', (folder / 'a.html').exists() and (folder / 'inner/b.txt').exists())
    t.check('each folder remembers its own', (folder / 'inner/.referat/options').exists() and (folder / '.referat/options').exists())
    t.works('then nothing is to do', 'make', '-q', cwd=folder / 'inner')


def dry(t, s):
    print('-- make -n, and names')
    folder = s.new('REFERAT_OUT := out\ninclude @\nall: out/a.html\n', 'a.docx')
    before = state(folder)
    said = t.works('make -n works', 'make', '-n', cwd=folder)
    t.check('... tells the command', "referat -MD" in said or "referat  -MD" in said, said)
    t.same('... and writes nothing', (state(folder), (folder / 'out').exists()), (before, False))
    folder = s.new('include @\nall:\n    +$(REFERAT) bulk in/ --out web/ --to html\n', 'in/a.docx', 'in/b.docx')
    before = state(folder)
    t.works('a recipe with + and bulk, make -n', 'make', '-n', '-j2', cwd=folder)
    t.same('... writes nothing', (state(folder), (folder / 'web').exists()), (before, False))
    said = t.works('... make -j2', 'make', '-j2', cwd=folder)
    t.check('... builds, and no word of the jobserver', (folder / 'web/b.html').is_file() and 'jobserver' not in said, said)
    odd = ['(a)-b_c+d,e@f~g.docx', 'mødet.docx', 'a#b.docx', '2024/!x{y}.docx', 'a$b.docx', '-o.docx', 'c\\d.docx']
    text = 'REFERAT_OUT := out\nREFERAT_SRC := in\ninclude @\nall: $(call referat_outputs,$(call referat_sources,in),html)\n'
    folder = s.new(text, *['in/' + name for name in odd])
    (folder / 'in/~$lock.docx').write_text('what a word processor puts beside an open document')
    t.works('odd names: builds', 'make', cwd=folder)
    t.same('... all are there, the lock file is none', sorted(state(folder / 'out')), sorted(n[:-4] + 'html' for n in odd))
    t.works('... and nothing is to do', 'make', '-q', cwd=folder)


def mistakes(t, s):
    print('-- what is refused')
    head = 'REFERAT_OUT := out\nREFERAT_SRC := in\ninclude @\n'
    folder = s.new(head + 'all: $(call referat_outputs,in/a.docx in/a.docm in/b.docx)\n', 'in/a.docx', 'in/a.docm', 'in/b.docx')
    t.refused('two documents of one name', 'two documents of one name would have the same outputs: in/a.docm in/a.docx', 'make', cwd=folder)
    folder = s.new(head + 'all: $(call referat_outputs,other/a.docx)\n', 'other/a.docx')
    t.refused('a document elsewhere', 'not in in/ (REFERAT_SRC): other/a.docx', 'make', cwd=folder)
    folder = s.new(head + 'all: $(call referat_outputs,in/a.txt)\n', 'in/a.txt')
    t.refused('what is no document', 'no document by its ending: in/a.txt', 'make', cwd=folder)
    folder = s.new('REFERAT_INPUTS := docx rxml\ninclude @\nall: a.rxml\n', 'a.docx')
    t.refused('a format both ways', '"rxml" is a format of the outputs and of the documents', 'make', cwd=folder)
    t.same('... and the document is as it was', (folder / 'a.docx').read_bytes()[:2], b'PK')
    folder = s.new('include @\nall: a.html b.html\n', 'a.docx', 'b.docx')
    write(folder / 'a.docx', 'no document')
    status, said = t.run('make', '-k', cwd=folder)
    t.same('with -k the others are made', (status, (folder / 'a.html').exists(), (folder / 'b.html').exists()), (2, False, True))


def bsd(t, top, program):
    print('-- bmake')
    folder = t.root / 'bmake'
    folder.mkdir()
    for name in ('april', 'district'):
        shutil.copy(Path(top) / ('samples/make/minutes/2024/%s.docx' % name), folder)
    (folder / 'house.css').write_text('h1 { color: green }\n')
    (folder / 'Makefile').write_text('''# BSD make: a suffix rule, and the dependency files
.SUFFIXES: .docx .html
PAGES = april.html district.html
all: ${PAGES}
.docx.html:
	referat --css house.css -MD -MP -MF $@.d -o $@ -- $<
.for page in ${PAGES}
.-include "${page}.d"
.endfor
''')
    t.works('builds', 'bmake', cwd=folder)
    idle(t, folder)
    for name, wanted in (('april.docx', ['april.html']), ('house.css', ['april.html', 'district.html'])):
        before = state(folder)
        time.sleep(1.1)  # this make knows whole seconds only
        touch(folder / name)
        t.works('%s touched: builds' % name, 'bmake', cwd=folder)
        t.same('... exactly these', [n for n in changed(before, state(folder)) if n.endswith('.html')], wanted)
        idle(t, folder)
    time.sleep(1.1)
    write(folder / 'april.docx', 'garbage')
    for attempt in ('', ', again'):
        status, said = t.run('bmake', cwd=folder)
        t.check('garbage: fails%s' % attempt, status != 0, said)


def idle(t, folder):
    """With -q this make always says that "all" is out of date."""
    before = state(folder)
    t.same('then nothing is to do', (t.run('bmake', cwd=folder), state(folder) == before), ((0, ''), True))


def main():
    program, top, share = sys.argv[1:4]
    need('make')
    t = Checks('make', program)
    s = Setting(t, share, top)
    sample(t, top, s.makefile)
    in_place(t, s)
    together(t, s)
    elsewhere(t, s)
    sub_make(t, s)
    dry(t, s)
    mistakes(t, s)
    if shutil.which('bmake'):
        bsd(t, top, program)
    else:
        print('bmake is not installed: left out')
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
