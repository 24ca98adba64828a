// SPDX-License-Identifier: GPL-2.0-or-later
// Headless Chromium and the files to show it, for the scripts of this folder.
// The browser is $CHROMIUM, or the first Chromium on the PATH.
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

export const LOAD_TIMEOUT_MS = 30000;

export function fail(message) {
  console.error(`${basename(process.argv[1])}: ${message}`);
  process.exit(2);
}

export function findBrowser() {
  const usable = (path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  };
  if (process.env.CHROMIUM) {
    return usable(process.env.CHROMIUM) ? process.env.CHROMIUM : fail(`CHROMIUM is no program: ${process.env.CHROMIUM}`);
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder && usable(join(folder, name))) return join(folder, name);
    }
  }
  return fail('there is no Chromium on the PATH (tests/tools/install.sh @test installs it where it can be had)');
}

export function htmlFiles(path) {
  let stat;
  try {
    stat = statSync(path);
  } catch {
    return fail(`no such file or folder: ${path}`);
  }
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => {
      if (e.isDirectory()) return e.name === 'node_modules' ? [] : htmlFiles(join(path, e.name));
      return e.name.endsWith('.html') ? [join(path, e.name)] : [];
    });
}

export async function launch(executablePath) {
  let chromium;
  try {
    ({ chromium } = await import('playwright-core'));
  } catch {
    return fail('playwright-core is missing: run tests/validators/setup.sh');
  }
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
  // Chromium's own sandbox does not start as root, nor in most containers: without it as second try.
  const tries = process.getuid?.() === 0 ? [false] : [true, false];
  let last;
  for (const chromiumSandbox of tries) {
    try {
      return await chromium.launch({ executablePath, headless: true, chromiumSandbox, args });
    } catch (e) {
      last = e;
    }
  }
  return fail(`cannot start ${executablePath}: ${last.message.split('\n')[0]}`);
}
