/** Who is writing just now, on both sides. A word of it that is lost is made good by the next one, or by time. */
import { steadyNow } from '../call/clock.js';

/** So often it is said again while somebody writes. */
export const SAY_EVERY_MS = 3_000;
/** So long after the last word of it nobody writes any more. */
export const OVER_AFTER_MS = 7_000;

export class Typing {
  readonly #say: (on: boolean) => void;
  readonly #onchange: () => void;
  /** When it was said last that the own person writes; null: they do not. */
  #saidAt: number | null = null;
  #theirs = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onchange the other person began to write, or ended */
  constructor(say: (on: boolean) => void, onchange: () => void) {
    this.#say = say;
    this.#onchange = onchange;
  }

  get theirs(): boolean {
    return this.#theirs;
  }

  set(on: boolean): void {
    const due = on ? this.#saidAt === null || steadyNow() - this.#saidAt >= SAY_EVERY_MS : this.#saidAt !== null;
    if (!due) return;
    this.#saidAt = on ? steadyNow() : null;
    this.#say(on);
  }

  /** A line was: it ends the writing by itself, without a word. */
  sent(): void {
    this.#saidAt = null;
  }

  heard(on: boolean): void {
    clearTimeout(this.#timer);
    if (on) this.#timer = setTimeout(() => this.#set(false), OVER_AFTER_MS);
    this.#set(on);
  }

  /** Nobody is there. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#saidAt = null;
    this.#theirs = false;
  }

  #set(on: boolean): void {
    if (on === this.#theirs) return;
    this.#theirs = on;
    this.#onchange();
  }
}
