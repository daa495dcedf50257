/** The streams that this side sends, in turns over one channel, so that none waits for another's end. */
import { FRAME, HEAD, lend } from './frame.js';
import type { Outflow } from './outflow.js';
import { Pace } from './pace.js';

/** Bytes in the channel's buffer: measured in Chromium 156, less carries less, and 1 MiB a third of it. */
const FULL = 262_144;
const LOW = 131_072;

/** What is used of an RTCDataChannel. */
export type BytesChannel = Pick<
  RTCDataChannel,
  'readyState' | 'bufferedAmount' | 'bufferedAmountLowThreshold' | 'onbufferedamountlow'
> & { send(data: Uint8Array<ArrayBuffer>): void };

export class Bulk {
  #flows = new Map<number, Outflow>();
  #channel: BytesChannel | null = null;
  #pace = new Pace();
  /** Bytes that the other side takes in one message. */
  #most = FRAME;

  add(n: number, flow: Outflow): void {
    this.#flows.set(n, flow);
  }

  delete(n: number): void {
    this.#flows.delete(n);
  }

  /** Another connection; null: none. Nothing flows before the other side has said how far each stream is. */
  attach(channel: BytesChannel | null, most = FRAME): void {
    if (this.#channel) this.#channel.onbufferedamountlow = null;
    this.#channel = channel;
    this.#pace = new Pace();
    this.#most = most;
    for (const flow of this.#flows.values()) flow.paused();
    if (!channel) return;
    channel.bufferedAmountLowThreshold = LOW;
    channel.onbufferedamountlow = () => this.pump();
  }

  /** The other side says how many bytes have come over this connection. */
  came(bytes: number): void {
    this.#pace.came(bytes, performance.now());
    this.pump();
  }

  /** Sends what may be sent. */
  pump(): void {
    while (this.#channel && this.#roomy && this.#send(this.#channel));
  }

  get #roomy(): boolean {
    return this.#channel?.readyState === 'open' && this.#channel.bufferedAmount < FULL && this.#pace.room;
  }

  /** The next piece of whose turn it is; false if nobody has any. */
  #send(channel: BytesChannel): boolean {
    const most = Math.min(this.#pace.frame, this.#most) - HEAD;
    for (const [n, flow] of this.#flows) {
      const piece = flow.take(most);
      if (!piece) continue;
      // Its turn is over.
      this.#flows.delete(n);
      this.#flows.set(n, flow);
      const asks = this.#pace.sent(HEAD + piece.length, performance.now());
      lend(n, piece, asks, (frame) => channel.send(frame));
      return true;
    }
    return false;
  }
}
