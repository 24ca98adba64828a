#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What referat-desktop notifies, opens, trashes and converts, and that it never hangs and believes no name.

usage: desktop.py PROGRAM_DESKTOP PROGRAM_REFERAT
"""
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from notifications import Checks, Notifications, SessionBus, eventually, need, stop

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'bulk'))
from sources import docx  # noqa: E402

# Every name is one that somebody could drop; none may run, split or disappear.
HOSTILE = [b'-o.docx', b'--to.docx', b'a\nb.docx', b'"quoted\' name".docx', b'%f %U %%.docx', b'$(touch pwned).docx',
           b';touch pwned;.docx', b'`touch pwned`.docx', b'<b>bold & <a href="x">.docx', b'not\xffutf8.docx',
           'flip\u202excod.docx'.encode(), b'b: error: c.docx', b'\xc3\xa6\xc3\xb8\xc3\xa5.docx', b'x' * 240 + b'.docx']


class Desktop(Checks):
    """The programs, in a home of their own with a bus and a program that records what is opened."""

    def __init__(self):
        super().__init__('desktop')
        self.program, self.referat = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
        self.home, self.tools, self.opened = self.folder('home'), self.folder('tools'), self.root / 'opened'
        self.bus = SessionBus(self.root)
        self.environment = {
            'PATH': '%s:%s' % (self.tools, os.environ['PATH']), 'HOME': str(self.home), 'LC_ALL': 'C.UTF-8',
            'XDG_CONFIG_HOME': str(self.folder('home/config')), 'XDG_DATA_HOME': str(self.folder('home/data')),
            'XDG_RUNTIME_DIR': str(self.folder('run')), 'ASAN_OPTIONS': os.environ['ASAN_OPTIONS'],
            'DBUS_SESSION_BUS_ADDRESS': self.bus.address, 'RECORD': str(self.opened)}
        for name in ('XDG_DATA_DIRS', 'REFERAT_LIBEXECDIR', 'UBSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.add_recorder()

    def add_recorder(self):
        recorder = self.tool('recorder', 'printf "%s\\0" "$@" >> "$RECORD"')
        kinds = ('text/html', 'text/plain', 'application/octet-stream', 'inode/directory', 'application/x-zerosize')
        applications = self.folder('home/data/applications')
        (applications / 'recorder.desktop').write_text(
            '[Desktop Entry]\nType=Application\nName=Recorder\nExec=%s %%U\nMimeType=%s;\n' % (recorder, ';'.join(kinds)))
        (self.home / 'config' / 'mimeapps.list').write_text(
            '[Default Applications]\n' + ''.join('%s=recorder.desktop\n' % kind for kind in kinds))

    def tool(self, name, script):
        path = self.tools / name
        path.write_text('#!/bin/sh\n%s\n' % script)
        path.chmod(0o755)
        return path

    def start(self, *words, prefix=(), cwd=None, **environment):
        return subprocess.Popen([*prefix, self.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=cwd or self.root,
                                env={k: v for k, v in {**self.environment, **environment}.items() if v is not None})

    def finish(self, process, seconds=60):
        """(exit status, what it said) of a program; "late" when it does not end."""
        try:
            said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            stop(process)
            return 'late', ''
        return process.returncode, b''.join(said).decode(errors='replace')

    def run(self, *words, **more):
        return self.finish(self.start(*words, **more))

    def take_opened(self, wanted=1):
        """Paths that were opened since the last time, as bytes."""
        eventually(lambda: self.opened.exists() and self.opened.read_bytes().count(b'\0') >= wanted, 20 if wanted else 0)
        if not self.opened.exists():
            return []
        words = self.opened.read_bytes().split(b'\0')[:-1]
        self.opened.unlink()
        return [unquote_to_bytes(urlsplit(os.fsdecode(word)).path) if word.startswith(b'file:') else word for word in words]


NOTHING = {'DBUS_SESSION_BUS_ADDRESS': None, 'XDG_RUNTIME_DIR': None}
SAY = ('notify', '--summary', 'S', '--body', 'B')


# ---- notify ----

def without_bus(t):
    t.tool('dbus-launch', 'touch "$RECORD.launched"')
    for what, environment in (('no bus', NOTHING), ('an empty address', {**NOTHING, 'DBUS_SESSION_BUS_ADDRESS': ''}),
                              ('a bus that would be started', {**NOTHING, 'DBUS_SESSION_BUS_ADDRESS': 'autolaunch:'}),
                              ('no bus in the runtime folder', {'DBUS_SESSION_BUS_ADDRESS': None})):
        begun = time.monotonic()
        t.same('%s: silent, 0' % what, t.run(*SAY, DISPLAY=':77', **environment), (0, ''))
        t.check('%s: at once' % what, time.monotonic() - begun < 5, time.monotonic() - begun)
    t.check('nobody started a bus', not Path(str(t.opened) + '.launched').exists())
    for what, environment in (('no server', {}), ('nobody at the address', {'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nowhere'})):
        status, said = t.run(*SAY, **environment)
        t.check('%s: 75' % what, status == 75 and said.count('\n') == 1, (status, said))
    os.symlink(t.bus.socket, t.root / 'run' / 'bus')
    t.same('the bus of the runtime folder is found', t.run(*SAY, DBUS_SESSION_BUS_ADDRESS=None)[0], 75)
    (t.root / 'run' / 'bus').unlink()


def usage(t):
    for words in ((), ('dance',), ('notify',), ('notify', '--summary', 'x'), ('notify', '--body'), ('notify', '--nothing', 'x'),
                  (*SAY, 'rest'), (*SAY, '--wait', 'long'), (*SAY, '--wait', '-1'), ('trash',), ('convert',), ('convert', '--to'),
                  ('open',), ('open', 'a', 'b'), ('open', '--uri', 'http://example.org/')):
        status, said = t.run(*words)
        t.check('usage: %s' % ' '.join(words), status == 64, (status, said))
    t.same('--help', t.run('--help')[0], 0)


def texts(t, server):
    begun = time.monotonic()
    process = t.start('notify', '--summary', 'A & <b>', '--body', '<i>x</i> & "y"\nnext', '--icon', 'text-html', '--open', '/a.html',
                      '--open-label', 'Open it', '--folder=/b', '--folder-label=<Folder>', '--error', '/c', '--wait', '1')
    shown = server.next()
    if not t.check('it is shown', shown is not None, t.finish(process)):
        return
    t.same('summary as it is', shown['summary'], 'A & <b>')
    t.same('body: markup escaped', shown['body'], '&lt;i&gt;x&lt;/i&gt; &amp; &quot;y&quot;\nnext')
    t.same('icon', shown['icon'], 'text-html')
    t.same('actions', shown['actions'], [('default', 'Open'), ('open', 'Open it'), ('folder', '<Folder>'), ('error', 'Show what was wrong')])
    t.same('launcher', shown['hints'].get('desktop-entry'), 'referat-convert')
    t.same('the time is over: 0', t.finish(process), (0, ''))
    t.check('not before', 0.5 < time.monotonic() - begun < 15, time.monotonic() - begun)
    t.same('nothing was closed', server.closed, [])
    t.same('nothing was opened', t.take_opened(0), [])
    process = t.start(b'notify', b'--summary', b'a\nb\x1b[31m\xff', b'--body', 'flip\u202ecod'.encode() + b'z' * 9000, '--wait', '600')
    shown = server.next()
    t.same('summary: one line, nothing that controls', shown['summary'], 'a?b?[31m\ufffd')
    t.check('body: cut, not turned about', shown['body'].startswith('flip?cod') and len(shown['body']) == 2001, shown['body'][:20])
    t.same('no actions that nobody asked for', shown['actions'], [])
    server.close(shown)
    t.same('closed: 0', t.finish(process, 20), (0, ''))


def other_servers(t):
    server = Notifications(t.bus, ('body',))
    process = t.start('notify', '--summary', 'S', '--body', '<i> & x', '--open', '/a')
    shown = server.next()
    t.same('a server without markup gets plain text', shown['body'], '<i> & x')
    t.same('a server without actions gets none', shown['actions'], [])
    time.sleep(0.5)
    server.end()
    t.same('the server goes: 0', t.finish(process, 20), (0, ''))


def signals(t, server):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        process = t.start(*SAY)
        server.next()
        time.sleep(0.3)
        process.send_signal(number)
        t.same('%s while it is shown: 0' % number.name, t.finish(process, 10), (0, ''))
    t.same('a signal closes no notification', server.closed, [])


def clicks(t, server):
    folder = t.folder('%20 "odd" $(touch pwned)')
    page, wrong = folder / 'a;b\n#?.html', folder / 'x.error.txt'
    page.write_text('<!DOCTYPE html><title>x</title>')
    wrong.write_text('it was damaged\n')
    given = ('--open', page, '--folder', folder, '--error', wrong)
    cases = [(given, 'default', page), (given, 'open', page), (given, 'folder', folder), (given, 'error', wrong),
             (given[2:], 'default', folder), (given[4:], 'default', wrong)]
    for words, action, wanted in cases:
        process = t.start('notify', '--summary', 'S', '--body', 'B', *words)
        server.click(server.next(), action)
        t.same('%s: 0' % action, t.finish(process), (0, ''))
        t.same('%s opens %s' % (action, wanted.name.split('\n')[0]), t.take_opened(), [os.fsencode(wanted)])
    process = t.start('notify', '--summary', 'S', '--body', 'B', '--open', t.root / 'gone.html')
    server.click(server.next(), 'default')
    status, said = t.finish(process)
    t.check('what is gone is told', status == 0 and 'gone.html' in said, (status, said))
    process = t.start('notify', '--summary', 'S', '--body', 'B', '--open', page)
    shown = server.next()
    server.signal('ActionInvoked', 'us', shown['number'] + 1000, 'default')
    server.signal('ActionInvoked', 'us', shown['number'], 'nonsense')
    server.close(shown)
    t.same('actions of others are none of ours', (t.finish(process), t.take_opened(0)), ((0, ''), []))


# ---- trash ----

def trash(t):
    folder, bin_ = t.folder('home/papers'), t.home / 'data' / 'Trash'
    names = [b'a.docx', b'-rf.docx', b'a\nb.docx', b'not\xffutf8.docx', b'%f.docx', b'~', b'file:x']
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(name)
    status, said = t.run('trash', '--', *names, cwd=folder, **NOTHING)
    t.same('trash without a bus: 0', (status, said), (0, ''))
    t.same('they are gone from where they were', sorted(os.listdir(folder)), [])
    kept = {p.read_bytes() for p in (bin_ / 'files').iterdir()} if bin_.exists() else set()
    t.same('they are in the trash', kept, set(names))
    notes = [p.read_text() for p in (bin_ / 'info').iterdir() if p.suffix == '.trashinfo'] if bin_.exists() else []
    t.check('with where they were, and when', len(notes) == len(names) and
            all('Path=' in text and 'DeletionDate=' in text for text in notes), notes)
    (folder / 'b').write_text('b')
    status, said = t.run('trash', 'missing', 'b', cwd=folder)
    t.check('one is missing: 66, told, the other is trashed', status == 66 and 'missing' in said and not (folder / 'b').exists(), (status, said))
    shared = Path('/dev/shm')
    if not os.access(shared, os.W_OK) or shared.stat().st_dev == t.home.stat().st_dev:
        t.skip('a place without a trash', 'no second file system here')
        return
    other = shared / ('referat-desktop-%d' % os.getpid())
    other.write_text('x')
    status, said = t.run('trash', other)
    t.check('a place without a trash: 73, told, the file stays', status == 73 and str(other) in said and other.exists(), (status, said))
    other.unlink()


def walls(t):
    """Inside a service what is opened or trashed is the service manager's to do."""
    if not shutil.which('setpriv'):
        t.skip('inside a service', 'setpriv is not installed')
        return
    t.folder('run/systemd')
    (t.root / 'run/systemd/private').touch()
    t.tool('systemd-run', 'printf "%s\\0" "$@" >> "$RECORD"; exit ${SYSTEMD_RUN_STATUS:-0}')
    walled, page = ('setpriv', '--no-new-privs'), t.root / 'x$HOME %h\n.html'
    page.write_text('x')
    uri = b'file://' + os.fsencode(t.root) + b'/x%24HOME%20%25h%0A.html'
    usual = [b'--user', b'--quiet', b'--collect']
    t.same('open: 0', t.run('open', page, prefix=walled), (0, ''))
    t.same('open is done outside', t.opened.read_bytes().split(b'\0')[:-1] if t.opened.exists() else None,
           [*usual, b'--property=KillMode=process', b'--', os.fsencode(t.program), b'open', b'--uri', uri])
    t.opened.unlink(missing_ok=True)
    t.same('trash: the status of what was run', t.run('trash', page, prefix=walled, SYSTEMD_RUN_STATUS='73')[0], 73)
    t.same('trash is done outside', t.opened.read_bytes().split(b'\0')[:-1] if t.opened.exists() else None,
           [*usual, b'--wait', b'--', os.fsencode(t.program), b'trash', b'--uri', uri])
    t.opened.unlink(missing_ok=True)
    t.same('no manager answers: open is done here', t.run('open', page, prefix=walled, SYSTEMD_RUN_STATUS='1')[0], 0)
    t.check('... by the program for it', os.fsencode(page) in t.take_opened(11)[-1:])
    t.same('a URI is taken back', t.run('trash', '--uri', uri), (0, ''))
    t.check('... for the file that it names', not page.exists())
    shutil.rmtree(t.root / 'run/systemd')
    (t.tools / 'systemd-run').unlink()


