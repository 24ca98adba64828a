// SPDX-License-Identifier: GPL-2.0-or-later
// Accessibility of HTML in headless Chromium, all files in one go: axe-core (WCAG 2.0 to 2.2, A and AA,
// and best practices) as light, dark, printed and 320 CSS pixels wide; reflow at 320 pixels; and that
// the page asks for nothing outside itself.
//   a11y.mjs [--json] [--light-only] FILE|FOLDER...     a folder stands for every .html file below it
//   a11y.mjs --which                                    prints the browser that would be used
// The browser is $CHROMIUM, or the first Chromium on the PATH.
// Exit 0: no violation in any file; 1: violations; 2: usage, nothing to check, or no browser.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, findBrowser, htmlFiles, launch, LOAD_TIMEOUT_MS } from './browser.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 }; // WCAG 1.4.10: 1280 pixels at 400 %
const RENDERINGS = [
  { name: 'light', media: 'screen', colorScheme: 'light', viewport: WIDE },
  { name: 'dark', media: 'screen', colorScheme: 'dark', viewport: WIDE },
  { name: 'print', media: 'print', colorScheme: 'light', viewport: WIDE },
  { name: '320px', media: 'screen', colorScheme: 'light', viewport: NARROW },
];
const SHOWN_WHERE = 100;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'light-only': { type: 'boolean', default: false },
        which: { type: 'boolean', default: false },
      },
    });
  } catch (e) {
    return fail(`${e.message}\nusage: a11y.mjs [--json] [--light-only] FILE|FOLDER... | --which`);
  }
}

async function runAxe(page, axe) {
  await page.evaluate(axe);
  return page.evaluate((values) => globalThis.axe.run(globalThis.document, {
    runOnly: { type: 'tag', values },
    resultTypes: ['violations', 'incomplete'],
  }), TAGS);
}

function findings(list, rendering) {
  return list.map((v) => ({
    mode: rendering,
    id: v.id,
    impact: v.impact,
    count: v.nodes.length,
    help: v.help,
    wcag: v.tags.some((t) => /^wcag\d{3,}$/.test(t)),
    where: v.nodes.slice(0, 2).map((n) => n.target.join(' ')),
  }));
}

// What stands wider than a narrow page. WCAG 1.4.10 lets tables, and what scrolls in a box of its own.
function measureReflow() {
  const { document, getComputedStyle } = globalThis;
  const width = document.documentElement.clientWidth;
  const scrollsAlone = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(p).overflowX)) return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll('*')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && !e.closest('table') && !scrollsAlone(e);
  });
  return {
    width,
    page: document.documentElement.scrollWidth,
    wide: wide.length,
    where: wide.slice(0, 3).map((e) => e.tagName.toLowerCase() + (e.className ? `.${e.className}` : '')),
  };
}

async function checkReflow(page, out) {
  const r = await page.evaluate(measureReflow);
  const common = { mode: '320px', id: 'reflow', wcag: true, where: r.where };
  if (r.wide) {
    out.violations.push({ ...common, impact: 'serious', count: r.wide, help: `content is wider than the page (${r.page} px)` });
  } else if (r.page > r.width) {
    out.incomplete.push({ ...common, impact: 'minor', count: 1, help: `the page scrolls sideways (${r.page} px), through a table only` });
  }
}

async function checkFile(browser, axe, file, renderings) {
  const out = { file, violations: [], incomplete: [], external: [], problems: [], passes: 0 };
  const context = await browser.newContext({ viewport: WIDE, bypassCSP: true });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (/^(file|data|blob|about):/.test(url)) return route.continue();
    out.external.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', (e) => out.problems.push(`script error: ${e.message}`));
  page.on('console', (m) => {
    if (m.type() === 'error') out.problems.push(`console: ${m.text()}`);
  });
  try {
    await page.goto(pathToFileURL(resolve(file)).href, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS });
    for (const r of renderings) {
      await page.setViewportSize(r.viewport);
      await page.emulateMedia({ media: r.media, colorScheme: r.colorScheme });
      const result = await runAxe(page, axe);
      out.passes = Math.max(out.passes, result.passes.length);
      out.violations.push(...findings(result.violations, r.name));
      out.incomplete.push(...findings(result.incomplete, r.name));
      if (r.viewport === NARROW) await checkReflow(page, out);
    }
  } catch (e) {
    out.problems.push(`not checked: ${e.message.split('\n')[0]}`);
  }
  if (out.external.length) out.problems.push(`asks for ${out.external.length} things outside: ${out.external[0]}`);
  await context.close();
  out.bad = out.violations.length > 0 || out.problems.length > 0;
  return out;
}

// One line for a finding that several renderings share.
function fold(list) {
  const seen = new Map();
  for (const f of list) {
    const key = [f.id, f.count, f.where].join('|');
    if (seen.has(key)) seen.get(key).mode += `+${f.mode}`;
    else seen.set(key, { ...f });
  }
  return [...seen.values()];
}

function report(r) {
  const violations = fold(r.violations);
  for (const v of violations) {
    const where = v.where.join('; ').slice(0, SHOWN_WHERE);
    console.log(`${r.file}: ${v.mode} ${v.id} (${v.impact}${v.wcag ? ', WCAG' : ''}) x${v.count}: ${v.help} [${where}]`);
  }
  for (const p of r.problems) console.log(`${r.file}: problem: ${p.slice(0, 200)}`);
  for (const v of fold(r.incomplete)) console.log(`${r.file}: ${v.mode} needs review: ${v.id} x${v.count}: ${v.help}`);
  const rules = new Set(r.violations.map((v) => v.id)).size;
  const findingCount = violations.reduce((sum, v) => sum + v.count, 0);
  console.log(`${r.file}: a11y: ${rules} rules violated, ${findingCount} findings, ${fold(r.incomplete).length} to review, `
    + `${r.passes} rules passed, ${r.problems.length} problems`);
}

const { values: options, positionals } = readArguments();
const executable = findBrowser();
if (options.which) {
  console.log(executable);
  process.exit(0);
}
const files = positionals.flatMap(htmlFiles);
if (!files.length) fail('no .html file to check');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launch(executable);
const results = [];
for (const file of files) {
  const result = await checkFile(browser, axe, file, options['light-only'] ? RENDERINGS.slice(0, 1) : RENDERINGS);
  results.push(result);
  if (!options.json) report(result);
}
await browser.close();
const bad = results.filter((r) => r.bad).length;
if (options.json) console.log(JSON.stringify(results, null, 1));
else console.log(`a11y: ${results.length} files, ${bad} with findings`);
process.exit(bad ? 1 : 0);
