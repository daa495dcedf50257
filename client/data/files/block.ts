/** One block of a file in memory: the seal before it, its bytes, and its own seal. Memory is used again: to ask for it is what costs. */
import { BLOCK, type Bytes, SEAL } from './seal.js';

export class Block {
  /** Bytes of the file. */
  readonly content: Bytes;
  /** What crosses: the bytes and their seal. In front of it is what `lend` writes to. */
  readonly crossing: Bytes;
  readonly #seal: Bytes;
  /** What is hashed. */
  readonly #sealed: Bytes;

  constructor(memory: ArrayBuffer, length: number) {
    this.content = new Uint8Array(memory, SEAL, length);
    this.crossing = new Uint8Array(memory, SEAL, length + SEAL);
    this.#seal = this.crossing.subarray(length);
    this.#sealed = new Uint8Array(memory, 0, SEAL + length);
  }

  /** As it came, or was made. */
  get seal(): Bytes {
    return this.#seal;
  }

  set seal(seal: Bytes) {
    this.#seal.set(seal);
  }

  /** The seal that it should have. */
  async hash(before: Bytes): Promise<Bytes> {
    this.#sealed.set(before);
    return new Uint8Array(await crypto.subtle.digest('SHA-256', this.#sealed));
  }
}

/** Memory for the blocks of one file. */
export class BlockMemory {
  readonly #size: number;
  readonly #spare: ArrayBuffer[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** The block that begins at byte `at` of the file. */
  take(at: number): Block {
    const memory = this.#spare.pop() ?? new ArrayBuffer(SEAL + Math.min(BLOCK, this.#size) + SEAL);
    return new Block(memory, Math.min(BLOCK, this.#size - at));
  }

  /** Nobody reads or writes it any more. */
  give(memory: ArrayBuffer): void {
    this.#spare.push(memory);
  }

  clear(): void {
    this.#spare.length = 0;
  }
}
