/** How loud a stream is, ten times a second; and from that, whether somebody speaks. Nothing is played, nothing is changed. */

const READ_MS = 100;
/** Samples of one reading: 43 ms at 48 kHz. */
const WINDOW = 2_048;
/** Of full scale. Beneath `QUIET` nobody speaks; above `SPEAKS` somebody does. */
const SPEAKS = 0.02;
const QUIET = 0.01;
/** So long a pause is the end of speaking, not of a word. */
const PAUSE_MS = 600;
/** The ring shows decibels: 0 at this level, 1 at full scale. */
const FLOOR_DB = -50;

export interface LevelMeterOptions {
  readonly stream: () => MediaStream | null;
  /** From 0 to 1, as loudness is felt. */
  readonly onlevel: (level: number) => void;
  readonly onspeaking: (speaking: boolean) => void;
}

/** Made with the first meter of a page, and closed with its last. */
let context: AudioContext | null = null;
let users = 0;

export class LevelMeter {
  readonly #options: LevelMeterOptions;
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(WINDOW);
  readonly #stop = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #track: MediaStreamTrack | undefined;
  #source: MediaStreamAudioSourceNode | null = null;
  #level = 0;
  #speaking = false;
  #heardAt = 0;

  constructor(options: LevelMeterOptions) {
    this.#options = options;
    users += 1;
    this.#context = context ??= new AudioContext();
    this.#analyser = new AnalyserNode(this.#context, { fftSize: WINDOW });
    this.#timer = setInterval(() => this.#read(), READ_MS);
    // Where the browser wants a click before it hears anything.
    const { signal } = this.#stop;
    for (const type of ['pointerup', 'keyup']) addEventListener(type, () => void this.#context.resume(), { signal });
  }

  /** Safe twice. */
  close(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    clearInterval(this.#timer);
    this.#source?.disconnect();
    this.#show(0, performance.now() + PAUSE_MS);
    users -= 1;
    if (users > 0) return;
    void context?.close();
    context = null;
  }

  #read(): void {
    if (document.hidden) return;
    const track = this.#options.stream()?.getAudioTracks()[0];
    if (track !== this.#track) this.#listenTo(track);
    this.#show(this.#source && track?.enabled && !track.muted ? this.#loudness() : 0, performance.now());
  }

  /** A call's own stream has another track for each microphone. */
  #listenTo(track: MediaStreamTrack | undefined): void {
    this.#source?.disconnect();
    this.#track = track;
    this.#source = track
      ? new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) })
      : null;
    this.#source?.connect(this.#analyser);
  }

  /** The root of the mean square. */
  #loudness(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / WINDOW);
  }

  #show(loudness: number, now: number): void {
    const level = Math.max(0, 1 - (20 * Math.log10(Math.max(loudness, 1e-6))) / FLOOR_DB);
    if (Math.abs(level - this.#level) > 0.01) this.#options.onlevel((this.#level = level));
    if (loudness > (this.#speaking ? QUIET : SPEAKS)) this.#heardAt = now;
    const speaking = now - this.#heardAt < PAUSE_MS;
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.#options.onspeaking(speaking);
  }
}
