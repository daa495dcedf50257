import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { nameOf, toMediaError } from '../call/errors.js';
import { defaultsOf, flag, number, oneOf } from './attributes.js';
import { RtcAutoplayBlockedEvent, RtcErrorEvent } from './events.js';
import { User } from './icon-shapes/user.js';
import { Volume2 } from './icon-shapes/volume-2.js';
import { icon } from './icons.js';
import { initialsOf } from './initials.js';
import { afterPaint } from './parts.js';
import { styles } from './rtc-video.styles.js';
import { StyledElement } from './sheet.js';
import type { Tile } from './tile.js';
import { RtcVideoPlayEvent, RtcVideoResizeEvent } from './video-events.js';

/** A picture may lose this share of its area to fill the tile; beyond it is shown whole. */
const CROP = 0.4;
/** What shows itself beside the picture. */
const EXTRAS = ['showLabel', 'micMuted', 'meter'] as const;
/** `late`: after a moment in which most pictures come. */
type Placeholder = 'none' | 'late' | 'shown';
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
 * @cssState mirror - The picture is shown as in a mirror.
 * @cssState portrait - The picture is higher than it is wide.
 * @cssState letterboxed - The picture is shown whole, with bars.
 * @cssState empty - There is no stream.
 */
export class RtcVideo extends StyledElement {
  static override styles = styles;

  /** The person's name: for screen readers and the initials. */
  @property() label = '';
  /** The name is shown, too. */
  @property({ attribute: 'show-label', converter: flag }) showLabel = false;
  /** The picture is not shown: the placeholder is. */
  @property({ attribute: 'video-off', converter: flag }) videoOff = false;
  /** Below the initials. */
  @property({ attribute: 'placeholder-text' }) placeholderText = '';
  /** Without sound; for the own picture. */
  @property({ converter: flag }) muted = false;
  /** How loud, from 0 to 1. iOS leaves that to its buttons. */
  @property({ converter: number }) volume = 1;
  /** The person's microphone is off: a sign says so. */
  @property({ attribute: 'mic-muted', converter: flag }) micMuted = false;
  /** What a screen reader says of that sign. */
  @property({ attribute: 'mic-muted-label' }) micMutedLabel = 'Microphone is off';
  /** Shows how loud the person is, and tells when they speak. */
  @property({ converter: flag }) meter = false;
  /** As in a mirror; for the own picture. */
  @property({ converter: flag }) mirror = false;
  /** `auto` fills the tile unless too much of the picture would be cut off. */
  @property({ converter: oneOf('auto', 'cover', 'contain') }) fit: 'auto' | 'cover' | 'contain' = 'auto';
  /** The `deviceId` of the speaker; empty for the system's default. Nothing where the browser has no choice. */
  @property({ attribute: 'sink-id' }) sinkId = '';
  /** Text of the button that starts the sound. */
  @property({ attribute: 'unblock-label' }) unblockLabel = 'Tap to hear';

  /**
   * The browser keeps the sound back until there is a gesture.
   * @internal
   */
  @state() unheard = false;
  @state() private blocked = false;
  /** The picture is on again, but the last one from before is all that has come. */
  @state() private stale = false;
  /** The stream has shown a picture since it was loaded. */
  @state() private pictured = false;
  @state() private tile: Tile | null = null;

  readonly #internals = this.attachInternals();
  readonly #restoreDefaults: (changed: PropertyValues) => void;
  /** While the element is in the page. */
  #life = new AbortController();
  #stream: MediaStream | null = null;
  /** The one that the player plays, by itself or track by track. */
  #loaded: MediaStream | null = null;
  #resize: ResizeObserver | null = null;
  #tracks: AbortController | null = null;
  /** The last call of `play`: what becomes of those before it is no news. */
  #attempt = 0;
  #nextPicture = 0;
  #placeholder: Placeholder = 'none';
  #size = '';

