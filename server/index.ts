/** The server as a part: alone, or inside somebody's own http server. Building it has no effect; `listen` has. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { Server } from 'socket.io';
import { MAX_MESSAGE_BYTES } from '../shared/parse.js';
import { createApp } from './app.js';
import { parseConfig, type Config } from './config.js';
import { createLog, type Log } from './log.js';
import { requestAllowed } from './origins.js';
import { MemorySeats, type Seats } from './seats.js';
import { Signaling, type SignalingServer } from './signaling.js';
import { iceFor } from './turn.js';

export type { Config } from './config.js';
export { parseConfig } from './config.js';
export { MemorySeats, type Seats } from './seats.js';

export interface RtcServerOptions extends Partial<Config> {
  /** An http server of yours to answer signaling on; pages and the element's files are then yours to serve with `app`. */
  readonly httpServer?: HttpServer;
  readonly seats?: Seats;
  readonly log?: Log;
}

export interface RtcServer {
  readonly app: Express;
  readonly httpServer: HttpServer;
  readonly io: SignalingServer;
  /** Seats with a socket on them. */
  readonly seated: number;
  listen(): Promise<AddressInfo>;
  /** Ends every socket; clients reconnect by themselves when a server is back. Safe to call twice. */
  close(): Promise<void>;
}

/** Reasons for each option: docs/decisions/0003-socket-io-settings.md */
function createIo(httpServer: HttpServer, config: Config): SignalingServer {
  return new Server(httpServer, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 5_000,
    cors: { origin: config.origins.includes('*') ? '*' : [...config.origins] },
    allowRequest: (request, done) => done(null, requestAllowed(config.origins, request)),
  });
}

function defaults(options: RtcServerOptions): Config {
  const parsed = parseConfig([], {});
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return { ...parsed.config, ...options };
}

export function createRtcServer(options: RtcServerOptions = {}): RtcServer {
  const config = defaults(options);
  const log = options.log ?? createLog(config);
  const app = createApp();
  const httpServer = options.httpServer ?? createServer(app);
  const io = createIo(httpServer, config);
  const seats = options.seats ?? new MemorySeats();
  const ice = (subject: string) => iceFor(config, subject, Date.now());
  const signaling = new Signaling(io, { seats, node: randomUUID(), log, ice });
  io.engine.on('connection_error', ({ code, message }: { code: number; message: string }) =>
    log.debug({ code, message }, 'handshake refused'),
  );
  let closing: Promise<void> | undefined;
  return {
    app,
    httpServer,
    io,
    get seated() {
      return signaling.size;
    },
    listen: () => listen(httpServer, config),
    close: () => (closing ??= close(io, signaling, httpServer)),
  };
}

function listen(httpServer: HttpServer, { port, host }: Config): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen({ port, host, backlog: 8_192 }, () => {
      httpServer.off('error', reject);
      // A server that listens on a port has an AddressInfo, never a pipe's name.
      resolve(httpServer.address() as AddressInfo);
    });
  });
}

async function close(io: SignalingServer, signaling: Signaling, httpServer: HttpServer): Promise<void> {
  signaling.close();
  const closed = io.close();
  // Browsers open connections ahead and say nothing on them; `close` alone would wait for those.
  httpServer.closeAllConnections();
  await closed;
}
