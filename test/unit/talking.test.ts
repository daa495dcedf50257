import { describe, expect, it } from 'vitest';
import { Talking } from '../../client/elements/talking.js';

const [LOUD, STILL, BEAT_MS] = [0.1, 0.005, 100];

/** One level a beat; what is heard of it at each. */
function heard(talking: Talking, levels: readonly number[]): boolean[] {
  return levels.map((level, beat) => talking.hear(level, beat * BEAT_MS));
}

const of = (level: number, beats: number): number[] => Array.from({ length: beats }, () => level);

describe('somebody talks', () => {
  it('at the first loud moment, where one is enough, and not in a quiet room', () => {
    const talking = new Talking({ moments: 1, pauseMs: 600 });
    expect(heard(talking, [STILL, STILL, LOUD])).toEqual([false, false, true]);
  });

  it('until a pause is longer than between two words', () => {
    const talking = new Talking({ moments: 1, pauseMs: 600 });
    expect(heard(talking, [LOUD, ...of(STILL, 5), LOUD, ...of(STILL, 6)]).slice(1)).toEqual([
      ...of(1, 11).map(Boolean),
      false,
    ]);
  });

  it('after several loud moments, where one may be a knock', () => {
    const talking = new Talking({ moments: 4, pauseMs: 4_000 });
    expect(heard(talking, of(LOUD, 4))).toEqual([false, false, false, true]);
  });

  it('not by knocks that are far from each other', () => {
    const talking = new Talking({ moments: 3, pauseMs: 4_000 });
    const knocks = [LOUD, ...of(STILL, 6), LOUD, ...of(STILL, 6), LOUD];
    expect(heard(talking, knocks)).not.toContain(true);
  });

  it('no more when nobody listens', () => {
    const talking = new Talking({ moments: 2, pauseMs: 4_000 });
    heard(talking, [LOUD, LOUD]);
    talking.forget();
    expect(talking.hear(STILL, 300)).toBe(false);
    expect(talking.hear(LOUD, 400)).toBe(false);
  });
});
