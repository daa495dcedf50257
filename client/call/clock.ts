/**
 * Two clocks. Durations are measured by the steady one, which nobody sets; the wall clock (`Date`) is for what is shown or
 * kept. The steady one stands still in some browsers while the machine sleeps (Chromium and Firefox on Linux and macOS).
 */

/** Milliseconds since the page was loaded. */
export const steadyNow = (): number => performance.now();

/** A moment on both clocks. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}
export const moment = (): Moment => ({ steady: steadyNow(), wall: Date.now() });

/** How long ago `then` was, sleep included. Too long where the wall clock was set forward, never too short. */
export function elapsedSince(then: Moment): number {
  return Math.max(steadyNow() - then.steady, Date.now() - then.wall);
}
