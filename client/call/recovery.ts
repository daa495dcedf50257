/** What to do about a path that is slow, lost or broken: pure rules on evidence, with the clock passed in. */

/** An offer without an answer for so long is sent again. */
const UNANSWERED_MS = 2_000;
/** A first path that takes longer is tried anew. */
const CONNECT_MS = 5_000;
/** Between two restarts: gathering and checks need their time. An offer so old names a network that may be gone. */
const RESTART_EVERY_MS = 4_000;
/** The same after word of another network, which comes several times and before the network itself. */
const HINTED_EVERY_MS = 1_000;
/** After such a word this share of the patience is enough, for so long. */
const HINTED_SHARE = 0.3;
const HINT_HOLDS_MS = 3_000;
/** Silence so long, and so long with the other page in reach of the server: restarts do not help. */
const REBUILD_SILENCE_MS = 30_000;
const REBUILD_REACH_MS = 12_000;
/** The other connection is gone though its page is there. */
const GONE_MS = 4_000;
/** The callee lets the caller rebuild first. */
const POLITE_REBUILD_MS = 4_000;

/** All times in milliseconds of one clock. */
export interface Evidence {
  readonly now: number;
  readonly polite: boolean;
  /** There was a path once. */
  readonly wasUp: boolean;
  /** What the browser says of the path: its word for lost comes late (5 s and more), its `failed` is final. */
  readonly connection: RTCPeerConnectionState;
  /** Both descriptions were exchanged once. */
  readonly negotiated: boolean;
  /** Last byte or beat; before the first, when the pair began. */
  readonly heardAt: number;
  /** How long silence may last before it is a lost path. */
  readonly patience: number;
  /** When there was last word of another network, or of a wake from sleep. */
  readonly hintedAt: number | null;
  /** Since when an offer waits for its answer, and when it was sent last. */
  readonly offeredAt: number | null;
  readonly sentAt: number | null;
  readonly restartedAt: number | null;
  /** Since when the server is there and says that the other page is, too. */
  readonly reachAt: number | null;
  /** The connection cannot be mended: encryption failed, or the other side closed it. Since when. */
  readonly goneAt: number | null;
}

export type Step = 'none' | 'resend' | 'restart' | 'rebuild';

export function nextStep(evidence: Evidence): Step {
  if (rebuildDue(evidence)) return 'rebuild';
  if (evidence.goneAt !== null) return 'none';
  if (evidence.negotiated && restartDue(evidence)) return 'restart';
  const { now, sentAt } = evidence;
  return sentAt !== null && now - sentAt > UNANSWERED_MS ? 'resend' : 'none';
}

function rebuildDue({ now, polite, heardAt, reachAt, goneAt }: Evidence): boolean {
  if (reachAt === null) return false;
  const more = polite ? POLITE_REBUILD_MS : 0;
  if (goneAt !== null) return now - Math.max(goneAt, reachAt) > GONE_MS + more;
  return now - heardAt > REBUILD_SILENCE_MS + more && now - reachAt > REBUILD_REACH_MS + more;
}

function restartDue(evidence: Evidence): boolean {
  const { now, wasUp, connection, offeredAt, restartedAt } = evidence;
  if (!wasUp && connection === 'connected') return false;
  const last = Math.max(offeredAt ?? -Infinity, restartedAt ?? -Infinity);
  if (hinted(evidence)) return now - last > HINTED_EVERY_MS;
  return silentTooLong(evidence) && now - last >= RESTART_EVERY_MS;
}

/** Silence soon after word of another network, about which nothing was done yet. */
function hinted({ now, wasUp, heardAt, hintedAt, restartedAt, patience }: Evidence): boolean {
  if (hintedAt === null || heardAt - hintedAt > HINT_HOLDS_MS || hintedAt < (restartedAt ?? -Infinity)) return false;
  return now - Math.max(heardAt, hintedAt) > (wasUp ? patience : CONNECT_MS) * HINTED_SHARE;
}

function silentTooLong({ now, wasUp, connection, heardAt, patience }: Evidence): boolean {
  if (connection === 'failed') return now > heardAt;
  return now - heardAt > (wasUp ? patience : CONNECT_MS);
}
