/**
 * The ways that servers stand together: alone, alone on Redis, and two on Redis, where the people of a room meet on one of
 * them, are kept apart, or change over with every connection. Whoever connects must not notice which.
 */
import { afterAll, beforeAll, describe, onTestFinished, vi } from 'vitest';
import type { RtcServerOptions } from '../../server/index.js';
import { createLog } from '../../server/log.js';
import { Redis } from '../../server/redis.js';
import { RedisSeats } from '../../server/seats-redis.js';
import { MemorySeats, type Seats } from '../../server/seats.js';
import { shardOf } from '../../shared/shard.js';
import type { Way } from './client.js';
import { RedisServer, redisInstalled } from './redis.js';
import { openServer, type TestServer } from './server.js';
import { until } from './wait.js';

const WEEK_MS = 7 * 24 * 3_600_000;
const STEP_MS = 1_000;

export interface House {
  readonly nodes: readonly TestServer[];
  /** Where a client of that role and room connects to. */
  readonly url: Way;
  /** The store that they share. */
  readonly seats: Seats;
  /** Seats with a socket on them. */
  readonly seated: () => number;
  readonly sockets: (role: string) => number;
}
export type Start = (options?: RtcServerOptions) => Promise<House>;

export interface TestTimeHouse extends House {
  /** Step by step, so that what is due at a moment is done at that moment. */
  readonly pass: (ms: number) => Promise<void>;
}
export type StartOnTestTime = (options?: RtcServerOptions) => Promise<TestTimeHouse>;

/** Limits of an address are counted in the Redis that all tests of a file share. */
const UNLIMITED = { connectionsPerMinute: 0, failuresPerMinute: 0, credentialsPerMinute: 0, roomsPerAddress: 0 };

/** Which of two servers. */
type Layout = () => (role: string, room: string) => number;
const LAYOUTS: [string, number, Layout][] = [
  ['one server on Redis', 1, () => () => 0],
  ['two servers on Redis, caller and callee apart', 2, () => (role) => (role === 'callee' ? 1 : 0)],
  ['two servers on Redis, who comes back comes to the other one', 2, alternate],
  ['two servers on Redis, a room on one of them', 2, () => (_role, room) => Number.parseInt(shardOf(room), 36) % 2],
];

function alternate(): (role: string, room: string) => number {
  const times = new Map<string, number>();
  return (role, room) => {
    const count = (times.get(room + role) ?? 0) + 1;
    times.set(room + role, count);
    return (count + (role === 'callee' ? 1 : 0)) % 2;
  };
}

/** Runs a suite in every house. */
export function inEveryHouse(suite: (start: Start, startOnTestTime: StartOnTestTime) => void): void {
  describe('one server alone', () => suite(alone, aloneOnTestTime));
  describe.skipIf(!redisInstalled).each(LAYOUTS)('%s', (_name, size, layout) => {
    const redis = new RedisServer();
    beforeAll(() => redis.start());
    afterAll(() => redis.stop());
    suite(
      (options = {}) => onRedis(redis.url, size, layout(), () => 0, options),
      (options = {}) => onTestTime((now) => onRedis(redis.url, size, layout(), now, options)),
    );
  });
}

async function alone(options: RtcServerOptions = {}): Promise<House> {
  const seats = options.seats ?? new MemorySeats();
  return together([await started({ ...options, seats })], () => 0, seats);
}

export const aloneOnTestTime: StartOnTestTime = (options = {}) =>
  onTestTime((now) => alone({ seats: new MemorySeats(now), ...options }));

async function onRedis(
  redisUrl: string,
  size: number,
  which: (role: string, room: string) => number,
  now: () => number,
  options: RtcServerOptions,
): Promise<House> {
  const store = new Redis({ url: redisUrl, log: createLog({ logLevel: 'error', logFormat: 'json' }) });
  store.connect();
  onTestFinished(() => store.close());
  const seats = new RedisSeats(store, now);
  const nodes = await Promise.all(
    Array.from({ length: size }, () => started({ redisUrl, seats, ...UNLIMITED, ...options })),
  );
  await until('Redis', () => nodes.every(({ rtc }) => rtc.redisUp) && store.up);
  return together(nodes, which, options.seats ?? seats);
}

async function started(options: RtcServerOptions): Promise<TestServer> {
  const server = await openServer(options);
  onTestFinished(() => server.rtc.close());
  return server;
}

function together(nodes: readonly TestServer[], which: (role: string, room: string) => number, seats: Seats): House {
  const sum = (count: (node: TestServer) => number): number => nodes.reduce((total, node) => total + count(node), 0);
  return {
    nodes,
    seats,
    url: (role, room) => nodes[which(role, room)]?.url ?? '',
    seated: () => sum(({ rtc }) => rtc.seated),
    sockets: (role) => sum(({ rtc }) => rtc.io.of(`/${role}`).sockets.size),
  };
}

/**
 * Servers whose leases, renewals and time-outs run by a clock of the test. Sockets go on as ever; their pings, which the
 * same clock would stop, are put off.
 */
async function onTestTime(open: (now: () => number) => Promise<House>): Promise<TestTimeHouse> {
  let now = 1_000_000;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const house = await open(() => now);
  for (const { rtc } of house.nodes) rtc.io.engine.opts.pingInterval = WEEK_MS;
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      const step = Math.min(left, STEP_MS);
      now += step;
      vi.advanceTimersByTime(step);
      await new Promise((resolve) => setImmediate(resolve));
      // The store answers in order: whatever was asked before has its answer.
      await house.seats.look('nowhere');
    }
  };
  return { ...house, pass };
}
