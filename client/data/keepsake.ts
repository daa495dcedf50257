import { stored } from '../call/storage.js';

/** Something that a page keeps for the page after a reload, in this tab. Where storage is blocked or full, nothing is kept. */
export class Keepsake {
  readonly #key: string;
  /** What this page put there. */
  #put: string | null = null;

  constructor(key: string) {
    this.#key = key;
  }

  /** What this page put there is still there: no other page has taken it, or put something else. */
  get untouched(): boolean {
    return stored(() => sessionStorage.getItem(this.#key)) === this.#put;
  }

  put(text: string): void {
    this.#put = stored(() => {
      sessionStorage.setItem(this.#key, text);
      return text;
    });
  }

  /** Once: it is this page's now. */
  take(): string | null {
    this.#put = null;
    return stored(() => {
      const text = sessionStorage.getItem(this.#key);
      if (text !== null) sessionStorage.removeItem(this.#key);
      return text;
    });
  }
}
