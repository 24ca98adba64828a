#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs that are killed, torn, cut into parts, begun twice or begun again come to what one clean run comes to.

usage: resume.py PROGRAM TOP [--kills N] [--seed N]
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from sources import Bench, converted, docx, entries, generation, good, litter, long_docx, put, report, tree, verdicts  # noqa: E402

TO = ('--to', 'html,text')


def option(name, initial):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else initial


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def kill(run, number=signal.SIGKILL):
    """The whole process group, and what it said."""
    try:
        os.killpg(run.pid, number)
    except ProcessLookupError:
        pass
    return run.communicate(timeout=120)


def outcome(out):
    """All that must be the same: outputs, verdicts, failures."""
    state = Path(str(out) + '.referat')
    if not (state / 'report.json').exists():
        return tree(out), verdicts(state), b'', {}
    return tree(out), verdicts(state), (state / 'failures.tsv').read_bytes(), report(state)['verdicts']


def make_sources(bench, top, n=120):
    for i in range(n - 12):
        put(top / ('f%d' % (i % 7)) / ('d%03d.docx' % i), long_docx(i, 20 + i * 7 % 90 * 8))
    for i in range(4):
        put(top / 'bad' / ('cut%d.docx' % i), long_docx(i, 20)[:900 + 100 * i])
        put(top / 'bad' / ('empty%d.docx' % i), b'')
        put(top / 'bad' / ('other%d.bin' % i), bytes(range(50 + i)))
    pack = bench.program.parent / 'referat-pack'
    for sample in sorted((bench.top / 'samples').glob('*/docx')) if pack.exists() else ():
        subprocess.run([pack, sample, top / (sample.parent.name + '.docx')], check=True)
    os.symlink('gone', top / 'link.docx')


# ---- kills ----

def kills(bench, top, clean):
    count, seed = option('--kills', 12), option('--seed', random.SystemRandom().randrange(1 << 30))
    luck = random.Random(seed)
    print('     seed %d, %d kills, a clean run takes %.2f s' % (seed, count, clean['seconds']), flush=True)
    out, done, runs, ends, refused, left = top / 'killed', 0, 0, 0, 0, []
    words = ('in', '--out', 'killed', *TO, '--workers', '2')
    while done < count:
        with open(top / 'said', 'wb') as said:
            run = bench.start(*words, cwd=top, stderr=said)
        runs += 1
        try:
            # short ones too, or a run would be over before it has been killed often
            run.wait(timeout=clean['seconds'] * luck.choice((0.02, 0.1, 0.25, 0.6)) * (0.3 + luck.random()))
        except subprocess.TimeoutExpired:
            kill(run)
            done += 1
            continue
        ends, left = ends + 1, left + litter(out)
        if run.returncode == 75:
            # who was killed still had the lock: told once, and tried again
            refused += 1
            continue
        if run.returncode not in (0, 1) or outcome(out) != clean['outcome']:
            return bench.check('killed %d times (seed %d)' % (done, seed), False, (run.returncode, (top / 'said').read_text(errors='replace'), differences(outcome(out), clean['outcome'])))
        shutil.rmtree(out)
        shutil.rmtree(str(out) + '.referat')
    run = bench.bulk(*words, cwd=top)
    bench.check('killed %d times in %d runs, %d of which came to an end before (seed %d): exit status' % (done, runs, ends, seed),
                run.returncode == clean['status'], run)
    bench.check('killed: whoever comes next is not refused for the lock of the dead', not refused, '%d of %d: %s' % (
        refused, runs, (top / 'said').read_text(errors='replace')))
    found = outcome(out)
    for title, own, want in zip(('outputs', 'verdicts', 'failures.tsv', 'counts'), found, clean['outcome']):
        bench.check('killed: %s as of a clean run' % title, own == want, differences(own, want))
    bench.check('killed: no litter where a run came to an end', not left and not litter(out), left + litter(out))
    told = report(str(out) + '.referat')
    bench.check('killed: one verdict each', told['documents'] == sum(told['verdicts'].values()) == len(found[1]) and told['verdicts']['none'] == 0, told)
    return None


