/** What one run of a case leaves behind: when each step was seen from outside, and in which order steps are told. */

/** Milliseconds since the epoch of what was seen, the first time, under a name. */
export type Marks = Partial<Record<string, number>>;

/** What one page noted. */
export interface Notes {
  readonly page: Marks;
  /** Of each peer connection that got through, in the order of their making. */
  readonly connections: readonly Marks[];
}

/** One call's set-up: B joins and offers, A was there and answers. */
export interface Run {
  /** B's click, or the start of B's navigation. */
  readonly start: number;
  readonly a: Marks;
  readonly b: Marks;
  /** How far apart the clocks of two pages are, as far as that can be known; null where there is one page. */
  readonly skew: { readonly ms: number; readonly uncertainty: number } | null;
}

type Time = number | undefined;

const both =
  (name: string) =>
  ({ a, b }: Run): Time =>
    Math.max(a[name] ?? NaN, b[name] ?? NaN);

/** How long people waited: until both had a picture. */
export const firstFrames = both('first frame');

export const STEPS: readonly (readonly [label: string, at: (run: Run) => Time])[] = [
  ['B: page received', ({ b }) => b['page received']],
  ['B: element script received', ({ b }) => b['script received']],
  ['B: Join button there', ({ b }) => b['join button']],
  ['B: devices open', ({ b }) => b['devices open']],
  ['B: socket open', ({ b }) => b['socket open']],
  ['B: offer made', ({ b }) => b['offer made']],
  ['B: handshake sent, the offer in it', ({ b }) => b['handshake sent']],
  ['B: seated (welcome)', ({ b }) => b['welcome']],
  ['B: offer applied', ({ b }) => b['local description applied']],
  ['A: offer received', ({ a }) => a['remote description received']],
  ['A: offer applied', ({ a }) => a['remote description applied']],
  ['A: answer applied', ({ a }) => a['local description applied']],
  ['B: answer received', ({ b }) => b['remote description received']],
  ['B: answer applied', ({ b }) => b['remote description applied']],
  ['both: ICE connected', both('ICE connected')],
  ['both: DTLS connected', both('DTLS connected')],
  ['A: first video packet', ({ a }) => a['first packet']],
  ['B: first video packet', ({ b }) => b['first packet']],
  ['A: first frame', ({ a }) => a['first frame']],
  ['B: first frame', ({ b }) => b['first frame']],
  ['both: first frame', firstFrames],
];
