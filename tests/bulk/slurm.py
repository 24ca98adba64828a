#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`referat bulk --engine slurm` on a cluster whose nodes die, are cut off and stand still, and whose controller is started
anew: every document gets one verdict and whole outputs, the same as those of a quiet run on one machine.

usage: slurm.py PROGRAM TOP [--documents N]

Invents N documents, takes a local run for the truth, and starts a cluster of four nodes (cluster.py). What an engine
prints (scripts, sbatch, a job for Kubernetes) is taken apart and carried out too. Needs Slurm; as root it is installed.
"""
import argparse
import ctypes
import json
import os
import random
import re
import select
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from urllib.parse import unquote_to_bytes

import cluster as slurm

PACKAGES = ['slurmctld', 'slurmd', 'slurm-client', 'munge']
PARTS, MAX_ARRAY = 40, 6
TASKS = 40                      # more than there is room for: parts that come again need not wait for their array
PART_SECONDS = 8                # that a part takes when nothing happens: time enough for things to happen
LEASE = 10
CUT_SECONDS, FROZEN_SECONDS = 18, 40    # longer than the controller (6) and the lease (10) wait
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
         '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="r1" Target="word/document.xml" Type='
             '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>')
DOCUMENT = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:body>%s</w:body></w:document>')
WORDS = 'council minutes budget road school approved chair vote harbour plan hearing autumn library reported'.split()


class Checks:
    def __init__(self):
        self.failed = 0

    def __call__(self, what, good, *details):
        print('%s: %s%s' % ('ok' if good else 'FAILED', what,
                            ''.join('\n    %s' % (detail,) for detail in details[:20]) if not good else ''), flush=True)
        self.failed += not good
        return good


check = Checks()


# ---- documents ----

def docx(path, paragraphs, rng, body=None):
    text = ''.join('<w:p><w:r><w:t>%d %s.</w:t></w:r></w:p>' % (i, ' '.join(rng.choice(WORDS) for _ in range(9)))
                   for i in range(paragraphs))
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('[Content_Types].xml', TYPES)
        archive.writestr('_rels/.rels', RELATIONS)
        if body is not False:
            archive.writestr('word/document.xml', body or DOCUMENT % text)


def spoil(path, kind, rng):
    docx(path, 20, rng, body=(DOCUMENT % '<w:p><w:r><w:t>torn')[:-25] if kind == 1 else False if kind == 2 else None)
    if kind == 0:
        path.write_bytes(path.read_bytes()[:400])
    elif kind == 3:
        path.write_bytes(b'')


def make_documents(folder, n):
    """One in fifty is large, one in forty is damaged."""
    rng = random.Random(6)
    for i in range(n):
        path = folder / ('%s %d' % (('Rådhus', 'school', 'harbour', 'roads & parks')[i % 4], i % 3)) / ('meeting %04d.docx' % i)
        path.parent.mkdir(parents=True, exist_ok=True)
        if i % 40 == 7:
            spoil(path, i // 40 % 4, rng)
        else:
            docx(path, 12000 if i % 50 == 3 else rng.randint(3, 30), rng)


# ---- what a run has left ----

def records(path):
    for line in path.read_bytes().split(b'\n')[:-1]:
        yield [unquote_to_bytes(field) for field in line.split(b'\t')[:-1]]


def generation(out):
    folder = Path(str(out) + '.referat')
    return folder / str(max(int(path.name) for path in folder.iterdir() if path.name.isdigit()))


def verdicts(out):
    """{path: all its verdicts, in the order of journals}"""
    folder = generation(out)
    names = [fields[9] for fields in records(folder / 'manifest') if fields[0] in (b'f', b'm')]
    found = {name: [] for name in names}
    for journal in sorted((folder / 'journal').iterdir()):
        for fields in records(journal):
            if fields[0] == b'v':
                found[names[int(fields[1])]].append(fields[2].decode())
    return found


def report(out):
    return json.loads(Path(str(out) + '.referat', 'report.json').read_bytes())


def failures(out):
    return sorted(line.split('\t')[:2] for line in Path(str(out) + '.referat', 'failures.tsv').read_text().splitlines())


def outputs(out):
    return {str(path.relative_to(out)): path for path in Path(out).rglob('*') if not path.is_dir()}


def litter(*folders):
    return [str(path) for folder in folders for path in Path(folder).rglob('.referat-*')]


def compare_outputs(what, out, reference):
    ours, theirs = outputs(out), outputs(reference)
    check('%s: no output is missing' % what, not set(theirs) - set(ours), *sorted(set(theirs) - set(ours)))
    check('%s: none is there that should not' % what, not set(ours) - set(theirs), *sorted(set(ours) - set(theirs)))
    other = [name for name in set(ours) & set(theirs) if ours[name].read_bytes() != theirs[name].read_bytes()]
    check('%s: all %d are the same, byte for byte' % (what, len(theirs)), not other, *other)


def compare_verdicts(what, out, reference):
    found = verdicts(out)
    wanted = {path: all_of[-1] for path, all_of in verdicts(reference).items()}
    none = [path for path, all_of in found.items() if not all_of]
    check('%s: every one of %d documents has a verdict' % (what, len(wanted)), not none and len(found) == len(wanted), *none)
    final = {path: next((one for one in all_of if one in ('ok', 'ok-with-loss')), all_of[-1])
             for path, all_of in found.items() if all_of}
    other = [(path, found[path], wanted[path]) for path in final if final[path] != wanted.get(path)]
    check('%s: it is that of the quiet run' % what, not other, *other)
    said, before = report(out), report(reference)
    check('%s: report.json says so: none is 0' % what, said['verdicts'] == before['verdicts'] and said['verdicts']['none'] == 0,
          said['verdicts'], before['verdicts'])
    check('%s: failures.tsv says so' % what, failures(out) == failures(reference), failures(out), failures(reference))
    repeats = sum(max(len(all_of) - 1, 0) for all_of in found.values())
    check('%s: repeats are counted' % what, said['repeats'] == repeats, said['repeats'], repeats)
    wavering = [(path, all_of) for path, all_of in found.items() if len(set(all_of)) > 1]
    print('%s: %d documents were converted more than once%s' % (what, repeats, ', not all to the same end: %s' % wavering
                                                                if wavering else ''))


# ---- looking on ----

class Watcher(threading.Thread):
    """Sees every file get its name in a folder, and compares it at once."""
    MODIFY, CLOSE, GONE, CAME, CREATE, DELETE, LOST, FOLDER = 2, 8, 0x40, 0x80, 0x100, 0x200, 0x4000, 0x40000000

    def __init__(self, folder, reference):
        super().__init__(daemon=True)
        self.folder, self.reference = Path(folder), Path(reference)
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.file = self.libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        self.folders, self.bad, self.seen, self.came, self.ending = {}, [], set(), 0, False
        if self.file < 0:
            raise OSError(ctypes.get_errno(), 'inotify')
        self.look_into(self.folder)

    def look_into(self, folder):
        watch = self.libc.inotify_add_watch(self.file, os.fsencode(folder), self.MODIFY | self.CLOSE | self.GONE | self.CAME
                                            | self.CREATE | self.DELETE)
        self.folders[watch] = folder
        for path in folder.iterdir():           # what was quicker
            if path.name.startswith('.referat-'):
                continue
            if path.is_dir():
                self.look_into(path)
            else:
                self.compare(path)

    def compare(self, path):
        name = path.relative_to(self.folder)
        self.seen.add(name.with_suffix(''))
        self.came += 1
        try:
            whole = path.read_bytes() == (self.reference / name).read_bytes()
        except OSError as error:
            self.bad.append('%s: %s' % (name, error))
            return
        if not whole:
            self.bad.append('%s: is not what it should be when it appears' % name)

    def take(self, watch, mask, name):
        if mask & self.LOST:
            self.bad.append('too much happened at once: something was not seen')
            return
        path = self.folders[watch] / name
        if name.startswith('.referat-'):
            return
        if mask & self.FOLDER:
            if mask & self.CREATE and path.is_dir():
                self.look_into(path)
        elif mask & self.CAME:
            self.compare(path)
        elif mask & (self.CREATE | self.MODIFY):
            self.bad.append('%s: is written to under its name' % path)
        elif mask & (self.DELETE | self.GONE):
            self.bad.append('%s: is taken away' % path)

    def run(self):
        while not self.ending or select.select([self.file], [], [], 0)[0]:
            if not select.select([self.file], [], [], .2)[0]:
                continue
            data = os.read(self.file, 1 << 16)
            at = 0
            while at < len(data):
                watch, mask, _, length = struct.unpack_from('iIII', data, at)
                self.take(watch, mask, os.fsdecode(data[at + 16:at + 16 + length].rstrip(b'\0')))
                at += 16 + length

    def end(self):
        self.ending = True
        self.join()
        os.close(self.file)


# ---- what engines print ----

def bulk(program, *words, **more):
    return subprocess.run([program, 'bulk', *map(str, words)], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, **more)


def command_of(script):
    """The words of the command of a script."""
    return shlex.split(re.search(r'^(?:exec |export REFERAT_SHARDS=\d+\n)(.*?)(?: &\npart=|\Z)', script, re.M | re.S).group(1))


def parse_manifest(text):
    try:
        import yaml
        return yaml.safe_load(text)
    except ImportError:
        print('no PyYAML: the manifest is looked at line by line')
    fields = dict(re.findall(r'^\s*(?:- )?(\w+): (.+)$', text, re.M))
    job = {'kind': fields.get('kind'), 'spec': {name: int(fields.get(name, '-1')) for name in (
        'completions', 'parallelism', 'backoffLimitPerIndex')}}
    job['spec']['completionMode'] = fields.get('completionMode')
    codes = re.search(r'action: FailIndex\n\s*onExitCodes: \{containerName: (\w+), operator: In, values: (\[.*?\])\}', text)
    job['spec']['podFailurePolicy'] = {'rules': [{'action': 'Ignore'}, {'action': 'FailIndex', 'onExitCodes': {
        'containerName': codes.group(1), 'operator': 'In', 'values': json.loads(codes.group(2))}}] if codes else []}
    job['spec']['template'] = {'spec': {'restartPolicy': fields.get('restartPolicy'), 'containers': [{
        'name': 'referat', 'command': json.loads(fields['command']), 'workingDir': json.loads(fields['workingDir']),
        'env': [{'name': 'REFERAT_SHARDS', 'value': json.loads(fields['value'])}]}]}}
    return job


def odd_sources(work):
    folder = work / 'the "old" minutes of Anna\'s $HOME `x` \\n 50%j; #1 Ærø\u2028'
    rng = random.Random(7)
    folder.mkdir()
    for i in range(10):
        docx(folder / ('-%d.docx' % i), 5, rng)
    spoil(folder / 'torn.docx', 0, rng)
    return folder


def try_names_in_yaml(program, work, sources):
    """What YAML does not take as it is, or takes for the end of a line."""
    for name in ('a\x7fb', 'a\x85b', 'a\u2028b', 'a\tb', 'a\nb', os.fsdecode(b'a\xffb')):
        (work / 'yaml' / name).mkdir(parents=True)
        shutil.copy(sources / '-1.docx', work / 'yaml' / name)
        done = subprocess.run([program, 'bulk', 'yaml/' + name, '--out', 'yaml-out', '--state', 'yaml-state', '--to', 'txt',
                               '--anew', '--engine', 'k8s'], cwd=work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              check=False)
        try:
            job = parse_manifest(done.stdout.decode())
            word = job['spec']['template']['spec']['containers'][0]['command'][2]
        except Exception as error:          # whatever the parser says
            word = str(error)
        check('k8s: a name like %r is kept, or refused' % name, done.returncode != 0 or word == 'yaml/' + name, repr(word))


def try_kubernetes(program, work, sources):
    """The manifest of a job; then what it says is done here, index by index."""
    out, quiet = work / 'k8s "out" of 50%', work / 'k8s-quiet'
    words = ['--to', 'html,txt', '--exclude', 'it\'s "that"', '--workers', '2']
    engine = ['--engine', 'k8s', '--shards', 3, '--tasks', 2, '--mem', '2Gi']
    done = bulk(program, sources, '--out', out, *words, *engine, '--anew')
    check('k8s: --anew is for the plan, not for the parts', '"--anew"' not in done.stdout)
    done = bulk(program, sources, '--out', out, *words, *engine)
    check('k8s: a manifest is printed', done.returncode == 0, done.stderr)
    try:
        job = parse_manifest(done.stdout)
    except Exception as error:              # whatever the parser says
        check('k8s: it can be parsed', False, error, done.stdout)
        return
    spec = job['spec']
    pod = spec['template']['spec']
    container = pod['containers'][0]
    check('k8s: an indexed job of 3, 2 at once', (job['kind'], spec['completionMode'], spec['completions'],
                                                  spec['parallelism']) == ('Job', 'Indexed', 3, 2), spec)
    rules = spec['podFailurePolicy']['rules']
    codes = next((rule['onExitCodes'] for rule in rules if rule['action'] == 'FailIndex'), {})
    check('k8s: usage and configuration end an index, "again" does not', pod['restartPolicy'] == 'Never' and
          spec['backoffLimitPerIndex'] > 0 and codes.get('containerName') == container['name'] and
          codes.get('operator') == 'In' and {64, 78} <= set(codes.get('values', [])) and
          not {0, 75} & set(codes.get('values', [])), rules)
    command = container['command']
    check('k8s: the words are those that were given', command[:2] == ['referat', 'bulk'] and
          command[2:4] == [str(sources), '--out'] and str(out) in command and 'it\'s "that"' in command and
          command[-4:-3] != ['--engine'] and not {'--engine', '--tasks', '--mem'} & set(command), command)
    check('k8s: a container runs as many workers as it asks for processors', '--workers' in command, command)
    environment = dict(os.environ, **{entry['name']: entry['value'] for entry in container['env']})
    for index in range(3):
        part = subprocess.run([program, *command[1:]], env=dict(environment, JOB_COMPLETION_INDEX=str(index)), check=False,
                              capture_output=True, text=True)
        check('k8s: index %d does its part' % index, part.returncode == 0, part.stderr)
    bulk(program, sources, '--out', out, *words, '--merge')
    bulk(program, sources, '--out', quiet, *words)
    compare_outputs('k8s', out, quiet)
    try_names_in_yaml(program, work, sources)
    # without --workers: as many as there are processors where it was written, not where it runs
    done = bulk(program, sources, '--out', work / 'k8s-2', '--to', 'txt', '--engine', 'k8s', cwd=work)
    check('k8s: how many workers is said to the parts', '--workers' in done.stdout, done.stdout)
    # a volume need not be mounted where the sources are here
    (work / 'claim').mkdir()
    shutil.copytree(sources, work / 'claim' / 'minutes')
    done = bulk(program, 'minutes', '--out', 'done', '--to', 'txt', '--engine', 'k8s', '--mount', work / 'data', cwd=work / 'claim')
    os.rename(work / 'claim', work / 'data')
    done = subprocess.run([program, 'bulk', 'minutes', '--out', 'done', '--to', 'txt', '--shard', '1/1', '-q'], check=False,
                          capture_output=True, text=True, cwd=work / 'data')
    missing = [one for all_of in verdicts(work / 'data' / 'done').values() for one in all_of if one == 'io']
    check('k8s: --mount elsewhere: the sources are found there', not missing, missing, done.stderr)


def try_locally(program, work, sources):
    """What needs no cluster to be seen."""
    # a run that was killed after its last verdict leaves its folder to those who come after
    out = work / 'left'
    words = [sources, '--out', out, '--to', 'txt', '-q', '--fail-on', 'none']
    for part in ('1/2', '2/2'):
        bulk(program, *words, '--shard', part)
    (out / '.referat-1-dead00').mkdir()
    (out / '.referat-1-dead00' / '0.0').write_text('half')
    bulk(program, *words, '--shard', '1/2')
    bulk(program, *words, '--merge')
    check('what a killed part left goes, also when it had done all', not litter(out), *litter(out))
    # who gives signs keeps his part
    first, second = two_holders(program, work / 'short', sources, ['--lease', 2, '--rate', '0.6'], {}, .5)
    check('--lease 2: one that lives keeps its part (or such a lease is refused)', first.returncode in (0, 64), first.said,
          second.said)
    shim = make_shim(work)
    if shim is None:
        print('no compiler: what happens where locks are not to be had, or a disk does not answer for long, is not tried')
        return
    # ... also where there are no locks
    first, second = two_holders(program, work / 'no-locks', sources, ['--lease', LEASE, '--rate', '0.6'],
                                {'LD_PRELOAD': shim, 'NO_LOCKS': '1'}, 1)
    check('without flock(): the one that was there first, and lives, is let be', (first.returncode, second.returncode) == (0, 0),
          first.returncode, first.said, second.returncode, second.said)
    # one whose disk does not answer while it gives names is overtaken, and comes back
    out = work / 'overtaken'
    first, second = two_holders(program, out, sources, ['--lease', LEASE], {'LD_PRELOAD': shim, 'SLOW': '.txt'}, 1,
                                later={'LD_PRELOAD': ''})
    bulk(program, sources, '--out', out, '--to', 'html,txt', '-q', '--fail-on', 'none', '--shard', '2/2')
    bulk(program, sources, '--out', out, '--to', 'html,txt', '-q', '--fail-on', 'none', '--merge')
    missing = [name for name in ('-%d.%s' % (i, kind) for i in range(10) for kind in ('html', 'txt')) if not (out / name).exists()]
    check('one that was overtaken takes nothing away of what the other has done', not missing, missing, first.said, second.said)
    # the same while it plans
    out = work / 'overtaken-plan'
    first, second = two_holders(program, out, sources, ['--lease', LEASE], {'LD_PRELOAD': shim, 'SLOW': '/manifest'}, 1,
                                later={'LD_PRELOAD': ''}, parts=('1/2', '2/2'))
    check('one that was overtaken while it planned does its part all the same, or is to be run again', first.returncode in (0, 75)
          and second.returncode == 0, first.returncode, first.said, second.returncode, second.said)


SHIM = '''#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int rename(const char *from, const char *to)
{
    int (*next)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    const char *slow = getenv("SLOW");
    if (slow != NULL && strlen(to) > strlen(slow) && strcmp(to + strlen(to) - strlen(slow), slow) == 0)
        sleep(SECONDS);
    return next(from, to);
}
int flock(int file, int how)
{
    int (*next)(int, int) = (int (*)(int, int))dlsym(RTLD_NEXT, "flock");
    if (getenv("NO_LOCKS") == NULL)
        return next(file, how);
    errno = ENOSYS;
    return -1;
}
'''


def make_shim(work):
    """A library that makes a disk slow, and takes locks away. Returns: its name."""
    compiler = shutil.which('cc') or shutil.which('gcc')
    (work / 'shim.c').write_text(SHIM.replace('SECONDS', str(2 * LEASE)))
    if compiler is None or subprocess.run([compiler, '-shared', '-fPIC', '-o', work / 'shim.so', work / 'shim.c', '-ldl'],
                                          stderr=subprocess.DEVNULL, check=False).returncode != 0:
        return None
    return str(work / 'shim.so')


def two_holders(program, out, sources, words, environment, pause, later=None, parts=('1/2', '1/2')):
    """Two that do the same part, the second a little later."""
    # a sanitizer build wants to be loaded first, and need not
    environment = dict(environment, ASAN_OPTIONS='detect_leaks=0:verify_asan_link_order=0')
    runs = []
    for part in parts:
        command = [program, 'bulk', sources, '--out', out, '--to', 'html,txt', '-q', '--fail-on', 'none', '--workers', 1,
                   '--shard', part, *words]
        runs.append(subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
                                     env=dict(os.environ, **environment)))
        environment = dict(environment, **(later or {}))
        time.sleep(pause)
    for one in runs:
        one.said = one.communicate(timeout=90)[1]
    return runs


def try_dry(program, cluster, work, sources):
    out = work / 'dry "out" of 50%j'
    words = [str(sources), '--out', str(out), '--to', 'html,txt', '--exclude', 'it\'s "that"']
    done = bulk(program, *words, '--engine', 'slurm', '--dry-run', '--shards', 12, '--tasks', 8, '--time', '1:00:00',
                env=cluster.environment, cwd=work)
    check('--dry-run: is fine', done.returncode == 0, done.stderr)
    parts = re.split(r'^(?=#!/bin/sh)', done.stdout, flags=re.M)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("'sbatch'", 'sbatch '))]
    check('--dry-run: two scripts, and sbatch for %d arrays and the merge' % -(-12 // (MAX_ARRAY - 1)),
          len(parts) == 3 and len(lines) in (3, 4), done.stdout)
    sbatch = [shlex.split(line) for line in lines]
    sizes = [int(re.search(r'--array=0-(\d+)', line).group(1)) for line in lines if '--array=' in line]
    check('--dry-run: no array is larger than MaxArraySize %d allows' % MAX_ARRAY,
          max(sizes) < MAX_ARRAY and sum(size + 1 for size in sizes) == 12, sizes)
    offsets = [int(re.search(r'REFERAT_SHARD_OFFSET=(\d+)', line).group(1)) for line in lines if '--array=' in line]
    at = 0
    for offset, size in zip(offsets, sizes):
        check('--dry-run: the array at %d begins where the one before ends' % offset, offset == at)
        at += size + 1
    # to a cluster of 8 tasks, not of arrays
    at_once = [int(re.search(r'--array=\S+%(\d+)', line).group(1)) for line in lines if '--array=' in line]
    check('--dry-run: --tasks 8 is 8 at once', sum(at_once) <= 8, at_once)
    many = bulk(program, *words, '--engine', 'slurm', '--dry-run', '--shards', 12, '--tasks', 1, env=cluster.environment, cwd=work)
    running = sum(int(n) for n in re.findall(r'--array=\S+?%(\d+)', many.stdout))
    check('--dry-run: --tasks 1 is 1 at once, also with several arrays', running <= 1 or '--dependency=afterany' in
          ''.join(line for line in many.stdout.splitlines() if '--array=' in line), running)
    check('--dry-run: the merge waits for all arrays', any(
        word.startswith('--dependency=afterany:') and word.count(':') == len(sizes) for word in sbatch[-1]), sbatch[-1])
    check('--dry-run: the merge is begun again when its node dies', '--requeue' in sbatch[-1], sbatch[-1])
    logs = [word for line in sbatch for word in line if word.startswith('--output=')]
    escaped = check('--dry-run: a %j in the name of a folder is no job number', all('50%%j' in word for word in logs), *logs)
    words_of_part, words_of_merge = command_of(parts[1]), command_of(parts[2].split("'sbatch'")[0].split('\nsbatch ')[0])
    check('--dry-run: the part gets the words that were given', words_of_part[2:2 + len(words)] == words and
          words_of_part[1] == 'bulk', words_of_part)
    check('--dry-run: and as many workers as processors are asked for', '--workers' in words_of_part or
          'SLURM_CPUS_PER_TASK' in parts[1], parts[1])
    check('--dry-run: the merge gets them', words_of_merge[2:2 + len(words)] == words and '--merge' in words_of_merge,
          words_of_merge)
    mild = bulk(program, *words, '--engine', 'slurm', '--dry-run', '--fail-on', '5%', env=cluster.environment, cwd=work)
    check('--dry-run: the merge, which judges, gets --fail-on', re.search(r"^exec .*'--fail-on' '5%'.* --merge$", mild.stdout, re.M),
          mild.stdout)
    check('--dry-run: nothing is in the queue', cluster.queue() == [], cluster.queue())
    check('--dry-run: nothing was made', not out.exists() and not Path(str(out) + '.referat').exists(),
          *[path for path in (out, Path(str(out) + '.referat')) if path.exists()])
    after = bulk(program, *words, cwd=work)
    check('--dry-run: it says nothing of how a later run is done', after.returncode in (0, 1), after.stderr)
    return escaped


# ---- runs on the cluster ----

def start(program, cluster, log, *words):
    with open(log, 'wb') as file:
        return subprocess.Popen([program, 'bulk', *map(str, words)], env=cluster.environment, stdin=subprocess.DEVNULL,
                                stdout=file, stderr=file, cwd=log.parent)


def tell_trouble(cluster, log, out):
    print(log.read_text(), cluster.queue(), cluster.states(), cluster.logs(), sep='\n')
    for path in sorted(Path(str(out) + '.referat', 'job').glob('*.log')):
        if path.stat().st_size:
            print('-- %s\n%s' % (path.name, path.read_text(errors='replace')[-1500:]))


def try_odd_names(program, cluster, work, sources, percent):
    out, quiet, log = work / ('the "new" ones, 50%s of Anna\'s' % ('%j' if percent else '')), work / 'odd-quiet', work / 'odd.log'
    words = [sources, '--to', 'html,txt', '--workers', 1]
    done = bulk(program, *words, '--out', quiet)
    run = start(program, cluster, log, *words, '--out', out, '--engine', 'slurm', '--shards', 2, '--tasks', 2, '--wait')
    try:
        run.wait(45)
    except subprocess.TimeoutExpired:
        run.kill()
    good = check('odd names: --wait ends as a run on one machine does (%d)' % done.returncode,
                 run.returncode == done.returncode, run.returncode, log.read_text())
    names = sorted(path.name for path in Path(str(out) + '.referat', 'job').glob('*.log'))
    check('odd names: logs are beside the scripts', len([name for name in names if re.fullmatch(r'part-\d+_\d+\.log', name)]) == 2 and
          len(names) == 3, names, *(path for path in work.rglob('*.log') if path != log))
    if not good and not Path(str(out) + '.referat', 'report.json').exists():
        tell_trouble(cluster, log, out)
        return
    compare_outputs('odd names', out, quiet)
    compare_verdicts('odd names', out, quiet)


class Story:
    """What happens to the cluster meanwhile."""

    def __init__(self, cluster, run, watcher, n):
        self.cluster, self.run, self.watcher, self.n = cluster, run, watcher, n
        self.begin = time.monotonic()
        self.lost = {}                  # {node: the tasks it had when it went away}
        self.since = {}                 # {task: when it was seen to run again}
        self.used = set()

    def say(self, text):
        print('%5.1f s, %4d of %d: %s' % (time.monotonic() - self.begin, len(self.watcher.seen), self.n, text), flush=True)

    def until(self, condition, seconds):
        end = time.monotonic() + seconds
        while self.run.poll() is None and time.monotonic() < end and not condition():
            time.sleep(.1)

    def busiest(self):
        """A node that nothing has happened to yet, the one with most to do. Returns: its name, and how many parts it has."""
        rest = [name for name in self.cluster.names if name not in self.used]
        count = {}

        def look():
            count.update((name, len(set(self.cluster.of_node(name)))) for name in rest)
            return max(count.values()) > 3          # slurmd, slurmstepd, the part and its worker
        self.until(look, 5)
        node = max(rest, key=lambda name: count.get(name, 0))
        self.used.add(node)
        self.lost[node] = [job for job, state, where, _ in self.cluster.queue() if state == 'RUNNING' and where == node]
        return node, len(self.lost[node])

    def repair(self):
        for what in self.cluster.repair():
            self.say('the administrator: %s' % what)

    def taken_over(self, node):
        """Whether all that was on it runs elsewhere, and has waited out the lease."""
        running = {job for job, state, where, _ in self.cluster.queue() if state == 'RUNNING' and where != node}
        for job in self.lost[node]:
            if job in running:
                self.since.setdefault(job, time.monotonic())
        self.repair()
        return all(time.monotonic() - self.since.get(job, time.monotonic()) > LEASE + 3 for job in self.lost[node])

    def tell(self):
        cluster = self.cluster
        self.until(lambda: len(self.watcher.seen) > self.n * .1, 60)
        dead, parts = self.busiest()
        self.say('%s dies, %d parts and %d processes with it' % (dead, parts, cluster.kill_node(dead)))
        died = time.monotonic()
        time.sleep(2)
        cut = time.monotonic()
        if cluster.networks:
            away, parts = self.busiest()
            cluster.cut(away)
            self.say('%s is cut off, %d parts go on there' % (away, parts))
        time.sleep(2)
        still, parts = self.busiest()
        self.say('%s stands still, %d parts and %d processes' % (still, parts, cluster.freeze(still)))
        frozen = time.monotonic()
        time.sleep(max(0., died + 10 - time.monotonic()))
        cluster.start_node(dead)
        self.say('%s is started; the nodes: %s' % (dead, cluster.states()))
        if cluster.networks:
            time.sleep(max(0., cut + CUT_SECONDS - time.monotonic()))
            cluster.mend(away)
            self.say('%s has its network back; the nodes: %s' % (away, cluster.states()))
        self.until(lambda: self.taken_over(still), frozen + FROZEN_SECONDS - time.monotonic())
        for job in self.since:
            self.say('%s, which stands still, has been running elsewhere for %.1f s' % (job, time.monotonic() - self.since[job]))
        cluster.thaw(still)
        self.say('%s goes on; the nodes: %s' % (still, cluster.states()))
        self.until(lambda: len(self.watcher.seen) > self.n * .5 and
                   sum(state == 'RUNNING' for _, state, _, _ in cluster.queue()) > 2, 20)
        running = sum(state == 'RUNNING' for _, state, _, _ in cluster.queue())
        cluster.restart_controller()
        self.say('the controller was started anew, %d parts were running' % running)
        return running


def try_faults(program, cluster, work, n):
    sources, out, quiet, log = work / 'minutes', work / 'out', work / 'quiet', work / 'slurm.log'
    out.mkdir()
    watcher = Watcher(out, quiet)
    watcher.start()
    rate = n / PARTS / PART_SECONDS
    begin = time.monotonic()
    words = [sources, '--to', 'html,txt', '--out', out, '--lease', LEASE, '--workers', 1, '--rate', '%.2f' % rate]
    run = start(program, cluster, log, *words, '--engine', 'slurm', '--shards', PARTS, '--tasks', TASKS, '--fail-on', 'none',
                '--wait')
    try:
        story = Story(cluster, run, watcher, sum(1 for _ in sources.rglob('*.docx')))
        running = story.tell()
        check('faults: they came in time', running > 0 and sum(map(len, story.lost.values())) > 1, running, story.lost)
        while run.poll() is None and time.monotonic() < begin + 115:
            story.repair()
            time.sleep(1)
        check('faults: the run ends', run.poll() is not None)
    except slurm.ClusterError as error:
        check('faults: the cluster works', False, error)
    if run.poll() is None:
        run.kill()
    run.wait()
    print('it took %.1f s; tasks ended: %s' % (time.monotonic() - begin, cluster.ended()))
    watcher.end()
    if not check('faults: --wait ends well', run.returncode == 0, run.returncode):
        tell_trouble(cluster, log, out)
    check('faults: each of %d outputs was whole when it appeared, and stayed' % watcher.came, not watcher.bad, *watcher.bad)
    if not Path(str(out) + '.referat', 'report.json').exists():
        return
    journals = [path.name.split('.')[0] for path in (generation(out) / 'journal').iterdir()]
    again = len(journals) - len(set(journals))
    check('faults: all %d parts, of several arrays, were done' % PARTS, len(set(journals)) == PARTS, sorted(set(journals)))
    check('faults: parts were begun again', again > 0)
    told = ''.join(path.read_text(errors='replace') for path in sorted(Path(str(out) + '.referat', 'job').glob('*.log')))
    print('%d parts were begun again; %d holders saw that somebody had taken over; tasks were on nodes that went away: %s' % (
        again, told.count('took over'), story.lost))
    for line in told.splitlines():
        if 'note: part' not in line and 'error' in line:
            print('    a part said: %s' % re.sub(r'/\S*/', '', line))
    compare_verdicts('faults', out, quiet)
    compare_outputs('faults', out, quiet)
    left = litter(out, str(out) + '.referat') + [str(path) for path in Path(str(out) + '.referat').rglob('*.part')]
    check('faults: nothing is left lying about', not left, *left)
    state = Path(str(out) + '.referat')
    before = {name: (state / name).read_bytes() for name in ('report.json', 'failures.tsv')}
    done = bulk(program, *words, '--merge', '--fail-on', 'none', cwd=work)
    other = [name for name in before if (state / name).read_bytes() != before[name]]
    check('faults: to merge again changes nothing', done.returncode == 0 and not other, done.stderr, other)


# ---- all of it ----

def install():
    """Returns: why not."""
    if not slurm.missing():
        return None
    if os.geteuid() != 0:
        return 'Slurm is not installed (%s), and only root can install it' % ' '.join(slurm.missing())
    if shutil.which('apt-get') is None:
        return 'Slurm is not installed (%s), and there is no apt-get' % ' '.join(slurm.missing())
    print('installing %s' % ' '.join(PACKAGES), flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND='noninteractive', RUNLEVEL='1')
    for words in (['update', '-q'], ['install', '-y', '-q', '--no-install-recommends', *PACKAGES]):
        try:
            done = subprocess.run(['apt-get', *words], env=environment, capture_output=True, text=True, timeout=300, check=False)
        except subprocess.TimeoutExpired:
            return 'apt-get %s took too long' % words[0]
        if done.returncode != 0 and words[0] == 'install':
            return 'apt-get: %s' % done.stderr.strip()[-500:]
    return 'still missing: %s' % ' '.join(slurm.missing()) if slurm.missing() else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('top')
    parser.add_argument('--documents', type=int, default=200)
    parser.add_argument('--no-networks', action='store_true', help='nodes share one network; none is cut off')
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix='referat-bulk-') as folder:
        work = Path(folder)
        os.chmod(work, 0o755)
        odd = odd_sources(work)
        alone = threading.Thread(target=try_locally, args=(program, work, odd))     # it mostly waits
        alone.start()
        try_kubernetes(program, work, odd)
        reason = install()
        if reason:
            alone.join()
            print('slurm.py: skipped: %s' % reason)
            return 1 if check.failed else 77
        make_documents(work / 'minutes', arguments.documents)
        done = bulk(program, work / 'minutes', '--to', 'html,txt', '--out', work / 'quiet', cwd=work)
        print('the quiet run: %s' % done.stderr.strip().replace('\n', '; '), flush=True)
        try:
            with slurm.Cluster(4, max_array=MAX_ARRAY, networks=not arguments.no_networks) as cluster:
                print('%.1f s: four nodes%s' % (time.monotonic() - begin, ', each with a network' if cluster.networks else
                                                ' in one network: none can be cut off'), flush=True)
                percent = try_dry(program, cluster, work, odd)
                try_odd_names(program, cluster, work, odd, percent)
                try_faults(program, cluster, work, arguments.documents)
        except slurm.ClusterError as error:
            check('the cluster works', False, error)
        alone.join()
    print('%d checks failed, %.1f s' % (check.failed, time.monotonic() - begin))
    return 1 if check.failed else 0


if __name__ == '__main__':
    sys.exit(main())
