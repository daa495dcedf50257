/** Time in a test's hands: its timers wait for it, and what is not bound to a timer happens as ever. */
import { onTestFinished, vi } from 'vitest';

const TIMEOUTS = ['setTimeout', 'clearTimeout', 'Date'] as const;
const INTERVALS = ['setInterval', 'clearInterval'] as const;

/** Returns what lets time pass. */
export function holdTime({ intervals = false } = {}): (ms: number) => Promise<unknown> {
  vi.useFakeTimers({ toFake: [...TIMEOUTS, ...(intervals ? INTERVALS : [])] });
  onTestFinished(() => void vi.useRealTimers());
  return (ms) => vi.advanceTimersByTimeAsync(ms);
}
