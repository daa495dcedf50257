/** One call from the lobby to its end: joins signaling, link and media into one state. No UI, usable alone. */
import type { ControlMessage } from '../../shared/messages.js';
import {
  ROLES,
  type Ice,
  type PeerInfo,
  type PeerNews,
  type RefusalCode,
  type Role,
  type Signal,
} from '../../shared/protocol.js';
import { Emitter } from './emitter.js';
import { pageProblem, RtcError } from './errors.js';
import { loadTab, randomId, saveTab, type TabMemory } from './identity.js';
import { Link, type LinkStatus } from './link.js';
import { Media, type DeviceKind } from './media.js';
import { Outbox } from './outbox.js';
import { retryable, Signaling, type SignalingEvents } from './signaling.js';
import { next, type CallFact, type CallState } from './state.js';

/** Beats of the watch over silence, and of the heartbeat itself. */
const TICK_MS = 500;
/** Before a refusal that may pass (`unavailable`, `rate-limited`) is tried again. */
const RETRY_MS = 2_000;
/** How long a goodbye on the data channel may take before its peer connection closes. */
const GOODBYE_MS = 300;

export interface CallOptions {
  /** The room's name; in open mode it is its key: at least 49 random bits. */
  readonly room: string;
  /** Origin of the signaling server, such as `https://call.example.com`. */
  readonly server: string;
  /** The seat; `auto` takes the first free one. */
  readonly as?: Role | 'auto';
  /** Shown to the other person, at most 64 characters. */
  readonly name?: string;
  /** What is opened at first; both by default. */
  readonly devices?: readonly DeviceKind[];
  /** `relay` hides this side's addresses from the other one (needs a TURN server). */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
}

/** What the other person shows of themselves. */
export interface RemotePeer {
  readonly name: string;
  readonly mic: boolean;
  readonly camera: boolean;
}

export interface CallEvents {
  state: { state: CallState; previous: CallState };
  /** Something else to read changed: `peer`, `remoteStream`, `media`, `reachable`. */
  change: void;
  /** For logs: nothing that a person could mend. */
  warning: unknown;
}

export interface OpenDevices {
  readonly kinds?: readonly DeviceKind[];
  /** Whether the person may be asked; without, only what was allowed before is opened. */
  readonly prompt?: boolean;
}

interface Joining {
  resolve: () => void;
  reject: (error: RtcError) => void;
}

export class Call extends Emitter<CallEvents> {
  /** This side's devices. */
  readonly media = new Media();
  readonly #options: CallOptions;
  readonly #as: Role | 'auto';
  #memory: TabMemory;
  #name: string;
  #state: CallState = { name: 'idle' };
  #signaling: Signaling | null = null;
  #link: Link | null = null;
  #outbox: Outbox | null = null;
  /** Somebody who sits opposite while the pair before still hears each other. */
  #rival: PeerInfo | null = null;
  #peer: RemotePeer | null = null;
  #ice: Ice = { servers: [], ttl: 0 };
  #iceAt = 0;
  #role: Role = 'callee';
  #reachable = true;
  #joining: Joining | null = null;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #life: AbortController | null = null;
  /** Ends listening to the server: what it says after the end is for nobody. */
  #deaf: (() => void)[] = [];
  /** Since when the call runs by the other side's account, in milliseconds since the epoch. */
  #began = Infinity;

