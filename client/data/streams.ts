/** The streams of bytes between two pages: by label for the pages, by number on the wire. */
import type { Post, Word } from '../../shared/messages.js';
import { MAX_LABEL, MAX_STREAMS } from '../../shared/parse-data.js';
import { RtcError } from '../call/errors.js';
import type { Bulk } from './bulk.js';
import { Incoming, Outgoing, type ByteStream } from './byte-stream.js';
import { MOST_NUMBER } from './frame.js';

/** Labels in use: a stream that nobody closes costs little, but not nothing. */
const MOST_LABELS = 256;

export interface StreamsOptions {
  /** The number of the letter. */
  readonly send: (post: Post) => number;
  /** Resolves once it has arrived. */
  readonly deliver: (post: Post) => Promise<void>;
  readonly say: (word: Word) => void;
  readonly bulk: Bulk;
  /** The other side began one that this page does not know. */
  readonly onstream: (stream: ByteStream) => void;
}

interface Halves {
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
  readonly pair: ByteStream;
}

export class Streams {
  readonly #options: StreamsOptions;
  readonly #labels = new Map<string, Halves>();
  readonly #outgoing = new Map<number, Outgoing>();
  readonly #incoming = new Map<number, Incoming>();
  /** The last ones that are whole, and their sizes: their senders may not have heard it. */
  readonly #whole = new Map<number, number>();

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Those that this side is sending. */
  get numbers(): number[] {
    return [...this.#outgoing.keys()];
  }

  /** @throws RtcError `bad-request` for a label of more than 64 characters, `too-large` with 256 of them open */
  open(label: string): ByteStream {
    const known = this.#labels.get(label);
    if (known) return known.pair;
    if (label.length === 0 || label.length > MAX_LABEL)
      throw new RtcError('bad-request', `a label has 1 to ${MAX_LABEL} characters`);
    if (this.#labels.size >= MOST_LABELS) throw new RtcError('too-large', `${MOST_LABELS} streams are open`);
    return this.#add(label).pair;
  }

  /** On a new connection: how far the other side's streams are, and which of them nobody knows any more. */
  met(sending: readonly number[], got: number): void {
    const sent = new Set(sending);
    for (const [n, incoming] of this.#incoming)
      if (sent.has(n)) incoming.flow?.tell();
      else incoming.fail(new RtcError('peer-gone', 'the other page has forgotten this stream'));
    for (const n of sent) if (n <= got && !this.#incoming.has(n)) this.#recall(n);
  }

  /** A piece of one; of a stream that was given up, it is on its way in vain. */
  arrived(n: number, piece: Uint8Array<ArrayBuffer>): void {
    if (this.#incoming.get(n)?.flow?.receive(piece) === false) this.#refuse(n, 'bad-request');
  }

  begun(n: number, label: string): void {
    const known = this.#labels.get(label);
    const taken = known?.incoming.flow || known?.incoming.over;
    const full = this.#incoming.size >= MAX_STREAMS || (!known && this.#labels.size >= MOST_LABELS);
    if (taken || full) return this.#stop(n, false, taken && known.incoming.over ? 'cancelled' : 'busy');
    const { incoming, pair } = known ?? this.#add(label);
    this.#incoming.set(n, incoming);
    incoming.begin(n);
    if (!known) this.#options.onstream(pair);
  }

  ended(of: number, size: number): void {
    if (this.#incoming.get(of)?.flow?.end(size) === false) this.#refuse(of, 'bad-request');
  }

  stopped({ of, mine, why }: Extract<Post, { kind: 'stop' }>): void {
    const half = mine ? this.#incoming.get(of) : this.#outgoing.get(of);
    half?.fail(new RtcError('peer-gone', `the other page gave this stream up: ${why}`));
  }

  flows({ n, got, until }: Extract<Word, { type: 'flow' }>): void {
    this.#outgoing.get(n)?.flow.flow(got, until);
    this.#options.bulk.pump();
  }

  gone(n: number): void {
    this.#outgoing.get(n)?.fail(new RtcError('peer-gone', 'the other page has forgotten this stream'));
  }

  /** All that there is; who comes next is somebody else. */
  fail(error: RtcError): void {
    this.#whole.clear();
    for (const { outgoing, incoming } of this.#labels.values()) {
      outgoing.fail(error);
      incoming.fail(error);
    }
  }

  #add(label: string): Halves {
    const outgoing = new Outgoing({
      begin: (half) => this.#begin(label, half),
      wrote: () => this.#options.bulk.pump(),
      end: (of, size) => this.#options.deliver({ kind: 'end', of, size }),
      over: (n, aborted) => this.#sent(label, n, aborted),
    });
    const incoming = new Incoming({
      tell: (n, got, until) => this.#options.say({ type: 'flow', n, got, until }),
      over: (n, cancelled) => this.#received(label, n, cancelled),
      whole: (n, size) => this.#remember(n, size),
    });
    const halves = { outgoing, incoming, pair: { label, readable: incoming.readable, writable: outgoing.writable } };
    this.#labels.set(label, halves);
    return halves;
  }

  #begin(label: string, half: Outgoing): number {
    if (this.#outgoing.size >= MAX_STREAMS) throw new RtcError('too-large', `${MAX_STREAMS} streams are being sent`);
    const n = this.#options.send({ kind: 'stream', label });
    if (n > MOST_NUMBER) throw new RtcError('too-large', 'too many messages for one call');
    this.#outgoing.set(n, half);
    this.#options.bulk.add(n, half.flow);
    return n;
  }

  #sent(label: string, n: number | null, aborted: boolean): void {
    if (n !== null) {
      this.#outgoing.delete(n);
      this.#options.bulk.delete(n);
      if (aborted) this.#stop(n, true, 'aborted');
    }
    this.#tidy(label);
  }

  #received(label: string, n: number | null, cancelled: boolean): void {
    if (n !== null) {
      this.#incoming.delete(n);
      if (cancelled) this.#stop(n, false, 'cancelled');
    }
    this.#tidy(label);
  }

  /** No more than so many can be unheard of: their sender has no more open. */
  #remember(n: number, size: number): void {
    this.#whole.set(n, size);
    const [oldest] = this.#whole.keys();
    if (this.#whole.size > MAX_STREAMS && oldest !== undefined) this.#whole.delete(oldest);
  }

  #tidy(label: string): void {
    const halves = this.#labels.get(label);
    if (halves?.outgoing.over && halves.incoming.over) this.#labels.delete(label);
  }

  #refuse(n: number, why: 'bad-request'): void {
    this.#incoming.get(n)?.fail(new RtcError(why, 'the other page sends more than it may'));
    this.#stop(n, false, why);
  }

  /** Asked for a stream that is not being read. */
  #recall(n: number): void {
    const size = this.#whole.get(n);
    this.#options.say(size === undefined ? { type: 'gone', n } : { type: 'flow', n, got: size, until: size });
  }

  #stop(of: number, mine: boolean, why: Extract<Post, { kind: 'stop' }>['why']): void {
    this.#options.send({ kind: 'stop', of, mine, why });
  }
}
