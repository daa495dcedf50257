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
    onTestFinished(() => {
      this.stop();
      for (const track of this.stream.getTracks()) track.stop();
    });
  }

  /** Shows `colour` from now on: a single picture may come before anybody plays it. */
  show(colour: string): void {
    clearInterval(this.#repaint);
    this.#repaint = setInterval(() => this.#paint(colour), 20);
  }

  /** No new picture from now on; the track lives. */
  stop(): void {
    clearInterval(this.#repaint);
  }

  /** As when a phone is turned. */
  resize(width: number, height: number): void {
    Object.assign(this.#canvas, { width, height });
  }

  #paint(colour: string): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const track of this.stream.getVideoTracks())
      if (track instanceof CanvasCaptureMediaStreamTrack) track.requestFrame();
  }
}
