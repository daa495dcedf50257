/** What a person costs in memory who sits and says nothing: pairs, as in a call that runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { markdown } from '../markdown.js';
import { median } from '../stats.js';
import { closeAll, seatPairs } from './pair.js';
import { KINDS, NAMES, Served, type Kind } from './served.js';

/** Pairs that came and went before: what a server loads and compiles once is nobody's. */
const WARM = 100;
const SETTLE_MS = 2_000;
/** Of a bare Socket.IO connection. */
const BUDGET = 1.25;

export interface SeatOptions {
  readonly runs: number;
  readonly seats: number;
}

/** KiB a seat: as it is, and once the garbage of their coming is collected. */
interface Memory {
  readonly resident: number;
  readonly collected: number;
}

async function measure(kind: Kind, seats: number): Promise<Memory> {
  const server = await Served.start(kind);
  await closeAll(await seatPairs(server, WARM));
  const before = await collected(server);
  const pairs = await seatPairs(server, seats / 2);
  await sleep(SETTLE_MS);
  const resident = server.rss;
  const after = await collected(server);
  const each = (bytes: number): number => (bytes - before) / seats / 1_024;
  const end = closeAll(pairs);
  await server.end();
  await end;
  return { resident: each(resident), collected: each(after) };
}

async function collected(server: Served): Promise<number> {
  server.collect();
  await sleep(SETTLE_MS);
  return server.rss;
}

export async function seats({ runs, seats: count }: SeatOptions): Promise<string> {
  const measured = new Map<Kind, Memory[]>(KINDS.map((kind) => [kind, []]));
  for (let run = 0; run < runs; run += 1)
    for (const kind of KINDS) measured.get(kind)?.push(await measure(kind, count));
  const bare = measured.get('socketio') ?? [];
  const head = ['server', 'KiB a seat', 'of bare Socket.IO', 'after a collection', 'of it', `budget ${BUDGET}`];
  const rows = KINDS.map((kind) => row(kind, measured.get(kind) ?? [], bare));
  return `${markdown([head, ...rows])}\n\n${count} seats in pairs; runs: ${runs}.`;
}

function row(kind: Kind, mine: readonly Memory[], bare: readonly Memory[]): string[] {
  const ratio = (key: keyof Memory): number => median(mine.map((one, run) => one[key] / (bare[run]?.[key] ?? NaN)));
  const kib = (key: keyof Memory): string => median(mine.map((one) => one[key])).toFixed(1);
  const met = ratio('resident') <= BUDGET && ratio('collected') <= BUDGET;
  return [
    NAMES[kind],
    kib('resident'),
    ratio('resident').toFixed(2),
    kib('collected'),
    ratio('collected').toFixed(2),
    kind === 'ours' ? (met ? 'met' : '**MISSED**') : '',
  ];
}
