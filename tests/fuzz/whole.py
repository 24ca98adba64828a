#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Breaks good PDFs at random and runs the whole program over each: the extractor, poppler and all.

  whole.py REFERAT SECONDS KEEP SEED.pdf...      KEEP: a folder for what was found; RANDOM_SEED repeats a run

The extractor may die of a page, that is what it is for. The program may not: it ends in time with status 0
and all of its outputs, or with 65 or 69, one "error:" line and none. Exit 0: it always did; 1: not.
"""
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

LONGEST = 60.0          # seconds for one file, sanitizers included
NUMBERS = [b'0', b'-1', b'1', b'65536', b'2147483647', b'-2147483648', b'99999999999999999999', b'1e99']
WORDS = [b'/Kids', b'/Parent', b'/K', b'/MCID', b'/ActualText', b'/Length', b'/Filter', b'/FlateDecode', b'/Rect',
         b'/Dest', b'/First', b'/Next', b'/Widths', b'/Contents', b'/XObject', b'/Matrix', b'/Encrypt', b'/Title']


def change_number(data, dice):
    spots = list(re.finditer(rb'(?<![\w.])-?\d+', data[:200000]))
    if spots:
        spot = dice.choice(spots)
        data[spot.start():spot.end()] = dice.choice(NUMBERS)


def change_word(data, dice):
    spots = list(re.finditer(rb'/[A-Z]\w+', data[:200000]))
    if spots:
        spot = dice.choice(spots)
        data[spot.start():spot.end()] = dice.choice(WORDS)


def change_bytes(data, dice):
    for _ in range(dice.randint(1, 20)):
        data[dice.randrange(len(data))] = dice.randrange(256)


def move_piece(data, dice):
    length = dice.randint(1, max(1, len(data) // 8))
    start = dice.randrange(len(data))
    piece = bytes(data[start:start + length])
    at = dice.randrange(len(data))
    if dice.random() < 0.5:
        data[at:at + length] = piece
    else:
        data[at:at] = piece


def cut_piece(data, dice):
    start = dice.randrange(len(data))
    end = start + dice.randint(1, max(1, len(data) // 4)) if dice.random() < 0.7 else len(data)
    del data[start:end]


def broken(seed, dice):
    data = bytearray(seed)
    for _ in range(dice.randint(1, 6)):
        if not data:
            break
        dice.choice([change_number, change_number, change_word, change_bytes, move_piece, cut_piece])(data, dice)
    return bytes(data)


def complaint(program, source, folder):
    """What is wrong with how the program took SOURCE; '' when nothing is."""
    outputs = [folder / f'out.{ending}' for ending in ('html', 'odt', 'txt')]
    for path in outputs:
        path.unlink(missing_ok=True)
    command = [program, source] + [word for path in outputs for word in ('-o', path)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return f'no end after {LONGEST:.0f} s'
    there = [path.exists() for path in outputs]
    errors = [line for line in done.stderr.splitlines() if b' error: ' in line]
    if b'Sanitizer' in done.stderr or b'runtime error' in done.stderr:
        return 'a sanitizer complains'
    if done.returncode == 0:
        return '' if all(there) and not errors else 'status 0 without all outputs'
    if done.returncode in (65, 69):
        return '' if not any(there) and len(errors) == 1 else f'status {done.returncode}, {len(errors)} errors, {sum(there)} outputs'
    return f'status {done.returncode}'


def main():
    if len(sys.argv) < 5:
        print(__doc__, file=sys.stderr)
        return 2
    program, seconds, keep = os.path.abspath(sys.argv[1]), float(sys.argv[2]), pathlib.Path(sys.argv[3])
    number = int(os.environ.get('RANDOM_SEED', time.time_ns() % 1000000))
    dice = random.Random(number)
    seeds = [pathlib.Path(name).read_bytes() for name in sys.argv[4:]]
    runs, found, end = 0, 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = folder / 'broken.pdf'
        while time.monotonic() < end:
            source.write_bytes(broken(dice.choice(seeds), dice))
            runs += 1
            wrong = complaint(program, source, folder)
            if wrong:
                found += 1
                keep.mkdir(parents=True, exist_ok=True)
                kept = keep / f'{number}-{runs}.pdf'
                kept.write_bytes(source.read_bytes())
                print(f'{kept}: {wrong}')
    print(f'RANDOM_SEED={number}: {runs} files, {found} found')
    return 1 if found or runs == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
