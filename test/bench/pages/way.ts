/** What the data bench asks of everybody that carries bytes between two pages, in each of them. */
export interface Way {
  /** Resolves when all of it is given to the channel, or further. */
  send(bytes: number): Promise<void>;
  /** Resolves when so many bytes have come. */
  receive(bytes: number): Promise<void>;
  /** A small message; resolves with its answer. */
  ask(): Promise<unknown>;
}

/** Carries words between the two pages until they have a way of their own; the bench passes them on. */
export interface Signals {
  say(word: unknown): void;
  onword: (word: unknown) => void;
}

export type Role = 'caller' | 'callee';

export const MIB = 1_048_576;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts what comes. */
export class Tally {
  #left = Infinity;
  #done: () => void = () => undefined;

  add(bytes: number): void {
    this.#left -= bytes;
    if (this.#left <= 0) this.#done();
  }

  /** Nothing may be on its way yet. */
  async expect(bytes: number): Promise<void> {
    this.#left = bytes;
    await new Promise<void>((resolve) => (this.#done = resolve));
  }
}

/** One question at a time, and its answer. */
export class Echo {
  #answered: () => void = () => undefined;

  async ask(send: () => void): Promise<void> {
    const answer = new Promise<void>((resolve) => (this.#answered = resolve));
    send();
    await answer;
  }

  answered(): void {
    this.#answered();
  }
}
