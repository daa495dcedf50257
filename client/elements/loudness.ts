/** How loud a track is. Nothing of it is played or kept, and no sound of it leaves the page. */

/** 85 ms at 48 kHz: whoever looks ten times a second misses little. */
const SAMPLES = 4_096;
/** Where the browser lets a page listen only after one. */
const GESTURES = ['pointerdown', 'pointerup', 'keydown'];

/** Made for the first track that is listened to, and closed with the last: browsers allow few. */
let context: AudioContext | null = null;
let users = 0;

interface Ear {
  readonly source: MediaStreamAudioSourceNode;
  readonly analyser: AnalyserNode;
}

/** It never throws: that nobody sees how loud it is must not cost more than that. */
export class Loudness {
  readonly track: MediaStreamTrack;
  readonly #ear: Ear | null;
  readonly #samples = new Float32Array(SAMPLES);
  readonly #life = new AbortController();

  constructor(track: MediaStreamTrack) {
    this.track = track;
    users += 1;
    this.#ear = earOn(track);
    const resume = (): void => void (context?.state === 'suspended' && context.resume());
    for (const type of GESTURES) addEventListener(type, resume, { signal: this.#life.signal, capture: true });
  }

  /** Root mean square of full scale, from 0 to 1; 0 where, or before, the browser lets a page listen. */
  get rms(): number {
    this.#ear?.analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES);
  }

  /** Safe twice. */
  close(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.#ear?.source.disconnect();
    users -= 1;
    if (users > 0) return;
    void context?.close();
    context = null;
  }
}

/** Null where the browser cannot: rates that differ (Firefox), too many contexts, no sound card. */
function earOn(track: MediaStreamTrack): Ear | null {
  try {
    context ??= new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
    source.connect(analyser);
    return { source, analyser };
  } catch {
    return null;
  }
}

/** As loudness is felt. */
export const decibels = (rms: number): number => 20 * Math.log10(Math.max(rms, 1e-6));
