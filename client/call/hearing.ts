/** When the other side was heard last, and how long it must be silent before that is a lost path. Pure: no clock of its own. */

/** Media flows 50 packets a second: nothing for so long is no jitter, and 20 % of loss does not make it (0.2 ^ 40). */
const FLOW_SILENCE_MS = 800;
/** Where nothing but beats is sent, six in a row have to be missing: no picture waits for it, so there is time. */
const BEAT_SILENCE_MS = 2_500;
/** Nothing for so long: counters are asked, and the way to the server is tried, so that both are known in time. */
const QUIET_MS = 400;
/** Media that flowed so shortly before the silence would have gone on. */
const FLOWING_MS = 400;

export class Hearing {
  #heardAt: number;
  #flowedAt = -Infinity;
  /** Bytes that had arrived when they were last counted in this silence. */
  #counted: number | null = null;

  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Milliseconds of the clock that was passed in; before anything was heard, when the pair began. */
  get at(): number {
    return this.#heardAt;
  }

  get patience(): number {
    return this.#heardAt - this.#flowedAt < FLOWING_MS ? FLOW_SILENCE_MS : BEAT_SILENCE_MS;
  }

  quiet(now: number): boolean {
    return now - this.#heardAt > QUIET_MS;
  }

  silent(now: number): boolean {
    return now - this.#heardAt > this.patience;
  }

  /** A word of the other side. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#counted = null;
  }

  /** A packet of sound or picture. */
  flowed(now: number): void {
    this.heard(now);
    this.#flowedAt = now;
  }

  /** Media truth before any word: while bytes arrive, the path is there. */
  count(bytes: number, now: number): void {
    if (this.#counted !== null && bytes > this.#counted) this.heard(now);
    this.#counted = bytes;
  }
}
