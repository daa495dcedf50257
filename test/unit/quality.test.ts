import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  combine,
  FIRST_SHOWN,
  POOR,
  scoreReceiving,
  scoreSending,
  show,
  type Reason,
  type Shown,
} from '../../client/call/quality.js';
import { LADDER } from '../../client/call/ladder.js';
import type { Reading } from '../../client/call/stats.js';
import type { Level, QualityView } from '../../shared/messages.js';

const SECOND = 1_000;
const BOTH = { sound: true, moving: true };
const calm: Reading = {
  at: 0,
  roundTrip: 0.05,
  sent: { limited: 'nothing', loss: 0, pictures: 30 },
  received: { rate: 100_000, loss: 0, pictures: 30, concealed: 0, frozen: 0, jitter: 0.005 },
};
const received = (change: Partial<Reading['received']>): Reading => ({
  ...calm,
  received: { ...calm.received, ...change },
});

describe('what a second is worth, of 5', () => {
  test.each<[string, Reading, number]>([
    ['a calm second', calm, 5],
    [
      'a second of which a browser counts nothing but bytes',
      { at: 0, sent: { limited: 'nothing' }, received: { rate: 1 } },
      5,
    ],
    ['nothing at all', received({ rate: 0 }), 0],
    ['a little loss', received({ loss: 0.03 }), 4],
    ['much loss', received({ loss: 0.2 }), 2],
    ['sound that is made up, and lost packets: one trouble, counted once', received({ loss: 0.2, concealed: 0.2 }), 2],
    ['a long way', { ...calm, roundTrip: 0.3 }, 4],
    ['a picture that stutters', received({ pictures: 6 }), 4],
    ['a picture that stands', received({ pictures: 0, frozen: 1 }), 3],
    ['all of it', { ...received({ loss: 0.5, frozen: 1 }), roundTrip: 2 }, 1],
  ])('of what comes in: %s', (_name, reading, score) => {
    expect(scoreReceiving(reading, BOTH)).toBe(score);
  });

  test('a camera that is off does not stutter', () => {
    expect(scoreReceiving(received({ pictures: 0, frozen: 1 }), { sound: true, moving: false })).toBe(5);
  });

  test('a computer that cannot keep up sends poorly, one that can does not', () => {
    const sent = (pictures: number): Reading => ({ ...calm, sent: { limited: 'cpu', pictures } });
    expect([scoreSending(sent(4), 'full'), scoreSending(sent(20), 'full')]).toEqual([2, 5]);
  });

  test('nothing at all is nothing bad of somebody who sends nothing', () => {
    const nothing = received({ rate: 0, pictures: 0 });
    expect(scoreReceiving(nothing, { sound: false, moving: false })).toBe(5);
    expect(scoreReceiving(nothing, { sound: true, moving: false })).toBe(0);
    expect(scoreReceiving(nothing, { sound: false, moving: true })).toBe(0);
  });

  test('what goes out is no better than the rung that it is sent on', () => {
    expect(LADDER.map(({ name }) => scoreSending(calm, name))).toEqual([5, 5, 4, 3, 2]);
    expect(scoreSending({ ...calm, sent: { ...calm.sent, loss: 0.2 } }, 'full')).toBe(2);
  });
});

/** The level after each of these scores, one a second. */
function shown(scores: readonly number[]): Level[] {
  let now: Shown = FIRST_SHOWN;
  return scores.map((score, second) => (now = show(now, second * SECOND, score)).level);
}
const changes = (levels: readonly Level[]): number =>
  levels.filter((level, index) => index > 0 && level !== levels[index - 1]).length;

