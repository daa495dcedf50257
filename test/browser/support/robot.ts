/** A program at the other end of a real server, which does what no page of this project would: fewer m-lines, another order. */
import { inject, onTestFinished } from 'vitest';
import { randomId } from '../../../client/call/identity.js';
import { Signaling, type SignalingEvents } from '../../../client/call/signaling.js';
import type { ControlMessage } from '../../../shared/messages.js';
import type { Role, SessionDescription, Signal } from '../../../shared/protocol.js';

/** The last section of a page's offer, and its name. */
const DATA_LINE = /m=application (?:.*\r\n)*?a=mid:(\w+)\r\n(?:.*\r\n)*$/;
const NO_DATA = 'm=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n';

export interface RobotOptions {
  readonly room: string;
  readonly role: Role;
  /** Without, it turns down data channels. */
  readonly data?: boolean;
  /** What it does before it answers an offer. */
  readonly prepare?: (connection: RTCPeerConnection) => void;
  /** What it says in the place of the description that it would send. */
  readonly rewrite?: (description: SessionDescription) => SessionDescription | null;
}

export class Robot {
  readonly connection = new RTCPeerConnection();
  readonly signaling: Signaling;
  /** What the page has told on the control channel. */
  readonly told: ControlMessage[] = [];
  readonly signals: Signal[] = [];
  #control: RTCDataChannel | null = null;
  readonly #options: RobotOptions;
  /** The page; another one when it came back. */
  #peer = '';
  #offers = 0;
  /** The line of data channels in its answer, if it takes none. */
  #turnedDown = '';

  constructor(options: RobotOptions) {
    this.#options = options;
    this.signaling = new Signaling({
      server: inject('server'),
      roles: [options.role],
      room: options.room,
      owner: randomId(),
      name: () => 'Robot',
      offer: () => null,
    });
    this.signaling.on('signal', (message) => void this.#heard(message));
    this.signaling.on('peer', (news) => void (this.#peer = news?.instance ?? ''));
    this.signaling.on('welcome', ({ peer }) => void (this.#peer = peer?.instance ?? ''));
    if (options.data ?? true) this.#openControl();
    this.connection.onicecandidate = ({ candidate }) => {
      if (candidate) void this.signaling.send(this.#peer, { candidates: [candidate.toJSON() as RTCIceCandidate] });
    };
    onTestFinished(() => {
      this.signaling.close();
      this.connection.close();
    });
  }

  /** The newest that the page has told of its media. */
  get media(): ControlMessage | undefined {
    return this.told.findLast(({ type }) => type === 'media');
  }

  /** Offers of the page so far. */
  get offers(): number {
    return this.signals.filter((signal) => 'description' in signal && signal.description.type === 'offer').length;
  }

  /** Kinds of the tracks that come in, in the order of their m-lines. */
  get receiving(): string[] {
    return this.connection
      .getTransceivers()
      .filter(({ currentDirection }) => currentDirection === 'sendrecv' || currentDirection === 'recvonly')
      .map(({ receiver }) => receiver.track.kind);
  }

  join(): void {
    this.signaling.join();
  }

  say(message: unknown): void {
    this.#control?.send(JSON.stringify(message));
  }

  /** Resolves to whether the page took it. */
  async offer(): Promise<boolean> {
    await this.connection.setLocalDescription();
    return this.#send();
  }

  #openControl(): void {
    this.#control = this.connection.createDataChannel('control', { negotiated: true, id: 0 });
    this.#control.onmessage = ({ data }: MessageEvent<string>) => void this.told.push(JSON.parse(data));
  }

  async #heard({ signal, answer }: SignalingEvents['signal']): Promise<void> {
    answer({ ok: true });
    this.signals.push(signal);
    if ('candidates' in signal)
      for (const candidate of signal.candidates) await this.connection.addIceCandidate(candidate);
    if ('description' in signal) await this.#describe(signal.description);
  }

  async #describe({ type, sdp, id = 0 }: SessionDescription): Promise<void> {
    const data = DATA_LINE.exec(sdp);
    const taken = this.#control ? sdp : sdp.replace(DATA_LINE, '').replace(` ${data?.[1]}\r\n`, '\r\n');
    await this.connection.setRemoteDescription({ type, sdp: taken });
    if (type === 'answer') return;
    this.#turnedDown = this.#control ? '' : `${NO_DATA}a=mid:${data?.[1]}\r\n`;
    this.#options.prepare?.(this.connection);
    await this.connection.setLocalDescription();
    await this.#send(id);
  }

  async #send(id = (this.#offers += 1)): Promise<boolean> {
    const { type, sdp } = this.connection.localDescription?.toJSON() ?? {};
    if (type !== 'offer' && type !== 'answer') throw new Error('there is nothing to send');
    const { rewrite = (description: SessionDescription) => description } = this.#options;
    const description = rewrite({ type, sdp: `${sdp}${this.#turnedDown}`, id });
    return description !== null && this.signaling.send(this.#peer, { description });
  }
}
