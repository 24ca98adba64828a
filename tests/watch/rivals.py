#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two watchers of one folder: one of them has it, the other says who, and nothing is done twice.

usage: rivals.py PROGRAM [TOP]
"""
import os
import shutil
import signal
import socket
import sys
import time

sys.dont_write_bytecode = True
from common import Bench, Watcher, bindfs, docx, put, wait_until  # noqa: E402
from kills import freeze, large, names, thaw  # noqa: E402

QUICK = ('--workers', '1')


def second(bench, first, *words, tag='second', folder=None):
    return Watcher(bench, folder or first.folder, *QUICK, *words, start=False, log=bench.root / ('%s-%s.log' % (first.folder.name, tag)))


def refused(bench):
    first = Watcher(bench, bench.folder('refused'), *QUICK)
    for words in ((), ('--once',)):
        other = second(bench, first, *words, tag='refused')
        begun = time.monotonic()
        other.start(ready=False)
        status = other.run.wait(timeout=20 * bench.patience)
        bench.check('a second one%s: 75' % ' '.join(('',) + words), status == 75, (status, other.said()))
        bench.check('at once', time.monotonic() - begun < 2 * bench.patience, time.monotonic() - begun)
        bench.check('and says who: host and process', socket.gethostname() in other.said() and str(first.pid) in other.said(), other.said())
    put(first.inbox / 'x.docx', docx('x'))
    bench.check('the first one goes on', first.wait_file('Converted/x.html'), first.said())
    # by another name, and by its inbox
    link = bench.root / 'refused-link'
    link.symlink_to(first.folder)
    for folder in (link, first.inbox):
        other = second(bench, first, tag='names', folder=folder)
        other.start(ready=False)
        bench.check('the same by another name (%s): 75' % folder.name, other.run.wait(timeout=20 * bench.patience) == 75, other.said())
    bench.check('ends with 0, and gives it back', first.stop() == 0 and not (first.state / 'lock').exists(), first.said())
    other = second(bench, first, tag='after')
    bench.check('then another one has it', other.once() == 0, other.said())


def both_by_name(bench):
    """One that is given the same folder twice."""
    top = bench.folder('twice')
    watcher = Watcher(bench, top, *QUICK, more=[top], start=False)
    watcher.start(ready=False)
    ended = wait_until(lambda: watcher.run.poll() is not None, 4)
    bench.check('the same folder twice in one watcher: 75, or once', (ended and watcher.run.returncode == 75) or not ended, watcher.said())
    watcher.stop()


def taken_over(bench):
    """One that gives no sign loses it; when it comes back it does nothing any more."""
    first = Watcher(bench, bench.folder('stopped'), *QUICK, '--lease', '3')
    put(first.inbox / 'one.docx', large('one'))
    put(first.inbox / 'two.docx', docx('two'))
    put(first.inbox / 'three.docx', docx('three'))
    bench.check('the first one is at work', freeze(first, 'one.docx'), first.said())
    first.send(signal.SIGSTOP)
    other = second(bench, first, '--takeover', '--lease', '3')
    other.start(ready=False)
    bench.check('--takeover: says for whom it waits', other.wait_line('taking over', seconds=5) is not None, other.said())
    begun = time.monotonic()
    bench.check('and takes over', other.wait_file('Converted/one.html', 20), other.said())
    bench.tell('taken over and converted after %.1f s' % (time.monotonic() - begun))
    other.wait_quiet(10)
    thaw(first)
    first.send(signal.SIGCONT)
    ended = wait_until(lambda: not first.alive(), 10 * bench.patience)
    bench.check('the first one, continued: 75', ended and first.run.returncode == 75, (first.run.poll(), first.said()))
    bench.check('and says why', 'took over' in first.said(), first.said())
    put(other.inbox / 'four.docx', docx('four'))
    bench.check('the second one goes on', other.wait_file('Converted/four.html'), other.said())
    other.wait_quiet(10)
    bench.check('nothing twice', names(other.converted) == ['four.html', 'one.html', 'three.html', 'two.html'] and len(other.ledger('converted')) == 4
                and not other.ledger('same'), (names(other.converted), [line['path'] for line in other.ledger()]))
    bench.check('nothing lost', names(other.done_folder) == ['four.docx', 'one.docx', 'three.docx', 'two.docx'], names(other.folder))
    bench.check('no litter', not other.litter() and not [n for n in os.listdir(other.state) if n.startswith('lock.')], (other.litter(), os.listdir(other.state)))
    bench.check('the second one ends with 0', other.stop() == 0, other.said())


def dead(bench):
    """kill -9: whoever comes next need not wait."""
    first = Watcher(bench, bench.folder('dead'), *QUICK)
    put(first.inbox / 'x.docx', large('x'))
    freeze(first, 'x.docx')
    first.kill()
    bench.check('it is dead, and has left its lock', (first.state / 'lock').exists())
    other = second(bench, first)
    begun = time.monotonic()
    other.start()
    bench.check('the next one starts at once', time.monotonic() - begun < 1.5 * bench.patience and other.alive(), (time.monotonic() - begun, other.said()))
    bench.check('and does what was begun', other.wait_file('Done/x.docx') and names(other.converted) == ['x.html'], other.said())
    # the watcher alone is killed: its workers must not live on
    put(other.inbox / 'y.docx', large('y'))
    freeze(other, 'y.docx')
    workers = other.family()[1:]
    os.kill(other.pid, signal.SIGKILL)
    other.run.wait()
    gone = wait_until(lambda: not any(os.path.exists('/proc/%d' % pid) and open('/proc/%d/stat' % pid).read().rpartition(')')[2].split()[0] != 'Z' for pid in workers), 5)
    bench.check('its workers die with it', gone and workers, workers)
    third = second(bench, first, tag='third')
    bench.check('and the one after is not refused', third.once() == 0 and names(third.converted) == ['x.html', 'y.html'], third.said())


def many(bench):
    """Ten start at once: one of them has it."""
    top = bench.folder('many')
    for i in range(20):
        put(top / 'Inbox' / ('m%02d.docx' % i), docx('many %d' % i))
    rivals = [Watcher(bench, top, *QUICK, start=False, settle=0.1, log=bench.root / ('many-%d.log' % i)) for i in range(10)]
    for rival in rivals:
        rival.start(ready=False)
    wait_until(lambda: sum(rival.alive() for rival in rivals) <= 1, 10 * bench.patience)
    alive = [rival for rival in rivals if rival.alive()]
    statuses = sorted(rival.run.poll() for rival in rivals if not rival.alive())
    bench.check('ten at once: one has it, nine end with 75', len(alive) == 1 and statuses == [75] * 9, (len(alive), statuses, [rival.said()[-150:] for rival in rivals][:3]))
    wait_until(lambda: len(rivals[0].ledger()) == 20, 10)
    bench.check('nothing twice', len(names(rivals[0].converted)) == 20 and len(rivals[0].ledger('converted')) == 20, names(rivals[0].converted))
    for rival in alive:
        rival.stop()


def two_folders(bench):
    one, two = bench.folder('one'), bench.folder('two')
    watcher = Watcher(bench, one, *QUICK, more=[two], log=bench.root / 'two-folders.log')
    other = Watcher(bench, two, start=False, log=bench.root / 'two-other.log')
    for i in range(10):
        put(one / 'Inbox' / ('a%d.docx' % i), docx('a %d' % i))
        put(two / 'Inbox' / ('b%d.docx' % i), docx('b %d' % i))
    good = wait_until(lambda: len(names(one / 'Done')) == len(names(two / 'Done')) == 10, 20 * bench.patience)
    bench.check('two folders in one watcher: each has its own', good and names(one / 'Converted') == ['a%d.html' % i for i in range(10)]
                and names(two / 'Converted') == ['b%d.html' % i for i in range(10)], (names(one), names(two), watcher.said()))
    bench.check('another one for one of them: 75', other.once() == 75, other.said())
    # one of them goes away: the other one is looked after
    shutil.rmtree(two)
    put(one / 'Inbox' / 'still.docx', docx('still'))
    bench.check('one goes away: the other one is looked after', watcher.wait_file(one / 'Converted' / 'still.html', 15), watcher.said())
    two.mkdir()
    bench.check('and comes back', wait_until(lambda: (two / 'Inbox').exists(), 20), watcher.said())
    put(two / 'Inbox' / 'back.docx', docx('back'))
    bench.check('and is watched', watcher.wait_file(two / 'Converted' / 'back.html', 15), watcher.said())
    bench.check('two folders: ends', watcher.stop() == 0, watcher.said()[-300:])
    # one of two is taken: nothing of the other is begun by halves
    holder = Watcher(bench, two, *QUICK, log=bench.root / 'two-holder.log')
    watcher = Watcher(bench, one, *QUICK, more=[two], log=bench.root / 'two-again.log', start=False)
    bench.check('one of two is taken: 75, and the first is given back', watcher.once() == 75 and not (one / '.referat' / 'lock').exists(), watcher.said())
    holder.stop()


def over_fuse(bench):
    """As two computers see one share: one works on it, one through FUSE, where locks of the other are not seen."""
    top, seen = bench.folder('share'), bench.folder('share-seen')
    if not bindfs(bench, top, seen):
        return bench.skip('two computers on a share', 'there is no bindfs or no /dev/fuse')
    first = Watcher(bench, seen, *QUICK, '--lease', '3', '--poll', '0.3', log=bench.root / 'share-first.log')
    put(first.inbox / 'x.docx', docx('x'))
    bench.check('over FUSE: converted, by polling', first.wait_file('Converted/x.html', 20) and 'polling' in first.said(), first.said())
    put(top / 'Inbox' / 'server.docx', docx('made on the server'))
    bench.check('made on the server: seen', first.wait_file('Converted/server.html', 20), first.said())
    other = Watcher(bench, top, *QUICK, '--lease', '3', start=False, log=bench.root / 'share-second.log')
    status = other.once()
    bench.check('one on the server beside it: 75', status == 75, (status, other.said()))
    put(top / 'Inbox' / 'big.docx', large('big'))
    freeze(first, 'big.docx')
    first.send(signal.SIGSTOP)
    other = Watcher(bench, top, *QUICK, '--lease', '3', '--takeover', start=False, log=bench.root / 'share-third.log')
    other.start(ready=False)
    taken = wait_until(lambda: 'inotify (' in other.said(), 25)
    bench.check('one on the server takes over', taken and other.wait_file('Converted/big.html', 25), other.said())
    thaw(first)
    first.send(signal.SIGCONT)
    ended = wait_until(lambda: not first.alive(), 15)
    bench.check('the first one, continued: 75', ended and first.run.returncode == 75, (first.run.poll(), first.said()))
    other.wait_quiet(10)
    bench.check('over FUSE: nothing twice, nothing lost', names(top / 'Converted') == ['big.html', 'server.html', 'x.html'] and names(top / 'Done') == ['big.docx', 'server.docx', 'x.docx'],
                (names(top / 'Converted'), names(top / 'Done'), first.said(), other.said()))
    bench.check('over FUSE: ends', other.stop() == 0 and not other.litter(), other.litter())
    return None


def main():
    bench = Bench('rivals')
    bench.together([(case, bench) for case in (over_fuse, taken_over, two_folders, refused, dead, many, both_by_name)], at_once=4)
    return bench.end()


if __name__ == '__main__':
    sys.exit(main())
