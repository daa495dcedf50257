/** One file on its way between two pages, as the host page sees it. */
import type { FileOffer } from '../../../shared/messages.js';
import { Emitter } from '../../call/emitter.js';
import type { FileError } from './errors.js';
import { safeName } from './safe-name.js';
import { smallPicture } from './small-picture.js';
import { Speed } from './speed.js';

export type TransferState =
  /** Nobody has said yes yet. */
  | 'offered'
  /** Accepted; others come first. */
  | 'queued'
  | 'running'
  | 'paused'
  /** This page was reloaded and cannot read the file without its person: `again`. */
  | 'lost'
  /** All of it is there. */
  | 'done'
  /** See `error`. */
  | 'failed';

/** What a page may do with one: the way to whoever moves it. */
export interface TransferActions {
  accept(to: WritableStream<Uint8Array<ArrayBuffer>> | undefined): void;
  stop(why: 'declined' | 'cancelled'): void;
  pause(on: boolean): void;
  again(file: File | undefined): Promise<void>;
}

export interface TransferEvents {
  /** `state`, `bytes` or anything else to read changed. */
  change: void;
}

const OVER = new Set<TransferState>(['done', 'failed']);

export class Transfer extends Emitter<TransferEvents> {
  /** Unique among the transfers of a page. */
  readonly id: string;
  /** This page sends it. */
  readonly mine: boolean;
  /** Made safe: no path, nothing that any disk takes amiss. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** MIME type, by its sender's account; empty: unknown. */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The `data:` URL of a small JPEG; null: there is none. */
  readonly thumbnail: string | null;
  /** The page shows it in a way of its own: the element does not. */
  hidden = false;
  readonly #actions: TransferActions;
  readonly #speed = new Speed();
  #state: TransferState = 'offered';
  #bytes = 0;
  #pausedHere = false;
  #pausedThere = false;
  #error: FileError | null = null;
  #file: File | null = null;

  /** @param place unique among those that this page sends, or receives */
  constructor(place: string, mine: boolean, offer: FileOffer, actions: TransferActions) {
    super();
    this.id = `${mine ? 'sent' : 'received'}-${place}`;
    this.mine = mine;
    this.name = safeName(offer.name);
    this.size = offer.size;
    this.type = offer.type;
    this.at = Math.min(offer.at, Date.now());
    this.thumbnail = smallPicture(offer.thumbnail);
    this.#actions = actions;
  }

  get state(): TransferState {
    return this.#state;
  }

  /** Nothing of it moves any more. */
  get over(): boolean {
    return OVER.has(this.#state);
  }

  /** Bytes of it that are there. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes a second over the last seconds; 0 while it does not move. */
  get rate(): number {
    return this.#state === 'running' ? this.#speed.rate(performance.now()) : 0;
  }

  /** Seconds that are left at that rate; null: nobody knows. */
  get left(): number | null {
    return this.rate > 0 ? (this.size - this.#bytes) / this.rate : null;
  }

  /** Who wants it to wait. */
  get pausedBy(): { here: boolean; there: boolean } {
    return { here: this.#pausedHere, there: this.#pausedThere };
  }

  get error(): FileError | null {
    return this.#error;
  }

  /** What was received, once it is `done`; null where it went to a stream, and for what was sent. */
  get file(): File | null {
    return this.#file;
  }

  /**
   * Wants it. Without `to` the browser keeps it, on its disk where it can, for `file`.
   * @param to takes its bytes as they come, and is closed after the last; a reload of this page asks again
   */
  accept(to?: WritableStream<Uint8Array<ArrayBuffer>>): void {
    if (!this.mine && this.#state === 'offered') this.#actions.accept(to);
  }

  decline(): void {
    if (!this.mine && this.#state === 'offered') this.#actions.stop('declined');
  }

  cancel(): void {
    if (!this.over) this.#actions.stop('cancelled');
  }

  pause(): void {
    if (!this.over && !this.#pausedHere) this.#actions.pause(true);
  }

  resume(): void {
    if (!this.over && this.#pausedHere) this.#actions.pause(false);
  }

  /**
   * Goes on with what is `lost`; call it in a click.
   * @param file the same one, chosen again; without, the browser may be allowed to read it once more
   * @throws FileError `unreadable`, and it is as lost as before: let the person choose it
   */
  async again(file?: File): Promise<void> {
    if (this.#state === 'lost') await this.#actions.again(file);
  }

  /** For the one who moves it. */
  readonly moves = {
    is: (state: TransferState): void => this.#setState(state),
    at: (bytes: number): void => this.#advance(bytes),
    paused: (side: 'here' | 'there', on: boolean): void => this.#pause(side, on),
    received: (blob: Blob | null): void => this.#receive(blob),
    failed: (error: FileError): void => this.#fail(error),
  };

  #setState(state: TransferState): void {
    if (state === this.#state || this.over) return;
    this.#state = state;
    this.#speed.clear();
    this.emit('change', undefined);
  }

  #advance(bytes: number): void {
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    this.#speed.add(bytes, performance.now());
    this.emit('change', undefined);
  }

  #pause(side: 'here' | 'there', on: boolean): void {
    if (side === 'here') this.#pausedHere = on;
    else this.#pausedThere = on;
    this.emit('change', undefined);
  }

  #receive(blob: Blob | null): void {
    if (this.over) return;
    if (blob) this.#file = new File([blob], this.name, { type: this.type });
    this.#advance(this.size);
    this.#setState('done');
  }

  #fail(error: FileError): void {
    if (this.over) return;
    this.#error = error;
    this.#setState('failed');
  }
}
