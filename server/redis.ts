/**
 * The way to Redis: one connection that asks and one that hears. Never queues while Redis is away, never waits for ever: a
 * question that cannot be asked, or is not answered soon, fails. A Redis that answers and refuses writes or subscriptions is as
 * good as none. Knows neither seats nor sockets.
 */
import { createClient, defineScript, ErrorReply, type CommandParser } from '@redis/client';
import { EventEmitter } from 'node:events';
import { guarded } from './guarded.js';
import type { Log } from './log.js';
import { codeOf, willLast } from './redis-refusals.js';
import { roomScript } from './seats-script.js';

/** A question without an answer for so long stops all others until Redis answers again. */
const ANSWER_MS = 2_000;
/** Before the first attempt to connect again, and at most; each with a random half on top. */
const RECONNECT_MS = 100;
const RECONNECT_MAX_MS = 2_000;
/** Questions on their way: a node renews about as many seats in a second. */
const MAX_WAITING = 50_000;
/** A connection that is quiet for `SILENT_MS`, though it was asked each `PING_MS`, leads nowhere. */
const PING_MS = 5_000;
const SILENT_MS = 15_000;
const CONNECT_MS = 5_000;
/** How often a write is tried. */
const CHECK_MS = 5_000;
/** Before the connection to one that refuses is made anew: its name may lead to another by then. */
const ANEW_MS = 1_000;
/** A lock on a room that nobody can name: all that a seat needs of a Redis, and gone soon. */
const CHECK = ['rtc-call:{check}', 'lock', 'caller', '0', '1000', '""', '', '', '{}'] as const;

const NO_WRITES = 'Redis takes no writes';
/** Sharded channels came with version 7. */
const UNHEARD = 'Redis, which must be of version 7 or later, takes no subscriptions';

export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

const rule = defineScript({
  SCRIPT: roomScript,
  NUMBER_OF_KEYS: 1,
  IS_READ_ONLY: false,
  parseCommand(parser: CommandParser, key: string, ...words: string[]) {
    parser.pushKey(key);
    parser.push(...words);
  },
  transformReply: (reply: unknown) => reply,
});

export interface RedisOptions {
  /** `redis://` or `rediss://` (TLS), or a socket's path. */
  readonly url: string;
  readonly log: Log;
  readonly answerMs?: number;
}

function connectTo({ url }: RedisOptions) {
  return createClient({
    ...(url.startsWith('/') ? {} : { url }),
    socket: {
      ...(url.startsWith('/') ? { path: url, tls: false as const } : {}),
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      reconnectStrategy: (retries: number) => {
        const wait = Math.min(RECONNECT_MS * 2 ** Math.min(retries, 8), RECONNECT_MAX_MS);
        return wait * (0.5 + Math.random());
      },
    },
    name: 'rtc-call',
    pingInterval: PING_MS,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
    maintNotifications: 'disabled',
    scripts: { rule },
  });
}
export type RedisClient = ReturnType<typeof connectTo>;

interface Events {
  /** Whether Redis answers, and takes writes. */
  up: [boolean];
}

export class Redis extends EventEmitter<Events> {
  readonly #log: Log;
  readonly #answerMs: number;
  readonly #asking: RedisClient;
  readonly #hearing: RedisClient;
  readonly #channels = new Map<string, (message: string) => void>();
  /** A question was not answered in time, and nothing since. */
  #stalled = false;
  /** The last write that was tried on this connection was done. */
  #writes = false;
  /** Why it is not up, if it answers. */
  #refusal: string | null = null;
  #checking = false;
  #checks: NodeJS.Timeout | undefined;
  #anew: NodeJS.Timeout | undefined;
  /** Null until Redis has answered, or could not be reached, for the first time. */
  #up: boolean | null = null;
  #said = '';
  #closed = false;

