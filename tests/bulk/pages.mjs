// SPDX-License-Identifier: GPL-2.0-or-later
// Uses report.html and index.html as readers do, in headless Chromium.
//   node.sh ../bulk/pages.mjs [--invented] FOLDER...
// Of each FOLDER all report.html and index.html below it are taken. Checked are: axe (WCAG 2.2 AA) in
// light, dark, print and at 320 pixels, also with folds open and results shown; reflow; that nothing is
// fetched and nothing is said on the console; search, filters and keys; that all links are there without
// script; the time until the page is ready and until results are there. --invented: the folder is
// make-pages' own, so what must be found is known. A page in a folder called "said" says all it says
// between ⟦ and ⟧: there, what stands outside of them and is not from the documents is found.
// Exit 0: all is well; 1: not; 2: usage, nothing to check, or no browser.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, findBrowser, launch, LOAD_TIMEOUT_MS } from '../validators/browser.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 640 }; // WCAG 1.4.10: 1280 pixels at 400 %
const RENDERINGS = [
  { name: 'light', media: 'screen', colorScheme: 'light', viewport: WIDE },
  { name: 'dark', media: 'screen', colorScheme: 'dark', viewport: WIDE },
  { name: 'print', media: 'print', colorScheme: 'light', viewport: WIDE },
  { name: '320px', media: 'screen', colorScheme: 'light', viewport: NARROW },
];
const READY_MS = 5000;
const FOUND_MS = 500;
const TOLD_MS = 2000; // the count is told a moment after the last letter
const AT_ONCE = 100;
const MANY = 1000; // axe takes seconds for each look at so many entries: fewer looks
const SAMPLED = 25; // entries that are looked for by their own words

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { invented: { type: 'boolean', default: false } },
});
const require = createRequire(new URL('../validators/', import.meta.url));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const problems = [];
let where = '';
let said = false; // the page at hand speaks in brackets

const plain = (text) => text.replace(/[⟦⟧]/g, '');
const isOne = (n) => (said ? n % 10 === 1 && n % 100 !== 11 : n === 1); // make-pages' own rule

function pagesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((e) => {
    if (e.isDirectory()) return pagesBelow(join(folder, e.name));
    return /^(report|index)\.html$/.test(e.name) ? [join(folder, e.name)] : [];
  });
}

function expect(good, what) {
  if (good) return;
  problems.push(what);
  console.log(`${where}: ${what}`);
}

