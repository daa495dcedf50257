/** What the other page sends beside the call; loaded with what tells of a call. */
import type { ByteStream } from '../data/byte-stream.js';
import type { RtcChannel } from '../data/channel.js';
import type { Transfer } from '../data/files/transfer.js';
import type { ChatEntry } from '../data/chat.js';
import { RtcEvent } from './events.js';

/** The other page sent `message`. */
export class RtcMessageEvent extends RtcEvent {
  declare readonly message: unknown;

  constructor(message: unknown) {
    super('rtc-message', { message });
  }
}

/** The other page opened a channel that this one did not. */
export class RtcChannelEvent extends RtcEvent {
  declare readonly channel: RtcChannel;

  constructor(channel: RtcChannel) {
    super('rtc-channel', { channel });
  }
}

/** The other page began a stream that this one did not. */
export class RtcStreamEvent extends RtcEvent {
  declare readonly stream: ByteStream;

  constructor(stream: ByteStream) {
    super('rtc-stream', { stream });
  }
}

/** The other page offers a file; cancel it to show it in a way of your own. */
export class RtcFileEvent extends RtcEvent {
  declare readonly transfer: Transfer;

  constructor(transfer: Transfer) {
    super('rtc-file', { transfer }, true);
  }
}

/**
 * A line of the chat has come, or was sent. Cancel it where the page shows it itself, or nobody should see it: it is taken out, and
 * is not unread.
 */
export class RtcChatEvent extends RtcEvent {
  declare readonly entry: ChatEntry;
  /** The page was reloaded, and is asked anew for what it shows for a kind of its own. */
  declare readonly again: boolean;
  readonly #show: (node: Node) => void;

  constructor(entry: ChatEntry, again: boolean, show: (node: Node) => void) {
    super('rtc-chat', { entry, again }, true);
    this.#show = show;
  }

  /** Shown in place of the text, in the element's shadow root. */
  show(node: Node): void {
    this.#show(node);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-message': RtcMessageEvent;
    'rtc-channel': RtcChannelEvent;
    'rtc-stream': RtcStreamEvent;
    'rtc-file': RtcFileEvent;
    'rtc-chat': RtcChatEvent;
  }
}
