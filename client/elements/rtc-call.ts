import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { MAX_NAME } from '../../shared/parse.js';
import { cut } from '../../shared/text.js';
import type { Call } from '../call/call.js';
import { steadyNow } from '../call/clock.js';
import type { RtcError } from '../call/errors.js';
import type { CallState } from '../call/state.js';
import { dataPart } from '../data/door.js';
import { en } from '../locales/en/main.js';
import { problemOf, type AllLabels, type Labels } from '../locales/labels.js';
import { directed, languageOf, languagePart, type Language } from '../locales/language.js';
import { CallElement, problemsOf, type AfterPaint } from './call-element.js';
import { controlsOf } from './controls.js';
import { ended, endText, problemPage } from './ended.js';
import { RtcPanelChangeEvent } from './events.js';
import { lobby } from './lobby.js';
import type { Source } from './source.js';
import { Outage } from './outage.js';
import { panelPlace, type PanelElement, type PanelName } from './panels.js';
import { afterPaint, inCall, panels, ringer } from './parts.js';
import { needsRinger, ringPage, type RingerElement } from './ringing.js';
import { styles } from './rtc-call.styles.js';
import { stage } from './stage.js';
import { progress, trouble } from './progress.js';
import type { Actions, Extras, Notices, View } from './view.js';

const CLOCK_MS = 1_000;
const BOTH = ['mic', 'camera'] as const;
/** Nothing is loaded beside it that can wait. */
const ON_THE_WAY = new Set<string>(['joining', 'connecting']);
/** What they show changes with time alone. */
const TELLS_TIME = new Set<string>(['connecting', 'connected', 'reconnecting']);

