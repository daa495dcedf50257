/**
 * What the camera may send: from its full size down to stills, never off by itself. Pure: readings go in, a rung comes
 * out. Inside a rung the browser's own congestion control does its work; the ladder takes away what the path cannot
 * carry beside the sound.
 */
import type { Encoding } from './encoding.js';
import type { Reading } from './stats.js';

export type RungName = 'full' | 'half' | 'quarter' | 'slow' | 'stills';

export interface Rung {
  readonly name: RungName;
  /**
   * bit/s of the whole path below which this is too much. The lower rungs go by queue and loss alone: Chromium believes
   * in no path below its floor of about 130,000, nor in much more than what was sent last.
   */
  readonly needs: number;
  readonly camera: Encoding;
  readonly mic: Encoding;
}

/** bit/s, of 1280 × 720 at 30 pictures a second. */
const CAMERA_BITRATE = 1_700_000;
const WHOLE_SOUND: Encoding = { maxBitrate: undefined };
/** Opus is clear speech at the first, and speech at the second; the headers of its packets take 30,000 more. */
const LEAN_SOUND: Encoding = { maxBitrate: 16_000 };
const LEAST_SOUND: Encoding = { maxBitrate: 10_000 };

const pictures = (scaleResolutionDownBy: number, maxFramerate: number | undefined, maxBitrate: number): Encoding => ({
  active: true,
  scaleResolutionDownBy,
  maxFramerate,
  maxBitrate,
});

/**
 * From the best to the least. A still is sent by turning the encoding on for a moment: the first picture is then a whole
 * one (a key frame, in Chromium and Firefox), and nothing is sent again and again in between. Left on, even one picture a
 * second came to 40,000 bit/s on a path of 50,000, most of it retransmissions.
 */
export const LADDER: readonly [Rung, ...Rung[]] = [
  { name: 'full', needs: 500_000, camera: pictures(1, undefined, CAMERA_BITRATE), mic: WHOLE_SOUND },
  { name: 'half', needs: 180_000, camera: pictures(2, undefined, 600_000), mic: WHOLE_SOUND },
  { name: 'quarter', needs: 0, camera: pictures(4, 15, 150_000), mic: WHOLE_SOUND },
  { name: 'slow', needs: 0, camera: pictures(4, 5, 40_000), mic: LEAN_SOUND },
  { name: 'stills', needs: 0, camera: pictures(4, 1, 30_000), mic: LEAST_SOUND },
];
/** bit/s and pictures a second that a person who saves data spends at the most; a face is still a face. */
const SAVING_BITRATE = 250_000;
const SAVING_FPS = 15;
const SAVING_SOUND: Encoding = { maxBitrate: 24_000 };

/** The same rung for few bytes, its picture scaled down by `scale` at least. */
export const saving = ({ camera, mic, ...rung }: Rung, scale: number): Rung => ({
  ...rung,
  camera: {
    ...camera,
    scaleResolutionDownBy: Math.max(scale, camera.scaleResolutionDownBy ?? 1),
    maxBitrate: Math.min(SAVING_BITRATE, camera.maxBitrate ?? SAVING_BITRATE),
    maxFramerate: Math.min(SAVING_FPS, camera.maxFramerate ?? SAVING_FPS),
  },
  mic: mic === WHOLE_SOUND ? SAVING_SOUND : mic,
});

/** Where a call begins (docs/decisions/0007-the-first-picture-is-small.md). */
const FIRST = 1;

/** So long too little is no moment's trouble. */
const SHORT_MS = 2_000;
/** A step down shows what it does before the next one. */
const SETTLE_MS = 3_000;
/** So long enough for more. */
const ROOMY_MS = 6_000;
const FIRST_ROOMY_MS = 1_500;
/** A step up that is taken back so soon was a trial, and the next one waits twice as long. */
const TRIAL_MS = 15_000;
const MOST_PATIENCE_MS = 48_000;
/** A rung is entered with more than it needs. */
const MARGIN = 1.2;

/** Seconds above the shortest round trip: a queue that hurts very much, one that hurts, and one that does not. */
const LONG_QUEUE = 0.6;
const QUEUE = 0.3;
const NO_QUEUE = 0.15;
/** The share of that distance which the shortest round trip follows each second: routes change in minutes. */
const FORGETS = 0.005;
/** bit/s: the least that Chromium believes a path with a picture carries. */
const FLOOR = 150_000;
/** Shares of the packets: a full queue overflows; a bad radio loses; this is nothing. */
const OVERFLOW = 0.3;
const LOSSY = 0.1;
const LOSSLESS = 0.05;
/** Pictures a second below which a computer is too slow for the size. */
const COLLAPSED = 6;

