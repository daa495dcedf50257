/** Keeps a phone's screen on during a call. The browser takes it away with each hidden page; it is asked for again. */

export class WakeLock {
  #held: WakeLockSentinel | null = null;
  #wanted = false;
  #asking = false;

  /** Safe at any time; where the browser has none, nothing happens. */
  set(wanted: boolean): void {
    this.#wanted = wanted;
    if (wanted) void this.#ask();
    else void this.#letGo();
  }

  async #ask(): Promise<void> {
    if (!('wakeLock' in navigator) || document.hidden || this.#asking || this.#held?.released === false) return;
    this.#asking = true;
    try {
      this.#held = await navigator.wakeLock.request('screen');
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // The battery is low, or the page was hidden just now.
    } finally {
      this.#asking = false;
    }
    if (!this.#wanted) await this.#letGo();
  }

  async #letGo(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    await held?.release();
  }
}
