/**
 * Servers that end while people are in calls, as processes of their own. FAULTS=full has ten times the calls, and waits for real
 * leases and time-outs too; by a clock of the test those are tried in test/integration/leases.test.ts, on two servers as well.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connect, offer, person, randomId, seat, type TestClient } from '../support/client.js';
import { Balancer, startNode, type Node } from '../support/nodes.js';
import { expectRelays, pair, type Pair } from '../support/pair.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 120_000 });

const FULL = process.env['FAULTS'] === 'full';
const AT_ONCE = 20;
/** Calls that go on while servers are restarted. */
const CALLS = FULL ? 200 : AT_ONCE;

const COME_BACK = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 500 };
const people = (pairs: readonly Pair[]): TestClient[] => pairs.flatMap(({ one, other }) => [one, other]);

/** As a page does: whoever is sent elsewhere, or comes to a server that is about to end, tries again. */
function comeBack({ socket }: TestClient): void {
  const soon = (): void => void setTimeout(() => socket.connect(), COME_BACK.reconnectionDelay);
  socket.on('disconnect', (reason) => reason === 'io server disconnect' && soon());
  socket.on('connect_error', () => socket.active || soon());
}

/** Reads all that came so far. Nobody was refused, and nobody heard that the other one went, or was another page. */
function expectCalm({ one, other }: Pair): void {
  for (const [client, across] of [
    [one, other],
    [other, one],
  ] as const) {
    expect(client.byes.unread.filter(({ code }) => code !== 'shutdown')).toEqual([]);
    for (const { peer } of client.welcomes.unread) expect(peer).toMatchObject({ instance: across.instance });
    for (const news of client.peers.unread) expect(news).toMatchObject({ instance: across.instance });
  }
}

/** Both can say something to each other, at the latest when the next renewal has told where the other one is. */
async function meetAgain({ one, other }: Pair): Promise<void> {
  const reaches = async (from: TestClient, to: TestClient): Promise<boolean> =>
    from.socket.connected && (await from.signal(to.instance, offer()).catch(() => ({ ok: false }))).ok;
  await until('both again', async () => (await reaches(one, other)) && (await reaches(other, one)));
}

describe.skipIf(!redisInstalled)('of several servers on Redis', () => {
  const redis = new RedisServer();
  beforeAll(() => redis.start());
  afterAll(() => redis.stop());

  const start = (count: number): Promise<Node[]> =>
    Promise.all(Array.from({ length: count }, () => startNode(redis.url)));

  test('one is killed: its people are back by another one in the same calls, and nobody hears of an end', async () => {
    const nodes = await start(2);
    const { url } = await new Balancer(nodes).open();
    const pairs = await Promise.all(Array.from({ length: 20 }, () => pair(url, 'caller', COME_BACK)));
    nodes[0]?.command.kill('SIGKILL');
    await until('the loss', () => people(pairs).some(({ disconnects }) => disconnects.unread.length > 0));
    for (const each of pairs) await meetAgain(each);
    pairs.forEach(expectCalm);
    const { one, other, room } = pairs[0] ?? (await pair(url, 'caller'));
    expect(await connect(url, 'caller', person({ room })).byes.next()).toEqual({ code: 'occupied' });
    await expectRelays(await pair(url, 'caller'));
    expect([one, other].every(({ socket }) => socket.connected)).toBe(true);
  });

  // Three processes are started, ended and started again, one after the other: some seconds.
  test(`each is restarted in turn under ${CALLS} calls: all are back, no call is another one, nobody is refused`, async () => {
    const nodes = await start(3);
    const balancer = await new Balancer(nodes).open();
    const pairs: Pair[] = [];
    while (pairs.length < CALLS)
      pairs.push(
        ...(await Promise.all(Array.from({ length: AT_ONCE }, () => pair(balancer.url, 'caller', COME_BACK)))),
      );
    people(pairs).forEach(comeBack);
    for (const node of nodes) {
      node.command.kill('SIGTERM');
      expect(await node.command.exit()).toBe(0);
      balancer.replace(node, await startNode(redis.url));
      await until('everybody', () => people(pairs).every(({ socket }) => socket.connected));
    }
    for (const each of pairs) await meetAgain(each);
    pairs.forEach(expectCalm);
    expect(people(pairs).filter(({ disconnects }) => disconnects.unread.length > 0).length).toBeGreaterThan(CALLS);
  });

  test('two are asked by fifty people for one seat: exactly one gets it', async () => {
    const nodes = await start(2);
    const room = randomId();
    const crowd = Array.from({ length: 50 }, (_none, n) =>
      connect(nodes[n % 2]?.url ?? '', 'callee', person({ room })),
    );
    await until('an answer to everybody', () =>
      crowd.every(({ told }) => told.includes('welcome') || told.includes('bye')),
    );
    expect(crowd.filter(({ told }) => told.includes('welcome'))).toHaveLength(1);
    const sentAway = crowd.filter(({ told }) => told.includes('bye'));
    for (const { byes } of sentAway) expect(await byes.next()).toEqual({ code: 'occupied' });
  });

  // The time-out of a relay: 5 s.
  test.runIf(FULL)(
    'two hold a call with somebody who never acknowledges: the other one is told, and others are served',
    async () => {
      const [near, far] = await start(2);
      const way = (role: string): string => (role === 'caller' ? near : far)?.url ?? '';
      const { one, other } = await pair(way, 'caller');
      other.onsignal = () => undefined;
      const unheard = Array.from({ length: 20 }, () => one.signal(other.instance, offer()));
      await expectRelays(await pair(way, 'caller'));
      for (const answer of await Promise.all(unheard)) expect(answer).toEqual({ ok: false, code: 'peer-gone' });
      other.onsignal = (ack) => ack({ ok: true });
      expect(await one.signal(other.instance, offer())).toEqual({ ok: true });
    },
  );

  // A lease of 30 s.
  test.runIf(FULL)(
    'one is gone with its people: who waits for them is told by a renewal, and the seat is free again',
    async () => {
      const [near, far] = await start(2);
      const room = randomId();
      const one = await seat(near?.url ?? '', 'caller', person({ room }));
      const other = await seat(far?.url ?? '', 'callee', person({ room }));
      await one.peers.next();
      far?.command.kill('SIGKILL');
      await other.disconnects.next();
      expect(await one.signal(other.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
      // A lease, and two renewals that find nobody.
      let next: TestClient | undefined;
      for (let tries = 0; !next && tries < 60; tries += 1) {
        const trying = connect(near?.url ?? '', 'callee', person({ room }));
        await until('an answer', () => trying.told.length > 0);
        if (trying.told.includes('welcome')) next = trying;
        else await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
      if (!next) throw new Error('the seat is not free again');
      const { instance } = next;
      expect(await one.peers.next()).toSatisfy((news) => news === null || news.instance === instance);
    },
  );
});
