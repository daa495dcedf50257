/** All panels, and what sends files: one part. */
import type { PanelElement, PanelName } from '../panels.js';
import { create as chat } from './chat.js';
import { create as check } from './check.js';
import { create as devices } from './devices.js';
import { create as help } from './help.js';
import { create as menu } from './menu.js';
import { create as remedy } from './remedy.js';
import { create as stats } from './stats.js';

export { Outbound } from '../outbound.js';
export { filesIn, pack } from '../pack.js';
export { panelsStyles } from '../panels.styles.js';

const PANELS: Readonly<Record<PanelName, () => PanelElement>> = { chat, check, devices, help, menu, remedy, stats };

export const create = (name: PanelName): PanelElement => PANELS[name]();