# ---- convert ----

def convert_one(t, server):
    folder = t.folder('one')
    (folder / 'a b.docx').write_bytes(docx('Minutes', 'Present: Anna'))
    process = t.start('convert', 'a b.docx', cwd=folder)
    shown = server.next()
    t.same('one: summary', shown and shown['summary'], '1 document converted')
    t.same('one: body', shown['body'], 'a b.html')
    server.click(shown, 'default')
    t.same('one: 0', t.finish(process), (0, ''))
    t.same('one: it is opened', t.take_opened(), [os.fsencode(folder / 'a b.html')])
    t.check('one: beside it', b'Present: Anna' in (folder / 'a b.html').read_bytes())
    process = t.start('convert', '--to', 'text,odt', folder / 'a b.docx')
    server.click(server.next(), 'folder')
    t.same('other formats: 0', t.finish(process), (0, ''))
    t.same('the folder is opened', t.take_opened(), [os.fsencode(folder)])
    t.check('both are there', (folder / 'a b.txt').exists() and (folder / 'a b.odt').exists(), os.listdir(folder))


def convert_mixed(t, server):
    folder = t.folder('mixed')
    for name in ('a', 'b'):
        (folder / (name + '.docx')).write_bytes(docx('Minutes ' + name))
    (folder / '<b>.docx').write_bytes(b'this is no document')
    process = t.start('convert', '--wait', '600', folder / 'a.docx', folder / '<b>.docx', folder / 'b.docx')
    shown = server.next()
    t.same('mixed: summary', shown and shown['summary'], '2 converted, 1 not')
    t.same('mixed: body', shown['body'], '&lt;b&gt;.docx: this is a plain text file')
    server.click(shown, 'default')
    status, said = t.finish(process)
    t.check("mixed: referat's 65, told", status == 65 and '<b>.docx: this is' in said, (status, said))
    t.same('mixed: the folder is opened', t.take_opened(), [os.fsencode(folder)])
    os.mkfifo(folder / 'pipe.docx')
    (folder / 'a.rxml').write_text('<x/>')
    begun = time.monotonic()
    process = t.start('convert', folder, folder / 'pipe.docx', folder / 'gone.docx', folder / 'gone too.docx', folder / '<b>.docx')
    shown = server.next()
    t.same('nothing: summary', shown and shown['summary'], '5 documents not converted')
    t.check('nothing: a folder is told where it belongs', 'mixed: folders are for the watched folder' in shown['body'], shown['body'])
    t.check('nothing: no pipe is waited for', time.monotonic() - begun < 30)
    t.same('nothing: many are a number', shown['body'].split('\n')[3:], ['\u2026 and 2 more'])
    t.same('nothing: no actions', shown['actions'], [])
    server.close(shown)
    t.same('nothing: the first status', t.finish(process)[0], 64)
    process = t.start('convert', '--to', 'rxml', folder / 'a.docx', folder / 'a.rxml')
    shown = server.next()
    t.check('no result takes the place of an input', 'a.docx: its result would take the place' in shown['body'], shown['body'])
    server.close(shown)
    t.finish(process)
    t.same('... it is as it was', (folder / 'a.rxml').read_text(), '<x/>')


