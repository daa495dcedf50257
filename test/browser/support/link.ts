/** The way between two sides of one page, as bad as a test wants it: slow, lossy, doubling, out of order. */
import { onTestFinished } from 'vitest';
import type { SessionDescription, Signal } from '../../../shared/protocol.js';
import { seeded } from './seeded.js';

const SHORTEST_MS = 5;
const LONGEST_MS = 25;

export type End = 'left' | 'right';
export type Kind = SessionDescription['type'] | 'restart' | 'candidates';

/** One signal on its way. */
export interface Passage {
  readonly from: End;
  readonly kind: Kind;
  /** The how many-th of its kind from this end, from 1. */
  readonly nth: number;
  readonly signal: Signal;
}

export type Fate = 'pass' | 'drop' | 'twice' | 'hold';
export type Rule = (passage: Passage) => Fate;

const opposite = (end: End): End => (end === 'left' ? 'right' : 'left');
export function kindOf(signal: Signal): Kind {
  if ('description' in signal) return signal.description.type;
  return 'restart' in signal ? 'restart' : 'candidates';
}

export class SignalLink {
  /** Whatever was handed to this link, delivered or not. */
  readonly sent: Passage[] = [];
  rule: Rule = () => 'pass';
  /** A websocket keeps the order; without it each signal takes its own time. */
  ordered = true;
  readonly #chance: () => number;
  readonly #ends: Partial<Record<End, (signal: Signal) => void>> = {};
  readonly #queues: Record<End, Signal[]> = { left: [], right: [] };
  readonly #due: Record<End, number> = { left: 0, right: 0 };
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #held: Passage[] = [];

  constructor({ seed = 1 }: { seed?: number } = {}) {
    this.#chance = seeded(seed);
    onTestFinished(() => this.cut());
  }

  /** Nothing is on its way. */
  get idle(): boolean {
    return this.#timers.size === 0;
  }

  /** How many were sent, of this kind and by this end if given. */
  count(kind: Kind, from?: End): number {
    return this.sent.filter((passage) => passage.kind === kind && (from ?? passage.from) === passage.from).length;
  }

  /** The first one of this kind, whoever sent it. */
  first(kind: Kind): Signal {
    const passage = this.sent.find((sent) => sent.kind === kind);
    if (!passage) throw new Error(`no ${kind} was sent`);
    return passage.signal;
  }

  attach(end: End, receive: (signal: Signal) => void): void {
    this.#ends[end] = receive;
  }

  send(from: End, signal: Signal): void {
    const kind = kindOf(signal);
    const passage: Passage = { from, kind, nth: this.count(kind, from) + 1, signal };
    this.sent.push(passage);
    const fate = this.rule(passage);
    if (fate === 'hold') this.#held.push(passage);
    if (fate === 'pass' || fate === 'twice') this.deliver(opposite(from), signal);
    if (fate === 'twice') this.deliver(opposite(from), signal);
  }

  /** What was held travels now; what is sent from now on by `rule`. */
  release(rule: Rule = () => 'pass'): void {
    this.rule = rule;
    const held = this.#held;
    this.#held = [];
    for (const { from, signal } of held) this.deliver(opposite(from), signal);
  }

  /** Puts a signal on its way to `end`, whoever sent it and when. */
  deliver(end: End, signal: Signal): void {
    const delay = SHORTEST_MS + this.#chance() * (LONGEST_MS - SHORTEST_MS);
    if (!this.ordered) return this.#after(delay, () => this.#ends[end]?.(signal));
    this.#queues[end].push(signal);
    this.#due[end] = Math.max(this.#due[end], performance.now() + delay);
    this.#after(this.#due[end] - performance.now(), () => this.#deliverNext(end));
  }

  /** Nothing arrives any more. */
  cut(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
    this.#queues.left = [];
    this.#queues.right = [];
    this.rule = () => 'drop';
  }

  #deliverNext(end: End): void {
    const signal = this.#queues[end].shift();
    if (signal) this.#ends[end]?.(signal);
  }

  #after(delay: number, arrive: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      arrive();
    }, delay);
    this.#timers.add(timer);
  }
}
