import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KeyPair } from '../../server/certificate.js';
import { ROLES, opposite } from '../../shared/protocol.js';
import { person, randomId, seat } from '../support/client.js';
import { run } from '../support/command.js';
import { expectRelays, pair } from '../support/pair.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { startServer } from '../support/server.js';
import { pairFor, shown } from '../support/tls.js';
import { until } from '../support/wait.js';
import { crewArgs, scattered, startCrew, type Crew } from '../support/workers.js';

vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!redisInstalled)('several workers', () => {
  const redis = new RedisServer();
  beforeAll(() => redis.start());
  afterAll(() => redis.stop());

  const start = (): Promise<Crew> => startCrew(redis.url);

  test('are one server to people who meet by websocket', async () => {
    const { url } = await start();
    for (const role of ROLES) for (let room = 0; room < 6; room += 1) await expectRelays(await pair(url, role));
  });

  test.each([
    ['polling alone', ['polling']],
    ['polling first', ['polling', 'websocket']],
  ])('are one server to people who come by %s, whichever worker a request reaches', async (_how, transports) => {
    const { url } = await start();
    for (let room = 0; room < 6; room += 1) {
      const { one, other } = await pair(url, 'caller', scattered(transports));
      for (let round = 0; round < 4; round += 1) await expectRelays({ one, other });
      if (transports.includes('websocket'))
        await until('websockets', () =>
          [one, other].every(({ socket }) => socket.io.engine.transport.name === 'websocket'),
        );
      await expectRelays({ one, other });
    }
  });

  test('answer a session that nobody knows, so that its client begins anew', async () => {
    const { url } = await start();
    for (const sid of ['unknown', 'unknown.0', 'unknown.1', 'unknown.2', 'unknown.7', 'unknown.999'])
      for (let times = 0; times < 3; times += 1) {
        const { status } = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
        expect([400, 502]).toContain(status);
      }
  });

  test('outlive one of them, which is replaced', async () => {
    const { command, url, pids } = await start();
    const comeBack = { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 100 };
    const pairs = await Promise.all(Array.from({ length: 9 }, () => pair(url, 'caller', comeBack)));
    process.kill(pids()[1] ?? 0, 'SIGKILL');
    await until('another worker', () => pids().length === 4);
    expect(command.stdout).toContain('a worker ended and is replaced');
    for (const { one, other } of pairs) {
      const people = [one, other];
      await until('both again', () => people.every(({ socket }) => socket.connected));
      for (const each of people) if (each.disconnects.unread.length > 0) await each.welcomes.next();
      for (const each of people) expect(each.told).not.toContain('bye');
      // Whoever came back is told where the other one is now, at the latest by the next renewal.
      await until('a relay', async () => (await one.signal(other.instance, { restart: true })).ok);
    }
  });

  test('stop together on a signal, and end with code 0', async () => {
    const { command, url, pids } = await start();
    const people = await Promise.all(Array.from({ length: 6 }, () => seat(url, 'caller', person())));
    command.kill('SIGTERM');
    expect(await command.exit()).toBe(0);
    for (const { byes } of people) expect(await byes.next()).toEqual({ code: 'shutdown' });
    for (const pid of pids()) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(command.stderr).toBe('');
  });

  test('do not start where the port is taken, and say so once', async () => {
    const { port } = await startServer();
    const command = run(crewArgs(redis.url, 3, port));
    expect(await command.exit()).toBe(1);
    expect(command.stderr).toMatch(/^.*port is taken.*\n$/);
  });

  test('show a room as one: who takes the other seat is told of the first', async () => {
    const { url } = await start();
    const room = randomId();
    const one = await seat(url, 'callee', person({ room, name: 'Ann' }));
    for (let times = 0; times < 6; times += 1) {
      const other = await seat(url, opposite('callee'), person({ room, name: 'Bob' }));
      expect(await one.peers.next()).toMatchObject({ instance: other.instance, name: 'Bob' });
      await other.leave('hang-up');
      expect(await one.peers.next()).toEqual({ instance: other.instance, state: 'left' });
    }
  });

  describe('with https', () => {
    let folder = '';
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const ownCertificate = (): Promise<Crew> => startCrew(redis.url, 2, '--https', `--state-dir=${folder}`);

    /** By whichever workers answer. */
    const allShown = async (port: number): Promise<string[]> => {
      const certificates = await Promise.all(Array.from({ length: 6 }, () => shown(port)));
      return [...new Set(certificates.map(({ fingerprint256 }) => fingerprint256))];
    };

    test('show one certificate, the one whose fingerprint was printed, also after one of them was replaced', async () => {
      const { command, port, pids } = await ownCertificate();
      const [fingerprint, ...others] = await allShown(port);
      expect(others).toEqual([]);
      expect(command.stdout).toContain(`(SHA-256) is ${fingerprint}`);
      process.kill(pids()[1] ?? 0, 'SIGKILL');
      await until('another worker', () => pids().length === 3);
      expect(await allShown(port)).toEqual([fingerprint]);
    });

    test.each([
      ['websocket', ['websocket']],
      ['polling alone', ['polling']],
      ['polling first', ['polling', 'websocket']],
    ])('are one server to people who come by %s', async (_how, transports) => {
      const { url, port } = await ownCertificate();
      const ca = (await shown(port)).toString();
      for (let room = 0; room < 4; room += 1) {
        const { one, other } = await pair(url, 'caller', scattered(transports, ca));
        for (let round = 0; round < 4; round += 1) await expectRelays({ one, other });
      }
    });

    test('read a certificate of yours again on SIGHUP, each of them, and go on', async () => {
      const [first, second] = [pairFor('localhost', 'one.example'), pairFor('localhost', 'two.example')];
      const put = ({ cert, key }: KeyPair): void => {
        writeFileSync(join(folder, 'cert.pem'), cert);
        writeFileSync(join(folder, 'key.pem'), key);
      };
      put(first);
      const files = [`--tls-cert=${join(folder, 'cert.pem')}`, `--tls-key=${join(folder, 'key.pem')}`];
      const { command, url, port } = await startCrew(redis.url, 2, ...files);
      const people = await pair(url, 'caller', scattered(['websocket'], first.cert));
      put(second);
      command.kill('SIGHUP');
      const fresh = new X509Certificate(second.cert).fingerprint256;
      await until('the new one alone', async () => (await allShown(port)).join() === fresh);
      await expectRelays(people);
      await expectRelays(await pair(url, 'callee', scattered(['websocket'], second.cert)));
    });

    test('stop on a signal with code 0', async () => {
      const { command, url, port } = await ownCertificate();
      const ca = (await shown(port)).toString();
      const { byes } = await seat(url, 'caller', person(), scattered(['websocket'], ca));
      command.kill('SIGTERM');
      expect(await command.exit()).toBe(0);
      expect(await byes.next()).toEqual({ code: 'shutdown' });
      expect(command.stderr).toBe('');
    });

    test('where they cannot keep a certificate they say why once, and end with code 1', async () => {
      writeFileSync(join(folder, 'state'), 'in the way');
      const command = run([...crewArgs(redis.url, 2), '--https', `--state-dir=${join(folder, 'state')}`]);
      expect(await command.exit()).toBe(1);
      expect(command.stderr).toMatch(/^.*(ENOTDIR|EEXIST).*state.*\n$/);
    });
  });
});
