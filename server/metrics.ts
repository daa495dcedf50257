/** Figures for Prometheus, in a registry of this server's own: two servers in one process do not share any. */
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type Aggregator,
  type CounterConfiguration,
} from 'prom-client';
import type { Calls } from './calls.js';
import type { Observer, SignalKind } from './observer.js';
import type { Delivered } from './status-model.js';
import type { TurnState } from './turn-watch.js';

/** Seconds. A relay takes as long as the other client's network. */
const RELAY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const SETUP_BUCKETS = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 15, 60];
const LOOP_RESOLUTION_MS = 20;
const NS = 1e9;
const STARTED_S = Math.round(Date.now() / 1_000 - process.uptime());

/** All of one process, as another one can add them to its own. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

export interface MetricsOptions {
  readonly observer: Observer;
  readonly calls: Calls;
  /** Seats with a socket on them. */
  readonly seats: () => number;
  /** Connections of any kind, those of people in a lobby too. */
  readonly sockets: () => number;
  readonly draining: () => boolean;
  /** Null where there is no Redis. */
  readonly redis: () => boolean | null;
}

type RelayLabels = { readonly event: SignalKind | 'candidates'; readonly ok: 'true' | 'false' | 'unknown' };
interface Relayed {
  readonly labels: RelayLabels;
  count: number;
}

