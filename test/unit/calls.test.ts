import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { Calls } from '../../server/calls.js';
import { MemoryLedger, type Ledger } from '../../server/ledger.js';

import { Observer, type SeatOf } from '../../server/observer.js';
import type { PeerInfo, Role } from '../../shared/protocol.js';

const log = pino({ level: 'silent' });

const seatOf = (role: Role, instance: string, room = 'r'): SeatOf => ({ room, role, claimant: { instance } });
const here = (instance: string): PeerInfo => ({ instance, state: 'here' });

/** A server that sees what the test says, and all it tells of it. */
function server(ledger: Ledger = new MemoryLedger()) {
  let now = 1_000_000;
  const observer = new Observer();
  const calls = new Calls({ observer, ledger, log, now: () => now });
  const told: string[] = [];
  calls.on('opened', (room) => told.push(`opened ${room}`));
  calls.on('started', (room) => told.push(`started ${room}`));
  calls.on('ended', ({ room, reason, since, until }) => told.push(`ended ${room} ${reason} ${until - since}`));
  calls.on('set-up', (ms) => told.push(`set up ${ms}`));
  calls.on('reconnected', (role) => told.push(`back ${role}`));
  const pass = (ms: number): void => void (now += ms);
  const news = async (): Promise<string[]> => {
    await calls.settled();
    return told.splice(0);
  };
  /** As signaling says it on one server: the one who waits is told after the newcomer is seated. */
  const pair = (): void => {
    observer.emit('seated', seatOf('callee', 'bob'), null);
    pass(5_000);
    observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
    observer.emit('told', seatOf('callee', 'bob'), here('ann'));
  };
  return { observer, calls, pass, now: () => now, news, pair, told };
}

describe('a room', () => {
  test('opens with the first who comes, and once', async () => {
    const { observer, news } = server();
    observer.emit('seated', seatOf('callee', 'bob'), null);
    observer.emit('seated', seatOf('callee', 'bob'), null);
    expect((await news()).toSorted()).toEqual(['back callee', 'opened r']);
  });

  test('opens again when everybody had gone', async () => {
    const { observer, news, now, calls } = server();
    observer.emit('seated', seatOf('callee', 'bob'), null);
    observer.emit('vacated', seatOf('callee', 'bob'), 'hung-up', now());
    expect(calls.rooms.size).toBe(0);
    observer.emit('seated', seatOf('callee', 'bob'), null);
    expect(await news()).toEqual(['opened r', 'opened r']);
  });
});

describe('a call', () => {
  test('starts when both are there, is set up with the answer, and ends with who hangs up first', async () => {
    const { observer, calls, pass, now, news, pair } = server();
    pair();
    expect(calls.paired).toBe(1);
    pass(70);
    observer.emit('handed', seatOf('callee', 'bob'), 'offer', 20, true);
    observer.emit('handed', seatOf('caller', 'ann'), 'answer', 20, true);
    pass(60_000);
    observer.emit('vacated', seatOf('caller', 'ann'), 'hung-up', now());
    observer.emit('told', seatOf('callee', 'bob'), { instance: 'ann', state: 'left' });
    expect((await news()).toSorted()).toEqual(['ended r hung-up 60070', 'opened r', 'set up 70', 'started r']);
    expect(calls.paired).toBe(0);
  });

  test('goes on through a reload: another page of the same person, within its lease', async () => {
    const { observer, news, pair } = server();
    pair();
    await news();
    observer.emit('away', seatOf('caller', 'ann'));
    observer.emit('told', seatOf('callee', 'bob'), { instance: 'ann', state: 'away' });
    observer.emit('seated', seatOf('caller', 'ann-2'), here('bob'));
    observer.emit('told', seatOf('callee', 'bob'), here('ann-2'));
    // The lease of the page before ends late, and means nothing.
    observer.emit('vacated', seatOf('caller', 'ann'), 'closed', 0);
    expect(await news()).toEqual([]);
  });

  test('goes on through a lost socket, which counts as coming back and not as another set-up', async () => {
    const { observer, news, pair } = server();
    pair();
    observer.emit('handed', seatOf('caller', 'ann'), 'answer', 1, true);
    await news();
    observer.emit('away', seatOf('caller', 'ann'));
    observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
    observer.emit('handed', seatOf('caller', 'ann'), 'answer', 1, true);
    expect(await news()).toEqual(['back caller']);
  });

  test('ends with the lease of who was lost, at the moment they were heard last', async () => {
    const { observer, pass, now, news, pair } = server();
    pair();
    await news();
    pass(10_000);
    observer.emit('away', seatOf('caller', 'ann'));
    pass(30_000);
    observer.emit('vacated', seatOf('caller', 'ann'), 'lost', now() - 30_000);
    observer.emit('told', seatOf('callee', 'bob'), null);
    expect(await news()).toEqual(['ended r lost 10000']);
  });

  test('has the age of its pair, whoever comes back meanwhile', async () => {
    const { observer, calls, pass, now, pair } = server();
    pair();
    const since = now();
    pass(60_000);
    observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
    expect(calls.rooms.get('r')?.paired).toBe(since);
  });

  test('is not set up by an answer that nobody acknowledged', async () => {
    const { observer, news, pair } = server();
    pair();
    observer.emit('handed', seatOf('caller', 'ann'), 'answer', 5_000, false);
    expect(await news()).not.toContain('set up 0');
  });

  test('is set up from the moment of "accepted" where they rang', async () => {
    const { observer, pass, news, pair } = server();
    pair();
    pass(20_000);
    observer.emit('rang', seatOf('caller', 'ann'), 'accepted');
    pass(80);
    observer.emit('handed', seatOf('caller', 'ann'), 'answer', 40, true);
    expect(await news()).toContain('set up 80');
  });
});

