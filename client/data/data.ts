/**
 * All that two pages tell each other beside the call itself: messages, questions, the chat, streams of bytes, channels. Loaded when
 * either page first uses it; lasts as long as the call, over every connection that the call has.
 */
import type { ChannelOptions, Letter, Post, Word } from '../../shared/messages.js';
import { parseFilesMemory, parseHistory, parseMemory, parseWord } from '../../shared/parse-data.js';
import { RtcError } from '../call/errors.js';
import type { Tab } from '../call/tab.js';
import { Bulk } from './bulk.js';
import type { ByteStream } from './byte-stream.js';
import type { RtcChannel } from './channel.js';
import { Channels } from './channels.js';
import { Chat } from './chat.js';
import type { Tell, Ways } from './door.js';
import { FileError } from './files/errors.js';
import { Files } from './files/files.js';
import type { FileLimits } from './files/limits.js';
import { HEAD, unframe } from './frame.js';
import { fromJson, toJson } from './json.js';
import { Keepsake } from './keepsake.js';
import { Mailbox } from './mailbox.js';
import { Questions, type Answerer, type RequestOptions } from './questions.js';
import { Streams } from './streams.js';
import type { Transfer } from './files/transfer.js';

/** Bytes in the channel of words beyond which letters wait: what is urgent has no long way. */
const FULL = 65_536;
const LOW = 16_384;
/** The channel of bytes (shared/messages.ts has the others). */
const BYTES: RTCDataChannelInit = { negotiated: true, id: 3 };

type Part = 'letters' | 'files' | 'lines';

/** Words for somebody who was met on this connection. */
const BETWEEN_TWO = new Set<Word['type']>(['flow', 'typing']);

/** What answers in a call: a tab's calls in this room follow each other. */
const ANSWERERS = new WeakMap<object, Answerer | null>();

export class Data {
  readonly chat: Chat;
  readonly #tell: Tell;
  readonly #tab: object;
  readonly #questions = new Questions((post) => void this.#post(post));
  readonly #channels: Channels;
  readonly #streams: Streams;
  readonly #bulk = new Bulk();
  readonly #mailbox: Mailbox;
  /** Of what is kept for the page after a reload, each part. */
  readonly #kept: Readonly<Record<Part, Keepsake>>;
  readonly #life = new AbortController();
  /** Who waits to hear that a letter has arrived. */
  readonly #senders = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  /** The files that go and come. */
  readonly files: Files;
  #ways: Ways | null = null;
  #bytes: RTCDataChannel | null = null;
  /** Bytes of frames that have come over this connection. */
  #came = 0;

