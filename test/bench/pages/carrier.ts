/** Runs in both pages of the data bench: opens ways between them, sends and counts. */
import { BareWay, type Shape } from './bare-way.js';
import { FileWay, ProductWay } from './product-way.js';
import { PeerJsWay, SimplePeerWay, TrysteroWay } from './rival-ways.js';
import { pause, type Role, type Signals, type Way } from './way.js';

declare global {
  // Made below, in the page.
  var carrier: Carrier;
  /** The bench carries it to the other page's `heard`. */
  function tell(name: string, word: unknown): Promise<void>;
}

export interface Places {
  readonly role: Role;
  /** No other pair is there. */
  readonly room: string;
  /** The port of the local PeerJS server, and the address of the local relay. */
  readonly peerPort: number;
  readonly relay: string;
}

const WAYS = {
  product: ({ role, room }) => ProductWay.open(role, room),
  file: ({ role, room }) => FileWay.open(role, room),
  bare: ({ role }, signals) => BareWay.open(role, signals),
  'simple-peer': ({ role }, signals) => SimplePeerWay.open(role, signals),
  'peerjs, binary': ({ role, room, peerPort }) => PeerJsWay.open(role, room, peerPort, 'binary'),
  'peerjs, raw': ({ role, room, peerPort }) => PeerJsWay.open(role, room, peerPort, 'raw'),
  trystero: ({ role, room, relay }) => TrysteroWay.open(role, room, relay),
} satisfies Record<string, (places: Places, signals: Signals) => Promise<Way>>;

export type WayName = keyof typeof WAYS;

class Carrier {
  readonly #ways = new Map<WayName, Way>();
  readonly #signals = new Map<string, Signals>();
  /** What the other page said before this one listened. */
  readonly #early: [string, unknown][] = [];
  #quiet = false;

  async open(name: WayName, places: Places): Promise<void> {
    const signals: Signals = { say: (word) => void tell(name, word), onword: () => undefined };
    const opening = WAYS[name](places, signals);
    this.#signals.set(name, signals);
    for (const [from, word] of this.#early.splice(0)) this.heard(from, word);
    this.#ways.set(name, await opening);
  }

  heard(name: string, word: unknown): void {
    const signals = this.#signals.get(name);
    if (signals) signals.onword(word);
    else this.#early.push([name, word]);
  }

  send(name: WayName, bytes: number, shape?: Shape): Promise<void> {
    const way = this.#way(name);
    if (shape && way instanceof BareWay) way.shape = shape;
    return way.send(bytes);
  }

  receive(name: WayName, bytes: number): Promise<void> {
    return this.#way(name).receive(bytes);
  }

  /** Milliseconds until each of so many small messages was answered. */
  async ping(name: WayName, times: number): Promise<number[]> {
    const way = this.#way(name);
    const took: number[] = [];
    for (this.#quiet = false; took.length < times && !this.#quiet;) {
      const began = performance.now();
      await way.ask();
      took.push(performance.now() - began);
      await pause(5);
    }
    return took;
  }

  /** No more of them. */
  hush(): void {
    this.#quiet = true;
  }

  #way(name: WayName): Way {
    const way = this.#ways.get(name);
    if (!way) throw new Error(`${name} is not open`);
    return way;
  }
}

globalThis.carrier = new Carrier();