export class Metrics {
  readonly registry = new Registry();
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #turn = this.#ofRelay(
    'rtc_turn_up',
    'Whether this TURN server gave an allocation when it was asked last',
    'min',
  );
  readonly #turnSeconds = this.#ofRelay('rtc_turn_check_seconds', 'How long the last allocation took', 'max');
  readonly #turnChecks = this.#counter('rtc_turn_checks_total', 'Allocations asked for, by what came of it', [
    'url',
    'result',
  ]);
  readonly #webhooks = this.#counter('rtc_webhooks_total', 'Webhooks, by what came of them', ['result']);

  constructor(options: MetricsOptions) {
    this.#loop.enable();
    this.#state(options);
    this.#count(options);
    this.#time(options);
    this.#process();
  }

  async figures(): Promise<Figures> {
    const figures = await this.registry.getMetricsAsJSON();
    this.#loop.reset();
    return figures;
  }

  /** What `/metrics` says, and its content type: of this process, and of others that are one server with it. */
  async text(others: readonly Figures[]): Promise<{ type: string; body: string }> {
    const all = AggregatorRegistry.aggregate([await this.figures(), ...others]);
    return { type: all.contentType, body: await all.metrics() };
  }

  turnChecked({ url, verdict }: TurnState): void {
    if (!verdict) return;
    this.#turn.set({ url }, verdict.ok ? 1 : 0);
    if (verdict.ok) this.#turnSeconds.set({ url }, verdict.ms / 1_000);
    this.#turnChecks.inc({ url, result: verdict.ok ? 'ok' : verdict.fault });
  }

  webhook(result: Delivered): void {
    this.#webhooks.inc({ result });
  }

  close(): void {
    this.#loop.disable();
    this.registry.clear();
  }

  #state({ calls, seats, sockets, draining, redis }: MetricsOptions): void {
    this.#gauge('rtc_workers', 'Processes that these figures are of', () => 1);
    this.#gauge('rtc_seats', 'Seats with a socket of this server on them', seats);
    this.#gauge('rtc_sockets', 'Connections, those of people in a lobby too', sockets);
    const halves = 'one whose other seat another server holds is a half on each';
    this.#gauge('rtc_rooms', `Rooms with a seat held by this server; ${halves}`, () => calls.size);
    this.#gauge('rtc_calls', 'Rooms of these with both seats held', () => calls.paired);
    this.#gauge(
      'rtc_draining',
      'Whether this server is sending its clients elsewhere',
      () => Number(draining()),
      'max',
    );
    if (redis() !== null)
      this.#gauge('rtc_redis_up', 'Whether Redis answers and takes writes', () => Number(redis() ?? 0), 'min');
  }

  #count({ observer, calls }: MetricsOptions): void {
    const started = this.#counter('rtc_calls_started_total', 'Calls that this server saw start first');
    const ended = this.#counter('rtc_calls_ended_total', 'Calls that this server saw end first', ['reason']);
    const back = this.#counter('rtc_reconnects_total', 'Pages that came back to their seat with another socket');
    const refused = this.#counter('rtc_refusals_total', 'Refusals', ['code', 'at']);
    const rings = this.#counter('rtc_rings_total', 'Rings that ended, by how', ['outcome']);
    calls.on('started', () => started.inc());
    calls.on('ended', ({ reason }) => ended.inc({ reason }));
    calls.on('reconnected', () => back.inc());
    observer.on('refused', (code, at) => refused.inc({ code, at }));
    observer.on('rang', (_seat, outcome) => rings.inc({ outcome }));
  }

  #time({ observer, calls }: MetricsOptions): void {
    const relayed = this.#relayed();
    const candidates = relayed('candidates', 'unknown');
    const delivery = this.#histogram(
      'rtc_relay_delivery_seconds',
      'From passing a signal on to its acknowledgement by the other client: a passage there and back, and its work',
      RELAY_BUCKETS,
    );
    const setup = this.#histogram(
      'rtc_call_setup_seconds',
      'From the second arrival of a pair, or its ring being accepted, to the answer being acknowledged: introduced, not yet connected',
      SETUP_BUCKETS,
    );
    observer.on('candidates', () => (candidates.count += 1));
    observer.on('handed', (_seat, event, ms, ok) => {
      relayed(event, `${ok}`).count += 1;
      if (ok) delivery.observe(ms / 1_000);
    });
    calls.on('set-up', (ms) => setup.observe(ms / 1_000));
  }

  /** Plain numbers, which are read when somebody asks: one of them grows with every message. */
  #relayed(): (event: SignalKind | 'candidates', ok: RelayLabels['ok']) => Relayed {
    const known = new Map<string, Relayed>();
    const counter = new Counter({
      name: 'rtc_relays_total',
      help: 'Signals passed on, and whether they were acknowledged',
      labelNames: ['event', 'ok'],
      registers: [],
      collect() {
        this.reset();
        for (const { labels, count } of known.values()) this.inc(labels, count);
      },
    });
    this.registry.registerMetric(counter);
    return (event, ok) => {
      const key = `${event} ${ok}`;
      const found = known.get(key) ?? { labels: { event, ok }, count: 0 };
      known.set(key, found);
      return found;
    };
  }

  /** By the names that dashboards for Node know. */
  #process(): void {
    const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
    this.#total('process_cpu_seconds_total', 'CPU time of this process', cpu);
    this.#gauge('process_resident_memory_bytes', 'Memory of this process', () => process.memoryUsage.rss());
    this.#gauge('process_start_time_seconds', 'When it began', () => STARTED_S, 'max');
    this.#gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use', () => process.memoryUsage().heapUsed);
    this.#delay('mean', ({ mean }) => mean, 'average');
    this.#delay('p99', (loop) => loop.percentile(99), 'max');
    this.#delay('max', ({ max }) => max, 'max');
  }

  /** Node measures how long a timer of this length took; what is above it is the delay. */
  #delay(which: string, read: (loop: IntervalHistogram) => number, together: Aggregator): void {
    const delay = (): number =>
      this.#loop.count > 0 ? Math.max(0, read(this.#loop) / NS - LOOP_RESOLUTION_MS / 1_000) : 0;
    this.#gauge(`nodejs_eventloop_lag_${which}_seconds`, 'Event loop delay since the scrape before', delay, together);
  }

  /** A counter that somebody else counts. */
  #total(name: string, help: string, read: () => number): Counter {
    return new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  /** `together`: what those of several workers are as one. */
  #gauge(name: string, help: string, read: () => number, together: Aggregator = 'sum'): Gauge {
    return new Gauge({
      name,
      help,
      aggregator: together,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  #ofRelay(name: string, help: string, together: Aggregator): Gauge<'url'> {
    return new Gauge({ name, help, aggregator: together, labelNames: ['url'], registers: [this.registry] });
  }

  #counter<T extends string>(name: string, help: string, labelNames: T[] = []): Counter<T> {
    const configuration: CounterConfiguration<T> = { name, help, labelNames, registers: [this.registry] };
    return new Counter(configuration);
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] });
  }
}
