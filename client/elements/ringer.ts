/** All that is shown and heard of a ring: the screens, a desk between two calls, and how a call did not come about. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RtcError } from '../call/errors.js';
import { inviteLink } from '../call/invite.js';
import type { CallState, EndReason } from '../call/state.js';
import type { AllLabels } from '../locales/labels.js';
import type { RingLabels } from '../locales/on-demand-labels.js';
import { Copying } from './copying.js';
import { Attention, mayNotify, notifies } from './attention.js';
import { Bell } from './icon-shapes/bell.js';
import { Check } from './icon-shapes/check.js';
import { Copy } from './icon-shapes/copy.js';
import { Phone } from './icon-shapes/phone.js';
import { PhoneMissed } from './icon-shapes/phone-missed.js';
import { PhoneOff } from './icon-shapes/phone-off.js';
import { User } from './icon-shapes/user.js';
import { Video } from './icon-shapes/video.js';
import { VideoOff } from './icon-shapes/video-off.js';
import { Volume2 } from './icon-shapes/volume-2.js';
import { icon } from './icons.js';
import type { RtcRingEndEvent, RtcStateChangeEvent } from './events.js';
import { RingSound } from './ring-sound.js';
import { ringerStyles } from './ringer.styles.js';
import type { RingerElement } from './ringing.js';
import type { RtcCall } from './rtc-call.js';
import { StyledElement } from './sheet.js';
import { initialsOf } from './initials.js';
import { duration } from './duration.js';

const NAME = 'rtc-call-ringer';
/** What became of the last call is shown so long to somebody who looks. */
const OUTCOME_MS = 8_000;
const MAX_REASON = 200;
const TALKED: readonly string[] = ['connecting', 'connected', 'reconnecting'];
const ENDS: readonly EndReason[] = ['declined', 'cancelled', 'no-answer', 'busy'];
const KNOWN = ['busy', 'later'] as const;
const isKnown = (said: string): said is (typeof KNOWN)[number] => said === 'busy' || said === 'later';

class Ringer extends StyledElement implements RingerElement {
  static override styles = ringerStyles;

  @property({ attribute: false }) host!: RtcCall;
  @property({ attribute: false }) texts!: AllLabels;
  @state() private blocked = false;
  @state() private outcome = '';
  @state() private sheet: 'actions' | 'reasons' = 'actions';

  readonly #internals = this.attachInternals();
  #sound: RingSound | null = null;
  #attention: Attention | null = null;
  #outcomeTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #copying = new Copying(() => this.requestUpdate());
  /** Between the end of a call at a desk and the next one. */
  #returning = false;
  #following = false;
  #focused: Element | null = null;

  get place(): 'page' | 'card' | 'none' {
    const { state: at } = this.host;
    if (at.name === 'ringing' && at.direction === 'outgoing') return this.#hushed ? 'none' : 'card';
    if (at.name === 'ended') return this.#returning || ENDS.includes(at.reason) ? 'page' : 'none';
    if (at.name === 'ringing' || at.name === 'waiting' || at.name === 'joining') return this.#desk ? 'page' : 'none';
    return 'none';
  }

