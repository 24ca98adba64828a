#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A throw-away Slurm cluster on one machine, in a folder of its own: munged, slurmctld and a slurmd for each node.

    with Cluster(4) as cluster:
        cluster.run('sbatch', ...)
        cluster.kill_node('n2')

usage: cluster.py [NODES]      starts one and a shell that uses it; it is gone when the shell is left

Nothing outside of the folder is touched, no service is needed, and all of it is stopped by process number. What belongs
to the cluster is known by SLURM_CONF in its environment, or by the log that it has open; a keeper of our own does the
same when this program dies before it can. As root each node gets a network of its own, so that a link can be cut.
"""
import atexit
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAMS = ('munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'sinfo', 'scontrol', 'scancel')
PATH = os.environ.get('PATH', '') + ':/usr/sbin:/sbin'
DEAD_AFTER = 6                  # seconds until the controller takes a silent node for dead
CONFIGURATION = '''ClusterName=referat
SlurmctldHost={host}({controller})
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
# cred_expire is also how long a requeued job waits before it may start again: 120 s unless said; less than 5 means 120
AuthInfo=socket={folder}/munge/socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/log/jobcomp.txt
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=1,sched_min_interval=20000
SlurmdParameters=config_overrides
SlurmdTimeout={dead_after}
SlurmctldTimeout=10
MessageTimeout=3
KillWait=2
MinJobAge=600
InactiveLimit=0
Waittime=0
JobRequeue=1
ReturnToService=2
MaxArraySize={max_array}
MaxJobCount=10000
{nodes}
PartitionName=main Nodes=n[1-{n}] Default=YES MaxTime=INFINITE State=UP
'''


class ClusterError(Exception):
    pass


def which(program):
    return shutil.which(program, path=PATH)


def missing():
    """The programs of Slurm that are not here."""
    return [program for program in PROGRAMS if which(program) is None]


# ---- processes ----

def environment_of(pid):
    try:
        return Path('/proc/%d/environ' % pid).read_bytes().split(b'\0')
    except OSError:
        return []


def has_open(pid, path):
    try:
        return any(os.readlink(entry.path) == path for entry in os.scandir('/proc/%d/fd' % pid))
    except OSError:
        return False


def is_zombie(pid):
    try:
        return Path('/proc/%d/stat' % pid).read_text(errors='replace').rsplit(')', 1)[1].split()[0] == 'Z'
    except (OSError, IndexError):
        return True


def processes():
    return [int(name) for name in os.listdir('/proc') if name.isdigit() and int(name) not in (1, os.getpid())]


def send(pid, number):
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def members(folder, node=None):
    """What belongs to the cluster, or to one node of it. slurmstepd writes its title over its environment: it is known by
    the log of its node."""
    ours = ('SLURM_CONF=%s/slurm.conf' % folder).encode()
    names = [node] if node else [path.stem[len('slurmd-'):] for path in Path(folder, 'log').glob('slurmd-*.log')]
    logs = ['%s/log/slurmd-%s.log' % (folder, name) for name in names]
    found = []
    for pid in processes():
        environment = environment_of(pid)
        if ours in environment and (node is None or ('SLURMD_NODENAME=%s' % node).encode() in environment):
            found.append(pid)
        elif any(has_open(pid, log) for log in logs):
            found.append(pid)
    return [pid for pid in found if not is_zombie(pid)]


def kill_all(find):
    """What a dying process has started meanwhile is found the next time."""
    for _ in range(20):
        found = find()
        if not found:
            return
        for pid in found:
            send(pid, signal.SIGKILL)
        time.sleep(.05)


def take_away(folder, networks, bridge):
    """Whatever is left: by the keeper, or at the end."""
    kill_all(lambda: members(folder))
    for name in networks:
        subprocess.run([which('ip'), 'netns', 'del', name], stderr=subprocess.DEVNULL, check=False)
    if bridge:
        subprocess.run([which('ip'), 'link', 'del', bridge], stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def keep(folder, networks, bridge):
    """Starts a process that waits for the end of this one. Returns: what tells it that nothing is left to do."""
    watched, held = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(held)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if os.read(watched, 1) == b'':
            take_away(folder, networks, bridge)
        os._exit(0)
    os.close(watched)
    return held


def free_ports(n):
    held = [socket.socket() for _ in range(n)]
    for one in held:
        one.bind(('127.0.0.1', 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise ClusterError('%s: not within %d s' % (what, seconds))
        time.sleep(.1)


# ---- the cluster ----

class Cluster:
    """networks: each node gets one of its own, where that can be had (see self.networks)."""

    def __init__(self, nodes=4, processors=2, max_array=1001, networks=True):
        self.names = ['n%d' % (i + 1) for i in range(nodes)]
        self.processors, self.max_array = processors, max_array
        self.daemons, self.frozen = {}, {}
        self.folder = tempfile.mkdtemp(prefix='referat-slurm-')
        os.chmod(self.folder, 0o755)
        self.environment = dict(os.environ, PATH=PATH, SLURM_CONF=self.folder + '/slurm.conf', LC_ALL='C')
        for name in list(self.environment):
            if name.startswith(('SLURM_', 'SBATCH_', 'SQUEUE_', 'SINFO_')) and name != 'SLURM_CONF':
                del self.environment[name]
        tag = 'rf%d' % os.getpid()
        self.bridge = tag + 'b'
        self.networks = {name: tag + name for name in self.names} if networks and os.geteuid() == 0 and which('ip') else {}
        self.keeper = keep(self.folder, list(self.networks.values()), self.bridge if self.networks else None)
        atexit.register(self.stop)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def run(self, *command, check=True, seconds=20):
        """Runs a program of Slurm. Returns: what it prints."""
        done = subprocess.run([which(command[0]) or command[0], *command[1:]], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=seconds, check=False)
        if check and done.returncode != 0:
            raise ClusterError('%s: %s' % (' '.join(command), done.stderr.strip()))
        return done.stdout

    # ---- networks ----

    def ip(self, *words, check=True):
        done = subprocess.run([which('ip'), *words], capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise ClusterError('ip %s: %s' % (' '.join(words), done.stderr.strip()))
        return done.stdout

    def link_of(self, node):
        return self.networks[node] + 'v'

    def make_networks(self):
        taken = self.ip('-4', 'addr') + self.ip('-4', 'route')
        self.subnet = next('10.231.%d.' % i for i in range(8, 250) if '10.231.%d.' % i not in taken)
        self.ip('link', 'add', self.bridge, 'type', 'bridge')
        self.ip('addr', 'add', self.subnet + '1/24', 'dev', self.bridge)
        self.ip('link', 'set', self.bridge, 'up')
        for i, node in enumerate(self.names):
            space = self.networks[node]
            self.ip('netns', 'add', space)
            self.ip('link', 'add', self.link_of(node), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space)
            self.ip('link', 'set', self.link_of(node), 'master', self.bridge, 'up')
            self.ip('-n', space, 'addr', 'add', '%s%d/24' % (self.subnet, 11 + i), 'dev', 'eth0')
            self.ip('-n', space, 'link', 'set', 'eth0', 'up')
            self.ip('-n', space, 'link', 'set', 'lo', 'up')

    def try_networks(self):
        """Where they are not to be had, all nodes share ours."""
        if not self.networks:
            return
        try:
            self.make_networks()
        except ClusterError as error:
            print('no networks for the nodes: %s' % error, flush=True)
            self.end_networks()
            self.networks = {}

    def end_networks(self):
        for space in self.networks.values():
            self.ip('netns', 'del', space, check=False)
        if self.networks:
            self.ip('link', 'del', self.bridge, check=False)

    # ---- start and stop ----

    def node_lines(self, host, ports):
        return '\n'.join('NodeName=%s NodeHostname=%s NodeAddr=%s Port=%d CPUs=%d RealMemory=512 State=UNKNOWN' % (
            name, host, '%s%d' % (self.subnet, 11 + i) if self.networks else '127.0.0.1', ports[i], self.processors)
            for i, name in enumerate(self.names))

    def configure(self):
        base = int(os.environ.get('REFERAT_SLURM_PORT', '0'))
        n = len(self.names)
        ports = [base + i for i in range(n + 1)] if base else free_ports(n + 1)
        host = socket.gethostname().split('.')[0]
        user = subprocess.run(['id', '-un'], capture_output=True, text=True, check=True).stdout.strip()
        text = CONFIGURATION.format(host=host, controller=self.subnet + '1' if self.networks else '127.0.0.1', port=ports[0],
                                    user=user, folder=self.folder, dead_after=DEAD_AFTER, max_array=self.max_array,
                                    nodes=self.node_lines(host, ports[1:]), n=n)
        Path(self.folder, 'slurm.conf').write_text(text)
        # else slurmd looks for control groups, which are not mounted everywhere
        said = re.search(r'(\d+)\.(\d+)', subprocess.run([which('slurmd'), '-V'], capture_output=True, text=True,
                                                         check=True).stdout)
        version = tuple(map(int, said.groups()))
        plugin = 'disabled' if version >= (23, 11) else 'cgroup/v1'
        Path(self.folder, 'cgroup.conf').write_text('CgroupPlugin=%s\n' % plugin)

    def daemon(self, name, *command):
        with open('%s/log/%s.out' % (self.folder, name), 'ab') as out:
            self.daemons[name] = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=out,
                                                  stderr=out, start_new_session=True, cwd=self.folder)

    def start(self):
        for name in ('munge', 'state', 'spool', 'log'):
            os.mkdir('%s/%s' % (self.folder, name))
        os.chmod(self.folder + '/munge', 0o711)
        key = Path(self.folder, 'munge', 'key')
        key.touch(0o600)
        key.write_bytes(os.urandom(128))
        self.daemon('munged', which('munged'), '--foreground', '--force', '--num-threads=2',
                    *('--%s-file=%s/%s' % (kind, self.folder, path) for kind, path in (
                        ('key', 'munge/key'), ('pid', 'munge/pid'), ('log', 'log/munged.log'), ('seed', 'munge/seed'))),
                    '--socket=%s/munge/socket' % self.folder)
        self.try_networks()
        self.configure()
        until(Path(self.folder, 'munge', 'socket').exists, 10, 'munged')
        self.start_controller()
        for name in self.names:
            self.start_node(name)
        try:
            until(lambda: set(self.states().values()) == {'idle'}, 30, 'all nodes idle')
        except ClusterError as error:
            raise ClusterError('%s: %s\n%s' % (error, self.states(), self.logs())) from error

    def stop(self):
        if self.keeper < 0:
            return
        for name, daemon in sorted(self.daemons.items(), reverse=True):     # slurmctld before munged
            send(daemon.pid, signal.SIGCONT)
            send(daemon.pid, signal.SIGKILL if name in self.names else signal.SIGTERM)
        for daemon in self.daemons.values():
            try:
                daemon.wait(3)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        take_away(self.folder, list(self.networks.values()), self.bridge if self.networks else None)
        os.write(self.keeper, b'.')
        os.close(self.keeper)
        self.keeper = -1

    def logs(self, lines=6):
        """The ends of all of them, for whom something went wrong."""
        out = []
        for path in sorted(Path(self.folder, 'log').iterdir()):
            text = path.read_text(errors='replace').splitlines()[-lines:]
            out += ['-- %s' % path.name, *text] if text else []
        return '\n'.join(out)

    # ---- faults ----

    def start_controller(self):
        self.daemon('slurmctld', which('slurmctld'), '-D')

    def restart_controller(self):
        """In good order: what is killed has not saved its state, and jobs run twice (not what is tested here)."""
        self.daemons['slurmctld'].terminate()
        try:
            self.daemons['slurmctld'].wait(20)
        except subprocess.TimeoutExpired:
            self.daemons['slurmctld'].kill()
            raise ClusterError('slurmctld does not stop') from None
        self.start_controller()
        until(lambda: self.run('sinfo', '-h', check=False) != '', 20, 'slurmctld again')

    def start_node(self, node):
        os.makedirs('%s/spool/%s' % (self.folder, node), exist_ok=True)
        enter = [which('nsenter'), '--net=/run/netns/' + self.networks[node]] if self.networks else []
        self.daemon(node, *enter, which('slurmd'), '-N', node, '-D')

    def of_node(self, node):
        daemon = self.daemons[node]
        return ([daemon.pid] if daemon.poll() is None else []) + members(self.folder, node)

    def kill_node(self, node):
        """As if it lost its power: slurmd first, so that nobody tells of the others' end. Returns: how many died."""
        n = len(set(self.of_node(node)))
        self.daemons[node].kill()
        self.daemons[node].wait()
        kill_all(lambda: members(self.folder, node))
        return n

    def cut(self, node):
        """It loses its network; what runs there goes on."""
        self.ip('link', 'set', self.link_of(node), 'down')

    def mend(self, node):
        self.ip('link', 'set', self.link_of(node), 'up')

    def freeze(self, node):
        """Everything there stands still, as in a machine that is being moved. Returns: how many."""
        self.frozen[node] = []
        for _ in range(2):
            for pid in self.of_node(node):
                if pid not in self.frozen[node]:
                    send(pid, signal.SIGSTOP)
                    self.frozen[node].append(pid)
        return len(self.frozen[node])

    def thaw(self, node):
        """The jobs first, so that they see for themselves that they are late, before slurmd ends them."""
        daemon = self.daemons[node].pid
        for pid in self.frozen.get(node, []):
            if pid != daemon:
                send(pid, signal.SIGCONT)
        time.sleep(1)
        send(daemon, signal.SIGCONT)
        self.frozen.pop(node, None)

    # ---- looking ----

    def states(self):
        lines = self.run('sinfo', '-h', '-N', '-o', '%N %T', check=False).splitlines()
        return dict(line.split() for line in lines if len(line.split()) == 2)

    def queue(self):
        """(job, state, node, restarts) of every task."""
        out = self.run('squeue', '-h', '-r', '-O', 'JobArrayID:30,State:20,NodeList:20,RestartCnt:10', check=False)
        return [(line[:30].strip(), line[30:50].strip(), line[50:70].strip(), line[70:].strip()) for line in out.splitlines()]

    def repair(self):
        """What an administrator does: a node that thinks a task that comes again is still there refuses it; then Slurm drains
        the node and holds the task, and only an administrator can let go of either. Returns: what was done."""
        done = []
        for node, state in self.states().items():
            if state.startswith('drain'):
                self.run('scontrol', 'update', 'nodename=' + node, 'state=resume', check=False)
                done.append('%s resumed' % node)
        out = self.run('squeue', '-h', '-r', '-t', 'PENDING', '-O', 'JobArrayID:30,Reason:60', check=False)
        for job, reason in ((line[:30].strip(), line[30:].strip()) for line in out.splitlines()):
            if 'held' in reason.lower():
                self.run('scontrol', 'release', job, check=False)
                done.append('%s released (%s)' % (job, reason))
        return done

    def ended(self):
        """What has ended, by how: also what was put into the queue again."""
        counts = {}
        try:
            text = Path(self.folder, 'log', 'jobcomp.txt').read_text()
        except OSError:
            text = ''
        for state in re.findall(r'JobState=(\S+)', text):
            counts[state] = counts.get(state, 0) + 1
        return counts


def main():
    if missing():
        print('cluster.py: not installed: %s' % ' '.join(missing()), file=sys.stderr)
        return 77
    with Cluster(int(sys.argv[1]) if len(sys.argv) > 1 else 4) as cluster:
        print('%s, networks: %s' % (cluster.states(), bool(cluster.networks)))
        subprocess.run([os.environ.get('SHELL', '/bin/sh')], env=cluster.environment, check=False)
    return 0


if __name__ == '__main__':
    sys.exit(main())
