#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `referat watch --install` writes for a user, that it is valid and names what was meant, and that --uninstall takes
away exactly that.

usage: install.py PROGRAM
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from notifications import Checks

MARK = '# Made by referat watch --install'
UNIT = 'config/systemd/user/referat-watch.service'
AUTOSTART = 'config/autostart/referat-watch.desktop'
LAUNCHER = 'data/applications/referat-convert.desktop'
MENU = 'data/kio/servicemenus/referat.desktop'
SCRIPT = 'data/nautilus/scripts/Convert minutes to a web page'
# Folders that have to come through two kinds of escaping.
ODD = ['two words', 'a "quoted" one', "it's", 'per%cent %h %%', 'dollar$HOME ${HOME}', 'back\\slash \\n', '`touch pwned`', '; rm', '\u00e6\u00f8\u00e5', '-x', '~',
       "-'", '*?[', '#!', '=', ' lead', 'trail ']
# What desktop-file-validate says of menus of KDE, whose type it does not know.
KDE = re.compile(r'only valid for type|not a registered type|deprecated|ServiceTypes')


def entry_words(text, group='Desktop Entry', key='Exec'):
    """The words of an Exec key, by the specification: the value's escapes, quotes, field codes."""
    section = text.split('[%s]\n' % group)[1].split('\n[')[0]
    value = re.search(r'^%s=(.*)$' % key, section, re.M).group(1)
    value = re.sub(r'\\(.)', lambda m: {'s': ' ', 'n': '\n', 't': '\t', 'r': '\r', '\\': '\\'}[m.group(1)], value)
    words = []
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value):
        word = plain or re.sub(r'\\(["`$\\])', r'\1', quoted)
        if re.search(r'(?<!\\)[$`]', quoted):
            raise ValueError('not escaped: ' + quoted)
        words.append(re.sub('%%', '%', word) if word != '%F' else word)
    return words


def unit_words(text, key):
    """The words of a setting of a unit, by systemd.syntax(7) and systemd.service(5)."""
    value = re.search(r'^%s=(.*)$' % key, text, re.M).group(1)
    return [re.sub('%%', '%', re.sub(r'\\(["\\])', r'\1', word)) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', value)]


class Home(Checks):
    """The program in a home of its own, with a service manager that only writes down what it is told."""

    def __init__(self):
        super().__init__('install')
        self.program = Path(sys.argv[1]).resolve()
        self.tools, self.asked = self.folder('tools'), self.root / 'asked'
        self.home = None
        (self.tools / 'systemctl').write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> "$ASKED"\n'
                                              '[ -z "$FAILS" ] || { echo "no luck today" >&2; exit 1; }\n'
                                              'case $2 in is-active) [ -n "$ACTIVE" ] ;; esac\n')
        (self.tools / 'systemctl').chmod(0o755)
        self.new('first')

    def new(self, name):
        self.home = self.folder(name)
        (self.home / 'run').mkdir()
        self.asked.unlink(missing_ok=True)

    def manager(self):
        (self.home / 'run/systemd').mkdir(exist_ok=True)
        (self.home / 'run/systemd/private').touch()

    def run(self, *words, **environment):
        given = {**os.environ, 'PATH': '%s:%s' % (self.tools, os.environ['PATH']), 'HOME': str(self.home), 'LC_ALL': 'C.UTF-8',
                 'XDG_CONFIG_HOME': str(self.home / 'config'), 'XDG_DATA_HOME': str(self.home / 'data'),
                 'XDG_RUNTIME_DIR': str(self.home / 'run'), 'ASKED': str(self.asked), **environment}
        done = subprocess.run([self.program, 'watch', *words], env=given, stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                              cwd=self.home, check=False)
        return done.returncode, (done.stdout + done.stderr).decode(errors='replace')

    def files(self):
        return sorted(str(p.relative_to(self.home)) for p in self.home.rglob('*') if p.is_file() and 'run/' not in str(p))

    def text(self, name):
        path = self.home / name
        return path.read_text() if path.exists() else ''

    def state(self):
        return {name: ((self.home / name).read_bytes(), (self.home / name).stat().st_ino, (self.home / name).stat().st_mode)
                for name in self.files()}

    def commands(self):
        lines = self.asked.read_text().split('\n')[:-1] if self.asked.exists() else []
        self.asked.unlink(missing_ok=True)
        return lines


