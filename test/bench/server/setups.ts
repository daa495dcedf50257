/**
 * Whole calls: both connect, one offers, the other answers, four candidates go each way, both hang up. Each server hears what its own
 * client says, as two pages of Chromium were seen to say it: rtc-call's says nothing in the lobby, sends an
 * offer also where it comes first, gathers candidates into batches, and takes leave; PeerJS asks for a name where it
 * has none, as the caller, sends each candidate by itself, acknowledges nothing, and hangs up by closing the connection.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { markdown } from '../markdown.js';
import { median } from '../stats.js';
import { couple, each } from './pair.js';
import { sdpOf, type Peer } from './peer.js';
import { askForName } from './peerjs-peer.js';
import { KINDS, NAMES, Served, type Kind } from './served.js';

/** Of a real offer and a real answer. */
const [OFFER, ANSWER] = [sdpOf(10_000), sdpOf(5_000)];
/** Candidates found in one moment after another, as a machine with two addresses has them: by UDP, and both by TCP. */
const MOMENTS = [1, 1, 2];
const CANDIDATES = MOMENTS.reduce((sum, count) => sum + count);
/** Between two of these; what rtc-call's client gathers for so long goes together. */
const MOMENT_MS = 10;
const AT_A_TIME = 32;

export interface SetupOptions {
  readonly runs: number;
  /** In one round, by each server. */
  readonly calls: number;
  readonly profile: string | undefined;
}

interface Round {
  readonly perCpu: number;
  readonly perSecond: number;
}

async function call(server: Served): Promise<void> {
  const peerJs = server.kind === 'peerjs';
  const { callee, caller } = couple({ acknowledges: !peerJs });
  const one = server.greet({ ...callee, prepared: OFFER });
  const offered = new Promise<void>((resolve) => (one.onsignal = resolve));
  await one.ready();
  const closePage = peerJs ? await askForName(server.port) : () => undefined;
  const other = server.greet({ ...caller, offer: OFFER });
  const answered = new Promise<void>((resolve) => (other.onsignal = resolve));
  await Promise.all([other.ready(), offered]);
  const messages = peerJs ? CANDIDATES : MOMENTS.length;
  const gathered = [one, other].map((peer) => times(messages, (done) => (peer.oncandidates = done)));
  one.signal('answer', ANSWER);
  await Promise.all([answered, ...gathered, gather(one), gather(other)]);
  await Promise.all([one.leave(), other.leave()]);
  closePage();
}

async function gather(peer: Peer): Promise<void> {
  for (const count of MOMENTS) {
    peer.candidates(count);
    await sleep(MOMENT_MS);
  }
}

function times(count: number, listen: (done: () => void) => void): Promise<void> {
  let left = count;
  return new Promise((resolve) => listen(() => void ((left -= 1) === 0 && resolve())));
}

async function round(server: Served, calls: number): Promise<Round> {
  const [cpu, began] = [server.cpu, performance.now()];
  await each(calls, () => call(server), AT_A_TIME);
  const seconds = (performance.now() - began) / 1_000;
  return { perCpu: calls / (server.cpu - cpu), perSecond: calls / seconds };
}

export async function setups({ runs, calls, profile }: SetupOptions): Promise<string> {
  const servers: Served[] = [];
  for (const kind of KINDS) servers.push(await Served.start(kind, { profile }));
  const rounds = new Map<Kind, Round[]>(KINDS.map((kind) => [kind, []]));
  for (const server of servers) await round(server, calls);
  for (let run = 0; run < runs; run += 1)
    for (const server of run % 2 === 0 ? servers : servers.toReversed())
      rounds.get(server.kind)?.push(await round(server, calls));
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
  const head = ['server', 'calls a CPU second', 'of peerjs-server', 'calls a second', 'budget 1'];
  const rows = KINDS.map((kind) => row(kind, rounds.get(kind) ?? [], rounds.get('peerjs') ?? []));
  return `${markdown([head, ...rows])}\n\n${runs} rounds of ${calls} calls, ${AT_A_TIME} at a time.`;
}

function row(kind: Kind, rounds: readonly Round[], theirs: readonly Round[]): string[] {
  const ratios = rounds.map(({ perCpu }, run) => perCpu / (theirs[run]?.perCpu ?? NaN));
  return [
    NAMES[kind],
    median(rounds.map(({ perCpu }) => perCpu)).toFixed(0),
    `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    median(rounds.map(({ perSecond }) => perSecond)).toFixed(0),
    kind === 'ours' ? (median(ratios) > 1 ? 'met' : '**MISSED**') : '',
  ];
}
