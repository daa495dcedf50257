/** What somebody was told, in order: a test reads it one by one and misses nothing that came before it looked. */
import { within } from './wait.js';

export class Inbox<T> {
  readonly #what: string;
  readonly #unread: T[] = [];
  #waiting: ((item: T) => void)[] = [];

  constructor(what: string) {
    this.#what = what;
  }

  /** What came and was not read yet. */
  get unread(): readonly T[] {
    return this.#unread;
  }

  put(item: T): void {
    const reader = this.#waiting.shift();
    if (reader) reader(item);
    else this.#unread.push(item);
  }

  /** The oldest that was not read, or the next one to come. */
  async next(): Promise<T> {
    const [item] = this.#unread.splice(0, 1);
    return item === undefined ? within(this.#what, new Promise((resolve) => this.#waiting.push(resolve))) : item;
  }
}
