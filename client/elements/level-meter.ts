/** How loud a stream is, ten times a second; and from that, whether somebody speaks. Nothing is played, nothing is changed. */
import { decibels, Loudness } from './loudness.js';
import { Talking } from './talking.js';

const READ_MS = 100;
/** The ring shows decibels: 0 at this level, 1 at full scale. */
const FLOOR_DB = -50;
/** So long a pause is the end of speaking, not of a word. */
const HABIT = { moments: 1, pauseMs: 600 };

export interface LevelMeterOptions {
  readonly stream: () => MediaStream | null;
  /** From 0 to 1, as loudness is felt. */
  readonly onlevel: (level: number) => void;
  readonly onspeaking: (speaking: boolean) => void;
}

export class LevelMeter {
  readonly #options: LevelMeterOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #talking = new Talking(HABIT);
  #loudness: Loudness | null = null;
  #level = 0;
  #speaking = false;

  constructor(options: LevelMeterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#read(), READ_MS);
  }

  /** Safe twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#loudness?.close();
    this.#loudness = null;
    this.#talking.forget();
    this.#show(0);
  }

  #read(): void {
    if (document.hidden) return;
    const track = this.#options.stream()?.getAudioTracks()[0];
    if (track !== this.#loudness?.track) this.#listenTo(track);
    this.#show(track?.enabled && !track.muted ? (this.#loudness?.rms ?? 0) : 0);
  }

  /** A call's own stream has another track for each microphone. */
  #listenTo(track: MediaStreamTrack | undefined): void {
    this.#loudness?.close();
    this.#loudness = track ? new Loudness(track) : null;
  }

  #show(rms: number): void {
    const level = Math.max(0, 1 - decibels(rms) / FLOOR_DB);
    if (Math.abs(level - this.#level) > 0.01) this.#options.onlevel((this.#level = level));
    const speaking = this.#talking.hear(rms, performance.now());
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.#options.onspeaking(speaking);
  }
}
