/** What helps, step by step, in the browser that runs. */
import type { MediaErrorCode } from '../call/errors.js';

/** As people know what they hold: on phones the system matters more than the browser's name. */
export const PLATFORMS = ['chrome', 'edge', 'firefox', 'safari', 'ios', 'android'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** `permission-denied` has four reasons, and each has another way out. */
export type Denial =
  /** The page, or the frame it is in, does not allow it. */
  | 'denied-by-page'
  /** The person has blocked it for this page, or the browser's settings have. */
  | 'denied-for-site'
  /** The question was closed without an answer. */
  | 'not-answered'
  /** The browser would, the system does not let it. */
  | 'denied-by-system';

/** `screen-failed` has two: the page's policy is not the system's. */
export type RemedyCase = Exclude<MediaErrorCode, 'permission-denied'> | Denial | 'screen-denied-by-page';

/** The same everywhere, or by platform. */
export type Steps = readonly string[] | Readonly<Record<Platform, readonly string[]>>;

export interface Remedy {
  /** What is the matter. */
  readonly cause: string;
  readonly steps: Steps;
}

export interface Remedies {
  readonly heading: string;
  readonly cases: Readonly<Record<RemedyCase, Remedy>>;
}

export const stepsOn = (platform: Platform, { steps }: Remedy): readonly string[] =>
  'chrome' in steps ? steps[platform] : steps;
