/**
 * The chat of a call: its lines on both sides, how far each was read, and who is writing. Lines are letters, so they arrive once
 * and in order, over every connection and a reload of either page. No interface, usable alone; knows no channel.
 */
import type { ChatLine, ChatMemory, LineState, Post, RememberedLine } from '../../shared/messages.js';
import { MAX_LABEL, MAX_LINE, parseLine } from '../../shared/parse-data.js';
import { Emitter } from '../call/emitter.js';
import { RtcError } from '../call/errors.js';
import { fromJson, toJson } from './json.js';
import { Typing } from './typing.js';

/** What is kept of a chat, the newest: lines, and their characters. */
export const MOST_LINES = 1_000;
const MOST_CHARACTERS = 1_000_000;

/** A line as a page reads it: the same object for as long as it is kept. */
export interface ChatEntry {
  /** Its own in this call. */
  readonly id: string;
  /** Written here. */
  readonly mine: boolean;
  /** Milliseconds since the epoch; never before the line above it. */
  readonly at: number;
  readonly text: string;
  /** A kind of the host page's own, and what came with it; null for what a person wrote. */
  readonly kind: string | null;
  readonly data: unknown;
  /** Of one's own: on its way, there, or seen by the other person. Of theirs: `delivered`, or seen here. */
  readonly state: LineState;
}

/** A line that has just come, or was just sent. */
export interface ChatNews {
  readonly chat: Chat;
  readonly entry: ChatEntry;
}

export interface ChatEvents {
  /** A line is new; whoever does not want it shown takes it out with `drop`. */
  line: ChatNews;
  /** Something else to read changed. */
  change: void;
}

export interface SendLine {
  /** A kind of the page's own, at most 64 characters: `text` is what is shown where the other page does not know it. */
  readonly kind?: string;
  /** What belongs to it: something that JSON can say. */
  readonly data?: unknown;
}

export interface ChatOptions {
  /** Sends a letter: its number, and when it has arrived. */
  readonly deliver: (post: Post) => { readonly n: number; readonly arrived: Promise<void> };
  readonly post: (post: Post) => number;
  /** Says on a connection that there is now, or not at all. */
  readonly typing: (on: boolean) => void;
  /** The number of the next letter. */
  readonly next: () => number;
  readonly tell: (news: ChatNews) => void;
}

interface Entry extends ChatEntry {
  readonly n: number;
  readonly line: ChatLine;
  state: LineState;
}

export class Chat extends Emitter<ChatEvents> {
  /** Characters of a line, at the most. */
  readonly limit = MAX_LINE;
  readonly #options: ChatOptions;
  readonly #typing: Typing;
  #entries: Entry[] = [];
  #characters = 0;
  /** Letters of theirs that were seen here, and of ours that were seen there. */
  #seen = 0;
  #seenThere = 0;
  /** Of what was seen here, what they were told, and the letter that does while it is on its way: one at a time. */
  #told = 0;
  #telling: number | null = null;
  #over = false;

  constructor(options: ChatOptions, memory: ChatMemory | null) {
    super();
    this.#options = options;
    this.#typing = new Typing(options.typing, () => this.emit('change', undefined));
    if (memory) this.#recall(memory);
  }

  /** The newest 1,000, the newest last. */
  get entries(): readonly ChatEntry[] {
    return this.#entries;
  }

  /** Lines of theirs that were not seen yet. */
  get unread(): number {
    return this.#entries.reduce((count, { mine, state }) => count + (mine || state === 'read' ? 0 : 1), 0);
  }

  /** The other person is writing. */
  get peerTyping(): boolean {
    return this.#typing.theirs;
  }

