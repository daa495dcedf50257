/** One call from the lobby to its end: joins signaling, pairing and media into one state. No UI, usable alone. */
import type { ChannelOptions, ControlMessage } from '../../shared/messages.js';
import { MAX_NAME, parseBye } from '../../shared/parse.js';
import { REFUSALS, ROLES, type Bye, type Role } from '../../shared/protocol.js';
import { plainText } from '../../shared/text.js';
import type { Direction, RingEnd } from './bell.js';
import type { RtcCallStats } from './call-stats.js';
import { elapsedSince, moment, steadyNow } from './clock.js';
import type { ByteStream } from '../data/byte-stream.js';
import type { RtcChannel } from '../data/channel.js';
import type { Chat } from '../data/chat.js';
import { Door, type DataEvents } from '../data/door.js';
import type { Files } from '../data/files/files.js';
import type { FileLimits } from '../data/files/limits.js';
import type { Answerer, RequestOptions } from '../data/questions.js';
import { warn } from './console.js';
import { Emitter } from './emitter.js';
import { pageProblem, RtcError, toRtcError } from './errors.js';
import { configured } from './ice-check.js';
import { IceServers } from './ice-servers.js';
import { Media, type DeviceKind, type DeviceState } from './media.js';
import { listenForHints } from './network.js';
import { Pairing, type RemotePeer } from './pairing.js';
import { upkeep } from './parts.js';
import type { RtcPrecallResult } from './precall.js';
import type { Quality } from './quality.js';
import { ScreenShare } from './screen-share.js';
import { Signaling, type SignalingEvents } from './signaling.js';
import { next, type CallFact, type CallState } from './state.js';
import type { Slot } from './slots.js';
import { Tab } from './tab.js';
import { troublesOf } from './trouble.js';

/** Beats of the watch over silence, and of the heartbeat itself. */
const TICK_MS = 200;
/** Between two ticks of a page that slept, or was frozen; hidden pages tick once a second. */
const SLEPT_MS = 5_000;
/** Before a refusal that may pass (`unavailable`, `rate-limited`) is tried again. */
const RETRY_MS = 2_000;
/** Lines of the camera's picture: the fewest, as usual, and the most; and where bytes are saved. */
const HEIGHTS = { least: 180, usual: 720, most: 1_080, saving: 360 };
/** How long a goodbye on the data channel may take before its peer connection closes. */
const GOODBYE_MS = 300;
const RING_SECONDS = 45;

export interface CallOptions {
  /** The room's name; in open mode it is its key: at least 49 random bits. */
  readonly room: string;
  /** Of the signaling server, such as `https://call.example.com`, with the path that it is below, if there is one. */
  readonly server: string;
  /** The seat; `auto` takes the first free one. */
  readonly as?: Role | 'auto';
  /** `manual`: a callee who is rung first, and takes one call after another; the seat is the callee's then. */
  readonly answer?: 'auto' | 'manual';
  /** How long to ring, or to be rung for, in seconds: 45, at most 120. */
  readonly ringTimeout?: number;
  /** Shown to the other person, at most 64 characters. */
  readonly name?: string;
  /** What is opened at first; both by default. */
  readonly devices?: readonly DeviceKind[];
  /** The camera is never asked for. */
  readonly audioOnly?: boolean;
  /** `relay` hides this side's addresses from the other one (needs a TURN server). */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  /** As in the settings. */
  readonly token?: string;
  readonly tokenProvider?: TokenProvider;
}

/** Makes a token: to join (there is none, or it ends soon), or because the server refused the last one as `expired`. */
export type TokenProvider = (reason: 'join' | 'expired') => Promise<string>;

/** What a callee may say who does not come: a text of up to 200 characters, or one that the caller's page knows. */
export type DeclineReason = 'busy' | 'later' | (string & {});
/** What can be set at any time, all of it at once: what is left out is as without it. */
export interface CallSettings {
  /** Instead of the server's; from the next gathering on. */
  readonly iceServers?: RTCIceServer[] | undefined;
  /** Lines of the camera's picture: 180 to 1080, 720 by default. */
  readonly videoHeight?: number;
  /** Few bytes in both directions. */
  readonly dataSaver?: boolean;
  /** What files may come and go. */
  readonly files?: FileLimits | undefined;
  /** Where the server asks for one: a JWT; from the next connection on. */
  readonly token?: string | undefined;
  /** Makes tokens as they are needed. Rejects with an RtcError of a refusal's code to end it; it is asked again after others. */
  readonly tokenProvider?: TokenProvider | undefined;
}

