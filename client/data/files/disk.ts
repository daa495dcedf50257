/**
 * Files of the origin private file system that are written in place (File System Standard, 2.6), which only a worker may do: an
 * eighth of what a stream to them costs, and what is written outlives a page that ends without a word.
 */
import type { Bytes } from './seal.js';
import { writeFiles } from './disk-worker.js';

export interface Opened {
  readonly handle: FileSystemFileHandle;
  /** Bytes that stay; what is beyond them goes. */
  readonly kept: number;
}

/** What the worker is asked for. `file` is a number of ours. */
export type Order =
  | ({ readonly to: 'open'; readonly file: number } & Opened)
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
  readonly error?: unknown;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export class Disk {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #files = 0;
  /** Why nothing is written any more. */
  #broken: Error | null = null;

  private constructor(url: string, signal: AbortSignal) {
    this.#worker = new Worker(url);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#answered(data);
    this.#worker.onerror = () => this.#end(new Error('the worker did not start'));
    signal.addEventListener('abort', () => {
      URL.revokeObjectURL(url);
      void this.#stop();
    });
  }

  /** Until `signal` is aborted. Null where the page's policy allows no such worker, or every file is refused later. */
  static start(signal: AbortSignal): Disk | null {
    // A worker's script has to be of the page's own origin; this one may come from another.
    if (signal.aborted) return null;
    const url = URL.createObjectURL(new Blob([`(${writeFiles.toString()})()`], { type: 'text/javascript' }));
    try {
      return new Disk(url, signal);
    } catch {
      URL.revokeObjectURL(url);
      return null; // Files can be written otherwise.
    }
  }

  /** The number of the file. Rejects where another page writes it, or this browser does not do so. */
  async open(opened: Opened): Promise<number> {
    const file = (this.#files += 1);
    await this.#ask({ to: 'open', file, ...opened }, []);
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
    const n = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject });
      this.#worker.postMessage({ n, order } satisfies Asked, transfer);
    });
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.n);
    this.#waiting.delete(answer.n);
    if (answer.error === undefined) waiting?.resolve(answer);
    else waiting?.reject(answer.error);
  }

  /** A worker that is only terminated lets go of its files some time later, and they could not be removed. */
  async #stop(): Promise<void> {
    const over = new Error('the call is over');
    await this.#ask({ to: 'end' }, []).catch(() => undefined); // It never started.
    this.#end(over);
  }

  #end(error: Error): void {
    this.#broken ??= error;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }
}
