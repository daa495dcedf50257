// `npm run size`: what a page loads, as it is served (brotli) and gzipped. Fails above the budget, and where a file waits for
// another one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ensureBuilt, ensureInstalled, root } from './tools.mjs';

/** Bytes of /rtc-call.js, brotli. */
const BUDGET = 50_000;

await ensureInstalled();
await ensureBuilt();
const folder = join(root, 'dist/cdn');
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(8);
const sizes = (code) => [brotliCompressSync(code).length, gzipSync(code, { level: 9 }).length];
/** What it imports before it can begin. */
const importsOf = (code) =>
  [...code.matchAll(/\bimport\b[^;"'`]*?from\s*["'`]([^"'`]+)["'`]/g)].map(([, path]) => path);

const parts = readdirSync(join(folder, 'rtc-call')).filter((name) => name.endsWith('.js'));
const faults = [];
console.log('  brotli     gzip');
for (const name of ['rtc-call.js', ...parts.map((part) => `rtc-call/${part}`)]) {
  const code = readFileSync(join(folder, name), 'utf8');
  const [brotli, gzip] = sizes(code);
  console.log(`${kB(brotli)} ${kB(gzip)}  /${name}`);
  const waitsFor = importsOf(code);
  if (waitsFor.length > 0) faults.push(`/${name} waits for ${waitsFor.join(', ')}`);
  if (name === 'rtc-call.js' && brotli > BUDGET) faults.push(`/${name} is above its budget of ${BUDGET / 1000} kB`);
}
console.log(`${parts.length + 1} files; /rtc-call.js may have ${BUDGET / 1000} kB (brotli)`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
