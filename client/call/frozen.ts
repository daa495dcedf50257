/** Pictures that ought to move and stand still while the rest of the call goes on. Pure. */
import type { Reading } from './stats.js';

export const PICTURES = ['your-camera', 'their-camera', 'their-screen'] as const;
export type FrozenPicture = (typeof PICTURES)[number];

/** Readings, a second each; one with a picture in it ends it. */
const FROZEN_AFTER = 3;

/** In how many readings in a row each of them stood still. */
export type Standstill = Readonly<Partial<Record<FrozenPicture, number>>>;

/** One reading further. Pictures that nobody sends just now are not `expected`. */
export function standstill(before: Standstill, reading: Reading, expected: readonly FrozenPicture[]): Standstill {
  const still = expected.filter((picture) => standsStill(picture, reading));
  return Object.fromEntries(still.map((picture) => [picture, (before[picture] ?? 0) + 1]));
}

export const frozenIn = (standing: Standstill): FrozenPicture[] =>
  PICTURES.filter((picture) => (standing[picture] ?? 0) >= FROZEN_AFTER);

function standsStill(picture: FrozenPicture, { sent, received }: Reading): boolean {
  if (picture === 'your-camera') return sent.pictures === 0;
  if (picture === 'their-camera') return (received.pictures === 0 || received.unseen === true) && received.rate > 0;
  // A screen on which nothing moves sends next to nothing; one whose packets come and show nothing is frozen.
  return received.screen?.pictures === 0 && received.screen.packets !== 0;
}
