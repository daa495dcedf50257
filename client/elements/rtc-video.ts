import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { nameOf, toMediaError } from '../call/errors.js';
import { RtcAutoplayBlockedEvent, RtcErrorEvent } from './events.js';
import { icon, User, Volume2 } from './icons.js';
import { initialsOf } from './initials.js';
import { afterPaint } from './parts.js';
import { styles } from './rtc-video.styles.js';
import type { Tile } from './tile.js';
import { RtcVideoPlayEvent, RtcVideoResizeEvent } from './video-events.js';

/** A picture may lose this share of its area to fill the tile; beyond it is shown whole. */
const CROP = 0.4;
/** What shows itself beside the picture. */
const EXTRAS = ['showLabel', 'micMuted', 'meter'] as const;
/** Firefox before 132 does not say when a picture is shown. */
const CAN_TELL_PICTURES = globalThis.HTMLVideoElement?.prototype.requestVideoFrameCallback !== undefined;

/**
 * One person's picture and sound: plays a MediaStream, holds the last picture while the stream is replaced, shows
 * initials when there is no picture, and offers a button where the browser does not play sound by itself.
 *
 * @tag rtc-video
 * @fires {RtcVideoPlayEvent} rtc-video-play - Pictures come, or come again after they had stalled.
 * @fires {RtcVideoResizeEvent} rtc-video-resize - The picture has another size.
 * @fires {RtcVideoStalledEvent} rtc-video-stalled - No new picture came for two seconds, though there should be some.
 * @fires {RtcAutoplayBlockedEvent} rtc-autoplay-blocked - The browser wants a click before it plays sound.
 * @fires {RtcVideoSpeakingEvent} rtc-speaking-change - With `meter`: the person began or ceased to speak.
 * @fires {RtcErrorEvent} rtc-error - The speaker `sinkId` cannot be used; the one before is.
 * @slot placeholder - Shown instead of the initials.
 * @slot overlay - Over the picture.
 * @slot badge - Instead of the sign that the microphone is off.
 * @csspart video - The video element.
 * @csspart placeholder - What is shown without a picture.
 * @csspart label - The name, with `show-label`.
 * @csspart meter - The ring that shows how loud it is.
 * @csspart badge - The sign that the microphone is off.
 * @csspart unblock-button - The button that starts the sound.
 * @cssprop [--rtc-stage=#14191a] - Colour behind the picture.
 * @cssprop [--rtc-accent-color=#5cd6c2] - Colour of the ring.
 * @cssState playing - Pictures arrive.
 * @cssState held - The last picture is held.
 * @cssState blocked - Sound waits for a click.
 * @cssState stalled - No new picture for two seconds.
 * @cssState speaking - With `meter`: the person speaks.
 * @cssState portrait - The picture is higher than it is wide.
 * @cssState letterboxed - The picture is shown whole, with bars.
 * @cssState empty - There is no stream.
 */
export class RtcVideo extends LitElement {
  static override styles = styles;

  /** The person's name: for screen readers and the initials. */
  @property() label = '';
  /** The name is shown, too. */
  @property({ type: Boolean, attribute: 'show-label' }) showLabel = false;
  /** The picture is not shown: the placeholder is. */
  @property({ type: Boolean, reflect: true, attribute: 'video-off' }) videoOff = false;
  /** Below the initials. */
  @property({ attribute: 'placeholder-text' }) placeholderText = '';
  /** Without sound; for the own picture. */
  @property({ type: Boolean, reflect: true }) muted = false;
  /** How loud, from 0 to 1. iOS leaves that to its buttons. */
  @property({ type: Number }) volume = 1;
  /** The person's microphone is off: a sign says so. */
  @property({ type: Boolean, reflect: true, attribute: 'mic-muted' }) micMuted = false;
  /** What a screen reader says of that sign. */
  @property({ attribute: 'mic-muted-label' }) micMutedLabel = 'Microphone is off';
  /** Shows how loud the person is, and tells when they speak. */
  @property({ type: Boolean }) meter = false;
  /** As in a mirror; for the own picture. */
  @property({ type: Boolean, reflect: true }) mirror = false;
  /** `auto` fills the tile unless too much of the picture would be cut off. */
  @property({ reflect: true }) fit: 'auto' | 'cover' | 'contain' = 'auto';
  /** The `deviceId` of the speaker; empty for the system's default. Nothing where the browser has no choice. */
  @property({ attribute: 'sink-id' }) sinkId = '';
  /** Text of the button that starts the sound. */
  @property({ attribute: 'unblock-label' }) unblockLabel = 'Tap to hear';

  @state() private blocked = false;
  /** The picture is on again, but the last one from before is all that has come. */
  @state() private stale = false;
  @state() private tile: Tile | null = null;
  @query('video') private readonly video?: HTMLVideoElement;
  @query('canvas') private readonly canvas?: HTMLCanvasElement;

  readonly #internals = this.attachInternals();
  /** While the element is in the page. */
  #life = new AbortController();
  #stream: MediaStream | null = null;
  #sound: MediaStream | null = null;
  #resize: ResizeObserver | null = null;
  #awaiting: AbortController | null = null;
  #nextPicture = 0;
  #size = '';

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

