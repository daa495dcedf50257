/** What one page saw and heard of the other person, and the gaps in it. Times: milliseconds since the epoch, its clock. */

export interface Frame {
  readonly at: number;
  /** How many its video has shown. */
  readonly number: number;
  /** Whose it is: another peer connection has another track. */
  readonly track: string;
}

/** A reading of the sound's counters. */
export interface Sound {
  readonly at: number;
  /** Index of the peer connection it is of. */
  readonly connection: number;
  readonly total: number;
  /** Made up by the browser in place of what did not come. */
  readonly concealed: number;
}

export interface Testimony {
  readonly firstScriptAt: number;
  readonly frames: readonly Frame[];
  readonly sounds: readonly Sound[];
  /** Index of the peer connection that carries the call now; -1 if none does. */
  readonly connected: number;
  /** ICE restarts of all its connections. */
  readonly restarts: number;
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Pictures that come one after the other, not one that got through by luck. */
const FLOW_FRAMES = 5;
const FLOW_MS = 1_000;

/** The longest time without anything new, from the last before the stretch; what comes after it does not count. */
function longestGap(times: readonly number[], { from, to }: Stretch): number {
  let longest = 0;
  let before = times.findLast((at) => at <= from) ?? from;
  for (const at of [...times.filter((time) => time > from && time < to), to]) {
    longest = Math.max(longest, at - before);
    before = at;
  }
  return longest;
}

export const pictureGap = ({ frames }: Testimony, stretch: Stretch): number =>
  longestGap(
    frames.map(({ at }) => at),
    stretch,
  );

/** When more of what was played had come than was made up. */
function soundTimes(sounds: readonly Sound[]): number[] {
  return sounds
    .filter((sound, index) => {
      const before = sounds[index - 1];
      if (before?.connection !== sound.connection) return false;
      const total = sound.total - before.total;
      return total > 0 && sound.concealed - before.concealed < total / 2;
    })
    .map(({ at }) => at);
}

export const soundGap = ({ sounds }: Testimony, stretch: Stretch): number => longestGap(soundTimes(sounds), stretch);

/** Share of the samples that were made up. */
export function concealment({ sounds }: Testimony, { from, to }: Stretch): number {
  const [first, last] = [sounds.find(({ at }) => at >= from), sounds.findLast(({ at }) => at <= to)];
  if (!first || !last || first.connection !== last.connection) return NaN;
  return (last.concealed - first.concealed) / (last.total - first.total);
}

/** From `since` to the first picture of those that flow again; `track`: only those of another one than this. */
export function backAfter({ frames }: Testimony, since: number, track?: string): number {
  const later = frames.filter((frame) => frame.at > since && frame.track !== track);
  const first = later.find(({ at }, index) => (later[index + FLOW_FRAMES - 1]?.at ?? Infinity) - at < FLOW_MS);
  return (first?.at ?? NaN) - since;
}

/** Pictures a second; those count too that were shown while the page itself was busy. */
export function rate({ frames }: Testimony, { from, to }: Stretch): number {
  let shown = 0;
  for (const [index, { at, number }] of frames.entries())
    if (at > from && at <= to) shown += Math.max(1, number - (frames[index - 1]?.number ?? number));
  return (shown / (to - from)) * 1_000;
}
