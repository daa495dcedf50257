/** What whoever runs several servers on one Redis sees of them, and does with them. */
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyWebhook } from '../../server/index.js';
import { person, seat } from '../support/client.js';
import { expectRelays, pair } from '../support/pair.js';
import { Receiver } from '../support/receiver.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { startServer, type TestServer } from '../support/server.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const SECRET = 'a-secret-of-the-tests-only';
const HEADERS = { authorization: `Bearer ${SECRET}` };

describe.skipIf(!redisInstalled)('of two servers on one Redis', () => {
  const redis = new RedisServer();
  beforeEach(async () => {
    await redis.kill();
    await redis.start();
  });
  afterAll(() => redis.stop());

  async function two(webhooks: string[] = []) {
    const options = { redisUrl: redis.url, apiToken: [SECRET], webhooks, webhookSecret: [SECRET] };
    const [near, far] = await Promise.all([startServer(options), startServer(options)]);
    await until('Redis', () => near.rtc.redisUp === true && far.rtc.redisUp === true);
    return { near, far, way: (role: string): string => (role === 'caller' ? near : far).url };
  }

  const figures = async ({ url }: TestServer): Promise<string> =>
    (await fetch(`${url}/metrics`, { headers: HEADERS })).text();

  test('a room, its call and their ends are told once', async () => {
    const receiver = new Receiver();
    const { way } = await two([await receiver.start()]);
    for (let round = 0; round < 3; round += 1) {
      const { one, other, room } = await pair(way, 'caller');
      await expectRelays({ one, other });
      await one.leave('hang-up');
      await other.leave('hang-up');
      const told = [await receiver.received.next(), await receiver.received.next(), await receiver.received.next()].map(
        ({ headers, body }) => {
          const verified = verifyWebhook(body, headers, SECRET);
          return verified.ok && [verified.event.type, verified.event.data.room];
        },
      );
      // Two servers tell, so the order on the way is nobody's.
      const all = ['room.opened', 'call.started', 'call.ended'].map((type) => [type, room]);
      expect(told).toHaveLength(all.length);
      expect(told).toEqual(expect.arrayContaining(all));
    }
    expect(receiver.received.unread).toEqual([]);
  });

  test('each shows a room whose seats are on both, and empties it', async () => {
    const { near, way } = await two();
    const { one, other, room } = await pair(way, 'caller');
    const url = `${near.url}/api/rooms/${room}`;
    const here = { state: 'here' };
    expect(await (await fetch(url, { headers: HEADERS })).json()).toMatchObject({ caller: here, callee: here });
    expect((await fetch(url, { method: 'DELETE', headers: HEADERS })).status).toBe(200);
    for (const { byes } of [one, other]) expect(await byes.next()).toEqual({ code: 'kicked' });
    expect((await fetch(url, { headers: HEADERS })).status).toBe(404);
  });

  test('rooms that moved to the other server are counted there, and by none twice', async () => {
    const { near, far, way } = await two();
    const { one, room } = await pair(way, 'caller');
    await seat(far.url, 'caller', person({ room, owner: one.person.owner }));
    expect(await one.byes.next()).toEqual({ code: 'replaced' });
    await until('nothing here', async () => (await figures(near)).includes('\nrtc_rooms 0\n'));
    expect(await figures(far)).toContain('\nrtc_calls 1\n');
  });

  test('a Redis that is away is seen in the figures, and no server is ready', async () => {
    const { near } = await two();
    expect(await figures(near)).toContain('\nrtc_redis_up 1\n');
    expect((await fetch(`${near.url}/readyz`)).status).toBe(200);
    await redis.kill();
    await until('its loss', async () => (await figures(near)).includes('\nrtc_redis_up 0\n'));
    expect((await fetch(`${near.url}/readyz`)).status).toBe(503);
    await redis.start();
    await until('Redis', async () => (await fetch(`${near.url}/readyz`)).status === 200);
  });
});
