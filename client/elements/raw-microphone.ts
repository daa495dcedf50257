/**
 * How loud it is at a microphone that is muted. A muted track is silent here, too, so a copy of it is listened to, which is
 * connected to nothing.
 */
import type { Loudness } from './loudness.js';
import { afterPaint } from './parts.js';

export class RawMicrophone {
  /** The one that is muted. */
  readonly track: MediaStreamTrack;
  readonly #copy: MediaStreamTrack;
  /** Once its code is there. */
  #loudness: Loudness | null = null;

  constructor(track: MediaStreamTrack) {
    this.track = track;
    this.#copy = track.clone();
    this.#copy.enabled = true;
    void this.#listen();
  }

  /** Root mean square, from 0 to 1. */
  get level(): number {
    return this.#loudness?.rms ?? 0;
  }

  close(): void {
    this.#copy.stop();
    this.#loudness?.close();
  }

  async #listen(): Promise<void> {
    const loaded = await afterPaint.load().catch(() => null);
    if (loaded && this.#copy.readyState === 'live') this.#loudness = new loaded.Loudness(this.#copy);
  }
}