/**
 * A private one-to-one video call: lobby, waiting, the call, and every way it can end.
 *
 * @tag rtc-call
 * @attr room - The room's name. In open mode it is the room's key: at least 49 random bits. Another one: leave, begin anew.
 * @attr server - Origin of the call server; where `/rtc-call.js` came from if not given, else the page's own.
 * @attr as - `caller`, `callee`, or `auto`: the first free seat.
 * @attr answer - `auto`, or `manual`: a callee's page that is rung first, and takes one call after another.
 * @attr ring-timeout - How long it rings, in seconds: 45, at most 120.
 * @attr silent - It rings without a sound, a flashing title or a notification.
 * @attr display-name - Shown to the other person.
 * @attr invite-url - The link that the waiting person is given to send; this page's own address if not given.
 * @attr autojoin - Joins without a lobby.
 * @attr mic-muted - The microphone is off by choice: at the beginning, and at any time.
 * @attr camera-off - The camera is off by choice: at the beginning, and at any time.
 * @attr video-height - Lines of the camera's picture: 180 to 1080.
 * @attr data-saver - Few bytes in both directions.
 * @attr stats-interval - Milliseconds between two rtc-stats events, 1,000 at least; 0: none.
 * @attr audio-only - The camera is never asked for.
 * @attr no-persist - Name and devices are neither stored in this browser nor read from there.
 * @attr token - Where the server asks for one: a JWT that opens this room; from the next connection on.
 * @attr ice-transport-policy - `relay` hides this side's addresses from the other one; needs a TURN server.
 * @attr controls - Which buttons there are: `all`, `none`, or names with spaces between.
 * @attr layout - `auto`, `spotlight`: the other person large; `side-by-side`: both of the same size.
 * @attr self-view - The own picture: `corner` or `hidden`.
 * @attr toolbar - `fixed`: the buttons stay; `auto`: they fade in a call while nobody moves or types.
 * @attr shortcuts - `element`: keys act while the focus is in the element; `page`: anywhere; `none`.
 * @attr theme - `auto`: as the system; `light` or `dark`.
 * @attr lang - The language; that of the nearest element with one if not given, then the browser's.
 * @attr dir - The direction of writing; that of the nearest element with one if not given, then the language's.
 * @fires {RtcReadyEvent} rtc-ready - The element is there; its methods can be called.
 * @fires {RtcBeforeJoinEvent} rtc-before-join - Somebody is about to join; can be cancelled.
 * @fires {RtcStateChangeEvent} rtc-state-change - The call is in another state.
 * @fires {RtcRingEvent} rtc-ring - Somebody rings, or this side does; cancel it to show that in a way of your own.
 * @fires {RtcRingEndEvent} rtc-ring-end - It rings no more: `accepted`, `declined`, `cancelled`, `no-answer`, `busy`, `missed`.
 * @fires {RtcJoinedEvent} rtc-joined - This side has a seat.
 * @fires {RtcLeftEvent} rtc-left - This side has its seat no more.
 * @fires {RtcPeerJoinedEvent} rtc-peer-joined - The other person is there.
 * @fires {RtcPeerLeftEvent} rtc-peer-left - The other person is there no more.
 * @fires {RtcPeerUpdateEvent} rtc-peer-update - The other person's name, microphone, camera or screen is another.
 * @fires {RtcMicChangeEvent} rtc-mic-change - The own microphone is heard no more, or again.
 * @fires {RtcCameraChangeEvent} rtc-camera-change - The own camera is seen no more, or again.
 * @fires {RtcScreenChangeEvent} rtc-screen-change - A screen is shared, or no more.
 * @fires {RtcQualityChangeEvent} rtc-quality-change - The call is better or worse.
 * @fires {RtcErrorEvent} rtc-error - Something failed that the person was told of.
 * @fires {RtcDeviceChangeEvent} rtc-device-change - A device was plugged in or out, or another one was chosen.
 * @fires {RtcSpeakingChangeEvent} rtc-speaking-change - The other person began to speak, or ended; or one talks while muted.
 * @fires {RtcStatsEvent} rtc-stats - Figures of the call, as often as `stats-interval` says.
 * @fires {RtcMessageEvent} rtc-message - The other page sent a message.
 * @fires {RtcChannelEvent} rtc-channel - The other page opened a channel that this one did not.
 * @fires {RtcStreamEvent} rtc-stream - The other page began a stream that this one did not.
 * @fires {RtcFileEvent} rtc-file - The other page offers a file; cancel it to show it in a way of your own.
 * @fires {RtcChatEvent} rtc-chat - A line of the chat has come, or was sent; cancel it to keep it out of the panel.
 * @fires {RtcPanelChangeEvent} rtc-panel-change - A panel opened or closed.
 * @slot - Shown while there is no call to join: without a room, or after a join that was cancelled.
 * @slot header - Above everything.
 * @slot logo - In the lobby, and in the corner of the call.
 * @slot lobby-header - Above the lobby.
 * @slot lobby-footer - Below the lobby.
 * @slot waiting - In the card that is shown while waiting.
 * @slot stage-overlay - Over the pictures.
 * @slot remote-placeholder - Instead of the other person's initials.
 * @slot local-placeholder - Instead of the own initials.
 * @slot toolbar-start - Before the buttons.
 * @slot toolbar-end - After the buttons.
 * @slot ended - Below the way back after the end.
 * @slot icon-mic-on - In the button of a microphone that is on.
 * @slot icon-mic-off - In the button of a microphone that is off.
 * @slot icon-camera-on - In the button of a camera that is on.
 * @slot icon-camera-off - In the button of a camera that is off.
 * @slot icon-screen-on - In the button that ends the sharing of a screen.
 * @slot icon-screen-off - In the button that shares a screen.
 * @slot icon-chat - In the button that opens the chat.
 * @slot icon-more - In the button that opens the menu.
 * @slot icon-leave - In the button that hangs up.
 * @csspart base - All of it.
 * @csspart lobby - Before the call.
 * @csspart preview - The own picture in the lobby.
 * @csspart join - The button that joins.
 * @csspart stage - The call.
 * @csspart remote - The other person's picture.
 * @csspart remote-video - The video element in it.
 * @csspart remote-placeholder - What is shown without a picture.
 * @csspart local - The own picture.
 * @csspart local-video - The video element in it.
 * @csspart local-placeholder - What is shown without a picture.
 * @csspart screen - The other person's screen.
 * @csspart toolbar - The row of buttons.
 * @csspart button - Each of them.
 * @csspart button-mic - The microphone's.
 * @csspart button-camera - The camera's.
 * @csspart button-screen - The screen's.
 * @csspart button-devices - The one that opens the devices, in the lobby.
 * @csspart button-flip - The one that turns to the other camera.
 * @csspart button-chat - The one that opens the chat.
 * @csspart button-more - The one that opens the menu.
 * @csspart button-leave - The one that hangs up.
 * @csspart chat-toast - The newest line of the chat, for a moment, while that is closed.
 * @csspart panel - What an open panel is in.
 * @csspart drop - Where files may be dropped, while they are held over the call.
 * @csspart invite - The card with the link.
 * @csspart copy - The button that copies it.
 * @csspart name-tag - The other person's name, and the time.
 * @csspart own-name-tag - The own one, side by side.
 * @csspart muted-hint - That one talks while muted.
 * @csspart timer - The time.
 * @csspart progress - What goes on while it connects.
 * @csspart quality - Why the call is poor.
 * @csspart sharing - That the own screen is shared.
 * @csspart trouble - What is wrong with the other person's devices, and which picture is frozen.
 * @csspart notices - What is wrong with the own ones.
 * @csspart ring - Who rings, or is rung.
 * @csspart ring-card - The same in a call's place.
 * @csspart ring-accept - The button that lets them in.
 * @csspart ring-accept-audio - The same without the own camera.
 * @csspart ring-decline - The button that turns them away.
 * @csspart ring-cancel - The button that rings no more.
 * @csspart ended - How the call ended.
 * @csspart problem - Why there can be no call.
 * @cssprop --rtc-accent-color - Of what is to be pressed.
 * @cssprop --rtc-accent-text-color - Of text on it.
 * @cssprop --rtc-danger-color - Of the button that hangs up.
 * @cssprop --rtc-success-color - Of what has just succeeded, such as a copied link.
 * @cssprop --rtc-background - Behind the lobby.
 * @cssprop --rtc-surface - Of cards, fields and panels.
 * @cssprop --rtc-surface-text-color - Of text on them.
 * @cssprop --rtc-muted-text-color - Of text that matters less.
 * @cssprop --rtc-border-color - Of fields.
 * @cssprop --rtc-stage - Behind the pictures.
 * @cssprop --rtc-toolbar-background - Behind the row of buttons.
 * @cssprop --rtc-radius - Of the element's corners.
 * @cssprop --rtc-gap - Between buttons.
 * @cssprop --rtc-button-size - Of the round buttons.
 * @cssprop --rtc-icon-size - Of the icons in them.
 * @cssprop --rtc-self-view-width - Of the own picture in the corner.
 * @cssprop --rtc-object-fit - How pictures fill their place: `cover` or `contain`.
 * @cssprop --rtc-focus-ring - Around what has the focus, as `outline`.
 * @cssprop --rtc-font - The font family.
 * @cssprop --rtc-min-height - The element is not lower than this.
 * @cssState idle - There is no call.
 * @cssState lobby - Before the call.
 * @cssState joining - It asks for a seat.
 * @cssState waiting - It has one; the other one is empty.
 * @cssState ringing - Somebody rings, or this side does.
 * @cssState connecting - The other person is there; no picture yet.
 * @cssState connected - The call.
 * @cssState reconnecting - The call is interrupted.
 * @cssState ended - After the call.
 * @cssState mic-muted - The own microphone is not heard.
 * @cssState camera-off - The own camera is not seen.
 * @cssState peer-muted - The other person's microphone is off.
 * @cssState sharing - The own screen is shared.
 * @cssState peer-sharing - The other person's screen is shared.
 * @cssState fullscreen - It fills the screen.
 * @cssState pip - The call is in a window of its own.
 * @cssState quiet - The buttons have faded.
 * @cssState speaking - The other person speaks.
 * @cssState poor-network - The network makes the call poor.
 * @cssState light - The theme is `light`.
 * @cssState dark - The theme is `dark`.
 * @cssState side-by-side - The layout is `side-by-side`.
 * @cssState self-view-hidden - The own picture is hidden.
 * @cssState error - There can be no call, or the server refused it.
 */
