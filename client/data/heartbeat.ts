/**
 * "I hear you if you hear this": a channel of its own, negotiated with id 1, whose messages are never sent again. On the
 * reliable control channel one that is lost would hold back those behind it, and loss would look like silence.
 */
const CHANNEL: RTCDataChannelInit = { negotiated: true, id: 1, ordered: false, maxRetransmits: 0 };
const BEAT = '';

export class Heartbeat {
  readonly #channel: RTCDataChannel;

  constructor(channel: RTCDataChannel, onbeat: () => void) {
    this.#channel = channel;
    channel.onmessage = onbeat;
  }

  static open(connection: RTCPeerConnection): RTCDataChannel {
    return connection.createDataChannel('beat', CHANNEL);
  }

  send(): void {
    if (this.#channel.readyState === 'open') this.#channel.send(BEAT);
  }

  close(): void {
    this.#channel.onmessage = null;
    this.#channel.close();
  }
}
