/** A path without a network: bytes pass one after the other at its rate, and whoever comes later waits in its queue. */
import type { Pace } from '../../client/data/pace.js';

export interface Traits {
  /** Bytes in a millisecond. */
  readonly rate: number;
  /** Milliseconds of a small message and its answer, with nothing in the queue. */
  readonly ms: number;
  /** Milliseconds by which an answer is late, one after the other, from the beginning again. */
  readonly late?: readonly number[];
}

/** How it was for a while. */
export interface Spell {
  /** Of what the path could have carried. */
  readonly share: number;
  /** The longest that a word would have waited behind what was there, in milliseconds. */
  readonly wait: number;
}

export class SimulatedPath {
  readonly #pace: Pace;
  #now = 0;
  /** When what is in the queue has passed. */
  #free = 0;
  #passed = 0;
  #answered = 0;
  #answers: { at: number; bytes: number }[] = [];

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** There is always more to send. */
  run(traits: Traits, ms: number): Spell {
    const [began, before, end] = [this.#now, this.#arrived(traits), this.#now + ms];
    let wait = 0;
    while (this.#now < end) {
      this.#send(traits);
      wait = Math.max(wait, this.#free - this.#now);
      this.#now = Math.min(this.#answers[0]?.at ?? end, end);
      this.#answer();
    }
    return { share: (this.#arrived(traits) - before) / (traits.rate * (this.#now - began)), wait };
  }

  /** Nothing is sent for so long. */
  rest(ms: number): void {
    this.#now += ms;
    this.#answer();
  }

  #arrived({ rate }: Traits): number {
    return this.#passed - Math.max(0, this.#free - this.#now) * rate;
  }

  #send({ rate, ms, late = [0] }: Traits): void {
    while (this.#pace.room) {
      const bytes = this.#pace.frame;
      const asks = this.#pace.sent(bytes, this.#now);
      this.#free = Math.max(this.#free, this.#now) + bytes / rate;
      this.#passed += bytes;
      if (!asks) continue;
      // In order, as on a reliable channel.
      const at = this.#free + ms + (late[(this.#answered += 1) % late.length] ?? 0);
      this.#answers.push({ at: Math.max(at, this.#answers.at(-1)?.at ?? 0), bytes: this.#passed });
    }
  }

  #answer(): void {
    for (const { bytes } of this.#answers.filter(({ at }) => at <= this.#now)) this.#pace.came(bytes, this.#now);
    this.#answers = this.#answers.filter(({ at }) => at > this.#now);
  }
}
