/** The server as a part: alone, or inside somebody's own http server. Building it has no effect; `listen` has. */
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Server, type ServerOptions } from 'socket.io';
import { MAX_MESSAGE_BYTES } from '../shared/parse.js';
import type { Role } from '../shared/protocol.js';
import { Admission } from './admission.js';
import { createApp } from './app.js';
import { limitBacklog, type Connection } from './backlog.js';
import type { Colleagues } from './colleagues.js';
import { checkOptions, ConfigError, type Config } from './config.js';
import { Gate } from './gate.js';
import { guarded } from './guarded.js';
import { Idle } from './idle.js';
import { Limits, type RedisForLimits } from './limits.js';
import { createLog, type Log } from './log.js';
import { RedisLedger } from './ledger-redis.js';
import { Operations } from './operations.js';
import type { Ledger } from './ledger.js';
import type { SignalingServer } from './place.js';
import { followMount } from './mounted.js';
import { findEngineBefore, otherEngineAt } from './other-engines.js';
import { NO_POST, type Post } from './post.js';
import { RedisPost } from './post-redis.js';
import { Redis } from './redis.js';
import { RedisSeats } from './seats-redis.js';
import { MemorySeats, type Seats } from './seats.js';
import { Signaling } from './signaling.js';
import { keyPairOf, Tls } from './tls.js';
import { createTokens } from './tokens.js';
import { iceFor } from './turn.js';
import { refuseUpgrades } from './upgrades.js';
import { WebSockets } from './websockets.js';

export { ConfigError, parseConfig, type Config } from './config.js';
export { MemorySeats, type Seats } from './seats.js';
export { createToken, type NewToken } from './tokens.js';
export { verifyWebhook, type Verified, type WebhookEvent } from './webhook-signature.js';

export interface RtcServerOptions extends Partial<Config> {
  /** An http server of yours to answer signaling on; pages and the element's files are then yours to serve with `app`. */
  readonly httpServer?: HttpServer;
  /** The same as `basePath`: with `/call`, signaling is at `/call/socket.io/` and a page says `server="https://…/call"`. */
  readonly path?: string;
  readonly seats?: Seats;
  readonly log?: Log;
  /** Where the limits of an address are counted; the Redis of `redisUrl`, if there is one. */
  readonly redis?: RedisForLimits;
  /** Other processes that answer for this one too, when they are asked for figures and rooms. */
  readonly colleagues?: Colleagues | undefined;
}

export interface RtcServer {
  /** For `app.use()` of Express or for `createServer()` of Node. */
  readonly app: RequestListener;
  readonly httpServer: HttpServer;
  readonly io: SignalingServer;
  /** Seats with a socket on them. */
  readonly seated: number;
  /** Sends away who sits in a room, or on one seat of it (`kicked`); resolves to whether somebody did. */
  remove(room: string, role?: Role): Promise<boolean>;
  /** Keeps out whoever has no seat in a room (`locked`), or lets them in again. */
  lock(room: string, on: boolean): Promise<void>;
  /** Whether Redis answers and takes writes; null where there is none. */
  readonly redisUp: boolean | null;
  /** Of its own https: SHA-256 of the certificate, once it listens. */
  readonly fingerprint: string | undefined;
  /** Throws where a certificate was asked for and there is none to use. */
  listen(): Promise<AddressInfo>;
  /** Reads the certificate's files again, at once. */
  reread(): void;
  /**
   * Not ready any more at once; newcomers are refused, clients sent elsewhere little by little, webhooks told. Calls go on. Takes
   * `drain` seconds at the most; then `close`. Safe to call twice.
   */
  drain(): Promise<void>;
  /** Ends every socket; clients reconnect by themselves when a server is back. Safe to call twice. */
  close(): Promise<void>;
}

/** Milliseconds: who sends a request more slowly than this holds a connection for nothing. */
const SLOW = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };
/**
 * Milliseconds that a connection is kept for its next request: longer than balancers keep theirs (60 s), or one of them writes into
 * a connection that was closed in that moment, and answers 502. `headersTimeout` does not count between two requests.
 */
const KEPT = { keepAliveTimeout: 75_000 };
const HTTP = { ...SLOW, ...KEPT };

