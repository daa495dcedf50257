/**
 * Who sits opposite, and the link to them. The call is the pair of instances: after anything at all, the same pair keeps
 * its link and resyncs, another pair gets a new one. Reports facts; knows no device and no state of the call.
 */
import type { ControlMessage, MediaState } from '../../shared/messages.js';
import type { Answer, Ice, PeerInfo, PeerNews, Role, SessionDescription, Signal } from '../../shared/protocol.js';
import type { IceServers } from './ice-servers.js';
import { Link, type LinkOptions, type LinkStatus } from './link.js';
import { Outbox } from './outbox.js';
import type { Slot } from './peer.js';
import type { Signaling, SignalingEvents } from './signaling.js';
import type { Quality } from './quality.js';
import type { CallFact } from './state.js';

/** A gap that was longer than the leases: both have lost their seats, and the other one may be back a moment later. */
const MISSING_MS = 15_000;
/** Signals of a newcomer that wait: an offer and its candidates are about ten. */
const MAX_WAITING = 64;

/** What the other person shows of themselves. */
export interface RemotePeer extends Readonly<Required<MediaState>> {
  readonly name: string;
}

export interface PairingOptions {
  readonly signaling: Pick<Signaling, 'up' | 'overdue' | 'send' | 'ice' | 'probe' | 'renew'>;
  readonly ice: IceServers;
  readonly tracks: () => LinkOptions['tracks'];
  /** What the other side should know of this one. */
  readonly about: () => ControlMessage;
  readonly onfact: (fact: CallFact) => void;
  /** `peer`, `remoteStream` or `quality` changed. */
  readonly onchange: () => void;
  readonly onwarning: (error: unknown) => void;
}

interface Rival {
  readonly peer: PeerInfo;
  readonly signals: Signal[];
}

