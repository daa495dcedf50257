import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opposite, type Role } from '../../shared/protocol.js';
import {
  CLOSING_MS,
  LEASE_MS,
  LOCK_MS,
  MemorySeats,
  claim,
  leave,
  lock,
  part,
  renew,
  type Claim,
  type Claimant,
  type Room,
  type Ruling,
  type Seat,
  type SeatRefusal,
} from '../../server/seats.js';

const NOW = 1_000_000;

const ann: Claimant = { owner: 'ann', instance: 'ann-1', node: 'n1', name: 'Ann' };
const annAgain: Claimant = { ...ann, instance: 'ann-2', node: 'n2' };
const bob: Claimant = { owner: 'bob', instance: 'bob-1', node: 'n1' };
const eve: Claimant = { owner: 'eve', instance: 'eve-1', node: 'n1' };

const here = (by: Claimant, expires = NOW + 10_000): Seat => ({ ...by, here: true, expires });
const away = (by: Claimant, expires = NOW + 10_000): Seat => ({ ...by, here: false, expires });
const fresh = (by: Claimant): Seat => here(by, NOW + LEASE_MS);

const seated = (opposite: Seat | null = null, replaced: string | null = null): Claim => ({
  ok: true,
  opposite,
  replaced,
});
const no = (code: SeatRefusal): Claim => ({ ok: false, code });

type Rule = (room: Room, role: Role) => Ruling<unknown>;
const claims =
  (by: Claimant): Rule =>
  (room, role) =>
    claim(room, role, by, NOW);
const renews =
  (by: Claimant): Rule =>
  (room, role) =>
    renew(room, role, by, NOW);
const parts =
  (by: Claimant, graceMs = LEASE_MS): Rule =>
  (room, role) =>
    part(room, role, by.instance, NOW, graceMs);
const leaves =
  (by: Claimant): Rule =>
  (room, role) =>
    leave(room, role, by.instance);

/** A seat before and after: `own` is the seat that the rule is about, `other` the one opposite. */
interface Seats {
  own?: Seat;
  other?: Seat;
}
interface Row {
  name: string;
  before: Seats;
  rule: Rule;
  answer: unknown;
  /** Left out where nothing changes. */
  after?: Seats;
}

