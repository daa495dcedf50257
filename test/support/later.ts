/** What happens later, in its order. */

/** Something that happens after `delayMs`, and after all that was put in before it. */
export type Later = (delayMs: number, action: () => void) => void;

/** What is put in before `opensAt` waits for it, too. */
export function queue(opensAt: number): Later {
  const waiting: { due: number; action: () => void }[] = [];
  const wait = (due: number): void => void setTimeout(pump, Math.ceil(due - performance.now()));
  const pump = (): void => {
    // Timers may fire a moment early; order counts more than a fraction of a millisecond.
    for (let next = waiting[0]; next && next.due <= performance.now(); next = waiting[0]) {
      waiting.shift();
      next.action();
    }
    if (waiting[0]) wait(waiting[0].due);
  };
  return (delayMs, action) => {
    const due = Math.max(Math.max(performance.now(), opensAt) + delayMs, waiting.at(-1)?.due ?? 0);
    waiting.push({ due, action });
    if (waiting.length === 1) wait(due);
  };
}
