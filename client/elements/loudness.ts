/** How loud a track is. Nothing of it is played or kept, and no sound of it leaves the page. */

/** 85 ms at 48 kHz: whoever looks ten times a second misses little. */
const SAMPLES = 4_096;
/** Where the browser lets a page listen only after one. */
const GESTURES = ['pointerdown', 'pointerup', 'keydown'];

/** Made for the first track that is listened to, and closed with the last: browsers allow few. */
let context: AudioContext | null = null;
let users = 0;

export class Loudness {
  readonly track: MediaStreamTrack;
  readonly #analyser: AnalyserNode;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #samples = new Float32Array(SAMPLES);
  readonly #life = new AbortController();

  constructor(track: MediaStreamTrack) {
    this.track = track;
    users += 1;
    const shared = (context ??= new AudioContext());
    this.#analyser = new AnalyserNode(shared, { fftSize: SAMPLES });
    this.#source = new MediaStreamAudioSourceNode(shared, { mediaStream: new MediaStream([track]) });
    this.#source.connect(this.#analyser);
    const resume = (): void => void (shared.state === 'suspended' && shared.resume());
    for (const type of GESTURES) addEventListener(type, resume, { signal: this.#life.signal, capture: true });
  }

  /** Root mean square of full scale, from 0 to 1; 0 before the browser lets a page listen. */
  get rms(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES);
  }

  /** Safe twice. */
  close(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.#source.disconnect();
    users -= 1;
    if (users > 0) return;
    void context?.close();
    context = null;
  }
}

/** As loudness is felt. */
export const decibels = (rms: number): number => 20 * Math.log10(Math.max(rms, 1e-6));
