/** Where a file goes while it arrives. */
import { FileError } from './errors.js';
import type { Bytes } from './seal.js';

export interface Sink {
  /** Bytes that a reload of this page does not cost. */
  readonly kept: number;
  /**
   * Resolves with memory that may be used again, all of what `bytes` is a view of; null: it is kept.
   * @throws FileError `storage-full`
   */
  write(bytes: Bytes): Promise<ArrayBuffer | null>;
  /** All of it is here: the file, or null where it went elsewhere. */
  close(): Promise<Blob | null>;
  /** It is not wanted any more. */
  abort(): Promise<void>;
}

/** Where the private file system keeps a file. */
export interface Home {
  readonly folder: FileSystemDirectoryHandle;
  /** The names of the folders from the root on. */
  readonly path: readonly string[];
  readonly remove: () => Promise<void>;
}

/** Bytes that may be received where the browser keeps no files. */
export const MOST_IN_MEMORY = 268_435_456;

/** In blobs, which browsers move to the disk as they see fit. */
export class MemorySink implements Sink {
  readonly kept = 0;
  #blobs: Blob[] = [];

  async write(bytes: Bytes): Promise<ArrayBuffer> {
    this.#blobs.push(new Blob([bytes]));
    return bytes.buffer;
  }

  async close(): Promise<Blob> {
    return new Blob(this.#blobs);
  }

  async abort(): Promise<void> {
    this.#blobs = [];
  }
}

/** To a stream of the page, or of a file that the person chose. */
export class StreamSink implements Sink {
  readonly kept = 0;
  readonly #writer: WritableStreamDefaultWriter<Bytes>;

  constructor(stream: WritableStream<Bytes>) {
    this.#writer = stream.getWriter();
  }

  async write(bytes: Bytes): Promise<null> {
    await stored(this.#writer.write(bytes));
    return null;
  }

  async close(): Promise<null> {
    await stored(this.#writer.close());
    return null;
  }

  /** A stream that broke before has nothing to be told. */
  async abort(): Promise<void> {
    await this.#writer.abort(new FileError('cancelled', 'the file was given up')).catch(() => undefined);
  }
}

/** Whatever a browser says of a disk that takes no more. */
export async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new FileError('storage-full', 'what arrived could not be stored', { cause: error });
  }
}
