#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Never 0 without the output, never the output with another status: all bad input that the tests know how to make, and a
system in trouble, each with one output and with three and a dependency file.

usage: status.py PROGRAM TOP

Of every run: the status is one of those in referat(1); with 0 every output is new, with another one none is, what stood
there before stands there still, byte for byte and with its time; nothing is left beside; whoever fails says why.
"""
import os
import resource
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import Checks

GOOD = ('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/><body>'
        '<paragraph><t>%s</t></paragraph></body></document>')
OLD = b'what stood here before\n'
SECONDS = 120
NOBODY = 65534


def statuses(program):
    """Those that the help names, which is made from the table that referat(1) is made from."""
    text = subprocess.run([program, 'help', 'convert'], capture_output=True, text=True).stdout
    return {int(number) for number in re.findall(r'(?m)^ +(\d+)  \w', text[text.index('Exit status'):])}


def state(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path(folder).iterdir() if path.is_file()}


class Run:
    """One run of the program, and whether it kept its promises. OUTPUTS and DEPFILE are names in FOLDER; what is not in there
    is not looked at."""

    def __init__(self, program, known, folder, source, outputs, depfile=None, words=(), old=False, **more):
        self.folder, self.names = Path(folder), [*outputs, *([depfile] if depfile else [])]
        self.own = [name for name in self.names if '/' not in name and not os.path.isdir(self.folder / name) and len(name) < 200]
        for name in self.own if old else ():
            (self.folder / name).write_bytes(OLD)
            os.utime(self.folder / name, (1000, 1000))
        if more.get('user') is not None:
            shutil.chown(self.folder, more['user'])
        before = state(self.folder)
        given = [part for name in outputs for part in ('-o', name)]
        depend = ['-MD', '-MF', depfile, '-MT', 'target', '-Wno-depfile-name'] if depfile else []
        self.status, self.said = None, ''
        try:
            told = subprocess.run([program, *words, *given, *depend, '--', str(source)], cwd=self.folder, capture_output=True, timeout=SECONDS,
                                  **{'stdin': subprocess.DEVNULL, **more})
            self.status, self.said = told.returncode, told.stderr.decode('utf8', 'replace')
        except subprocess.TimeoutExpired:
            pass
        self.faults = list(self.judge(known, before, state(self.folder)))

    def judge(self, known, before, after):
        if self.status is None:
            yield 'took more than %d s' % SECONDS
            return
        if self.status not in known:
            yield 'status %d is not in the manual: %s' % (self.status, self.said.strip()[-200:])
        for name in self.own:
            new = name in after and after[name] != before.get(name)
            if self.status == 0 and not new:
                yield 'status 0 without ' + name
            if self.status != 0 and new:
                yield '%s with status %d' % (name, self.status)
            if self.status == 0 and new and after[name][0] == OLD:
                yield 'status 0, and the old ' + name
        for name in sorted(before):
            if name not in after:
                yield name + ' is gone'
            elif name not in self.own and after[name] != before[name]:
                yield name + ' was changed'
        for name in sorted(set(os.listdir(self.folder)) - set(before) - set(self.own)):
            if not (self.folder / name).is_dir():
                yield name + ' is left behind'
        if self.status != 0 and not re.search(r'(?m)^.+: error: .+$', self.said):
            yield 'status %d without a word: %r' % (self.status, self.said[-200:])
        if self.status == 0 and 'error:' in self.said:
            yield 'an error with status 0: ' + self.said.strip()[-200:]


# ---- bad input ----

def bad_files(top, work):
    """Every file with the statuses that its maker expects (None: any)."""
    docx, pdf = work / 'docx', work / 'pdf'
    pdf.mkdir()
    for words in ([top / 'tests' / 'hostile' / 'make-bad.py', docx, '0.02'], [top / 'tests' / 'pdf' / 'make-bad.py', pdf]):
        subprocess.run([sys.executable, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    files = [path for folder in (docx, pdf) for path in sorted(folder.iterdir()) if path.suffix != '.tsv']
    odd = work / 'odd'
    odd.mkdir()
    for name, data in (('empty.docx', b''), ('one-byte.pdf', b'%'), ('text.docx', b'plain words\n'), ('zeroes.docx', bytes(4096)),
                       ('zip-alone.docx', b'PK\x05\x06' + bytes(18)), ('no-document.rxml', b'<document'), ('other.xml', b'<a><b/></a>'),
                       ('old-word.doc', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(600)), ('page.html', b'<!DOCTYPE html><title>x</title>'),
                       ('picture.png', b'\x89PNG\r\n\x1a\n' + bytes(60)), ('rtf.docx', b'{\\rtf1 words}'), ('program', b'\x7fELF' + bytes(90)),
                       ('good.rxml', (GOOD % 'words').encode())):
        (odd / name).write_bytes(data)
        files.append(odd / name)
    return files


def check_bad_input(check, program, known, top, work, pdf):
    files = bad_files(top, work)
    if not pdf:
        files = [path for path in files if path.suffix != '.pdf']

    def one(number):
        path = files[number]
        runs = []
        for name, outputs, depfile, old in (('one', ['x.html'], None, False), ('three', ['x.txt', 'x.odt', 'x.json'], 'x.d', True)):
            folder = work / ('%d-%s' % (number, name))
            folder.mkdir()
            runs.append(Run(program, known, folder, path, outputs, depfile, old=old))
            shutil.rmtree(folder)
        faults = ['%s: %s' % (name, fault) for name, run in zip(('one', 'three'), runs) for fault in run.faults]
        if runs[0].status != runs[1].status:
            faults.append('%s with one output, %s with three' % (runs[0].status, runs[1].status))
        wanted = re.search(r'\.(\d+)\.pdf$', path.name)
        if wanted and runs[0].status != int(wanted[1]):
            faults.append('status %s, not %s' % (runs[0].status, wanted[1]))
        return runs[0].status, faults

    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        results = list(pool.map(one, range(len(files))))
    count = {}
    for path, (status, faults) in zip(files, results):
        count[status] = count.get(status, 0) + 1
        for fault in faults:
            print('  %s: %s' % (path.name, fault))
    check('%d inputs, twice each: %s' % (len(files), ', '.join('status %s: %d' % pair for pair in sorted(count.items(), key=str))),
          not any(faults for _, faults in results) and len(files) > 60 and count.get(0) and count.get(65))
    return len(files)


# ---- a system in trouble ----

def as_nobody(program, work):
    """Returns: what makes a process nobody's, when this one is root's; None when it cannot be tried."""
    if os.getuid() != 0:
        return {}
    more = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}
    try:
        told = subprocess.run([program, '--version'], capture_output=True, cwd=work, **more)
        return more if told.returncode == 0 else None
    except OSError:
        return None


def troubles(work, program):
    """Rows: what, the statuses that are right, how the run is made: source, words before, changes of one output or of the depfile."""
    source = work / 'good.rxml'
    source.write_text(GOOD % ('word ' * 40000), encoding='utf8')
    (work / 'none.link').symlink_to('nowhere/at/all')
    (work / 'loop').symlink_to('loop')
    (work / 'circle').symlink_to('circle')
    (work / 'folder.docx').mkdir()
    long = 'x' * 300
    yield 'nothing is wrong', {0}, {'source': source}
    yield 'no folder for the output', {73}, {'source': source, 'last': 'none/x.txt'}
    yield 'a folder in place of the output', {73}, {'source': source, 'last': 'folder.txt'}
    yield 'a name that is too long', {73}, {'source': source, 'last': long + '.txt'}
    yield 'a file in place of the folder', {73}, {'source': source, 'last': 'file/x.txt'}
    # such a link may be replaced: it leads to nothing
    yield 'links in a circle', {0, 73}, {'source': source, 'last': str(work / 'circle'), 'words': ['-t', 'text']}
    yield 'a full device', {74}, {'source': source, 'last': '/dev/full', 'words': ['-t', 'text']}
    yield 'no folder for the depfile', {73}, {'source': source, 'depfile': 'none/x.d'}
    yield 'a folder in place of the depfile', {73}, {'source': source, 'depfile': 'folder.txt'}
    yield 'a full device as depfile', {74}, {'source': source, 'depfile': '/dev/full'}
    yield 'no input', {66}, {'source': work / 'gone.docx'}
    yield 'a folder as input', {66}, {'source': work / 'folder.docx'}
    yield 'a link that leads nowhere', {66}, {'source': work / 'none.link'}
    yield 'an input in a circle', {66, 74}, {'source': work / 'loop'}
    yield 'an input whose name is too long', {66, 74}, {'source': work / long}
    yield 'a device that is empty', {65}, {'source': '/dev/null'}
    yield 'an option that is wrong', {64}, {'source': source, 'words': ['--nonsense']}
    yield 'a vocabulary that is not there', {64, 66}, {'source': source, 'words': ['--vocabulary', 'none.ini']}
    yield 'few descriptors', {70, 71, 73, 74}, {'source': source, 'limit': (resource.RLIMIT_NOFILE, 5)}
    yield 'no process can be started', {70, 71, 74, 75}, {'source': source, 'limit': (resource.RLIMIT_NPROC, 0), 'user': True}
    yield 'files may not be large', {65, 73, 74}, {'source': source, 'limit': (resource.RLIMIT_FSIZE, 512)}
    yield 'an input that may not be read', {77}, {'source': work / 'locked.rxml', 'user': True}
    yield 'a folder that may not be written', {77}, {'source': source, 'last': 'locked/x.txt', 'user': True}
    yield 'a folder of the depfile that may not be written', {77}, {'source': source, 'depfile': 'locked/x.d', 'user': True}


def check_troubles(check, program, known, work):
    nobody = as_nobody(program, work)
    shutil.copy(work / 'good.rxml', work / 'locked.rxml') if (work / 'good.rxml').exists() else (work / 'locked.rxml').write_text(GOOD % 'x')
    tried = number = 0
    for what, wanted, how in troubles(work, program):
        for outputs, depfile, old in ((['x.txt'], None, False), (['x.html', 'x.odt', 'x.txt'], 'x.d', True)):
            if 'depfile' in how and depfile is None:
                outputs, depfile = outputs[:], how['depfile']
            more = {}
            if how.get('user') and nobody is None:
                print('left out: %s (nobody cannot run the program here)' % what)
                continue
            number += 1
            folder = work / ('t%d' % number)
            folder.mkdir()
            (folder / 'folder.txt').mkdir()
            (folder / 'locked').mkdir()
            (folder / 'file').write_text('x')
            if '-t' in how.get('words', ()) and len(outputs) > 1:
                outputs = ['x.txt', 'y.txt', 'z.txt']
            if 'last' in how:
                outputs = [*outputs[:-1], how['last']]
            if how.get('user'):
                more.update(nobody)
                (folder / 'locked').chmod(0o555)
                (work / 'locked.rxml').chmod(0o000)
            if 'limit' in how:
                kind, most = how['limit']
                # under a sanitizer, what looks for leaks cannot be started either
                more['env'] = {**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'}
                more['preexec_fn'] = lambda kind=kind, most=most: resource.setrlimit(kind, (most, most))
            run = Run(program, known, folder, how['source'], outputs, how.get('depfile', depfile) if depfile else None, how.get('words', ()), old, **more)
            tried += 1
            check('%s, %d output%s: status %s' % (what, len(outputs), 's and a depfile' if depfile else '', run.status),
                  not run.faults and run.status in wanted, '%s; wanted %s; %s' % (run.faults, sorted(wanted), run.said))
    return tried


def check_streams(check, program, known, work):
    """Standard input and output that are closed, full or gone."""
    source = work / 'stream.rxml'
    source.write_text(GOOD % 'words', encoding='utf8')
    tried = 0
    for what, words, wanted in (
            ('standard output is closed', ['sh', '-c', 'exec "$0" "$@" >&-', program, source, '-t', 'text'], {74}),
            ('standard output is full', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, source, '-t', 'text'], {74}),
            ('standard output is full, and a file', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, source, '-t', 'text', '-o', '-', '-o', 'f.txt',
                                                      '-MD', '-MF', 'f.d'], {74}),
            ('-M into a full device', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, source, '-o', 'f.txt', '-M'], {74}),
            ('--help into a full device', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, '--help'], {74}),
            ('formats into a full device', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, 'formats'], {74}),
            ('--explain into a full device', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, '--explain', 'link-bare'], {74}),
            ('messages into a full device', ['sh', '-c', 'exec "$0" "$@" >/dev/full', program, 'check', source, '--diagnostics-format=json'], {74}),
            ('standard input is closed', ['sh', '-c', 'exec "$0" "$@" <&-', program, '-', '-o', 'f.txt', '-MD'], {66, 74}),
            ('standard input is a folder', ['sh', '-c', 'exec "$0" "$@" <.', program, '-', '-o', 'f.txt', '-MD'], {66, 74}),
            ('standard input is empty', ['sh', '-c', 'exec "$0" "$@" </dev/null', program, '-', '-o', 'f.txt', '-MD'], {65})):
        folder = work / ('s%d' % tried)
        folder.mkdir()
        told = subprocess.run(list(map(str, words)), cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=SECONDS)
        tried += 1
        check('%s: status %d' % (what, told.returncode), told.returncode in wanted & known and ': error: ' in told.stderr and not os.listdir(folder),
              (told.returncode, told.stderr, os.listdir(folder)))
    # nobody reads, and nobody hears: it must not be 0 then, nor hang
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run([program, source, '-t', 'text'], stdout=writer, stderr=subprocess.PIPE, timeout=SECONDS)
    check('a pipe that nobody reads: status %d' % run.returncode, run.returncode == 74, run.stderr)
    run = subprocess.run(['sh', '-c', 'exec "$0" "$@" 2>&-', program, str(work / 'gone.docx'), '-o', 'f.txt'], cwd=work, timeout=SECONDS)
    check('nobody hears: status %d' % run.returncode, run.returncode == 66 and not (work / 'f.txt').exists())
    # what opens files must not get the numbers of closed streams
    folder = work / 'closed'
    folder.mkdir()
    run = subprocess.run(['sh', '-c', 'exec "$0" "$@" 0<&- 1>&- 2>&-', program, str(source), '-o', 'a.txt', '-o', 'b.html', '-MD', '-MF', 'a.d', '-v'],
                         cwd=folder, timeout=SECONDS)
    check('all three streams closed: status %d' % run.returncode, run.returncode == 0 and (folder / 'a.txt').read_text() == 'words\n'
          and sorted(os.listdir(folder)) == ['a.d', 'a.txt', 'b.html'] and (folder / 'a.d').read_text().startswith('a.txt b.html: '),
          (run.returncode, os.listdir(folder)))
    return tried + 3


def check_full_disk(check, program, work):
    """A file system of 16 kB, in a name space of our own."""
    if shutil.which('unshare') is None or subprocess.run(['unshare', '-rm', 'true'], capture_output=True).returncode:
        print('left out: a full disk (no user name spaces here)')
        return 0
    script = ('mkdir small && mount -t tmpfs -o size=16k none small || exit 99\n'
              'for name in x.txt x.html x.d; do echo old >small/$name; done\n"$@"\nstatus=$?\n'
              'ls -A small\ncat small/x.txt small/x.html small/x.d | sort -u\nexit $status\n')
    tried = 0
    (work / 'large.rxml').write_text(GOOD % ('word ' * 9000), encoding='utf8')
    for what, words in (('one output', ['-o', 'small/x.txt']), ('the first of three fits', ['-o', 'small/x.json', '-o', 'small/x.txt', '-o', 'small/x.html']),
                        ('with a depfile', ['-o', 'small/x.txt', '-MD', '-MF', 'small/x.d']),
                        ('outputs elsewhere', ['-o', 'here.txt', '-o', 'here.odt', '-o', 'small/x.html', '-MD', '-MF', 'here.d'])):
        folder = work / ('d%d' % tried)
        folder.mkdir()
        told = subprocess.run(['unshare', '-rm', 'sh', '-c', script, 'sh', program, str(work / 'large.rxml'), *words], cwd=folder, capture_output=True,
                              text=True, timeout=SECONDS)
        tried += 1
        check('a full disk, %s: status %d' % (what, told.returncode), told.returncode == 74 and ': error: ' in told.stderr
              and told.stdout.split() == ['x.d', 'x.html', 'x.txt', 'old'] and os.listdir(folder) == ['small'],
              (told.returncode, told.stdout, told.stderr, os.listdir(folder)))
    return tried


# ---- signals ----

def wait_for(what):
    for _ in range(1000):
        if what():
            return True
        time.sleep(0.02)
    return False


def check_signals(check, program, work):
    data = (GOOD % ('word ' * 300000)).encode()
    tried, make = 0, shutil.which('make') is not None
    for number, word in ((signal.SIGTERM, 'Terminated'), (signal.SIGINT, 'Interrupt'), (signal.SIGHUP, 'Hangup')):
        for outputs in (['x.txt'], ['x.txt', 'x.html', 'x.odt']):
            folder = work / ('k%d' % tried)
            folder.mkdir()
            os.mkfifo(folder / 'slow')
            for name in (*outputs, 'x.d'):
                (folder / name).write_bytes(OLD)
                os.utime(folder / name, (1000, 1000))
            before = state(folder)
            words = [program, 'slow', *[part for name in outputs for part in ('-o', name)], '-MD', '-MF', 'x.d']
            run = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            pipe = os.open(folder / 'slow', os.O_WRONLY)
            os.write(pipe, data[:50000])
            time.sleep(0.2)
            run.send_signal(number)
            try:
                # a worker that stays would keep the pipe open
                said = run.communicate(timeout=20)[1].decode()
            except subprocess.TimeoutExpired:
                run.kill()
                said = 'it did not end'
            os.close(pipe)
            tried += 1
            check('%s while it reads, %d outputs: ends of it, all is as it was' % (number.name, len(outputs)),
                  run.returncode == -number and state(folder) == before and sorted(os.listdir(folder)) == sorted([*before, 'slow']),
                  (run.returncode, said, os.listdir(folder)))
        if not make:
            print('left out: signals below make')
            continue
        for how in ('exec', 'shell'):
            folder = work / ('k%d' % tried)
            folder.mkdir()
            os.mkfifo(folder / 'slow')
            command = 'echo $$$$ >pid; exec "$(P)" slow -o x.txt -MD'
            if how == 'shell':
                command = "sh -c 'echo $$$$ >pid; exec \"$(P)\" slow -o x.txt -MD'; status=$$?; echo status $$status >told; exit $$status"
            (folder / 'M').write_text('x.txt: ; @%s\n' % command)
            run = subprocess.Popen(['make', '-f', 'M', 'P=' + program], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env={**os.environ, 'LC_ALL': 'C'})
            pipe = os.open(folder / 'slow', os.O_WRONLY)
            os.write(pipe, data[:50000])
            wait_for(lambda: (folder / 'pid').exists() and (folder / 'pid').read_text().strip())
            time.sleep(0.2)
            os.kill(int((folder / 'pid').read_text()), number)
            time.sleep(0.1)
            os.close(pipe)
            said = run.communicate(timeout=SECONDS)[1].decode()
            told = (folder / 'told').read_text().split()[-1] if (folder / 'told').exists() else ''
            tried += 1
            check('%s below make, %s: make sees %s' % (number.name, how, told or word), run.returncode == 2 and not (folder / 'x.txt').exists()
                  and not (folder / 'x.txt.d').exists() and (told == str(128 + number) or (word in said and how == 'exec')
                                                             or (number == signal.SIGINT and word in said)), (run.returncode, said, told))
    return tried


def main():
    program, top = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).absolute()
    for name in ('LANGUAGE', 'LANG', 'MAKEFLAGS', 'MFLAGS', 'MAKELEVEL'):
        os.environ.pop(name, None)
    os.environ['LC_ALL'] = 'C.UTF-8'
    check, known = Checks(), statuses(program)
    check('the help names the statuses', {0, 1, 64, 65, 66, 69, 70, 73, 74, 77} <= known, sorted(known))
    pdf = '\npdf ' in subprocess.run([program, 'formats'], capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory(prefix='referat-status-') as temporary:
        work = Path(temporary)
        work.chmod(0o755)
        for name in ('bad', 'troubles', 'streams', 'disk', 'signals'):
            (work / name).mkdir()
        inputs = check_bad_input(check, program, known, top, work / 'bad', pdf)
        tried = check_troubles(check, program, known, work / 'troubles')
        tried += check_streams(check, program, known, work / 'streams') + check_full_disk(check, program, work / 'disk')
        tried += check_signals(check, program, work / 'signals')
    print('%d bad inputs twice, %d runs in trouble: %d passed, %d failed' % (inputs, tried, check.passed, check.failed))
    return 1 if check.failed else 0


if __name__ == '__main__':
    sys.exit(main())
