/** A file that this page sends. */
import type { FileMemory, FileOffer, Post } from '../../../shared/messages.js';
import type { StopReason } from '../../../shared/stop-reasons.js';
import { Outflow } from '../outflow.js';
import { BlobSource } from './blob-source.js';
import { FileError } from './errors.js';
import type { Keep } from './keep.js';
import { plainSize } from './seal.js';
import { Transfer, type TransferState } from './transfer.js';

export interface SendingOptions {
  readonly send: (post: Post) => void;
  /** There may be something to send. */
  readonly pump: () => void;
  /** It is over, and nobody flows any more. */
  readonly onover: () => void;
  readonly keep: Keep;
}

export class Sending {
  readonly n: number;
  readonly offer: FileOffer;
  readonly transfer: Transfer;
  readonly flow: Outflow;
  readonly #options: SendingOptions;
  readonly #source: BlobSource;
  readonly #modified: number;
  /** The other side's person said yes. */
  #wanted = false;

  constructor(n: number, offer: FileOffer, modified: number, options: SendingOptions) {
    this.n = n;
    this.offer = offer;
    this.#modified = modified;
    this.#options = options;
    this.transfer = new Transfer(`${n}`, true, offer, {
      accept: () => undefined,
      stop: (why) => this.#stop(why, new FileError('cancelled', 'given up by this page')),
      pause: (on) => this.#pause(on),
      again: (file) => this.#again(file),
    });
    this.#source = new BlobSource({
      size: offer.size,
      onready: options.pump,
      onreleased: (at) => this.transfer.moves.at(plainSize(at, offer.size)),
      onerror: (error) => this.#stop(error.code === 'changed' ? 'changed' : 'unreadable', error),
    });
    this.flow = new Outflow(this.#source);
  }

  get memory(): FileMemory {
    const { state, pausedBy } = this.transfer;
    const { n, offer } = this;
    const open = this.#wanted ? 'running' : 'offered';
    const now = state === 'done' ? 'done' : state === 'failed' ? 'ended' : open;
    return { n, mine: true, offer, state: now, paused: pausedBy.here, held: pausedBy.there, modified: this.#modified };
  }

  begin(file: Blob): void {
    this.#source.blob = file;
    this.#options.pump();
  }

  /** After a reload of this page: what the browser still lets it read goes on by itself. */
  async recall({ state, paused, held }: FileMemory): Promise<void> {
    const { moves } = this.transfer;
    if (state === 'done') return this.#end(() => moves.is('done'));
    if (state === 'ended') return this.fail(new FileError('cancelled', 'it ended before the reload'));
    this.#wanted = state === 'running';
    moves.paused('there', held);
    if (paused) this.#wait(true);
    moves.is(this.#now);
    const file = await this.#options.keep.recall(this.n);
    if (this.transfer.over) return;
    if (file && this.#same(file)) this.begin(file);
    else moves.is('lost');
    this.#tell();
  }

  /** The other side says how far it is. */
  flows(got: number, until: number): void {
    if (this.transfer.over) return;
    this.#wanted = true;
    if (this.transfer.state === 'offered') this.transfer.moves.is(this.#now);
    this.flow.flow(got, until);
    this.#options.pump();
  }

  /** The other side wants it to wait. */
  heard(on: boolean): void {
    this.transfer.moves.paused('there', on);
    if (this.transfer.state === 'running' || this.transfer.state === 'paused') this.transfer.moves.is(this.#now);
  }

  saved(): void {
    this.transfer.moves.at(this.offer.size);
    this.#end(() => this.transfer.moves.is('done'));
  }

  fail(error: FileError): void {
    this.#end(() => this.transfer.moves.failed(error));
  }

  get #now(): TransferState {
    const { here, there } = this.transfer.pausedBy;
    if (!this.#wanted) return 'offered';
    return here || there ? 'paused' : 'running';
  }

  #pause(on: boolean): void {
    this.#wait(on);
    this.#tell();
    if (!on) this.#options.pump();
  }

  /** What cannot be read waits, too: others have its turn. */
  #tell(): void {
    const { pausedBy, state } = this.transfer;
    this.#options.send({ kind: 'pause', of: this.n, mine: true, on: pausedBy.here || state === 'lost' });
  }

  #wait(on: boolean): void {
    const { transfer } = this;
    this.#source.paused = on;
    transfer.moves.paused('here', on);
    if (transfer.state === 'running' || transfer.state === 'paused') transfer.moves.is(this.#now);
  }

  #stop(why: StopReason, error: FileError): void {
    this.#options.send({ kind: 'stop', of: this.n, mine: true, why });
    this.fail(error);
  }

  #end(say: () => void): void {
    if (this.transfer.over) return;
    say();
    this.#source.blob = null;
    void this.#options.keep.forget(this.n);
    this.#options.onover();
  }

  async #again(file: File | undefined): Promise<void> {
    const found = file ?? (await this.#options.keep.ask(this.n));
    if (!found || !this.#same(found)) throw new FileError('unreadable', 'not the file that was offered');
    if (this.transfer.state !== 'lost') return;
    this.transfer.moves.is(this.#now);
    this.#tell();
    this.begin(found);
  }

  /** The seals tell the rest. */
  #same(file: File): boolean {
    return file.size === this.offer.size && file.lastModified === this.#modified;
  }
}
