/** Since when the other person is out of reach, whatever states come in between. Pure: the time is passed in. */
import type { StateName } from '../call/state.js';

/** A connection that was lost again so soon was not back. */
const BACK_MS = 3_000;

export class Outage {
  #state: StateName = 'idle';
  #since = 0;
  #connectedAt = -Infinity;

  /** When this outage, or this try to connect, began. */
  get since(): number {
    return this.#since;
  }

  enter(state: StateName, now: number): void {
    const goes = state === 'connected' || (state === 'reconnecting' && !this.#begins(now));
    if (!goes) this.#since = now;
    if (state === 'connected') this.#connectedAt = now;
    this.#state = state;
  }

  #begins(now: number): boolean {
    return this.#state === 'connected' && now - this.#connectedAt >= BACK_MS;
  }
}
