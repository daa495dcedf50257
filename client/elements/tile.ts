/**
 * What a tile can do beyond playing: name, badge and level ring, word of pictures that stall, sound that begins with any
 * gesture, a snapshot, picture-in-picture. Loaded with the first picture, or when it is asked for.
 */
import { html, nothing, type ReactiveController } from 'lit';
import { onGesture } from './gestures.js';
import { MicOff } from './icon-shapes/mic-off.js';
import { icon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import { PictureWatch } from './picture-watch.js';
import type { RtcVideo } from './rtc-video.js';
import { RtcVideoSpeakingEvent, RtcVideoStalledEvent } from './tile-events.js';
import { tileStyles } from './tile.styles.js';
import { RtcVideoPlayEvent } from './video-events.js';

export class Tile implements ReactiveController {
  readonly #host: RtcVideo;
  readonly #states: CustomStateSet;
  #watch: PictureWatch | null = null;
  #meter: LevelMeter | null = null;
  /** While the sound waits for a gesture. */
  #waiting: AbortController | null = null;

  constructor(host: RtcVideo, states: CustomStateSet) {
    [this.#host, this.#states] = [host, states];
    host.setSheet(tileStyles);
    host.addController(this);
  }

  /** Put back after it was moved or removed, too. */
  hostConnected(): void {
    this.hostUpdated();
  }

  hostDisconnected(): void {
    this.#watch?.close();
    this.#meter?.close();
    this.#watch = this.#meter = null;
    this.#waiting?.abort();
    this.#waiting = null;
  }

  hostUpdated(): void {
    const { isConnected, meter } = this.#host;
    if (!isConnected) return;
    this.#watch ??= this.#watched();
    if (meter) this.#meter ??= this.#metered();
    else this.#meter = this.#meter?.close() ?? null;
    this.#awaitGesture();
  }

  render() {
    const { label, showLabel, micMuted, micMutedLabel, meter } = this.#host;
    return html`${meter ? html`<span part="meter" class="meter"></span>` : nothing}
      <div class="corner">
        <slot name="badge"
          >${
            micMuted
              ? html`<span part="badge" class="chip badge" role="img" aria-label=${micMutedLabel}
                  >${icon(MicOff)}</span
                >`
              : nothing
          }</slot
        >${showLabel && label ? html`<bdi part="label" class="chip label">${label}</bdi>` : nothing}
      </div>`;
  }

  /** @throws DOMException `InvalidStateError` without a picture */
  async snapshot(type: string, quality: number | undefined): Promise<Blob> {
    const { videoWidth: width = 0, videoHeight: height = 0 } = this.#video ?? {};
    if (!this.#video || width === 0 || this.#host.videoOff) throw new DOMException('no picture', 'InvalidStateError');
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(this.#video, 0, 0);
    return canvas.convertToBlob(quality === undefined ? { type } : { type, quality });
  }

  async requestPictureInPicture(): Promise<PictureInPictureWindow> {
    // Typed as always there; Firefox has none that a page can open.
    const video = this.#video;
    if (!video || !(video.requestPictureInPicture as unknown))
      throw new DOMException('no picture-in-picture here', 'NotSupportedError');
    return video.requestPictureInPicture();
  }

  get #video(): HTMLVideoElement | null {
    return this.#host.renderRoot.querySelector('video');
  }

  #awaitGesture(): void {
    const { unheard, srcObject } = this.#host;
    if (!unheard || !srcObject) {
      this.#waiting?.abort();
      this.#waiting = null;
    } else if (!this.#waiting) {
      this.#waiting = new AbortController();
      // Without a gesture that the browser counts, sound would stop the picture.
      onGesture(() => mayPlaySound() && void this.#host.play(), this.#waiting.signal, this.#host.ownerDocument);
    }
  }

  #watched(): PictureWatch | null {
    const video = this.#video;
    if (!video) return null;
    return new PictureWatch({
      video,
      onstalled: (forMs) => {
        this.#states.add('stalled');
        this.#host.dispatchEvent(new RtcVideoStalledEvent(forMs));
      },
      ongone: () => {
        this.#states.delete('stalled');
        if (this.#states.has('playing')) this.#host.dispatchEvent(new RtcVideoPlayEvent());
      },
    });
  }

  #metered(): LevelMeter {
    return new LevelMeter({
      stream: () => this.#host.srcObject,
      onlevel: (level) => {
        const ring = this.#host.renderRoot.querySelector<HTMLElement>('.meter');
        if (ring) ring.style.opacity = level.toFixed(2);
      },
      onspeaking: (speaking) => {
        if (speaking) this.#states.add('speaking');
        else this.#states.delete('speaking');
        this.#host.dispatchEvent(new RtcVideoSpeakingEvent(speaking));
      },
    });
  }
}

/** Browsers that do not say so are asked by trying. */
const mayPlaySound = (): boolean => (navigator as Partial<Navigator>).userActivation?.isActive ?? true;
