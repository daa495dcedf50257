/** Two test clients in one room, and what a test asks of them. */
import { expect } from 'vitest';
import { opposite, type IceCandidate, type Role } from '../../shared/protocol.js';
import { offer, person, randomId, seat, type ClientOptions, type TestClient, type Way } from './client.js';

export interface Pair {
  /** Sits on the seat that the suite is about. */
  one: TestClient;
  /** Sits opposite, and came second. */
  other: TestClient;
  room: string;
}

export const candidate = (n: number): IceCandidate => ({ candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0 });

/** Two people in one room, with all they were told so far read. */
export async function pair(url: Way, role: Role, options?: ClientOptions): Promise<Pair> {
  const room = randomId();
  const one = await seat(url, role, person({ room }), options);
  const other = await seat(url, opposite(role), person({ room }), options);
  await one.peers.next();
  return { one, other, room };
}

/** Descriptions and candidates still pass, in both directions. */
export async function expectRelays({ one, other }: Pick<Pair, 'one' | 'other'>): Promise<void> {
  await expectRelay(one, other);
  await expectRelay(other, one);
}

async function expectRelay(from: TestClient, to: TestClient): Promise<void> {
  from.socket.emit('candidates', { to: to.instance, candidates: [candidate(1)] });
  expect(await from.signal(to.instance, offer('still there'))).toEqual({ ok: true });
  expect(await to.candidates.next()).toEqual({ candidates: [candidate(1)], from: from.instance });
  expect(await to.signals.next()).toEqual({ ...offer('still there'), from: from.instance });
}

/** Nothing was said to anybody that was not read. */
export async function expectSilence(...clients: readonly TestClient[]): Promise<void> {
  for (const client of clients) {
    await client.caughtUp();
    for (const inbox of [client.peers, client.signals, client.candidates, client.byes, client.disconnects])
      expect(inbox.unread).toEqual([]);
  }
}
