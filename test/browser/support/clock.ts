/** The page's clocks, moved by hand: rules on time are tried without waiting. Everything else keeps its own time. */
import { onTestFinished, vi } from 'vitest';

export class Clock {
  /** The steady one. */
  now = performance.now();

  constructor() {
    const steady = vi.spyOn(performance, 'now').mockImplementation(() => this.now);
    vi.setSystemTime(Date.now());
    onTestFinished(() => {
      steady.mockRestore();
      vi.useRealTimers();
    });
  }

  /** Returns the time that it is then by the steady one. */
  pass(milliseconds: number): number {
    this.now += milliseconds;
    this.set(milliseconds);
    return this.now;
  }

  /** Somebody sets the computer's clock, forward or back. */
  set(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
  }
}