  constructor(options: RedisOptions) {
    super();
    this.#log = options.log;
    this.#answerMs = options.answerMs ?? ANSWER_MS;
    this.#asking = this.#watched(connectTo(options));
    this.#hearing = this.#watched(connectTo(options));
    this.#asking.on('ready', () => this.#begin());
    this.#hearing.on('ready', () => this.#subscribe());
    for (const client of [this.#asking, this.#hearing]) client.on('ready', () => this.#weigh());
  }

  /** Redis answers and takes writes, and what others publish is heard. */
  get up(): boolean {
    return this.#up === true;
  }

  /** The same of a Redis that may take no writes. */
  get answers(): boolean {
    return this.#asking.isReady && this.#hearing.isReady && this.#channels.size === 0 && !this.#stalled;
  }

  /** Begins to connect, and goes on until `close`: a server may start before its Redis. */
  connect(): void {
    // What goes wrong is told by the `error` events, and tried again.
    this.#checks = setInterval(() => this.#check(), CHECK_MS).unref();
    for (const client of [this.#asking, this.#hearing]) this.#connect(client);
  }

  /**
   * Asks within a limit of time. `late` gets what comes after it.
   * @throws RedisUnavailable
   */
  async ask<T>(question: (redis: RedisClient) => Promise<T>, late?: (answer: T) => void): Promise<T> {
    if (!this.#asking.isReady || this.#stalled) throw new RedisUnavailable('Redis cannot be asked now');
    const answer = question(this.#asking);
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        this.#stall();
        reject(new RedisUnavailable('Redis did not answer in time'));
      }, this.#answerMs);
    });
    // What fails in time is told by the race below.
    const afterwards = (value: T): void => {
      if (!isLate) return;
      this.#answered(); // What follows from it may be asked.
      late?.(value);
    };
    answer.then(afterwards).catch((error: unknown) => isLate && this.#failed(error));
    return Promise.race([answer, limit])
      .catch((error: unknown) => Promise.reject(this.#asUnavailable(error)))
      .finally(() => clearTimeout(timer));
  }

  /** Hears what is published on `channel`, from now on and after every reconnection. */
  subscribe(channel: string, listener: (message: string) => void): void {
    this.#channels.set(channel, listener);
    if (this.#hearing.isReady) this.#subscribe();
  }

  /** Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#checks);
    clearTimeout(this.#anew);
    this.#setUp(false);
    this.removeAllListeners();
    for (const client of [this.#asking, this.#hearing]) if (client.isOpen) client.destroy();
  }

  #connect(client: RedisClient): void {
    guarded(
      () => client.connect(),
      (error) => this.#failed(error),
    );
  }

  /** A new connection, perhaps to another Redis. */
  #begin(): void {
    this.#stalled = this.#writes = false;
    this.#check();
  }

  #check(): void {
    if (this.#checking || this.#closed || !this.answers) return;
    this.#checking = true;
    guarded(
      () => this.#tryToWrite(),
      (error) => this.#failed(error),
    );
  }

  async #tryToWrite(): Promise<void> {
    try {
      await this.ask((redis) => redis.rule(...CHECK));
      this.#writes = true;
      this.#refusal = null;
      this.#weigh();
    } catch (error) {
      if (error instanceof RedisUnavailable && error.cause instanceof ErrorReply) this.#refused(error.cause, NO_WRITES);
    } finally {
      this.#checking = false;
    }
  }

  #refused(reply: ErrorReply, words: string): void {
    if (this.#closed) return;
    this.#writes = false;
    this.#refusal = `${words}: ${codeOf(reply)}`;
    this.#setUp(false);
    clearTimeout(this.#anew);
    this.#anew = setTimeout(() => this.#reconnect(), ANEW_MS * (0.5 + Math.random())).unref();
  }

  #reconnect(): void {
    for (const client of [this.#asking, this.#hearing]) {
      if (!client.isReady) continue; // It is on its way already.
      client.destroy();
      this.#connect(client);
    }
  }

  #watched(client: RedisClient): RedisClient {
    return client.on('error', (error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (this.#closed) return;
    this.#log.debug({ err: error }, 'Redis');
    if (this.#up === null) this.#setUp(false);
    else this.#weigh();
  }

  #subscribe(): void {
    guarded(
      () => this.#subscribeAll(),
      (error) => this.#failed(error),
    );
  }

  /** The client forgets no channel that it once has, so each is asked for until it has it. */
  async #subscribeAll(): Promise<void> {
    for (const [channel, listener] of this.#channels)
      await this.#hearing.sSubscribe(channel, listener).then(
        () => this.#channels.delete(channel),
        (error: unknown) => (error instanceof ErrorReply ? this.#refused(error, UNHEARD) : this.#failed(error)),
      );
    this.#weigh();
    if (!this.#writes) this.#check();
  }

  /** No further question until this one is answered: what was sent meanwhile would only pile up. */
  #stall(): void {
    if (this.#stalled) return;
    this.#stalled = true;
    this.#weigh();
    // Where the connection ends, too, `ready` says when there is another.
    this.#asking.ping().then(
      () => this.#answered(),
      (error: unknown) => this.#failed(error),
    );
  }

  #answered(): void {
    this.#stalled = false;
    this.#weigh();
    if (!this.#writes) this.#check();
  }

  #weigh(): void {
    const up = this.answers && this.#writes;
    if (up || this.#up !== null) this.#setUp(up);
  }

  #setUp(up: boolean): void {
    this.#say(up);
    if (up === this.#up) return;
    this.#up = up;
    this.emit('up', up);
  }

  /** Where it is not this question alone, a write that is tried is refused, too, and the log says so once. */
  #askedInVain(reply: ErrorReply): void {
    const level = this.#up && !this.#checking && !willLast(reply) ? 'warn' : 'debug';
    this.#log[level]({ err: reply }, 'Redis refused a question');
    this.#check();
  }

  /** Each change once. */
  #say(up: boolean): void {
    const words = up ? 'Redis answers' : (this.#refusal ?? 'Redis does not answer');
    if (words !== this.#said && !this.#closed) this.#log[up ? 'info' : 'warn'](words);
    this.#said = words;
  }

  #asUnavailable(error: unknown): RedisUnavailable {
    if (error instanceof RedisUnavailable) return error;
    if (error instanceof ErrorReply) this.#askedInVain(error);
    return new RedisUnavailable('Redis could not answer', { cause: error });
  }
}