  constructor(options: CallOptions) {
    super();
    this.#options = options;
    this.#as = options.as ?? 'auto';
    this.#name = options.name ?? '';
    this.#memory = loadTab(this.#tab) ?? forgotten(options);
    if (!this.#memory.joined) this.#memory = { ...this.#memory, devices: forgotten(options).devices };
    this.media.on('change', (kind) => this.#mediaChanged(kind));
  }

  get state(): CallState {
    return this.#state;
  }

  /** The own picture; play it muted. The same object for the life of the call. */
  get localStream(): MediaStream {
    return this.media.stream;
  }

  /** Another object after the other side came back on a new connection. */
  get remoteStream(): MediaStream | null {
    return this.#link?.pair ? this.#link.remoteStream : null;
  }

  /** This tab was in the call when its page was reloaded: `join()` goes on where it was. */
  get resumable(): boolean {
    return this.#memory.joined;
  }

  /** The other person, as far as they told; null while nobody is there. */
  get peer(): RemotePeer | null {
    return this.#peer;
  }

  /** Whether the server answers. A running call does not need it. */
  get reachable(): boolean {
    return this.#reachable;
  }

  /** Shown to the other person from now on; to the server with the next join. */
  set name(name: string) {
    this.#name = name;
    this.#link?.send(this.#about());
  }

  /**
   * Makes ready what can be before the click: the way to the server, an offer, and the devices. Without `prompt` only
   * devices that the person has allowed on this page before. Problems are in `media.state(…)`.
   */
  async preview({ prompt = true } = {}): Promise<void> {
    if (this.#state.name !== 'idle' && this.#state.name !== 'ended') return;
    this.#apply({ type: 'previewed' });
    if (!pageProblem()) {
      this.#open().preconnect();
      this.#prepare();
    }
    await this.openDevices({ prompt });
  }

  /**
   * Asks for a seat; resolves when there is one, with or without somebody opposite.
   * @throws RtcError with the code of a refusal, of an unsupported page, or `hung-up` if `leave` came first
   */
  async join(): Promise<void> {
    const problem = pageProblem();
    if (problem) throw problem;
    if (!['idle', 'lobby', 'ended'].includes(this.#state.name)) return;
    this.#apply({ type: 'join-asked' });
    const signaling = this.#open();
    this.#prepare();
    void this.openDevices();
    const seated = new Promise<void>((resolve, reject) => (this.#joining = { resolve, reject }));
    signaling.join();
    await seated;
  }

  /** Ends the call for both; devices are released at once. Safe at any time. */
  leave(): void {
    if (this.#state.name === 'ended' || this.#state.name === 'idle') return;
    this.#end({ type: 'ended', reason: 'hung-up', at: Date.now() });
  }

  /** Opens microphone and camera, but what the person turned off. */
  async openDevices({ kinds = this.#memory.devices, prompt = true }: OpenDevices = {}): Promise<void> {
    await this.media.open(kinds, { prompt });
  }

  /** Mutes or unmutes; `on` for a certain one of both. Resolves when the device has followed. */
  async toggleMic(on = !this.media.state('mic').on): Promise<void> {
    this.#want('mic', on);
    await this.media.setMic(on);
  }

  /** Releases the camera or opens it again; `on` for a certain one of both. Resolves when the device has followed. */
  async toggleCamera(on = !this.media.state('camera').on): Promise<void> {
    this.#want('camera', on);
    await this.media.setCamera(on);
  }

  #want(kind: DeviceKind, on: boolean): void {
    const others = this.#memory.devices.filter((other) => other !== kind);
    this.#remember({ devices: on ? [...others, kind] : others });
  }

  get #tab() {
    const { server, room } = this.#options;
    return { server, room, as: this.#as };
  }

  #remember(change: Partial<TabMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    saveTab(this.#tab, this.#memory);
  }

  #apply(fact: CallFact): void {
    const previous = this.#state;
    const state = next(previous, fact);
    if (state === previous) return;
    this.#state = state;
    this.emit('state', { state, previous });
  }

  /** One signaling client for one instance: the page's life, or until this call ends. */
  #open(): Signaling {
    if (this.#signaling) return this.#signaling;
    const { server, room } = this.#options;
    const { owner, role } = this.#memory;
    this.#signaling = new Signaling({
      server,
      room,
      owner,
      roles: this.#as === 'auto' ? rolesFrom(role) : [this.#as],
      instance: randomId(),
      name: () => this.#name,
      offer: () => this.#handshakeOffer(),
    });
    this.#listen(this.#signaling);
    this.#ticker = setInterval(() => void this.#tick(Date.now()), TICK_MS);
    this.#life = new AbortController();
    globalThis.addEventListener('pagehide', (event) => this.#pageHidden(event), { signal: this.#life.signal });
    return this.#signaling;
  }

  #listen(signaling: Signaling): void {
    this.#deaf = [
      signaling.on('welcome', (welcome) => this.#welcomed(welcome)),
      signaling.on('peer', (news) => this.#heardOf(news)),
      signaling.on('signal', (message) => this.#received(message)),
      signaling.on('refused', (code) => this.#refused(code)),
      signaling.on('reachable', (reachable) => this.#setReachable(reachable)),
    ];
  }

  // --- Pairs. The call is the pair of instances: the same pair keeps its link, another pair gets a new one.

  #welcomed({ peer, ice, role, offered }: SignalingEvents['welcome']): void {
    this.#role = role;
    this.#remember({ role, joined: true });
    this.#keepIce(ice);
    this.#apply({ type: 'seated', role, opposite: peer?.state === 'here' });
    this.#joining?.resolve();
    this.#joining = null;
    if (peer && peer.instance === this.#link?.pair) this.#link.resync();
    else if (this.#link?.alive) this.#rival = peer;
    else if (peer?.state === 'here') this.#offerTo(peer, offered);
    else this.#wait();
  }

  #heardOf(news: PeerNews): void {
    const same = news !== null && news.instance === this.#link?.pair;
    if (news?.state === 'left') return same ? this.#peerHungUp() : this.#peerGone();
    if (news === null) return this.#peerGone();
    if (same) return this.#peerMoved(news);
    if (this.#link?.alive) this.#rival = news;
    else if (news.state === 'here') this.#awaitFrom(news);
  }

  #peerMoved({ state, name }: PeerInfo): void {
    if (state === 'here') this.#link?.resync();
    if (name !== undefined && this.#peer) this.#setPeer({ ...this.#peer, name });
  }

  /** The seat opposite is free. A path that still carries media says otherwise, and is believed. */
  #peerGone(): void {
    this.#rival = null;
    if (!this.#link?.alive) this.#wait();
  }

  #peerHungUp(): void {
    this.#end({ type: 'ended', reason: 'peer-hung-up', at: Date.now() });
  }

  /** This side came second, so it offers; in the handshake it already has. */
  #offerTo(peer: PeerInfo, offered: boolean): void {
    const link = offered && this.#link?.pair === null ? this.#link : this.#renewLink();
    this.#meet(peer);
    const polite = this.#role === 'callee';
    void link.offerTo({ pair: peer.instance, polite, configuration: this.#configuration(), send: !offered });
  }

  /** This side was first: the other's offer is on its way. */
  #awaitFrom(peer: PeerInfo): void {
    const link = this.#link?.pair === null && this.#state.name === 'waiting' ? this.#link : this.#renewLink();
    this.#meet(peer);
    link.awaitFrom({ pair: peer.instance, polite: this.#role === 'callee', configuration: this.#configuration() });
  }

  #meet({ name }: PeerInfo): void {
    this.#rival = null;
    this.#began = Infinity;
    this.#setPeer({ name: name ?? '', mic: true, camera: true });
    this.#apply({ type: 'peer-arrived' });
    this.#apply({ type: 'media-lost', cause: 'peer' });
  }

  /** Nobody is opposite: a fresh connection waits for an offer, since one that offered in vain cannot adopt another's. */
  #wait(): void {
    this.#renewLink();
    this.#setPeer(null);
    this.#apply({ type: 'peer-gone' });
  }

  #renewLink(): Link {
    this.#link?.close();
    this.#outbox?.close();
    const outbox = new Outbox((signal) => void this.#deliver(link, signal));
    const link = new Link({
      configuration: this.#configuration(),
      tracks: { mic: this.media.track('mic'), camera: this.media.track('camera') },
      send: (signal) => outbox.send(signal),
      refresh: () => this.#freshConfiguration(),
      onstatus: (status) => link === this.#link && this.#linkChanged(status),
      onopen: () => link.send(this.#about()),
      onmessage: (message) => link === this.#link && this.#message(message),
      onfailure: (error) => this.emit('warning', error),
    });
    this.#outbox = outbox;
    this.#link = link;
    return link;
  }

  #prepare(): void {
    if (this.#link === null) this.#renewLink();
    this.#link?.prepare().catch((error: unknown) => this.emit('warning', error));
  }

  /** Only a link that has met nobody offers in the handshake; a link of a pair is kept and resynced. */
  async #handshakeOffer() {
    const link = this.#link;
    return link && link.pair === null && this.#state.name === 'joining' ? link.prepare() : null;
  }

  // --- Signals: on the socket while it is connected, on the control channel while it is not.

  async #deliver(link: Link, signal: Signal): Promise<void> {
    if (link !== this.#link || link.pair === null) return;
    if (!this.#signaling?.up) return void link.send({ type: 'signal', signal });
    const delivered = await this.#signaling.send(link.pair, signal);
    if (!delivered && link === this.#link) link.send({ type: 'signal', signal });
  }

  #received({ from, signal, answer }: SignalingEvents['signal']): void {
    const link = this.#link;
    if (!link || link.pair !== from) return answer({ ok: false, code: 'peer-gone' });
    answer({ ok: true });
    if (link.yieldsTo(signal)) this.#yield(from, signal);
    else link.receive(signal);
  }

  /** Both offered at first, and this side is polite: the other's offer is answered by a fresh connection. */
  #yield(pair: string, signal: Signal): void {
    const link = this.#renewLink();
    link.awaitFrom({ pair, polite: true, configuration: this.#configuration() });
    link.receive(signal);
  }

  // --- What the link reports.

  #linkChanged(status: LinkStatus): void {
    if (status === 'up') this.#apply({ type: 'media-up', at: Math.min(Date.now(), this.#began) });
    if (status === 'lost') this.#apply({ type: 'media-lost', cause: this.#link?.closing ? 'peer' : 'network' });
    if (status === 'lost' && this.#rival) this.#meetRival(this.#rival);
    this.emit('change', undefined);
  }

  /** The pair before is silent at last; the other one's own offer was turned away meanwhile. */
  #meetRival(rival: PeerInfo): void {
    if (rival.state === 'here') this.#offerTo(rival, false);
  }

  #message(message: ControlMessage): void {
    if (message.type === 'media') this.#learn(message);
    if (message.type === 'bye' && message.reason === 'hang-up') this.#peerHungUp();
  }

  /** After a reload the other side knows since when the call runs. */
  #learn({ name = '', mic, camera, elapsed = 0 }: Extract<ControlMessage, { type: 'media' }>): void {
    this.#setPeer({ name, mic, camera });
    this.#began = Date.now() - elapsed;
    this.#apply({ type: 'began', at: this.#began });
  }

  async #tick(now: number): Promise<void> {
    await this.#link?.tick(now).catch((error: unknown) => this.emit('warning', error));
  }

  // --- Facts for the element.

  #about(): ControlMessage {
    const on = (kind: DeviceKind) => this.media.state(kind).on;
    const elapsed = 'since' in this.#state ? Date.now() - this.#state.since : 0;
    return {
      type: 'media',
      mic: on('mic'),
      camera: on('camera'),
      elapsed,
      ...(this.#name ? { name: this.#name } : {}),
    };
  }

  #mediaChanged(kind: DeviceKind): void {
    void this.#link?.setTrack(kind, this.media.track(kind));
    this.#link?.send(this.#about());
    this.emit('change', undefined);
  }

  #setPeer(peer: RemotePeer | null): void {
    this.#peer = peer;
    this.emit('change', undefined);
  }

  #setReachable(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    this.emit('change', undefined);
  }

  // --- ICE servers.

  #keepIce(ice: Ice): void {
    this.#ice = ice;
    this.#iceAt = Date.now();
  }

  #configuration(): RTCConfiguration {
    return { iceServers: this.#ice.servers, iceTransportPolicy: this.#options.iceTransportPolicy ?? 'all' };
  }

  /** TURN credentials are renewed once most of their time is over, if the server can be asked. */
  async #freshConfiguration(): Promise<RTCConfiguration> {
    const old = this.#ice.ttl > 0 && Date.now() - this.#iceAt > this.#ice.ttl * 800;
    const ice = old ? await this.#signaling?.ice() : null;
    if (ice) this.#keepIce(ice);
    return this.#configuration();
  }

  // --- Ends.

  #refused(code: RefusalCode): void {
    if (retryable(code)) {
      this.#setReachable(false);
      this.#retry = setTimeout(() => this.#signaling?.retry(), RETRY_MS);
      return;
    }
    // A call that runs does not need the seat; another person or page has it now, and is told of no peer.
    if (code === 'occupied' && this.#link?.alive) return;
    const reason = code === 'occupied' || code === 'replaced' ? code : 'refused';
    this.#end({ type: 'ended', reason, code, at: Date.now() });
  }

  #pageHidden({ persisted }: PageTransitionEvent): void {
    if (persisted) return;
    this.#link?.send({ type: 'bye', reason: 'closing' });
    void this.#signaling?.leave('closing');
  }

