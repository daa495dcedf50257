/** The control channel: typed messages over the negotiated data channel 0, parsed since the peer is a stranger. */
import type { ControlMessage } from '../../shared/messages.js';
import { parseControl } from '../../shared/parse.js';

/** What the other side sends wrongly, it may send often. */
const MAX_REFUSED = 20;

export interface ControlHandlers {
  readonly onopen: () => void;
  readonly onclose: () => void;
  readonly onmessage: (message: ControlMessage) => void;
  /** A message that is none of ours, or not as it has to be: it is dropped. */
  readonly onrefused: (error: Error) => void;
}

export class ControlChannel {
  readonly #channel: RTCDataChannel;
  #refused = 0;

  constructor(channel: RTCDataChannel, { onopen, onclose, onmessage, onrefused }: ControlHandlers) {
    this.#channel = channel;
    channel.onopen = onopen;
    channel.onclose = onclose;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseControl(data);
      if (message.ok) onmessage(message.value);
      else if (this.#refused++ < MAX_REFUSED)
        onrefused(new Error(`control message dropped: ${message.code} ${message.field ?? ''}`));
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
