import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Packets, type RtpSource } from '../../client/call/packets.js';

const source = (id: number, rtpTimestamp: number, audioLevel = 0.5): RtpSource => ({
  source: id,
  rtpTimestamp,
  audioLevel,
});

/** What `came` says of each list in turn, 200 ms apart. */
const follow = (lists: readonly RtpSource[][]): boolean[] => {
  const packets = new Packets();
  return lists.map((list, tick) => packets.came(list, 200 * tick));
};

describe('a packet came', () => {
  test('when there is a source, and when its stamp is another one', () => {
    expect(follow([[source(1, 10)], [source(1, 10)], [source(1, 20)]])).toEqual([true, false, true]);
  });

  test('not when a list empties: a browser forgets a source 10 s after its last packet', () => {
    expect(follow([[source(1, 10), source(2, 30)], [source(1, 10)], []])).toEqual([true, false, false]);
  });

  test('not when what was forgotten is remembered again', () => {
    expect(follow([[source(1, 10)], [], [source(1, 10)], [], [source(1, 11)]])).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  test('of each source by itself: sums that stay the same hide none', () => {
    expect(
      follow([
        [source(1, 10), source(2, 20)],
        [source(1, 20), source(2, 10)],
      ]),
    ).toEqual([true, true]);
  });

  test('when stamps begin anew, as they do every 27 hours of sound', () => {
    expect(follow([[source(1, 0xffff_ffff)], [source(1, 0)]])).toEqual([true, true]);
  });

  test('whatever is left out of a list, and in whichever order it comes, no packet is made up', () => {
    const seen = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.nat()), { selector: ([id]) => id });
    fc.assert(
      fc.property(seen, fc.array(fc.array(fc.nat())), (pairs, picks) => {
        const all = pairs.map(([id, stamp]) => source(id, stamp));
        const lists = picks.map((pick) => pick.flatMap((index) => all[index % Math.max(1, all.length)] ?? []));
        expect(follow([all, ...lists]).slice(1)).toEqual(lists.map(() => false));
      }),
    );
  });
});

describe('how loud somebody is', () => {
  test('is the level of the loudest source that was heard just now, wherever it stands in the list', () => {
    const packets = new Packets();
    expect(packets.level([source(1, 10, 0.9), source(2, 10, 0.1)], 0)).toBe(0.9);
    expect(packets.level([source(1, 10, 0.9), source(2, 20, 0.1)], 600)).toBe(0.1);
  });

  test('is nothing once nothing comes, though the list keeps the last level', () => {
    const packets = new Packets();
    expect(packets.level([source(1, 10)], 0)).toBe(0.5);
    expect(packets.level([source(1, 10)], 499)).toBe(0.5);
    expect(packets.level([source(1, 10)], 500)).toBe(0);
    expect(packets.level([source(1, 20)], 600)).toBe(0.5);
  });

  test('stands between two packets for who asks often', () => {
    const packets = new Packets();
    packets.level([source(1, 10)], 0);
    expect(packets.level([source(1, 10)], 16)).toBe(0.5);
  });

  test('is nothing where nobody is', () => {
    expect(new Packets().level([], 0)).toBe(0);
  });
});
