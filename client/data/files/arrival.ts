/** One file that arrives: what comes is gathered to blocks, compared with its seals, and stored. Knows no channel. */
import { Inflow } from '../inflow.js';
import { FileError } from './errors.js';
import { type Block, BlockMemory } from './block.js';
import { BLOCK, type Bytes, fromHex, NO_SEAL, sameBytes, sealedSize, toHex } from './seal.js';
import type { Sink } from './sink.js';

/** Bytes that may be on their way or wait to be stored. */
const AHEAD = 4_194_304;

/** So much is stored for good, and the seal after it. */
export interface Kept {
  readonly bytes: number;
  readonly seal: string;
}

export interface ArrivalOptions {
  /** Bytes of the file. */
  readonly size: number;
  readonly sink: Sink;
  /** Where it goes on. */
  readonly kept: Kept | undefined;
  readonly tell: (got: number, until: number) => void;
  /** So much of the file is here. */
  readonly onprogress: (bytes: number) => void;
  /** All of it is stored: the file, or null where it went elsewhere. */
  readonly onwhole: (blob: Blob | null) => void;
  readonly onerror: (error: FileError) => void;
}

export class Arrival {
  readonly flow: Inflow;
  readonly #options: ArrivalOptions;
  /** Bytes of the file that are stored, or will be before anything else is. */
  #written: number;
  #stored: number;
  #seal: Bytes;
  #kept: Kept;
  readonly #memory: BlockMemory;
  /** The one that is being gathered. */
  #block: Block;
  #filled = 0;
  #work: Promise<void> = Promise.resolve();
  #over = false;

  constructor(options: ArrivalOptions) {
    const { size, kept, tell } = options;
    this.#options = options;
    this.#kept = kept ?? { bytes: 0, seal: toHex(NO_SEAL) };
    this.#written = this.#stored = this.#kept.bytes;
    this.#seal = fromHex(this.#kept.seal);
    this.#memory = new BlockMemory(size);
    this.#block = this.#memory.take(this.#written);
    this.flow = new Inflow({
      got: sealedSize(this.#written),
      ahead: AHEAD,
      tell,
      onpiece: (piece) => this.#gather(piece),
      onend: () => void (this.#work = this.#work.then(() => this.#finish())),
    });
    this.flow.end(sealedSize(size));
  }

  get kept(): Kept {
    return this.#kept;
  }

  /** Nothing is stored any more, and what was is dropped. */
  async abort(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#work;
    await this.#options.sink.abort();
  }

  #gather(piece: Bytes): void {
    for (let from = 0; from < piece.length;) {
      const { crossing } = this.#block;
      const part = piece.subarray(from, from + crossing.length - this.#filled);
      crossing.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === crossing.length) this.#take(this.#block);
    }
    const { onprogress, size } = this.#options;
    onprogress(Math.min(size, this.#written + Math.min(this.#filled, BLOCK)));
  }

  #take(block: Block): void {
    this.#written += block.content.length;
    this.#filled = 0;
    if (this.#written < this.#options.size) this.#block = this.#memory.take(this.#written);
    const written = this.#written;
    this.#work = this.#work.then(() => this.#store(block, written)).catch((error: unknown) => this.#fail(error));
  }

  async #store(block: Block, written: number): Promise<void> {
    if (this.#over) return;
    const { length } = block.crossing;
    this.#seal = await block.hash(this.#seal);
    if (!sameBytes(this.#seal, block.seal)) throw new FileError('changed', 'what arrives is not what was offered');
    const memory = await this.#options.sink.write(block.content);
    if (memory) this.#memory.give(memory);
    this.#stored = written;
    this.#keep();
    this.flow.taken(length);
  }

  /** What a reload does not cost, if that is as much as there is a seal for. */
  #keep(): void {
    if (this.#options.sink.kept === this.#stored) this.#kept = { bytes: this.#stored, seal: toHex(this.#seal) };
  }

  async #finish(): Promise<void> {
    if (this.#over) return;
    try {
      const { sink, onwhole } = this.#options;
      const blob = await sink.close();
      if (this.#over) return;
      this.#over = true;
      this.#keep();
      onwhole(blob);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    const { onerror } = this.#options;
    onerror(
      error instanceof FileError ? error : new FileError('storage-full', 'it could not be stored', { cause: error }),
    );
  }
}
