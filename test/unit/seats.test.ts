import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opposite, type Role } from '../../shared/protocol.js';
import { createLog } from '../../server/log.js';
import { Redis } from '../../server/redis.js';
import { RedisSeats, keyOf } from '../../server/seats-redis.js';
import {
  CLOSING_MS,
  LEASE_MS,
  LOCK_MS,
  MemorySeats,
  claim,
  leave,
  lock,
  look,
  part,
  renew,
  type Claim,
  type Claimant,
  type Goodbye,
  type Room,
  type Ruling,
  type Seat,
  type SeatRefusal,
  type Seats as Store,
  type Sitter,
} from '../../server/seats.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { until } from '../support/wait.js';

const NOW = 1_000_000;

const ann: Claimant = { owner: 'ann', instance: 'ann-1', node: 'n1', name: 'Ann' };
const annAgain: Claimant = { ...ann, instance: 'ann-2', node: 'n2' };
const bob: Claimant = { owner: 'bob', instance: 'bob-1', node: 'n1' };
const eve: Claimant = { owner: 'eve', instance: 'eve-1', node: 'n1' };

const here = (by: Claimant, expires = NOW + 10_000): Seat => ({ ...by, here: true, expires });
const away = (by: Claimant, expires = NOW + 10_000): Seat => ({ ...by, here: false, expires });
const fresh = (by: Claimant): Seat => here(by, NOW + LEASE_MS);

const seated = (opposite: Seat | null = null, previous: Seat | null = null): Claim => ({
  ok: true,
  opposite,
  previous,
});
const no = (code: SeatRefusal): Claim => ({ ok: false, code });
const yes = (opposite: Seat | null = null): Goodbye => ({ ok: true, opposite });
const notMine = (opposite: Seat | null = null): Goodbye => ({ ok: false, opposite });

/** What somebody does to a seat. */
interface Deed {
  readonly rule: 'claim' | 'renew' | 'part' | 'leave';
  readonly by: Claimant;
  readonly graceMs: number;
}
const claims = (by: Claimant): Deed => ({ rule: 'claim', by, graceMs: 0 });
const renews = (by: Claimant): Deed => ({ rule: 'renew', by, graceMs: 0 });
const parts = (by: Claimant, graceMs = LEASE_MS): Deed => ({ rule: 'part', by, graceMs });
const leaves = (by: Claimant): Deed => ({ rule: 'leave', by, graceMs: 0 });

function decide(room: Room, role: Role, { rule, by, graceMs }: Deed, now: number): Ruling<Claim | Goodbye> {
  if (rule === 'claim') return claim(room, role, by, now);
  if (rule === 'renew') return renew(room, role, by, now);
  if (rule === 'part') return part(room, role, by, now, graceMs);
  return leave(room, role, by, now);
}

function ask(store: Store, room: string, role: Role, { rule, by, graceMs }: Deed): Promise<Claim | Goodbye> {
  if (rule === 'claim') return store.claim(room, role, by);
  if (rule === 'renew') return store.renew(room, role, by);
  if (rule === 'part') return store.part(room, role, by, graceMs);
  return store.leave(room, role, by);
}

/** A seat before and after: `own` is the seat that the rule is about, `other` the one opposite. */
interface Seats {
  own?: Seat;
  other?: Seat;
}
interface Row {
  name: string;
  before: Seats;
  deed: Deed;
  answer: unknown;
  /** Left out where nothing changes. */
  after?: Seats;
}