export class Pairing {
  readonly #options: PairingOptions;
  #link: Link;
  #outbox: Outbox | null = null;
  #role: Role = 'callee';
  /** The server's word for the other page: it has a socket. */
  #here = false;
  /** Since when the server knows nothing of the other one, though the pair is not given up. */
  #missingAt: number | null = null;
  /** The last picture of a connection that is being replaced. */
  #held: MediaStream | null = null;
  #peer: RemotePeer | null = null;
  /** Somebody who sits opposite while the pair before still hears each other; their signals wait with them. */
  #rival: Rival | null = null;
  /** Since when the call runs by the other side's account, in milliseconds since the epoch. */
  #began = Infinity;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#link = this.#newLink();
    this.#link.prepare().catch(options.onwarning);
  }

  get peer(): RemotePeer | null {
    return this.#peer;
  }

  get remoteStream(): MediaStream | null {
    return this.#link.pair === null ? this.#held : this.#link.remoteStream;
  }

  get quality(): Quality | null {
    return this.#link.quality;
  }

  /** Null while they share none. */
  get remoteScreen(): MediaStream | null {
    return this.#peer?.screen ? this.#link.remoteScreen : null;
  }

  /** Whether the other person can be heard now. */
  get alive(): boolean {
    return this.#link.alive;
  }

  /** Only a link that has met nobody, and is not waiting for an offer, offers in the handshake. */
  handshakeOffer(): SessionDescription | null | Promise<SessionDescription> {
    if (this.#link.pair !== null || this.#link.fresh) return null;
    return this.#link.prepared ?? this.#link.prepare();
  }

  send(message: ControlMessage): void {
    this.#link.send(message);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    void this.#link.setTrack(slot, track);
  }

  async tick(now: number): Promise<void> {
    await this.#link.tick(now).catch(this.#options.onwarning);
    const { signaling } = this.#options;
    if (this.#link.quiet || signaling.overdue) signaling.probe();
    if (this.#missingAt !== null && now - this.#missingAt > MISSING_MS) this.#gone();
  }

  /** Word of another network, or of a wake from sleep. */
  hint(now: number): void {
    this.#link.hint(now);
    this.#options.signaling.probe();
  }

  close(): void {
    this.#outbox?.close();
    this.#link.close();
  }

  // --- What the server says.

  renewed(ice: Ice): void {
    this.#options.ice.keep(ice);
  }

  welcomed({ peer, ice, role, offered }: SignalingEvents['welcome']): void {
    this.#role = role;
    this.#hear(peer);
    this.#options.ice.keep(ice);
    this.#options.onfact({ type: 'seated', role, opposite: peer?.state === 'here' });
    if (peer && peer.instance === this.#link.pair) this.#link.resync();
    else if (this.#link.alive) this.#rival = peer && { peer, signals: [] };
    else if (peer?.state === 'here') this.#offerTo(peer, offered);
    else if (this.#link.status === 'lost' && !this.#link.closing) this.#missingAt = Date.now();
    else this.#wait();
  }

  heardOf(news: PeerNews): void {
    const same = news !== null && news.instance === this.#link.pair;
    this.#hear(news);
    if (news?.state === 'left') return same ? this.#hungUp() : this.#gone();
    if (news === null) return this.#gone();
    if (same) return this.#moved(news);
    if (this.#link.alive) this.#rival = { peer: news, signals: this.#waitingOf(news) };
    else if (news.state === 'here') this.#expectFrom(news);
  }

  received({ from, signal, answer }: SignalingEvents['signal']): void {
    if (this.#link.pair !== from) return answer(this.#keep(from, signal));
    answer({ ok: true });
    if (this.#link.yieldsTo(signal)) this.#yield(from);
    this.#link.receive(signal);
  }

  #hear(news: PeerNews): void {
    this.#here = news?.state === 'here';
    this.#missingAt = null;
  }

  /** A newcomer told of once more has said what they said. */
  #waitingOf({ instance }: PeerInfo): Signal[] {
    return this.#rival?.peer.instance === instance ? this.#rival.signals : [];
  }

  #keep(from: string, signal: Signal): Answer {
    const { peer, signals = [] } = this.#rival ?? {};
    if (peer?.instance !== from || signals.length >= MAX_WAITING) return { ok: false, code: 'peer-gone' };
    signals.push(signal);
    return { ok: true };
  }

  #moved({ state, name }: PeerInfo): void {
    if (state === 'here') this.#link.resync();
    if (name !== undefined && this.#peer) this.#setPeer({ ...this.#peer, name });
  }

  /**
   * The seat opposite is free. A path that still carries media says otherwise, and is believed. Who comes back after all may
   * hold the pair that is dropped here: another instance tells them so, or each would wait for the other's offer.
   */
  #gone(): void {
    this.#missingAt = null;
    this.#rival = null;
    if (this.#link.alive) return;
    const held = this.#link.pair !== null && !this.#link.closing;
    this.#wait();
    if (held) this.#options.signaling.renew();
  }

  #hungUp(): void {
    this.#options.onfact({ type: 'ended', reason: 'peer-hung-up', at: Date.now() });
  }

  // --- Links.

  /** This side came second, so it offers; in the handshake it already has. */
  #offerTo(peer: PeerInfo, offered: boolean): void {
    const link = offered && this.#link.pair === null ? this.#link : this.#renew();
    this.#meet(peer);
    void link.offerTo({ ...this.#terms(peer.instance), send: !offered });
  }

  /** This side was first: the other's offer is on its way. */
  #expectFrom(peer: PeerInfo): void {
    const link = this.#link.pair === null && this.#link.fresh ? this.#link : this.#renew();
    this.#meet(peer);
    link.expectFrom(this.#terms(peer.instance));
  }

  /** Both offered at first, and this side is polite: the other's offer is answered by a fresh connection. */
  #yield(pair: string): void {
    this.#renew().expectFrom(this.#terms(pair));
  }

  /** Nobody is opposite: a fresh connection waits for an offer, since one that offered in vain cannot adopt another's. */
  #wait(): void {
    this.#renew();
    this.#held = null;
    this.#setPeer(null);
    this.#options.onfact({ type: 'peer-gone' });
  }

  /** Another connection in the place of one that cannot be mended: to the other side it is as if this page had reloaded. */
  #rebuild(): void {
    this.#held = this.#link.remoteStream;
    this.#renew().prepare().catch(this.#options.onwarning);
    this.#options.signaling.renew();
  }

  #terms(pair: string) {
    return { pair, polite: this.#role === 'callee', configuration: this.#options.ice.configuration };
  }

  #meet({ name }: PeerInfo): void {
    this.#rival = null;
    this.#began = Infinity;
    this.#setPeer({ name: name ?? '', mic: true, camera: true, screen: false, trouble: {} });
    this.#options.onfact({ type: 'peer-arrived' });
    this.#options.onfact({ type: 'media-lost', cause: 'peer' });
  }

  #renew(): Link {
    this.close();
    this.#link = this.#newLink();
    return this.#link;
  }

  #newLink(): Link {
    const { signaling, ice, tracks, about, onwarning } = this.#options;
    const outbox = new Outbox((signal) => void this.#deliver(link, signal));
    const link = new Link({
      configuration: ice.configuration,
      tracks: tracks(),
      send: (signal) => outbox.send(signal),
      refresh: () => ice.fresh(() => signaling.ice()),
      inReach: () => this.#here && signaling.up,
      onstatus: (status) => link === this.#link && this.#changed(status),
      onopen: () => link.send(about()),
      onmessage: (message) => link === this.#link && this.#told(message),
      onbroken: () => link === this.#link && this.#rebuild(),
      onquality: () => link === this.#link && this.#options.onchange(),
      onfailure: onwarning,
    });
    this.#outbox = outbox;
    return link;
  }

  /**
   * On the socket while it is connected, on the control channel while it is not. Not over a lost path: the channel would
   * keep it, and deliver it when it is out of date.
   */
  async #deliver(link: Link, signal: Signal): Promise<void> {
    const { signaling } = this.#options;
    if (link !== this.#link || link.pair === null) return;
    const delivered = signaling.up && (await signaling.send(link.pair, signal));
    if (!delivered && link === this.#link && link.alive) link.send({ type: 'signal', signal });
  }

  #changed(status: LinkStatus): void {
    const { onfact, onchange } = this.#options;
    if (status === 'up') onfact({ type: 'media-up', at: Math.min(Date.now(), this.#began) });
    if (status === 'lost') onfact({ type: 'media-lost', cause: this.#link.closing ? 'peer' : 'network' });
    if (status === 'lost' && this.#rival?.peer.state === 'here') this.#turnTo(this.#rival);
    onchange();
  }

  /** The pair before is silent at last. */
  #turnTo({ peer, signals }: Rival): void {
    if (signals.length === 0) return this.#offerTo(peer, false);
    this.#expectFrom(peer);
    for (const signal of signals) this.#link.receive(signal);
  }

  // --- What the other side says.

  #told(message: ControlMessage): void {
    if (message.type === 'media') this.#learn(message);
    if (message.type === 'bye' && message.reason === 'hang-up') this.#hungUp();
  }

  /** After a reload the other side knows since when the call runs. */
  #learn(media: Extract<ControlMessage, { type: 'media' }>): void {
    const { name = '', mic, camera, screen = false, trouble = {}, elapsed = 0 } = media;
    this.#setPeer({ name, mic, camera, screen, trouble });
    this.#began = Date.now() - elapsed;
    this.#options.onfact({ type: 'began', at: this.#began });
  }

  #setPeer(peer: RemotePeer | null): void {
    this.#peer = peer;
    this.#options.onchange();
  }
}
