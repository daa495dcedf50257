/** The way to the server: a typed Socket.IO client that takes a seat, sends and receives signals, and leaves. */
import { Manager, type Socket } from 'socket.io-client';
import { PROTOCOL_VERSION, type Role } from '../../shared/protocol.js';
import type {
  Answer,
  Bye,
  ClientEvents,
  Handshake,
  Ice,
  LeaveReason,
  PeerNews,
  Ring,
  RingAnswer,
  ServerEvents,
  SessionDescription,
  Signal,
  Welcome,
} from '../../shared/protocol.js';
import {
  parseBye,
  parseCandidatesFrom,
  parseIce,
  parsePeerNews,
  parseSignalFrom,
  parseWelcome,
} from '../../shared/parse.js';
import { shardOf } from '../../shared/shard.js';
import { POLLING_FIRST, WEBSOCKET_FIRST } from './early-socket.js';
import { Emitter } from './emitter.js';
import { randomId } from './identity.js';
import { addressOf, badServer } from './server-url.js';

/** The other client's acknowledgement travels back through the server, which waits 5 s for it. */
const ANSWER_MS = 6_000;
/** A server that can be reached answers sooner, two round trips given; another one is behind a dead network. */
const PROBE_MS = 400;
/** An answer holds for so long; a handshake has as much time for its own. */
const PROBED_MS = 2_000;
/** Before a socket that could not be opened is tried again, while somebody needs it. */
const TRY_EVERY_MS = 1_000;
/**
 * A connection that is begun in a dead network waits longer and longer for its next packet (1 s and 3 s on most systems), so
 * it is begun anew. Not sooner: Chromium delays each websocket by 1 to 5 s once some sixteen have failed.
 */
const OPEN_MS = 4_000;
/** Soon back after a restart, without a storm: measured 300 ms against 1,160 of the defaults. */
const RECONNECT_MS = 100;
const RECONNECT_MAX_MS = 2_000;

type ClientSocket = Socket<ServerEvents, ClientEvents>;

export interface SignalingOptions {
  readonly server: string;
  /** Asked for in this order until one is free. */
  readonly roles: readonly Role[];
  readonly room: string;
  readonly owner: string;
  readonly name: () => string;
  /** Where the server asks for one. */
  readonly token?: () => string | undefined;
  /** This person answers by hand. */
  readonly manual?: boolean;
  /** The newcomer's offer for this handshake, if there is one. */
  readonly offer: () => SessionDescription | null | Promise<SessionDescription>;
}

export interface SignalingEvents {
  /** Seated. `offered`: the handshake held this side's offer. */
  welcome: Welcome & { role: Role; offered: boolean };
  peer: PeerNews;
  /** Answer with whether it was for the pair that this client is in. */
  signal: { from: string; signal: Signal; answer: (answer: Answer) => void };
  /** The caller rings; acknowledge when the person has answered. Not parsed: what does that is loaded when it is needed. */
  ring: { message: unknown; ack: (answer: Answer<RingAnswer>) => void };
  /** Not seated, or no longer; nothing more comes from the server unless `join` is called again. */
  refused: Bye;
  /** Whether the server can be reached. */
  reachable: boolean;
  /** Fresh TURN credentials, which come with the answer to a probe. */
  ice: Ice;
}

export class Signaling extends Emitter<SignalingEvents> {
  readonly #manager: Manager<ServerEvents, ClientEvents>;
  readonly #options: SignalingOptions;
  #socket: ClientSocket | null = null;
  /** Holds the transport open until there is a seat: the manager closes one that no socket of it wants. */
  #lobby: Socket | null = null;
  #roles: readonly Role[];
  #instance = randomId();
  #seated = false;
  #ended = false;
  #probing = false;
  /** Before the first handshake there is nothing to probe. */
  #probedAt = Infinity;
  #askedAt = 0;
  #roundTripMs = 0;
  /** What was said to the first of two roles. */
  #first: Bye | null = null;

