/** What a PeerJS client says to its server. */
import { CANDIDATE, Peer, randomId, type Person } from './peer.js';

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

  candidates(): void {
    this.#say('CANDIDATE', { candidate: CANDIDATE });
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