def differences(own, want):
    if isinstance(own, tuple):
        return [differences(a, b) for a, b in zip(own, want)]
    if isinstance(own, dict):
        return [(key, str(own.get(key))[:80], str(want.get(key))[:80]) for key in sorted(set(own) | set(want), key=str) if own.get(key) != want.get(key)][:5]
    return '' if own == want else (own[:300], want[:300])


def orphans(bench, top):
    run = bench.start('in', '--out', 'orphans', *TO, '--workers', '2', '--rate', '20', cwd=top, stderr=subprocess.DEVNULL)
    wait_until(lambda: (top / 'orphans.referat').exists() and list(Path('/proc/%d/task' % run.pid).glob('*/children')) and
               any(path.read_text().strip() for path in Path('/proc/%d/task' % run.pid).glob('*/children')))
    children = [int(pid) for path in Path('/proc/%d/task' % run.pid).glob('*/children') for pid in path.read_text().split()]
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    bench.check('workers die with their parent', children and wait_until(lambda: not any(alive(pid) for pid in children), 5), children)


def alive(pid):
    try:
        return Path('/proc/%d/stat' % pid).read_text().rpartition(')')[2].split()[0] != 'Z'
    except OSError:
        return False


# ---- journals ----

def torn(bench, top, clean):
    out, words = top / 'torn', ('in', '--out', 'torn', *TO)
    run = bench.start(*words, '--rate', '60', cwd=top, stderr=subprocess.DEVNULL)
    folder = top / 'torn.referat' / '1' / 'journal'
    wait_until(lambda: folder.exists() and sum(path.read_bytes().count(b'\nv\t') for path in folder.glob('*.journal')) > 20)
    kill(run)
    journal = sorted(folder.glob('00001.*.journal'))[0]
    data = journal.read_bytes()
    lines = data.split(b'\n')
    middle = lines[:12] + [b'\0\1garbage\xff with no sum', b'v\t3\tok\t1\tdeadbeef', b''] + lines[12:]
    journal.write_bytes(b'\n'.join(middle)[:-9])
    run = bench.bulk(*words, cwd=top)
    bench.check('a torn journal with garbage in it: as a clean run', run.returncode == clean['status'] and outcome(out) == clean['outcome'],
                (run, differences(outcome(out), clean['outcome'])))
    # nothing is left of it
    shutil.rmtree(out), shutil.rmtree(str(out) + '.referat')
    bench.bulk(*words, '--plan', cwd=top)
    journal = generation(str(out) + '.referat') / 'journal' / '00001.000001.journal'
    journal.write_bytes(data[:30])
    run = bench.bulk(*words, cwd=top)
    bench.check('a journal whose head is torn', run.returncode == clean['status'] and outcome(out) == clean['outcome'], run)
    # what a run that was killed while it planned leaves
    stale = Path(str(out) + '.referat') / '2' / 'journal'
    stale.mkdir(parents=True)
    shutil.copy(journal.parent / '00001.000002.journal', stale / '00000.000000.journal')
    (stale.parent / 'manifest.new.part').write_bytes(b'manifest\t1')
    run = bench.bulk(*words, '--anew', cwd=top)
    bench.check('what is left of a plan that was never finished does not stand in the way', run.returncode == clean['status'], run)


def other_boots(bench, top):
    """A machine that was started anew, or another one, says another boot_id: only what was synced is believed."""
    boot = top / 'boot_id'
    boot.write_text('11111111-2222-3333-4444-555555555555\n')
    other = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"', str(boot), str(bench.program), 'bulk']
    if os.getuid() != 0 or subprocess.run(other[:-2] + ['true'], capture_output=True).returncode != 0:
        return bench.skip('another machine', 'not root, or no mount namespaces')

    def elsewhere(*words):
        return subprocess.run(other + list(words), capture_output=True, text=True, cwd=top)
    small = ('small', '--out', 'boots', *TO)
    for i in range(8):
        put(top / 'small' / ('s%d.docx' % i), docx('small %d' % i))
    bench.bulk(*small, cwd=top)
    elsewhere(*small)
    bench.check('after a restart of the machine: what was synced is up to date', converted(top / 'boots.referat') == 0)
    bench.bulk(*small, cwd=top)
    bench.check('and after the next one, what was kept too', converted(top / 'boots.referat') == 0, converted(top / 'boots.referat'))
    for shard in '1/2', '2/2':
        bench.bulk('small', '--out', 'nosync', *TO, '--sync', 'never', '--shard', shard, cwd=top)
    run = elsewhere('--merge', '--out', 'nosync', *TO)
    bench.check('--sync=never: another machine can merge', run.returncode == 0, run)
    return None


