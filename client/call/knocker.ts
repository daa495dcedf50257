/**
 * A new websocket beside an old one that does not answer: one try after another without waiting for the last, since a
 * connection that was begun in a dead network waits longer and longer for its next packet. The first that opens is left
 * for Engine.IO to take over. Nothing that still works is ended for it.
 */
import { leaveEarly } from './early-socket.js';

/** Between two tries. */
const KNOCK_MS = 500;
/** Each lives so long: a slow network needs several round trips. */
const PATIENCE_MS = 5_000;
/** Tries in a row; who still wants in knocks again. */
const TRIES = 12;

export class Knocker {
  readonly #url: string;
  readonly #onopen: () => void;
  #sockets: WebSocket[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #tries = 0;

  /** @param server its origin; @param onopen a socket is open, for the next connection of Engine.IO */
  constructor(server: string, onopen: () => void) {
    this.#url = `${server.replace(/^http/, 'ws').replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`;
    this.#onopen = onopen;
  }

  get knocking(): boolean {
    return this.#timer !== undefined;
  }

  /** Knocks until somebody opens; nothing where it knocks already. */
  knock(): void {
    if (this.knocking) return;
    this.#tries = 0;
    this.#timer = setInterval(() => this.#try(), KNOCK_MS);
    this.#try();
  }

  /** Safe at any time. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const socket of this.#sockets) close(socket);
    this.#sockets = [];
  }

  #try(): void {
    this.#tries += 1;
    if (this.#tries > TRIES) return this.stop();
    if (this.#sockets.length >= PATIENCE_MS / KNOCK_MS) close(this.#sockets.shift());
    const socket = new WebSocket(this.#url);
    const received: unknown[] = [];
    socket.onmessage = ({ data }) => received.push(data);
    socket.onopen = () => this.#opened(socket, received);
    this.#sockets.push(socket);
  }

  #opened(socket: WebSocket, received: unknown[]): void {
    this.#sockets = this.#sockets.filter((other) => other !== socket);
    this.stop();
    leaveEarly({ url: this.#url, socket, received });
    this.#onopen();
  }
}

function close(socket: WebSocket | undefined): void {
  if (!socket) return;
  socket.onopen = null;
  socket.onmessage = null;
  socket.close();
}
