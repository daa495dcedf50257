/** Two ends of a connection without a network: what is sent arrives when it is carried, message by message, or never. */
import type { Ways } from '../../client/data/door.js';

class FakeChannel {
  readyState: RTCDataChannelState = 'open';
  bufferedAmountLowThreshold = 0;
  binaryType = 'arraybuffer';
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  other: FakeChannel | null = null;
  readonly waiting: unknown[] = [];
  #buffered = 0;

  constructor(
    readonly label: string,
    readonly id: number | null,
    readonly protocol = '',
  ) {}

  get bufferedAmount(): number {
    return this.#buffered;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 'open') throw new DOMException('not open', 'InvalidStateError');
    // As on a wire: what the sender does with its memory afterwards changes nothing.
    this.waiting.push(typeof data === 'string' ? data : data.slice().buffer);
    this.#buffered += data.length;
  }

  /** The oldest message arrives; false if there is none. */
  carry(): boolean {
    const data = this.waiting.shift();
    if (data === undefined) return false;
    const above = this.#buffered > this.bufferedAmountLowThreshold;
    this.#buffered -= typeof data === 'string' ? data.length : (data as ArrayBuffer).byteLength;
    this.other?.onmessage?.({ data });
    if (above && this.#buffered <= this.bufferedAmountLowThreshold) this.onbufferedamountlow?.();
    return true;
  }

  close(): void {
    this.readyState = 'closed';
    this.waiting.length = 0;
  }
}

class FakeConnection {
  readonly channels = new Map<number, FakeChannel>();
  readonly sctp = null;
  other: FakeConnection | null = null;
  ondatachannel: ((event: { channel: FakeChannel }) => void) | null = null;

  createDataChannel(label: string, { id, protocol }: RTCDataChannelInit = {}): FakeChannel {
    const channel = new FakeChannel(label, id ?? null, protocol);
    if (id !== undefined) {
      this.channels.set(id, channel);
      const opposite = this.other?.channels.get(id);
      if (opposite) [channel.other, opposite.other] = [opposite, channel];
    }
    return channel;
  }
}

/** A connection between two pages. */
export class FakeLink {
  readonly left = new FakeConnection();
  readonly right = new FakeConnection();
  readonly ways: readonly [Ways, Ways];

  constructor() {
    [this.left.other, this.right.other] = [this.right, this.left];
    const words = [this.left, this.right].map((end) => end.createDataChannel('words', { negotiated: true, id: 2 }));
    const [left, right] = words;
    if (!left || !right) throw new Error('two ends were made');
    this.ways = [asWays(this.left, left), asWays(this.right, right)];
  }

  get #channels(): FakeChannel[] {
    return [this.left, this.right].flatMap(({ channels }) => [...channels.values()]);
  }

  /** One message arrives, of the channel that `choice` chooses among those that have any; false if none has. */
  carry(choice: number): boolean {
    const full = this.#channels.filter(({ waiting }) => waiting.length > 0);
    return full[choice % full.length]?.carry() ?? false;
  }

  /** What is on its way is lost. */
  cut(): void {
    for (const channel of this.#channels) channel.close();
  }
}

/** What `Data` uses of a connection is there; the types of the DOM have more. */
const asWays = (connection: FakeConnection, words: FakeChannel): Ways => ({ connection, words }) as unknown as Ways;
