/** The same rules for the ledger in memory and in Redis. */
import { createClient } from '@redis/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryLedger, type Ledger } from '../../server/ledger.js';
import { RedisLedger } from '../../server/ledger-redis.js';
import { redisInstalled, RedisServer } from '../support/redis.js';

/** Two servers' views of one ledger. */
async function inRedis(): Promise<[Ledger, Ledger]> {
  const server = new RedisServer();
  onTestFinished(() => server.stop());
  await server.start();
  const open = async (): Promise<Ledger> => {
    const client = createClient({ socket: { path: server.url, tls: false } });
    client.on('error', () => undefined); // The server is stopped before its clients.
    await client.connect();
    onTestFinished(() => client.destroy());
    return new RedisLedger({ ask: (question) => question(client) });
  };
  return [await open(), await open()];
}

function inMemory(): Promise<[Ledger, Ledger]> {
  const ledger = new MemoryLedger();
  return Promise.resolve([ledger, ledger]);
}

const call = (id: string) => ({ id, since: 1_700_000_000_000 });

describe.each([
  ['in memory', inMemory, true],
  ['in Redis', inRedis, redisInstalled],
] as const)('a ledger %s', (_where, open, possible) => {
  test.skipIf(!possible)('says of a room to one alone that it was not open', async () => {
    const [one, other] = await open();
    expect((await Promise.all([one.open('r'), other.open('r')])).toSorted()).toEqual([false, true]);
    await other.close('r');
    expect(await one.open('r')).toBe(true);
    expect(await one.open('another')).toBe(true);
  });

  test.skipIf(!possible)('gives a call to the first who begins it, and back to the first who ends it', async () => {
    const [one, other] = await open();
    expect(await one.begin('r', call('first'))).toBe(true);
    expect(await other.begin('r', call('second'))).toBe(false);
    const ends = await Promise.all([one.end('r'), other.end('r')]);
    expect(ends.filter((end) => end !== null)).toEqual([call('first')]);
    expect(await other.begin('r', call('third'))).toBe(true);
  });
});
