/** A file that the other page sends. */
import type { FileMemory, FileOffer, Post, Word } from '../../../shared/messages.js';
import type { StopReason } from '../../../shared/stop-reasons.js';
import { Arrival, type Kept } from './arrival.js';
import { FileError } from './errors.js';
import type { PrivateFolder } from './private-folder.js';
import type { Bytes } from './seal.js';
import { MemorySink, MOST_IN_MEMORY, type Sink, StreamSink } from './sink.js';
import { Transfer } from './transfer.js';

export interface ReceivingOptions {
  /** Who sends it, of those who were there. */
  readonly person: number;
  readonly send: (post: Post) => void;
  readonly say: (word: Word) => void;
  /** Where files are kept; null where this browser keeps none. */
  readonly folder: () => Promise<PrivateFolder | null>;
  /** Its person wants it, or does not any more: others may come before it. */
  readonly onchange: () => void;
}

export class Receiving {
  readonly n: number;
  readonly offer: FileOffer;
  readonly transfer: Transfer;
  /** Unique among the files of all who were there: the number is its sender's. */
  readonly #place: string;
  readonly #options: ReceivingOptions;
  #arrival: Arrival | null = null;
  #opening: Promise<void> | null = null;
  #kept: Kept | undefined;
  /** Where the page wants it. */
  #to: WritableStream<Bytes> | undefined;

