import { createClient } from '@redis/client';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../../server/log.js';
import { RedisPost } from '../../server/post-redis.js';
import type { Letter } from '../../server/post.js';
import { Redis, RedisUnavailable } from '../../server/redis.js';
import { RedisSeats } from '../../server/seats-redis.js';
import { SeatsUnavailable } from '../../server/seats.js';
import { connect as connectClient, person, randomId, seat } from '../support/client.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { startServer } from '../support/server.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const log = createLog({ logLevel: 'error', logFormat: 'json' });
const ann = { owner: 'ann', instance: 'ann-1', node: 'n1' };
/** What an operator, or a failover, does to a Redis that runs, and how it is undone. */
const REFUSALS: [string, code: string, string[], string[]][] = [
  ['is a replica', 'READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ['is out of memory', 'OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
  [
    'has lost its replicas',
    'NOREPLICAS',
    ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
    ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
  ],
  ['cannot save', 'MISCONF', ['CONFIG', 'SET', 'save', '3600 1'], ['CONFIG', 'SET', 'save', '']],
  [
    'takes none of our keys',
    'NOPERM',
    ['ACL', 'SETUSER', 'default', 'resetkeys', '~other:*'],
    ['ACL', 'SETUSER', 'default', 'allkeys'],
  ],
  ['takes no scripts', 'NOPERM', ['ACL', 'SETUSER', 'default', '-evalsha'], ['ACL', 'SETUSER', 'default', '+evalsha']],
  ['takes no seats', 'ERR', ['ACL', 'SETUSER', 'default', '-hset'], ['ACL', 'SETUSER', 'default', '+hset']],
];
const letter: Letter = { kind: 'candidates', room: 'room', role: 'caller', from: 'ann-1', body: { some: 'words' } };

describe.skipIf(!redisInstalled)('a server and its Redis', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = new RedisServer();
    await server.start();
  });
  afterEach(async () => {
    server.thaw();
    await server.stop();
  });

  function open(answerMs = 2_000): Redis {
    const redis = new Redis({ url: server.url, log, answerMs });
    onTestFinished(() => redis.close());
    redis.connect();
    return redis;
  }
  async function connect(answerMs?: number): Promise<Redis> {
    const redis = open(answerMs);
    await until('Redis', () => redis.up);
    return redis;
  }
  async function post(): Promise<{ post: RedisPost; node: string; redis: Redis }> {
    const redis = open();
    const node = randomId();
    const its = new RedisPost(redis, node, log);
    its.open((_letter, answer) => answer('heard'));
    await until('Redis', () => redis.up);
    return { post: its, node, redis };
  }
  const evaluations = async (redis: Redis): Promise<number> =>
    Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.ask((client) => client.info('commandstats')))?.[1] ?? 0);

  test('it asks nothing more of one that hangs, and goes on when that answers', async () => {
    const redis = await connect(100);
    const seats = new RedisSeats(redis);
    const room = randomId();
    await seats.claim(room, 'caller', ann);
    const before = await evaluations(redis);
    server.freeze();
    await expect(seats.look(room)).rejects.toThrow(SeatsUnavailable);
    expect(redis.up).toBe(false);
    for (let times = 0; times < 1_000; times += 1) await expect(seats.look(room)).rejects.toThrow(SeatsUnavailable);
    server.thaw();
    await until('Redis', () => redis.up);
    expect((await seats.look(room)).caller).toMatchObject(ann);
    expect(await evaluations(redis)).toBe(before + 2);
  });

  test('a claim that was carried out after its time holds no seat', async () => {
    const redis = await connect(100);
    const seats = new RedisSeats(redis);
    const room = randomId();
    server.freeze();
    await expect(seats.claim(room, 'caller', ann)).rejects.toThrow(SeatsUnavailable);
    server.thaw();
    await until('Redis', () => redis.up);
    await until('a free seat', async () => Object.keys(await seats.look(room)).length === 0);
  });

  test('a question fails at once while it is away, and is answered when it is back', async () => {
    const redis = await connect();
    await server.kill();
    await until('no Redis', () => !redis.up);
    await expect(redis.ask((client) => client.ping())).rejects.toThrow(RedisUnavailable);
    await server.start();
    await until('Redis', () => redis.up);
    expect(await redis.ask((client) => client.ping())).toBe('PONG');
  });

  test('letters arrive again after it was away, and are lost meanwhile', async () => {
    const [one, other] = [await post(), await post()];
    expect(await one.post.ask(other.node, letter, 5_000)).toBe('heard');
    await server.kill();
    await until('no Redis', () => !one.redis.up && !other.redis.up);
    expect(await one.post.ask(other.node, letter, 5_000)).toBeNull();
    await server.start();
    await until('Redis', () => one.redis.up && other.redis.up);
    expect(await one.post.ask(other.node, letter, 5_000)).toBe('heard');
  });

  test('a question to a server that is gone is answered at once by nobody', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { post: one } = await post();
    // No time passes, so it is not the end of its time that ends it.
    expect(await one.ask(randomId(), letter, 5_000)).toBeNull();
  });

  test('one that is never answered ends with its time, and one that waits ends with the post', async () => {
    const [one, silent] = [await post(), await post()];
    silent.post.open(() => undefined);
    expect(await one.post.ask(silent.node, letter, 50)).toBeNull();
    const asked = one.post.ask(silent.node, letter, 60_000);
    await until('a question', async () => (await silent.redis.ask((client) => client.ping())) === 'PONG');
    one.post.close();
    expect(await asked).toBeNull();
  });

  test.each([
    '',
    'words',
    '{}',
    '[]',
    'null',
    '{"letter":{"kind":"other"}}',
    '{"answer":"1"}',
    '{"answer":99,"value":1}',
  ])('what is no letter (%s) harms nobody', async (text) => {
    const [one, other] = [await post(), await post()];
    await one.redis.ask((client) => client.sPublish(`rtc-call:node:{${other.node}}`, text));
    expect(await one.post.ask(other.node, letter, 5_000)).toBe('heard');
  });

  test('one that asks for a password is not up, and the server goes on', async () => {
    const first = await connect();
    await first.ask((client) => client.configSet('requirepass', 'secret'));
    const redis = open();
    await until('a refusal', async () => {
      const refused = await redis.ask((client) => client.ping()).catch((error: unknown) => error);
      return refused instanceof RedisUnavailable;
    });
    expect(redis.up).toBe(false);
  });

  async function tell(words: string[]): Promise<unknown> {
    const admin = createClient({ socket: { path: server.url, tls: false } });
    await admin.connect();
    return admin.sendCommand(words).finally(() => admin.destroy());
  }

  async function failToSave(): Promise<void> {
    server.spoilFile();
    await tell(['BGSAVE']);
    await until('a failure', async () => /bgsave_status:err/.test(String(await tell(['INFO', 'persistence']))));
  }

  function kept() {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    return { lines, log: pino({ base: null, timestamp: false, level: 'warn' }, { write }) };
  }

  test.each(REFUSALS)('one that %s is not up: said once, asked anew, and used when it can write', async (...words) => {
    const [, code, refuse, allow] = words;
    const { lines, log: its } = kept();
    if (code === 'MISCONF') await failToSave();
    const redis = new Redis({ url: server.url, log: its });
    onTestFinished(() => redis.close());
    const seats = new RedisSeats(redis);
    redis.connect();
    await until('Redis', () => redis.up);
    const before = await redis.ask((client) => client.clientId());
    await tell(refuse);
    await expect(seats.claim(randomId(), 'caller', ann)).rejects.toThrow(SeatsUnavailable);
    await until('a refusal', () => !redis.up);
    await expect(seats.claim(randomId(), 'caller', ann)).rejects.toThrow(SeatsUnavailable);
    await tell(allow);
    await until('Redis', () => redis.up);
    expect(await seats.claim(randomId(), 'caller', ann)).toMatchObject({ ok: true });
    expect(await redis.ask((client) => client.clientId())).toBeGreaterThan(before);
    const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    // What could be a fault of ours is shown whole, too.
    if (code === 'ERR') expect(said.shift()).toBe('Redis refused a question');
    expect(said).toEqual([`Redis takes no writes: ${code}`]);
  });

  test('one that lets nobody hear is not up: said once, asked anew, and used when it does', async () => {
    await tell(['ACL', 'SETUSER', 'default', 'resetchannels']);
    const { lines, log: its } = kept();
    const redis = new Redis({ url: server.url, log: its });
    onTestFinished(() => redis.close());
    const heard: string[] = [];
    redis.subscribe('some-node', (text) => heard.push(text));
    redis.connect();
    await until('a refusal', () => lines.length > 0);
    const before = await redis.ask((client) => client.clientId());
    await until('another connection', async () => {
      const now = await redis.ask((client) => client.clientId()).catch(() => before);
      return now > before;
    });
    expect(redis.up).toBe(false);
    await tell(['ACL', 'SETUSER', 'default', 'allchannels']);
    await until('Redis', () => redis.up);
    await redis.ask((client) => client.sPublish('some-node', 'words'));
    await until('the words', () => heard.length > 0);
    const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(said).toEqual(['Redis, which must be of version 7 or later, takes no subscriptions: NOPERM']);
  });

  test('one that takes no writes any more is not up, though nobody asks it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const redis = await connect();
    await tell(['REPLICAOF', '127.0.0.1', '1']);
    vi.advanceTimersByTime(5_000);
    await until('a refusal', () => !redis.up);
  });

  test('one that still loads is not up, and used when it has loaded', async () => {
    await tell(['EVAL', "for n = 1, 100 do redis.call('SET', 'key-of-others-' .. n, n) end", '0']);
    await tell(['SAVE']);
    await server.kill();
    await server.start(['--key-load-delay', '10000', '--loading-process-events-interval-bytes', '1024']);
    const { lines, log: its } = kept();
    const redis = new Redis({ url: server.url, log: its });
    onTestFinished(() => redis.close());
    redis.connect();
    await until('a refusal', () => lines.some((line) => line.includes('LOADING')));
    await until('Redis', () => redis.up);
  });

  test('a server on one that takes no writes says so where it is asked, and seats people when it can', async () => {
    const TOKEN = 'a-token-of-the-operator';
    const { url, rtc } = await startServer({ redisUrl: server.url, metricsToken: [TOKEN], logLevel: 'error' });
    const ready = async (): Promise<number> => (await fetch(`${url}/readyz`)).status;
    const up = async (): Promise<string | undefined> => {
      const figures = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
      return /^rtc_redis_up .*$/m.exec(await figures.text())?.[0];
    };
    await until('Redis', () => rtc.redisUp === true);
    expect([await ready(), await up()]).toEqual([200, 'rtc_redis_up 1']);
    await tell(['REPLICAOF', '127.0.0.1', '1']);
    expect(await connectClient(url, 'caller', person()).byes.next()).toEqual({ code: 'unavailable' });
    await until('a refusal', () => rtc.redisUp === false);
    expect([await ready(), await up()]).toEqual([503, 'rtc_redis_up 0']);
    await tell(['REPLICAOF', 'NO', 'ONE']);
    await until('Redis', () => rtc.redisUp === true);
    expect([await ready(), await up()]).toEqual([200, 'rtc_redis_up 1']);
    await seat(url, 'caller');
  });

  test('it may be closed at any time, and twice', async () => {
    const redis = open();
    redis.close();
    redis.close();
    expect(redis.up).toBe(false);
    await expect(redis.ask((client) => client.ping())).rejects.toThrow(RedisUnavailable);
    const other = await connect(60_000);
    server.freeze();
    const asked = expect(other.ask((client) => client.ping())).rejects.toThrow(RedisUnavailable);
    other.close();
    await within('its refusal', asked);
  });
});
