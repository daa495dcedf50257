/** What another server says to this one, late or about somebody else. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../../server/log.js';
import { RedisPost } from '../../server/post-redis.js';
import type { Letter } from '../../server/post.js';
import { Redis } from '../../server/redis.js';
import { RedisSeats } from '../../server/seats-redis.js';
import { connect, offer, person, randomId, type TestClient } from '../support/client.js';
import { Inbox } from '../support/inbox.js';
import { candidate, expectRelays, expectSilence, pair, type Pair } from '../support/pair.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { startServer } from '../support/server.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

/** Of the person on the other server, and of the way there and back. */
const RELAY_TIMEOUT_MS = 5_000 + 500;

describe.skipIf(!redisInstalled)('a letter', () => {
  const server = new RedisServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  interface Scene extends Pair {
    /** A letter of another server to that of `one`; resolves to its answer. */
    readonly write: (letter: Partial<Letter>) => Promise<unknown>;
    readonly seats: RedisSeats;
    readonly elsewhere: string;
    /** What is asked of that other server, which never answers. */
    readonly asked: Inbox<Letter>;
  }

  async function scene(): Promise<Scene> {
    const { url, rtc } = await startServer({ redisUrl: server.url });
    const redis = new Redis({ url: server.url, log: createLog({ logLevel: 'error', logFormat: 'json' }) });
    onTestFinished(() => redis.close());
    const elsewhere = randomId();
    const post = new RedisPost(redis, elsewhere, createLog({ logLevel: 'error', logFormat: 'json' }));
    const asked = new Inbox<Letter>('a letter');
    post.open((letter) => asked.put(letter));
    redis.connect();
    await until('Redis', () => redis.up && rtc.redisUp === true);
    const two = await pair(url, 'caller');
    const seats = new RedisSeats(redis);
    const node = (await seats.look(two.room)).caller?.node ?? '';
    const about = { room: two.room, role: 'caller' as const, from: two.other.instance };
    // An answer of nobody comes when the letter was read: letters are read in their order.
    const write = async (letter: Partial<Letter>): Promise<unknown> => {
      const asked = post.ask(node, { kind: 'signal', body: null, ...about, ...letter }, 200);
      await post.ask(node, { kind: 'signal', body: null, ...about }, 5_000);
      return asked;
    };
    return { ...two, write, seats, elsewhere, asked };
  }

  const newsTo = ({ instance }: TestClient, news: unknown, node: string, more: object = {}) =>
    ({ kind: 'peer', body: { to: instance, news, node, again: false, ...more } }) as const;

  test.each(['away', null])('that somebody went (%s) counts only from the server that they are at', async (state) => {
    const { one, other, write, elsewhere } = await scene();
    const news = state === null ? null : { instance: other.instance, state };
    await write(newsTo(one, news, elsewhere));
    await expectSilence(one, other);
    await expectRelays({ one, other });
  });

  test('that somebody came to another server is told, and what is for them goes there', async () => {
    const { one, other, write, elsewhere, asked } = await scene();
    const here = { instance: other.instance, state: 'here' };
    await write(newsTo(one, here, elsewhere, { again: true, offer: offer('hello').description }));
    expect(await one.peers.next()).toEqual(here);
    expect(await one.signals.next()).toEqual({ ...offer('hello'), from: other.instance });
    // That server never answers.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const answer = one.signal(other.instance, offer());
    await asked.next();
    await one.caughtUp();
    vi.advanceTimersByTime(RELAY_TIMEOUT_MS);
    expect(await answer).toEqual({ ok: false, code: 'peer-gone' });
  });

  test('for a page that had the seat before is not for the one that has it now', async () => {
    const { one, other, write, elsewhere } = await scene();
    const body = { to: randomId(), news: { instance: other.instance, state: 'left' }, node: elsewhere, again: true };
    await write({ kind: 'peer', body });
    await expectSilence(one, other);
    await write({ kind: 'bye', from: randomId(), body: { code: 'kicked' } });
    await expectSilence(one, other);
    for (const kind of ['signal', 'candidates', 'ring'] as const)
      for (const body of [
        { to: randomId(), ...offer() },
        { to: randomId(), candidates: [candidate(1)] },
        { to: randomId(), id: randomId(), for: 1_000 },
      ])
        expect(await write({ kind, body })).toBeNull();
    await expectSilence(one, other);
  });

  test('to retire is not believed against the store', async () => {
    const { one, other, write } = await scene();
    await write({ kind: 'retire' });
    await expectSilence(one, other);
    await expectRelays({ one, other });
  });

  test('to retire ends the socket of whoever sits elsewhere by now', async () => {
    const { one, write, seats, room, elsewhere } = await scene();
    await seats.claim(room, 'caller', { ...one.person, node: elsewhere });
    await write({ kind: 'retire' });
    expect(await one.disconnects.next()).toBe('transport close');
    expect(one.byes.unread).toEqual([]);
  });

  test.each([
    ['nothing', null],
    ['a word', 'news'],
    ['news of nobody', { to: 'TO', news: { state: 'here' }, node: 'n', again: true }],
    ['news without a server', { to: 'TO', news: null, again: true }],
    ['an answer for an offer', { to: 'TO', news: null, node: 'n', again: true, offer: { type: 'answer', sdp: 1 } }],
  ])('with %s in it harms nobody', async (_what, body) => {
    const { one, other, write } = await scene();
    const addressed = JSON.parse(JSON.stringify(body).replace('"TO"', `"${one.instance}"`)) as unknown;
    for (const kind of ['peer', 'signal', 'candidates', 'ring'] as const) await write({ kind, body: addressed });
    await expectSilence(one, other);
    await expectRelays({ one, other });
  });

  test('about a room that nobody is in is answered by nobody', async () => {
    const { one, write } = await scene();
    expect(await write({ room: randomId(), body: { to: one.instance, ...offer() } })).toBeNull();
  });

  test('to send somebody away does so', async () => {
    const { one, room, write } = await scene();
    await write({ kind: 'bye', from: one.instance, body: { code: 'kicked' } });
    expect(await one.byes.next()).toEqual({ code: 'kicked' });
    expect(room).toBe(one.person.room);
  });
});

describe.skipIf(!redisInstalled)('somebody on another server', () => {
  const server = new RedisServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  test('is sent away by the house, and the one opposite is told', async () => {
    const [near, far] = [await startServer({ redisUrl: server.url }), await startServer({ redisUrl: server.url })];
    await until('Redis', () => near.rtc.redisUp === true && far.rtc.redisUp === true);
    const { one, other, room } = await pair((role) => (role === 'caller' ? near : far).url, 'caller');
    expect(await near.rtc.remove(room, 'callee')).toBe(true);
    expect(await other.byes.next()).toEqual({ code: 'kicked' });
    expect(await one.peers.next()).toEqual({ instance: other.instance, state: 'left' });
    await near.rtc.lock(room, true);
    expect(await connect(far.url, 'callee', person({ room })).byes.next()).toEqual({ code: 'locked' });
    expect(await near.rtc.remove(randomId())).toBe(false);
  });
});
