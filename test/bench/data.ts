/**
 * `npm run bench:data`: bytes and small messages between two pages of the built product, beside a bare RTCDataChannel between the
 * same pages with the best of several shapes, in turns. `-- --runs 3 --mib 32` for other than 7 runs of 64 MiB; `--heap` adds 1 GiB.
 */
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright';
import { App } from '../e2e/support/app.js';
import { CHROMIUM_ARGS } from '../support/chromium.js';
import { bundled } from './bundle.js';
import { markdown } from './markdown.js';
import type { Shape } from './pages/carrier.js';
import { median, quantile } from './stats.js';

const MIB = 1_048_576;
const PINGS = 200;
const BUDGET = 0.95;
const SHAPES: readonly Shape[] = [16_384, 65_536].flatMap((chunk) =>
  [65_536, 131_072, 262_144].map((full) => ({ chunk, full })),
);
const nameOf = ({ chunk, full }: Shape): string => `bare, ${chunk / 1_024} KiB messages, ${full / 1_024} KiB buffered`;

interface Two {
  readonly sender: Page;
  readonly receiver: Page;
}

const HTML =
  '<!doctype html><meta charset="utf-8"><title>Data</title><script type="module" src="/rtc-call.js"></script>';

/** Without devices: what is measured is the data. */
async function meet(browser: Browser, app: App): Promise<Two> {
  const script = await bundled('carrier');
  const open = async (as: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.route('**/data.html', (route) => route.fulfill({ contentType: 'text/html', body: HTML }));
    await page.goto(`${app.url}/data.html`);
    await page.evaluate(script);
    await page.evaluate((role) => {
      const call = document.createElement('rtc-call');
      const attributes = { room: 'bench-data-room-0001', as: role, 'mic-muted': '', 'camera-off': '', autojoin: '' };
      for (const [name, value] of Object.entries(attributes)) call.setAttribute(name, value);
      document.body.append(call);
    }, as);
    return page;
  };
  const two = { receiver: await open('callee'), sender: await open('caller') };
  for (const page of Object.values(two))
    await page.waitForFunction(() => document.querySelector('rtc-call')?.matches(':state(connected)'));
  const offer = await two.sender.evaluate(() => globalThis.carrier.describe(null));
  const answer = await two.receiver.evaluate((remote) => globalThis.carrier.describe(remote), offer);
  await two.sender.evaluate((remote) => globalThis.carrier.finish(remote), answer);
  await two.receiver.evaluate(() => (globalThis.carrier.echo(), globalThis.carrier.answer()));
  return two;
}

/** MB/s, by this process's clock. */
async function rate(bytes: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return bytes / 1_000 / (performance.now() - began);
}

const bare = ({ sender, receiver }: Two, bytes: number, shape: Shape): Promise<number> =>
  rate(bytes, () =>
    Promise.all([
      receiver.evaluate((count) => globalThis.carrier.expectBare(count), bytes),
      sender.evaluate((terms) => globalThis.carrier.sendBare(terms), { bytes, ...shape }),
    ]),
  );

const product = ({ sender, receiver }: Two, bytes: number): Promise<number> =>
  rate(bytes, () =>
    Promise.all([
      receiver.evaluate(() => globalThis.carrier.receive()),
      sender.evaluate((count) => globalThis.carrier.send(count), bytes),
    ]),
  );

const pings = ({ sender }: Two): Promise<number[]> => sender.evaluate((times) => globalThis.carrier.ping(times), PINGS);
const barePings = ({ sender }: Two): Promise<number[]> =>
  sender.evaluate((times) => globalThis.carrier.pingBare(times), PINGS);

/** While bytes flow in the same direction, for as long as the pings take. */
async function during(flow: () => Promise<unknown>, ask: () => Promise<number[]>): Promise<number[]> {
  const flowing = flow();
  const [took] = await Promise.all([ask(), flowing]);
  return took;
}

/** KiB of the heap after a collection of garbage. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  await session.detach();
  return (usedSize + (backingStorageSize ?? 0)) / 1_024;
}

async function flat(two: Two): Promise<string> {
  const pages = [two.sender, two.receiver];
  const before = await Promise.all(pages.map(heap));
  const most = [...before];
  const life = new AbortController();
  const watching = (async () => {
    while (!life.signal.aborted)
      for (const [index, page] of pages.entries()) most[index] = Math.max(most[index] ?? 0, await heap(page));
  })();
  const mbs = await product(two, 1_024 * MIB);
  life.abort();
  await watching;
  const grown = most.map((kib, index) => `${((kib - (before[index] ?? 0)) / 1_024).toFixed(1)} MiB`);
  return `1 GiB at ${mbs.toFixed(1)} MB/s (heaps read meanwhile): at most ${grown.join(' (sender) and ')} (receiver) above the start`;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    mib: { type: 'string', default: '64' },
    heap: { type: 'boolean', default: false },
  },
});
const [runs, bytes] = [Number(values.runs), Number(values.mib) * MIB];

const app = new App(['--host', '127.0.0.1']);
await app.start();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [...CHROMIUM_ARGS],
});
const rates = new Map<string, number[]>();
const latencies = new Map<string, number[]>();
const note = (into: Map<string, number[]>, name: string, figures: readonly number[]): void =>
  void into.set(name, [...(into.get(name) ?? []), ...figures]);
let memory = '';
try {
  const two = await meet(browser, app);
  await product(two, bytes / 4); // What is loaded on demand is there, and warm.
  const [usual] = SHAPES;
  if (!usual) throw new Error('no shape');
  for (let run = 1; run <= runs; run += 1) {
    console.error(`run ${run} of ${runs}`);
    note(rates, 'call.stream()', [await product(two, bytes)]);
    for (const shape of SHAPES) note(rates, nameOf(shape), [await bare(two, bytes, shape)]);
    note(latencies, 'call.request(), idle', await pings(two));
    note(latencies, 'bare, idle', await barePings(two));
    note(
      latencies,
      'call.request() beside call.stream()',
      await during(
        () => product(two, bytes),
        () => pings(two),
      ),
    );
    note(
      latencies,
      'bare beside bare',
      await during(
        () => bare(two, bytes, usual),
        () => barePings(two),
      ),
    );
  }
  if (values.heap) memory = await flat(two);
} finally {
  await browser.close();
  await app.stop();
}

const best = Math.max(...SHAPES.map((shape) => median(rates.get(nameOf(shape)) ?? [])));
console.log(`Chromium ${browser.version()}, ${runs} runs of ${values.mib} MiB, in turns; medians (least to most)\n`);
const rows = [...rates].map(([name, all]) => [
  name,
  `${median(all).toFixed(1)} (${Math.min(...all).toFixed(1)}–${Math.max(...all).toFixed(1)})`,
  (median(all) / best).toFixed(2),
]);
console.log(markdown([['bytes', 'MB/s', 'of the best bare one'], ...rows]));
const waits = [...latencies].map(([name, all]) => [
  name,
  quantile(all, 0.5).toFixed(2),
  quantile(all, 0.99).toFixed(2),
]);
console.log(`\n${markdown([['a small message and its answer', 'p50 ms', 'p99 ms'], ...waits])}`);
if (memory) console.log(`\n${memory}`);
const share = median(rates.get('call.stream()') ?? []) / best;
console.log(
  `\ncall.stream(): ${share.toFixed(2)} of the best bare channel, budget ${BUDGET}: ${share >= BUDGET ? 'met' : 'MISSED'}`,
);
