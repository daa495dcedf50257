import { once, type EventEmitter } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connect, connectWith, openManager, person, randomId, seat, type ClientOptions } from '../support/client.js';
import { startServer } from '../support/server.js';
import { SECRET, signed } from '../support/tokens.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 60_000 });

/** As a proxy passes a client on. */
const from = (address: string, transport = 'websocket'): ClientOptions => ({
  transports: [transport],
  extraHeaders: { 'X-Forwarded-For': address },
});
const handshake = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers });

/** The first line of the answer to a websocket's handshake, and its headers. */
async function upgrade(
  port: number,
  headers: Record<string, string> = {},
): Promise<{ socket: Socket; answer: string }> {
  const socket = connectTcp(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const lines = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    'Host: here',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return { socket, answer: answer.toString('latin1') };
}

describe('connections of an address', () => {
  test('are so many in a minute; then both transports are told when to come again', async () => {
    const { url, port, rtc } = await startServer({ connectionsPerMinute: 2 });
    await seat(url, 'caller');
    expect((await handshake(url)).status).toBe(200);
    const refused = await handshake(url);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await refused.json()).toEqual({ code: 'rate-limited', retryAfter: seconds * 1_000 });
    const { answer } = await upgrade(port);
    expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    expect(answer).toContain(`Retry-After: `);
    expect(rtc.io.engine.clientsCount).toBe(2);
  });

  test('are those of a client behind its proxies, and nobody is who they say they are', async () => {
    const { url } = await startServer({ connectionsPerMinute: 1, trustProxy: 1 });
    const status = async (address: string): Promise<number> =>
      (await handshake(url, { 'X-Forwarded-For': address })).status;
    expect(await status('203.0.113.1')).toBe(200);
    expect(await status('203.0.113.2')).toBe(200);
    expect(await status('203.0.113.1')).toBe(429);
    expect(await status('6.6.6.6, 203.0.113.1')).toBe(429);
    expect(await status('2001:db8:0:1::1')).toBe(200);
    expect(await status('2001:db8:0:1:ffff::1')).toBe(429);
    expect(await status('2001:db8:0:2::1')).toBe(200);
  });

  test('are all of one address where no proxy is trusted', async () => {
    const { url } = await startServer({ connectionsPerMinute: 1 });
    expect((await handshake(url, { 'X-Forwarded-For': '203.0.113.1' })).status).toBe(200);
    expect((await handshake(url, { 'X-Forwarded-For': '203.0.113.2' })).status).toBe(429);
  });

  test('of five hundred people behind one address are no trouble, all at once', async () => {
    const { url } = await startServer({ trustProxy: 1 });
    const answers = Array.from({ length: 500 }, () => handshake(url, { 'X-Forwarded-For': '203.0.113.1' }));
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('do not end the process when they break while they are counted', async () => {
    let answer: (counted: unknown) => void = () => undefined;
    const asked = vi.fn(() => new Promise((resolve) => (answer = resolve)));
    const { port, url } = await startServer({ redis: { isReady: true, eval: asked } });
    const socket = connectTcp(port, '127.0.0.1');
    const key = randomBytes(16).toString('base64');
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\n' +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await until('the question', () => asked.mock.calls.length > 0);
    socket.resetAndDestroy();
    await until('the end of the connection', () => socket.closed);
    answer([1, 60_000]);
    asked.mockImplementation(async () => [1, 60_000]);
    await seat(url, 'caller');
  });
});

test('more connections than the server takes are refused, and taken when others have gone', async () => {
  const { url, rtc } = await startServer({ maxSockets: 2 });
  const [one] = [await seat(url, 'caller'), await seat(url, 'caller')];
  const refused = await handshake(url);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  one.socket.disconnect();
  await until('room', () => rtc.io.engine.clientsCount < 2);
  await seat(url, 'caller');
});

describe('joins that fail', () => {
  test('too often make their address wait, and say how long', async () => {
    const { url } = await startServer({ failuresPerMinute: 3, trustProxy: 1, tokenSecret: [SECRET] });
    const room = randomId();
    const code = async (address: string, token: string): Promise<unknown> =>
      connect(url, 'caller', person({ room, token }), from(address)).refusals.next();
    for (let n = 0; n < 3; n += 1)
      expect(await code('203.0.113.1', 'guess')).toMatchObject({ data: { code: 'unauthorized' } });
    const token = await signed({ room });
    const waits = { code: 'rate-limited', retryAfter: expect.any(Number) };
    expect(await code('203.0.113.1', token)).toMatchObject({ data: waits });
    await seat(url, 'caller', person({ room, token }), from('203.0.113.2'));
  });

  test('again and again on one connection end it', async () => {
    const { url, rtc } = await startServer({ failuresPerMinute: 0, tokenSecret: [SECRET] });
    const ended = new Promise<void>((resolve) =>
      rtc.io.engine.once('connection', (connection: EventEmitter) => connection.once('close', () => resolve())),
    );
    const client = connectWith(openManager(url), 'caller', person({ token: 'guess' }));
    client.socket.on('connect_error', () => client.socket.connect());
    await within('the end of the connection', ended);
    expect(client.refusals.unread.length).toBeLessThan(200);
  });
});

describe('rooms of an address', () => {
  test('are so many at a time, and one more is refused with a time to wait', async () => {
    const { url } = await startServer({ roomsPerAddress: 2, trustProxy: 1 });
    const [one, two, three] = [randomId(), randomId(), randomId()];
    await seat(url, 'caller', person({ room: one }), from('203.0.113.1'));
    await seat(url, 'caller', person({ room: two }), from('203.0.113.1'));
    const refused = connect(url, 'caller', person({ room: three }), from('203.0.113.1'));
    expect(await refused.byes.next()).toEqual({ code: 'rate-limited', retryAfter: expect.any(Number) });
    await seat(url, 'callee', person({ room: one }), from('203.0.113.1'));
    await seat(url, 'caller', person({ room: three }), from('203.0.113.2'));
  });

  test('that were refused hold no seat', async () => {
    const { url, rtc } = await startServer({ roomsPerAddress: 1 });
    await seat(url, 'caller');
    const room = randomId();
    await connect(url, 'caller', person({ room })).byes.next();
    expect(rtc.seated).toBe(1);
  });
});

describe('credentials', () => {
  const relays = { turn: ['turn:turn.example.com'], turnSecret: ['a-shared-secret-of-coturn'] };

  test('are the same for a moment, so that asking costs nothing', async () => {
    const { url } = await startServer({ ...relays, credentialsPerMinute: 1 });
    const one = connect(url, 'caller', person());
    const { ice } = await one.welcomes.next();
    for (let n = 0; n < 5; n += 1) expect(await one.ice()).toEqual({ ok: true, ice });
  });

  test('for too many of an address are refused with a time to wait; the seat is kept for them', async () => {
    const { url, rtc } = await startServer({ ...relays, credentialsPerMinute: 1 });
    await seat(url, 'caller');
    const who = person();
    const refused = connect(url, 'caller', who);
    expect(await refused.byes.next()).toEqual({ code: 'rate-limited', retryAfter: expect.any(Number) });
    expect(rtc.seated).toBe(1);
    expect(await connect(url, 'caller', person({ room: who.room })).byes.next()).toMatchObject({ code: 'occupied' });
  });

  test('are not counted where none are made', async () => {
    const { url } = await startServer({ credentialsPerMinute: 1 });
    for (let n = 0; n < 3; n += 1) await seat(url, 'caller');
  });
});

describe('five thousand connections that ask for nothing', () => {
  const CROWD = 5_000;
  const IDLE_S = 60;
  /** Of two ends of a connection in this process; measured: 11,000. */
  const BYTES = 33_000;

  // Two seconds for the connections and two for goodbyes that nobody answers; the time until they are idle is the test's own.
  test('are closed, and cost little while they are there; others are served', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { url, port, rtc } = await startServer({ connectionsPerMinute: 0, idleTimeout: IDLE_S });
    setFlagsFromString('--expose_gc');
    const collect = runInNewContext('gc') as () => void;
    await seat(url, 'callee');
    collect();
    const before = process.memoryUsage().heapUsed;
    const sockets = await crowd(port, CROWD);
    expect(rtc.io.engine.clientsCount).toBe(CROWD + 1);
    collect();
    expect((process.memoryUsage().heapUsed - before) / CROWD).toBeLessThan(BYTES);
    await seat(url, 'caller');
    vi.advanceTimersByTime(IDLE_S * 1_000);
    await until('the end of them', () => rtc.io.engine.clientsCount === 2);
    await until('the end of their connections', () => sockets.every(({ closed }) => closed));
  });
});

/** Websockets that are open and say nothing, so many at a time as a backlog takes. */
async function crowd(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let n = 0; n < count; n += 250) {
    const part = Array.from({ length: 250 }, async () => (await upgrade(port)).socket);
    sockets.push(...(await Promise.all(part)));
  }
  for (const socket of sockets) socket.resume();
  return sockets;
}

test('a request that never comes to its end is given up: in its headers, and before its first word', async () => {
  const { port, rtc } = await startServer();
  expect(rtc.httpServer).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 });
  // Node keeps the time, whatever it is; it looks once a second.
  rtc.httpServer.headersTimeout = 100;
  const begun = 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\n';
  const sockets = [begun, ''].map((words) => {
    const socket = connectTcp(port, '127.0.0.1').resume();
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined).write(words);
    return socket;
  });
  await until('the end of both', () => sockets.every(({ closed }) => closed));
});
