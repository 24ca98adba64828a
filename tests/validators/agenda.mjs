// SPDX-License-Identifier: GPL-2.0-or-later
// Clicks the links of each agenda one by one in headless Chromium: every one leads to an item of its own,
// to a section only when it is named alike; the item is then in sight, and a link there leads back.
//   agenda.mjs [--least N] FILE|FOLDER...     N: how many links there have to be in all, 1 when it is not said
// Exit 0: all lead where they should; 1: some do not, or there are too few; 2: usage, or no browser.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, findBrowser, htmlFiles, launch, LOAD_TIMEOUT_MS } from './browser.mjs';

const STEM = 5; // letters that words of one kind share
const SETTLED_FRAMES = 3;

// What the page says at the target of its address: the text, whether it is in sight, where it leads back.
function lookAtTarget(home) {
  const { document, location, innerHeight } = globalThis;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return null;
  const top = target.getBoundingClientRect().top;
  const atBottom = globalThis.scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
  const links = [...target.querySelectorAll('a.to-agenda')];
  return {
    id: target.id,
    section: target.matches('section'),
    text: target.innerText,
    inSight: top > -2 && (top < innerHeight || atBottom),
    back: links.some((a) => decodeURIComponent(a.hash.slice(1)) === home),
  };
}

// Resolves when the page has not scrolled for some frames: the jump comes after the click.
function settle(frames) {
  return new Promise((done) => {
    let last = globalThis.scrollY;
    let left = frames;
    const look = () => {
      left = globalThis.scrollY === last ? left - 1 : frames;
      last = globalThis.scrollY;
      if (left > 0) globalThis.requestAnimationFrame(look);
      else done();
    };
    globalThis.requestAnimationFrame(look);
  });
}

function words(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((w) => w.length >= STEM);
}

// Entry and section need not be worded alike: one word in common, endings and compounds aside, will do.
function isNamed(entry, item) {
  const there = words(item.split('\n', 3).join(' '));
  const wanted = words(entry);
  return wanted.length === 0 || wanted.some((w) => there.some((t) => t.includes(w.slice(0, STEM)) || w.includes(t.slice(0, STEM))));
}

async function checkLink(page, index, before) {
  const link = page.locator('a.to-item').nth(index);
  const entry = await link.innerText();
  const home = await link.evaluate((a) => (a.id ? a : a.closest('[id]'))?.id);
  await link.click();
  await page.evaluate(settle, SETTLED_FRAMES);
  const there = await page.evaluate(lookAtTarget, home);
  if (!there) return `"${entry}" leads nowhere`;
  if (!there.inSight) return `"${entry}": its item is not in sight`;
  if (before.includes(there.id)) return `"${entry}" leads to #${there.id}, as another entry does`;
  before.push(there.id);
  if (there.section && !isNamed(entry, there.text)) return `"${entry}" leads to "${there.text.slice(0, 60)}"`;
  if (!there.back) return `"${entry}": no link back`;
  await page.locator(`a.to-agenda[href="#${encodeURIComponent(home)}"]`).first().click();
  const here = await page.evaluate(() => decodeURIComponent(globalThis.location.hash.slice(1)));
  return here === home ? null : `"${entry}": back leads to #${here}, not to #${home}`;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { least: { type: 'string', default: '1' } } });
const files = positionals.flatMap(htmlFiles);
if (!files.length) fail('no .html file to check');
const browser = await launch(findBrowser());
const page = await browser.newPage();
let links = 0;
let bad = 0;
for (const file of files) {
  await page.goto(pathToFileURL(resolve(file)).href, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS });
  const n = await page.locator('a.to-item').count();
  const before = [];
  for (let i = 0; i < n; i += 1) {
    const fault = await checkLink(page, i, before);
    links += 1;
    if (fault) {
      bad += 1;
      console.log(`${file}: ${fault}`);
    }
  }
}
await browser.close();
console.log(`agenda: ${links} links clicked in ${files.length} files, ${bad} wrong`);
process.exit(bad || links < Number(values.least) ? 1 : 0);
