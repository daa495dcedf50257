/** A file on the disk that is written in place while it arrives. */
import type { Disk } from './disk.js';
import type { Bytes } from './seal.js';
import { type Sink, stored } from './sink.js';

/** What a file of the private file system is called, in the folder of its own. */
const NAME = 'whole';
/** The page before a reload holds it for a moment. */
const TRIES = 30;
const AGAIN_MS = 100;

export class WholeSink implements Sink {
  readonly #disk: Disk;
  /** The disk's number of it. */
  readonly #file: number;
  readonly #handle: FileSystemFileHandle;
  readonly #remove: () => Promise<void>;
  #kept: number;

  private constructor(
    disk: Disk,
    file: number,
    handle: FileSystemFileHandle,
    kept: number,
    remove: () => Promise<void>,
  ) {
    this.#disk = disk;
    this.#file = file;
    this.#handle = handle;
    this.#kept = kept;
    this.#remove = remove;
  }

  /** Null where files cannot be written so. */
  static async create(
    folder: FileSystemDirectoryHandle,
    disk: Disk,
    remove: () => Promise<void>,
  ): Promise<Sink | null> {
    try {
      const handle = await folder.getFileHandle(NAME, { create: true });
      return new WholeSink(disk, await disk.open({ handle, kept: 0 }), handle, 0, remove);
    } catch {
      return null; // Whatever it is, there are other ways.
    }
  }

  /** What is there, if it is `kept` bytes at least; null: it is not. */
  static async recall(
    folder: FileSystemDirectoryHandle,
    disk: Disk,
    kept: number,
    remove: () => Promise<void>,
  ): Promise<WholeSink | null> {
    const handle = await handleIn(folder);
    if (!handle || (await handle.getFile()).size < kept) return null;
    const file = await opened(disk, handle, kept);
    return file === null ? null : new WholeSink(disk, file, handle, kept, remove);
  }

  /** Null: it has another size. */
  static async blobOf(folder: FileSystemDirectoryHandle, size: number): Promise<Blob | null> {
    const file = await (await handleIn(folder))?.getFile();
    return file?.size === size ? file : null;
  }

  get kept(): number {
    return this.#kept;
  }

  async write(bytes: Bytes): Promise<ArrayBuffer | null> {
    const { length } = bytes;
    const memory = await stored(this.#disk.write(this.#file, bytes, this.#kept));
    this.#kept += length;
    return memory;
  }

  async close(): Promise<Blob> {
    await stored(this.#disk.close(this.#file));
    return this.#handle.getFile();
  }

  async abort(): Promise<void> {
    // A worker that is gone has let go of it.
    await this.#disk.close(this.#file).catch(() => undefined);
    await this.#remove();
  }
}

/** Null: it was not written so. */
const handleIn = (folder: FileSystemDirectoryHandle): Promise<FileSystemFileHandle | null> =>
  folder.getFileHandle(NAME).catch(() => null);

/** The disk's number of it; null where another page keeps it. */
async function opened(disk: Disk, handle: FileSystemFileHandle, kept: number): Promise<number | null> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      return await disk.open({ handle, kept });
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NoModificationAllowedError')) return null;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  return null;
}