def convert_hostile(t, server):
    folder = t.folder('hostile')
    good = HOSTILE
    for name in good:
        (folder / os.fsdecode(name)).write_bytes(docx('Name of %d bytes' % len(name)))
    process = t.start('convert', '--', *good, cwd=folder)
    shown = server.next(120)
    t.same('hostile: all are converted', shown and (shown['summary'], shown['body']), ('%d documents converted' % len(good), ''))
    server.close(shown)
    t.same('hostile: 0', t.finish(process), (0, ''))
    wanted = sorted([*good, *(name[:-len(b'docx')] + b'html' for name in good)])
    t.same('hostile: each has its result, and nothing else was made', sorted(os.listdir(os.fsencode(folder))), wanted)
    for name in good:
        (folder / os.fsdecode(name)).write_bytes(b'damaged')
    reasons = []
    for name in good:
        process = t.start('convert', '--', name, cwd=folder)
        shown = server.next()
        reasons.append(shown['body'].rsplit(': ', 1)[-1] if shown else None)
        server.close(shown)
        t.finish(process)
    t.same('hostile: each is told why', set(reasons), {'this is a plain text file'})
    t.check('nothing was run', not (folder / 'pwned').exists() and not (t.root / 'pwned').exists())


def convert_alone(t):
    """Where nobody shows notifications the result is opened."""
    folder = t.folder('alone')
    for name in ('a', 'b'):
        (folder / (name + '.docx')).write_bytes(docx('Minutes ' + name))
    for what, environment in (('no server', {}), ('no bus', NOTHING)):
        t.same('%s, one: 0' % what, t.run('convert', folder / 'a.docx', **environment), (0, ''))
        t.same('%s, one: it is opened' % what, t.take_opened(), [os.fsencode(folder / 'a.html')])
        t.same('%s, two: 0' % what, t.run('convert', folder / 'a.docx', folder / 'b.docx', **environment), (0, ''))
        t.same('%s, two: the folder is opened' % what, t.take_opened(), [os.fsencode(folder)])
    status, said = t.run('convert', folder / 'gone.docx')
    t.check('nothing to open: 66, told', status == 66 and 'gone.docx' in said, (status, said))
    t.same('nothing is opened', t.take_opened(0), [])


