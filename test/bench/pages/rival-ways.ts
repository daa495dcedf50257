/** Other libraries, each as its own documentation sends much of something. `rivals.ts` puts them into the page. */
import { Echo, MIB, pause, Tally, type Role, type Signals, type Way } from './way.js';

/** What is used of them. */
interface SimplePeer {
  on(event: 'connect' | 'drain', listener: () => void): void;
  once(event: 'drain', listener: () => void): void;
  on(event: 'data', listener: (data: Uint8Array) => void): void;
  on(event: 'signal', listener: (signal: unknown) => void): void;
  signal(signal: unknown): void;
  /** False: wait for `drain`. */
  write(data: Uint8Array): boolean;
  send(data: string): void;
}
interface PeerConnection {
  readonly bufferSize: number;
  readonly open: boolean;
  on(event: 'open', listener: () => void): void;
  on(event: 'data', listener: (data: unknown) => void): void;
  send(data: unknown): void;
}
interface Peer {
  on(event: 'open', listener: () => void): void;
  on(event: 'connection', listener: (connection: PeerConnection) => void): void;
  connect(id: string, options: object): PeerConnection;
}
interface Action<T> {
  send(data: T, options?: object): Promise<void>;
  onMessage: (data: T) => void;
}
interface Room {
  makeAction<T>(name: string): Action<T>;
  onPeerJoin: (id: string) => void;
}

declare global {
  var SimplePeer: new (options: { initiator: boolean }) => SimplePeer;
  var Peer: new (id: string, options: object) => Peer;
  var trystero: { joinRoom(options: object, room: string): Room };
}

/** A duplex stream of Node: `write` says when to wait. It has one channel. */
export class SimplePeerWay implements Way {
  readonly #peer: SimplePeer;
  readonly #tally = new Tally();
  readonly #echo = new Echo();

  static async open(role: Role, signals: Signals): Promise<SimplePeerWay> {
    const peer = new SimplePeer({ initiator: role === 'caller' });
    const opened = new Promise<void>((resolve) => peer.on('connect', resolve));
    peer.on('signal', (signal) => signals.say(signal));
    signals.onword = (signal) => peer.signal(signal);
    await opened;
    return new SimplePeerWay(role, peer);
  }

  private constructor(role: Role, peer: SimplePeer) {
    this.#peer = peer;
    peer.on('data', ({ length }) => {
      if (length > 1) this.#tally.add(length);
      else if (role === 'caller') this.#echo.answered();
      else peer.send('x');
    });
  }

  async send(bytes: number): Promise<void> {
    const piece = new Uint8Array(65_536);
    for (let sent = 0; sent < bytes; sent += piece.length)
      if (!this.#peer.write(piece)) await new Promise<void>((resolve) => this.#peer.once('drain', resolve));
  }

  receive(bytes: number): Promise<void> {
    return this.#tally.expect(bytes);
  }

  ask(): Promise<void> {
    return this.#echo.ask(() => this.#peer.send('x'));
  }
}

/** `binary` is what it does where nothing is said, and cuts messages itself; `raw` takes what a channel takes. */
export class PeerJsWay implements Way {
  readonly #connection: PeerConnection;
  readonly #piece: number;
  readonly #tally = new Tally();
  readonly #echo = new Echo();

  static async open(role: Role, room: string, port: number, serialization: 'binary' | 'raw'): Promise<PeerJsWay> {
    const name = (who: Role): string => `${room}-${serialization}-${who}`;
    const peer = new Peer(name(role), { host: '127.0.0.1', port, path: '/' });
    await new Promise<void>((resolve) => peer.on('open', resolve));
    const connection = await (role === 'callee' ? PeerJsWay.#called(peer) : PeerJsWay.#call(peer, name, serialization));
    return new PeerJsWay(role, connection, serialization === 'raw' ? 65_536 : MIB);
  }

  static async #called(peer: Peer): Promise<PeerConnection> {
    const connection = await new Promise<PeerConnection>((resolve) => peer.on('connection', resolve));
    while (!connection.open) await pause(20);
    return connection;
  }

  /** The callee may not be known to the server yet. */
  static async #call(peer: Peer, name: (who: Role) => string, serialization: string): Promise<PeerConnection> {
    for (;;) {
      const connection = peer.connect(name('callee'), { reliable: true, serialization });
      for (let waited = 0; waited < 2_000 && !connection.open; waited += 20) await pause(20);
      if (connection.open) return connection;
    }
  }

  private constructor(role: Role, connection: PeerConnection, piece: number) {
    this.#connection = connection;
    this.#piece = piece;
    connection.on('data', (data) => {
      if (data instanceof ArrayBuffer) this.#tally.add(data.byteLength);
      else if (ArrayBuffer.isView(data)) this.#tally.add(data.byteLength);
      else if (role === 'caller') this.#echo.answered();
      else connection.send('x');
    });
  }

  /** Its buffer is `bufferSize`; nothing tells when that is empty. */
  async send(bytes: number): Promise<void> {
    const piece = new ArrayBuffer(this.#piece);
    for (let sent = 0; sent < bytes; sent += this.#piece) {
      this.#connection.send(piece);
      while (this.#connection.bufferSize > 0) await pause(1);
    }
  }

  receive(bytes: number): Promise<void> {
    return this.#tally.expect(bytes);
  }

  ask(): Promise<void> {
    return this.#echo.ask(() => this.#connection.send('x'));
  }
}

/** It cuts what it is given, waits for room itself, and puts it together again. */
export class TrysteroWay implements Way {
  readonly #bulk: Action<ArrayBuffer>;
  readonly #small: Action<string>;
  readonly #tally = new Tally();
  readonly #echo = new Echo();

  static async open(role: Role, name: string, relay: string): Promise<TrysteroWay> {
    const room = trystero.joinRoom({ appId: 'bench', relayConfig: { urls: [relay] } }, name);
    const way = new TrysteroWay(role, room);
    await new Promise<string>((resolve) => (room.onPeerJoin = resolve));
    return way;
  }

  private constructor(role: Role, room: Room) {
    this.#bulk = room.makeAction('bulk');
    this.#small = room.makeAction('small');
    this.#bulk.onMessage = ({ byteLength }) => this.#tally.add(byteLength);
    this.#small.onMessage = () => void (role === 'caller' ? this.#echo.answered() : this.#small.send('x'));
  }

  async send(bytes: number): Promise<void> {
    const piece = new ArrayBuffer(MIB);
    for (let sent = 0; sent < bytes; sent += MIB) await this.#bulk.send(piece);
  }

  receive(bytes: number): Promise<void> {
    return this.#tally.expect(bytes);
  }

  ask(): Promise<void> {
    return this.#echo.ask(() => void this.#small.send('x'));
  }
}
