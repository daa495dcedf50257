import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import type { Call } from '../call/call.js';
import { pageProblem, type RtcError } from '../call/errors.js';
import { inviteLink } from '../call/invite.js';
import type { CallState } from '../call/state.js';
import { en } from '../locales/en.js';
import type { Labels } from '../locales/labels.js';
import { languageOf, loadLabels } from '../locales/locale.js';
import { CallElement } from './call-element.js';
import { controlsOf } from './controls.js';
import { ended, endText, problemPage } from './ended.js';
import { RtcPanelChangeEvent } from './events.js';
import { lobby } from './lobby.js';
import { said } from './news.js';
import type { Source } from './notices.js';
import { createPanel, panelPlace, type PanelElement, type PanelName } from './panels.js';
import { styles } from './rtc-call.styles.js';
import { progress, stage, trouble } from './stage.js';
import type { Actions, View } from './view.js';

const COPIED_MS = 2_000;
const CLOCK_MS = 1_000;
/** What they show changes with time alone. */
const TELLS_TIME = new Set<string>(['connecting', 'connected', 'reconnecting']);

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
 * @attr controls - Which buttons there are: `all`, `none`, or names with spaces between.
 * @attr theme - `light` or `dark`; as the system if not given.
 * @fires {RtcStateChangeEvent} rtc-state-change - The call is in another state.
 * @fires {RtcErrorEvent} rtc-error - Something failed that the person was told of.
 * @fires {RtcPanelChangeEvent} rtc-panel-change - A panel opened or closed.
 * @slot lobby-header - Above the lobby.
 * @slot lobby-footer - Below the lobby.
 * @slot waiting - In the card that is shown while waiting.
 * @slot stage-overlay - Over the pictures.
 * @slot toolbar-start - Before the buttons.
 * @slot toolbar-end - After the buttons.
 * @slot ended - Below the way back after the end.
 * @csspart base, lobby, preview, join, stage, remote, local, screen, toolbar, button, button-mic, button-camera
 * @csspart button-screen, button-more, button-leave, panel, invite, copy, name-tag, timer, progress, quality, sharing, trouble, notices
 * @csspart ended, problem
 * @cssprop --rtc-accent-color, --rtc-accent-text-color, --rtc-danger-color, --rtc-background, --rtc-surface
 * @cssprop --rtc-surface-text-color, --rtc-muted-text-color, --rtc-border-color, --rtc-stage, --rtc-radius
 * @cssprop --rtc-button-size, --rtc-focus-ring, --rtc-font, --rtc-min-height
 * @cssState idle, lobby, joining, waiting, connecting, connected, reconnecting, ended, poor-network
 */
export class RtcCall extends CallElement {
  static override styles = styles;

  @state() private language: Labels = en;
  @state() private copied = false;
  @state() private peerName = '';
  @state() private dismissed: ReadonlySet<RtcError> = new Set();
  @state() private opened: OpenPanel | null = null;

  #stateSince = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  #copyTimer: ReturnType<typeof setTimeout> | undefined;

  /** The panel that is open. */
  get panel(): PanelName | null {
    return this.opened?.name ?? null;
  }

  /** What it says, in its language. */
  get texts(): Labels {
    return { ...this.language, ...this.labels };
  }

  get fullscreen(): boolean {
    return this.matches(':fullscreen');
  }

  /** Call it in a click. */
  async toggleFullscreen(on = !this.fullscreen): Promise<void> {
    if (on === this.fullscreen) return;
    await (on ? this.requestFullscreen() : document.exitFullscreen());
    this.opened?.element.requestUpdate();
  }

  /** Opens a panel instead of the one that is open; null closes that, and the focus goes back to where it was. */
  async openPanel(name: PanelName | null): Promise<void> {
    if (name === this.panel) return;
    const back = this.opened?.back ?? (this.renderRoot as ShadowRoot).activeElement;
    const element = name && (await createPanel(name, this));
    this.opened = name && element ? { name, element, back } : null;
    this.dispatchEvent(new RtcPanelChangeEvent(this.panel));
    await this.updateComplete;
    await element?.updateComplete;
    if (element) element.focus();
    else if (back instanceof HTMLElement) back.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#speak();
    this.#clock = setInterval(() => TELLS_TIME.has(this.state.name) && this.requestUpdate(), CLOCK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    clearTimeout(this.#copyTimer);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang' && this.isConnected) void this.#speak();
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  protected override stateChanged(state: CallState, previous: CallState): void {
    this.#stateSince = Date.now();
    super.stateChanged(state, previous);
    this.#keepFocus();
    if (state.name === 'ended') void this.openPanel(null);
  }

  protected override callChanged(call: Call): void {
    if (call.peer?.name) this.peerName = call.peer.name;
    super.callChanged(call);
  }

  protected override render(): TemplateResult {
    return html`<div part="base" class=${classMap({ base: true, opened: this.opened !== null })}>
        ${this.#renderState()}${this.call ? panelPlace(this.#view(this.call)) : nothing}
      </div>
      <p class="said" role="status">${this.#announcement()}</p>
      <div class="said" role="log">${this.call ? said(this.#view(this.call)) : nothing}</div>`;
  }

  #renderState(): TemplateResult | typeof nothing {
    const problem = pageProblem();
    if (problem) return problemPage(this.texts.problems[problem.code]);
    if (!this.call) return problemPage(this.texts.noRoom);
    const { state } = this;
    const view = this.#view(this.call);
    switch (state.name) {
      case 'idle':
      case 'lobby':
      case 'joining':
        return this.autojoin && state.name !== 'joining' ? nothing : lobby(view);
      case 'waiting':
      case 'connecting':
      case 'connected':
      case 'reconnecting':
        return stage(view);
      case 'ended':
        return ended(view, state);
    }
  }

  #view(call: Call): View {
    return {
      labels: this.texts,
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
      controls: controlsOf(this.controls),
      layout: this.layout,
      selfView: this.selfView,
      panel: this.opened?.element ?? null,
      actions: this.#actions,
    };
  }

  readonly #actions: Actions = {
    join: () => void this.tryToJoin(),
    leave: () => this.leave(),
    toggle: (kind) => void this.#toggle(kind),
    useDevices: () => void this.call?.openDevices(),
    tryAgain: (kinds) => void this.#tryAgain(kinds),
    rename: (name) => this.rename(name),
    copyInvite: (field) => void this.#copy(field),
    share: () => void this.#share(),
    openPanel: (name) => void this.openPanel(name),
    dismiss: (problem) => (this.dismissed = new Set([...this.dismissed, problem])),
  };

  async #toggle(kind: Source): Promise<void> {
    if (kind === 'screen') await this.toggleScreenShare();
    else await (kind === 'mic' ? this.toggleMic() : this.toggleCamera());
  }

  async #tryAgain(kinds: readonly Source[]): Promise<void> {
    if (kinds.includes('screen')) await this.toggleScreenShare(true);
    else await this.call?.openDevices({ kinds: kinds.filter((kind) => kind !== 'screen') });
  }

  /** What a screen reader hears once when it changes. */
  #announcement(): string {
    const labels = this.texts;
    const { state } = this;
    if (state.name === 'waiting') return state.left ? labels.leftTitle(this.peerName) : labels.waitingTitle;
    if (state.name === 'connected')
      return (this.call && trouble(this.#view(this.call))) || labels.connectedTo(this.peerName);
    if (state.name === 'joining') return labels.joining;
    if (state.name === 'ended') return endText(state, labels, this.peerName).title;
    return this.call ? progress(this.#view(this.call)) : '';
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
