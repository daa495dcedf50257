/** The server as a part: alone, or inside somebody's own http server. Building it has no effect; `listen` has. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { Server } from 'socket.io';
import { WebSocketServer, type ServerOptions } from 'ws';
import { MAX_MESSAGE_BYTES } from '../shared/parse.js';
import type { Role } from '../shared/protocol.js';
import { Admission } from './admission.js';
import { createApp } from './app.js';
import { checkOptions, type Config } from './config.js';
import { Gate } from './gate.js';
import { Limits, type RedisForLimits } from './limits.js';
import { createLog, type Log } from './log.js';
import { NO_POST } from './post.js';
import { RedisPost } from './post-redis.js';
import { Redis } from './redis.js';
import { RedisSeats } from './seats-redis.js';
import { MemorySeats, type Seats } from './seats.js';
import { Signaling, type SignalingServer } from './signaling.js';
import { createTokens } from './tokens.js';
import { iceFor } from './turn.js';

export { ConfigError, parseConfig, type Config } from './config.js';
export { MemorySeats, type Seats } from './seats.js';
export { createToken, type NewToken } from './tokens.js';

export interface RtcServerOptions extends Partial<Config> {
  /** An http server of yours to answer signaling on; pages and the element's files are then yours to serve with `app`. */
  readonly httpServer?: HttpServer;
  readonly seats?: Seats;
  readonly log?: Log;
  /** Where the limits of an address are counted; the Redis of `redisUrl`, if there is one. */
  readonly redis?: RedisForLimits;
}

export interface RtcServer {
  readonly app: Express;
  readonly httpServer: HttpServer;
  readonly io: SignalingServer;
  /** Seats with a socket on them. */
  readonly seated: number;
  /** Sends away who sits in a room, or on one seat of it (`kicked`); resolves to whether somebody did. */
  remove(room: string, role?: Role): Promise<boolean>;
  /** Keeps out whoever has no seat in a room (`locked`), or lets them in again. */
  lock(room: string, on: boolean): Promise<void>;
  /** Whether Redis answers; null where there is none. */
  readonly redisUp: boolean | null;
  listen(): Promise<AddressInfo>;
  /** Ends every socket; clients reconnect by themselves when a server is back. Safe to call twice. */
  close(): Promise<void>;
}

/** Milliseconds: who does not answer a goodbye holds a connection for nothing. */
const CLOSE_MS = 2_000;

/** `closeTimeout` is not in the types yet. */
const impatient = (options: ServerOptions): ServerOptions => Object.assign({}, options, { closeTimeout: CLOSE_MS });

/** The one that Engine.IO has, with less patience than 30 s. */
class WebSockets extends WebSocketServer {
  constructor(options: ServerOptions) {
    super(impatient(options));
  }
}

/** Milliseconds: who sends a request more slowly than this holds a connection for nothing. */
const SLOW = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

/** Reasons for each option: docs/decisions/0003-socket-io-settings.md */
function createIo(httpServer: HttpServer, config: Config, limits: Limits, log: Log): SignalingServer {
  const gate = new Gate({ config, connections: limits.connections, count: () => io.engine.clientsCount, log });
  const io: SignalingServer = new Server(httpServer, {
    serveClient: false,
    wsEngine: WebSockets,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 5_000,
    cors: { origin: config.origins.includes('*') ? '*' : [...config.origins] },
    allowRequest: gate.allow,
  });
  return io;
}

/** Throws a ConfigError, whose `faults` are all that is wrong with the options. */
export function createRtcServer(options: RtcServerOptions = {}): RtcServer {
  const { httpServer: given, seats: store, log: logger, redis: counting, ...settings } = options;
  const config = checkOptions(settings);
  const log = logger ?? createLog(config);
  const app = createApp();
  const httpServer = given ?? createServer(SLOW, app);
  const node = randomUUID();
  const redis = config.redisUrl === undefined ? null : openRedis(config.redisUrl, httpServer, log);
  const seats = store ?? (redis ? new RedisSeats(redis) : new MemorySeats());
  const post = redis ? new RedisPost(redis, node, log) : NO_POST;
  const limits = new Limits(config, counting ?? (redis ? forLimits(redis) : undefined));
  const admission = new Admission({ tokens: createTokens(config, log), failures: limits.failures, seats });
  const io = createIo(httpServer, config, limits, log);
  const ice = (subject: string) => iceFor(config, subject, Date.now());
  const { trustProxy } = config;
  const signaling = new Signaling(io, { seats, node, log, ice, post, admission, limits, trustProxy });
  redis?.on('up', (up) => void (up && signaling.renewAll()));
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
    remove: (room, role) => signaling.remove(room, role),
    lock: (room, on) => signaling.lock(room, on),
    get redisUp() {
      return redis?.up ?? null;
    },
    listen: () => listen(httpServer, config),
    close: () => (closing ??= close(io, signaling, httpServer).finally(() => redis?.close())),
  };
}

/** Connects once the http server listens, and does not wait: without Redis, newcomers are told to try again. */
function openRedis(url: string, httpServer: HttpServer, log: Log): Redis {
  const redis = new Redis({ url, log });
  if (httpServer.listening) redis.connect();
  else httpServer.once('listening', () => redis.connect());
  return redis;
}

/** Where the limits of an address are counted for all servers together. */
function forLimits(redis: Redis): RedisForLimits {
  return {
    get isReady() {
      return redis.up;
    },
    eval: (script, options) => redis.ask((client) => client.eval(script, options)),
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