def convert_ended(t):
    """A copy of the program, beside a referat that takes its time."""
    tree, flag = t.folder('tree'), t.root / 'slow'
    for place in ('bin', 'libexec/referat'):
        (tree / place).mkdir(parents=True)
    shutil.copy(t.program, tree / 'libexec/referat/referat-desktop')
    slow = tree / 'bin/referat'
    slow.write_text('#!/bin/sh\ntrap \'echo ended >> "%s"; exit 0\' TERM\necho "$@" >> "%s"\nsleep 30 & wait\n' % (flag, flag))
    slow.chmod(0o755)
    (t.root / 'a.docx').write_bytes(docx('x'))
    process = subprocess.Popen([tree / 'libexec/referat/referat-desktop', 'convert', '--', t.root / 'a.docx', t.root / 'a.docx'],
                               env=t.environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    t.check('referat beside it is run', eventually(flag.exists))
    process.send_signal(signal.SIGTERM)
    t.same('SIGTERM while converting: 75', t.finish(process, 20)[0], 75)
    t.same('what it ran has ended, and nothing was begun after it', flag.read_text().split('\n')[1:], ['ended', ''])
    t.same('its words', flag.read_text().split('\n')[0], 'convert --to html -- %s' % (t.root / 'a.docx'))
    slow.unlink()
    t.tool('referat', 'echo "%s: error: told from PATH" >&2; exit 65' % (t.root / 'a.docx'))
    status, said = t.finish(subprocess.Popen([tree / 'libexec/referat/referat-desktop', 'convert', t.root / 'a.docx'],
                                             env=t.environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE))
    t.check('otherwise that of PATH', status == 65 and 'told from PATH' in said, (status, said))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    need('dbus-daemon')
    t = Desktop()
    t.same('referat is where it is looked for', (t.program.parent / '../../bin/referat').resolve(), t.referat)
    without_bus(t)
    usage(t)
    convert_alone(t)
    convert_ended(t)
    other_servers(t)
    silent = Notifications(t.bus, silent=True)
    begun, hanging = time.monotonic(), t.start(*SAY)
    (t.folder('silent') / 'a.docx').write_bytes(docx('Minutes'))
    converting = t.start('convert', t.root / 'silent/a.docx', t.root / 'silent/gone.docx', RECORD=str(t.root / 'silent/opened'))
    time.sleep(1)
    trash(t)
    walls(t)
    t.same('a server that does not answer: 75', t.finish(hanging, 60)[0], 75)
    print('     after %.0f s' % (time.monotonic() - begun))
    t.same('... converting: the status of referat', t.finish(converting, 60)[0], 66)
    t.check('... and the result is opened', eventually((t.root / 'silent/opened').exists))
    silent.end()
    server = Notifications(t.bus)
    for test in (texts, signals, clicks, convert_one, convert_mixed, convert_hostile):
        test(t, server)
    server.end()
    t.bus.end()
    return t.end()


if __name__ == '__main__':
    sys.exit(main())
