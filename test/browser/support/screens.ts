/** `getDisplayMedia` in a test's hands: a drawn screen, with sound or without; a picker that waits, or that is closed. */
import { onTestFinished, vi } from 'vitest';
import { Painting } from './painting.js';

export class Screens {
  readonly asked: DisplayMediaStreamOptions[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  /** The name of the DOMException that a request fails with; closing the picker is `NotAllowedError`. */
  refusal: string | null = null;
  /** Its words: what tells the person's "no" from that of the system or of the page's policy. */
  words = 'Permission denied by user';
  /** What is shared has ended when it comes. */
  stillborn = false;
  withSound = false;
  colour = 'red';
  #held: (() => void)[] | null = null;
  #painting: Painting | null = null;
  #tone: MediaStream | null = null;

  constructor() {
    const spy = vi.spyOn(navigator.mediaDevices, 'getDisplayMedia');
    spy.mockImplementation((options = {}) => this.#get(options));
    onTestFinished(() => {
      spy.mockRestore();
      for (const track of this.tracks) track.stop();
    });
  }

  get live(): string[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind);
  }

  /** Pickers stay open from now on. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    for (const go of this.#held ?? []) go();
    this.#held = null;
  }

  /** The browser's own "Stop sharing". */
  pressStop(): void {
    for (const track of this.tracks.filter(({ readyState }) => readyState === 'live')) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  }

  async #get(options: DisplayMediaStreamOptions): Promise<MediaStream> {
    this.asked.push(options);
    const [held, refusal] = [this.#held, this.refusal];
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    if (refusal !== null) throw new DOMException(this.words, refusal);
    const stream = this.#draw();
    this.tracks.push(...stream.getTracks());
    if (this.stillborn) for (const track of stream.getVideoTracks()) track.stop();
    return stream;
  }

  /** Copies of one picture and one tone: many are cheap, and each ends by itself. */
  #draw(): MediaStream {
    this.#painting ??= new Painting();
    this.#painting.show(this.colour);
    const sound = this.withSound ? (this.#tone ??= newTone()).getAudioTracks() : [];
    return new MediaStream([...this.#painting.stream.getVideoTracks(), ...sound].map((track) => track.clone()));
  }
}

function newTone(): MediaStream {
  const context = new AudioContext();
  onTestFinished(() => context.close());
  const destination = context.createMediaStreamDestination();
  const tone = context.createOscillator();
  tone.connect(destination);
  tone.start();
  return destination.stream;
}
