/** A stream whose pictures a test paints, each when it wants. */
import { onTestFinished } from 'vitest';

const SIDE = 64;

export class Painting {
  readonly stream: MediaStream;
  readonly #canvas = document.createElement('canvas');
  #repaint: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#canvas.width = SIDE;
    this.#canvas.height = SIDE;
    this.#canvas.getContext('2d');
    this.stream = this.#canvas.captureStream(0);
    onTestFinished(() => this.#stop());
  }

  /** Shows `colour` from now on: a single picture may come before anybody plays it. */
  show(colour: string): void {
    clearInterval(this.#repaint);
    this.#repaint = setInterval(() => this.#paint(colour), 20);
  }

  #paint(colour: string): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, SIDE, SIDE);
    for (const track of this.stream.getVideoTracks())
      if (track instanceof CanvasCaptureMediaStreamTrack) track.requestFrame();
  }

  #stop(): void {
    clearInterval(this.#repaint);
    for (const track of this.stream.getTracks()) track.stop();
  }
}
