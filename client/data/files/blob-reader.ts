/**
 * Reads a blob in order, from wherever it is asked to: in runs, since to cut out each block costs as much as the channel's part of
 * it, and one run costs little. A browser compares a file with what was chosen when a run begins, and Safari holds a run in memory.
 */
import type { Bytes } from './seal.js';

/** Bytes of a run. */
const RUN = 8_388_608;
const NOTHING: Bytes = new Uint8Array(0);

export class BlobReader {
  readonly #blob: Blob;
  #run: ReadableStreamDefaultReader<Bytes> | null = null;
  #at = 0;
  /** Of the run. */
  #end = 0;
  /** What the run gave, and nobody took yet. */
  #rest = NOTHING;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** How many bytes there were from byte `from` on, at most as many as `into` takes. Rejects where it cannot be read, or was changed. */
  async read(from: number, into: Bytes): Promise<number> {
    if (from !== this.#at) this.close();
    this.#at = from;
    let filled = 0;
    while (filled < into.length && (await this.#more())) filled += this.#take(into.subarray(filled));
    if (this.#at === this.#blob.size) await this.#compare();
    return filled;
  }

  /** What is being read is read no further. */
  close(): void {
    // A run that broke has nothing to be told.
    this.#run?.cancel().catch(() => undefined);
    this.#run = null;
    this.#rest = NOTHING;
  }

  /** False at the end, and where there is less than there was. */
  async #more(): Promise<boolean> {
    while (this.#rest.length === 0 && this.#at < this.#blob.size) {
      const { done, value } = await (this.#run ??= this.#open()).read();
      if (!done) this.#rest = value;
      else if (this.#at === this.#end) this.#run = null;
      else return false;
    }
    return this.#rest.length > 0;
  }

  #open(): ReadableStreamDefaultReader<Bytes> {
    this.#end = Math.min(this.#at + RUN, this.#blob.size);
    return this.#blob.slice(this.#at, this.#end).stream().getReader();
  }

  #take(into: Bytes): number {
    const part = this.#rest.subarray(0, into.length);
    into.set(part);
    this.#rest = this.#rest.subarray(part.length);
    this.#at += part.length;
    return part.length;
  }

  /** Once more, for the last run. */
  async #compare(): Promise<void> {
    await this.#blob.slice(0, 1).arrayBuffer();
  }
}
