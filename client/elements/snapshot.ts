/** The other person's picture as it is now. */
import type { RtcCall } from './rtc-call.js';
import type { RtcVideo } from './rtc-video.js';

/** By then a browser has read what it downloads. */
const READ_MS = 10_000;

/**
 * A PNG of what they show, in its own size.
 * @throws DOMException `InvalidStateError` while they show nothing
 */
export async function snapshot(host: RtcCall): Promise<Blob> {
  const tile = tileOf(host);
  if (!tile || !host.call?.peer?.camera)
    throw new DOMException('the other person shows no picture', 'InvalidStateError');
  return tile.snapshot();
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
  tileOf(host)?.shadowRoot?.querySelector('video') ?? null;

const tileOf = ({ renderRoot }: RtcCall): RtcVideo | null => renderRoot.querySelector<RtcVideo>('rtc-video.remote');
