import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Allowance } from '../../server/limits.js';

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
