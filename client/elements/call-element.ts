/** What a page holds of a call in an element: attributes, methods and events. Its interface is `RtcCall`'s. */
import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { ChannelOptions } from '../../shared/messages.js';
import type { RtcCallStats } from '../call/call-stats.js';
import { Call, type DeclineReason, type TokenProvider } from '../call/call.js';
import { lacking, type Lacking, pageProblem, RtcError, toRtcError } from '../call/errors.js';
import { inviteLink } from '../call/invite.js';
import { sameDevice } from '../call/same-device.js';
import type { DeviceKind } from '../call/media.js';
import type { RtcPrecallResult } from '../call/precall.js';
import type { Part } from '../call/part.js';
import type { CallState } from '../call/state.js';
import { addressOf, badServer, defaultServer } from '../call/server-url.js';
import type { ByteStream } from '../data/byte-stream.js';
import type { RtcChannel } from '../data/channel.js';
import type { Files } from '../data/files/files.js';
import type { FileLimits } from '../data/files/limits.js';
import type { Chat } from '../data/chat.js';
import type { Answerer, RequestOptions } from '../data/questions.js';
import type { AllLabels } from '../locales/labels.js';
import type * as afterPaintPart from './after-paint.js';
import { defaultsOf, flag, isOn, number, oneOf } from './attributes.js';
import type { Cause } from './changes.js';
import type { DeviceName, RtcDevice, SelectedDevices } from './device-list.js';
import {
  RtcBeforeJoinEvent,
  RtcDeviceChangeEvent,
  RtcErrorEvent,
  RtcReadyEvent,
  RtcRingEndEvent,
  RtcRingEvent,
  RtcStateChangeEvent,
} from './events.js';
import type { Layout, SelfView } from './layout.js';
import { afterPaint, inCall } from './parts.js';
import { recall, remember, type Remembered } from './remembered.js';
import { StyledElement } from './sheet.js';
import type { Teller } from './teller.js';

export type AfterPaint = typeof afterPaintPart;

/** In a call, an element that is back by then was moved, or mounted anew by a framework: nobody hung up. */
const MOVE_MS = 250;
const IDLE: CallState = { name: 'idle' };
/** Another one of them is another call. */
const WHERE = ['room', 'server', 'as', 'answer', 'iceTransportPolicy'] as const;
const KINDS: readonly DeviceKind[] = ['mic', 'camera'];
/** The attribute that keeps each of them off. */
const OFF: Readonly<Record<DeviceKind, string>> = { mic: 'mic-muted', camera: 'camera-off' };
/** Attributes of what a person chooses, too. */
const CHOSEN: Readonly<Record<string, 'displayName' | 'layout' | 'selfView'>> = {
  'display-name': 'displayName',
  layout: 'layout',
  'self-view': 'selfView',
};
/** Where somebody may join. */
const OUTSIDE = new Set<string>(['idle', 'lobby', 'ended']);
/** Where something is heard. */
const HEARD = new Set<string>(['ringing', 'connected']);

/** What is wrong with the call, and with what a person is seen and heard by. */
export const problemsOf = (call: Call): RtcError[] =>
  [call.problem, call.problemOf('camera'), call.problemOf('mic'), call.screen.state.problem].flatMap(
    (problem) => problem ?? [],
  );

