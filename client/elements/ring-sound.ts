/** Ringtone and ringback, made here: no file is loaded. Plays by the browser's rules: after a gesture where it wants one. */

export type Tone = 'ringtone' | 'ringback';

const RATE = 22_050;
/** Browsers that let it play at once do so sooner. */
const BLOCKED_MS = 400;

interface Note {
  /** Seconds from the beginning of its round. */
  readonly at: number;
  readonly hertz: number;
}
interface Melody {
  readonly seconds: number;
  readonly volume: number;
  readonly notes: readonly Note[];
  /** How loud a note is `seconds` after its beginning, up to 1. */
  readonly shape: (seconds: number) => number;
}

const RISE_S = 0.008;
/** As a plucked string. */
const plucked = (seconds: number): number => Math.min(1, seconds / RISE_S) * Math.exp(-5 * seconds);
const BURST_S = 1;
const held = (seconds: number): number => Math.max(0, Math.min(1, 20 * seconds, 20 * (BURST_S - seconds)));

const MELODIES: Readonly<Record<Tone, Melody>> = {
  ringtone: {
    seconds: 3,
    volume: 0.22,
    notes: [659.26, 830.61, 987.77, 830.61, 659.26, 830.61, 987.77].map((hertz, index) => ({
      at: 0.17 * index,
      hertz,
    })),
    shape: plucked,
  },
  ringback: { seconds: 4, volume: 0.05, notes: [{ at: 0, hertz: 425 }], shape: held },
};

export class RingSound {
  readonly #context: AudioContext | null;
  readonly #life = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onblocked whether it waits for a gesture; the first one anywhere in the page starts it */
  constructor(tone: Tone, onblocked: (blocked: boolean) => void) {
    this.#context = started(tone);
    if (this.#context) this.#watch(this.#context, onblocked);
  }

  /** At once. Safe twice. */
  stop(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    clearTimeout(this.#timer);
    void this.#context?.close();
  }

  #watch(context: AudioContext, onblocked: (blocked: boolean) => void): void {
    const { signal } = this.#life;
    const tell = (): void => onblocked(context.state !== 'running');
    context.addEventListener('statechange', () => context.state === 'running' && tell(), { signal });
    this.#timer = setTimeout(tell, BLOCKED_MS);
    for (const gesture of ['pointerdown', 'keydown'])
      document.addEventListener(gesture, () => void context.resume(), { signal, capture: true });
    void context.resume();
  }
}

/** Null where the browser makes no sound: the ring is seen all the same. */
function started(tone: Tone): AudioContext | null {
  let context: AudioContext | null = null;
  try {
    context = new AudioContext();
    const source = new AudioBufferSourceNode(context, { buffer: written(context, MELODIES[tone]), loop: true });
    source.connect(context.destination);
    source.start();
    return context;
  } catch {
    void context?.close();
    return null;
  }
}

function written(context: AudioContext, { seconds, volume, notes, shape }: Melody): AudioBuffer {
  const buffer = context.createBuffer(1, seconds * RATE, RATE);
  const samples = buffer.getChannelData(0);
  for (const { at, hertz } of notes)
    for (let index = Math.round(at * RATE); index < samples.length; index += 1) {
      const time = index / RATE - at;
      const wave = Math.sin(2 * Math.PI * hertz * time) + 0.3 * Math.sin(4 * Math.PI * hertz * time);
      samples[index] = (samples[index] ?? 0) + volume * shape(time) * wave;
    }
  return buffer;
}
