/**
 * One small, portable reading of a connection from what a browser counts. Chromium, Firefox and Safari each count
 * something else: whatever is absent stays absent, and every field is asked for at run time.
 */

/** The part of a browser's report that is read here (webrtc-stats). */
export interface Entry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly kind?: string;
  readonly mid?: string;
  readonly localId?: string;
  readonly selectedCandidatePairId?: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly availableOutgoingBitrate?: number;
  readonly totalRoundTripTime?: number;
  readonly responsesReceived?: number;
  readonly roundTripTimeMeasurements?: number;
  readonly fractionLost?: number;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
  readonly protocol?: string;
  readonly relayProtocol?: string;
  readonly codecId?: string;
  readonly mimeType?: string;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly bytesSent?: number;
  readonly packetsSent?: number;
  readonly framesEncoded?: number;
  readonly totalEncodeTime?: number;
  readonly qualityLimitationReason?: string;
  readonly bytesReceived?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly framesDecoded?: number;
  readonly totalFreezesDuration?: number;
  readonly concealedSamples?: number;
  readonly silentConcealedSamples?: number;
  readonly totalSamplesReceived?: number;
}

/** Which m-lines are the microphones, the cameras and the screens; null before there are any. */
export interface Mids {
  readonly mic: string | null;
  readonly camera: string | null;
  readonly screen: string | null;
}

/** What was counted until one moment, in milliseconds. */
export interface Sample {
  readonly at: number;
  readonly pair: Entry | undefined;
  readonly micOut: Entry | undefined;
  readonly cameraOut: Entry | undefined;
  /** What the other side tells of what this one sends. */
  readonly micThere: Entry | undefined;
  readonly cameraThere: Entry | undefined;
  readonly micIn: Entry | undefined;
  readonly cameraIn: Entry | undefined;
  readonly screenIn: Entry | undefined;
}
type Part = Exclude<keyof Sample, 'at'>;
type Counter = { [Key in keyof Entry]-?: NonNullable<Entry[Key]> extends number ? Key : never }[keyof Entry];

/** What happened between two samples; absent where it was not counted. */
export interface Reading {
  readonly at: number;
  /** Another one after the network changed. */
  readonly path?: string | undefined;
  /** bit/s that the browser believes the path carries (Chromium). */
  readonly available?: number | undefined;
  /** Seconds, of the answers that came in between. */
  readonly roundTrip?: number | undefined;
  /** The mean of all of the path's own checks: the first of them found no queue. */
  readonly usualTrip?: number | undefined;
  readonly sent: Flow & { readonly limited: 'nothing' | 'bandwidth' | 'cpu' };
  readonly received: Flow & {
    /** Bytes a second of sound and picture; 0 is silence on the wire. */
    readonly rate: number;
    /** Nothing of the camera has come on this connection. */
    readonly unseen?: boolean;
    /** Share of the sound that had to be made up. */
    readonly concealed?: number | undefined;
    /** Share of the time that the picture stood still against its own rhythm. */
    readonly frozen?: number | undefined;
    /** Seconds. */
    readonly jitter?: number | undefined;
    /** Pictures and packets a second of the screen. */
    readonly screen?: { readonly pictures: number; readonly packets: number } | undefined;
  };
}
/** The newest reading with all that it was made from. */
export interface Measured {
  readonly reading: Reading;
  readonly before: Sample;
  readonly after: Sample;
  readonly entries: readonly Entry[];
}
interface Flow {
  /** Share of the packets. */
  readonly loss?: number | undefined;
  /** Pictures a second. */
  readonly pictures?: number | undefined;
}

/** A receiver's report that is older says nothing about now: sound is reported on every 5 s. */
const REPORT_MS = 6_000;
/** Encoding that takes so much of the time cannot keep up; Firefox does not say what limits it. */
const BUSY_ENCODING = 0.8;

export function sampleOf(report: Iterable<Entry>, at: number, mids: Mids): Sample {
  const all = [...report];
  // An old browser that does not name the m-line: the first of its kind.
  const of = (type: string, kind: 'audio' | 'video', mid: string | null): Entry | undefined =>
    all.find((entry) => entry.type === type && entry.kind === kind && (entry.mid ?? mid) === mid);
  const about = (own: Entry | undefined): Entry | undefined =>
    own && all.find((entry) => entry.type === 'remote-inbound-rtp' && entry.localId === own.id && isFresh(entry, own));
  const micOut = of('outbound-rtp', 'audio', mids.mic);
  const cameraOut = of('outbound-rtp', 'video', mids.camera);
  return {
    at,
    pair: pairInUse(all),
    micOut,
    cameraOut,
    micThere: about(micOut),
    cameraThere: about(cameraOut),
    micIn: of('inbound-rtp', 'audio', mids.mic),
    cameraIn: of('inbound-rtp', 'video', mids.camera),
    screenIn: all.find(({ type, mid }) => type === 'inbound-rtp' && mid !== undefined && mid === mids.screen),
  };
}

