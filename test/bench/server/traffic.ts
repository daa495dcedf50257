/** What pairs that sit say to each other: as fast as the server goes, or at a pace. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pair } from './pair.js';
import { sdpOf, type Peer } from './peer.js';

export const MESSAGES = { signal: 'signals, acknowledged', candidates: 'candidates, not acknowledged' } as const;
export type Message = keyof typeof MESSAGES;

/** Characters of a description: a message is about 1 kB. */
const SDP = sdpOf(900);

/** The other one's answer to what `from` says, or its arrival. */
interface Way {
  readonly from: Peer;
  send(): void;
  /** Called for each message that got there: a signal once `from` knows. */
  arrived: () => void;
}

function wayOf(message: Message, from: Peer, to: Peer): Way {
  const send = message === 'signal' ? () => from.signal('offer', SDP) : () => from.candidates();
  const way: Way = { from, send, arrived: () => undefined };
  if (message === 'signal') from.onacknowledged = () => way.arrived();
  else to.oncandidates = () => way.arrived();
  return way;
}

const waysOf = (message: Message, pairs: readonly Pair[]): Way[] =>
  pairs.flatMap(({ callee, caller }) => [wayOf(message, callee, caller), wayOf(message, caller, callee)]);

/** Everybody sends `count` messages, each when the one before is there. */
export async function rush(message: Message, pairs: readonly Pair[], count: number): Promise<number> {
  const ways = waysOf(message, pairs);
  await Promise.all(ways.map((way) => oneAfterAnother(way, count)));
  return ways.length * count;
}

function oneAfterAnother(way: Way, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    way.arrived = () => {
      left -= 1;
      if (left > 0) way.send();
      else resolve();
    };
    way.send();
  });
}

/**
 * `rate` messages a second for `seconds`, by turns: how long each took, in milliseconds. Counted from when it was due, so that a load
 * that is late itself does not hide what waits.
 */
export async function pace(message: Message, pairs: readonly Pair[], rate: number, seconds: number): Promise<number[]> {
  const took: number[] = [];
  const ways = waysOf(message, pairs).map((way) => timed(way, took));
  const total = Math.round(rate * seconds);
  const began = performance.now();
  for (let sent = 0; sent < total;) {
    for (const now = performance.now(); sent < total && began + (sent * 1_000) / rate <= now; sent += 1)
      ways[sent % ways.length]?.(began + (sent * 1_000) / rate);
    await sleep(1);
  }
  while (took.length < total) await sleep(1);
  return took;
}

/** Sends what was due at a moment. What one person says arrives in its order. */
function timed(way: Way, took: number[]): (due: number) => void {
  const sent: number[] = [];
  way.arrived = () => void took.push(performance.now() - (sent.shift() ?? NaN));
  return (due) => {
    sent.push(due);
    way.send();
  };
}
