/**
 * How loud it is at a microphone that is muted. A muted track is silent here, too, so a copy of it is listened to, which is
 * connected to nothing: no sound of it leaves the page, and none is kept.
 */

/** 85 ms at 48 kHz: between two looks at 10 a second little is missed. */
const SAMPLES = 4_096;

export class RawMicrophone {
  /** The one that is muted. */
  readonly track: MediaStreamTrack;
  readonly #copy: MediaStreamTrack;
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(SAMPLES);

  constructor(track: MediaStreamTrack) {
    this.track = track;
    this.#copy = track.clone();
    this.#copy.enabled = true;
    this.#analyser = new AnalyserNode(this.#context, { fftSize: SAMPLES });
    this.#context.createMediaStreamSource(new MediaStream([this.#copy])).connect(this.#analyser);
  }

  /** Root mean square, from 0 to 1; 0 where the browser lets no page listen before a click. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES);
  }

  close(): void {
    this.#copy.stop();
    void this.#context.close();
  }
}
