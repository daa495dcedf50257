/** Two owners of peers in one page, joined by a signal link. */
import { onTestFinished } from 'vitest';
import { recordConnections } from './connections.js';
import { eventually } from './eventually.js';
import { SignalLink, type End } from './link.js';
import { Owner } from './owner.js';
import type { OwnerOptions } from './owner.js';

export class Pair {
  readonly link: SignalLink;
  readonly left: Owner;
  readonly right: Owner;
  /** Every peer connection of both, replaced ones too. */
  readonly made = recordConnections();

  constructor({ leftIsPolite, tracks, seed = 1 }: PairOptions) {
    this.link = new SignalLink({ seed });
    this.left = this.#owner('left', leftIsPolite, tracks);
    this.right = this.#owner('right', !leftIsPolite, tracks);
    onTestFinished(() => this.both.forEach(({ peer }) => peer.close()));
  }

  get both(): readonly Owner[] {
    return [this.left, this.right];
  }

  get polite(): Owner {
    return this.left.polite ? this.left : this.right;
  }

  get impolite(): Owner {
    return this.left.polite ? this.right : this.left;
  }

  /** Nothing is on its way, nothing open: whatever happens next begins with somebody's own act. */
  get settled(): boolean {
    return this.link.idle && this.both.every(({ settled }) => settled);
  }

  /** The usual beginning: the left one offers to the right one that waits. */
  async meet(): Promise<void> {
    this.right.wait();
    await this.left.offer();
  }

  async connected(): Promise<void> {
    await eventually(() => this.settled && this.both.every(({ connected }) => connected)).toBe(true);
  }

  /** Both, in one task. */
  restartBoth(): void {
    for (const { peer } of this.both) void peer.restart();
  }

  #owner(end: End, polite: boolean, tracks: OwnerOptions['tracks']): Owner {
    const owner = new Owner({ polite, tracks, made: this.made, send: (signal) => this.link.send(end, signal) });
    this.link.attach(end, (signal) => owner.receive(signal));
    return owner;
  }
}

interface PairOptions {
  readonly leftIsPolite: boolean;
  readonly tracks: OwnerOptions['tracks'];
  readonly seed?: number;
}