const TABLE: Row[] = [
  // Coming.
  {
    name: 'a free seat is taken',
    before: {},
    deed: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: "another owner's seat is occupied",
    before: { own: here(bob) },
    deed: claims(ann),
    answer: no('occupied'),
  },
  {
    name: 'a seat whose owner is away is occupied',
    before: { own: away(bob) },
    deed: claims(ann),
    answer: no('occupied'),
  },
  {
    name: "one's own seat is taken over by a new instance, and the old one is replaced",
    before: { own: here(ann) },
    deed: claims(annAgain),
    answer: seated(null, here(ann)),
    after: { own: fresh(annAgain) },
  },
  {
    name: 'an old instance that claims again takes the seat back',
    before: { own: here(annAgain) },
    deed: claims(ann),
    answer: seated(null, here(annAgain)),
    after: { own: fresh(ann) },
  },
  {
    name: 'the same instance sits down again, and nobody is replaced',
    before: { own: away(ann) },
    deed: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: "a claim brings its newest name and node, and drops the name that isn't there any more",
    before: { own: here(ann) },
    deed: claims({ owner: 'ann', instance: 'ann-1', node: 'n3' }),
    answer: seated(null, here(ann)),
    after: { own: fresh({ owner: 'ann', instance: 'ann-1', node: 'n3' }) },
  },
  {
    name: 'an expired lease is a free seat',
    before: { own: away(bob, NOW - 1) },
    deed: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a lease ends at its very millisecond',
    before: { own: here(bob, NOW) },
    deed: claims(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a lease holds until its last millisecond',
    before: { own: here(bob, NOW + 1) },
    deed: claims(ann),
    answer: no('occupied'),
  },
  {
    name: 'an expired instance of the same owner is not replaced, it is gone',
    before: { own: away(ann, NOW) },
    deed: claims(annAgain),
    answer: seated(),
    after: { own: fresh(annAgain) },
  },
  {
    name: 'who comes is told who sits opposite',
    before: { other: here(bob) },
    deed: claims(ann),
    answer: seated(here(bob)),
    after: { own: fresh(ann), other: here(bob) },
  },
  {
    name: 'who comes is told who is away opposite',
    before: { other: away(bob) },
    deed: claims(ann),
    answer: seated(away(bob)),
    after: { own: fresh(ann), other: away(bob) },
  },
  {
    name: 'who comes is not told of an expired seat opposite',
    before: { other: away(bob, NOW) },
    deed: claims(ann),
    answer: seated(null),
    after: { own: fresh(ann), other: away(bob, NOW) },
  },
  {
    name: 'a third person is refused and told nothing of the two',
    before: { own: here(ann), other: here(bob) },
    deed: claims(eve),
    answer: no('occupied'),
  },
  // Staying.
  {
    name: 'a renewal extends the lease',
    before: { own: here(ann, NOW + 1), other: here(bob) },
    deed: renews(ann),
    answer: seated(here(bob)),
    after: { own: fresh(ann), other: here(bob) },
  },
  {
    name: 'a renewal does not tell of an expired seat opposite',
    before: { own: here(ann), other: here(bob, NOW) },
    deed: renews(ann),
    answer: seated(null),
    after: { own: fresh(ann), other: here(bob, NOW) },
  },
  {
    name: 'a renewal brings a seat back that the store forgot',
    before: {},
    deed: renews(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a renewal brings a seat back whose lease ran out unseen',
    before: { own: here(ann, NOW - 1) },
    deed: renews(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a renewal brings back who was thought to be away',
    before: { own: away(ann) },
    deed: renews(ann),
    answer: seated(),
    after: { own: fresh(ann) },
  },
  {
    name: 'a renewal by a replaced instance is told so and takes nothing back',
    before: { own: here(annAgain) },
    deed: renews(ann),
    answer: no('replaced'),
  },
  {
    name: "a renewal of a seat that is another owner's by now is told so",
    before: { own: here(bob) },
    deed: renews(ann),
    answer: no('occupied'),
  },
  {
    name: 'a renewal of a ghost, whose page sits here by another server now, is told so',
    before: { own: here({ ...ann, node: 'n2' }) },
    deed: renews(ann),
    answer: no('moved'),
  },
  // Parting.
  {
    name: 'who loses the socket keeps the seat for a lease, marked as away',
    before: { own: here(ann, NOW + 1), other: here(bob) },
    deed: parts(ann),
    answer: yes(here(bob)),
    after: { own: away(ann, NOW + LEASE_MS), other: here(bob) },
  },
  {
    name: 'who closes the page keeps the seat for a shorter while',
    before: { own: here(ann, NOW + LEASE_MS) },
    deed: parts(ann, CLOSING_MS),
    answer: yes(),
    after: { own: away(ann, NOW + CLOSING_MS) },
  },
  {
    name: 'a late parting of a replaced instance changes nothing',
    before: { own: here(annAgain) },
    deed: parts(ann),
    answer: notMine(),
  },
  {
    name: "a parting changes nothing of another owner's seat",
    before: { own: here(bob) },
    deed: parts(ann),
    answer: notMine(),
  },
  {
    name: 'a parting brings no expired seat back',
    before: { own: here(ann, NOW) },
    deed: parts(ann),
    answer: notMine(),
  },
  {
    name: 'parting from a free seat changes nothing',
    before: { other: here(bob) },
    deed: parts(ann),
    answer: notMine(here(bob)),
  },
  {
    name: 'a ghost that parts on the server before changes nothing',
    before: { own: here({ ...ann, node: 'n2' }) },
    deed: parts(ann),
    answer: notMine(),
  },
  // Leaving.
  {
    name: "leaving frees one's own seat at once and leaves the other one alone",
    before: { own: here(ann), other: here(bob) },
    deed: leaves(ann),
    answer: yes(here(bob)),
    after: { other: here(bob) },
  },
  {
    name: 'leaving while away frees the seat too',
    before: { own: away(ann) },
    deed: leaves(ann),
    answer: yes(),
    after: {},
  },
  {
    name: 'a late leave of a replaced instance frees nothing',
    before: { own: here(annAgain), other: here(bob) },
    deed: leaves(ann),
    answer: notMine(here(bob)),
  },
  {
    name: "a leave frees nobody else's seat",
    before: { own: here(bob) },
    deed: leaves(ann),
    answer: notMine(),
  },
  {
    name: 'a leave from the seat opposite frees nothing here',
    before: { own: here(bob), other: here(ann) },
    deed: leaves(ann),
    answer: notMine(here(ann)),
  },
  {
    name: 'a late leave by the server before frees nothing',
    before: { own: here({ ...ann, node: 'n2' }) },
    deed: leaves(ann),
    answer: notMine(),
  },
  {
    name: 'leaving a seat whose lease has ended frees nothing more',
    before: { own: here(ann, NOW) },
    deed: leaves(ann),
    answer: notMine(),
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
  for (const { name, before, deed, answer, after } of TABLE)
    test(name, () => {
      const ruling = decide(roomOf(role, before), role, deed, NOW);
      expect(ruling.answer).toEqual(answer);
      expect(ruling.room).toEqual(roomOf(role, after ?? before));
    });
});

interface Act extends Deed {
  role: Role;
  /** Milliseconds since the act before. */
  pause: number;
  /** The house locks the room before it, or opens it. */
  lock: boolean | undefined;
}

const claimants = ['a', 'b'].flatMap((owner) =>
  ['1', '2'].flatMap((life) =>
    ['n', 'm'].map((node): Claimant => ({
      owner,
      instance: `${owner}-${life}`,
      node,
      name: `${owner}\n\u00e9"/ ${node}`,
    })),
  ),
);
const act: fc.Arbitrary<Act> = fc.record({
  rule: fc.constantFrom('claim', 'renew', 'part', 'leave'),
  role: fc.constantFrom('caller', 'callee'),
  by: fc.constantFrom(...claimants),
  pause: fc.oneof(fc.constant(0), fc.nat(LEASE_MS), fc.constantFrom(CLOSING_MS, LEASE_MS, LEASE_MS + 1)),
  graceMs: fc.constantFrom(CLOSING_MS, LEASE_MS),
  lock: fc.option(fc.boolean(), { nil: undefined, freq: 8 }),
});

const nameOf = ({ instance, node }: Sitter): string => `${instance} on ${node}`;

/** What the people of one seat were told, kept apart from the rules: who may believe to hold it, and until when. */
class Beliefs {
  readonly #until = new Map<string, { by: Claimant; until: number }>();

  told({ rule, by, graceMs }: Act, { ok }: Claim | Goodbye, now: number): void {
    if ((rule === 'claim' || rule === 'renew') && !ok) this.#until.delete(nameOf(by));
    if (!ok) return;
    if (rule === 'leave') this.#until.delete(nameOf(by));
    else this.#until.set(nameOf(by), { by, until: now + (rule === 'part' ? graceMs : LEASE_MS) });
    if (rule === 'claim') this.#replaced(by);
  }

  /** Those with a lease, by what they were told. */
  holders(now: number): string[] {
    return [...this.#until.values()].filter(({ until }) => until > now).map(({ by }) => nameOf(by));
  }

  #replaced(by: Claimant): void {
    for (const { by: other } of this.#until.values())
      if (other.owner === by.owner && nameOf(other) !== nameOf(by)) this.#until.delete(nameOf(other));
  }
}

const holderOf = (room: Room, role: Role, now: number): string[] => {
  const seat = room[role];
  return seat && seat.expires > now ? [nameOf(seat)] : [];
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
        const ruling = decide(room, each.role, each, now);
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
        const { room: after, answer } = decide(room, each.role, each, now);
        const told = 'opposite' in answer ? [answer.opposite ? [nameOf(answer.opposite)] : []] : [];
        for (const across of told) expect(across).toEqual(holderOf(room, opposite(each.role), now));
        room = after;
      }
    }),
  );
});

