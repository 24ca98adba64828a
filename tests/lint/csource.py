# SPDX-License-Identifier: GPL-2.0-or-later
"""What the checks of C sources share: the list of files, and sources without comments and strings."""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

_TOKEN = re.compile(
    r'//(?:\\\n|[^\n])*'                # a comment to the end of the line
    r'|/\*.*?(?:\*/|\Z)'                # a comment
    r'|"(?:\\.|[^"\\\n])*"?'            # a string
    r"|'(?:\\.|[^'\\\n])*'?",           # a character
    re.DOTALL)
_NOT_COUNTED = re.compile(r'/\* clang-format off \*/.*?(?:/\* clang-format on \*/|\Z)', re.DOTALL)


def top_from_arguments(doc):
    """The project's top folder: the one argument that is allowed, or that of this file."""
    args = sys.argv[1:]
    if len(args) > 1 or any(a.startswith('-') for a in args):
        print(doc.strip(), file=sys.stderr)
        sys.exit(2)
    top = pathlib.Path(args[0]) if args else HERE.parent.parent
    if not top.is_dir():
        print('no such folder: %s' % top, file=sys.stderr)
        sys.exit(2)
    return top


def files(top, folders, suffixes=('.c', '.h')):
    """The project's files below some of its folders, as paths relative to its top, sorted."""
    run = subprocess.run(['sh', str(HERE / 'files.sh'), str(top)], stdout=subprocess.PIPE, check=True)
    names = run.stdout.decode('utf-8', 'surrogateescape').splitlines()
    return [n for n in names if n.split('/')[0] in folders and n.endswith(suffixes)]


def read(top, name):
    return (top / name).read_text(encoding='utf-8', errors='replace')


def _blank(match):
    return re.sub(r'[^\n]', ' ', match.group())


def without_comments(text):
    """Comments become blanks; strings stay. Every line keeps its number."""
    return _TOKEN.sub(lambda m: _blank(m) if m.group().startswith('/') else m.group(), text)


def code_only(text):
    """Comments and what stands in quotes become blanks. Every line keeps its number."""
    return _TOKEN.sub(_blank, text)


def uncounted_lines(text):
    """Numbers of the lines between clang-format off and on: data tables, which no limit counts."""
    lines = set()
    for m in _NOT_COUNTED.finditer(text):
        first = text.count('\n', 0, m.start()) + 1
        lines.update(range(first, first + m.group().count('\n') + 1))
    return lines


def finish(name, findings, checked):
    """Prints the findings and ends the program: 1 when there are any, or when nothing was checked."""
    for f in findings:
        print(f)
    print('%s: %d files, %d findings' % (name, checked, len(findings)))
    sys.exit(1 if findings or not checked else 0)