export class RtcCall extends CallElement {
  static override styles = styles;

  /** Null until it is loaded: English's first labels are there from the beginning. */
  @state() private language: Language | null = null;
  /** The other person's name as it was told last. */
  @state() peerName = '';
  @state() private dismissed: ReadonlySet<RtcError> = new Set();
  @state() private notices: Notices | null = null;
  /** Loaded after the first picture. */
  @state() private overlay: View['overlay'] = null;
  @state() private opened: OpenPanel | null = null;
  @state() private ringer: RingerElement | null = null;

  readonly #outage = new Outage();
  #extras: Extras | null = null;
  /** As long as each is wanted. */
  #inCallLife: AbortController | null = null;
  #panelLife: AbortController | null = null;
  #languageLife: AbortController | null = null;
  #ringerWanted = false;
  #spoken = '';
  #clock: ReturnType<typeof setInterval> | undefined;

  /** The panel that is open. */
  get panel(): PanelName | null {
    return this.opened?.name ?? null;
  }

  /** What it says, in its language. */
  get texts(): Labels {
    return this.allTexts ?? { ...en, ...this.labels };
  }

  /** With what is loaded on demand; null before. */
  get allTexts(): AllLabels | null {
    return this.language && this.#textsOf(this.language).texts;
  }

  get fullscreen(): boolean {
    return this.matches(':fullscreen');
  }

