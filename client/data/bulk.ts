/** The streams that this side sends, in turns over one channel, so that none waits for another's end. */
import { frame, PIECE } from './frame.js';
import type { Outflow } from './outflow.js';

/** Bytes in the channel's buffer: more make it slower (see frame.ts), and what is in it delays what comes after. */
const FULL = 131_072;
const LOW = 65_536;

/** What is used of an RTCDataChannel. */
export type BytesChannel = Pick<
  RTCDataChannel,
  'readyState' | 'bufferedAmount' | 'bufferedAmountLowThreshold' | 'onbufferedamountlow'
> & { send(data: Uint8Array<ArrayBuffer>): void };

export class Bulk {
  #flows = new Map<number, Outflow>();
  #channel: BytesChannel | null = null;

  add(n: number, flow: Outflow): void {
    this.#flows.set(n, flow);
  }

  delete(n: number): void {
    this.#flows.delete(n);
  }

  /** Another connection; null: none. Nothing flows before the other side has said how far each stream is. */
  attach(channel: BytesChannel | null): void {
    if (this.#channel) this.#channel.onbufferedamountlow = null;
    this.#channel = channel;
    for (const flow of this.#flows.values()) flow.paused();
    if (!channel) return;
    channel.bufferedAmountLowThreshold = LOW;
    channel.onbufferedamountlow = () => this.pump();
  }

  /** Sends what may be sent. */
  pump(): void {
    while (this.#roomy) {
      const next = this.#next();
      if (!next) return;
      this.#channel?.send(next);
    }
  }

  get #roomy(): boolean {
    return this.#channel?.readyState === 'open' && this.#channel.bufferedAmount < FULL;
  }

  #next(): Uint8Array<ArrayBuffer> | null {
    for (const [n, flow] of this.#flows) {
      const piece = flow.take(PIECE);
      if (!piece) continue;
      // Its turn is over.
      this.#flows.delete(n);
      this.#flows.set(n, flow);
      return frame(n, piece);
    }
    return null;
  }
}
