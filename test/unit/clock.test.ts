import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { elapsedSince, moment, steadyNow } from '../../client/call/clock.js';
import { IceServers } from '../../client/call/ice-servers.js';

const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('the steady clock goes on when somebody sets the other one back', () => {
  const before = steadyNow();
  vi.setSystemTime(Date.now() - HOUR);
  vi.advanceTimersByTime(20);
  expect(steadyNow() - before).toBe(20);
});

test('what is long ago by either clock is long ago: the one is set back, the other stands still in sleep', () => {
  const then = moment();
  vi.advanceTimersByTime(500);
  expect(elapsedSince(then)).toBe(500);
  vi.setSystemTime(Date.now() - HOUR);
  expect(elapsedSince(then)).toBe(500);
  vi.setSystemTime(Date.now() + 2 * HOUR);
  expect(elapsedSince(then)).toBe(500 + HOUR);
});

test('credentials are renewed in time, whoever sets the clock back', () => {
  const ice = new IceServers('all');
  ice.keep({ servers: [], ttl: 100 });
  vi.setSystemTime(Date.now() - HOUR);
  vi.advanceTimersByTime(81_000);
  expect(ice.stale).toBe(true);
});
