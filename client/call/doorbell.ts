/**
 * Between two who sit opposite each other and one of whom answers by hand: passes rings on, and lets in. Loaded when a client
 * first meets such a callee, or is one.
 */
import { plainText } from '../../shared/text.js';
import { MAX_REASON, type PeerInfo, type Ring, type RingAnswer } from '../../shared/protocol.js';
import { parseRingAnswer, parseRingFrom } from '../../shared/parse-ring.js';
import { Bell, type BellOptions, type Direction } from './bell.js';
import type { DeviceKind } from './media.js';
import type { Pairing, PairingOptions, RemotePeer, Rival } from './pairing.js';
import type { SignalingEvents } from './signaling.js';
import type { Tab } from './tab.js';

/** A caller who offers and does not ring by then has an older client: the offer rings. */
const RINGS_LATE_MS = 2_000;

export interface DoorbellOptions extends Pick<BellOptions, 'ms' | 'onend'> {
  readonly tab: Tab;
  readonly onring: (ring: { direction: Direction; peer: RemotePeer }) => void;
}
type Options = Pick<PairingOptions, 'signaling' | 'bell' | 'manual' | 'onfact'>;

export class Doorbell {
  readonly #house: Pairing;
  readonly #options: Options;
  readonly #bell: Bell;
  /** What the person had chosen before they let somebody in. */
  #devices: readonly DeviceKind[] | null = null;

  constructor(house: Pairing, options: Options) {
    const { bell, onfact } = options;
    const onring = (direction: Direction): void => {
      if (house.peer) bell.onring({ direction, peer: house.peer });
    };
    this.#house = house;
    this.#options = options;
    this.#bell = new Bell({ ...bell, onfact, onring });
  }

  tick(now: number): void {
    this.#bell.tick(now);
    const { rival, alive } = this.#house;
    if (!rival || !this.#options.manual || alive || now - rival.since < RINGS_LATE_MS) return;
    const ring = { id: rival.peer.instance, for: Infinity };
    if (rival.signals.length > 0) this.#announce(rival, ring, () => undefined);
  }

  /** This side rings. Nothing of it but the offer, which names no address, is with the other one before they open. */
  async ring(peer: PeerInfo, offered: boolean): Promise<void> {
    const { rival } = this.#house;
    if (rival?.peer.instance !== peer.instance) return; // Gone while this was loaded.
    rival.offered ||= offered;
    this.#house.show(peer);
    const accepted = await this.#bell.ring(async (ring) => {
      const answer = parseRingAnswer(await this.#options.signaling.ring({ to: peer.instance, ...ring }));
      return answer.ok ? answer : null;
    });
    if (!accepted) return;
    this.#house.offerTo(peer, rival.offered);
    this.#bell.opened();
  }

  /** The caller rings. */
  rang({ message, ack }: SignalingEvents['ring']): void {
    const parsed = parseRingFrom(message);
    if (!parsed.ok) return ack(parsed);
    const { from, ...ring } = parsed.value;
    const say = (said: RingAnswer): void => ack({ ok: true, ...said });
    const { rival, pair, alive } = this.#house;
    if (from === pair) return say({ outcome: 'accepted' }); // Said before, and lost.
    if (rival?.peer.instance !== from) return ack({ ok: false, code: 'peer-gone' });
    if (this.#bell.knows(ring.id)) {
      say({ outcome: 'accepted' });
      return this.#house.letIn(rival);
    }
    if (alive) return say({ outcome: 'busy' });
    this.#announce(rival, ring, say);
  }

  accept({ camera }: { camera?: boolean } = {}): void {
    const { rival } = this.#house;
    const { tab } = this.#options.bell;
    if (!rival || !this.#bell.accept()) return;
    this.#devices = tab.memory.devices;
    if (camera !== undefined) tab.turn('camera', camera);
    this.#house.letIn(rival);
    this.#bell.opened();
  }

  decline(reason = ''): void {
    const words = plainText(reason, MAX_REASON);
    this.#bell.refuse({ outcome: 'declined', ...(words ? { reason: words } : {}) });
  }

  /** The other side is gone; who comes now is somebody else. */
  gone(outcome: 'missed' | 'cancelled'): void {
    if (this.#house.alive) return this.#bell.stop(outcome);
    this.stop(outcome);
    if (this.#options.manual) this.#options.bell.tab.remember({ call: null });
  }

  /** No ring, and no answer to one, comes through any more; the next call begins as this one did. */
  stop(outcome: 'missed' | 'cancelled'): void {
    this.#bell.stop(outcome);
    if (this.#devices) this.#options.bell.tab.remember({ devices: this.#devices });
  }

  #announce(rival: Rival, ring: Ring, say: (answer: RingAnswer) => void): void {
    const { pair } = this.#house;
    if (pair !== null) this.#house.leaveOff();
    rival.since = Infinity;
    this.#house.show(rival.peer);
    this.#bell.rang(ring, say);
  }
}
