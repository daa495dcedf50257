/** Watches a stream as a person would: does the picture move? */
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.js';

const SIDE = 32;

/** A video element that plays `stream` until the test ends. */
async function player(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  document.body.append(video);
  onTestFinished(() => video.remove());
  await video.play();
  return video;
}

/** The picture's pixels, scaled to a small square. */
export function pixelsOf(source: HTMLVideoElement | HTMLCanvasElement): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  context.drawImage(source, 0, 0, SIDE, SIDE);
  return context.getImageData(0, 0, SIDE, SIDE).data;
}

/** Resolves once `stream` shows a picture with content, and then a different one. */
export async function seenMoving(stream: MediaStream): Promise<void> {
  const video = await player(stream);
  await eventually(() => new Set(pixelsOf(video)).size).toBeGreaterThan(2);
  const first = pixelsOf(video).join();
  await eventually(() => pixelsOf(video).join()).not.toBe(first);
}
