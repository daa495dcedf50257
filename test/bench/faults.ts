/** The faults that are measured, one row of the table each. Every run starts anew: new people, new pages, a new room. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../shared/protocol.js';
import type { Transport } from '../net/relay.js';
import { now } from './clock.js';
import type { NearStage, Stages } from './stages.js';
import { backAfter, concealment, pictureGap, rate, soundGap, type Stretch, type Testimony } from './testimony.js';
import { both, type Pair, type Watched } from './watched.js';

/** The worse of two people's, each by the clock of their own page. */
export interface Run {
  /** What the budget is about, in milliseconds. */
  readonly ms: number;
  /** The longest time without a picture, and without sound that was not made up. */
  readonly pictureGap: number;
  readonly soundGap: number;
  /** The same in a stretch just before, as long if the call is as old. */
  readonly calmGap: number;
  /** Pictures a second, as a share of those before. */
  readonly pictures: number;
  /** Share of the sound that was made up. */
  readonly concealed: number;
  readonly restarts: number;
  /** Whether both have the peer connection that they had. */
  readonly same: boolean;
}

export interface Fault {
  readonly name: string;
  /** In words, for the table. */
  readonly budget: string;
  /** What `ms` is. */
  readonly measured: string;
  /** `round` begins with 1. */
  readonly measure: (stages: Stages, round: number) => Promise<Run>;
  readonly met: (runs: readonly Run[]) => boolean;
}

/** Pictures came back, and stay. */
const STEADY_MS = 2_000;
/** Time for a fault to show before anybody is asked whether it has passed. */
const SHOW_MS = 2_000;
/** An ordinary call, not one that has just begun. */
const TALK_MS = 30_000;
/** A path that is not back by then is not coming back. */
const GIVE_UP_MS = 90_000;
/** One picture of the fake camera more or less is jitter. */
const FRAME_MS = 50;

const MOVED_MS = 2_000;
const BACK_MS = 1_500;
const RELOAD_MS = 1_500;
/** Longer than server (10 + 8 s) and client take to notice. */
const BLACKHOLE_MS = 20_000;
const SERVER_AWAY_MS = 5_000;

const within =
  (ms: number) =>
  (runs: readonly Run[]): boolean =>
    runs.every((run) => run.ms <= ms);
const noneMissing = (runs: readonly Run[]): boolean =>
  Math.max(...runs.map(({ ms }) => ms)) <= Math.max(...runs.map(({ calmGap }) => calmGap)) + FRAME_MS;

type Measure = (testimony: Testimony, person: Watched) => number;

interface Watching {
  readonly pair: Pair;
  readonly before: readonly [Testimony, Testimony];
  readonly fault: Stretch;
  /** What the budget is about. */
  readonly ms: Measure;
}

async function judge({ pair, before, fault, ms }: Watching): Promise<Run> {
  const people = [pair.caller, pair.callee] as const;
  const after = await both(pair, (person) => person.testimony());
  const calm: Stretch = { from: Math.max(pair.calmSince, fault.from - (fault.to - fault.from)), to: fault.from };
  const worst = (measure: Measure): number =>
    Math.max(...people.map((person, index) => measure(after[index] ?? after[0], person)));
  return {
    ms: worst(ms),
    pictureGap: worst((seen, person) => pictureGap(seen, person.during(fault))),
    soundGap: worst((heard, person) => soundGap(heard, person.during(fault))),
    calmGap: worst((seen, person) => pictureGap(seen, person.during(calm))),
    pictures: -worst((seen, person) => -rate(seen, person.during(fault)) / rate(seen, person.during(calm))),
    concealed: worst((heard, person) => concealment(heard, person.during(fault))),
    restarts: worst(({ restarts }) => restarts),
    same: after.every(({ connected }, index) => connected >= 0 && connected === before[index]?.connected),
  };
}

const testimonies = (pair: Pair): Promise<[Testimony, Testimony]> => both(pair, (person) => person.testimony());

const gapDuring =
  (fault: Stretch): Measure =>
  (seen, person) =>
    pictureGap(seen, person.during(fault));

/** The one whose network changes takes turns. */
const whoseTurn = (round: number): Role => (round % 2 === 1 ? 'caller' : 'callee');

// --- Faults of the server, and of the way to it.

function signaling(name: string, lastsMs: number, happen: (stage: NearStage) => Promise<void>): Fault {
  return {
    name,
    budget: '0: none missing',
    measured: 'longest time between two pictures',
    met: noneMissing,
    async measure(stages) {
      const stage = await stages.near();
      const pair = await stage.call();
      await pause(lastsMs);
      const before = await testimonies(pair);
      const from = now();
      await happen(stage);
      await pause(Math.max(0, from + lastsMs - now()));
      const fault = { from, to: now() };
      return judge({ pair, before, fault, ms: gapDuring(fault) });
    },
  };
}

