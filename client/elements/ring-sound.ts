/** Ringtone and ringback, made here: no file is loaded. Plays by the browser's rules: after a gesture where it wants one. */

import { onGesture } from './gestures.js';

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
  /** Null where the browser makes no sound: the ring is seen all the same. */
  readonly #sounding: Sounding | null;
  readonly #life = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sinkId = '';
  /** Plays it where a context cannot be turned to a speaker, and the system's is not wanted. */
  #player: HTMLAudioElement | null = null;

  /** @param onblocked whether it waits for a gesture; the first one anywhere in the page starts it */
  constructor(tone: Tone, onblocked: (blocked: boolean) => void, page = document) {
    this.#sounding = started(tone);
    if (this.#sounding) this.#watch(this.#sounding.context, onblocked, page);
  }

  /** To the speaker with this `deviceId`, empty for the system's. One that cannot be had changes nothing. */
  async turnTo(sinkId: string): Promise<void> {
    if (sinkId === this.#sinkId || !this.#sounding) return;
    this.#sinkId = sinkId;
    // Newer than TypeScript's list.
    const context: AudioContext & Turnable = this.#sounding.context;
    const output: Turnable = context.setSinkId ? context : (this.#player ??= newPlayer(this.#sounding));
    // As one that is gone: the system's, or the one before, rings on.
    await output.setSinkId?.(sinkId).catch(() => undefined);
  }

  /** At once. Safe twice. */
  stop(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    clearTimeout(this.#timer);
    this.#player?.pause();
    void this.#sounding?.context.close();
  }

  #watch(context: AudioContext, onblocked: (blocked: boolean) => void, page: Document): void {
    const { signal } = this.#life;
    const tell = (): void => onblocked(context.state !== 'running');
    context.addEventListener('statechange', () => context.state === 'running' && tell(), { signal });
    this.#timer = setTimeout(tell, BLOCKED_MS);
    onGesture(() => this.#resume(context), signal, page);
    this.#resume(context);
  }

  #resume(context: AudioContext): void {
    void context.resume();
    this.#player?.play().catch(() => undefined); // At the next gesture.
  }
}

interface Sounding {
  readonly context: AudioContext;
  readonly source: AudioBufferSourceNode;
}

function started(tone: Tone): Sounding | null {
  let context: AudioContext | null = null;
  try {
    context = new AudioContext();
    const source = new AudioBufferSourceNode(context, { buffer: written(context, MELODIES[tone]), loop: true });
    source.connect(context.destination);
    source.start();
    return { context, source };
  } catch {
    void context?.close();
    return null;
  }
}

function newPlayer({ context, source }: Sounding): HTMLAudioElement {
  const destination = context.createMediaStreamDestination();
  source.disconnect();
  source.connect(destination);
  return Object.assign(new Audio(), { srcObject: destination.stream, autoplay: true });
}

interface Turnable {
  setSinkId?(sinkId: string): Promise<void>;
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
