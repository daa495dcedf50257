/** Files while they arrive, in the origin private file system: each in a folder of its own, written in place where that can be. */
import { within } from '../../call/within.js';
import { Disk } from './disk.js';
import { PartsSink } from './parts-sink.js';
import type { Home, Sink } from './sink.js';
import { WholeSink } from './whole-sink.js';

const ROOT = 'rtc-call';
/** A folder is a call's; one that no page holds is removed after a day. */
const DAY_MS = 24 * 3_600_000;

/** A name begins with when it was made. */
export const folderName = (random: string, now = Date.now()): string => `${now}-${random}`;

/** Storage that is slower than that is none: there is memory. */
const ANSWER_MS = 5_000;

const CREATE = { create: true } as const;

/** Null where this browser keeps no files for pages: private windows, older ones. */
async function root(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const opening = navigator.storage.getDirectory().then((origin) => origin.getDirectoryHandle(ROOT, CREATE));
    return await within(ANSWER_MS, opening);
  } catch {
    return null; // Whatever it is, there is memory.
  }
}

export class PrivateFolder {
  readonly #name: string;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #signal: AbortSignal;
  /** Undefined: nothing was written yet. */
  #disk: Disk | null | undefined;

  private constructor(name: string, folder: FileSystemDirectoryHandle, signal: AbortSignal) {
    this.#name = name;
    this.#folder = folder;
    this.#signal = signal;
  }

  /** For as long as `signal` is not aborted, no other page removes it. */
  static async open(name: string, signal: AbortSignal): Promise<PrivateFolder | null> {
    const all = await root();
    if (!all) return null;
    try {
      await within(ANSWER_MS, held(name, signal));
      const folder = await within(ANSWER_MS, all.getDirectoryHandle(name, CREATE));
      void sweep(all).catch(() => undefined); // Another page may be sweeping, too.
      return new PrivateFolder(name, folder, signal);
    } catch {
      return null; // Whatever it is, there is memory.
    }
  }

  async roomFor(size: number): Promise<boolean> {
    const estimate = await orNull(() => within(ANSWER_MS, navigator.storage.estimate()));
    const { quota = 0, usage = 0 } = estimate ?? {};
    return quota - usage >= size && (this.#writer !== null || PartsSink.possible);
  }

  /** A new file of so many bytes; null where there is no room for it. */
  create(place: string, size: number): Promise<Sink | null> {
    return orNull(async () => {
      if (!(await this.roomFor(size))) return null;
      // What is there of it could not be taken up.
      await this.remove(place);
      const home = await this.#home(place, CREATE);
      const disk = this.#writer;
      const sink = (disk && (await WholeSink.create(home, disk))) ?? PartsSink.create(home);
      if (!sink) await home.remove();
      return sink;
    });
  }

  /** What is there of a file, if it is `kept` bytes at least: what is beyond them is dropped. */
  recall(place: string, kept: number): Promise<Sink | null> {
    return orNull(async () => {
      const home = await this.#home(place);
      const disk = this.#writer;
      return (disk && (await WholeSink.recall(home, disk, kept))) ?? PartsSink.recall(home, kept);
    });
  }

  /** All of a file, once it has so many bytes. */
  whole(place: string, size: number): Promise<Blob | null> {
    return orNull(async () => {
      const { folder } = await this.#home(place);
      return (await WholeSink.blobOf(folder, size)) ?? PartsSink.blobOf(folder, size);
    });
  }

  get #writer(): Disk | null {
    if (this.#disk === undefined) this.#disk = Disk.start(this.#signal);
    return this.#disk;
  }

  async #home(place: string, options?: FileSystemGetDirectoryOptions): Promise<Home> {
    const folder = await this.#folder.getDirectoryHandle(place, options);
    return { folder, path: [ROOT, this.#name, place], remove: () => this.remove(place) };
  }

  async remove(place: string): Promise<void> {
    // There may be nothing to remove.
    await this.#folder.removeEntry(place, { recursive: true }).catch(() => undefined);
  }
}

/** Null where the disk takes no more, does not have it, or fails in any way. */
async function orNull<T>(work: () => Promise<T | null>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
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