  get announcement(): string {
    const { state: at } = this.host;
    const { ring, joining } = this.texts;
    if (at.name === 'ended' && !this.#returning) return this.#ending(at.reason, at.said).title;
    if (at.name === 'joining' || at.name === 'ended') return joining;
    if (this.place === 'card') return ring.outgoing(this.#name);
    if (at.name === 'ringing' && !this.#hushed) return ring.incoming(this.#name);
    return this.outcome || ring.deskTitle;
  }

  #changed({ state: after, previous: before }: RtcStateChangeEvent): void {
    if (TALKED.includes(before.name)) this.#callEnded(after, before);
    else if (after.name === 'waiting' || after.name === 'ended') this.#returning = false;
    if (after.name === 'ringing') this.#forget();
    this.sheet = 'actions';
    if (after.name !== 'ringing') this.#quiet();
    this.requestUpdate();
  }

  #ended({ direction, outcome }: RtcRingEndEvent): void {
    const { ring } = this.texts;
    if (direction === 'outgoing' || outcome === 'accepted') return;
    this.#show((outcome === 'declined' ? ring.youDeclined : ring.missed)(this.#name));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#quiet();
    this.#copying.close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
    this.requestUpdate(); // Moved while it rings.
  }

  protected override willUpdate(): void {
    this.#focused = this.shadowRoot?.activeElement ?? null;
    if (this.place === 'card') this.#internals.states.add('card');
    else this.#internals.states.delete('card');
  }

  protected override updated(_changed: PropertyValues): void {
    if (!this.#hushed && !this.host.silent && this.isConnected) this.#ring();
    // The keyboard goes on in what takes the place of a button that went.
    if (this.#focused && !this.shadowRoot?.activeElement) this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state: at } = this.host;
    if (this.place === 'card') return this.#outgoing();
    if (at.name === 'ended' && !this.#returning) return this.#end(at.reason, at.said);
    if (at.name === 'ringing' && !this.#hushed) return this.sheet === 'reasons' ? this.#reasons() : this.#incoming();
    return this.#waiting(at);
  }

  /** For as long as the host lives, shown or not. */
  #follow(): void {
    if (this.#following) return;
    this.#following = true;
    this.host.addEventListener('rtc-state-change', (event) => this.#changed(event));
    this.host.addEventListener('rtc-ring-end', (event) => this.#ended(event));
    this.host.addEventListener('rtc-device-change', () => this.requestUpdate());
  }

  /** The page itself shows that it rings. */
  get #hushed(): boolean {
    return this.host.ring?.defaultPrevented ?? false;
  }

  get #name(): string {
    return this.host.peerName;
  }

  get #desk(): boolean {
    return this.host.answer === 'manual' && this.host.as !== 'caller';
  }

  // --- Heard, and seen where nobody looks.

  #ring(): void {
    const { state: at } = this.host;
    if (at.name !== 'ringing') return;
    const incoming = at.direction === 'incoming';
    this.#sound ??= new RingSound(
      incoming ? 'ringtone' : 'ringback',
      (blocked) => (this.blocked = blocked),
      this.ownerDocument,
    );
    void this.#sound.turnTo(this.host.sinkId);
    if (incoming) this.#attention ??= new Attention(this.texts.ring.incoming(this.#name));
  }

  #quiet(): void {
    this.#sound?.stop();
    this.#attention?.stop();
    this.#sound = this.#attention = null;
    this.blocked = false;
  }

  // --- What became of the last call.

  #callEnded(after: CallState, before: CallState): void {
    if (!this.#desk || TALKED.includes(after.name)) return;
    this.#returning = after.name === 'ended' && after.reason.endsWith('hung-up');
    if (!this.#returning && after.name !== 'waiting') return;
    const lasted = 'since' in before ? ` · ${duration(Date.now() - before.since)}` : '';
    this.#show(this.texts.ring.callEnded(this.#name) + lasted);
  }

  #show(text: string): void {
    this.outcome = text;
    clearTimeout(this.#outcomeTimer);
    this.#outcomeTimer = setTimeout(() => {
      if (!document.hidden) return this.#forget();
      document.addEventListener('visibilitychange', () => this.outcome === text && this.#show(text), { once: true });
    }, OUTCOME_MS);
  }

  #forget(): void {
    clearTimeout(this.#outcomeTimer);
    this.outcome = '';
    this.host.requestUpdate();
  }

  // --- The screens.

  #avatar() {
    const initials = initialsOf(this.#name);
    return html`<span class="avatar" aria-hidden="true">${initials || icon(User)}</span>`;
  }

  #soundButton() {
    if (!this.blocked) return nothing;
    return html`<button class="quiet" type="button">${icon(Volume2)}${this.texts.ring.tapForSound}</button>`;
  }

