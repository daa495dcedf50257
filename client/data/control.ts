/** The control channel: typed messages over the negotiated data channel 0, parsed since the peer is a stranger. */
import type { ControlMessage } from '../../shared/messages.js';
import { parseControl } from '../../shared/parse.js';

export interface ControlHandlers {
  readonly onopen: () => void;
  readonly onclose: () => void;
  readonly onmessage: (message: ControlMessage) => void;
}

export class ControlChannel {
  readonly #channel: RTCDataChannel;

  constructor(channel: RTCDataChannel, { onopen, onclose, onmessage }: ControlHandlers) {
    this.#channel = channel;
    channel.onopen = onopen;
    channel.onclose = onclose;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseControl(data);
      if (message.ok) onmessage(message.value);
    };
  }

  get open(): boolean {
    return this.#channel.readyState === 'open';
  }

  /** Whether it could be sent; what is not sent is not kept. */
  send(message: ControlMessage): boolean {
    if (!this.open) return false;
    this.#channel.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#channel.onopen = null;
    this.#channel.onclose = null;
    this.#channel.onmessage = null;
    this.#channel.close();
  }
}
