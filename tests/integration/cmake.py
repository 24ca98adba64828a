#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""find_package(Referat) from the build folder: samples/cmake is built, touched, broken and mended with a generator; then
what referat_convert() makes of odd calls, and what it refuses.

usage: cmake.py PROGRAM TOP BUILD GENERATOR
"""
import shutil
import sys
import zipfile
from pathlib import Path

from project import Checks, Project, changed, need, state, touch, write


class CMake(Project):
    def configure(self, generator, *words):
        return self.t.works('%s: configures' % generator, 'cmake', '-S', self.folder, '-B', self.folder / 'build', '-G', generator, *words)

    def build(self):
        return self.t.run('cmake', '--build', self.folder / 'build')

    def quiet(self, status, said):
        return status == 0 and 'Converting' not in said


def sample(t, top, package, generator):
    print('-- samples/cmake, %s' % generator)
    folder = t.root / 'web site'
    shutil.copytree(Path(top) / 'samples/cmake', folder)
    names = ['2024/board', '2024/district council', 'annual']
    p = CMake(t, folder, folder / 'build/site', {'minutes/%s.docx' % n: [n + '.html', n + '.odt'] for n in names})
    p.configure(generator, *package)
    p.scenario('house.css')
    t.check('text is not made until it is asked for', not (folder / 'build/archive/annual.txt').exists())
    t.works('... then it is', 'cmake', '--build', folder / 'build', '--target', 'archive')
    t.same('... all of it', sorted(n for n in state(folder / 'build/archive') if n.endswith('.txt')), [n + '.txt' for n in names])
    t.works('installs', 'cmake', '--install', folder / 'build', '--prefix', t.root / 'there')
    t.same('... all of it', sorted(state(t.root / 'there/share/doc/minutes')), p.all())
    shutil.rmtree(folder / 'build/site')
    p.builds('the folder of the outputs deleted: builds')
    t.same('... all is there again', sorted(state(p.out)), p.all())
    shutil.copy(folder / 'minutes/annual.docx', folder / 'minutes/2024/new.docx')
    p.products['minutes/2024/new.docx'] = ['2024/new.html', '2024/new.odt']
    p.remade('a document more', ['2024/new.html', '2024/new.odt'])


class Calls:
    """Small projects of one call each."""

    def __init__(self, t, top, package, generator):
        self.t, self.package, self.generator, self.number = t, package, generator, 0
        self.document = Path(top) / 'samples/cmake/minutes/annual.docx'

    def new(self, text, *documents):
        self.number += 1
        folder = self.t.root / ('call %d' % self.number)
        for name in documents:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.document, folder / name)
        folder.mkdir(exist_ok=True)
        (folder / 'CMakeLists.txt').write_text('cmake_minimum_required(VERSION 3.20)\nproject(p LANGUAGES NONE)\n'
                                               'find_package(Referat 0.1 REQUIRED)\n' + text)
        return folder, ('cmake', '-S', folder, '-B', folder / 'build', '-G', self.generator, *self.package)


REFUSED = [
    ('no target', 'referat_convert(SOURCES a.docx FORMATS html)', 'TARGET is missing'),
    ('no source', 'referat_convert(TARGET t FORMATS html)', 'SOURCES is missing'),
    ('no format', 'referat_convert(TARGET t SOURCES a.docx)', 'FORMATS is missing'),
    ('an empty keyword', 'referat_convert(TARGET t SOURCES FORMATS html)', 'nothing follows SOURCES'),
    ('an unknown format', 'referat_convert(TARGET t SOURCES a.docx FORMATS html epub)', 'no format: epub'),
    ('an unknown word', 'referat_convert(minutes TARGET t SOURCES a.docx FORMATS html)', 'not understood: minutes'),
    ('a source that is not there', 'referat_convert(TARGET t SOURCES b.docx FORMATS html)', 'SOURCES is not there'),
    ('a folder', 'referat_convert(TARGET t SOURCES sub FORMATS html)', 'SOURCES is a folder'),
    ('a style sheet that is not there', 'referat_convert(TARGET t SOURCES a.docx FORMATS html CSS no.css)', 'CSS is not there'),
    ('a vocabulary that is not there', 'referat_convert(TARGET t SOURCES a.docx FORMATS html VOCABULARY no.ini)', 'VOCABULARY is not there'),
    *(('a sign that not all can read', 'referat_convert(TARGET t SOURCES "sub/%s.docx" FORMATS html)' % sign.replace('$', r'\$'),
       'cannot read the sign %s in a name' % sign) for sign in '#$%&\'*:<=>?^`|[]'),
    ('an ending', 'referat_convert(TARGET t SOURCES CMakeLists.txt FORMATS html)', 'neither .docx, .docm nor .pdf: '),
    ('two of one name', 'referat_convert(TARGET t SOURCES a.docx a.docm FORMATS html)', 'two sources would make'),
    ('one twice', 'referat_convert(TARGET t SOURCES a.docx ./a.docx FORMATS html)', 'two sources would make'),
    ('two of one name in two calls', 'referat_convert(TARGET t SOURCES a.docx FORMATS html)\n'
     'referat_convert(TARGET u SOURCES a.docm FORMATS odt html)', 'two sources would make'),
    ('a target twice', 'referat_convert(TARGET t SOURCES a.docx FORMATS html)\nreferat_convert(TARGET t SOURCES a.docx FORMATS odt)',
     'a target of this name already: t'),
    ('a document elsewhere', 'referat_convert(TARGET t SOURCES a.docx FORMATS html BASE_DIRECTORY sub)', 'outside of BASE_DIRECTORY'),
    ('another version', 'find_package(Referat 99 REQUIRED)', 'compatible with requested version'),
    ('a component that is not there', 'find_package(Referat REQUIRED COMPONENTS Library)', 'the library takes C or C++'),
]


def calls(t, c):
    print('-- calls that are refused')
    for text, call, wanted in REFUSED:
        folder, command = c.new(call + '\n', 'a.docx', 'a.docm', 'sub/x.docx', *('sub/%s.docx' % sign for sign in '#$%&\'*:<=>?^`|[]'))
        t.refused(text, wanted, *command)
    print('-- calls that are not usual')
    odd = 'sub/ (b) c+d, e@f~g !{å}.docx'
    folder, command = c.new('''referat_convert(TARGET t ALL SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/a.docx "%s" FORMATS html html txt
  OPTIONS --lang da "$<1:-q>" OUTPUTS_VARIABLE made)
file(WRITE ${CMAKE_BINARY_DIR}/names "${made}")
# a document that the build makes
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/made)
add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/made/late.docx COMMAND ${CMAKE_COMMAND} -E copy
  ${CMAKE_CURRENT_SOURCE_DIR}/a.docx ${CMAKE_CURRENT_BINARY_DIR}/made/late.docx DEPENDS a.docx)
referat_convert(TARGET late ALL SOURCES ${CMAKE_CURRENT_BINARY_DIR}/made/late.docx FORMATS json OUTPUT_DIRECTORY ../records)
add_subdirectory(inner)
''' % odd, 'a.docx', odd, 'inner/i.docx')
    (folder / 'inner/CMakeLists.txt').write_text('referat_convert(TARGET inner ALL SOURCES i.docx FORMATS rxml)\n')
    t.works('configures', *command)
    t.works('builds', 'cmake', '--build', folder / 'build')
    outputs = [str(folder / 'build' / name) for name in ('a.html', 'a.txt', odd[:-5] + '.html', odd[:-5] + '.txt')]
    t.same('OUTPUTS_VARIABLE holds them', (folder / 'build/names').read_text().split(';'), outputs)
    outputs += [str(folder / name) for name in ('build/inner/i.rxml', 'records/made/late.json')]
    t.same('all are there', [name for name in outputs if not Path(name).is_file()], [])
    t.check('options come through', 'lang="da"' in (folder / 'build/a.html').read_text(errors='replace'))
    for source, made in ((odd, outputs[2:4]), ('a.docx', [*outputs[:2], outputs[-1]]), ('inner/i.docx', outputs[4:5])):
        before = {name: Path(name).stat().st_mtime_ns for name in outputs}
        touch(folder / source)
        t.works('%s touched: builds' % source, 'cmake', '--build', folder / 'build')
        t.same('... exactly its outputs', [n for n in outputs if Path(n).stat().st_mtime_ns != before[n]], made)
    said = t.works('then nothing is to do', 'cmake', '--build', folder / 'build')
    t.check('... and nothing is done', 'Converting' not in said, said)


def dependencies(t, c):
    """A file that only the dependency file tells of."""
    print('-- what only the dependency file knows')
    folder, command = c.new('referat_convert(TARGET t ALL SOURCES a.docx FORMATS html OPTIONS --css "${CMAKE_CURRENT_SOURCE_DIR}/my look.css")\n',
                            'a.docx')
    write(folder / 'my look.css', 'h1 { color: green }\n')
    t.works('configures', *command)
    t.works('builds', 'cmake', '--build', folder / 'build')
    before = state(folder / 'build')
    write(folder / 'my look.css', 'h1 { color: blue }\n')
    t.works('style sheet changed: builds', 'cmake', '--build', folder / 'build')
    t.check('... the page is made again', 'a.html' in changed(before, state(folder / 'build')))
    t.check('... with it', 'blue' in (folder / 'build/a.html').read_text(errors='replace'))


def template(odt, ott):
    """A template of an OpenDocument text: the same with another type."""
    with zipfile.ZipFile(odt) as old, zipfile.ZipFile(ott, 'w') as new:
        for name in old.namelist():
            content = old.read(name)
            if name in ('mimetype', 'META-INF/manifest.xml'):
                content = content.replace(b'opendocument.text', b'opendocument.text-template')
            new.writestr(name, content, zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED)


def files_by_keyword(t, c):
    """What is read besides the document: given by keywords, and told by the dependency file."""
    print('-- files that are given by keywords')
    folder, command = c.new('referat_convert(TARGET t ALL SOURCES a.docx FORMATS html odt CSS "my look.css" VOCABULARY words.ini\n'
                            '  HTML_TEMPLATE page.html TEMPLATE house.ott)\n', 'a.docx')
    said = t.works('the program tells its options', 'referat', 'help', 'convert')
    if not t.check('it has all of them', all(option in said for option in ('--css ', '--html-template ', '--template ', '--vocabulary '))):
        return
    write(folder / 'my look.css', 'h1 { color: green }\n')
    write(folder / 'words.ini', '[language]\ntag=en\n\n[attendance]\npresent=+Crew\n')
    write(folder / 'page.html', '<!DOCTYPE html>\n<html lang="en"><head>{{head}}</head><body>{{main}}</body></html>\n')
    t.works('a text for a template', 'referat', folder / 'a.docx', '-o', t.root / 'house.odt')
    template(t.root / 'house.odt', folder / 'house.ott')
    t.works('configures', *command)
    t.works('builds', 'cmake', '--build', folder / 'build')
    outputs = ['a.html', 'a.odt']
    for name in ('my look.css', 'words.ini', 'page.html', 'house.ott'):
        known = [path for path in (folder / 'build').rglob('a.d') if name.replace(' ', '\\ ') in path.read_text()]
        t.check('the dependency file names %s' % name, known)
        before = state(folder / 'build')
        touch(folder / name)
        t.works('%s touched: builds' % name, 'cmake', '--build', folder / 'build')
        t.same('... both outputs are made again', [n for n in changed(before, state(folder / 'build')) if n in outputs], outputs)
        t.check('... once', 'Converting' not in t.works('... and builds', 'cmake', '--build', folder / 'build'))


def main():
    program, top, build, generator = sys.argv[1:5]
    need('cmake', 'ninja' if generator == 'Ninja' else 'make')
    t = Checks('cmake', program)
    package = ('-DReferat_DIR=%s' % (Path(build) / 'lib/cmake/Referat'),)
    sample(t, top, package, generator)
    c = Calls(t, top, package, generator)
    calls(t, c)
    dependencies(t, c)
    files_by_keyword(t, c)
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
