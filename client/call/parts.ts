/** What a call loads when it is needed; each is one file of the build. */
import { Part } from './part.js';

/** Once a device is open, or the call is connected. */
export const upkeep = new Part(() => import('./upkeep.js'));

/** Where one of two answers by hand. */
export const ringing = new Part(() => import('./doorbell.js'));
