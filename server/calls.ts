/**
 * The rooms that this server has a seat in, made of what signaling tells: when a room opens, a call starts, is set up and ends. A call is
 * two seats that are held; a reload or a lost socket ends none, since the seat's lease runs on.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { opposite, ROLES, type PeerInfo, type PeerNews, type Role } from '../shared/protocol.js';
import type { Ledger } from './ledger.js';
import { roomTag, type Log } from './log.js';
import type { EndReason, Observer, SeatOf, SignalKind } from './observer.js';

export interface SeatNow {
  readonly instance: string;
  /** Whether a socket is on it. */
  readonly here: boolean;
  /** Whether this server holds it, or its lease. */
  readonly local: boolean;
}

export interface RoomNow {
  readonly room: string;
  /** Since this server knows of it, in milliseconds since the epoch. */
  readonly since: number;
  caller: SeatNow | null;
  callee: SeatNow | null;
  /** Both seats are held since then. */
  paired: number | null;
  /** The second of a pair came at this moment, and the answer is not yet through. */
  arrived: number | null;
}

export interface CallEnded {
  readonly room: string;
  readonly call: string;
  readonly reason: EndReason;
  readonly since: number;
  readonly until: number;
}

interface CallEvents {
  opened: [room: string, at: number];
  started: [room: string, call: string, since: number];
  ended: [CallEnded];
  /** Milliseconds from the second one's arrival to the answer that was acknowledged; from the moment of "accepted" where they rang. */
  'set-up': [ms: number];
  /** The same page is back on its seat. */
  reconnected: [Role];
}

export interface CallsOptions {
  readonly observer: Observer;
  readonly ledger: Ledger;
  readonly log: Log;
  readonly now?: () => number;
}

export class Calls extends EventEmitter<CallEvents> {
  readonly #ledger: Ledger;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #rooms = new Map<string, RoomNow>();
  /** Words to the ledger go out one after another. */
  #said: Promise<unknown> = Promise.resolve();

  constructor({ observer, ledger, log, now = Date.now }: CallsOptions) {
    super();
    this.#ledger = ledger;
    this.#log = log;
    this.#now = now;
    observer.on('seated', (seat, peer) => this.#seated(seat, peer));
    observer.on('told', (seat, news) => this.#told(seat, news));
    observer.on('away', (seat) => this.#change(seat, (known) => ({ ...known, here: false })));
    observer.on('vacated', (seat, reason, at) => this.#vacated(seat, reason, at));
    observer.on('moved', (seat) => this.#change(seat, (known) => ({ ...known, local: false })));
    observer.on('handed', (seat, kind, _ms, ok) => this.#handed(seat, kind, ok));
    observer.on('rang', ({ room }, outcome) => outcome === 'accepted' && this.#accepted(room));
  }

  get rooms(): ReadonlyMap<string, RoomNow> {
    return this.#rooms;
  }

  /** How many rooms, each by its share: those of all servers together are the rooms there are. */
  get size(): number {
    let size = 0;
    for (const room of this.#rooms.values()) size += shareOf(room);
    return size;
  }

  /** The same of rooms with both seats held. */
  get paired(): number {
    let size = 0;
    for (const room of this.#rooms.values()) if (room.paired !== null) size += shareOf(room);
    return size;
  }

  /** Resolves when all that happened so far was told. */
  settled(): Promise<unknown> {
    return this.#said;
  }

  #seated({ room, role, claimant: { instance } }: SeatOf, peer: PeerInfo | null): void {
    const now = this.#rooms.get(room) ?? this.#newRoom(room);
    const same = now[role]?.instance === instance;
    now[role] = { instance, here: true, local: true };
    if (same) this.emit('reconnected', role);
    else now.arrived = peer?.state === 'here' ? this.#now() : null;
    this.#hear(now, opposite(role), peer);
  }

  #newRoom(room: string): RoomNow {
    const since = this.#now();
    const now: RoomNow = { room, since, caller: null, callee: null, paired: null, arrived: null };
    this.#rooms.set(room, now);
    this.#say(async () => {
      if (await this.#ledger.open(room)) this.emit('opened', room, since);
    });
    return now;
  }

  #told({ room, role }: SeatOf, news: PeerNews): void {
    const now = this.#rooms.get(room);
    if (!now) return;
    const other = opposite(role);
    // Who came to another server is set up there.
    if (news && now[other]?.instance !== news.instance) now.arrived = null;
    this.#hear(now, other, news);
  }

  #hear(now: RoomNow, role: Role, news: PeerNews): void {
    if (!news) return this.#freed(now, role, 'lost', this.#now());
    if (news.state === 'left') return this.#freed(now, role, 'hung-up', this.#now());
    const known = now[role]?.instance === news.instance ? now[role] : null;
    now[role] = { instance: news.instance, here: news.state === 'here', local: known?.local ?? false };
    this.#paired(now);
  }

  #vacated({ room, role, claimant }: SeatOf, reason: EndReason, at: number): void {
    const now = this.#rooms.get(room);
    if (now?.[role]?.instance === claimant.instance) this.#freed(now, role, reason, at);
  }

  #freed(now: RoomNow, role: Role, reason: EndReason, until: number): void {
    if (now[role] === null) return;
    now[role] = null;
    now.arrived = null;
    now.paired = null;
    this.#say(() => this.#end(now.room, reason, until));
    const empty = now.caller === null && now.callee === null;
    if (empty) this.#say(() => this.#ledger.close(now.room));
    this.#forget(now);
  }

  #paired(now: RoomNow): void {
    if (now.paired !== null || !now.caller || !now.callee) return;
    const since = this.#now();
    now.paired = since;
    this.#say(async () => {
      const call = randomUUID();
      if (!(await this.#ledger.begin(now.room, { id: call, since }))) return;
      this.#log.info({ room: roomTag(now.room) }, 'call started');
      this.emit('started', now.room, call, since);
    });
  }

  async #end(room: string, reason: EndReason, until: number): Promise<void> {
    const call = await this.#ledger.end(room);
    if (!call) return;
    const seconds = Math.max(0, Math.round((until - call.since) / 1_000));
    this.#log.info({ room: roomTag(room), reason, seconds }, 'call ended');
    this.emit('ended', { room, call: call.id, reason, since: call.since, until: Math.max(until, call.since) });
  }

  /** What the seat of this very page is from now on. */
  #change({ room, role, claimant }: SeatOf, change: (known: SeatNow) => SeatNow): void {
    const now = this.#rooms.get(room);
    const known = now?.[role];
    if (!now || known?.instance !== claimant.instance) return;
    now[role] = change(known);
    this.#forget(now);
  }

  /** Other servers tell of a room that has no seat here. */
  #forget(now: RoomNow): void {
    if (!ROLES.some((role) => now[role]?.local)) this.#rooms.delete(now.room);
  }

  #handed({ room }: SeatOf, kind: SignalKind, ok: boolean): void {
    const now = this.#rooms.get(room);
    if (kind !== 'answer' || !ok || !now || now.arrived === null) return;
    this.emit('set-up', this.#now() - now.arrived);
    now.arrived = null;
  }

  #accepted(room: string): void {
    const now = this.#rooms.get(room);
    if (now && now.arrived !== null) now.arrived = this.#now();
  }

  #say(word: () => Promise<unknown>): void {
    this.#said = this.#said
      .then(word)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'calls cannot be told: the ledger is away'));
  }
}

/** A room whose other seat another server holds is counted there, too. */
const shareOf = ({ caller, callee }: RoomNow): number => (caller && callee && caller.local !== callee.local ? 0.5 : 1);
