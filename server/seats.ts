/**
 * The rules of a room's two seats, and a store of rooms in memory.
 * The rules are pure: no socket, no timer, the clock is passed in.
 */
import { opposite, type Role } from '../shared/protocol.js';

/** How long a seat is kept for its owner without renewal. */
export const LEASE_MS = 30_000;
/** The same for a page that said it is closing: a reload is back sooner, a closed page does not come back. */
export const CLOSING_MS = 6_000;
/** How long a lock holds that nobody takes away. */
export const LOCK_MS = 24 * 3_600_000;

export interface Claimant {
  /** Who may reclaim the seat. */
  readonly owner: string;
  /** One page life. */
  readonly instance: string;
  /** The server process that holds the socket. */
  readonly node: string;
  readonly name?: string;
  /** By their token. */
  readonly named?: true;
  /** Of a callee who is rung first. */
  readonly answer?: 'manual';
}

export interface Seat extends Claimant {
  /** Whether a socket is on it; without one its lease runs. */
  readonly here: boolean;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

export type Room = { readonly [role in Role]?: Seat } & {
  /** Until then nobody new comes in. Milliseconds since the epoch. */
  readonly locked?: number;
};

/** One page life on one server: who may part from a seat, or leave it. */
export type Sitter = Pick<Claimant, 'instance' | 'node'>;

export type Claim =
  /** `previous`: one's own older page, or the server before, whose socket means nothing any more. */
  | { ok: true; opposite: Seat | null; previous: Seat | null }
  /** `moved`: this very page sits here by another server, so the socket that is renewed is a ghost. */
  | { ok: false; code: SeatRefusal };
/** `locked` is told to who comes, `replaced` and `moved` to who stays. */
export type SeatRefusal = 'occupied' | 'replaced' | 'locked' | 'moved';
/** Whether it was so, and who sits opposite and may want to know. */
export interface Goodbye {
  readonly ok: boolean;
  readonly opposite: Seat | null;
}
/** A rule's result: the answer, and the room as it is afterwards. */
export type Ruling<T> = { room: Room; answer: T };

const alive = (seat: Seat | undefined, now: number): Seat | null => (seat && seat.expires > now ? seat : null);

function sit(room: Room, role: Role, by: Claimant, now: number): Ruling<Claim> {
  const previous = alive(room[role], now);
  const seat: Seat = { ...by, here: true, expires: now + LEASE_MS };
  return {
    room: { ...room, [role]: seat },
    answer: {
      ok: true,
      opposite: alive(room[opposite(role)], now),
      previous: previous && !isSame(previous, by) ? previous : null,
    },
  };
}

const isSame = (one: Sitter, other: Sitter): boolean => one.instance === other.instance && one.node === other.node;

const refuse = (room: Room, code: SeatRefusal): Ruling<Claim> => ({
  room,
  answer: { ok: false, code },
});

const isLocked = (room: Room, now: number): boolean => (room.locked ?? 0) > now;

/**
 * Somebody comes: a free or own seat is taken (an older instance of one's own is replaced), another's is not. In a locked
 * room a free one is not taken either; who comes back to their own finds it.
 */
export function claim(room: Room, role: Role, by: Claimant, now: number): Ruling<Claim> {
  const holder = alive(room[role], now);
  if (holder && holder.owner !== by.owner) return refuse(room, 'occupied');
  return !holder && isLocked(room, now) ? refuse(room, 'locked') : sit(room, role, by, now);
}

/** Somebody stays: the lease runs anew, and a seat that the store forgot is there again. */
export function renew(room: Room, role: Role, by: Claimant, now: number): Ruling<Claim> {
  const holder = alive(room[role], now);
  if (holder && holder.owner !== by.owner) return refuse(room, 'occupied');
  if (holder && holder.instance !== by.instance) return refuse(room, 'replaced');
  if (holder && holder.node !== by.node) return refuse(room, 'moved');
  return sit(room, role, by, now);
}

/**
 * A socket is lost or a page closes: the seat is kept for its owner for `graceMs`. Only for one's own instance on one's own
 * server: a ghost's end on the server before does not count.
 */
export function part(room: Room, role: Role, by: Sitter, now: number, graceMs: number): Ruling<Goodbye> {
  const holder = alive(room[role], now);
  const across = alive(room[opposite(role)], now);
  if (!holder || !isSame(holder, by)) return { room, answer: { ok: false, opposite: across } };
  const parted: Seat = { ...holder, here: false, expires: now + graceMs };
  return { room: { ...room, [role]: parted }, answer: { ok: true, opposite: across } };
}

/** Somebody goes for good: only one's own seat is freed, so a late word frees nobody else's. */
export function leave(room: Room, role: Role, by: Sitter, now: number): Ruling<Goodbye> {
  const holder = alive(room[role], now);
  const across = alive(room[opposite(role)], now);
  if (!holder || !isSame(holder, by)) return { room, answer: { ok: false, opposite: across } };
  const { [role]: _freed, ...rest } = room;
  return { room: rest, answer: { ok: true, opposite: across } };
}

/** Whoever runs the house locks a room, whether somebody is in it or not, for `LOCK_MS`; or opens it again. */
export function lock(room: Room, on: boolean, now: number): Ruling<void> {
  const { locked: _before, ...seats } = room;
  return { room: on ? { ...seats, locked: now + LOCK_MS } : seats, answer: undefined };
}

/** The seats whose leases run, and the lock. */
export function look(room: Room, now: number): Room {
  const [caller, callee] = [alive(room.caller, now), alive(room.callee, now)];
  const { locked = 0 } = room;
  return { ...(caller ? { caller } : {}), ...(callee ? { callee } : {}), ...(locked > now ? { locked } : {}) };
}

/** The store cannot be asked now: nothing is known of any seat. */
export class SeatsUnavailable extends Error {
  override readonly name = 'SeatsUnavailable';
}

/**
 * Where rooms are kept. Asynchronous, since a store may be shared by many servers. Each call is atomic.
 * @throws SeatsUnavailable, from every call
 */
export interface Seats {
  claim(room: string, role: Role, by: Claimant): Promise<Claim>;
  renew(room: string, role: Role, by: Claimant): Promise<Claim>;
  part(room: string, role: Role, by: Sitter, graceMs: number): Promise<Goodbye>;
  leave(room: string, role: Role, by: Sitter): Promise<Goodbye>;
  look(room: string): Promise<Room>;
  lock(room: string, on: boolean): Promise<void>;
}

/** Rooms in this process: forgotten when it ends, which the clients' next claims mend. */
export class MemorySeats implements Seats {
  readonly #rooms = new Map<string, Room>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get size(): number {
    return this.#rooms.size;
  }

