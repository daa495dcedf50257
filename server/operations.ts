/** What whoever runs a server sees of it and does with it: health, figures, webhooks, the HTTP API and the status page. */
import { Router, type Request } from 'express';
import { clientAddress, householdOf } from './addresses.js';
import { apiRouter, type ApiOptions } from './api.js';
import { Bearer, sendError } from './bearer.js';
import { Calls, type RoomNow } from './calls.js';
import { NO_COLLEAGUES, type Colleagues } from './colleagues.js';
import { Health } from './health.js';
import { History } from './history.js';
import { MemoryLedger, type Ledger } from './ledger.js';
import type { Log } from './log.js';
import { Metrics } from './metrics.js';
import { Observer } from './observer.js';
import { roomsTogether } from './rooms-together.js';
import type { Config } from './settings.js';
import type { Status } from './status-model.js';
import { statusTogether } from './status-together.js';
import { TurnWatch } from './turn-watch.js';
import { Webhooks } from './webhooks.js';

export interface OperationsOptions {
  readonly config: Config;
  readonly log: Log;
  /** Seats with a socket on them. */
  readonly seats: () => number;
  readonly sockets: () => number;
  /** Whether Redis answers and takes writes; null where there is none. */
  readonly redis?: (() => boolean | null) | undefined;
  /** Of all servers together; this one's own if not given. */
  readonly ledger?: Ledger | undefined;
  /** Other processes that are one server with this one. */
  readonly colleagues?: Colleagues | undefined;
  readonly look: ApiOptions['look'];
  readonly control: ApiOptions['control'];
}

export class Operations {
  readonly observer = new Observer();
  readonly turn: TurnWatch;
  readonly health: Health;
  readonly #options: OperationsOptions;
  readonly #colleagues: Colleagues;
  readonly #calls: Calls;
  readonly #metrics: Metrics;
  readonly #history: History;
  readonly #webhooks: Webhooks;

  constructor(options: OperationsOptions) {
    this.#options = options;
    this.#colleagues = options.colleagues ?? NO_COLLEAGUES;
    const { config, log, seats, sockets, redis = () => null, ledger = new MemoryLedger() } = options;
    const { observer } = this;
    this.turn = new TurnWatch({ config, log, onchecked: (state) => this.#metrics.turnChecked(state) });
    this.health = new Health({
      turn: () => this.turn.states,
      redis,
      open: config.tokenSecret === undefined && config.tokenKeys === undefined,
      anyOrigin: config.origins.includes('*'),
    });
    this.#calls = new Calls({ observer, ledger, log });
    const { health } = this;
    this.#metrics = new Metrics({
      observer,
      calls: this.#calls,
      seats,
      sockets,
      draining: () => health.draining,
      redis,
    });
    this.#history = new History({ observer, calls: this.#calls, seats });
    this.#webhooks = new Webhooks({
      urls: config.webhooks,
      secrets: config.webhookSecret ?? [],
      log,
      ondone: (result) => this.#metrics.webhook(result),
    });
    if (config.webhooks.length > 0) this.#webhooks.follow(this.#calls);
  }

  /** For `createApp`; `/status` itself is a file of the build. */
  router(): Router {
    const { config } = this.#options;
    const api = config.apiToken ?? [];
    const bearer = new Bearer((request) => addressOf(request, config.trustProxy));
    const router = Router();
    router.get('/healthz', (_request, response) => void response.json({ ok: true }));
    router.get('/readyz', (_request, response) => {
      const { readiness } = this.health;
      response
        .setHeader('Cache-Control', 'no-store')
        .status(readiness.ready ? 200 : 503)
        .json(readiness);
    });
    router.get('/metrics', bearer.allow([...(config.metricsToken ?? []), ...api]), async (_request, response) => {
      const { type, body } = await this.#metrics.text(await this.#colleagues.ask('figures'));
      response.setHeader('Content-Type', type).send(body);
    });
    router.use('/api', bearer.allow(api), apiRouter(this.#apiOptions()));
    if (api.length === 0)
      router.get('/status', (_request, response) => sendError(response, 404, 'off', 'this is off: set API_TOKEN'));
    return router;
  }

  start(): void {
    this.turn.start();
    this.#history.start();
    this.#colleagues.open({
      figures: () => this.#metrics.figures(),
      status: () => this.#status(),
      rooms: () => [...this.#calls.rooms.values()],
      room: (room) => this.#calls.rooms.get(room) ?? null,
    });
  }

  /** Readiness is off at once; what is queued is told within `ms`. */
  async drain(ms: number): Promise<void> {
    await this.#calls.settled();
    await this.#webhooks.drain(ms);
  }

  close(): void {
    this.#colleagues.close();
    this.turn.close();
    this.#history.close();
    this.#metrics.close();
    this.#webhooks.close();
  }

  #apiOptions(): ApiOptions {
    const { control, look, log } = this.#options;
    return {
      rooms: () => this.#rooms(),
      known: (room) => this.#room(room),
      look,
      control,
      log,
      status: () => this.#statusOfAll(),
    };
  }

  async #rooms(): Promise<RoomNow[]> {
    return roomsTogether([[...this.#calls.rooms.values()], ...(await this.#colleagues.ask('rooms'))]);
  }

  async #room(name: string): Promise<RoomNow | undefined> {
    const told = [this.#calls.rooms.get(name) ?? null, ...(await this.#colleagues.ask('room', name))];
    return roomsTogether([told.filter((room) => room !== null)])[0];
  }

  async #statusOfAll(): Promise<Status> {
    const others = await this.#colleagues.ask('status');
    return statusTogether(this.#status(), others, this.#colleagues.size - others.length);
  }

  /** Of this process; rooms and calls by their shares. */
  #status(): Status {
    const { seats, sockets, config } = this.#options;
    return {
      now: Date.now(),
      uptime: Math.round(process.uptime()),
      ...this.health.readiness,
      problems: this.health.problems,
      seats: seats(),
      sockets: sockets(),
      rooms: this.#calls.size,
      calls: this.#calls.paired,
      memory: process.memoryUsage.rss(),
      maxSockets: config.maxSockets,
      webhooks: config.webhooks.length > 0 ? this.#webhooks.state : null,
      totals: this.#history.totals,
      history: this.#history.readings,
    };
  }
}

const addressOf = ({ headers, socket }: Request, proxies: number): string =>
  householdOf(clientAddress(headers, socket.remoteAddress, proxies));
