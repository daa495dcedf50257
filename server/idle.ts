/**
 * Ends connections on which nobody has sat for a while: a lobby that was left open, or a stranger who holds as many as they get. A page
 * of ours connects anew by itself, and nobody notices.
 */
import type { Connection } from './backlog.js';

/** Of the limit: how late it may be noticed. */
const LOOKS = 10;

export interface IdleOptions {
  /** 0: never. */
  readonly limitMs: number;
  /** Connections on which somebody sits now. */
  readonly seated: () => ReadonlySet<Connection>;
  readonly onended: (count: number) => void;
  readonly now?: () => number;
}

export class Idle {
  readonly #options: IdleOptions;
  readonly #now: () => number;
  /** When somebody was last seen on a seat, or the connection began. */
  readonly #since = new Map<Connection, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IdleOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** From the beginning of a connection to its end. */
  watch(connection: Connection): void {
    if (this.#options.limitMs === 0) return;
    this.#since.set(connection, this.#now());
    connection.once('close', () => this.#since.delete(connection));
  }

  /** One look at all of them now and then costs less than a timer for each. */
  start(): void {
    this.close();
    const { limitMs } = this.#options;
    if (limitMs > 0) this.#timer = setInterval(() => this.look(), limitMs / LOOKS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const { limitMs, seated, onended } = this.#options;
    const [now, taken] = [this.#now(), seated()];
    for (const connection of taken) if (this.#since.has(connection)) this.#since.set(connection, now);
    const idle = [...this.#since].filter(([, since]) => now - since >= limitMs);
    // At once: one whose client does not read would wait for ever to say goodbye.
    for (const [connection] of idle) connection.close(true);
    if (idle.length > 0) onended(idle.length);
  }
}
