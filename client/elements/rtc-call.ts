import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { Call } from '../call/call.js';
import { pageProblem, RtcError } from '../call/errors.js';
import { inviteLink } from '../call/invite.js';
import type { CallState } from '../call/state.js';
import { defaultServer } from '../call/server-url.js';
import { en } from '../locales/en.js';
import type { Labels } from '../locales/labels.js';
import { languageOf, loadLabels } from '../locales/locale.js';
import { ended, endText, problemPage } from './ended.js';
import { RtcErrorEvent, RtcStateChangeEvent } from './events.js';
import { lobby } from './lobby.js';
import { said } from './news.js';
import type { Source } from './notices.js';
import { styles } from './rtc-call.styles.js';
import { progress, stage, trouble } from './stage.js';
import type { Actions, View } from './view.js';

const COPIED_MS = 2_000;
const CLOCK_MS = 1_000;
/** What they show changes with time alone. */
const TELLS_TIME = new Set<string>(['connecting', 'connected', 'reconnecting']);
/** In a call, an element that is back by then was moved, or mounted anew by a framework: nobody hung up. */
const MOVE_MS = 250;
const NAME_KEY = 'rtc-call name';
const IDLE: CallState = { name: 'idle' };

/**
 * A private one-to-one video call: lobby, waiting, the call, and every way it can end.
 *
 * @tag rtc-call
 * @attr room - The room's name. In open mode it is the room's key: at least 49 random bits.
 * @attr server - Origin of the call server; where the script came from if not given.
 * @attr as - `caller`, `callee`, or `auto` (the default): the first free seat.
 * @attr display-name - Shown to the other person.
 * @attr invite-url - The link that the waiting person is given to send; this page's own address if not given.
 * @attr autojoin - Joins without a lobby.
 * @attr ice-transport-policy - `relay` hides this side's addresses from the other one; needs a TURN server.
 * @attr controls - `none` hides the buttons, for buttons of one's own that call the methods.
 * @attr theme - `light` or `dark`; as the system if not given.
 * @fires {RtcStateChangeEvent} rtc-state-change - The call is in another state.
 * @fires {RtcErrorEvent} rtc-error - Something failed that the person was told of.
 * @slot lobby-header - Above the lobby.
 * @slot lobby-footer - Below the lobby.
 * @slot waiting - In the card that is shown while waiting.
 * @slot stage-overlay - Over the pictures.
 * @slot toolbar-start - Before the buttons.
 * @slot toolbar-end - After the buttons.
 * @slot ended - Below the way back after the end.
 * @csspart base, lobby, preview, join, stage, remote, local, screen, toolbar, button, button-mic, button-camera
 * @csspart button-screen, button-leave, invite, copy, name-tag, timer, progress, quality, sharing, trouble, notices
 * @csspart ended, problem
 * @cssprop --rtc-accent-color, --rtc-accent-text-color, --rtc-danger-color, --rtc-background, --rtc-surface
 * @cssprop --rtc-surface-text-color, --rtc-muted-text-color, --rtc-border-color, --rtc-stage, --rtc-radius
 * @cssprop --rtc-button-size, --rtc-focus-ring, --rtc-font, --rtc-min-height
 * @cssState idle, lobby, joining, waiting, connecting, connected, reconnecting, ended, poor-network
 */
export class RtcCall extends LitElement {
  static override styles = styles;

  @property({ reflect: true }) room = '';
  @property() server = '';
  @property({ reflect: true }) as: 'auto' | 'caller' | 'callee' = 'auto';
  @property({ attribute: 'display-name' }) displayName = '';
  @property({ attribute: 'invite-url' }) inviteUrl = '';
  @property({ type: Boolean }) autojoin = false;
  @property({ attribute: 'ice-transport-policy' }) iceTransportPolicy: RTCIceTransportPolicy = 'all';
  @property() controls: 'all' | 'none' = 'all';
  @property({ reflect: true }) theme: 'light' | 'dark' | '' = '';
  /** Replaces single texts, whatever the language. */
  @property({ attribute: false }) labels: Partial<Labels> = {};

