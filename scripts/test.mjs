// `npm test`: installs and builds what is missing, then format, lint, types, unit, browser, and the end-to-end tests of the
// promises. `-- --all`: everything. `-- e2e`: one step. `-- test/unit/bell.test.ts`: one file. Ends with a line that counts.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, bin, ensureBuilt, ensureInstalled, run } from './tools.mjs';

const FAST = ['check', 'unit', 'browser', 'promises'];
const ALL = ['check', 'unit', 'slow', 'deploy', 'browser', 'e2e', 'net'];
const STEPS = {
  check: () => run('npm', ['run', '--silent', 'check'], { env }),
  unit: () => vitest('unit', ['--project', 'unit']),
  slow: () => vitest('slow', ['--project', 'slow']),
  deploy: () => vitest('deploy', ['--project', 'deploy']),
  browser: () => vitest('browser', ['--project', 'browser']),
  promises: () => playwright('promises', ['--project', 'e2e', '--grep', '@promise', '--workers', '2']),
  // Two at a time starve each other's media on two cores.
  e2e: () => playwright('e2e', ['--project', 'e2e', '--workers', '1']),
  // One network lab at a time.
  net: () => playwright('net', ['--project', 'net', '--workers', '1']),
};
/** Programs of Debian's that tests run; without one its tests are skipped, and say so. */
const PROGRAMS = {
  coturn: ['/usr/bin/turnserver'],
  iproute2: ['/usr/sbin/ip', '/usr/bin/ip', '/sbin/ip'],
  nftables: ['/usr/sbin/nft', '/usr/bin/nft', '/sbin/nft'],
  openssl: ['/usr/bin/openssl'],
  'redis-server': ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
};

const given = process.argv.slice(2);
const files = given.filter((name) => name.includes('/'));
const named = given.filter((name) => !name.startsWith('-') && !name.includes('/'));
const unknown = [...named.filter((name) => !(name in STEPS)), ...files.filter((path) => !existsSync(path))];
if (unknown.length > 0) {
  console.error(`no such step or file: ${unknown.join(', ')}; the steps are ${Object.keys(STEPS).join(', ')}`);
  process.exit(2);
}

const reports = mkdtempSync(join(tmpdir(), 'rtc-call-test-'));
await ensureInstalled();
await ensureBuilt();
const env = await environment();
const failed = [];
for (const [name, step] of steps()) {
  const began = Date.now();
  console.log(`\n== ${name}`);
  if ((await step()) !== 0) failed.push(name);
  console.log(`== ${name}: ${Math.round((Date.now() - began) / 1000)} s`);
}
const { conclude, outcomesOf } = await import('./outcomes.mjs');
conclude(readReports().flatMap(outcomesOf), failed);
rmSync(reports, { recursive: true, force: true });
process.exitCode = failed.length > 0 ? 1 : 0;

/** Of the runs that could start. */
function readReports() {
  return readdirSync(reports).map((name) => JSON.parse(readFileSync(join(reports, name), 'utf8')));
}

function steps() {
  if (files.length > 0) return filesByRunner();
  const tier = given.includes('--all') ? ALL : FAST;
  return (named.length > 0 ? named : tier).map((name) => [name, STEPS[name]]);
}

function filesByRunner() {
  const ofPlaywright = files.filter((path) => path.endsWith('.spec.ts'));
  const ofVitest = files.filter((path) => !path.endsWith('.spec.ts'));
  return [
    ...(ofVitest.length > 0 ? [['vitest', () => vitest('vitest', ofVitest)]] : []),
    ...(ofPlaywright.length > 0 ? [['playwright', () => playwright('playwright', ofPlaywright)]] : []),
  ];
}

async function environment() {
  const { ensureChromium } = await import('./chromium.mjs');
  const { findFirefox } = await import('./firefox.mjs');
  for (const [name, paths] of Object.entries(PROGRAMS))
    if (!paths.some((path) => existsSync(path))) await aptInstall(name);
  return { ...process.env, CHROMIUM: await ensureChromium(), FIREFOX: await findFirefox() };
}

function vitest(name, args) {
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, name)}.json`];
  return bin('vitest', ['run', ...args, ...report], { env });
}

function playwright(name, args) {
  const report = { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, `${name}.json`) };
  return bin('playwright', ['test', ...args, '--reporter=list,json'], { env: { ...env, ...report } });
}