  claim(room: string, role: Role, by: Claimant): Promise<Claim> {
    return this.#rule(room, (seats, now) => claim(seats, role, by, now));
  }

  renew(room: string, role: Role, by: Claimant): Promise<Claim> {
    return this.#rule(room, (seats, now) => renew(seats, role, by, now));
  }

  part(room: string, role: Role, by: Sitter, graceMs: number): Promise<Goodbye> {
    return this.#rule(room, (seats, now) => part(seats, role, by, now, graceMs));
  }

  leave(room: string, role: Role, by: Sitter): Promise<Goodbye> {
    return this.#rule(room, (seats, now) => leave(seats, role, by, now));
  }

  look(room: string): Promise<Room> {
    return this.#rule(room, (seats, now) => ({ room: seats, answer: look(seats, now) }));
  }

  /** Locks that ran out are forgotten by the way: nobody may ever ask for those rooms again. */
  async lock(room: string, on: boolean): Promise<void> {
    for (const name of this.#rooms.keys()) await this.#rule(name, (seats) => ({ room: seats, answer: undefined }));
    await this.#rule(room, (seats, now) => lock(seats, on, now));
  }

  #rule<T>(name: string, rule: (room: Room, now: number) => Ruling<T>): Promise<T> {
    const now = this.#now();
    const { room, answer } = rule(this.#rooms.get(name) ?? {}, now);
    if (alive(room.caller, now) || alive(room.callee, now) || isLocked(room, now)) this.#rooms.set(name, room);
    else this.#rooms.delete(name);
    return Promise.resolve(answer);
  }
}
