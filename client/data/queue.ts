/** Bytes that were written and have not all arrived: kept until they have, since they may have to be sent again. */
import { FRAME, HEAD, PIECE } from './frame.js';
import type { Source } from './outflow.js';

/** A whole piece, so that none is cut short. */
const BLOCK = PIECE;

export class Queue implements Source {
  #blocks: Uint8Array[] = [];
  /** What is in them has arrived: memory that need not be asked for again. */
  #spare: Uint8Array[] = [];
  /** Where the first block begins; what arrived; what is there. */
  #base = 0;
  #arrived = 0;
  #end = 0;

  /** Bytes written so far. */
  get end(): number {
    return this.#end;
  }

  /** Bytes that are not known to have arrived. */
  get open(): number {
    return this.#end - this.#arrived;
  }

  push(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const offset = (this.#end - this.#base) % BLOCK;
      if (offset === 0) this.#blocks.push(this.#spare.pop() ?? newBlock());
      const part = bytes.subarray(from, from + BLOCK - offset);
      this.#blocks.at(-1)?.set(part, offset);
      this.#end += part.length;
      from += part.length;
    }
  }

  at(at: number, most: number): Uint8Array | null {
    const offset = (at - this.#base) % BLOCK;
    const block = this.#blocks[Math.floor((at - this.#base) / BLOCK)];
    const length = Math.min(most, BLOCK - offset, this.#end - at);
    return block && length > 0 ? block.subarray(offset, offset + length) : null;
  }

  release(at: number): void {
    this.#arrived = Math.min(Math.max(at, this.#arrived), this.#end);
    const whole = Math.floor((this.#arrived - this.#base) / BLOCK);
    this.#spare.push(...this.#blocks.splice(0, whole));
    this.#base += whole * BLOCK;
  }
}

/** With room in front of it for the head of a frame. */
const newBlock = (): Uint8Array => new Uint8Array(new ArrayBuffer(FRAME), HEAD);