def with_manager(t):
    t.manager()
    folder = t.folder('first/Board minutes')
    status, said = t.run('--install', folder, '--to', 'html,odt')
    t.same('installs: 0', status, 0)
    t.check('each file is told', all('wrote %s' % (t.home / name) in said for name in t.files()), said)
    t.same('what there is then', t.files(), sorted([UNIT, *([LAUNCHER, MENU, SCRIPT] if t.has_desktop else [])]))
    t.same('the manager is told', t.commands(), ['--user daemon-reload', '--user enable --now referat-watch.service'])
    unit = t.text(UNIT)
    t.same('the command', unit_words(unit, 'ExecStart'), [':%s' % t.program, 'watch', '--to', 'html,odt', str(folder)])
    for setting in ('Type=notify', 'NotifyAccess=main', 'Restart=on-failure', 'RestartPreventExitStatus=64 75 77 78', 'NoNewPrivileges=yes',
                    'ProtectSystem=strict', 'ProtectHome=read-only', 'RestrictAddressFamilies=AF_UNIX', 'LockPersonality=yes',
                    'TimeoutStopSec=10', 'WatchdogSec=120', 'ExecReload=kill -HUP $MAINPID', 'KillMode=mixed', 'OOMPolicy=continue'):
        t.check(setting, '\n%s\n' % setting in unit)
    # workers fork, have process groups, make their own filters and walls
    t.check('nothing in the way of the workers', not re.search(r'^(SystemCallFilter|RestrictNamespaces|MemoryDenyWriteExecute)=', unit, re.M))
    t.same('nothing else may be written to', unit_words(unit, 'ReadWritePaths'), ['-%s' % folder])
    t.check('a folder below /tmp is not hidden', ('PrivateTmp=no' in unit) == str(t.root).startswith('/tmp'), unit)
    before = t.state()
    status, said = t.run('--install', folder, '--to', 'html,odt', ACTIVE='1')
    t.check('again: nothing is changed', t.state() == before and status == 0, said)
    t.check('... and that is said', said.count('is there already') == len(before) and 'runs already' in said and 'wrote' not in said, said)
    t.same('... the manager is only asked', t.commands(), ['--user is-active --quiet referat-watch.service', '--user is-enabled --quiet referat-watch.service'])
    status, said = t.run('--install', folder)
    t.same('with other options: started again', t.commands(), ['--user daemon-reload', '--user enable --now referat-watch.service', '--user restart referat-watch.service'])
    link = t.home / 'config/systemd/user/default.target.wants/referat-watch.service'
    link.parent.mkdir()
    link.symlink_to(t.home / UNIT)
    (folder / 'a.docx').write_text('kept')
    status, said = t.run('--uninstall')
    t.same('uninstalls: 0', status, 0)
    t.same('the documents are all that is left', t.files(), ['Board minutes/a.docx'])
    t.check('... and no link', not link.is_symlink())
    t.same('the manager is told that, too', t.commands(), ['--user disable --now referat-watch.service', '--user daemon-reload'])
    t.check('each is told', said.count('removed ') == len(before), said)
    t.check('again: nothing is there', t.run('--uninstall')[1].count('nothing') == 1)


def without_manager(t):
    t.new('second')
    status, said = t.run('--install')
    t.same('without a manager: 0', status, 0)
    t.same('no service', t.files(), sorted([AUTOSTART, *([LAUNCHER, MENU, SCRIPT] if t.has_desktop else [])]))
    t.same('nobody is asked', t.commands(), [])
    t.check('a folder is made, and told', (t.home / 'Minutes').is_dir() and 'made the folder' in said, said)
    t.same('it is watched', entry_words(t.text(AUTOSTART)), [str(t.program), 'watch', str(t.home / 'Minutes')])
    t.manager()
    t.run('--install', t.home / 'Minutes')
    t.check('then with one: the service alone', (t.home / UNIT).exists() and not (t.home / AUTOSTART).exists(), t.files())
    shutil.rmtree(t.home / 'run/systemd')
    t.run('--install', t.home / 'Minutes')
    t.check('and without again: the entry alone', (t.home / AUTOSTART).exists() and not (t.home / UNIT).exists(), t.files())
    t.new('desktop')
    (t.home / 'Desktop').mkdir()
    t.run('--install')
    t.check('on the desktop, where there is one', (t.home / 'Desktop/Minutes').is_dir())
    (t.home / 'Desktop/Minutes/a.docx').write_text('kept')
    t.run('--uninstall')
    t.same('uninstalling leaves it', t.files(), ['Desktop/Minutes/a.docx'])


