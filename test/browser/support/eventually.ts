/** Waiting for what is told by no single event. */
import { expect } from 'vitest';

/** Generous, since it only ever passes in full when something is broken. */
const PATIENCE_MS = 30_000;

/** `expect` on a value that is asked for until the expectation holds. */
export const eventually = <T>(value: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> =>
  expect.poll(value, { timeout: PATIENCE_MS, interval: 10 });

/** Lets everything that was queued before run: unhandled rejections are told one task after they happened. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve));
}

/** As `eventually`, but where a test holds the time: vitest's polls let it pass. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTask();
}

/** Not bound to any clock. */
export function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
