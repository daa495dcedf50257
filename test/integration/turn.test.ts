/** What the check of the TURN servers says of a real coturn, and what our settings for coturn allow. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { askTurn, type TurnVerdict } from '../../server/turn-check.js';
import { iceFor } from '../../server/turn.js';
import { Coturn, coturnInstalled } from '../support/coturn.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ask = (coturn: Coturn, url: string, secret = coturn.secret): Promise<TurnVerdict> =>
  askTurn({ url, ...credentials(secret), ca: coturn.ca });

function credentials(secret: string): { username: string; credential: string } {
  const config = {
    stun: [],
    turn: ['turn:t.example'],
    turnSecret: [secret],
    turnUsername: undefined,
    turnCredential: undefined,
    relayOnly: false,
  };
  const { username = '', credential = '' } = iceFor(config, 'a test', Date.now()).servers[0] ?? {};
  return { username, credential };
}

const WAYS = ['udp', 'tcp', 'tls'] as const;

describe.skipIf(!coturnInstalled)('a coturn with our settings', () => {
  const coturn = new Coturn({ hardened: true, secrets: ['a-secret-of-the-tests-only', 'the-secret-before-that-one'] });
  beforeAll(() => coturn.start());
  afterAll(() => coturn.stop());

  test.each(WAYS)(
    'gives an allocation by %s to credentials of ours, and none of it reaches private networks',
    async (way) => {
      expect(await ask(coturn, coturn.urls(way))).toEqual({ ok: true, ms: expect.any(Number), open: false });
    },
  );

  test.each(WAYS)('believes the secret of before, too, by %s', async (way) => {
    expect(await ask(coturn, coturn.urls(way), 'the-secret-before-that-one')).toMatchObject({ ok: true });
  });

  test.each(WAYS)('refuses another secret by %s', async (way) => {
    expect(await ask(coturn, coturn.urls(way), 'another-secret-altogether')).toEqual({
      ok: false,
      fault: 'wrong-secret',
    });
  });

  test('has a certificate that is not believed by those who do not know it', async () => {
    const verdict = await askTurn({ url: coturn.urls('tls'), ...credentials(coturn.secret) });
    expect(verdict).toEqual({ ok: false, fault: 'certificate' });
  });
});

test.skipIf(!coturnInstalled)('a coturn with our settings and no secret believes nobody', async () => {
  const coturn = new Coturn({ hardened: true, secrets: [] });
  onTestFinished(() => coturn.stop());
  await coturn.start();
  for (const secret of ['', 'guess'])
    expect(await ask(coturn, coturn.urls('udp'), secret)).toMatchObject({ ok: false });
});

describe.skipIf(!coturnInstalled)('a coturn that relays anywhere', () => {
  const coturn = new Coturn();
  beforeAll(() => coturn.start());
  afterAll(() => coturn.stop());

  test('is said to be open', async () => {
    const verdict = await askTurn({ url: coturn.urls('udp'), ...credentials(coturn.secret) });
    expect(verdict).toEqual({ ok: true, ms: expect.any(Number), open: true });
  });
});

describe.skipIf(!coturnInstalled)('a coturn with one port for relays', () => {
  /** The port is free or taken when coturn starts: it never tries one again that it could not have. */
  async function onePort(taken: boolean): Promise<() => Promise<TurnVerdict>> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    if (taken) onTestFinished(() => void socket.close());
    else socket.close();
    const coturn = new Coturn({ more: [`--min-port=${port}`, `--max-port=${port}`] });
    onTestFinished(() => coturn.stop());
    await coturn.start();
    return () => askTurn({ url: coturn.urls('udp'), ...credentials(coturn.secret) });
  }

  test('is full while it cannot have it', async () => {
    const askIt = await onePort(true);
    expect(await askIt()).toEqual({ ok: false, fault: 'full' });
  });

  test('gets its allocation back each time', async () => {
    const askIt = await onePort(false);
    for (let asked = 0; asked < 3; asked += 1) await until('room', async () => (await askIt()).ok);
  });
});

describe('where no TURN server is', () => {
  const nobody = { username: 'nobody', credential: 'nothing', timeoutMs: 700 };

  test('a port that nobody listens on is unreachable, by UDP and TCP', async () => {
    const port = await closedPort();
    for (const transport of ['udp', 'tcp'])
      expect(await askTurn({ url: `turn:127.0.0.1:${port}?transport=${transport}`, ...nobody })).toEqual({
        ok: false,
        fault: 'unreachable',
      });
  });

  test('a name that does not exist is unreachable', async () => {
    expect(await askTurn({ url: 'turn:turn.invalid', ...nobody })).toEqual({ ok: false, fault: 'unreachable' });
  });

  test('silence is no answer, after asking again', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => void socket.close());
    await once(socket, 'listening');
    const asked: Buffer[] = [];
    socket.on('message', (message) => asked.push(message));
    const url = `turn:127.0.0.1:${socket.address().port}`;
    expect(await askTurn({ url, ...nobody })).toEqual({ ok: false, fault: 'no-answer' });
    expect(asked.length).toBeGreaterThan(1);
    expect(asked[1]).toEqual(asked[0]);
  });

  test.each([
    ['an http server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['an endless message', Buffer.concat([Buffer.from([1, 1, 0xff, 0xff]), Buffer.alloc(40)])],
  ])('%s gives no allocation', async (_what, words) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(words)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await askTurn({ url: `turn:127.0.0.1:${port}?transport=tcp`, ...nobody })).toMatchObject({ ok: false });
    expect(await askTurn({ url: `turns:127.0.0.1:${port}`, ...nobody })).toMatchObject({ ok: false });
  });

  test('who gives an allocation without knowing our secret is no TURN server of ours', async () => {
    const message = (type: number, transaction: Buffer, body: string): Buffer => {
      const attributes = Buffer.from(body, 'hex');
      const header = Buffer.alloc(8);
      header.writeUInt16BE(type, 0);
      header.writeUInt16BE(attributes.length, 2);
      header.writeUInt32BE(0x2112a442, 4);
      return Buffer.concat([header, transaction, attributes]);
    };
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (first: Buffer) => {
        socket.once('data', (second) =>
          socket.write(message(0x0103, second.subarray(8, 20), '00160008000100010a000001')),
        );
        // 401, with a realm and a nonce.
        socket.write(message(0x0113, first.subarray(8, 20), '00090004000004010014000172000000001500016e000000'));
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const url = `turn:127.0.0.1:${port}?transport=tcp`;
    expect(await askTurn({ url, ...nobody })).toEqual({ ok: false, fault: 'not-turn' });
  });

  test.each(['turns:t.example?transport=udp', 'stun:t.example', 'turn:'])('%s is not checked', async (url) => {
    expect(await askTurn({ url, ...nobody })).toEqual({ ok: false, fault: 'unchecked' });
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
