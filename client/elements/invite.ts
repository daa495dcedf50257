/** The card shown while nobody is opposite: the link to send, and the same as a QR code. */
import { html, nothing } from 'lit';
import type { AllLabels } from '../locales/labels.js';
import { Copying } from './copying.js';
import { Check } from './icon-shapes/check.js';
import { Copy } from './icon-shapes/copy.js';
import { Share2 } from './icon-shapes/share-2.js';
import { icon } from './icons.js';
import { qrCode } from './parts.js';
import { refused } from './refused.js';
import type { View } from './view.js';

async function share(url: string): Promise<void> {
  await navigator.share({ url }).catch(refused); // Closed without sharing.
}

export class InviteCard {
  readonly #copying: Copying;
  readonly #life = new AbortController();
  #drawn: { readonly of: string; readonly place: HTMLElement } | null = null;

  constructor(onchange: () => void) {
    this.#copying = new Copying(onchange);
  }

  /** Just now. */
  get copied(): boolean {
    return this.#copying.done;
  }

  render(view: View, labels: AllLabels) {
    const { state, inviteUrl, peerName, reachable } = view;
    if (state.name !== 'waiting') return nothing;
    const [title, hint] = state.left
      ? [labels.leftTitle(peerName), labels.leftHint]
      : [labels.waitingTitle, labels.waitingHint];
    return html`<div part="invite" class="card invite">
      <div class="invite-text">
        <h2>${title}</h2>
        <p>${reachable ? hint : labels.serverAway}</p>
        <slot name="waiting"></slot>
        ${this.#linkRow(view, labels)}${this.#shareButton(view, labels)}
      </div>
      ${this.#qrCode(inviteUrl, labels.qrCode)}
    </div>`;
  }

  close(): void {
    this.#life.abort();
    this.#copying.close();
  }

  /** Drawn once for a link and a language. */
  #qrCode(url: string, label: string): HTMLElement {
    const of = `${url} ${label}`;
    if (this.#drawn?.of !== of) this.#drawn = { of, place: this.#draw(url, label) };
    return this.#drawn.place;
  }

  /** There when its code is loaded. */
  #draw(url: string, label: string): HTMLElement {
    const place = document.createElement('div');
    place.className = 'qr';
    void qrCode.whileWanted(this.#life.signal).then((loaded) => loaded && place.append(loaded.drawQr(url, label)));
    return place;
  }

  #linkRow({ inviteUrl }: View, labels: AllLabels) {
    const copy = ({ currentTarget }: Event): void => {
      const field = (currentTarget as HTMLElement).parentElement?.querySelector('input');
      if (field) void this.#copy(field);
    };
    const copied = this.#copying.done;
    return html`<div class="link-row">
      <input
        readonly
        dir="ltr"
        aria-label=${labels.inviteLink}
        .value=${inviteUrl}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
      />
      <button part="copy" class=${copied ? 'primary done' : 'primary'} type="button" @click=${copy}>
        ${icon(copied ? Check : Copy)}${copied ? labels.copied : labels.copy}
      </button>
    </div>`;
  }

  #shareButton({ inviteUrl }: View, labels: AllLabels) {
    // Typed as always there; desktop Firefox has none.
    if (!(navigator.share as unknown)) return nothing;
    return html`<button class="quiet" type="button" @click=${() => void share(inviteUrl)}>
      ${icon(Share2)}${labels.share}
    </button>`;
  }

  async #copy(field: HTMLInputElement): Promise<void> {
    if (!(await this.#copying.copy(field.value))) field.focus(); // Selected, ready to be copied by hand.
  }
}
