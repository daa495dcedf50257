/**
 * `npm run bench:recovery`: what two people miss of each other when something fails, in the built product.
 * `-- --runs 3` for other than 10; `-- --only "address change"` for the faults whose names hold that, as often as wanted.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { FAULTS, type Fault, type Run } from './faults.js';
import { details, figures } from './markdown.js';
import { Stages } from './stages.js';

function build(): void {
  if (process.env['RTC_CALL_DIST']) return; // Built by whoever named it.
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

/** Faults take turns, so that a busy moment is not one fault's alone. */
async function measure(stages: Stages, faults: readonly Fault[], rounds: number): Promise<Map<Fault, (Run | null)[]>> {
  const results = new Map<Fault, (Run | null)[]>(faults.map((fault) => [fault, []]));
  for (let round = 1; round <= rounds; round += 1)
    for (const [fault, runs] of results) runs.push(await attempt(stages, fault, round));
  return results;
}

async function attempt(stages: Stages, fault: Fault, round: number): Promise<Run | null> {
  try {
    const run = await fault.measure(stages, round);
    console.error(`${round}. ${fault.name}: ${run.ms.toFixed(0)} ms`);
    return run;
  } catch (error) {
    console.error(`${round}. ${fault.name}: ${String(error)}`);
    return null;
  } finally {
    await stages.clear();
  }
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, only: { type: 'string', multiple: true, default: [] } },
});
const rounds = Number(values.runs);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--runs needs a whole number');
const wanted = ({ name }: Fault): boolean =>
  values.only.length === 0 || values.only.some((part) => name.includes(part));
const faults = FAULTS.filter(wanted);
if (faults.length === 0) throw new Error(`--only names none of: ${FAULTS.map(({ name }) => name).join('; ')}`);

build();
const stages = new Stages();
try {
  const results = await measure(stages, faults, rounds);
  const machine = `${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)} at the end`;
  console.log(
    `Chromium ${await stages.browserVersion()}, fake camera, ${machine}; the worse of both people's is shown.`,
  );
  console.log(`\n${figures(results)}\n\n${details(results)}`);
} finally {
  await stages.close();
}
