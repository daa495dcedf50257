/** How far a page's clock is ahead of this process, asked as NTP does; and so whether two pages' may be compared. */
import { performance } from 'node:perf_hooks';
import type { Page } from 'playwright';
import type { Run } from './report.js';

const QUESTIONS = 10;

interface Offset {
  readonly ahead: number;
  readonly uncertainty: number;
}

/** Milliseconds since the epoch. */
export const now = (): number => performance.timeOrigin + performance.now();

async function ask(page: Page): Promise<Offset> {
  const asked = now();
  const there = await page.evaluate(() => performance.timeOrigin + performance.now());
  const heard = now();
  return { ahead: there - (asked + heard) / 2, uncertainty: (heard - asked) / 2 };
}

/** The quickest answer knows best. */
export async function offset(page: Page): Promise<Offset> {
  let best = await ask(page);
  for (let asked = 1; asked < QUESTIONS; asked += 1) {
    const next = await ask(page);
    if (next.uncertainty < best.uncertainty) best = next;
  }
  return best;
}

export async function skewOf(one: Page, other: Page): Promise<Run['skew']> {
  const [a, b] = [await offset(one), await offset(other)];
  return { ms: b.ahead - a.ahead, uncertainty: a.uncertainty + b.uncertainty };
}
