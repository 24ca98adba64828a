// SPDX-License-Identifier: GPL-2.0-or-later
// Merges what vnu and html-validate say, as JSON, into one short report by file.
//   html-report.mjs [--vnu JSON] [--html-validate JSON] [--werror] [--max-lines N] FILE.html...
// Exit 0: no error (with --werror: no warning either); 1: errors; 2: usage or unreadable JSON.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

function usage(message) {
  console.error(`html-report.mjs: ${message}`);
  console.error('usage: html-report.mjs [--vnu JSON] [--html-validate JSON] [--werror] [--max-lines N] FILE.html...');
  process.exit(2);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        vnu: { type: 'string' },
        'html-validate': { type: 'string' },
        werror: { type: 'boolean', default: false },
        'max-lines': { type: 'string', default: '15' },
      },
    });
    const maxLines = Number(values['max-lines']);
    if (!positionals.length) usage('no file');
    if (!Number.isInteger(maxLines) || maxLines < 0) usage('--max-lines wants a number');
    return { ...values, maxLines, files: positionals };
  } catch (e) {
    return usage(e.message);
  }
}

function load(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (e) {
    return usage(`${path}: ${e.message}`);
  }
}

// Both validators are brought to { path, line, column, level, text }.
function fromVnu(json) {
  return json.messages.map((m) => {
    let path = null;
    try {
      path = m.url ? fileURLToPath(new URL(m.url)) : null;
    } catch { /* not the address of a file: counted as of no file */ }
    const warning = m.type === 'info';
    return {
      path,
      line: m.firstLine ?? m.lastLine ?? 0,
      column: m.firstColumn ?? m.lastColumn ?? 0,
      level: !warning ? 'error' : m.subType === 'warning' ? 'warning' : 'note',
      text: m.message,
      tool: 'vnu',
    };
  });
}

function fromHtmlValidate(json) {
  return json.flatMap((result) => result.messages.map((m) => ({
    path: result.filePath,
    line: m.line,
    column: m.column,
    level: m.severity === 2 ? 'error' : 'warning',
    text: `${m.message} [${m.ruleId}]`,
    tool: 'html-validate',
  })));
}

const args = readArguments();
const tools = [];
const found = [];
if (args.vnu) {
  tools.push('vnu');
  found.push(...fromVnu(load(args.vnu)));
}
if (args['html-validate']) {
  tools.push('html-validate');
  found.push(...fromHtmlValidate(load(args['html-validate'])));
}
if (!tools.length) usage('no result of a validator');

const isBad = (f) => f.level === 'error' || (args.werror && f.level === 'warning');
const byPath = new Map(args.files.map((path) => [path, []]));
const stray = [];
for (const f of found) (byPath.get(f.path) ?? stray).push(f);

for (const [path, list] of byPath) {
  const lines = list.filter((f) => f.level !== 'note')
    .sort((a, b) => (a.level === b.level ? a.line - b.line : a.level === 'error' ? -1 : 1))
    .map((f) => `${path}:${f.line}:${f.column}: ${f.tool} ${f.level}: ${f.text}`.slice(0, path.length + 240));
  for (const l of lines.slice(0, args.maxLines)) console.log(l);
  if (lines.length > args.maxLines) console.log(`${path}: ... ${lines.length - args.maxLines} more (--max-lines ${lines.length} shows all)`);
  const count = (tool, level) => list.filter((f) => f.tool === tool && f.level === level).length;
  const tally = tools.map((t) => `${t} ${count(t, 'error')} errors, ${count(t, 'warning')} warnings`);
  console.log(`${path}: ${tally.join('; ')}`);
}
// A message about no file that was asked for means that something was not checked: never a pass.
for (const f of stray) console.log(`${f.path ?? 'no file'}: ${f.tool} ${f.level}: ${f.text}`);
const bad = found.filter(isBad).length;
const badFiles = [...byPath.values()].filter((list) => list.some(isBad)).length;
console.log(`html: ${byPath.size} files, ${badFiles} with findings, ${bad} findings`);
process.exit(bad || stray.some((f) => f.level !== 'note') ? 1 : 0);