const TABLE: Row[] = [
  // Coming.
  {
    name: 'a free seat is taken',
    before: {},
    rule: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: "another owner's seat is occupied",
    before: { own: here(bob) },
    rule: claims(ann),
    answer: no('occupied'),
  },
  {
    name: 'a seat whose owner is away is occupied',
    before: { own: away(bob) },
    rule: claims(ann),
    answer: no('occupied'),
  },
  {
    name: "one's own seat is taken over by a new instance, and the old one is replaced",
    before: { own: here(ann) },
    rule: claims(annAgain),
    answer: seated(null, 'ann-1'),
    after: { own: fresh(annAgain) },
  },
  {
    name: 'an old instance that claims again takes the seat back',
    before: { own: here(annAgain) },
    rule: claims(ann),
    answer: seated(null, 'ann-2'),
    after: { own: fresh(ann) },
  },
  {
    name: 'the same instance sits down again, and nobody is replaced',
    before: { own: away(ann) },
    rule: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: "a claim brings its newest name and node, and drops the name that isn't there any more",
    before: { own: here(ann) },
    rule: claims({ owner: 'ann', instance: 'ann-1', node: 'n3' }),
    answer: seated(),
    after: { own: fresh({ owner: 'ann', instance: 'ann-1', node: 'n3' }) },
  },
  {
    name: 'an expired lease is a free seat',
    before: { own: away(bob, NOW - 1) },
    rule: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a lease ends at its very millisecond',
    before: { own: here(bob, NOW) },
    rule: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a lease holds until its last millisecond',
    before: { own: here(bob, NOW + 1) },
    rule: claims(ann),
    answer: no('occupied'),
  },
  {
    name: 'an expired instance of the same owner is not replaced, it is gone',
    before: { own: away(ann, NOW) },
    rule: claims(annAgain),
    answer: seated(),
    after: { own: fresh(annAgain) },
  },
  {
    name: 'who comes is told who sits opposite',
    before: { other: here(bob) },
    rule: claims(ann),
    answer: seated(here(bob)),
    after: { own: fresh(ann), other: here(bob) },
  },
  {
    name: 'who comes is told who is away opposite',
    before: { other: away(bob) },
    rule: claims(ann),
    answer: seated(away(bob)),
    after: { own: fresh(ann), other: away(bob) },
  },
  {
    name: 'who comes is not told of an expired seat opposite',
    before: { other: away(bob, NOW) },
    rule: claims(ann),
    answer: seated(null),
    after: { own: fresh(ann), other: away(bob, NOW) },
  },
  {
    name: 'a third person is refused and told nothing of the two',
    before: { own: here(ann), other: here(bob) },
    rule: claims(eve),
    answer: no('occupied'),
  },
  // Staying.
  {
    name: 'a renewal extends the lease',
    before: { own: here(ann, NOW + 1), other: here(bob) },
    rule: renews(ann),
    answer: seated(here(bob)),
    after: { own: fresh(ann), other: here(bob) },
  },
  {
    name: 'a renewal does not tell of an expired seat opposite',
    before: { own: here(ann), other: here(bob, NOW) },
    rule: renews(ann),
    answer: seated(null),
    after: { own: fresh(ann), other: here(bob, NOW) },
  },
  {
    name: 'a renewal brings a seat back that the store forgot',
    before: {},
    rule: renews(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a renewal brings a seat back whose lease ran out unseen',
    before: { own: here(ann, NOW - 1) },
    rule: renews(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a renewal brings back who was thought to be away',
    before: { own: away(ann) },
    rule: renews(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a renewal by a replaced instance is told so and takes nothing back',
    before: { own: here(annAgain) },
    rule: renews(ann),
    answer: no('replaced'),
  },
  {
    name: "a renewal of a seat that is another owner's by now is told so",
    before: { own: here(bob) },
    rule: renews(ann),
    answer: no('occupied'),
  },
  // Parting.
  {
    name: 'who loses the socket keeps the seat for a lease, marked as away',
    before: { own: here(ann, NOW + 1), other: here(bob) },
    rule: parts(ann),
    answer: true,
    after: { own: away(ann, NOW + LEASE_MS), other: here(bob) },
  },
  {
    name: 'who closes the page keeps the seat for a shorter while',
    before: { own: here(ann, NOW + LEASE_MS) },
    rule: parts(ann, CLOSING_MS),
    answer: true,
    after: { own: away(ann, NOW + CLOSING_MS) },
  },
  {
    name: 'a late parting of a replaced instance changes nothing',
    before: { own: here(annAgain) },
    rule: parts(ann),
    answer: false,
  },
  {
    name: "a parting changes nothing of another owner's seat",
    before: { own: here(bob) },
    rule: parts(ann),
    answer: false,
  },
  {
    name: 'a parting brings no expired seat back',
    before: { own: here(ann, NOW) },
    rule: parts(ann),
    answer: false,
  },
  {
    name: 'parting from a free seat changes nothing',
    before: { other: here(bob) },
    rule: parts(ann),
    answer: false,
  },
  // Leaving.
  {
    name: "leaving frees one's own seat at once and leaves the other one alone",
    before: { own: here(ann), other: here(bob) },
    rule: leaves(ann),
    answer: true,
    after: { other: here(bob) },
  },
  {
    name: 'leaving while away frees the seat too',
    before: { own: away(ann) },
    rule: leaves(ann),
    answer: true,
    after: {},
  },
  {
    name: 'a late leave of a replaced instance frees nothing',
    before: { own: here(annAgain), other: here(bob) },
    rule: leaves(ann),
    answer: false,
  },
  {
    name: "a leave frees nobody else's seat",
    before: { own: here(bob) },
    rule: leaves(ann),
    answer: false,
  },
  {
    name: 'a leave from the seat opposite frees nothing here',
    before: { own: here(bob), other: here(ann) },
    rule: leaves(ann),
    answer: false,
  },
];

const roomOf = (role: Role, { own, other }: Seats): Room =>
  freeze({ ...(own ? { [role]: own } : {}), ...(other ? { [opposite(role)]: other } : {}) });

/** A rule that wrote into its room would throw. */
function freeze(room: Room): Room {
  for (const seat of Object.values(room)) Object.freeze(seat);
  return Object.freeze(room);
}

describe.each(['caller', 'callee'] as const)("the rules of the %s's seat", (role) => {
  for (const { name, before, rule, answer, after } of TABLE)
    test(name, () => {
      const ruling = rule(roomOf(role, before), role);
      expect(ruling.answer).toEqual(answer);
      expect(ruling.room).toEqual(roomOf(role, after ?? before));
    });
});

interface Act {
  rule: 'claim' | 'renew' | 'part' | 'leave';
  role: Role;
  by: Claimant;
  /** Milliseconds since the act before. */
  pause: number;
  graceMs: number;
}

const claimants = ['a', 'b'].flatMap((owner) =>
  ['1', '2'].map((life): Claimant => ({ owner, instance: `${owner}-${life}`, node: 'n' })),
);
const act: fc.Arbitrary<Act> = fc.record({
  rule: fc.constantFrom('claim', 'renew', 'part', 'leave'),
  role: fc.constantFrom('caller', 'callee'),
  by: fc.constantFrom(...claimants),
  pause: fc.oneof(fc.constant(0), fc.nat(LEASE_MS), fc.constantFrom(CLOSING_MS, LEASE_MS, LEASE_MS + 1)),
  graceMs: fc.constantFrom(CLOSING_MS, LEASE_MS),
});

/** What the people of one seat were told, kept apart from the rules: who may believe to hold it, and until when. */
class Beliefs {
  readonly #until = new Map<string, { by: Claimant; until: number }>();

  told({ rule, by, graceMs }: Act, answer: Claim | boolean, now: number): void {
    const yes = typeof answer === 'boolean' ? answer : answer.ok;
    if (typeof answer !== 'boolean' && !answer.ok) this.#until.delete(by.instance);
    if (!yes) return;
    if (rule === 'leave') this.#until.delete(by.instance);
    else this.#until.set(by.instance, { by, until: now + (rule === 'part' ? graceMs : LEASE_MS) });
    if (rule === 'claim') this.#replaced(by);
  }

  /** Instances with a lease, by what they were told. */
  holders(now: number): string[] {
    return [...this.#until.values()].filter(({ until }) => until > now).map(({ by }) => by.instance);
  }

  #replaced(by: Claimant): void {
    for (const { by: other } of this.#until.values())
      if (other.owner === by.owner && other.instance !== by.instance) this.#until.delete(other.instance);
  }
}

function decide(room: Room, { rule, role, by, graceMs }: Act, now: number): Ruling<Claim | boolean> {
  if (rule === 'claim') return claim(room, role, by, now);
  if (rule === 'renew') return renew(room, role, by, now);
  if (rule === 'part') return part(room, role, by.instance, now, graceMs);
  return leave(room, role, by.instance);
}

const holderOf = (room: Room, role: Role, now: number): string[] => {
  const seat = room[role];
  return seat && seat.expires > now ? [seat.instance] : [];
};

test('whatever two owners do in whatever order, a seat has one holder, and that is who was told so', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const beliefs = { caller: new Beliefs(), callee: new Beliefs() };
      let room: Room = freeze({});
      let now = NOW;
      for (const each of acts) {
        now += each.pause;
        const untouched = room[opposite(each.role)];
        const ruling = decide(room, each, now);
        room = freeze(ruling.room);
        beliefs[each.role].told(each, ruling.answer, now);
        expect(beliefs[each.role].holders(now)).toEqual(holderOf(room, each.role, now));
        expect(room[opposite(each.role)]).toBe(untouched);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('whatever two owners do, an answer tells of the opposite seat what is true of it', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let room: Room = {};
      let now = NOW;
      for (const each of acts) {
        now += each.pause;
        const { room: after, answer } = decide(room, each, now);
        if (typeof answer !== 'boolean' && answer.ok)
          expect(answer.opposite ? [answer.opposite.instance] : []).toEqual(holderOf(room, opposite(each.role), now));
        room = after;
      }
    }),
  );
});

test('a refused claim or renewal changes nothing, and the holder is another instance', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let room: Room = {};
      let now = NOW;
      for (const each of acts) {
        now += each.pause;
        const { room: after, answer } = decide(room, each, now);
        if (answer === false || (answer !== true && !answer.ok)) {
          expect(after).toBe(room);
          if (answer !== false) expect(holderOf(after, each.role, now)).not.toEqual([each.by.instance]);
        }
        room = after;
      }
    }),
  );
});

