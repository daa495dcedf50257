/** The same messages as texts of a bare websocket, which its relay passes on as they are. */
import { candidatesOf, Peer, type Person } from './peer.js';

const HEAD = 16;

export class TextPeer extends Peer {
  constructor(port: number, person: Person) {
    super(port, `/?room=${person.room}&role=${person.role}`, person);
  }

  signal(type: 'offer' | 'answer', sdp: string): void {
    this.wire.send(JSON.stringify(['signal', { from: this.person.id, description: { type, sdp } }]));
  }

  candidates(count = 1): void {
    this.wire.send(JSON.stringify(['candidates', { from: this.person.id, candidates: candidatesOf(count) }]));
  }

  leave(): Promise<void> {
    return this.close();
  }

  protected read(payload: Buffer): void {
    const head = payload.toString('latin1', 0, HEAD);
    if (head.startsWith('["signal"')) this.#signalled();
    else if (head.startsWith('["candidates"')) this.oncandidates();
    else if (head.startsWith('["ok"')) this.onacknowledged();
    else if (head.startsWith('["welcome"')) this.#welcomed();
  }

  #welcomed(): void {
    const { offer } = this.person;
    if (offer !== undefined) this.signal('offer', offer);
    this.onready();
  }

  #signalled(): void {
    if (this.person.acknowledges) this.wire.send('["ok"]');
    this.onsignal();
  }
}
