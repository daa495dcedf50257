/**
 * `npm run bench:setup`: how long a call takes from the click, or from the link, to the first picture on both sides, in
 * the built product, beside a bare pair of peer connections. `npm run bench:setup -- --runs 30` for other than 15.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CASES, type CaseName } from './cases.js';
import { Lab } from './lab.js';
import type { Run } from './report.js';
import { budgets, clocks, steps, times } from './tables.js';

const DELAY_MS = 100;

function build(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function shuffled<T>(values: readonly T[]): T[] {
  const rest = [...values];
  return values.flatMap(() => rest.splice(Math.floor(Math.random() * rest.length), 1));
}

/** Cases take turns in an order drawn anew each round, so that a busy moment is nobody's alone. */
async function measure(lab: Lab, rounds: number): Promise<Record<CaseName, (Run | null)[]>> {
  const runs: Record<CaseName, (Run | null)[]> = { bare: [], prepared: [], 'prepared+delay': [], 'open+delay': [] };
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`round ${round} of ${rounds}`);
    for (const name of shuffled(Object.keys(CASES) as CaseName[])) runs[name].push(await attempt(lab, name));
  }
  return runs;
}

async function attempt(lab: Lab, name: CaseName): Promise<Run | null> {
  try {
    return await CASES[name](lab);
  } catch (error) {
    console.error(`${name}: ${String(error)}`);
    return null;
  } finally {
    await lab.clear();
  }
}

const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const rounds = Number(values.runs);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--runs needs a whole number');

build();
const lab = await Lab.open({ delayMs: DELAY_MS });
const runs = await measure(lab, rounds);
await lab.close();
console.log(`Chromium ${lab.browserVersion}; B joins and offers, A waits and answers; +delay: ${DELAY_MS} ms each way`);
for (const text of [times(runs), budgets(runs), steps(runs), clocks(runs)]) console.log(`\n${text}`);