describe('two servers that share a ledger', () => {
  /** The caller sits on one, the callee on the other. */
  function two() {
    const ledger = new MemoryLedger();
    const [one, other] = [server(ledger), server(ledger)];
    one.observer.emit('seated', seatOf('callee', 'bob'), null);
    other.observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
    one.observer.emit('told', seatOf('callee', 'bob'), here('ann'));
    return { one, other };
  }

  test('tell each thing once', async () => {
    const { one, other } = two();
    expect([...(await one.news()), ...(await other.news())].toSorted()).toEqual(['opened r', 'started r']);
    one.observer.emit('told', seatOf('callee', 'bob'), { instance: 'ann', state: 'left' });
    other.observer.emit('vacated', seatOf('caller', 'ann'), 'hung-up', other.now());
    expect([...(await one.news()), ...(await other.news())]).toHaveLength(1);
  });

  test('the room and its call are a half on each, and a whole where both seats are', () => {
    const { one, other } = two();
    for (const { calls } of [one, other]) expect([calls.size, calls.paired]).toEqual([0.5, 0.5]);
    one.observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
    other.observer.emit('moved', seatOf('caller', 'ann'));
    expect([one.calls.size, one.calls.paired, other.calls.size, other.calls.paired]).toEqual([1, 1, 0, 0]);
  });

  test('the one that a person left for the other forgets the room, and ends no call', async () => {
    const { one, other } = two();
    await Promise.all([one.news(), other.news()]);
    one.observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
    other.observer.emit('moved', seatOf('caller', 'ann'));
    expect(other.calls.rooms.size).toBe(0);
    expect(one.calls.paired).toBe(1);
    expect([...(await one.news()), ...(await other.news())]).toEqual(['back caller']);
  });

  test('no answer to somebody who came to the other server is taken for a set-up here', async () => {
    const { one, other } = two();
    await Promise.all([one.news(), other.news()]);
    one.pass(600_000);
    one.observer.emit('handed', seatOf('callee', 'bob'), 'answer', 1, true);
    expect(await one.news()).toEqual([]);
    other.observer.emit('handed', seatOf('caller', 'ann'), 'answer', 1, true);
    expect(await other.news()).toEqual(['set up 0']);
  });
});

test('who came second, and was not yet answered when the other one reloaded on another server, waits for no answer any more', async () => {
  const { observer, pass, news } = server();
  observer.emit('seated', seatOf('caller', 'ann'), here('bob'));
  observer.emit('told', seatOf('caller', 'ann'), here('bob-2'));
  pass(60_000);
  observer.emit('handed', seatOf('caller', 'ann'), 'answer', 1, true);
  expect((await news()).filter((word) => word.startsWith('set up'))).toEqual([]);
});

test('a ledger that is away ends nothing but its words', async () => {
  const away = (): Promise<never> => Promise.reject(new Error('away'));
  const { pair, news, calls } = server({ open: away, close: away, begin: away, end: away });
  pair();
  expect(await news()).toEqual([]);
  expect(calls.paired).toBe(1);
});
