/** The last minutes in few numbers, kept for the status page, which then shows a chart as soon as it is opened. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Calls } from './calls.js';
import type { Observer } from './observer.js';
import type { Reading, Totals } from './status-model.js';

export interface HistoryOptions {
  readonly observer: Observer;
  readonly calls: Calls;
  readonly seats: () => number;
  readonly everyMs?: number;
}

export const READING_MS = 5_000;
/** Ten minutes. */
const READINGS = 120;
/** Deliveries, or set-ups, that a median is taken of. */
const SAMPLES = 512;
const NS_PER_MS = 1e6;
/** Node measures how long a timer of this length took; what is above it is the delay. */
const RESOLUTION_MS = 20;

export class History {
  readonly #options: HistoryOptions;
  readonly #everyMs: number;
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #timer: NodeJS.Timeout | undefined;
  readonly #readings: Reading[] = [];
  readonly #setUps: number[] = [];
  readonly #refused = new Map<string, number>();
  #deliveries: number[] = [];
  #relays = 0;
  #started = 0;
  #setUp = 0;
  #reconnected = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#everyMs = options.everyMs ?? READING_MS;
    this.#listen(options);
  }

  get readings(): readonly Reading[] {
    return this.#readings;
  }

  get totals(): Totals {
    return {
      started: this.#started,
      setUp: this.#setUp,
      setUpMs: median(this.#setUps),
      reconnected: this.#reconnected,
      refused: Object.fromEntries(this.#refused),
    };
  }

  start(): void {
    this.close();
    this.#loop.enable();
    this.#timer = setInterval(() => this.#read(), this.#everyMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loop.disable();
  }

  #listen({ observer, calls }: HistoryOptions): void {
    observer.on('candidates', () => (this.#relays += 1));
    observer.on('handed', (_seat, _kind, ms, ok) => {
      this.#relays += 1;
      if (ok && this.#deliveries.length < SAMPLES) this.#deliveries.push(ms);
    });
    observer.on('refused', (code) => void this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1));
    calls.on('started', () => (this.#started += 1));
    calls.on('reconnected', () => (this.#reconnected += 1));
    calls.on('set-up', (ms) => {
      this.#setUp += 1;
      this.#setUps.push(ms);
      if (this.#setUps.length > SAMPLES) this.#setUps.shift();
    });
  }

  #read(): void {
    const { calls, seats } = this.#options;
    this.#readings.push({
      at: Date.now(),
      seats: seats(),
      calls: calls.paired,
      relays: (this.#relays * 1_000) / this.#everyMs,
      delivery: median(this.#deliveries),
      loop: this.#loop.count > 0 ? Math.max(0, this.#loop.percentile(99) / NS_PER_MS - RESOLUTION_MS) : 0,
    });
    if (this.#readings.length > READINGS) this.#readings.shift();
    this.#relays = 0;
    this.#deliveries = [];
    this.#loop.reset();
  }
}

const median = (numbers: readonly number[]): number | null =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;
