/** A real Socket.IO client that keeps all it is told, for tests that speak the wire themselves. */
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { Manager, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { PROTOCOL_VERSION } from '../../shared/protocol.js';
import type {
  Acknowledged,
  Answer,
  Candidates,
  ClientEvents,
  Description,
  Handshake,
  Ice,
  LeaveReason,
  PeerNews,
  RefusalCode,
  Role,
  ServerEvents,
  Welcome,
} from '../../shared/protocol.js';
import { Inbox } from './inbox.js';
import { within } from './wait.js';

type ClientSocket = Socket<ServerEvents, ClientEvents>;
export type ClientOptions = Partial<ManagerOptions & SocketOptions>;
type Ack = (answer: Answer) => void;
/** A server's URL, or which one's for that role and room. */
export type Way = string | ((role: string, room: string) => string);

export const randomId = (): string => randomBytes(16).toString('base64url');

/** A person in a room of their own, in one page. */
export function person(more: Partial<Handshake> = {}): Handshake {
  return { v: PROTOCOL_VERSION, room: randomId(), owner: randomId(), instance: randomId(), ...more };
}

export const offer = (sdp = 'v=0 offer'): Description => ({ description: { type: 'offer', sdp } });

export class TestClient {
  readonly socket: ClientSocket;
  readonly person: Handshake;
  readonly welcomes = new Inbox<Welcome>('welcome');
  readonly peers = new Inbox<PeerNews>('peer');
  readonly signals = new Inbox<Acknowledged & { from: string }>('signal');
  readonly candidates = new Inbox<Candidates & { from: string }>('candidates');
  readonly byes = new Inbox<{ code: RefusalCode }>('bye');
  readonly refusals = new Inbox<Error>('connect_error');
  readonly disconnects = new Inbox<string>('disconnect');
  /** Names of all events so far, as they came. */
  readonly told: string[] = [];
  /** What this client answers to a `signal`; replaced by tests. */
  onsignal: (ack: Ack) => void = (ack) => ack({ ok: true });

  constructor(socket: ClientSocket, who: Handshake) {
    this.socket = socket;
    this.person = who;
    socket.on('welcome', (welcome) => this.welcomes.put(welcome));
    socket.on('peer', (news) => this.peers.put(news));
    socket.on('candidates', (message) => this.candidates.put(message));
    socket.on('bye', (bye) => this.byes.put(bye));
    socket.on('signal', (message, ack) => {
      this.signals.put(message);
      this.onsignal(ack);
    });
    socket.on('connect_error', (error) => this.refusals.put(error));
    socket.on('disconnect', (reason) => this.disconnects.put(reason));
    socket.prependAny((event: string) => void this.told.push(event));
  }

  get instance(): string {
    return this.person.instance;
  }

  signal(to: string, signal: Acknowledged): Promise<Answer> {
    return within('answer to signal', this.socket.emitWithAck('signal', { to, ...signal }));
  }

  ice(): Promise<Answer<{ ice: Ice }>> {
    return within('answer to ice', this.socket.emitWithAck('ice'));
  }

  leave(reason: LeaveReason): Promise<Answer> {
    return within('answer to leave', this.socket.emitWithAck('leave', { reason }));
  }

  /** Whatever a stranger may send; resolves to what the server answers. */
  ask(event: string, ...payload: unknown[]): Promise<unknown> {
    return within(`answer to ${event}`, this.#stranger.emitWithAck(event, ...payload));
  }

  tell(event: string, ...payload: unknown[]): void {
    this.#stranger.emit(event, ...payload);
  }

  /** All that the server sent to this socket before it answers has arrived when this resolves. */
  async caughtUp(): Promise<void> {
    await this.ice();
  }

  /** The cable is cut: no word to the server, no packet of Socket.IO. */
  cut(): void {
    this.socket.io.engine.close();
  }

  /** The same socket for those who keep to no types. */
  get #stranger(): Socket {
    return this.socket;
  }
}

/** Opens a socket on `role`'s seat; it ends with the test. */
export function connect(way: Way, role: string, who: Handshake, options: ClientOptions = {}): TestClient {
  const url = typeof way === 'string' ? way : way(role, who.room);
  return connectWith(openManager(url, options), role, who);
}

/** Several namespaces over one transport. */
export function openManager(
  way: Way,
  options: ClientOptions = {},
  role = '',
  room = '',
): Manager<ServerEvents, ClientEvents> {
  const manager = new Manager<ServerEvents, ClientEvents>(typeof way === 'string' ? way : way(role, room), {
    autoConnect: false,
    transports: ['websocket'],
    reconnection: false,
    ...options,
  });
  onTestFinished(() => {
    manager.reconnection(false);
    manager._close();
  });
  return manager;
}

export function connectWith(manager: Manager<ServerEvents, ClientEvents>, role: string, who: Handshake): TestClient {
  const socket: ClientSocket = manager.socket(`/${role}`, { auth: { ...who } });
  const client = new TestClient(socket, who);
  socket.connect();
  return client;
}

/** Resolves when the seat is taken and the welcome was read. */
export async function seat(
  url: Way,
  role: Role,
  who: Handshake = person(),
  options: ClientOptions = {},
): Promise<TestClient> {
  const client = connect(url, role, who, options);
  await client.welcomes.next();
  return client;
}