export abstract class CallElement extends StyledElement {
  @property() room = '';
  @property() server = '';
  @property({ converter: oneOf('auto', 'caller', 'callee') }) as: 'auto' | 'caller' | 'callee' = 'auto';
  /** `manual`: this page is rung first, and takes one call after another. */
  @property({ converter: oneOf('auto', 'manual') }) answer: 'auto' | 'manual' = 'auto';
  /** How long it rings, in seconds. */
  @property({ attribute: 'ring-timeout', converter: number }) ringTimeout = 45;
  /** It rings without a sound, a flashing title or a notification. */
  @property({ converter: flag }) silent = false;
  @property({ attribute: 'display-name' }) displayName = '';
  @property({ attribute: 'invite-url' }) inviteUrl = '';
  @property({ converter: flag }) autojoin = false;
  /** The camera is never asked for. */
  @property({ attribute: 'audio-only', converter: flag }) audioOnly = false;
  /** Name and devices are neither stored in this browser nor read from there. */
  @property({ attribute: 'no-persist', converter: flag }) noPersist = false;
  @property({ attribute: 'ice-transport-policy', converter: oneOf('all', 'relay') })
  iceTransportPolicy: RTCIceTransportPolicy = 'all';
  /** Where the server asks for one: a JWT; from the next connection on. */
  @property() token: string | undefined;
  /** Makes tokens as they are needed. */
  @property({ attribute: false }) tokenProvider: TokenProvider | undefined;
  /** Instead of the server's, from the next gathering on. */
  @property({ attribute: false }) iceServers: RTCIceServer[] | undefined;
  /** Lines of the camera's picture: 180 to 1080. */
  @property({ attribute: 'video-height', converter: number }) videoHeight = 720;
  /** Few bytes in both directions. */
  @property({ attribute: 'data-saver', converter: flag }) dataSaver = false;
  /** Milliseconds between two `rtc-stats`, 1,000 at least; 0: none. */
  @property({ attribute: 'stats-interval', converter: number }) statsInterval = 0;
  /** What files may come and go; `size: 0`: none. */
  @property({ attribute: false }) fileLimits: FileLimits = {};
  /** Which buttons there are: `all`, `none`, or their names with spaces between. */
  @property() controls = 'all';
  /** Where the pictures are: the other person large, or both beside each other. */
  @property({ converter: oneOf('auto', 'spotlight', 'side-by-side') }) layout: Layout = 'auto';
  /** The own picture. */
  @property({ attribute: 'self-view', converter: oneOf('corner', 'hidden') })
  selfView: SelfView = 'corner';
  /** `auto`: the buttons fade while nobody moves or types; `fixed`: they stay. */
  @property({ converter: oneOf('auto', 'fixed') }) toolbar: 'auto' | 'fixed' = 'auto';
  /** Where keys act: while the focus is in the element, anywhere in the page, or nowhere. */
  @property({ converter: oneOf('element', 'page', 'none') }) shortcuts: 'element' | 'page' | 'none' = 'element';
  @property({ converter: oneOf('auto', 'light', 'dark') }) theme: 'auto' | 'light' | 'dark' = 'auto';
  /** Replaces single texts, whatever the language. */
  @property({ attribute: false }) labels: Partial<AllLabels> = {};

  /** The newest ring, over or not. */
  ring: RtcRingEvent | null = null;

  /**
   * Where the other person is heard, and a ring: the chosen speaker while it is there.
   * @internal
   */
  sinkId = '';
  protected readonly internals = this.attachInternals();
  #call: Call | null = null;
  #unsubscribe: (() => void)[] = [];
  #leaveTimer: ReturnType<typeof setTimeout> | undefined;
  #reported = new WeakSet<RtcError>();
  #speaker: string | null = null;
  /** What the page and the person want while there is no call. */
  readonly #off: Record<DeviceKind, boolean> = { mic: false, camera: false };
  readonly #by: Record<DeviceKind, Cause> = { mic: 'api', camera: 'api' };
  /** Whose attribute is there, and whether that alone keeps it off: nobody has touched it since. */
  readonly #written: Record<DeviceKind, boolean | undefined> = { mic: undefined, camera: undefined };
  readonly #restoreDefaults: (changed: PropertyValues) => void;
  /** Once it is loaded. */
  #teller: Teller | null = null;
  readonly #missing = new Set<Part<object>>();
  /** While the element is in the page. */
  #life = new AbortController();
  #badServer: RtcError | null = null;

  constructor() {
    super();
    this.#restoreDefaults = defaultsOf(this);
  }

  /** What this page, or its browser, lacks for a call. */
  static isSupported(): { ok: boolean; missing: readonly Lacking[] } {
    const missing = lacking();
    return { ok: missing.length === 0, missing };
  }

