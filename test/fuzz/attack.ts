/** A crowd of hostile clients on one server, while two honest people talk; and what has to hold afterwards. */
import { setTimeout as delay } from 'node:timers/promises';
import { Dice } from './dice.js';
import { HonestPair } from './honest.js';
import type { Line } from './line.js';
import { session } from './sessions.js';
import { Tally } from './tally.js';
import { Target, TOKEN, type Measured } from './target.js';

/** Hostile clients at a time. */
const AT_ONCE = 48;
const PRIME = 1_000_003;
/** The server pings every 10 s and waits 8 s; a request may take 30 s, and is looked at every second. */
const LINGER_MS = 45_000;
const POLL_MS = 500;

export interface Plan {
  readonly seed: number;
  /** In each round. */
  readonly frames: number;
  readonly rounds: number;
  readonly limits: boolean;
  readonly report: (line: string) => void;
}

export interface Outcome {
  readonly tally: Tally;
  /** All that should not be; none if all is well. */
  readonly faults: string[];
  /** After each round. */
  readonly measured: readonly Measured[];
  readonly served: number;
}

/** Bytes of heap that the last round may have more than the first. */
const GROWTH = 8 * 2 ** 20;

export async function attack({ seed, frames, rounds, limits, report }: Plan): Promise<Outcome> {
  const target = await new Target({ limits }).open();
  const { pid } = target;
  const honest = await new HonestPair(target.url).open();
  const tally = new Tally();
  const before = await target.measure();
  const measured: Measured[] = [];
  const faults: string[] = [];
  for (let round = 1; round <= rounds && target.alive && honest.complaints.length === 0; round += 1) {
    const began = performance.now();
    const lingering = await crowd(target, honest, tally, new Dice(seed * PRIME + round), frames * round);
    const pace = Math.round(frames / ((performance.now() - began) / 1_000));
    faults.push(...(await ended(target, lingering)));
    if (target.alive) faults.push(...(await settled(target, before)));
    if (target.alive) measured.push(await target.measure());
    report(line(round, pace, measured.at(-1), honest, tally));
  }
  await honest.close();
  const alive = target.alive && target.pid === pid;
  const code = await target.stop();
  if (!alive) faults.push(`the server has ended with code ${code}`);
  else if (code !== 0) faults.push(`the server did not stop cleanly: ${code}`);
  faults.push(...honest.complaints, ...target.complaints, ...grown(measured));
  return { tally, faults, measured, served: honest.served };
}

/** Resolves to the connections that were left to the server. */
async function crowd(target: Target, honest: HonestPair, tally: Tally, dice: Dice, until: number): Promise<Line[]> {
  const lingering: Line[] = [];
  const ground = { port: target.port, token: TOKEN, tally, lingering };
  const on = (): boolean => tally.frames < until && target.alive && honest.complaints.length === 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (on()) await session(dice.fork(), ground);
    }),
  );
  return lingering;
}

/** Whoever was left alone by their client. */
async function ended(target: Target, lingering: readonly Line[]): Promise<string[]> {
  if (!target.alive) return [];
  const results = await Promise.all(lingering.map((each) => each.ends(LINGER_MS)));
  const hung = results.filter((ended) => !ended).length;
  for (const each of lingering) each.leave('reset');
  return hung > 0 ? [`${hung} of ${results.length} silent connections were not ended`] : [];
}

/** The honest pair, and nothing else. */
async function settled(target: Target, before: Measured): Promise<string[]> {
  let [seats, sockets, open] = [0, 0, 0];
  for (let waited = 0; waited < LINGER_MS; waited += POLL_MS) {
    seats = await target.figure('rtc_seats');
    sockets = await target.figure('rtc_sockets');
    ({ sockets: open } = await target.measure());
    // Newcomers come and go, and the figures are asked for by a connection.
    if (seats <= 4 && sockets <= 4 && open <= before.sockets + 6) return [];
    await delay(POLL_MS);
  }
  return [`left behind: ${seats} seats, ${sockets} sockets, ${open} connections (${before.sockets} at the start)`];
}

function grown(measured: readonly Measured[]): string[] {
  const [first, last] = [measured[0]?.heap ?? 0, measured.at(-1)?.heap ?? 0];
  return last - first > GROWTH ? [`the heap grew from ${mib(first)} to ${mib(last)}`] : [];
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function line(round: number, pace: number, measured: Measured | undefined, honest: HonestPair, tally: Tally): string {
  const { heap = 0, sockets = 0, cpu = 0, stall = 0 } = measured ?? {};
  const pair = `${honest.served} honest signals served, the slowest in ${honest.slowest.toFixed(0)} ms, ${honest.newcomers} newcomers`;
  return `${round}. ${tally.frames} frames of ${tally.sessions} clients, ${pace} a second; heap ${mib(heap)}, ${sockets} connections, ${cpu.toFixed(0)} s of the processor, stalled for ${stall.toFixed(0)} ms at most; ${pair}`;
}
