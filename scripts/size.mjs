// `npm run size`: what a page loads, gzipped; fails above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureBuilt, ensureInstalled, root } from './tools.mjs';

const BUDGET = 45_000;

await ensureInstalled();
await ensureBuilt();
const folder = join(root, 'dist/cdn');
const sizeOf = (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
const chunks = readdirSync(join(folder, 'rtc-call')).filter((name) => name.endsWith('.js'));
const size = sizeOf('rtc-call.js');
console.log(`/rtc-call.js  ${(size / 1000).toFixed(1)} kB gzip, at most ${BUDGET / 1000}`);
for (const name of chunks)
  console.log(`  on demand: rtc-call/${name}  ${(sizeOf(`rtc-call/${name}`) / 1000).toFixed(1)} kB`);
// A chunk that uses what the element has too may pull it out into a third file, which every page would wait for.
const waits = /^import\b[^;]*["']\.\/rtc-call\//.test(readFileSync(join(folder, 'rtc-call.js'), 'utf8'));
if (waits) console.log('/rtc-call.js imports a chunk before it can begin: see docs/decisions/0009-bytes.md');
if (size > BUDGET || waits) process.exit(1);