  /** Call it in a click. */
  async toggleFullscreen(on = !this.fullscreen): Promise<void> {
    if (on === this.fullscreen) return;
    await (on ? this.requestFullscreen() : this.ownerDocument.exitFullscreen());
  }

  /**
   * The other person in a small window above all others; call it in a click.
   * @throws DOMException where the browser has none, or does not allow it now
   */
  async requestPip(on = true): Promise<void> {
    const { setPip } = await inCall.load();
    await setPip(this, on, (open) => this.mark('pip', open));
  }

  /**
   * The other person's picture as it is now, as a PNG.
   * @throws DOMException `InvalidStateError` while there is none to see
   */
  async snapshot(): Promise<Blob> {
    return (await inCall.load()).snapshot(this);
  }

  /**
   * Opens a panel instead of the one that is open; null closes that, and the focus goes back to where it was. Resolves once
   * it is done, or something else is wanted.
   */
  async openPanel(name: PanelName | null): Promise<void> {
    this.#panelLife?.abort();
    if (name === this.panel) return;
    const { signal } = (this.#panelLife = new AbortController());
    const back = this.opened?.back ?? (this.renderRoot as ShadowRoot).activeElement;
    const element = name && (await this.#newPanel(name, signal));
    if (signal.aborted) return;
    this.opened = name && element ? { name, element, back } : null;
    this.dispatchEvent(new RtcPanelChangeEvent(this.panel));
    await this.updateComplete;
    await element?.updateComplete;
    if (element) element.focus();
    else if (back instanceof HTMLElement) {
      back.focus();
      void this.#focusWhenLost(); // Its button may be gone with the lobby.
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('fullscreenchange', this.#fullscreenChanged);
    this.#clock = setInterval(() => TELLS_TIME.has(this.state.name) && this.requestUpdate(), CLOCK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('fullscreenchange', this.#fullscreenChanged);
    clearInterval(this.#clock);
    this.#unloadInCall();
    this.#panelLife?.abort();
    this.#languageLife?.abort();
    this.#spoken = '';
  }

  protected override stateChanged(state: CallState, previous: CallState): void {
    this.#outage.enter(state.name, steadyNow());
    super.stateChanged(state, previous);
    this.#keepFocus();
    // Who joins all the same has read them; the buttons go on showing them.
    if (state.name === 'connected' && previous.name === 'connecting') this.dismissed = new Set(this.#problems);
    if (state.name === 'ended' || previous.name === 'joining') void this.openPanel(null);
  }

  protected override callChanged(call: Call): void {
    if (call.peer) this.peerName = call.peer.name;
    super.callChanged(call);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.isConnected) this.#loadWanted();
    if (this.language && (changed.has('language') || changed.has('labels'))) this.#retell(this.language);
    this.#extras?.drawn();
  }

  /** In another language, or with other labels. */
  #retell(language: Language): void {
    for (const element of [this.opened?.element, this.ringer])
      if (element) Object.assign(element, this.#textsOf(language));
  }

  #loadWanted(): void {
    void this.#speak();
    if (needsRinger(this.state, this.answer)) void this.#loadRinger();
    if (!('role' in this.state)) return this.#unloadInCall();
    if (!ON_THE_WAY.has(this.state.name)) void this.#loadInCall();
  }

  protected override render(): TemplateResult {
    const { lang, dir } = this.texts;
    return html`<div
      part="base"
      class="base"
      lang=${lang}
      dir=${directed(this) ? nothing : dir}
      @keydown=${this.#pressed}
    >
      <slot name="header"></slot>
      ${this.#renderState()}${panelPlace(this.opened?.element)}
      ${this.partMissing && !(this.#onStage && this.overlay) ? html`<p class="missing">${this.texts.partMissing}</p>` : nothing}
      <p class="said" role="status">${this.#announcement()}</p>
      <div class="said" role="log">
        ${this.partMissing ? html`<p>${this.texts.partMissing}</p>` : nothing}
        ${this.call ? this.#news(this.#view(this.call)) : nothing}
      </div>
    </div>`;
  }

  /** Each line is said when it comes to its place, and none again because another one came or went. */
  #news(view: View): unknown {
    const lines = [...(this.notices?.titles(view) ?? []), ...(this.#extras?.news(view) ?? [])];
    return lines.map((text) => (text ? html`<p>${text}</p>` : nothing));
  }

  /** Wherever the focus is: what is open is closed first. */
  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.opened) return;
    // For the page it is used: its own dialog, with the call in it, stays.
    event.preventDefault();
    event.stopPropagation();
    void this.openPanel(null);
  };

  #renderState(): TemplateResult | typeof nothing {
    const { problem } = this;
    if (problem) return problemPage(problemOf(this.texts, problem.code), this.notices?.how(this.texts, this.#actions));
    if (!this.call) return html`<slot>${problemPage(this.texts.noRoom ?? { title: '', help: '' })}</slot>`;
    const { state } = this;
    const view = this.#view(this.call);
    if (this.#rings) return ringPage(view);
    switch (state.name) {
      case 'idle':
      case 'lobby':
      case 'joining':
        return this.autojoin && state.name !== 'joining' ? html`<slot></slot>` : lobby(view);
      case 'waiting':
      case 'ringing':
      case 'connecting':
      case 'connected':
      case 'reconnecting':
        return stage(view);
      case 'ended':
        return ended(view, state);
    }
  }

  /** All of the element is about a ring, or a desk between two. */
  get #rings(): boolean {
    const { state } = this;
    return (state.name === 'ringing' && state.direction === 'incoming') || this.ringer?.place === 'page';
  }

  get #onStage(): boolean {
    return 'role' in this.state && !this.#rings;
  }

  #view(call: Call): View {
    return {
      labels: this.texts,
      state: call.state,
      mic: { ...call.media.state('mic'), problem: call.problemOf('mic') },
      camera: { ...call.media.state('camera'), problem: call.problemOf('camera') },
      screen: call.screen.state,
      problem: call.problem,
      peer: call.peer,
      quality: call.quality,
      localStream: call.localStream,
      remoteStream: call.remoteStream,
      remoteScreen: call.remoteScreen,
      reachable: call.reachable,
      tokenMissing: call.tokenMissing,
      name: cut(this.displayName, MAX_NAME),
      peerName: this.peerName,
      inviteUrl: this.inviteAddress,
      now: Date.now(),
      waited: steadyNow() - this.#outage.since,
      dismissed: this.dismissed,
      controls: controlsOf(this.controls),
      notices: this.notices,
      partMissing: this.partMissing,
      extras: this.#extras,
      overlay: this.overlay,
      slotted: (name) => [...this.children].some(({ slot }) => slot === name),
      audioOnly: this.audioOnly,
      sinkId: this.sinkId,
      panel: this.panel,
      ringer: this.ringer,
      actions: this.#actions,
    };
  }

  readonly #actions: Actions = {
    join: () => void this.tryToJoin(),
    leave: () => this.leave(),
    accept: () => this.accept(),
    decline: () => this.decline(),
    toggle: (kind) => void this.#toggle(kind),
    useDevices: () => void this.call?.openDevices(this.micMuted && this.cameraOff ? { kinds: BOTH } : {}),
    tryAgain: (kinds) => void this.#tryAgain(kinds),
    rename: (name) => this.rename(name),
    openPanel: (name) => void this.openPanel(name),
    dismiss: (problem) => (this.dismissed = new Set([...this.dismissed, problem])),
  };

  get #problems(): RtcError[] {
    return this.call ? problemsOf(this.call) : [];
  }

