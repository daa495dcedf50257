/**
 * Which packets came, by the lists of RTP sources that receivers keep (webrtc-pc 5.3). A browser drops a source from its list
 * 10 s after the last packet: only a stamp that is new says that something came. Pure: the time is passed in.
 */
export type RtpSource = Pick<RTCRtpSynchronizationSource, 'source' | 'rtpTimestamp' | 'audioLevel'>;

/** A call has four. A stranger may change theirs with each packet: then all are new once more. */
const MAX_SOURCES = 64;
/** Sound comes every 20 ms, in silence every 400 ms. */
const LEVEL_HOLDS_MS = 500;

export class Packets {
  readonly #seen = new Map<number, { readonly stamp: number; readonly at: number }>();

  /** Whether a packet came since this was asked last. */
  came(sources: readonly RtpSource[], now: number): boolean {
    const fresh = sources.filter(({ source, rtpTimestamp }) => this.#seen.get(source)?.stamp !== rtpTimestamp);
    for (const { source, rtpTimestamp } of fresh) {
      if (this.#seen.size === MAX_SOURCES) this.#seen.clear();
      this.#seen.set(source, { stamp: rtpTimestamp, at: now });
    }
    return fresh.length > 0;
  }

  /** How loud the loudest source is that was heard just now, from 0 to 1. */
  level(sources: readonly RtpSource[], now: number): number {
    this.came(sources, now);
    const heard = sources.filter(({ source }) => now - (this.#seen.get(source)?.at ?? 0) < LEVEL_HOLDS_MS);
    return Math.max(0, ...heard.map(({ audioLevel }) => audioLevel ?? 0));
  }
}
