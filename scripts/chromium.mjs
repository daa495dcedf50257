// A Chromium for the tests: named by CHROMIUM, installed, Playwright's own, or installed now (Debian, as root).
import { existsSync } from 'node:fs';
import { aptInstall } from './tools.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export async function ensureChromium() {
  const found = await find();
  if (found) return found;
  await aptInstall('chromium');
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
