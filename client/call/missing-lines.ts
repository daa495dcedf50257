/**
 * What this side has to send and the other one has no m-line for, as programs may do: it is asked for, once for each track, and
 * where it is turned down or not answered that is said. Pure: the time is passed in.
 */
import type { Peer } from './peer.js';
import { SLOTS, type Slot } from './slots.js';

/** A negotiation takes two passages; its offer is sent again after 2 s. */
const ANSWER_MS = 5_000;

interface Asked {
  readonly track: MediaStreamTrack;
  readonly at: number;
  readonly said: boolean;
}

type Lines = Pick<Peer, 'track' | 'carries' | 'ask' | 'open'>;

export class MissingLines {
  readonly #peer: Lines;
  readonly #asked = new Map<Slot, Asked>();

  constructor(peer: Lines) {
    this.#peer = peer;
  }

  /** Returns those that are to be said now: nothing of them reaches the other side. */
  look(now: number): Slot[] {
    return SLOTS.filter((slot) => {
      const asked = this.#ask(slot, now);
      if (!asked || asked.said || (this.#peer.open(slot) && now - asked.at <= ANSWER_MS)) return false;
      this.#asked.set(slot, { ...asked, said: true });
      return true;
    });
  }

  #ask(slot: Slot, now: number): Asked | null {
    const track = this.#peer.carries(slot) ? null : this.#peer.track(slot);
    const before = this.#asked.get(slot);
    if (!track) this.#asked.delete(slot);
    if (!track || before?.track === track) return (track && before) ?? null;
    this.#peer.ask(slot);
    const asked = { track, at: now, said: false };
    this.#asked.set(slot, asked);
    return asked;
  }
}
