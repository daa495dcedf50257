import { array, assert, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME } from '../../client/data/frame.js';
import { Pace } from '../../client/data/pace.js';
import { SimulatedPath, type Traits } from '../support/path.js';

/** Bytes in a millisecond, of Mbit/s. */
const mbit = (rate: number): number => rate * 125;
const SLOW: Traits = { rate: mbit(1), ms: 60 };
const FAST: Traits = { rate: mbit(240), ms: 4 };
const MINUTE = 60_000;
/** What may hold back a word: 100 ms, and an eighth of the path's own time, in which the sender knows of nothing. */
const bound = ({ ms }: Traits): number => 100 + ms / 8;

function path(): { pace: Pace; path: SimulatedPath } {
  const pace = new Pace();
  return { pace, path: new SimulatedPath(pace) };
}

describe('what is on its way', () => {
  it('fills a path, and holds back no word for long, from the first frame on', () => {
    const traits = record({
      rate: double({ min: mbit(0.5), max: mbit(400), noNaN: true }),
      ms: integer({ min: 1, max: 150 }),
    });
    assert(
      property(traits, (one) => {
        const { path: along } = path();
        // Every 10 s the shortest time is measured anew.
        const [first, then] = [along.run(one, MINUTE / 2), along.run(one, MINUTE / 2)];
        expect(first.wait).toBeLessThan(bound(one) + 20); // Nothing is known at first.
        expect(then.wait).toBeLessThan(bound(one));
        expect(then.share).toBeGreaterThan(0.95);
      }),
      { numRuns: 100 },
    );
  });

  it('is little where the path is slow, in small frames; much where it is fast, in large ones', () => {
    const { pace, path: along } = path();
    along.run(SLOW, MINUTE / 6);
    // A frame takes 10 ms.
    expect(pace.frame).toBeLessThan(1_500);
    along.run(FAST, MINUTE / 6);
    expect(pace.frame).toBe(FRAME);
  });

  it('follows a path that becomes slow, and fast again', () => {
    const { path: along } = path();
    along.run(FAST, MINUTE / 6);
    // What was on its way takes its time: 1.4 MB. After it nothing waits for long.
    along.run(SLOW, MINUTE / 3);
    expect(along.run(SLOW, MINUTE / 6)).toMatchObject({ wait: expect.toSatisfy((ms: number) => ms < bound(SLOW)) });
    const fast = along.run(FAST, MINUTE / 60);
    expect(fast.share).toBeGreaterThan(0.85);
    expect(along.run(FAST, MINUTE / 6).share).toBeGreaterThan(0.97);
  });

  it('follows a path that becomes longer, though nobody tells, and shorter again', () => {
    const { path: along } = path();
    const [near, far] = [
      { rate: mbit(2), ms: 30 },
      { rate: mbit(2), ms: 300 },
    ];
    along.run(near, MINUTE / 6);
    along.run(far, MINUTE / 4);
    expect(along.run(far, MINUTE / 6).share).toBeGreaterThan(0.9);
    along.run(near, MINUTE / 60);
    const again = along.run(near, MINUTE / 6);
    expect(again.share).toBeGreaterThan(0.97);
    expect(again.wait).toBeLessThan(bound(near) + 10);
  });

  it('follows a path that becomes shorter little by little', () => {
    const { path: along } = path();
    const at = (ms: number): Traits => ({ rate: mbit(2), ms });
    for (let ms = 200; ms > 20; ms -= 1) along.run(at(ms), MINUTE / 240);
    along.run(at(20), MINUTE / 4);
    expect(along.run(at(20), MINUTE / 6).wait).toBeLessThan(130);
  });

  it('is not cut short by single late answers', () => {
    const { path: along } = path();
    const late = { rate: mbit(20), ms: 200, late: [0, 5, 20, 0, 3, 40, 10] };
    along.run(late, MINUTE / 6);
    const spell = along.run(late, MINUTE / 2);
    expect(spell.share).toBeGreaterThan(0.95);
    expect(spell.wait).toBeLessThan(180);
  });

  it('is not little because a busy page answers late', () => {
    const { path: along } = path();
    const busy = { ...FAST, late: [0, 30, 120, 60, 90, 0, 40] };
    along.run(busy, MINUTE / 6);
    // 10 MB/s; by the answers alone it would be 0.05.
    expect(along.run(busy, MINUTE / 6).share).toBeGreaterThan(0.3);
  });

  it('goes on after any pause, and whatever the other side says', () => {
    const step = record({ rest: integer({ min: 0, max: 60_000 }), lie: integer({ min: 0, max: 1e9 }) });
    assert(
      property(array(step, { maxLength: 10 }), (steps) => {
        const { pace, path: along } = path();
        for (const { rest, lie } of steps) {
          along.run(FAST, 100);
          pace.came(lie, 0);
          along.rest(rest);
        }
        along.run(FAST, 2_000);
        expect(along.run(FAST, 1_000).share).toBeGreaterThan(0.5);
      }),
    );
  });
});
