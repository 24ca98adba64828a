#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages as editors read them: Vim's errorformat for gcc, Emacs' compilation mode, the pattern that VS Code calls $gcc.

usage: editors.py PROGRAM TOP       exit 77 (skipped): neither Vim nor Emacs is installed

Vim and Emacs start the program themselves, as :make and M-x compile do (Emacs on a terminal of its own). Each must find
file, line, column, severity and text of every message with a place, and no place in the other lines. What is right is
what --diagnostics-format=json says of the same run.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from checks import Checks

WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType='
         '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
# Emacs takes no ": " in names, of compilers neither
NAMES = ['minutes.docx', 'referat af møde 3.docx', '2026-03-03 Mødereferat (udkast).docx', 'a:b c.docx', 'kl. 16:30 møde.docx', 'below/two words.docx',
         '12.docx', "it's [1].docx"]
# https://code.visualstudio.com/docs/editor/tasks#_defining-a-problem-matcher, and what the C/C++ extension has made of it since
CODE = [re.compile(r'^(.*):(\d+):(\d+):\s+(warning|error):\s+(.*)$'), re.compile(r'^(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)$')]
COLOUR = re.compile(r'\x1b\[[\d;]*[mK]')
LEVELS = {'E': 'error', 'W': 'warning', 'N': 'note', 'I': 'note', '': 'note'}
VIM = r'''set nocompatible nomore shortmess=aoOtTIF shellpipe=2>&1\|\ tee
compiler gcc
let &makeprg = $REFERAT_COMMAND
silent make!
call writefile([json_encode(map(getqflist(), {_, one -> extend(one, {"file": bufname(one.bufnr)})}))], "vim.json")
if filereadable("coloured")
  cgetfile coloured
  call writefile([json_encode(map(getqflist(), {_, one -> extend(one, {"file": bufname(one.bufnr)})}))], "file.json")
endif
qall!
'''
EMACS = r'''(require 'compile)
(require 'json)
(setq compilation-skip-threshold 0 coding-system-for-read 'utf-8 coding-system-for-write 'utf-8)
(let* ((buffer (compile (getenv "REFERAT_COMMAND")))
       (process (get-buffer-process buffer))
       (rows '()))
  (while (process-live-p process) (accept-process-output process 0.1))
  (while (accept-process-output process 0.1))
  (with-current-buffer buffer
    (compilation--ensure-parse (point-max))
    (goto-char (point-min))
    (while (not (eobp))
      (let* ((message (get-text-property (point) 'compilation-message))
             (place (and message (compilation--message->loc message))))
        (when message
          (push (vector (caar (compilation--loc->file-struct place)) (compilation--loc->line place)
                        (or (compilation--loc->col place) -1)
                        (aref ["note" "warning" "error"] (compilation--message->type message))
                        (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
                rows)))
      (forward-line 1))
    ;; what M-x next-error walks over: places, each once
    (goto-char (point-min))
    (let ((steps 0))
      (while (condition-case nil (progn (compilation-next-error 1) t) (error nil)) (setq steps (1+ steps)))
      (with-temp-file "emacs.steps" (insert (number-to-string steps))))
    (with-temp-file "emacs.json"
      (insert (json-encode (vconcat (nreverse rows)))))
    (write-region (point-min) (point-max) "emacs.text")))
'''


def docx(path, *paragraphs):
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, 'w') as package:
        package.writestr('[Content_Types].xml', TYPES)
        package.writestr('word/document.xml', '<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (
            WORD, ''.join('<w:p>%s</w:p>' % p for p in paragraphs)))


def unsafe(uri):
    return '<w:fldSimple w:instr=\' HYPERLINK "file:///%s" \'><w:r><w:t>there</w:t></w:r></w:fldSimple>' % uri


def nowhere(anchor):
    return '<w:hyperlink w:anchor="%s"><w:r><w:t>there</w:t></w:r></w:hyperlink>' % anchor


def run(folder, words, **environment):
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**os.environ, **environment}, errors='replace')


