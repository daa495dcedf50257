/** A part of the code that is loaded when it is needed, and tried again for as long as it is wanted. */
import { within } from './within.js';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** A request that hangs is as good as failed; where it comes after all, the next attempt has it at once. */
const HANGS_MS = 30_000;
/** Chromium ends its message with it: "Failed to fetch dynamically imported module: https://…". */
const ADDRESS = /https?:\/\/\S+$/;

export class Part<T extends object> {
  readonly #import: () => Promise<T>;
  #loading: Promise<T> | null = null;
  #failures = 0;

  /** @param load one `import()`: of a module, so that a retry under another address gives the same exports */
  constructor(load: () => Promise<T>) {
    this.#import = load;
  }

  /** One attempt, shared by all who ask meanwhile. Rejects where it fails; the next call is the next attempt. */
  load(): Promise<T> {
    this.#loading ??= this.#attempt().catch((error: unknown) => {
      this.#loading = null;
      this.#failures += 1;
      throw error;
    });
    return this.#loading;
  }

  /**
   * Attempts, with back-off and at once when the browser is online again, until one succeeds or `signal` aborts: null then.
   * @param onfailure after each attempt that failed
   */
  async whileWanted(signal: AbortSignal, onfailure?: (error: unknown) => void): Promise<T | null> {
    for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(2 * wait, MAX_RETRY_MS)) {
      const loaded = await this.load().catch((error: unknown) => {
        if (!signal.aborted) onfailure?.(error);
        return null;
      });
      if (loaded) return signal.aborted ? null : loaded;
      await retryTime(wait, signal);
    }
    return null;
  }

  /**
   * Chromium remembers for the page's life that an address failed (https://github.com/whatwg/html/issues/6768); Firefox from
   * 155 and Safari ask again. So a retry tries the same address, then the one that the message names with a query.
   */
  async #attempt(): Promise<T> {
    try {
      return await within(HANGS_MS, this.#import());
    } catch (error) {
      const address = this.#failures > 0 ? addressIn(error) : null;
      if (!address) throw error;
      address.searchParams.set('retry', `${this.#failures}`);
      return (await import(/* @vite-ignore */ /* webpackIgnore: true */ address.href)) as T;
    }
  }
}

function addressIn(error: unknown): URL | null {
  const [address] = ADDRESS.exec(error instanceof Error ? error.message : '') ?? [];
  return address ? new URL(address) : null;
}

/** After `ms`, when the browser is online again, or when `signal` aborts. */
function retryTime(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const life = new AbortController();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      life.abort();
      resolve();
    }
    if (signal.aborted) return done();
    signal.addEventListener('abort', done, { signal: life.signal });
    globalThis.addEventListener('online', done, { signal: life.signal });
  });
}