  constructor(options: SignalingOptions) {
    super();
    this.#options = options;
    this.#roles = options.roles;
    const address = addressOf(options.server);
    if (!address) throw badServer(options.server);
    this.#manager = new Manager(address.origin, {
      path: address.path,
      autoConnect: false,
      transports: WEBSOCKET_FIRST,
      query: { shard: shardOf(options.room) },
      tryAllTransports: true,
      timeout: OPEN_MS,
      reconnectionDelay: RECONNECT_MS,
      reconnectionDelayMax: RECONNECT_MAX_MS,
    });
    this.#manager.on('open', () => this.emit('reachable', true));
    this.#manager.on('close', () => this.#turn(false));
    this.#manager.on('error', () => {
      // It was silent to its end, or refused after the other one was.
      this.#turn(true);
      this.emit('reachable', false);
    });
    this.#manager.on('reconnect_error', () => this.emit('reachable', false));
  }

  /** Seated, and the server hears. */
  get up(): boolean {
    return this.#seated && (this.#socket?.connected ?? false);
  }

  /** A handshake without an answer, though the connection claims to be open. */
  get overdue(): boolean {
    const waits = this.#socket?.active && !this.#socket.connected && this.#manager.engine?.readyState === 'open';
    return (waits ?? false) && performance.now() - this.#askedAt > PROBED_MS;
  }

  /** Opens the transport before anybody asks for a seat, so that joining costs no connection set-up. */
  preconnect(): void {
    // Its question for a namespace is never sent: it waits for an `auth` that does not come.
    this.#lobby ??= this.#manager.socket('/', { auth: () => undefined }).connect();
  }

  /** Asks for a seat, or once more after a refusal; each handshake, the reconnections' too, is made when it is sent. */
  join(): void {
    const role = this.#roles[0];
    if (role && !this.#ended) this.#connect(role);
  }

  /** Another room of the house on the same transport, for whoever wants to know how far the server is. */
  namespace(name: string): Socket {
    return this.#manager.socket(name);
  }

  /** A description resolves to whether the other client has it; candidates and what cannot be sent at once do not wait. */
  async send(to: string, signal: Signal): Promise<boolean> {
    if (!this.up || !this.#socket) return false;
    if ('candidates' in signal) {
      this.#socket.emit('candidates', { to, ...signal });
      return true;
    }
    const answer = await this.#ask((socket) => socket.emitWithAck('signal', { to, ...signal }));
    return answer?.ok ?? false;
  }

  /** Resolves to what the callee acknowledges, not parsed; null where this side cannot hear it any more. */
  ring(message: Ring & { to: string }): Promise<unknown> {
    return this.#ask((socket) => socket.emitWithAck('ring', message), message.for + ANSWER_MS);
  }

  /** Fresh TURN credentials; null where the server does not answer soon. */
  async ice(): Promise<Ice | null> {
    const patience = PROBE_MS + 2 * this.#roundTripMs;
    const parsed = parseIce(await this.#ask((socket) => socket.emitWithAck('ice'), patience));
    return parsed.ok ? parsed.value.ice : null;
  }

  /**
   * Makes sure that the server hears: asks it, and replaces the socket where no answer comes, since one in a dead network
   * says nothing for a long time. Safe at any time, as often as one likes.
   */
  probe(): void {
    if (this.#probing || performance.now() - this.#probedAt < PROBED_MS) return;
    this.#probing = true;
    void this.#tryServer().finally(() => (this.#probing = false));
  }

  /** Sits down anew as another instance: this side has built another RTCPeerConnection by itself. */
  renew(): void {
    this.#instance = randomId();
    this.#reconnect();
  }

  /** Resolves when the server has heard, or cannot be reached. The last thing to do with this object but `close`. */
  async leave(reason: LeaveReason): Promise<void> {
    this.#ended = true;
    await this.#ask((socket) => socket.emitWithAck('leave', { reason }));
  }

  close(): void {
    this.#ended = true;
    this.#seated = false;
    this.#socket?.off();
    this.#socket?.disconnect();
    this.#lobby?.disconnect();
    this.#manager.off();
  }

  #connect(role: Role): void {
    this.#socket?.off();
    const socket: ClientSocket = this.#manager.socket(`/${role}`, {});
    this.#socket = socket;
    let offered = false;
    const introduce = (send: (auth: Handshake) => void, offer: SessionDescription | null): void => {
      offered = offer !== null;
      this.#askedAt = this.#probedAt = performance.now();
      send(this.#handshake(offer));
    };
    socket.auth = (send) => {
      const offer = this.#options.offer();
      // One that could not be made was reported by who made it.
      if (offer instanceof Promise) void offer.catch(() => null).then((made) => introduce(send, made));
      else introduce(send, offer); // In the task of the click.
    };
    socket.on('welcome', (payload) => this.#welcomed(payload, role, () => offered));
    socket.on('peer', (payload) => this.#news(payload));
    socket.on('signal', (payload, ack) => this.#signal(parseSignalFrom(payload), ack));
    socket.on('candidates', (payload) => this.#signal(parseCandidatesFrom(payload), () => undefined));
    socket.on('ring', (message, ack) => this.emit('ring', { message, ack }));
    socket.on('bye', (payload) => this.#sentAway(parseBye(payload), role));
    // What this client ends by itself is begun anew in the same task.
    socket.on('disconnect', (reason) => reason !== 'io client disconnect' && this.#dropped());
    socket.on('connect_error', (error) => this.#failed(error, role));
    socket.connect();
  }

  async #tryServer(): Promise<void> {
    const ice = await this.ice();
    this.#probedAt = performance.now() - PROBED_MS + TRY_EVERY_MS;
    const opening = this.#manager.engine?.readyState === 'opening';
    if (!ice) return opening ? undefined : this.#reconnect();
    this.#probedAt = performance.now();
    this.emit('ice', ice);
  }

  /** Over a new connection at once, whatever the old one or its back-off does. */
  #reconnect(): void {
    if (this.#ended) return; // A probe that was out when the call ended takes no seat again.
    const sockets = [this.#socket, this.#lobby].filter((socket) => socket !== null);
    const { overdue } = this;
    this.#seated = false;
    for (const socket of sockets) socket.disconnect();
    this.#turn(overdue);
    for (const socket of sockets) socket.connect();
  }

  /** The next connection begins by the transport of the last one, or by the other. */
  #turn(other: boolean): void {
    const { engine, opts } = this.#manager;
    opts.transports = (engine?.transport.name === 'polling') === other ? WEBSOCKET_FIRST : POLLING_FIRST;
  }

  #handshake(offer: SessionDescription | null): Handshake {
    const { room, owner } = this.#options;
    const name = this.#options.name();
    return {
      v: PROTOCOL_VERSION,
      room,
      owner,
      instance: this.#instance,
      token: this.#options.token?.(),
      ...(name ? { name } : {}),
      ...(this.#options.manual ? { answer: 'manual' as const } : {}),
      ...(offer ? { offer } : {}),
    };
  }

  #welcomed(payload: unknown, role: Role, offered: () => boolean): void {
    const welcome = parseWelcome(payload);
    if (!welcome.ok) return this.emit('refused', welcome);
    this.#seated = true;
    this.#roundTripMs = performance.now() - this.#askedAt;
    this.#lobby?.disconnect();
    this.#lobby = null;
    this.emit('welcome', { ...welcome.value, role, offered: offered() });
  }

  #news(payload: unknown): void {
    const news = parsePeerNews(payload);
    if (news.ok) this.emit('peer', news.value);
  }

  #signal(
    message: ReturnType<typeof parseSignalFrom> | ReturnType<typeof parseCandidatesFrom>,
    answer: (answer: Answer) => void,
  ): void {
    if (!message.ok) return answer(message);
    const { from, ...signal } = message.value;
    this.emit('signal', { from, signal, answer });
  }

  /** A seat that another person has, or that the token is not for: the next role, over the same transport. */
  #sentAway(bye: Bye, role: Role): void {
    const { code, busy = this.#first?.busy } = bye;
    this.#seated = false;
    this.#probedAt = Infinity; // Nothing to probe until somebody asks for a seat again.
    const others = this.#roles.filter((other) => other !== role);
    const other = others[0];
    const elsewhere = code === 'occupied' || code === 'wrong-role';
    // Of a seat that is taken and one that is another's, the first is what the person should know.
    if (!elsewhere || !other) return this.emit('refused', (code === 'wrong-role' && this.#first) || { ...bye, busy });
    this.#first = bye;
    this.#roles = others;
    this.#connect(other);
  }

  #dropped(): void {
    this.#seated = false;
    this.emit('reachable', false);
  }

  /** Middleware refusals carry a code and end the reconnecting; a transport's failures go on by themselves. */
  #failed(error: Error, role: Role): void {
    if (this.#socket?.active) return this.emit('reachable', false);
    this.#sentAway(parseBye('data' in error && error.data), role);
  }

  async #ask<T>(question: (socket: Asking) => Promise<T>, patience = ANSWER_MS): Promise<T | null> {
    if (!this.up || !this.#socket) return null;
    // A timeout or a lost socket: nobody answered.
    return question(this.#socket.timeout(patience)).catch(() => null);
  }
}

type Asking = ReturnType<ClientSocket['timeout']>;
