/**
 * `npm run bench:server`: the signaling server beside a bare Socket.IO relay, a bare ws relay and peerjs-server, by a load that
 * speaks their wires by hand from this process. Figures for each second of a server's processor hold on a busy machine, too.
 * `-- --only relays,setups --runs 3 --pairs 200 --calls 400 --seats 10000`; `--profile folder` leaves profiles of relays and setups.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openFileLimit } from './proc.js';
import { relays } from './server/relays.js';
import { restart } from './server/restart.js';
import { seats } from './server/seats.js';
import { installPeerJs } from './server/served.js';
import { setups } from './server/setups.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'relays,setups,seats,restart' },
    runs: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '200' },
    calls: { type: 'string', default: '400' },
    seats: { type: 'string', default: '10000' },
    profile: { type: 'string' },
  },
});
const [runs, pairs, calls, people] = [values.runs, values.pairs, values.calls, values.seats].map(Number) as [
  number,
  number,
  number,
  number,
];
/** Of a process beside its connections. */
const SPARE_FILES = 200;

const CASES = {
  relays: () => relays({ runs, pairs, profile: values.profile }),
  setups: () => setups({ runs, calls, profile: values.profile }),
  seats: () => seats({ runs, seats: people }),
  restart: () => restart({ runs, seats: people }),
} as const;
const isCase = (name: string): name is keyof typeof CASES => name in CASES;

const files = Math.max(people, pairs * 8) + SPARE_FILES;
if (openFileLimit() < files) throw new Error(`this needs ${files} open files: ulimit -n ${files}`);
await installPeerJs();
for (const name of values.only.split(',')) {
  if (!isCase(name)) throw new Error(`there is no ${name}: ${Object.keys(CASES).join(', ')}`);
  const before = loadavg()[0];
  console.log(`## ${name}\n\n${await CASES[name]()}`);
  console.log(`Load before and after: ${before?.toFixed(1)}, ${loadavg()[0]?.toFixed(1)}.\n`);
}
process.exit();
