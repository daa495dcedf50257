/**
 * How loud it is at a microphone that is muted. A muted track is silent here, too, so a copy of it is listened to, which is
 * connected to nothing.
 */
import { Loudness } from './loudness.js';

export class RawMicrophone {
  /** The one that is muted. */
  readonly track: MediaStreamTrack;
  readonly #copy: MediaStreamTrack;
  readonly #loudness: Loudness;

  constructor(track: MediaStreamTrack) {
    this.track = track;
    this.#copy = track.clone();
    this.#copy.enabled = true;
    this.#loudness = new Loudness(this.#copy);
  }

  /** Root mean square, from 0 to 1. */
  get level(): number {
    return this.#loudness.rms;
  }

  close(): void {
    this.#copy.stop();
    this.#loudness.close();
  }
}
