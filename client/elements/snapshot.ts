/** The other person's picture as it is now. */
import type { RtcCall } from './rtc-call.js';
import type { RtcVideo } from './rtc-video.js';

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

/** The video in the other person's tile. */
export const pictureOf = (host: RtcCall): HTMLVideoElement | null =>
  tileOf(host)?.shadowRoot?.querySelector('video') ?? null;

const tileOf = ({ renderRoot }: RtcCall): RtcVideo | null => renderRoot.querySelector<RtcVideo>('rtc-video.remote');