export function between(before: Sample, after: Sample): Reading {
  const span = new Span(before, after);
  const bytes = (span.grown('micIn', 'bytesReceived') ?? 0) + (span.grown('cameraIn', 'bytesReceived') ?? 0);
  return {
    at: after.at,
    path: after.pair?.id,
    available: after.pair?.availableOutgoingBitrate,
    roundTrip: span.roundTrip(),
    usualTrip: share(before.pair?.totalRoundTripTime, before.pair?.responsesReceived),
    sent: { loss: span.lossThere(), pictures: span.perSecond('cameraOut', 'framesEncoded'), limited: span.limited() },
    received: {
      rate: bytes / span.seconds,
      loss: span.lossHere(),
      pictures: span.perSecond('cameraIn', 'framesDecoded'),
      unseen: after.cameraIn === undefined,
      concealed: span.concealed(),
      frozen: span.perSecond('cameraIn', 'totalFreezesDuration'),
      jitter: after.micIn?.jitter,
      screen: span.screen(),
    },
  };
}

/** The time between two samples, and what was counted in it. */
class Span {
  readonly #before: Sample;
  readonly #after: Sample;
  readonly seconds: number;

  constructor(before: Sample, after: Sample) {
    this.#before = before;
    this.#after = after;
    this.seconds = Math.max(1, after.at - before.at) / 1_000;
  }

  /** Another stream counts from zero again, in Firefox one that was off too: nothing is said about it yet. */
  grown(part: Part, counter: Counter): number | undefined {
    const [before, after] = [this.#before[part], this.#after[part]];
    const [from, to] = [before?.[counter], after?.[counter]];
    if (before?.id !== after?.id || from === undefined || to === undefined || to < from) return undefined;
    return to - from;
  }

  perSecond(part: Part, counter: Counter): number | undefined {
    const grown = this.grown(part, counter);
    return grown === undefined ? undefined : grown / this.seconds;
  }

  /** The longest of what was measured in between: by the path's own checks, and by the media. */
  roundTrip(): number | undefined {
    const times = [
      share(this.grown('pair', 'totalRoundTripTime'), this.grown('pair', 'responsesReceived')),
      ...(['micThere', 'cameraThere'] as const).map((part) =>
        share(this.grown(part, 'totalRoundTripTime'), this.grown(part, 'roundTripTimeMeasurements')),
      ),
    ].filter((time) => time !== undefined);
    return times.length > 0 ? Math.max(...times) : undefined;
  }

  /** By the other side's last reports, weighed by what was sent meanwhile. */
  lossThere(): number | undefined {
    const mic = this.#weighed('micThere', this.grown('micOut', 'packetsSent'));
    const camera = this.#weighed('cameraThere', this.grown('cameraOut', 'packetsSent'));
    return share(mic.lost + camera.lost, mic.sent + camera.sent);
  }

  lossHere(): number | undefined {
    const sum = (counter: Counter): number =>
      (this.grown('micIn', counter) ?? 0) + (this.grown('cameraIn', counter) ?? 0);
    const lost = sum('packetsLost');
    return share(lost, lost + sum('packetsReceived'));
  }

  /** Silence that is made up is not heard. */
  concealed(): number | undefined {
    const made = this.grown('micIn', 'concealedSamples');
    if (made === undefined) return undefined;
    const silent = this.grown('micIn', 'silentConcealedSamples') ?? 0;
    return share(Math.max(0, made - silent), this.grown('micIn', 'totalSamplesReceived'));
  }

  screen(): Reading['received']['screen'] {
    const [pictures, packets] = (['framesDecoded', 'packetsReceived'] as const).map((counter) =>
      this.perSecond('screenIn', counter),
    );
    return pictures === undefined || packets === undefined ? undefined : { pictures, packets };
  }

  limited(): Reading['sent']['limited'] {
    const reason = this.#after.cameraOut?.qualityLimitationReason;
    if (reason === 'cpu' || reason === 'bandwidth') return reason;
    return (this.perSecond('cameraOut', 'totalEncodeTime') ?? 0) > BUSY_ENCODING ? 'cpu' : 'nothing';
  }

  #weighed(part: 'micThere' | 'cameraThere', sent = 0): { lost: number; sent: number } {
    const loss = this.#after[part]?.fractionLost;
    return loss === undefined ? { lost: 0, sent: 0 } : { lost: loss * sent, sent };
  }
}

const share = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : part / whole;

const isFresh = (report: Entry, own: Entry): boolean => own.timestamp - report.timestamp < REPORT_MS;

/** Chromium has several nominated ones; not every browser names the one that the transport uses. */
function pairInUse(all: readonly Entry[]): Entry | undefined {
  const selected = all.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
  const pairs = all.filter(({ type }) => type === 'candidate-pair');
  return pairs.find(({ id }) => id === selected) ?? pairs.find((pair) => pair.nominated && pair.state === 'succeeded');
}