  @state() private language: Labels = en;
  @state() private copied = false;
  @state() private peerName = '';
  @state() private dismissed: ReadonlySet<RtcError> = new Set();

  readonly #internals = this.attachInternals();
  #call: Call | null = null;
  #unsubscribe: (() => void)[] = [];
  #stateSince = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  #copyTimer: ReturnType<typeof setTimeout> | undefined;
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
    void this.#speak();
    this.#clock = setInterval(() => TELLS_TIME.has(this.state.name) && this.requestUpdate(), CLOCK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    clearTimeout(this.#copyTimer);
    const free = ['idle', 'lobby', 'ended'].includes(this.state.name);
    this.#leaveTimer = setTimeout(() => this.#drop(), free ? 0 : MOVE_MS);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang' && this.isConnected) void this.#speak();
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const elsewhere = (['room', 'server', 'as', 'iceTransportPolicy'] as const).some((name) => changed.has(name));
    if (this.isConnected && (elsewhere || !this.#call)) this.#renew();
    if (changed.has('displayName') && this.#call) this.#call.name = this.displayName;
  }

  protected override render(): TemplateResult {
    return html`<div part="base" class="base">${this.#renderState()}</div>
      <p class="said" role="status">${this.#announcement()}</p>
      <div class="said" role="log">${this.#call ? said(this.#view(this.#call)) : nothing}</div>`;
  }

  #renderState(): TemplateResult | typeof nothing {
    const problem = pageProblem();
    if (problem) return problemPage(this.#texts().problems[problem.code]);
    if (!this.#call) return problemPage(this.#texts().noRoom);
    const { state } = this;
    const view = this.#view(this.#call);
    switch (state.name) {
      case 'idle':
      case 'lobby':
      case 'joining':
        return this.autojoin && state.name !== 'joining' ? nothing : lobby(view);
      case 'waiting':
      case 'connecting':
      case 'connected':
      case 'reconnecting':
        return stage(view, this.controls !== 'none');
      case 'ended':
        return ended(view, state);
    }
  }

  #texts(): Labels {
    return { ...this.language, ...this.labels };
  }

  #view(call: Call): View {
    return {
      labels: this.#texts(),
      state: call.state,
      mic: call.media.state('mic'),
      camera: call.media.state('camera'),
      screen: call.screen.state,
      peer: call.peer,
      quality: call.quality,
      localStream: call.localStream,
      remoteStream: call.remoteStream,
      remoteScreen: call.remoteScreen,
      reachable: call.reachable,
      name: this.displayName,
      peerName: this.peerName,
      inviteUrl: this.#inviteUrl(call.state),
      copied: this.copied,
      now: Date.now(),
      stateSince: this.#stateSince,
      dismissed: this.dismissed,
      actions: this.#actions,
    };
  }

  readonly #actions: Actions = {
    join: () => void this.#join(),
    leave: () => this.leave(),
    toggle: (kind) => void this.#toggle(kind),
    useDevices: () => void this.#call?.openDevices(),
    tryAgain: (kinds) => void this.#tryAgain(kinds),
    rename: (name) => this.#rename(name),
    copyInvite: (field) => void this.#copy(field),
    share: () => void this.#share(),
    dismiss: (problem) => (this.dismissed = new Set([...this.dismissed, problem])),
  };