  constructor() {
    super();
    this.#restoreDefaults = defaultsOf(this);
  }

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
    const attempt = ++this.#attempt;
    video.muted = this.muted;
    try {
      await video.play();
      this.blocked = this.unheard = false;
    } catch (error) {
      if (attempt === this.#attempt) await this.#playFailed(video, error);
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
    this.#tracks?.abort();
    document.removeEventListener('visibilitychange', this.#goOn);
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#restoreDefaults(changed);
    this.#mark('mirror', this.mirror);
    if (changed.has('videoOff')) this.stale = changed.get('videoOff') === true && CAN_TELL_PICTURES;
    this.#placeholder = this.#wantedPlaceholder;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { video } = this;
    if (!video) return;
    if (this.#loaded !== this.#playable || this.#isHeldUp(video)) this.#load(video);
    this.#follow();
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
        @timeupdate=${this.#follow}
        @pause=${this.#goOn}
        @emptied=${this.#emptied}
        @resize=${this.#resized}
      ></video>
      <canvas aria-hidden="true"></canvas>
      ${this.#placeholder === 'none' ? nothing : this.#renderPlaceholder()}
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
    return html`<div part="placeholder" class=${this.#placeholder === 'late' ? 'placeholder late' : 'placeholder'}>
      <slot name="placeholder"
        ><span class="initials" aria-hidden="true">${initials || icon(User)}</span>${this.placeholderText}</slot
      >
    </div>`;
  }

  /** Until the first picture, too: late where it was not there before, since most pictures come at once. */
  get #wantedPlaceholder(): Placeholder {
    if (this.videoOff || this.stale || !this.#stream) return 'shown';
    if (this.pictured || this.#internals.states.has('held')) return 'none';
    return this.#placeholder === 'none' ? 'late' : this.#placeholder;
  }

  private get video(): HTMLVideoElement | null {
    return this.shadowRoot?.querySelector('video') ?? null;
  }

  private get canvas(): HTMLCanvasElement | null {
    return this.shadowRoot?.querySelector('canvas') ?? null;
  }

  /** Nothing to see and nothing to hear needs no player; one that is out of the page would be kept for as long as its stream. */
  get #playable(): MediaStream | null {
    return this.isConnected && !(this.videoOff && this.muted) ? this.#stream : null;
  }

  #load(video: HTMLVideoElement): void {
    const stream = this.#playable;
    this.#tracks?.abort();
    if (stream) this.#watchTracks(stream);
    if (stream && holdsUpLoading(stream)) return;
    this.#loaded = stream;
    video.srcObject = stream && !this.muted ? soundFirst(stream) : stream;
    if (stream) void this.play();
    else this.#letGo();
  }

  #watchTracks(stream: MediaStream): void {
    this.#tracks = new AbortController();
    const { signal } = this.#tracks;
    const again = (): void => this.requestUpdate();
    for (const track of stream.getTracks()) track.addEventListener('unmute', again, { signal });
    // Chromium's word for the first track of a stream that was empty.
    stream.addEventListener('active', again, { signal });
    window.addEventListener('load', again, { signal });
  }

  /** Chromium plays no sound of a stream before its first picture, if it has both from the beginning. */
  #isHeldUp({ srcObject, videoWidth }: HTMLVideoElement): boolean {
    const stream = this.#loaded;
    return !!stream && stream === srcObject && !this.muted && !videoWidth && stream.getAudioTracks().length > 0;
  }

  /** The picture joins the sound, and later what else becomes of the stream. */
  readonly #follow = (): void => {
    const { video } = this;
    const [stream, played] = [this.#loaded, video?.srcObject];
    if (!stream || !(played instanceof MediaStream) || played === stream) return;
    if (video && (video.readyState >= video.HAVE_CURRENT_DATA || hasPictureAlone(stream))) copyTracks(stream, played);
  };

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
    this.unheard = true;
    this.blocked = this.dispatchEvent(new RtcAutoplayBlockedEvent());
    await this.#complete();
  }

  #emptied = (): void => {
    this.pictured = false;
    this.#mark('playing', false);
  };

  #shown = (): void => {
    this.#follow();
    const { video } = this;
    if (!video || video.videoWidth === 0) return;
    this.#letGo();
    this.pictured = true;
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
    this.#shown();
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

/** Its sound alone where it has some: the picture joins it once that plays. */
function soundFirst(stream: MediaStream): MediaStream {
  const sound = stream.getAudioTracks();
  return sound.length > 0 ? new MediaStream(sound) : stream;
}

/** There is something to see, and nothing to hear yet. */
const hasPictureAlone = (stream: MediaStream): boolean =>
  stream.getAudioTracks().every(({ muted }) => muted) && stream.getVideoTracks().some(({ muted }) => !muted);

function copyTracks(from: MediaStream, to: MediaStream): void {
  const tracks = from.getTracks();
  for (const track of to.getTracks()) if (!tracks.includes(track)) to.removeTrack(track);
  for (const track of tracks) to.addTrack(track);
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video': RtcVideo;
  }
}
