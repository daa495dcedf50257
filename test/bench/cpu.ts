/**
 * `npm run bench:cpu`: how much of a page's main thread a connected call takes in the built product, with panels closed,
 * beside a bare page that holds two peer connections. `-- --seconds 60 --runs 3` for other than 20 s and 3 runs.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { App } from '../e2e/support/app.js';
import { CHROMIUM_ARGS } from '../support/chromium.js';
import { bundled, PAGES } from './bundle.js';
import { markdown } from './markdown.js';
import { median } from './stats.js';

/** Of the main thread's time. */
const BUDGET = 0.01;
/** The picture has its full size, what is loaded on demand is there. */
const WARM_MS = 10_000;

/** Seconds of the main thread's own time (a busy machine does not count), each within the next. */
interface Spent {
  /** Scripts of the page, whatever calls them. */
  readonly script: number;
  /** With what the page has drawn: style and layout. */
  readonly drawn: number;
  /** Everything: the browser's own work on this thread, for the media too. */
  readonly all: number;
}
type Shares = Spent;

const USES = ['script', 'drawn', 'all'] as const;
const PAGES_MEASURED = ['<rtc-call>: caller', '<rtc-call>: callee', 'bare: two peer connections in one page'];

class Meter {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Meter> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new Meter(session);
  }

  async spent(): Promise<Spent> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
    const script = of('ScriptDuration');
    return { script, drawn: script + of('LayoutDuration') + of('RecalcStyleDuration'), all: of('TaskDuration') };
  }
}

/** Of each page while all of them do nothing but show the call. */
async function shares(pages: readonly Page[], seconds: number): Promise<Shares[]> {
  const meters = await Promise.all(pages.map((page) => Meter.of(page)));
  const read = (): Promise<Spent[]> => Promise.all(meters.map((meter) => meter.spent()));
  const [before, began] = [await read(), performance.now()];
  await sleep(seconds * 1_000);
  const [after, took] = [await read(), (performance.now() - began) / 1_000];
  return after.map((spent, index) => {
    const share = (use: (typeof USES)[number]): number => (spent[use] - (before[index]?.[use] ?? NaN)) / took;
    return { script: share('script'), drawn: share('drawn'), all: share('all') };
  });
}

const newPage = async (browser: Browser): Promise<Page> =>
  (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();

async function product(browser: Browser, app: App, run: number): Promise<Page[]> {
  const pages = await Promise.all([newPage(browser), newPage(browser)]);
  for (const [index, page] of pages.entries()) {
    await page.goto(`${app.url}/#room=bench-cpu-room-${process.pid}-${run}&as=${index === 0 ? 'caller' : 'callee'}`);
    await page.locator('rtc-call [part=join]').click();
  }
  for (const page of pages)
    await page.waitForFunction(() => {
      const root = document.querySelector('rtc-call')?.shadowRoot;
      return root?.querySelector('.remote')?.matches(':state(playing)');
    });
  return pages;
}

async function bare(browser: Browser, app: App, script: string): Promise<Page[]> {
  const page = await newPage(browser);
  const html = await readFile(`${PAGES}bare.html`, 'utf8');
  await page.route('**/bare.html', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route('**/bare.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${app.url}/bare.html`);
  await page.evaluate(() => globalThis.bare.settled());
  await page.getByRole('button').click();
  await page.waitForFunction(() => [...document.querySelectorAll('video')].every(({ videoWidth }) => videoWidth > 0));
  return [page];
}

async function measure(browser: Browser, open: () => Promise<Page[]>, seconds: number): Promise<Shares[]> {
  const pages = await open();
  await sleep(WARM_MS);
  const measured = await shares(pages, seconds);
  await Promise.all(browser.contexts().map((context) => context.close()));
  return measured;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, runs: { type: 'string', default: '3' } },
});
const [seconds, runs] = [Number(values.seconds), Number(values.runs)];

const app = new App(['--host', '127.0.0.1']);
await app.start();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [...CHROMIUM_ARGS],
});
const measured: Shares[][] = [];
try {
  const script = await bundled('bare');
  for (let run = 1; run <= runs; run += 1) {
    console.error(`run ${run} of ${runs}`);
    const pair = await measure(browser, () => product(browser, app, run), seconds);
    measured.push([...pair, ...(await measure(browser, () => bare(browser, app, script), seconds))]);
  }
} finally {
  await browser.close();
  await app.stop();
}

const middle = (page: number, use: (typeof USES)[number]): number =>
  median(measured.map((run) => run[page]?.[use] ?? NaN));
const rows = PAGES_MEASURED.map((name, page) => [name, ...USES.map((use) => percent(middle(page, use)))]);
const worst = Math.max(middle(0, 'all'), middle(1, 'all'));
console.log(
  `Chromium ${browser.version()}, ${runs} runs of ${seconds} s: share of the main thread's own time, medians`,
);
console.log(markdown([['page', 'scripts', '+ style and layout', 'everything on the thread'], ...rows]));
console.log(`everything: ${percent(worst)}, budget ${percent(BUDGET)}: ${worst <= BUDGET ? 'met' : 'MISSED'}`);
if (worst > BUDGET) process.exitCode = 1;