  async #join(): Promise<void> {
    // A refusal ends the call with its reason on screen; a hang-up in between is no failure.
    await this.#call?.join().catch((error: unknown) => this.#report(error));
  }

  async #toggle(kind: Source): Promise<void> {
    if (kind === 'screen') await this.toggleScreenShare();
    else await (kind === 'mic' ? this.toggleMic() : this.toggleCamera());
  }

  async #tryAgain(kinds: readonly Source[]): Promise<void> {
    if (kinds.includes('screen')) await this.toggleScreenShare(true);
    else await this.#call?.openDevices({ kinds: kinds.filter((kind) => kind !== 'screen') });
  }

  #rename(name: string): void {
    this.displayName = name;
    rememberName(name);
  }

  /** What a screen reader hears once when it changes. */
  #announcement(): string {
    const labels = this.#texts();
    const { state } = this;
    if (state.name === 'waiting') return state.left ? labels.leftTitle(this.peerName) : labels.waitingTitle;
    if (state.name === 'connected')
      return (this.#call && trouble(this.#view(this.#call))) || labels.connectedTo(this.peerName);
    if (state.name === 'joining') return labels.joining;
    if (state.name === 'ended') return endText(state, labels, this.peerName).title;
    return this.#call ? progress(this.#view(this.#call)) : '';
  }

  #inviteUrl(state: CallState): string {
    if (this.inviteUrl) return this.inviteUrl;
    return 'role' in state ? inviteLink(location.href, this.room, state.role) : location.href;
  }

  async #copy(field: HTMLInputElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(field.value);
      this.copied = true;
      clearTimeout(this.#copyTimer);
      this.#copyTimer = setTimeout(() => (this.copied = false), COPIED_MS);
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      field.focus(); // No clipboard here: the link is selected, ready to be copied by hand.
    }
  }

  async #share(): Promise<void> {
    const url = this.#inviteUrl(this.state);
    await navigator.share({ url }).catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error; // Closed without sharing.
    });
  }

  async #speak(): Promise<void> {
    this.language = await loadLabels(languageOf(this));
  }

  #renew(): void {
    this.#drop();
    if (!this.room) return;
    const { room, as, displayName: name, iceTransportPolicy } = this;
    const call = new Call({ room, as, name, iceTransportPolicy, server: this.server || defaultServer() });
    this.#call = call;
    this.#unsubscribe = [
      call.on('state', ({ state, previous }) => this.#stateChanged(state, previous)),
      call.on('change', () => this.#changed(call)),
    ];
    if (this.autojoin || call.resumable) void this.#join();
    else void call.preview({ prompt: false });
  }

  #drop(): void {
    for (const stop of this.#unsubscribe) stop();
    this.#unsubscribe = [];
    this.#call?.close();
    this.#call = null;
  }

  #stateChanged(state: CallState, previous: CallState): void {
    this.#stateSince = Date.now();
    this.#internals.states.delete(previous.name);
    this.#internals.states.add(state.name);
    this.requestUpdate();
    this.#keepFocus();
    this.dispatchEvent(new RtcStateChangeEvent(state, previous));
  }

  /** Where the focused button goes with its state, the keyboard goes on in what takes its place. */
  #keepFocus(): void {
    if (!this.shadowRoot?.activeElement) return;
    void this.#focusWhenLost();
  }

  async #focusWhenLost(): Promise<void> {
    await this.updateComplete;
    if (this.shadowRoot?.activeElement) return;
    this.renderRoot.querySelector<HTMLElement>('section[tabindex]')?.focus();
  }

  #changed(call: Call): void {
    if (call.peer?.name) this.peerName = call.peer.name;
    this.#mark('poor-network', call.quality?.reason?.endsWith('network') ?? false);
    for (const { problem } of [call.media.state('mic'), call.media.state('camera'), call.screen.state])
      this.#report(problem);
    this.requestUpdate();
  }

  #mark(name: string, on: boolean): void {
    if (on) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }

  #report(error: unknown): void {
    if (!(error instanceof RtcError) || error.code === 'hung-up' || this.#reported.has(error)) return;
    this.#reported.add(error);
    this.dispatchEvent(new RtcErrorEvent(error));
  }
}

function rememberedName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? '';
  } catch (error) {
    if (error instanceof DOMException) return ''; // Storage is blocked.
    throw error;
  }
}

function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-call': RtcCall;
  }
}
