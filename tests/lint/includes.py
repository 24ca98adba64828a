#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include what: the layers of src, the walls between filters, and no cycles.

  includes.py [TOP]

Project headers are written as "core/node.h" or "docx/styles.h" (below src/ or filters/), the public
ones as <referat/filter.h>. Exit 0: all rules are kept; 1: not; 2: usage.
"""
import re

import csource

PUBLIC = 'src/include/'
# Each layer and those it may include, besides itself and the public headers.
LAYERS = {
    'core': [],
    'vocabulary': ['core'],
    'normalise': ['core', 'vocabulary'],
    'minutes': ['core', 'vocabulary', 'normalise'],
    'convert': ['core', 'vocabulary', 'normalise', 'minutes'],
    'worker': ['core', 'vocabulary', 'normalise', 'minutes', 'convert'],
    # these reach conversion through the public headers and the worker only
    'po': [],
    'bulk': ['worker', 'po'],
    'watch': ['worker', 'bulk', 'po'],
    'cli': ['worker', 'bulk', 'watch', 'po'],
    # programs of the build that print what the tables say
    'integration': ['cli', 'bulk', 'watch', 'vocabulary'],
}
C_LIBRARY = re.compile(
    r'(assert|ctype|errno|fcntl|fenv|float|inttypes|iso646|limits|locale|libintl|math|setjmp|signal|spawn|stdalign|stdarg|'
    r'stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|time|unistd|wchar|wctype|poll|dirent|'
    r'(sys|linux)/\w+)\.h')
GLIB = re.compile(r'(glib\.h|glib/[\w-]+\.h|glib-unix\.h)')
# Outside libraries that are seen in one place only.
ONLY_IN = [
    (re.compile(r'zip\.h|zipconf\.h'), 'filters/common/', 'libzip'),
    (re.compile(r'archive(_entry)?\.h'), 'src/bulk/archive/', 'libarchive'),
    (re.compile(r'libnotify/.*'), 'src/watch/desktop/', 'libnotify'),
    (re.compile(r'(glib/)?poppler.*|cairo.*'), 'filters/pdf/extract/', 'poppler and cairo'),
]
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|include_next|import)\b[ \t]*(.*?)[ \t]*$', re.MULTILINE)


def includes(text):
    """Yields (line, "quoted" or <angled> or None, name)."""
    code = csource.without_comments(text)
    for m in _INCLUDE.finditer(code):
        line = code.count('\n', 0, m.start()) + 1
        target = re.fullmatch(r'"([^"]+)"|<([^>]+)>', m.group(1))
        if not target:
            yield line, None, m.group(1)
        else:
            yield line, target.group(1) is not None, target.group(1) or target.group(2)


def resolve(name, quoted, known):
    """The project file that an include names, or None."""
    if name.startswith('referat/'):
        return PUBLIC + name
    for root in ('src/', 'filters/') if quoted else ():
        if root + name in known:
            return root + name
    return None


def place(path):
    """("public" | "src" | "filters", layer or filter) of a project file."""
    parts = path.split('/')
    if path.startswith(PUBLIC):
        return 'public', ''
    return parts[0], parts[1] if len(parts) > 2 else ''


def check_project(path, target):
    """Why a project file may not include another one, or None."""
    side, room = place(path)
    to_side, to_room = place(target)
    if to_side == 'public' or (side, room) == (to_side, to_room):
        return None
    if side == 'public':
        return 'a public header includes public headers only'
    if side == 'filters':
        # the sandbox knows nothing of documents: the page extractor, a program, uses the worker's
        if path.startswith('filters/pdf/extract/') and target == 'src/worker/sandbox.h':
            return None
        if to_side == 'src':
            return 'a filter sees the library through <referat/...> only'
        return None if to_room == 'common' else 'a filter includes no other filter'
    if to_side == 'filters':
        return 'src includes no filter'
    if to_room in LAYERS[room]:
        return None
    return 'src/%s may include %s' % (room, ', '.join('src/' + r for r in LAYERS[room]) or 'no other folder of src')


def check_outside(path, name):
    """Why a file may not include this header of another library, or None."""
    for p, where, library in ONLY_IN:
        if p.fullmatch(name) and not path.startswith(where):
            return 'only %s sees %s' % (where.rstrip('/'), library)
    side, room = place(path)
    if side == 'public' and not (C_LIBRARY.fullmatch(name) or GLIB.fullmatch(name)):
        return 'a public header needs nothing but GLib and C'
    if (side, room) == ('src', 'core') and not (C_LIBRARY.fullmatch(name) or GLIB.fullmatch(name)):
        return 'src/core knows GLib and C only'
    return None


def check_file(path, text, known):
    """Yields (line, what is wrong or None, included project file or None)."""
    side, room = place(path)
    if side == 'src' and room not in LAYERS:
        yield 1, 'src/%s is no layer that this check knows; add it to LAYERS' % room, None
        return
    for line, quoted, name in includes(text):
        if quoted is None:
            yield line, 'cannot tell what is included: %s' % name, None
            continue
        target = resolve(name, quoted, known)
        if target:
            wrong = check_project(path, target)
            if not wrong and quoted and target.startswith(PUBLIC):
                wrong = 'public headers are included as <%s>' % name
            yield line, wrong, target
        elif not quoted:
            yield line, check_outside(path, name), None
        elif name.endswith('.inc'):
            yield line, None, None      # written by the build
        else:
            yield line, 'no such project header: "%s" (they are written from src/ or filters/ on)' % name, None


def cycles(graph):
    """Every cycle once, as a list of files that begins and ends with the same one."""
    state, found = {}, []

    def visit(start):
        trail, stack = [start], [iter(sorted(graph.get(start, ())))]
        state[start] = 'open'
        while stack:
            for target in stack[-1]:
                if state.get(target) == 'open':
                    found.append(trail[trail.index(target):] + [target])
                elif target not in state:
                    state[target] = 'open'
                    trail.append(target)
                    stack.append(iter(sorted(graph.get(target, ()))))
                    break
            else:
                stack.pop()
                state[trail.pop()] = 'done'

    for path in sorted(graph):
        if path not in state:
            visit(path)
    return found


def main():
    top = csource.top_from_arguments(__doc__)
    names = csource.files(top, ('src', 'filters'), ('.c', '.h', '.h.in'))
    known = set(names)
    findings, graph = [], {}
    for path in names:
        graph[path] = set()
        for line, wrong, target in check_file(path, csource.read(top, path), known):
            if wrong:
                findings.append('%s:%d: %s' % (path, line, wrong))
            if target:
                graph[path].add(target)
    findings += ['a cycle of includes: %s' % ' -> '.join(c) for c in cycles(graph)]
    csource.finish('includes', findings, len(names))


if __name__ == '__main__':
    main()
