/** One stream of bytes that this side sends, from wherever the other side has got to. Knows no channel. */

/** Where the bytes of a stream come from. */
export interface Source {
  /**
   * What is there from byte `at` on, at most `most` of it; null while nothing is, or after the end. Four bytes in front of it in
   * its memory, if there are any, are something else for as long as it is being sent (see `lend`).
   */
  at(at: number, most: number): Uint8Array | null;
  /** Bytes before this one arrived, and are asked for no more. */
  release(at: number): void;
}

export class Outflow {
  readonly #source: Source;
  /** The next byte to be sent. */
  #at = 0;
  #until = 0;
  /** On this connection the other side has said how far it is. */
  #known = false;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Another connection, on which nothing has been said yet. */
  paused(): void {
    this.#known = false;
  }

  /** The next piece; null if there is none, or none may be sent. */
  take(most: number): Uint8Array | null {
    const room = this.#known ? Math.min(most, this.#until - this.#at) : 0;
    const piece = room > 0 ? this.#source.at(this.#at, room) : null;
    this.#at += piece?.length ?? 0;
    return piece;
  }

  /** The other side has `got` bytes, and takes up to byte `until`. */
  flow(got: number, until: number): void {
    if (!this.#known) this.#at = got;
    // What cannot be: a stranger who counts wrong.
    if (got > this.#at) return;
    this.#known = true;
    this.#until = Math.max(until, got);
    this.#source.release(got);
  }
}
