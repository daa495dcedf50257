/** One stream of bytes that this side receives: how far it is, and how much more it takes. Knows no channel. */

/** Bytes that a stream may be ahead of its reader: 200 Mbit/s over 160 ms. */
export const WINDOW = 4_194_304;
/** The sender is told when this part of them was read, or after this time: every word costs, and people look at progress. */
const TELL = 1 / 4;
const TELL_MS = 250;

export interface InflowOptions {
  /** Bytes that have arrived before. */
  readonly got?: number;
  /** Bytes that it may be ahead of its reader. */
  readonly ahead?: number;
  /** Tells the sender: so far it is, and so far it may go. */
  readonly tell: (got: number, until: number) => void;
  /** Takes a piece; `taken` says when it is read. */
  readonly onpiece: (piece: Uint8Array<ArrayBuffer>) => void;
  /** All that was sent is here. */
  readonly onend: (size: number) => void;
}

export class Inflow {
  readonly #options: InflowOptions;
  readonly #ahead: number;
  #got: number;
  /** Bytes that were read. */
  #read: number;
  #until = 0;
  #size: number | null = null;
  #open = false;
  #toldAt = 0;

  constructor(options: InflowOptions) {
    this.#options = options;
    this.#ahead = options.ahead ?? WINDOW;
    this.#got = this.#read = options.got ?? 0;
  }

  /** Somebody reads: bytes may come. */
  begin(): void {
    this.#open = true;
    this.tell();
  }

  /** Nobody reads for now: no more than what is on its way comes. */
  rest(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#options.tell(this.#got, this.#got);
  }

  /** On a new connection, and whenever there is room again. */
  tell(): void {
    if (!this.#open) return;
    this.#until = this.#read + this.#ahead;
    this.#toldAt = performance.now();
    this.#options.tell(this.#got, this.#until);
  }

  /** False for more than was asked for, or than there is: the sender keeps no rules. */
  receive(piece: Uint8Array<ArrayBuffer>): boolean {
    const got = this.#got + piece.length;
    if (got > this.#until || (this.#size !== null && got > this.#size)) return false;
    this.#got = got;
    this.#options.onpiece(piece);
    this.#finish();
    return true;
  }

  /** So many bytes were read. */
  taken(bytes: number): void {
    this.#read += bytes;
    const due = performance.now() - this.#toldAt >= TELL_MS;
    if (due || this.#read + this.#ahead - this.#until >= this.#ahead * TELL) this.tell();
  }

  /** The stream has `size` bytes; false if more have arrived. */
  end(size: number): boolean {
    if (size < this.#got) return false;
    this.#size = size;
    this.#finish();
    return true;
  }

  #finish(): void {
    if (this.#got !== this.#size) return;
    this.tell(); // The sender keeps what is not known to have arrived.
    this.#options.onend(this.#got);
  }
}
