/** What the browser promised, but no longer than that: drivers and services hang. */

/** Rejects with a `TimeoutError` when it takes longer than `ms`. */
export function within<T>(ms: number, promise: T | Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  return Promise.race([promise, late]);
}
