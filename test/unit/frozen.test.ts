import { describe, expect, test } from 'vitest';
import { frozenIn, PICTURES, standstill, type FrozenPicture, type Standstill } from '../../client/call/frozen.js';
import type { Reading } from '../../client/call/stats.js';

const MOVING: Reading = {
  at: 0,
  sent: { limited: 'nothing', pictures: 20 },
  received: { rate: 50_000, pictures: 20, screen: { pictures: 5, packets: 50 } },
};
const STILL: Reading = {
  ...MOVING,
  sent: { limited: 'nothing', pictures: 0 },
  received: { rate: 4_000, pictures: 0, screen: { pictures: 0, packets: 50 } },
};

/** What is frozen after each of these readings, one a second. */
function after(readings: readonly Reading[], expected: readonly FrozenPicture[] = PICTURES): FrozenPicture[][] {
  let standing: Standstill = {};
  return readings.map((reading) => frozenIn((standing = standstill(standing, reading, expected))));
}
const afterThree = (reading: Reading, expected?: readonly FrozenPicture[]): FrozenPicture[] =>
  after([reading, reading, reading], expected).at(-1) ?? [];
const received = (change: Partial<Reading['received']>): Reading => ({
  ...STILL,
  received: { ...STILL.received, ...change },
});

describe('a picture that stands still', () => {
  test('is frozen with the third reading, and with the first one that moves no more', () => {
    const none: FrozenPicture[] = [];
    const all = [...PICTURES];
    expect(after([MOVING, STILL, STILL, STILL, STILL, MOVING, STILL, STILL])).toEqual([
      none,
      none,
      none,
      all,
      all,
      none,
      none,
      none,
    ]);
  });

  test.each(PICTURES)('is frozen alone: %s', (picture) => {
    expect(afterThree(STILL, [picture])).toEqual([picture]);
  });

  test('is one that has never come, too', () => {
    expect(afterThree(received({ pictures: undefined, unseen: true }), ['their-camera'])).toEqual(['their-camera']);
  });

  test.each<[string, Reading, FrozenPicture[]]>([
    ['a call in which nothing at all arrives', received({ rate: 0 }), ['your-camera', 'their-screen']],
    [
      'a screen on which nothing moves',
      received({ screen: { pictures: 0, packets: 0 } }),
      ['your-camera', 'their-camera'],
    ],
    ['a browser that does not count a screen', received({ screen: undefined }), ['your-camera', 'their-camera']],
    ['a browser that counts no pictures', { at: 0, sent: { limited: 'nothing' }, received: { rate: 9 } }, []],
  ])('is none in %s', (_case, reading, frozen) => {
    expect(afterThree(reading)).toEqual(frozen);
  });

  test('is none that nobody sends, and begins anew when somebody does', () => {
    expect(afterThree(STILL, [])).toEqual([]);
    const standing = [PICTURES, PICTURES, [], PICTURES].reduce<Standstill>(
      (before, expected) => standstill(before, STILL, expected),
      {},
    );
    expect(frozenIn(standing)).toEqual([]);
  });
});