  get memory(): ChatMemory {
    const lines = this.#entries.map(({ n, mine, state, line }): RememberedLine => ({ ...line, n, mine, state }));
    return { lines, seen: this.#seen, told: this.#told, telling: this.#telling };
  }

  /**
   * Sends a line; it is among the entries at once. Resolves once the other page has it.
   * A text of more than 4,000 characters is cut.
   * @throws RtcError `bad-request` for no text; `too-large` for more than fits into a message with its data, or with 4,096 waiting; `peer-gone` if somebody else came; `hung-up` at the end
   */
  async send(text: string, { kind, data }: SendLine = {}): Promise<void> {
    const own = kind === undefined ? {} : { own: { kind, body: toJson(data) } };
    const line = checked({ text, at: this.#after(Date.now()), ...own });
    const { n, arrived } = this.#options.deliver({ kind: 'chat', ...line });
    this.#typing.sent();
    this.#add(entryOf({ ...line, n, mine: true, state: 'sending' }));
    await arrived;
  }

  /** The person writes, or does not any more. May be called with every key. */
  typing(on = true): void {
    if (!this.#over) this.#typing.set(on);
  }

  /** All that is there was seen: the other person is told. */
  markRead(): void {
    const last = this.#entries.findLast(({ mine }) => !mine);
    if (!last || last.n <= this.#seen) return;
    this.#seen = last.n;
    for (const entry of this.#entries) if (!entry.mine) entry.state = 'read';
    this.#tell();
    this.emit('change', undefined);
  }

  /** Takes a line out, here. */
  drop({ id }: Pick<ChatEntry, 'id'>): void {
    const index = this.#entries.findLastIndex((entry) => entry.id === id);
    if (index < 0) return;
    this.#remove(index);
    this.emit('change', undefined);
  }

  // --- What the other side says.

  received(n: number, line: ChatLine): void {
    this.#typing.heard(false);
    const at = this.#after(Math.min(line.at, Date.now()));
    this.#add(entryOf({ ...line, at, n, mine: false, state: 'delivered' }));
  }

  heardTyping(on: boolean): void {
    this.#typing.heard(on);
  }

  /** Their person has seen all up to the letter `of`; of one that was never sent nobody has. */
  seen(of: number): void {
    if (of <= this.#seenThere || of >= this.#options.next()) return;
    this.#seenThere = of;
    this.#advance(of, 'read');
  }

  // --- What the mailbox says.

  delivered(n: number): void {
    this.#advance(n, 'delivered');
    if (this.#telling === null || n < this.#telling) return;
    this.#telling = null;
    this.#tell();
  }

  /** Somebody else is there: what was said to the one before is not theirs. */
  forget(): void {
    this.#entries = [];
    this.#characters = this.#seen = this.#seenThere = this.#told = 0;
    this.#telling = null;
    this.#typing.reset();
    this.emit('change', undefined);
  }

  /** The call ended. */
  end(): void {
    this.#over = true;
    this.forget();
  }

  #recall({ lines, seen, told, telling }: ChatMemory): void {
    for (const line of lines) this.#push(entryOf(line));
    this.#seen = seen;
    this.#told = told;
    this.#telling = telling;
  }

  /** Whoever hears of it first may take it out. */
  #add(entry: Entry): void {
    this.#push(entry);
    const news = { chat: this, entry };
    this.#options.tell(news);
    if (!this.#entries.includes(entry)) return;
    this.emit('line', news);
    this.emit('change', undefined);
  }

  #push(entry: Entry): void {
    this.#entries.push(entry);
    this.#characters += sizeOf(entry);
    while (this.#entries.length > MOST_LINES || this.#characters > MOST_CHARACTERS) this.#remove(0);
  }

  #remove(index: number): void {
    for (const entry of this.#entries.splice(index, 1)) this.#characters -= sizeOf(entry);
  }

  /** Clocks of two people differ: no line is before the one above it. */
  #after(at: number): number {
    return Math.max(at, this.#entries.at(-1)?.at ?? 0);
  }

  #advance(n: number, state: LineState): void {
    let changed = false;
    for (const entry of this.#entries) {
      if (!entry.mine || entry.n > n || entry.state === 'read' || entry.state === state) continue;
      entry.state = state;
      changed = true;
    }
    if (changed) this.emit('change', undefined);
  }

  /** The newest, once what was told before has arrived: a flood of lines is not answered by one of marks. */
  #tell(): void {
    if (this.#over || this.#telling !== null || this.#told >= this.#seen) return;
    const n = this.#options.post({ kind: 'read', of: this.#seen });
    if (Number.isNaN(n)) return;
    this.#told = this.#seen;
    this.#telling = n;
  }
}

const sizeOf = ({ line: { text, own } }: Entry): number => text.length + (own?.body.length ?? 0);

function entryOf({ n, mine, state, ...line }: RememberedLine): Entry {
  const { text, at, own } = line;
  return {
    id: `${mine ? 'mine' : 'theirs'}-${n}`,
    n,
    mine,
    at,
    text,
    kind: own?.kind ?? null,
    data: own ? fromJson(own.body) : null,
    state,
    line,
  };
}

function checked(line: ChatLine): ChatLine {
  const parsed = parseLine(line);
  if (parsed.ok) return parsed.value;
  const limits = `a line has at least one character, a kind 1 to ${MAX_LABEL}`;
  throw new RtcError(parsed.code, limits);
}
