/** Waiting for facts, not for time: a wait ends with its fact, or with an error that names what never came. */

// Taken now, so that a test may replace the global clocks and still wait.
const { setTimeout, clearTimeout } = globalThis;

/** Only a test that fails waits so long. */
const GIVE_UP_MS = 10_000;
const POLL_MS = 5;

export async function within<T>(what: string, fact: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const gaveUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), GIVE_UP_MS);
  });
  return Promise.race([fact, gaveUp]).finally(() => clearTimeout(timer));
}

/** For what has no event: asks until it is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < GIVE_UP_MS / POLL_MS; asked += 1) {
    if (await isSo()) return;
    await new Promise<void>((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`waited in vain for ${what}`);
}
