/** A bar that shows how loud a microphone is, as long as it is on the page. Loaded where there is one to show. */
import { css, html } from 'lit';
import { property } from 'lit/decorators.js';
import { Mic } from './icon-shapes/mic.js';
import { icon } from './icons.js';
import { decibels, Loudness } from './loudness.js';
import { StyledElement } from './sheet.js';

const NAME = 'rtc-call-level';
/** Pictures of the bar; a screen reader that asks for the value needs no more. */
const DRAW_EVERY_MS = 66;
/** Speech is around -30 dB; below the first nobody hears it, at the second it is as loud as it gets. */
const QUIET_DB = -60;
const LOUD_DB = -12;
/** It rises at once and falls by this share. */
const FALL = 0.8;
const FULL = 100;
/** Steps that assistive technology is told of. */
const STEP = 10;

class LevelBar extends StyledElement {
  static override styles = css`
    :host {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      min-block-size: 1.25rem;
    }
    /* Over a picture. */
    :host(.floating) {
      position: absolute;
      inset-block-start: 0.75rem;
      inset-inline-start: 0.75rem;
      inline-size: 7rem;
      padding: 0.375rem 0.75rem;
      border-radius: 2rem;
      background: var(--_glass);
      color: #fff;
      box-sizing: border-box;
    }
    .icon {
      flex: none;
      inline-size: 1rem;
      block-size: 1rem;
    }
    .bar {
      flex: 1;
      block-size: 0.375rem;
      overflow: hidden;
      border-radius: 1rem;
      background: color-mix(in srgb, currentcolor 28%, transparent);
    }
    .bar div {
      block-size: 100%;
      border-radius: inherit;
      background: var(--_level, currentcolor);
      transform: scaleX(var(--level, 0));
      transform-origin: left;
    }
    :host(:dir(rtl)) .bar div {
      transform-origin: right;
    }
    @media (forced-colors: active) {
      .bar {
        border: 1px solid CanvasText;
      }
      .bar div {
        background: Highlight;
      }
    }
  `;

  @property({ attribute: false }) track: MediaStreamTrack | null = null;
  @property({ attribute: false }) label = '';

  #loudness: Loudness | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #level = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'meter';
    this.ariaValueMin = '0';
    this.ariaValueMax = `${FULL}`;
    this.ariaValueNow = '0';
    this.requestUpdate('track');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(): void {
    this.ariaLabel = this.label;
    if (this.isConnected && this.#loudness?.track !== this.track) this.#start();
  }

  protected override render() {
    return html`${icon(Mic)}
      <div class="bar"><div></div></div>`;
  }

  #start(): void {
    this.#stop();
    if (!this.track) return;
    this.#loudness = new Loudness(this.track);
    this.#timer = setInterval(() => document.hidden || this.#draw(), DRAW_EVERY_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#loudness?.close();
    this.#loudness = null;
  }

  #draw(): void {
    const heard = (decibels(this.#loudness?.rms ?? 0) - QUIET_DB) / (LOUD_DB - QUIET_DB);
    this.#level = Math.max(0, Math.min(1, heard), this.#level * FALL);
    this.style.setProperty('--level', this.#level.toFixed(2));
    const told = `${Math.round((this.#level * FULL) / STEP) * STEP}`;
    if (told !== this.ariaValueNow) this.ariaValueNow = told;
  }
}

export function defineLevelBar(): void {
  if (!customElements.get(NAME)) customElements.define(NAME, LevelBar);
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-call-level': LevelBar;
  }
}
