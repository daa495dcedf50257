/**
 * A channel of the host page, with the label and the promises of an RTCDataChannel, that lasts as long as the call: on another
 * connection it opens again. What is said while it is not open is not kept.
 */
import type { ChannelOptions } from '../../shared/messages.js';
import { Emitter } from '../call/emitter.js';

export interface ChannelEvents {
  message: string | ArrayBuffer;
  /** `state` changed. */
  change: void;
}

export type RtcChannelState = 'connecting' | 'open' | 'closed';

export class RtcChannel extends Emitter<ChannelEvents> {
  readonly label: string;
  readonly options: Readonly<ChannelOptions>;
  readonly #onclose: () => void;
  #channel: RTCDataChannel | null = null;
  #state: RtcChannelState = 'connecting';

  constructor(label: string, options: ChannelOptions, onclose: () => void) {
    super();
    this.label = label;
    this.options = options;
    this.#onclose = onclose;
  }

  /** `connecting` also while the call reconnects. */
  get state(): RtcChannelState {
    return this.#state;
  }

  /** Bytes that wait to be sent: whoever makes many should make none while this grows. */
  get bufferedAmount(): number {
    return this.#channel?.bufferedAmount ?? 0;
  }

  /** Sends, if it is open; else nothing is kept, and false is returned. */
  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): boolean {
    // Nobody tells of a connection that this side closed.
    if (this.#channel?.readyState !== 'open') this.#setState('connecting');
    if (this.#channel?.readyState !== 'open') return false;
    if (typeof data === 'string') this.#channel.send(data);
    else if (data instanceof ArrayBuffer) this.#channel.send(data);
    else this.#channel.send(data);
    return true;
  }

  /** On both sides, for good. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#onclose();
    this.end();
  }

  /** The connection that carries it from now on. */
  carry(channel: RTCDataChannel): void {
    this.#drop();
    this.#channel = channel;
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.emit('message', data);
    channel.onopen = () => this.#setState('open');
    channel.onclose = () => this.#setState('connecting');
    if (channel.readyState === 'open') this.#setState('open');
  }

  /** No connection carries it just now. */
  rest(): void {
    this.#drop();
    this.#setState('connecting');
  }

  /** The other side closed it, or the call ended. */
  end(): void {
    this.#drop();
    this.#setState('closed');
  }

  #drop(): void {
    const channel = this.#channel;
    this.#channel = null;
    if (!channel) return;
    channel.onmessage = channel.onopen = channel.onclose = null;
    channel.close();
  }

  #setState(state: RtcChannelState): void {
    if (state === this.#state || this.#state === 'closed') return;
    this.#state = state;
    this.emit('change', undefined);
  }
}
