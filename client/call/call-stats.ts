/** What a call does now, in plain figures without any address, from what the pilot has read. Loaded when asked for. */
import type { Level } from '../../shared/messages.js';
import type { Media } from './media.js';
import type { RemotePeer } from './pairing.js';
import type { Quality, Reason } from './quality.js';
import type { Entry, Measured, Reading } from './stats.js';

/**
 * The last second of a call. Times are in milliseconds, rates in bit/s, shares from 0 to 1; null is what this browser did
 * not measure in that second.
 */
export interface RtcCallStats {
  /** When it was read, in milliseconds since the epoch by the clock as it was when the page was loaded: nobody sets it. */
  readonly at: number;
  /** To the other person and back, in milliseconds. */
  readonly roundTrip: number | null;
  readonly path: RtcPath | null;
  readonly sending: RtcDirectionStats;
  readonly receiving: RtcDirectionStats;
  /** Why a direction is poor; null while none is. */
  readonly reason: Reason | null;
  /** What the browser counted (webrtc-stats), for reports: without addresses, credentials and ids. */
  readonly counters: readonly RtcCounters[];
}

/** Straight to the other person, or over a relay (TURN), and what carries it to there. */
export interface RtcPath {
  readonly by: 'direct' | 'relay';
  readonly protocol: 'udp' | 'tcp' | 'tls' | null;
}

export interface RtcDirectionStats {
  /** bit/s of everything: sound, pictures, the screen. */
  readonly bitrate: number | null;
  /** Share of the packets that got lost, from 0 to 1. */
  readonly loss: number | null;
  /** 5 is as good as it gets, 2 is poor, 0: nothing arrives. */
  readonly level: Level | null;
  /** The camera's; null while it is off. */
  readonly picture: RtcPictureStats | null;
  /** Such as `opus`. */
  readonly soundCodec: string | null;
}

export interface RtcPictureStats {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Pictures a second. */
  readonly framesPerSecond: number | null;
  /** Such as `VP8`. */
  readonly codec: string | null;
}

export type RtcCounters = Readonly<Record<string, string | number | boolean>>;

/** The rest of what the call knows. */
export interface Surroundings {
  readonly quality: Quality | null;
  readonly peer: RemotePeer | null;
  readonly media: Pick<Media, 'state'>;
}

/** A relay's, as opposed to a person's own address (RTCIceCandidateType). */
const RELAY = 'relay';
const PROTOCOLS = ['udp', 'tcp', 'tls'] as const;
/** Whose every string says nothing of where somebody is; numbers say nothing but for ports. */
const PLAIN = new Set(
  (
    'type kind mid state mimeType sdpFmtpLine qualityLimitationReason contentType candidateType protocol relayProtocol ' +
    'tcpType networkType iceRole iceState dtlsState encoderImplementation decoderImplementation scalabilityMode'
  ).split(' '),
);
const PRIVATE = new Set(['port', 'relatedPort']);
/** Fingerprints, and the page's own names for things. */
const LEFT_OUT = new Set(['certificate', 'media-source', 'media-playout', 'peer-connection', 'data-channel']);

export function callStats({ reading, before, after, entries }: Measured, call: Surroundings): RtcCallStats {
  const find = (id: string | undefined): Entry | undefined => entries.find((entry) => entry.id === id);
  const seconds = Math.max(1, after.at - before.at) / 1_000;
  const bitrate = (counter: 'bytesSent' | 'bytesReceived'): number | null => {
    const grown = (after.pair?.[counter] ?? Number.NaN) - (before.pair?.[counter] ?? Number.NaN);
    // Another path counts anew.
    return after.pair?.id === before.pair?.id && grown >= 0 ? Math.round((8 * grown) / seconds) : null;
  };
  const codec = (stream: Entry | undefined): string | null =>
    find(stream?.codecId)?.mimeType?.replace(/^\w+\//, '') ?? null;
  const picture = (on: boolean, stream: Entry | undefined, { pictures }: Flow): RtcPictureStats | null => {
    const { frameWidth: width, frameHeight: height } = stream ?? {};
    if (!on || !width || !height) return null;
    return { width, height, framesPerSecond: pictures ?? null, codec: codec(stream) };
  };
  const { quality, peer, media } = call;
  return {
    at: performance.timeOrigin + after.at,
    roundTrip: reading.roundTrip === undefined ? null : reading.roundTrip * 1_000,
    path: pathOf(after.pair, find),
    sending: {
      bitrate: bitrate('bytesSent'),
      loss: reading.sent.loss ?? null,
      level: quality?.sending ?? null,
      picture: picture(media.state('camera').on, after.cameraOut, reading.sent),
      soundCodec: codec(after.micOut),
    },
    receiving: {
      bitrate: bitrate('bytesReceived'),
      loss: reading.received.loss ?? null,
      level: quality?.receiving ?? null,
      picture: picture(peer?.camera ?? false, after.cameraIn, reading.received),
      soundCodec: codec(after.micIn),
    },
    reason: quality?.reason ?? null,
    counters: entries.filter(({ type }) => !LEFT_OUT.has(type)).map(withoutAddresses),
  };
}
type Flow = Pick<Reading['sent'], 'pictures'>;

/** Which of the two asked for the relay makes no difference to how far it is. */
function pathOf(pair: Entry | undefined, find: (id: string | undefined) => Entry | undefined): RtcPath | null {
  const [local, remote] = [find(pair?.localCandidateId), find(pair?.remoteCandidateId)];
  if (!local) return null;
  const own = local.candidateType === RELAY;
  const carrier = own ? (local.relayProtocol ?? local.protocol) : local.protocol;
  const by = own || remote?.candidateType === RELAY ? 'relay' : 'direct';
  return { by, protocol: PROTOCOLS.find((protocol) => protocol === carrier) ?? null };
}

/** What is kept is named, so that what a browser adds one day is not told by mistake. */
function withoutAddresses(entry: Entry): RtcCounters {
  const plain = Object.entries(entry).filter(([name, value]) =>
    typeof value === 'string' ? PLAIN.has(name) : typeof value !== 'object' && !PRIVATE.has(name),
  );
  return Object.fromEntries(plain);
}
