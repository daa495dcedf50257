/** `getUserMedia` in a test's hands: it remembers every track handed out, waits when told to, and refuses by rule. */
import { onTestFinished, vi } from 'vitest';

type Refusal = (constraints: MediaStreamConstraints) => string | null;

export class Devices {
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  /** The name of the DOMException that a request fails with, if it does. */
  refusal: Refusal = () => null;
  readonly #real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  #held: (() => void)[] | null = null;
  #unanswered = 0;

  constructor() {
    const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia');
    spy.mockImplementation((constraints = {}) => {
      this.#unanswered += 1;
      return this.#get(constraints).finally(() => (this.#unanswered -= 1));
    });
    onTestFinished(() => {
      spy.mockRestore();
      for (const track of this.tracks) track.stop();
    });
  }

  /** What is in use: its light would be on. */
  get live(): string[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind);
  }

  /** Every request has its answer. */
  get idle(): boolean {
    return this.#unanswered === 0;
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#held?.length ?? 0;
  }

  /** Requests wait from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Those that wait go on, the last one first where asked for; what is asked for from now on does not wait. */
  release({ lastFirst = false } = {}): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of lastFirst ? held.toReversed() : held) go();
  }

  /** One that waits goes on, the oldest or the newest; the others, and new ones, wait. */
  releaseOne(which: 'oldest' | 'newest' = 'oldest'): void {
    const go = which === 'oldest' ? this.#held?.shift() : this.#held?.pop();
    go?.();
  }

  async #get(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const name = this.refusal(constraints);
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    if (name !== null) throw new DOMException('refused by the test', name);
    const stream = await this.#real(constraints);
    this.tracks.push(...stream.getTracks());
    return stream;
  }
}