  constructor(n: number, offer: FileOffer, options: ReceivingOptions) {
    this.n = n;
    this.offer = offer;
    this.#options = options;
    this.#place = options.person === 0 ? `${n}` : `${options.person}-${n}`;
    this.transfer = new Transfer(this.#place, false, offer, {
      accept: (to) => this.#accept(to),
      stop: (why) => this.stop(why, new FileError(why, 'given up by this page')),
      pause: (on) => this.#pause(on),
      again: () => Promise.resolve(),
    });
  }

  get memory(): FileMemory {
    const { n, offer } = this;
    const { person } = this.#options;
    const { state, pausedBy } = this.transfer;
    const kept = this.#arrival?.kept ?? this.#kept;
    const base = {
      n,
      mine: false,
      person,
      offer,
      paused: pausedBy.here,
      held: pausedBy.there,
      ...(kept ? { kept } : {}),
    };
    if (state === 'done' || state === 'failed') return { ...base, state: state === 'done' ? 'done' : 'ended' };
    // What went to a stream is gone with the page.
    return { ...base, state: state === 'offered' || this.#to ? 'offered' : 'running' };
  }

  /** Wanted, and it waits for its turn. */
  get waits(): boolean {
    return this.transfer.state === 'queued';
  }

  get runs(): boolean {
    return this.transfer.state === 'running';
  }

  recall({ state, paused, held, kept }: FileMemory): void {
    const { moves } = this.transfer;
    this.#kept = kept;
    if (state === 'done') return void this.#reopen();
    if (state === 'ended') return moves.failed(new FileError('cancelled', 'it ended before the reload'));
    moves.paused('here', paused);
    moves.paused('there', held);
    if (state === 'offered') return;
    moves.at(kept?.bytes ?? 0);
    moves.is(this.#held ? 'paused' : 'queued');
  }

  /** Its turn: bytes may come. */
  async begin(): Promise<void> {
    this.transfer.moves.is('running');
    if (!this.#arrival) await (this.#opening ??= this.#open());
    if (this.runs) this.#arrival?.flow.begin();
  }

  /** On a new connection. */
  met(): void {
    if (this.runs) this.#arrival?.flow.tell();
  }

  /** False for more than was asked for. */
  receive(piece: Bytes): boolean {
    return this.#arrival?.flow.receive(piece) ?? !this.transfer.over;
  }

  /** The other side wants it to wait; it sends nothing by itself. */
  heard(on: boolean): void {
    this.transfer.moves.paused('there', on);
    this.#settle();
  }

  stop(why: StopReason, error: FileError): void {
    if (this.transfer.over) return;
    this.#options.send({ kind: 'stop', of: this.n, mine: false, why });
    this.fail(error);
  }

  fail(error: FileError): void {
    if (this.transfer.over) return;
    this.transfer.moves.failed(error);
    void this.#drop();
    this.#options.onchange();
  }

  /** Also what an earlier page kept, and where it has not gone yet. What is just being opened sees it by itself. */
  async #drop(): Promise<void> {
    const arrival = this.#arrival;
    this.#arrival = null;
    if (arrival) return arrival.abort();
    if (this.#opening) return;
    if (this.#to) return new StreamSink(this.#to).abort();
    if (this.#kept) await (await this.#options.folder())?.remove(this.#place);
  }

  get #held(): boolean {
    const { here, there } = this.transfer.pausedBy;
    return here || there;
  }

  #accept(to: WritableStream<Bytes> | undefined): void {
    this.#to = to;
    this.transfer.moves.is(this.#held ? 'paused' : 'queued');
    this.#options.onchange();
  }

  #pause(on: boolean): void {
    this.transfer.moves.paused('here', on);
    this.#options.send({ kind: 'pause', of: this.n, mine: false, on });
    this.#settle();
  }

  /** Who waits makes room for another. */
  #settle(): void {
    const { transfer } = this;
    if (this.#held && (this.runs || this.waits)) {
      transfer.moves.is('paused');
      this.#arrival?.flow.rest();
    } else if (!this.#held && transfer.state === 'paused') transfer.moves.is('queued');
    this.#options.onchange();
  }

  async #open(): Promise<void> {
    try {
      const { sink, kept } = await this.#sink();
      if (this.transfer.over) return void sink.abort();
      this.#arrival = this.#arrive(sink, kept);
    } catch (error) {
      this.stop('storage-full', asStorage(error));
    }
  }

  #arrive(sink: Sink, kept: Kept | undefined): Arrival {
    const { n, offer, transfer } = this;
    return new Arrival({
      size: offer.size,
      sink,
      kept,
      tell: (got, until) => this.#options.say({ type: 'flow', n, got, until }),
      onprogress: (bytes) => transfer.moves.at(bytes),
      onwhole: (blob) => this.#whole(blob),
      onerror: (error) => this.stop(error.code === 'changed' ? 'changed' : 'storage-full', error),
    });
  }

  /** Where the page wants it; else on the disk, and what is there of it already counts; else in memory. */
  async #sink(): Promise<{ sink: Sink; kept?: Kept | undefined }> {
    if (this.#to) return { sink: new StreamSink(this.#to) };
    const { offer } = this;
    const folder = await this.#options.folder();
    const known = this.#kept && (await folder?.recall(this.#place, this.#kept.bytes));
    if (known) return { sink: known, kept: this.#kept };
    const made = await folder?.create(this.#place, offer.size);
    if (made) return { sink: made };
    if (offer.size <= MOST_IN_MEMORY) return { sink: new MemorySink() };
    throw new FileError('storage-full', 'this browser has no room for it');
  }

  /** All of it was here before the reload: it still is where the browser keeps files. */
  async #reopen(): Promise<void> {
    const { moves } = this.transfer;
    moves.is('running'); // It is no offer any more.
    try {
      const folder = await this.#options.folder();
      const blob = await folder?.whole(this.#place, this.offer.size);
      if (blob) moves.received(blob);
      else moves.failed(new FileError('cancelled', 'the page that received it was reloaded'));
    } catch (error) {
      moves.failed(asStorage(error));
    }
    this.#options.onchange();
  }

  /** Its memory is needed no more. */
  #whole(blob: Blob | null): void {
    this.#kept = this.#arrival?.kept;
    this.#arrival = null;
    this.#options.send({ kind: 'saved', of: this.n });
    this.transfer.moves.received(blob);
    this.#options.onchange();
  }
}

const asStorage = (error: unknown): FileError =>
  error instanceof FileError ? error : new FileError('storage-full', 'it could not be stored', { cause: error });
