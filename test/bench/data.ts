/**
 * `npm run bench:data`: bytes and small messages between the built product's pages in two browsers; beside bare RTCDataChannels of several
 * shapes and other libraries, between the same two pages, in turns. `-- --runs 3 --mib 32` for other than 7 runs of 96 MiB;
 * `--slow` adds a path of 2 Mbit/s, `--heap` 1 GiB, `--only 'bare|stream'` leaves the others out.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { App } from '../e2e/support/app.js';
import { markdown } from './markdown.js';
import { Rivals } from './rivals.js';
import { median, quantile } from './stats.js';
import { Two, type Contender } from './two.js';

const MIB = 1_048_576;
const PINGS = 200;
const BUDGET = 0.95;
/** A small message may wait so long behind bytes, on whatever path. */
const WAIT_MS = 100;
const SLOW = { kbit: 2_000, latencyMs: 20 };
/** 12 s of it. */
const SLOW_BYTES = 3 * MIB;

const PRODUCT: Contender = { name: 'call.stream()', way: 'product' };
const FILE: Contender = { name: 'call.files()', way: 'file' };
const BARE: readonly Contender[] = [16_384, 65_536].flatMap((chunk) =>
  [65_536, 131_072, 262_144].map((full) => ({
    name: `bare, ${chunk / 1_024} KiB messages, ${full / 1_024} KiB buffered`,
    way: 'bare' as const,
    shape: { chunk, full },
  })),
);
const RIVALS: readonly Contender[] = (['simple-peer', 'peerjs, binary', 'peerjs, raw', 'trystero'] as const).map(
  (way) => ({ name: way, way }),
);

/** What was measured of one contender. */
class Figures {
  readonly rates: number[] = [];
  readonly cpu: number[] = [];
  readonly idle: number[] = [];
  readonly beside: number[] = [];
}

/** MB/s by this process's clock, and seconds of processor time for a GB. */
async function carry(two: Two, contender: Contender, bytes: number, into: Figures): Promise<void> {
  if (contender === FILE) await two.choose(bytes);
  const before = await two.cpuSeconds();
  const began = performance.now();
  await two.carry(contender, bytes);
  into.rates.push(bytes / 1_000 / (performance.now() - began));
  into.cpu.push(((await two.cpuSeconds()) - before) / (bytes / 1e9));
  console.error(
    `${contender.name}: ${into.rates.at(-1)?.toFixed(1)} MB/s, ${into.cpu.at(-1)?.toFixed(1)} CPU s/GB of ${bytes / MIB} MiB`,
  );
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

async function flat(two: Two, contender: Contender): Promise<string> {
  if (contender === FILE) await two.choose(1_024 * MIB);
  const pages = [two.sender, two.receiver];
  const before = await Promise.all(pages.map(heap));
  const most = [...before];
  const life = new AbortController();
  const watching = (async () => {
    while (!life.signal.aborted)
      for (const [index, page] of pages.entries()) most[index] = Math.max(most[index] ?? 0, await heap(page));
  })();
  await two.carry(contender, 1_024 * MIB);
  life.abort();
  await watching;
  const grown = most.map((kib, index) => `${((kib - (before[index] ?? 0)) / 1_024).toFixed(1)} MiB`);
  return `${contender.name}, 1 GiB, heaps read meanwhile: at most ${grown.join(' (sender) and ')} (receiver) above the start`;
}

/** Small messages on a slow path, idle and behind bytes; bare channels in the shape that carried most. */
async function slow(two: Two, contenders: readonly Contender[]): Promise<string> {
  const rows = [];
  for (const contender of contenders) {
    const idle = await two.pings(contender, 20);
    if (contender === FILE) await two.choose(SLOW_BYTES);
    const began = performance.now();
    const beside = await two.pingsBeside(contender, SLOW_BYTES);
    const kbit = (SLOW_BYTES * 8) / (performance.now() - began);
    const waits = [median(idle), median(beside), quantile(beside, 0.99), Math.max(...beside) - median(idle)];
    rows.push([contender.name, kbit.toFixed(0), ...waits.map((ms) => ms.toFixed(0))]);
  }
  return markdown([
    ['on the slow path', 'kbit/s', 'idle p50 ms', 'beside bytes p50', 'p99', 'most − idle p50'],
    ...rows,
  ]);
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    mib: { type: 'string', default: '96' },
    only: { type: 'string', default: '' },
    heap: { type: 'boolean', default: false },
    slow: { type: 'boolean', default: false },
  },
});
const [runs, bytes, only] = [Number(values.runs), Number(values.mib) * MIB, new RegExp(values.only)];
const contenders = [PRODUCT, FILE, ...BARE, ...RIVALS].filter(({ name }) => only.test(name));
const figures = new Map(contenders.map((contender) => [contender, new Figures()]));
const ways = [...new Set(contenders.map(({ way }) => way))];

