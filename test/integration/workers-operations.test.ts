/** What whoever runs several workers sees of them, and does with them: the same, whichever worker is asked. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Status } from '../../server/status-model.js';
import { connect, offer, person, randomId, seat } from '../support/client.js';
import { pair, type Pair } from '../support/pair.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { until, within } from '../support/wait.js';
import { startCrew, type Crew } from '../support/workers.js';

vi.setConfig({ testTimeout: 60_000 });

const TOKEN = 'a-token-of-the-tests-only';
const WORKERS = 3;
/** Connections go to the workers in turn: each of them is asked. */
const TURNS = 2 * WORKERS;

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Over a connection of its own. */
function ask(url: string, method = 'GET'): Promise<Reply> {
  const asked = new Promise<Reply>((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    request(url, { method, headers, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end();
  });
  return within(`an answer from ${url}`, asked);
}

/** By whoever answers: a connection that was given to one that ends or hangs gets no answer. */
const askSome = (url: string): Promise<Reply> => Promise.any(Array.from({ length: TURNS }, () => ask(url)));

const turns = <T>(work: (turn: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: TURNS }, (_, turn) => work(turn)));

/** As every worker tells them; fails where they do not agree. */
async function agreed<T>(url: string, read: (body: string) => T): Promise<T> {
  const [first, ...others] = await turns(async () => read((await ask(url)).body));
  for (const other of others) expect(other).toEqual(first);
  return first as T;
}

/** The figures that only people change. */
function figures(body: string): Record<string, number> {
  const lines = body.split('\n').filter((line) => line.startsWith('rtc_') && !line.includes('seconds'));
  return Object.fromEntries(lines.map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)?.[0])]));
}

const statusOf = (body: string): Status => JSON.parse(body) as Status;