test('who is refused changes nothing, and the holder is another one', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let room: Room = {};
      let now = NOW;
      for (const each of acts) {
        now += each.pause;
        const { room: after, answer } = decide(room, each.role, each, now);
        if (!answer.ok) {
          expect(after).toBe(room);
          expect(holderOf(after, each.role, now)).not.toEqual([nameOf(each.by)]);
        }
        room = after;
      }
    }),
  );
});

/** Rooms of a store, on a clock of the test. */
interface Bench {
  readonly store: Store;
  readonly at: (now: number) => void;
}

async function sit(bench: Bench, room: string, role: Role, seat: Seat): Promise<void> {
  const { here: isHere, expires, ...by } = seat;
  bench.at(expires - LEASE_MS);
  await bench.store.claim(room, role, by);
  if (!isHere) await bench.store.part(room, role, by, LEASE_MS);
}

const live = (room: Room, now: number): Room => look(room, now);
let rooms = 0;
const anotherRoom = (): string => `room-${(rooms += 1)}`;

/** The same for each store. */
function keepsTheRules(open: () => Bench): void {
  describe.each(['caller', 'callee'] as const)("for the %s's seat", (role) => {
    for (const { name, before, deed, answer, after } of TABLE)
      test(name, async () => {
        const bench = open();
        const room = anotherRoom();
        if (before.own) await sit(bench, room, role, before.own);
        if (before.other) await sit(bench, room, opposite(role), before.other);
        bench.at(NOW);
        expect(await ask(bench.store, room, role, deed)).toEqual(answer);
        expect(await bench.store.look(room)).toEqual(live(roomOf(role, after ?? before), NOW));
      });
  });

  test('it answers as the rules do, whatever two owners do in whatever order', async () => {
    const { store, at } = open();
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const name = anotherRoom();
        let room: Room = {};
        let now = NOW;
        for (const each of acts) {
          now += each.pause;
          at(now);
          if (each.lock !== undefined) {
            await store.lock(name, each.lock);
            ({ room } = lock(room, each.lock, now));
          }
          const ruling = decide(room, each.role, each, now);
          room = ruling.room;
          expect(await ask(store, name, each.role, each)).toEqual(ruling.answer);
          expect(await store.look(name)).toEqual(live(room, now));
        }
      }),
    );
  });

  test('a lock keeps newcomers out until it is taken away or runs out, whether somebody is in the room or not', async () => {
    const { store, at } = open();
    at(NOW);
    const room = anotherRoom();
    await store.lock(room, true);
    expect(await store.look(room)).toEqual({ locked: NOW + LOCK_MS });
    expect(await store.claim(room, 'caller', ann)).toEqual(no('locked'));
    expect(await store.renew(room, 'caller', ann)).toEqual(seated());
    expect(await store.claim(room, 'callee', bob)).toEqual(no('locked'));
    at(NOW + LOCK_MS);
    expect(await store.claim(room, 'callee', bob)).toEqual(seated());
    await store.lock(room, true);
    await store.lock(room, false);
    expect(await store.claim(room, 'caller', ann)).toEqual(
      seated({ ...bob, here: true, expires: NOW + LOCK_MS + LEASE_MS }),
    );
  });

  test('rooms know nothing of each other', async () => {
    const { store, at } = open();
    at(NOW);
    const [one, two, three] = [anotherRoom(), anotherRoom(), anotherRoom()];
    expect(await store.claim(one, 'caller', ann)).toEqual(seated());
    expect(await store.claim(one, 'callee', bob)).toEqual(seated(fresh(ann)));
    expect(await store.claim(two, 'callee', eve)).toEqual(seated());
    expect(await store.look(one)).toEqual({ caller: fresh(ann), callee: fresh(bob) });
    expect(await store.look(three)).toEqual({});
  });

  test('exactly one wins when fifty owners claim a seat at once', async () => {
    const { store, at } = open();
    at(NOW);
    const room = anotherRoom();
    const crowd = Array.from({ length: 50 }, (_none, n): Claimant => ({
      owner: `o${n}`,
      instance: `i${n}`,
      node: 'n',
    }));
    const answers = await Promise.all(crowd.map((by) => store.claim(room, 'callee', by)));
    const winners = crowd.filter((_by, n) => answers[n]?.ok);
    expect(winners).toHaveLength(1);
    expect((await store.look(room)).callee?.instance).toBe(winners[0]?.instance);
    expect(answers.filter((answer) => !answer.ok)).toEqual(Array.from({ length: 49 }, () => no('occupied')));
  });
}

