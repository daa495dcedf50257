/** Inside somebody else's process: their HTTP server, their Socket.IO, and clients that must not end it. Vitest fails on an error that nobody takes. */
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { Server, type ServerOptions } from 'socket.io';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Gate } from '../../server/gate.js';
import { ConfigError, createRtcServer, type RtcServer } from '../../server/index.js';
import { Limit } from '../../server/limits.js';
import type { Log } from '../../server/log.js';
import { openManager, seat } from '../support/client.js';
import { until, within } from '../support/wait.js';

function keptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { log: pino({ base: null, level: 'error' }, { write: (line: string) => void lines.push(line) }), lines };
}

function ours(httpServer: HttpServer, log: Log, path = '/'): RtcServer {
  const rtc = createRtcServer({ httpServer, log, path });
  onTestFinished(() => rtc.close());
  return rtc;
}

/** Theirs, which tells when somebody came. */
function theirs(httpServer: HttpServer, options: Partial<ServerOptions> = {}): Server {
  const io = new Server(httpServer, options);
  onTestFinished(() => io.close());
  return io;
}

async function listen(httpServer: HttpServer): Promise<string> {
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  return `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
}

/** A client of their own Socket.IO. */
async function reaches(url: string, path = '/socket.io'): Promise<void> {
  const socket = openManager(url, { path }).socket('/');
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  socket.connect();
  await within('their own client', connected);
}

describe("beside somebody's own Socket.IO", () => {
  test('one on the same path is refused before anything listens, and theirs goes on', async () => {
    const httpServer = createServer();
    theirs(httpServer);
    expect(() => createRtcServer({ httpServer, logLevel: 'error' })).toThrow(ConfigError);
    await reaches(await listen(httpServer));
  });

  test('one with middleware of its own is found, too', () => {
    const httpServer = createServer();
    theirs(httpServer).engine.use((_request: unknown, _response: unknown, next: () => void) => next());
    expect(() => createRtcServer({ httpServer, logLevel: 'error' })).toThrow(/another Socket\.IO/);
  });

  test('a second server of ours on one HTTP server is refused', () => {
    const httpServer = createServer();
    const { log } = keptLog();
    ours(httpServer, log);
    expect(() => createRtcServer({ httpServer, log })).toThrow(ConfigError);
  });

  test('one on a path of its own serves its clients, and ours serves ours', async () => {
    const httpServer = createServer((_request, response) => response.end('a page of theirs'));
    const { log, lines } = keptLog();
    theirs(httpServer, { path: '/their-own' });
    ours(httpServer, log);
    const url = await listen(httpServer);
    await reaches(url, '/their-own');
    await seat(url, 'caller');
    await seat(url, 'caller', undefined, { transports: ['polling'] });
    expect(await (await fetch(url)).text()).toBe('a page of theirs');
    expect(lines).toEqual([]);
  });

  test('ours on a path of its own serves its clients, and theirs serves theirs', async () => {
    const httpServer = createServer();
    const { log, lines } = keptLog();
    theirs(httpServer);
    ours(httpServer, log, '/call');
    const url = await listen(httpServer);
    await reaches(url);
    await seat(url, 'caller', undefined, { path: '/call/socket.io' });
    expect(lines).toEqual([]);
  });

  test('one that came later to the same path keeps its clients, and the log says what is wrong', async () => {
    const httpServer = createServer();
    const { log, lines } = keptLog();
    ours(httpServer, log);
    const slow = theirs(httpServer);
    const url = await listen(httpServer);
    await until('the line', () => lines.length > 0);
    expect(lines).toEqual([expect.stringContaining('another Socket.IO answers on this path')]);
    await reaches(url);
    slow.engine.use((_request: unknown, _response: unknown, next: () => void) => setImmediate(next));
    await reaches(url);
  });
});

test.each(['websocket', 'polling'])(
  'signaling by %s is where their app has put ours, and at the root',
  async (transport) => {
    const app = express();
    const parts = express();
    const httpServer = createServer(app);
    const rtc = ours(httpServer, keptLog().log);
    parts.use('/calls', rtc.app);
    app.use('/our', parts);
    const url = await listen(httpServer);
    const transports = [transport];
    await seat(url, 'caller', undefined, { transports, path: '/our/calls/socket.io' });
    await seat(url, 'caller', undefined, { transports });
  },
);

describe('a handshake that goes wrong', () => {
  const connections = new Limit('connections', 0);
  const config = { origins: ['*'], trustProxy: 0, maxSockets: 0 };

  test('after the answer of the gate is logged, answered once, and costs its own connection only', async () => {
    const { log, lines } = keptLog();
    const gate = new Gate({ config, connections, count: () => 0, log, onanswered: () => undefined });
    let asked = 0;
    const httpServer = createServer((request) => {
      gate.allow(request, () => {
        asked += 1;
        throw new TypeError('a fault behind the gate');
      });
    });
    onTestFinished(() => void httpServer.close());
    const url = new URL(await listen(httpServer));
    const socket = connectTcp(Number(url.port), url.hostname).resume();
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await once(socket, 'close');
    expect(asked).toBe(1);
    expect(lines).toEqual([expect.stringContaining('a fault behind the gate')]);
  });
});
