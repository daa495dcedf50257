/** Whether somebody talks, by how loud they are. Pure: no clock of its own. */

/** Of full scale: speech is 0.03 and more, a quiet room 0.002. */
const LOUD = 0.02;
/** So many loud moments have to come within this. */
const WITHIN_MS = 1_000;

export interface Habit {
  /** A knock at the table is one loud moment, a word is several. */
  readonly moments: number;
  /** Between two words. */
  readonly pauseMs: number;
}

export class Talking {
  readonly #habit: Habit;
  #loud: number[] = [];
  #until = -Infinity;

  constructor(habit: Habit) {
    this.#habit = habit;
  }

  /** `level` is from 0 to 1. */
  hear(level: number, now: number): boolean {
    if (level > LOUD) this.#loud = [...this.#loud.filter((at) => now - at < WITHIN_MS), now];
    const fresh = this.#loud.at(-1) === now && this.#loud.length >= this.#habit.moments;
    if (fresh) this.#until = now + this.#habit.pauseMs;
    return now < this.#until;
  }

  /** Nobody listens any more. */
  forget(): void {
    this.#loud = [];
    this.#until = -Infinity;
  }
}
