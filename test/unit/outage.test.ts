import { expect, test } from 'vitest';
import type { StateName } from '../../client/call/state.js';
import { Outage } from '../../client/elements/outage.js';

/** Since when, after the last of these states, each with the second in which it came. */
function since(...states: readonly [number, StateName][]): number {
  const outage = new Outage();
  for (const [second, state] of states) outage.enter(state, 1_000 * second);
  return outage.since / 1_000;
}

test('an outage begins when the connection is lost', () => {
  expect(since([0, 'connecting'], [1, 'connected'], [60, 'reconnecting'])).toBe(60);
});

test('another cause of the same outage does not begin it anew', () => {
  expect(since([0, 'connected'], [60, 'reconnecting'], [65, 'reconnecting'])).toBe(60);
});

test('a connection that is lost again at once was not back', () => {
  const lost = [0, 'connected'] as const;
  expect(since([...lost], [60, 'reconnecting'], [69, 'connected'], [70, 'reconnecting'])).toBe(60);
  expect(since([...lost], [60, 'reconnecting'], [69, 'connected'], [73, 'reconnecting'])).toBe(73);
});

test('each try to connect has its own time', () => {
  expect(since([0, 'connecting'], [30, 'waiting'], [90, 'connecting'])).toBe(90);
});