def truth(program, folder, words):
    """Returns: what every line says: [(file, line or 0 for no place, level, text)], by the line's own words."""
    told = run(folder, [program, *words, '--diagnostics-format=json'])
    return [(one.get('file', 'referat'), one.get('page') or one.get('paragraph') or 1, one['level'], one['text']) for one in
            json.loads(told.stdout or told.stderr)]


def expected(text, known):
    """Of the lines of TEXT those with a place, as the editors should find them: [(file, line, level, rest of the line)]; the rest."""
    rows, rest = [], []
    for line in text.splitlines():
        for file, number, level, words in known:
            head = '%s:%d:1: %s: ' % (file, number, level)
            if line.startswith(head + words):
                rows.append((file, number, level, line[len(head):]))
                break
        else:
            more = re.match(r'(.*):(\d+):1: note: (\d+ more like it: .*)', line)
            if more and any(file == more[1] for file, *_ in known):
                rows.append((more[1], int(more[2]), 'note', more[3]))
            else:
                rest.append(line)
    return rows, rest


def by_code(pattern, text):
    """VS Code takes colours out before it looks."""
    found = [pattern.match(COLOUR.sub('', line)) for line in text.splitlines()]
    return [(m[1], int(m[2]), int(m[3] or 0), m[4], m[5]) for m in found if m]


def by_vim(path):
    rows = []
    for one in json.loads(path.read_text(encoding='utf8')):
        if not one['valid']:
            continue
        level, text = LEVELS[one['type'].upper()], one['text'].strip()
        # the format of Vim 9.0 has no word for notes: they come as they are
        if text.startswith('note: '):
            text = text[len('note: '):]
        rows.append((one['file'], one['lnum'], one['col'], level, text))
    return rows


def by_emacs(path):
    rows = []
    for file, line, column, level, whole in json.loads(path.read_text(encoding='utf8')):
        head = '%s:%d:%d: %s: ' % (file, line, column, level)
        rows.append((file, line, column, level, whole[len(head):] if whole.startswith(head) else whole))
    return rows


def documents(folder):
    for name in NAMES:
        docx(folder / name, *[unsafe('x%d' % i) for i in range(7)], nowhere('nowhere at all: 3'), unsafe('server/share:12:3: error'))
    (folder / 'plain text.docx').write_text('plain words\n', encoding='utf8')
    (folder / 'damaged.rxml').write_text('<document', encoding='utf8')
    (folder / 'minutes.rxml').write_text(
        '<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="en"/><body><heading level="1" title='
        '"true"><t>Minutes of the Parish Council, Friday 3 March 2026</t></heading><paragraph><t>His number is 010190-1234.</t></paragraph>'
        '</body></document>', encoding='utf8')


def compare(check, who, what, found, rows, levels=('note', 'warning', 'error')):
    # an absolute name below the working folder is the same as a relative one
    wanted = [(os.path.abspath(file), line, 1, level, text) for file, line, level, text in rows if level in levels]
    found = [(os.path.abspath(one[0]), *one[1:]) for one in found]
    missing, more = [one for one in wanted if one not in found], [one for one in found if one not in wanted]
    check('%s, %s: %d of %d places, each with line, column, severity and text' % (who, what, len(wanted) - len(missing), len(wanted)),
          wanted and sorted(found) == sorted(wanted), {'missing': missing[:3], 'surplus': more[:3]})