  protected override afterPaint(loaded: AfterPaint): void {
    super.afterPaint(loaded);
    this.notices ??= loaded.noticesIn(this);
    this.overlay = loaded.overlay;
    this.setSheet(loaded.overlayStyles);
    this.#keepFocus();
  }

  async #loadInCall(): Promise<void> {
    if (this.#inCallLife) return;
    this.#inCallLife = new AbortController();
    const { signal } = this.#inCallLife;
    const [loaded] = await Promise.all([this.want(inCall, signal), this.want(afterPaint, signal)]);
    if (!loaded || !this.call || signal.aborted) return;
    this.#extras = new loaded.InCall(this, this.call, (name, on) => this.mark(name, on));
    this.requestUpdate();
  }

  #unloadInCall(): void {
    this.#inCallLife?.abort();
    this.#inCallLife = null;
    this.#extras?.close();
    this.#extras = null;
  }

  async #newPanel(name: PanelName, signal: AbortSignal): Promise<PanelElement | null> {
    const [part, language, data] = await Promise.all([
      this.want(panels, signal),
      this.want(languagePart(languageOf(this)), signal),
      name !== 'chat' || this.want(dataPart, signal),
    ]);
    if (!part || !language || !data) return null;
    this.setSheet(part.panelsStyles);
    return Object.assign(part.create(name), { host: this, ...this.#textsOf(language) });
  }

  #textsOf({ labels, remedies }: Language) {
    const problems = { ...labels.problems, ...this.labels.problems };
    return { texts: { ...labels, ...this.labels, problems }, remedies };
  }

  readonly #fullscreenChanged = (): void => {
    this.mark('fullscreen', this.fullscreen);
    this.opened?.element.requestUpdate();
  };

  async #toggle(kind: Source): Promise<void> {
    if (kind === 'screen') await this.toggleScreenShare();
    else await (kind === 'mic' ? this.toggleMic(undefined, 'user') : this.toggleCamera(undefined, 'user'));
  }

  async #tryAgain(kinds: readonly Source[]): Promise<void> {
    if (kinds.includes('screen')) await this.toggleScreenShare(true);
    else await this.call?.openDevices({ kinds: kinds.filter((kind) => kind !== 'screen') });
  }

  /** What a screen reader hears once when it changes. */
  #announcement(): string {
    const labels = this.texts;
    const { state } = this;
    if (this.ringer && this.ringer.place !== 'none') return this.ringer.announcement;
    if (state.name === 'waiting') return state.left ? labels.leftTitle(this.peerName) : labels.waitingTitle;
    if (state.name === 'connected')
      return (this.call && trouble(this.#view(this.call))) || labels.connectedTo(this.peerName);
    if (state.name === 'joining') return labels.joining;
    if (state.name === 'ended') return endText(state, labels, this.peerName).title;
    return this.call ? progress(this.#view(this.call)) : '';
  }

  async #loadRinger(): Promise<void> {
    if (this.ringer || this.#ringerWanted) return;
    this.#ringerWanted = true;
    const [part, language] = await Promise.all([this.want(ringer), this.want(languagePart(languageOf(this)))]);
    this.#ringerWanted = false;
    if (part && language) this.ringer = Object.assign(part.create(), { host: this, ...this.#textsOf(language) });
  }

  async #speak(): Promise<void> {
    const language = languageOf(this);
    if (language === this.#spoken) return;
    this.#spoken = language;
    this.#languageLife?.abort();
    this.#languageLife = new AbortController();
    this.language = (await this.want(languagePart(language), this.#languageLife.signal)) ?? this.language;
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
}

interface OpenPanel {
  readonly name: PanelName;
  readonly element: PanelElement;
  /** What had the focus before. */
  readonly back: Element | null;
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-call': RtcCall;
  }
}
