/** What `GET /api/status` answers. Types alone, for the server and the status page: no import of either. */

/**
 * `unreachable`: no connection, or nobody listens. `no-answer`: sent, and nothing came. `certificate`: browsers would not believe
 * it either. `wrong-secret`: it does not know our credentials. `full`: quota or ports are used up. `refused`: another code.
 * `not-turn`: what answers there is something else. `unchecked`: TURN over DTLS, which Node does not speak.
 */
export type TurnFault =
  'unreachable' | 'no-answer' | 'certificate' | 'wrong-secret' | 'full' | 'refused' | 'not-turn' | 'unchecked';

export type Problem =
  | { readonly code: 'draining' | 'redis-away' | 'worker-away' | 'no-turn' | 'open-mode' | 'any-origin' }
  | { readonly code: 'turn-fault'; readonly url: string; readonly fault: TurnFault }
  | { readonly code: 'turn-open'; readonly url: string };

export interface TurnReading {
  readonly url: string;
  /** `open`: it answers, and relays into private networks. `waiting`: not asked yet. */
  readonly state: 'ok' | 'open' | 'waiting' | TurnFault;
  readonly ms: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  readonly draining: boolean;
  readonly redis: 'none' | 'up' | 'down';
  readonly turn: readonly TurnReading[];
}

/** One reading; times in milliseconds. */
export interface Reading {
  readonly at: number;
  readonly seats: number;
  readonly calls: number;
  /** Signals and batches of candidates a second. */
  readonly relays: number;
  /** The median of the deliveries since the reading before; null where there were none. */
  readonly delivery: number | null;
  /** Of the event loop, all but the longest hundredth. */
  readonly loop: number;
}

/** Since the start of the server. */
export interface Totals {
  readonly started: number;
  readonly setUp: number;
  /** The median of the last set-ups; null before the first. */
  readonly setUpMs: number | null;
  readonly reconnected: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** `retried`: failed once, and tried again later. `dropped`: the queue was full. `given-up`: tried as often as it may be. */
export type Delivered = 'delivered' | 'retried' | 'dropped' | 'given-up';

export interface WebhooksState extends Readonly<Record<Delivered, number>> {
  readonly queued: number;
}

export interface Status extends Readiness {
  readonly now: number;
  /** Seconds. */
  readonly uptime: number;
  /** The worst first. */
  readonly problems: readonly Problem[];
  readonly seats: number;
  readonly sockets: number;
  /** 0 = no limit. */
  readonly maxSockets: number;
  readonly rooms: number;
  readonly calls: number;
  /** Bytes. */
  readonly memory: number;
  /** Null where nobody is told. */
  readonly webhooks: WebhooksState | null;
  readonly totals: Totals;
  readonly history: readonly Reading[];
}
