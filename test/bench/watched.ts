/** Two people in a call, each at a page with a witness. */
import { randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright';
import { ROLES, type Role } from '../../shared/protocol.js';
import { now, offset } from './clock.js';
import type { Stretch, Testimony } from './testimony.js';

/** The picture has its full size, the estimates have settled. */
const WARM_MS = 4_000;
const LOADED_MS = 30_000;

export class Watched {
  readonly page: Page;
  /** How far this page's clock is ahead of this process. */
  #ahead = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async join(): Promise<void> {
    await this.page.locator('rtc-call [part=join]').click({ timeout: LOADED_MS });
  }

  async setClock(): Promise<void> {
    this.#ahead = (await offset(this.page)).ahead;
  }

  /** A time of this process, by this page's clock. */
  at(time: number): number {
    return time + this.#ahead;
  }

  during({ from, to }: Stretch): Stretch {
    return { from: this.at(from), to: this.at(to) };
  }

  /** `since` by this process's clock. */
  async flows({ since, forMs, withinMs }: { since: number; forMs: number; withinMs: number }): Promise<void> {
    const flowing = this.page.evaluate((terms) => globalThis.witness.flows(terms), { since: this.at(since), forMs });
    await within(withinMs, 'pictures that flow', flowing);
  }

  testimony(): Promise<Testimony> {
    return this.page.evaluate(() => globalThis.witness.testimony());
  }
}

export interface Pair extends Readonly<Record<Role, Watched>> {
  /** From when on the call was calm. */
  readonly calmSince: number;
}

export interface Meeting {
  readonly origin: string;
  readonly contexts: Readonly<Record<Role, BrowserContext>>;
  readonly script: string;
  /** Nobody shows their own addresses. */
  readonly relayed: boolean;
}

/** Resolves when both have seen each other for a while. */
export async function meet({ origin, contexts, script, relayed }: Meeting): Promise<Pair> {
  const room = `bench-${randomBytes(12).toString('hex')}`;
  const at = async (role: Role): Promise<Watched> => {
    await contexts[role].addInitScript(script);
    const page = await contexts[role].newPage();
    await page.goto(`${origin}/#room=${room}&as=${role}`);
    if (relayed) await page.locator('rtc-call').evaluate((call) => call.setAttribute('ice-transport-policy', 'relay'));
    return new Watched(page);
  };
  const pair = { callee: await at('callee'), caller: await at('caller'), calmSince: 0 };
  for (const role of ROLES) await pair[role].join();
  for (const role of ROLES) await pair[role].setClock();
  await both(pair, (person) => person.flows({ since: now(), forMs: WARM_MS, withinMs: LOADED_MS }));
  return { ...pair, calmSince: now() };
}

export const both = <T>({ caller, callee }: Pair, ask: (person: Watched) => Promise<T>): Promise<[T, T]> =>
  Promise.all([ask(caller), ask(callee)]);

async function within<T>(ms: number, what: string, fact: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const gaveUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms / 1_000} s`)), ms);
  });
  return Promise.race([fact, gaveUp]).finally(() => clearTimeout(timer));
}
