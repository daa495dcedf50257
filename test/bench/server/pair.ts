/** Two people of one room. */
import { randomId, type Peer, type Person } from './peer.js';
import type { Served } from './served.js';

export interface Pair {
  readonly callee: Peer;
  readonly caller: Peer;
}

/** Who they will be. */
export function couple(more: Partial<Person> = {}): { callee: Person; caller: Person } {
  const [room, one, other] = [randomId(), randomId(), randomId()];
  const both = { room, acknowledges: true, ...more };
  return {
    callee: { ...both, role: 'callee', id: one, to: other },
    caller: { ...both, role: 'caller', id: other, to: one },
  };
}

/** Connections that are opened at a time. */
const AT_A_TIME = 50;

/** Each of `count` pieces of work, some at a time. */
export async function each<T>(count: number, work: () => Promise<T>, atATime = AT_A_TIME): Promise<T[]> {
  const done: T[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) done.push(await work());
  };
  await Promise.all(Array.from({ length: Math.min(count, atATime) }, worker));
  return done;
}

/** Seated and ready to talk. */
export const seatPairs = (server: Served, count: number): Promise<Pair[]> =>
  each(count, async () => {
    const { callee, caller } = couple();
    const [one, other] = [server.greet(callee), server.greet(caller)];
    await Promise.all([one.ready(), other.ready()]);
    for (const peer of [one, other]) peer.onclose = lost;
    return { callee: one, caller: other };
  });

function lost(): never {
  throw new Error('a server has closed a connection');
}

export async function closeAll(pairs: readonly Pair[]): Promise<void> {
  await Promise.all(pairs.flatMap(({ callee, caller }) => [callee.close(), caller.close()]));
}
