/**
 * A Redis that is gone, frozen or slow while people are in calls. FAULTS=full takes as long as the real thing, and waits for the
 * renewals after it: by a clock of the test they are in test/integration/leases.test.ts.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, offer, person, seat, type TestClient } from '../support/client.js';
import { cpuOf, launch, redisAnswers, redisIsMissed, startNode, type Node } from '../support/nodes.js';
import { candidate, expectRelays, expectSilence, pair, type Pair } from '../support/pair.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { SlowWay } from '../support/slow-way.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 180_000 });

const FULL = process.env['FAULTS'] === 'full';
/** Longer than a lease, in full. */
const KILLED_MS = FULL ? 32_000 : 2_000;
/** Longer than a question may wait: two seconds. */
const FROZEN_MS = FULL ? 10_000 : 2_500;
const SLOW_MS = FULL ? 300 : 100;
/** Two renewals. */
const RENEWALS_MS = 25_000;

const unavailable = { code: 'unavailable' };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!redisInstalled)('with Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = new RedisServer();
    await redis.start();
  });
  afterEach(async () => {
    redis.thaw();
    await redis.stop();
  });

  interface Calls {
    readonly nodes: readonly [Node, Node];
    /** Both on the first server. */
    readonly near: Pair;
    /** One on each. */
    readonly far: Pair;
  }

  async function calls(url = redis.url): Promise<Calls> {
    const nodes = [await startNode(url), await startNode(url)] as const;
    const near = await pair(nodes[0].url, 'caller');
    const far = await pair((role) => nodes[role === 'caller' ? 0 : 1].url, 'caller');
    return { nodes, near, far };
  }

  /** Newcomers are asked to try again; who is in a call notices nothing, and a call on one server is as ever. */
  async function expectOutage({ nodes, near, far }: Calls, ms: number): Promise<void> {
    const began = { at: performance.now(), cpu: nodes.map(({ command }) => cpuOf(command)) };
    do {
      for (const { url } of nodes) expect(await connect(url, 'callee', person()).byes.next()).toEqual(unavailable);
      await expectRelays(near);
      far.one.socket.emit('candidates', { to: far.other.instance, candidates: [candidate(1)] });
      expect(await far.one.signal(far.other.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
      await pause(200);
    } while (performance.now() - began.at < ms);
    const seconds = (performance.now() - began.at) / 1_000;
    nodes.forEach(({ command }, n) => expect((cpuOf(command) - (began.cpu[n] ?? 0)) / seconds).toBeLessThan(0.5));
    await expectSilence(near.one, near.other, far.one, far.other);
  }

  /** As if nothing had been: everybody still has their seat, and newcomers are served. */
  async function expectRecovery({ nodes, near, far }: Calls): Promise<void> {
    for (const { command } of nodes) await redisAnswers(command);
    await expectRelays(far);
    await expectRelays(near);
    await expectRelays(await pair((role) => nodes[role === 'caller' ? 1 : 0].url, 'caller'));
    for (const { room } of [near, far])
      for (const { url } of nodes)
        for (const role of ['caller', 'callee'])
          expect(await connect(url, role, person({ room })).byes.next()).toEqual({ code: 'occupied' });
    await expectSilence(near.one, near.other, far.one, far.other);
    for (const { command } of nodes) {
      expect(command.alive).toBe(true);
      expect(command.stderr).toBe('');
      expect(command.stdout).not.toContain('"level":50');
    }
  }

  // Each of these starts two processes; these two wait for the outage as well, and for the servers to find Redis again.
  test(`killed for ${KILLED_MS / 1_000} s and back without a memory: calls live on, and every seat is there again`, async () => {
    const all = await calls();
    await redis.kill();
    for (const { command } of all.nodes) await redisIsMissed(command);
    await expectOutage(all, KILLED_MS);
    await redis.start();
    await expectRecovery(all);
    if (!FULL) return;
    // The renewals after it find everybody, too.
    await pause(RENEWALS_MS);
    await expectSilence(all.near.one, all.near.other, all.far.one, all.far.other);
  });

  test(`frozen for ${FROZEN_MS / 1_000} s: nothing hangs, and it goes on where it was`, async () => {
    const all = await calls();
    redis.freeze();
    const [near, far] = all.nodes;
    const newcomers = [near, far].map(({ url }) => connect(url, 'callee', person()));
    for (const { byes } of newcomers) expect(await byes.next()).toEqual(unavailable);
    await expectOutage(all, FROZEN_MS);
    redis.thaw();
    await expectRecovery(all);
    // What was asked in the frost and answered to nobody holds no seat.
    for (const { person: who } of newcomers)
      await until('a free seat', async () => {
        const { told } = await answered(connect(near.url, 'callee', person({ room: who.room })));
        return told.includes('welcome');
      });
  });

  test('gone in the moment that somebody leaves: the person opposite hears it all the same', async () => {
    const { nodes, near } = await calls();
    await redis.kill();
    await redisIsMissed(nodes[0].command);
    await near.one.leave('hang-up');
    expect(await near.other.peers.next()).toEqual({ instance: near.one.instance, state: 'left' });
  });

  test('gone in the moment that a socket is lost: the person opposite hears it all the same', async () => {
    const { nodes, near } = await calls();
    await redis.kill();
    await redisIsMissed(nodes[0].command);
    near.one.cut();
    expect(await near.other.peers.next()).toEqual({ instance: near.one.instance, state: 'away' });
  });

  test('not there yet when a server starts: it serves once it is', async () => {
    await redis.kill();
    const command = launch(redis.url);
    const url = `http://127.0.0.1:${await command.port()}`;
    await until('a word of it', () => command.stdout.includes('"Redis does not answer"'));
    expect(await connect(url, 'callee', person()).byes.next()).toEqual(unavailable);
    await redis.start();
    await redisAnswers(command);
    await expectRelays(await pair(url, 'caller'));
  });

  test(`slow, ${SLOW_MS} ms each way: people meet and talk, a little later`, async () => {
    const slow = await new SlowWay(redis.url, SLOW_MS).open();
    const { far, nodes } = await calls(slow.path);
    await expectRelays(far);
    const again = await seat(nodes[1].url, 'caller', far.one.person);
    await far.other.peers.next();
    await expectRelays({ one: again, other: far.other });
  });
});

async function answered(client: TestClient): Promise<TestClient> {
  await until('an answer', () => client.told.length > 0);
  return client;
}
