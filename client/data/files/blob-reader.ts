/** Reads a blob in order, from wherever it is asked to: as one stream, since to cut out each piece costs as much as the channel's part of it. */
import type { Bytes } from './seal.js';

const NOTHING: Bytes = new Uint8Array(0);

export class BlobReader {
  readonly #blob: Blob;
  #stream: ReadableStreamDefaultReader<Bytes> | null = null;
  #at = 0;
  /** What the stream gave, and nobody took yet. */
  #rest = NOTHING;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** How many bytes there were from byte `from` on, at most as many as `into` takes. Rejects where the blob can be read no more. */
  async read(from: number, into: Bytes): Promise<number> {
    if (from !== this.#at) this.close();
    const stream = (this.#stream ??= this.#open(from));
    let filled = 0;
    while (filled < into.length && (await this.#more(stream))) filled += this.#take(into.subarray(filled));
    this.#at = from + filled;
    return filled;
  }

  /** What is being read is read no further. */
  close(): void {
    // A stream that broke has nothing to be told.
    this.#stream?.cancel().catch(() => undefined);
    this.#stream = null;
    this.#rest = NOTHING;
  }

  #open(from: number): ReadableStreamDefaultReader<Bytes> {
    this.#at = from;
    return this.#blob.slice(from).stream().getReader();
  }

  async #more(stream: ReadableStreamDefaultReader<Bytes>): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await stream.read();
      if (done) return false;
      this.#rest = value;
    }
    return true;
  }

  #take(into: Bytes): number {
    const part = this.#rest.subarray(0, into.length);
    into.set(part);
    this.#rest = this.#rest.subarray(part.length);
    return part.length;
  }
}
