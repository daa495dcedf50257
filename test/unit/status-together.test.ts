import { describe, expect, test } from 'vitest';
import type { RoomNow, SeatNow } from '../../server/calls.js';
import { roomsTogether } from '../../server/rooms-together.js';
import type { Reading, Status, TurnReading } from '../../server/status-model.js';
import { statusTogether } from '../../server/status-together.js';

const URL = 'turn:turn.example.com';
const reading = (at: number, more: Partial<Reading> = {}): Reading => ({
  at,
  seats: 2,
  calls: 0.5,
  relays: 1,
  delivery: null,
  loop: 1,
  ...more,
});
const turn = (state: TurnReading['state']): TurnReading[] => [{ url: URL, state, ms: null, at: 0 }];

const status = (more: Partial<Status> = {}): Status => ({
  now: 0,
  uptime: 10,
  ready: true,
  draining: false,
  redis: 'up',
  turn: [],
  problems: [],
  seats: 2,
  sockets: 3,
  maxSockets: 100,
  rooms: 1.5,
  calls: 0.5,
  memory: 1_000,
  webhooks: null,
  totals: { started: 1, setUp: 0, setUpMs: null, reconnected: 1, refused: {} },
  history: [],
  ...more,
});

describe('several processes as one', () => {
  test('one that is alone says what it says', () => {
    expect(statusTogether(status({ rooms: 1, calls: 1 }), [], 0)).toEqual(status({ rooms: 1, calls: 1 }));
  });

  test('add up what is an amount', () => {
    const webhooks = { queued: 1, delivered: 2, retried: 3, dropped: 4, 'given-up': 5 };
    const one = status({ webhooks });
    expect(statusTogether(one, [one, one], 0)).toMatchObject({
      seats: 6,
      sockets: 9,
      maxSockets: 300,
      rooms: 5,
      calls: 2,
      memory: 3_000,
      webhooks: { queued: 3, delivered: 6, retried: 9, dropped: 12, 'given-up': 15 },
      totals: { started: 3, reconnected: 3 },
    });
  });

  test('are ready when each of them is, and say the worst of each trouble once', () => {
    const well = status({ turn: turn('ok'), problems: [{ code: 'open-mode' }] });
    const ill = status({
      ready: false,
      redis: 'down',
      turn: turn('no-answer'),
      problems: [{ code: 'redis-away' }, { code: 'turn-fault', url: URL, fault: 'no-answer' }, { code: 'open-mode' }],
    });
    for (const together of [statusTogether(well, [ill], 1), statusTogether(ill, [well], 1)])
      expect(together).toMatchObject({
        ready: false,
        redis: 'down',
        turn: [{ state: 'no-answer' }],
        problems: [
          { code: 'redis-away' },
          { code: 'worker-away' },
          { code: 'turn-fault', url: URL, fault: 'no-answer' },
          { code: 'open-mode' },
        ],
      });
  });

  test.each([
    ['ok', 'waiting', 'ok'],
    ['open', 'ok', 'open'],
    ['full', 'open', 'full'],
  ] as const)('of a relay that is %s for one and %s for another they say %s', (one, other, said) => {
    const all = [status({ turn: turn(one) }), status({ turn: turn(other) })] as const;
    expect(statusTogether(all[0], [all[1]], 0).turn).toEqual(turn(said));
    expect(statusTogether(all[1], [all[0]], 0).turn).toEqual(turn(said));
  });

  test('weigh their medians by the cases behind them, and count refusals by what was said', () => {
    const totals = (setUp: number, setUpMs: number | null, refused: Record<string, number>): Status =>
      status({ totals: { started: 0, reconnected: 0, setUp, setUpMs, refused } });
    const together = statusTogether(
      totals(3, 100, { locked: 1 }),
      [totals(1, 500, { locked: 2, occupied: 1 }), totals(0, null, {})],
      0,
    );
    expect(together.totals).toMatchObject({ setUp: 4, setUpMs: 200, refused: { locked: 3, occupied: 1 } });
  });

  test('lay their histories over each other, along the longest', () => {
    const long = [0, 5_000, 10_000].map((at) => reading(at, { relays: 3, delivery: 10 }));
    const young = [reading(6_000, { loop: 7, delivery: 50 }), reading(11_000, { loop: 9 })];
    const { history } = statusTogether(status({ history: young }), [status({ history: long })], 0);
    expect(history).toEqual([
      reading(0, { relays: 3, delivery: 10 }),
      { at: 5_000, seats: 4, calls: 1, relays: 4, delivery: 20, loop: 7 },
      { at: 10_000, seats: 4, calls: 1, relays: 4, delivery: 10, loop: 9 },
    ]);
  });
});

describe('rooms of several servers', () => {
  const seat = (instance: string, local: boolean, here = true): SeatNow => ({ instance, here, local });
  const room = (name: string, since: number, more: Partial<RoomNow> = {}): RoomNow => ({
    room: name,
    since,
    caller: null,
    callee: null,
    paired: null,
    arrived: null,
    ...more,
  });

  test('are one list, the oldest first, whoever is asked', () => {
    const lists = [
      [room('b', 2), room('c', 1)],
      [room('a', 2), room('c', 3)],
    ];
    for (const order of [lists, lists.toReversed()])
      expect(roomsTogether(order)).toEqual([room('c', 1), room('a', 2), room('b', 2)]);
  });

  test('of a seat who holds it knows best', () => {
    const here = room('r', 1, { caller: seat('ann', true, false), callee: seat('old', false), paired: 9 });
    const there = room('r', 2, { caller: seat('ann', false), callee: seat('bob', true), paired: 7 });
    for (const lists of [
      [[here], [there]],
      [[there], [here]],
    ])
      expect(roomsTogether(lists)).toEqual([
        room('r', 1, { caller: seat('ann', true, false), callee: seat('bob', true), paired: 7 }),
      ]);
  });
});
