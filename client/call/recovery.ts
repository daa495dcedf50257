/** When to do what about a path that is slow, lost or silent: pure rules on evidence, with the clock passed in. */

/** Nothing heard for so long is a lost path, whatever `connectionState` says (it needs 5 s and more). */
export const SILENCE_MS = 1_500;
/** No heartbeat for so long: the packet counters are asked, so that at the end of the silence they can speak. */
const QUIET_MS = 600;
/** An offer without an answer for so long is sent again. */
const UNANSWERED_MS = 2_000;
/** A first path that takes longer is tried anew. */
const CONNECT_MS = 5_000;
/** Between two restarts: gathering and checks need their time. */
const RESTART_EVERY_MS = 4_000;
/** The callee lets the caller restart first, so that glare is rare. */
const POLITE_DELAY_MS = 1_500;

/** All times in milliseconds of one clock. */
export interface Evidence {
  readonly now: number;
  readonly polite: boolean;
  /** There was a path once. */
  readonly wasUp: boolean;
  /** There is one, by the browser's account. */
  readonly connected: boolean;
  /** Both descriptions were exchanged once. */
  readonly negotiated: boolean;
  /** Last byte or heartbeat; before the first, when the pair began. */
  readonly heardAt: number;
  /** Since when an offer waits for its answer, or was sent last. */
  readonly offeredAt: number | null;
  readonly restartedAt: number | null;
}

export type Step = 'none' | 'resend' | 'restart';

export const isQuiet = ({ now, heardAt }: Pick<Evidence, 'now' | 'heardAt'>): boolean => now - heardAt > QUIET_MS;
export const isSilent = ({ now, heardAt }: Pick<Evidence, 'now' | 'heardAt'>): boolean => now - heardAt > SILENCE_MS;

export function nextStep(evidence: Evidence): Step {
  const { now, offeredAt, negotiated } = evidence;
  if (offeredAt !== null) return now - offeredAt > UNANSWERED_MS ? 'resend' : 'none';
  return negotiated && restartDue(evidence) ? 'restart' : 'none';
}

function restartDue({ now, polite, wasUp, connected, heardAt, restartedAt }: Evidence): boolean {
  if (restartedAt !== null && now - restartedAt < RESTART_EVERY_MS) return false;
  if (!wasUp && connected) return false;
  const patience = (wasUp ? SILENCE_MS : CONNECT_MS) + (polite ? POLITE_DELAY_MS : 0);
  return now - heardAt > patience;
}
