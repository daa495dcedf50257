/** Idle periods in a row, each with some milliseconds left: nothing loads, starts or is laid out any more. */
const PERIODS = 10;
const LEFT_MS = 5;

/** Resolves when the page has come to rest. */
export async function calm(): Promise<void> {
  for (let periods = 0; periods < PERIODS;) periods = (await idle()) > LEFT_MS ? periods + 1 : 0;
}

const idle = (): Promise<number> =>
  new Promise((resolve) => requestIdleCallback((deadline) => resolve(deadline.timeRemaining())));
