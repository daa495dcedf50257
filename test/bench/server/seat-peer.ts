/** The wire of shared/protocol.ts, as Engine.IO 4 and Socket.IO 5 packets made by hand; the bare Socket.IO relay speaks it, too. */
import { PROTOCOL_VERSION } from '../../../shared/protocol.js';
import { shardOf } from '../../../shared/shard.js';
import { candidatesOf, Peer, randomId, type Person } from './peer.js';

/** Type, namespace, acknowledgement's number and event's name stand in so many bytes. */
const HEAD = 48;

export class SeatPeer extends Peer {
  readonly #namespace: string;
  readonly #handshake: string;
  #asked = 0;
  #leaving: { readonly id: string; readonly done: () => void } | null = null;

  constructor(port: number, person: Person) {
    super(port, `/socket.io/?shard=${shardOf(person.room)}&EIO=4&transport=websocket`, person);
    const { room, role, id: instance, offer = person.prepared } = person;
    const auth = { v: PROTOCOL_VERSION, room, owner: randomId(), instance };
    this.#namespace = `/${role},`;
    this.#handshake = JSON.stringify(offer === undefined ? auth : { ...auth, offer: { type: 'offer', sdp: offer } });
  }

  signal(type: 'offer' | 'answer', sdp: string): void {
    this.#ask('signal', { to: this.person.to, description: { type, sdp } });
  }

  candidates(count = 1): void {
    const message = JSON.stringify(['candidates', { to: this.person.to, candidates: candidatesOf(count) }]);
    this.wire.send(`42${this.#namespace}${message}`);
  }

  async leave(): Promise<void> {
    await new Promise<void>((done) => {
      this.#leaving = { id: this.#ask('leave', { reason: 'hang-up' }), done };
    });
    this.wire.send(`41${this.#namespace}`);
    await this.close();
  }

  protected read(payload: Buffer): void {
    const head = payload.toString('latin1', 0, HEAD);
    if (head === '2') return this.wire.send('3');
    if (head.startsWith('0')) return this.#join();
    if (head.startsWith('43')) return this.#acknowledged(head.slice(2 + this.#namespace.length));
    if (head.startsWith('42')) return this.#told(head.slice(2 + this.#namespace.length));
    if (!head.startsWith('40')) throw new Error(`a server said ${payload.toString()}`);
  }

  #join(): void {
    this.wire.send(`40${this.#namespace}${this.#handshake}`);
  }

  #ask(event: string, message: object): string {
    const id = `${this.#asked++}`;
    this.wire.send(`42${this.#namespace}${id}${JSON.stringify([event, message])}`);
    return id;
  }

  #acknowledged(rest: string): void {
    if (!rest.includes('[{"ok":true')) throw new Error(`a server refused: ${rest}`);
    if (this.#leaving?.id === rest.slice(0, rest.indexOf('['))) this.#leaving.done();
    else this.onacknowledged();
  }

  #told(rest: string): void {
    const [id = '', event = ''] = rest.split(/\[?"/, 2);
    if (event === 'welcome') return this.onready();
    if (event === 'candidates') return this.oncandidates();
    if (event === 'bye') throw new Error(`a server said ${rest}`);
    if (event !== 'signal') return;
    this.wire.send(`43${this.#namespace}${id}[{"ok":true}]`);
    this.onsignal();
  }
}