describe('the seats in memory', () => {
  const clock = () => {
    let now = NOW;
    return { now: () => now, pass: (ms: number) => void (now += ms) };
  };

  test('answer as the rules do, room by room', async () => {
    const seats = new MemorySeats(() => NOW);
    expect(await seats.claim('one', 'caller', ann)).toEqual(seated());
    expect(await seats.claim('one', 'callee', bob)).toEqual(seated(fresh(ann)));
    expect(await seats.claim('one', 'callee', eve)).toEqual(no('occupied'));
    expect(await seats.claim('two', 'callee', eve)).toEqual(seated());
    expect(await seats.renew('one', 'caller', ann)).toEqual(seated(fresh(bob)));
    expect(await seats.look('one', 'callee')).toEqual(fresh(bob));
    expect(await seats.look('three', 'callee')).toBeNull();
  });

  test('give a seat to another owner when its lease has ended, and not before', async () => {
    const { now, pass } = clock();
    const seats = new MemorySeats(now);
    await seats.claim('room', 'caller', ann);
    await seats.part('room', 'caller', ann.instance, CLOSING_MS);
    pass(CLOSING_MS - 1);
    expect(await seats.claim('room', 'caller', bob)).toEqual(no('occupied'));
    pass(1);
    expect(await seats.claim('room', 'caller', bob)).toEqual(seated());
  });

  test('keep a seat for as long as it is renewed', async () => {
    const { now, pass } = clock();
    const seats = new MemorySeats(now);
    await seats.claim('room', 'caller', ann);
    for (let round = 0; round < 5; round += 1) {
      pass(LEASE_MS - 1);
      expect(await seats.renew('room', 'caller', ann)).toEqual(seated());
    }
    expect(await seats.claim('room', 'caller', bob)).toEqual(no('occupied'));
  });

  test('forget a room when both have left', async () => {
    const seats = new MemorySeats(() => NOW);
    await seats.claim('room', 'caller', ann);
    await seats.claim('room', 'callee', bob);
    await seats.leave('room', 'caller', ann.instance);
    expect(seats.size).toBe(1);
    await seats.leave('room', 'callee', bob.instance);
    expect(seats.size).toBe(0);
  });

  test('forget a room whose leases have ended when somebody looks', async () => {
    const { now, pass } = clock();
    const seats = new MemorySeats(now);
    await seats.claim('room', 'caller', ann);
    await seats.part('room', 'caller', ann.instance, LEASE_MS);
    expect(seats.size).toBe(1);
    pass(LEASE_MS);
    expect(await seats.look('room', 'caller')).toBeNull();
    expect(seats.size).toBe(0);
  });

  test('keep nothing of rooms that were only asked for', async () => {
    const seats = new MemorySeats(() => NOW);
    await seats.look('room', 'caller');
    await seats.leave('room', 'caller', ann.instance);
    await seats.part('room', 'caller', ann.instance, LEASE_MS);
    expect(seats.size).toBe(0);
  });

  test('have exactly one winner when fifty owners claim a seat at once', async () => {
    const seats = new MemorySeats(() => NOW);
    const crowd = Array.from({ length: 50 }, (_none, n): Claimant => ({
      owner: `o${n}`,
      instance: `i${n}`,
      node: 'n',
    }));
    const answers = await Promise.all(crowd.map((by) => seats.claim('room', 'callee', by)));
    const winners = crowd.filter((_by, n) => answers[n]?.ok);
    expect(winners).toHaveLength(1);
    expect((await seats.look('room', 'callee'))?.instance).toBe(winners[0]?.instance);
    expect(answers.filter((answer) => !answer.ok)).toEqual(Array.from({ length: 49 }, () => no('occupied')));
  });
});