  /** The microphone is off by choice; the buttons and this are always the same. Can be set at any time. */
  @property({ attribute: 'mic-muted' })
  get micMuted(): boolean {
    return this.#isOff('mic');
  }

  set micMuted(off: boolean) {
    this.#set('mic', off);
  }

  /** The camera is off by choice. Can be set at any time. */
  @property({ attribute: 'camera-off' })
  get cameraOff(): boolean {
    return this.#isOff('camera');
  }

  set cameraOff(off: boolean) {
    this.#set('camera', off);
  }

  /** The call without its interface: everything that this element does goes through it. Null without a room. */
  get call(): Call | null {
    return this.#call;
  }

  get state(): CallState {
    return this.#call?.state ?? IDLE;
  }

  get localStream(): MediaStream | null {
    return this.#call?.localStream ?? null;
  }

  get remoteStream(): MediaStream | null {
    return this.#call?.remoteStream ?? null;
  }

  get localScreen(): MediaStream | null {
    return this.#call?.localScreen ?? null;
  }

  get remoteScreen(): MediaStream | null {
    return this.#call?.remoteScreen ?? null;
  }

  /**
   * Takes a seat; resolves when there is one.
   * @throws RtcError with the code of the refusal, or `hung-up` if `leave` came first or `rtc-before-join` was cancelled
   */
  async join(): Promise<void> {
    const call = this.#there();
    if (OUTSIDE.has(this.state.name) && !this.dispatchEvent(new RtcBeforeJoinEvent(this.room)))
      throw new RtcError('hung-up', 'rtc-before-join was cancelled');
    await call.join();
  }

  /** Hangs up; camera and microphone are released. */
  leave(): void {
    this.#call?.leave();
  }

  /** Lets in who rings, with the own camera or without. */
  accept(options?: { camera?: boolean }): void {
    this.#call?.accept(options);
  }

  /** Turns away who rings; `reason` is what they read. */
  decline(reason?: DeclineReason): void {
    this.#call?.decline(reason);
  }

  /** Rings no more at the other side. */
  cancel(): void {
    this.#call?.cancel();
  }

  /** @param by who wants it, for `rtc-mic-change` */
  async toggleMic(on?: boolean, by: Cause = 'api'): Promise<void> {
    this.#touched('mic', by);
    await this.#call?.toggleMic(on);
  }

  /** @param by who wants it, for `rtc-camera-change` */
  async toggleCamera(on?: boolean, by: Cause = 'api'): Promise<void> {
    this.#touched('camera', by);
    await this.#call?.toggleCamera(on);
  }

  /** Call it in a click; resolves when the person has chosen what to share, or nothing. */
  async toggleScreenShare(on?: boolean): Promise<void> {
    await this.#call?.toggleScreenShare(on);
  }

  /** What brings the other person here, and the code of the room in it. */
  async createInvite(): Promise<{ url: string; code: string }> {
    return { url: this.inviteAddress, code: this.room };
  }

  /** Microphones, cameras and speakers; without their names until the person has allowed one. */
  async listDevices(): Promise<readonly RtcDevice[]> {
    return (await afterPaint.load()).listDevices();
  }