def failing(t):
    t.new('failing')
    t.manager()
    folder = t.folder('failing/a')
    status, said = t.run('--install', folder, FAILS='1')
    t.check('a manager that fails is told, not fatal', status == 0 and 'no luck today' in said and (t.home / UNIT).exists(), (status, said))
    status, said = t.run('--install', folder, PATH=str(t.home))
    t.check('no systemctl: the same', status == 0 and 'did not succeed' in said, (status, said))
    status, said = t.run('--install', t.home / 'later')
    t.check('a folder that is not there yet is told', status == 0 and 'not there yet' in said, said)
    t.check('... and may come', 'ProtectSystem=full' in t.text(UNIT) and 'ProtectHome=no' in t.text(UNIT) and
            '\nReadWritePaths=\n' in t.text(UNIT), t.text(UNIT))
    t.new('blocked')
    t.manager()
    (t.home / 'config').write_text('no folder')
    status, said = t.run('--install', t.root)
    t.check('no folder for settings: an error, told', status in (73, 77) and 'config' in said, (status, said))


def walls(t):
    t.new('walls')
    t.manager()
    folder = t.folder('walls/a')
    t.folder('walls/a/Inbox')
    for what, words, wanted in (
            ('names below it', ('--converted', 'out', folder), ['-%s' % folder]), ('a name elsewhere', ('--done=/elsewhere', folder), []),
            ('a name above it', ('--failed', '../x', folder), []), ('the inbox itself', (folder / 'Inbox',), ['-%s' % folder]),
            ('an inbox of another name', ('--inbox', 'a', folder), ['-%s' % t.home]),
            ('originals that go to the trash', ('--originals', 'trash', folder), ['-%s' % folder])):
        t.run('--install', *words)
        t.same('walls: %s' % what, unit_words(t.text(UNIT), 'ReadWritePaths'), wanted)
    (folder / '.referat-watch.ini').write_text('[watch]\nconverted = /elsewhere\n')
    t.run('--install', folder)
    t.same('walls: what the file of the folder says', unit_words(t.text(UNIT), 'ReadWritePaths'), [])


def foreign(t):
    t.new('foreign')
    t.manager()
    folder = t.folder('foreign/a')
    theirs = [AUTOSTART, *([LAUNCHER, MENU, SCRIPT] if t.has_desktop else [])]
    for name in theirs:
        (t.home / name).parent.mkdir(parents=True, exist_ok=True)
        (t.home / name).write_text('# mine\n%s\n' % MARK)
    before = t.state()
    status, said = t.run('--install', folder)
    t.check('files of others are left alone', status == 0 and {k: v for k, v in t.state().items() if k != UNIT} == before, said)
    t.check('... and told', said.count('left alone') == len(theirs), said)
    t.run('--uninstall')
    t.same('... by both', t.state(), before)
    t.new('foreign unit')
    t.manager()
    (t.home / UNIT).parent.mkdir(parents=True)
    (t.home / UNIT).symlink_to(t.home / 'elsewhere')
    (t.home / 'elsewhere').write_text(MARK + '\n')
    status, said = t.run('--install', t.root)
    t.check('a link is not ours; nothing would be watched: an error', status != 0 and 'in the way' in said and (t.home / UNIT).is_symlink(), (status, said))
    t.same('... nothing is started', t.commands(), [])


