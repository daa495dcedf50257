/** How much a stranger may: one socket, one address, everybody together. */
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { RoomsOfAddresses } from './rooms-of-addresses.js';
import type { Config } from './settings.js';

/** Events of one socket at once; a call's set-up needs about ten. */
const BURST = 60;
/** Events of one socket a second in the long run. */
const PER_SECOND = 20;
const MINUTE_S = 60;
/** A Redis that does not answer in this time is as good as none. */
const REDIS_MS = 250;

/** A token bucket: arithmetic only, no timer, nothing to clean up. `take()` says whether there was one. */
export class Allowance {
  readonly #now: () => number;
  #tokens = BURST;
  #at: number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#at = now();
  }

  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#at) / 1000) * PER_SECOND);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until there is one again. */
  get wait(): number {
    return Math.max(0, Math.ceil(((1 - this.#tokens) / PER_SECOND) * 1_000));
  }
}

/** What of a client of node-redis is used; `isReady`: what is sent now is not queued. */
export interface RedisForLimits {
  readonly isReady: boolean;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** How often each address may do something in a minute: of all servers that share a Redis, or of this one. */
export class Limit {
  readonly #limiter: RateLimiterAbstract | null;

  /** `perMinute` 0: no limit. */
  constructor(name: string, perMinute: number, redis?: RedisForLimits) {
    const memory = new RateLimiterMemory({ points: perMinute, duration: MINUTE_S });
    const shared = redis && sharedLimiter(`rtc-call:limit:${name}`, perMinute, redis, memory);
    this.#limiter = perMinute === 0 ? null : (shared ?? memory);
  }

  /** Does it once: milliseconds to wait where that is too often, else 0. */
  async take(key: string): Promise<number> {
    if (!this.#limiter) return 0;
    try {
      await this.#limiter.consume(key);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
      throw refusal;
    }
  }

  /** The same without doing it. */
  async wait(key: string): Promise<number> {
    const used = await this.#limiter?.get(key);
    return used && used.remainingPoints <= 0 ? Math.max(0, used.msBeforeNext) : 0;
  }
}

/** Memory takes over at once where Redis is away, and soon where it hangs: it neither opens nor stops anything. */
function sharedLimiter(keyPrefix: string, points: number, redis: RedisForLimits, memory: RateLimiterMemory) {
  const storeClient = {
    get isReady() {
      return redis.isReady;
    },
    eval: (script: string, options: { keys: string[]; arguments: string[] }) => soon(redis.eval(script, options)),
  };
  return new RateLimiterRedis({
    storeClient,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    keyPrefix,
    points,
    duration: MINUTE_S,
    insuranceLimiter: memory,
  });
}

function soon<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), REDIS_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

type LimitConfig = Pick<
  Config,
  'connectionsPerMinute' | 'failuresPerMinute' | 'credentialsPerMinute' | 'roomsPerAddress' | 'turnSecret'
>;

/** Those that are counted by address. */
export class Limits {
  readonly connections: Limit;
  readonly failures: Limit;
  readonly credentials: Limit;
  readonly rooms: RoomsOfAddresses;

  constructor(config: LimitConfig, redis?: RedisForLimits) {
    this.connections = new Limit('connections', config.connectionsPerMinute, redis);
    this.failures = new Limit('failures', config.failuresPerMinute, redis);
    // Without a secret none are made.
    this.credentials = new Limit('credentials', config.turnSecret ? config.credentialsPerMinute : 0, redis);
    this.rooms = new RoomsOfAddresses(config.roomsPerAddress);
  }
}