# ---- two at once ----

def two_at_once(bench, top):
    words = ('in', '--out', 'two', *TO, '--rate', '10')
    first = bench.start(*words, cwd=top, stderr=subprocess.DEVNULL)
    wait_until(lambda: (top / 'two.referat' / '1' / 'shards').exists())
    run = bench.bulk(*words, cwd=top)
    bench.check('a second run on one output: 75, and says who', run.returncode == 75 and 'is at it already' in run.stderr, run)
    run = bench.bulk('in', '--out', 'two', '--state', 'two-else', *TO, cwd=top, limit=20)
    bench.check('the same with another --state', run.returncode == 75, run)
    kill(first)
    first = bench.start('in', '--out', 'parts', *TO, '--rate', '10', '--shard', '2/2', cwd=top, stderr=subprocess.DEVNULL)
    wait_until(lambda: list((top / 'parts.referat').glob('1/journal/00002.*')))
    run = bench.bulk('in', '--out', 'parts', '--to', 'text', cwd=top)
    bench.check('a whole run with other options while a part runs: 75 or 78', run.returncode in (75, 78), run)
    kill(first)
    # a lease that is shorter than the pause between two signs must not be taken from who is there
    first = bench.start('in', '--out', 'lease', *TO, '--rate', '8', '--shard', '2/2', cwd=top)
    wait_until(lambda: list((top / 'lease.referat').glob('1/journal/00002.*')))
    second = bench.start('in', '--out', 'lease', *TO, '--shard', '2/2', '--lease', '3', cwd=top)
    said = first.communicate(timeout=200)[1].decode() + second.communicate(timeout=200)[1].decode()
    bench.check('--lease shorter than the pause between signs: who is alive keeps it', first.returncode == second.returncode == 0, said[-600:])
    who_plans(bench, top)
    first = bench.start('in', '--out', 'stopped', *TO, '--rate', '20', '--shard', '1/2', cwd=top)
    wait_until(lambda: list((top / 'stopped.referat').glob('1/journal/00001.*')))
    os.kill(first.pid, signal.SIGSTOP)
    second = bench.bulk('in', '--out', 'stopped', *TO, '--shard', '1/2', '--lease', '6', cwd=top)
    os.kill(first.pid, signal.SIGCONT)
    said = first.communicate(timeout=60)[1].decode()
    bench.check('who gives no sign loses it to who waits', second.returncode == 0 and 'waiting for' in second.stderr, second)
    bench.check('and stops when it comes back: 75', first.returncode == 75 and 'took over' in said, (first.returncode, said))
    bench.bulk('in', '--out', 'stopped', *TO, '--shard', '2/2', cwd=top)
    run = bench.bulk('--merge', '--out', 'stopped', *TO, cwd=top)
    bench.check('the whole is whole', run.returncode in (0, 1) and report(top / 'stopped.referat')['verdicts']['none'] == 0 and not litter(top / 'stopped'), run)


SLOW_READDIR = '''
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <unistd.h>
struct dirent *readdir(DIR *folder)
{
    struct dirent *(*real)(DIR *) = (struct dirent *(*)(DIR *))dlsym(RTLD_NEXT, "readdir");
    usleep(400000);
    return real(folder);
}
'''


