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

/** Counts what comes, also before it is asked for: the pages are told one after the other. */
export class Tally {
  #came = 0;
  #expected = 0;
  #done: () => void = () => undefined;

  add(bytes: number): void {
    this.#came += bytes;
    if (this.#came >= this.#expected) this.#done();
  }

  /** Resolves when so many more have come. */
  async expect(bytes: number): Promise<void> {
    this.#expected += bytes;
    if (this.#came < this.#expected) await new Promise<void>((resolve) => (this.#done = resolve));
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
