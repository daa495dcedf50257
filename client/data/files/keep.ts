/**
 * What lets a page go on sending after its reload: the browser's handle of each file, or a copy of a small one, in IndexedDB.
 * Where neither can be had, the person chooses the file again.
 */
import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval';
import { within } from '../../call/within.js';

/** Bytes of a file that is copied, if its person can choose it again. */
const MOST_COPIED = 67_108_864;
const DAY_MS = 24 * 3_600_000;
/** Storage that is slower than that is none: the file is chosen again. */
const ANSWER_MS = 5_000;

interface Kept {
  readonly at: number;
  readonly file: File | FileSystemFileHandle;
}

/** Chromium's: who may read a file that was chosen before. */
interface Permission {
  queryPermission(descriptor: { mode: 'read' }): Promise<PermissionState>;
  requestPermission(descriptor: { mode: 'read' }): Promise<PermissionState>;
}
const READ = { mode: 'read' } as const;

export class Keep {
  readonly #name: string;
  #store: UseStore | null = null;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param name of what this page keeps */
  constructor(name: string) {
    this.#name = name;
  }

  /** @param only there is no other way to it: it is copied whatever its size, if there is room */
  async keep(n: number, file: File | FileSystemFileHandle, only = false): Promise<void> {
    if (!only && file instanceof File && file.size > MOST_COPIED) return;
    await this.#write(async (store) => {
      await sweep(store);
      await set(this.#key(n), { at: Date.now(), file } satisfies Kept, store);
    });
  }

  async forget(n: number): Promise<void> {
    await this.#write((store) => del(this.#key(n), store));
  }

  /** Null where its person has to be asked. */
  recall(n: number): Promise<File | null> {
    return this.#read(n, (handle) => within(ANSWER_MS, handle.queryPermission(READ)));
  }

  /** Asks; in a click. */
  ask(n: number): Promise<File | null> {
    return this.#read(n, (handle) => handle.requestPermission(READ));
  }

  /** One after the other: what is given up at once is not kept after that. */
  #write(work: (store: UseStore) => Promise<void>): Promise<unknown> {
    const written = this.#writing.then(() => this.#try(work));
    this.#writing = written.catch(() => undefined); // Who asked for it is told.
    return written;
  }

  #key(n: number): string {
    return `${this.#name} ${n}`;
  }

  async #read(n: number, may: (handle: Permission) => Promise<PermissionState>): Promise<File | null> {
    const kept = await this.#try((store) => within(ANSWER_MS, get<Kept>(this.#key(n), store)));
    if (!kept) return null;
    if (kept.file instanceof File) return kept.file;
    // The one who gave it out has these two.
    const handle = kept.file as FileSystemFileHandle & Permission;
    return (await this.#try(() => may(handle))) === 'granted'
      ? ((await this.#try(() => handle.getFile())) ?? null)
      : null;
  }

  /** Undefined where the browser stores nothing, or the file is gone: it is chosen again then. */
  async #try<T>(work: (store: UseStore) => Promise<T>): Promise<T | undefined> {
    try {
      // Throws where there is none: private windows, web views.
      this.#store ??= createStore('rtc-call', 'files');
      return await work(this.#store);
    } catch {
      return undefined;
    }
  }
}

/** What pages left behind that ended without a word. */
async function sweep(store: UseStore): Promise<void> {
  for (const [key, { at }] of await entries<string, Kept>(store)) if (Date.now() - at > DAY_MS) await del(key, store);
}
