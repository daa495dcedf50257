/** Watches and listens to a stream as a person would: does the picture move, is there sound? */
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.js';

const SIDE = 32;
/** The fake microphone's beeps are near 1, silence is 0. */
const AUDIBLE = 0.1;

/** A video element that plays `stream`, without sound, until the test ends. */
export async function player(stream: MediaStream): Promise<HTMLVideoElement> {
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

/** Resolves once `stream` has shown a picture with something in it, and then another one. */
export async function seeMoving(stream: MediaStream): Promise<void> {
  const video = await player(stream);
  await eventually(() => new Set(pixelsOf(video)).size).toBeGreaterThan(2);
  const first = pixelsOf(video).join();
  await eventually(() => pixelsOf(video).join()).not.toBe(first);
}

/** Resolves once `stream` is audible. Chromium decodes a remote track's sound only where an element plays it. */
export async function hear(stream: MediaStream): Promise<void> {
  await player(stream);
  const context = new AudioContext();
  onTestFinished(() => context.close());
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  await eventually(() => {
    analyser.getFloatTimeDomainData(samples);
    return Math.max(...samples);
  }).toBeGreaterThan(AUDIBLE);
}
