/** The way in to what two pages tell each other beside the call: loaded when either page first says something. */
import type { CallEvents } from '../call/call.js';
import { RtcError } from '../call/errors.js';
import { Part } from '../call/part.js';
import type { Tab } from '../call/tab.js';
import type { ByteStream } from './byte-stream.js';
import type { RtcChannel } from './channel.js';
import type { ChatNews } from './chat.js';
import type { Data } from './data.js';
import type { FileLimits } from './files/limits.js';
import type { Transfer } from './files/transfer.js';

export interface DataEvents {
  /** What the other page sent with `send`. */
  message: unknown;
  /** The other page opened a channel, or a stream, that this one did not. */
  channel: RtcChannel;
  stream: ByteStream;
  /** The other page offers a file. */
  file: Transfer;
  /** A line of the chat has come, or was sent; it can be taken out again before anybody sees it. */
  chat: ChatNews;
}
export type Tell = <T extends keyof DataEvents>(type: T, event: CallEvents[T]) => void;

export const dataPart = new Part(() => import('./data.js'));

/** The channel of words: on every connection, since the other page may speak first. */
const WORDS: RTCDataChannelInit = { negotiated: true, id: 2 };

/** What a connection offers for it. */
export interface Ways {
  readonly connection: Pick<RTCPeerConnection, 'createDataChannel' | 'ondatachannel' | 'sctp'>;
  readonly words: RTCDataChannel;
}

export class Door {
  readonly #tab: Tab;
  readonly #tell: Tell;
  readonly #limits: () => FileLimits | undefined;
  /** Null before anything was said in this call. */
  data: Data | null = null;
  #data: Promise<Data> | null = null;
  #ways: Ways | null = null;
  /** Of one call; another one begins another. */
  #life = new AbortController();

  constructor(tab: Tab, tell: Tell, limits: () => FileLimits | undefined) {
    this.#tab = tab;
    this.#tell = tell;
    this.#limits = limits;
  }

  /** Rejects where it cannot be loaded; the next try may. */
  open(): Promise<Data> {
    this.#data ??= this.#begin(dataPart.load());
    return this.#data;
  }

  /** A connection is being made. */
  watch(connection: Ways['connection']): void {
    if (this.#life.signal.aborted) this.#beginAnew();
    const words = connection.createDataChannel('words', WORDS);
    words.onopen = () => {
      this.#ways = { connection, words };
      // The page before the reload may have left something to say.
      if (this.#tab.resumed) this.#want();
      this.#with((data) => data.attach({ connection, words }));
    };
    words.onmessage = ({ data: word }: MessageEvent<unknown>) => {
      this.#want();
      this.#with((data) => data.hear(word));
    };
  }

  /** The call ended; another one begins anew, with its first connection. */
  close(): void {
    this.#with((data) => data.end());
    this.#life.abort();
    this.#tab.resumed = false;
  }

  #beginAnew(): void {
    this.#data = this.#ways = this.data = null;
    this.#life = new AbortController();
  }

  /** The other page speaks, so this is tried for as long as the call lasts. */
  #want(): void {
    this.#data ??= this.#begin(dataPart.whileWanted(this.#life.signal));
  }

  #with(work: (data: Data) => void): void {
    void this.#data?.then(work, () => undefined);
  }

  async #begin(loading: Promise<{ Data: typeof Data } | null>): Promise<Data> {
    const loaded = await loading.catch((error: unknown) => {
      this.#data = null;
      throw error;
    });
    if (!loaded) throw new RtcError('hung-up', 'the call ended');
    const data = (this.data = new loaded.Data(this.#tab, this.#tell, this.#limits));
    if (this.#ways) data.attach(this.#ways);
    return data;
  }
}
