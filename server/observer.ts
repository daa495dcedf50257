/** What signaling tells of itself to those who count it, publish it or show it. They may neither throw nor make it wait. */
import { EventEmitter } from 'node:events';
import type { PeerInfo, PeerNews, RefusalCode, RingAnswer, Role } from '../shared/protocol.js';

export interface SeatOf {
  readonly room: string;
  readonly role: Role;
  readonly claimant: { readonly instance: string };
}

/** `hung-up`: said so. `closed`: the page went. `lost`: nothing was heard for a lease. `removed`: by the operator. */
export type EndReason = 'hung-up' | 'closed' | 'lost' | 'removed';
/** What is acknowledged on its way between two clients. */
export type SignalKind = 'offer' | 'answer' | 'restart';
/** Where a refusal was said: to a handshake, to somebody on a seat or about to be, or to a single event. */
export type RefusedAt = 'handshake' | 'seat' | 'event';

interface Occurrences {
  /** A socket has taken a seat, and this is who sits opposite. */
  seated: [SeatOf, PeerInfo | null];
  /** What the client on this seat was told of the one opposite; `null` and `left` free that one. */
  told: [SeatOf, PeerNews];
  /** Its socket is lost or its page closes; the seat's lease runs here. */
  away: [SeatOf];
  /** The seat is free; at this moment (milliseconds since the epoch) its client was heard last. */
  vacated: [SeatOf, EndReason, number];
  /** The seat is taken, and not by a socket of this server any more. */
  moved: [SeatOf];
  refused: [RefusalCode, RefusedAt];
  /** The client on this seat was handed a signal, and acknowledged it, or did not. */
  handed: [SeatOf, SignalKind, ms: number, ok: boolean];
  candidates: [];
  /** The ring of this caller ended. */
  rang: [SeatOf, RingAnswer['outcome'] | 'failed'];
}

export class Observer extends EventEmitter<Occurrences> {}
