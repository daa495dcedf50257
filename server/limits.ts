/** How much one socket may send. Arithmetic only: no timer, nothing to clean up. */

/** Events at once; a call's set-up needs about ten. */
const BURST = 60;
/** Events a second in the long run. */
const PER_SECOND = 20;

/** A token bucket. `take()` says whether there was one. */
export class Allowance {
  readonly #now: () => number;
  #tokens = BURST;
  #at: number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#at = now();
  }

  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#at) / 1000) * PER_SECOND);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
