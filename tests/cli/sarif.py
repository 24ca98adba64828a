#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Validates what `referat check --diagnostics-format=sarif` writes: against sarif.schema.json, which holds what we use
of SARIF 2.1.0, and what a schema cannot say (3.27.6: ruleIndex leads to the rule of ruleId).

usage: sarif.py PROGRAM TOP       exit 77 (skipped): no python3-jsonschema
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print('skipped: python3-jsonschema is not installed')
    sys.exit(77)

NAME = 'møde 1 #%.rxml'  # each byte of it has to be escaped somewhere
DOCUMENT = ('<document xmlns="https://referat.example/ns/document/1" version="1"><meta name="language" value="da"/><body>'
            '<heading level="1" title="true"><t>Referat af møde tirsdag den 4. marts 2026</t></heading>'
            '<paragraph><t>Hendes nummer er 010190-1234.</t></paragraph></body></document>')


def log_of(program, *inputs, cwd):
    run = subprocess.run([program, 'check', '--diagnostics-format=sarif', *inputs], capture_output=True, cwd=cwd,
                         check=True)
    return json.loads(run.stdout)


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
    yield 'surplus', changed(lambda w: result(w).update(surplus=1))


def rule_faults(log):
    for run in log['runs']:
        rules = [rule['id'] for rule in run['tool']['driver']['rules']]
        for result in run['results']:
            if rules[result['ruleIndex']] != result['ruleId']:
                yield '%s is not rule %d' % (result['ruleId'], result['ruleIndex'])


def main():
    program, top = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads((top / 'tests' / 'cli' / 'sarif.schema.json').read_text(encoding='utf8'))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    samples = sorted(str(path) for path in (top / 'samples' / 'pdf').glob('*.pdf'))
    with tempfile.TemporaryDirectory() as work:
        pathlib.Path(work, NAME).write_text(DOCUMENT, encoding='utf8')
        log = log_of(program, NAME, *samples, cwd=work)
    faults = ['%s: %s' % ('/'.join(map(str, e.absolute_path)), e.message) for e in validator.iter_errors(log)]
    faults += rule_faults(log)
    found = {result['ruleId'] for result in log['runs'][0]['results']}
    faults += ['%s is not found' % name for name in ('weekday-differs', 'identity-number') if name not in found]
    if '010190' in json.dumps(log):
        faults.append('the identity number stands in the log')
    faults += ['the schema lets "%s" pass' % name for name, wrong in spoil(log) if validator.is_valid(wrong)]
    for fault in faults:
        print(fault)
    print('sarif: %d results, %d faults' % (len(log['runs'][0]['results']), len(faults)))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