describe.each(['caller', 'callee'] as const)("the lock before the %s's seat", (role) => {
  const locked = (seats: Room): Room => lock(seats, true, NOW).room;

  test('keeps out who has no seat', () => {
    const room = locked(roomOf(role, { other: here(bob) }));
    expect(claim(room, role, ann, NOW)).toEqual({ room, answer: no('locked') });
  });

  test('keeps out everybody of an empty room', () => {
    expect(claim(locked({}), role, ann, NOW).answer).toEqual(no('locked'));
  });

  test('keeps out who had a seat when its lease has ended', () => {
    const room = locked(roomOf(role, { own: away(ann, NOW) }));
    expect(claim(room, role, ann, NOW).answer).toEqual(no('locked'));
  });

  test('lets in who comes back to a seat, as the same page or another one', () => {
    const room = locked(roomOf(role, { own: away(ann), other: here(bob) }));
    expect(claim(room, role, ann, NOW).answer).toEqual(seated(here(bob)));
    expect(claim(room, role, annAgain, NOW).answer).toEqual(seated(here(bob), ann.instance));
  });

  test('says of a seat that is taken what is always said', () => {
    expect(claim(locked(roomOf(role, { own: here(bob) })), role, ann, NOW).answer).toEqual(no('occupied'));
  });

  test('ends no stay: renewals go on, and a seat that was forgotten is there again', () => {
    expect(renew(locked(roomOf(role, { own: here(ann) })), role, ann, NOW).answer).toEqual(seated());
    expect(renew(locked({}), role, ann, NOW).answer).toEqual(seated());
  });

  test('stays when seats are taken, kept and freed', () => {
    const room = locked(roomOf(role, { own: here(ann) }));
    for (const rule of [claims(ann), renews(ann), parts(ann), leaves(ann)])
      expect(rule(room, role).room.locked).toBe(NOW + LOCK_MS);
  });

  test('is taken away, and runs out', () => {
    const room = locked({});
    expect(claim(lock(room, false, NOW).room, role, ann, NOW).answer).toEqual(seated());
    expect(claim(room, role, ann, NOW + LOCK_MS - 1).answer).toEqual(no('locked'));
    expect(claim(room, role, ann, NOW + LOCK_MS).answer).toEqual(seated());
  });
});

describe('locked rooms in memory', () => {
  test('are kept while nobody is in them, and forgotten when they are opened', async () => {
    const seats = new MemorySeats(() => NOW);
    await seats.lock('room', true);
    expect(await seats.claim('room', 'caller', ann)).toEqual(no('locked'));
    expect(seats.size).toBe(1);
    await seats.lock('room', false);
    expect(seats.size).toBe(0);
    expect(await seats.claim('room', 'caller', ann)).toEqual(seated());
  });

  test('that nobody asks for again are forgotten when another one is locked', async () => {
    let now = NOW;
    const seats = new MemorySeats(() => now);
    for (let n = 0; n < 100; n += 1) await seats.lock(`room ${n}`, true);
    now += LOCK_MS;
    await seats.lock('room', true);
    expect(seats.size).toBe(1);
  });
});
