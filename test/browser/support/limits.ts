/** What waits for the browser waits until the test says that it has waited long enough. */
import { onTestFinished, vi } from 'vitest';

/** Returns what ends the limits (`AbortSignal.timeout`) that run by then. */
export function holdLimits(): () => void {
  const running: AbortController[] = [];
  const limit = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const control = new AbortController();
    running.push(control);
    return control.signal;
  });
  onTestFinished(() => limit.mockRestore());
  return () => {
    for (const control of running.splice(0)) control.abort(new DOMException('over', 'TimeoutError'));
  };
}

/** The browser's answer that never comes. */
export const never = async (): Promise<never> => new Promise<never>(() => undefined);