  /**
   * @param tab where the letters of a call are kept over a reload of the page
   * @param limits what files this page lets in and out
   */
  constructor(tab: Pick<Tab, 'name' | 'resumed'>, tell: Tell, limits: () => FileLimits | undefined) {
    const keepsake = (what: string): Keepsake => new Keepsake(`${tab.name} ${what}`);
    this.#kept = { letters: keepsake('data'), lines: keepsake('chat'), files: keepsake('files') };
    const before = this.#take();
    this.#tab = tab;
    this.#tell = tell;
    const send = (post: Post): number => this.#post(post);
    this.#channels = new Channels({ send, onchannel: (channel) => tell('channel', channel) });
    this.#streams = new Streams({
      send,
      deliver: (post) => this.#deliver(post),
      say: (word) => void this.#say(word),
      bulk: this.#bulk,
      onstream: (stream) => tell('stream', stream),
    });
    const files = tab.resumed ? parseFilesMemory(before.files) : null;
    // Both, or neither: what a tab had no room for is missed by the other.
    const memory = files && parseMemory(before.letters);
    this.chat = new Chat(
      {
        deliver: (post) => this.#letter(post),
        post: send,
        typing: (on) => void this.#say({ type: 'typing', on }),
        next: () => this.#mailbox.next,
        tell: (news) => tell('chat', news),
      },
      // Without its letters nobody knows whose it was.
      memory && parseHistory(before.lines),
    );
    this.#mailbox = new Mailbox(
      {
        say: (word) => this.#say(word),
        onletter: (letter) => this.#read(letter),
        ondelivered: (n) => this.#delivered(n),
        onstranger: () => this.#lost(),
        streams: () => this.#streams.numbers,
      },
      memory,
    );
    const onoffer = (transfer: Transfer): void => tell('file', transfer);
    const say = (word: Word): void => void this.#say(word);
    this.files = new Files({ send, say, bulk: this.#bulk, limits: () => limits() ?? {}, onoffer }, memory && files);
    // What was being streamed is gone with the page before.
    const begun = this.#mailbox.memory.letters.filter(({ post }) => post.kind === 'stream');
    for (const { n: of } of begun) send({ kind: 'stop', of, mine: true, why: 'aborted' });
    const { signal } = this.#life;
    addEventListener('pagehide', () => this.#keep(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#shown(), { signal });
    this.#questions.answerer = ANSWERERS.get(tab) ?? null;
  }

  // --- What the host page does.

  /** Resolves once the other page has it. */
  async send(message: unknown): Promise<void> {
    await this.#deliver({ kind: 'message', body: toJson(message) });
  }

  async request(question: unknown, options?: RequestOptions): Promise<unknown> {
    return this.#questions.ask(question, options);
  }

  /** Also in the next call of this page. */
  set answerer(answerer: Answerer | null) {
    this.#questions.answerer = answerer;
    ANSWERERS.set(this.#tab, answerer);
  }

  openChannel(label: string, options: ChannelOptions = {}): RtcChannel {
    return this.#channels.open(label, options);
  }

  stream(label: string): ByteStream {
    return this.#streams.open(label);
  }

  // --- What the call does.

  /** Another connection is open. */
  attach(ways: Ways): void {
    // Also closed by now: whoever was there has gone while this was loaded.
    if (ways.words === this.#ways?.words || ways.words.readyState !== 'open') return;
    this.#detach();
    const { words, connection } = (this.#ways = ways);
    words.bufferedAmountLowThreshold = LOW;
    words.onbufferedamountlow = () => this.#mailbox.flush();
    words.onmessage = ({ data }: MessageEvent<unknown>) => this.hear(data);
    this.#bytes = connection.createDataChannel('bytes', BYTES);
    this.#bytes.binaryType = 'arraybuffer';
    this.#bytes.onmessage = ({ data }: MessageEvent<unknown>) => this.#arrived(data);
    this.#bytes.onopen = () => this.#bulk.pump();
    this.#came = 0;
    this.#bulk.attach(this.#bytes, connection.sctp?.maxMessageSize);
    this.#channels.watch(connection);
    this.#mailbox.opened();
  }

  /** A message of the channel of words. */
  hear(data: unknown): void {
    const parsed = parseWord(data);
    if (parsed.ok) this.#heard(parsed.value);
  }

  /** The call ended. */
  end(): void {
    this.#channels.end();
    this.#life.abort();
    this.#take();
    this.chat.end();
    this.#fail(new RtcError('hung-up', 'the call ended'));
    this.files.end(new FileError('hung-up', 'the call ended'));
    this.#detach();
  }

  #detach(): void {
    this.#mailbox.closed();
    this.#channels.detach();
    this.#bulk.attach(null);
    if (this.#bytes) this.#bytes.onmessage = this.#bytes.onopen = null;
    if (this.#ways) this.#ways.words.onmessage = this.#ways.words.onbufferedamountlow = null;
    this.#bytes = this.#ways = null;
  }

  /** Letters wait while there is much to say. */
  #say(word: Word): boolean {
    const words = this.#ways?.words;
    if (BETWEEN_TWO.has(word.type) && !this.#mailbox.met) return false; // It is said once they have met, or not at all.
    if (words?.readyState !== 'open' || (word.type === 'letter' && words.bufferedAmount >= FULL)) return false;
    words.send(JSON.stringify(word));
    return true;
  }

  /** What is said after the end reaches nobody. */
  #post(post: Post): number {
    if (this.#life.signal.aborted) throw new RtcError('hung-up', 'the call ended');
    return this.#mailbox.send(post);
  }

  #deliver(post: Post): Promise<void> {
    return this.#letter(post).arrived;
  }

  #letter(post: Post): { n: number; arrived: Promise<void> } {
    const n = this.#post(post);
    return { n, arrived: new Promise((resolve, reject) => this.#senders.set(n, { resolve, reject })) };
  }

  #heard(word: Word): void {
    switch (word.type) {
      case 'hello':
        return this.#met(word);
      case 'letter':
        return this.#mailbox.receive(word);
      case 'got':
        return this.#mailbox.delivered(word.n);
      case 'flow':
        return void (this.files.flows(word) || this.#streams.flows(word));
      case 'came':
        return this.#bulk.came(word.bytes);
      case 'gone':
        return this.#streams.gone(word.n);
      case 'typing':
        return this.chat.heardTyping(word.on);
    }
  }

  #met(hello: Extract<Word, { type: 'hello' }>): void {
    this.#mailbox.meet(hello);
    this.#streams.met(hello.streams, this.#mailbox.got);
    this.files.met();
    this.#channels.met(this.#mailbox.first);
  }

  /** A frame of the channel of bytes. */
  #arrived(data: unknown): void {
    const framed = unframe(data);
    if (!framed) return;
    const { n, asks, piece } = framed;
    this.#came += HEAD + piece.length;
    if (asks) this.#say({ type: 'came', bytes: this.#came });
    if (!this.files.arrived(n, piece)) this.#streams.arrived(n, piece);
  }

  #read({ n, post }: Letter): void {
    switch (post.kind) {
      case 'message':
        return this.#tell('message', fromJson(post.body));
      case 'request':
        return void this.#questions.asked(post.id, post.body);
      case 'answer':
        return this.#questions.answered(post.id, post.ok, post.body);
      case 'stream':
        return this.#streams.begun(n, post.label);
      case 'end':
        return this.#streams.ended(post.of, post.size);
      case 'stop':
        return void (this.files.stopped(post) || this.#streams.stopped(post));
      case 'file':
        return this.files.offered(n, post.file);
      case 'saved':
        return this.files.saved(post.of);
      case 'pause':
        return this.files.paused(post);
      case 'channel':
        return this.#channels.wanted(post);
      case 'close-channel':
        return this.#channels.closed(post.label, post.turn);
      case 'chat':
        return this.chat.received(n, post);
      case 'read':
        return this.chat.seen(post.of);
      case undefined:
        return;
    }
  }

  /** Where there is not enough room it is better to lose the lines than the letters. */
  #keep(): void {
    const { letters, files, lines } = this.#kept;
    letters.put(JSON.stringify(this.#mailbox.memory));
    files.put(JSON.stringify(this.files.memory));
    lines.put(JSON.stringify(this.chat.memory));
  }

  #take(): Readonly<Record<Part, string | null>> {
    const { letters, files, lines } = this.#kept;
    return { letters: letters.take(), files: files.take(), lines: lines.take() };
  }

  /** Back from the browser's cache: a page in between may have gone on with this one's log. */
  #shown(): void {
    if (!this.#kept.letters.untouched) this.#mailbox.renew();
    this.#take();
  }

  #delivered(n: number): void {
    this.chat.delivered(n);
    for (const [number, { resolve }] of this.#senders) {
      if (number > n) return;
      resolve();
      this.#senders.delete(number);
    }
  }

  #lost(): void {
    this.#fail(new RtcError('peer-gone', 'somebody else is there'));
    this.files.stranger(new FileError('peer-gone', 'somebody else is there'));
    this.#channels.stranger();
    this.chat.forget();
  }

  /** Nothing of what was on its way arrives any more. */
  #fail(error: RtcError): void {
    this.#questions.end(error);
    for (const { reject } of this.#senders.values()) reject(error);
    this.#senders.clear();
    this.#streams.fail(error);
  }
}