describe.skipIf(!redisInstalled)('of several workers', () => {
  const redis = new RedisServer();
  beforeEach(async () => {
    await redis.kill();
    await redis.start();
  });
  afterAll(() => redis.stop());

  const start = (): Promise<Crew> => startCrew(redis.url, WORKERS, `--api-token=${TOKEN}`);

  /** As many that the two of a room sit with one worker here and with two there. Their calls have begun, as Redis says. */
  async function pairs(url: string, count = 9): Promise<Pair[]> {
    const all = await Promise.all(Array.from({ length: count }, () => pair(url, 'caller')));
    const started = async (): Promise<number | undefined> =>
      figures((await ask(`${url}/metrics`)).body)['rtc_calls_started_total'];
    await until('their calls', async () => (await started()) === count);
    return all;
  }

  test('one scrape tells of all, and does not count a room twice', async () => {
    const { url } = await start();
    const all = await pairs(url);
    await seat(url, 'callee');
    for (const { one, other } of all) await one.signal(other.instance, offer());
    expect(await agreed(`${url}/metrics`, figures)).toMatchObject({
      rtc_workers: 3,
      rtc_seats: 19,
      rtc_sockets: 19,
      rtc_rooms: 10,
      rtc_calls: 9,
      rtc_calls_started_total: 9,
      'rtc_relays_total{event="offer",ok="true"}': 9,
      rtc_redis_up: 1,
      rtc_draining: 0,
    });
    for (const { one } of all) await one.leave('hang-up');
    await until('their ends', async () => {
      const told = figures((await ask(`${url}/metrics`)).body);
      return told['rtc_calls_ended_total{reason="hung-up"}'] === 9 && told['rtc_rooms'] === 10;
    });
    const { body } = await ask(`${url}/metrics`);
    expect(body).toContain('\nrtc_relay_delivery_seconds_count 9\n');
    expect(body).toContain('\nrtc_relay_delivery_seconds_bucket{le="+Inf"} 9\n');
    expect(body.match(/^process_resident_memory_bytes \d+$/gm)).toHaveLength(1);
  });

  test('the status page gets the figures of all', async () => {
    const { url, pids } = await start();
    await pairs(url);
    const status = await agreed(`${url}/api/status`, (body) => {
      const { seats, sockets, rooms, calls, maxSockets, problems, ready, redis: store, totals } = statusOf(body);
      return { seats, sockets, rooms, calls, maxSockets, problems, ready, store, started: totals.started };
    });
    expect(status).toEqual({
      seats: 18,
      sockets: 18,
      rooms: 9,
      calls: 9,
      maxSockets: 60_000,
      problems: [{ code: 'no-turn' }, { code: 'open-mode' }, { code: 'any-origin' }],
      ready: true,
      store: 'up',
      started: 9,
    });
    process.kill(pids()[1] ?? 0, 'SIGKILL');
    const missed = async (): Promise<boolean> => (await askSome(`${url}/api/status`)).body.includes('worker-away');
    await until('word of the missing one', missed);
    await until('another one', async () => !(await missed()));
  });

  test('a worker that hangs is left out, and the others tell what they know', async () => {
    const { url, pids } = await start();
    const hung = pids()[2] ?? 0;
    process.kill(hung, 'SIGSTOP');
    try {
      const told = await askSome(`${url}/metrics`);
      expect(figures(told.body)).toMatchObject({ rtc_workers: 2 });
    } finally {
      process.kill(hung, 'SIGCONT');
    }
  });

  test('every room is listed once, in the same order, page by page', async () => {
    const { url } = await start();
    const all = await pairs(url);
    const here = { state: 'here' };
    const { total, rooms, next } = await agreed(`${url}/api/rooms`, (body) => JSON.parse(body));
    expect([total, next]).toEqual([9, null]);
    expect(rooms.map(({ room }: { room: string }) => room).toSorted()).toEqual(all.map(({ room }) => room).toSorted());
    for (const room of rooms)
      expect(room).toMatchObject({ caller: here, callee: here, call: { since: expect.any(String) } });
    const pages = await Promise.all(
      [0, 4, 8].map((offset) => agreed(`${url}/api/rooms?limit=4&offset=${offset}`, (body) => JSON.parse(body))),
    );
    expect(pages.flatMap((page) => page.rooms)).toEqual(rooms);
    expect(pages.map((page) => page.next)).toEqual([4, 8, null]);
  });

  test('one room is told with its call, and who waits for somebody without one', async () => {
    const { url } = await start();
    const { room } = await pair(url, 'callee');
    const call = await agreed(`${url}/api/rooms/${room}`, (body) => JSON.parse(body));
    const [since, here] = [expect.stringMatching(/^20/), { state: 'here' }];
    expect(call).toEqual({ room, since, call: { since }, caller: here, callee: here });
    const lonely = randomId();
    await seat(url, 'caller', person({ room: lonely }));
    const waits = await agreed(`${url}/api/rooms/${lonely}`, (body) => JSON.parse(body));
    expect(waits).toEqual({ room: lonely, since, call: null, caller: here, callee: null });
  });

  test('any of them empties a room, and locks and unlocks it', async () => {
    const { url } = await start();
    const all = await pairs(url, TURNS);
    await turns(async (turn) =>
      expect(await ask(`${url}/api/rooms/${all[turn]?.room}`, 'DELETE')).toMatchObject({ status: 200 }),
    );
    for (const { one, other } of all)
      for (const { byes } of [one, other]) expect(await byes.next()).toEqual({ code: 'kicked' });
    expect(JSON.parse((await ask(`${url}/api/rooms`)).body)).toEqual({ total: 0, rooms: [], next: null });
    const room = randomId();
    for (let turn = 0; turn < WORKERS; turn += 1) {
      expect((await ask(`${url}/api/rooms/${room}/lock`, 'PUT')).status).toBe(200);
      expect(await connect(url, 'caller', person({ room })).byes.next()).toEqual({ code: 'locked' });
      expect((await ask(`${url}/api/rooms/${room}/lock`, 'DELETE')).status).toBe(200);
      await (await seat(url, 'caller', person({ room }))).leave('hang-up');
    }
  });

  test('nobody reaches what workers tell each other', async () => {
    const { url } = await start();
    await seat(url, 'caller');
    for (const path of ['rooms/', 'figures/', 'room/x'])
      for (const sid of ['', '?sid=x.0', '?sid=x.1', '?sid=x.2']) {
        const replies = await turns(() => ask(`${url}/${path}${sid}`));
        for (const { status } of replies) expect(status).toBe(404);
      }
  });
});
