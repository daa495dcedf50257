/**
 * Files of the origin private file system that are written in place (File System Standard, 2.6), which only a worker may do: a
 * sixth of what a stream to them costs, and what is written outlives a page that ends without a word.
 */
import { policy } from '../../call/policy.js';
import { writeFiles } from './disk-worker.js';
import type { Bytes } from './seal.js';

export interface Place {
  /** The names of the folders from the root on, and of the file. Safari passes no handles to workers. */
  readonly path: readonly string[];
  /** Bytes that stay; what is beyond them goes. */
  readonly kept: number;
}

/** What the worker is asked for. `file` is a number of ours. */
export type Order =
  | ({ readonly to: 'open'; readonly file: number } & Place)
  | { readonly to: 'write'; readonly file: number; readonly bytes: Bytes; readonly at: number }
  | { readonly to: 'close'; readonly file: number }
  | { readonly to: 'end' };

export interface Asked {
  readonly n: number;
  readonly order: Order;
}

export interface Answer {
  readonly n: number;
  /** What was written: memory that may be used again. */
  readonly bytes?: Bytes;
  /** Its name and message: Safari passes no errors. */
  readonly error?: { readonly name: string; readonly message: string };
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that has not answered after this does not come. */
const START_MS = 10_000;

export class Disk {
  readonly #worker: Worker;
  readonly #url: string;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #files = 0;
  /** Why nothing is written any more. */
  #broken: Error | null = null;
  /** Undefined: nothing was asked yet. */
  #start: ReturnType<typeof setTimeout> | undefined;

  private constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    // TypeScript knows no trusted URLs.
    this.#worker = new Worker(policy()?.createScriptURL(url) ?? url);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#answered(data);
    this.#worker.onerror = () => this.#end(new Error('the worker failed'));
    signal.addEventListener('abort', () => void this.#stop());
  }

  /** Until `signal` is aborted. Null where the page's policy allows no such worker; where that shows later, every file is refused. */
  static start(signal: AbortSignal): Disk | null {
    if (signal.aborted) return null;
    // A worker's script has to be of the page's own origin; this one may come from another.
    const url = URL.createObjectURL(new Blob([`(${writeFiles.toString()})()`], { type: 'text/javascript' }));
    try {
      return new Disk(url, signal);
    } catch {
      URL.revokeObjectURL(url);
      return null; // Files can be written otherwise.
    }
  }

  /** The number of the file. Rejects where another page writes it, or this browser does not do so. */
  async open(place: Place): Promise<number> {
    const file = (this.#files += 1);
    await this.#ask({ to: 'open', file, ...place }, []);
    return file;
  }

  /** Takes the memory of `bytes`, and gives back what may be used in its place. */
  async write(file: number, bytes: Bytes, at: number): Promise<ArrayBuffer | null> {
    const answer = await this.#ask({ to: 'write', file, bytes, at }, [bytes.buffer]);
    return answer.bytes?.buffer ?? null;
  }

  async close(file: number): Promise<void> {
    await this.#ask({ to: 'close', file }, []);
  }

  #ask(order: Order, transfer: Transferable[]): Promise<Answer> {
    if (this.#broken) return Promise.reject(this.#broken);
    this.#start ??= setTimeout(() => this.#end(new Error('the worker does not start')), START_MS);
    const n = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#worker.postMessage({ n, order } satisfies Asked, transfer);
      this.#waiting.set(n, { resolve, reject });
    });
  }

  #answered(answer: Answer): void {
    clearTimeout(this.#start);
    const waiting = this.#waiting.get(answer.n);
    this.#waiting.delete(answer.n);
    if (answer.error) waiting?.reject(Object.assign(new Error(answer.error.message), { name: answer.error.name }));
    else waiting?.resolve(answer);
  }

  /** A worker that is only terminated lets go of its files some time later, and they could not be removed. */
  async #stop(): Promise<void> {
    await this.#ask({ to: 'end' }, []).catch(() => undefined); // It never started.
    this.#end(new Error('the call is over'));
  }

  #end(error: Error): void {
    clearTimeout(this.#start);
    this.#broken ??= error;
    URL.revokeObjectURL(this.#url);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }
}