async function killed({ app }: NearStage): Promise<void> {
  await app.stop('SIGKILL');
  await pause(SERVER_AWAY_MS);
  await app.start();
}

async function blackholed({ proxy }: NearStage): Promise<void> {
  proxy.blackhole();
  await pause(BLACKHOLE_MS);
  proxy.heal();
}

// --- A page goes and comes again.

function reload(who: Role): Fault {
  return {
    name: `reload of the ${who}`,
    budget: '≤ 1.5 s',
    measured: "from the reloaded page's first script to pictures on both sides",
    met: within(RELOAD_MS),
    async measure(stages) {
      const pair = await (await stages.near()).call();
      await pause(SHOW_MS);
      const before = await testimonies(pair);
      const from = now();
      await pair[who].page.reload();
      await pair[who].setClock();
      await both(pair, (person) => person.flows({ since: from, forMs: STEADY_MS, withinMs: GIVE_UP_MS }));
      // By this process's clock; the one who stayed saw the page before on another track.
      const shown = (await pair[who].testimony()).firstScriptAt - pair[who].at(0);
      const track = before[who === 'caller' ? 1 : 0].frames.at(-1)?.track;
      const ms: Measure = (seen, person) => backAfter(seen, person.at(shown), person === pair[who] ? undefined : track);
      return judge({ pair, before, fault: { from, to: now() }, ms });
    },
  };
}

// --- Faults of the path.

function moved(by?: Transport): Fault {
  return {
    name: `address change, ${by ? `relay by ${by}` : 'direct'}`,
    budget: '≤ 2.0 s',
    measured: 'longest time between two pictures',
    met: within(MOVED_MS),
    async measure(stages, round) {
      const stage = await stages.far();
      const pair = await stage.call(by);
      await pause(SHOW_MS);
      const before = await testimonies(pair);
      const from = now();
      await stage.lab.changeAddress(whoseTurn(round));
      await both(pair, (person) => person.flows({ since: from + SHOW_MS, forMs: STEADY_MS, withinMs: GIVE_UP_MS }));
      const fault = { from, to: now() };
      return judge({ pair, before, fault, ms: gapDuring(fault) });
    },
  };
}

/**
 * What is late in a call that has just begun delays the next pictures for long (Chromium's TimestampExtrapolator weighs each
 * picture by their number), so both ages are measured where pictures can be late: packets are sent again for 3 s.
 */
function silent(seconds: number, { name = '', talkMs = SHOW_MS } = {}): Fault {
  return {
    name: `all packets lost for ${seconds} s${name}`,
    budget: '≤ 1.5 s',
    measured: 'from the end of the loss to the next pictures',
    met: (runs) => within(BACK_MS)(runs) && (seconds > 30 || runs.every(({ same }) => same)),
    async measure(stages) {
      const stage = await stages.far();
      const pair = await stage.call();
      await pause(talkMs);
      const before = await testimonies(pair);
      const from = now();
      await stage.lab.cut();
      await pause(seconds * 1_000);
      const healed = now();
      await stage.lab.heal();
      await both(pair, (person) => person.flows({ since: healed, forMs: STEADY_MS, withinMs: GIVE_UP_MS }));
      const ms: Measure = (seen, person) => backAfter(seen, person.at(healed));
      return judge({ pair, before, fault: { from, to: now() }, ms });
    },
  };
}

function lossy(percent: number, seconds: number): Fault {
  return {
    name: `${percent} % loss for ${seconds} s`,
    budget: 'no restart',
    measured: 'longest time between two pictures',
    met: (runs) => runs.every(({ restarts, same }) => restarts === 0 && same),
    async measure(stages) {
      const stage = await stages.far();
      const pair = await stage.call();
      await pause(seconds * 1_000);
      const before = await testimonies(pair);
      const from = now();
      await stage.lab.lose('all', percent);
      await pause(seconds * 1_000);
      const fault = { from, to: now() };
      const run = await judge({ pair, before, fault, ms: gapDuring(fault) });
      await stage.lab.heal();
      return run;
    },
  };
}

export const FAULTS: readonly Fault[] = [
  signaling('socket cut', 8_000, async ({ proxy }) => proxy.cut()),
  signaling('socket blackholed for 20 s', BLACKHOLE_MS + 3_000, blackholed),
  signaling('server killed, away for 5 s', 12_000, killed),
  signaling('server restarted', 8_000, ({ app }) => app.restart()),
  reload('caller'),
  reload('callee'),
  moved(),
  moved('udp'),
  moved('tcp'),
  moved('tls'),
  silent(3, { talkMs: TALK_MS }),
  silent(3, { name: ', of a call’s first' }),
  silent(10),
  silent(40),
  lossy(20, 30),
];
