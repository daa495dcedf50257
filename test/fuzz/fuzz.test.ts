/** A short one of `npm run fuzz`. */
import { describe, expect, test, vi } from 'vitest';
import { attack, type Plan } from './attack.js';
import { Dice } from './dice.js';
import { early, mild, wild } from './packets.js';
import { stranger } from './people.js';

vi.setConfig({ testTimeout: 120_000 });

const PLAN: Omit<Plan, 'limits' | 'frames'> = { seed: 6, rounds: 1, report: () => undefined };

/**
 * The two have servers of their own and run side by side. The frames take 5 s of their 25; for the others the server finds out, ping
 * by ping, who is gone without a word.
 */
describe.concurrent('hostile frames over both transports', () => {
  test('end no process, leave nothing behind, and two honest people are served meanwhile', async ({ expect }) => {
    const { tally, faults, served } = await attack({ ...PLAN, frames: 20_000, limits: false });
    expect(faults).toEqual([]);
    expect(tally.frames).toBeGreaterThanOrEqual(20_000);
    expect(served).toBeGreaterThan(5);
    // They came as far as the code that they are for.
    for (const kind of [
      'acknowledged ok',
      'acknowledged bad-request',
      'acknowledged too-large',
      'acknowledged peer-gone',
      'acknowledged wrong-role',
      'refused bad-request',
      'refused namespace',
      'told signal',
      'told ring',
      'told candidates',
      'told bye occupied',
      'told bye replaced',
      'HTTP 200',
      'HTTP 400',
      'HTTP 401',
      'HTTP 404',
      'HTTP 413',
    ])
      expect.soft(tally.has(kind), `${kind}: ${tally.answers}`).toBe(true);
  });

  test('are refused by limits, and two honest people are served meanwhile', async ({ expect }) => {
    const { tally, faults, served } = await attack({ ...PLAN, frames: 5_000, limits: true });
    expect(faults).toEqual([]);
    expect(served).toBeGreaterThan(5);
    for (const kind of ['HTTP 429', 'told bye rate-limited']) expect.soft(tally.has(kind), tally.answers).toBe(true);
  });
});

test('the same seed makes the same frames, and another one others', () => {
  const frames = (seed: number): unknown => {
    const dice = new Dice(seed);
    const who = { role: 'caller' as const, person: stranger(dice, 'caller') };
    return [who, mild(dice, who, 50), early(dice, who, 50), wild(dice, who)];
  };
  expect(frames(7)).toEqual(frames(7));
  expect(frames(7)).not.toEqual(frames(8));
});