def who_plans(bench, top):
    """Planning may take hours; here a folder is read slowly."""
    (top / 'slow.c').write_text(SLOW_READDIR, encoding='utf8')
    subprocess.run(['cc', '-shared', '-fPIC', '-o', top / 'slow.so', top / 'slow.c', '-ldl'], check=True)
    for i in range(25):
        put(top / 'slowly' / ('s%d.docx' % i), docx('slow %d' % i))
    words = ('slowly', '--out', 'planned', *TO)
    first = bench.start(*words, '--shard', '1/2', cwd=top, env=dict(os.environ, LD_PRELOAD=str(top / 'slow.so'), ASAN_OPTIONS='detect_leaks=0:verify_asan_link_order=0'))
    wait_until(lambda: (top / 'planned.referat' / 'lock.plan').exists())
    second = bench.start(*words, '--shard', '2/2', '--lease', '4', cwd=top)
    time.sleep(8)
    early = list((top / 'planned.referat').glob('*/manifest'))
    said = first.communicate(timeout=60)[1].decode() + second.communicate(timeout=60)[1].decode()
    run = bench.bulk('--merge', *words, cwd=top)
    bench.check('who plans for long is not taken for dead', not early and first.returncode == second.returncode == run.returncode == 0,
                (early, first.returncode, second.returncode, said, run))


# ---- up to date ----

def up_to_date(bench, top, clean):
    words, state = ('in', '--out', 'date', *TO), top / 'date.referat'
    bench.bulk(*words, cwd=top)
    run = bench.bulk(*words, cwd=top)
    bench.check('the second run converts nothing', converted(state) == 0 and run.returncode == clean['status']
                and tree(top / 'date') == clean['outcome'][0], (run, converted(state)))
    same = sorted((top / 'in').glob('f1/*.docx'))[0]
    os.utime(same)
    bench.bulk(*words, '--checksum', cwd=top)
    kept = [v for k, v in verdicts(state).items() if good(v)]
    bench.check('--checksum: what was touched and is the same is not converted, nor what failed and is the same', converted(state) == 0,
                (converted(state), len(kept)))
    os.utime(same, (1, 1))
    bench.bulk(*words, cwd=top)
    bench.check('what was touched is converted', converted(state) == 1, converted(state))
    (top / 'date' / '.referat-1-killed').mkdir()
    bench.bulk(*words, cwd=top)
    bench.check('what a run left that was killed at its end is taken away by one that has nothing to do', not litter(top / 'date'), litter(top / 'date'))
    output = sorted((top / 'date').glob('f2/*.html'))[0]
    output.unlink()
    bench.bulk(*words, cwd=top)
    bench.check('what is gone is made again', converted(state) == 1 and output.exists(), converted(state))
    bench.bulk(*words, '--retry-failed', cwd=top)
    failures = clean['counts']['failures']
    bench.check('--retry-failed: all failures', converted(state) == failures, (converted(state), failures))
    damaged = clean['outcome'][3]['damaged']
    bench.bulk(*words, '--retry-failed=damaged', cwd=top)
    bench.check('--retry-failed=damaged', converted(state) == damaged and damaged > 0, (converted(state), damaged))
    bench.bulk(*words, '--retry-failed=timeout', cwd=top)
    bench.check('--retry-failed=timeout: none', converted(state) == 0, converted(state))
    total = sum(1 for entry in entries(state).values() if entry['planned'] == '')
    bench.bulk('in', '--out', 'date', '--to', 'text', cwd=top)
    bench.check('other formats: all again', converted(state) == total, (converted(state), total))
    bench.bulk(*words, cwd=top)
    bench.bulk(*words, '--anew', cwd=top)
    bench.check('--anew: all again', converted(state) == total, (converted(state), total))
    put(top / 'lost' / 'good.docx', long_docx(1, 50))
    for i in range(110):
        put(top / 'lost' / ('cut%d.docx' % i), long_docx(1, 5)[:300])
    first = bench.bulk('lost', '--out', 'lostout', *TO, cwd=top)
    run = bench.bulk('lost', '--out', 'lostout', *TO, '--retry-failed', cwd=top)
    bench.check('--retry-failed with more than a hundred that fail again comes to an end', first.returncode == run.returncode == 1, (first, run))


# ---- signals ----

def count_verdicts(state):
    return sum(path.read_bytes().count(b'\nv\t') for path in Path(state).glob('[0-9]*/journal/*.journal'))

