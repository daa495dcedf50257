/** A file as the source of an Outflow: read block by block, a few ahead, and never held whole. */
import type { Source } from '../outflow.js';
import { FileError } from './errors.js';
import { BLOCK, blocksOf, type Bytes, NO_SEAL, placeOf, seal, SEAL } from './seal.js';

/** Blocks that are read before they are asked for. */
const AHEAD = 4;

export interface BlobSourceOptions {
  /** Bytes, as they were offered. */
  readonly size: number;
  /** What was asked for is there now. */
  readonly onready: () => void;
  /** Bytes of what crosses that have arrived. */
  readonly onreleased: (at: number) => void;
  readonly onerror: (error: FileError) => void;
}

export class BlobSource implements Source {
  readonly #options: BlobSourceOptions;
  #blob: Blob | null = null;
  /** Sealed blocks around the one that is sent. */
  readonly #blocks = new Map<number, Bytes>();
  /** Of every block that was read. */
  readonly #seals: Bytes[] = [];
  /** The block that is sent. */
  #current = 0;
  #reading = false;
  /** Nothing is given out while its person wants it to wait. */
  paused = false;

  constructor(options: BlobSourceOptions) {
    this.#options = options;
  }

  /** Nothing is there before this; null: nothing any more. */
  set blob(blob: Blob | null) {
    this.#blob = blob;
    this.#blocks.clear();
    this.#seals.length = 0;
  }

  at(at: number, most: number): Uint8Array | null {
    if (this.paused) return null;
    const { block, offset } = placeOf(at);
    this.#current = block;
    void this.#read();
    const piece = this.#blocks.get(block)?.subarray(offset, offset + most);
    return piece?.length ? piece : null;
  }

  release(at: number): void {
    this.#options.onreleased(at);
  }

  /** One at a time, in order: a seal needs the one before. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (let next = this.#next(); next !== null; next = this.#next()) await this.#load(next);
    } finally {
      this.#reading = false;
    }
  }

  /** The first block that is missing; null: enough are there. */
  #next(): number | null {
    if (!this.#blob) return null;
    for (const block of this.#blocks.keys())
      if (block < this.#current || block > this.#current + AHEAD) this.#blocks.delete(block);
    const last = Math.min(this.#current + AHEAD, blocksOf(this.#options.size) - 1);
    for (let block = this.#current; block <= last; block += 1) if (!this.#blocks.has(block)) return block;
    return null;
  }

  /** After a reload of this page, what arrived before is read once more for its seals. */
  async #load(wanted: number): Promise<void> {
    const block = Math.min(wanted, this.#seals.length);
    const blob = this.#blob;
    const bytes = blob && (await this.#bytes(blob, block));
    if (!bytes || blob !== this.#blob) return;
    const sealed = this.#seals[block];
    if (block === wanted && sealed) this.#store(block, bytes, sealed);
  }

  #store(block: number, bytes: Bytes, sealed: Bytes): void {
    const both = new Uint8Array(bytes.length + SEAL);
    both.set(bytes);
    both.set(sealed, bytes.length);
    this.#blocks.set(block, both);
    if (block === this.#current) this.#options.onready();
  }

  /** And their seal is known; null where they cannot be read. */
  async #bytes(blob: Blob, block: number): Promise<Bytes | null> {
    const from = block * BLOCK;
    const length = Math.min(BLOCK, this.#options.size - from);
    try {
      const bytes = new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
      if (bytes.length === length) return await this.#sealed(block, bytes);
      this.#fail(new FileError('changed', 'the file is shorter than it was'));
    } catch (error) {
      this.#fail(new FileError('unreadable', 'the file can be read no more', { cause: error }));
    }
    return null;
  }

  async #sealed(block: number, bytes: Bytes): Promise<Bytes> {
    this.#seals[block] ??= await seal(this.#seals[block - 1] ?? NO_SEAL, bytes);
    return bytes;
  }

  #fail(error: FileError): void {
    if (!this.#blob) return;
    this.blob = null;
    this.#options.onerror(error);
  }
}
