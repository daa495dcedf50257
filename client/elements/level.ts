/** A bar that shows how loud a microphone is, as long as it is on the page. Loaded where there is one to show. */
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { icon, Mic } from './icons.js';

const NAME = 'rtc-call-level';
/** Pictures of the bar; a screen reader that asks for the value needs no more. */
const DRAW_EVERY_MS = 66;
/** Speech is around -30 dB; below the first nobody hears it, at the second it is as loud as it gets. */
const QUIET_DB = -60;
const LOUD_DB = -12;
const SAMPLES = 1_024;
/** It rises at once and falls by this share. */
const FALL = 0.8;
const FULL = 100;
/** Steps that assistive technology is told of. */
const STEP = 10;

class LevelBar extends LitElement {
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

  #listening: Listening | null = null;
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
    if (this.isConnected && this.#listening?.track !== this.track) this.#start();
  }

  protected override render() {
    return html`${icon(Mic)}
      <div class="bar"><div></div></div>`;
  }

  #start(): void {
    this.#stop();
    if (this.track) this.#listening = new Listening(this.track, (level) => this.#show(level));
  }

  #stop(): void {
    this.#listening?.close();
    this.#listening = null;
  }

  #show(heard: number): void {
    this.#level = Math.max(heard, this.#level * FALL);
    this.style.setProperty('--level', this.#level.toFixed(2));
    const told = `${Math.round((this.#level * FULL) / STEP) * STEP}`;
    if (told !== this.ariaValueNow) this.ariaValueNow = told;
  }
}

/** One track's loudness, from 0 to 1, several times a second until it is closed. */
class Listening {
  readonly track: MediaStreamTrack;
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(SAMPLES);
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #life = new AbortController();

  constructor(track: MediaStreamTrack, onlevel: (level: number) => void) {
    this.track = track;
    this.#analyser.fftSize = SAMPLES;
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    this.#timer = setInterval(() => document.hidden || onlevel(this.#level()), DRAW_EVERY_MS);
    // Browsers may let it run only after a gesture.
    for (const type of ['pointerdown', 'keydown'])
      addEventListener(type, () => this.#resume(), { signal: this.#life.signal, capture: true });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#life.abort();
    void this.#context.close();
  }

  #resume(): void {
    if (this.#context.state === 'suspended') void this.#context.resume();
  }

  #level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES;
    const decibels = 10 * Math.log10(power || Number.MIN_VALUE);
    return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
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
