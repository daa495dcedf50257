/** The other person's picture as it is now. */
import type { RtcCall } from './rtc-call.js';

/** By then a browser has read what it downloads. */
const READ_MS = 10_000;

/**
 * A PNG of what they show, in its own size.
 * @throws DOMException `InvalidStateError` while they show nothing
 */
export async function snapshot(host: RtcCall): Promise<Blob> {
  const video = pictureOf(host);
  if (!video || !host.call?.peer?.camera || video.videoWidth === 0)
    throw new DOMException('the other person shows no picture', 'InvalidStateError');
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new DOMException('no PNG', 'EncodingError')))),
  );
}

/** Saves one with the browser's downloads. */
export async function saveSnapshot(host: RtcCall): Promise<void> {
  const url = URL.createObjectURL(await snapshot(host));
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: `call-${new Date().toISOString().replace(/[:.]/g, '-')}.png` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ_MS);
}

/** The video in the other person's tile. */
export const pictureOf = (host: RtcCall): HTMLVideoElement | null =>
  host.renderRoot.querySelector('.remote')?.shadowRoot?.querySelector('video') ?? null;
