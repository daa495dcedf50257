/**
 * The websocket server that Engine.IO is given: what is said to one client in one turn of the event loop goes out in one write. A write is
 * the dearest thing that a relay does, and a set-up says two or three things at once: the upgrade and Engine.IO's first packet, the
 * namespace's and the welcome, the news of a newcomer and their offer.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws';

/** Milliseconds: who does not answer a goodbye holds a connection for nothing. */
const CLOSE_MS = 2_000;
/** Bytes that may wait in one connection before what comes next counts as waiting for its client (backlog.ts). */
const MAX_BEHIND = 16_384;

/** Of this turn. */
let held: Duplex[] = [];

/** Until the end of this turn, or of the connection, which writes what is held. */
function hold(socket: Duplex): void {
  if (socket.writableCorked > 0) return;
  if (held.length === 0) setImmediate(release);
  held.push(socket);
  socket.cork();
}

function release(): void {
  const sockets = held;
  held = [];
  for (const socket of sockets) socket.uncork();
}

const PLAIN = {};
type Sent = (error?: Error) => void;
type Data = Parameters<WebSocket['send']>[0];

class Together extends WebSocket {
  #socket: Duplex | null = null;

  set connection(socket: Duplex) {
    this.#socket = socket;
  }

  /** Engine.IO says nothing more before it is told that this was sent: at once, where nothing is behind. */
  override send(data: Data, options?: object | Sent, last?: Sent): void {
    const socket = this.#socket;
    const sent = typeof options === 'function' ? (options as Sent) : last;
    const settings = typeof options === 'object' ? options : PLAIN;
    if (!socket || this.readyState !== WebSocket.OPEN || socket.writableLength > MAX_BEHIND)
      return super.send(data, settings, sent);
    hold(socket);
    super.send(data, settings);
    sent?.();
  }
}

/** `closeTimeout` is not in the types yet. */
const ours = (options: ServerOptions): ServerOptions<typeof Together> =>
  Object.assign({}, options, { closeTimeout: CLOSE_MS, WebSocket: Together });

/** The one that Engine.IO has, with less patience than 30 s. */
export class WebSockets extends WebSocketServer<typeof Together> {
  constructor(options: ServerOptions) {
    super(ours(options));
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    done: (client: Together, request: IncomingMessage) => void,
  ): void {
    hold(socket);
    super.handleUpgrade(request, socket, head, (client) => {
      client.connection = socket;
      // Both have said goodbye by then: there is nothing to wait for, though Node and ws would wait for the other's end.
      socket.once('finish', () => socket.destroy());
      done(client, request);
    });
  }
}
