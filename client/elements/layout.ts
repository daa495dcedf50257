/** Where the pictures are. How they get there: in-call.styles.ts. */

/** `auto`: the other person large, or their screen; `side-by-side`: both of the same size. */
export type Layout = 'auto' | 'spotlight' | 'side-by-side';
export type SelfView = 'corner' | 'hidden';
