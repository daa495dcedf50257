import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { RtcAutoplayBlockedEvent } from './events.js';
import { icon, User, Volume2 } from './icons.js';
import { styles } from './rtc-video.styles.js';

/** A picture may lose this share of its area to fill the tile; beyond it is shown whole. */
const CROP = 0.4;

/**
 * One person's picture and sound: plays a MediaStream, holds the last picture while the stream is replaced, shows
 * initials when there is no picture, and offers a button where the browser does not play sound by itself.
 *
 * @tag rtc-video
 * @fires {RtcAutoplayBlockedEvent} rtc-autoplay-blocked - The browser wants a click before it plays sound.
 * @slot placeholder - Shown instead of the initials.
 * @csspart video - The video element.
 * @csspart placeholder - What is shown without a picture.
 * @csspart unblock-button - The button that starts the sound.
 * @cssprop [--rtc-stage=#14171a] - Colour behind the picture.
 * @cssState playing - Pictures arrive.
 * @cssState held - The last picture is held.
 * @cssState blocked - Sound waits for a click.
 */
export class RtcVideo extends LitElement {
  static override styles = styles;

  /** The person's name: for screen readers and the initials. */
  @property() label = '';
  /** The picture is not shown: the placeholder is. */
  @property({ type: Boolean, reflect: true, attribute: 'video-off' }) videoOff = false;
  /** Without sound; for the own picture. */
  @property({ type: Boolean, reflect: true }) muted = false;
  /** As in a mirror; for the own picture. */
  @property({ type: Boolean, reflect: true }) mirror = false;
  /** `auto` fills the tile unless too much of the picture would be cut off. */
  @property({ reflect: true }) fit: 'auto' | 'cover' | 'contain' = 'auto';
  /** Text of the button that starts the sound. */
  @property({ attribute: 'unblock-label' }) unblockLabel = 'Tap to hear';

  @state() private blocked = false;
  @query('video') private readonly video?: HTMLVideoElement;
  @query('canvas') private readonly canvas?: HTMLCanvasElement;

  readonly #internals = this.attachInternals();
  #stream: MediaStream | null = null;
  #resize: ResizeObserver | null = null;
  #awaiting: AbortController | null = null;

  /** What is played; null for nothing. A new stream follows the last picture of the one before without a black gap. */
  @property({ attribute: false })
  get srcObject(): MediaStream | null {
    return this.#stream;
  }

  set srcObject(stream: MediaStream | null) {
    if (stream === this.#stream) return;
    this.#hold();
    this.#stream = stream;
    this.requestUpdate();
  }

  /** Starts picture and sound; call it from a click where the browser asked for one. */
  async play(): Promise<void> {
    const { video } = this;
    if (!video) return;
    video.muted = this.muted;
    try {
      await video.play();
      this.blocked = false;
    } catch (error) {
      await this.#playFailed(video, error);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.#fitPicture());
    this.#resize.observe(this);
    document.addEventListener('visibilitychange', this.#goOn);
    // A moved element's video is paused by the browser.
    if (this.#stream) void this.play();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
    this.#resize = null;
    this.#awaiting?.abort();
    document.removeEventListener('visibilitychange', this.#goOn);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { video } = this;
    if (!video) return;
    if (video.srcObject !== this.#playable) this.#load(video);
    if (changed.has('muted') && !this.blocked) video.muted = this.muted;
    if (changed.has('fit')) this.#fitPicture();
    this.#mark('blocked', this.blocked);
  }

  protected override render() {
    return html`
      <video
        part="video"
        autoplay
        playsinline
        aria-label=${this.label || nothing}
        .muted=${this.muted}
        @loadeddata=${this.#shown}
        @playing=${this.#shown}
        @pause=${this.#goOn}
        @emptied=${() => this.#mark('playing', false)}
        @resize=${this.#fitPicture}
      ></video>
      <canvas aria-hidden="true"></canvas>
      ${this.videoOff ? this.#renderPlaceholder() : nothing}
      ${
        this.blocked
          ? html`<button part="unblock-button" class="unblock" type="button" @click=${() => void this.play()}>
              ${icon(Volume2)}${this.unblockLabel}
            </button>`
          : nothing
      }
    `;
  }

  #renderPlaceholder() {
    const initials = initialsOf(this.label);
    return html`<div part="placeholder" class="placeholder">
      <slot name="placeholder"><span class="initials" aria-hidden="true">${initials || icon(User)}</span></slot>
    </div>`;
  }

  /** Nothing to see and nothing to hear needs no player. */
  get #playable(): MediaStream | null {
    return this.muted && this.videoOff ? null : this.#stream;
  }

  #load(video: HTMLVideoElement): void {
    const stream = this.#playable;
    this.#awaiting?.abort();
    if (stream && holdsUpLoading(stream)) return this.#awaitMedia(stream);
    video.srcObject = stream;
    if (stream) void this.play();
    else this.#letGo();
  }

  #awaitMedia(stream: MediaStream): void {
    this.#awaiting = new AbortController();
    const { signal } = this.#awaiting;
    const again = (): void => this.requestUpdate();
    for (const track of stream.getTracks()) track.addEventListener('unmute', again, { signal });
    window.addEventListener('load', again, { signal });
  }

  /** Nobody here pauses: iOS does, for a call, Siri or the lock screen, and leaves it at that. */
  #goOn = (): void => {
    const { video } = this;
    if (this.isConnected && video?.srcObject && video.paused && !document.hidden) void this.play();
  };

  /** A browser that refuses sound may still show the picture. */
  async #playFailed(video: HTMLVideoElement, error: unknown): Promise<void> {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'AbortError') return; // Replaced by another stream before it began.
    if (name !== 'NotAllowedError') throw error;
    video.muted = true;
    await video.play().catch(() => undefined); // Not even that: the button is there all the same.
    this.blocked = this.dispatchEvent(new RtcAutoplayBlockedEvent());
  }

  #shown = (): void => {
    const { video } = this;
    if (!video || video.videoWidth === 0) return;
    this.#letGo();
    this.#mark('playing', true);
    this.#fitPicture();
  };

  /** Keeps the last picture in front until the next stream shows its first one. */
  #hold(): void {
    const { video, canvas } = this;
    if (!video || !canvas || video.videoWidth === 0 || this.videoOff) return;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    this.#mark('held', true);
  }

  #letGo(): void {
    this.#mark('held', false);
  }

  #fitPicture = (): void => {
    const { video, fit } = this;
    if (!video || video.videoWidth === 0) return;
    const picture = video.videoWidth / video.videoHeight;
    const tile = this.clientWidth / Math.max(1, this.clientHeight);
    const cropped = 1 - Math.min(picture, tile) / Math.max(picture, tile);
    this.#mark('letterboxed', fit === 'contain' || (fit === 'auto' && cropped > CROP));
  };

  #mark(name: string, on: boolean): void {
    if (on) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }
}

/**
 * A media element without data delays the `load` event of its document (HTML, "delaying-the-load-event flag"): a page must
 * not wait for the other person's first packet.
 */
const holdsUpLoading = (stream: MediaStream): boolean =>
  document.readyState !== 'complete' && stream.getTracks().every(({ muted }) => muted);

/** `Ada Lovelace` → `AL`, `张伟` → `张`. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => String.fromCodePoint(...[word?.codePointAt(0) ?? []].flat()))
    .join('')
    .toLocaleUpperCase();
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video': RtcVideo;
  }
}