export interface CallEvents extends DataEvents {
  state: { state: CallState; previous: CallState };
  /** A caller rings here, or this side rings at a callee who answers by hand. */
  ring: { direction: Direction; peer: RemotePeer };
  'ring-end': RingEnd;
  /** Something else to read changed: `peer`, `remoteStream`, `remoteScreen`, `media`, `screen`, `quality`, `reachable`. */
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

/** From the lobby or the join to the end: what is opened together ends together. */
interface Session {
  readonly signaling: Signaling;
  readonly pairing: Pairing;
  readonly ticker: ReturnType<typeof setInterval>;
  readonly stops: readonly (() => void)[];
}

export class Call extends Emitter<CallEvents> {
  /** This side's devices. */
  readonly media = new Media();
  /** This side's screen. */
  readonly screen = new ScreenShare(() => this.#screenChanged());
  /** In seconds; holds from the next ring on. */
  ringTimeout: number;
  readonly #options: CallOptions;
  readonly #as: Role | 'auto';
  readonly #tab: Tab;
  readonly #door: Door;
  /** Answers by hand. */
  readonly #manual: boolean;
  /** Between two calls it waits for the next one. */
  #desk: boolean;
  #name: string;
  #settings: CallSettings = {};
  /** The newest that the page has given or made. */
  #token: string | undefined;
  /** It was refused as such; another one is made once. */
  #expired = false;
  #tokenMissing = false;
  #height = HEIGHTS.usual;
  #audioOnly: boolean;
  #state: CallState = { name: 'idle' };
  /** What the other side does not take. */
  readonly #unsent = new Map<Slot, RtcError>();
  /** When the call began, by the steady clock. */
  #began = 0;
  #session: Session | null = null;
  #reachable = true;
  #problem: RtcError | null = null;
  #joining: Joining | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: CallOptions) {
    super();
    const { server, room, as = 'auto', answer, name = '', devices = ['mic', 'camera'], audioOnly = false } = options;
    this.#options = options;
    this.ringTimeout = options.ringTimeout ?? RING_SECONDS;
    this.#manual = this.#desk = answer === 'manual' && as !== 'caller';
    this.#as = this.#manual ? 'callee' : as;
    this.#name = plainText(name, MAX_NAME);
    this.#audioOnly = audioOnly;
    this.#tab = new Tab({ server, room, as }, devices);
    this.#door = new Door(
      this.#tab,
      (type, event) => this.emit(type, event),
      () => this.#settings.files,
    );
    this.media.on('change', (kind) => this.#mediaChanged(kind));
    this.settings = options;
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
    return this.#session?.pairing.remoteStream ?? null;
  }

  /** The own screen while it is shared. */
  get localScreen(): MediaStream | null {
    return this.screen.stream;
  }

  /** The other person's screen, with its sound if they share that too; null while they share none. */
  get remoteScreen(): MediaStream | null {
    return this.#session?.pairing.remoteScreen ?? null;
  }

  /** The other person, as far as they told; null while nobody is there. */
  get peer(): RemotePeer | null {
    return this.#session?.pairing.peer ?? null;
  }

  /** How good the call is in both directions; null while it is not connected, and in its first second. */
  get quality(): Quality | null {
    return this.#session?.pairing.quality ?? null;
  }

  /** How loud the other person is just now, from 0 to 1; what is louder than about 0.02 is speech. */
  get remoteLevel(): number {
    return this.#session?.pairing.level ?? 0;
  }

  /** Whether the server answers. A running call does not need it. */
  get reachable(): boolean {
    return this.#reachable;
  }

  /** The page's `tokenProvider` failed, and will be asked again. */
  get tokenMissing(): boolean {
    return this.#tokenMissing;
  }