describe('the seats in memory', () => {
  function open(): Bench & { store: MemorySeats } {
    let time = NOW;
    return { store: new MemorySeats(() => time), at: (now) => (time = now) };
  }

  keepsTheRules(open);

  test('forget a room when both have left', async () => {
    const { store } = open();
    await store.claim('room', 'caller', ann);
    await store.claim('room', 'callee', bob);
    await store.leave('room', 'caller', ann);
    expect(store.size).toBe(1);
    await store.leave('room', 'callee', bob);
    expect(store.size).toBe(0);
  });

  test('forget a room whose leases have ended when somebody looks', async () => {
    const { store, at } = open();
    await store.claim('room', 'caller', ann);
    expect(store.size).toBe(1);
    at(NOW + LEASE_MS);
    expect(await store.look('room')).toEqual({});
    expect(store.size).toBe(0);
  });

  test('keep nothing of rooms that were only asked for', async () => {
    const { store } = open();
    await store.look('room');
    await store.leave('room', 'caller', ann);
    await store.part('room', 'caller', ann, LEASE_MS);
    expect(store.size).toBe(0);
  });
});

describe.skipIf(!redisInstalled)('the seats in Redis', () => {
  const server = new RedisServer();
  const log = createLog({ logLevel: 'error', logFormat: 'json' });
  const links: Redis[] = [];

  async function connect(): Promise<Redis> {
    const redis = new Redis({ url: server.url, log });
    links.push(redis);
    redis.connect();
    await until('Redis', () => redis.up);
    return redis;
  }

  let time = NOW;
  function open(): Bench {
    time = NOW;
    const [redis] = links;
    if (!redis) throw new Error('no connection');
    return { store: new RedisSeats(redis, () => time), at: (now) => (time = now) };
  }

  beforeAll(async () => {
    await server.start();
    await connect();
  });
  afterAll(async () => {
    for (const redis of links) redis.close();
    await server.stop();
  });

  keepsTheRules(open);

  test("count by Redis's own clock, and a key ends with the last of its leases", async () => {
    const redis = await connect();
    const seats = new RedisSeats(redis);
    const room = anotherRoom();
    const left = () => redis.ask((client) => client.pTTL(keyOf(room)));
    await seats.claim(room, 'caller', ann);
    await seats.part(room, 'caller', ann, LEASE_MS);
    expect(await left()).toBeLessThanOrEqual(LEASE_MS);
    expect(await left()).toBeGreaterThan(CLOSING_MS);
    const [seconds] = await redis.ask((client) => client.time());
    expect((await seats.look(room)).caller?.expires).toBeLessThanOrEqual((Number(seconds) + 1) * 1_000 + LEASE_MS);
    await seats.part(room, 'caller', ann, CLOSING_MS);
    expect(await left()).toBeLessThanOrEqual(CLOSING_MS);
    await seats.claim(room, 'callee', bob);
    await seats.part(room, 'callee', bob, CLOSING_MS);
    await seats.part(room, 'caller', ann, LEASE_MS);
    await seats.part(room, 'callee', bob, CLOSING_MS);
    expect(await left()).toBeGreaterThan(CLOSING_MS);
  });

  test('leave no key behind when both have left, and keep none of rooms that were only asked for', async () => {
    const redis = await connect();
    const seats = new RedisSeats(redis);
    const room = anotherRoom();
    const kept = () => redis.ask((client) => client.exists(keyOf(room)));
    await seats.look(room);
    await seats.leave(room, 'caller', ann);
    await seats.part(room, 'caller', ann, LEASE_MS);
    expect(await kept()).toBe(0);
    await seats.claim(room, 'caller', ann);
    await seats.claim(room, 'callee', bob);
    await seats.leave(room, 'caller', ann);
    expect(await kept()).toBe(1);
    await seats.leave(room, 'callee', bob);
    expect(await kept()).toBe(0);
    await seats.lock(room, true);
    expect(await redis.ask((client) => client.pTTL(keyOf(room)))).toBeGreaterThan(LOCK_MS - 60_000);
    await seats.claim(room, 'caller', ann);
    expect(await redis.ask((client) => client.pTTL(keyOf(room)))).toBeGreaterThan(LOCK_MS - 60_000);
    await seats.lock(room, false);
    expect(await kept()).toBe(0);
    await seats.claim(room, 'caller', ann);
    await seats.lock(room, true);
    await seats.lock(room, false);
    expect(await redis.ask((client) => client.pTTL(keyOf(room)))).toBeLessThanOrEqual(LEASE_MS);
  });

  test("never tell Redis a room's name", () => {
    expect(keyOf('secret-room')).toMatch(/^rtc-call:\{[\w-]{22}\}$/);
    expect(keyOf('secret-room')).not.toContain('secret');
  });

  test('go on after Redis forgot the script', async () => {
    const redis = await connect();
    const seats = new RedisSeats(redis, () => NOW);
    await redis.ask((client) => client.scriptFlush());
    expect(await seats.claim(anotherRoom(), 'caller', ann)).toEqual(seated());
  });

  test('have exactly one winner when fifty owners claim a seat over two connections', async () => {
    const [one, two] = [new RedisSeats(await connect()), new RedisSeats(await connect())];
    const room = anotherRoom();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_none, n) =>
        (n % 2 ? one : two).claim(room, 'callee', { owner: `o${n}`, instance: `i${n}`, node: `n${n % 2}` }),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
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
    expect(claim(room, role, annAgain, NOW).answer).toEqual(seated(here(bob), away(ann)));
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
    for (const deed of [claims(ann), renews(ann), parts(ann), leaves(ann)])
      expect(decide(room, role, deed, NOW).room.locked).toBe(NOW + LOCK_MS);
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
