/** One pair's connection: the peer, its channels, and the watch over silence. Knows no server. */
import type { ControlMessage } from '../../shared/messages.js';
import type { SessionDescription, Signal } from '../../shared/protocol.js';
import { ControlChannel } from '../data/control.js';
import type { Door } from '../data/door.js';
import { Heartbeat } from '../data/heartbeat.js';
import { steadyNow } from './clock.js';
import { Hearing } from './hearing.js';
import { isOffer, Peer } from './peer.js';
import type { Quality } from './quality.js';
import { QualityWatch } from './quality-watch.js';
import { nextStep } from './recovery.js';
import { SLOTS, type Slot } from './slots.js';
import type { Measured } from './stats.js';

/** Between two beats, at the least. */
const BEAT_MS = 400;
/** Between two restarts that the other side asked for. */
const ASKED_EVERY_MS = 1_000;
/** An open offer that is older is made anew when signaling is back, instead of sent again. */
const STALE_OFFER_MS = 3_000;

export type LinkStatus = 'new' | 'up' | 'lost';

export interface LinkOptions {
  readonly configuration: RTCConfiguration;
  readonly tracks: Readonly<Partial<Record<Slot, MediaStreamTrack | null>>>;
  readonly send: (signal: Signal) => void;
  /** What a restart gathers with; asked each time, since credentials expire. */
  readonly refresh: () => Promise<RTCConfiguration>;
  /** Whether the server is there and says that the other page is, too. */
  readonly inReach: () => boolean;
  readonly saving?: () => boolean;
  readonly onstatus: (status: LinkStatus) => void;
  /** The control channel is open: say what the other side should know. */
  readonly onopen: () => void;
  readonly onmessage: (message: ControlMessage) => void;
  /** A connection is being made, and channels can be on it. */
  readonly onconnection: Door['watch'];
  /** The other side takes more of this one's media, or less; `refused`: not what this one has to send there. */
  readonly onreach: (refused?: Slot) => void;
  /** This connection cannot be mended; another one has to be built. */
  readonly onbroken: () => void;
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
  #heartbeat: Heartbeat | null = null;
  #hearing = new Hearing(steadyNow());
  #pair: string | null = null;
  #polite = true;
  #status: LinkStatus = 'new';
  #offer: Promise<SessionDescription> | null = null;
  #prepared: SessionDescription | null = null;
  #closed = false;
  #ticking = false;
  #beatAt = -Infinity;
  #hintedAt: number | null = null;
  #offeredAt: number | null = null;
  #sentAt: number | null = null;
  #restartedAt: number | null = null;
  #reachAt: number | null = null;
  /** The other page said that it goes, or ended the connection: silence from then on is no fault of the network. */
  #goneAt: number | null = null;
  /** Slots whose media the other side takes; all of them until it says otherwise. */
  #carried = SLOTS.join();

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#peer = new Peer({
      configuration: options.configuration,
      send: options.send,
      onchange: () => this.#observe(),
      onchannels: (control, beat, connection) => this.#adopt(control, beat, connection),
      onfailure: options.onfailure,
    });
    this.#watch = new QualityWatch({
      peer: this.#peer,
      send: (message) => this.send(message),
      saving: options.saving ?? (() => false),
      onunsent: options.onreach,
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
    return this.#goneAt !== null;
  }

  /** Null while it is not up. */
  get quality(): Quality | null {
    return this.#status === 'up' ? this.#watch.quality : null;
  }

  get measured(): Measured | null {
    return this.#status === 'up' ? this.#watch.measured : null;
  }

  get level(): number {
    return this.#peer.level;
  }

  get remoteStream(): MediaStream {
    return this.#peer.remoteStream;
  }

  get remoteScreen(): MediaStream {
    return this.#peer.remoteScreen;
  }

  /** No offer of this side was made on it: it can adopt another's. */
  get fresh(): boolean {
    return this.#offer === null;
  }

  /** Whether the other side can be heard now. */
  get alive(): boolean {
    return this.#status === 'up' && !this.#hearing.silent(steadyNow());
  }

  /** Nothing was heard for a moment: the time to see whether the way to the server works. */
  get quiet(): boolean {
    return this.#pair !== null && this.#hearing.quiet(steadyNow());
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

  /** Resolves to false for a signal that could not be applied. */
  async receive(signal: Signal): Promise<boolean> {
    if ('restart' in signal) {
      this.#asked(steadyNow());
      return true;
    }
    // The other side restarts: it needs its time, too.
    if (isOffer(signal)) this.#restartedAt = steadyNow();
    return this.#peer.receive(signal);
  }

  /** Nothing was negotiated yet. */
  get blank(): boolean {
    return !this.#peer.negotiated;
  }

  /** Whether what is sent there reaches the other side; a channel may open before the browser has told of the answer. */
  carries(slot: Slot): boolean {
    return this.blank || this.#peer.carries(slot);
  }

  /** Signaling is back: what was said into the gap is said again, and a path that was lost meanwhile is looked for. */
  resync(): void {
    if (this.closing) return;
    if (this.#peer.offered && !this.#stale(steadyNow())) this.#resend(steadyNow());
    else if (this.#status === 'lost') void this.#restart(steadyNow());
  }

  /** Word of another network, or of a wake from sleep: silence is believed sooner. */
  hint(now: number): void {
    this.#hintedAt = now;
  }

  async setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    await this.#peer.setTrack(slot, track);
  }

  send(message: ControlMessage): boolean {
    return this.#control?.send(message) ?? false;
  }

  /** Several times a second: says "I am here", listens for the same, and acts on silence. */
  async tick(now: number): Promise<void> {
    if (this.#pair === null) return;
    await this.#watchPath(now);
    if (this.#status === 'up' && !this.#closed) await this.#watch.tick(now);
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#closed = true;
    this.#watch.close();
    this.#heartbeat?.close();
    this.#control?.close();
    this.#peer.close();
  }

  #begin(pair: string, polite: boolean): void {
    this.#pair = pair;
    this.#polite = polite;
    this.#hintedAt = null; // A word from before says nothing about this path.
    this.#hearing = new Hearing(steadyNow());
  }

  /** One at a time: what a busy page catches up on is no news. */
  async #watchPath(now: number): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    try {
      this.#beat(now);
      await this.#listen(now);
      if (!this.#closed) await this.#act(now);
    } finally {
      this.#ticking = false;
    }
  }

  #beat(now: number): void {
    if (now - this.#beatAt < BEAT_MS) return;
    this.#beatAt = now;
    this.#heartbeat?.send();
  }

  async #listen(now: number): Promise<void> {
    if (this.#peer.flowed()) this.#hearing.flowed(now);
    if (this.#hearing.quiet(now)) this.#hearing.count(await this.#peer.bytesReceived(), now);
    this.#reachAt = this.#options.inReach() ? (this.#reachAt ?? now) : null;
  }

  async #act(now: number): Promise<void> {
    if (this.#peer.broken) this.#goneAt ??= now;
    this.#observe();
    await this.#recover(now);
  }

  async #recover(now: number): Promise<void> {
    switch (this.#nextStep(now)) {
      case 'none':
        return;
      case 'resend':
        return this.#resend(now);
      case 'restart':
        return this.#restart(now);
      case 'rebuild':
        return this.#options.onbroken();
    }
  }

  #nextStep(now: number): ReturnType<typeof nextStep> {
    return nextStep({
      now,
      polite: this.#polite,
      wasUp: this.#status !== 'new',
      connection: this.#peer.connection,
      negotiated: this.#peer.negotiated,
      heardAt: this.#hearing.at,
      patience: this.#hearing.patience,
      hintedAt: this.#hintedAt,
      offeredAt: this.#offeredAt,
      sentAt: this.#sentAt,
      restartedAt: this.#restartedAt,
      reachAt: this.#reachAt,
      goneAt: this.#goneAt,
    });
  }

  #resend(now: number): void {
    this.#sentAt = now;
    this.#peer.resend();
  }

  /** The callee cannot hear this side, whatever this side hears. What was asked twice in a moment is one restart. */
  #asked(now: number): void {
    if (this.#polite || this.closing) return;
    if (now - (this.#restartedAt ?? -Infinity) > ASKED_EVERY_MS) void this.#restart(now);
    else if (this.#peer.offered) this.#resend(now);
  }

  async #restart(now: number): Promise<void> {
    this.#restartedAt = now;
    if (this.#polite && this.#peer.negotiated) return this.#options.send({ restart: true });
    const configuration = await this.#options.refresh();
    if (this.#closed) return;
    this.#peer.configure(configuration);
    // What it is replaced by is a new one, though nobody answered in between.
    this.#offeredAt = this.#sentAt = null;
    await this.#peer.restart();
    this.#noteOffer(); // No state tells of an offer that replaced another.
  }

  /** An open offer from before the gap names addresses of a network that may be gone. */
  #stale(now: number): boolean {
    return this.#status === 'lost' && this.#offeredAt !== null && now - this.#offeredAt > STALE_OFFER_MS;
  }

  #adopt(control: RTCDataChannel, beat: RTCDataChannel, connection: RTCPeerConnection): void {
    this.#options.onconnection(connection);
    this.#heartbeat = new Heartbeat(beat, () => this.#heard());
    let opened = false;
    this.#control = new ControlChannel(control, {
      onopen: () => {
        opened = true;
        this.#options.onopen();
        this.#heard();
      },
      // One that the other side never took says nothing about the path.
      onclose: () => opened && this.#gone(),
      onmessage: (message) => this.#receiveMessage(message),
      onrefused: this.#options.onfailure,
    });
  }

  #receiveMessage(message: ControlMessage): void {
    if (message.type !== 'bye') this.#heard();
    this.#watch.hear(message);
    if (message.type === 'signal') void this.receive(message.signal);
    else if (message.type !== 'quality') this.#options.onmessage(message);
    // Afterwards: what ends the call is no lost path.
    if (message.type === 'bye') this.#gone();
  }

  #gone(): void {
    this.#goneAt ??= steadyNow();
    this.#observe();
  }

  #heard(): void {
    this.#hearing.heard(steadyNow());
    this.#observe();
  }

  #observe(): void {
    this.#noteOffer();
    this.#noteCarried();
    this.#setStatus(this.#judge());
  }

  #noteOffer(): void {
    const { offered } = this.#peer;
    this.#offeredAt = offered ? (this.#offeredAt ?? steadyNow()) : null;
    this.#sentAt = offered ? (this.#sentAt ?? this.#offeredAt) : null;
  }

  #noteCarried(): void {
    if (this.blank) return;
    const carried = SLOTS.filter((slot) => this.carries(slot)).join();
    if (carried === this.#carried) return;
    this.#carried = carried;
    this.#options.onreach();
  }

  #judge(): LinkStatus {
    const connected = this.#peer.connection === 'connected';
    if (this.#status === 'new' && !connected) return 'new';
    if (this.#status === 'new') this.#hearing.heard(steadyNow());
    // Media truth: what the browser says of the path comes late, both ways.
    return this.closing || this.#hearing.silent(steadyNow()) ? 'lost' : 'up';
  }

  #setStatus(status: LinkStatus): void {
    if (status === this.#status) return;
    const before = this.#status;
    this.#status = status;
    if (status === 'up') this.#restartedAt = this.#hintedAt = null;
    if (status === 'lost') this.#peer.thinPictures();
    if (status === 'up' && before === 'lost') this.#returned();
    this.#options.onstatus(status);
  }

  /** The path is back, perhaps before the restart that looked for it: an offer that could not be sent is sent now. */
  #returned(): void {
    this.#peer.refreshPictures();
    if (this.#peer.offered) this.#resend(steadyNow());
  }
}
