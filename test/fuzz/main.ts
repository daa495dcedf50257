/**
 * `npm run fuzz`: a million hostile frames over both transports against the built server, while two honest people talk.
 * `-- --seed 7` for those of another run, `-- --frames 20000` for fewer. Ends with 1 and the faults, if there are any.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { attack, type Outcome } from './attack.js';

const ROUNDS = 10;
/** With all limits on, most are turned away at the door. */
const LIMITED_SHARE = 0.02;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number from 1 on`);
  return value;
}

function build(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function conclude(what: string, { tally, faults }: Outcome): void {
  console.log(`${what}: ${tally.frames} frames; answered: ${tally.answers}`);
  for (const fault of faults) console.error(`FAULT: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
  },
});
const [frames, seed] = [wholeNumber('frames', values.frames), wholeNumber('seed', values.seed)];
const report = (line: string): void => console.log(line);

build();
console.log(`--seed ${seed}`);
const perRound = Math.ceil(frames / ROUNDS);
conclude('limits off', await attack({ seed, frames: perRound, rounds: ROUNDS, limits: false, report }));
const few = Math.ceil(frames * LIMITED_SHARE);
conclude('limits on', await attack({ seed, frames: few, rounds: 1, limits: true, report }));
// With connections that were reset in the middle of a write, Node 20 may otherwise wait for those writes for ever after the last line.
process.exit();
