import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Allowance, Limit, type RedisForLimits } from '../../server/limits.js';
import { RoomsOfAddresses } from '../../server/rooms-of-addresses.js';
import { LEASE_MS } from '../../server/seats.js';

const BURST = 60;
const PER_SECOND = 20;

function allowance() {
  let now = 5_000;
  const bucket = new Allowance(() => now);
  return {
    pass: (ms: number) => void (now += ms),
    /** How many of so many are let through. */
    take: (count: number): number => Array.from({ length: count }, () => bucket.take()).filter(Boolean).length,
  };
}

describe('what one socket may send', () => {
  test('is a burst at once, and not one more', () => {
    const { take } = allowance();
    expect(take(1_000)).toBe(BURST);
    expect(take(1)).toBe(0);
  });

  test('comes back by and by', () => {
    const { pass, take } = allowance();
    take(BURST);
    pass(1_000 / PER_SECOND);
    expect(take(10)).toBe(1);
    pass(1_000);
    expect(take(1_000)).toBe(PER_SECOND);
  });

  test('comes back in parts of one, however often somebody asks', () => {
    const { pass, take } = allowance();
    take(BURST);
    for (let ms = 0; ms < 49; ms += 1) {
      pass(1);
      expect(take(1)).toBe(0);
    }
    pass(1);
    expect(take(1)).toBe(1);
  });

  test('is never more than a burst, however long somebody was silent', () => {
    const { pass, take } = allowance();
    pass(24 * 3_600_000);
    expect(take(1_000)).toBe(BURST);
  });

  test('is enough for a steady stream at the rate', () => {
    const { pass, take } = allowance();
    for (let n = 0; n < 1_000; n += 1) {
      expect(take(1)).toBe(1);
      pass(1_000 / PER_SECOND);
    }
  });

  test('is each socket its own', () => {
    const flooder = allowance();
    const neighbour = allowance();
    flooder.take(1_000);
    expect(neighbour.take(1)).toBe(1);
  });

  test('is never more than a burst and the rate, whatever the pattern', () => {
    const steps = fc.array(fc.record({ pause: fc.nat(3_000), count: fc.nat(100) }), { maxLength: 50 });
    fc.assert(
      fc.property(steps, (pattern) => {
        const { pass, take } = allowance();
        let [passed, taken] = [0, 0];
        for (const { pause, count } of pattern) {
          pass(pause);
          passed += pause;
          taken += take(count);
          expect(taken).toBeLessThanOrEqual(BURST + (passed / 1_000) * PER_SECOND + 1e-6);
        }
      }),
    );
  });
});

test('an allowance says when it has something again', () => {
  let now = 0;
  const bucket = new Allowance(() => now);
  while (bucket.take());
  now += bucket.wait;
  expect(bucket.take()).toBe(true);
  expect(bucket.wait).toBeGreaterThan(0);
});