def signals(bench, top, clean):
    words = ('in', '--out', 'int', *TO, '--workers', '2')
    for name, number in (('SIGINT', signal.SIGINT), ('SIGTERM', signal.SIGTERM)):
        before = count_verdicts(top / 'int.referat')
        run = bench.start(*words, '--rate', '60', cwd=top)
        wait_until(lambda: count_verdicts(top / 'int.referat') > before + 3)
        told = kill(run, number)[1].decode()
        starts = [fields for path in (top / 'int.referat').glob('[0-9]*/journal/*') for fields in path.read_bytes().split(b'\n')]
        open_ones = {f.split(b'\t')[1] for f in starts if f[:2] == b's\t'} - {f.split(b'\t')[1] for f in starts if f[:2] in (b'v\t', b'w\t')}
        bench.check('%s once: what runs is finished, 75' % name, run.returncode == 75 and 'interrupted' in told and not open_ones, (run.returncode, told, open_ones))
    before = count_verdicts(top / 'int.referat')
    run = bench.start(*words, '--rate', '60', cwd=top)
    wait_until(lambda: count_verdicts(top / 'int.referat') > before + 3)
    os.kill(run.pid, signal.SIGINT)
    os.kill(run.pid, signal.SIGINT)
    begun = time.monotonic()
    run.communicate(timeout=60)
    bench.check('SIGINT twice ends it at once', run.returncode == 75 and time.monotonic() - begun < 2 * bench.patience, (run.returncode, time.monotonic() - begun))
    bench.check('no litter after it', not litter(top / 'int'), litter(top / 'int'))
    run = bench.bulk(*words, cwd=top)
    bench.check('interrupted and resumed: as a clean run', run.returncode == clean['status'] and outcome(top / 'int') == clean['outcome'],
                (run, differences(outcome(top / 'int'), clean['outcome'])))


# ---- parts ----

def ids(state, shard):
    found = set()
    for path in (generation(state) / 'journal').glob('%05d.*.journal' % shard):
        found |= {line.split(b'\t')[1] for line in path.read_bytes().split(b'\n') if line.startswith(b'v\t')}
    return found


def parts(bench, top, clean):
    state = top / 'shards.referat'
    words = ('in', '--out', 'shards', *TO)
    for i in (1, 2):
        run = bench.bulk(*words, '--shard', '%d/3' % i, cwd=top)
        bench.check('part %d of 3' % i, run.returncode == 0, run)
    run = bench.bulk(*words, '--shard', '2/4', cwd=top)
    bench.check('another number of parts: 78', run.returncode == 78, run)
    run = bench.bulk(*words, cwd=top)
    bench.check('no number of parts: 78', run.returncode == 78, run)
    run = bench.bulk('--merge', '--out', 'shards', *TO, cwd=top)
    bench.check('--merge names the missing part: 75', run.returncode == 75 and '3/3' in run.stderr and ' 1/3' not in run.stderr, run)
    bench.bulk(*words, '--shard', '3/3', cwd=top)
    run = bench.bulk('--merge', '--out', 'shards', '--to', 'odt', cwd=top)
    bench.check('--merge with other formats: 78', run.returncode == 78, run)
    run = bench.bulk('--merge', '--out', 'shards', *TO, cwd=top)
    bench.check('--merge of all parts: as a clean run', run.returncode == clean['status'] and outcome(top / 'shards') == clean['outcome'],
                (run, differences(outcome(top / 'shards'), clean['outcome'])))
    first = report(state)
    bench.bulk('--merge', '--out', 'shards', *TO, cwd=top)
    bench.check('--merge again: the same report', report(state) == first, differences(report(state), first))
    sets = [ids(state, i) for i in (1, 2, 3)]
    total = sum(1 for entry in entries(state).values() if entry['planned'] == '')
    bench.check('parts are disjoint, and together all', sum(map(len, sets)) == len(set.union(*sets)) == total and all(sets), [len(s) for s in sets])
    names = sorted(str(path.relative_to(top)) for path in (top / 'in').glob('f?/*.docx'))
    dealt = []
    for order in (names, names[::-1]):
        out = 'order%d' % len(dealt)
        bench.bulk('--files-from', '-', '--out', out, '--to', 'text', '--plan', cwd=top, input='\n'.join(order).encode())
        bench.bulk('--files-from', '-', '--out', out, '--to', 'text', '--shard', '1/3', cwd=top, input='\n'.join(order).encode())
        dealt.append(set(tree(top / out)))
    bench.check('parts do not depend on the order of sources', dealt[0] == dealt[1] and dealt[0], [len(d) for d in dealt])
    run = bench.bulk(*words, '--shard', '1/3', '--anew', cwd=top)
    other = bench.bulk(*words, '--shard', '2/3', '--anew', cwd=top)
    bench.check('--anew with --shard is refused, and what to do is said', run.returncode == other.returncode == 78 and '--plan --anew' in run.stderr, (run, other))
    many_parts(bench, top)


