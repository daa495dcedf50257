/** What looks after a call: its devices and screens, the quality of its pictures, figures of it, and the check before it. */
export { callStats } from './call-stats.js';
export { DeviceCare } from './device-care.js';
export { Pilot } from './pilot.js';
export { precall } from './precall.js';
export { pickScreen } from './screen-picker.js';
export { findAgain, openSpare } from './spare.js';
