/** A file on the disk that is written in place while it arrives. */
import type { Disk } from './disk.js';
import type { Bytes } from './seal.js';
import { type Home, type Sink, stored } from './sink.js';

/** What a file of the private file system is called, in the folder of its own. */
const NAME = 'whole';
/** The page before a reload holds it for a moment: what browsers say then (WebKit the second). */
const HELD = new Set(['NoModificationAllowedError', 'InvalidStateError']);
const TRIES = 30;
const AGAIN_MS = 100;

export class WholeSink implements Sink {
  readonly #disk: Disk;
  /** The disk's number of it. */
  readonly #file: number;
  readonly #home: Home;
  #kept: number;

  private constructor(disk: Disk, file: number, home: Home, kept: number) {
    this.#disk = disk;
    this.#file = file;
    this.#home = home;
    this.#kept = kept;
  }

  /** Null where files cannot be written so. */
  static async create(home: Home, disk: Disk): Promise<Sink | null> {
    try {
      await home.folder.getFileHandle(NAME, { create: true });
      return new WholeSink(disk, await disk.open({ path: [...home.path, NAME], kept: 0 }), home, 0);
    } catch {
      return null; // Whatever it is, there are other ways.
    }
  }

  /** What is there, if it is `kept` bytes at least; null: it is not. */
  static async recall(home: Home, disk: Disk, kept: number): Promise<Sink | null> {
    const there = await fileIn(home.folder);
    if (!there || there.size < kept) return null;
    const file = await opened(disk, [...home.path, NAME], kept);
    return file === null ? null : new WholeSink(disk, file, home, kept);
  }

  /** Null: it has another size. */
  static async blobOf(folder: FileSystemDirectoryHandle, size: number): Promise<Blob | null> {
    const file = await fileIn(folder);
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
    return stored(this.#home.folder.getFileHandle(NAME).then((handle) => handle.getFile()));
  }

  async abort(): Promise<void> {
    // A worker that is gone has let go of it.
    await this.#disk.close(this.#file).catch(() => undefined);
    await this.#home.remove();
  }
}

/** Null: it was not written so. */
const fileIn = (folder: FileSystemDirectoryHandle): Promise<File | null> =>
  folder.getFileHandle(NAME).then(
    (handle) => handle.getFile(),
    () => null,
  );

/** The disk's number of it; null where another page keeps it. */
async function opened(disk: Disk, path: readonly string[], kept: number): Promise<number | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await disk.open({ path, kept });
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error && HELD.has(error.name))) return null;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
