#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions over 80 lines and C files over 1200 lines fail; the five longest functions are named.

  size.py [TOP]

A function is counted from its opening to its closing brace. Lines between "clang-format off" and
"clang-format on" (data tables) are not counted. Exit 0: all within the limits; 1: not; 2: usage.
"""
import re

import csource

FUNCTION_LINES = 80
FILE_LINES = 1200
_DIRECTIVE = re.compile(r'^[ \t]*#(?:\\\n|[^\n])*', re.MULTILINE)
_INNERMOST = re.compile(r'\([^()]*\)')
_CALLED = re.compile(r'([A-Za-z_]\w*)\s*@')
_LINKAGE = re.compile(r'extern\s*"?\s*"?\s*$')


def function_name(head):
    """The name of the function whose head this is, or None for a type, a table or the like."""
    if '=' in head or not head.rstrip().endswith((')', '_UNUSED', '_NORETURN')):
        return None
    folded = None
    while folded != head:
        folded, head = head, _INNERMOST.sub('@', head)      # f(int (*g)(int)) becomes f@
    names = [n for n in _CALLED.findall(head) if n not in ('__attribute__', 'alignas', '_Alignas')]
    return names[-1] if names else None


def functions(text):
    """Yields (name, first line, last line) of every function body, and None when braces do not match."""
    code = csource.code_only(text)
    code = _DIRECTIVE.sub(lambda m: re.sub(r'[^\n]', ' ', m.group()), code)
    depth, line, head, name, first = 0, 1, 0, None, 0
    for i, c in enumerate(code):
        if c == '\n':
            line += 1
        elif c == '{':
            if depth == 0 and _LINKAGE.search(code[head:i]):
                head = i + 1            # extern "C" opens no scope that counts
                continue
            if depth == 0:
                name, first = function_name(code[head:i]), line
            depth += 1
        elif c == '}' and depth > 0:
            depth -= 1
            if depth == 0:
                if name:
                    yield name, first, line
                head = i + 1
        elif c == ';' and depth == 0:
            head = i + 1
    if depth:
        yield None


def main():
    top = csource.top_from_arguments(__doc__)
    names = csource.files(top, ('src', 'filters', 'tests'))
    findings, longest = [], []
    for name in names:
        text = csource.read(top, name)
        free = csource.uncounted_lines(text)
        lines = len(text.splitlines()) - len(free)
        if lines > FILE_LINES:
            findings.append('%s: %d lines, at most %d' % (name, lines, FILE_LINES))
        for f in functions(text):
            if f is None:
                findings.append('%s: the braces do not match, so its functions were not measured' % name)
                continue
            n = sum(1 for k in range(f[1], f[2] + 1) if k not in free)
            longest.append((n, name, f))
            if n > FUNCTION_LINES:
                findings.append('%s:%d: %s has %d lines, at most %d' % (name, f[1], f[0], n, FUNCTION_LINES))
    for n, name, f in sorted(longest, key=lambda x: (-x[0], x[1], x[2]))[:5]:
        print('longest: %d lines: %s in %s:%d' % (n, f[0], name, f[1]))
    csource.finish('size', findings, len(names))


if __name__ == '__main__':
    main()
