#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that have no place in this project, outside comments and strings.

  banned.py [TOP]

Everywhere: functions that cannot know how much room there is, or cannot tell an error.
In src (but src/cli, src/integration and src/po) and filters: what prints, ends the process or changes the locale; a library does
not. Exit 0: none; 1: some; 2: usage.
"""
import re

import csource

ANYWHERE = {
    'sprintf': 'g_snprintf or a GString', 'vsprintf': 'g_vsnprintf or a GString',
    'strcpy': 'g_strlcpy or memcpy', 'strcat': 'g_strlcat or a GString', 'gets': 'fgets',
    'strtok': 'g_strsplit or strcspn', 'atoi': 'g_ascii_string_to_signed', 'atol': 'g_ascii_string_to_signed',
    'atof': 'g_ascii_strtod',
}
RETURNS_ERROR = 'return false with a GError'
DIAGNOSTIC = 'raise a diagnostic or set a GError'
LIBRARY = {
    'sscanf': 'g_ascii_string_to_unsigned or a scanner of its own', 'setlocale': 'the caller owns the locale',
    'exit': RETURNS_ERROR, 'abort': RETURNS_ERROR,
    **dict.fromkeys(['printf', 'vprintf', 'puts', 'putchar', 'perror', 'g_print', 'g_printerr',
                     'g_message', 'g_info', 'g_debug', 'g_warning', 'g_error'], DIAGNOSTIC),
}
STREAMS = {'stdout': DIAGNOSTIC, 'stderr': DIAGNOSTIC}


def pattern(names, tail):
    # neither a member (act->exit) nor the end of a longer name
    return re.compile(r'(?<![\w.])(?<!->)(%s)\b%s' % ('|'.join(sorted(names)), tail))


CALLS_ANYWHERE = pattern(ANYWHERE, r'\s*\(')
CALLS_LIBRARY = pattern({**ANYWHERE, **LIBRARY}, r'\s*\(')
NAMES_LIBRARY = pattern(STREAMS, '')
INSTEAD = {**ANYWHERE, **LIBRARY, **STREAMS}


def is_library(name):
    return name.split('/')[0] in ('src', 'filters') and not name.startswith(('src/cli/', 'src/integration/', 'src/po/'))


def check(name, text):
    patterns = [CALLS_LIBRARY, NAMES_LIBRARY] if is_library(name) else [CALLS_ANYWHERE]
    for number, line in enumerate(csource.code_only(text).split('\n'), 1):
        for p in patterns:
            for m in p.finditer(line):
                yield '%s:%d: %s is banned here: %s' % (name, number, m.group(1), INSTEAD[m.group(1)])


def main():
    top = csource.top_from_arguments(__doc__)
    names = csource.files(top, ('src', 'filters', 'tests'))
    findings = [f for n in names for f in check(n, csource.read(top, n))]
    csource.finish('banned', findings, len(names))


if __name__ == '__main__':
    main()
