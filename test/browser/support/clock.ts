/** The page's `Date`, moved by hand: rules on time are tried without waiting. Everything else keeps its own time. */
import { onTestFinished, vi } from 'vitest';

export class Clock {
  constructor() {
    vi.setSystemTime(Date.now());
    onTestFinished(() => void vi.useRealTimers());
  }

  get now(): number {
    return Date.now();
  }

  /** Returns the time that it is then. */
  pass(milliseconds: number): number {
    vi.setSystemTime(this.now + milliseconds);
    return this.now;
  }
}
