/**
 * Who sits opposite, and the link to them. The call is the pair of instances: after anything at all, the same pair keeps
 * its link and resyncs, another pair gets a new one. Reports facts; knows no device and no state of the call.
 */
import type { ControlMessage, MediaState } from '../../shared/messages.js';
import type { Answer, Ice, PeerInfo, PeerNews, Role, SessionDescription, Signal } from '../../shared/protocol.js';
import { steadyNow } from './clock.js';
import type { Doorbell, DoorbellOptions } from './doorbell.js';
import type { IceServers } from './ice-servers.js';
import { Link, type LinkOptions, type LinkStatus } from './link.js';
import { Outbox } from './outbox.js';
import { ringing } from './parts.js';
import { isOffer } from './peer.js';
import type { Slot } from './slots.js';
import type { Signaling, SignalingEvents } from './signaling.js';
import type { Quality } from './quality.js';
import type { Measured } from './stats.js';
import type { CallFact } from './state.js';

/** A gap that was longer than the leases: both have lost their seats, and the other one may be back a moment later. */
const MISSING_MS = 15_000;
/** Signals of a newcomer that wait: an offer and its candidates are about ten. */
const MAX_WAITING = 64;
/** To load what rings: the last one some 7 s after the first. */
const RING_ATTEMPTS = 4;

/** What the other person shows of themselves. */
export interface RemotePeer extends Readonly<Required<MediaState>> {
  readonly name: string;
}

export interface PairingOptions {
  readonly signaling: Pick<Signaling, 'up' | 'overdue' | 'send' | 'ring' | 'ice' | 'probe' | 'renew'>;
  readonly ice: IceServers;
  /** This side answers by hand: nobody is let in before `accept`. */
  readonly manual: boolean;
  readonly bell: DoorbellOptions;
  readonly tracks: () => LinkOptions['tracks'];
  /** What the other side should know of this one. */
  readonly about: () => ControlMessage;
  readonly onconnection: LinkOptions['onconnection'];
  readonly onreach: LinkOptions['onreach'];
  /** Whether this side wants to send few bytes. */
  readonly saving?: () => boolean;
  readonly onfact: (fact: CallFact) => void;
  /** `peer`, `remoteStream` or `quality` changed. */
  readonly onchange: () => void;
  readonly onwarning: (error: unknown) => void;
}

export interface Rival {
  readonly peer: PeerInfo;
  readonly signals: Signal[];
  /** By the steady clock; `Infinity` once they rang. */
  since: number;
  /** They hold this side's offer. */
  offered: boolean;
}

export class Pairing {
  readonly #options: PairingOptions;
  readonly #life = new AbortController();
  #link: Link;
  #doorbell: Doorbell | null = null;
  #outbox: Outbox | null = null;
  #role: Role = 'callee';
  /** The server's word for the other page: it has a socket. */
  #here = false;
  /** Since when the server knows nothing of the other one, though the pair is not given up. */
  #missingAt: number | null = null;
  /** Whose first offer could not be applied. */
  #refusedOf: string | null = null;
  /** The last picture of a connection that is being replaced. */
  #held: MediaStream | null = null;
  #peer: RemotePeer | null = null;
  /** Their token's name. */
  #named: string | undefined;
  /**
   * Somebody who sits opposite while the pair before still hears each other, or before they were let in; their signals wait
   * with them.
   */
  #rival: Rival | null = null;
  /** Since when the call runs by the other side's account, in milliseconds since the epoch. */
  #began = Infinity;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#link = this.#newLink();
    if (!options.manual) this.#link.prepare().catch(options.onwarning);
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

  /** What was read of the connection last. */
  get measured(): Measured | null {
    return this.#link.measured;
  }

  get level(): number {
    return this.#link.level;
  }

  /** Null while they share none. */
  get remoteScreen(): MediaStream | null {
    return this.#peer?.screen ? this.#link.remoteScreen : null;
  }

  get pair(): string | null {
    return this.#link.pair;
  }

  /** Who sits opposite and was not let in. */
  get rival(): Rival | null {
    return this.#rival;
  }

  /** Once it is `ready`. */
  get doorbell(): Doorbell | null {
    return this.#doorbell;
  }

  /** Whether the other person can be heard now. */
  get alive(): boolean {
    return this.#link.alive;
  }

