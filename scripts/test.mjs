// `npm test`: installs and builds what is missing, finds Chromium and Firefox; format, lint, types, unit, browser, e2e.
// Arguments choose among the steps: `npm test -- e2e`. Ends with one line that counts all tests.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, bin, ensureBuilt, ensureInstalled, run } from './tools.mjs';

const chosen = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'rtc-call-test-'));
const report = (name) => join(reports, `${name}.json`);

await ensureInstalled();
await ensureBuilt();
const { ensureChromium } = await import('./chromium.mjs');
const { findFirefox } = await import('./firefox.mjs');
// The relay of the TURN test; without it that one test is skipped, and says so.
if (!existsSync('/usr/bin/turnserver')) await aptInstall('coturn');
const env = {
  ...process.env,
  CHROMIUM: await ensureChromium(),
  FIREFOX: await findFirefox(),
  PLAYWRIGHT_JSON_OUTPUT_NAME: report('e2e'),
};

const vitest = (project) =>
  bin(
    'vitest',
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`],
    { env },
  );
const steps = {
  check: () => run('npm', ['run', '--silent', 'check'], { env }),
  unit: () => vitest('node'),
  browser: () => vitest('browser'),
  e2e: () => bin('playwright', ['test', '--reporter=list,json'], { env }),
};

const unknown = chosen.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

const failedSteps = [];
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n== ${name}`);
  if ((await step()) !== 0) failedSteps.push(name);
}

function read(name) {
  try {
    return JSON.parse(readFileSync(report(name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null; // Not chosen, or it could not even start: then its step failed.
    throw error;
  }
}
const counts = [read('node'), read('browser')]
  .filter((result) => result !== null)
  .map((result) => ({ passed: result.numPassedTests, failed: result.numFailedTests }));
const e2e = read('e2e')?.stats;
if (e2e) counts.push({ passed: e2e.expected + e2e.flaky, failed: e2e.unexpected });
rmSync(reports, { recursive: true, force: true });

const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
if (failedSteps.length > 0) console.error(`\nfailed: ${failedSteps.join(', ')}`);
console.log(`\n${sum('passed')} passed, ${Math.max(sum('failed'), failedSteps.length > 0 ? 1 : 0)} failed`);
process.exit(failedSteps.length > 0 ? 1 : 0);
