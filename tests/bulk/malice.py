#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Documents that take over their worker cost themselves and nothing else: not the run, not the others, not their outputs.

usage: malice.py PROGRAM TOP

PROGRAM is referat-malice: the command line with the filter of tests/worker/malice.c.
"""
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from sources import Bench, litter, put, tree, verdicts  # noqa: E402

WORDS = b'Words that came through.'
# each act, and the verdicts that are right: by who stops it first
ACTS = {
    'loop': ('timeout',), 'sleep': ('timeout',), 'flood': ('timeout',), 'allocate': ('memory',), 'write': ('limit',),
    'fork': ('crash',), 'exec': ('crash',), 'connect': ('crash',), 'kill': ('crash',), 'crash': ('crash',), 'exit': ('crash',),
    'term': ('crash',), 'abort': ('crash',), 'die': ('crash',), 'close': ('crash',), 'garbage': ('crash',),
    'open': ('io',), 'create': ('io',), 'rogue-helper': ('io',),
}
LIMITS = ('--to', 'text', '--workers', '2', '--timeout', '2', '--silence', '1', '--slow-lane', '1')


class Malice(Bench):
    def run(self, folder, *words, limit=60, files=0):
        """A run in a group of its own, which is all killed when it hangs. Returns: its status, -99 when it hung; what it said."""
        command = [self.program, 'bulk', folder, '--out', folder + '.out', *LIMITS, *words]
        if not self.sanitized:
            command += ['--memory', '256']
        if files:
            command = ['sh', '-c', 'ulimit -n %d; exec "$@"' % files, 'sh', *command]
        run = subprocess.Popen(command, cwd=self.root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               start_new_session=True)
        try:
            said = run.communicate(timeout=limit)[1].decode(errors='replace')
            return run.returncode, said
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            return -99, 'NEVER ENDED'

    def verdicts_of(self, folder):
        """By the word that a document is; names are "n-word"."""
        state = self.root / (folder + '.out.referat')
        found = {}
        for name, verdict in verdicts(state).items():
            found.setdefault(name.decode().split('.')[0].partition('_')[2], set()).add(verdict)
        return found

    def outputs(self, folder):
        return tree(self.root / (folder + '.out'))

    def make(self, folder, words):
        for i, word in enumerate(words):
            put(self.root / folder / ('%03d_%s.x' % (i, word)), word.encode())


def is_fine(output):
    return output.startswith(WORDS) and b'SMEARED' not in output


def each(bench):
    """One of each among many that are fine; all the same to workers that are reused and to those that are not."""
    acts = {act: want for act, want in ACTS.items() if not (act == 'allocate' and bench.sanitized)}
    if bench.sanitized:
        bench.skip('allocate', 'the address sanitizer has limits of its own')
    words = []
    for act in acts:
        words += ['fine', act, 'fine']
    said = {}
    for recycle in '1', '1000':
        folder = 'each' + recycle
        bench.make(folder, words)
        status, told = bench.run(folder, '--recycle', recycle, limit=85)
        bench.check('one of each, --recycle %s: it comes to an end' % recycle, status == 1, (status, told))
        said[recycle] = bench.verdicts_of(folder)
        for act, want in acts.items():
            bench.check('--recycle %s: %s is %s' % (recycle, act, ' or '.join(want)), said[recycle].get(act, set()) <= set(want) and act in said[recycle],
                        said[recycle].get(act))
        found = bench.outputs(folder)
        bench.check('--recycle %s: all that is fine is converted' % recycle, len(found) == words.count('fine') and all(map(is_fine, found.values()))
                    and said[recycle]['fine'] in ({'ok'}, {'ok-with-loss'}), (len(found), said[recycle]['fine']))
        bench.check('--recycle %s: nothing is left' % recycle, not litter(bench.root / (folder + '.out')) and not os.path.exists('/tmp/referat-malice'))
    bench.check('verdicts do not depend on the worker', said['1'] == said['1000'], said)


def run_goes_on(bench):
    """What a worker says of the machine, or keeps in its socket, must not stop the run."""
    for act, text in (('lie', 'says that the disk is full'), ('starts', 'asks for helpers and does not listen'), ('results', 'says that it is done, without end')):
        bench.make(act, ['fine'] * 6 + [act] + ['fine'] * 6)
        status, told = bench.run(act, limit=20 if not bench.sanitized else 40)
        # a worker that was taken over may well say that it is done
        if not bench.check('one that %s: the run goes on' % text, status in (0, 1), (status, told)):
            continue
        fine = [data for name, data in bench.outputs(act).items() if b'fine' in name]
        bench.check('one that %s: all others are converted' % text, len(fine) == 12 and all(map(is_fine, fine)),
                    (len(fine), [data[:20] for data in fine if not is_fine(data)], bench.verdicts_of(act)))


def empty_results(bench):
    bench.make('twice', ['twice', 'fine', 'fine', 'fine', 'fine', 'fine', 'fine'])
    status, told = bench.run('twice', '--workers', '1')
    found = {name: data for name, data in bench.outputs('twice').items() if b'fine' in name}
    bench.check('a result too many is not that of the next document', status in (0, 1) and len(found) == 6 and all(map(is_fine, found.values())),
                (status, told, found))


def descriptors(bench):
    bench.make('leak', ['leak'] * 12 + ['fine'] * 12)
    status, told = bench.run('leak', '--recycle', '1', files=100, limit=80)
    found = bench.outputs('leak')
    bench.check('descriptors in empty packets are not kept', status == 1 and sum(map(is_fine, found.values())) == 12, (status, told, len(found)))


def others_outputs(bench):
    """One keeps the files of outputs and writes into them later. All names are of one length: they come in their order."""
    # before it in the same worker
    bench.make('before', ['pause', 'cling', 'pause'])
    status, told = bench.run('before', '--workers', '1')
    first = bench.outputs('before').get(b'000_pause.txt', b'')
    bench.check('the output of the document before, in the same worker, stays', status == 1 and is_fine(first), (status, told, first))
    # after it in the other worker: it failed, and its place was given to the next one
    bench.make('after', ['pause', 'cling'] + ['pause'] * 6)
    status, told = bench.run('after', '--rate', '4', limit=80)
    time.sleep(0.1)
    found = bench.outputs('after')
    bench.check('what failed keeps no hold of the output of another', status == 1 and len(found) == 7 and all(map(is_fine, found.values())),
                (status, told, {name: data[:30] for name, data in found.items()}))


def main():
    bench = Malice('malice')
    try:
        for part in (each, run_goes_on, empty_results, descriptors, others_outputs):
            begun = time.monotonic()
            part(bench)
            print('     (%s: %.1f s)' % (part.__name__, time.monotonic() - begun), flush=True)
    finally:
        status = bench.end()
    return status


if __name__ == '__main__':
    sys.exit(main())
