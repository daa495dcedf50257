/** A stream with a tone whose loudness a test sets. */
import { onTestFinished } from 'vitest';

export class Tone {
  readonly stream: MediaStream;
  readonly #context = new AudioContext();
  readonly #gain: GainNode;

  constructor() {
    const destination = this.#context.createMediaStreamDestination();
    const oscillator = this.#context.createOscillator();
    this.#gain = this.#context.createGain();
    this.#gain.gain.value = 0;
    oscillator.connect(this.#gain).connect(destination);
    oscillator.start();
    this.stream = destination.stream;
    onTestFinished(async () => {
      for (const track of this.stream.getTracks()) track.stop();
      await this.#context.close();
    });
  }

  /** From now on so loud; 0 is silence. */
  play(gain: number): void {
    this.#gain.gain.value = gain;
  }
}
