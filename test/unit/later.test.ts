import { expect, test } from 'vitest';
import { queue } from '../support/later.js';

/** Timers may fire a millisecond early. */
const EARLY_MS = 2;

test('what is put in first happens first, however late it is', async () => {
  const later = queue(0);
  const start = performance.now();
  const happened: string[] = [];
  await new Promise<void>((resolve) => {
    later(60, () => void happened.push('late'));
    later(0, () => void happened.push('soon'));
    later(10, resolve);
  });
  expect(happened).toEqual(['late', 'soon']);
  expect(performance.now() - start).toBeGreaterThan(60 - EARLY_MS);
});

test('what is put in before a connection is open waits for that too', async () => {
  const start = performance.now();
  const later = queue(start + 60);
  await new Promise<void>((resolve) => later(20, resolve));
  expect(performance.now() - start).toBeGreaterThan(80 - EARLY_MS);
});
