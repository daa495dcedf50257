/** What a page holds of a call in an element: attributes, methods and events. Its interface is `RtcCall`'s. */
import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { Call } from '../call/call.js';
import { RtcError } from '../call/errors.js';
import type { CallState } from '../call/state.js';
import { defaultServer } from '../call/server-url.js';
import type { AllLabels } from '../locales/labels.js';
import { RtcErrorEvent, RtcStateChangeEvent } from './events.js';
import type { Layout, SelfView } from './layout.js';
import { rememberedName, rememberName } from './name.js';

/** In a call, an element that is back by then was moved, or mounted anew by a framework: nobody hung up. */
const MOVE_MS = 250;
const IDLE: CallState = { name: 'idle' };
/** Another one of them is another call. */
const WHERE = ['room', 'server', 'as', 'iceTransportPolicy'] as const;

export abstract class CallElement extends LitElement {
  @property({ reflect: true }) room = '';
  @property() server = '';
  @property({ reflect: true }) as: 'auto' | 'caller' | 'callee' = 'auto';
  @property({ attribute: 'display-name' }) displayName = '';
  @property({ attribute: 'invite-url' }) inviteUrl = '';
  @property({ type: Boolean }) autojoin = false;
  @property({ attribute: 'ice-transport-policy' }) iceTransportPolicy: RTCIceTransportPolicy = 'all';
  /** Which buttons there are: `all`, `none`, or their names with spaces between. */
  @property() controls = 'all';
  /** Where the pictures are: the other person large, or both beside each other. */
  @property({ reflect: true }) layout: Layout = 'auto';
  /** The own picture. */
  @property({ reflect: true, attribute: 'self-view' }) selfView: SelfView = 'corner';
  @property({ reflect: true }) theme: 'light' | 'dark' | '' = '';
  /** Replaces single texts, whatever the language. */
  @property({ attribute: false }) labels: Partial<AllLabels> = {};

  protected readonly internals = this.attachInternals();
  #call: Call | null = null;
  #unsubscribe: (() => void)[] = [];
  #leaveTimer: ReturnType<typeof setTimeout> | undefined;
  #reported = new WeakSet<RtcError>();

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
   * @throws RtcError with the code of the refusal, or `hung-up` if `leave` came first
   */
  async join(): Promise<void> {
    if (!this.#call) throw new RtcError('bad-request', 'no room: set the attribute room');
    await this.#call.join();
  }

  /** Hangs up; camera and microphone are released. */
  leave(): void {
    this.#call?.leave();
  }

  async toggleMic(on?: boolean): Promise<void> {
    await this.#call?.toggleMic(on);
  }

  async toggleCamera(on?: boolean): Promise<void> {
    await this.#call?.toggleCamera(on);
  }

  /** Call it in a click; resolves when the person has chosen what to share, or nothing. */
  async toggleScreenShare(on?: boolean): Promise<void> {
    await this.#call?.toggleScreenShare(on);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaveTimer);
    this.displayName ||= rememberedName();
    this.requestUpdate(); // A call that was dropped begins anew.
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const free = ['idle', 'lobby', 'ended'].includes(this.state.name);
    this.#leaveTimer = setTimeout(() => this.#drop(), free ? 0 : MOVE_MS);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const elsewhere = WHERE.some((name) => changed.has(name));
    if (this.isConnected && (elsewhere || !this.#call)) this.#renew();
    if (changed.has('displayName') && this.#call) this.#call.name = this.displayName;
  }

  /** Joins without anybody who awaits it: a refusal ends the call with its reason on screen. */
  protected async tryToJoin(): Promise<void> {
    await this.#call?.join().catch((error: unknown) => this.report(error));
  }

  protected stateChanged(state: CallState, previous: CallState): void {
    this.internals.states.delete(previous.name);
    this.internals.states.add(state.name);
    this.requestUpdate();
    this.dispatchEvent(new RtcStateChangeEvent(state, previous));
  }

  protected callChanged(call: Call): void {
    this.mark('poor-network', call.quality?.reason?.endsWith('network') ?? false);
    for (const { problem } of [call.media.state('mic'), call.media.state('camera'), call.screen.state])
      this.report(problem);
    this.requestUpdate();
  }

  protected rename(name: string): void {
    this.displayName = name;
    rememberName(name);
  }

  /** `:state(name)`. */
  protected mark(name: string, on: boolean): void {
    if (on) this.internals.states.add(name);
    else this.internals.states.delete(name);
  }

  /** Each problem once; a hang-up in between is none. */
  protected report(error: unknown): void {
    if (!(error instanceof RtcError) || error.code === 'hung-up' || this.#reported.has(error)) return;
    this.#reported.add(error);
    this.dispatchEvent(new RtcErrorEvent(error));
  }

  #renew(): void {
    this.#drop();
    if (!this.room) return;
    const { room, as, displayName: name, iceTransportPolicy } = this;
    const call = new Call({ room, as, name, iceTransportPolicy, server: this.server || defaultServer() });
    this.#call = call;
    this.#unsubscribe = [
      call.on('state', ({ state, previous }) => this.stateChanged(state, previous)),
      call.on('change', () => this.callChanged(call)),
    ];
    if (this.autojoin || call.resumable) void this.tryToJoin();
    else void call.preview({ prompt: false });
  }

  #drop(): void {
    for (const stop of this.#unsubscribe) stop();
    this.#unsubscribe = [];
    this.#call?.close();
    this.#call = null;
  }
}
