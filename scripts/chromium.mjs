// A Chromium for the tests: named by CHROMIUM, installed, Playwright's own, or installed now (Debian, as root).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { must, run } from './tools.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export async function ensureChromium() {
  const found = await find();
  if (found) return found;
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    console.log('Installing Chromium…');
    await must(run('apt-get', ['update', '-qq']));
    await must(run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']));
  }
  const installed = await find();
  if (!installed) {
    console.error(
      'The browser tests need a Chromium. Install one (Debian: sudo apt-get install chromium;\n' +
        'elsewhere: npx playwright install chromium), or set CHROMIUM to its path.',
    );
    process.exit(1);
  }
  return installed;
}

async function find() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    console.error(`CHROMIUM names ${named}, which does not exist.`);
    process.exit(1);
  }
  const { chromium } = await import('playwright');
  return [...PLACES, chromium.executablePath()].find((path) => existsSync(path));
}
