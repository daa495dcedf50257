/** Where the pictures are. How they get there: in-call.styles.ts. */

/** `auto`: the other person large, or their screen; `side-by-side`: both of the same size. */
export const LAYOUTS = ['auto', 'spotlight', 'side-by-side'] as const;
export type Layout = (typeof LAYOUTS)[number];
export type SelfView = 'corner' | 'hidden';