  /**
   * The picture as it is sent, not as in a mirror.
   * @throws DOMException `InvalidStateError` without a picture
   */
  async snapshot(type = 'image/png', quality?: number): Promise<Blob> {
    return (await this.#whole()).snapshot(type, quality);
  }

  /**
   * Call it in a click.
   * @throws DOMException `NotSupportedError` where the browser has none, and what the browser refuses it with
   */
  async requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return (await this.#whole()).requestPictureInPicture();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#life = new AbortController();
    this.#resize = new ResizeObserver(() => this.#fitPicture());
    this.#resize.observe(this);
    document.addEventListener('visibilitychange', this.#goOn);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#life.abort();
    this.#resize?.disconnect();
    this.#resize = null;
    this.#awaiting?.abort();
    document.removeEventListener('visibilitychange', this.#goOn);
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('videoOff')) this.stale = changed.get('videoOff') === true && CAN_TELL_PICTURES;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { video } = this;
    if (!video) return;
    if (video.srcObject !== this.#playable) this.#load(video);
    if (changed.has('muted') && !this.blocked) video.muted = this.muted;
    if (changed.has('fit')) this.#fitPicture();
    if (changed.has('videoOff')) this.#awaitPicture(video);
    if (EXTRAS.some((name) => changed.has(name) && this[name])) void this.#complete();
    video.volume = Math.min(1, Math.max(0, this.volume)) || 0;
    void this.#turnTo(video, changed.has('sinkId'));
    this.#mark('blocked', this.blocked);
    this.#mark('empty', !this.#stream);
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
        @resize=${this.#resized}
      ></video>
      <canvas aria-hidden="true"></canvas>
      ${this.videoOff || this.stale || !this.#stream ? this.#renderPlaceholder() : nothing}
      <slot name="overlay"></slot>
      ${this.tile?.render()}
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
      <slot name="placeholder"
        ><span class="initials" aria-hidden="true">${initials || icon(User)}</span>${this.placeholderText}</slot
      >
    </div>`;
  }

  /** Nothing to see and nothing to hear needs no player; one that is out of the page would be kept for as long as its stream. */
  get #playable(): MediaStream | null {
    if (!this.isConnected) return null;
    if (!this.videoOff || !this.#stream) return this.#stream;
    if (this.muted) return null;
    return this.video?.videoWidth ? this.#stream : this.#soundOf(this.#stream);
  }

  /** Chromium plays no sound of a stream before its first picture, if the stream has a track for one. */
  #soundOf(stream: MediaStream): MediaStream {
    const [track] = stream.getAudioTracks();
    if (!track) return stream;
    if (this.#sound?.getTracks()[0] !== track) this.#sound = new MediaStream([track]);
    return this.#sound;
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

  /** Tried again with each stream: what has no sound has no speaker in Chromium. */
  async #turnTo(video: Partial<HTMLVideoElement>, tell: boolean): Promise<void> {
    const { sinkId } = this;
    if (!video.setSinkId || video.sinkId === sinkId) return;
    await video
      .setSinkId(sinkId)
      .catch((error: unknown) => tell && this.dispatchEvent(new RtcErrorEvent(toMediaError(error))));
  }

  /** Nobody here pauses: every browser does when the element is moved, iOS for a call, Siri or the lock screen, too. */
  #goOn = (): void => {
    const { video } = this;
    if (this.isConnected && video?.srcObject && video.paused && !document.hidden) void this.play();
  };

  /** A browser that refuses sound may still show the picture. */
  async #playFailed(video: HTMLVideoElement, error: unknown): Promise<void> {
    const name = nameOf(error);
    if (name === 'AbortError') return; // Replaced by another stream before it began.
    if (name !== 'NotAllowedError') throw error;
    video.muted = true;
    void video.play().catch(() => undefined); // Not even that, or never: the button is there all the same.
    this.blocked = this.dispatchEvent(new RtcAutoplayBlockedEvent());
  }

  #shown = (): void => {
    const { video } = this;
    if (!video || video.videoWidth === 0) return;
    this.#letGo();
    this.#fitPicture();
    if (this.#internals.states.has('playing')) return;
    this.#mark('playing', true);
    this.dispatchEvent(new RtcVideoPlayEvent());
    void this.#complete();
  };

  /** The last picture from before it was turned off stays behind the placeholder until there is a new one. */
  #awaitPicture(video: HTMLVideoElement): void {
    if (!CAN_TELL_PICTURES) return;
    video.cancelVideoFrameCallback(this.#nextPicture);
    if (this.stale) this.#nextPicture = video.requestVideoFrameCallback(() => (this.stale = false));
  }

  /** What is not needed to play: loaded with the first picture, or when it is asked for. */
  async #whole(): Promise<Tile> {
    const { Tile } = await afterPaint.load();
    return (this.tile ??= new Tile(this, this.#internals.states));
  }

  async #complete(): Promise<void> {
    if (!this.tile && (await afterPaint.whileWanted(this.#life.signal))) await this.#whole();
  }

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

  #resized = ({ currentTarget }: Event): void => {
    this.#fitPicture();
    const { videoWidth, videoHeight } = currentTarget as HTMLVideoElement;
    // Chromium tells the first one twice.
    const size = `${videoWidth} ${videoHeight}`;
    if (size === this.#size) return;
    this.#size = size;
    this.dispatchEvent(new RtcVideoResizeEvent(videoWidth, videoHeight));
  };

  #fitPicture = (): void => {
    const { video, fit } = this;
    if (!video || video.videoWidth === 0) return;
    const picture = video.videoWidth / video.videoHeight;
    this.#mark('portrait', picture < 1);
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

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video': RtcVideo;
  }
}