describe('in a minute an address', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('may do something so often, and is told how long to wait then', async () => {
    const limit = new Limit('test', 3);
    const answers = [1, 2, 3, 4].map(() => limit.take('ann'));
    expect(await Promise.all(answers)).toEqual([0, 0, 0, 60_000]);
    vi.advanceTimersByTime(20_000);
    expect(await limit.take('ann')).toBe(40_000);
    vi.advanceTimersByTime(40_000);
    expect(await limit.take('ann')).toBe(0);
  });

  test('has a limit of its own', async () => {
    const limit = new Limit('test', 1);
    expect(await limit.take('ann')).toBe(0);
    expect(await limit.take('bob')).toBe(0);
    expect(await limit.take('ann')).toBeGreaterThan(0);
  });

  test('may ask how long to wait without doing it', async () => {
    const limit = new Limit('test', 2);
    expect(await limit.wait('ann')).toBe(0);
    await limit.take('ann');
    expect(await limit.wait('ann')).toBe(0);
    await limit.take('ann');
    expect(await limit.wait('ann')).toBe(60_000);
    expect(await limit.wait('bob')).toBe(0);
  });

  test('may do anything where there is no limit', async () => {
    const limit = new Limit('test', 0);
    for (let n = 0; n < 1_000; n += 1) expect(await limit.take('ann')).toBe(0);
    expect(await limit.wait('ann')).toBe(0);
  });

  test('is forgotten after it', async () => {
    const limit = new Limit('test', 1);
    for (let n = 0; n < 100; n += 1) await limit.take(`address ${n}`);
    expect(vi.getTimerCount()).toBe(100);
    vi.advanceTimersByTime(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('counted in a Redis, a limit', () => {
  const counting = (isReady = true) => {
    const counts = new Map<string, number>();
    const evaluate: RedisForLimits['eval'] = async (_script, { keys: [key = ''] }) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return [counts.get(key), 60_000];
    };
    return { isReady, eval: vi.fn(evaluate), counts };
  };

  test('is that of all servers together', async () => {
    const redis = counting();
    const [one, other] = [new Limit('joins', 2, redis), new Limit('joins', 2, redis)];
    expect([await one.take('ann'), await other.take('ann'), await one.take('ann')]).toEqual([0, 0, 60_000]);
    expect([...redis.counts]).toEqual([['rtc-call:limit:joins:ann', 3]]);
  });

  test('is counted in memory where the Redis is away, and is not asked', async () => {
    const redis = counting(false);
    const limit = new Limit('joins', 1, redis);
    expect([await limit.take('ann'), (await limit.take('ann')) > 0]).toEqual([0, true]);
    expect(redis.eval).not.toHaveBeenCalled();
  });

  test('is counted in memory where the Redis refuses', async () => {
    const redis = { isReady: true, eval: () => Promise.reject(new Error('READONLY')) };
    const limit = new Limit('joins', 1, redis);
    expect([await limit.take('ann'), (await limit.take('ann')) > 0]).toEqual([0, true]);
  });

  test('is counted in memory where the Redis hangs', async () => {
    vi.useFakeTimers();
    const limit = new Limit('joins', 1, { isReady: true, eval: () => new Promise(() => undefined) });
    const answer = limit.take('ann');
    await vi.advanceTimersByTimeAsync(250);
    expect(await answer).toBe(0);
    vi.useRealTimers();
  });
});

describe('the rooms of an address', () => {
  const rooms = (most: number) => {
    let now = 0;
    return { rooms: new RoomsOfAddresses(most, () => now), pass: (ms: number) => void (now += ms) };
  };

  test('are so many at a time, and not one more', () => {
    const { rooms: of } = rooms(2);
    expect([of.enter('ann', 'one'), of.enter('ann', 'two')]).toEqual([0, 0]);
    expect(of.enter('ann', 'three')).toBe(LEASE_MS);
    expect(of.enter('bob', 'three')).toBe(0);
  });

  test('count once, however many sockets are in them', () => {
    const { rooms: of } = rooms(1);
    for (let n = 0; n < 10; n += 1) expect(of.enter('ann', 'one')).toBe(0);
  });

  test('count until the seat is free for certain', () => {
    const { rooms: of, pass } = rooms(1);
    of.enter('ann', 'one');
    of.leave('ann', 'one');
    pass(10_000);
    expect(of.enter('ann', 'two')).toBe(LEASE_MS - 10_000);
    pass(LEASE_MS - 10_000);
    expect(of.enter('ann', 'two')).toBe(0);
  });

  test('count while one of two sockets is left', () => {
    const { rooms: of, pass } = rooms(1);
    of.enter('ann', 'one');
    of.enter('ann', 'one');
    of.leave('ann', 'one');
    pass(LEASE_MS);
    expect(of.enter('ann', 'two')).toBeGreaterThan(0);
  });

  test('are open to who comes back', () => {
    const { rooms: of, pass } = rooms(1);
    of.enter('ann', 'one');
    of.leave('ann', 'one');
    pass(LEASE_MS - 1);
    expect(of.enter('ann', 'one')).toBe(0);
    pass(LEASE_MS);
    expect(of.enter('ann', 'two')).toBeGreaterThan(0);
  });

  test('are forgotten by the way', () => {
    const { rooms: of, pass } = rooms(1);
    for (let n = 0; n < 100; n += 1) {
      of.enter(`address ${n}`, 'room');
      if (n > 0) of.leave(`address ${n}`, 'room');
    }
    of.sweep();
    expect(of.size).toBe(100);
    pass(LEASE_MS);
    of.sweep();
    expect(of.size).toBe(1);
  });

  test('are not counted without a limit', () => {
    const { rooms: of } = rooms(0);
    for (let n = 0; n < 100; n += 1) expect(of.enter('ann', `room ${n}`)).toBe(0);
    of.leave('ann', 'room 1');
    expect(of.size).toBe(0);
  });
});
