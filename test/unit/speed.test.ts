import { expect, it } from 'vitest';
import { Speed } from '../../client/data/files/speed.js';

const after = (samples: readonly (readonly [bytes: number, at: number])[]): Speed => {
  const speed = new Speed();
  for (const [bytes, at] of samples) speed.add(bytes, at);
  return speed;
};

it('is what came over the last seconds', () => {
  const even = Array.from({ length: 100 }, (_, step) => [step * 100, step * 100] as const);
  expect(after(even).rate(9_900)).toBeCloseTo(1_000, 5);
  const faster = [
    ...even,
    ...Array.from({ length: 100 }, (_, step) => [10_000 + step * 300, 10_000 + step * 100] as const),
  ];
  expect(after(faster).rate(19_900)).toBeCloseTo(3_000, 5);
});

it('is not known at first, falls while nothing comes, and is nothing in the end', () => {
  expect(after([[10, 0]]).rate(100)).toBe(0);
  const stalled = after([
    [0, 0],
    [1_000, 1_000],
  ]);
  const rates = [1_000, 2_000, 4_000, 5_001].map((now) => stalled.rate(now));
  expect(rates[0]).toBe(1_000);
  expect(rates[1]).toBeLessThan(1_000);
  expect(rates[2]).toBeLessThan(rates[1] ?? 0);
  expect(rates[3]).toBe(0);
});

it('begins anew where it goes back, after a reload', () => {
  const speed = after([
    [0, 0],
    [5_000, 1_000],
    [1_000, 1_500],
    [2_000, 2_500],
  ]);
  expect(speed.rate(2_500)).toBe(1_000);
});
