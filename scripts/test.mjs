// `npm test`: installs and builds what is missing, finds Chromium and Firefox; format, lint, types, unit, deploy, browser, e2e, net.
// Arguments choose among the steps: `npm test -- e2e`. Ends with one line that counts all tests.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { aptInstall, bin, ensureBuilt, ensureInstalled, run } from './tools.mjs';

const chosen = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'rtc-call-test-'));
const report = (name) => join(reports, `${name}.json`);

await ensureInstalled();
await ensureBuilt();
const { ensureChromium } = await import('./chromium.mjs');
const { findFirefox } = await import('./firefox.mjs');
// The relay of the TURN test, what makes networks, and the store of many servers; without them those tests are skipped, and say so.
for (const [name, programs] of [
  ['coturn', ['/usr/bin/turnserver']],
  ['iproute2', ['/usr/sbin/ip', '/usr/bin/ip', '/sbin/ip']],
  ['nftables', ['/usr/sbin/nft', '/usr/bin/nft', '/sbin/nft']],
  ['openssl', ['/usr/bin/openssl']],
  ['redis-server', ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server']],
])
  if (!programs.some((path) => existsSync(path))) await aptInstall(name);
const env = { ...process.env, CHROMIUM: await ensureChromium(), FIREFOX: await findFirefox() };

const vitest = (project) =>
  bin(
    'vitest',
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`],
    { env },
  );
const playwright = (name, more = []) =>
  bin('playwright', ['test', ...more, '--reporter=list,json'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report(name) },
  });
const steps = {
  check: () => run('npm', ['run', '--silent', 'check'], { env }),
  unit: () => vitest('node'),
  deploy: () => vitest('deploy'),
  browser: () => vitest('browser'),
  e2e: () => playwright('e2e'),
  net: () => playwright('net', ['--config', 'playwright.net.config.ts']),
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
const reported = (names) => names.map(read).filter((result) => result !== null);
/** Of each test: where, its name, and `passed`, `failed` or `flaky` (only when it was tried again). */
const outcomes = [
  ...reported(['node', 'deploy', 'browser']).flatMap(vitestOutcomes),
  ...reported(['e2e', 'net']).flatMap(specs),
];
rmSync(reports, { recursive: true, force: true });

function vitestOutcomes({ testResults }) {
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName, status, failureMessages }) => {
      const outcome = status === 'passed' && failureMessages.length > 0 ? 'flaky' : status;
      return { name: `${relative(process.cwd(), file)}: ${fullName}`, outcome };
    }),
  );
}

function specs({ specs: own = [], suites = [] }) {
  const outcome = { expected: 'passed', unexpected: 'failed', flaky: 'flaky' };
  const mine = own.flatMap(({ file, title, tests }) =>
    tests.map(({ status }) => ({ name: `${file}: ${title}`, outcome: outcome[status] ?? status })),
  );
  return [...mine, ...suites.flatMap(specs)];
}

const those = (wanted) => outcomes.filter(({ outcome }) => outcome === wanted);
const list = (title, found) =>
  found.length > 0 && console.log([`\n${title}`, ...found.map((o) => `  ${o.name}`)].join('\n'));
list('passed only when they were tried again:', those('flaky'));
list('failed:', those('failed'));
if (failedSteps.length > 0) console.error(`\nsteps that failed: ${failedSteps.join(', ')}`);
const passed = those('passed').length + those('flaky').length;
console.log(`\n${passed} passed, ${Math.max(those('failed').length, failedSteps.length > 0 ? 1 : 0)} failed`);
process.exit(failedSteps.length > 0 ? 1 : 0);
