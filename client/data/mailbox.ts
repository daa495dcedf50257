/**
 * Letters that arrive once and in order, on whichever connection: what is not known to have arrived is sent again on the next
 * one. Both sides number what they send in a log of their own, which a reload of the page does not end. Knows no channel.
 */
import type { Hello, Letter, MailMemory, Post, Word } from '../../shared/messages.js';
import { MAX_LETTER } from '../../shared/parse-data.js';
import { RtcError } from '../call/errors.js';
import { randomId } from '../call/identity.js';

/** Letters that may wait for the other side. */
const MOST_WAITING = 4_096;
/** What the host page begins; the others follow from what has begun, and have room of their own. */
const OWN = new Set<Post['kind']>(['message', 'request', 'stream', 'chat']);

export interface MailboxOptions {
  /** Says a word; false if it has to wait, for room or for a connection. */
  readonly say: (word: Word) => boolean;
  readonly onletter: (letter: Letter) => void;
  /** Letters up to this one have arrived. */
  readonly ondelivered: (n: number) => void;
  /** Who answers is not who answered before: what was on its way to them is given up. */
  readonly onstranger: () => void;
  /** What this side is sending beside its letters. */
  readonly streams: () => number[];
}

export class Mailbox {
  readonly #options: MailboxOptions;
  #log: string;
  #peer: string | null;
  #got: number;
  #next: number;
  #letters: Letter[];
  /** How many of those were said on this connection. */
  #said = 0;
  /** Both have said hello on this connection. */
  #met = false;
  /** `got` was said, or will be before anything else happens. */
  #thanked = true;

  constructor(options: MailboxOptions, memory: MailMemory | null) {
    this.#options = options;
    const { log, peer, got, next, letters } = memory ?? { log: randomId(), peer: null, got: 0, next: 1, letters: [] };
    this.#log = log;
    this.#peer = peer;
    this.#got = got;
    this.#next = next;
    this.#letters = letters;
  }

  get met(): boolean {
    return this.#met;
  }

  /** Which of two sides does what only one may do; false before they met. */
  get first(): boolean {
    return this.#peer !== null && this.#log < this.#peer;
  }

  get memory(): MailMemory {
    return { log: this.#log, peer: this.#peer, got: this.#got, next: this.#next, letters: this.#letters };
  }

  /** The number that the next letter gets. */
  get next(): number {
    return this.#next;
  }

  /** Letters of the other side that have arrived. */
  get got(): number {
    return this.#got;
  }

  /**
   * Its number; it arrives when it can.
   * @throws RtcError `too-large` for more than 16,384 characters of JSON, or with 4,096 letters waiting
   */
  send(post: Post): number {
    if (JSON.stringify(post).length > MAX_LETTER)
      throw new RtcError('too-large', 'more than 16,384 characters of JSON');
    const waiting = this.#letters.length;
    if (waiting >= MOST_WAITING && OWN.has(post.kind))
      throw new RtcError('too-large', `${MOST_WAITING} messages wait already`);
    if (waiting >= 2 * MOST_WAITING) return NaN; // Answers to somebody who asks, and hears nothing.
    const n = this.#next++;
    this.#letters.push({ n, post });
    this.flush();
    return n;
  }

  /** Another connection is open. */
  opened(): void {
    this.#met = false;
    this.#hello();
  }

  closed(): void {
    this.#met = false;
  }

  /** Somebody else goes on with this log: a copy of this page, while the browser had kept this one. */
  renew(): void {
    this.#log = randomId();
    this.#peer = null;
    this.#got = 0;
    this.#forget();
  }

  /** There is room to say more. */
  flush(): void {
    if (!this.#met) return;
    for (let letter = this.#letters[this.#said]; letter; letter = this.#letters[this.#said]) {
      if (!this.#options.say({ type: 'letter', ...letter })) return;
      this.#said += 1;
    }
  }

  meet({ log, to, got, from }: Hello): void {
    const stranger = this.#peer !== null && log !== this.#peer;
    if (stranger) this.#forget();
    if (log !== this.#peer) this.#got = 0;
    this.#peer = log;
    // What they gave up is not waited for.
    this.#got = Math.max(this.#got, from - 1);
    if (to === this.#log) this.delivered(got);
    // They did not hear this side's, or it has changed since.
    if (stranger || to !== this.#log) this.#hello();
    if (!this.#met) this.#said = 0;
    this.#met = true;
    this.flush();
  }

  /** A letter that came before is not new, and one that is too early is not a letter of this log. */
  receive(letter: Letter): void {
    if (!this.#met || letter.n !== this.#got + 1) return;
    this.#got = letter.n;
    this.#thank();
    this.#options.onletter(letter);
  }

  delivered(n: number): void {
    const first = this.#letters[0]?.n ?? this.#next;
    if (n < first || n >= this.#next) return;
    const gone = n - first + 1;
    this.#letters.splice(0, gone);
    this.#said = Math.max(0, this.#said - gone);
    this.#options.ondelivered(n);
  }

  /** Many letters of one moment are thanked for once. */
  #thank(): void {
    if (!this.#thanked) return;
    this.#thanked = false;
    queueMicrotask(() => {
      this.#thanked = true;
      this.#options.say({ type: 'got', n: this.#got });
    });
  }

  #forget(): void {
    this.#letters = [];
    this.#said = 0;
    this.#options.onstranger();
  }

  #hello(): void {
    const [first] = this.#letters;
    const { streams } = this.#options;
    const from = first?.n ?? this.#next;
    this.#options.say({ type: 'hello', log: this.#log, to: this.#peer, got: this.#got, from, streams: streams() });
  }
}
