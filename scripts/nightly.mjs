// `npm run test:nightly`: what takes hours. A million hostile frames, ten rounds of faults in their full length, a film of
// 1 GiB, and what a day of toggles and cut sockets leaves behind. Ends with the steps that failed.
import { bin, ensureBuilt, ensureInstalled, run } from './tools.mjs';

const ROUNDS = 10;
const env = { ...process.env, FAULTS: 'full', REPEATS: 'full' };
const faults = () => bin('vitest', ['run', '--project', 'slow', 'test/faults'], { env });
const STEPS = {
  fuzz: () => run('npm', ['run', 'fuzz'], { env }),
  ...Object.fromEntries(Array.from({ length: ROUNDS }, (_, round) => [`faults, round ${round + 1}`, faults])),
  'restarts and toggles': () =>
    bin('vitest', ['run', '--project', 'browser', 'test/browser/soak.test.ts', 'test/browser/peer.test.ts'], { env }),
  'a film of 1 GiB': () =>
    bin('playwright', ['test', '--project=e2e', 'test/e2e/files.spec.ts', '--grep', 'each night'], { env }),
  soak: () => run('npm', ['run', 'bench:soak'], { env }),
};

await ensureInstalled();
await ensureBuilt();
const failed = [];
for (const [name, step] of Object.entries(STEPS)) {
  console.log(`\n== ${name}`);
  if ((await step()) !== 0) failed.push(name);
}
console.log(failed.length > 0 ? `failed: ${failed.join('; ')}` : 'all passed');
process.exitCode = failed.length > 0 ? 1 : 0;
