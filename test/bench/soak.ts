/**
 * `npm run bench:soak`: two people who toggle everything all day, and whose sockets are cut all day, in the built product:
 * what is left behind? `-- --toggles 100 --reconnects 5` for other than 1,000 and 50.
 */
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright';
import { ROLES } from '../../shared/protocol.js';
import { bundled } from './bundle.js';
import { markdown } from './markdown.js';
import type { Left } from './pages/ledger.js';
import { NearStage } from './stages.js';
import type { Pair } from './watched.js';

interface Amount {
  /** Of microphone, camera and screen each, on both sides. */
  readonly toggles: number;
  /** Of both sockets. */
  readonly reconnects: number;
}

/** What has to be warm first: code that is loaded on demand, caches of the engine. */
const WARM: Amount = { toggles: 40, reconnects: 4 };

/** What a page holds, after a collection of garbage. */
interface Holding extends Left {
  readonly heapKiB: number;
  readonly nodes: number;
  readonly listeners: number;
}

async function reconnect({ proxy }: NearStage, pages: readonly Page[]): Promise<void> {
  proxy.cut();
  for (const page of pages)
    await page.waitForFunction(() => {
      const element = document.querySelector('rtc-call') as (Element & { call: { reachable: boolean } }) | null;
      return element?.call.reachable;
    });
}

async function work(stage: NearStage, pages: readonly Page[], { toggles, reconnects }: Amount): Promise<void> {
  // An even number each time, so that every round ends as it began.
  const each = 2 * Math.ceil(toggles / reconnects / 2);
  for (let round = 0; round < reconnects; round += 1) {
    await Promise.all(pages.map((page) => page.evaluate((times) => globalThis.ledger.toggle(times), each)));
    await reconnect(stage, pages);
  }
}

class Accountant {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    [this.#page, this.#session] = [page, session];
  }

  static async of(page: Page): Promise<Accountant> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new Accountant(page, session);
  }

  async count(): Promise<Holding> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
    const heapKiB = Math.round(of('JSHeapUsedSize') / 1024);
    const left = await this.#page.evaluate(() => globalThis.ledger.left);
    return { heapKiB, nodes: of('Nodes'), listeners: of('JSEventListeners'), ...left };
  }
}

const pagesOf = (pair: Pair): Page[] => ROLES.map((role) => pair[role].page);

const { values } = parseArgs({
  options: { toggles: { type: 'string', default: '1000' }, reconnects: { type: 'string', default: '50' } },
});
const amount: Amount = { toggles: Number(values.toggles), reconnects: Number(values.reconnects) };

const stage = await NearStage.open();
try {
  const pages = pagesOf(await stage.call(await bundled('ledger')));
  const accountants = await Promise.all(pages.map((page) => Accountant.of(page)));
  const count = (): Promise<Holding[]> => Promise.all(accountants.map((accountant) => accountant.count()));
  await work(stage, pages, WARM);
  const before = await count();
  await work(stage, pages, amount);
  const after = await count();
  const names = Object.keys(before[0] ?? {}) as (keyof Holding)[];
  const rows = ROLES.flatMap((role, index) =>
    names.map((name) => [`${role}: ${name}`, `${before[index]?.[name]}`, `${after[index]?.[name]}`]),
  );
  console.log(
    `${amount.toggles} toggles each of microphone, camera and screen on both sides, ${amount.reconnects} cuts`,
  );
  console.log(markdown([['held by the page', 'before', 'after'], ...rows]));
} finally {
  await stage.close();
}