  /** What is wrong, and no device's fault: the call goes on where it can. */
  get problem(): RtcError | null {
    return this.#problem;
  }

  /** This tab was in the call when its page was reloaded: `join()` goes on where it was. */
  get resumable(): boolean {
    return this.#tab.memory.joined;
  }

  /** Shown to the other person from now on; to the server with the next join. */
  set name(name: string) {
    this.#name = plainText(name, MAX_NAME);
    this.#session?.pairing.send(this.#about());
  }

  /** They hold until they are set anew. */
  set settings(settings: CallSettings) {
    const { dataSaver = false, videoHeight = 0 } = settings;
    const saving = dataSaver !== this.#saving;
    if (settings.token !== this.#settings.token) this.#token = settings.token;
    const servers = JSON.stringify(settings.iceServers) !== JSON.stringify(this.#settings.iceServers);
    this.#settings = settings;
    if (servers) this.#checkServers(settings);
    const { least, usual, most } = HEIGHTS;
    const height = Math.min(dataSaver ? HEIGHTS.saving : most, Math.max(least, videoHeight || usual));
    if (height !== this.#height) void this.media.setHeight((this.#height = height));
    if (saving) this.#session?.pairing.send(this.#about());
  }

  /** The camera is never asked for; it is turned off where it is on. */
  set audioOnly(on: boolean) {
    this.#audioOnly = on;
    if (on) void this.media.setCamera(false);
  }

  /** Whether the person, or the page, wants a device on; it may be in trouble, or not be open yet. */
  wants(kind: DeviceKind): boolean {
    return this.#tab.memory.devices.includes(kind);
  }

  /** The page's wish, at any time: asks the person only in the call, and opens nothing before the lobby or after the end. */
  async want(kind: DeviceKind, on: boolean): Promise<void> {
    const { name } = this.#state;
    this.#tab.turn(kind, on);
    if (on && (name === 'idle' || name === 'ended')) return this.#changed();
    await this.media[kind === 'mic' ? 'setMic' : 'setCamera'](on, { prompt: name !== 'lobby' });
  }

  /**
   * Makes ready what can be before the click: the way to the server, an offer, and the devices. Without `prompt` only
   * devices that the person has allowed on this page before. Problems are in `media.state(…)`.
   */
  async preview({ prompt = true } = {}): Promise<void> {
    if (this.#state.name !== 'idle' && this.#state.name !== 'ended') return;
    this.#apply({ type: 'previewed' });
    if (!pageProblem()) this.#open().signaling.preconnect();
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
    const session = this.#open();
    const seated = new Promise<void>((resolve, reject) => (this.#joining = { resolve, reject }));
    void this.#sit(session);
    this.#apply({ type: 'join-asked' });
    if (this.#manual) this.media.stop();
    else void this.openDevices();
    await seated;
  }

  /** In the task of the click where no token has to be made. Who answers by hand is seated when they can be rung. */
  async #sit(session: Session): Promise<void> {
    const { tokenProvider } = this.#settings;
    try {
      if (tokenProvider && (this.#expired || !this.#token))
        this.#token = textOf(await tokenProvider(this.#expired ? 'expired' : 'join'));
    } catch (error) {
      return this.#withoutToken(session, error);
    }
    if (this.#tokenMissing) this.#missToken(false);
    const { signaling, pairing } = session;
    if (this.#manual) void pairing.ready().then((doorbell) => doorbell && signaling.join());
    else signaling.join();
  }

  /** No fault of the server's: the page that cannot make one is told, once until it can. */
  #withoutToken(session: Session, error: unknown): void {
    const bye = parseBye(error);
    if (session !== this.#session) return;
    if (REFUSALS[bye.code] !== 'retry') return this.#refused(bye);
    if (!this.#tokenMissing) warn('tokenProvider failed, and will be asked again:', error);
    this.#missToken(true);
    this.#sitLater(session, bye);
  }

  #missToken(missing: boolean): void {
    this.#tokenMissing = missing;
    this.#changed();
  }

  #sitLater(session: Session, { retryAfter = 0 }: Bye): void {
    this.#retry = setTimeout(() => void this.#sit(session), Math.max(RETRY_MS, retryAfter));
  }

  /** Ends the call for both; devices are released at once. Safe at any time. At a desk the next call is waited for. */
  leave(): void {
    const { name } = this.#state;
    if (name === 'ended' || name === 'idle') return;
    this.decline();
    const reason = this.#state.name === 'ringing' ? 'cancelled' : 'hung-up';
    this.#learn({ type: 'ended', reason, at: Date.now() });
  }

  /** Leaves, and releases what was opened since. */
  close(): void {
    this.#desk = false;
    this.leave();
    this.media.stop();
  }

  /** Lets in who rings; `camera` says whether one's own is opened, as chosen before if not given. */
  accept(options?: { camera?: boolean }): void {
    this.#session?.pairing.doorbell?.accept(options);
  }

  /** Turns away who rings; they read why, if it is said. */
  decline(reason?: DeclineReason): void {
    this.#session?.pairing.doorbell?.decline(reason);
  }

  /** Rings no more. */
  cancel(): void {
    if (this.#state.name === 'ringing' && this.#state.direction === 'outgoing') this.leave();
  }

  /** Opens microphone and camera, but what the person turned off. */
  async openDevices({ kinds = this.#tab.memory.devices, prompt = true }: OpenDevices = {}): Promise<void> {
    const wanted = kinds.filter((kind) => kind === 'mic' || !this.#audioOnly);
    for (const kind of wanted) if (!this.wants(kind)) this.#tab.turn(kind, true);
    await this.media.open(wanted, { prompt });
  }

  /** Mutes or unmutes; `on` for a certain one of both. Resolves when the device has followed. */
  async toggleMic(on = isOff(this.media.state('mic'))): Promise<void> {
    this.#tab.turn('mic', on);
    await this.media.setMic(on);
  }

  /** Releases the camera or opens it again; `on` for a certain one of both. Resolves when the device has followed. */
  async toggleCamera(on = isOff(this.media.state('camera'))): Promise<void> {
    if (this.#audioOnly) return;
    this.#tab.turn('camera', on);
    await this.media.setCamera(on);
  }

  /**
   * Another microphone or camera by its `deviceId`, opened at once where it is wanted; null follows the system's default again.
   * `label`: its name, which finds it in browsers that give devices new ids.
   */
  async useDevice(kind: DeviceKind, deviceId: string | null, label?: string): Promise<void> {
    await this.media.useDevice(kind, deviceId, label);
  }

  /**
   * Shares the screen, or stops; `on` for a certain one of both. Call it in a click; resolves when the person has chosen,
   * with nothing shared if they chose none.
   */
  async toggleScreenShare(on = isOff(this.screen.state)): Promise<void> {
    if (!on) this.screen.stop();
    else if ('role' in this.#state) await this.screen.start();
  }

  /**
   * Tells the other page something that JSON can say; resolves once it has it. Messages arrive once and in order, also after a
   * lost connection or a reload of either page; before anybody is there they wait.
   * @throws RtcError `too-large` for more than 16,384 characters of JSON, `peer-gone` if somebody else came, `hung-up` at the end
   */
  async send(message: unknown): Promise<void> {
    return (await this.#door.open()).send(message);
  }

  /**
   * Asks the other page; resolves with what its responder made of it.
   * @throws RtcError as `send`, `unavailable` with what the other page threw; a `TimeoutError`; the signal's reason
   */
  async request(question: unknown, options?: RequestOptions): Promise<unknown> {
    return (await this.#door.open()).request(question, options);
  }

  /** What answers the other page's requests; null: nothing does. */
  async respond(answerer: Answerer | null): Promise<void> {
    (await this.#door.open()).answerer = answerer;
  }

  /**
   * A channel for what is only good when it is new, with the options of an RTCDataChannel. Both pages open the same one by its
   * label; it lasts as long as the call.
   * @throws RtcError `bad-request`, `too-large` with 16 of them open
   */
  async openChannel(label: string, options?: ChannelOptions): Promise<RtcChannel> {
    return (await this.#door.open()).openChannel(label, options);
  }

  /**
   * A stream of bytes in each direction. Both pages get the same one by its label.
   * @throws RtcError `bad-request`, `too-large`
   */
  async stream(label: string): Promise<ByteStream> {
    return (await this.#door.open()).stream(label);
  }

  /** The files between the two pages: offered, received, and on their way. */
  async files(): Promise<Files> {
    return (await this.#door.open()).files;
  }

  /** The chat of this call: its lines, and what can be done with them. */
  async chat(): Promise<Chat> {
    return (await this.#door.open()).chat;
  }

  /** The same; null before either page has used it, or anything else that is sent from page to page. */
  get begunChat(): Chat | null {
    return this.#door.data?.chat ?? null;
  }

  /** Why a device is not on, or what it gives does not reach the other person. */
  problemOf(kind: DeviceKind): RtcError | null {
    return this.media.state(kind).problem ?? this.#unsent.get(kind) ?? null;
  }

  /** Milliseconds since the call began, whatever was done to the computer's clock meanwhile; 0 without one. */
  get #elapsed(): number {
    return 'since' in this.#state ? Math.max(0, steadyNow() - this.#began) : 0;
  }

  get #saving(): boolean {
    return this.#settings.dataSaver ?? false;
  }

  /** Figures of the last second; null while the call is not connected, and in its first seconds. Costs no reading. */
  async getStats(): Promise<RtcCallStats | null> {
    const measured = this.#session?.pairing.measured;
    if (!measured) return null;
    const { callStats } = await upkeep.load();
    return callStats(measured, this);
  }

  /**
   * Tries what a call needs: devices, server and, once there is a seat, relay. Opens devices as `preview` does.
   * Never rejects but where its code cannot be loaded.
   */
  async runPrecallCheck(): Promise<RtcPrecallResult> {
    const { precall } = await upkeep.load();
    if (!this.#session) await this.preview();
    return precall(this, this.#session?.signaling ?? null);
  }

  /** The only setter of the state. */
  #apply(fact: CallFact): void {
    const previous = this.#state;
    const state = next(previous, fact);
    if (state === previous) return;
    this.#state = state;
    if ('since' in state && state.since !== since(previous)) this.#began = steadyNow() - (Date.now() - state.since);
    this.emit('state', { state, previous });
    // At a desk nothing is on between two calls.
    if (this.#manual && state.name === 'waiting') this.#release();
    if (fact.type === 'peer-arrived') this.#unsent.clear();
    if (this.#manual && fact.type === 'peer-arrived') void this.openDevices();
  }

  #release(): void {
    this.media.stop();
    this.screen.stop();
  }

  #learn(fact: CallFact): void {
    if (fact.type === 'ended') this.#end(fact);
    else this.#apply(fact);
  }

  /** One session for one instance: the page's life, or until this call ends. */
  #open(): Session {
    if (this.#session) return this.#session;
    try {
      const signaling = this.#newSignaling();
      const pairing = this.#newPairing(signaling);
      return (this.#session = {
        signaling,
        pairing,
        ticker: startTicking(pairing),
        stops: this.#listen(signaling, pairing),
      });
    } catch (error) {
      throw this.#fail(toRtcError(error));
    }
  }

  /** What is wrong with them is told when they are set, not when somebody is called by them. */
  #checkServers({ iceServers }: CallSettings): void {
    this.#problem = null;
    if (iceServers && !pageProblem())
      configured(
        { iceServers },
        (configuration) => new RTCPeerConnection(configuration).close(),
        (error) => this.#fail(error),
      );
  }

  #fail(problem: RtcError): RtcError {
    this.#problem = problem;
    this.#changed();
    return problem;
  }

  /** The same is wrong with each connection that is made of the same servers. */
  #warn(error: unknown): void {
    this.emit('warning', error);
    if (error instanceof RtcError && !this.#problem) this.#fail(error);
  }

  #newSignaling(): Signaling {
    const { server, room } = this.#options;
    const { owner, role } = this.#tab.memory;
    return new Signaling({
      server,
      room,
      owner,
      roles: this.#as === 'auto' ? rolesFrom(role) : [this.#as],
      name: () => this.#name,
      token: () => this.#token,
      manual: this.#manual,
      offer: () => this.#session?.pairing.handshakeOffer() ?? null,
    });
  }

  #newPairing(signaling: Signaling): Pairing {
    const pairing = new Pairing({
      signaling,
      ice: new IceServers(this.#options.iceTransportPolicy ?? 'all', () => this.#settings.iceServers),
      manual: this.#manual,
      bell: {
        ms: () => 1_000 * this.ringTimeout,
        tab: this.#tab,
        onring: (ring) => this.emit('ring', ring),
        onend: (end) => this.emit('ring-end', end),
      },
      tracks: () => ({
        mic: this.media.track('mic'),
        camera: this.media.track('camera'),
        screen: this.screen.track('video'),
        screenAudio: this.screen.track('audio'),
      }),
      about: () => this.#about(),
      onconnection: (connection) => this.#door.watch(connection),
      saving: () => this.#saving,
      onreach: (refused) => this.#reachChanged(refused),
      // What an old one hears on its way out means nothing to the call after it.
      onfact: (fact) => pairing === this.#session?.pairing && this.#learn(fact),
      onchange: () => this.#changed(),
      onwarning: (error) => this.#warn(error),
    });
    return pairing;
  }

  #listen(signaling: Signaling, pairing: Pairing): (() => void)[] {
    const life = new AbortController();
    addEventListener('pagehide', (event) => this.#pageHidden(event), { signal: life.signal });
    return [
      () => life.abort(),
      () => pairing.doorbell?.stop('cancelled'),
      signaling.on('ring', (ring) => pairing.doorbell?.rang(ring)),
      listenForHints(() => pairing.hint(steadyNow())),
      signaling.on('ice', (ice) => pairing.renewed(ice)),
      signaling.on('welcome', (welcome) => this.#welcomed(welcome, pairing)),
      signaling.on('peer', (news) => pairing.heardOf(news)),
      signaling.on('signal', (message) => void pairing.received(message)),
      signaling.on('refused', (bye) => this.#refused(bye)),
      signaling.on('reachable', (reachable) => this.#setReachable(reachable)),
    ];
  }

  #welcomed(welcome: SignalingEvents['welcome'], pairing: Pairing): void {
    this.#tab.remember({ role: welcome.role, joined: true });
    this.#expired = false;
    pairing.welcomed(welcome);
    this.#joining?.resolve();
    this.#joining = null;
  }

  #about(): ControlMessage {
    const sent = (slot: Slot): boolean => this.#session?.pairing.carries(slot) ?? false;
    const on = (kind: DeviceKind): boolean => this.media.state(kind).on && sent(kind);
    const screen = this.screen.state.on && sent('screen');
    const saving = this.#saving ? { saving: true } : {};
    const trouble = troublesOf(this.media);
    const elapsed = this.#elapsed;
    return {
      type: 'media',
      mic: on('mic'),
      camera: on('camera'),
      screen,
      elapsed,
      ...trouble,
      ...saving,
      name: this.#name,
    };
  }

  #mediaChanged(kind: DeviceKind): void {
    this.#unsent.delete(kind);
    this.#session?.pairing.setTrack(kind, this.media.track(kind));
    this.#mediaTold();
  }

  #screenChanged(): void {
    this.#session?.pairing.setTrack('screen', this.screen.track('video'));
    this.#session?.pairing.setTrack('screenAudio', this.screen.track('audio'));
    this.#mediaTold();
  }

  /** The other side takes more, or less; a screen that it does not take is shared no more. */
  #reachChanged(refused?: Slot): void {
    const problem = new RtcError('peer-unsupported', `the other side takes no ${refused}`);
    if (refused === 'screen') return this.screen.fail(problem);
    if (refused) this.#unsent.set(refused, problem);
    else this.#unsent.clear();
    this.#mediaTold();
  }

  #mediaTold(): void {
    this.#session?.pairing.send(this.#about());
    this.#changed();
  }

  #changed(): void {
    this.emit('change', undefined);
  }

  #setReachable(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    this.#changed();
  }

  #refused(bye: Bye): void {
    const { code, busy } = bye;
    const session = this.#session;
    if (!session) return;
    if (REFUSALS[code] === 'retry') {
      this.#setReachable(false);
      return this.#sitLater(session, bye);
    }
    if (code === 'expired' && !this.#expired) {
      this.#expired = true;
      return void this.#sit(session);
    }
    // A call that runs needs neither seat nor token; who was sent out of it has to go.
    if (code !== 'replaced' && code !== 'kicked' && session.pairing.alive) return;
    const known = code === 'occupied' || code === 'replaced' ? code : 'refused';
    const reason = busy ? 'busy' : known;
    this.#end({ type: 'ended', reason, code, at: Date.now() });
  }

  #pageHidden({ persisted }: PageTransitionEvent): void {
    const session = this.#session;
    session?.pairing.send({ type: 'bye', reason: 'closing' });
    void session?.signaling.leave('closing');
    if (session && persisted) this.#suspend(session);
  }

  /** The browser keeps this page for the way back: it may hold nothing open meanwhile, and must run nothing afterwards. */
  #suspend(session: Session): void {
    stop(session);
    this.#session = null;
    clearTimeout(this.#retry);
    this.#release();
    session.pairing.close();
    session.signaling.close();
    this.#apply({ type: 'media-lost', cause: 'network' });
    addEventListener('pageshow', () => this.#resume(), { once: true });
  }

  /** Back again, as another instance: the same seat, the same clock. */
  #resume(): void {
    const { name } = this.#state;
    if (this.#session || name === 'idle' || name === 'ended') return;
    const session = this.#open();
    if (name === 'lobby') session.signaling.preconnect();
    else void this.#sit(session);
    if (!this.#manual || 'since' in this.#state) void this.openDevices({ prompt: name !== 'lobby' });
  }

  #end(fact: Extract<CallFact, { type: 'ended' }>): void {
    const session = this.#session;
    this.#session = null;
    this.#unsent.clear();
    clearTimeout(this.#retry);
    this.#tab.remember({ joined: false, call: null });
    this.#release();
    const talked = session !== null && session.pairing.pair !== null;
    const said = session && sayGoodbye(session, fact.reason === 'replaced' ? 'closing' : 'hang-up');
    this.#apply(fact);
    if (talked && fact.reason.endsWith('hung-up')) void said?.then(() => this.#waitForTheNext());
    this.#door.close();
    this.#joining?.reject(new RtcError(fact.code ?? 'hung-up', `the call ended: ${fact.reason}`));
    this.#joining = null;
  }

  /** The seat before is free by now, so that the other side was told. */
  #waitForTheNext(): void {
    if (this.#desk && this.#state.name === 'ended')
      void this.join().catch((error: unknown) => this.emit('warning', error));
  }
}

function textOf(token: unknown): string {
  if (typeof token !== 'string') throw new TypeError('a token is a string');
  return token;
}

/** What is being opened is turned off by the next press. */
const isOff = ({ on, busy }: DeviceState): boolean => !on && !busy;

/** A gap between two ticks is as good as word of another network. */
function startTicking(pairing: Pairing): ReturnType<typeof setInterval> {
  let last = moment();
  return setInterval(() => {
    if (elapsedSince(last) > SLEPT_MS) pairing.hint(steadyNow());
    last = moment();
    void pairing.tick(last.steady);
  }, TICK_MS);
}

/** On both ways, since either may be gone; the connections close when the words are out. */
function sayGoodbye(session: Session, reason: 'hang-up' | 'closing'): Promise<void> {
  const { signaling, pairing } = session;
  stop(session);
  pairing.send({ type: 'bye', reason });
  setTimeout(() => pairing.close(), GOODBYE_MS);
  return signaling.leave('hang-up').finally(() => signaling.close());
}

/** Nothing of it acts by itself any more. */
function stop({ ticker, stops }: Session): void {
  clearInterval(ticker);
  for (const end of stops) end();
}

const since = (state: CallState): number | null => ('since' in state ? state.since : null);

const rolesFrom = (first: Role | null): readonly Role[] =>
  first === null ? ROLES : [first, ...ROLES.filter((role) => role !== first)];
