/**
 * When the seats of this server are renewed: each of them every `RENEWAL_BEATS` of `BEAT_MS`, a tenth of them at each, so that the store
 * is never asked for all at once. Knows neither the store nor what it says.
 */
import { guarded } from './guarded.js';
import type { ClientSocket } from './place.js';

const BEAT_MS = 1_000;
const RENEWAL_BEATS = 10;
/** Of those that come out of turn. */
const AT_ONCE = 200;

export interface RenewalsOptions {
  /** Those on seats. */
  readonly sockets: () => Iterable<ClientSocket>;
  readonly renew: (socket: ClientSocket) => Promise<void>;
  readonly onfailed: (socket: ClientSocket, error: unknown) => void;
  /** All had their turn. */
  readonly onround: () => void;
}

export class Renewals {
  readonly #options: RenewalsOptions;
  readonly #timer: NodeJS.Timeout;
  #beat = 0;
  #all = false;

  constructor(options: RenewalsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#renewSome(), BEAT_MS).unref();
  }

  /** Of a seat that is taken now: its turn comes when it is this beat again. */
  get beat(): number {
    return this.#beat;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /**
   * The store is back, perhaps without a memory. Some at a time: all servers come at once, and what waits for too long behind
   * the others would be taken for a store that hangs.
   */
  async all(): Promise<void> {
    if (this.#all) return;
    this.#all = true;
    const { sockets, renew, onfailed } = this.#options;
    const each = [...sockets()];
    const one = (socket: ClientSocket) => renew(socket).catch((error: unknown) => onfailed(socket, error));
    for (let at = 0; at < each.length; at += AT_ONCE) await Promise.all(each.slice(at, at + AT_ONCE).map(one));
    this.#all = false;
  }

  #renewSome(): void {
    const { sockets, onround } = this.#options;
    this.#beat = (this.#beat + 1) % RENEWAL_BEATS;
    if (this.#beat === 0) onround();
    for (const socket of sockets()) if (socket.data.place.beat === this.#beat) this.#begin(socket);
  }

  #begin(socket: ClientSocket): void {
    guarded(
      () => this.#options.renew(socket),
      (error) => this.#options.onfailed(socket, error),
    );
  }
}
