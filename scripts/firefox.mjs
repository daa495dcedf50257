// A Firefox for the tests against it: named by FIREFOX, installed, or installed now (Debian, as root). Without one those
// tests are skipped, and say so.
import { existsSync } from 'node:fs';
import { aptInstall } from './tools.mjs';

const PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];
const find = () => PLACES.find((path) => existsSync(path));

/** Its path, or an empty string. */
export async function findFirefox() {
  const named = process.env.FIREFOX;
  if (named && !existsSync(named)) {
    console.error(`FIREFOX names ${named}, which does not exist.`);
    process.exit(1);
  }
  if (named || find()) return named || find();
  await aptInstall('firefox-esr');
  return find() ?? '';
}