  /** What `setDevice` chose, now or at another time; null follows the system. */
  get selectedDevices(): SelectedDevices {
    const chosen = (kind: 'mic' | 'camera'): string | null =>
      this.#call ? this.#call.media.chosen(kind) : this.#recall(kind);
    return { mic: chosen('mic'), camera: chosen('camera'), speaker: this.#speaker };
  }

  /** Another one by its `deviceId`, now and whenever it is there; null follows the system's default again. */
  async setDevice(kind: DeviceName, deviceId: string | null): Promise<void> {
    if (kind === 'speaker') this.#speaker = deviceId;
    else await this.#call?.useDevice(kind, deviceId);
    this.#remember(kind, deviceId ?? '');
    this.#remember(`${kind} label`, '');
    const devices = await this.#devicesChanged();
    const chosen = devices.find((device) => device.kind === kind && device.deviceId === deviceId);
    if (chosen) this.#remember(`${kind} label`, chosen.label);
  }

  /** Figures of the last second; null while the call is not connected. */
  async getStats(): Promise<RtcCallStats | null> {
    return (await this.#call?.getStats()) ?? null;
  }

  /** Tries devices, server and, in a call, relay; null without a room. */
  async runPrecallCheck(): Promise<RtcPrecallResult | null> {
    return (await this.#call?.runPrecallCheck()) ?? null;
  }

  /** The other camera of a phone: front or back. */
  async switchCamera(): Promise<void> {
    if (this.#call) await (await inCall.load()).flip(this.#call);
  }

  /**
   * Tells the other page something that JSON can say; resolves once it has it (`rtc-message` there).
   * @throws RtcError `too-large`, `peer-gone`, `hung-up`; `bad-request` without a room
   */
  async send(message: unknown): Promise<void> {
    return (await this.#ready()).send(message);
  }

  /** Asks the other page; resolves with what its `respond` made of it. */
  async request(question: unknown, options?: RequestOptions): Promise<unknown> {
    return (await this.#ready()).request(question, options);
  }

  /** What answers the other page's requests; null: nothing does. */
  async respond(answerer: Answerer | null): Promise<void> {
    return (await this.#ready()).respond(answerer);
  }

  /** A channel for what is only good when it is new; both pages open the same one by its label. */
  async openChannel(label: string, options?: ChannelOptions): Promise<RtcChannel> {
    return (await this.#ready()).openChannel(label, options);
  }

  /** A stream of bytes in each direction; both pages get the same one by its label. */
  async stream(label: string): Promise<ByteStream> {
    return (await this.#ready()).stream(label);
  }

  /** The files between the two pages: offered, received, and on their way. */
  async files(): Promise<Files> {
    return (await this.#ready()).files();
  }

  /** The chat of this call, to read and to write. */
  async chat(): Promise<Chat> {
    return (await this.#ready()).chat();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaveTimer);
    this.#life = new AbortController();
    void this.#afterPaint();
    this.mark(this.state.name, true);
    this.displayName ||= this.#recall('name') ?? '';
    this.#speaker ??= this.#recall('speaker');
    this.requestUpdate(); // A call that was dropped begins anew.
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#life.abort();
    this.#leaveTimer = setTimeout(() => this.#drop(), OUTSIDE.has(this.state.name) ? 0 : MOVE_MS);
  }

  /** The same value once more is no change; what a person chose outlives an attribute that is taken away. */
  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    const kind = KINDS.find((each) => OFF[each] === name);
    const chosen = CHOSEN[name];
    if (kind) this.#attributeChanged(kind, isOn(value));
    else if (old !== value && !(value === null && chosen && this[chosen] !== old))
      super.attributeChangedCallback(name, old, value);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#restoreDefaults(changed);
    for (const kind of KINDS) if (!isOn(this.getAttribute(OFF[kind]))) this.#attributeGone(kind);
    this.#markLooks();
    const elsewhere = WHERE.some((name) => changed.has(name));
    const renewed = this.isConnected && (elsewhere || !this.#call);
    if (renewed) this.#renew();
    if (!this.#call) return;
    this.#call.ringTimeout = this.ringTimeout;
    if (changed.has('displayName')) this.#call.name = this.displayName;
    if (changed.has('audioOnly')) this.#call.audioOnly = this.audioOnly;
    const { iceServers, videoHeight, dataSaver, fileLimits: files, token, tokenProvider } = this;
    this.#call.settings = { iceServers, videoHeight, dataSaver, files, token, tokenProvider };
    if (renewed) this.#begin(this.#call);
    else if (changed.has('statsInterval')) this.#tell();
  }

  /** For style sheets, ours and the page's. */
  #markLooks(): void {
    this.mark('light', this.theme === 'light');
    this.mark('dark', this.theme === 'dark');
    this.mark('side-by-side', this.layout === 'side-by-side');
    this.mark('self-view-hidden', this.selfView === 'hidden');
  }

  protected override firstUpdated(): void {
    this.dispatchEvent(new RtcReadyEvent());
  }

  /** Joins without anybody who awaits it: a refusal ends the call with its reason on screen. */
  protected async tryToJoin(): Promise<void> {
    // How a call ended was told of before.
    await this.join().catch((error: unknown) => this.state.name === 'ended' || this.report(error));
  }

  /** Something of the interface is wanted, and could not be loaded so far. */
  protected get partMissing(): boolean {
    return this.#missing.size > 0;
  }

  /** Null once `signal` aborts; without one, once the element is out of the page. Shown while it cannot be had. */
  protected async want<T extends object>(part: Part<T>, signal = this.#life.signal): Promise<T | null> {
    const loaded = await part.whileWanted(signal, () => this.#setMissing(part, true));
    this.#setMissing(part, false);
    return loaded;
  }

  #setMissing(part: Part<object>, missing: boolean): void {
    if (missing === this.#missing.has(part)) return;
    if (missing) this.#missing.add(part);
    else this.#missing.delete(part);
    this.requestUpdate();
  }

  async #afterPaint(): Promise<void> {
    await this.updateComplete;
    const loaded = await this.want(afterPaint);
    if (loaded) this.afterPaint(loaded);
  }

  protected afterPaint({ Teller, defineLevelBar, followPage, ownKeys }: AfterPaint): void {
    defineLevelBar();
    ownKeys(this);
    followPage(this, this.#life.signal);
    this.#teller ??= new Teller(this, this.internals.states, this.#by);
    this.#tell();
  }

  protected stateChanged(state: CallState, previous: CallState): void {
    this.internals.states.delete(previous.name);
    this.internals.states.add(state.name);
    // Speakers are told by name only where a device is allowed.
    if (HEARD.has(state.name) && this.#speaker) this.#plugged();
    this.requestUpdate();
    this.dispatchEvent(new RtcStateChangeEvent(state, previous));
    const refused = 'code' in state ? state.code : null;
    this.mark('error', refused !== null || this.problem !== null);
    if (refused) this.report(new RtcError(refused, 'the server refused the call'));
    this.#tell();
  }

  protected callChanged(call: Call): void {
    for (const kind of KINDS) if (call.wants(kind)) this.#written[kind] &&= false;
    for (const problem of problemsOf(call)) this.report(problem);
    this.requestUpdate();
    this.#tell();
  }

  protected rename(name: string): void {
    this.displayName = name;
    this.#remember('name', name);
  }

  /** `:state(name)`. */
  protected mark(name: string, on: boolean): void {
    if (on) this.internals.states.add(name);
    else this.internals.states.delete(name);
  }

  /** Each problem once; a hang-up in between is none. */
  protected report(cause: unknown): void {
    const error = toRtcError(cause);
    if (error.code === 'hung-up' || this.#reported.has(error)) return;
    this.#reported.add(error);
    this.dispatchEvent(new RtcErrorEvent(error));
  }

  /** The link for the other person. */
  protected get inviteAddress(): string {
    const { state, as, room, inviteUrl } = this;
    const role = 'role' in state ? state.role : as;
    return inviteUrl || (role === 'auto' ? location.href : inviteLink(location.href, room, role));
  }

  /** Why there can be no call at all; null where there can. */
  get problem(): RtcError | null {
    return pageProblem() ?? this.#badServer;
  }

  /** With the room that was set just now. */
  async #ready(): Promise<Call> {
    await this.updateComplete;
    return this.#there();
  }

  #there(): Call {
    if (!this.#call) throw this.#badServer ?? new RtcError('bad-request', 'no room: set the attribute room');
    return this.#call;
  }

  #recall(what: Remembered): string | null {
    return this.noPersist ? null : recall(what);
  }

  #remember(what: Remembered, value: string): void {
    if (!this.noPersist) remember(what, value);
  }

  /** Without the list there is no news. */
  readonly #plugged = (): void => void this.#devicesChanged().catch(() => undefined);

  async #devicesChanged(): Promise<readonly RtcDevice[]> {
    const devices = await this.listDevices();
    const speakers = devices.filter(({ kind }) => kind === 'speaker');
    this.sinkId = sameDevice(speakers, this.#speaker, this.#recall('speaker label') ?? '')?.deviceId ?? '';
    if (this.sinkId) this.#speaker = this.sinkId;
    this.requestUpdate();
    this.dispatchEvent(new RtcDeviceChangeEvent(devices, this.selectedDevices));
    return devices;
  }

  #renew(): void {
    const { mic, camera } = this.selectedDevices;
    this.#drop();
    const { room, as, answer, displayName: name, iceTransportPolicy, audioOnly } = this;
    const server = this.server || defaultServer();
    // Once for a server: without a call every update comes here.
    if (addressOf(server)) this.#badServer = null;
    else this.#badServer ??= badServer(server);
    this.mark('error', this.problem !== null);
    if (this.#badServer) this.report(this.#badServer);
    if (!room || this.#badServer) return;
    const devices = KINDS.filter((kind) => !this.#off[kind]);
    const call = new Call({ room, as, answer, name, devices, iceTransportPolicy, audioOnly, server });
    this.#call = call;
    // What was off before the page was reloaded may have been a person's choice.
    if (call.resumable) for (const kind of KINDS) this.#written[kind] &&= false;
    void call.useDevice('mic', mic, this.#recall('mic label') ?? '');
    void call.useDevice('camera', camera, this.#recall('camera label') ?? '');
    const life = new AbortController();
    // Typed as always there; on pages without https it is not.
    const media = navigator.mediaDevices as MediaDevices | undefined;
    media?.addEventListener('devicechange', this.#plugged, life);
    this.#unsubscribe = [
      () => life.abort(),
      call.on('state', ({ state, previous }) => this.stateChanged(state, previous)),
      call.on('ring', (ring) => this.dispatchEvent((this.ring = new RtcRingEvent(ring, call)))),
      call.on('ring-end', (end) => this.dispatchEvent(new RtcRingEndEvent(end))),
      call.on('change', () => this.callChanged(call)),
    ];
  }

  #begin(call: Call): void {
    this.#tell();
    if (this.autojoin || call.resumable) void this.tryToJoin();
    else void call.preview({ prompt: false }).catch((error: unknown) => this.report(error));
  }

  #drop(): void {
    for (const stop of this.#unsubscribe) stop();
    this.#unsubscribe = [];
    const call = this.#call;
    if (!call) return;
    for (const kind of KINDS) this.#off[kind] = !call.wants(kind);
    this.mark(call.state.name, false);
    this.mark('idle', true);
    call.close();
    this.#call = null;
    this.#tell();
  }

  #isOff(kind: DeviceKind): boolean {
    return this.#call ? !this.#call.wants(kind) : this.#off[kind];
  }

  /** React sets a property that it takes away to undefined: that says nothing of the device. */
  #set(kind: DeviceKind, off: unknown): void {
    if (typeof off !== 'boolean') return;
    this.#written[kind] &&= false;
    this.#turn(kind, off);
  }

  #touched(kind: DeviceKind, by: Cause): void {
    this.#written[kind] &&= false;
    this.#by[kind] = by;
  }

  /** Off at once; on again only when it is gone for more than this task: some renderers take it away and write it anew. */
  #attributeChanged(kind: DeviceKind, off: boolean): void {
    if (!off) return this.requestUpdate();
    if (this.#written[kind] !== undefined) return;
    this.#written[kind] = !this.#isOff(kind);
    this.#turn(kind, true);
  }

  #attributeGone(kind: DeviceKind): void {
    if (this.#written[kind]) this.#turn(kind, false);
    this.#written[kind] = undefined;
  }

  #turn(kind: DeviceKind, off: boolean): void {
    this.#off[kind] = off;
    if (off === this.#isOff(kind)) return;
    this.#by[kind] = 'api';
    void this.#call?.want(kind, !off);
  }

  /** Events of what is different by now. */
  #tell(): void {
    this.#teller?.look(this.#call, this.room);
  }
}
