#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""samples/ninja and samples/meson are built, touched, broken and mended, in folders with a space in their path.

usage: ninja.py PROGRAM TOP ninja|meson
"""
import shutil
import sys
from pathlib import Path

from project import Checks, Project, changed, need, state, touch, write


class Ninja(Project):
    keeps_time = True
    where = '.'

    def build(self):
        return self.t.run('ninja', '-C', self.folder / self.where)

    def quiet(self, status, said):
        return status == 0 and 'no work to do' in said


def ninja(t, top):
    folder = t.root / 'two words'
    shutil.copytree(Path(top) / 'samples/ninja', folder)
    p = Ninja(t, folder, folder / 'site', {'minutes/april.docx': ['april.html'], 'minutes/board.docx': ['board.html', 'board.txt']})
    # the text is made of the same style sheet as before; the titles are made of the pages
    p.follow, p.styled = ('titles.txt',), ['april.html', 'board.html', 'titles.txt']
    p.scenario('rowing.css')
    said = t.works('ninja knows what was read', 'ninja', '-C', folder, '-t', 'deps', 'site/april.html')
    t.check('... the style sheet', 'rowing.css' in said, said)
    touch(folder / 'minutes/april.docx')
    status, said = p.build()
    t.check('a document saved without a change: it alone is converted', status == 0 and 'site/april.html' in said and
            'board' not in said and 'contents' not in said, said)


def meson(t, top):
    folder = t.root / 'two words'
    shutil.copytree(Path(top) / 'samples/meson', folder)
    p = Ninja(t, folder, folder / 'build', {'minutes/%s.docx' % n: [n + '.html', n + '.odt'] for n in ('board', 'district')})
    p.styled = ['board.html', 'district.html']
    t.works('meson sets it up', 'meson', 'setup', 'build', cwd=folder)
    p.where, p.out = 'build', t.root / 'shown'
    p.out.symlink_to(folder / 'build')
    t.works('meson compiles', 'meson', 'compile', '-C', 'build', cwd=folder)
    p.idle('built by meson')
    for name in p.all():
        (p.out / name).unlink()
    p.scenario('club.css')
    t.works('meson installs', 'meson', 'install', '-C', 'build', '--destdir', t.root / 'there', cwd=folder)
    there = [path.name for path in (t.root / 'there').rglob('doc/minutes/*')]
    t.same('... all outputs', sorted(there), p.all())


def main():
    program, top, which = sys.argv[1:4]
    need('ninja', which)
    t = Checks(which, program)
    {'ninja': ninja, 'meson': meson}[which](t, top)
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
