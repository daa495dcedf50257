/** In how many rooms an address is at a time. A room counts for as long as its seat is kept after the last socket. */
import { LEASE_MS } from './seats.js';

interface Stay {
  sockets: number;
  /** Milliseconds since the epoch; Infinity while there is a socket. */
  until: number;
}

export class RoomsOfAddresses {
  readonly #most: number;
  readonly #now: () => number;
  readonly #addresses = new Map<string, Map<string, Stay>>();

  /** `most` 0: no limit, and nothing is counted. */
  constructor(most: number, now: () => number = Date.now) {
    this.#most = most;
    this.#now = now;
  }

  /** Addresses that are in a room. */
  get size(): number {
    return this.#addresses.size;
  }

  /** A socket comes into a room: 0, or the milliseconds until there may be place for one more. Each 0 needs a `leave`. */
  enter(address: string, room: string): number {
    if (this.#most === 0) return 0;
    const rooms = this.#addresses.get(address) ?? new Map<string, Stay>();
    if (!rooms.has(room) && rooms.size >= this.#most) this.#forgetOld(address, rooms);
    const stay = rooms.get(room) ?? { sockets: 0, until: Infinity };
    if (stay.sockets === 0 && !rooms.has(room) && rooms.size >= this.#most) return this.#wait(rooms);
    this.#addresses.set(address, rooms);
    rooms.set(room, { sockets: stay.sockets + 1, until: Infinity });
    return 0;
  }

  leave(address: string, room: string): void {
    const rooms = this.#addresses.get(address);
    const stay = rooms?.get(room);
    if (!rooms || !stay) return;
    const sockets = stay.sockets - 1;
    rooms.set(room, { sockets, until: sockets > 0 ? Infinity : this.#now() + LEASE_MS });
  }

  /** Forgets who is gone; to be called now and then. */
  sweep(): void {
    for (const [address, rooms] of this.#addresses) this.#forgetOld(address, rooms);
  }

  #forgetOld(address: string, rooms: Map<string, Stay>): void {
    const now = this.#now();
    for (const [room, { until }] of rooms) if (until <= now) rooms.delete(room);
    if (rooms.size === 0) this.#addresses.delete(address);
  }

  #wait(rooms: Map<string, Stay>): number {
    const first = Math.min(...[...rooms.values()].map(({ until }) => until));
    return Math.min(first - this.#now(), LEASE_MS);
  }
}