def names(t):
    t.new('names')
    folders = [t.home / name for name in ODD]
    for folder in folders:
        folder.mkdir()
    wanted = [str(t.program), 'watch', *map(str, folders)]
    t.run('--install', *folders)
    t.same('odd names in an entry', entry_words(t.text(AUTOSTART)), wanted)
    validate(t, AUTOSTART)
    t.manager()
    t.run('--install', *folders)
    t.same('odd names in a unit', unit_words(t.text(UNIT), 'ExecStart'), [':' + wanted[0], *wanted[1:]])
    t.same('... and where it may write', unit_words(t.text(UNIT), 'ReadWritePaths'), ['-%s' % f for f in folders])
    verify(t)
    before = t.state()
    for what, name in (('a line end', b'a\nExecStart=x'), ('a tab', b'a\tb'), ('no UTF-8', b'a\xff')):
        status, said = t.run('--install', os.fsencode(t.home) + b'/' + name)
        t.check('%s is refused' % what, status != 0 and 'cannot stand' in said and '\t' not in said, (status, said))
    t.same('... and changes nothing', t.state(), before)
    t.check('nothing was run', not list(t.root.rglob('pwned')))


def validate(t, name):
    if not shutil.which('desktop-file-validate'):
        t.skip('desktop-file-validate: %s' % name, 'not installed')
        return
    said = subprocess.run(['desktop-file-validate', t.home / name], capture_output=True, text=True, check=False).stdout
    t.same('valid: %s' % name, [line for line in said.split('\n')[:-1] if name != MENU or not KDE.search(line)], [])


def verify(t):
    if not shutil.which('systemd-analyze'):
        t.skip('systemd-analyze verify', 'not installed')
        return
    done = subprocess.run(['systemd-analyze', '--user', '--man=no', 'verify', t.home / UNIT], capture_output=True, text=True, check=False,
                          env={**os.environ, 'XDG_RUNTIME_DIR': str(t.home / 'run'), 'HOME': str(t.home)})
    ours = [line for line in (done.stdout + done.stderr).split('\n') if 'referat' in line.replace(str(t.root), '')]
    if 'nitialize manager' in done.stderr:
        t.skip('systemd-analyze verify', done.stderr.strip())
        return
    t.check('systemd-analyze verify', done.returncode == 0 and not ours, (done.returncode, done.stdout, done.stderr))


def menus(t):
    """The launcher, the menu and the script run the program with the names as they are."""
    t.new('menus')
    t.run('--install')
    for name in (AUTOSTART, LAUNCHER, MENU):
        validate(t, name)
    text = t.text(LAUNCHER)
    t.same('launcher: command', entry_words(text)[1:], ['convert', '--', '%F'])
    for wanted in ('Name[da]=', 'Name[de]=', 'Comment[da]=', 'Comment[de]=', 'wordprocessingml.document;', 'macroEnabled.12;', 'application/pdf;'):
        t.check('launcher: %s' % wanted, wanted in text)
    t.same('menu: command', entry_words(t.text(MENU), 'Desktop Action convert'), entry_words(text))
    t.check('menu and script can be run', all((t.home / name).stat().st_mode & 0o111 == 0o111 for name in (MENU, SCRIPT)))
    t.check('the marks stand first', all(MARK in t.text(name).split('\n')[:2] for name in t.files()), t.files())
    program = entry_words(text)[0]
    stand_in = t.root / 'stand in'
    stand_in.write_text('#!/bin/sh\nprintf "%s\\0" "$@" > "$ASKED"\n')
    stand_in.chmod(0o755)
    script = t.home / 'script'
    script.write_text(t.text(SCRIPT).replace("'%s'" % program, "'%s'" % stand_in))
    chosen = ['/a b', '/$(touch pwned)', '/*', "/it's \"x\"", '/-x', '/\\', '/ ']
    subprocess.run(['sh', script], env={**os.environ, 'ASKED': str(t.asked), 'NAUTILUS_SCRIPT_SELECTED_FILE_PATHS': '\n'.join(chosen) + '\n'}, check=True,
                   cwd=t.home)
    t.same('script: the names as they are', t.asked.read_bytes().decode().split('\0')[:-1], ['convert', '--', *chosen])
    old = t.home / 'data/nautilus/scripts/Omdan'
    old.write_text(t.text(SCRIPT))
    t.run('--install')
    t.check('a script in another language goes', not old.exists() and (t.home / SCRIPT).exists())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    t = Home()
    t.has_desktop = (t.program.parent / '../libexec/referat/referat-desktop').exists()
    for test in (with_manager, without_manager, failing, walls, foreign, names):
        test(t)
    if t.has_desktop:
        menus(t)
    else:
        t.skip('launcher and menus', 'referat-desktop is not built')
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
