/** What the elements load when it is needed; each is one file of the build. Languages: locales/language.ts. */
import { Part } from '../call/part.js';

/** Once an element stands: what it says of devices, and the events of its call. */
export const afterPaint = new Part(() => import('./after-paint.js'));

/** From the moment that this side has a seat. */
export const inCall = new Part(() => import('./in-call.js'));

/** When it rings, and at a desk. */
export const ringer = new Part(() => import('./ringer.js'));

/** With the first panel, or a file that is dropped. */
export const panels = new Part(() => import('./panels/panels.js'));

/** The invitation's QR code. */
export const qrCode = new Part(() => import('./qr.js'));
