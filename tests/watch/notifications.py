#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A session bus and a notification server for tests, in the standard library alone.

`SessionBus` runs a dbus-daemon that can start nothing. `Notifications` speaks the wire protocol on it, owns
org.freedesktop.Notifications, remembers what it is shown and acts like somebody who clicks. `Checks` counts.
"""
import os
import queue
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

NAME = 'org.freedesktop.Notifications'
PATH = '/org/freedesktop/Notifications'
CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
HEADERS = {1: ('path', 'o'), 2: ('interface', 's'), 3: ('member', 's'), 4: ('error', 's'), 5: ('reply', 'u'),
           6: ('destination', 's'), 7: ('sender', 's'), 8: ('signature', 'g'), 9: ('fds', 'u')}
FIXED = {'y': ('B', 1), 'b': ('I', 4), 'n': ('h', 2), 'q': ('H', 2), 'i': ('i', 4), 'u': ('I', 4), 'x': ('q', 8),
         't': ('Q', 8), 'd': ('d', 8), 'h': ('I', 4)}
ALIGNED = {**{c: size for c, (_, size) in FIXED.items()}, 's': 4, 'o': 4, 'g': 1, 'v': 1, 'a': 4, '(': 8, '{': 8}


class Checks:
    """A folder for a test, and what was found."""

    def __init__(self, title):
        self.title, self.faults, self.done, self.skipped = title, 0, 0, 0
        self.root = Path(tempfile.mkdtemp(prefix='referat-%s-' % title)).resolve()
        os.environ.setdefault('ASAN_OPTIONS', 'detect_leaks=0')

    def folder(self, name):
        path = self.root / name
        path.mkdir(parents=True)
        return path

    def check(self, text, good, told=''):
        self.done += 1
        self.faults += 0 if good else 1
        print('%s %s%s' % ('ok  ' if good else 'BAD ', text, '' if good or told == '' else ': %s' % (str(told)[:900],)), flush=True)
        return good

    def same(self, text, found, wanted):
        return self.check(text, found == wanted, 'found %r, wanted %r' % (found, wanted))

    def skip(self, text, why):
        self.skipped += 1
        print('skip %s: %s' % (text, why), flush=True)

    def end(self):
        shutil.rmtree(os.fsencode(self.root), ignore_errors=True)
        print('%s: %d checks, %d faults, %d skipped' % (self.title, self.done, self.faults, self.skipped))
        return 1 if self.faults else 0


def need(*tools):
    """Ends the test where a tool is not installed."""
    for tool in tools:
        if not shutil.which(tool):
            print('skip: %s is not installed' % tool)
            sys.exit(77)


def eventually(found, seconds=20):
    """Whether @found() becomes true."""
    late = time.monotonic() + seconds
    while not found():
        if time.monotonic() > late:
            return False
        time.sleep(0.02)
    return True


class SessionBus:
    """A bus of its own; @address is for the environment."""

    def __init__(self, folder):
        self.socket = Path(folder) / 'bus'
        self.address = 'unix:path=%s' % self.socket
        config = Path(folder) / 'bus.conf'
        config.write_text('<busconfig><type>session</type><listen>%s</listen><auth>EXTERNAL</auth>'
                          '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
                          '<allow own="*"/>'
                          '</policy></busconfig>' % self.address)
        self.process = subprocess.Popen(['dbus-daemon', '--nofork', '--nopidfile', '--config-file=%s' % config],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not eventually(self.socket.exists):
            sys.exit('dbus-daemon does not start')

    def end(self):
        self.process.terminate()
        self.process.wait()


# ---- the wire ----

def one_type(signature):
    """Splits the first whole type off."""
    if signature[0] == 'a':
        first, _ = one_type(signature[1:])
        return 'a' + first, signature[1 + len(first):]
    if signature[0] in '({':
        depth = 0
        for i, c in enumerate(signature):
            depth += (c in '({') - (c in ')}')
            if depth == 0:
                return signature[:i + 1], signature[i + 1:]
    return signature[0], signature[1:]


def types(signature):
    while signature:
        first, signature = one_type(signature)
        yield first


def put(out, kind, value):
    """Appends @value to the bytearray @out."""
    c = kind[0]
    out.extend(b'\0' * (-len(out) % ALIGNED[c]))
    if c in FIXED:
        out.extend(struct.pack('<' + FIXED[c][0], value))
    elif c in 'so':
        text = value.encode()
        out.extend(struct.pack('<I', len(text)) + text + b'\0')
    elif c == 'g':
        out.extend(bytes([len(value)]) + value.encode() + b'\0')
    elif c == 'v':
        put(out, 'g', value[0])
        put(out, value[0], value[1])
    elif c == 'a':
        place = len(out)
        out.extend(b'\0\0\0\0')
        out.extend(b'\0' * (-len(out) % ALIGNED[kind[1]]))
        start = len(out)
        for item in value:
            put(out, kind[1:], item)
        struct.pack_into('<I', out, place, len(out) - start)
    else:
        for part, item in zip(types(kind[1:-1]), value):
            put(out, part, item)


def take(data, at, kind):
    """Returns (value, where the next begins)."""
    c = kind[0]
    at += -at % ALIGNED[c]
    if c in FIXED:
        return struct.unpack_from('<' + FIXED[c][0], data, at)[0], at + FIXED[c][1]
    if c in 'so':
        length = struct.unpack_from('<I', data, at)[0]
        return data[at + 4:at + 4 + length].decode(), at + 5 + length
    if c == 'g':
        return data[at + 1:at + 1 + data[at]].decode(), at + 2 + data[at]
    if c == 'v':
        inner, at = take(data, at, 'g')
        return take(data, at, inner)
    if c == 'a':
        length = struct.unpack_from('<I', data, at)[0]
        at = at + 4
        at += -at % ALIGNED[kind[1]]
        end, items = at + length, []
        while at < end:
            item, at = take(data, at, kind[1:])
            items.append(item)
        return dict(items) if kind[1] == '{' else items, at
    parts = []
    for part in types(kind[1:-1]):
        value, at = take(data, at, part)
        parts.append(value)
    return tuple(parts), at


class Connection:
    """A connection to the bus at a socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.socket.sendall(b'\0AUTH EXTERNAL ' + str(os.getuid()).encode().hex().encode() + b'\r\n')
        line = b''
        while not line.endswith(b'\r\n'):
            line += self.socket.recv(1)
        if not line.startswith(b'OK '):
            raise ConnectionError(line)
        self.socket.sendall(b'BEGIN\r\n')
        self.serial, self.lock = 0, threading.Lock()

    def send(self, kind, signature='', values=(), **headers):
        body, message = bytearray(), bytearray()
        for part, value in zip(types(signature), values):
            put(body, part, value)
        if signature:
            headers['signature'] = signature
        with self.lock:
            self.serial += 1
            message.extend(struct.pack('<cBBBII', b'l', kind, 0, 1, len(body), self.serial))
            put(message, 'a(yv)', [(code, (form, headers[name])) for code, (name, form) in HEADERS.items() if name in headers])
            message.extend(b'\0' * (-len(message) % 8))
            self.socket.sendall(message + body)

    def exactly(self, n):
        data = b''
        while len(data) < n:
            part = self.socket.recv(n - len(data))
            if not part:
                raise ConnectionError('the bus has gone')
            data += part
        return data

    def receive(self):
        start = self.exactly(16)
        kind, length, serial, fields = start[1], *struct.unpack_from('<II', start, 4), struct.unpack_from('<I', start, 12)[0]
        rest = self.exactly(fields + -fields % 8)
        message = {'kind': kind, 'serial': serial}
        for code, value in take(start + rest, 12, 'a(yv)')[0]:
            message[HEADERS[code][0]] = value
        body, at, values = self.exactly(length), 0, []
        for part in types(message.get('signature', '')):
            value, at = take(body, at, part)
            values.append(value)
        message['values'] = values
        return message


