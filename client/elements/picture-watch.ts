/** Whether new pictures come: asks a video once a second, while there should be some. */

const STALLED_MS = 2_000;
/** Each look costs the page a frame of its main thread. */
const LOOK_MS = 1_000;
/** A received screen has no settings of its own (mst-content-hint). */
const HINTS_OF_SCREENS = new Set(['detail', 'text']);

export interface PictureWatchOptions {
  readonly video: HTMLVideoElement;
  /** No picture for so many milliseconds. */
  readonly onstalled: (forMs: number) => void;
  /** They come again. */
  readonly ongone: () => void;
}

export class PictureWatch {
  readonly #options: PictureWatchOptions;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #asked = 0;
  #shown = 0;
  #seen = -1;
  #since = 0;
  #stalled = false;

  constructor(options: PictureWatchOptions) {
    this.#options = options;
    const { signal } = this.#stop;
    options.video.addEventListener('playing', () => this.#start(), { signal });
    document.addEventListener('visibilitychange', () => this.#start(), { signal });
    this.#start();
  }

  /** Safe twice. */
  close(): void {
    this.#stop.abort();
    this.#rest();
  }

  #start(): void {
    this.#rest();
    if (this.#stop.signal.aborted || !this.#expectant) return;
    this.#since = performance.now();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Asks for nothing until pictures begin again. */
  #rest(): void {
    clearInterval(this.#timer);
    this.#options.video.cancelVideoFrameCallback?.(this.#asked);
    this.#asked = 0;
    this.#be(false);
  }

  #look(): void {
    if (!this.#expectant) return this.#rest();
    const now = performance.now();
    const seen = this.#count();
    if (seen !== this.#seen || this.#mayBeStill) this.#since = now;
    this.#seen = seen;
    this.#be(now - this.#since >= STALLED_MS);
  }

  #be(stalled: boolean): void {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    if (stalled) this.#options.onstalled(Math.round(performance.now() - this.#since));
    else this.#options.ongone();
  }

  /** Grows with the pictures: by those that arrived, and one callback a look; by neither, the time that was played. */
  #count(): number {
    const { video } = this.#options;
    if (!('requestVideoFrameCallback' in video)) return (video as HTMLVideoElement).currentTime;
    this.#asked ||= video.requestVideoFrameCallback(() => {
      this.#asked = 0;
      this.#shown += 1;
    });
    return this.#shown + video.getVideoPlaybackQuality().totalVideoFrames;
  }

  get #track(): MediaStreamTrack | undefined {
    const { srcObject } = this.#options.video;
    return srcObject instanceof MediaStream ? srcObject.getVideoTracks()[0] : undefined;
  }

  /** There is a picture that somebody can see. */
  get #expectant(): boolean {
    return this.#track?.readyState === 'live' && !this.#options.video.paused && !document.hidden;
  }

  /** The other side is off, or a screen on which nothing moves. */
  get #mayBeStill(): boolean {
    const track = this.#track;
    if (!track || track.muted || !track.enabled) return true;
    return 'displaySurface' in track.getSettings() || HINTS_OF_SCREENS.has(track.contentHint);
  }
}