/** Where the sender is, and what it has seen. Times in milliseconds of the readings' clock. */
export interface Climb {
  readonly rung: number;
  readonly since: number;
  readonly shortSince: number | null;
  readonly roomySince: number | null;
  /** How long it has to be roomy before the next step up. */
  readonly patience: number;
  /** Whether the last step went up. */
  readonly trial: boolean;
  readonly path: string | undefined;
  /** Its round trip without a queue, and the last ones; in seconds. */
  readonly calm: number | null;
  readonly last: number | null;
  readonly previous: number | null;
}

export const startClimb = (now: number): Climb => ({
  rung: FIRST,
  since: now,
  shortSince: null,
  roomySince: now,
  patience: FIRST_ROOMY_MS,
  trial: false,
  path: undefined,
  calm: null,
  last: null,
  previous: null,
});

export const rungOf = ({ rung }: Climb): Rung => LADDER[rung] ?? LADDER[0];

/** One reading further: the same rung, the next one up, or one below that fits. */
export function climb(before: Climb, reading: Reading): Climb {
  const now = reading.at;
  const seen = watch(before, reading);
  if (seen.shortSince !== null && now - seen.shortSince >= SHORT_MS) return descend(seen, reading);
  if (seen.rung > 0 && seen.roomySince !== null && now - seen.roomySince >= seen.patience) return ascend(seen, now);
  return seen;
}

function watch(before: Climb, reading: Reading): Climb {
  const known = reading.path === before.path ? before : { calm: null, last: null };
  const last = reading.roundTrip ?? known.last;
  const previous = known.last;
  const calm = last === null ? null : follow(known.calm ?? reading.usualTrip ?? last, last);
  const climb = { ...before, path: reading.path, calm, last, previous };
  const settling = !before.trial && reading.at - before.since < SETTLE_MS;
  const short = !settling && isShort(climb, reading);
  return {
    ...climb,
    shortSince: short ? (before.shortSince ?? reading.at) : null,
    roomySince: isRoomy(climb, reading) ? (before.roomySince ?? reading.at) : null,
  };
}

const follow = (calm: number, last: number): number => Math.min(last, calm + (last - calm) * FORGETS);

function isShort(climb: Climb, reading: Reading): boolean {
  if (climb.rung === LADDER.length - 1) return false;
  const { available = 0, sent } = reading;
  const { limited, loss = 0, pictures } = sent;
  // A round trip does not say which way the queue is; where the browser knows this way to be wide, it is the other.
  const ownQueue = available < Math.max(FLOOR, rungOf(climb).needs);
  if ((ownQueue && queueOf(climb) > QUEUE) || loss > OVERFLOW) return true;
  // Loss without a queue is hardly of this side's making: it costs the full size, and no more than that.
  if (climb.rung === 0 && loss > LOSSY) return true;
  if (limited === 'cpu') return climb.rung <= FIRST && pictures !== undefined && pictures < COLLAPSED;
  return limited === 'bandwidth' && (reading.available ?? Infinity) < rungOf(climb).needs;
}

function isRoomy(climb: Climb, { available = Infinity, sent }: Reading): boolean {
  if (queueOf(climb) > NO_QUEUE || (sent.loss ?? 0) > LOSSLESS || sent.limited === 'cpu') return false;
  // An estimate that nothing presses against is as low as what was sent.
  return sent.limited === 'nothing' || available >= (LADDER[climb.rung - 1]?.needs ?? 0) * MARGIN;
}

/** A single slow answer is none. */
const queueOf = ({ calm, last, previous }: Climb): number =>
  calm === null || last === null || previous === null ? 0 : Math.min(last, previous) - calm;

function descend(climb: Climb, { at, available = Infinity, sent }: Reading): Climb {
  const severe = queueOf(climb) > LONG_QUEUE || (sent.loss ?? 0) > OVERFLOW;
  const next = Math.min(LADDER.length - 1, climb.rung + (severe ? 2 : 1));
  const fitting = LADDER.findIndex(({ needs }, rung) => rung >= next && needs <= available);
  const failed = climb.trial && at - climb.since < TRIAL_MS;
  const patience = failed ? Math.min(MOST_PATIENCE_MS, climb.patience * 2) : ROOMY_MS;
  return {
    ...climb,
    rung: Math.max(next, fitting),
    since: at,
    shortSince: null,
    roomySince: null,
    patience,
    trial: false,
  };
}

function ascend(climb: Climb, at: number): Climb {
  const held = climb.trial && at - climb.since >= TRIAL_MS;
  const patience = held ? ROOMY_MS : Math.max(ROOMY_MS, climb.patience);
  return { ...climb, rung: climb.rung - 1, since: at, shortSince: null, roomySince: null, patience, trial: true };
}