class Notifications:
    """The server. @shown is a queue of what was notified: a dict with its fields and the number it got."""

    def __init__(self, bus, capabilities=('body', 'body-markup', 'actions'), silent=False):
        self.capabilities, self.silent = list(capabilities), silent
        self.shown, self.closed, self.number = queue.Queue(), [], 0
        self.connection = Connection(bus.socket)
        for member, signature, values in (('Hello', '', ()), ('RequestName', 'su', (NAME, 4))):
            self.connection.send(CALL, signature, values, path='/org/freedesktop/DBus', interface='org.freedesktop.DBus',
                                 member=member, destination='org.freedesktop.DBus')
            while self.connection.receive()['kind'] != RETURN:
                pass
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def answer(self, message):
        """Returns the signature and values of the reply."""
        member, values = message.get('member'), message['values']
        if member == 'GetServerInformation':
            return 'ssss', ('test', 'referat', '1', '1.2')
        if member == 'GetCapabilities':
            return 'as', (self.capabilities,)
        if member == 'CloseNotification':
            self.closed.append(values[0])
        if member != 'Notify':
            return '', ()
        self.number += 1
        fields = dict(zip(('application', 'replaces', 'icon', 'summary', 'body', 'actions', 'hints', 'timeout'), values))
        fields['actions'] = list(zip(fields['actions'][::2], fields['actions'][1::2]))
        self.shown.put({**fields, 'number': self.number})
        return 'u', (self.number,)

    def serve(self):
        try:
            while True:
                message = self.connection.receive()
                if message['kind'] == CALL and not self.silent:
                    signature, values = self.answer(message)
                    self.connection.send(RETURN, signature, values, reply=message['serial'], destination=message['sender'])
        except (ConnectionError, OSError):
            pass

    def signal(self, member, signature, *values):
        self.connection.send(SIGNAL, signature, values, path=PATH, interface=NAME, member=member)

    def click(self, shown, action):
        self.signal('ActionInvoked', 'us', shown['number'], action)
        self.signal('NotificationClosed', 'uu', shown['number'], 2)

    def close(self, shown):
        self.signal('NotificationClosed', 'uu', shown['number'], 2)

    def next(self, seconds=60):
        """What was notified next; None when nothing was in time."""
        try:
            return self.shown.get(timeout=seconds)
        except queue.Empty:
            return None

    def end(self):
        self.connection.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.connection.socket.close()


def stop(process):
    """Ends a program that a test left running; its own one, by its number."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()