/** For polling; an upgrade is no request of this kind, and is spared the headers. */
function corsOf({ origins }: Config): NonNullable<ServerOptions['cors']> {
  const polling = { origin: origins.includes('*') ? '*' : [...origins] };
  const upgrade = { origin: false };
  return ({ headers }, decide) => decide(null, headers.upgrade === undefined ? polling : upgrade);
}

/** A lobby has no namespace; `Idle` ends those on which nobody sits. Node's timers know nothing longer. */
const LONGEST_MS = 2_147_483_647;

/** Of Socket.IO. */
const pathOf = ({ basePath }: Config): string => `${basePath}/socket.io`;
const OTHER = 'another Socket.IO answers on this path of the http server: give one of the two another path';

/** One line, whatever many clients do. */
function warnOnce(log: Log): () => void {
  let said = false;
  return () => {
    if (!said) log.error(OTHER);
    said = true;
  };
}

/** Reasons for each option: docs/decisions/0003-socket-io-settings.md */
function createIo(
  httpServer: HttpServer,
  config: Config,
  limits: Limits,
  log: Log,
): { io: SignalingServer; gate: Gate } {
  const path = pathOf(config);
  if (otherEngineAt(httpServer, path)) throw new ConfigError([OTHER]);
  const gate = new Gate({
    config,
    connections: limits.connections,
    count: () => io.engine.clientsCount,
    log,
    onanswered: warnOnce(log),
  });
  const io: SignalingServer = new Server(httpServer, {
    path,
    serveClient: false,
    wsEngine: WebSockets,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: LONGEST_MS,
    cors: corsOf(config),
    allowRequest: gate.allow,
  });
  // Before anybody else's listener.
  httpServer.prependListener('upgrade', gate.note);
  return { io, gate };
}

/** What servers on one Redis have in common; a server alone has its own. */
interface Common {
  readonly redis: Redis | null;
  readonly seats: Seats;
  readonly post: Post;
  readonly ledger?: Ledger | undefined;
  readonly counting: RedisForLimits | undefined;
}