def many_parts(bench, top):
    for i in range(1, 71):
        put(top / 'tiny' / ('t%d.docx' % i), docx('tiny %d' % i))
    for i in range(1, 71):
        bench.bulk('tiny', '--out', 'tinyout', '--to', 'text', '--shard', '%d/70' % i, '--workers', '1', cwd=top)
    run = subprocess.run(['sh', '-c', 'ulimit -n 40; exec "$@"', 'sh', bench.program, 'bulk', '--merge', '--out', 'tinyout', '--to', 'text'],
                         capture_output=True, text=True, cwd=top)
    bench.check('--merge of more parts than there are descriptors', run.returncode == 0, run)
    # a run of its own leaves nothing of parts that died
    (top / 'tinyout' / '.referat-7-abcdef').mkdir()
    bench.bulk('tiny', '--out', 'tinyout', '--to', 'text', '--anew', cwd=top)
    bench.check('nothing is left of a part that died, when the whole is done', not litter(top / 'tinyout'), litter(top / 'tinyout'))


SCHEDULERS = [
    # what the variables say, and the part; or None where they are refused
    ('Slurm', {'SLURM_ARRAY_TASK_ID': '5', 'SLURM_ARRAY_TASK_MIN': '5', 'SLURM_ARRAY_TASK_COUNT': '3', 'SLURM_ARRAY_TASK_STEP': '1'}, '1 of 3'),
    ('Slurm in steps', {'SLURM_ARRAY_TASK_ID': '8', 'SLURM_ARRAY_TASK_MIN': '4', 'SLURM_ARRAY_TASK_COUNT': '3', 'SLURM_ARRAY_TASK_STEP': '4'}, '2 of 3'),
    ('Slurm, a list of indexes', {'SLURM_ARRAY_TASK_ID': '9', 'SLURM_ARRAY_TASK_MIN': '1', 'SLURM_ARRAY_TASK_COUNT': '3', 'SLURM_ARRAY_TASK_STEP': '1'}, None),
    ('Kubernetes', {'JOB_COMPLETION_INDEX': '0', 'REFERAT_SHARDS': '4'}, '1 of 4'),
    ('Kubernetes without a count', {'JOB_COMPLETION_INDEX': '0'}, None),
    ('AWS Batch', {'AWS_BATCH_JOB_ARRAY_INDEX': '3', 'AWS_BATCH_JOB_ARRAY_SIZE': '4'}, '4 of 4'),
    ('Grid Engine', {'SGE_TASK_ID': '2', 'SGE_TASK_FIRST': '1', 'SGE_TASK_LAST': '5', 'SGE_TASK_STEPSIZE': '1'}, '2 of 5'),
    ('Grid Engine outside of an array', {'SGE_TASK_ID': 'undefined'}, None),
    ('PBS', {'PBS_ARRAY_INDEX': '1', 'REFERAT_SHARDS': '2'}, '2 of 2'),
    ('LSF', {'LSB_JOBINDEX': '3', 'LSB_JOBINDEX_END': '3'}, '3 of 3'),
    ('LSF outside of an array', {'LSB_JOBINDEX': '0', 'LSB_JOBINDEX_END': '3'}, None),
    ('two that agree', {'SLURM_ARRAY_TASK_ID': '1', 'SLURM_ARRAY_TASK_MIN': '0', 'SLURM_ARRAY_TASK_COUNT': '2', 'AWS_BATCH_JOB_ARRAY_INDEX': '1',
                        'AWS_BATCH_JOB_ARRAY_SIZE': '2'}, '2 of 2'),
    ('two that contradict', {'SLURM_ARRAY_TASK_ID': '0', 'SLURM_ARRAY_TASK_MIN': '0', 'SLURM_ARRAY_TASK_COUNT': '2', 'AWS_BATCH_JOB_ARRAY_INDEX': '1',
                             'AWS_BATCH_JOB_ARRAY_SIZE': '2'}, None),
    ('beyond the last', {'AWS_BATCH_JOB_ARRAY_INDEX': '4', 'AWS_BATCH_JOB_ARRAY_SIZE': '4'}, None),
    ('an offset', {'JOB_COMPLETION_INDEX': '1', 'REFERAT_SHARDS': '8', 'REFERAT_SHARD_OFFSET': '4'}, '6 of 8'),
    ('nobody', {}, None),
]


