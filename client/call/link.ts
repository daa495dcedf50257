/** One pair's connection: the peer, its control channel, and the watch over silence. Knows no server. */
import type { ControlMessage } from '../../shared/messages.js';
import type { SessionDescription, Signal } from '../../shared/protocol.js';
import { ControlChannel } from '../data/control.js';
import { Peer, type Slot } from './peer.js';
import type { Quality } from './quality.js';
import { QualityWatch } from './quality-watch.js';
import { isQuiet, isSilent, nextStep } from './recovery.js';

export type LinkStatus = 'new' | 'up' | 'lost';

export interface LinkOptions {
  readonly configuration: RTCConfiguration;
  readonly tracks: Readonly<Partial<Record<Slot, MediaStreamTrack | null>>>;
  readonly send: (signal: Signal) => void;
  /** What a restart gathers with; asked each time, since credentials expire. */
  readonly refresh: () => Promise<RTCConfiguration>;
  readonly onstatus: (status: LinkStatus) => void;
  /** The control channel is open: say what the other side should know. */
  readonly onopen: () => void;
  readonly onmessage: (message: ControlMessage) => void;
  /** `quality` changed. */
  readonly onquality: () => void;
  readonly onfailure: (error: unknown) => void;
}

export interface Begin {
  readonly pair: string;
  readonly polite: boolean;
  readonly configuration: RTCConfiguration;
  /** Whether the prepared offer still has to be sent. */
  readonly send: boolean;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #peer: Peer;
  readonly #watch: QualityWatch;
  #control: ControlChannel | null = null;
  #pair: string | null = null;
  #polite = true;
  #status: LinkStatus = 'new';
  #offer: Promise<SessionDescription> | null = null;
  #prepared: SessionDescription | null = null;
  /** The other page said that it goes: silence from now on is no fault of the network. */
  #closing = false;
  #closed = false;
  #heardAt = Date.now();
  /** Bytes that had arrived when they were last counted in this silence. */
  #counted: number | null = null;
  #offeredAt: number | null = null;
  #restartedAt: number | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#peer = new Peer({
      configuration: options.configuration,
      send: options.send,
      onchange: () => this.#observe(),
      onchannel: (channel) => this.#adopt(channel),
      onfailure: options.onfailure,
    });
    this.#watch = new QualityWatch({
      peer: this.#peer,
      send: (message) => this.send(message),
      onchange: options.onquality,
    });
    for (const [slot, track] of Object.entries(options.tracks)) void this.#peer.setTrack(slot as Slot, track);
  }

  /** The instance opposite; null while this side waits for somebody. */
  get pair(): string | null {
    return this.#pair;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Null while it is not up. */
  get quality(): Quality | null {
    return this.#status === 'up' ? this.#watch.quality : null;
  }

  get remoteStream(): MediaStream {
    return this.#peer.remoteStream;
  }

  /** No offer of this side was made on it: it can adopt another's. */
  get fresh(): boolean {
    return this.#offer === null;
  }

  /** Whether the other side can be heard now. */
  get alive(): boolean {
    return this.#status === 'up' && !isSilent({ now: Date.now(), heardAt: this.#heardAt });
  }

  /** An offer of this side, made once, ahead of time. */
  async prepare(): Promise<SessionDescription> {
    this.#offer ??= this.#peer.prepare();
    this.#prepared = await this.#offer;
    return this.#prepared;
  }

  /** The same, if it is ready. */
  get prepared(): SessionDescription | null {
    return this.#prepared;
  }

  /** This side offers. */
  async offerTo({ pair, ...start }: Begin): Promise<void> {
    this.#begin(pair, start.polite);
    // What the handshake carried is ready: gathering begins in this task, before the interface draws its new state.
    if (start.send) await this.prepare();
    await this.#peer.start(start);
  }

  /** This side waits for the other's offer. */
  expectFrom({ pair, ...start }: Omit<Begin, 'send'>): void {
    this.#begin(pair, start.polite);
    this.#peer.await(start);
  }

  yieldsTo(signal: Signal): boolean {
    return this.#peer.yieldsTo(signal);
  }

  receive(signal: Signal): void {
    void this.#peer.receive(signal);
  }

  /** Signaling is back, or a signal was lost. */
  resync(): void {
    this.#peer.resync({ restart: this.#status === 'lost' && !this.#closing });
  }

  async setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    await this.#peer.setTrack(slot, track);
  }

  send(message: ControlMessage): boolean {
    return this.#control?.send(message) ?? false;
  }

  /** Twice a second: says "I am here", listens for the same, and acts on silence. */
  async tick(now: number): Promise<void> {
    if (this.#pair === null) return;
    this.send({ type: 'beat' });
    if (isQuiet({ now, heardAt: this.#heardAt })) await this.#countBytes(now);
    if (this.#closed) return;
    this.#observe();
    await this.#recover(now);
    if (this.#status === 'up' && !this.#closed) await this.#watch.tick(now);
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#closed = true;
    this.#watch.close();
    this.#control?.close();
    this.#peer.close();
  }

  #begin(pair: string, polite: boolean): void {
    this.#pair = pair;
    this.#polite = polite;
    this.#heardAt = Date.now();
  }

  async #recover(now: number): Promise<void> {
    if (this.#closing) return;
    const step = nextStep({
      now,
      polite: this.#polite,
      wasUp: this.#status !== 'new',
      connected: this.#peer.connection === 'connected',
      negotiated: this.#peer.negotiated,
      heardAt: this.#heardAt,
      offeredAt: this.#offeredAt,
      restartedAt: this.#restartedAt,
    });
    if (step === 'none') return;
    if (step === 'resend') this.#offeredAt = now;
    else await this.#prepareRestart(now);
    if (!this.#closed) this.#peer.resync({ restart: true });
  }

  async #prepareRestart(now: number): Promise<void> {
    this.#restartedAt = now;
    const configuration = await this.#options.refresh();
    if (!this.#closed) this.#peer.configure(configuration);
  }

  #adopt(channel: RTCDataChannel): void {
    this.#control = new ControlChannel(channel, {
      onopen: () => {
        this.#options.onopen();
        this.#heard();
      },
      onclose: () => this.#gone(),
      onmessage: (message) => this.#receiveMessage(message),
    });
  }

  #receiveMessage(message: ControlMessage): void {
    if (message.type === 'bye') this.#gone();
    else this.#heard();
    this.#watch.hear(message);
    if (message.type === 'signal') this.receive(message.signal);
    else if (message.type !== 'beat' && message.type !== 'quality') this.#options.onmessage(message);
  }

  #gone(): void {
    this.#closing = true;
    this.#observe();
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#counted = null;
    this.#observe();
  }

  /** Media truth before any heartbeat: while bytes arrive, the path is there. */
  async #countBytes(now: number): Promise<void> {
    const bytes = await this.#peer.bytesReceived();
    if (this.#counted !== null && bytes > this.#counted) this.#heardAt = now;
    this.#counted = bytes;
  }

  #observe(): void {
    this.#offeredAt = this.#peer.offered ? (this.#offeredAt ?? Date.now()) : null;
    this.#setStatus(this.#judge());
  }

  #judge(): LinkStatus {
    const connected = this.#peer.connection === 'connected';
    if (this.#status === 'new' && !connected) return 'new';
    if (this.#status === 'new') this.#heardAt = Date.now();
    const lost = this.#closing || !connected || isSilent({ now: Date.now(), heardAt: this.#heardAt });
    return lost ? 'lost' : 'up';
  }

  #setStatus(status: LinkStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    if (status === 'up') this.#restartedAt = null;
    this.#options.onstatus(status);
  }
}
