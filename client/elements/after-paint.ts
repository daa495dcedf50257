/** What an element loads once its first picture stands: none of it is needed for a call to begin. */
export { listDevices } from './device-list.js';
export { followPage } from './follow-page.js';
export { defineLevelBar } from './level.js';
export { Loudness } from './loudness.js';
export { noticesIn } from './notices.js';
export { ownKeys } from './own-keys.js';
export { overlay } from './overlay.js';
export { overlayStyles } from './overlay.styles.js';
export { Teller } from './teller.js';
export { Tile } from './tile.js';
