/** The one way to begin work that nobody waits for. */

/** Whatever `work` throws, at once or later, goes to `failed`: an error that nobody takes would end the process. */
export function guarded(work: () => unknown, failed: (error: unknown) => void): void {
  try {
    const working = work();
    if (working instanceof Promise) working.catch(failed);
  } catch (error) {
    failed(error);
  }
}
