/** Owns one Peer at a time, by the rules that Call follows: a peer that yields is replaced by a fresh one. */
import { Peer } from '../../../client/call/peer.js';
import type { Slot } from '../../../client/call/slots.js';
import type { Signal } from '../../../shared/protocol.js';

export interface OwnerOptions {
  readonly polite: boolean;
  readonly tracks: Readonly<Partial<Record<Slot, MediaStreamTrack>>>;
  readonly send: (signal: Signal) => void;
  /** Where `recordConnections` puts them. */
  readonly made: readonly RTCPeerConnection[];
}

export class Owner {
  readonly polite: boolean;
  /** Every control channel that a peer of this owner opened. */
  readonly channels: RTCDataChannel[] = [];
  /** What the peer could not apply. */
  readonly failures: unknown[] = [];
  readonly #options: OwnerOptions;
  #receiving = 0;
  #peer: Peer;
  #connection: RTCPeerConnection;

  constructor(options: OwnerOptions) {
    this.polite = options.polite;
    this.#options = options;
    [this.#peer, this.#connection] = this.#make();
  }

  get peer(): Peer {
    return this.#peer;
  }

  get connection(): RTCPeerConnection {
    return this.#connection;
  }

  /** Neither an offer is open nor a signal being applied. */
  get settled(): boolean {
    return this.#receiving === 0 && this.#connection.signalingState === 'stable';
  }

  get connected(): boolean {
    return this.#connection.connectionState === 'connected' && this.channels.at(-1)?.readyState === 'open';
  }

  async offer(): Promise<void> {
    await this.#peer.prepare();
    await this.#peer.start({ polite: this.polite, send: true });
  }

  wait(): void {
    this.#peer.await({ polite: this.polite });
  }

  /** Another connection; the old one is closed, and what it still says reaches nobody. */
  renew(): void {
    this.forget().close();
  }

  /** The same, but the old one is handed out open: over a dead path nobody hears it close. */
  forget(): Peer {
    const former = this.#peer;
    [this.#peer, this.#connection] = this.#make();
    this.wait();
    return former;
  }

  receive(signal: Signal): void {
    if (this.#peer.yieldsTo(signal)) this.renew();
    this.#receiving += 1;
    void this.#peer.receive(signal).finally(() => (this.#receiving -= 1));
  }

  #make(): [Peer, RTCPeerConnection] {
    const peer: Peer = new Peer({
      configuration: {},
      send: (signal) => peer === this.#peer && this.#options.send(signal),
      onchange: () => undefined,
      onchannels: (control) => void this.channels.push(control),
      onfailure: (error) => void this.failures.push(error),
    });
    for (const [slot, track] of Object.entries(this.#options.tracks)) void peer.setTrack(slot as Slot, track);
    const connection = this.#options.made.at(-1);
    if (!connection) throw new Error('recordConnections() comes first');
    return [peer, connection];
  }
}