const rivals = await Rivals.open();
const app = new App(['--host', '127.0.0.1']);
await app.start();

const bestBare = (): Contender | undefined =>
  contenders
    .filter(({ way }) => way === 'bare')
    .sort((one, other) => median(figures.get(other)?.rates ?? []) - median(figures.get(one)?.rates ?? []))[0];
const load = (): string => (loadavg()[0] ?? NaN).toFixed(1);

let [path, version] = ['', ''];
const memory: string[] = [];
try {
  const two = await Two.open(app, rivals);
  version = two.version;
  for (const way of ways) await two.meet(way, rivals);
  for (const contender of contenders) await carry(two, contender, 4 * MIB, new Figures()); // What is loaded on demand is there, and warm.
  for (let run = 1; run <= runs; run += 1) {
    console.error(`run ${run} of ${runs}, load ${load()}`);
    for (const [contender, into] of figures) await carry(two, contender, bytes, into);
    for (const [contender, into] of figures) {
      into.idle.push(...(await two.pings(contender, PINGS)));
      into.beside.push(...(await two.pingsBeside(contender, bytes)));
    }
  }
  if (values.heap)
    for (const contender of [PRODUCT, FILE].filter(({ name }) => only.test(name)))
      memory.push(await flat(two, contender));
  await two.close();
  if (values.slow) {
    const far = await Two.open(app, rivals, SLOW);
    for (const way of ways) await far.meet(way, rivals);
    path = await slow(
      far,
      contenders.filter((contender) => contender.way !== 'bare' || contender === bestBare()),
    );
    await far.close();
  }
} finally {
  await app.stop();
  rivals.close();
}

const best = figures.get(bestBare() ?? PRODUCT);
/** Of the best bare channel, round by round: what else runs on the machine is the same for both. */
const share = ({ rates }: Figures): number => median(rates.map((rate, round) => rate / (best?.rates[round] ?? NaN)));
const rates = [...figures].map(([{ name }, { rates: all, cpu }]) => [
  name,
  `${median(all).toFixed(1)} (${Math.min(...all).toFixed(1)}–${Math.max(...all).toFixed(1)})`,
  share({ rates: all } as Figures).toFixed(2),
  median(cpu).toFixed(1),
]);
const waits = [...figures].map(([{ name }, { idle, beside }]) => [
  name,
  ...[idle, beside].flatMap((all) => [quantile(all, 0.5).toFixed(1), quantile(all, 0.99).toFixed(1)]),
]);
const versions = Object.entries(rivals.versions).map(([name, version]) => `${name} ${version}`);
console.log(`Chromium ${version}, ${runs} runs of ${values.mib} MiB, in turns; medians (least to most)`);
console.log(`${versions.join(', ')}; load at the end ${load()}\n`);
console.log(markdown([['bytes', 'MB/s', 'of the best bare one', 'CPU s/GB'], ...rates]));
console.log(`\n${markdown([['a small message and its answer', 'idle p50 ms', 'p99', 'beside p50', 'p99'], ...waits])}`);
for (const more of [path, ...memory]) if (more) console.log(`\n${more}`);
for (const [{ name, way }, own] of figures)
  if (way === 'product' || way === 'file')
    console.log(`\n${name}: ${share(own).toFixed(2)} of the best bare channel, budget ${BUDGET}`);
console.log(`budget of a small message beside bytes, on a slow path too: ${WAIT_MS} ms longer than idle at most`);