function commonOf(options: RtcServerOptions, { redisUrl: url }: Config, node: string, log: Log): Common {
  const { seats, redis: counting } = options;
  if (url === undefined) return { redis: null, seats: seats ?? new MemorySeats(), post: NO_POST, counting };
  const redis = new Redis({ url, log });
  return {
    redis,
    seats: seats ?? new RedisSeats(redis),
    post: new RedisPost(redis, node, log),
    ledger: new RedisLedger(redis),
    counting: counting ?? forLimits(redis),
  };
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

interface Parts {
  readonly config: Config;
  /** For `app.use()` of Express or for `createServer()` of Node. */
  readonly app: RequestListener;
  readonly httpServer: HttpServer;
  readonly tls?: Tls | undefined;
  readonly io: SignalingServer;
  readonly signaling: Signaling;
  readonly operations: Operations;
  readonly idle: Idle;
  readonly redis: Redis | null;
  readonly gate: Gate;
}

/** Throws a ConfigError, whose `faults` are all that is wrong with the options. */
export function createRtcServer(options: RtcServerOptions = {}): RtcServer {
  const parts = build(options);
  const { httpServer, redis, operations, idle, io, gate } = parts;
  // Nothing waits for Redis: without it, newcomers are told to try again.
  onceListening(httpServer, () => {
    redis?.connect();
    operations.start();
    idle.start();
    findEngineBefore(io.engine, httpServer, io.path(), () => gate.stepAside());
  });
  return handleOf(parts);
}

function build(options: RtcServerOptions): Parts {
  const { httpServer: given, seats: _seats, log: logger, redis: _redis, colleagues, path, ...settings } = options;
  const config = checkOptions(path === undefined ? settings : { ...settings, basePath: path });
  const log = logger ?? createLog(config);
  const node = randomUUID();
  const { redis, seats, post, ledger, counting } = commonOf(options, config, node, log);
  const operations = new Operations({
    config,
    log,
    seats: () => signaling.size,
    sockets: () => io.engine.clientsCount,
    redis: () => redis?.up ?? null,
    ledger,
    colleagues,
    look: (room) => seats.look(room),
    control: { remove: (room, role) => signaling.remove(room, role), lock: (room, on) => signaling.lock(room, on) },
  });
  const app = createApp(operations.router(), log, given ? '' : config.basePath);
  const { httpServer, tls } = given ? theirs(given, config) : ours(app, config, log);
  const limits = new Limits(config, counting);
  const admission = new Admission({ tokens: createTokens(config, log), failures: limits.failures, seats });
  const { io, gate } = createIo(httpServer, config, limits, log);
  if (given && config.basePath === '') followMount(app, httpServer, io.path());
  // Others may answer them on somebody's own http server.
  if (!given) refuseUpgrades(httpServer, io.path());
  const signaling: Signaling = new Signaling(io, {
    seats,
    node,
    log,
    ice: (subject) => iceFor(config, subject, Date.now(), operations.turn.secretOf),
    post,
    admission,
    limits,
    trustProxy: config.trustProxy,
    observer: operations.observer,
  });
  redis?.on('up', (up) => up && renewAll(signaling, log));
  const idle = new Idle({
    limitMs: config.idleTimeout * 1_000,
    seated: () => signaling.connections,
    onended: (count) => log.debug({ count }, 'connections without a seat were ended'),
  });
  io.engine.on('connection', (connection: Connection) => {
    idle.watch(connection);
    limitBacklog(connection, () => log.debug('a client that does not read was ended'));
  });
  io.engine.on('connection_error', ({ code, message }: { code: number; message: string }) =>
    log.debug({ code, message }, 'handshake refused'),
  );
  return { config, app, httpServer, tls, io, signaling, operations, idle, redis, gate };
}

function renewAll(signaling: Signaling, log: Log): void {
  guarded(
    () => signaling.renewAll(),
    (error) => log.error({ err: error }, 'seats could not be renewed'),
  );
}

function handleOf({ config, app, httpServer, tls, io, signaling, operations, idle, redis }: Parts): RtcServer {
  let draining: Promise<void> | undefined;
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
    get fingerprint() {
      return tls?.fingerprint;
    },
    listen: async () => {
      tls?.start();
      return listen(httpServer, config);
    },
    reread: () => tls?.reread(),
    drain: () => (draining ??= drain(config.drain * 1_000, operations, signaling)),
    close: () => {
      tls?.close();
      operations.close();
      idle.close();
      return (closing ??= close(io, signaling, httpServer).finally(() => redis?.close()));
    },
  };
}

function onceListening(httpServer: HttpServer, start: () => void): void {
  if (httpServer.listening) start();
  else httpServer.once('listening', start);
}

interface Listening {
  readonly httpServer: HttpServer;
  readonly tls?: Tls;
}

/** With https, a server that has no certificate before it listens. */
function ours(app: RequestListener, config: Config, log: Log): Listening {
  const read = keyPairOf(config);
  if (!read) return { httpServer: createServer(HTTP, app) };
  const httpServer = createSecureServer(HTTP, app);
  return { httpServer, tls: new Tls(httpServer, read, log) };
}

function theirs(httpServer: HttpServer, { https, tlsCert }: Config): Listening {
  if (https || tlsCert !== undefined)
    throw new ConfigError(['https and tlsCert are not for an http server of yours: give it its certificate yourself']);
  return { httpServer };
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

/** Milliseconds for each client that is sent elsewhere, and for all of them: a balancer and other servers take them up at this pace. */
const SPREAD_MS = 1;
const MAX_SPREAD_MS = 5_000;

async function drain(ms: number, operations: Operations, signaling: Signaling): Promise<void> {
  const began = performance.now();
  operations.health.drain();
  await signaling.drain(Math.min(ms / 2, MAX_SPREAD_MS, signaling.size * SPREAD_MS));
  await operations.drain(Math.max(0, ms - (performance.now() - began)));
}

async function close(io: SignalingServer, signaling: Signaling, httpServer: HttpServer): Promise<void> {
  signaling.close();
  const closed = io.close();
  // Browsers open connections ahead and say nothing on them; `close` alone would wait for those.
  httpServer.closeAllConnections();
  await closed;
}
