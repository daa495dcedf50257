/**
 * The bell between a caller and a callee who answers by hand: who rings, until when, and what is said to it. Has no timer:
 * it is told the time. Knows no server and no connection.
 */
import { MAX_RING_MS, type Ring, type RingAnswer } from '../../shared/protocol.js';
import { steadyNow } from './clock.js';
import { randomId } from './identity.js';
import type { CallFact } from './state.js';
import type { Tab } from './tab.js';

/** The callee counts the time; the caller does in case that nothing is heard of them. */
const GRACE_MS = 3_000;
/** A call that both were in goes on without another ring; only if nobody opens so soon does this side say that it rings. */
const QUIET_MS = 500;

export type Direction = 'incoming' | 'outgoing';
/** How a ring ended. `missed`: the other page is gone; `cancelled`: the caller gave up. */
export type RingOutcome = RingAnswer['outcome'] | 'cancelled' | 'missed';

export interface RingEnd {
  readonly direction: Direction;
  readonly outcome: RingOutcome;
  /** What was said with `declined`. */
  readonly reason?: string;
}

export interface BellOptions {
  /** How long to ring, or to be rung for. */
  readonly ms: () => number;
  /** Remembers the name of the call that this side rang for, or let in. */
  readonly tab: Pick<Tab, 'memory' | 'remember'>;
  readonly onfact: (fact: CallFact) => void;
  /** The state has followed already. */
  readonly onring: (direction: Direction) => void;
  readonly onend: (end: RingEnd) => void;
}

type Say = (answer: RingAnswer) => void;

export class Bell {
  readonly #options: BellOptions;
  /** Who is at the door. */
  #caller: { readonly id: string; readonly until: number; readonly say: Say } | null = null;
  /** Said to one whose page did not hear it, perhaps. */
  #refused: { readonly id: string; readonly answer: RingAnswer } | null = null;
  /** Rings of this side so far: the answer to an older one is late. */
  #rung = 0;
  #until = Infinity;
  #shownAt = Infinity;
  #shown: Direction | null = null;

  constructor(options: BellOptions) {
    this.#options = options;
  }

  /** A call that was let in before. */
  knows(id: string): boolean {
    return id === this.#options.tab.memory.call;
  }

  tick(now: number): void {
    if (now >= this.#shownAt) this.#show('outgoing');
    if (now > this.#until) this.#lost({ outcome: 'no-answer' });
    if (this.#caller && now > this.#caller.until) this.refuse({ outcome: 'no-answer' });
  }

  /** Rings, or rings again: what was said before may be lost. Resolves to whether this side is let in. */
  async ring(send: (ring: Ring) => Promise<RingAnswer | null>): Promise<boolean> {
    const rung = ++this.#rung;
    const id = this.#begin(steadyNow());
    const answer = await send({ id, for: this.#ms });
    if (rung !== this.#rung || !answer) return false;
    if (answer.outcome !== 'accepted') this.#lost(answer);
    return answer.outcome === 'accepted';
  }

  /** Whoever was rung, or rang, is in. */
  opened(): void {
    this.#rung += 1;
    this.#until = this.#shownAt = Infinity;
    this.#end({ outcome: 'accepted' });
  }

  /** Somebody rings; who rings again has as long as before. */
  rang({ id, for: ms }: Ring, say: Say): void {
    if (this.#refused?.id === id) return say(this.#refused.answer);
    const until = this.#caller?.id === id ? this.#caller.until : steadyNow() + Math.min(ms, this.#ms);
    this.#caller = { id, until, say };
    this.#show('incoming');
  }

  /** Whether somebody rang. */
  accept(): boolean {
    if (!this.#caller) return false;
    const { id, say } = this.#caller;
    this.#options.tab.remember({ call: id });
    this.#caller = null;
    say({ outcome: 'accepted' });
    return true;
  }

  refuse(answer: RingAnswer): void {
    if (!this.#caller) return;
    const { id, say } = this.#caller;
    this.#refused = { id, answer };
    say(answer);
    this.#quieten(answer);
  }

  /** Who rang is gone, or who was rung at, or this side. */
  stop(outcome: 'missed' | 'cancelled'): void {
    this.#rung += 1;
    this.#until = this.#shownAt = Infinity;
    this.#quieten({ outcome });
  }

  get #ms(): number {
    return Math.min(this.#options.ms(), MAX_RING_MS);
  }

  #begin(now: number): string {
    const { tab } = this.#options;
    if (this.#until === Infinity) {
      this.#until = now + this.#ms + GRACE_MS;
      this.#shownAt = now + (tab.memory.call ? QUIET_MS : 0);
    }
    const id = tab.memory.call ?? randomId();
    tab.remember({ call: id });
    if (now >= this.#shownAt) this.#show('outgoing');
    return id;
  }

  #show(direction: Direction): void {
    this.#shownAt = Infinity;
    this.#options.onfact({ type: 'rang' });
    if (this.#shown === null) this.#options.onring((this.#shown = direction));
  }

  #lost(answer: RingAnswer): void {
    const { outcome, reason } = answer;
    this.#until = Infinity;
    if (outcome === 'accepted') return;
    this.#end(answer);
    this.#options.onfact({ type: 'ended', reason: outcome, ...(reason ? { said: reason } : {}), at: Date.now() });
  }

  #quieten(how: Omit<RingEnd, 'direction'>): void {
    this.#caller = null;
    this.#options.onfact({ type: 'ring-ended' });
    this.#end(how);
  }

  #end({ outcome, reason }: Omit<RingEnd, 'direction'>): void {
    const direction = this.#shown;
    this.#shown = null;
    if (direction) this.#options.onend({ direction, outcome, ...(reason ? { reason } : {}) });
  }
}
