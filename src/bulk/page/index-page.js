// SPDX-License-Identifier: GPL-2.0-or-later
// The search of index.html. Without it the page is whole: every link is there, by body and year. The
// block of data holds all words of all entries, where each is, and the entries' languages, in the
// order of the entries; words.c makes it. With it comes what this has to say, in the page's language.
(() => {
  'use strict';

  const AT_ONCE = 100;
  const TELL_AFTER_MS = 300; // a count for every letter typed would be read out one after the other
  const NO_SHORTCUTS = 'referat-no-shortcuts';
  // as in words.c; the last two are what casefolding does more than toLowerCase()
  const LETTERS = { æ: 'ae', ð: 'd', ø: 'o', þ: 'th', đ: 'd', ħ: 'h', ı: 'i', ł: 'l', œ: 'oe', ŧ: 't', ß: 'ss', ς: 'σ' };

  const byId = (id) => document.getElementById(id);
  const form = byId('search');
  const field = byId('words');
  const filters = { body: byId('body'), year: byId('year'), language: byId('language') };
  const found = byId('found');
  const list = found.querySelector('ul');
  const more = found.querySelector('button');
  const count = byId('count');
  const all = byId('documents');
  const index = byId('index');

  const entries = [...all.querySelectorAll('li')];
  const bodies = [...all.querySelectorAll('.body')];
  const bodyOf = new Uint32Array(entries.length);
  const yearOf = new Array(entries.length);
  let words = [];
  let places = [];
  let languages = [];
  let say = {};
  let hits = [];
  let shown = 0;
  let timer = 0;

  function fold(text) {
    return text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
      .replace(/[æðøþđħıłœŧßς]/g, (c) => LETTERS[c]);
  }

  function partsOf(text) {
    return fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  // Adds the entries that hold a word, given as distances to the base of 36.
  function mark(where, marks) {
    let at = 0;
    for (const step of where.split(' ')) {
      at += parseInt(step, 36);
      marks[at] = 1;
    }
  }

  function entriesWith(part) {
    const marks = new Uint8Array(entries.length);
    for (let i = 0; i < words.length; i += 1) if (words[i].includes(part)) mark(places[i], marks);
    return marks;
  }

  function find() {
    const parts = partsOf(field.value);
    const marks = parts.map(entriesWith);
    const { body, year, language } = filters;
    const result = [];
    for (let i = 0; i < entries.length; i += 1) {
      if (marks.every((m) => m[i]) && (!body.value || bodyOf[i] === Number(body.value))
        && (!year.value || yearOf[i] === year.value) && (!language.value || languages[i] === language.value)) result.push(i);
    }
    return result;
  }

  function dateOf(i) {
    return entries[i].querySelector('time')?.dateTime ?? '';
  }

  // The newest first, those without date last; what is equal stays in the order of the page.
  function newestFirst(result) {
    return result.map((i) => [dateOf(i), i])
      .sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? 1 : -1)).map((pair) => pair[1]);
  }

  function show(i) {
    const item = entries[i].cloneNode(true);
    const heading = bodies[bodyOf[i]].querySelector('h2');
    const name = document.createElement('span');
    name.textContent = heading.textContent;
    if (heading.lang) name.lang = heading.lang;
    if (heading.dir) name.dir = heading.dir;
    const line = item.querySelector('p');
    if (line) line.prepend(name, line.hasChildNodes() ? ' · ' : '');
    return item;
  }

  function showMore() {
    const next = hits.slice(shown, shown + AT_ONCE).map(show);
    list.append(...next);
    shown += next.length;
    more.hidden = shown >= hits.length;
    return next[0];
  }

  // Which form a number wants shows in its last two digits, and in whether there are others.
  function foundPhrase(n) {
    const form = say.found[say.forms[n < 200 ? n : 100 + n % 100]];
    return form.replace('{documents}', () => String(n).replace(/\B(?=(\d{3})+$)/g, () => say.thousands));
  }

  function tell(active) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!active) count.textContent = '';
      else count.textContent = hits.length === 0 ? say.none : foundPhrase(hits.length);
    }, TELL_AFTER_MS);
  }

  function update() {
    const active = partsOf(field.value).length > 0 || Object.values(filters).some((f) => f.value);
    hits = active ? newestFirst(find()) : [];
    shown = 0;
    list.replaceChildren();
    showMore();
    found.hidden = hits.length === 0;
    all.hidden = active;
    tell(active);
  }

  function clear() {
    field.value = '';
    for (const filter of Object.values(filters)) filter.value = '';
    update();
    field.focus();
  }

  function addChoice(select, value, text, like) {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = text;
    if (like?.lang) option.lang = like.lang;
    select.append(option);
  }

  function nameOfLanguage(tag) {
    if (say.languages[tag]) return say.languages[tag]; // as the entries call it
    try {
      return new Intl.DisplayNames(document.documentElement.lang, { type: 'language' }).of(tag) ?? tag;
    } catch {
      return tag;
    }
  }

  // Who is in which group is told by where the entries stand.
  function readGroups() {
    const years = new Set();
    let i = 0;
    bodies.forEach((body, place) => {
      const heading = body.querySelector('h2');
      addChoice(filters.body, place, heading.textContent, heading);
      for (const group of body.querySelectorAll('.year')) {
        const year = group.querySelector('h3').textContent;
        years.add(year);
        for (const end = i + group.querySelectorAll('li').length; i < end; i += 1) {
          bodyOf[i] = place;
          yearOf[i] = year;
        }
      }
    });
    // digits stand before letters, so what is not known comes last either way
    const known = [...years].filter((y) => /^\d/.test(y)).sort().reverse();
    for (const year of known) addChoice(filters.year, year, year);
    for (const year of years) if (!known.includes(year)) addChoice(filters.year, year, year);
  }

  function readLanguages() {
    const tags = [...new Set(languages)].filter((tag) => tag !== '-');
    const named = tags.map((tag) => [nameOfLanguage(tag), tag]).sort();
    for (const [name, tag] of named) addChoice(filters.language, tag, name);
    if (tags.length < languages.length && languages.includes('-')) addChoice(filters.language, '-', say.unknown);
  }

  // Single keys get in the way of those who speak to their machine: they can be switched off, and
  // the page remembers it where it may.
  function readShortcuts() {
    try {
      byId('keys').checked = !localStorage.getItem(NO_SHORTCUTS);
    } catch { /* nothing is remembered here */ }
  }

  function keepShortcuts() {
    try {
      if (byId('keys').checked) localStorage.removeItem(NO_SHORTCUTS);
      else localStorage.setItem(NO_SHORTCUTS, '1');
    } catch { /* nothing is remembered here */ }
  }

  function isField(element) {
    return element.isContentEditable || (/^(input|select|textarea)$/i.test(element.tagName) && element.id !== 'keys');
  }

  function onKey(event) {
    const { key, target } = event;
    if (!byId('keys').checked || event.defaultPrevented || event.isComposing || event.altKey || event.shiftKey && key !== '/') return;
    const control = event.ctrlKey || event.metaKey;
    if (key === 'Escape' && !control && target !== filters.body && target !== filters.year
      && target !== filters.language && all.hidden) {
      event.preventDefault();
      clear();
    } else if ((control ? key.toLowerCase() === 'k' : key === '/') && !isField(target)) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  }

  if (!index) return; // there are no documents
  const [allWords, allPlaces, allLanguages, phrases] = JSON.parse(index.textContent);
  say = phrases;
  words = allWords.split(' ');
  places = allPlaces.split('|');
  languages = allLanguages.split(' ');
  readGroups();
  readLanguages();
  readShortcuts();
  form.addEventListener('submit', (event) => {
    event.preventDefault(); // all is found already: this leads there
    if (!found.hidden) found.focus();
  });
  form.addEventListener('input', (event) => (event.target.id === 'keys' ? keepShortcuts() : update()));
  form.addEventListener('reset', (event) => {
    event.preventDefault(); // what is switched off stays so
    clear();
  });
  more.addEventListener('click', () => showMore()?.querySelector('a')?.focus());
  document.addEventListener('keydown', onKey);
  window.addEventListener('pageshow', update); // what the browser filled in again
  form.hidden = false;
})();