  #outgoing() {
    const { ring, cancel, serverAway } = this.texts;
    const reachable = this.host.call?.reachable ?? true;
    return html`<div class="card" part="ring-card">
      ${this.#avatar()}
      <div class="words">
        <h2 tabindex="-1">${ring.outgoing(this.#name)}</h2>
        ${reachable ? nothing : html`<p>${serverAway}</p>`}
      </div>
      <div class="row">
        ${this.#soundButton()}
        <button class="danger" part="ring-cancel" type="button" @click=${() => this.host.cancel()}>
          ${icon(PhoneOff)}${cancel}
        </button>
      </div>
    </div>`;
  }

  #incoming() {
    const { ring, serverAway } = this.texts;
    const { host } = this;
    const answer = (part: string, look: string, node: typeof Phone, text: string, act: () => void) =>
      html`<button class="answer ${look}" part=${part} type="button" @click=${act}>
        <span class="disc">${icon(node)}</span>${text}
      </button>`;
    return html`<div class="screen incoming">
      ${this.#avatar()}
      <h2 tabindex="-1">${ring.incoming(this.#name)}</h2>
      ${host.call?.reachable ? nothing : html`<p>${serverAway}</p>`}${this.#soundButton()}
      <div class="answers">
        ${answer('ring-decline', 'no', PhoneOff, ring.decline, () => host.decline())}
        ${answer('ring-accept-audio', 'half', VideoOff, ring.withoutCamera, () => host.accept({ camera: false }))}
        ${answer('ring-accept', 'yes', Video, ring.accept, () => host.accept())}
      </div>
      <button class="plain" type="button" @click=${() => (this.sheet = 'reasons')}>${ring.declineWith}</button>
    </div>`;
  }

  #reasons() {
    const { ring } = this.texts;
    // By the button's click, which Enter in the field is, too: a sandboxed frame may submit no form.
    const send = (event: Event): void => {
      event.preventDefault();
      const field = this.renderRoot.querySelector('input');
      if (field?.reportValidity()) this.host.decline(field.value.trim() || undefined);
    };
    const back = (): void => void (this.sheet = 'actions');
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      back();
    };
    return html`<div class="screen" @keydown=${pressed}>
      <h2 tabindex="-1">${ring.declineWith}</h2>
      ${KNOWN.map(
        (reason) =>
          html`<button class="quiet wide" type="button" @click=${() => this.host.decline(reason)}>
            ${ring.reasons[reason]}
          </button>`,
      )}
      <form @submit=${send}>
        <input aria-label=${ring.ownWords} placeholder=${ring.ownWords} maxlength=${MAX_REASON} required />
        <button class="danger" type="submit" @click=${send}>${ring.send}</button>
      </form>
      <button class="plain" type="button" @click=${back}>${ring.back}</button>
    </div>`;
  }

  #hint(): string {
    const { ring, serverAway, tokenMissing } = this.texts;
    if (this.host.call?.tokenMissing) return tokenMissing;
    return this.host.call?.reachable === false ? serverAway : ring.deskHint;
  }

  #waiting(at: CallState) {
    const { ring, joining } = this.texts;
    const ready = at.name === 'waiting' || at.name === 'ringing';
    return html`<div class="screen">
      <span class="badge" aria-hidden="true">${icon(Phone)}</span>
      <h2 tabindex="-1">${ready ? ring.deskTitle : joining}</h2>
      <p>${this.#hint()}</p>
      ${this.outcome ? html`<p class="outcome">${icon(PhoneMissed)}${this.outcome}</p>` : nothing}
      <slot></slot>
      ${ready ? this.#link() : nothing}
      <div class="row">
        ${this.#notifyButton()}
        <button class="quiet" type="button" @click=${() => this.host.leave()}>${icon(PhoneOff)}${ring.stopDesk}</button>
      </div>
    </div>`;
  }

  #link() {
    const { inviteLink: label, copy, copied } = this.texts;
    const url = this.host.inviteUrl || inviteLink(location.href, this.host.room, 'callee');
    return html`<div class="link">
      <input
        readonly
        aria-label=${label}
        .value=${url}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
      />
      <button class="primary" type="button" @click=${() => void this.#copy(url)}>
        ${icon(this.#copying.done ? Check : Copy)}${this.#copying.done ? copied : copy}
      </button>
    </div>`;
  }

  async #copy(url: string): Promise<void> {
    if (!(await this.#copying.copy(url))) this.renderRoot.querySelector('input')?.focus(); // Selected, to be copied by hand.
  }

  #notifyButton() {
    const { ring } = this.texts;
    if (this.host.silent || !mayNotify())
      return notifies() && !this.host.silent ? html`<p>${ring.notified}</p>` : nothing;
    const ask = (): void => void Notification.requestPermission().then(() => this.requestUpdate());
    return html`<button class="quiet" type="button" @click=${ask}>${icon(Bell)}${ring.notify}</button>`;
  }

  #end(reason: EndReason, said?: string) {
    const { title, help } = this.#ending(reason, said);
    const { callAgain } = this.texts.ring;
    return html`<div class="screen">
      <span class="badge" aria-hidden="true">${icon(PhoneOff)}</span>
      <h2 tabindex="-1">${title}</h2>
      ${help ? html`<p>${help}</p>` : nothing}
      <button class="primary" type="button" @click=${() => this.#again()}>${icon(Phone)}${callAgain}</button>
      <slot name="ended"></slot>
    </div>`;
  }

  #again(): void {
    // A refusal ends the call with its reason on screen.
    this.host.join().catch((error: unknown) => {
      if (!(error instanceof RtcError)) throw error;
    });
  }

  #ending(reason: EndReason, said = ''): { title: string; help: string } {
    const { ring }: { ring: RingLabels } = this.texts;
    if (reason === 'no-answer') return { title: ring.noAnswer(this.#name), help: ring.noAnswerHint };
    if (reason === 'busy') return { title: ring.busy, help: ring.busyHint };
    if (reason !== 'declined') return { title: ring.cancelled, help: '' };
    return { title: ring.declined(this.#name), help: isKnown(said) ? ring.said[said] : said && ring.quoted(said) };
  }
}

/** What the host's own slots hold is shown here, too. */
function passedOn(name: string, to: string): HTMLSlotElement {
  return Object.assign(document.createElement('slot'), { name, slot: to });
}

export function create(): RingerElement {
  if (!customElements.get(NAME)) customElements.define(NAME, Ringer);
  const ringer = document.createElement(NAME) as Ringer;
  ringer.setAttribute('exportparts', 'ring-card, ring-accept, ring-accept-audio, ring-decline, ring-cancel');
  ringer.append(passedOn('waiting', ''), passedOn('ended', 'ended'));
  return ringer;
}
