#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Validates what `referat check` and `referat convert` write with --diagnostics-format=sarif: against sarif.schema.json,
which holds what we use of SARIF 2.1.0, and what a schema cannot say (3.27.6: ruleIndex leads to the rule of ruleId; the
exit status is the one that was seen).

usage: sarif.py PROGRAM TOP       exit 77 (skipped): no python3-jsonschema
"""
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print('skipped: python3-jsonschema is not installed')
    sys.exit(77)

NAME = 'møde 1 #%.rxml'  # each byte of it has to be escaped somewhere
DOCUMENT = ('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="da"/><body>'
            '<heading level="1" title="true"><t>Referat af møde tirsdag den 4. marts 2026</t></heading>'
            '<paragraph><t>Hendes nummer er 010190-1234.</t></paragraph></body></document>')


def log_of(program, *words, cwd, status=0):
    run = subprocess.run([program, *words, '--diagnostics-format=sarif'], capture_output=True, cwd=cwd)
    if run.returncode != status:
        raise SystemExit('sarif.py: %s: status %d: %s' % (' '.join(words), run.returncode, run.stderr.decode()))
    log = json.loads(run.stdout or run.stderr)
    told = log['runs'][0]['invocations'][0]['exitCode']
    if told != status:
        raise SystemExit('sarif.py: %s: exitCode %d, not %d' % (' '.join(words), told, status))
    return log


def failures(program, work):
    """Logs of conversions that fail: of what the run met, and of what is in documents."""
    Path(work, 'text.docx').write_text('plain words\n', encoding='utf8')
    outputs = ['--to', 'txt', '--out', 'made']
    yield 'good', log_of(program, NAME, *outputs, cwd=work), 0
    yield 'missing', log_of(program, 'missing: 1.docx', str(Path(work, 'missing 2.docx')), *outputs, cwd=work, status=66), 2
    yield 'no document', log_of(program, 'text.docx', *outputs, cwd=work, status=65), 1
    yield 'check', log_of(program, 'check', 'text.docx', 'missing.docx', NAME, cwd=work, status=65), 2
    yield 'usage', log_of(program, NAME, '-o', 'a.txt', '-o', 'a.txt', cwd=work, status=64), 1
    yield 'too many', log_of(program, 'text.docx', 'missing.docx', '--max-errors=1', *outputs, cwd=work, status=65), None
    yield 'as error', log_of(program, 'check', NAME, '-Werror=weekday-differs', cwd=work, status=1), 1
    yield 'a name', log_of(program, NAME, '-o', 'a=b.txt', '-MD', cwd=work, status=64), 0


def spoil(log):
    """Copies of LOG, each with one thing wrong."""
    def changed(change):
        wrong = copy.deepcopy(log)
        change(wrong)
        return wrong

    def result(wrong):
        return wrong['runs'][0]['results'][0]

    def place(wrong):
        return result(wrong)['locations'][0]['physicalLocation']

    yield 'version', changed(lambda w: w.update(version='2.0.0'))
    yield 'level', changed(lambda w: result(w).update(level='fatal'))
    yield 'no message', changed(lambda w: result(w).pop('message'))
    yield 'line 0', changed(lambda w: place(w)['region'].update(startLine=0))
    yield 'bare name', changed(lambda w: place(w)['artifactLocation'].update(uri=NAME))
    yield 'no driver', changed(lambda w: w['runs'][0]['tool'].clear())
    yield 'success with a status', changed(lambda w: w['runs'][0]['invocations'][0].update(exitCode=3))
    yield 'no word on success', changed(lambda w: w['runs'][0]['invocations'][0].pop('executionSuccessful'))
    yield 'a notification without words', changed(
        lambda w: w['runs'][0]['invocations'][0]['toolExecutionNotifications'].append({'level': 'error'}))
    yield 'counted once', changed(lambda w: result(w).update(occurrenceCount=1))
    yield 'a lonely brace', changed(lambda w: result(w)['message'].update(text='a {0} b'))
    yield 'no default level', changed(lambda w: w['runs'][0]['tool']['driver']['rules'][0].pop('defaultConfiguration'))
    yield 'surplus', changed(lambda w: result(w).update(surplus=1))


def rule_faults(log):
    for run in log['runs']:
        rules = [rule['id'] for rule in run['tool']['driver']['rules']]
        for result in run['results']:
            if rules[result['ruleIndex']] != result['ruleId']:
                yield '%s is not rule %d' % (result['ruleId'], result['ruleIndex'])


def main():
    program, top = sys.argv[1], Path(sys.argv[2])
    schema = json.loads((top / 'tests' / 'cli' / 'sarif.schema.json').read_text(encoding='utf8'))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    samples = sorted(str(path) for path in (top / 'samples' / 'pdf').glob('*.pdf'))
    with tempfile.TemporaryDirectory() as work:
        Path(work, NAME).write_text(DOCUMENT, encoding='utf8')
        log = log_of(program, 'check', NAME, *samples, cwd=work)
        logs = [('samples', log, 0), *failures(program, work)]
    faults = []
    for what, one, notifications in logs:
        faults += ['%s: %s: %s' % (what, '/'.join(map(str, e.absolute_path)), e.message) for e in validator.iter_errors(one)]
        faults += rule_faults(one)
        told = len(one['runs'][0]['invocations'][0]['toolExecutionNotifications'])
        if notifications not in (None, told):
            faults.append('%s: %d notifications' % (what, told))
    found = {result['ruleId'] for result in log['runs'][0]['results']}
    faults += ['%s is not found' % name for name in ('weekday-differs', 'identity-number') if name not in found]
    if '010190' in json.dumps(log):
        faults.append('the identity number stands in the log')
    faults += ['the schema lets "%s" pass' % name for name, wrong in spoil(log) if validator.is_valid(wrong)]
    for fault in faults:
        print(fault)
    print('sarif: %d logs, %d results of the samples, %d faults' % (len(logs), len(log['runs'][0]['results']), len(faults)))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
