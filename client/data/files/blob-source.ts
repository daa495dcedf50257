/** A file as the source of an Outflow: read block by block, a few ahead, and never held whole. */
import type { Source } from '../outflow.js';
import { BlobReader } from './blob-reader.js';
import { type Block, BlockMemory } from './block.js';
import { FileError } from './errors.js';
import { BLOCK, blocksOf, type Bytes, NO_SEAL, placeOf } from './seal.js';

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
  readonly #memory: BlockMemory;
  #reader: BlobReader | null = null;
  /** Sealed blocks around the one that is sent. */
  readonly #blocks = new Map<number, Block>();
  /** Of every block that was read. */
  readonly #seals: Bytes[] = [];
  /** The block that is sent. */
  #current = 0;
  #reading = false;
  /** Nothing is given out while its person wants it to wait. */
  paused = false;

  constructor(options: BlobSourceOptions) {
    this.#options = options;
    this.#memory = new BlockMemory(options.size);
  }

  /** Nothing is there before this; null: nothing any more. */
  set blob(blob: Blob | null) {
    this.#reader?.close();
    this.#reader = blob && new BlobReader(blob);
    this.#blocks.clear();
    this.#memory.clear();
    this.#seals.length = 0;
  }

  at(at: number, most: number): Uint8Array | null {
    if (this.paused) return null;
    const { block, offset } = placeOf(at);
    this.#current = block;
    void this.#read();
    const piece = this.#blocks.get(block)?.crossing.subarray(offset, offset + most);
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
    if (!this.#reader) return null;
    this.#drop();
    const last = Math.min(this.#current + AHEAD, blocksOf(this.#options.size) - 1);
    for (let block = this.#current; block <= last; block += 1) if (!this.#blocks.has(block)) return block;
    return null;
  }

  #drop(): void {
    for (const [n, { content }] of this.#blocks)
      if (n < this.#current || n > this.#current + AHEAD) {
        this.#blocks.delete(n);
        this.#memory.give(content.buffer);
      }
  }

  /** After a reload of this page, what arrived before is read once more for its seals. */
  async #load(wanted: number): Promise<void> {
    const n = Math.min(wanted, this.#seals.length);
    const reader = this.#reader;
    const block = this.#memory.take(n * BLOCK);
    const whole = reader !== null && (await this.#fill(block, n, reader));
    if (!whole || reader !== this.#reader) return;
    if (n === wanted) this.#store(n, block);
    else this.#memory.give(block.content.buffer);
  }

  #store(n: number, block: Block): void {
    this.#blocks.set(n, block);
    if (n === this.#current) this.#options.onready();
  }

  /** And seals it; false where it cannot be read. */
  async #fill(block: Block, n: number, reader: BlobReader): Promise<boolean> {
    const { content } = block;
    try {
      if ((await reader.read(n * BLOCK, content)) === content.length) return await this.#seal(block, n, reader);
      this.#fail(reader, new FileError('changed', 'the file is shorter than it was'));
    } catch (error) {
      this.#fail(reader, new FileError('unreadable', 'the file can be read no more', { cause: error }));
    }
    return false;
  }

  async #seal(block: Block, n: number, reader: BlobReader): Promise<boolean> {
    const seal = this.#seals[n] ?? (await block.hash(this.#seals[n - 1] ?? NO_SEAL));
    if (reader !== this.#reader) return false;
    this.#seals[n] = seal;
    block.seal = seal;
    return true;
  }

  #fail(reader: BlobReader, error: FileError): void {
    if (reader !== this.#reader) return;
    this.blob = null;
    this.#options.onerror(error);
  }
}
