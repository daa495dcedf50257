/** A bare RTCDataChannel, and another one for small messages. */
import { Echo, Tally, type Role, type Signals, type Way } from './way.js';

/** Bytes of a message, and bytes in the channel's buffer at which the sender waits. */
export interface Shape {
  readonly chunk: number;
  readonly full: number;
}

export class BareWay implements Way {
  readonly #connection = new RTCPeerConnection();
  readonly #bulk = this.#connection.createDataChannel('bulk', { negotiated: true, id: 0 });
  readonly #small = this.#connection.createDataChannel('small', { negotiated: true, id: 1 });
  readonly #tally = new Tally();
  readonly #echo = new Echo();
  shape: Shape = { chunk: 16_384, full: 65_536 };

  static async open(role: Role, signals: Signals): Promise<BareWay> {
    const way = new BareWay(role);
    await way.#meet(role, signals);
    return way;
  }

  private constructor(role: Role) {
    this.#bulk.binaryType = 'arraybuffer';
    this.#bulk.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.#tally.add(data.byteLength);
    this.#small.onmessage = () => (role === 'caller' ? this.#echo.answered() : this.#small.send('x'));
  }

  async send(bytes: number): Promise<void> {
    const { chunk, full } = this.shape;
    const piece = new Uint8Array(chunk);
    const channel = this.#bulk;
    channel.bufferedAmountLowThreshold = full / 2;
    for (let sent = 0; sent < bytes; sent += chunk) {
      channel.send(piece);
      if (channel.bufferedAmount >= full) await new Promise((resolve) => (channel.onbufferedamountlow = resolve));
    }
  }

  receive(bytes: number): Promise<void> {
    return this.#tally.expect(bytes);
  }

  ask(): Promise<void> {
    return this.#echo.ask(() => this.#small.send('x'));
  }

  /** Candidates are in the descriptions: nobody measures how long it takes to meet. */
  async #meet(role: Role, signals: Signals): Promise<void> {
    const pc = this.#connection;
    const opened = new Promise((resolve) => (this.#small.onopen = resolve));
    const gathered = new Promise<void>((resolve) => {
      pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve();
    });
    const described = async (): Promise<void> => {
      await pc.setLocalDescription();
      await gathered;
      signals.say(pc.localDescription?.toJSON());
    };
    const heard = async (word: unknown): Promise<void> => {
      await pc.setRemoteDescription(word as RTCSessionDescriptionInit);
      if (role === 'callee') await described();
    };
    signals.onword = (word) => void heard(word);
    if (role === 'caller') await described();
    await opened;
  }
}
