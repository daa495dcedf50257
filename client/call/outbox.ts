/** Gathers candidates into batches: the first goes at once, what follows within a moment goes together. */
import type { IceCandidate, Signal } from '../../shared/protocol.js';
import { MAX_CANDIDATES } from '../../shared/parse.js';

const BATCH_MS = 10;

export class Outbox {
  readonly #deliver: (signal: Signal) => void;
  #candidates: IceCandidate[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deliver: (signal: Signal) => void) {
    this.#deliver = deliver;
  }

  send(signal: Signal): void {
    if (!('candidates' in signal)) this.#deliver(signal);
    else if (this.#timer === undefined) this.#flush(signal.candidates);
    else this.#candidates.push(...signal.candidates);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#candidates = [];
  }

  #flush(candidates: IceCandidate[]): void {
    const batch = candidates.slice(0, MAX_CANDIDATES);
    this.#candidates = candidates.slice(MAX_CANDIDATES);
    this.#timer = undefined;
    if (batch.length === 0) return;
    this.#deliver({ candidates: batch });
    this.#timer = setTimeout(() => this.#flush(this.#candidates), BATCH_MS);
  }
}
