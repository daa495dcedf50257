/**
 * Files while they arrive, in the origin private file system: as parts, each a file of its own, since only a file that was
 * closed outlives the page (File System Standard, 3.4).
 */
import { type Sink, stored } from './sink.js';
import type { Bytes } from './seal.js';

const ROOT = 'rtc-call';
/** A folder is a call's; one that no page holds is removed after a day. */
const DAY_MS = 24 * 3_600_000;
/** A part is closed once it has so many bytes, or after so many milliseconds: what a reload costs at most. */
const PART_BYTES = 16_777_216;
const PART_MS = 500;

/** A name begins with when it was made. */
export const folderName = (random: string, now = Date.now()): string => `${now}-${random}`;

/** Null where this browser keeps no files for pages: private windows, older ones. */
async function root(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const origin = await navigator.storage.getDirectory();
    return 'createWritable' in FileSystemFileHandle.prototype ? await origin.getDirectoryHandle(ROOT, CREATE) : null;
  } catch {
    return null; // Whatever it is, there is memory.
  }
}
const CREATE = { create: true } as const;

export class PrivateFolder {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** For as long as `signal` is not aborted, no other page removes it. */
  static async open(name: string, signal: AbortSignal): Promise<PrivateFolder | null> {
    const all = await root();
    if (!all) return null;
    try {
      await held(name, signal);
      const folder = await all.getDirectoryHandle(name, CREATE);
      void sweep(all).catch(() => undefined); // Another page may be sweeping, too.
      return new PrivateFolder(folder);
    } catch (error) {
      if (error instanceof DOMException) return null; // There is memory.
      throw error;
    }
  }

  async roomFor(size: number): Promise<boolean> {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    return quota - usage >= size;
  }

  /** A new file of so many bytes; null where there is no room for it. */
  async create(place: string, size: number): Promise<Sink | null> {
    try {
      if (!(await this.roomFor(size))) return null;
      // What is there of it could not be taken up.
      await this.remove(place);
      return new PartsSink(await this.#folder.getDirectoryHandle(place, CREATE), [], () => this.remove(place));
    } catch (error) {
      if (error instanceof DOMException) return null; // The disk takes no more.
      throw error;
    }
  }

  /** What is there of a file, if it is `kept` bytes at least: what is beyond them is dropped. */
  async recall(place: string, kept: number): Promise<PartsSink | null> {
    try {
      const folder = await this.#folder.getDirectoryHandle(place);
      const parts = await partsOf(folder, kept);
      return parts && new PartsSink(folder, parts, () => this.remove(place));
    } catch (error) {
      if (error instanceof DOMException) return null; // It is not there.
      throw error;
    }
  }

  async remove(place: string): Promise<void> {
    // There may be nothing to remove.
    await this.#folder.removeEntry(place, { recursive: true }).catch(() => undefined);
  }
}

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

class PartsSink implements Sink {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #parts: Part[];
  readonly #remove: () => Promise<void>;
  #kept: number;
  #open: { handle: FileSystemFileHandle; stream: FileSystemWritableFileStream; bytes: number; since: number } | null =
    null;

  constructor(folder: FileSystemDirectoryHandle, parts: Part[], remove: () => Promise<void>) {
    this.#folder = folder;
    this.#parts = parts;
    this.#remove = remove;
    this.#kept = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get kept(): number {
    return this.#kept;
  }

  write(bytes: Bytes): Promise<void> {
    return stored(this.#write(bytes));
  }

  async close(): Promise<Blob> {
    await stored(this.#closePart());
    return new Blob(await Promise.all(this.#parts.map(({ handle }) => handle.getFile())));
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
    const handle = await this.#folder.getFileHandle(partName(this.#kept), CREATE);
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

/** Resolves once this page holds it, beside others that do: the page before a reload, a tab that was duplicated. */
function held(name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const hold = (): Promise<void> | undefined => {
      resolve();
      if (signal.aborted) return undefined;
      return new Promise((release) => signal.addEventListener('abort', () => release()));
    };
    navigator.locks.request(`${ROOT} ${name}`, { mode: 'shared' }, hold).catch(reject);
  });
}

/** Removes what pages left behind that ended without a word. */
async function sweep(all: FileSystemDirectoryHandle): Promise<void> {
  const { held: locks = [] } = await navigator.locks.query();
  const living = new Set(locks.map(({ name }) => name));
  for await (const name of all.keys()) {
    const made = Number.parseInt(name, 10);
    if (living.has(`${ROOT} ${name}`) || Date.now() - made < DAY_MS) continue;
    await all.removeEntry(name, { recursive: true });
  }
}
