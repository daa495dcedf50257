import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { climb, LADDER, rungOf, startClimb, type Climb, type RungName } from '../../client/call/ladder.js';
import type { Reading } from '../../client/call/stats.js';

const START = 100_000;
const SECOND = 1_000;
const MINUTE = 60;

type Sent = Partial<Reading['sent']> & Pick<Reading, 'path' | 'available' | 'roundTrip' | 'usualTrip'>;

const reading = (at: number, { path, available, roundTrip = 0.05, usualTrip = 0.05, ...sent }: Sent = {}): Reading => ({
  at,
  path,
  available,
  roundTrip,
  usualTrip,
  sent: { limited: 'nothing', pictures: 30, loss: 0, ...sent },
  received: { rate: 1 },
});

/** The same for so many seconds, and the rung at the end of each. */
type Live = (climb: Climb, second: number) => Sent;

class Call {
  climb: Climb = startClimb(START);
  readonly rungs: RungName[] = ['half'];
  #now = START;

  live(seconds: number, sent: Sent | Live = {}): this {
    for (let second = 0; second < seconds; second += 1) {
      this.#now += SECOND;
      this.climb = climb(this.climb, reading(this.#now, typeof sent === 'function' ? sent(this.climb, second) : sent));
      this.rungs.push(this.rung);
    }
    return this;
  }

  get rung(): RungName {
    return rungOf(this.climb).name;
  }

  /** Seconds since the beginning at which it came to another rung. */
  get steps(): [number, RungName][] {
    return [...this.rungs.entries()].filter(([second, rung]) => second > 0 && rung !== this.rungs[second - 1]);
  }
}

/** Below this Chromium believes in no path, and fills it. */
const FLOOR = 134_000;
const SOUND = 55_000;
const LEAN_SOUND = 45_000;
/** The share of the time that stills are sent in. */
const STILLS_ON = 0.2;

/** A path that carries so much: the browser keeps to what it believes in, and what is over waits in a queue. */
const path = (capacity: number) => (at: Climb) => {
  const { name, camera, mic } = rungOf(at);
  const available = Math.max(FLOOR, capacity);
  const sound = mic.maxBitrate === undefined ? SOUND : LEAN_SOUND;
  const most = (camera.maxBitrate ?? Infinity) * (name === 'stills' ? STILLS_ON : 1);
  const picture = Math.min(most, available - sound);
  const over = Math.max(0, sound + picture - capacity);
  const limited = picture === most ? ('nothing' as const) : ('bandwidth' as const);
  return { available, limited, roundTrip: over > 0 ? 0.65 : 0.05, loss: over / (sound + picture) };
};

describe('the ladder', () => {
  test('begins at half size and goes to full in the second second of a good path', () => {
    expect(new Call().live(3).steps).toEqual([[2, 'full']]);
  });

  test('stays at half size where the path is too narrow for more', () => {
    expect(new Call().live(120, { limited: 'bandwidth', available: 300_000 }).steps).toEqual([]);
  });

  test('keeps its rung through a moment of trouble', () => {
    const call = new Call().live(10).live(2, { roundTrip: 0.9 }).live(1);
    expect(call.rung).toBe('full');
  });

  test.each<[string, Sent, RungName, number?]>([
    ['a queue', { roundTrip: 0.5 }, 'half', 4],
    ['a long queue', { roundTrip: 0.9 }, 'quarter', 4],
    ['a queue on a path of 140 kbit/s', { roundTrip: 0.5, available: 140_000 }, 'quarter', 4],
    ['too little by the browser’s account', { limited: 'bandwidth', available: 200_000 }, 'half'],
    ['loss that a radio makes', { loss: 0.2 }, 'half'],
    ['loss that a full queue makes', { loss: 0.5 }, 'quarter'],
    ['a computer that cannot encode it', { limited: 'cpu', pictures: 3 }, 'half'],
  ])('steps down from full size for %s', (_name, sent, rung, seconds = 3) => {
    const call = new Call().live(10);
    expect(call.live(seconds - 1, sent).rung).toBe('full');
    expect(call.live(1, sent).rung).toBe(rung);
  });

  test.each<[string, Sent | Live]>([
    ['a small estimate that nothing presses against', { available: 100_000 }],
    ['a busy computer that keeps up', { limited: 'cpu', pictures: 20 }],
    ['a queue on the way back, where the way there is known to be wide', { roundTrip: 0.9, available: 900_000 }],
    ['a slow answer now and then', (_climb, second) => ({ roundTrip: second % 2 === 0 ? 0.9 : 0.05 })],
    ['a long way', { roundTrip: 0.6, usualTrip: 0.6 }],
  ])('does not step down for %s', (_name, sent) => {
    const call = new Call().live(60, sent);
    expect(call.steps.filter(([, rung]) => rung !== 'full')).toEqual([]);
  });

  test('loss alone never costs more than the full size', () => {
    expect(new Call().live(10).live(300, { loss: 0.25 }).rung).toBe('half');
  });

  test('comes down to stills where nothing else goes, and never goes further', () => {
    const call = new Call().live(10).live(600, { roundTrip: 1, loss: 0.6 });
    expect(call.rungs.slice(-100).every((rung) => rung === 'stills')).toBe(true);
  });

  test.each<[number, RungName]>([
    [2_000_000, 'full'],
    [300_000, 'half'],
    [160_000, 'quarter'],
    [100_000, 'slow'],
    [72_000, 'stills'],
  ])('a path of %i bit/s ends up on its rung', (capacity, rung) => {
    const call = new Call().live(20, path(2_000_000)).live(60, path(capacity));
    const seconds = call.live(300, path(capacity)).rungs.slice(-300);
    expect(seconds.filter((one) => one === rung).length).toBeGreaterThan(240);
  });

  test('is up again from stills a while after the path is', () => {
    const call = new Call().live(60, path(50_000));
    expect(call.rung).toBe('stills');
    expect(call.live(60, path(2_000_000)).rung).toBe('full');
  });

  const gaps = (call: Call): number[] =>
    call.steps.slice(1).map(([second], index) => second - (call.steps[index]?.[0] ?? 0));

  test('a step down has its time to show what it does', () => {
    const call = new Call().live(10).live(30, { roundTrip: 0.5 });
    expect(call.rung).toBe('stills');
    expect(Math.min(...gaps(call).slice(1))).toBeGreaterThanOrEqual(5);
  });

  test('goes up after six seconds each, though an estimate that nothing presses against stays low', () => {
    const call = new Call().live(10).live(30, { roundTrip: 0.9 });
    const before = call.steps.length;
    call.live(60, { available: 90_000 });
    expect(call.rung).toBe('full');
    expect(new Set(gaps(call).slice(before))).toEqual(new Set([7])); // The first second begins the six.
  });

  test('measures another path anew', () => {
    const call = new Call()
      .live(10, { path: 'by cable' })
      .live(60, { path: 'by satellite', roundTrip: 0.6, usualTrip: 0.6 });
    expect(call.rung).toBe('full');
  });

  test('tries ever more rarely what failed', () => {
    const call = new Call().live(600, path(72_000));
    const trials = call.steps.filter(([, rung]) => rung === 'slow').map(([second]) => second);
    const waits = trials.slice(1).map((second, index) => second - (trials[index] ?? 0));
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(48);
    expect(trials.length).toBeLessThan(16);
  });

  test('takes the microphone’s limit away as soon as the picture may move again', () => {
    expect(LADDER.map(({ mic }) => mic.maxBitrate)).toEqual([undefined, undefined, undefined, 16_000, 10_000]);
  });
});

const seconds = fc.array(
  fc.record({
    available: fc.option(fc.integer({ min: 30_000, max: 3_000_000 }), { nil: undefined }),
    roundTrip: fc.double({ min: 0.001, max: 2, noNaN: true }),
    loss: fc.double({ min: 0, max: 1, noNaN: true }),
    limited: fc.constantFrom('nothing' as const, 'bandwidth' as const, 'cpu' as const),
    pictures: fc.nat(30),
  }),
  { minLength: 1, maxLength: 400 },
);
type Second = typeof seconds extends fc.Arbitrary<(infer One)[]> ? One : never;

const run = (all: readonly Second[]): number[] => {
  let now = startClimb(START);
  return all.map(({ available, roundTrip, limited, loss, pictures }, second) => {
    const at = START + (second + 1) * SECOND;
    now = climb(now, { at, available, roundTrip, sent: { limited, loss, pictures }, received: { rate: 1 } });
    return now.rung;
  });
};

test('whatever happens, there is a rung', () => {
  fc.assert(fc.property(seconds, (all) => run(all).every((rung) => LADDER[rung] !== undefined)));
});

test('whatever happens, it goes up one rung at a time, and not twice in six seconds but after the first', () => {
  fc.assert(
    fc.property(seconds, (all) => {
      const rungs = [1, ...run(all)];
      const ups = rungs.map((rung, at) => (at > 0 ? rung - (rungs[at - 1] ?? rung) : 0)).map((by, at) => ({ by, at }));
      expect(Math.min(...ups.map(({ by }) => by))).toBeGreaterThanOrEqual(-1);
      const times = ups.filter(({ by }) => by < 0).map(({ at }) => at);
      for (const [index, time] of times.entries()) {
        const before = times[index - 1];
        if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(6);
      }
    }),
  );
});

test('whatever happens, a minute has at most twenty steps', () => {
  fc.assert(
    fc.property(seconds, (all) => {
      const rungs = [1, ...run(all)];
      const moved = rungs.map((rung, at): number => (at > 0 && rung !== rungs[at - 1] ? 1 : 0));
      for (let from = 0; from + MINUTE < moved.length; from += 1)
        expect(moved.slice(from, from + MINUTE).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(20);
    }),
  );
});

test('a path that carries more never ends up lower', () => {
  const capacity = fc.integer({ min: 40_000, max: 3_000_000 });
  fc.assert(
    fc.property(capacity, capacity, (one, other) => {
      const mean = (bits: number): number =>
        new Call()
          .live(400, path(bits))
          .rungs.slice(-200)
          .reduce((sum, name) => sum + LADDER.findIndex((rung) => rung.name === name), 0) / 200;
      // A rung's trial now and then is the price of coming up again.
      expect(mean(Math.max(one, other))).toBeLessThanOrEqual(mean(Math.min(one, other)) + 0.2);
    }),
  );
});

test('a round trip that trembles around a limit does not make it tremble', () => {
  const trembling = fc.array(fc.double({ min: 0.25, max: 0.45, noNaN: true }), { minLength: 300, maxLength: 300 });
  fc.assert(
    fc.property(trembling, (trips) => {
      const call = new Call().live(10);
      for (const roundTrip of trips) call.live(1, { roundTrip });
      expect(call.steps.length).toBeLessThanOrEqual(30);
    }),
  );
});