async function open(browser, file, more = {}) {
  const context = await browser.newContext({ viewport: WIDE, bypassCSP: false, ...more });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    // a page that asks for anything but itself asks for too much
    if (url.split('#')[0] === pathToFileURL(resolve(file)).href) return route.continue();
    expect(false, `asks for ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', (e) => expect(false, `script error: ${e.message}`));
  page.on('console', (m) => expect(false, `console: ${m.text()}`));
  page.on('dialog', (d) => {
    expect(false, `a script of a document ran: ${d.message()}`);
    d.dismiss();
  });
  const begin = performance.now();
  await page.goto(pathToFileURL(resolve(file)).href, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS });
  if (more.javaScriptEnabled !== false) {
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 0)); }));
  }
  return { page, context, ready: performance.now() - begin };
}

// ---- what stands still ----

async function checkAxe(page, state) {
  for (const r of RENDERINGS) {
    await page.setViewportSize(r.viewport);
    await page.emulateMedia({ media: r.media, colorScheme: r.colorScheme });
    const found = await page.evaluate((values) => globalThis.axe.run(globalThis.document, {
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
    }), TAGS);
    for (const v of found.violations) {
      expect(false, `${state}, ${r.name}: ${v.id} x${v.nodes.length}: ${v.help} [${v.nodes[0].target.join(' ')}]`);
    }
    if (r.viewport !== NARROW) continue;
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide <= 0, `${state}, ${r.name}: the page is ${wide} pixels too wide`);
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
}

async function checkReport(browser, file) {
  const { page, context } = await open(browser, file, { bypassCSP: true });
  await page.evaluate(axe);
  await checkAxe(page, 'as it opens');
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = !d.open; }));
  await checkAxe(page, 'folds turned');
  const faults = await page.evaluate(() => {
    const out = [];
    for (const svg of document.querySelectorAll('svg')) {
      const names = (svg.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
      if (svg.getAttribute('role') !== 'img' || !names.every((n) => n?.textContent)) out.push('a chart without name');
      if (!svg.closest('section')?.querySelector('table')) out.push('a chart without its numbers');
    }
    for (const table of document.querySelectorAll('table')) {
      if (!table.caption || [...table.querySelectorAll('th')].some((th) => !th.scope)) out.push('a table without caption or scopes');
    }
    return out;
  });
  for (const fault of faults) expect(false, fault);
  expect(await page.locator('script').count() === 0, 'there is a script');
  await context.close();
}

// ---- the search ----

// Types and waits for results; returns how many are told and how long the list took.
async function search(page, text) {
  await page.fill('#words', '');
  const took = await page.evaluate(async (value) => {
    const field = document.getElementById('words');
    const begin = performance.now();
    field.value = value;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 0)); });
    return performance.now() - begin;
  }, text);
  return { took, n: await told(page) };
}

async function told(page) {
  let last = '';
  const begin = performance.now();
  await page.waitForTimeout(350);
  while (performance.now() - begin < TOLD_MS) {
    last = await page.locator('#count').textContent();
    if (last) break;
    await page.waitForTimeout(50);
  }
  expect(said === /^⟦.*⟧$/.test(last), `"${last}" is not in the language of the page`);
  if (/^No document found$/.test(plain(last))) return 0;
  const [, number, many] = /^([\d,]+) document(?: found|(s found, the newest first))$/.exec(plain(last)) ?? [];
  const n = Number(number?.replaceAll(',', '') ?? NaN);
  expect(isOne(n) === !many, `"${last}" is not how ${n} is said`);
  return n;
}

async function checkInvented(page) {
  const few = { 'grundejerforeningen': 1, 'MODE grundejer': 1, 'møde GRUNDEJER': 1, 'kvaglund': 1, 'ringrønvej': 1,
    'zjazd protokol': 1, 'zjazd Protokół': 1, '2021-03-04 kvaglunden': 1, 'grundejerforeningen xyzzy': 0, 'onerror': 1 };
  for (const [text, n] of Object.entries(few)) {
    const found = await search(page, text);
    expect(found.n === n, `"${text}" finds ${found.n}, not ${n}`);
  }
  const bare = await search(page, 'protokol');
  const marked = await search(page, 'PROTOKÓŁ');
  expect(bare.n > 0 && bare.n === marked.n, `"protokol" finds ${bare.n}, "PROTOKÓŁ" ${marked.n}`);
  const hrefs = await page.$$eval('main a', (links) => links.map((a) => a.getAttribute('href')));
  expect(hrefs.every((h) => h.startsWith('./')), 'a link does not begin with ./');
  expect(hrefs.some((h) => h === `./na%FFme/%FE%FD%20raw%20bytes.${said ? 'txt' : 'html'}`), 'bytes of a name are not encoded');
  const body = page.locator('#documents h2', { hasText: /^Torsevig Byråd$/ });
  expect(await body.count() === 1, 'one body, written in two ways, has not one heading');
  expect(await page.locator('#documents h2', { hasText: 'Body not named' }).count() === 1, 'no heading for no body');
  expect(await page.locator('#documents [lang="pl"]').count() > 0, 'titles have no language');
}

// Every entry is found by the words of its own title, whatever letters it is written in.
async function checkSampled(page) {
  const missed = await page.evaluate(async (most) => {
    const entries = [...document.querySelectorAll('#documents li > a')];
    const step = Math.max(1, Math.floor(entries.length / most));
    const field = document.getElementById('words');
    const out = [];
    for (let i = 0; i < entries.length; i += step) {
      const href = entries[i].getAttribute('href');
      const body = entries[i].closest('.body').querySelector('h2').textContent;
      const date = entries[i].closest('li').querySelector('time')?.dateTime ?? '';
      const name = decodeURIComponent(/[^/]*$/.exec(href.replace(/%[89A-F][0-9A-F]/g, ' '))[0].replace(/\.\w+$/, ''));
      field.value = `${entries[i].textContent.toUpperCase()} ${date} ${name} ${/^⟦?Body not named⟧?$/.test(body) ? '' : body.normalize('NFD')}`;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      const hits = [...document.querySelectorAll('#found li > a')].map((a) => a.getAttribute('href'));
      if (!hits.includes(href)) out.push(field.value);
    }
    field.value = '';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return out;
  }, SAMPLED);
  for (const text of missed) expect(false, `not found by its own words: ${text}`);
}

async function checkFilters(page) {
  const groups = await page.$$eval('#documents .body', (bodies) => bodies.map((b) => b.querySelectorAll('li').length));
  const largest = groups.indexOf(Math.max(...groups));
  await page.fill('#words', '');
  await page.selectOption('#body', String(largest));
  expect(await told(page) === groups[largest], `the filter for a body does not show its ${groups[largest]} documents`);
  expect(await page.locator('#found li').count() === Math.min(AT_ONCE, groups[largest]), 'more are shown than at once');
  const dates = await page.$$eval('#found time', (times) => times.map((t) => t.dateTime));
  expect(dates.every((d, i) => i === 0 || d <= dates[i - 1]), 'the newest are not first');
  await page.selectOption('#body', '');
  const year = await page.$eval('#year', (s) => s.options[1].value);
  const ofYear = await page.$$eval('#documents .year', (years, y) => years.filter((d) => d.querySelector('h3').textContent === y)
    .reduce((sum, d) => sum + d.querySelectorAll('li').length, 0), year);
  await page.selectOption('#year', year);
  expect(await told(page) === ofYear, `the filter for ${year} does not show its ${ofYear} documents`);
  await page.selectOption('#year', '');
  const all = await page.locator('#documents li').count();
  let sum = 0;
  for (const language of await page.$$eval('#language option', (o) => o.slice(1).map((x) => x.value))) {
    await page.selectOption('#language', language);
    sum += await told(page);
  }
  expect(sum === all, `the languages have ${sum} of ${all} documents`);
  await page.getByRole('button', { name: 'Clear' }).click();
  expect(await page.locator('#found').isHidden() && await page.locator('#documents').isVisible(), '"Clear" clears nothing');
}

async function checkMore(page, all) {
  const { n } = await search(page, 'e');
  if (!(n > AT_ONCE) || n > all) return;
  await page.getByRole('button', { name: 'Show more' }).click();
  expect(await page.locator('#found li').count() === Math.min(n, 2 * AT_ONCE), '"Show more" does not show as many more');
  const place = await page.evaluate(() => [...document.querySelectorAll('#found li > a')].indexOf(document.activeElement));
  expect(place === AT_ONCE, '"Show more" does not lead to the first of them');
}

// ---- a page in another language ----

// Returns what the page says outside of brackets: in its own words, not in those of documents.
async function unsaid(page) {
  return page.evaluate(() => {
    const theirs = 'script, style, li > a, li p a, .source, #documents h2, #found li p > span:first-child, '
      + '#body option:not([value=""]), #language option[value="he"]';
    const out = [];
    let depth = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(theirs)) continue;
      let rest = '';
      for (const c of node.data) {
        if (c === '⟦') depth += 1;
        else if (c === '⟧') depth -= 1;
        else if (depth === 0) rest += c;
      }
      // a language that has no name of ours is called by its tag
      if (/\p{L}/u.test(rest.replace(/(?<= · |^)he(?= · |$)/, ''))) out.push(node.data.trim());
    }
    if (depth !== 0) out.push('the brackets are not in pairs');
    for (const element of document.querySelectorAll('[aria-label], [title], [alt], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'alt', 'placeholder']) {
        const value = element.getAttribute(name);
        if (value && !/^⟦.*⟧$/.test(value)) out.push(`${name}="${value}"`);
      }
    }
    if (!/^⟦[^⟦⟧]*⟧$/.test(document.title)) out.push(document.title);
    return out;
  });
}

async function checkSaid(page) {
  for (const text of ['', 'e', 'grundejer', 'xyzzyx']) {
    if (text) await search(page, text);
    for (const fault of new Set(await unsaid(page))) expect(false, `searched for "${text}": not translated: ${fault}`);
  }
  await page.fill('#words', '');
  const faults = await page.evaluate(() => {
    const out = [];
    const { forms, found } = JSON.parse(document.getElementById('index').textContent)[3];
    const entries = document.querySelectorAll('#documents li').length;
    if (forms.length !== Math.min(entries + 1, 200)) out.push('not every number has a form');
    [...forms].forEach((form, n) => {
      if (/documents found/.test(found[form]) === (n % 10 === 1 && n % 100 !== 11)) out.push(`${n} has the wrong form`);
    });
    const above = [...document.querySelectorAll('main > :is(section, form)')].map((e) => e.querySelector('h2')?.textContent ?? e.id);
    if (above.join() !== '⟦Not converted⟧,⟦Converted lately⟧,search,⟦Documents found⟧') out.push(`the order is ${above.join()}`);
    const times = [...document.querySelectorAll('#lately li time')].map((t) => t.dateTime);
    if (times.length !== 12 || times.some((t, i) => !/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(t) || (i && t > times[i - 1]))) out.push('the latest are not 12, the newest first');
    if (document.querySelectorAll('.warned').length === 0) out.push('nothing has warnings');
    const here = document.documentElement.lang;
    if (here !== 'da' || document.body.querySelector('[lang="da"]') || !document.body.querySelector('[lang="en"]')) out.push(`the languages are not told apart from ${here}`);
    const kinds = new Set([...document.querySelectorAll('#documents li p a')].map((a) => a.textContent.replace(/^.*\./, '.')));
    for (const kind of ['ODT', 'TXT', 'HTML', '.no ending <b>']) if (!kinds.has(kind)) out.push(`no output is called ${kind}`);
    return out;
  });
  for (const fault of faults) expect(false, fault);
}

// ---- keys ----

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

async function checkKeys(page) {
  await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
  await page.keyboard.press('/');
  expect(await focused(page) === 'words', '"/" does not lead to the search');
  await page.keyboard.type('a/b');
  expect(await page.inputValue('#words') === 'a/b', '"/" cannot be typed');
  await page.keyboard.press('Escape');
  expect(await page.inputValue('#words') === '' && await page.locator('#documents').isVisible(), 'Escape does not clear');
  const order = [];
  for (let i = 0; i < 6; i += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused(page));
  }
  expect(order.join(' ') === 'body year language BUTTON BUTTON keys', `Tab leads to ${order.join(' ')}`);
  await page.keyboard.press('Control+k');
  expect(await focused(page) === 'words', 'Ctrl+K does not lead to the search');
  await page.locator('#keys').uncheck();
  await page.keyboard.press('/');
  expect(await focused(page) !== 'words', '"/" cannot be switched off');
  await page.locator('#keys').check();
  await search(page, 'e');
  await page.focus('#words');
  await page.keyboard.press('Enter');
  expect(await focused(page) === 'found', 'Enter does not lead to what was found');
  const top = await page.evaluate(() => window.scrollY);
  await page.keyboard.press('ArrowDown');
  expect(await focused(page) === 'found' && top >= 0, 'arrow keys are taken away');
  const outline = await page.evaluate(() => {
    const field = document.getElementById('words');
    field.focus();
    return getComputedStyle(field).outlineStyle;
  });
  expect(outline !== 'none', 'the focus cannot be seen');
  await page.keyboard.press('Escape');
}

// ---- index.html ----

async function checkWithoutScript(browser, file, links) {
  const { page, context } = await open(browser, file, { javaScriptEnabled: false });
  expect(await page.locator('#documents a').count() === links, 'links are missing without script');
  expect(await page.locator('#search').isHidden(), 'a search that cannot work is shown without script');
  await page.locator('#documents summary').first().click();
  await context.close();
}

async function checkIndexAxe(browser, file) {
  const { page, context } = await open(browser, file, { bypassCSP: true });
  await page.evaluate(axe);
  const many = await page.locator('#documents li').count() > MANY;
  if (!many) await checkAxe(page, 'as it opens');
  await page.evaluate(() => {
    for (const body of [...document.querySelectorAll('.body')].slice(0, 2)) {
      body.open = true;
      body.querySelector('.year').open = true;
    }
  });
  await checkAxe(page, 'opened');
  await search(page, 'e');
  await checkAxe(page, 'searched');
  await search(page, 'xyzzyx');
  if (!many) await checkAxe(page, 'nothing found');
  await context.close();
}

async function checkIndex(browser, file) {
  const { page, context, ready } = await open(browser, file);
  const links = await page.locator('#documents a').count();
  const entries = await page.locator('#documents li').count();
  expect(ready < READY_MS, `ready after ${Math.round(ready)} ms only`);
  const first = await search(page, 'e');
  const second = await search(page, 'mi bu');
  expect(Math.max(first.took, second.took) < FOUND_MS, `found after ${Math.round(Math.max(first.took, second.took))} ms only`);
  if (options.invented) await checkInvented(page);
  if (said) await checkSaid(page);
  await checkSampled(page);
  await checkFilters(page);
  await checkMore(page, entries);
  await checkKeys(page);
  await context.close();
  await checkWithoutScript(browser, file, links);
  await checkIndexAxe(browser, file);
  console.log(`${file}: ${entries} entries, ${Math.round(statSync(file).size / 1000)} kB, ready after ${Math.round(ready)} ms, `
    + `first search ${Math.round(first.took)} ms, second ${Math.round(second.took)} ms`);
}

if (!positionals.length) fail('usage: pages.mjs [--invented] FOLDER...');
const files = positionals.flatMap(pagesBelow);
if (!files.length) fail('no report.html or index.html to check');
const browser = await launch(findBrowser());
for (const file of files) {
  where = file;
  said = basename(dirname(file)) === 'said';
  if (basename(file) === 'report.html') await checkReport(browser, file);
  else await checkIndex(browser, file);
}
await browser.close();
console.log(`pages: ${files.length} files, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