  /** Loads what rings. Without it nobody can: after some attempts the call ends, and can be tried again. */
  async ready(): Promise<Doorbell | null> {
    let attempts = 0;
    const loaded = await ringing.whileWanted(this.#life.signal, (error) => {
      this.#options.onwarning(error);
      attempts += 1;
      if (attempts === RING_ATTEMPTS)
        this.#options.onfact({ type: 'ended', reason: 'refused', code: 'unavailable', at: Date.now() });
    });
    if (loaded) this.#doorbell ??= new loaded.Doorbell(this, this.#options);
    return this.#doorbell;
  }

  /** Only a link that has met nobody, and is not waiting for an offer, offers in the handshake. */
  handshakeOffer(): SessionDescription | null | Promise<SessionDescription> {
    if (this.#link.pair !== null || this.#link.fresh) return null;
    return this.#link.prepared ?? this.#link.prepare();
  }

  /** Whether what is sent there reaches the other side. */
  carries(slot: Slot): boolean {
    return this.#link.carries(slot);
  }

  send(message: ControlMessage): void {
    this.#link.send(message);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    void this.#link.setTrack(slot, track);
  }

  async tick(now: number): Promise<void> {
    await this.#link.tick(now).catch(this.#options.onwarning);
    const { signaling, ice } = this.#options;
    // Credentials are renewed before anybody needs them: a path may be lost while the server is away.
    if (this.#link.quiet || signaling.overdue || (ice.stale && signaling.up)) signaling.probe();
    if (this.#missingAt !== null && now - this.#missingAt > MISSING_MS) this.#gone();
    this.#doorbell?.tick(now);
  }

  /** Word of another network, or of a wake from sleep. */
  hint(now: number): void {
    this.#link.hint(now);
    this.#options.signaling.probe();
  }

  close(): void {
    this.#life.abort();
    this.#closeLink();
  }

  // --- What the server says.

  renewed(ice: Ice): void {
    this.#options.ice.keep(ice);
  }

  welcomed({ peer, ice, role, offered }: SignalingEvents['welcome']): void {
    this.#role = role;
    if (!peer) this.#rival = null;
    this.#hear(peer);
    this.#options.ice.keep(ice);
    this.#options.onfact({ type: 'seated', role, opposite: peer?.state === 'here' && !this.#options.manual });
    if (peer && peer.instance === this.#link.pair) this.#link.resync();
    else if (this.#link.alive) this.#rival = peer && this.#waits(peer);
    else if (peer?.state === 'here') this.#greet(peer, offered, () => this.offerTo(peer, offered));
    else if (peer && this.#options.manual && this.#link.pair === null) this.#rival = this.#waits(peer);
    else if (this.#link.status === 'lost' && !this.#link.closing) this.#missingAt = steadyNow();
    else this.leaveOff();
  }

  heardOf(news: PeerNews): void {
    const same = news !== null && news.instance === this.#link.pair;
    this.#hear(news);
    if (news?.state === 'left') return same ? this.#hungUp() : this.#gone('cancelled');
    if (news === null) return this.#gone();
    if (same) return this.#moved(news);
    if (this.#link.alive || this.#options.manual) this.#rival = this.#waits(news);
    else if (news.state === 'here') this.#greet(news, false, () => this.#expectFrom(news));
  }

  async received({ from, signal, answer }: SignalingEvents['signal']): Promise<void> {
    if (this.#link.pair !== from) return answer(this.#keep(from, signal));
    if (this.#link.yieldsTo(signal)) this.#yield(from);
    const link = this.#link;
    const ok = await link.receive(signal);
    answer(ok ? { ok } : { ok, code: 'bad-request' });
    if (!ok) this.#refused(link, signal);
  }

  /**
   * Without their first offer there is no connection: this side offers instead. Once, or two that do not understand each other
   * would change places for ever.
   */
  #refused(link: Link, signal: Signal): void {
    const again = link.pair === this.#refusedOf;
    if (again || link !== this.#link || !link.blank || !isOffer(signal) || this.#options.manual) return;
    this.#refusedOf = link.pair;
    this.#rebuild();
  }

  #hear(news: PeerNews): void {
    this.#here = news?.state === 'here';
    this.#missingAt = null;
  }

  /** A newcomer told of once more has said what they said. */
  #waits(peer: PeerInfo): Rival {
    const before = this.#rival?.peer.instance === peer.instance ? this.#rival : null;
    return { signals: [], since: steadyNow(), offered: false, ...before, peer };
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
  #gone(outcome: 'missed' | 'cancelled' = 'missed'): void {
    this.#missingAt = null;
    this.#rival = null;
    this.#doorbell?.gone(outcome);
    if (this.#link.alive) return;
    const held = this.#link.pair !== null && !this.#link.closing;
    this.leaveOff();
    if (held) this.#options.signaling.renew();
  }

  #hungUp(): void {
    this.#options.onfact({ type: 'ended', reason: 'peer-hung-up', at: Date.now() });
  }

  /** Somebody new is opposite. Where one of two answers by hand, it rings first. */
  #greet(peer: PeerInfo, offered: boolean, begin: () => void): void {
    const rings = this.#role === 'caller' && peer.answer === 'manual';
    if (!rings && !this.#options.manual) return begin();
    this.#rival = this.#waits(peer);
    if (rings) void this.ready().then((doorbell) => doorbell?.ring(peer, offered));
  }

  // --- Links.

  /** This side came second, so it offers; in the handshake it already has. */
  offerTo(peer: PeerInfo, offered: boolean): void {
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
  leaveOff(): void {
    this.#doorbell?.stop('missed');
    this.#renew();
    this.#held = null;
    this.#setPeer(null);
    this.#options.onfact({ type: 'peer-gone' });
  }

  /** Another connection in the place of one that cannot be mended: to the other side it is as if this page had reloaded. */
  #rebuild(): void {
    this.#held = this.#link.remoteStream;
    const link = this.#renew();
    if (!this.#options.manual) link.prepare().catch(this.#options.onwarning);
    this.#options.signaling.renew();
  }

  #terms(pair: string) {
    return { pair, polite: this.#role === 'callee', configuration: this.#options.ice.configuration };
  }

  #meet(peer: PeerInfo): void {
    this.#rival = null;
    this.#began = Infinity;
    this.show(peer);
    this.#options.onfact({ type: 'peer-arrived' });
    this.#options.onfact({ type: 'media-lost', cause: 'peer' });
  }

  #renew(): Link {
    this.#closeLink();
    this.#link = this.#newLink();
    return this.#link;
  }

  #closeLink(): void {
    this.#outbox?.close();
    this.#link.close();
  }

  #newLink(): Link {
    const { signaling, ice, tracks, about, saving = () => false, onconnection, onwarning } = this.#options;
    const outbox = new Outbox((signal) => void this.#deliver(link, signal));
    const link = new Link({
      configuration: ice.configuration,
      tracks: tracks(),
      send: (signal) => outbox.send(signal),
      refresh: () => ice.fresh(() => signaling.ice()),
      saving,
      inReach: () => this.#here && signaling.up,
      onstatus: (status) => link === this.#link && this.#changed(status),
      onopen: () => link.send(about()),
      onmessage: (message) => link === this.#link && this.#told(message),
      onconnection,
      onreach: (refused) => link === this.#link && this.#options.onreach(refused),
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
    const rival = this.#rival;
    if (status === 'lost' && rival?.peer.state === 'here') this.#greet(rival.peer, false, () => this.letIn(rival));
    onchange();
  }

  /** The pair before is silent at last. */
  letIn({ peer, signals }: Rival): void {
    if (signals.length === 0 && !this.#options.manual) return this.offerTo(peer, false);
    this.#expectFrom(peer);
    for (const signal of signals) void this.#link.receive(signal);
  }

  // --- What the other side says.

  #told(message: ControlMessage): void {
    if (message.type === 'media') this.#learn(message);
    if (message.type === 'bye' && message.reason === 'hang-up') this.#hungUp();
  }

  /** After a reload the other side knows since when the call runs. */
  #learn(media: Extract<ControlMessage, { type: 'media' }>): void {
    const { name = this.#peer?.name ?? '', mic, camera, screen = false, trouble = {}, elapsed = 0 } = media;
    this.#setPeer({ name: this.#named || name, mic, camera, screen, trouble });
    this.#began = Date.now() - elapsed;
    this.#options.onfact({ type: 'began', at: this.#began });
  }

  /** What is known of somebody before they say more. */
  show({ name = '', named }: PeerInfo): void {
    this.#named = named && name;
    this.#setPeer({ name, mic: true, camera: true, screen: false, trouble: {} });
  }

  #setPeer(peer: RemotePeer | null): void {
    this.#peer = peer;
    this.#options.onchange();
  }
}
