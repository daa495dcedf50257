/**
 * Polling among workers. A client that polls sends each request over whatever connection is there, so it may reach a worker
 * that does not know its session. The session's id names its worker, and that one gets the request, by a socket of its own.
 * (Websockets are one connection, and need nothing of this.)
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  Agent,
  createServer,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SignalingServer } from './place.js';
import type { Slot } from './workers.js';

const BYTES = 18;
/** Milliseconds that a connection between workers is kept for the next request. */
const IDLE_MS = 10_000;

/** The worker that a session's id names; null where it names none. */
function workerOf({ url = '' }: IncomingMessage): number | null {
  const [, slot] = /[?&]sid=[\w-]+\.(\d{1,3})(?:&|$)/.exec(url) ?? [];
  return slot === undefined ? null : Number(slot);
}

/** Takes this worker's place among the others; resolves to what ends it. */
export async function joinWorkers(io: SignalingServer, httpServer: HttpServer, slot: Slot): Promise<() => void> {
  io.engine.generateId = () => `${randomBytes(BYTES).toString('base64url')}.${slot.number}`;
  sendOn(httpServer, slot);
  const inner = createServer((request, response) => void httpServer.emit('request', request, response));
  inner.keepAliveTimeout = 6 * IDLE_MS;
  inner.on('upgrade', (request, socket, head) => void httpServer.emit('upgrade', request, socket, head));
  // One that died in this place left its socket behind.
  if (process.platform !== 'win32') rmSync(slot.pathOf(slot.number), { force: true });
  await new Promise<void>((resolve, reject) => {
    inner.once('error', reject);
    inner.listen({ path: slot.pathOf(slot.number), exclusive: true }, resolve);
  });
  return () => {
    inner.close();
    inner.closeAllConnections();
  };
}

/** Stands before the listeners that are there: what is another worker's goes to it, all else to them. */
function sendOn(httpServer: HttpServer, slot: Slot): void {
  const elsewhere = (request: IncomingMessage): string | null => {
    const worker = workerOf(request);
    return worker === null || worker === slot.number ? null : slot.pathOf(worker);
  };
  const [requests, upgrades] = [httpServer.listeners('request'), httpServer.listeners('upgrade')];
  httpServer.removeAllListeners('request').removeAllListeners('upgrade');
  httpServer.on('request', (request, response) => {
    const path = elsewhere(request);
    if (path !== null) return sendRequest(request, response, path);
    for (const listener of requests) listener.call(httpServer, request, response);
  });
  httpServer.on('upgrade', (request, socket, head) => {
    const path = elsewhere(request);
    if (path !== null) return sendUpgrade(request, socket, head, path);
    for (const listener of upgrades) listener.call(httpServer, request, socket, head);
  });
}

/** Kept open between workers; the end that asks closes them, so that none is closed in the moment it is used. */
const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });

/** What concerns one connection only is not handed on (RFC 9110 7.6.1). */
function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const { connection: _hop, 'keep-alive': _time, ...rest } = headers;
  return rest;
}

function sendRequest(request: IncomingMessage, response: ServerResponse, socketPath: string): void {
  const { method, url } = request;
  const asked = ask({ socketPath, method, path: url, headers: endToEnd(request.headers), agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    answer.pipe(response);
    answer.once('close', () => answer.complete || response.destroy());
  });
  // That worker is gone; the client gets an answer it reconnects by.
  asked.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.once('close', () => asked.destroy());
  request.pipe(asked);
}

function sendUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, path: string): void {
  const { method, url, rawHeaders } = request;
  const lines = rawHeaders.flatMap((word, at) => (at % 2 === 0 ? [`${word}: ${rawHeaders[at + 1]}`] : []));
  const other = connect(path, () => {
    other.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    other.write(head);
    other.pipe(socket).pipe(other);
  });
  // Either end takes the other along; an error is followed by a close.
  for (const [one, its] of [
    [other, socket],
    [socket, other],
  ] as const) {
    one.on('error', () => its.destroy());
    one.once('close', () => its.destroy());
  }
}
