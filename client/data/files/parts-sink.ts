/**
 * A file on the disk where a page may write only by streams: in parts, each a file of its own, since only one that was closed
 * outlives the page (File System Standard, 3.4).
 */
import type { Bytes } from './seal.js';
import { type Home, type Sink, stored } from './sink.js';

/** A part is closed once it has so many bytes, or after so many milliseconds: what a reload costs at most. */
const PART_BYTES = 16_777_216;
const PART_MS = 500;

interface Part {
  readonly handle: FileSystemFileHandle;
  readonly bytes: number;
}

const partName = (at: number): string => `${at}`;

/** Null where they are not whole. */
async function partsOf(folder: FileSystemDirectoryHandle, kept: number): Promise<Part[] | null> {
  const parts: Part[] = [];
  for (let at = 0; at < kept;) {
    const handle = await folder.getFileHandle(partName(at));
    const { size } = await handle.getFile();
    if (size === 0) return null;
    parts.push({ handle, bytes: size });
    at += size;
    if (at > kept) return null;
  }
  return parts;
}

const blobOf = async (parts: readonly Part[]): Promise<Blob> =>
  new Blob(await Promise.all(parts.map(({ handle }) => handle.getFile())));

export class PartsSink implements Sink {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #parts: Part[];
  readonly #remove: () => Promise<void>;
  #kept: number;
  #open: { handle: FileSystemFileHandle; stream: FileSystemWritableFileStream; bytes: number; since: number } | null =
    null;

  private constructor({ folder, remove }: Home, parts: Part[]) {
    this.#folder = folder;
    this.#parts = parts;
    this.#remove = remove;
    this.#kept = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether files can be written so. */
  static get possible(): boolean {
    return 'createWritable' in FileSystemFileHandle.prototype;
  }

  /** Null where files cannot be written so. */
  static create(home: Home): Sink | null {
    return PartsSink.possible ? new PartsSink(home, []) : null;
  }

  /** Null where they are not whole, or there are none. */
  static async recall(home: Home, kept: number): Promise<Sink | null> {
    const parts = PartsSink.possible && kept > 0 ? await partsOf(home.folder, kept) : null;
    return parts && new PartsSink(home, parts);
  }

  static async blobOf(folder: FileSystemDirectoryHandle, size: number): Promise<Blob | null> {
    const parts = await partsOf(folder, size);
    return parts && blobOf(parts);
  }

  get kept(): number {
    return this.#kept;
  }

  async write(bytes: Bytes): Promise<ArrayBuffer> {
    await stored(this.#write(bytes));
    return bytes.buffer;
  }

  async close(): Promise<Blob> {
    await stored(this.#closePart());
    return blobOf(this.#parts);
  }

  async abort(): Promise<void> {
    // What is being written may be gone with the disk it was on.
    await this.#open?.stream.abort().catch(() => undefined);
    this.#open = null;
    await this.#remove();
  }

  async #write(bytes: Bytes): Promise<void> {
    this.#open ??= await this.#openPart();
    await this.#open.stream.write(bytes);
    this.#open.bytes += bytes.length;
    if (this.#open.bytes >= PART_BYTES || performance.now() - this.#open.since > PART_MS) await this.#closePart();
  }

  async #openPart() {
    const handle = await this.#folder.getFileHandle(partName(this.#kept), { create: true });
    return { handle, stream: await handle.createWritable(), bytes: 0, since: performance.now() };
  }

  async #closePart(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    await open.stream.close();
    this.#parts.push(open);
    this.#kept += open.bytes;
  }
}
