/**
 * A stream of bytes in each direction, as WHATWG streams: a writer that is too fast waits, a reader that is slow makes it, and
 * another network or connection in between is not seen.
 */
import type { RtcError } from '../call/errors.js';
import { Inflow, WINDOW } from './inflow.js';
import { Outflow } from './outflow.js';
import { Queue } from './queue.js';

/** Bytes below which a piece is gathered with others, and of what is gathered. */
const SMALL = 1_024;
const GATHERED = 16_384;

/** Both ends of a stream with one label. */
export interface ByteStream {
  readonly label: string;
  /** What the other page writes. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /**
   * Takes buffers and views of them. `close()` resolves once all of it has arrived.
   * Errors with an RtcError: `peer-gone` where the other page was reloaded or wants no more, `hung-up` at the call's end.
   */
  readonly writable: WritableStream<BufferSource>;
}

const bytesOf = (chunk: BufferSource): Uint8Array =>
  ArrayBuffer.isView(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength) : new Uint8Array(chunk);

export interface OutgoingOptions {
  /** The first byte, or the end, is there: the stream's number. */
  readonly begin: (half: Outgoing) => number;
  readonly wrote: () => void;
  /** Resolves once the other side knows. */
  readonly end: (n: number, size: number) => Promise<void>;
  /** Nothing of it is sent any more; `aborted`: by its writer. */
  readonly over: (n: number | null, aborted: boolean) => void;
}

/** The half that this side writes. */
export class Outgoing {
  readonly writable: WritableStream<BufferSource>;
  readonly flow: Outflow;
  readonly #options: OutgoingOptions;
  readonly #queue = new Queue();
  #n: number | null = null;
  #over = false;
  #controller: WritableStreamDefaultController | null = null;
  /** A writer that waits for room, or for the end to arrive. */
  #waiting: { until: () => boolean; resolve: () => void; reject: (error: unknown) => void } | null = null;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.flow = new Outflow({
      at: (at, most) => this.#queue.at(at, most),
      release: (at) => {
        this.#queue.release(at);
        this.#wake();
      },
    });
    this.writable = new WritableStream({
      start: (controller) => {
        this.#controller = controller;
        controller.signal.addEventListener('abort', () => this.#break(controller.signal.reason));
      },
      write: (chunk) => this.#trying(() => this.#write(bytesOf(chunk))),
      close: () => this.#trying(() => this.#close()),
      abort: () => this.#finish(true),
    });
  }

  get over(): boolean {
    return this.#over;
  }

  /** The other side wants no more, or is gone. */
  fail(error: RtcError): void {
    if (this.#over) return;
    this.#controller?.error(error);
    this.#break(error);
    this.#finish(false);
  }

  /** What fails is given up: the stream itself asks for nothing more then. */
  async #trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#finish(true);
      throw error;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#begin();
    this.#queue.push(bytes);
    this.#options.wrote();
    await this.#wait(() => this.#queue.open < WINDOW);
  }

  async #close(): Promise<void> {
    let known = false;
    const told = async (): Promise<void> => {
      await this.#options.end(this.#begin(), this.#queue.end);
      known = true;
      this.#wake();
    };
    await Promise.all([told(), this.#wait(() => known && this.#queue.open === 0)]);
    this.#finish(false);
  }

  #begin(): number {
    this.#n ??= this.#options.begin(this);
    return this.#n;
  }

  #finish(aborted: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.over(this.#n, aborted);
  }

  #wait(until: () => boolean): Promise<void> {
    if (until()) return Promise.resolve();
    return new Promise((resolve, reject) => (this.#waiting = { until, resolve, reject }));
  }

  /** A stream asks for its end only after what its writer waits for. */
  #break(error: unknown): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #wake(): void {
    if (!this.#waiting?.until()) return;
    this.#waiting.resolve();
    this.#waiting = null;
  }
}

export interface IncomingOptions {
  readonly tell: (n: number, got: number, until: number) => void;
  /** All of it has arrived. */
  readonly whole: (n: number, size: number) => void;
  /** Nothing of it is read any more; `cancelled`: by its reader, before its end. */
  readonly over: (n: number | null, cancelled: boolean) => void;
}

/** The half that this side reads. */
export class Incoming {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #options: IncomingOptions;
  #n: number | null = null;
  #flow: Inflow | null = null;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Bytes that were in the stream's own queue when it was looked at last. */
  #queued = 0;
  /** Small pieces, and how many bytes of them there are. */
  readonly #gathered = new Uint8Array(GATHERED);
  #small = 0;
  #over = false;

  constructor(options: IncomingOptions) {
    this.#options = options;
    this.readable = new ReadableStream(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => this.#pulled(),
        cancel: () => this.#finish(true),
      },
      { highWaterMark: WINDOW, size: ({ length }) => length },
    );
  }

  get over(): boolean {
    return this.#over;
  }

  /** Null while the other side has begun nothing. */
  get flow(): Inflow | null {
    return this.#flow;
  }

  /** The other side writes, under this number. */
  begin(n: number): void {
    this.#n = n;
    this.#flow = new Inflow({
      tell: (got, until) => this.#options.tell(n, got, until),
      onpiece: (piece) => this.#enqueue(piece),
      onend: (size) => {
        this.#options.whole(n, size);
        this.#end();
      },
    });
    this.#flow.begin();
  }

  fail(error: RtcError): void {
    if (this.#over) return;
    this.#controller.error(error);
    this.#finish(false);
  }

  #enqueue(piece: Uint8Array<ArrayBuffer>): void {
    this.#queued += piece.length;
    // Many small ones that nobody reads would take more for their names than for themselves.
    if (piece.length < SMALL && this.#unread) this.#gather(piece);
    else this.#hand(piece);
    this.#account();
  }

  /** Whether the reader has something to read before this. */
  get #unread(): boolean {
    return this.#small > 0 || (this.#controller.desiredSize ?? 0) < WINDOW;
  }

  #gather(piece: Uint8Array<ArrayBuffer>): void {
    if (this.#small + piece.length > this.#gathered.length) this.#spill();
    this.#gathered.set(piece, this.#small);
    this.#small += piece.length;
  }

  /** What was gathered is read before what comes now. */
  #spill(): void {
    if (this.#small > 0) this.#controller.enqueue(this.#gathered.slice(0, this.#small));
    this.#small = 0;
  }

  #hand(piece: Uint8Array<ArrayBuffer>): void {
    this.#spill();
    this.#controller.enqueue(piece);
  }

  /** The stream wants more, or has just been given some. */
  #pulled(): void {
    this.#spill();
    this.#account();
  }

  /** What is no longer in the stream's queue was read. */
  #account(): void {
    const queued = WINDOW - (this.#controller.desiredSize ?? WINDOW) + this.#small;
    const read = this.#queued - queued;
    this.#queued = queued;
    if (read > 0) this.#flow?.taken(read);
  }

  #end(): void {
    if (this.#over) return;
    this.#spill();
    this.#controller.close();
    this.#finish(false);
  }

  #finish(cancelled: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.over(this.#n, cancelled);
  }
}
