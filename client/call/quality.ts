/** How good a call is in each direction, and whose doing it is. Pure, smoothed, and never to and fro at a threshold. */
import type { Level, QualityView } from '../../shared/messages.js';
import type { FrozenPicture } from './frozen.js';
import type { RungName } from './ladder.js';
import type { Reading } from './stats.js';

export type Reason =
  | 'your-network'
  | 'their-network'
  /** Both directions suffer: nobody can tell whose. */
  | 'network'
  | 'this-computer'
  | 'their-computer';

export interface Quality {
  readonly sending: Level;
  readonly receiving: Level;
  /** Why it is poor; null while it is not. */
  readonly reason: Reason | null;
  /** The picture is down to one now and then, this side's and the other's. */
  readonly sendingStills: boolean;
  readonly receivingStills: boolean;
  /** Pictures that stand still though they ought to move, while the rest of the call goes on. */
  readonly frozen: readonly FrozenPicture[];
}

export const POOR: Level = 2;
const BEST: Level = 5;

/** What is shown is the mean of so long. */
const SMOOTH_MS = 5_000;
/** Further than this from what is shown, so that a mean between two levels stays with one. */
const HYSTERESIS = 0.6;
/** Pictures a second: below the first it stutters, below the second it hardly moves. */
const STUTTERS = 8;
const HARDLY_MOVES = 3;

/** A table of "from here on" and what it costs. */
type Costs = readonly (readonly [from: number, cost: number])[];
const LOSS: Costs = [[0.02, 1], [0.05, 2], [0.1, 3]]; // prettier-ignore
const CONCEALED: Costs = [[0.02, 1], [0.05, 2], [0.1, 3]]; // prettier-ignore
/** Seconds. Both directions share it: alone it makes neither of them poor. */
const ROUND_TRIP: Costs = [[0.2, 1], [0.4, 2]]; // prettier-ignore
const JITTER: Costs = [[0.05, 1], [0.1, 2]]; // prettier-ignore
/** Share of the time. */
const FROZEN: Costs = [[0.1, 1], [0.3, 2]]; // prettier-ignore
/** What is sent on a rung is no better than this, however clean the path. */
const BEST_OF: Readonly<Record<RungName, number>> = { full: 5, half: 5, quarter: 4, slow: 3, stills: 2 };

export interface Shown {
  /** The readings of the last seconds. */
  readonly scores: readonly { readonly at: number; readonly score: number }[];
  readonly level: Level;
  /** What the last reading asked for: a level changes when two in a row agree. */
  readonly asked: Level;
}
export const FIRST_SHOWN: Shown = { scores: [], level: BEST, asked: BEST };

/** The computer cannot keep up with its own picture. */
export const isBusy = ({ sent }: Reading): boolean =>
  sent.limited === 'cpu' && sent.pictures !== undefined && sent.pictures < STUTTERS;

export function scoreSending(reading: Reading, rung: RungName): number {
  const path = BEST - cost(LOSS, reading.sent.loss) - cost(ROUND_TRIP, reading.roundTrip);
  return Math.max(1, Math.min(path, BEST_OF[rung], isBusy(reading) ? POOR : BEST));
}

/** What the other side says that it sends: a sound, a picture that ought to move. */
export interface Expected {
  readonly sound: boolean;
  readonly moving: boolean;
}

export function scoreReceiving({ received, roundTrip }: Reading, { sound: heard, moving }: Expected): number {
  if (received.rate === 0 && (heard || moving)) return 0;
  const sound = Math.max(cost(LOSS, received.loss), cost(CONCEALED, received.concealed), cost(JITTER, received.jitter));
  const picture = moving ? Math.max(cost(FROZEN, received.frozen), stutter(received.pictures)) : 0;
  return Math.max(1, BEST - sound - picture - cost(ROUND_TRIP, roundTrip));
}

/** One score further. Silence is not averaged: it is shown as soon as two readings say so. */
export function show(before: Shown, at: number, score: number): Shown {
  const scores = [...before.scores.filter((one) => at - one.at < SMOOTH_MS && one.score > 0), { at, score }];
  const asked = score <= 0 ? 0 : nearest(before.level, scores.reduce((sum, one) => sum + one.score, 0) / scores.length);
  return { scores, level: asked === before.asked ? asked : before.level, asked };
}

/** Each direction is as good as the worse of its two ends says, so both sides come to the same. */
export function combine(mine: QualityView, theirs: QualityView | null, frozen: readonly FrozenPicture[] = []): Quality {
  const sending = lower(mine.sending, theirs?.receiving);
  const receiving = lower(mine.receiving, theirs?.sending);
  return {
    sending,
    receiving,
    reason: reasonOf({ sending, receiving, busy: mine.busy, theyAreBusy: theirs?.busy ?? false }),
    sendingStills: mine.stills,
    receivingStills: theirs?.stills ?? false,
    frozen,
  };
}

interface Evidence {
  readonly sending: Level;
  readonly receiving: Level;
  readonly busy: boolean;
  readonly theyAreBusy: boolean;
}

/** What goes out is held up by one's own network more often than by the other's: uploads are the narrow side. */
function reasonOf({ sending, receiving, busy, theyAreBusy }: Evidence): Reason | null {
  if (sending > POOR && receiving > POOR) return null;
  if (busy && sending <= POOR) return 'this-computer';
  if (theyAreBusy && receiving <= POOR) return 'their-computer';
  if (sending > POOR) return 'their-network';
  return receiving > POOR ? 'your-network' : 'network';
}

const lower = (one: Level, other: Level = BEST): Level => (one < other ? one : other);

const cost = (costs: Costs, value = 0): number => costs.findLast(([from]) => value > from)?.[1] ?? 0;

function stutter(pictures = Infinity): number {
  if (pictures < HARDLY_MOVES) return 2;
  return pictures < STUTTERS ? 1 : 0;
}

function nearest(level: Level, mean: number): Level {
  if (level > 0 && Math.abs(mean - level) <= HYSTERESIS) return level;
  return LEVELS[Math.round(mean)] ?? BEST;
}
const LEVELS: readonly Level[] = [0, 1, 2, 3, 4, 5];