def schedulers(bench, top):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(('SLURM', 'SGE', 'LSB', 'PBS', 'AWS_', 'JOB_', 'REFERAT_'))}
    for title, variables, part in SCHEDULERS:
        run = bench.bulk('tiny', '--out', 'auto', '--to', 'text', '--shard', 'auto', '--dry-run', '-v', cwd=top, env={**plain, **variables})
        good_one = run.returncode == 64 if part is None else run.returncode == 0 and 'part ' + part in run.stderr
        bench.check('--shard auto: %s' % title, good_one, run.stderr)


# ---- many ----

def keeps_size(bench, top):
    """Descriptors and memory of the parent do not grow with the documents."""
    n = 600 if bench.sanitized else 5000
    for i in range(n):
        put(top / 'crowd' / ('%04d.docx' % i), docx('crowd %d' % i))
    run, seen = bench.start('crowd', '--out', 'crowdout', '--to', 'text', '--workers', '2', '--recycle', '100', cwd=top, stderr=subprocess.DEVNULL), []
    while run.poll() is None:
        try:
            size = [int(line.split()[1]) for line in Path('/proc/%d/status' % run.pid).read_text().split('\n') if line.startswith('VmRSS')]
            seen.append((len(os.listdir('/proc/%d/fd' % run.pid)), size[0]))
        except (OSError, IndexError):
            break
        time.sleep(0.02)
    run.wait()
    files, sizes = [s[0] for s in seen], [s[1] for s in seen]
    fifth = max(len(sizes) // 5, 1)
    print('     %d documents: descriptors at most %d, memory %d to %d KiB' % (n, max(files), sizes[fifth], max(sizes)), flush=True)
    bench.check('descriptors do not grow', run.returncode == 0 and max(files) <= 40, (run.returncode, max(files)))
    bench.check('memory stays below 64 MiB and does not grow', bench.sanitized or max(sizes) < 65536 and sizes[-fifth] - sizes[fifth] < 4096, (sizes[fifth], sizes[-fifth]))


def main():
    bench = Bench('resume')
    try:
        top = bench.folder('runs')
        make_sources(bench, top / 'in')
        begun = time.monotonic()
        run = bench.bulk('in', '--out', 'clean', *TO, '--workers', '2', cwd=top)
        clean = {'seconds': time.monotonic() - begun, 'status': run.returncode, 'outcome': outcome(top / 'clean'),
                 'counts': report(top / 'clean.referat')}
        bench.check('the clean run', run.returncode == 1 and clean['counts']['verdicts']['none'] == 0 and len(clean['outcome'][0]) > 200, run)
        for part in ('kills', 'orphans', 'torn', 'other_boots', 'two_at_once', 'signals', 'parts', 'schedulers', 'up_to_date', 'keeps_size'):
            function, begun = globals()[part], time.monotonic()
            function(bench, top, clean) if part in ('kills', 'torn', 'signals', 'parts', 'up_to_date') else function(bench, top)
            print('     (%s: %.1f s)' % (part, time.monotonic() - begun), flush=True)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