def main():
    program = os.path.abspath(sys.argv[1])
    vim, emacs = shutil.which('vim'), shutil.which('emacs')
    if vim and '+quickfix' not in subprocess.run([vim, '--version'], capture_output=True, text=True).stdout:
        vim = None
    for name in ('LANGUAGE', 'LANG', 'LC_MESSAGES', 'NO_COLOR', 'TERM', 'MAKEFLAGS'):
        os.environ.pop(name, None)
    os.environ.update(LC_ALL='C.UTF-8', TERM='xterm')
    check, left_out = Checks(), [name for name, path in (('Vim', vim), ('Emacs', emacs)) if path is None]
    with tempfile.TemporaryDirectory(prefix='referat-editors-') as work:
        folder = Path(work)
        documents(folder)
        (folder / 'editor.vim').write_text(VIM, encoding='utf8')
        (folder / 'editor.el').write_text(EMACS, encoding='utf8')
        os.environ['HOME'] = work
        os.chdir(work)
        names = [*NAMES, 'plain text.docx', 'gone.docx', 'damaged.rxml', str(folder / NAMES[1])]
        for what, words in (('convert -v', [*names[:-1], '--to', 'txt', '--out', 'made', '-v']), ('convert', [*names[:-1], '--to', 'html', '--out', 'made']),
                            ('convert -Wall -Werror', [NAMES[0], NAMES[1], '--to', 'txt', '-Wall', '-Werror']),
                            ('check', ['check', 'minutes.rxml', *names])):
            told = run(folder, [program, *words])
            text = told.stdout + told.stderr
            rows, rest = expected(text, truth(program, folder, words))
            check('%s: %d lines, %d without a place' % (what, len(text.splitlines()), len(rest)), len(rows) >= 10 and not [
                line for line in rest if re.search(r':\d+:1: ', line)], rest)
            if what != 'convert -Wall -Werror':
                check('%s: what is not there has no place' % what, any(line.startswith('gone.docx: error: ') for line in rest), rest)
            coloured = run(folder, [program, *words, '--color=always'])
            coloured = coloured.stdout + coloured.stderr
            check('%s: with colours' % what, COLOUR.search(coloured) and COLOUR.sub('', coloured) == text)
            for pattern, who in zip(CODE, ('VS Code', 'the C/C++ extension')):
                compare(check, who, what, by_code(pattern, text), rows, ('warning', 'error'))
                compare(check, who, what + ', colours', by_code(pattern, coloured), rows, ('warning', 'error'))
            command = ' '.join(shlex.quote(word) for word in [program, *words])
            for name in ('vim.json', 'file.json', 'emacs.json'):
                (folder / name).unlink(missing_ok=True)
            if vim:
                (folder / 'coloured').write_text(COLOUR.sub('', coloured), encoding='utf8')
                # what a shell would not need to quote, Vim's own command line does
                escaped = command.replace('%', '\\%').replace('#', '\\#').replace('!', '\\!')
                done = run(folder, [vim, '-Nu', 'NONE', '-es', '-S', 'editor.vim'], REFERAT_COMMAND=escaped)
                if check('%s: Vim has read it' % what, (folder / 'vim.json').exists(), done.stdout + done.stderr):
                    compare(check, 'Vim :make', what, by_vim(folder / 'vim.json'), rows)
                    compare(check, 'Vim :cgetfile', what, by_vim(folder / 'file.json'), rows)
            if emacs:
                # as Emacs sets it for what it starts, once it has a screen
                done = run(folder, [emacs, '-Q', '--batch', '-l', 'editor.el'], REFERAT_COMMAND=command, TERM='dumb')
                if check('%s: Emacs has read it' % what, (folder / 'emacs.json').exists(), done.stdout + done.stderr):
                    seen = (folder / 'emacs.text').read_text(encoding='utf8')
                    check('%s: no colours in Emacs, and all lines' % what, '\x1b' not in seen and all(line in seen for line in text.splitlines()))
                    compare(check, 'Emacs', what, by_emacs(folder / 'emacs.json'), rows)
                    steps, places = int((folder / 'emacs.steps').read_text()), len({row[:2] for row in rows})
                    check('%s: next-error of Emacs goes to %d places' % (what, places), places <= steps <= len(rows), (steps, len(rows)))
    for name in left_out:
        print('left out: %s is not installed' % name)
    print('%d passed, %d failed' % (check.passed, check.failed))
    return 1 if check.failed else 77 if len(left_out) == 2 else 0


if __name__ == '__main__':
    sys.exit(main())
