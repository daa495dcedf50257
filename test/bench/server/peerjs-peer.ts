/** What a PeerJS client says to its server. */
import { connect } from 'node:net';
import { candidatesOf, Peer, randomId, type Person } from './peer.js';
import { browserRequest } from './wire.js';

const HEAD = 24;
/** A description is longer; what is said back is shorter. */
const SHORT = 200;
/** As PeerJS 1.5.5 has it. */
const HEARTBEAT_MS = 5_000;
const OK = { ok: true };

export class PeerJsPeer extends Peer {
  readonly #connectionId = `mc_${randomId().slice(0, 11)}`;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(port: number, person: Person) {
    super(port, `/peerjs?key=peerjs&id=${person.id}&token=${randomId().slice(0, 11)}&version=1.5.5`, person);
  }

  signal(type: 'offer' | 'answer', sdp: string): void {
    this.#say(type === 'offer' ? 'OFFER' : 'ANSWER', { sdp: { type, sdp } });
  }

  /** One message for each. */
  candidates(count = 1): void {
    for (const candidate of candidatesOf(count)) this.#say('CANDIDATE', { candidate });
  }

  leave(): Promise<void> {
    return this.close();
  }

  protected read(payload: Buffer): void {
    const head = payload.toString('latin1', 0, HEAD);
    if (payload.length < SHORT && head.startsWith('{"type":"ANSWER"')) this.onacknowledged();
    else if (/^\{"type":"(OFFER|ANSWER)"/.test(head)) this.#signalled();
    else if (head.startsWith('{"type":"CANDIDATE"')) this.oncandidates();
    else if (head.startsWith('{"type":"OPEN"')) this.#welcomed();
    else if (!head.startsWith('{"type":"LEAVE"')) throw new Error(`peerjs-server said ${payload.toString()}`);
  }

  protected override ended(): void {
    clearInterval(this.#heartbeat);
  }

  #welcomed(): void {
    this.#heartbeat = setInterval(() => this.wire.send('{"type":"HEARTBEAT"}'), HEARTBEAT_MS);
    const { offer } = this.person;
    if (offer !== undefined) this.signal('offer', offer);
    this.onready();
  }

  #signalled(): void {
    if (this.person.acknowledges) this.#say('ANSWER', OK);
    this.onsignal();
  }

  #say(type: string, payload: object): void {
    const more = payload === OK ? {} : { type: 'media', connectionId: this.#connectionId };
    this.wire.send(JSON.stringify({ type, payload: { ...payload, ...more }, dst: this.person.to }));
  }
}

/**
 * What `new Peer()` does first, without a name of its own: it asks for one, over a connection that the page keeps. Resolves to that
 * connection's end. Names that the server gives are as good to it as ours, which are known beforehand.
 */
export function askForName(port: number): Promise<() => void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const path = `/peerjs/id?ts=${Date.now()}${Math.random()}&version=1.5.5`;
  socket.write(browserRequest(port, path, ['Connection: keep-alive', 'Accept: */*', 'Sec-Fetch-Mode: cors']));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', () => resolve(() => socket.end()));
  });
}