  #end(fact: Extract<CallFact, { type: 'ended' }>): void {
    clearInterval(this.#ticker);
    clearTimeout(this.#retry);
    this.#life?.abort();
    this.#remember({ joined: false });
    this.media.stop();
    this.#sayGoodbye(fact.reason === 'replaced' ? 'closing' : 'hang-up');
    this.#setPeer(null);
    this.#apply(fact);
    this.#joining?.reject(new RtcError(fact.code ?? 'hung-up', `the call ended: ${fact.reason}`));
    this.#joining = null;
  }

  /** On both ways, since either may be gone; the connections close when the words are out. */
  #sayGoodbye(reason: 'hang-up' | 'closing'): void {
    const [link, signaling] = [this.#link, this.#signaling];
    for (const stop of this.#deaf) stop();
    this.#outbox?.close();
    [this.#link, this.#signaling, this.#outbox, this.#rival] = [null, null, null, null];
    link?.send({ type: 'bye', reason });
    setTimeout(() => link?.close(), GOODBYE_MS);
    void signaling?.leave('hang-up').then(() => signaling.close());
  }
}

const forgotten = ({ devices = ['mic', 'camera'] }: CallOptions): TabMemory => ({
  owner: randomId(),
  role: null,
  joined: false,
  devices,
});

const rolesFrom = (first: Role | null): readonly Role[] =>
  first === null ? ROLES : [first, ...ROLES.filter((role) => role !== first)];
