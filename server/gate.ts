/** Who may open a connection at all: its page's origin, how many there are, and how many its address has opened. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddress, householdOf } from './addresses.js';
import { guarded } from './guarded.js';
import type { Limit } from './limits.js';
import type { Log } from './log.js';
import { requestAllowed } from './origins.js';
import type { Config } from './settings.js';

/** After this time a server that is full may have room again. */
const FULL_S = 5;

export interface GateOptions {
  readonly config: Pick<Config, 'origins' | 'trustProxy' | 'maxSockets'>;
  readonly connections: Limit;
  /** Connections there are. */
  readonly count: () => number;
  readonly log: Log;
  /** Somebody else on this HTTP server took an upgrade to our path. */
  readonly onanswered: () => void;
}

/** Engine.IO keeps the response with the request; an upgrade has none. */
type Handshake = IncomingMessage & { readonly res?: ServerResponse };
type Done = (error: string | null | undefined, allowed: boolean) => void;

export class Gate {
  readonly #options: GateOptions;
  /** Bytes that the connection of an upgrade had been sent before. */
  readonly #before = new WeakMap<IncomingMessage, number>();
  #aside = false;
  #warned = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Called for each upgrade before anybody answers it. */
  readonly note = (request: IncomingMessage): void => void this.#before.set(request, request.socket.bytesWritten);

  /** Every connection is somebody else's from now on. */
  stepAside(): void {
    this.#aside = true;
    this.#options.onanswered();
  }

  /**
   * Engine.IO's `allowRequest`: asked for handshakes only, over both transports. `done` is called once, and may throw: it goes on with
   * the handshake.
   */
  readonly allow = (request: Handshake, done: Done): void =>
    guarded(
      () => this.#decide(request, done),
      (error) => {
        this.#options.log.error({ err: error }, 'a connection could not be opened');
        request.socket.destroy();
      },
    );

  async #decide(request: Handshake, done: Done): Promise<void> {
    const { config, count } = this.#options;
    if (this.#isTheirs(request)) return this.#options.onanswered();
    if (!requestAllowed(config.origins, request)) return done(null, false);
    if (config.maxSockets > 0 && count() >= config.maxSockets)
      return refuse(request, done, '503 Service Unavailable', FULL_S);
    this.#warn(request);
    const wait = await this.#wait(request);
    if (this.#isTheirs(request)) return this.#options.onanswered();
    if (wait > 0) refuse(request, done, '429 Too Many Requests', Math.ceil(wait / 1_000));
    else done(null, true);
  }

  /** The connection of an upgrade is somebody else's, and nothing may be written to it. */
  #isTheirs(request: IncomingMessage): boolean {
    return this.#aside || request.socket.bytesWritten > (this.#before.get(request) ?? Infinity);
  }

  /** Milliseconds; none where connections cannot be counted. */
  async #wait(request: Handshake): Promise<number> {
    const { config, connections, log } = this.#options;
    const address = clientAddress(request.headers, request.socket.remoteAddress, config.trustProxy);
    // An upgrade has left Node's own listener behind, and a cable that breaks now would end the process.
    const broken = (): void => undefined;
    request.socket.on('error', broken);
    try {
      return await connections.take(householdOf(address));
    } catch (error) {
      log.error({ err: error }, 'connections could not be counted');
      return 0;
    } finally {
      request.socket.off('error', broken);
    }
  }

  /** Behind a proxy that was not told of, everybody shares one address and its limits. */
  #warn({ headers }: IncomingMessage): void {
    if (this.#warned || this.#options.config.trustProxy > 0 || headers['x-forwarded-for'] === undefined) return;
    this.#warned = true;
    this.#options.log.warn(
      'a request has X-Forwarded-For: behind a proxy, set --trust-proxy, or all clients count as one address',
    );
  }
}

/** What Engine.IO would say is 403; what has begun to answer is left alone by it. */
function refuse(request: Handshake, done: Done, status: string, seconds: number): void {
  const body = JSON.stringify({ code: 'rate-limited', retryAfter: seconds * 1_000 });
  const headers = { 'Content-Type': 'application/json', 'Retry-After': `${seconds}` };
  const { res } = request;
  if (res) res.writeHead(parseInt(status, 10), headers).end(body);
  else
    request.socket.end(
      rawAnswer(status, { ...headers, 'Content-Length': `${body.length}`, Connection: 'close' }, body),
    );
  done('rate-limited', false);
}

/** An upgrade has no response object (RFC 9112). */
function rawAnswer(status: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n');
}