describe('the level that is shown', () => {
  test('follows within seconds, step by step, and comes back', () => {
    const levels = shown([5, 5, ...Array<number>(8).fill(1), ...Array<number>(8).fill(5)]);
    expect(levels.at(9)).toBe(1);
    expect(levels.at(-1)).toBe(5);
  });

  test('a single bad second is not shown', () => {
    expect(new Set(shown([5, 5, 5, 2, 5, 5, 5, 5]))).toEqual(new Set([5]));
  });

  test('nothing arrives: shown with the second reading, and over with the second one after it', () => {
    expect(shown([5, 5, 0, 0, 0, 5, 5])).toEqual([5, 5, 5, 0, 0, 0, 5]);
  });

  test('does not flap around the middle of two levels', () => {
    const trembling = fc.array(fc.constantFrom(2, 3), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(trembling, (scores) => {
        const even = scores.map((_score, second) => (second % 2 === 0 ? 2 : 3));
        expect(changes(shown(even).slice(6))).toBe(0);
        expect(changes(shown(scores).slice(6))).toBeLessThanOrEqual(scores.length / 4);
      }),
    );
  });

  test('is never better for a worse history', () => {
    const histories = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(4)), { minLength: 12, maxLength: 30 });
    fc.assert(
      fc.property(histories, (history) => {
        const better = shown(history.map(([score]) => score)).at(-1) ?? 0;
        const worse = shown(history.map(([score, less]) => Math.max(1, score - less))).at(-1) ?? 0;
        // One level of hysteresis may lie between two ways to the same mean.
        expect(worse).toBeLessThanOrEqual(better + 1);
      }),
    );
  });

  test('stays where it came to when nothing changes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 20 }), fc.nat(5), (before, score) => {
        const levels = shown([...before, ...Array<number>(20).fill(score)]);
        expect(changes(levels.slice(before.length + 8))).toBe(0);
        expect(levels.at(-1)).toBe(score);
      }),
    );
  });
});

const GOOD: QualityView = { sending: 5, receiving: 5, busy: false, stills: false };

describe('whose doing it is', () => {
  test.each<[string, QualityView, QualityView | null, Reason | null]>([
    ['nobody’s while it is good', GOOD, GOOD, null],
    ['nobody’s while it is fair', { ...GOOD, sending: 3 }, { ...GOOD, receiving: 3 }, null],
    ['one’s own where only what goes out is poor', { ...GOOD, sending: 2 }, GOOD, 'your-network'],
    ['one’s own too where only the other one notices', GOOD, { ...GOOD, receiving: 1 }, 'your-network'],
    ['the other’s where only what comes in is poor', { ...GOOD, receiving: 1 }, null, 'their-network'],
    ['the other’s too where only the other one notices', GOOD, { ...GOOD, sending: 2 }, 'their-network'],
    ['nobody can tell whose where both directions are', { ...GOOD, sending: 1 }, { ...GOOD, sending: 2 }, 'network'],
    ['this computer’s where it cannot keep up', { ...GOOD, sending: 2, busy: true }, GOOD, 'this-computer'],
    ['the other computer’s', GOOD, { ...GOOD, sending: 2, busy: true }, 'their-computer'],
    ['not a computer’s that is busy with a good call', { ...GOOD, busy: true }, GOOD, null],
  ])('%s', (_name, mine, theirs, reason) => {
    expect(combine(mine, theirs).reason).toBe(reason);
  });

  const aLevel = fc.constantFrom<Level>(0, 1, 2, 3, 4, 5);
  const aView = fc.record({ sending: aLevel, receiving: aLevel, busy: fc.boolean(), stills: fc.boolean() });
  const mirrored: Readonly<Record<Reason, Reason>> = {
    'your-network': 'their-network',
    'their-network': 'your-network',
    network: 'network',
    'this-computer': 'their-computer',
    'their-computer': 'this-computer',
  };

  test('both sides say the same, each from its own side', () => {
    fc.assert(
      fc.property(aView, aView, (mine, theirs) => {
        fc.pre(!(mine.busy && theirs.busy)); // Then each begins with its own.
        const [here, there] = [combine(mine, theirs), combine(theirs, mine)];
        expect([there.sending, there.receiving]).toEqual([here.receiving, here.sending]);
        expect([there.sendingStills, there.receivingStills]).toEqual([here.receivingStills, here.sendingStills]);
        expect(there.reason).toBe(here.reason && mirrored[here.reason]);
      }),
    );
  });

  test('there is a reason exactly where it is poor', () => {
    fc.assert(
      fc.property(aView, fc.option(aView), (mine, theirs) => {
        const { sending, receiving, reason } = combine(mine, theirs);
        expect(reason !== null).toBe(Math.min(sending, receiving) <= POOR);
      }),
    );
  });
});
